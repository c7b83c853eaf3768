"""Vectors that were computed before, kept on disk so that the next version of an agreement is encoded only where it
changed.

The store is one SQLite file. It holds hashes of texts and vectors, no text. That is not nothing: who has the file and a
clause can tell that this clause was once read, and vectors give away roughly what a clause is about. It lies in the
user's cache folder, readable by that user only; docs/search.md says where, and how to clear or switch it off.

A vector that comes from here is, to the last bit, the one that the encoder would compute: the key covers the text, the
network, the tokenizer, the runtime, and what this processor makes of a sample sentence.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from clausescan.encoding.encoder import Encoder, Text
from clausescan.model import ModelInfo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LIMIT = 256 * 1024 * 1024
"""Bytes that the file may take: some 130,000 clauses. Those not used for longest make room."""

FORMAT = 1
_SAMPLE = "Either party may end this agreement by three months' written notice if the other is in material breach."
_AT_ONCE = 500
_DAY = 86_400


def cache_folder(named: str | Path | None = None) -> Path:
    """Where the cache lies: `named`, or where the system keeps caches of the user."""
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("clausescan", appauthor=False)


class VectorCache:
    """Key → bytes in a file of bounded size, for many processes at once. Without a file: in memory.

    A cache that fails is no reason to fail: it then keeps quiet, and `problem` says why.
    """

    def __init__(self, folder: Path | None, limit: int = LIMIT) -> None:
        self.file = folder / "vectors.sqlite3" if folder else None
        self.limit = limit
        self.problem = ""
        self.hits = self.misses = 0
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is known of the keys. A damaged entry counts as unknown."""
        found: dict[bytes, bytes] = {}
        now = int(time.time())
        stale = []
        with self._lock:
            try:
                db = self._connection()
                for i in range(0, len(keys), _AT_ONCE):
                    some = keys[i : i + _AT_ONCE]
                    marks = ",".join("?" * len(some))
                    chosen = f"SELECT key, used, checksum, value FROM vectors WHERE key IN ({marks})"  # noqa: S608
                    for key, used, check, value in db.execute(chosen, some) if db else ():
                        if crc32(value) == check:
                            found[key] = value
                        if used < now - _DAY:
                            stale.append((now, key))
                if db and stale:
                    with db:
                        db.executemany("UPDATE vectors SET used = ? WHERE key = ?", stale)
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
        self.hits += len(found)
        self.misses += len(keys) - len(found)
        return found

    def put(self, entries: Mapping[bytes, bytes]) -> None:
        """Keep the entries; the ones not used for longest go when the file would pass its limit."""
        rows = [(key, int(time.time()), crc32(value), value) for key, value in entries.items()]
        with self._lock:
            try:
                db = self._connection()
                for i in range(0, len(rows) if db else 0, _AT_ONCE):
                    assert db
                    with db:
                        db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows[i : i + _AT_ONCE])
                        self._make_room(db)
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)

    def size(self) -> tuple[int, int]:
        """Vectors kept, and bytes that they take. Raises sqlite3.Error, OSError."""
        with self._lock:
            db = self._connection()
            return (db.execute("SELECT count(*) FROM vectors").fetchone()[0], self._bytes(db)) if db else (0, 0)

    def clear(self) -> None:
        """Forget everything; the bytes are overwritten. Raises OSError where the file cannot be removed."""
        with self._lock:
            try:
                db = self._connection()
                if db:
                    # Emptied, not only deleted: another process may have it open.
                    with db:
                        db.execute("DELETE FROM vectors")
                    db.execute("VACUUM")
            except sqlite3.OperationalError:
                raise  # in use, or not writable
            except sqlite3.DatabaseError:  # no database: a damaged file has nothing to empty
                self.problem = ""
                for end in ("", "-journal"):
                    if self.file:
                        self.file.with_name(self.file.name + end).unlink(missing_ok=True)
            finally:
                if self._opened:
                    self._opened.close()
                    self._opened = None

    def _connection(self) -> sqlite3.Connection | None:
        if self.problem or self._opened:
            return None if self.problem else self._opened
        if self.file:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.file.touch(mode=0o600)
        db = sqlite3.connect(self.file or ":memory:", timeout=10, check_same_thread=False)
        try:
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA secure_delete = ON")
            with db:
                db.execute("BEGIN IMMEDIATE")
                if db.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
                    db.execute("DROP TABLE IF EXISTS vectors")
                    db.execute("CREATE TABLE vectors (key BLOB PRIMARY KEY, used INT, checksum INT, value BLOB)")
                    db.execute("CREATE INDEX by_use ON vectors (used)")
                    db.execute(f"PRAGMA user_version = {FORMAT}")
        except sqlite3.Error:
            db.close()
            raise
        self._opened = db
        return db

    def _bytes(self, db: sqlite3.Connection) -> int:
        size, pages, free = (
            db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count", "freelist_count")
        )
        return int(size * (pages - free))

    def _make_room(self, db: sqlite3.Connection) -> None:
        taken = self._bytes(db)
        if taken <= self.limit:
            return
        count = db.execute("SELECT count(*) FROM vectors").fetchone()[0]
        too_many = int(count * (1 - 0.9 * self.limit / taken)) + 1
        oldest = "SELECT rowid FROM vectors ORDER BY used, rowid LIMIT ?"
        db.execute(f"DELETE FROM vectors WHERE rowid IN ({oldest})", (too_many,))  # noqa: S608

    def _give_up(self, error: Exception) -> None:
        self.problem = (
            f"the cache {self.file} cannot be used ({error}); going on without it. "
            "If it is damaged, run: clausescan cache clear"
        )


class CachedEncoder:
    """An encoder that asks a cache first. Made by `load_encoder`."""

    def __init__(self, encoder: Encoder, cache: VectorCache, identity: str) -> None:
        """`identity` tells networks and tokenizers apart."""
        self._encoder = encoder
        self.cache = cache
        parts = (identity, encoder.info.runtime, str(encoder.dimension))
        # The processor has its say too: another one may round otherwise in the last bit.
        self._salt = hashlib.sha256("\0".join(parts).encode() + encoder.encode([_SAMPLE]).tobytes()).digest()

    @property
    def info(self) -> ModelInfo:
        return self._encoder.info

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def encode(self, texts: Sequence[Text]) -> NDArray[np.float32]:
        """Vectors (len(texts), dimension) of length 1, the same as without the cache."""
        import numpy as np

        keys = [self._key(text) for text in texts]
        length = 4 * self.dimension
        known = {k: v for k, v in self.cache.get(list(dict.fromkeys(keys))).items() if len(v) == length}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        computed = self._encoder.encode(list(missing.values())).astype("<f4") if missing else ()
        new = {key: vector.tobytes() for key, vector in zip(missing, computed, strict=True)}
        self.cache.put(new)
        known.update(new)
        joined = b"".join(known[key] for key in keys)
        return np.frombuffer(joined, dtype="<f4").astype(np.float32).reshape(len(texts), self.dimension)

    def _key(self, text: Text) -> bytes:
        parts = (text,) if isinstance(text, str) else text
        digest = hashlib.blake2b(key=self._salt, digest_size=20)
        for part in parts:
            encoded = part.encode("utf-8", "surrogatepass")
            digest.update(len(encoded).to_bytes(8, "little") + encoded)
        return digest.digest()
