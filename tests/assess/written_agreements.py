"""Small agreements written for the tests, read as a scan reads them, with clause types set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from clausescan.facts import find_facts
from clausescan.language.periods import periods_of
from clausescan.model import Defect, Report, TypeScore
from clausescan.reading import read
from clausescan.structure import clause_tree, find_references
from clausescan.structure.definitions import find_definitions

HEAD = (
    "JOINT VENTURE AGREEMENT\n\n"
    'This Joint Venture Agreement (this "Agreement") is made on 4 May 2015 between Alder Works Inc., a Delaware '
    'corporation ("Alder"), and Birch GmbH, a German company ("Birch").\n\n'
)


def report_of(body: str, types: Mapping[str, Sequence[str]] | None = None, head: str = HEAD) -> Report:
    """The report on `head` and `body`; `types` gives the clause types by clause number."""
    document = read((head + _without_gaps(body)).encode(), name="x.txt")
    clauses = clause_tree(document)
    given = types or {}
    assert set(given) <= {c.number for c in clauses}, [c.number for c in clauses]
    clauses = tuple(
        replace(c, types=tuple(TypeScore(type, 0.9) for type in given.get(c.number, ()))) for c in clauses
    )  # fmt: skip
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


def _without_gaps(body: str) -> str:
    """Clause numbers that a test leaves out are filled, since a text that begins with clause 4 has no outline."""
    paragraphs: list[str] = []
    last = 0
    for paragraph in body.split("\n\n"):
        number = paragraph.split(".", 1)[0]
        if number.isdigit():
            paragraphs += [f"{k}. Courtesy. The sides greet each other kindly." for k in range(last + 1, int(number))]
            last = int(number)
        paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def found_by(check: Callable[[Report], Iterator[Defect]], report: Report) -> list[Defect]:
    """What a check finds; every quote is a slice of the text, in a clause that there is."""
    found = list(check(report))
    ids = {c.id for c in report.clauses}
    for defect in found:
        assert defect.evidence
        assert defect.message.endswith((".", "?"))
        for evidence in defect.evidence:
            assert evidence.quote == report.document.text[evidence.start : evidence.end] != ""
            assert evidence.clause in ids
    return found
