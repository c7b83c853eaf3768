"""An index of agreements, made or brought up to date."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from clausescan import __version__
from clausescan.errors import ReadError
from clausescan.model import Document
from clausescan.reading.options import ReadOptions
from clausescan.reading.paths import Found, Skipped, documents_in
from clausescan.searching.store import Index
from clausescan.searching.values import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from clausescan.classify import Classifier
    from clausescan.encoding.cache import VectorCache


@dataclass(slots=True)
class Built:
    """What a build did, in files; `clauses` is what the index holds now."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0
    """Not looked at, because their folder cannot be opened now."""
    clauses: int = 0
    failures: list[ReadError] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def build_index(
    paths: Iterable[str | Path],
    folder: Path,
    *,
    options: ReadOptions | None = None,
    model: str | Path | None = None,
    cache: VectorCache | None = None,
    begin: Callable[[str], None] = lambda path: None,
    failed: Callable[[ReadError], None] = lambda error: None,
) -> Built:
    """Make the index in `folder` hold the agreements that `paths` lead to, and only those.

    Files whose bytes are the same as last time are not read again, unless the model, the way of reading or the version
    of clausescan is another one. A file that cannot be read is collected in the outcome and is not in the index; the
    others are. `begin` and `failed` are told as it goes. Raises SearchIndexError, ModelError; then nothing has changed.
    """
    import numpy as np

    from clausescan.classify import Classifier
    from clausescan.encoding.cache import VectorCache
    from clausescan.encoding.folder import HASHES, sha256, shipped_model
    from clausescan.encoding.index import VectorIndex
    from clausescan.reading import read

    options = options or ReadOptions()
    model = Path(model) if model else shipped_model()
    # Without a file the cache still saves encoding every clause twice, for its types and for its vector.
    classifier = Classifier.load(model, cache=cache or VectorCache(None))
    read_as = f"{__version__} {sha256(model / HASHES)} {options.revisions} {'ocr' if options.ocr else ''}"

    outcome = Built()
    with Index.create(folder) as index, index.change():
        info = classifier.info
        same_model = index.about("model_sha256") == info.sha256
        vectors = index.vectors() if same_model else VectorIndex(classifier.encoder.dimension)
        known = index.files()
        seen: set[str] = set()
        unopened: list[str] = []
        gone: list[int] = []
        ids: list[int] = []
        rows: list[NDArray[np.float32]] = []
        for found in documents_in(paths):
            if isinstance(found, Skipped):
                outcome.skipped.append(found)
                if found.problem:
                    unopened.append(_place(found.path))
                    _fail(outcome, failed, ReadError(found.path, found.code, found.reason))
                continue
            place = _place(found.path)
            before = known.get(place)
            begin(found.path)
            if before and same_model and before[1:] == (_digest(found), read_as):
                seen.add(place)
                outcome.unchanged += 1
                continue
            try:
                document = read(found.path, options=options)
            except ReadError as error:
                _fail(outcome, failed, error)
                unopened.append(place)
                continue
            seen.add(place)
            records, new = _records(document, classifier)
            if before:
                gone += index.remove(before[0])
                outcome.changed += 1
            else:
                outcome.added += 1
            ids += index.add(place, document.sha256, read_as, records)
            rows.append(new)
        for place, (file, _, _) in known.items():
            if place in seen:
                continue
            # A folder that cannot be opened now (a share that is away) keeps what the index has of it.
            if same_model and any(place.startswith(top + os.sep) for top in unopened):
                outcome.kept += 1
                continue
            gone += index.remove(file)
            outcome.removed += 1
        # With another model the old vectors are not in `vectors`, so none of the removed ones is either.
        none = np.empty((0, vectors.dimension), dtype=np.float32)
        if gone or ids or not same_model:
            vectors.update(gone if same_model else [], ids, np.concatenate([none, *rows]))
            now = datetime.now(UTC).isoformat(timespec="seconds")
            index.settle(vectors, {"model": info.name, "model_sha256": info.sha256, "built": now})
        outcome.clauses = index.counts()[1]
    return outcome


def _fail(outcome: Built, failed: Callable[[ReadError], None], error: ReadError) -> None:
    outcome.failures.append(error)
    failed(error)


def _place(path: str) -> str:
    return os.path.abspath(path)


def _digest(found: Found) -> str:
    try:
        if not os.path.isfile(found.path):
            return ""
        with open(found.path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:  # reading it says what is wrong
        return ""


def _records(document: Document, classifier: Classifier) -> tuple[list[Record], NDArray[np.float32]]:
    """The clauses of a document that say something, and their vectors."""
    from clausescan.classify import UNTYPED, classified_texts
    from clausescan.structure import clause_tree

    clauses = classifier.classify(document, clause_tree(document))
    texts = classified_texts(document, clauses)
    chosen = [i for i, c in enumerate(clauses) if c.kind not in UNTYPED and texts[i]]
    records = []
    for i in chosen:
        c = clauses[i]
        text = document.text[c.body : c.end].strip()
        heading = " › ".join(c.heading_path)
        types = tuple(t.type for t in c.types)
        records.append(Record(document.path, c.number or c.cite, heading, c.page, types, text))
    return records, classifier.encoder.encode([texts[i] for i in chosen])
