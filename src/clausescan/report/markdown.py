"""The report as GitHub-flavoured Markdown, for tickets and pull requests: the exit matrix, what is open worst first,
and what to ask for as a task list.

Words of an agreement show as they stand: none of them becomes markup, a link, a mention of a person or of a ticket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from clausescan.model import Defect, Evidence, Finding, Judgement, Report, Severity, Waiver
from clausescan.report import words
from clausescan.report.escape import shortened, visible
from clausescan.report.exit_cells import EXIT_COLUMNS, exit_cells
from clausescan.report.places import Places
from clausescan.report.triage import at_least, errors, gaps, gate

if TYPE_CHECKING:
    from clausescan.report.formats import Rendering

QUOTE = 300
"""Characters of a quote."""

IN_FULL: Severity = "high"
"""The lightest gaps that are told in full; the others get a line each."""

_SHOWN = 3
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&!$^{}])")
_LINKED = re.compile(r"(@|#)(?=\w)|(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_BREAK = "<!-- -->"
"""Shows nothing, and keeps a code host from linking what stands on either side of it."""


def render(report: Report, rendering: Rendering) -> bytes:
    """The Markdown as UTF-8. `rendering.everything` tells lighter gaps and what is settled in full as well."""
    return ("\n".join(_report(report, rendering)) + "\n").encode("utf-8", "backslashreplace")


def plain_text(text: str) -> str:
    """`text` on one line, shown by Markdown as it stands."""
    text = _MARKUP.sub(r"\\\1", visible(text))
    text = _LINKED.sub(lambda match: match[0] + _BREAK, text)
    return re.sub(r"^(\d+)([.)])(?=\s|$)|^([-+=#])", lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", text)


def _report(report: Report, rendering: Rendering) -> Iterator[str]:
    document, judgement, places = report.document, report.judgement, Places(report)
    yield f"# {plain_text(document.title) or 'Untitled document'}"
    size = f"{document.pages} page{'s' * (document.pages != 1)}, " if document.pages else ""
    yield f"\n{plain_text(document.path)} · {size}{document.words:,} words\n"
    yield f"> {plain_text(words.DISCLAIMER)}\n"
    for notice in document.warnings:
        yield f"- **Mind:** {plain_text(notice.message)}"
    if judgement is None:
        yield "\nThe agreement was read and not judged.\n"
    else:
        yield from _verdicts(judgement, places, rendering)
    yield from _facts(report, places)


def _verdicts(judgement: Judgement, places: Places, rendering: Rendering) -> Iterator[str]:
    for notice in judgement.notices:
        yield f"- **Mind:** {plain_text(notice.message)}"
    purpose = f" for the purpose “{plain_text(judgement.profile)}”" if judgement.profile else ""
    yield f"\nJudged by the checklist “{plain_text(judgement.checklist)}”{purpose}. {words.counted(judgement)}\n"
    if rendering.fail_on:
        result = gate(judgement, rendering.fail_on)
        said = "nothing is" if result.passed else f"**{len(result.open)}** are"
        yield f"Gate: {said} open of severity {rendering.fail_on} or graver.\n"
    yield from _matrix(judgement, places)
    found = gaps(judgement)
    yield "## What would hurt worst\n"
    if not found:
        yield "Every question that applies is settled.\n"
    for finding in found:
        full = rendering.everything or (at_least(finding.severity, IN_FULL) and not finding.waiver)
        yield from _gap(finding, places, full)
    asks = [finding for finding in found if finding.suggestion and not finding.waiver]
    if asks:
        yield "\n## What to ask for\n"
    for finding in asks:
        yield f"- [ ] **{plain_text(finding.item)}** {plain_text(finding.suggestion)}"
    yield from _errors(errors(judgement), places)
    for status, title in (("explicit", "Settled"), ("redacted", "Blacked out"), ("na", "Not applicable here")):
        yield from _others([f for f in judgement.findings if f.status == status], title, places, rendering.everything)


def _matrix(judgement: Judgement, places: Places) -> Iterator[str]:
    yield "## Exit matrix\n"
    if not judgement.exits:
        yield "No way out was found.\n"
        return
    columns = ("Trigger", "Clause", "Who", "How", *EXIT_COLUMNS)
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"
    for right in judgement.exits:
        who, how = plain_text(words.holder(right)), words.MECHANISMS[right.mechanism]
        cells = [plain_text(words.trigger(right)), plain_text(places.where(right.evidence)), who, how]
        for _, found, otherwise in exit_cells(right):
            missing = f"**{otherwise}**" if otherwise == words.MISSING else otherwise
            cells.append(_listed(found, places) or missing)
        yield f"| {' | '.join(cells)} |"
    yield f"\n{words.EXIT_LEGEND}\n"


def _listed(found: tuple[Evidence, ...], places: Places) -> str:
    listed = [*dict.fromkeys(places.where(each) or "in the text" for each in found)]
    more = [f"and {len(listed) - _SHOWN} more"] if len(listed) > _SHOWN else []
    return "; ".join(map(plain_text, listed[:_SHOWN] + more))


def _gap(finding: Finding, places: Places, full: bool) -> Iterator[str]:
    yield f"- **{finding.severity}** · {_named(finding)}{_marks(finding.waiver, finding.review)}"
    if not full:
        return
    yield f"  - {plain_text(finding.why)}"
    for evidence in finding.evidence:
        yield f"  - says: {_quote(evidence, places)}"
    for slot in words.open_elements(finding):
        why = ", ".join(plain_text(words.plain(code)) for code in slot.defects) or words.NOT_FOUND
        yield f"  - open: ({plain_text(slot.id)}) {plain_text(slot.name)}: {why}"
    if finding.status == "absent":
        for near in finding.nearest:
            yield f"  - nearest: {plain_text(places.where_clause(near.clause, 80))}: {plain_text(near.why)}"


def _named(finding: Finding) -> str:
    status = f"{words.STATUSES[finding.status]}, {finding.confidence:.0%} sure"
    return f"**{plain_text(finding.item)}** {plain_text(finding.title)}: {status}"


def _marks(waiver: Waiver | None, review: bool = False) -> str:
    marks = f" · **{words.REVIEW}**" if review else ""
    if waiver:
        marks += f" · waived until {words.day(waiver.until)} by {plain_text(waiver.owner)}: {plain_text(waiver.reason)}"
    return marks


def _errors(found: list[Defect], places: Places) -> Iterator[str]:
    if found:
        yield "\n## Drafting errors between clauses\n"
    for defect in found:
        said = f"**{plain_text(defect.check)}** {plain_text(defect.message)}"
        yield f"- **{defect.severity}** · {said}{_marks(defect.waiver)}"
        for evidence in defect.evidence:
            yield f"  - {_quote(evidence, places)}"


def _others(found: list[Finding], title: str, places: Places, everything: bool) -> Iterator[str]:
    if found:
        yield f"\n## {title}\n"
    for finding in found:
        where = plain_text(places.where(finding.evidence[0])) if finding.evidence else ""
        yield f"- {_named(finding)}{f' · {where}' if where else ''}{_marks(finding.waiver, finding.review)}"
        if everything:
            yield f"  - {plain_text(finding.why)}"
            for evidence in finding.evidence:
                yield f"  - says: {_quote(evidence, places)}"


def _quote(evidence: Evidence, places: Places) -> str:
    return plain_text(f"{places.where(evidence)} “{shortened(evidence.quote, QUOTE)}”".strip())


def _facts(report: Report, places: Places) -> Iterator[str]:
    yield "\n## Facts\n"
    yield "| Fact | Reading | Where | Words |\n|---|---|---|---|"
    for name, value, evidence in words.fact_rows(report):
        where = plain_text(places.where(evidence)) if evidence else ""
        quote = f"“{plain_text(shortened(evidence.quote, QUOTE))}”" if evidence else ""
        yield f"| {name} | {plain_text(value)} | {where} | {quote} |"
