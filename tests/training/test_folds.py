"""Folds by agreement and out-of-fold sums."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy", reason="clausescan[training] is not installed")

from clausescan.taxonomy import TYPES
from clausescan.training.datasets import Agreement, load_gold
from clausescan.training.folds import Split, average_precision, measured, read_sums, without_kin, write_sums
from clausescan.training.multitask import OUTPUTS, Rows, gold_rows

FORM = " ".join(f"{'bcdfghjklm'[i % 10]}a{'npqrstvwxz'[i // 10 % 10]}e{'bdfg'[i // 100]}" for i in range(400))


def rows(name: str, text: str) -> Rows:
    return Rows(name, text, ("x",), np.zeros((1, len(OUTPUTS)), bool), np.ones((1, len(OUTPUTS)), np.float32))


def test_nothing_is_learnt_from_what_repeats_a_held_agreement() -> None:
    other = " ".join(reversed(FORM.split()))
    every = [rows("alfa", FORM), rows("beta", f"{FORM} and more"), rows("gamma", other), rows("reference", "")]
    assert [r.name for r in without_kin(every, {"alfa"})] == ["gamma", "reference"]
    assert [r.name for r in without_kin(every, {"gamma"})] == ["alfa", "beta", "reference"]


@pytest.fixture
def agreements(tmp_path: Path) -> list[Agreement]:
    (tmp_path / "docs").mkdir()
    for i, name in enumerate(("alfa", "beta", "gamma", "delta")):
        lines = [f"1.{n} The {FORM.split()[i * 90 + n]} renews in year {n}." for n in range(1, 9)]
        lines += [f"2.{n} The board sees {FORM.split()[i * 90 + 20 + n]} each week." for n in range(1, 9)]
        (tmp_path / "docs" / f"{name}.json").write_text(json.dumps({"paragraphs": lines}))
        labels = [f"{n}\trenewal" for n in range(8)] + [f"{n}\tgoverning_body" for n in range(8, 16)]
        (tmp_path / f"{name}.labels.tsv").write_text("\n".join(labels))
    return list(load_gold(tmp_path))


def saved(agreements: list[Agreement], file: Path, *, right: bool) -> Path:
    held = [gold_rows(a) for a in agreements]
    labels = np.concatenate([r.labels for r in held])
    values = np.where(labels if right else np.roll(labels, 1, axis=1), 3, -3).astype(np.float32)
    write_sums(file, Split(agreements, agreements, held, []), values)
    return file


def test_sums_are_kept_and_scored_by_fold(agreements: list[Agreement], tmp_path: Path) -> None:
    one = saved(agreements[:2], tmp_path / "one.npz", right=True)
    two = saved(agreements[2:], tmp_path / "two.npz", right=True)
    sums, fold = read_sums([one, two])
    assert [fold[a.name] for a in agreements] == [0, 0, 1, 1]
    assert all(sums[a.name].shape == (len(a.typed), len(TYPES)) for a in agreements)
    scores, precision = measured(agreements, [one, two])
    assert scores.micro == precision == 1
    assert measured(agreements, [one])[0].micro == 1, "a lone fold is calibrated on its other agreements"
    with pytest.raises(ValueError, match="earlier file"):
        read_sums([one, one])


def test_wrong_sums_score_badly(agreements: list[Agreement], tmp_path: Path) -> None:
    scores, precision = measured(agreements, [saved(agreements, tmp_path / "wrong.npz", right=False)])
    assert scores.micro < 0.7
    assert precision < 0.7


def test_average_precision() -> None:
    labels = np.zeros((4, len(TYPES)), dtype=bool)
    labels[[0, 2], 3] = True
    values = np.zeros((4, len(TYPES)))
    values[:, 3] = [4, 3, 2, 1]
    assert average_precision(values, labels) == {TYPES[3]: pytest.approx((1 + 2 / 3) / 2)}
