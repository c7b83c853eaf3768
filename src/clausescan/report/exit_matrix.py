"""The exit matrix in a terminal: a table where there is room for one, else a block for each way out."""

from __future__ import annotations

from collections.abc import Callable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from clausescan.model import Evidence, ExitRight
from clausescan.report.escape import shortened, visible
from clausescan.report.exit_cells import EXIT_COLUMNS, exit_cells
from clausescan.report.places import Places
from clausescan.report.prose import say
from clausescan.report.words import EXIT_LEGEND, MECHANISMS, MISSING, NO_PRICE, UNSTATED, holder, trigger

TABLE_WIDTH = 130
"""Columns from which the matrix is shown as a table."""

SHOWN = 3
"""Clauses listed in one cell."""

_QUOTE, _TABLE_QUOTE = 120, 60


def exit_matrix(exits: tuple[ExitRight, ...], places: Places, console: Console) -> None:
    """Print one row for each right to leave and each event that ends the agreement by itself."""
    count = f"{len(exits)} way{'s' * (len(exits) != 1)} out" if exits else "no way out was found"
    console.print(Text(f"Exit matrix: {count}", style="bold"))
    if exits and console.width >= TABLE_WIDTH:
        _table(exits, places, console)
    else:
        quoted: set[tuple[int, int]] = set()
        for n, right in enumerate(exits, 1):
            _block(n, right, places, console, quoted)
    if exits:
        say(console, EXIT_LEGEND, style="dim")
    console.print()


def _cells(right: ExitRight, show: Callable[[tuple[Evidence, ...], str], Text]) -> list[tuple[str, Text]]:
    """Name and content of the cells that rest on a clause of their own."""
    return [(name, show(found, otherwise)) for name, found, otherwise in exit_cells(right)]


def _empty(words: str) -> Text:
    return Text(words, style="bold red" if words == MISSING else "dim")


def _block(n: int, right: ExitRight, places: Places, console: Console, quoted: set[tuple[int, int]]) -> None:
    """A few lines: what is there with its words, then what is not. Rows share clauses: `quoted` are the words shown."""
    quoted.add((right.evidence.start, right.evidence.end))

    def show(found: tuple[Evidence, ...], otherwise: str) -> Text:
        if not found:
            return _empty(otherwise)
        span = (found[0].start, found[0].end)
        quote = "" if span in quoted else f"  “{shortened(found[0].quote, _QUOTE)}”"
        quoted.add(span)
        return Text(_listed(found, places) + quote)

    mark = f"{n:>2}  "
    way = f" · {visible(holder(right))} · {MECHANISMS[right.mechanism]}"
    title = Text(visible(trigger(right)), style="bold").append(way)
    say(console, title, mark=mark)
    words = f"{places.where(right.evidence)}  “{shortened(right.evidence.quote, _QUOTE)}”"
    say(console, words.strip(), indent=len(mark))
    absent: dict[str, list[str]] = {}
    for name, cell in _cells(right, show):
        if cell.plain in (MISSING, UNSTATED):
            absent.setdefault(cell.plain, []).append(name.lower())
        elif cell.plain != NO_PRICE:
            say(console, cell, indent=len(mark), mark=name.lower(), hang=9)
    for words in (UNSTATED, MISSING):
        if words in absent:
            say(console, _empty(words).append(f": {', '.join(absent[words])}"), indent=len(mark))


def _table(exits: tuple[ExitRight, ...], places: Places, console: Console) -> None:
    def show(found: tuple[Evidence, ...], otherwise: str) -> Text:
        if not found:
            return _empty(otherwise)
        alone = len(found) == 1 and found[0] != right.evidence
        quote = f"\n“{shortened(found[0].quote, _TABLE_QUOTE)}”" if alone else ""
        return Text(_listed(found, places, "\n") + quote)

    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True, show_lines=True)
    table.add_column("Trigger", ratio=4)
    table.add_column("Who", ratio=2)
    table.add_column("How", ratio=2)
    for name in EXIT_COLUMNS:
        table.add_column(name, ratio=3)
    for right in exits:
        right_of = Text(visible(trigger(right)), style="bold").append(
            f"\n{places.where(right.evidence)}\n“{shortened(right.evidence.quote, _TABLE_QUOTE)}”", style="not bold"
        )
        cells = [cell for _, cell in _cells(right, show)]
        table.add_row(right_of, Text(visible(holder(right))), Text(MECHANISMS[right.mechanism]), *cells)
    console.print(table)


def _listed(found: tuple[Evidence, ...], places: Places, between: str = "; ") -> str:
    """The clauses once each, the first few by number and page."""
    listed = [*dict.fromkeys(filter(None, (places.where(each) for each in found)))]
    more = [f"and {len(listed) - SHOWN} more"] if len(listed) > SHOWN else []
    return between.join(listed[:SHOWN] + more)
