"""clausescan scan: read agreements and print what they say."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import click

from clausescan.cli import exit_codes, options
from clausescan.cli.cache import cache_options, opened, tell_problem
from clausescan.cli.output import TEXT_WIDTH, console, utf8, write
from clausescan.cli.run import Judging, Run
from clausescan.errors import ClausescanError, display

if TYPE_CHECKING:
    from clausescan.model import Report, Severity

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
@options.format
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True),
    metavar="PATH",
    help="Write here instead of standard output; a folder (several files, or a PATH that ends in /) gets one report "
    "each.",
)
@options.checklist
@options.profile
@options.fail_on(None)
@options.waivers
@click.option(
    "--all", "everything", is_flag=True, help="Text report: lighter gaps and what is settled in full as well."
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
    checklist: Path | None,
    profile: str | None,
    fail_on: Severity | None,
    waivers: Path | None,
    everything: bool,
    pages: Ranges,
    ocr: bool,
    revisions: Literal["accepted", "original", "marked"],
    model: Path | None,
    cache: bool,
    cache_dir: Path | None,
    quiet: bool,
) -> None:
    """Read agreements (PDF, Word, text, Markdown, HTML), judge them by a checklist and report on each.

    FILE is a file, or - for standard input. A file that cannot be read is named on standard error with the reason;
    the others are still reported, and the exit code is 3. `clausescan check` is the short form for a draft.
    """
    from clausescan.reading.options import ReadOptions

    if files.count(Path("-")) > 1:
        raise click.UsageError("standard input (-) can be read only once")
    target = None if output in (None, "-") else Path(str(output))
    # A pattern may match one file only: what is written as a folder is one all the same.
    into_folder = target is not None and (len(files) > 1 or target.is_dir() or str(output).endswith(("/", os.sep)))
    if into_folder and target is not None and target.exists() and not target.is_dir():
        raise click.UsageError(f"{target} is a file; several reports need a folder")

    vectors = opened(cache, cache_dir)
    run = Run(
        ReadOptions(pages, ocr, revisions), Judging.by(checklist, profile, waivers, fail_on), model, vectors, quiet
    )
    reports = run.reports(files)
    form = Form(format, everything, fail_on)
    if target is None:
        _to_stdout(reports, form, several=len(files) > 1)
    elif into_folder:
        _to_folder(reports, form, target)
    else:
        for report in reports:
            write(target, _rendered(report, form))
    tell_problem(vectors)
    if run.failures:
        sys.exit(exit_codes.UNREADABLE)
    if run.stopped:
        sys.exit(exit_codes.FINDINGS)


class Form(NamedTuple):
    """How a report is written."""

    format: Literal["text", "json"]
    everything: bool
    fail_on: Severity | None


def _to_stdout(reports: Iterator[Report], form: Form, several: bool) -> None:
    if form.format == "json":
        from clausescan.report.json import to_json

        utf8()
        if not several:
            for report in reports:
                click.echo(to_json(report, form.fail_on))
            return
        opened = False
        for report in reports:
            click.echo(("," if opened else "[") + "\n" + to_json(report, form.fail_on), nl=False)
            opened = True
        click.echo("\n]" if opened else "[]")
        return
    from clausescan.report.terminal import render

    out = console()
    for report in reports:
        render(report, out, form.everything, form.fail_on)


def _rendered(report: Report, form: Form) -> str:
    if form.format == "json":
        from clausescan.report.json import to_json

        return to_json(report, form.fail_on) + "\n"
    import io

    from rich.console import Console

    from clausescan.report.terminal import render

    buffer = io.StringIO()
    render(report, Console(file=buffer, width=TEXT_WIDTH, highlight=False), form.everything, form.fail_on)
    return buffer.getvalue()


def _to_folder(reports: Iterator[Report], form: Form, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClausescanError(f"{display(str(folder))}: the folder cannot be made: {error.strerror}") from error
    suffix = ".json" if form.format == "json" else ".txt"
    taken: set[str] = set()
    for report in reports:
        stem = "standard-input" if report.document.path == "standard input" else Path(report.document.path).stem
        name, n = stem, 1
        while name.casefold() in taken:
            n += 1
            name = f"{stem}-{n}"
        taken.add(name.casefold())
        write(folder / (name + suffix), _rendered(report, form))
