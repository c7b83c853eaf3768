"""The report as one HTML file: everything inlined, nothing loaded, readable without scripts and on paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clausescan.model import Clause, Evidence, ExitRight, Judgement, Period, Report
from clausescan.report import words
from clausescan.report.escape import shortened
from clausescan.report.exit_cells import EXIT_COLUMNS, exit_cells
from clausescan.report.html.agreement import sheets
from clausescan.report.html.cards import Cards
from clausescan.report.html.links import Link, Links
from clausescan.report.html.page import page as in_one_file
from clausescan.report.html.timeline import timeline
from clausescan.report.triage import SEVERITIES, gate
from clausescan.taxonomy import GROUPS, TITLES

if TYPE_CHECKING:
    from clausescan.report.formats import Rendering

STYLES = ("style.css", "agreement.css", "print.css")
SCRIPTS = ("theme.js", "places.js", "filters.js", "search.js", "keys.js")

EXCERPT = 220
"""Characters of a quote in a table; the agreement below has all of it."""


def render(report: Report, rendering: Rendering) -> bytes:
    """The page as UTF-8. `rendering.fail_on` asks for a line that says whether anything of that severity is open; of
    the rest nothing is needed, because the page always holds everything."""
    if not report.clauses and report.document.text:
        report = replace(report, clauses=(_whole(report),))
    links = Links(report)
    judgement = report.judgement
    values = {
        "report": report,
        "document": report.document,
        "judgement": judgement,
        "notices": [*report.document.warnings, *(judgement.notices if judgement else ())],
        "words": words,
        "groups": GROUPS,
        "titles": TITLES,
        "severities": SEVERITIES,
        "cards": Cards(judgement, links) if judgement else None,
        "gate": gate(judgement, rendering.fail_on) if judgement and rendering.fail_on else None,
        "judged_by": _judged_by(judgement, links) if judgement else None,
        "exits": [_exit(right, links, f"exit-{n}") for n, right in enumerate(judgement.exits, 1)] if judgement else [],
        "exit_columns": EXIT_COLUMNS,
        "facts": _facts(report, links),
        "timeline": timeline(report, links),
        "types": _types(report, links),
        "periods": [_period(report, period, links) for period in report.periods],
    }
    # Last, because only now every place that the page speaks of is known.
    values["sheets"] = sheets(report, links)
    return in_one_file("report.html.j2", version=report.version, styles=STYLES, scripts=SCRIPTS, **values)


def _whole(report: Report) -> Clause:
    """All of a text in which no clause was found, so that it is shown."""
    return Clause("", None, "", "", "", "paragraph", 0, 0, len(report.document.text), 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the exit matrix: the clauses, the words of the first one, or what stands there without a clause."""

    name: str
    links: tuple[Link, ...]
    quote: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Exit:
    """A row of the exit matrix."""

    id: str
    trigger: str
    holder: str
    mechanism: str
    link: Link
    quote: str
    cells: tuple[Cell, ...]


def _exit(right: ExitRight, links: Links, id: str) -> Exit:
    citing = id, f"way out {id.removeprefix('exit-')}"

    def cell(name: str, found: tuple[Evidence, ...], otherwise: str) -> Cell:
        by_place = {link.where: link for link in (links.to(each, citing) for each in reversed(found))}
        alone = len(found) == 1 and found[0] != right.evidence
        quote = shortened(found[0].quote, EXCERPT // 2) if alone else ""
        return Cell(name, tuple(reversed(by_place.values())), quote, "" if found else otherwise)

    return Exit(
        id=id,
        trigger=words.trigger(right),
        holder=words.holder(right),
        mechanism=words.MECHANISMS[right.mechanism],
        link=links.to(right.evidence, citing),
        quote=shortened(right.evidence.quote, EXCERPT),
        cells=tuple(cell(*parts) for parts in exit_cells(right)),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A fact, a clause or a period in a table."""

    name: str
    value: str
    link: Link | None
    quote: str = ""
    score: float | None = None


def _judged_by(judgement: Judgement, links: Links) -> Row:
    """Which checklist, which purpose, and the words it was read from."""
    evidence = judgement.profile_evidence
    quote = shortened(evidence.quote, EXCERPT) if evidence else ""
    return Row(judgement.checklist, judgement.profile, links.to(evidence) if evidence else None, quote)


def _facts(report: Report, links: Links) -> list[Row]:
    return [
        Row(name, value, links.to(e) if e else None, shortened(e.quote, EXCERPT) if e else "")
        for name, value, e in words.fact_rows(report)
    ]


def _types(report: Report, links: Links) -> dict[str, tuple[list[Row], list[Row]]]:
    """Of each clause type that was found: the clauses that have it, and those near its threshold."""
    text = report.document.text

    def row(clause: Clause, score: float) -> Row:
        quote = shortened(text[clause.body : clause.end], EXCERPT // 2)
        return Row(clause.place, "", links.to_clause(clause.id), quote, score)

    found: dict[str, tuple[list[Row], list[Row]]] = {}
    for clause in report.clauses:
        for n, types in enumerate((clause.types, clause.uncertain)):
            for each in types:
                found.setdefault(each.type, ([], []))[n].append(row(clause, each.score))
    return found


def _period(report: Report, period: Period, links: Links) -> Row:
    """A period with the words around it."""
    text = report.document.text
    start = max(text.rfind("\n", 0, period.start) + 1, period.start - EXCERPT // 3)
    end = text.find("\n", period.end)
    end = min(end if end >= 0 else len(text), period.end + EXCERPT // 3)
    while start and text[start - 1].isalnum() and start < period.start:
        start += 1
    while end < len(text) and text[end].isalnum() and end > period.end:
        end -= 1
    quote = text[start:end].strip()
    return Row(words.purpose(period), words.period(period), links.to(period), quote)
