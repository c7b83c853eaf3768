"""The report as JSON. The schema beside this file (report.schema.json) says what every field means."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from clausescan.errors import display
from clausescan.model import Clause, DateFact, Document, Evidence, Facts, NoticeFact, Renewal, Report, Term, TextFact

SCHEMA_VERSION = "1.0"


def to_json(report: Report) -> str:
    """The report as indented JSON text, UTF-8 safe, without a final newline."""
    return json.dumps(to_dict(report), ensure_ascii=False, indent=1)


def to_dict(report: Report) -> dict[str, Any]:
    """The report as plain dictionaries and lists, in the shape of report.schema.json."""
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

    return {
        "schema_version": SCHEMA_VERSION,
        "clausescan_version": report.version,
        "model": dataclasses.asdict(report.model) if report.model else None,
        "document": _document(document),
        "facts": _facts(report.facts, lambda e: located(e.start, e.end, e.clause)),
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
        "furniture": [{"kind": f.kind, "text": f.text, "page": f.page} for f in document.furniture],
        "revisions": [dataclasses.asdict(revision) for revision in document.revisions],
        "comments": [dataclasses.asdict(comment) for comment in document.comments],
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


def _facts(facts: Facts, located: Callable[[Evidence], dict[str, Any]]) -> dict[str, Any]:
    """Every fact is flat: its value beside the clause, page, offsets and quote it rests on."""

    def where(fact: DateFact | Term | Renewal | NoticeFact | TextFact) -> dict[str, Any]:
        if fact.evidence:
            return located(fact.evidence)
        return dict.fromkeys(("clause", "number", "start", "end", "page", "quote"))

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
