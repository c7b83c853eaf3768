"""Amounts of money and percentages: "US$1,500,000", "two million euros (EUR 2,000,000)", "fifty-one percent (51%)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from clausescan.language.numbers import BLANK, FIGURES, REDACTION, WORDS, cardinal, figures

Kind = Literal["money", "percent"]


@dataclass(frozen=True, slots=True)
class AmountSpan:
    """An amount in a string: `text[start:end]`.

    `value` is in whole units of `currency` (ISO 4217 code, "" where a sign or word names several) or in percent
    (basis points are turned into percent); None where `placeholder` is set. `figure` is the contradicting figure of
    "fifty percent (51%)", else None.
    """

    start: int
    end: int
    kind: Kind
    value: float | None
    currency: str = ""
    placeholder: Literal["", "blank", "redacted"] = ""
    figure: float | None = None


_CODES = {
    "us$": "USD", "usd": "USD", "u.s. $": "USD", "u.s.$": "USD", "$": "USD", "c$": "CAD", "cad": "CAD", "cdn$": "CAD",
    "a$": "AUD", "aud": "AUD", "hk$": "HKD", "hkd": "HKD", "s$": "SGD", "sgd": "SGD", "nz$": "NZD", "€": "EUR",
    "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "", "jpy": "JPY", "rmb": "CNY", "cny": "CNY", "chf": "CHF",
    "inr": "INR", "₹": "INR", "rs.": "INR", "krw": "KRW", "₩": "KRW", "nt$": "TWD", "brl": "BRL", "r$": "BRL",
    "sek": "SEK", "nok": "NOK", "dkk": "DKK", "zar": "ZAR", "mxn": "MXN", "rub": "RUB", "nis": "ILS", "ils": "ILS",
}  # fmt: skip
_NAMES = {
    "dollar": "USD", "euro": "EUR", "pound": "GBP", "pounds sterling": "GBP", "yen": "JPY", "yuan": "CNY",
    "renminbi": "CNY", "rupee": "INR", "franc": "CHF", "won": "KRW", "cent": "", "krona": "SEK", "kronor": "SEK",
    "krone": "", "rand": "ZAR", "real": "BRL", "reais": "BRL", "shekel": "ILS",
}  # fmt: skip
_ADJECTIVES = {
    "united states": "USD", "u.s.": "USD", "us": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD",
    "hong kong": "HKD", "singapore": "SGD", "new zealand": "NZD", "taiwan": "TWD", "japanese": "JPY",
    "chinese": "CNY", "indian": "INR", "swiss": "CHF", "british": "GBP", "swedish": "SEK", "norwegian": "NOK",
    "danish": "DKK",
}  # fmt: skip
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "mm": 1e6, "mn": 1e6, "bn": 1e9,
          "k": 1e3, "crore": 1e7, "crores": 1e7, "lakh": 1e5, "lakhs": 1e5}  # fmt: skip


def _either(words: dict[str, str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s?") for word in sorted(words, key=len, reverse=True))


_MONEY_FIGURES = r"\d{1,3}(?:,\d{2,3})+(?:\.\d{1,4})?|\d{1,15}(?:\.\d{1,4})?"
_SCALES = r"(?:thousand|million|billion|trillion|crores?|lakhs?|mm|mn|bn|m|k)"
_SIGNED = re.compile(
    rf"(?<![A-Za-z])(?P<sign>{_either(_CODES)})\s?"
    rf"(?:(?P<figures>{_MONEY_FIGURES})(?:\s?(?P<scale>{_SCALES})\b)?|(?P<gap>{REDACTION}|{BLANK}))",
    re.IGNORECASE,
)
_NAME = rf"(?:(?P<adjective>{_either(_ADJECTIVES)})\s+)?(?P<name>{_either(_NAMES)})s?\b"
_NAMED = re.compile(
    rf"(?:(?P<words>{WORDS})|(?P<figures>{FIGURES})(?:\s?(?P<scale>{_SCALES})\b)?)\s+{_NAME}", re.IGNORECASE
)
_TRAILING = re.compile(
    rf"(?<![\w.,])(?P<figures>{_MONEY_FIGURES})\s?(?:(?P<scale>{_SCALES})\s?)?(?P<sign>€|EUR|USD|GBP|CHF|JPY|RMB|CNY|SEK|NOK|DKK)(?!\w)",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\s*\(\s*(?:the\s+(?:sum|amount)\s+of\s+)?$", re.IGNORECASE)
_PERCENT = re.compile(
    rf"(?P<first>{WORDS}|{FIGURES}|{REDACTION}|{BLANK})"
    rf"(?:\s*[\(\[]\s*(?P<inner>{FIGURES}|{WORDS}|{REDACTION}|{BLANK})\s*(?:%|per\s?cent)?\s*[\)\]])?"
    r"\s*(?P<mark>%|percent(?:age\s+points?)?\b|per\s+cent(?:um)?\b|basis\s+points?\b)"
    rf"(?:\s*[\(\[]\s*(?P<after>{FIGURES})\s*%?\s*[\)\]])?",
    re.IGNORECASE,
)


def find_amounts(text: str) -> list[AmountSpan]:
    """Every amount of money and percentage of `text`, in order, without overlaps. Time is linear in its length.

    Words and the figure in brackets behind them ("two million euros (EUR 2,000,000)") are one amount.
    """
    found = sorted([*_money(text), *_percents(text)], key=lambda span: (span.start, -span.end))
    kept: list[AmountSpan] = []
    for span in found:
        last = kept[-1] if kept else None
        if last and span.start < last.end:
            continue
        if last and last.kind == span.kind == "money" and _BOTH.fullmatch(text, last.end, span.start):
            kept[-1] = _joined(text, last, span)
            continue
        kept.append(span)
    return kept


def _joined(text: str, first: AmountSpan, second: AmountSpan) -> AmountSpan:
    """One amount said twice; the words prevail where the figure differs."""
    end = second.end + 1 if text[second.end : second.end + 1] == ")" else second.end
    value = second.value if first.value is None else first.value
    differs = second.value if first.value is not None and second.value not in (None, first.value) else None
    gap = "" if value is not None else first.placeholder
    return AmountSpan(first.start, end, "money", value, second.currency or first.currency, gap, differs)


def _money(text: str) -> Iterator[AmountSpan]:
    for match in _SIGNED.finditer(text):
        code = _CODES[re.sub(r"\s+", " ", match["sign"].lower())]
        yield _amount(match, code, match["figures"], match["scale"], match["gap"])
    for match in _TRAILING.finditer(text):
        yield _amount(match, _CODES[match["sign"].lower()], match["figures"], match["scale"], None)
    for match in _NAMED.finditer(text):
        name = re.sub(r"\s+", " ", match["name"].lower())
        code = _ADJECTIVES.get(re.sub(r"\s+", " ", (match["adjective"] or "").lower()), "") or _NAMES[name]
        value = cardinal(match["words"]) if match["words"] else None
        if match["words"] and value is not None:
            scale = 0.01 if name == "cent" else 1
            yield AmountSpan(match.start(), match.end(), "money", value * scale, code)
        elif match["figures"]:
            yield _amount(match, code, match["figures"], match["scale"], None)


def _amount(match: re.Match[str], code: str, number: str | None, scale: str | None, gap: str | None) -> AmountSpan:
    if number is None:
        kind: Literal["blank", "redacted"] = (
            "redacted" if re.fullmatch(REDACTION, gap or "", re.IGNORECASE) else "blank"
        )
        return AmountSpan(match.start(), match.end(), "money", None, code, kind)
    value = figures(number)
    assert value is not None  # the pattern starts with a digit
    return AmountSpan(match.start(), match.end(), "money", value * _SCALE.get((scale or "").lower(), 1.0), code)


def _percents(text: str) -> Iterator[AmountSpan]:
    for match in _PERCENT.finditer(text):
        scale = 0.01 if match["mark"].lower().startswith("basis") else 1.0
        said = [_number(part) for part in (match["first"], match["inner"], match["after"]) if part]
        values = [value for value, _ in said if value is not None]
        if not values:
            yield AmountSpan(match.start(), match.end(), "percent", None, "", said[0][1])
            continue
        other = next((value * scale for value in values[1:] if value != values[0]), None)
        yield AmountSpan(match.start(), match.end(), "percent", values[0] * scale, "", "", other)


def _number(text: str) -> tuple[float | None, Literal["", "blank", "redacted"]]:
    if re.fullmatch(REDACTION, text, re.IGNORECASE):
        return None, "redacted"
    if re.fullmatch(BLANK, text, re.IGNORECASE):
        return None, "blank"
    return (figures(text) if text[:1].isdigit() or text[:1] in "½¼¾⅓⅔" else cardinal(text)), ""
