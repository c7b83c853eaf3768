"""A report back from its JSON, so that it can be shown in another form, compared or judged again without reading the
agreement anew. `from_dict(to_dict(report))` gives the report that was written; only boxes are rounded to 0.01 point."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from clausescan.errors import ReadError
from clausescan.model import (
    Block,
    Box,
    Clause,
    Comment,
    DateFact,
    Defect,
    Definition,
    Document,
    ElementFinding,
    Evidence,
    ExitRight,
    Facts,
    Finding,
    Furniture,
    Judgement,
    Line,
    ModelInfo,
    Nearest,
    Notice,
    NoticeFact,
    Party,
    Period,
    Precedent,
    Reference,
    Renewal,
    Report,
    Revision,
    Span,
    Term,
    TextFact,
    TypeScore,
    Waiver,
)
from clausescan.report.json import MISSING, SCHEMA_VERSION

Fields = Mapping[str, Any]


def load_report(path: Path) -> Report:
    """The report in a file that `clausescan scan --format json` wrote. Raises ReadError when the file cannot be read
    or is not such a report."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReadError(str(path), "unreadable", error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise ReadError(str(path), "not_a_report", f"not a report in JSON: {error}") from error
    try:
        return from_dict(fields)
    except ValueError as error:
        raise ReadError(str(path), "not_a_report", str(error)) from error


def from_dict(fields: Any) -> Report:
    """The report of `to_dict`. Raises ValueError, which says what is amiss, for anything else."""
    if isinstance(fields, list):
        raise ValueError("it holds several reports; write one file each (clausescan scan FILE... -o FOLDER/)")
    if not isinstance(fields, dict) or "schema_version" not in fields:
        raise ValueError("not a report of clausescan: it has no schema_version")
    version = str(fields["schema_version"])
    if version != SCHEMA_VERSION:
        raise ValueError(f"the report has the schema {version}, this clausescan reads {SCHEMA_VERSION}; scan again")
    try:
        return _report(fields)
    except KeyError as error:
        raise ValueError(f"not a whole report: {error.args[0]} is not there") from error
    except (TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"not a whole report: {error}") from error


def _report(fields: Fields) -> Report:
    return Report(
        document=_document(fields["document"]),
        clauses=tuple(_clause(each) for each in fields["clauses"]),
        definitions=tuple(
            Definition(
                each["term"],
                each["clause"],
                each["start"],
                each["end"],
                Span(each["meaning_start"], each["meaning_end"]),
                each["source"] or "",
                each["external"],
            )
            for each in fields["definitions"]
        ),
        references=tuple(
            Reference(
                each["clause"],
                each["start"],
                each["end"],
                each["kind"],
                each["target_number"],
                tuple(each["targets"]),
                each["external"],
            )
            for each in fields["references"]
        ),
        periods=tuple(
            Period(
                **{name: each[name] for name in _PERIOD},
                placeholder=each["placeholder"] or "",
            )
            for each in fields["periods"]
        ),
        facts=_facts(fields["facts"]),
        model=ModelInfo(**fields["model"]) if fields["model"] else None,
        version=fields["clausescan_version"],
        judgement=_judgement(fields) if fields["findings"] is not None else None,
    )


_PERIOD = ("clause", "start", "end", "quote", "value", "unit", "day_type", "count_from", "bound", "purpose")


def _document(fields: Fields) -> Document:
    return Document(
        path=fields["path"],
        sha256=fields["sha256"],
        media_type=fields["media_type"],
        text=fields["text"],
        blocks=tuple(
            Block(**{**each, "cells": tuple(Span(*cell) for cell in each.get("cells", ()))})
            for each in fields["blocks"]
        ),
        title=fields["title"],
        pages=fields["pages"],
        lines=tuple(Line(start, end, page, Box(*box)) for start, end, page, *box in fields["lines"]),
        furniture=tuple(
            Furniture(each["kind"], each["text"], each["page"], Box(*each["box"]) if each["box"] else None)
            for each in fields["furniture"]
        ),
        revisions=tuple(Revision(**each) for each in fields["revisions"]),
        comments=tuple(Comment(**each) for each in fields["comments"]),
        warnings=tuple(Notice(**each) for each in fields["warnings"]),
    )


