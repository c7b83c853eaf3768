"""The history of several versions in a terminal: one line for each exit term that moved, one column a version."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from clausescan.model import History, TermHistory
from clausescan.report.comparison import phrases, terms
from clausescan.report.escape import visible
from clausescan.report.places import Places
from clausescan.report.prose import say
from clausescan.report.terminal import heading
from clausescan.report.words import DISCLAIMER

COLUMN = 24
"""Columns that a version needs for a table; with less, versions stand below each other."""


def show_history(history: History, console: Console, everything: bool = False) -> None:
    """Print the history. `everything`: terms that never moved as well."""
    for n, report in enumerate(history.versions, 1):
        console.print(Text(f"V{n}", style="dim"))
        heading(report, console)
    console.print()
    for n, step in enumerate(history.steps, 1):
        say(console, phrases.counted(step), mark=f"V{n} → V{n + 1}  ")
    console.print()
    places = [Places(report) for report in history.versions]
    as_table = console.width >= COLUMN * (len(places) + 1)
    for kind, found in terms.grouped(history, everything):
        console.print(Text(terms.KINDS[kind], style="bold"))
        if as_table:
            _table(found, history, places, console)
        else:
            _blocks(found, history, places, console)
    unmoved = sum(not term.moved for term in history.terms)
    if unmoved and not everything:
        say(
            console, f"{phrases.plural(unmoved, 'term')} read the same in every version; --all lists them.", style="dim"
        )
        console.print()
    if not history.terms:
        say(console, "No exit term was found in any version.\n")
    console.print(Text(DISCLAIMER, style="italic"))


def _values(term: TermHistory, places: list[Places]) -> list[Text]:
    found = []
    before = None
    for n, (value, place) in enumerate(zip(term.values, places, strict=True)):
        words = visible(terms.reading(term, value))
        cell = Text(words, style="bold yellow" if n and words != before else "")
        if where := terms.place(value, place):
            cell.append(f"\n{where}", style="dim not bold")
        found.append(cell)
        before = words
    return found


def _table(found: list[TermHistory], history: History, places: list[Places], console: Console) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("", ratio=1)
    for n in range(len(places)):
        table.add_column(f"V{n + 1}", ratio=1)
    for term in found:
        table.add_row(Text(visible(terms.title(term, history)), style="bold"), *_values(term, places))
    console.print(table)


def _blocks(found: list[TermHistory], history: History, places: list[Places], console: Console) -> None:
    for term in found:
        say(console, Text(visible(terms.title(term, history)), style="bold"))
        for n, cell in enumerate(_values(term, places), 1):
            cell.plain = cell.plain.replace("\n", " · ")
            say(console, cell, indent=2, mark=f"V{n}  ")
    console.print()
