"""clausescan scan: read agreements and report what they say."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from clausescan.cli import exit_codes, options
from clausescan.cli.cache import cache_options, opened, tell_problem
from clausescan.cli.formats import Agreement, Target, Wanted, format_options
from clausescan.cli.run import STANDARD_INPUT, Judging, Run

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
@format_options
@options.checklist
@options.profile
@options.fail_on(None)
@options.waivers
@click.option("--all", "everything", is_flag=True, help="Lighter gaps, and what is settled, in full as well.")
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
    formats: Wanted,
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

    FILE is a file, or - for standard input. A file that cannot be read, or not be reported in a format, is named on
    standard error with the reason; the others are still reported, and the exit code is 3. `clausescan check` is the
    short form for a draft.
    """
    from clausescan.reading.options import ReadOptions

    if files.count(Path("-")) > 1:
        raise click.UsageError("standard input (-) can be read only once")
    target = Target.of(formats, output, files)
    vectors = opened(cache, cache_dir)
    run = Run(
        ReadOptions(pages, ocr, revisions), Judging.by(checklist, profile, waivers, fail_on), model, vectors, quiet
    )
    target.write((_agreement(*each) for each in run.reports(files)), everything, fail_on)
    tell_problem(vectors)
    if run.failures or target.refused:
        sys.exit(exit_codes.UNREADABLE)
    if run.stopped:
        sys.exit(exit_codes.FINDINGS)


def _agreement(report: Report, source: bytes) -> Agreement:
    path = report.document.path
    return Agreement(report, "standard-input" if path == STANDARD_INPUT else Path(path).stem, lambda: source)