def _clause(fields: Fields) -> Clause:
    plain = {name: value for name, value in fields.items() if name != "text"}
    plain["heading_path"] = tuple(fields["heading_path"])
    for name in ("types", "uncertain"):
        plain[name] = tuple(TypeScore(**each) for each in fields[name])
    return Clause(**plain)


def _place(fields: Fields) -> Evidence:
    return Evidence(fields["clause"], fields["start"], fields["end"], fields["quote"])


def _place_or_none(fields: Fields | None) -> Evidence | None:
    return _place(fields) if fields and fields["clause"] is not None else None


def _facts(fields: Fields) -> Facts:
    def dated(name: str) -> DateFact | None:
        where = fields["dates"][name]
        if where is None:
            return None
        value = date.fromisoformat(fields[name]) if fields[name] else None
        return DateFact(value, _place_or_none(where), where["basis"])

    def said(name: str) -> TextFact | None:
        return TextFact(fields[name], _place_or_none(fields[f"{name}_evidence"])) if fields[name] is not None else None

    term, renewal, notice = fields["term"], fields["renewal"], fields["non_renewal_notice"]
    return Facts(
        parties=tuple(Party(each["name"], each["alias"], _place(each)) for each in fields["parties"]),
        agreement_date=dated("agreement_date"),
        effective_date=dated("effective_date"),
        expiry_date=dated("expiry_date"),
        term=Term(term["kind"], term["value"], term["unit"], _place_or_none(term)),
        renewal=Renewal(renewal["mode"], renewal["value"], renewal["unit"], _place_or_none(renewal)),
        non_renewal_notice=NoticeFact(notice["value"], notice["unit"], _place_or_none(notice)) if notice else None,
        governing_law=said("governing_law"),
        agreement_kind=said("agreement_kind"),
    )


def _judgement(fields: Fields) -> Judgement:
    return Judgement(
        checklist=fields["checklist"],
        profile=fields["profile"] or "",
        profile_evidence=_place_or_none(fields["profile_evidence"]),
        findings=tuple(_finding(each) for each in fields["findings"]),
        exits=tuple(_exit(each) for each in fields["exits"]),
        defects=tuple(
            Defect(
                each["check"],
                each["severity"],
                each["message"],
                tuple(_place(quote) for quote in each["quotes"]),
                _waiver(each["waived"]),
            )
            for each in fields["defects"]
        ),
        notices=tuple(Notice(each["code"], each["message"]) for each in fields["judgement_notices"]),
    )


_FINDING = ("item", "title", "group", "status", "severity", "confidence", "review", "why", "suggestion")


def _finding(fields: Fields) -> Finding:
    return Finding(
        **{name: fields[name] for name in _FINDING},
        evidence=tuple(_place(quote) for quote in fields["quotes"]),
        elements=tuple(
            ElementFinding(
                each["id"],
                each["name"],
                each["essential"],
                each["status"],
                each["score"],
                _place_or_none(each),
                tuple(each["defects"]),
            )
            for each in fields["elements"]
        ),
        defects=tuple(fields["defects"]),
        nearest=tuple(Nearest(each["clause"], each["score"], each["why"]) for each in fields["nearest"]),
        precedents=tuple(Precedent(**each) for each in fields["precedents"]),
        waiver=_waiver(fields["waived"]),
    )


def _exit(fields: Fields) -> ExitRight:
    def listed(name: str) -> tuple[Evidence, ...]:
        return () if fields[name] == MISSING else tuple(_place(each) for each in fields[name])

    return ExitRight(
        trigger=fields["trigger"],
        evidence=_place(fields),
        holder=fields["holder"],
        mechanism=fields["mechanism"],
        notice=_place_or_none(fields["notice"]),
        cure=_place_or_none(fields["cure"]),
        needs_price=fields["needs_price"],
        valuation=None if fields["valuation"] == MISSING else _place_or_none(fields["valuation"]),
        asset_treatment=listed("asset_treatment"),
        ongoing_obligations=listed("ongoing_obligations"),
    )


def _waiver(fields: Fields | None) -> Waiver | None:
    return Waiver(fields["reason"], fields["owner"], date.fromisoformat(fields["until"])) if fields else None
