"""The history of several versions as JSON; history.schema.json says what every field means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clausescan.model import History, TermValue
from clausescan.report.comparison import terms
from clausescan.report.comparison.json import SCHEMA_VERSION, to_dict, version
from clausescan.report.json import Located, evidence_of, written

if TYPE_CHECKING:
    from clausescan.report.formats import Rendering


def render_history(history: History, rendering: Rendering) -> bytes:
    return (written(history_dict(history)) + "\n").encode("utf-8", "backslashreplace")


def history_dict(history: History) -> dict[str, Any]:
    """The history as plain dictionaries and lists."""
    located = [evidence_of(report) for report in history.versions]
    return {
        "schema_version": SCHEMA_VERSION,
        "clausescan_version": history.versions[-1].version,
        "versions": [version(report) for report in history.versions],
        "terms": [
            {
                "kind": term.kind,
                "name": term.name,
                "title": terms.title(term, history),
                "moved": term.moved,
                "values": [_value(value, where) for value, where in zip(term.values, located, strict=True)],
            }
            for term in history.terms
        ],
        "steps": [to_dict(step) for step in history.steps],
    }


def _value(value: TermValue | None, located: Located) -> dict[str, Any] | None:
    if value is None:
        return None
    return {"text": value.text, "place": located(value.evidence) if value.evidence else None}
