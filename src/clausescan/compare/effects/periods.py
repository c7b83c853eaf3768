"""A period that became another: "30 day" to "10 day", business to calendar days, from receipt to from dispatch."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.compare.effects.difference import Difference, Match, Reading, Side
from clausescan.compare.effects.told import Told
from clausescan.compare.effects.weights import MINOR_PURPOSES
from clausescan.model import Period

_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0}
_COUNTED = {
    "dispatch": "from dispatch",
    "receipt": "from receipt",
    "event": "from an event",
    "before_expiry": "before expiry",
}
_BOUNDS = {"at_least": "at least", "within": "within", "exactly": "exactly"}
_PURPOSES = {
    "non_renewal": "to stop a renewal",
    "renewal_exercise": "to renew",
    "termination": "of notice to end",
    "cure": "to cure",
    "escalation_step": "of an escalation step",
    "option_exercise": "to exercise an option",
    "preemption": "to exercise a pre-emption right",
    "completion": "to complete",
    "payment": "to pay",
    "funding": "to fund",
    "force_majeure": "of force majeure",
    "change_of_control_report": "to report a change of control",
    "expert": "of an expert",
    "transition": "of transition",
    "survival_tail": "of survival",
    "meeting": "of a meeting",
    "inspection": "of inspection",
    "initial_term": "of the term",
    "renewal_length": "of a renewal",
    "lock_up": "of a lock-up",
}
_TURNS = re.compile(
    r"\b(?:at least|less than|fewer than|no later than|not later than|within|more than|up to|after|from|following|"
    r"receipt|receives?|received|dispatch|date of|prior to|before|delivery|delivered|expiry|expiration|"
    r"minimum|maximum)\b",
    re.IGNORECASE,
)
_NEAR = 8  # words beside a period in which a change may move how it is counted


def periods(difference: Difference) -> Iterator[Told]:
    """Periods that differ, were added to a passage or left out of it; those of whole new clauses are not told here."""
    olds, news = periods_in(difference.old), periods_in(difference.new)
    matches = difference.matched([_reading(p) for p in olds], [_reading(p) for p in news])
    of_old, of_new = {p.start: p for p in olds}, {p.start: p for p in news}
    changed: set[int] = set()
    for match in matches:
        before = of_old[match.old.start] if match.old else None
        after = of_new[match.new.start] if match.new else None
        if before and after and period_key(before) == period_key(after):
            continue
        if after:
            changed.add(after.start)
        if told := _told(match, before, after):
            yield told
    yield from _recounted(difference, olds, news, changed)


def periods_in(side: Side) -> list[Period]:
    """The periods of a passage, each once."""
    found: dict[int, Period] = {}
    for period in side.report.periods:
        if side.start <= period.start and period.end <= side.end:
            found.setdefault(period.start, period)
    kept: list[Period] = []
    for period in sorted(found.values(), key=lambda p: (p.start, -p.end)):
        if not kept or period.start >= kept[-1].end:
            kept.append(period)
    return kept


def said(period: Period, other: Period | None = None) -> str:
    """ "30 day"; with the kind of day where the other version counts other days; "blank" and "redacted"."""
    if period.value is None:
        return period.placeholder
    differs = other is not None and other.value is not None and _business(other) != _business(period)
    days = f"{period.day_type} " if differs and period.day_type != "unstated" else ""
    return f"{period.value:g} {days}{period.unit}"


def _business(period: Period) -> bool:
    return period.day_type == "business"


def period_key(period: Period) -> tuple[object, ...]:
    """What makes two periods the same length."""
    # a calendar day is what a day is where nothing is said
    return period.value, period.unit, _business(period), period.placeholder


def _reading(period: Period) -> Reading:
    return Reading(period.start, period.end, period.quote, period_key(period))


def plural(words: str) -> str:
    """ "30 day" as a reader says it: "30 days"."""
    number, _, unit = words.partition(" ")
    return words if not unit or number == "1" else f"{words}s"


def _told(match: Match, before: Period | None, after: Period | None) -> Told | None:
    one = after or before
    assert one is not None
    purpose = _PURPOSES.get(one.purpose, "")
    purpose = f" {purpose}" if purpose else ""
    minor = one.purpose in MINOR_PURPOSES
    old, new = before.start if before else None, after.start if after else None
    was, is_ = said(before, after) if before else "", said(after, before) if after else ""
    if before and after and "blank" in (before.placeholder, after.placeholder):
        opened = after.placeholder == "blank"
        what = f"the period{purpose} is left blank, was {plural(was)}" if opened else ""
        what = what or f"the blank for the period{purpose} is filled in: {plural(is_)}"
        return Told("placeholder", was, is_, what, old, new, match.hunks, minor)
    if before and after:
        says = f"the period{purpose} goes from {plural(was)} to {plural(is_)}{_longer(before, after)}"
    elif after and after.placeholder == "blank":
        return Told("placeholder", "", "blank", f"a period{purpose} is left blank", old, new, match.hunks, minor)
    elif after:
        says = f"a period{purpose} of {plural(is_)} is added"
    else:
        says = f"the period{purpose} of {plural(was)} is gone"
    return Told("period", was, is_, says, old, new, match.hunks, minor)


def _longer(before: Period, after: Period) -> str:
    if before.value is None or after.value is None:
        return ""
    old, new = before.value * _DAYS[before.unit], after.value * _DAYS[after.unit]
    if _business(before) != _business(after):
        return ""
    return ", longer" if new > old else ", shorter" if new < old else ""


def _recounted(difference: Difference, olds: list[Period], news: list[Period], changed: set[int]) -> Iterator[Told]:
    """A period of the same length that binds otherwise or counts from another day, where such a word changed."""
    by_length: dict[object, list[Period]] = {}
    for period in olds:
        by_length.setdefault(period_key(period), []).append(period)
    for period in news:
        same = by_length.get(period_key(period), [])
        if not same:
            continue
        before = same.pop(0)
        if period.start in changed or (before.bound, before.count_from) == (period.bound, period.count_from):
            continue
        near = difference.near(_reading(period), _NEAR)
        turns = [h for h in near if any(_TURNS.search(words) for words in difference.words_of(difference.hunks[h]))]
        if not turns or period.value is None:
            continue
        was, is_ = said(before), said(period)
        if before.count_from != period.count_from and "unstated" not in (before.count_from, period.count_from):
            was, is_ = f"{was} {_COUNTED[before.count_from]}", f"{is_} {_COUNTED[period.count_from]}"
            says = f"the {period.value:g} {period.unit}s count {_COUNTED[period.count_from]}, no longer"
            says += f" {_COUNTED[before.count_from]}"
        elif before.bound != period.bound:
            was, is_ = f"{_BOUNDS[before.bound]} {was}", f"{_BOUNDS[period.bound]} {is_}"
            says = f"the period reads “{_BOUNDS[period.bound]}” where it read “{_BOUNDS[before.bound]}”"
        else:
            continue
        yield Told("period", was, is_, says, before.start, period.start, tuple(turns), period.purpose in MINOR_PURPOSES)
