"""The fitted part of the judge: what it adds up, how it is kept, and what it does with names it does not know."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clausescan.assess.verdicts import JUDGE, Judge, Linear, Step, load_judge, save_judge
from clausescan.errors import ModelError


def linear(measures: int, outputs: int, seed: int, names: tuple[str, ...] = ()) -> Linear:
    random = np.random.default_rng(seed)

    def drawn(*shape: int) -> np.ndarray:
        return random.normal(size=shape).astype(np.float32)

    own = {name: drawn(outputs) for name in names}
    return Linear(drawn(measures), 1 + abs(drawn(measures)), drawn(measures, outputs), drawn(outputs), own)


def judge() -> Judge:
    sizes = {"relevance": (3, 1), "elements": (4, 1), "states": (5, 3)}
    steps = [Step(linear(*size, 1, ("RN-01", "RN-02")), linear(*size, 2)) for size in sizes.values()]
    return Judge(*steps)


def test_measures_are_standardised_and_names_add_their_own() -> None:
    one = Linear(
        np.array([1.0], np.float32),
        np.array([2.0], np.float32),
        np.array([[3.0]], np.float32),
        np.array([0.5], np.float32),
        {"RN-01": np.array([10.0], np.float32)},
    )
    sums = one(np.array([[5.0], [5.0]], np.float32), ["RN-01", "XX-99"])
    assert sums.tolist() == [[16.5], [6.5]]


def test_unknown_names_go_by_the_other_coefficients() -> None:
    step = judge().states
    measures = np.ones((2, 5), dtype=np.float32)
    mixed = step(measures, ["RN-02", "HOUSE-1"])
    assert np.allclose(mixed[0], step.known(measures, ["RN-02", "RN-02"])[0])
    assert np.allclose(mixed[1], step.new(measures, ["HOUSE-1", "HOUSE-1"])[1])


def test_a_judge_is_kept_whole(tmp_path: Path) -> None:
    before = judge()
    save_judge(tmp_path / JUDGE, before)
    after = load_judge(tmp_path)
    for name, size in (("relevance", 3), ("elements", 4), ("states", 5)):
        measures = np.random.default_rng(0).normal(size=(3, size)).astype(np.float32)
        names = ["RN-01", "RN-02", "HOUSE-1"]
        assert np.array_equal(getattr(before, name)(measures, names), getattr(after, name)(measures, names))


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no archive"])
def test_a_folder_without_a_judge(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / JUDGE).write_bytes(content)
    with pytest.raises(ModelError, match="no judge that can be used"):
        load_judge(tmp_path)
