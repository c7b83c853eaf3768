"""The report as a lawyer reads it in a terminal: facts, verdicts, then clauses by type and periods."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clausescan.model import Clause, Evidence, Period, Report, Severity
from clausescan.report import words
from clausescan.report.escape import shortened, visible
from clausescan.report.places import Places
from clausescan.report.verdicts import verdicts
from clausescan.report.words import DISCLAIMER, fact_rows, length
from clausescan.taxonomy import GROUPS, TITLES

QUOTE = 160
"""Characters of a quote shown in a table; the JSON report has all of it."""

CONTEXT = 60
"""Characters shown on either side of a period."""


def render(report: Report, console: Console, everything: bool = False, fail_on: Severity | None = None) -> None:
    """Print the whole report to `console`. `everything`: lighter gaps and what is settled in full as well. `fail_on`
    asks for a line that says whether anything of that severity is open."""
    places = Places(report)
    heading(report, console)
    console.print()
    _facts(report, places, console)
    if report.judgement:
        verdicts(report.judgement, places, console, everything, fail_on)
    _clauses(report, places, console)
    _periods(report, places, console)
    console.print(Text(DISCLAIMER, style="italic"))


def heading(report: Report, console: Console) -> None:
    """Title, file, size, and what must be known about the reading."""
    document = report.document
    console.print(Text(visible(document.title) or "Untitled document", style="bold"))
    size = f"{document.words:,} words"
    if document.pages:
        size = f"{document.pages} page{'s' * (document.pages != 1)}, {size}"
    console.print(Text(f"{visible(document.path)} · {size}"))
    for notice in document.warnings:
        console.print(Text(f"! {visible(notice.message)}", style="yellow"))


def _facts(report: Report, places: Places, console: Console) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True, title="Facts", title_justify="left", title_style="bold")
    table.add_column("", no_wrap=True)
    table.add_column("Reading", ratio=3)
    table.add_column("Where", no_wrap=True)
    table.add_column("Quote", ratio=4)
    for name, value, evidence in fact_rows(report):
        where = places.where(evidence) if evidence else ""
        quote = _excerpt(report, evidence, value) if evidence else ""
        table.add_row(name, Text(visible(value)), Text(where), Text(f"“{quote}”" if quote else ""))
    console.print(table)


def _excerpt(report: Report, evidence: Evidence, value: str) -> str:
    """The quote, short; when the words that show the fact stand late in it, from a little before them."""
    quote = evidence.quote
    shown = quote.casefold().find(value.casefold()) if value else -1
    if shown < 0:
        inside = (p for p in report.periods if evidence.start <= p.start and p.end <= evidence.end)
        shown = next((p.start - evidence.start for p in inside if value.startswith(length(p.value, p.unit) or "-")), -1)
    if shown + len(value) <= QUOTE or len(quote) <= QUOTE:
        return shortened(quote, QUOTE)
    cut = quote.find(" ", max(0, shown - CONTEXT))
    return "…" + shortened(quote[min(cut, shown) if cut >= 0 else shown :].lstrip(), QUOTE)


def _clauses(report: Report, places: Places, console: Console) -> None:
    console.print(Text("Clauses by type", style="bold"))
    text = report.document.text
    found = False
    for group, leaves in GROUPS.items():
        for leaf in leaves:
            sure = [(c, t.score) for c in report.clauses for t in c.types if t.type == leaf]
            unsure = [c for c in report.clauses if any(t.type == leaf for t in c.uncertain)]
            if not sure and not unsure:
                continue
            found = True
            console.print(Text(f"{TITLES[group]} · {TITLES[leaf]}", style="bold cyan"))
            table = Table(box=None, pad_edge=False, expand=True, show_header=False)
            table.add_column(width=20)
            table.add_column(ratio=1)
            table.add_column(width=4, justify="right", no_wrap=True)
            for clause, score in sure:
                quote = shortened(text[clause.body : clause.end], QUOTE)
                table.add_row(Text(places.where(clause)), Text(f"“{quote}”"), f"{score:.2f}")
            console.print(Padding(table, (0, 0, 0, 2)))
            if unsure:
                listed = "; ".join(places.where_clause(clause.id) for clause in unsure)
                console.print(Padding(Text(f"uncertain, look yourself: {listed}", style="dim"), (0, 0, 0, 2)))
            console.print()
    if not found:
        console.print("No clause of any type was recognised.\n")


def _periods(report: Report, places: Places, console: Console) -> None:
    if not report.periods:
        console.print("No period of time was found.\n")
        return
    table = Table(
        box=SIMPLE_HEAD, pad_edge=False, expand=True, title="Periods", title_justify="left", title_style="bold"
    )
    table.add_column("Where", no_wrap=True)
    table.add_column("Period", width=20)
    table.add_column("For", width=12)
    table.add_column("Quote", ratio=1)
    by_id = {clause.id: clause for clause in report.clauses}
    for period in report.periods:
        table.add_row(
            Text(places.where(period)),
            Text(words.period(period)),
            Text(visible(words.purpose(period))),
            _in_context(report.document.text, period, by_id[period.clause]),
        )
    console.print(table)


def _in_context(text: str, period: Period, clause: Clause) -> Text:
    """The words of the period in bold between those around them, cut at words."""
    start = max(clause.body, period.start - CONTEXT)
    end = min(clause.end, period.end + CONTEXT)
    before = visible(
        text[start : period.start].partition(" ")[2] if start > clause.body else text[start : period.start]
    )
    after = visible(text[period.end : end].rpartition(" ")[0] if end < clause.end else text[period.end : end])
    quote = Text("“" + ("…" if start > clause.body else ""))
    gap = " " if before and text[period.start - 1].isspace() else ""
    quote.append(before + gap)
    quote.append(visible(period.quote), style="bold")
    quote.append((" " if after and text[period.end].isspace() else "") + after)
    quote.append(("…" if end < clause.end else "") + "”")
    return quote
