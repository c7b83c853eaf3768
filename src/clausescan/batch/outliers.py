"""Periods that are far from what the other agreements of a room have for the same purpose.

Lengths are compared in days of the calendar and on a scale of ratios, since twice and half as long are equally far
away. The middle is the median and the spread the median absolute deviation (times 1.4826, a standard deviation where
values are normal), which a few odd agreements cannot move; where more than half of them agree to the day, the mean
absolute deviation (times 1.2533) stands for it. Both are Iglewicz and Hoaglin's (How to Detect and Handle Outliers,
1993), as is the limit of 3.5. An agreement counts once for each purpose, with the median of its own periods.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean, median

from clausescan.batch.store import Store
from clausescan.report.words import length

FEWEST = 8
"""Agreements without which nothing can be called usual."""
FAR = 3.5
_LEAST_SPREAD = math.log(1.05)
"""A portfolio that agrees to the day has no spread; a length within a sixth of the usual one is never far."""

Kind = tuple[str, str]
"""Purpose, and how days are counted: a business day is not a day of the calendar."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for a purpose, in days. `low` and `high` bound what is not far from it."""

    agreements: int
    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlier:
    """A period outside of the usual."""

    path: str
    agreement: str
    purpose: str
    period: str
    days: float
    usual: Usual
    number: str
    page: int | None
    quote: str


_PERIODS = (
    "SELECT p.document, p.purpose, CASE p.day_type WHEN 'business' THEN 'business' ELSE 'calendar' END, p.days, "
    "d.path, d.title, p.value, p.unit, p.number, p.page, p.quote FROM periods p JOIN documents d ON d.id = p.document "
    "WHERE p.days > 0 AND p.purpose <> 'other' ORDER BY d.path, p.ord"
)


def usual_periods(store: Store) -> dict[Kind, Usual]:
    """What is usual, for each kind of period that enough agreements state."""
    stated: dict[Kind, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for document, purpose, day_type, days, *_ in store.db.execute(_PERIODS):
        stated[purpose, day_type][document].append(days)
    return {
        kind: _usual([median(each) for each in by_document.values()])
        for kind, by_document in stated.items()
        if len(by_document) >= FEWEST
    }


def _usual(days: list[float]) -> Usual:
    logs = [math.log(each) for each in days]
    middle = median(logs)
    deviations = [abs(each - middle) for each in logs]
    spread = max(1.4826 * median(deviations) or 1.2533 * fmean(deviations), _LEAST_SPREAD)
    low, high = (math.exp(middle + sign * FAR * spread) for sign in (-1, 1))
    return Usual(len(days), math.exp(middle), low, high)


def outliers(store: Store) -> list[Outlier]:
    """Farthest first; a period that an agreement states several times is named once."""
    found = list(_found(store, usual_periods(store)))
    return sorted(found, key=lambda o: (-abs(math.log(o.days / o.usual.middle)), o.path, o.purpose))


def _found(store: Store, usual: dict[Kind, Usual]) -> Iterator[Outlier]:
    seen = set()
    for document, purpose, day_type, days, path, title, value, unit, number, page, quote in store.db.execute(_PERIODS):
        known = usual.get((purpose, day_type))
        if known is None or known.low <= days <= known.high or (document, purpose, day_type, days) in seen:
            continue
        seen.add((document, purpose, day_type, days))
        said = f"{'business ' if day_type == 'business' else ''}{length(value, unit)}"
        yield Outlier(path, title, purpose, said, days, known, number, page, quote)
