"""Amounts of money, percentages, bare numbers and dates that became others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.compare.effects.difference import Difference, Match, Reading, Side
from clausescan.compare.effects.periods import period_key, periods_in
from clausescan.compare.effects.told import Told
from clausescan.language.amounts import AmountSpan, find_amounts
from clausescan.language.dates import find_dates
from clausescan.language.numbers import FIGURES, WORDS, quantity
from clausescan.model import Aspect

_NUMBER = re.compile(rf"(?:(?:{WORDS})(?:\s*\(\s*(?:{FIGURES})\s*\))?|{FIGURES})", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:one|two)\Z", re.IGNORECASE)
_MOST = 30


def amounts(difference: Difference) -> Iterator[Told]:
    """Amounts and percentages, then numbers that count neither time nor money, then dates."""
    yield from _told(difference, amounts_in(difference.old), amounts_in(difference.new), "amount", "amount")
    yield from _told(difference, _numbers(difference.old), _numbers(difference.new), "amount", "number")
    yield from _told(difference, _dates(difference.old), _dates(difference.new), "other", "date")


def same_numbers(difference: Difference) -> set[int]:
    """The hunks that only write a period, an amount or a number in another way: "thirty (30)" and "30"."""
    every: list[list[Reading]] = []
    for side in (difference.old, difference.new):
        lengths = [Reading(p.start, p.end, p.quote, ("period", *period_key(p))) for p in periods_in(side)]
        every.append([*lengths, *amounts_in(side), *_numbers(side)])
    same: set[int] = set()
    other: set[int] = set()
    for match in difference.matched(every[0], every[1]):
        equal = match.old is not None and match.new is not None and match.old.key == match.new.key
        (same if equal else other).update(match.hunks)
    return same - other


def _told(
    difference: Difference, olds: list[Reading], news: list[Reading], aspect: Aspect, noun: str
) -> Iterator[Told]:
    for match in difference.matched(olds, news):
        if not match.hunks or (match.old and match.new and match.old.key == match.new.key):
            continue
        if match.old is None or match.new is None:
            if noun == "amount" and all(difference.hunks[h].longest <= _MOST for h in match.hunks):
                yield from _alone(match, noun)
            continue
        yield _changed(match, aspect, noun)


def _changed(match: Match, aspect: Aspect, noun: str) -> Told:
    old, new = match.old, match.new
    assert old is not None
    assert new is not None
    if "blank" in (old.said, new.said):
        says = (
            f"the {noun} {new.said} fills a blank"
            if old.said == "blank"
            else f"the {noun} {old.said} is left blank now"
        )
        return Told("placeholder", old.said, new.said, says, old.start, new.start, match.hunks)
    says = f"the {noun} goes from {old.said} to {new.said}"
    return Told(aspect, old.said, new.said, says, old.start, new.start, match.hunks)


def _alone(match: Match, noun: str) -> Iterator[Told]:
    if match.new:
        aspect: Aspect = "placeholder" if match.new.said == "blank" else "amount"
        yield Told(
            aspect, "", match.new.said, f"an {noun} is added: {match.new.said}", None, match.new.start, match.hunks
        )
    elif match.old:
        yield Told(
            "amount", match.old.said, "", f"the {noun} of {match.old.said} is gone", match.old.start, None, match.hunks
        )


def amounts_in(side: Side) -> list[Reading]:
    """The amounts of money and the percentages of a passage."""
    return [
        Reading(side.start + a.start, side.start + a.end, _said(a), (a.kind, a.value, a.currency, a.placeholder))
        for a in find_amounts(side.document.text[side.start : side.end])
    ]


def _said(amount: AmountSpan) -> str:
    if amount.value is None:
        return amount.placeholder
    if amount.kind == "percent":
        return f"{amount.value:g}%"
    value = f"{amount.value:,.2f}".removesuffix(".00")
    return f"{amount.currency} {value}".strip()


def _numbers(side: Side) -> list[Reading]:
    """Numbers that belong to no period, amount, date or reference: "three directors"."""
    taken = [(p.start, p.end) for p in periods_in(side)]
    taken += [(r.start, r.end) for r in amounts_in(side)] + [(r.start, r.end) for r in _dates(side)]
    taken += [(r.start, r.end) for r in side.report.references if side.start <= r.start < side.end]
    text, found = side.document.text, []
    for m in _NUMBER.finditer(text, side.start, side.end):
        if any(start < m.end() and m.start() < end for start, end in taken):
            continue
        bodies = [clause for clause in side.clauses if clause.start <= m.start() < clause.body]
        said = quantity(m[0]) if not bodies else None
        if said is not None and said.value is not None:
            found.append(Reading(m.start(), m.end(), f"{said.value:g}", said.value))
    return found


def _dates(side: Side) -> list[Reading]:
    found = []
    for span in find_dates(side.document.text[side.start : side.end]):
        value = getattr(span, "value", None)
        if value is not None:
            found.append(Reading(side.start + span.start, side.start + span.end, str(value), value))
    return found
