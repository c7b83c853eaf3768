"""The agreement as a page shows it: its own words in order, with a target for every place that the report speaks of.

The text is what the report holds, character by character; only automatic numbers and the ends of pages, which are not
part of it, stand between its words and are marked as such.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from markupsafe import Markup, escape

from clausescan.model import Clause, Report, Span
from clausescan.report.escape import visible_lines
from clausescan.report.html.links import Links, quote_id
from clausescan.taxonomy import GROUP_OF, TITLES

SHEET = 5000
"""Characters from which on a new sheet begins: what a browser need not lay out before it is looked at."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A clause type at the margin. `sure` is False near its threshold."""

    group: str
    title: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause: its words in one piece, or in one for each cell of a table row. `group` is that of its likeliest type,
    "" without one; `back` are target and name of the findings that cite it."""

    id: str
    name: str
    kind: Literal["heading", "subheading", "toc", "words", "row"]
    level: int
    group: str
    pieces: tuple[Markup, ...]
    tags: tuple[Tag, ...]
    back: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Passages that stand together: the rows of a table, or one passage."""

    table: bool
    passages: tuple[Passage, ...]


def sheets(report: Report, links: Links) -> list[list[Run]]:
    """The agreement in sheets of some pages. Call it when every link into the agreement has been made."""
    drawn = _Drawn(report, links)
    found: list[list[Run]] = [[]]
    characters = 0
    for is_row, grouped in groupby(report.clauses, key=lambda clause: drawn.cells(clause) is not None):
        clauses = tuple(grouped)
        together = [clauses] if is_row else [(clause,) for clause in clauses]
        for run in together:
            if characters >= SHEET:
                found.append([])
                characters = 0
            found[-1].append(Run(is_row, tuple(drawn.passage(clause) for clause in run)))
            characters += sum(clause.end - clause.start for clause in run)
    return found


class _Drawn:
    """Draws clauses of one report."""

    def __init__(self, report: Report, links: Links) -> None:
        self._text, self._document, self._links = report.document.text, report.document, links
        self._starts = [block.start for block in report.document.blocks]
        spans = [_Woven(start, end, "q", quote_id(start, end)) for start, end in links.spans]
        for reference in report.references:
            known = next((id for id in reference.targets if id != reference.clause), None)
            if known:
                spans.append(_Woven(reference.start, reference.end, "a", links.target(known)))
        self._spans = sorted(spans, key=lambda span: (span.start, -span.end, span.kind == "a"))
        self._span_starts = [span.start for span in self._spans]
        self._longest = max((span.end - span.start for span in self._spans), default=0)
        self._between = _between(report)
        self._between_starts = [offset for offset, _ in self._between]
        self._given: set[str] = set()

    def cells(self, clause: Clause) -> tuple[Span, ...] | None:
        """The cells of a clause that is one row of a table."""
        i = bisect_left(self._starts, clause.start)
        if clause.kind != "table_row" or i == len(self._starts):
            return None
        block = self._document.blocks[i]
        whole = block.start == clause.start and block.end == clause.end
        return block.cells if whole and block.cells else None

    def passage(self, clause: Clause) -> Passage:
        cells = self.cells(clause)
        pieces = cells or (Span(clause.start, clause.end),)
        types = sorted(clause.types, key=lambda each: -each.score)
        tags = [Tag(GROUP_OF.get(t.type, ""), TITLES.get(t.type, t.type), True) for t in types]
        tags += [Tag(GROUP_OF.get(t.type, ""), TITLES.get(t.type, t.type), False) for t in clause.uncertain]
        kind: Literal["heading", "subheading", "toc", "words", "row"] = "words"
        if cells:
            kind = "row"
        elif clause.kind == "heading":
            kind = "heading" if clause.level == 0 else "subheading"
        elif clause.kind == "toc":
            kind = "toc"
        return Passage(
            id=self._links.target(clause.id),
            name=clause.place,
            kind=kind,
            level=min(clause.level, 4),
            group=tags[0].group if types else "",
            pieces=tuple(self._woven(piece.start, piece.end) for piece in pieces),
            tags=tuple(tags),
            back=tuple(self._links.back.get(clause.id, {}).items()),
        )

    def _woven(self, start: int, end: int) -> Markup:
        """A slice of the text with what is woven into it. Where two spans cross, the later one is cut in two."""
        spans = [s for s in self._near(start, end) if s.end > start and s.start < end]
        inserted = self._between[bisect_left(self._between_starts, start) : bisect_left(self._between_starts, end)]
        cuts = {start, end, *(offset for offset, _ in inserted)}
        cuts.update(min(max(offset, start), end) for span in spans for offset in (span.start, span.end))
        places = sorted(cuts)
        html: list[str] = []
        open: list[_Woven] = []
        for at, until in zip(places, [*places[1:], end], strict=True):
            again: list[_Woven] = []
            while any(span.end <= at for span in open):
                closed = open.pop()
                html.append(closed.tag_end)
                if closed.end > at:
                    again.append(closed)
            html += [words for offset, words in inserted if offset == at]
            opening = [s for s in spans if max(s.start, start) == at and s.end > at]
            for span in [*reversed(again), *opening]:
                if span.kind == "a" and any(other.kind == "a" for other in open):
                    continue  # a link holds no other link
                html.append(self._tag(span))
                open.append(span)
            html.append(escape(visible_lines(self._text[at:until])))
        html += [span.tag_end for span in reversed(open)]
        return Markup("".join(html))  # noqa: S704 - every part of it is a tag of ours or escaped

    def _near(self, start: int, end: int) -> list[_Woven]:
        first = bisect_left(self._span_starts, start - self._longest)
        return self._spans[first : bisect_left(self._span_starts, end)]

    def _tag(self, span: _Woven) -> str:
        if span.kind == "a":
            return f'<a class="ref" href="#{span.target}">'
        if span.target in self._given:
            return f'<span class="q" data-q="{span.target}">'
        self._given.add(span.target)
        return f'<span class="q" id="{span.target}" data-q="{span.target}" tabindex="-1">'


@dataclass(frozen=True, slots=True)
class _Woven:
    """A slice that becomes an element: q, a quote with its own target; a, a reference to the clause `target`."""

    start: int
    end: int
    kind: Literal["q", "a"]
    target: str

    @property
    def tag_end(self) -> str:
        return "</a>" if self.kind == "a" else "</span>"


def _between(report: Report) -> list[tuple[int, str]]:
    """What stands between the words without being text: automatic numbers, and where a page begins."""
    found = [
        (block.start, f'<span class="auto">{escape(visible_lines(block.label))} </span>')
        for block in report.document.blocks
        if block.label
    ]
    found += [(offset, f'<span class="folio" id="p{page}">{page}</span>') for page, offset in _pages(report)]
    return sorted(found, key=lambda each: (each[0], "folio" not in each[1]))


def _pages(report: Report) -> Iterator[tuple[int, int]]:
    """Each page and the offset where it begins, in order."""
    last = 0
    places = report.document.lines or report.document.blocks
    for place in places:
        if place.page and place.page > last:
            last = place.page
            yield last, place.start
