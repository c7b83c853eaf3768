"""What weighs nothing, and what only looks as if it did not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from versions import CLAUSES, report_of

from clausescan.compare import compare
from clausescan.model import Furniture, Report

PLAIN = (
    "1. Supply. Alder delivers its roots and 1,500 non-standard cells to Birch within 10 days of each order.",
    "2. Price. Birch pays 1.5 million dollars under Article II within thirty (30) days; interest is 5 percent.",
)


def kinds(old: Report, new: Report) -> list[str]:
    return [change.kind for change in compare(old, new).changes if change.substantive]


def changed(before: str, after: str) -> list[str]:
    assert any(before in clause for clause in PLAIN)
    return kinds(report_of(*PLAIN), report_of(*(clause.replace(before, after) for clause in PLAIN)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("its roots", "itsroots"),
        ("1,500", "1500"),
        ("non-standard", "non‑standard"),
        ("non-standard", "non- standard"),
        ("Supply.", "SUPPLY."),
        ("within 10 days", "within l0 days"),
        ("Birch pays", "Birch  pays"),
        ("days; interest", "days, interest"),
    ],
)
def test_the_same_words(before: str, after: str) -> None:
    assert changed(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1.5 million", "15 million"),
        ("1,500", "15,00"),
        ("Article II", "Article 11"),
        ("10 days", "70 days"),
        ("thirty (30)", "thirty"),
        ("Birch pays", "birch pays"),
        ("Alder delivers", "Birch delivers"),
        ("5 percent", "5"),
    ],
)
def test_other_words(before: str, after: str) -> None:
    assert changed(before, after) == ["modified"]


SHARES = "Alder Works Inc. 60\n\nBirch GmbH 40"


@pytest.mark.parametrize("media_type", ["text/plain", "application/pdf"])
@pytest.mark.parametrize(
    "after",
    ["Alder Works Inc. 40\n\nBirch GmbH 60", "Birch GmbH 60\n\nAlder Works Inc. 40"],
)
def test_figures_that_change_places_are_a_change(media_type: str, after: str) -> None:
    old, new = report_of(*CLAUSES, SHARES), report_of(*CLAUSES, after)
    new = replace(new, document=replace(new.document, media_type=media_type))
    assert kinds(old, new) != []


def test_parties_that_change_places_are_a_change() -> None:
    old = report_of(*CLAUSES, "Alder Works Inc. pays Birch GmbH\n\nand nobody else")
    new = report_of(*CLAUSES, "Birch GmbH pays Alder Works Inc.\n\nand nobody else")
    assert kinds(old, new) != []


def furnished(report: Report, *pieces: Furniture) -> Report:
    return replace(report, document=replace(report.document, furniture=pieces))


def test_page_furniture_that_one_version_has_in_its_text() -> None:
    clean = furnished(
        report_of(*CLAUSES),
        Furniture("page_number", "17", 17),
        Furniture("header", "Alder / Birch – Confidential draft", 17),
    )
    clauses = list(CLAUSES)
    clauses[2] = clauses[2].replace("of whom each", "of 17 whom each")
    clauses[3] += " Alder / Birch – Confidential draft"
    clauses.insert(5, "Alder / Birch – Confidential draft")
    assert kinds(report_of(*clauses), clean) == []
    assert kinds(clean, report_of(*clauses)) == []
    assert kinds(report_of(*CLAUSES), report_of(*clauses)) != []
    clauses[2] = clauses[2].replace("17", "18")
    assert kinds(report_of(*clauses), clean) == ["modified"]


def test_the_number_of_a_clause_that_one_reading_took_for_words() -> None:
    apart = report_of(*CLAUSES)
    run_on = report_of(*CLAUSES[:2], f"{CLAUSES[2]} {CLAUSES[3]}", *CLAUSES[4:])
    assert kinds(apart, run_on) == []
    assert kinds(run_on, apart) == []


def test_the_cut_between_two_clauses_lies_elsewhere() -> None:
    first = "1. Staff. Alder sends ten engineers to the plant. Their pay stays what it was before they came."
    second = "2. Cost. Birch bears the cost of their travel. Alder bears every other cost of their stay in Bremen."
    moved_cut = (
        "1. Staff. Alder sends ten engineers to the plant.",
        "Their pay stays what it was before they came. Birch bears the cost of their travel.",
        "2. Cost. Alder bears every other cost of their stay in Bremen.",
    )
    told = compare(report_of(first, second), report_of(*moved_cut)).changes
    assert not {"added", "removed"} & {change.kind for change in told}


def test_a_list_item_that_is_added_leaves_its_list_alone() -> None:
    lead = "1. Reasons. Either party may leave this Agreement on notice where the other party"
    items = ("(a) fails to pay within thirty days;", "(b) is wound up or stops its business; or", "(c) is sold.")
    old = report_of(lead, items[0], items[2].replace("(c)", "(b)"))
    told = compare(old, report_of(lead, *items)).changes
    assert [c.kind for c in told if c.substantive] == ["added"]
    assert {c.kind for c in told} <= {"added", "renumbered", "cosmetic"}


def test_a_definition_that_is_added_leaves_its_clause_alone() -> None:
    lead = "1. Definitions. In this Agreement the following words have the following meanings:"
    words = (
        '"Cells" means battery cells of the kinds shown in the first schedule.',
        '"Plant" means the building at the harbour of Bremen with all its machines.',
        '"Works" means the old factory of Alder in the town of Emden.',
    )
    told = compare(report_of(lead, words[0], words[2]), report_of(lead, *words)).changes
    assert [c.kind for c in told] == ["added"]


def test_a_clause_of_the_same_number_that_was_written_anew_is_one_change() -> None:
    old = list(CLAUSES)
    old[1] = "2. After five years the board meets in order to talk about a further period, if it so wishes."
    new = list(CLAUSES)
    new[1] = "2. At its end this Agreement renews by itself for two years unless a party objects in writing."
    assert kinds(report_of(*old), report_of(*new)) == ["modified"]


def test_a_heading_that_a_new_sentence_repeats_keeps_its_own_words() -> None:
    old = report_of("1. COMMON STOCK", "1.1 Each share has one vote at the meeting of the members.")
    new = report_of(
        "1. COMMON STOCK",
        "What follows holds for all of the Common Stock.",
        "1.1 Each share has one vote at the meeting of the members.",
    )
    assert kinds(old, new) == ["added"]


def test_a_moved_clause_takes_the_heading_along_that_runs_into_it() -> None:
    apart = ["8. PAPERS", *CLAUSES[5:6]]
    old = report_of(*CLAUSES[:5], *apart, CLAUSES[6])
    run_in = f"6. PAPERS {CLAUSES[5].partition('. ')[2]}"
    new = report_of(CLAUSES[0], run_in, *CLAUSES[1:5], CLAUSES[6])
    assert kinds(old, new) == []
    assert "moved" in {change.kind for change in compare(old, new).changes}
