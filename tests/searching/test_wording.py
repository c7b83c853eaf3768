"""The words of clauses that a question gets beside its own."""

from __future__ import annotations

import re

import pytest

from clausescan.searching.store import Index
from clausescan.searching.values import Record
from clausescan.searching.wording import meant, wordings
from clausescan.taxonomy import TITLES, TYPES


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("put option after deadlock", ["deadlock", "put and call options"]),
        ("How may we leave without cause?", ["termination without cause", "leaving"]),
        ("joint IP", ["intellectual property", "joint IP"]),
        ("the ship sails", []),  # "ip" stands for itself, not for the beginning of a word
        ("assignment is void", ["assignment"]),  # nor "as is" for "assignment is"
        ("Indemnities, capped liability", ["cap on liability", "indemnity"]),
        ("price", []),
        ("", []),
    ],
)
def test_what_a_question_means(question: str, names: list[str]) -> None:
    assert [entry.name for entry in meant(question)] == names


def test_a_pasted_clause_has_wording_of_its_own() -> None:
    clause = " ".join(f"the deadlock of day {i} is renewed" for i in range(40))
    assert meant(clause) == ()
    assert meant("the deadlock is renewed")


def test_entries_are_whole_and_can_be_meant() -> None:
    assert len({entry.name for entry in wordings()}) == len(wordings())
    for entry in wordings():
        assert entry.said.strip()
        for line in entry.asked:
            assert entry in meant(" ".join(line))


def test_almost_every_clause_type_is_known_by_its_name() -> None:
    assert {name for name in TYPES if not meant(TITLES[name])} == {"economics"}


def test_wording_finds_clauses_that_share_no_word_with_the_question() -> None:
    texts = [
        "The option list is annexed.",
        "Holder A can require the other to purchase all its shares.",
        "Meetings are held in Graz.",
    ]
    with Index.create(None) as index:
        ids = index.add("a", "", "", [Record("a", "", "", None, (), text) for text in texts])
        (said,) = (entry.said for entry in meant("call option"))
        assert [i for i, _ in index.by_words("call option", 9)] == [ids[0]]
        assert {i for i, _ in index.by_words("call option", 9, wording=said)} == {ids[0], ids[1]}
        alone = dict(index.by_words("call option", 9, wording=said, weight=0.5))
        assert 0 < alone[ids[1]] == pytest.approx(dict(index.by_words(said, 9))[ids[1]] / 2)


def test_words_that_stand_everywhere_are_looked_for_only_when_there_is_nothing_else() -> None:
    with Index.create(None) as index:
        first, second = index.add("a", "", "", [Record("a", "", "", None, (), t) for t in ("the pump", "the party")])
        assert [i for i, _ in index.by_words("the pump", 9)] == [first]
        assert next(i for i, _ in index.by_words("the party", 9)) == second
        assert {i for i, _ in index.by_words("the", 9)} == {first, second}


def test_types_filter_wording_too() -> None:
    with Index.create(None) as index:
        records = [Record("a", "", "", None, (t,), "sell all shares") for t in ("transfer", "renewal")]
        _, second = index.add("a", "", "", records)
        assert [i for i, _ in index.by_words("zither", 9, ["renewal"], wording="sell shares")] == [second]


def test_beginnings_are_plain_lower_case_words() -> None:
    for entry in wordings():
        for line in entry.asked:
            assert line
            assert all(re.fullmatch("[a-z0-9]+", word) for word in line)
