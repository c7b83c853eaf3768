"""The line of days: term, renewal and notices drawn to scale, from the days that report/deadlines.py gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clausescan.model import Report
from clausescan.report.deadlines import Deadline, deadlines, undated
from clausescan.report.html.links import Link, Links
from clausescan.report.words import day

LEFT, RIGHT = 4.0, 96.0
"""Per cent of the width between which the days lie."""

APART = 8.0
"""Per cent between two marks of one level: a mark's width on the narrowest screen."""

LEVEL, TOP = 26, 14
"""Pixels from level to level, and of the first one's middle from the top."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A day: its number in the drawing, where it stands there (per cent, pixels), and what the list says of it."""

    number: int
    x: str
    y: int
    kind: str
    when: str
    iso: str
    name: str
    basis: str
    link: Link | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time between two days. `kind` is term, renewal, window (in which a notice may be given) or late (from its last
    day to the end)."""

    kind: str
    name: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Missing:
    name: str
    why: str
    link: Link | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """`height` and `line` (the middle of the bar) in pixels. Without a stretch there is nothing to draw."""

    marks: tuple[Mark, ...]
    stretches: tuple[Stretch, ...]
    years: tuple[tuple[str, str], ...]
    missing: tuple[Missing, ...]
    line: int
    height: int
    spoken: str


def timeline(report: Report, links: Links) -> Timeline:
    """The days of a report, drawn where there are at least two."""
    found = deadlines(report)
    missing = tuple(
        Missing(each.name, each.why, links.to(each.evidence) if each.evidence else None) for each in undated(report)
    )
    if not found:
        return Timeline((), (), (), missing, 0, 0, "")
    scale = _Scale(found[0].day, found[-1].day)
    marks: list[Mark] = []
    last: list[float] = []  # of each level, the place of its last mark
    for number, deadline in enumerate(found, 1):
        x = scale.at(deadline.day)
        level = next((n for n, before in enumerate(last) if x - before >= APART), len(last))
        last[level : level + 1] = [x]
        link = links.to(deadline.evidence) if deadline.evidence else None
        marks.append(
            Mark(number, f"{x:.2f}%", level, deadline.kind, day(deadline.day), deadline.day.isoformat(), deadline.name,
                 deadline.basis, link)
        )  # fmt: skip
    line = TOP + LEVEL * len(last)
    placed = tuple(_at_level(mark, len(last)) for mark in marks)
    drawn = tuple(_stretches(found, scale)) if len(found) > 1 else ()
    spoken = f"Line of days from {day(found[0].day)} to {day(found[-1].day)}. The list below says the same."
    return Timeline(placed, drawn, tuple(scale.years()), missing, line, line + 34, spoken)


class _Scale:
    def __init__(self, first: date, last: date) -> None:
        self._first, self._last = first, last

    def at(self, when: date) -> float:
        """Per cent from the left."""
        whole = (self._last - self._first).days or 1
        return LEFT + (RIGHT - LEFT) * (when - self._first).days / whole

    def years(self) -> list[tuple[str, str]]:
        """First of January of some years between, and where it stands: six at most, and none at the very edges."""
        span = self._last.year - self._first.year
        step = next(step for step in (1, 2, 5, 10, 25, 50, 100, 500, 1000, 10000) if span <= 6 * step)
        years = range(self._first.year + 1, self._last.year + 1)
        return [(f"{self.at(date(year, 1, 1)):.2f}%", str(year)) for year in years if year % step == 0]


def _at_level(mark: Mark, levels: int) -> Mark:
    y = TOP + LEVEL * (levels - 1 - mark.y)
    return Mark(mark.number, mark.x, y, mark.kind, mark.when, mark.iso, mark.name, mark.basis, mark.link)


def _stretches(found: list[Deadline], scale: _Scale) -> list[Stretch]:
    of_kind = {deadline.kind: deadline.day for deadline in reversed(found)}
    begin = of_kind.get("start") or of_kind.get("signed")
    end = of_kind.get("end")
    pairs = [
        ("term", "term", begin, end),
        ("renewal", "first renewal, if it renews", end, of_kind.get("renewal")),
        ("window", "time for the notice", of_kind.get("window"), of_kind.get("notice") or end),
        ("late", "too late for the notice", of_kind.get("notice"), end),
    ]
    return [
        Stretch(kind, name, f"{scale.at(a):.2f}%", f"{scale.at(b) - scale.at(a):.2f}%")
        for kind, name, a, b in pairs
        if a and b and a < b
    ]
