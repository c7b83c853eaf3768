"""clausescan scan: read agreements and print what they say."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from clausescan.cli import exit_codes, options
from clausescan.cli.cache import cache_options, opened, tell_problem
from clausescan.cli.output import TEXT_WIDTH, console, utf8, write
from clausescan.cli.progress import Progress
from clausescan.errors import ClausescanError, ReadError, display

if TYPE_CHECKING:
    from clausescan.classify import Classifier
    from clausescan.encoding.cache import VectorCache
    from clausescan.model import Report
    from clausescan.reading.options import ReadOptions

Ranges = tuple[tuple[int, int], ...]


def _page_ranges(context: click.Context, option: click.Parameter, value: str) -> Ranges:
    """Pages as a person writes them: "3", "1-10", "1-10,15,20-"."""
    ranges = []
    for part in filter(None, value.split(",")):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or not (last.isdecimal() or not last):
            raise click.BadParameter(f"{part!r} is not a page or a range of pages; write for example 1-10,15,20-")
        start = int(first)
        stop = int(last) if last else (sys.maxsize if dash else start)
        if not 1 <= start <= stop:
            raise click.BadParameter(f"{part!r}: pages count from 1 and run upwards")
        ranges.append((start, stop))
    return tuple(ranges)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    envvar="CLAUSESCAN_FORMAT",
    show_envvar=True,
    help="text to read, or JSON for programs (an array when several files are given).",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True),
    metavar="PATH",
    help="Write here instead of standard output; a folder (several files, or a PATH that ends in /) gets one report "
    "each.",
)
@click.option(
    "--page-range",
    "pages",
    default="",
    callback=_page_ranges,
    metavar="PAGES",
    help="Only these pages of a PDF, for example 1-10,15,20-.",
)
@options.ocr
@options.revisions
@options.model
@cache_options
@options.quiet
def scan(
    files: tuple[Path, ...],
    format: Literal["text", "json"],
    output: str | None,
    pages: Ranges,
    ocr: bool,
    revisions: Literal["accepted", "original", "marked"],
    model: Path | None,
    cache: bool,
    cache_dir: Path | None,
    quiet: bool,
) -> None:
    """Read agreements (PDF, Word, text, Markdown, HTML) and report on each.

    FILE is a file, or - for standard input. A file that cannot be read is named on standard error with the reason;
    the others are still reported, and the exit code is 3.
    """
    from clausescan.reading.options import ReadOptions

    if files.count(Path("-")) > 1:
        raise click.UsageError("standard input (-) can be read only once")
    target = None if output in (None, "-") else Path(str(output))
    # A pattern may match one file only: what is written as a folder is one all the same.
    into_folder = target is not None and (len(files) > 1 or target.is_dir() or str(output).endswith(("/", os.sep)))
    if into_folder and target is not None and target.exists() and not target.is_dir():
        raise click.UsageError(f"{target} is a file; several reports need a folder")

    failures: list[ReadError] = []
    options = ReadOptions(pages=pages, ocr=ocr, revisions=revisions)
    vectors = opened(cache, cache_dir)
    reports = _reports(files, options, model, vectors, quiet, failures)
    if target is None:
        _to_stdout(reports, format, several=len(files) > 1)
    elif into_folder:
        _to_folder(reports, format, target)
    else:
        for report in reports:
            write(target, _rendered(report, format))
    tell_problem(vectors)
    if failures:
        sys.exit(exit_codes.UNREADABLE)


def _reports(
    files: tuple[Path, ...],
    options: ReadOptions,
    model: Path | None,
    cache: VectorCache | None,
    quiet: bool,
    failures: list[ReadError],
) -> Iterator[Report]:
    """Scan one file after the other; what cannot be read is told at once and collected in `failures`."""
    from clausescan.classify import Classifier
    from clausescan.pipeline import report_on
    from clausescan.reading import read

    classifier: Classifier | None = None
    with Progress(len(files), quiet) as progress:
        for file in files:
            progress.begin(file)
            try:
                if str(file) == "-":
                    document = read(sys.stdin.buffer, name="standard input", options=options)
                else:
                    document = read(file, options=options)
            except ReadError as error:
                failures.append(error)
                progress.tell(str(error))
                continue
            # Loaded after the first file has been read: reading starts its guarded process while this one is small.
            classifier = classifier or Classifier.load(model, cache=cache)
            report = report_on(document, classifier)
            progress.pause()
            yield report


def _to_stdout(reports: Iterator[Report], format: str, several: bool) -> None:
    if format == "json":
        from clausescan.report.json import to_json

        utf8()
        if not several:
            for report in reports:
                click.echo(to_json(report))
            return
        opened = False
        for report in reports:
            click.echo(("," if opened else "[") + "\n" + to_json(report), nl=False)
            opened = True
        click.echo("\n]" if opened else "[]")
        return
    from clausescan.report.terminal import render

    out = console()
    for report in reports:
        render(report, out)


def _rendered(report: Report, format: str) -> str:
    if format == "json":
        from clausescan.report.json import to_json

        return to_json(report) + "\n"
    import io

    from rich.console import Console

    from clausescan.report.terminal import render

    buffer = io.StringIO()
    render(report, Console(file=buffer, width=TEXT_WIDTH, highlight=False))
    return buffer.getvalue()


def _to_folder(reports: Iterator[Report], format: str, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClausescanError(f"{display(str(folder))}: the folder cannot be made: {error.strerror}") from error
    suffix = ".json" if format == "json" else ".txt"
    taken: set[str] = set()
    for report in reports:
        stem = "standard-input" if report.document.path == "standard input" else Path(report.document.path).stem
        name, n = stem, 1
        while name.casefold() in taken:
            n += 1
            name = f"{stem}-{n}"
        taken.add(name.casefold())
        write(folder / (name + suffix), _rendered(report, format))
