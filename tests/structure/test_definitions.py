"""Defined terms, where their meaning stands, and where they are used."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausescan.model import Definition, Document
from clausescan.structure import clause_tree, find_definitions, term_uses

MakeDocument = Callable[..., Document]


def definitions_of(d: Document) -> tuple[Definition, ...]:
    return find_definitions(d, clause_tree(d))


DEFINING = [
    ("1.1 “Cell” means a unit that stores power.", ["Cell"]),
    ('1.1 "Cell" shall mean a unit that stores power.', ["Cell"]),
    ("1.1 The term “Cell” refers to a unit that stores power.", ["Cell"]),
    ("1.1 “Cell” or “Unit” means a unit that stores power.", ["Cell", "Unit"]),
    ("1.1 “Cell” (including spare cells) means a unit that stores power.", ["Cell"]),
    ("1.1 “Control”, with respect to a company, means half of its votes.", ["Control"]),
    ("1.1 Alpha Ltd (the “Maker”) makes cells.", ["Maker"]),
    (
        "1.1 Alpha Ltd (“Alpha”) and Beta GmbH (“Beta”, and together with Alpha, the “Partners”) agree.",
        ["Alpha", "Beta", "Partners"],
    ),
    ("1.1 Each is a “Party”, which is no definition.", []),
    ("1.1 The two (each a “Party” and collectively the “Parties”) agree.", ["Party", "Parties"]),
    ("1.1 Alpha Ltd (hereinafter referred to as ‘Alpha’) makes cells.", ["Alpha"]),
    ("1.1 Both are hereinafter collectively referred to as the “Partners”.", ["Partners"]),
    (
        "1.1 They are referred to individually as a “Partner” and collectively as the “Partners”.",
        ["Partner", "Partners"],
    ),
    ("1.1 A party that gives data (in such capacity, “Giver”) marks it.", ["Giver"]),
    ("1.1 The plant is sold “as is” and marked (headed “Plan”).", []),
    ("1.1 Works are “works for hire” under the law.", []),
    ("1.1 It files a claim (as defined in the “Licence”) in time.", []),
]


@pytest.mark.parametrize(("text", "terms"), DEFINING, ids=[d[0][4:50] for d in DEFINING])
def test_terms(doc: MakeDocument, text: str, terms: list[str]) -> None:
    d = doc("1. Terms", text)
    found = definitions_of(d)
    assert [f.term for f in found] == terms
    assert all(d.text[f.start : f.end] == f.term for f in found)


def test_meaning_is_the_words_after_the_verb(doc: MakeDocument) -> None:
    d = doc("1. Terms", "1.1 “Cell” means a unit that stores power.")
    (cell,) = definitions_of(d)
    assert d.text[cell.meaning.start : cell.meaning.end] == "a unit that stores power."


def test_meaning_of_a_term_in_brackets_is_its_sentence_so_far(doc: MakeDocument) -> None:
    d = doc("1. Terms", "1.1 It begins in May. The first ten years (the “Initial Term”) are fixed.")
    (term,) = definitions_of(d)
    assert d.text[term.meaning.start : term.meaning.end].strip() == "The first ten years"


@pytest.mark.parametrize(
    ("text", "source", "external"),
    [
        ("“Cell” has the meaning given in Section 3.3.1.", "Section 3.3.1", False),
        ("“Cell” has the meaning ascribed to it in the Supply Agreement.", "the Supply Agreement", True),
        ("“Cell” shall have the meaning set forth in the Recitals.", "the Recitals", False),
        ("“Net Value” has the meaning ascribed to that term in the SPA.", "the SPA", True),
        (
            "“Affiliate” has the meaning given in section 12 of the Companies Act.",
            "section 12 of the Companies Act",
            True,
        ),
        ("“Cell” means a unit that stores power.", "", False),
    ],
)
def test_source(doc: MakeDocument, text: str, source: str, external: bool) -> None:
    (found,) = definitions_of(doc("1. Definitions", f"1.1 {text}"))
    assert (found.source, found.external) == (source, external)


def test_entries_without_quotes_in_a_section_of_definitions(doc: MakeDocument) -> None:
    d = doc(
        "Section 1. Definitions.",
        "Cell: A unit that stores power.",
        "Base Fee: The fee of each month.",
        "1.01 Pack. Cells in a frame.",
        "Plant means the plant at the harbour.",
    )
    assert [f.term for f in definitions_of(d)] == ["Cell", "Base Fee", "Pack", "Plant"]


def test_uses_take_the_longest_term_and_plurals(doc: MakeDocument) -> None:
    d = doc(
        "1. Definitions",
        "1.1 “Cell” means a unit. “Cell Supply Agreement” means the contract of today.",
        "2. Supply",
        "2.1 Cells are sold under the Cell Supply Agreement; a cell in lower case is none.",
    )
    clauses = clause_tree(d)
    uses = term_uses(d, clauses, find_definitions(d, clauses))
    assert [(u.term, d.text[u.start : u.end]) for u in uses] == [
        ("Cell", "Cells"),
        ("Cell Supply Agreement", "Cell Supply Agreement"),
    ]
    assert {u.clause for u in uses} == {clauses[-1].id}
