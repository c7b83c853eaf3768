"""Word heads in given folds."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy", reason="clausescan[training] is not installed")

from clausescan.taxonomy import TYPES
from clausescan.training.datasets import Agreement, load_gold
from clausescan.training.words import together, word_heads, word_material, word_sums

RENEWAL = TYPES.index("renewal")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clausescan.training.fit.FEWEST_AGREEMENTS", 1)
    monkeypatch.setattr("clausescan.training.fit.FEWEST_CLAUSES", 1)


@pytest.fixture
def agreements(tmp_path: Path) -> list[Agreement]:
    """In alfa and beta "prolongs" marks a renewal, in gamma "persists"; each has words of its own."""
    (tmp_path / "docs").mkdir()
    for name, word in (("alfa", "prolongs"), ("beta", "prolongs"), ("gamma", "persists")):
        lines = [f"{n}. The contract {word if n % 2 else 'ends'} {name} {name}word{'abcdefgh'[n]}." for n in range(8)]
        (tmp_path / "docs" / f"{name}.json").write_text(json.dumps({"paragraphs": lines}))
        (tmp_path / f"{name}.labels.tsv").write_text("\n".join(f"{n}\trenewal" for n in range(1, 8, 2)))
    return list(load_gold(tmp_path))


def told_apart(sums: np.ndarray) -> float:
    return float(sums[1::2, RENEWAL].mean() - sums[::2, RENEWAL].mean())


def test_a_fold_is_scored_by_heads_that_did_not_see_it(agreements: list[Agreement]) -> None:
    material = word_material(agreements, [], None)
    sums = word_sums(material, {"alfa": 0, "beta": 1, "gamma": 2})
    assert told_apart(sums["alfa"]) > 0.5, "beta shows it"
    alone = word_sums(material, {"alfa": 0, "beta": 0, "gamma": 1})
    assert told_apart(alone["alfa"]) < told_apart(sums["alfa"]) / 2, "gamma does not know the word"


def test_what_is_in_no_fold_is_learnt_from(agreements: list[Agreement], tmp_path: Path) -> None:
    sums = word_sums(word_material(agreements, [], None), {"alfa": 0})
    assert set(sums) == {"alfa"}
    assert told_apart(sums["alfa"]) > 0.5
    more = word_sums(word_material(agreements[:1], agreements[1:], None), {"alfa": 0})
    assert np.allclose(more["alfa"], sums["alfa"], atol=0.05)


def test_reference_clauses_teach_words(agreements: list[Agreement], tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    folder.mkdir()
    clause = '[[clause]]\nheading = "Term"\ntext = "It {}."\ntypes = [{}]\n'
    text = clause.format("prolongs", '"renewal"') * 6 + clause.format("ends", '"initial_term"') * 6
    (folder / "renewal.toml").write_text(text)
    fold = {"alfa": 0}
    without = word_sums(word_material(agreements[::2], [], None), fold)
    assert told_apart(word_sums(word_material(agreements[::2], [], folder), fold)["alfa"]) > told_apart(without["alfa"])


def test_heads_for_everything_know_every_word(agreements: list[Agreement]) -> None:
    material = word_material(agreements, [], None)
    coefficients, _ = word_heads(material)
    place = material.words.place
    for word in ("prolongs", "persists"):
        assert coefficients[place[word], RENEWAL] > coefficients[place["ends"], RENEWAL]


def test_sums_are_put_side_by_side_where_all_sources_have_them() -> None:
    one = {"alfa": np.zeros((2, 3)), "beta": np.zeros((1, 3))}
    both = together(one, {"alfa": np.ones((2, 3))})
    assert set(both) == {"alfa"}
    assert both["alfa"].shape == (2, 3, 2)
    assert (both["alfa"] == [0, 1]).all()
