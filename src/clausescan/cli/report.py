"""clausescan report: the report of an earlier scan in other formats, without reading the agreement again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clausescan.cli import exit_codes, options
from clausescan.cli.formats import Agreement, Target, Wanted, format_options
from clausescan.errors import ClausescanError, FormatError, ReadError, display

if TYPE_CHECKING:
    from clausescan.model import Document, Report, Severity


@click.command()
@click.argument("scans", nargs=-1, required=True, metavar="SCAN.json...", type=click.Path(path_type=Path))
@format_options
@click.option(
    "--source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The agreement's file, for docx and pdf. Without it, it is looked for where it was and beside the scan.",
)
@options.fail_on(None)
@click.option("--all", "everything", is_flag=True, help="Lighter gaps, and what is settled, in full as well.")
def report(
    scans: tuple[Path, ...],
    formats: Wanted,
    output: str | None,
    source: Path | None,
    fail_on: Severity | None,
    everything: bool,
) -> None:
    """Write the report of an earlier scan in other formats, without reading the agreement again.

    SCAN.json is what `clausescan scan --format json` wrote. A file that is no such report, or that cannot be had in a
    format, is named on standard error with the reason; the others are still written, and the exit code is 3.
    """
    if source and len(scans) > 1:
        raise click.UsageError("--source is the file of one agreement; name one SCAN.json with it")
    target = Target.of(formats, output, scans)
    failures: list[ReadError] = []
    stopped: list[Report] = []

    def agreements() -> Iterator[Agreement]:
        from clausescan.report.escape import visible
        from clausescan.report.load import load_report

        for scan in scans:
            try:
                loaded = load_report(scan)
            except ReadError as error:
                failures.append(error)
                click.echo(f"clausescan: {visible(str(error))}", err=True)
                continue
            if fail_on and not _passes(loaded, fail_on):
                stopped.append(loaded)
            yield Agreement(loaded, scan.stem, lambda scan=scan, loaded=loaded: _source(loaded.document, scan, source))  # type: ignore[misc]

    target.write(agreements(), everything, fail_on)
    if failures or target.refused:
        sys.exit(exit_codes.UNREADABLE)
    if stopped:
        sys.exit(exit_codes.FINDINGS)


def _passes(report: Report, fail_on: Severity) -> bool:
    from clausescan.report.triage import gate

    if report.judgement is None:
        raise ClausescanError("the agreement was read and not judged; --fail-on has nothing to go by")
    return gate(report.judgement, fail_on).passed


def _source(document: Document, scan: Path, named: Path | None) -> bytes:
    """The agreement's file: the one named, else the first of those it may be that is the one that was read."""
    import hashlib

    from clausescan.reading.options import Limits
    from clausescan.reading.source import load_bytes

    places = [named] if named else [Path(document.path), scan.parent / Path(document.path).name]
    reasons = []
    for place in dict.fromkeys(places):
        try:
            data = load_bytes(place, "", Limits())[1]
        except ReadError as error:
            reasons.append(str(error))
            continue
        if hashlib.sha256(data).hexdigest() == document.sha256:
            return data
        reasons.append(f"{display(str(place))}: not the file that was scanned, or changed since; scan it again")
    advice = "" if named else " (name the agreement's file with --source)"
    raise FormatError("; ".join(reasons) + advice)
