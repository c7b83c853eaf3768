"""How much an item weighs in one agreement: its own severity, the purpose profile, and what the facts say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from clausescan.checklist import Item
from clausescan.model import Report, Severity

_EVEN = re.compile(
    r"\b50 ?[:/] ?50\b|\bfifty[- ]fifty\b|\bunanim\w+"
    r"|\b(?:equal|fifty per ?cent \(?50 ?%\)?|50 ?%)[^.;]{0,40}\b(?:share|stake|vot)",
    re.IGNORECASE,
)


def _long(report: Report) -> bool:
    term = report.facts.term
    years = {"year": 1.0, "month": 1 / 12}.get(term.unit or "", 0.0) * (term.value or 0)
    return term.kind == "indefinite" or years > 10


def _even(report: Report) -> bool:
    return bool(_EVEN.search(report.document.text))


def _automatic(report: Report) -> bool:
    return report.facts.renewal.mode == "automatic"


FACTS: Mapping[str, Callable[[Report], bool]] = {
    "the term is indefinite or longer than ten years": _long,
    "the parties hold 50:50 or any matter needs unanimity": _even,
    "renewal is automatic": _automatic,
}
"""Conditions of the checklist that a scan can decide. The others are the reader's; `clausescan explain` shows them."""


def severity_in(item: Item, report: Report, profile: str | None) -> Severity:
    """The severity of an item in this agreement: a condition that holds raises it, the profile moves what results."""
    held = [rule.severity for rule in item.severity_when if (f := FACTS.get(rule.condition)) and f(report)]
    return item.severity_for(profile, held)
