"""Reliability of probabilities, by bin and by group."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy", reason="clausescan[training] is not installed")

from clausescan.taxonomy import GROUPS, TYPES
from clausescan.training.evaluate import reliability, reliability_table


def test_a_bin_holds_what_was_said_and_what_is_true() -> None:
    said = np.array([[0.01], [0.5], [0.55], [1.0]])
    gold = np.array([[True], [True], [False], [True]])
    assert reliability(said, gold, (0.05, 0.5, 0.6, 1.0)) == [
        (0, 0.0, 0.0),
        (2, pytest.approx(0.525), 0.5),
        (1, 1.0, 1.0),
    ]


def test_the_table_has_a_line_for_each_group() -> None:
    said = np.full((3, len(TYPES)), 0.01)
    gold = np.zeros(said.shape, dtype=bool)
    said[:, TYPES.index("renewal")] = 0.9
    gold[:2, TYPES.index("renewal")] = True
    lines = reliability_table(said, gold).splitlines()
    assert [line.split(" | ")[0].strip("| ") for line in lines[2:]] == [*GROUPS, "all"]
    of_group = next(
        line for line in lines if line.startswith(f"| {next(g for g in GROUPS if 'renewal' in GROUPS[g])} ")
    )
    assert "0.90 → 0.67 (3)" in of_group
