"""The exit matrix of a small text, for tests: read, cut into clauses, periods and references found, types by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from clausescan.assess.exits import exit_matrix
from clausescan.facts import find_facts
from clausescan.language.periods import periods_of
from clausescan.model import Evidence, ExitRight, Facts, Report, TypeScore
from clausescan.reading import read
from clausescan.structure import clause_tree
from clausescan.structure.definitions import find_definitions
from clausescan.structure.references import find_references

HEAD = (
    "ALLIANCE AGREEMENT\n\nThis Agreement is made on 2 May 2024 by and between Borea Lines Inc., a Norwegian company "
    '("Borea"), and Calix Cells Ltd, an Irish company ("Calix").\n\n'
    "1. Purpose\n\n1.1 The Parties build electric ferries together and share what they learn in yards.\n\n"
)


def report_of(text: str, types: Mapping[str, Sequence[str]] | None = None, facts: bool = True) -> Report:
    """`types` maps words of a clause to the types it shall have."""
    document = read((HEAD + text).encode(), name="test.txt")
    clauses = clause_tree(document)
    for words, names in (types or {}).items():
        clauses = tuple(
            replace(c, types=tuple(TypeScore(name, 0.9) for name in names))
            if words in document.text[c.start : c.end]
            else c
            for c in clauses
        )
    definitions = find_definitions(document, clauses)
    return Report(
        document=document,
        clauses=clauses,
        definitions=definitions,
        references=find_references(document, clauses, definitions),
        periods=periods_of(document, clauses),
        facts=find_facts(document, clauses) if facts else Facts(),
        model=None,
        version="test",
    )


def rows_of(
    text: str, types: Mapping[str, Sequence[str]] | None = None, *, whole: bool = False, facts: bool = True
) -> tuple[ExitRight, ...]:
    """The matrix of one clause, or of a `whole` body; every Evidence is checked to be a slice of the document."""
    report = report_of(text if whole else f"2. Exit\n\n2.1 {text}\n", types, facts)
    rows = exit_matrix(report)
    for row in rows:
        cells = (row.evidence, row.notice, row.cure, row.valuation, *row.asset_treatment, *row.ongoing_obligations)
        for evidence in cells:
            if evidence is not None:
                assert evidence.quote == report.document.text[evidence.start : evidence.end] != ""
                assert evidence.clause in {c.id for c in report.clauses}
    return rows


def quote(evidence: Evidence | None) -> str:
    """The words of a cell, "" for an empty one."""
    return evidence.quote if evidence else ""
