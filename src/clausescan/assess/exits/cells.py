"""Notice, cure and price of a row of the exit matrix."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import Literal

from clausescan.assess.exits import triggers
from clausescan.assess.exits.consequences import whole
from clausescan.assess.exits.rights import Frame
from clausescan.assess.exits.statements import Statement, Statements
from clausescan.facts.sentences import plain
from clausescan.model import Clause, Evidence, Period, Report

_NOTICE_AFTER = re.compile(r"^'?s?'?\W{0,3}(?:\w+\W){0,6}?(?:notice|notification)\b", re.I)
_NOTICE_BEFORE = re.compile(r"\b(?:notice|notification|notify\w*)\b(?:\s[^\s.;]+){0,8}\s\W*$", re.I)
_OF_IT = re.compile(r"\b(?:such|any|the|notice of) terminat|\bsuch (?:right|notice|election)", re.I)
_CURE_AROUND = re.compile(
    r"\b(?:cur(?:e|es|ed|ing|able)|remed\w+|correct\w*|rectif\w+|dismiss\w*|discharg\w+|stayed|vacated|removed)\b", re.I
)
_PRICE = re.compile(
    r"\b(?:fair (?:market )?value|book value|net asset value|purchase price|option price|price (?:per|"
    r"of|for|determined|equal|offered|to be paid|payable|shall)|"
    r"(?:at|for) (?:a|the|such) (?:\w+ )?price|valu(?:ation|ed)|apprais\w+|market price|discount of|capital account)\b",
    re.I,
)
_PRICE_OPEN = re.compile(
    r"\b(?:price|value)\b[^.;]{0,40}\b(?:to be|as may be|mutually) (?:\w+ )?(?:agreed|negotiated)\b", re.I
)

Cell = Literal["notice", "cure"]
NEAR = 50  # periods looked at outside the statement itself


class Cells:
    """Finds the cells of rows in one report."""

    def __init__(self, report: Report, statements: Statements) -> None:
        self.report = report
        self.statements = statements
        self._clauses = {c.id: c for c in report.clauses}
        self._periods: dict[str, list[Period]] = defaultdict(list)
        for period in report.periods:
            self._periods[period.clause].append(period)
        self._kept: dict[tuple[str, Cell], list[Period]] = {}
        self._targets: dict[str, list[tuple[int, int, tuple[str, ...]]]] = defaultdict(list)
        for reference in report.references:
            if reference.kind in ("internal", "relative") and not reference.external:
                self._targets[reference.clause].append((reference.start, reference.end, reference.targets))
        self._children: dict[str, list[str]] = defaultdict(list)
        for clause in report.clauses:
            if clause.parent:
                self._children[clause.parent].append(clause.id)

    def notice(self, s: Statement, frame: Frame, leaf: str) -> Evidence | None:
        """The period of notice that this right asks for."""
        return self._nearest(s, frame, leaf, "notice", neighbours=leaf != "termination_convenience")

    def cure(self, s: Statement, frame: Frame, leaf: str) -> Evidence | None:
        """The time in which the cause can be put right."""
        if leaf not in ("breach_default", "performance_trigger", "insolvency"):
            return None
        own_only = leaf == "insolvency"
        return self._nearest(s, frame, leaf, "cure", neighbours=not own_only, lead=not own_only)

    def price(self, s: Statement) -> Evidence | None:
        """The rule that sets the price: in the clause, in the clause it points to, or in the same section."""
        at_hand = [s.clause.id, *self._linked(s.clause), *self._section(s.clause)]
        for clause_id in at_hand:
            clause = self._clauses[clause_id]
            if any(t.type == "valuation_price" for t in clause.types) and clause_id != s.clause.id:
                return whole(self.report, clause)
        for clause_id in at_hand[: 1 + len(self._linked(s.clause))]:
            found = self._price_in(self._clauses[clause_id])
            if found:
                return found
        for clause_id in at_hand:
            found = self._price_in(self._clauses[clause_id])
            if found:
                return found
        return None

    # periods

    def _cures(self, p: Period) -> bool:
        text = self.statements.passages.plain
        clause = self._clauses[p.clause]
        before = text[max(clause.start, p.start - 60) : p.start]
        after = text[p.end : min(clause.end, p.end + 40)]
        return bool(
            _CURE_AROUND.search(before)
            or (
                re.match(
                    r"^'?s?'?\W{0,3}(?:to|in which to|opportunity to|cure|right to)\s?(?:cure|remedy|correct|period)?",
                    after,
                    re.I,
                )
                and _CURE_AROUND.search(after)
            )
        )

    def _of_notice(self, p: Period) -> bool:
        text = self.statements.passages.plain
        clause = self._clauses[p.clause]
        return bool(_NOTICE_AFTER.match(text[p.end : min(clause.end, p.end + 60)]) and not self._cures(p))

    def _fitting(self, clause: str, cell: Cell) -> list[Period]:
        """The periods of a clause that can fill the cell, in order."""
        key = (clause, cell)
        if key not in self._kept:
            fits = self._is_notice if cell == "notice" else self._is_cure
            self._kept[key] = [p for p in self._periods.get(clause, ()) if fits(p)]
        return self._kept[key]

    def _is_notice(self, p: Period) -> bool:
        if p.purpose in ("termination", "non_renewal"):
            return not self._cures(p)
        return p.purpose in ("other", "force_majeure", "option_exercise") and self._of_notice(p)

    def _is_cure(self, p: Period) -> bool:
        return p.purpose == "cure" or (p.purpose in ("termination", "other") and self._cures(p))

    def _nearest(
        self, s: Statement, frame: Frame, leaf: str, cell: Cell, neighbours: bool, lead: bool = True
    ) -> Evidence | None:
        """A fitting period in the statement, else in the words that govern it, else close by in the clause, else in the
        clause it refers to."""
        here = self._fitting(s.clause.id, cell)
        own = here[bisect_left(here, s.start, key=_start) : bisect_left(here, s.end, key=_start)]
        if own:
            anchor = s.start + frame.end if frame.part == "own" else s.start
            return _evidence(own[min(bisect_left(own, anchor, key=_start), len(own) - 1)])
        if not lead:
            return None
        for clause_id, words in ((s.lead_clause, s.lead), (s.tail_clause, s.tail)):
            for p in self._fitting(clause_id, cell)[:NEAR] if words else ():
                if plain(p.quote) in words:
                    return _evidence(p)
        if not neighbours:
            return None
        siblings = self.statements.by_clause[s.clause.id]
        for p in here[:NEAR]:
            other = siblings[max(bisect_right(siblings, p.start, key=_start) - 1, 0)]
            lends = other.start != s.start and not (s.lead and other.lead == s.lead)
            if lends and (p.purpose == "cure" or _OF_IT.search(other.own)):
                return _evidence(p)
        linked = [
            (p, self._text(self._clauses[clause_id]))
            for clause_id in self._linked(s.clause, s.start, s.end)
            for p in self._fitting(clause_id, cell)[:NEAR]
        ]
        same = [p for p, text in linked if leaf in triggers.named(text)]
        if not same and len({(p.value, p.unit) for p, _ in linked}) == 1:
            same = [linked[0][0]]
        return _evidence(same[0]) if same else None

    # price

    def _price_in(self, clause: Clause) -> Evidence | None:
        for s in self.statements.by_clause.get(clause.id, ()):
            if _PRICE.search(s.own) and not _PRICE_OPEN.search(s.own):
                return Evidence(clause.id, s.start, s.end, self.report.document.text[s.start : s.end])
        return None

    def _linked(self, clause: Clause, start: int = 0, end: int = 0) -> list[str]:
        """Clauses that the clause (or its slice) refers to, and what stands under them."""
        found: list[str] = []
        for at, _, targets in self._targets.get(clause.id, ()):
            if end and not start <= at < end:
                continue
            for target in targets[:2]:
                if (
                    target in self._clauses
                    and target != clause.id
                    and not self._clauses[target].number.startswith("Article")
                ):
                    found += [target, *self._children.get(target, ())][:12]
        return found

    def _section(self, clause: Clause) -> list[str]:
        """The other clauses under the same heading, itself left out."""
        above = clause
        while above.parent and self._clauses[above.parent].kind not in ("title",) and above.kind != "heading":
            above = self._clauses[above.parent]
        found: list[str] = []
        todo = [above.id]
        while todo and len(found) < 60:
            for child in self._children.get(todo.pop(0), ()):
                if child != clause.id:
                    found.append(child)
                todo.append(child)
        return found

    def _text(self, clause: Clause) -> str:
        return self.statements.passages.plain[clause.start : clause.end]


def _start(at: Period | Statement) -> int:
    return at.start


def _evidence(period: Period) -> Evidence:
    return Evidence(period.clause, period.start, period.end, period.quote)
