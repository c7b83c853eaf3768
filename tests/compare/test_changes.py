"""What two versions of a text differ in, by kind."""

from __future__ import annotations

import pytest
from versions import CLAUSES, marked, numbered, report_of, told

from clausescan.compare import compare

OLD = report_of(*CLAUSES)


def compared(*paragraphs: str) -> list[tuple[str, str, str]]:
    return told(compare(OLD, report_of(*paragraphs)).changes)


def replaced(number: int, before: str, after: str) -> list[str]:
    clauses = list(CLAUSES)
    assert before in clauses[number - 1]
    clauses[number - 1] = clauses[number - 1].replace(before, after)
    return clauses


def test_the_same_text_has_no_changes() -> None:
    assert compared(*CLAUSES) == []


@pytest.mark.parametrize(
    ("number", "before", "after", "redline"),
    [
        (2, "five (5) years", "ten (10) years", "[-five-]{+ten+} ([-5-]{+10+}) years"),
        (4, "may", "shall", "Either party [-may-]{+shall+} terminate"),
        (4, "Either party", "Alder", "[-Either party-]{+Alder+} may"),
        (3, ", and meets once every month", "", "appoints three[-, and meets once every month-]."),
        (6, "secret,", "secret for two years,", "secret{+ for two years+}, and"),
    ],
)
def test_a_change_inside_a_clause(number: int, before: str, after: str, redline: str) -> None:
    (change,) = compare(OLD, report_of(*replaced(number, before, after))).changes
    assert (change.kind, change.old and change.old.number, change.substantive) == ("modified", str(number), True)
    assert change.old
    assert change.new
    assert "".join(p.text for p in change.inline if p.op != "delete") == change.new.text
    assert redline in marked(change)


@pytest.mark.parametrize(
    ("number", "before", "after"),
    [
        (4, "days' written", "days’  written"),
        (2, "This Agreement runs", "This Agreement\nruns"),
        (6, "secret,", "secret"),
        (1, "battery cells", "battery-cells"),
    ],
)
def test_quotes_spaces_and_commas_are_no_substance(number: int, before: str, after: str) -> None:
    changes = compare(OLD, report_of(*replaced(number, before, after))).changes
    assert [c.kind for c in changes] in ([], ["cosmetic"])


def test_a_clause_that_is_added_renumbers_the_rest_and_their_references() -> None:
    new = numbered(CLAUSES[0], "x. Site. Alder buys the land for the plant before the summer.", *CLAUSES[1:])
    new[5] = new[5].replace("under clause 4", "under clause 5")
    changes = compare(OLD, report_of(*new)).changes
    assert [(c.kind, c.new.number if c.new else "") for c in changes if c.substantive] == [("added", "2")]
    assert [c.kind for c in changes if not c.substantive] == ["renumbered"] * 6


def test_a_reference_that_is_pointed_elsewhere_is_a_change() -> None:
    assert compared(*replaced(5, "under clause 4", "under clause 6")) == [("modified", "5", "5")]


def test_a_clause_that_is_taken_out() -> None:
    found = compared(*numbered(*CLAUSES[:2], *CLAUSES[3:]))
    assert ("removed", "3", "") in found
    assert [kind for kind, *_ in found].count("removed") == 1


def test_a_clause_that_stands_elsewhere() -> None:
    moved = numbered(CLAUSES[0], *CLAUSES[2:5], CLAUSES[6], CLAUSES[5], CLAUSES[1])
    found = {(kind, old) for kind, old, _ in compared(*moved)}
    assert ("moved", "2") in found
    assert not {kind for kind, _ in found} & {"added", "removed", "modified"} - {"modified"}


def test_a_clause_that_stands_elsewhere_with_other_words() -> None:
    clauses = [CLAUSES[0], *CLAUSES[2:], CLAUSES[1].replace("five (5)", "nine (9)")]
    changes = compare(OLD, report_of(*numbered(*clauses))).changes
    (moved,) = [c for c in changes if c.kind == "moved" and c.old and c.old.number == "2"]
    assert moved.substantive
    assert "[-five-]{+nine+}" in marked(moved)


def test_a_clause_cut_in_two_and_one_put_together() -> None:
    cut = CLAUSES[2].replace(", and meets", ".\n\n4. It meets").replace("It meets", "Meetings. It meets")
    first, second = CLAUSES[3].split(" by giving ")
    two = f"{first}\n\nby giving {second}"
    assert [kind for kind, *_ in compared(*CLAUSES[:3], two, *CLAUSES[4:]) if kind not in ("cosmetic",)] == []
    assert "removed" not in [kind for kind, *_ in compared(*CLAUSES[:2], cut, *CLAUSES[3:])]


def test_the_number_of_a_listed_item_is_no_word_and_a_cited_one_is() -> None:
    plain = "1. Price. It covers cells, packs and spare parts, as told in paragraph (b) of the first schedule."
    listed = plain.replace("cells, packs and spare", "(i) cells, (ii) packs and (iii) spare")
    assert [c for c in compare(report_of(plain), report_of(listed)).changes if c.substantive] == []
    cited = plain.replace("paragraph (b)", "paragraph (c)")
    assert [c.kind for c in compare(report_of(plain), report_of(cited)).changes] == ["modified"]


def test_a_table_read_by_rows_and_by_columns_says_the_same() -> None:
    rows = "IN WITNESS WHEREOF the parties sign.\n\nAlder Works Inc.\n\nBy: Ann Oak\n\nBirch GmbH\n\nBy: Bo Elm"
    columns = "IN WITNESS WHEREOF the parties sign.\n\nAlder Works Inc. Birch GmbH\n\nBy: Ann Oak By: Bo Elm"
    assert not any(c.substantive for c in compare(report_of(*CLAUSES, rows), report_of(*CLAUSES, columns)).changes)
    other = columns.replace("Ann Oak", "Ann Ash")
    assert any(c.substantive for c in compare(report_of(*CLAUSES, rows), report_of(*CLAUSES, other)).changes)
