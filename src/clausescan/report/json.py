"""The report as JSON. The schema beside this file (report.schema.json) says what every field means."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from clausescan.errors import display
from clausescan.model import (
    Block,
    Clause,
    DateFact,
    Document,
    ElementFinding,
    Evidence,
    ExitRight,
    Facts,
    Finding,
    Judgement,
    NoticeFact,
    Renewal,
    Report,
    Severity,
    Term,
    TextFact,
    Waiver,
)
from clausescan.report.triage import gate

Located = Callable[[Evidence], dict[str, Any]]

SCHEMA_VERSION = "1.2"
"""The first number changes when a reader of the report must change, the second when there is more to read."""

MISSING = "MISSING"
"""A cell of the exit matrix that needs a clause, and none was found."""


def to_json(report: Report, fail_on: Severity | None = None) -> str:
    """The report as JSON text, a clause, finding or row a line, without a final newline."""
    return written(to_dict(report, fail_on))


def written(fields: dict[str, Any]) -> str:
    """JSON text with a line for each field and for each member of a list: it can be searched and compared by lines, and
    is several times faster and smaller than indented JSON."""

    def one(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    lines = []
    for name, value in fields.items():
        if isinstance(value, list) and value:
            body = "[\n  " + ",\n  ".join(map(one, value)) + "\n ]"
        elif isinstance(value, dict) and value:
            body = "{\n  " + ",\n  ".join(f"{one(key)}: {one(each)}" for key, each in value.items()) + "\n }"
        else:
            body = one(value)
        lines.append(f" {one(name)}: {body}")
    return "{\n" + ",\n".join(lines) + "\n}"


def to_dict(report: Report, fail_on: Severity | None = None) -> dict[str, Any]:
    """The report as plain dictionaries and lists, in the shape of report.schema.json. `fail_on` asks for the gate."""
    document = report.document
    located = _locator(report)
    evidence = evidence_of(report)
    return {
        "schema_version": SCHEMA_VERSION,
        "clausescan_version": report.version,
        "model": dataclasses.asdict(report.model) if report.model else None,
        "document": _document(document),
        "facts": _facts(report.facts, evidence),
        **_judgement(report, evidence, fail_on),
        "clauses": [_clause(document, clause) for clause in report.clauses],
        "periods": [
            {
                **located(p.start, p.end, p.clause),
                "value": p.value,
                "unit": p.unit,
                "day_type": p.day_type,
                "count_from": p.count_from,
                "bound": p.bound,
                "purpose": p.purpose,
                "placeholder": p.placeholder or None,
            }
            for p in report.periods
        ],
        "definitions": [
            {
                **located(d.start, d.end, d.clause),
                "term": d.term,
                "meaning": document.text[d.meaning.start : d.meaning.end],
                "meaning_start": d.meaning.start,
                "meaning_end": d.meaning.end,
                "source": d.source or None,
                "external": d.external,
            }
            for d in report.definitions
        ],
        "references": [
            {
                **located(r.start, r.end, r.clause),
                "kind": r.kind,
                "target_number": r.number,
                "targets": list(r.targets),
                "external": r.external,
            }
            for r in report.references
        ],
    }


_PLACE = ("clause", "number", "start", "end", "page", "quote")


def evidence_of(report: Report) -> Located:
    """How a place in this report is written: with number, offsets, page and quote."""
    located = _locator(report)
    return lambda place: located(place.start, place.end, place.clause)


def _locator(report: Report) -> Callable[[int, int, str], dict[str, Any]]:
    document = report.document
    cite = {clause.id: clause.cite for clause in report.clauses}

    def located(start: int, end: int, clause: str) -> dict[str, Any]:
        return {
            "clause": clause,
            "number": cite.get(clause, ""),
            "start": start,
            "end": end,
            "page": document.page_of(start),
            "quote": document.text[start:end],
        }

    return located


def _document(document: Document) -> dict[str, Any]:
    return {
        "path": display(document.path),
        "sha256": document.sha256,
        "media_type": document.media_type,
        "title": document.title,
        "pages": document.pages,
        "words": document.words,
        "text": document.text,
        "warnings": [dataclasses.asdict(warning) for warning in document.warnings],
        "furniture": [
            {"kind": f.kind, "text": f.text, "page": f.page, "box": list(dataclasses.astuple(f.box)) if f.box else None}
            for f in document.furniture
        ],
        "revisions": [dataclasses.asdict(revision) for revision in document.revisions],
        "comments": [dataclasses.asdict(comment) for comment in document.comments],
        "blocks": [_block(block) for block in document.blocks],
        "lines": [
            [line.start, line.end, line.page, *(round(side, 2) for side in dataclasses.astuple(line.box))]
            for line in document.lines
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    """What a paragraph has beside the common: most have nothing but their place and page."""
    fields = {f.name: getattr(block, f.name) for f in dataclasses.fields(block)}
    fields["cells"] = [[cell.start, cell.end] for cell in block.cells]
    return {name: value for name, value in fields.items() if value not in _COMMON.get(name, ())}


_COMMON: dict[str, tuple[Any, ...]] = {
    f.name: (f.default, []) for f in dataclasses.fields(Block) if f.default is not dataclasses.MISSING
}


def _clause(document: Document, clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "parent": clause.parent,
        "number": clause.number,
        "label": clause.label,
        "cite": clause.cite,
        "kind": clause.kind,
        "level": clause.level,
        "scope": clause.scope,
        "heading": clause.heading,
        "heading_path": list(clause.heading_path),
        "lead_in": clause.lead_in,
        "text": document.text[clause.start : clause.end],
        "start": clause.start,
        "end": clause.end,
        "body": clause.body,
        "page": clause.page,
        "types": [dataclasses.asdict(t) for t in clause.types],
        "uncertain": [dataclasses.asdict(t) for t in clause.uncertain],
    }


def _facts(facts: Facts, located: Located) -> dict[str, Any]:
    """Every fact is flat: its value beside the clause, page, offsets and quote it rests on."""

    def where(fact: DateFact | Term | Renewal | NoticeFact | TextFact) -> dict[str, Any]:
        if fact.evidence:
            return located(fact.evidence)
        return dict.fromkeys(_PLACE)

    def length(fact: Term | Renewal | NoticeFact) -> dict[str, Any]:
        return {"value": fact.value, "unit": fact.unit, **where(fact)}

    result: dict[str, Any] = {
        "parties": [{"name": p.name, "alias": p.alias, **located(p.evidence)} for p in facts.parties]
    }
    dates = {}
    for name in ("agreement_date", "effective_date", "expiry_date"):
        fact: DateFact | None = getattr(facts, name)
        result[name] = fact.value.isoformat() if fact and fact.value else None
        dates[name] = {"basis": fact.basis, **where(fact)} if fact else None
    result["dates"] = dates
    result["term"] = {"kind": facts.term.kind, **length(facts.term)}
    result["renewal"] = {"mode": facts.renewal.mode, **length(facts.renewal)}
    notice = facts.non_renewal_notice
    result["non_renewal_notice"] = length(notice) if notice else None
    law, kind = facts.governing_law, facts.agreement_kind
    result["governing_law"] = law.value if law else None
    result["governing_law_evidence"] = where(law) if law else None
    result["agreement_kind"] = kind.value if kind else None
    result["agreement_kind_evidence"] = where(kind) if kind else None
    return result


def _judgement(report: Report, located: Located, fail_on: Severity | None) -> dict[str, Any]:
    """The verdicts; all null where none were made, which is not the same as none found."""
    judgement = report.judgement
    if judgement is None:
        names = (
            "checklist",
            "profile",
            "profile_evidence",
            "judgement_notices",
            "findings",
            "exits",
            "defects",
            "gate",
        )
        return dict.fromkeys(names)
    clauses = {clause.id: clause for clause in report.clauses}

    def nearest(finding: Finding) -> list[dict[str, Any]]:
        return [
            {
                "clause": near.clause,
                "number": clauses[near.clause].cite,
                "page": clauses[near.clause].page,
                "score": near.score,
                "why": near.why,
            }
            for near in finding.nearest
        ]

    return {
        "checklist": judgement.checklist,
        "profile": judgement.profile or None,
        "profile_evidence": located(judgement.profile_evidence) if judgement.profile_evidence else None,
        "judgement_notices": [{"code": notice.code, "message": notice.message} for notice in judgement.notices],
        "findings": [
            {
                "item": finding.item,
                "title": finding.title,
                "group": finding.group,
                "status": finding.status,
                "severity": finding.severity,
                "confidence": finding.confidence,
                "review": finding.review,
                "why": finding.why,
                **_evidence(finding.evidence, "evidence", located),
                "elements": [_element(element, located) for element in finding.elements],
                "defects": list(finding.defects),
                "nearest": nearest(finding),
                "suggestion": finding.suggestion,
                "precedents": [dataclasses.asdict(precedent) for precedent in finding.precedents],
                "waived": _waived(finding.waiver),
            }
            for finding in judgement.findings
        ],
        "exits": [exit_row(right, located) for right in judgement.exits],
        "defects": [
            {
                "check": defect.check,
                "severity": defect.severity,
                "message": defect.message,
                **_evidence(defect.evidence, "clauses", located),
                "waived": _waived(defect.waiver),
            }
            for defect in judgement.defects
        ],
        "gate": _gate(judgement, fail_on) if fail_on else None,
    }


def _evidence(places: tuple[Evidence, ...], name: str, located: Located) -> dict[str, Any]:
    """The clauses once each, under `name`, and every place with its words."""
    return {name: list(dict.fromkeys(e.clause for e in places)), "quotes": [located(e) for e in places]}


def _element(element: ElementFinding, located: Located) -> dict[str, Any]:
    return {
        "id": element.id,
        "name": element.name,
        "essential": element.essential,
        "status": element.status,
        "score": element.score,
        **(located(element.evidence) if element.evidence else dict.fromkeys(_PLACE)),
        "defects": list(element.defects),
    }


def exit_row(right: ExitRight, located: Located) -> dict[str, Any]:
    """A row of the exit matrix."""

    def one(evidence: Evidence | None) -> dict[str, Any] | None:
        return located(evidence) if evidence else None

    def all_of(found: tuple[Evidence, ...]) -> list[dict[str, Any]] | str:
        return [located(each) for each in found] or MISSING

    return {
        "trigger": right.trigger,
        **located(right.evidence),
        "holder": right.holder,
        "mechanism": right.mechanism,
        "notice": one(right.notice),
        "cure": one(right.cure),
        "needs_price": right.needs_price,
        "valuation": one(right.valuation) or (MISSING if right.needs_price else None),
        "asset_treatment": all_of(right.asset_treatment),
        "ongoing_obligations": all_of(right.ongoing_obligations),
    }


def _waived(waiver: Waiver | None) -> dict[str, Any] | None:
    return {"reason": waiver.reason, "owner": waiver.owner, "until": waiver.until.isoformat()} if waiver else None


def _gate(judgement: Judgement, fail_on: Severity) -> dict[str, Any]:
    result = gate(judgement, fail_on)
    return {
        "fail_on": result.limit,
        "passed": result.passed,
        "items": [finding.item for finding in result.gaps],
        "checks": [defect.check for defect in result.errors],
        "below": result.below,
        "waived": result.waived,
        "review": result.review,
    }
