"""Numbers as agreements write them: "sixty (60)", "7 (seven)", "one and a half", "tenth", "25th", "[●]", "[***]".

The patterns are regex sources without groups, to be put into larger expressions; each takes time linear in the text.
The functions turn what such a pattern matched into a value. Everything is case-insensitive: compile with re.IGNORECASE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_ONES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
# The misspellings "fourty", "ninty" and "fourtyfive" stand in signed agreements.
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "ninty": 90,
}  # fmt: skip
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINAL_ONES = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
}  # fmt: skip
_ORDINAL_TENS = {
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70,
    "eightieth": 80, "ninetieth": 90, "hundredth": 100, "eighteenth": 18,
}  # fmt: skip
_FRACTIONS = {
    "half": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25, "fourth": 0.25, "fourths": 0.25,
    "fifth": 0.2, "fifths": 0.2, "tenth": 0.1, "tenths": 0.1,
}  # fmt: skip
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}


def _any(words: dict[str, int] | dict[str, float]) -> str:
    return "|".join(sorted(words, key=lambda w: (-len(w), w)))


_JOIN = r"(?:\s*[-‐‑–]\s*|\s+)"
_BELOW_100 = rf"(?:(?:{_any(_TENS)})(?:{_JOIN}?(?:{_any(_ONES)}))?|{_any(_TEENS)}|{_any(_ONES)})"
_BELOW_1000 = rf"(?:{_BELOW_100}|an?(?=\s+hundred))(?:{_JOIN}hundred(?:(?:{_JOIN}and)?{_JOIN}{_BELOW_100})?)?"
_FRACTION = r"(?:one[-\s]half|a\s+half|one[-\s]quarter|three[-\s]quarters)"

WORDS = (
    rf"(?:\b{_BELOW_1000}(?:{_JOIN}(?:{_any(_SCALES)})(?:(?:,|{_JOIN}and)?{_JOIN}{_BELOW_1000})?){{0,3}}"
    rf"(?:\s+and\s+{_FRACTION})?\b)"
)
"""Cardinal number words: "ninety", "one hundred and eighty", "a hundred", "two and one-half"."""

FIGURES = (
    r"(?:(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.])\d{1,9}(?:\.\d{1,4})?(?:\s*[½¼¾⅓⅔]|\s\d/\d)?|[½¼¾⅓⅔])(?!\d)"
)
"""Figures: "60", "1,000", "2.5", "2 1/2", "1½"."""

ORDINAL = (
    rf"(?:\b(?:(?:{_any(_TENS)}){_JOIN}?(?:{_any({k: v for k, v in _ORDINAL_ONES.items() if v < 10})})"
    rf"|(?:{_BELOW_100}\s+hundred\s+(?:and\s+)?)?(?:{_any(_ORDINAL_TENS)}|{_any(_ORDINAL_ONES)})"
    r"|\d{1,3}\s?(?:st|nd|rd|t\s?h))\b)"
)
"""Ordinals: "tenth", "twenty-first", "30th", "one hundred eightieth"."""

BLANK = (
    r"(?:\[\s*(?:[●•○◦∙·_\-–—.…\s]{0,40}|insert[^\[\]\n]{0,60}|number[^\[\]\n]{0,40}|x{1,4}|n|tbd|#+|\?+|\d{0,3}\s*_+)\s*\]"
    r"|_{2,40}|●+|•(?=\s*(?:\)|business|calendar|working|days?|weeks?|months?|years?)))"
)
"""A value still to be filled in: "[●]", "[ ]", "____", "[insert number]", "[X]"."""

REDACTION = (
    r"(?:\[\s*\*{1,9}(?:\s?\*){0,9}\s*\]|\*{2,9}(?:\s\*{1,9})*|\[\s*(?:redacted|omitted|confidential)[^\[\]\n]{0,80}\])"
)
"""A value taken out before publication: "[***]", "***", "[*]", "[redacted]"."""

_BRACKETED = rf"[\(\[]\s*(?:{FIGURES}|{WORDS}|{REDACTION}|{BLANK})\s*[-‐–]?\s*[\)\]]"
_MISREAD_ONE = r"[\(\[]\s*[Il|]\s*[\)\]]"  # "one (I) year": a scanned 1, believed only behind the word
_BRACKETED_RANK = rf"[\(\[]\s*(?:{FIGURES}\s?(?:st|nd|rd|t\s?h)?|{ORDINAL})\s*[\)\]]"

QUANTITY = (
    rf"(?:(?:{REDACTION}|{BLANK})(?:\s*[-‐–]?\s*{_BRACKETED})?"
    rf"|\bone\s*{_MISREAD_ONE}|(?:{WORDS}|{FIGURES})(?:\s*[-‐–]?\s*{_BRACKETED})?|{_BRACKETED})"
)
"""A cardinal in any dress: "sixty (60)", "7 (seven)", "60", "(60)", "[●]", "*** (***)"."""

ORDINAL_QUANTITY = rf"(?:{ORDINAL}(?:\s*{_BRACKETED_RANK})?)"
"""An ordinal in any dress: "tenth (10th)", "30th"."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number says. `value` is None for a blank or a redaction.

    Where words and figures differ ("sixty (30)"), `value` is that of the words, which is how courts read such a slip,
    and `figure` is the other one; otherwise `figure` is None.
    """

    value: float | None
    placeholder: Literal["", "blank", "redacted"] = ""
    figure: float | None = None


_WORD = re.compile(r"[a-zà-ÿ]+", re.IGNORECASE)
_BRACKET = re.compile(r"[\(\[]([^()\[\]]*)[\)\]]\s*$")
_IS_REDACTION = re.compile(REDACTION, re.IGNORECASE)
_IS_BLANK = re.compile(BLANK, re.IGNORECASE)
_COUNTED = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_CARDINALS = _ONES | _TEENS | _TENS
_GLUED = re.compile(rf"\b({_any(_TENS)})({_any(_ONES)})\b")
_FIGURE = re.compile(r"(\d[\d,]*(?:\.\d+)?)?\s*(?:([½¼¾⅓⅔])|(\d)/(\d))?")


def cardinal(text: str) -> float | None:
    """The value of number words ("one hundred and eighty", "two and a half"); None if a word is not a number."""
    words = _WORD.findall(_split_glued(text.lower()))
    total = current = 0.0
    seen = False
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if word == "and" or (word in ("a", "an") and after in ("half", "quarter", "third", "hundred")):
            continue
        if word in _FRACTIONS and before in _COUNTED:
            # "one-half": the "one" was counted as a whole, take it back and count the part
            current += _COUNTED[before] * _FRACTIONS[word] - (0 if before in ("a", "an") else _COUNTED[before])
        elif word == "hundred":
            current = (current or 1.0) * 100
        elif word in _SCALES:
            total, current = total + (current or 1.0) * _SCALES[word], 0.0
        elif word in _CARDINALS:
            current += _CARDINALS[word]
        elif word == "half":
            current += 0.5
        else:
            return None
        seen = True
    return total + current if seen else None


def _split_glued(text: str) -> str:
    """ "fortyfive" as "forty five"."""
    return _GLUED.sub(r"\1 \2", text)


def figures(text: str) -> float | None:
    """The value of figures ("1,000", "2.5", "2 1/2"); None if `text` does not start with any."""
    match = _FIGURE.match(text.strip())
    if not match or not match.group():
        return None
    whole, vulgar, above, below = match.groups()
    value = float(whole.replace(",", "")) if whole else 0.0
    if vulgar:
        value += _VULGAR[vulgar]
    elif below and int(below):
        value += int(above) / int(below)
    return value


def ordinal(text: str) -> int | None:
    """The value of an ordinal ("tenth", "twenty-first", "30th", "tenth (10th)"); None if it is none."""
    text = _BRACKET.sub("", text.strip().lower()) or text.strip().lower().strip("()[] ")
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits.group())
    *front, last = _WORD.findall(text) or [""]
    last_value = _ORDINAL_ONES.get(last) or _ORDINAL_TENS.get(last)
    if last_value is None:
        for tens, value in _TENS.items():  # "twentyfirst"
            if last.startswith(tens) and last[len(tens) :] in _ORDINAL_ONES:
                last_value = value + _ORDINAL_ONES[last[len(tens) :]]
    if last_value is None:
        return None
    before = cardinal(" ".join(front)) if front else 0.0
    return None if before is None else int(before) + last_value


def quantity(text: str) -> Quantity | None:
    """The value of what QUANTITY or ORDINAL_QUANTITY matched; None if it is not a number at all."""
    text = text.strip()
    match = _BRACKET.search(text)
    outer, inner = (text[: match.start()], match.group(1)) if match and match.start() else (text, "")
    first, second = _single(outer), _single(inner) if inner else None
    if first is None or first.value is None:
        if second is not None and second.value is not None:
            return second
        return first or second
    if second is not None and second.value is not None and second.value != first.value:
        words_first = not outer.strip()[:1].isdigit()
        words, figure = (first, second) if words_first else (second, first)
        return Quantity(words.value, "", figure.value)
    return first


def _single(text: str) -> Quantity | None:
    text = text.strip().strip("()[]-‐–").strip()
    if _IS_REDACTION.fullmatch(f"[{text}]"):
        return Quantity(None, "redacted")
    if _IS_BLANK.fullmatch(f"[{text}]"):
        return Quantity(None, "blank")
    value = figures(text) if text[:1].isdigit() or text[:1] in _VULGAR else cardinal(text)
    if value is None:
        rank = ordinal(text)
        value = None if rank is None else float(rank)
    return None if value is None else Quantity(value)
