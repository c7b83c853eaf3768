"""Nearest vectors, exact and by cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from clausescan.encoding.index import VectorIndex

EVERYTHING = 10**9


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    """3,000 unit vectors in 60 bunches."""
    draw = np.random.default_rng(1)
    centres = draw.normal(size=(60, 24))
    made = centres[draw.integers(60, size=3000)] + draw.normal(size=(3000, 24)) * 0.5
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def filled(vectors: NDArray[np.float32], approximate_from: int) -> VectorIndex:
    index = VectorIndex(vectors.shape[1], approximate_from=approximate_from)
    index.update([], range(100, 100 + len(vectors)), vectors)
    return index


@pytest.mark.parametrize("approximate_from", [EVERYTHING, 1000], ids=["exact", "approximate"])
def test_what_was_put_in_is_found_under_its_id(vectors: NDArray[np.float32], approximate_from: int) -> None:
    index = filled(vectors, approximate_from)
    assert index.exact == (approximate_from == EVERYTHING)
    for row in (0, 7, 2999):
        (first, score), *_ = index.search(vectors[row], 3)
        assert first == 100 + row
        assert score == pytest.approx(1, abs=1e-5)
    assert (index.vectors([3099, 100]) == vectors[[2999, 0]]).all()


@pytest.mark.parametrize("approximate_from", [EVERYTHING, 1000], ids=["exact", "approximate"])
def test_updates_by_parts_equal_one_index(tmp_path: Path, vectors: NDArray[np.float32], approximate_from: int) -> None:
    index = filled(vectors[:2000], approximate_from)
    index.update(range(100, 600), range(2100, 2600), vectors[2000:2500])
    index.save(tmp_path / "v")
    index = VectorIndex.load(tmp_path / "v", approximate_from=approximate_from)
    index.update(range(600, 700), range(2600, 3100), vectors[2500:])
    assert len(index) == 2400
    assert index.exact == (approximate_from == EVERYTHING)
    assert not {i for i, _ in index.search(vectors[0], 2400)} & set(range(100, 700))
    for row in (700, 2200, 2999):
        assert index.search(vectors[row], 1)[0][0] == 100 + row


@pytest.mark.parametrize("approximate_from", [EVERYTHING, 1000], ids=["exact", "approximate"])
def test_among_some_the_search_is_exact(vectors: NDArray[np.float32], approximate_from: int) -> None:
    some = np.arange(130, 3100, 97)
    found = filled(vectors, approximate_from).search(vectors[5], 10, some)
    scores = vectors[some - 100] @ vectors[5]
    assert [i for i, _ in found] == some[np.argsort(-scores)[:10]].tolist()


def test_the_kind_follows_the_size(vectors: NDArray[np.float32]) -> None:
    index = filled(vectors[:900], 1000)
    assert index.exact
    index.update([], range(1000, 1200), vectors[900:1100])
    assert not index.exact
    index.update(range(100, 700), [], vectors[:0])
    assert not index.exact, "500 of 1,000 may stay"
    index.update([1000], [], vectors[:0])
    assert index.exact
    assert len(index) == 499
    assert index.search(vectors[1000], 1)[0][0] == 1100


def test_nothing_to_find(vectors: NDArray[np.float32]) -> None:
    empty = VectorIndex(24)
    assert empty.search(vectors[0], 5) == []
    assert filled(vectors[:3], EVERYTHING).search(vectors[0], 5, np.array([], dtype=np.int64)) == []
    assert len(filled(vectors[:3], EVERYTHING).search(vectors[0], 5)) == 3


def test_cells_lose_little(vectors: NDArray[np.float32]) -> None:
    exact, approximate = filled(vectors, EVERYTHING), filled(vectors, 1000)
    kept = [len({i for i, _ in exact.search(v, 10)} & {i for i, _ in approximate.search(v, 10)}) for v in vectors[::60]]
    assert sum(kept) / len(kept) >= 9
