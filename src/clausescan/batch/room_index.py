"""Every clause of a room made searchable: an index beside the store, brought up to date from what the store holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from clausescan.batch.store import Store
from clausescan.searching.store import Index
from clausescan.searching.values import Hit, Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from clausescan.encoding.encoder import Encoder
    from clausescan.encoding.index import VectorIndex
    from clausescan.model import Report

_AT_ONCE = 200
"""Agreements between two moments at which the index is whole: a run that is cut off loses no more."""


def index_folder(store: Path) -> Path:
    """ "results.db" has its index in "results.db.index"."""
    return store.with_name(f"{store.name}.index")


def search_room(
    store: Store,
    query: str,
    encoder: Encoder,
    *,
    types: Sequence[str] = (),
    limit: int = 10,
    begin: Callable[[str], None] = lambda path: None,
) -> list[Hit]:
    """The clauses of the room nearest to a question, nearest first; what the store has anew is indexed before. `begin`
    is told which agreement is indexed. Raises StoreError, SearchIndexError."""
    from clausescan.searching.find import find

    folder = index_folder(store.file)
    update(store, folder, encoder, begin)
    with Index.open(folder, encoder.info) as index, index.reading():
        if index.counts()[1] == 0:
            return []
        return find(index, query, encoder, types=types, limit=limit)


def update(
    store: Store, folder: Path, encoder: Encoder, begin: Callable[[str], None] = lambda path: None
) -> tuple[int, int]:
    """Make the index hold the documents of the store, and only those; gives how many came in and how many went.

    The vectors that the store keeps are not used: they were made with the words of the clause before, which a question
    does not have.
    """
    from clausescan.encoding.index import VectorIndex

    wanted = {
        path: (id, sha256, read_as)
        for id, path, sha256, read_as in store.db.execute(
            "SELECT id, path, sha256, read_as FROM documents ORDER BY path"
        )
    }
    came = went = 0
    with Index.create(folder) as index:
        same_model = index.about("model_sha256") == encoder.info.sha256
        known = index.files()
        gone = {
            path: id
            for path, (id, *was) in known.items()
            if not same_model or path not in wanted or [*wanted[path][1:]] != was
        }
        new = [path for path in wanted if path not in known or path in gone]
        if not gone and not new and same_model:
            return 0, 0
        groups = [new[i : i + _AT_ONCE] for i in range(0, len(new), _AT_ONCE)] or [[]]
        for n, group in enumerate(groups):
            with index.change():
                vectors = index.vectors() if same_model else VectorIndex(encoder.dimension)
                removed = [id for file in (gone.values() if n == 0 else ()) for id in index.remove(file)]
                documents = [(path, *wanted[path]) for path in group]
                _add(store, index, vectors, removed if same_model else [], documents, encoder, begin)
            same_model = True
            came += len(group)
        went = len(gone)
    return came, went


def _add(
    store: Store,
    index: Index,
    vectors: VectorIndex,
    removed: Sequence[int],
    documents: Sequence[tuple[str, int, str, str]],
    encoder: Encoder,
    begin: Callable[[str], None],
) -> None:
    import numpy as np

    ids: list[int] = []
    rows: list[NDArray[np.float32]] = [np.empty((0, encoder.dimension), dtype=np.float32)]
    for path, document, sha256, read_as in documents:
        begin(path)
        records, texts = _records(path, store.report(document))
        ids += index.add(path, sha256, read_as, records)
        if texts:
            rows.append(encoder.encode(texts))
    vectors.update(list(removed), ids, np.concatenate(rows))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    index.settle(vectors, {"model": encoder.info.name, "model_sha256": encoder.info.sha256, "built": now})


def _records(path: str, report: Report) -> tuple[list[Record], list[str]]:
    """The clauses of an agreement that say something, and what is encoded of each."""
    from clausescan.classify import UNTYPED, classified_texts

    texts = classified_texts(report.document, report.clauses)
    chosen = [i for i, c in enumerate(report.clauses) if c.kind not in UNTYPED and texts[i]]
    records = []
    for i in chosen:
        c = report.clauses[i]
        text = report.document.text[c.body : c.end].strip()
        types = tuple(t.type for t in c.types)
        records.append(Record(path, c.place, " › ".join(c.heading_path), c.page, types, text))
    return records, [texts[i] for i in chosen]
