"""The grammar of clause numbers: what a printed label is, and which values it may stand for.

A label is a chain of parts. "Section 7.3.1(ii)" has the word "section", one dotted part (7, 3, 1) and the part "(ii)".
"(i)" can be the roman one or the ninth letter, so a part has readings; the outline decides by the sequence.
Every pattern here is anchored and bounded, so matching takes time linear in the label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

ORDINALS = {
    w: i
    for i, w in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
        ],
        1,
    )
}
CARDINALS = {
    w: i
    for i, w in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        1,
    )
}
_ROMAN = re.compile(r"(?=[ivxlcdm])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\Z")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

# Words that open a numbered division. The first group holds sections; the second is cited without its word ("7.3").
CONTAINERS = ("part", "title", "chapter", "article")
DIVISIONS = (*CONTAINERS, "section", "clause", "paragraph")
ATTACHMENTS = ("schedule", "exhibit", "annex", "annexure", "appendix", "attachment", "addendum", "enclosure")

Reading = tuple[str, float]
"""(series, value): series is "1" digits, "a"/"A" letters, "i"/"I" romans, "w" number words. "16A" has value 16.01."""


def roman(text: str) -> int | None:
    """Value of a roman numeral in either case, or None where it is not a well-formed one below 4000."""
    low = text.lower()
    if not _ROMAN.match(low):
        return None
    values = [_ROMAN_DIGITS[c] for c in low]
    return sum(-v if v < w else v for v, w in zip(values, [*values[1:], 0], strict=True))


def letters(text: str) -> int | None:
    """Value of a letter label as Word counts: a … z, aa, bb … zz (27 to 52), aaa …; None for anything else."""
    low = text.lower()
    if not low.isascii() or not low.isalpha() or len(low) > 4 or low != low[0] * len(low):
        return None
    return (len(low) - 1) * 26 + ord(low[0]) - 96


@lru_cache(maxsize=4096)
def readings(text: str) -> tuple[Reading, ...]:
    """All the values that one label part may have, likeliest first."""
    low = text.lower()
    if text.isdigit():
        return (("1", float(int(text))),)
    if text[0].isdigit():
        digits = text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        extra = letters(text[len(digits) :])
        return (("1", int(digits) + extra / 100),) if digits.isdigit() and extra and extra <= 26 else ()
    if low in CARDINALS and len(low) > 1:
        return (("w", float(CARDINALS[low])),)
    if low in ORDINALS:
        return (("w", float(ORDINALS[low])),)
    upper = text.isupper()
    if not upper and not text.islower():
        return ()
    found: list[Reading] = []
    value = letters(text)
    if value is not None:
        found.append(("A" if upper else "a", float(value)))
    value = roman(text)
    if value is not None:
        found.append(("I" if upper else "i", float(value)))
    return tuple(found)


def follows(before: float, after: float) -> bool:
    """Whether `after` is the next value: 4 → 5, 16 → 16A, 16A → 16B, 16A → 17."""
    whole = int(before)
    return after == whole + 1 or abs(after - before - 0.01) < 1e-6


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a label. `wrap` is its punctuation: "()", ")", "." or "" (bare)."""

    text: str
    wrap: str
    start: int
    end: int

    @property
    def dotted(self) -> tuple[str, ...]:
        """Components of a decimal part ("7.3.1" → 7, 3, 1; "B2" → B, 2); one component otherwise."""
        if len(self.text) > 1 and self.text[0].isupper() and self.text[1:].isdigit():
            return (self.text[0], self.text[1:])
        return tuple(self.text.split("."))


@dataclass(frozen=True, slots=True)
class Label:
    """A label found at `start`; the words of the clause begin at `body`.

    `weak` marks forms that are labels only where they fit the sequence ("A.", "1", "First").
    """

    start: int
    end: int
    body: int
    word: str
    parts: tuple[Part, ...]
    weak: bool


