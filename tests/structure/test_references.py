"""Cross-references: what is one, what it means, and where it leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausescan.model import Clause, Document, Reference
from clausescan.structure import clause_tree, find_references

MakeDocument = Callable[..., Document]

BODY = [
    "ARTICLE I",
    "Supply",
    "1.1 Cells. The maker supplies cells.",
    "(a) Each month.",
    "(b) In two lots:",
    "(i) one by ship;",
    "(ii) one by rail.",
    "1.2 Price. The price is: (a) fixed in the first year; and (b) free after it.",
    "1.3 Costs. Each bears its own.",
    "ARTICLE II",
    "Term",
    "2.1 Start. It starts in May.",
]
TAIL = ["SCHEDULE 1", "Prices", "1. A cell costs ten.", "2. A pack costs fifty.", "EXHIBIT B", "Form of deed"]


def resolve(
    doc: MakeDocument, sentence: str, number: str = "2.2"
) -> tuple[list[Reference], dict[str, Clause], Document]:
    d = doc(*BODY, f"{number} {sentence}", *TAIL)
    clauses = clause_tree(d)
    here = next(c for c in clauses if c.number == number and not c.scope)
    return [r for r in find_references(d, clauses) if r.clause == here.id], {c.id: c for c in clauses}, d


RESOLVED = [
    # sentence, [(number, [numbers of the targets])]
    ("It follows Section 1.1.", [("1.1", ["1.1"])]),
    ("It follows Section 1.1(a) and clause 1.1(b)(ii).", [("1.1(a)", ["1.1(a)"]), ("1.1(b)(ii)", ["1.1(b)(ii)"])]),
    ("It follows Sections 1.1, 1.2 and 1.3.", [("1.1", ["1.1"]), ("1.2", ["1.2"]), ("1.3", ["1.3"])]),
    ("It follows Sections 1.1 to 1.3.", [("1.1", ["1.1"]), ("1.2", ["1.2"]), ("1.3", ["1.3"])]),
    ("It follows Section 1.1(a) or (b).", [("1.1(a)", ["1.1(a)"]), ("1.1(b)", ["1.1(b)"])]),
    ("It follows Article I and Article 2.", [("I", ["Article I"]), ("2", ["Article II"])]),
    ("It follows § 1.3 above.", [("1.3", ["1.3"])]),
    ("It follows SECTION 1.3 hereof.", [("1.3", ["1.3"])]),
    ("It follows Section 1.2(b) inside a paragraph.", [("1.2(b)", ["1.2"])]),
    ("It follows clause (b) of Section 1.2.", [("1.2(b)", ["1.2"]), ("1.2", ["1.2"])]),
    ("It follows Section 9.9.", [("9.9", [])]),
    ("It follows Schedule 1 and Exhibit B.", [("Schedule 1", ["Schedule 1"]), ("Exhibit B", ["Exhibit B"])]),
    ("It follows Schedule I.", [("Schedule I", ["Schedule 1"])]),
    ("It follows Exhibit Q.", [("Exhibit Q", [])]),
    ("It follows paragraph 2 of Schedule 1.", [("2", ["2"]), ("Schedule 1", ["Schedule 1"])]),
    ("It follows this Section and this Article.", [("2.2", ["2.2"]), ("Article II", ["Article II"])]),
    ("The maker keeps the Source Code and the zip code.", []),
    ("It is done in This Agreement and under Any Agreement.", []),
    ("NEITHER PARTY FOR ITSELF nor the section heads decide.", []),
    ("The parties may sell 1.1 million cells in part.", []),
]


@pytest.mark.parametrize(("sentence", "expected"), RESOLVED, ids=[r[0][:40] for r in RESOLVED])
def test_resolved(doc: MakeDocument, sentence: str, expected: list[tuple[str, list[str]]]) -> None:
    references, by_id, _ = resolve(doc, sentence)
    assert [(r.number, [by_id[t].number for t in r.targets]) for r in references] == expected
    assert not any(r.external for r in references)


EXTERNAL = [
    ("It follows Section 5 of the Companies Act 2006.", "statute"),
    ("It follows Section 5 of the Supply Agreement.", "agreement"),
    ("It follows Article 16 thereof.", "agreement"),
    ("It follows 17 U.S.C. § 101.", "statute"),
    ("It follows the Securities Exchange Act of 1934.", "statute"),
    ("It follows the Shareholders Agreement.", "agreement"),
    ("It follows Section 3.3(e) of the Indenture.", "agreement"),
    ("IT FOLLOWS ARTICLE 2(1) OF THE HAGUE CONVENTION.", "agreement"),
    ("It follows Chapter 59, Texas Education Code.", "statute"),
]


@pytest.mark.parametrize(("sentence", "kind"), EXTERNAL, ids=[e[0][:40] for e in EXTERNAL])
def test_external(doc: MakeDocument, sentence: str, kind: str) -> None:
    references, _, _ = resolve(doc, sentence)
    assert references
    assert all(r.external and r.targets == () for r in references), references
    assert references[0].kind == kind


def test_the_schedule_is_searched_first_from_inside_it(doc: MakeDocument) -> None:
    d = doc(
        "1. Term. It runs ten years.",
        "2. Law. The law is Danish.",
        "SCHEDULE 1",
        "1. A cell costs ten.",
        "2. See paragraph 1 and clause 2.",
    )
    clauses = clause_tree(d)
    by_id = {c.id: c for c in clauses}
    found = [(r.number, [by_id[t].scope for t in r.targets]) for r in find_references(d, clauses)]
    assert found == [("1", ["Schedule 1"]), ("2", ["Schedule 1"])]


def test_a_number_used_twice_has_two_targets(doc: MakeDocument) -> None:
    d = doc("5. Board", "5.6 It votes.", "5.6 It reports.", "5.7 See Section 5.6.")
    clauses = clause_tree(d)
    (reference,) = find_references(d, clauses)
    assert reference.targets == (clauses[1].id, clauses[2].id)


def test_the_label_of_a_clause_is_no_reference(doc: MakeDocument) -> None:
    d = doc("Section 1. Term. It runs ten years.", "Section 2. Law. The law is Danish.", "EXHIBIT A", "Form")
    assert find_references(d, clause_tree(d)) == ()


def test_relative_to_the_list_it_stands_in(doc: MakeDocument) -> None:
    d = doc("1. Exit. A partner may leave:", "(a) when it is sold;", "(b) when it is not sold under paragraph (a).")
    clauses = clause_tree(d)
    (reference,) = find_references(d, clauses)
    assert reference.targets == (clauses[1].id,)
