"""A comparison as JSON. The schema beside this file (comparison.schema.json) says what every field means."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from clausescan.errors import display
from clausescan.model import Change, ClauseText, Comparison, ExitRight, Finding, Report, Severity
from clausescan.report.comparison.order import counts, direction, gate
from clausescan.report.json import Located, evidence_of, exit_row, written

if TYPE_CHECKING:
    from clausescan.report.formats import Rendering

SCHEMA_VERSION = "1.0"
"""The first number changes when a reader must change, the second when there is more to read."""


def to_json(comparison: Comparison, fail_on: Severity | None = None) -> str:
    """The comparison as JSON text, a change a line, without a final newline."""
    return written(to_dict(comparison, fail_on))


def render(comparison: Comparison, rendering: Rendering) -> bytes:
    return (to_json(comparison, rendering.fail_on) + "\n").encode("utf-8", "backslashreplace")


def to_dict(comparison: Comparison, fail_on: Severity | None = None) -> dict[str, Any]:
    """The comparison as plain dictionaries and lists, in the shape of comparison.schema.json. `fail_on` asks for the
    gate."""
    old, new = evidence_of(comparison.old), evidence_of(comparison.new)
    return {
        "schema_version": SCHEMA_VERSION,
        "clausescan_version": comparison.new.version,
        "old": version(comparison.old),
        "new": version(comparison.new),
        "summary": counts(comparison),
        "changes": [_change(change) for change in comparison.changes],
        "items": [
            {
                "item": each.item,
                "title": each.after.title,
                "before": each.before.status,
                "after": each.after.status,
                "direction": ("worse", "unclear", "better")[direction(each) + 1],
                "severity": each.after.severity,
                "verdict_before": _verdict(each.before, old),
                "verdict_after": _verdict(each.after, new),
            }
            for each in comparison.findings
        ],
        "exits": [
            {
                "trigger": each.trigger,
                "before": _row(each.before, old),
                "after": _row(each.after, new),
                "cells": list(each.cells),
            }
            for each in comparison.exits
        ],
        "facts": [dataclasses.asdict(each) for each in comparison.facts],
        "gate": _gate(comparison, fail_on) if fail_on else None,
    }


def version(report: Report) -> dict[str, Any]:
    """Which file was read, and by what it was judged; its text is in its own report."""
    document, judgement = report.document, report.judgement
    return {
        "path": display(document.path),
        "sha256": document.sha256,
        "media_type": document.media_type,
        "title": document.title,
        "pages": document.pages,
        "words": document.words,
        "warnings": [dataclasses.asdict(warning) for warning in document.warnings],
        "model": dataclasses.asdict(report.model) if report.model else None,
        "checklist": judgement.checklist if judgement else None,
        "profile": (judgement.profile or None) if judgement else None,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "substantive": change.substantive,
        "severity": change.severity,
        "old": _side(change.old),
        "new": _side(change.new),
        "inline": [dataclasses.asdict(piece) for piece in change.inline],
        "types": list(change.types),
        "effects": [dataclasses.asdict(effect) for effect in change.effects],
        "author": change.author or None,
        "date": change.date or None,
    }


def _side(side: ClauseText | None) -> dict[str, Any] | None:
    return dataclasses.asdict(side) if side else None


def _verdict(finding: Finding, located: Located) -> dict[str, Any]:
    return {
        "status": finding.status,
        "confidence": finding.confidence,
        "review": finding.review,
        "why": finding.why,
        "quotes": [located(each) for each in finding.evidence],
    }


def _row(right: ExitRight | None, located: Located) -> dict[str, Any] | None:
    return exit_row(right, located) if right else None


def _gate(comparison: Comparison, limit: Severity) -> dict[str, Any]:
    result = gate(comparison, limit)
    return {
        "fail_on": limit,
        "passed": result.passed,
        "effects": len(result.effects),
        "items": [each.item for each in result.findings],
    }