@dataclass(frozen=True, slots=True)
class AttachmentLabel:
    """The opening line of a schedule, exhibit or annex: `kind` "schedule", `number` as printed ("2", "A-1", "")."""

    start: int
    end: int
    body: int
    kind: str
    number: str


_SP = r"[ \t\u00a0\u2002\u2003\u2009]"
_WORD = re.compile(
    rf"(?:(article|section|sec\.|clause|paragraph|part|chapter|title)(?={_SP}|[-–—:§\d])|(§§?)){_SP}{{0,4}}"
    rf"(?:no\.{_SP}?|[-–—:]{_SP}{{0,3}})?",
    re.IGNORECASE,
)
_NUMERAL = re.compile(
    r"\d{1,3}[A-Za-z]?(?:\.\d{1,3}[A-Za-z]?){0,6}(?![A-Za-z0-9])|[IVXLC]{1,8}(?:\.\d{1,3}){0,3}(?![A-Za-z0-9])"
    r"|[A-Z](?:\.\d{1,3}){0,3}(?![A-Za-z0-9])|[A-Za-z]{3,9}(?![A-Za-z0-9])|[ivxlc]{1,7}(?![A-Za-z0-9])"
)
_DECIMAL = re.compile(r"(?:\d{1,3}[A-Z]?|[A-Z])(?:\.\d{1,3}(?:[A-Za-z](?![A-Za-z]))?){1,6}(?!\d)")
_LETTER_DIGIT = re.compile(rf"[A-Z]\d{{1,2}}(?=[.):]{_SP})")
_PLAIN = re.compile(rf"(\d{{1,3}}[A-Z]?)(?:([.)])(?!\d)|(?={_SP}))")
_PAREN = re.compile(rf"\({_SP}?([A-Za-z]{{1,6}}|\d{{1,3}}[A-Za-z]?){_SP}?\)")
_HALF = re.compile(r"([a-zA-Z]|[ivxIVX]{1,5}|[a-z]{2})\)")
_LETTER = re.compile(rf"([A-Za-z]|[IVX]{{1,6}}|[ivx]{{1,6}})\.(?={_SP}|\Z|\n|[A-Z][a-z]|[a-z]{{2}})")
_ORDINAL = re.compile(
    rf"({'|'.join(ORDINALS)})(?:ly)?{_SP}?[:.,]",
    re.IGNORECASE,
)
_GAP = re.compile(rf"(?:{_SP}|[.:)\]]|[-–—](?={_SP}|[A-Z])){{0,12}}")
_SPACES = re.compile(rf"{_SP}{{0,40}}")
_ATTACHMENT = re.compile(
    rf"({'|'.join(ATTACHMENTS)})\b{_SP}{{0,4}}(?:no\.{_SP}?|[-–—:]{_SP}{{0,3}})?[\"“‘']?"
    rf"((?:[A-Za-z]{{0,2}}[-.]?\d{{1,3}}(?:[-.]?\d{{1,2}}){{0,2}}[A-Za-z]?|[IVXLC]{{1,6}}|[A-Z]{{1,2}}"
    rf"(?:[-.]{{1,2}}[A-Z\d]{{1,3}}){{0,2}}|{'|'.join(CARDINALS)})(?![A-Za-z0-9]))?[\"”’']?",
    re.IGNORECASE,
)
_UNITS = re.compile(
    rf"{_SP}{{0,3}}(?:%|percent|per\s?cent|million|billion|thousand|hours?\b|days?\b"
    rf"|weeks?\b|months?\b|years?\b|times\b"
    r"|inch|feet|miles?\b|acres?\b|square|basis points|kg\b|mm\b|cm\b|km\b|mhz"
    r"|ghz|mg\b|ml\b|usd\b|dollars|euros?\b|am\b|pm\b"
    r"|a\.m|p\.m|st\b|nd\b|rd\b|th\b|shares\b|units\b)",
)
_MONTH = re.compile(
    rf"{_SP}{{0,3}}(?:of{_SP})?(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan\.?|feb\.?|mar\.?|apr\.?|jun\.?|jul\.?|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?)\b[\s,.]{0,3}(?:\d|$)",
    re.IGNORECASE,
)
_REFERENCE_TAIL = re.compile(
    rf"{_SP}{{0,3}}(?:[,;/]|\)|(?:of|to|and|or|above|below|hereof|thereof|herein"
    rf"|shall|is|are|was|were|will|may|must|has|have"
    r"|by|in|for|with|through|on|hereto|as|that|which|under|from|at|does|do|not|sets?|applies|apply|contains?)\b)"
)


