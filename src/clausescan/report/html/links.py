"""Places in the agreement that a report speaks of: each gets a target there, and knows which findings point to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clausescan.model import Evidence, Period, Report
from clausescan.report.places import Places

SOMEWHERE = "in the text"
"""What a place is called that has neither number nor page."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place as a reader cites it ("12.3(b), p. 14") and its target in the page ("#q120-180")."""

    href: str
    where: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the agreement and where they stand; `text` is empty where the same words were shown just before."""

    link: Link
    text: str


class Links:
    """Hands out links into the agreement and remembers them, so that the agreement can be drawn with their targets."""

    def __init__(self, report: Report) -> None:
        self._places = Places(report)
        self._clauses = {clause.id: clause for clause in report.clauses}
        self._numbered = {clause.id: f"c{n}" for n, clause in enumerate(report.clauses, 1)}
        self._names: dict[str, int] = {}
        self.spans: set[tuple[int, int]] = set()
        self.back: dict[str, dict[str, str]] = {}
        """clause id of the report → targets of the findings that cite it → what they are called"""

    def to(self, place: Evidence | Period, citing: tuple[str, str] | None = None) -> Link:
        """A link to the words of `place`. `citing`: target and name of the finding that gives it, for the way back."""
        if citing:
            self.back.setdefault(place.clause, {})[citing[0]] = citing[1]
        if place.start >= place.end:
            return self.to_clause(place.clause)
        self.spans.add((place.start, place.end))
        return Link(f"#{quote_id(place.start, place.end)}", self._places.where(place) or SOMEWHERE)

    def to_clause(self, id: str) -> Link:
        """A link to a whole clause."""
        return Link(f"#{self.target(id)}", self._places.where(self._clauses[id]) or SOMEWHERE)

    def opening(self, id: str, characters: int) -> str:
        """Where a clause stands, with its first words."""
        return self._places.where_clause(id, characters)

    def target(self, id: str) -> str:
        """The target of a clause: by its position, because an id may hold anything."""
        return self._numbered[id]

    def unique(self, name: str) -> str:
        """A target made of `name` that no other has: "f-RN-04", "f-X-14-2"."""
        name = re.sub(r"[^A-Za-z0-9]+", "-", name)[:40]
        self._names[name] = count = self._names.get(name, 0) + 1
        return name if count == 1 else f"{name}--{count}"


def quote_id(start: int, end: int) -> str:
    return f"q{start}-{end}"
