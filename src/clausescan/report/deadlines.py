"""The days that an agreement fixes, as far as its facts give a date, and those that it leaves without one.

A day is computed from a dated fact only, and its arithmetic is shown. Whatever counts from an event that the text does
not date, or in business days, whose calendar the text does not hold, is undated and says why.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from clausescan.model import DateFact, Evidence, Period, Report, Unit
from clausescan.report.words import NOT_FOUND, day, length


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day. `basis` is its arithmetic, "" where the text states the day itself."""

    day: date
    name: str
    kind: Literal["signed", "start", "window", "notice", "end", "renewal"]
    evidence: Evidence | None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Undated:
    """What a reader will ask for a day of, and why there is none."""

    name: str
    why: str
    evidence: Evidence | None = None


def deadlines(report: Report) -> list[Deadline]:
    """The days in order; on one day in the order of the life of an agreement."""
    return sorted(_dated(report), key=lambda deadline: deadline.day)


def _dated(report: Report) -> Iterator[Deadline]:
    facts = report.facts
    signed, start, end = facts.agreement_date, facts.effective_date, facts.expiry_date
    if signed and signed.value:
        yield Deadline(signed.value, "Dated", "signed", signed.evidence, signed.basis)
    if start and start.value:
        yield Deadline(start.value, "In force", "start", start.evidence, start.basis)
    if not end or not end.value:
        return
    for name, found in _notices(report):
        if counted := _before(end.value, found):
            basis = f"{day(end.value)} − {length(found.value, found.unit)}"
            yield Deadline(counted, name, "window" if _opens(found) else "notice", _evidence(found), basis)
    yield Deadline(end.value, "Expires", "end", end.evidence, end.basis)
    renewal = facts.renewal
    if renewal.mode in ("automatic", "option") and (renewed := shifted(end.value, renewal.value, renewal.unit)):
        basis = f"{day(end.value)} + {length(renewal.value, renewal.unit)}"
        yield Deadline(renewed, "First renewal ends, if it renews", "renewal", renewal.evidence, basis)


def undated(report: Report) -> list[Undated]:
    """What has no day: facts first, then notices that count back from the end."""
    facts, found = report.facts, []
    for name, fact in (("Dated", facts.agreement_date), ("In force", facts.effective_date)):
        if reason := _no_day(fact):
            found.append(Undated(name, reason, fact.evidence if fact else None))
    end = facts.expiry_date
    if reason := _no_day(end):
        kind = {"indefinite": "the term has no fixed end", "event": "the term ends with an event"}
        if end is None and facts.term.kind in kind:
            found.append(Undated("Expires", kind[facts.term.kind], facts.term.evidence))
        else:
            found.append(Undated("Expires", reason, end.evidence if end else None))
    for name, period in _notices(report):
        if end and end.value and _before(end.value, period):
            continue
        if period.value is None:
            why = "its length is blacked out" if period.placeholder == "redacted" else "its length is left blank"
        elif not end or not end.value:
            why = f"{length(period.value, period.unit)} before an end that has no date"
        elif period.day_type == "business":
            why = f"{period.value:g} business {period.unit}s before {day(end.value)}: {_latest(end.value, period)}"
        else:
            why = f"“{period.quote}” before {day(end.value)} gives no day"
        found.append(Undated(name, why, _evidence(period)))
    renewal = facts.renewal
    if renewal.mode in ("automatic", "option") and end and end.value and renewal.value is None:
        found.append(Undated("First renewal ends, if it renews", "no length of a renewal was found", renewal.evidence))
    return found


def _no_day(fact: DateFact | None) -> str:
    """Why a dated fact has no day; "" where it has one."""
    if fact is None:
        return NOT_FOUND
    return "" if fact.value else fact.basis or NOT_FOUND


_NOTICES = {"non_renewal": "to stop the renewal", "renewal_exercise": "to ask for the renewal"}


def _opens(period: Period) -> bool:
    """True of "within six months before the end", "not more than six months before": the day begins the time for it."""
    return period.bound == "within"


def _notices(report: Report) -> Iterator[tuple[str, Period]]:
    """The periods that count back from the end of the term, each length once: first the one that the facts name."""
    fact = report.facts.non_renewal_notice
    seen: set[tuple[str, float | None, Unit, str]] = set()
    periods = [p for p in report.periods if p.purpose in _NOTICES and p.count_from == "before_expiry"]
    if fact and fact.evidence:
        at = fact.evidence
        inside = [p for p in periods if at.start <= p.start and p.end <= at.end and p.value == fact.value]
        periods = inside[:1] + [p for p in periods if p not in inside[:1]]
    for period in periods:
        key = period.purpose, period.value, period.unit, period.bound
        if key not in seen:
            seen.add(key)
            yield f"{'First' if _opens(period) else 'Last'} day {_NOTICES[period.purpose]}", period


def _evidence(period: Period) -> Evidence:
    return Evidence(period.clause, period.start, period.end, period.quote)


def _before(end: date, period: Period) -> date | None:
    """The last day of a notice; None where no calendar day can be computed."""
    if period.value is None or period.day_type == "business":
        return None
    return shifted(end, -period.value, period.unit)


def _latest(end: date, period: Period) -> str:
    """What can be said of a time in business days. Holidays only make the last day of a notice earlier."""
    if period.unit != "day" or period.value is None or not float(period.value).is_integer() or _opens(period):
        return "the text holds no calendar for them"
    last, left = end, int(period.value)
    while left and last > date.min:
        last -= timedelta(days=1)
        left -= last.weekday() < 5
    return f"{day(last)} if only Saturdays and Sundays are left out, earlier with public holidays"


def shifted(start: date, value: float | None, unit: Unit | None) -> date | None:
    """`start` and a period on, or back with a negative value; the last of the month where the day does not exist. None
    for hours, fractions that no calendar has, and days beyond the calendar."""
    if value is None or unit is None or unit == "hour":
        return None
    count = value * {"day": 1, "week": 7, "month": 1, "year": 12}[unit]
    if count != int(count):
        return None
    try:
        if unit in ("day", "week"):
            return start + timedelta(days=int(count))
        year, month = divmod(start.year * 12 + start.month - 1 + int(count), 12)
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None