def parse_label(text: str, pos: int, end: int) -> Label | None:
    """The label that starts at `pos` (the text up to `end` belongs to the same paragraph), or None.

    Numbers that are amounts, dates or measures, and "Section 5.2" in the middle of a sentence, are not labels.
    """
    pos = _SPACES.match(text, pos).end()  # type: ignore[union-attr]
    if pos >= end:
        return None
    first = text[pos]
    if first == "(":
        return _chain(text, pos, end, "", ())
    if first.isdigit():
        return _numbered(text, pos, end)
    if not (first.isalpha() or first == "§"):
        return None
    return _worded(text, pos, end) or _lettered(text, pos, end)


def _chain(text: str, pos: int, end: int, word: str, parts: tuple[Part, ...], weak: bool = False) -> Label | None:
    """Add the parenthesised parts that follow, then close the label."""
    start = parts[0].start if parts else pos
    found, at = list(parts), pos
    while len(found) < 6:
        gap = _SPACES.match(text, at).end() if found else at  # type: ignore[union-attr]
        m = _PAREN.match(text, gap, end)
        if not m and found and gap > at and found[-1].wrap == ".":
            half = _HALF.match(text, gap, end)  # "3.4 a) The Board"
            if half and readings(half[1]):
                found.append(Part(half[1], ")", half.start(), half.end()))
                at = half.end()
                break
        if not m or not readings(m[1]) or (len(m[1]) > 1 and m[1].isalpha() and not _known(m[1])):
            break
        found.append(Part(m[1], "()", m.start(), m.end()))
        at = m.end()
    if not found:
        return None
    at = found[-1].end
    if found[-1].wrap != "()" and text[at : at + 1] in (".", ")"):
        at += 1
    if found[-1].wrap == "()" and at < end and text[at] in ",;" and not word:
        return None
    body = min(_GAP.match(text, at).end(), end)  # type: ignore[union-attr]
    return Label(start, at, body, word, tuple(found), weak)


def _known(text: str) -> bool:
    return bool(roman(text) or letters(text))


def _numbered(text: str, pos: int, end: int) -> Label | None:
    m = _DECIMAL.match(text, pos, end)
    if m:
        after = m.end()
        if _UNITS.match(text, after, end) or text[pos - 1 : pos] in ("$", "€", "£", "¥"):
            return None
        if after < end and text[after] in ",/-–:'" and text[after : after + 2] != "- ":
            return None
        number = m[0]
        if any(
            int(c.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0) > 199 for c in number.split(".")
        ):
            return None
        follow = _GAP.match(text, after).end()  # type: ignore[union-attr]
        weak = follow < end and not (text[follow].isupper() or text[follow] in "\"“‘'([_")
        glued = after < end and text[after].isalpha()
        if glued and not text[after].isupper():
            return None
        return _chain(text, after, end, "", (Part(number, ".", pos, after),), weak)
    m = _PLAIN.match(text, pos, end)
    if not m:
        return None
    after = m.end()
    if (
        _UNITS.match(text, after, end)
        or _MONTH.match(text, after, end)
        or int(m[1].rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) > 199
    ):
        return None
    wrap = m[2] or ""
    if after < end and text[after].islower():
        return None
    follow = _GAP.match(text, after).end()  # type: ignore[union-attr]
    lower = follow < end and not (text[follow].isupper() or text[follow] in "\"“‘'([_")
    part = Part(m[1], wrap, pos, m.end(1))
    return _chain(text, m.end(1), end, "", (part,), weak=not wrap or lower or follow >= end)


