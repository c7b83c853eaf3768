"""Whatever is edited, and however the new version is dressed, every word that went or came is told as substance."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from versions import CLAUSES, numbered, report_of

from clausescan.compare import compare
from clausescan.compare.align import align
from clausescan.compare.changes import changes
from clausescan.model import Change

NEW_WORDS = ("quorum", "Zephyr", "nineteen", "8,800", "unless", "Castor", "3.75", "weekly")
EDITS = st.lists(
    st.tuples(
        st.integers(0, len(CLAUSES) - 1),
        st.integers(3, 16),
        st.sampled_from(["put in", "take out", "replace"]),
        st.sampled_from(NEW_WORDS),
    ),
    min_size=1,
    max_size=5,
)
DRESSES = st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans())
ADDED = "9. Coal. No coal is burnt on the site of the harbour after the year 2030."
OLD = report_of(*CLAUSES)


def edited(edits: list[tuple[int, int, str, str]]) -> tuple[list[str], list[str], list[str]]:
    """The new clauses, the words that went, the words that came. At most one edit a clause."""
    clauses, gone, come, done = list(CLAUSES), list[str](), list[str](), set[int]()
    for n, at, edit, word in edits:
        if n in done:
            continue
        done.add(n)
        words = clauses[n].split(" ")
        if edit != "put in":
            gone.append(re.sub(r"\W+$", "", words[at]))
        if edit == "take out":
            words.pop(at)
        elif edit == "replace":
            words[at] = word
        else:
            words.insert(at, word)
        if edit != "take out":
            come.append(word)
        clauses[n] = " ".join(words)
    return clauses, gone, come


def dressed(clauses: list[str], quotes: bool, spaces: bool, moved: bool, more: bool) -> list[str]:
    if quotes:
        clauses = [c.replace("'", "’") for c in clauses]
    if spaces:
        clauses = [c.replace(". ", ".  ") for c in clauses]
    if moved:
        clauses = [*clauses[:1], *clauses[2:], clauses[1]]
    if more:
        clauses = [
            *clauses[:2],
            "9. Coal. No coal is burnt on the site of the harbour after the year 2030.",
            *clauses[2:],
        ]
    return numbered(*clauses) if moved or more else clauses


def told(change: Change, op: str) -> str:
    side = change.old if op == "delete" else change.new
    if change.old is None or change.new is None:
        return side.text if side else ""
    return " ".join(piece.text for piece in change.inline if piece.op == op)


@given(EDITS, DRESSES)
@settings(max_examples=60, deadline=None)
def test_every_word_that_went_or_came_is_told(
    edits: list[tuple[int, int, str, str]], dress: tuple[bool, bool, bool, bool]
) -> None:
    clauses, gone, come = edited(edits)
    new = report_of(*dressed(clauses, *dress))
    substance = [change for change in compare(OLD, new).changes if change.substantive]
    deleted = " ".join(told(change, "delete") for change in substance)
    inserted = " ".join(told(change, "insert") for change in substance)
    assert [word for word in gone if word not in deleted] == []
    assert [word for word in come if word not in inserted] == []


@given(EDITS, DRESSES)
@settings(max_examples=40, deadline=None)
def test_every_word_of_both_versions_has_one_place(
    edits: list[tuple[int, int, str, str]], dress: tuple[bool, bool, bool, bool]
) -> None:
    new = report_of(*dressed(edited(edits)[0], *dress))
    found = [judged.change for judged in changes(align(OLD, new))]
    for report, sides in ((OLD, [c.old for c in found]), (new, [c.new for c in found])):
        slices = sorted((side.start, side.end) for side in sides if side)
        assert all(first[1] <= second[0] for first, second in pairwise(slices))
        covered = "".join(report.document.text[start:end] for start, end in slices)
        assert "".join(covered.split()) == "".join(report.document.text.split())
    for change in found:
        if change.inline and change.old and change.new:
            assert "".join(p.text for p in change.inline if p.op != "insert") == change.old.text
            assert "".join(p.text for p in change.inline if p.op != "delete") == change.new.text


@given(DRESSES)
@settings(max_examples=16, deadline=None)
def test_a_dress_is_no_substance(dress: tuple[bool, bool, bool, bool]) -> None:
    quotes, spaces, moved, _ = dress
    clauses = [c.replace("under clause 4", "under clause 3") if moved else c for c in CLAUSES]
    new = report_of(*dressed(clauses, quotes, spaces, moved, more=False))
    assert [change for change in compare(OLD, new).changes if change.substantive] == []
