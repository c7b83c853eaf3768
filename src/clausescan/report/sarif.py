"""The report as SARIF 2.1.0, which code hosts and pipelines show beside the text: a rule for each question of the
checklist and each check between clauses, a result for each gap and each drafting error."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as percent

from clausescan.model import Clause, Defect, Document, Evidence, Finding, Judgement, Report, Severity, Waiver
from clausescan.report.escape import visible
from clausescan.report.places import Places
from clausescan.report.triage import errors, gaps
from clausescan.report.words import DISCLAIMER, NOT_FOUND, REVIEW, STATUSES, open_elements, plain

if TYPE_CHECKING:
    from clausescan.report.formats import Rendering

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

LEVELS: dict[Severity, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}
_RANKS: dict[Severity, float] = {"critical": 95.0, "high": 75.0, "medium": 50.0, "low": 25.0, "info": 5.0}
"""Priority from 0 to 100: SARIF has three levels, clausescan five severities."""

_LINED = ("text/plain", "text/markdown")
_SOUGHT = 12
"""Words of a quote by which its line is found."""

Fields = dict[str, Any]


def render(report: Report, rendering: Rendering) -> bytes:
    """The log as UTF-8, with one run. `rendering.source` of a text or Markdown file adds lines to the places; offsets
    count the characters of the text as it was read (`document.text` of the JSON report)."""
    judgement = report.judgement
    results = _Results(report, rendering.source)
    found: list[Fields] = []
    if judgement:
        found = [results.gap(finding) for finding in gaps(judgement)]
        found += [results.error(defect) for defect in errors(judgement)]
    rules = _rules(judgement) if judgement else []
    numbers = {rule["id"]: n for n, rule in enumerate(rules)}
    for result in found:
        result["ruleIndex"] = numbers[result["ruleId"]]
    document = report.document
    run: Fields = {
        "tool": {
            "driver": {
                "name": "clausescan",
                "version": report.version,
                "fullDescription": {"text": DISCLAIMER},
                "rules": rules,
            }
        },
        "invocations": [_invocation(report)],
        "artifacts": [
            {
                "location": {"uri": results.uri},
                "mimeType": document.media_type,
                "hashes": {"sha-256": document.sha256},
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": found,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(log, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _invocation(report: Report) -> Fields:
    """A pipeline must not take an agreement that nobody judged for one without gaps."""
    notices = [("warning", notice.message) for notice in report.document.warnings]
    if report.judgement is None:
        notices.append(("error", "The agreement was read and not judged."))
    else:
        notices += [("warning", notice.message) for notice in report.judgement.notices]
    told = [{"level": level, "message": {"text": visible(message)}} for level, message in notices]
    return {"executionSuccessful": report.judgement is not None, "toolExecutionNotifications": told}


def _rules(judgement: Judgement) -> list[Fields]:
    rules = []
    for finding in judgement.findings:
        slots = "; ".join(f"({visible(e.id)}) {visible(e.name)}" for e in finding.elements if e.essential)
        help = f"An answer states: {slots}." if slots else "A question of the checklist."
        rules.append(_rule(finding.item, finding.title, help, finding.severity))
    for check in sorted({defect.check for defect in judgement.defects}):
        worst = next(defect.severity for defect in errors(judgement) if defect.check == check)
        rules.append(_rule(check, "Drafting error between clauses", "The paper against itself.", worst))
    return rules


def _rule(id: str, title: str, help: str, severity: Severity) -> Fields:
    id = visible(id)
    return {
        "id": id,
        "shortDescription": {"text": visible(title) or id},
        "help": {"text": f"{help} `clausescan explain {id}` says more."},
        "defaultConfiguration": {"level": LEVELS[severity], "rank": _RANKS[severity]},
    }


class _Results:
    def __init__(self, report: Report, source: bytes | None) -> None:
        self._report, self._places = report, Places(report)
        self._clauses = {clause.id: clause for clause in report.clauses}
        self._lines = _Lines(report.document, source)
        self._used: dict[str, int] = {}
        self.uri = uri(report.document.path)

    def gap(self, finding: Finding) -> Fields:
        parts = [f"{visible(finding.title)}: {STATUSES[finding.status]}. {visible(finding.why)}"]
        if slots := open_elements(finding):
            named = [
                f"({visible(e.id)}) {visible(e.name)}: {', '.join(visible(plain(c)) for c in e.defects) or NOT_FOUND}"
                for e in slots
            ]
            parts.append(f"Open: {'; '.join(named)}.")
        if finding.suggestion:
            parts.append(f"Ask for: {visible(finding.suggestion)}")
        if finding.review:
            parts.append(f"The reading is unsure: {REVIEW}.")
        result = self._result(finding.item, finding.severity, parts, finding.evidence, finding.waiver)
        result["properties"] |= {"status": finding.status, "confidence": finding.confidence, "review": finding.review}
        near = [self._clause(n.clause, n.why) for n in finding.nearest if n.clause in self._clauses]
        if finding.status == "absent" and near:
            result["relatedLocations"] = _numbered([*result.get("relatedLocations", []), *near])
        return result

    def error(self, defect: Defect) -> Fields:
        return self._result(defect.check, defect.severity, [visible(defect.message)], defect.evidence, defect.waiver)

    def _result(
        self, rule: str, severity: Severity, parts: list[str], found: Sequence[Evidence], waiver: Waiver | None
    ) -> Fields:
        rule = visible(rule)
        result: Fields = {
            "ruleId": rule,
            "kind": "fail",
            "level": LEVELS[severity],
            "rank": _RANKS[severity],
            "message": {"text": " ".join(parts)},
            "locations": [self._location(found[0]) if found else self._whole()],
            "partialFingerprints": {"clausescan/v1": self._fingerprint(rule, found)},
            "properties": {"severity": severity},
        }
        if found[1:]:
            result["relatedLocations"] = _numbered(self._location(each) for each in found[1:])
        if waiver:
            reason = f"{visible(waiver.reason)} ({visible(waiver.owner)}, until {waiver.until.isoformat()})"
            result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
        return result

    def _fingerprint(self, rule: str, found: Sequence[Evidence]) -> str:
        """The same for the same words, wherever they stand in the next version."""
        said = json.dumps([rule, *(" ".join(each.quote.split()) for each in found[:1])])
        self._used[said] = count = self._used.get(said, 0) + 1
        return hashlib.sha256(f"{said}{count}".encode("utf-8", "backslashreplace")).hexdigest()[:32]

    def _location(self, found: Evidence) -> Fields:
        return self._at(self._clauses.get(found.clause), found.start, found.end, found.quote, self._places.where(found))

    def _clause(self, id: str, why: str) -> Fields:
        clause = self._clauses[id]
        words = self._report.document.text[clause.body : clause.end].partition("\n")[0]
        end = clause.body + len(words)
        where = f"{self._places.where(clause)} came near: {visible(why)}".strip()
        return self._at(clause, clause.body, end, words, where)

    def _at(self, clause: Clause | None, start: int, end: int, quote: str, where: str) -> Fields:
        region: Fields = {"charOffset": start, "charLength": end - start, "snippet": {"text": visible(quote)}}
        if line := self._lines.of(start, quote):
            region = {"startLine": line, **region}
        location: Fields = {"physicalLocation": {"artifactLocation": self._artifact(), "region": region}}
        if where:
            location["message"] = {"text": where}
        if clause and clause.place:
            location["logicalLocations"] = [{"name": visible(clause.place), "kind": "clause"}]
        return location

    def _whole(self) -> Fields:
        return {"physicalLocation": {"artifactLocation": self._artifact()}}

    def _artifact(self) -> Fields:
        return {"uri": self.uri, "index": 0}


def _numbered(locations: Iterable[Fields]) -> list[Fields]:
    return [{**location, "id": n} for n, location in enumerate(locations, 1)]


def uri(path: str) -> str:
    """A path as an address of a file and of nothing else: relative where the path is."""
    pure = PurePath(path)
    try:
        name = pure.as_posix().encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character that no file name can hold
        name = pure.as_posix().encode("utf-8", "backslashreplace")
    address = percent(name, safe="/")
    return f"file://{'' if address.startswith('/') else '/'}{address}" if pure.is_absolute() else address


class _Lines:
    """Lines of a text or Markdown file by the words that stand there: reading rebuilds paragraphs, so that an offset of
    the text says nothing of the line in the file."""

    def __init__(self, document: Document, source: bytes | None) -> None:
        self._text, self._source = document.text, ""
        same = source is not None and hashlib.sha256(source).hexdigest() == document.sha256
        if source is not None and same and document.media_type in _LINED:
            self._source = source.decode("utf-8-sig", "replace")

    def of(self, start: int, quote: str) -> int | None:
        """The line from 1 where the words begin; None where it cannot be told."""
        sought = re.findall(r"\w+", quote)[:_SOUGHT] if self._source else []
        if not sought:
            return None
        words = re.compile(r"\W+".join(map(re.escape, sought)))
        before = sum(1 for _ in words.finditer(self._text, 0, start))
        at = [match.start() for match in words.finditer(self._source)]
        return self._source.count("\n", 0, at[before]) + 1 if len(at) > before else None
