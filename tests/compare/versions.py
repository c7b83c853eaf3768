"""Versions of small agreements written for the tests, read as a scan reads them, without clause types."""

from __future__ import annotations

from clausescan.facts import find_facts
from clausescan.language.periods import periods_of
from clausescan.model import Change, Report
from clausescan.reading import read
from clausescan.structure import clause_tree, find_references
from clausescan.structure.definitions import find_definitions

HEAD = (
    "JOINT VENTURE AGREEMENT\n\n"
    'This Joint Venture Agreement (this "Agreement") is made on 4 May 2015 between Alder Works Inc., a Delaware '
    'corporation ("Alder"), and Birch GmbH, a German company ("Birch").\n\n'
)
CLAUSES = (
    "1. Purpose. The parties make battery cells together in a plant that stands at the harbour of Bremen.",
    "2. Term. This Agreement runs for five (5) years from the date on which the plant has been accepted.",
    "3. Board. The board has six members, of whom each party appoints three, and meets once every month.",
    "4. Leaving. Either party may terminate this Agreement by giving sixty (60) days' written notice to the other.",
    "5. Breach. If a party does not remedy a breach in thirty (30) days, the other may terminate under clause 4.",
    "6. Secrets. Each party keeps the papers of the other secret, and hands them back when this Agreement ends.",
    "7. Law. This Agreement is governed by the law of Denmark, and the courts of Aarhus decide every dispute.",
)


def report_of(*paragraphs: str) -> Report:
    document = read((HEAD + "\n\n".join(paragraphs)).encode(), name="x.txt")
    clauses = tuple(clause_tree(document))
    definitions = find_definitions(document, clauses)
    return Report(
        document=document,
        clauses=clauses,
        definitions=definitions,
        references=find_references(document, clauses, definitions),
        periods=periods_of(document, clauses),
        facts=find_facts(document, clauses),
        model=None,
        version="test",
    )


def numbered(*sentences: str) -> list[str]:
    """The sentences as clauses 1, 2, 3 …, whatever number they had."""
    return [f"{n}. {sentence.partition('. ')[2]}" for n, sentence in enumerate(sentences, 1)]


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    """Kind, old number, new number of each change."""
    return [(c.kind, c.old.number if c.old else "", c.new.number if c.new else "") for c in changes]


def marked(change: Change) -> str:
    """The redline with what is gone in [-…-] and what has come in {+…+}."""
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(marks[piece.op].format(piece.text) for piece in change.inline)
