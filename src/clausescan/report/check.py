"""The gate before a signature, in a terminal: what stops a draft, worst first, and what to ask for."""

from __future__ import annotations

from rich.console import Console

from clausescan.model import ElementFinding, Finding, Judgement, Report
from clausescan.report.escape import shortened, visible
from clausescan.report.places import Places
from clausescan.report.prose import say
from clausescan.report.terminal import heading
from clausescan.report.triage import Gate, errors, gaps
from clausescan.report.verdicts import (
    LABEL,
    NEAREST,
    QUOTE,
    error_in_full,
    headline,
    judged_by,
    notices,
    outcome,
)
from clausescan.report.words import DISCLAIMER, day, open_elements, plain

WORDING = 500
"""Characters of sample wording; `clausescan explain` shows all of it, and more samples."""


def render_check(report: Report, judgement: Judgement, result: Gate, console: Console) -> None:
    """Print what stands between the draft and its signature. `judgement` may hold less than that of the report."""
    places = Places(report)
    heading(report, console)
    judged_by(judgement, places, console)
    notices(judgement, console)
    console.print()
    outcome(result, console)
    _marked(judgement, result, console)
    console.print()
    for n, each in enumerate(result.open, 1):
        number = f"{n:>3}  "
        if isinstance(each, Finding):
            _gap(each, places, console, number)
        else:
            error_in_full(each, places, console, number)
        console.print()
    _rest(judgement, result, console)
    say(console, DISCLAIMER, style="italic")


def _marked(judgement: Judgement, result: Gate, console: Console) -> None:
    """How far the outcome rests on verdicts that are unsure."""
    marked = [finding.item for finding in judgement.findings if finding.review]
    if not marked:
        return
    count = f"{len(marked)} of {len(judgement.findings)} verdicts"
    verb = "is" if len(marked) == 1 else "are"
    say(
        console,
        f"{count} {verb} marked for review, because the reading is unsure; begin with them: {', '.join(marked)}.",
    )


def _gap(finding: Finding, places: Places, console: Console, number: str) -> None:
    headline(finding, console, number)
    inside = len(number)

    def label(name: str, words: str) -> None:
        say(console, words, inside, mark=name, hang=LABEL)

    label("", finding.why)
    if finding.evidence:
        first = finding.evidence[0]
        label("says", f"{places.where(first)} “{shortened(first.quote, QUOTE)}”".strip())
    if slots := open_elements(finding):
        label("open", "; ".join(_slot(element) for element in slots))
    if finding.status == "absent":
        for n, near in enumerate(finding.nearest):
            label("" if n else "nearest", f"{places.where_clause(near.clause, NEAREST)}: {near.why}")
    if finding.suggestion:
        label("ask for", finding.suggestion)
    if finding.precedents:
        sample = finding.precedents[0]
        label("wording", f"{visible(sample.source)}: “{shortened(sample.text, WORDING)}”")


def _slot(element: ElementFinding) -> str:
    why = ", ".join(plain(code) for code in element.defects)
    return f"({element.id}) {element.name}" + (f": {why}" if why else "")


def _rest(judgement: Judgement, result: Gate, console: Console) -> None:
    if result.below:
        say(console, f"Of less weight: {result.below} more, which `clausescan scan` lists.")
    covered = [(finding.item, finding.waiver) for finding in gaps(judgement)]
    covered += [(defect.check, defect.waiver) for defect in errors(judgement)]
    for name, waiver in covered:
        if waiver:
            say(console, f"{name} until {day(waiver.until)} by {waiver.owner}: {waiver.reason}", mark="Waived: ")
    if result.below or result.waived:
        console.print()
