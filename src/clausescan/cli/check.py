"""clausescan check: the gate before a signature."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from clausescan.cli import exit_codes, options
from clausescan.cli.cache import cache_options, opened, tell_problem
from clausescan.cli.output import console, utf8
from clausescan.cli.run import Judging, Run
from clausescan.errors import ClausescanError

if TYPE_CHECKING:
    from clausescan.checklist import Checklist
    from clausescan.model import Judgement, Severity


@click.command()
@click.argument("draft", type=click.Path(path_type=Path, allow_dash=True))
@options.fail_on("high")
@click.option(
    "--item",
    "items",
    multiple=True,
    metavar="ID",
    help="Only this item of the checklist, or check of clauses against each other, for example TR-06 or X-14. May be "
    "given several times.",
)
@options.checklist
@options.profile
@options.waivers
@options.format
@options.ocr
@options.revisions
@options.model
@cache_options
@options.quiet
def check(
    draft: Path,
    fail_on: Severity,
    items: tuple[str, ...],
    checklist: Path | None,
    profile: str | None,
    waivers: Path | None,
    format: Literal["text", "json"],
    ocr: bool,
    revisions: Literal["accepted", "original", "marked"],
    model: Path | None,
    cache: bool,
    cache_dir: Path | None,
    quiet: bool,
) -> None:
    """Check a DRAFT before it is signed: what is open, worst first, and what to ask the other side for.

    Ends with exit code 1 when a gap or a drafting error of the severity --fail-on or graver is open and not waived,
    with 0 when there is none, and with 3 when the draft cannot be read. No clearance to sign: a machine's reading.
    """
    from clausescan.reading.options import ReadOptions
    from clausescan.report.triage import gate

    judging = Judging.by(checklist, profile, waivers, fail_on)
    wanted = _wanted(items, judging.checklist)
    vectors = opened(cache, cache_dir)
    run = Run(ReadOptions(ocr=ocr, revisions=revisions), judging, model, vectors, quiet)
    for report, _ in run.reports((draft,)):
        assert report.judgement  # run has made sure
        judgement = _only(report.judgement, wanted, judging.checklist) if wanted else report.judgement
        result = gate(judgement, fail_on)
        if format == "json":
            from clausescan.report.json import to_json

            utf8()
            click.echo(to_json(replace(report, judgement=judgement), fail_on))
        else:
            from clausescan.report.check import render_check

            render_check(report, judgement, result, console())
        tell_problem(vectors)
        sys.exit(0 if result.passed else exit_codes.FINDINGS)
    tell_problem(vectors)
    sys.exit(exit_codes.UNREADABLE)


def _wanted(ids: tuple[str, ...], checklist: Checklist) -> set[str]:
    """Items and checks in capitals. An unknown one is a usage error that names near ones."""
    from clausescan.cli.checklist import found

    return {id.upper() if id.upper() in checklist.checks else found(checklist, id).id for id in ids}


def _only(judgement: Judgement, wanted: set[str], checklist: Checklist) -> Judgement:
    if unjudged := wanted - {each.item for each in judgement.findings} - set(checklist.checks):
        raise ClausescanError(f"no verdict was reached on {', '.join(sorted(unjudged))}")
    return replace(
        judgement,
        findings=tuple(each for each in judgement.findings if each.item in wanted),
        defects=tuple(each for each in judgement.defects if each.check in wanted),
    )
