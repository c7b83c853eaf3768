"""clausescan query: questions to a room of agreements; clausescan review: what people decide; clausescan export."""

from __future__ import annotations

import getpass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import click

from clausescan.cli.batch import store_option
from clausescan.cli.output import console, utf8, write
from clausescan.errors import ClausescanError, display

if TYPE_CHECKING:
    from clausescan.batch.matrix import Matrix
    from clausescan.batch.queries import Table
    from clausescan.batch.store import Store
    from clausescan.model import Status

FORMATS = ("text", "csv", "json", "xlsx", "parquet", "html", "ics")
_BINARY = ("xlsx", "parquet", "ics")
_NAMES = (
    *("matrix", "missing", "deadlines", "control", "exclusivity", "unusual", "usual", "review", "decided"),
    *("failures", "ocr"),
)
_MOST = 50
"""Rows that a terminal gets; files get all."""
_WRAPS = 40
"""A column of a table on a terminal may be as wide as this."""


def _day(context: click.Context, option: click.Parameter, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no day; write it as 2026-12-31") from error


@click.command()
@click.argument("name", required=False, metavar="[NAME]", type=click.Choice(_NAMES))
@store_option
@click.option("--sql", metavar="SELECT", help="Ask in SQL instead; it can only read. docs/batch.md has the tables.")
@click.option("--item", default="", metavar="ITEM", help="missing: which agreements lack this item, for example RN-04.")
@click.option("--party", default="", metavar="NAME", help="control, exclusivity: only agreements of this party.")
@click.option("--below", type=click.FloatRange(0, 1), metavar="SHARE", help="review: all verdicts less sure than this.")
@click.option("--days", type=click.IntRange(0), default=90, show_default=True, help="deadlines: so many days ahead.")
@click.option("--from", "first", callback=_day, metavar="DAY", help="deadlines: from this day. Default: today.")
@click.option(
    "--reports", type=click.Path(path_type=Path), metavar="FOLDER", help="matrix: link to these report files."
)
@click.option(
    "--limit", type=click.IntRange(1), metavar="N", help=f"So many rows. Default: all, on a terminal {_MOST}."
)
@click.option("--format", type=click.Choice(FORMATS), help="Default: text, or what the ending of -o says.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write here.")
def query(
    name: str | None,
    store: Path,
    sql: str | None,
    item: str,
    party: str,
    below: float | None,
    days: int,
    first: date | None,
    reports: Path | None,
    limit: int | None,
    format: str | None,
    output: Path | None,
) -> None:
    """Ask a store that `clausescan batch` made. NAME is one of:

    \b
    matrix       agreements and checklist items, what is settled and what is not
    missing      by item, how many agreements lack it; --item RN-04: which ones
    deadlines    days in the next --days, across all agreements
    control      clauses on change of control, by party
    exclusivity  exclusivity and non-compete, by party
    unusual      periods far from what the portfolio has for the same purpose
    usual        the portfolio's usual periods
    review       verdicts that a person should look at
    decided      what people decided (clausescan review)
    failures     files that could not be read, and why
    ocr          files that need OCR
    """
    from clausescan.batch.store import Store

    form = format or _ending(output) or "text"
    if (name is None) == (sql is None):
        raise click.UsageError("name one query, or write --sql 'SELECT …'")
    if form in _BINARY and output is None:
        raise click.UsageError(f"--format {form} needs -o FILE")
    if form == "html" and name != "matrix":
        raise click.UsageError("only the matrix is written as HTML")
    if form == "ics" and name != "deadlines":
        raise click.UsageError("only deadlines are written as a calendar")
    if sql is not None:
        from clausescan.batch.queries import free

        _give(free(store, sql), form, output, limit)
        return
    with Store.open(store) as opened:
        if name == "matrix":
            _matrix(opened, form, output, reports, limit)
        elif name == "deadlines":
            _deadlines(opened, form, output, first or date.today(), days, limit)
        else:
            _named(opened, cast(str, name), item, party, below, form, output, limit)


def _named(
    store: Store,
    name: str,
    item: str,
    party: str,
    below: float | None,
    form: str,
    output: Path | None,
    limit: int | None,
) -> None:
    from clausescan.batch.queries import QUERIES, Asked

    chosen = QUERIES[name]
    for option, value in (("item", item), ("party", party), ("below", below)):
        if value not in ("", None) and option not in chosen.takes:
            raise click.UsageError(f"{name} knows no --{option}")
    _give(chosen.ask(store, Asked(item, party, below)), form, output, limit)


def _deadlines(store: Store, form: str, output: Path | None, first: date, days: int, limit: int | None) -> None:
    from clausescan.batch.agenda import agenda, calendar

    last = first + timedelta(days=days)
    if form == "ics":
        write(cast(Path, output), calendar(store, first, last))
    else:
        _give(agenda(store, first, last), form, output, limit)


def _matrix(store: Store, form: str, output: Path | None, reports: Path | None, limit: int | None) -> None:
    from clausescan.batch.matrix import matrix, table

    whole = matrix(store)
    if form == "html":
        from clausescan.batch.matrix_page import page

        made = page(whole, reports, output.parent if output else None)
        if output:
            write(output, made)
        else:
            utf8()
            click.echo(made.decode(), nl=False)
    elif form == "xlsx":
        from clausescan.batch.written import matrix_to_xlsx

        write(cast(Path, output), matrix_to_xlsx(whole))
    elif form == "text" and not output:
        _signs(whole, limit)
    else:
        _give(table(whole), form, output, limit)


def _ending(output: Path | None) -> str:
    """The format that a file's ending says, "" for none."""
    ending = output.suffix.lower().lstrip(".") if output else ""
    return {"txt": "text"}.get(ending, ending if ending in FORMATS else "")


def _give(table: Table, form: str, output: Path | None, limit: int | None) -> None:
    from dataclasses import replace

    rows = table.rows[:limit] if limit else table.rows
    table = replace(table, rows=rows)
    if form == "text":
        _show(table, len(table.rows) if output or limit else _MOST, output)
        return
    from clausescan.batch.written import to_csv, to_json, to_parquet, to_xlsx

    made: str | bytes
    match form:
        case "csv":
            made = to_csv(table)
        case "json":
            made = to_json(table)
        case "xlsx":
            made = to_xlsx(table)
        case _:
            made = to_parquet(table)
    if output:
        write(output, made)
    else:
        utf8()
        click.echo(made, nl=form == "json")


def _show(table: Table, most: int, output: Path | None) -> None:
    """Rows as blocks of lines: quotes do not fit into columns of a terminal."""
    import io

    from rich.console import Console
    from rich.text import Text

    from clausescan.report.escape import shortened, visible

    file = io.StringIO() if output else None
    out = Console(file=file, width=110, highlight=False) if file else console()
    if _narrow(table):
        _columns(table, most, out)
    else:
        for row in table.rows[:most]:
            named = dict(zip(table.columns, row, strict=True))
            head = visible(str(named.pop(table.columns[0])))
            out.print(Text(head, style="bold"), soft_wrap=True)
            for name, value in named.items():
                if value not in (None, ""):
                    said = shortened(str(value), 400)
                    line = Text(f"  {name.replace('_', ' '):<18}", style="dim").append(said, style="not dim")
                    out.print(line, soft_wrap=True)
            out.print()
    if len(table.rows) > most:
        out.print(Text(f"and {len(table.rows) - most:,} more; --limit N, or -o FILE.csv for all", style="dim"))
    if not table.rows:
        out.print(Text("nothing"))
    if table.remark:
        out.print(Text(table.remark, style="dim"))
    if file and output:
        write(output, file.getvalue())


def _narrow(table: Table) -> bool:
    """Whether rows fit into columns: few, and short."""
    widest = sum(
        min(_WRAPS, max([len(name), *(len(str(row[i])) for row in table.rows[:_MOST] if row[i] is not None)]))
        for i, name in enumerate(table.columns)
    )
    return widest + 2 * len(table.columns) <= 130


def _columns(table: Table, most: int, out: Any) -> None:
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    from clausescan.report.escape import visible

    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(table.columns):
        numbers = all(isinstance(row[i], int | float) for row in table.rows)
        grid.add_column(name.replace("_", " "), justify="right" if numbers else "left")
    for row in table.rows[:most]:
        grid.add_row(*(Text("" if value is None else visible(str(value))) for value in row))
    if table.rows:
        out.print(grid)


def _signs(whole: Matrix, limit: int | None) -> None:
    """The matrix on a screen: a sign for each item, the sections apart, in the colours of severities."""
    from rich.text import Text

    from clausescan.batch.matrix_page import SIGNS
    from clausescan.report.escape import shortened
    from clausescan.report.words import SEVERITY_COLOURS, STATUS_COLOURS, STATUSES

    out = console()
    width, gaps = 28, [i for i, item in enumerate(whole.items) if i and item.section != whole.items[i - 1].section]
    names = Text(" " * (width + 7), style="dim")
    for i, item in enumerate(whole.items):
        if i in gaps or i == 0:
            count = sum(each.section == item.section for each in whole.items)
            names.append(f"{item.section:<{count}}"[: max(count, 2)] + " ")
    out.print(names, soft_wrap=True)
    shown = whole.agreements[: limit or _MOST]
    for agreement in shown:
        line = Text(f"{shortened(agreement.name, width):<{width}}")
        if not agreement.judged:
            out.print(line.append("     –  read and not judged", style="dim"), soft_wrap=True)
            continue
        line.append(f"{agreement.gaps('critical', 'high'):>5}  ", style="bold")
        for i, cell in enumerate(agreement.cells):
            if i in gaps:
                line.append(" ")
            if cell is None:
                line.append(" ")
                continue
            colour = SEVERITY_COLOURS[cell.severity] if cell.gap else STATUS_COLOURS[cell.status]
            line.append(SIGNS[cell.status], style=f"{colour}{' reverse' if cell.decided else ''}")
        out.print(line, soft_wrap=True)
    if len(whole.agreements) > len(shown):
        out.print(Text(f"and {len(whole.agreements) - len(shown):,} more; --limit N, or -o FILE.html", style="dim"))
    out.print()
    legend = "  ".join(f"{SIGNS[status]} {words}" for status, words in STATUSES.items())
    out.print(Text(f"{legend}  ·  number: open items that are critical or high", style="dim"), soft_wrap=True)
    if whole.failed:
        out.print(Text(f"{whole.failed:,} files could not be read: clausescan query failures", style="dim"))


@click.group()
def review() -> None:
    """Decide on verdicts of a store: `clausescan query review` lists those that need it.

    AGREEMENT is the path of an agreement, the end of it ("jv.pdf"), or the beginning of its SHA-256. Decisions stay
    with the content of the agreement when it is read or judged again.
    """


_who = click.option(
    "--who", metavar="NAME", envvar="CLAUSESCAN_REVIEWER", show_envvar=True, help="Who decides. Default: your login."
)


@review.command()
@click.argument("agreement")
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@click.option("--reason", default="", help="Why.")
@_who
@store_option
def accept(agreement: str, items: tuple[str, ...], reason: str, who: str | None, store: Path) -> None:
    """The verdicts on these items are right."""
    _decide(store, agreement, items, "accept", who, reason, None)


@review.command()
@click.argument("agreement")
@click.argument("item")
@click.argument("status", type=click.Choice(["explicit", "partial", "absent", "redacted", "na"]))
@click.option("--reason", required=True, help="Why, for whoever reads it later.")
@_who
@store_option
def override(agreement: str, item: str, status: Status, reason: str, who: str | None, store: Path) -> None:
    """Another STATUS holds than the machine's: explicit (settled), partial (mentioned, not settled), absent (not
    found), redacted (blacked out), na (not applicable)."""
    _decide(store, agreement, (item,), "override", who, reason, status)


def _decide(
    store: Path,
    agreement: str,
    items: tuple[str, ...],
    decision: Literal["accept", "override"],
    who: str | None,
    reason: str,
    status: Status | None,
) -> None:
    from clausescan.batch.reviews import decide
    from clausescan.batch.store import Store
    from clausescan.report.words import STATUSES

    named = who or _login()
    with Store.open(store) as opened:
        for item in items:
            done = decide(opened, agreement, item, decision, who=named, reason=reason, status=status)
            was = "" if done.found == done.status else f" (the machine: {STATUSES[cast('Status', done.found)]})"
            said = STATUSES[cast("Status", done.status)]
            click.echo(f"{display(done.path)}: {done.item} {done.title}: {said}{was}, decided by {display(named)}")


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise ClausescanError("say who decides (--who)") from error


@click.command()
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where to.",
)
@store_option
def export(output: Path, store: Path) -> None:
    """Write the tables of a store as Parquet files, for a data warehouse. Needs pip install 'clausescan[parquet]'."""
    from clausescan.batch.store import Store
    from clausescan.batch.written import warehouse

    with Store.open(store) as opened:
        counts = warehouse(opened, output)
    for name, count in counts.items():
        click.echo(f"{name:<14}{count:>12,}")
