"""Gold units onto the clauses that the product reads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from clausescan.taxonomy import TYPES
from clausescan.training.datasets import families, load_gold, matches
from clausescan.training.evaluate import calibration_error, score

ONE = "Each partner keeps what it owned before and grants the company a licence"
TWO = "for its own products in the territory, free of any royalty, until the venture ends"
THREE = "The board meets every quarter in Graz"


@pytest.mark.parametrize(
    ("units", "clauses", "expected"),
    [
        ([ONE, THREE], [ONE, THREE], ((0,), (1,))),
        ([f"{ONE} {TWO}", THREE], [ONE, TWO, THREE], ((0, 1), (2,))),
        ([ONE, TWO, THREE], [f"{ONE}, {TWO}.", "Page 3", THREE], ((0,), (0,), (2,))),
        ([ONE, THREE, ONE], [ONE, THREE, ONE], ((0,), (1,), (2,))),
        ([ONE], [THREE], ((),)),
        ([], [ONE], ()),
    ],
)
def test_units_find_their_clauses(units: list[str], clauses: list[str], expected: tuple[tuple[int, ...], ...]) -> None:
    assert matches(units, clauses) == expected


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    paragraphs = ["1. LICENCE", f"1.1 {ONE} {TWO}.", "2. BOARD", f"2.1 {THREE}."]
    (tmp_path / "docs" / "alfa.json").write_text(json.dumps({"paragraphs": paragraphs}))
    (tmp_path / "alfa.labels.tsv").write_text("1\tip_ownership,licence_term\n3\tgoverning_body\n")
    return tmp_path


def test_labels_come_with_the_clauses(gold: Path) -> None:
    (agreement,) = load_gold(gold)
    labelled = {
        " ".join(agreement.texts[i].split()[:3]): {TYPES[k] for k in np.flatnonzero(agreement.labels[i])}
        for i in agreement.typed
    }
    assert labelled == {"LICENCE Each partner": {"ip_ownership", "licence_term"}, "BOARD The board": {"governing_body"}}


def test_scores_count_units(gold: Path) -> None:
    (agreement,) = load_gold(gold)
    nothing = np.zeros_like(agreement.labels)
    assert score([agreement], [agreement.labels]).micro == 1.0
    assert score([agreement], [nothing]).micro == 0.0
    half = nothing.copy()
    half[:, TYPES.index("licence_term")] = agreement.labels[:, TYPES.index("licence_term")]
    scores = score([agreement], [half])
    assert scores.micro == pytest.approx(2 / 4)
    assert scores.types["licence_term"] == (1.0, 1.0, 1.0, 1)
    assert scores.groups["ASSETS"] == 1.0


def test_texts_that_share_much_are_one_family() -> None:
    words = [f"{a}{b}" for a in "bcdfghjklmnpqrst" for b in ("ab", "ec", "id", "of", "ug", "al", "em", "in")]
    form = " ".join(words * 3)
    changed = " ".join([*words, "other", *words, *words[:40]])
    apart = " ".join(reversed(words * 3))
    family = families({"form": form, "made from it": changed, "another": apart})
    assert family["form"] == family["made from it"] != family["another"]


def test_calibration_error() -> None:
    sure = np.array([0.9] * 10 + [0.1] * 10)
    right = np.array([True] * 9 + [False] + [True] + [False] * 9)
    assert calibration_error(sure, right, bins=2) == pytest.approx(0)
    assert calibration_error(sure, ~right, bins=2) == pytest.approx(0.8)
