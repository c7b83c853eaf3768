"""clausescan index: agreements made searchable."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Literal

import click

from clausescan.cli import exit_codes, options
from clausescan.cli.cache import cache_options, opened, tell_problem
from clausescan.cli.progress import Progress
from clausescan.errors import display

DEFAULT = Path("clausescan-index")

_where = click.option(
    "--index",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT,
    show_default=True,
    envvar="CLAUSESCAN_INDEX",
    show_envvar=True,
    metavar="DIR",
    help="Folder of the index.",
)


@click.group()
def index() -> None:
    """Make agreements searchable: build an index of their clauses, or look at one."""


@index.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@_where
@options.ocr
@options.revisions
@options.model
@cache_options
@options.quiet
def build(
    paths: tuple[Path, ...],
    index: Path,
    ocr: bool,
    revisions: Literal["accepted", "original", "marked"],
    model: Path | None,
    cache: bool,
    cache_dir: Path | None,
    quiet: bool,
) -> None:
    """Index the clauses of agreements: files, and folders with all that is in them.

    Run it again with the same PATHs to bring the index up to date: only new and changed files are read, and files that
    are gone drop out. The index holds exactly what the PATHs lead to. It contains the text of the agreements: keep it
    as you keep them. A file that cannot be read is named on standard error with the reason; the others are indexed, and
    the exit code is 3.
    """
    from clausescan.reading.options import ReadOptions
    from clausescan.searching.build import build_index

    vectors = opened(cache, cache_dir)
    with Progress(None, quiet) as progress:
        outcome = build_index(
            paths,
            index,
            options=ReadOptions(ocr=ocr, revisions=revisions),
            model=model,
            cache=vectors,
            begin=progress.begin,
            failed=lambda error: progress.tell(str(error)),
        )
    tell_problem(vectors)
    counts = [
        f"{number} {word}"
        for number, word in (
            (outcome.added, "new"),
            (outcome.changed, "changed"),
            (outcome.unchanged, "unchanged"),
            (outcome.removed, "removed"),
            (outcome.kept, "kept from a folder that cannot be opened now"),
            (len(outcome.failures), "could not be read"),
        )
        if number
    ]
    click.echo(f"files       {', '.join(counts) or 'none'}")
    for reason, number in Counter(skipped.reason for skipped in outcome.skipped).most_common():
        click.echo(f"passed over {number}: {reason}")
    click.echo(f"clauses     {outcome.clauses:,} in {display(str(index))}")
    if outcome.failures:
        sys.exit(exit_codes.UNREADABLE)


@index.command()
@_where
def info(index: Path) -> None:
    """Say what an index holds, when it was built, and with which model."""
    from clausescan.report.escape import visible
    from clausescan.searching.store import FORMAT, Index

    with Index.open(index) as opened_index, opened_index.reading():
        files, clauses = opened_index.counts()
        vectors = opened_index.vectors()
        click.echo(f"folder      {display(str(index))}, format {FORMAT}")
        click.echo(f"files       {files:,}")
        click.echo(f"clauses     {clauses:,}")
        click.echo(f"search      {'exact: every clause is compared' if vectors.exact else 'approximate, by cells'}")
        click.echo(f"built       {opened_index.about('built')}")
        click.echo(f"model       {visible(opened_index.about('model'))}, sha256 {opened_index.about('model_sha256')}")
        for path in sorted(opened_index.files()):
            click.echo(f"file        {display(path)}")