def _worded(text: str, pos: int, end: int) -> Label | None:
    m = _WORD.match(text, pos, end)
    if not m:
        return None
    word = "section" if m[2] or m[1].lower() == "sec." else m[1].lower()
    n = _NUMERAL.match(text, m.end(), end)
    if not n:
        return None
    number = n[0]
    if number[0].isalpha() and "." not in number and not readings(number):
        return None
    if number[0].isalpha() and number.lower() not in CARDINALS and not number.isupper():
        return None
    after = n.end()
    if _REFERENCE_TAIL.match(text, after, end):
        return None
    label = _chain(text, after, end, word, (Part(number, ".", n.start(), after),))
    if label is None or _REFERENCE_TAIL.match(text, label.end, end):
        return None
    if label.body < end and text[label.body].islower():
        return None
    return Label(pos, label.end, label.body, word, label.parts, weak=word in ("part", "title", "paragraph"))


def _lettered(text: str, pos: int, end: int) -> Label | None:
    m = _DECIMAL.match(text, pos, end)
    if m and (m.end() >= end or text[m.end()] in " .\t\u00a0)"):
        return _chain(text, m.end(), end, "", (Part(m[0], ".", pos, m.end()),), weak=True)
    m = _LETTER_DIGIT.match(text, pos, end)
    if m:
        return _chain(text, m.end(), end, "", (Part(m[0], ".", pos, m.end()),), weak=True)
    m = _HALF.match(text, pos, end) or _LETTER.match(text, pos, end)
    if m:
        if text[m.end(1) : m.end(1) + 3] in (".e.", ".g.", ".m."):
            return None
        wrap = text[m.end(1)]
        return _chain(text, m.end(1), end, "", (Part(m[1], wrap, pos, m.end(1)),), weak=True)
    m = _ORDINAL.match(text, pos, end)
    if m:
        body = min(_GAP.match(text, m.end()).end(), end)  # type: ignore[union-attr]
        return Label(pos, m.end(), body, "", (Part(m[1], "w", pos, m.end(1)),), weak=True)
    return None


def unglued(label: Label) -> Label | None:
    """ "8.2A Party may …" read as 8.2: the label without its last letter, or None where it has none."""
    part = label.parts[0]
    if len(label.parts) > 1 or len(part.text) < 2 or not part.text[-1].isalpha() or not part.text[-2].isdigit():
        return None
    short = Part(part.text[:-1], part.wrap, part.start, part.end - 1)
    return Label(label.start, short.end, short.end, label.word, (short,), label.weak)


def parse_attachment(text: str, pos: int, end: int) -> AttachmentLabel | None:
    """The opening of a schedule, exhibit, annex … at `pos`, where it reads like a heading; else None."""
    pos = _SPACES.match(text, pos).end()  # type: ignore[union-attr]
    m = _ATTACHMENT.match(text, pos, end)
    if not m or end - pos > 160:
        return None
    number = m[2] or ""
    kind = m[1].lower()
    rest = text[m.end() : end].strip()
    if number.islower() and not number.isdigit() and number not in CARDINALS:
        return None
    if not number and (rest.strip(" .:-–—[]*") or not (m[1].isupper() or not rest)):
        return None
    if rest and (_REFERENCE_TAIL.match(text, m.end(), end) or rest[0].islower()) and not _titled(rest, m[1]):
        return None
    if rest.count(". ") > 1 or len(rest.split()) > 18:
        return None
    body = min(_GAP.match(text, m.end()).end(), end)  # type: ignore[union-attr]
    return AttachmentLabel(pos, m.end(), body, {"annexure": "annex"}.get(kind, kind), number)


def _titled(rest: str, word: str) -> bool:
    """ "EXHIBIT A to the Licence Agreement" heads an attachment; "Exhibit A to this Agreement shall …" does not."""
    return (
        rest.lower().startswith(("to the", "to ", "of the"))
        and word.isupper()
        and len(rest.split()) <= 12
        and "shall" not in rest
    )
