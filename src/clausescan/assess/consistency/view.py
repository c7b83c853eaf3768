"""An agreement as the checks look at it: sentences with the clause they stand in, types, periods, targets."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from clausescan.facts.sentences import Passages, Sentence
from clausescan.language.sentences import sentence_bounds
from clausescan.model import Clause, Evidence, Period, Reference, Report, Unit

DAYS: dict[Unit, float] = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.4, "year": 365}
_SILENT = frozenset({"toc", "title", "signature", "heading", "note"})
_AMENDS = re.compile(
    r"\bamendment\s+(?:no|number|to|agreement)\b|\b(?:first|second|third|fourth|fifth|sixth|\d+(?:st|nd|rd|th))\s+amendment\b|"
    r"\bthis\s+amendment\b|\bis\s+(?:hereby\s+)?amended\b",
    re.I,
)
_LONG = 420  # characters of a sentence above which only the telling part of it is quoted


class View:
    """Lookups over one report; everything is worked out once, when it is first asked for."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.text = report.document.text
        self.passages = Passages(report.document, report.clauses)
        self.plain = self.passages.plain
        self.by_id = {clause.id: clause for clause in report.clauses}

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences of operative text: no contents lists, titles, signatures; schedules count."""
        found = []
        for sentence in self.passages.sentences:
            clause = self.passages.clause_at(sentence.start)
            if clause is not None and clause.kind not in _SILENT:
                found.append(sentence)
        return tuple(found)

    @cached_property
    def body(self) -> tuple[Sentence, ...]:
        """The sentences of the agreement itself, without its schedules."""
        return tuple(sentence for sentence in self.sentences if not sentence.scope)

    @cached_property
    def children(self) -> dict[str, list[Clause]]:
        found: dict[str, list[Clause]] = defaultdict(list)
        for clause in self.report.clauses:
            if clause.parent is not None:
                found[clause.parent].append(clause)
        return found

    @cached_property
    def amends(self) -> bool:
        """Whether the text changes another agreement, which holds what this one does not say."""
        return _AMENDS.search(f"{self.report.document.title}\n{self.plain[:1500]}") is not None

    def clause_of(self, sentence: Sentence) -> Clause:
        clause = self.passages.clause_at(sentence.start)
        assert clause is not None  # a sentence is cut from a clause
        return clause

    def clauses_of(self, sentence: Sentence) -> tuple[Clause, ...]:
        """Every clause that the sentence touches: a list stays with its lead-in."""
        starts = self.passages.starts
        low = max(bisect_right(starts, sentence.start) - 1, 0)
        return tuple(self.report.clauses[low : bisect_left(starts, sentence.end)])

    def types_of(self, sentence: Sentence) -> frozenset[str]:
        """Types of the clauses that the sentence touches."""
        return frozenset(score.type for clause in self.clauses_of(sentence) for score in clause.types)

    def typed(self, *types: str) -> tuple[Clause, ...]:
        """The clauses that carry one of the types."""
        return tuple(c for c in self.report.clauses if any(score.type in types for score in c.types))

    def subtree(self, id: str) -> tuple[Clause, ...]:
        """The clause and all below it, in document order."""
        found, open_ = [], [self.by_id[id]]
        while open_:
            clause = open_.pop()
            found.append(clause)
            open_.extend(reversed(self.children.get(clause.id, ())))
        return tuple(found)

    def chain(self, clause: Clause) -> Iterator[Clause]:
        """The clause and those above it."""
        at: Clause | None = clause
        while at is not None:
            yield at
            at = self.by_id.get(at.parent or "")

    def article(self, clause: Clause) -> Clause:
        """The highest numbered clause above this one, or itself."""
        top = clause
        for above in self.chain(clause):
            if above.number and above.kind not in _SILENT - {"heading"}:
                top = above
        return top

    def name(self, clause: Clause) -> str:
        """How a message names it: "clause 7.3(b)", "Article 9", or the heading where there is no number."""
        cite = clause.number or clause.cite
        if not cite:
            heading = clause.heading or (clause.heading_path[-1] if clause.heading_path else "")
            return f'the clause "{heading[:60]}"' if heading else "an unnumbered clause"
        return cite if cite[0].isalpha() and not cite[1:2].isdigit() and " " in cite else f"clause {cite}"

    def name_at(self, start: int) -> str:
        clause = self.passages.clause_at(start)
        return self.name(clause) if clause is not None else "the text"

    def evidence(self, start: int, end: int) -> Evidence:
        """The whole sentence around the slice, or where that is long, the part between semicolons."""
        sentence = self.passages.sentence_at(start)
        if sentence.start <= start and end <= sentence.end and sentence.end - sentence.start <= _LONG:
            return self.passages.said(sentence)
        low, high = sentence_bounds(self.text, start, end)
        clause = self.passages.clause_at(start)
        if clause is not None:
            low = max(low, clause.body if clause.body <= start else clause.start)
            high = min(high, max(clause.end, end))
        if high - low > 2 * _LONG:
            low, high = self._near(low, start, high, end)
        while high > low and self.text[high - 1].isspace():
            high -= 1
        while low < high and self.text[low].isspace():
            low += 1
        return self.passages.evidence(low, high)

    def _near(self, low: int, start: int, high: int, end: int) -> tuple[int, int]:
        """Cut at commas near the slice."""
        comma = self.text.find(", ", max(low, start - _LONG), max(low, start - 60))
        low = comma + 2 if comma >= 0 else max(low, self.text.find(" ", max(low, start - _LONG)) + 1)
        comma = self.text.find(",", end + 60, min(high, end + _LONG))
        cut = comma if comma >= 0 else self.text.rfind(" ", end, min(high, end + _LONG))
        return min(low, start), max(cut, end) if cut >= 0 else high

    def local(self, period: Period) -> str:
        """The words that speak of a period: its sentence or list item, after the words that lead in to it."""
        clause = self.by_id[period.clause]
        low, high = sentence_bounds(self.text, period.start, period.end)
        own = self.plain[max(low, clause.start) : min(high, clause.end)]
        lead = self.by_id.get(clause.lead_in or "")
        return (self.plain[lead.start : lead.end] + " " + own) if lead is not None else own

    def whole(self, sentence: Sentence) -> Evidence:
        """A sentence as evidence, cut short where it is long."""
        clause = self.clause_of(sentence)
        start = clause.body if sentence.start < clause.body < sentence.end else sentence.start
        return self.evidence(start, min(start + 40, sentence.end))

    @cached_property
    def _period_starts(self) -> list[int]:
        return [period.start for period in self.report.periods]

    def periods_in(self, start: int, end: int) -> tuple[Period, ...]:
        low, high = bisect_left(self._period_starts, start), bisect_left(self._period_starts, end)
        return self.report.periods[low:high]

    @cached_property
    def _reference_starts(self) -> list[int]:
        return [reference.start for reference in self.report.references]

    def references_in(self, start: int, end: int) -> tuple[Reference, ...]:
        low, high = bisect_left(self._reference_starts, start), bisect_left(self._reference_starts, end)
        return self.report.references[low:high]

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether the operative text, schedules included, has the words anywhere."""
        return any(pattern.search(sentence.text) for sentence in self.sentences)


_last: View | None = None


def view_of(report: Report) -> View:
    """The view of a report; the last one is kept, since every check asks for it."""
    global _last
    if _last is None or _last.report is not report:
        _last = View(report)
    return _last


def capital(words: str) -> str:
    """The words with a capital at their beginning, as a message starts."""
    return words[:1].upper() + words[1:]


def days(value: float, unit: Unit) -> float:
    """A period in days: a month has 30.4, a year 365."""
    return value * DAYS[unit]


def length(value: float, unit: Unit) -> str:
    """ "30 days", "1 year"."""
    return f"{value:g} {unit}{'' if value == 1 else 's'}"


def apart(a: tuple[float, Unit], b: tuple[float, Unit]) -> bool:
    """Whether two lengths differ by more than the days by which months and years are uneven."""
    first, second = days(*a), days(*b)
    return abs(first - second) > 0.04 * max(first, second)
