"""The reference clauses that come with clausescan, as an index: made once, then kept in the cache."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from clausescan import precedents
from clausescan.encoding.encoder import MAX_TOKENS, Encoder
from clausescan.errors import SearchIndexError
from clausescan.searching.store import FORMAT, Index
from clausescan.searching.values import Record

if TYPE_CHECKING:
    from clausescan.encoding.cache import VectorCache

SOURCE = "reference clauses"


def reference_folder() -> Path:
    """The folder of the reference clauses, installed or in a checkout. Raises SearchIndexError without it."""
    folder = precedents.reference_folder()
    if folder:
        return folder
    raise SearchIndexError("the reference clauses are missing; install clausescan again, or name an index of your own")


def reference_records(folder: Path) -> Iterator[Record]:
    """The clauses of a folder of reference files. Raises SearchIndexError for a file that is not one."""
    for file in sorted(folder.glob("*.toml")):
        try:
            for clause in tomllib.loads(file.read_text(encoding="utf-8"))["clause"]:
                manner = ", ".join([clause["style"].replace("_", " "), clause["strength"]])
                yield Record(
                    source=SOURCE,
                    number=clause["id"],
                    heading=clause["heading"],
                    page=None,
                    types=tuple(clause["types"]),
                    text=" ".join(clause["text"].split()),
                    remark=f"{manner}: {clause['note']}",
                )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SearchIndexError(f"{file} is no file of reference clauses: {error!r}") from error


def reference_index(encoder: Encoder, cache: VectorCache | None = None) -> Index:
    """The reference clauses for searching with this encoder. Without a cache on disk it is made in memory."""
    source = reference_folder()
    digest = hashlib.sha256(f"{FORMAT} {encoder.info.sha256} {encoder.info.runtime} {MAX_TOKENS}".encode())
    for file in sorted(source.glob("*.toml")):
        digest.update(file.read_bytes())
    sha256 = digest.hexdigest()
    if not cache or not cache.file or cache.problem:
        return _filled(Index.create(None), source, sha256, encoder)
    kept = cache.file.parent / "reference" / sha256[:24]
    with suppress(SearchIndexError):
        return Index.open(kept, encoder.info)
    try:
        _replace(kept, source, sha256, encoder)
        return Index.open(kept, encoder.info)
    except (OSError, SearchIndexError):  # the cache cannot be written: as if there were none
        return _filled(Index.create(None), source, sha256, encoder)


def _replace(kept: Path, source: Path, sha256: str, encoder: Encoder) -> None:
    """Make the index beside its place and move it there whole; what older versions left goes."""
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Path(tempfile.mkdtemp(dir=kept.parent, prefix=".new-"))
    try:
        with _filled(Index.create(made), source, sha256, encoder):
            pass
        for old in kept.parent.glob("[!.]*"):
            shutil.rmtree(old, ignore_errors=True)
        with suppress(OSError):  # another process was quicker
            made.rename(kept)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _filled(index: Index, source: Path, sha256: str, encoder: Encoder) -> Index:
    from clausescan.encoding.index import VectorIndex

    records = list(reference_records(source))
    with index.change():
        ids = index.add(SOURCE, sha256, "", records)
        vectors = VectorIndex(encoder.dimension)
        vectors.update([], ids, encoder.encode([" ".join(f"{r.heading} {r.text}".split()) for r in records]))
        index.settle(vectors, {"model": encoder.info.name, "model_sha256": encoder.info.sha256})
    return index
