"""Decisions by people: they hold over the machine's verdicts, and stay when an agreement is read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hand_room import Verdict, empty, made, put

from clausescan.batch.matrix import matrix
from clausescan.batch.queries import QUERIES, Asked
from clausescan.batch.reviews import decide, named
from clausescan.batch.store import InputRow, Store
from clausescan.errors import StoreError

UNSURE: Verdict = ("absent", "high", 0.4, True)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = empty(tmp_path)
    put(opened, made("a", {"TR-05": UNSURE, "TR-06": UNSURE}))
    return opened


def test_an_override_holds_and_is_shown_as_such(store: Store) -> None:
    done = decide(store, "a.pdf", "tr-06", "override", who="A. L.", reason="side letter 3", status="explicit")
    assert (done.found, done.status, done.item) == ("absent", "explicit", "TR-06")
    (agreement,) = matrix(store).agreements
    left, right = agreement.cells
    assert left is not None
    assert right is not None
    assert (right.status, right.found, right.decided, right.reason) == ("explicit", "absent", "A. L.", "side letter 3")
    assert (left.status, left.decided) == ("absent", "")
    assert agreement.gaps("high") == 1
    assert [row[2] for row in QUERIES["review"].ask(store, Asked()).rows] == ["TR-05"]


def test_the_last_decision_counts(store: Store) -> None:
    decide(store, "a.pdf", "TR-06", "override", who="x", reason="r", status="explicit")
    decide(store, "a.pdf", "TR-06", "accept", who="y", reason="")
    table = QUERIES["decided"].ask(store, Asked())
    assert [(row[4], row[5], row[9]) for row in table.rows] == [("accept", "absent", "y")]
    assert store.db.execute("SELECT count(*) FROM reviews").fetchone() == (2,)


def test_a_decision_outlives_another_reading(store: Store) -> None:
    decide(store, "a.pdf", "TR-06", "override", who="x", reason="r", status="explicit")
    put(store, made("a", {"TR-06": UNSURE}))
    assert [c.status for a in matrix(store).agreements for c in a.cells if c] == ["explicit"]


def test_a_decision_on_a_verdict_that_has_changed_since(store: Store) -> None:
    decide(store, "a.pdf", "TR-06", "accept", who="x", reason="")
    put(store, made("a", {"TR-06": ("partial", "high", 0.9, False)}))
    (cell,) = matrix(store).agreements[0].cells
    assert cell is not None
    assert (cell.status, cell.found, cell.outdated) == ("absent", "partial", True)
    (row,) = QUERIES["review"].ask(store, Asked()).rows
    assert row[-1] == "decided by x when it was absent"


def test_other_words_are_another_content(store: Store) -> None:
    decide(store, "a.pdf", "TR-06", "override", who="x", reason="r", status="explicit")
    put(store, made("b", {"TR-06": UNSURE}, salt="other"))
    assert [a.cells[-1].status for a in matrix(store).agreements if a.cells[-1]] == ["explicit", "absent"]


def test_agreements_by_path_duplicate_and_hash(store: Store) -> None:
    document, sha256, path = named(store, "/room/a.pdf")
    with store.change():
        row = InputRow("/room/x/copy.pdf", 1, 2, sha256, "duplicate", document, path, "r", None, None, None)
        store.put_input(row, 1)
    for name in ("a.pdf", "room/a.pdf", "copy.pdf", "x/copy.pdf", sha256, sha256[:8].upper()):
        assert named(store, name) == (document, sha256, path)


@pytest.mark.parametrize("name", ["b.pdf", ".pdf", "%", "", "oom/a.pdf"])
def test_no_such_agreement(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="no such agreement"):
        named(store, name)


def test_a_name_of_several(store: Store) -> None:
    report = made("x/a", {"TR-06": UNSURE}, salt="2")
    put(store, report)
    with pytest.raises(StoreError, match="2 agreements are called that"):
        named(store, "a.pdf")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"item": "ZZ-99"}, "no verdict on ZZ-99"),
        ({"who": " "}, "who decides"),
        ({"reason": ""}, "why another status"),
        ({"status": "absent"}, "accept the verdict instead"),
        ({"status": "perfect"}, "no such status"),
    ],
)
def test_what_is_no_decision(store: Store, given: dict[str, str], said: str) -> None:
    values = {"item": "TR-06", "who": "x", "reason": "r", "status": "explicit", **given}
    item = values.pop("item")
    with pytest.raises(StoreError, match=said):
        decide(store, "a.pdf", item, "override", **values)  # type: ignore[arg-type]
    assert store.db.execute("SELECT count(*) FROM reviews").fetchone() == (0,)
