"""Nearest vectors, by FAISS. The only module that knows it.

Up to `APPROXIMATE_FROM` vectors each is compared, which is exact. Past that, vectors are sorted into cells (IVF) and
only the cells nearest to the question are looked through; benchmarks/index_recall.py measures what that loses and
gains.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

faiss: Any = import_module("faiss")  # the types it brings along are wrong in places

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

APPROXIMATE_FROM = 200_000
"""Vectors from which an index is approximate. Comparing so many takes as long as making the vector of the question."""
CELLS_LOOKED_AT = 0.08
"""Share of the cells that a search goes through. Measured: recall@10 0.989 at 30,000 vectors, and rising with size."""


class VectorIndex:
    """Unit vectors by id, searched by cosine. Ids are numbers that the caller chooses."""

    def __init__(self, dimension: int, *, approximate_from: int = APPROXIMATE_FROM) -> None:
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self._approximate_from = approximate_from

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def exact(self) -> bool:
        return not isinstance(self._index, faiss.IndexIVF)

    def update(self, removed: Sequence[int], ids: Sequence[int], vectors: Floats) -> None:
        """Take `removed` out and put `vectors` (len(ids), dimension) in; the kind of index follows its size."""
        if len(removed):
            self._index.remove_ids(faiss.IDSelectorArray(np.asarray(removed, dtype=np.int64)))
        total = len(self) + len(ids)
        if self._kind_fits(total):
            if len(ids):
                self._index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))
            return
        kept = self._ids()
        all_ids = np.concatenate([kept, np.asarray(ids, dtype=np.int64)])
        everything = np.concatenate([self.vectors(kept), vectors.reshape(-1, self.dimension)])
        self._index = self._made(everything)
        self._index.add_with_ids(everything, all_ids)

    def search(self, vector: Floats, k: int, among: Ids | None = None) -> list[tuple[int, float]]:
        """The k nearest (id, cosine), nearest first. `among`: only these ids are looked at, and all of them."""
        if k < 1 or not len(self) or (among is not None and not len(among)):
            return []
        row = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        selector = None if among is None else _selector(among)
        if self.exact:
            parameters = faiss.SearchParameters(sel=selector) if selector else None
        else:
            cells = self._index.nlist if selector else max(1, round(self._index.nlist * CELLS_LOOKED_AT))
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=cells)
        scores, ids = self._index.search(row, min(k, len(self)), params=parameters)
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]

    def vectors(self, ids: Sequence[int] | Ids) -> Floats:
        """The vectors of ids that are in the index, (len(ids), dimension)."""
        found = np.empty((len(ids), self.dimension), dtype=np.float32)
        for row, i in enumerate(ids):
            self._index.reconstruct(int(i), found[row])
        return found

    def save(self, file: Path) -> None:
        faiss.write_index(self._index, str(file))

    @classmethod
    def load(cls, file: Path, *, approximate_from: int = APPROXIMATE_FROM) -> VectorIndex:
        """The index in a file that `save` wrote. The caller has checked that it is that file: FAISS trusts it.
        Raises RuntimeError."""
        loaded = cls.__new__(cls)
        loaded._index = faiss.read_index(str(file))
        loaded._approximate_from = approximate_from
        return loaded

    def _ids(self) -> Ids:
        if self.exact:
            return np.array(faiss.vector_to_array(self._index.id_map), dtype=np.int64)
        lists = self._index.invlists
        return np.concatenate(
            [faiss.rev_swig_ptr(lists.get_ids(i), lists.list_size(i)).astype(np.int64) for i in range(lists.nlist)]
        )

    def _kind_fits(self, total: int) -> bool:
        """Whether `total` vectors can stay in the index as it is. Cells are drawn anew when there are twice as many
        vectors as they were drawn for; an index that shrinks stays approximate until it has half its size."""
        if self.exact:
            return total < self._approximate_from
        return self._approximate_from // 2 <= total <= 2 * int(self._index.nlist) ** 2 // 16

    def _made(self, vectors: Floats) -> Any:
        dimension, count = vectors.shape[1], len(vectors)
        if count < self._approximate_from:
            return faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        cells = max(1, round(4 * count**0.5))
        index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimension), dimension, cells, faiss.METRIC_INNER_PRODUCT)
        index.cp.spherical, index.cp.seed, index.cp.max_points_per_centroid = True, 1, 64
        index.train(vectors)
        index.set_direct_map_type(faiss.DirectMap.Hashtable)
        return index


def _selector(ids: Ids) -> Any:
    return faiss.IDSelectorBatch(np.ascontiguousarray(ids, dtype=np.int64))
