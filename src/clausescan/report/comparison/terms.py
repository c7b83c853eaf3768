"""The terms of a history in a reader's words, in the order in which every form shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from clausescan.model import History, TermHistory, TermKind, TermValue
from clausescan.report.comparison.phrases import fact
from clausescan.report.escape import shortened
from clausescan.report.places import Places
from clausescan.report.words import NOT_FOUND, STATUSES
from clausescan.taxonomy import TITLES

KINDS: Mapping[TermKind, str] = MappingProxyType(
    {"fact": "Facts", "exit": "Ways out", "period": "Periods", "item": "Questions of the checklist"}
)

NONE: Mapping[TermKind, str] = MappingProxyType(
    {"fact": NOT_FOUND, "exit": "none", "period": NOT_FOUND, "item": "not asked"}
)
"""What stands where a version has no such term."""

QUOTE = 160

_STATUS_WORDS = {str(status): words for status, words in STATUSES.items()}


def title(term: TermHistory, history: History) -> str:
    """What a term is called: "Term", "Change of control", "cure a breach", "TR-06 Deadlock that ends in an exit"."""
    if term.kind == "fact":
        return fact(term.name)
    if term.kind == "exit":
        return TITLES.get(term.name, term.name)
    if term.kind == "period":
        return term.name.replace("_", " ")
    return f"{term.name} {_titles(history).get(term.name, '')}".strip()


def _titles(history: History) -> dict[str, str]:
    found = (report.judgement.findings for report in history.versions if report.judgement)
    return {finding.item: finding.title for findings in found for finding in findings}


def reading(term: TermHistory, value: TermValue | None) -> str:
    if value is None:
        return NONE[term.kind]
    return _STATUS_WORDS.get(value.text, value.text) if term.kind == "item" else value.text


def place(value: TermValue | None, places: Places) -> str:
    return places.where(value.evidence) if value and value.evidence else ""


def quote(value: TermValue | None) -> str:
    return shortened(value.evidence.quote, QUOTE) if value and value.evidence else ""


def grouped(history: History, everything: bool = True) -> Iterator[tuple[TermKind, list[TermHistory]]]:
    """Terms by kind; those that never moved are left out unless `everything`."""
    for kind in KINDS:
        found = [term for term in history.terms if term.kind == kind and (everything or term.moved)]
        if found:
            yield kind, found
