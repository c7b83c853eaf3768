"""What holds for every text: nothing lost, nothing twice, parents before children, time linear in the length."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausescan.model import Clause, Document
from clausescan.structure import clause_tree, find_definitions, find_references, term_uses

PIECES = st.sampled_from(
    [
        "ARTICLE IX",
        "Article 2 Term",
        "Section 3. Law.",
        "Section 3.1",
        "1.",
        "1. Term.",
        "2)",
        "1.1 It runs.",
        "1.1.1 (a) It",
        "(a) one;",
        "(b) two.",
        "(i) one:",
        "(ii) two;",
        "(A) three;",
        "a) four",
        "A. five",
        "I. six",
        "16A. seven",
        "iv.eight",
        "First: nine",
        "SCHEDULE 1",
        "EXHIBIT A",
        "ANNEX",
        "TABLE OF CONTENTS",
        "1.1 Term ..... 4",
        "WHEREAS the maker",
        "NOW, THEREFORE, they agree as follows:",
        "IN WITNESS WHEREOF",
        "By: ______",
        "HEADING",
        "Heading of This",
        "“Cell” means a unit.",
        "(the “Maker”)",
        "See Section 1.1(a) to (c).",
        "if:",
        "and so on. ",
        "• bullet",
        "12 Main St.",
        "[***]",
        "● ",
        "",
        " ",
        "\u00a0",
        "\t",
        "Exhibit 10.5",
        "3.5 percent",
        "§ 4",
        "1.2A Party",
    ]
)
TEXTS = st.lists(st.lists(PIECES, min_size=0, max_size=4).map(" ".join), min_size=0, max_size=25)


def check(d: Document, clauses: tuple[Clause, ...]) -> None:
    position = {c.id: i for i, c in enumerate(clauses)}
    assert [c.id for c in clauses] == [f"c{i}" for i in range(1, len(clauses) + 1)]
    covered = 0
    for a, b in pairwise(clauses):
        assert a.end <= b.start
        assert not d.text[a.end : b.start].strip("\n")
    for c in clauses:
        assert c.start < c.end
        assert c.start <= c.body <= c.end
        assert c.parent is None or position[c.parent] < position[c.id]
        assert c.lead_in is None or position[c.lead_in] < position[c.id]
        covered += c.end - c.start
    inside = [0] * (len(d.text) + 1)
    for c in clauses:
        inside[c.start] += 1
        inside[c.end] -= 1
    depth, owners = 0, []
    for i in range(len(d.text)):
        depth += inside[i]
        owners.append(depth)
    for block in d.blocks:
        assert set(owners[block.start : block.end]) <= {1}, d.text[block.start : block.end]


@given(paragraphs=TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_character_of_every_block_belongs_to_one_clause(
    doc: Callable[..., Document], paragraphs: list[str]
) -> None:
    d = doc(*paragraphs)
    clauses = clause_tree(d)
    check(d, clauses)
    definitions = find_definitions(d, clauses)
    ids = {c.id for c in clauses}
    for reference in find_references(d, clauses, definitions):
        assert set(reference.targets) <= ids
        assert reference.start < reference.end
    for definition in definitions:
        assert d.text[definition.start : definition.end].strip()
        assert definition.meaning.start <= definition.meaning.end
    for use in term_uses(d, clauses, definitions):
        assert use.clause in ids


@given(paragraphs=st.lists(st.text(max_size=80).map(lambda t: t.replace("\n", " ")), max_size=10))
@settings(max_examples=200, deadline=None)
def test_any_text_at_all(doc: Callable[..., Document], paragraphs: list[str]) -> None:
    d = doc(*paragraphs)
    check(d, clause_tree(d))


N = 60_000
TORTURE = {
    "open brackets": ["(" * N],
    "letters in brackets": ["(a) " * (N // 4)],
    "nested lists that announce lists": ["(a) the following:"] * (N // 20),
    "numbers with dots": ["1." * (N // 2)],
    "decimals": ["1.1 " * (N // 4)],
    "romans": ["i" * N, "(" + "i" * N + ")"],
    "quotes": ["“" * N, '"a" ' * (N // 4)],
    "terms in brackets": ['(the "X") ' * (N // 10)],
    "capital words": ["Alpha " * (N // 6)],
    "sections": ["Section 1.1, " * (N // 13)],
    "clauses and items": ["1. " + "(a) see clause (a); " * (N // 20)],
    "references to letters": [f"1. {'See clause (b). ' * 20}"] * (N // 400),
    "schedules": [f"SCHEDULE {i}" for i in range(N // 60)] + ["See Schedule 7. " * (N // 100)],
    "spaces": [" " * N, "1." + " " * N + "Term"],
    "dots": ["." * N, ". " * (N // 2), "Contents " + ". " * (N // 2) + "4"],
    "dashes": ["-" * N, "Article -" + " -" * (N // 2)],
    "sentences": ["A b. " * (N // 5)],
    "one word": ["a" * N],
    "title words": ["TERM " * (N // 5)],
    "definitions": [f"“T{i}” means t{i}." for i in range(N // 30)],
    "defined terms that begin alike": [f"“The {i} Thing” means a thing." for i in range(N // 60)] + ["The " * (N // 4)],
    "headings": ["HEADING ONE"] * (N // 20),
    "contents": ["TABLE OF CONTENTS", *["1.1 Term 4"] * (N // 20)],
    "recitals": ["WHEREAS " * (N // 10)] * 2,
    "duplicate numbers": ["1. One.", *["1.1 Two."] * (N // 20), "See Section 1.1. " * (N // 200)],
    "paragraphs before this": ["1. One.", *["See the preceding paragraph."] * (N // 30)],
}


@pytest.mark.parametrize("paragraphs", TORTURE.values(), ids=TORTURE.keys())
def test_hostile_text_takes_linear_time(doc: Callable[..., Document], paragraphs: list[str]) -> None:
    d = doc(*paragraphs)
    start = time.process_time()
    clauses = clause_tree(d)
    definitions = find_definitions(d, clauses)
    find_references(d, clauses, definitions)
    term_uses(d, clauses, definitions)
    seconds = time.process_time() - start
    check(d, clauses)
    assert seconds < 4.0  # about a tenth of that on a quiet machine; quadratic code takes minutes
