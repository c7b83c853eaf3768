"""Rows from several sources: each trains only what it labels."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy", reason="clausescan[training] is not installed")

from clausescan.classify import UNTYPED, classified_texts, inputs_of
from clausescan.reading import read
from clausescan.structure import clause_tree
from clausescan.taxonomy import TYPES
from clausescan.training.multitask import CUAD_OUTPUTS, OUTPUTS, Rows, balance, cuad_rows, reference_rows

AGREEMENT = """1. TERM

1.1 This agreement begins on the day it is signed and ends five years later.

1.2 It renews for one year at a time unless a party says no ninety days before.

2. LAW

2.1 The laws of Styria govern this agreement."""


def test_the_clause_before_is_the_second_segment() -> None:
    document = read(AGREEMENT.encode(), name="alfa.txt")
    clauses = tuple(clause_tree(document))
    texts = classified_texts(document, clauses)
    typed = [i for i, clause in enumerate(clauses) if clause.kind not in UNTYPED and texts[i]]
    inputs = inputs_of(document, clauses, texts, typed, context=3)
    assert len(inputs) == 3
    assert inputs[0] == texts[typed[0]], "nothing stands before the first"
    assert [text[1] for text in inputs[1:]] == ["five years later.", "ninety days before."]
    assert inputs_of(document, clauses, texts, typed, context=0) == [texts[i] for i in typed]


def cuad_folder(place: Path) -> Path:
    (place / "texts").mkdir()
    (place / "texts" / "alfa.txt").write_text(AGREEMENT, encoding="utf-8")
    row = {"Filename": "alfa.txt"} | dict.fromkeys(CUAD_OUTPUTS, "[]")
    row["Renewal Term"] = "['It renews for one year at a time']"
    with (place / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(row))
        table.writeheader()
        table.writerow(row)
    return place


def test_cuad_trains_its_own_outputs_only(tmp_path: Path) -> None:
    (rows,) = cuad_rows(cuad_folder(tmp_path), unmarked=1, weight=0.5)
    assert len(rows.inputs) == 2, "the marked clause and one other"
    own = np.array([output.startswith("CUAD ") for output in OUTPUTS])
    assert rows.weights[:, ~own].sum() == 0
    assert (rows.weights[:, own] == 0.5).all()
    assert [OUTPUTS[k] for k in np.flatnonzero(rows.labels.any(0))] == ["CUAD Renewal Term"]


def test_cuad_marks_as_positives_are_never_negatives(tmp_path: Path) -> None:
    (rows,) = cuad_rows(cuad_folder(tmp_path), unmarked=5, positives=True)
    assert len(rows.inputs) == 3
    types = slice(0, len(TYPES))
    assert rows.labels[:, TYPES.index("renewal")].sum() == 1
    assert ((rows.weights[:, types] > 0) == rows.labels[:, types]).all()


def test_reference_clauses_train_the_types(tmp_path: Path) -> None:
    (tmp_path / "renewal.toml").write_text(
        '[[clause]]\nheading = "Renewal"\ntext = "It renews."\ntypes = ["renewal"]\n'
    )
    rows: Rows = reference_rows(tmp_path, weight=2)
    assert rows.inputs == ("Renewal It renews.",)
    assert (rows.weights[0] == np.array([2.0] * len(TYPES) + [0.0] * (len(OUTPUTS) - len(TYPES)))).all()


def test_balance() -> None:
    labels = np.zeros((101, 3), dtype=bool)
    labels[0, 0] = True  # 1 of 101
    labels[:50, 1] = True  # half of the hundred that are labelled
    weights = np.ones((101, 3), dtype=np.float32)
    weights[100, 1] = 0
    weights[:, 2] = 0
    positive, bias = balance(labels, weights)
    assert np.allclose(positive, [10, 1, 1])
    assert np.allclose(bias[:2], [np.log(10 / 100), 0], atol=1e-5)
    assert bias[2] < -9, "what nothing labels is never given"
