"""The report as JUnit XML, which every build server shows: one suite an agreement, one case a question of the checklist
and a check between clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from clausescan.model import Defect, Evidence, Finding, Report, Severity, Waiver
from clausescan.report.escape import visible
from clausescan.report.places import Places
from clausescan.report.triage import at_least, errors, gaps
from clausescan.report.words import (
    CHECKLIST_GROUPS,
    DISCLAIMER,
    NOT_FOUND,
    REVIEW,
    STATUSES,
    day,
    open_elements,
    plain,
)

if TYPE_CHECKING:
    from clausescan.report.formats import Rendering

FAIL_ON: Severity = "high"
"""From which severity a gap is a failure where nobody says otherwise, as in `clausescan check`."""


def render(report: Report, rendering: Rendering) -> bytes:
    """The XML as UTF-8. A gap or drafting error of `rendering.fail_on` or graver fails its case, unless waived; lighter
    ones pass and are told in the case's output. What does not apply, is blacked out or waived is skipped."""
    limit = rendering.fail_on or FAIL_ON
    title = visible(report.document.title) or visible(report.document.path)
    suite = Element("testsuite", name=title, file=visible(report.document.path))
    properties = SubElement(suite, "properties")
    judgement = report.judgement
    named = [("clausescan", report.version), ("sha256", report.document.sha256), ("fail_on", limit)]
    if judgement:
        named += [("checklist", visible(judgement.checklist)), ("profile", visible(judgement.profile))]
    for name, value in named:
        SubElement(properties, "property", name=name, value=value)
    places = Places(report)
    if judgement is None:
        case = SubElement(suite, "testcase", name="judgement", classname="clausescan")
        SubElement(case, "error", type="unjudged", message="The agreement was read and not judged.")
    else:
        settled = [finding for finding in judgement.findings if not finding.gap]
        for finding in (*gaps(judgement), *settled):
            _question(suite, finding, places, limit)
        by_check: dict[str, list[Defect]] = {}
        for defect in errors(judgement):
            by_check.setdefault(defect.check, []).append(defect)
        for check, found in by_check.items():
            _check(suite, check, found, places, limit)
    SubElement(suite, "system-out").text = DISCLAIMER
    counts = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error"}
    for name, path in {**counts, "skipped": "testcase/skipped"}.items():
        suite.set(name, str(len(suite.findall(path))))
    suites = Element("testsuites", {name: suite.get(name, "") for name in counts})
    suites.append(suite)
    indent(suites, space=" ")
    xml: bytes = tostring(suites, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _question(suite: Element, finding: Finding, places: Places, limit: Severity) -> None:
    group = CHECKLIST_GROUPS.get(finding.group, visible(finding.group))
    name = f"{visible(finding.item)} {visible(finding.title)}"
    case = SubElement(suite, "testcase", name=name, classname=f"clausescan.{group}")
    said = f"{STATUSES[finding.status]}, {finding.confidence:.0%} sure" + (f", {REVIEW}" if finding.review else "")
    lines = [f"{finding.severity}: {said}", visible(finding.why)]
    if finding.gap:
        for slot in open_elements(finding):
            why = ", ".join(visible(plain(code)) for code in slot.defects) or NOT_FOUND
            lines.append(f"open: ({visible(slot.id)}) {visible(slot.name)}: {why}")
    lines += [f"says: {_quote(each, places)}" for each in finding.evidence]
    if finding.status == "absent":
        lines += [f"nearest: {places.where_clause(near.clause, 80)}: {visible(near.why)}" for near in finding.nearest]
    if finding.gap and finding.suggestion:
        lines.append(f"ask for: {visible(finding.suggestion)}")
    if finding.gap and finding.waiver:
        SubElement(case, "skipped", message=_waived(finding.waiver))
    elif finding.gap and at_least(finding.severity, limit):
        _failure(case, finding.severity, f"{said}: {visible(finding.why)}", lines)
        return
    elif finding.status in ("na", "redacted"):
        SubElement(case, "skipped", message=f"{STATUSES[finding.status]}: {visible(finding.why)}")
    SubElement(case, "system-out").text = "\n".join(lines)


def _check(suite: Element, check: str, found: list[Defect], places: Places, limit: Severity) -> None:
    """All the errors that one check has found; the gravest that is open decides."""
    name = f"{visible(check)} drafting errors between clauses"
    case = SubElement(suite, "testcase", name=name, classname="clausescan.Drafting errors")
    lines = []
    for defect in found:
        waived = f" ({_waived(defect.waiver)})" if defect.waiver else ""
        lines.append(f"{defect.severity}: {visible(defect.message)}{waived}")
        lines += [f"says: {_quote(each, places)}" for each in defect.evidence]
    stopping = [defect for defect in found if defect.waiver is None and at_least(defect.severity, limit)]
    if stopping:
        _failure(case, stopping[0].severity, visible(stopping[0].message), lines)
        return
    waivers = [defect.waiver for defect in found if defect.waiver]
    if len(waivers) == len(found):
        SubElement(case, "skipped", message="; ".join(map(_waived, waivers)))
    SubElement(case, "system-out").text = "\n".join(lines)


def _failure(case: Element, severity: Severity, message: str, lines: list[str]) -> None:
    SubElement(case, "failure", type=severity, message=message).text = "\n".join(lines)


def _quote(evidence: Evidence, places: Places) -> str:
    return f"{places.where(evidence)} “{visible(evidence.quote)}”".strip()


def _waived(waiver: Waiver) -> str:
    return f"waived until {day(waiver.until)} by {visible(waiver.owner)}: {visible(waiver.reason)}"
