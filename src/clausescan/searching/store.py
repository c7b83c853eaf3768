"""An index on disk: clauses with their words in one SQLite file, their vectors in one FAISS file beside it.

A change is one transaction: a reader sees the index as it was or as it is. The vector file is written under a new
name, and the transaction says which one counts. No pickle; `FORMAT` is raised when the layout changes, and an index of
another format is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from clausescan.errors import SearchIndexError, display
from clausescan.model import ModelInfo
from clausescan.searching.values import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from clausescan.encoding.index import VectorIndex

FORMAT = 1
APPLICATION = 0x636C7363  # "clsc": tells an index from other SQLite files
FILE = "clauses.sqlite3"
_VECTORS = re.compile(r"vectors-[0-9a-f]{16}\.faiss")
_WORD = re.compile(r"\w+")
_MOST_WORDS = 64
"""Words of a question that are looked up."""
_SAY_NOTHING = frozenset(
    re.findall(
        r"\w+",
        "a an and any are as at be been by for from has have if in is it its may no nor not of on or other shall such "
        "than that the their this to under upon was were which who will with agreement each either parties party",
    )
)
"""Words that stand in most clauses: looking for them costs time and tells nothing. A question of nothing else is looked
for as it is."""

_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE files (id INTEGER PRIMARY KEY, path BLOB UNIQUE, sha256 TEXT, read_as TEXT);
CREATE TABLE clauses (id INTEGER PRIMARY KEY AUTOINCREMENT, file INT, number TEXT, heading TEXT, page INT, types TEXT,
                      remark TEXT, text TEXT);
CREATE INDEX clauses_of_file ON clauses (file);
CREATE TABLE types (type TEXT, clause INT, PRIMARY KEY (type, clause)) WITHOUT ROWID;
CREATE INDEX types_of_clause ON types (clause);
CREATE VIRTUAL TABLE words USING fts5 (heading, text, content='clauses', content_rowid='id',
                                       tokenize='porter unicode61');
"""


class Index:
    """An opened index. Close it, or use it in a `with`."""

    def __init__(self, db: sqlite3.Connection, folder: Path | None, vectors: VectorIndex | None = None) -> None:
        self.folder = folder
        self._db = db
        self._vectors = vectors

    @classmethod
    def open(cls, folder: Path, model: ModelInfo | None = None) -> Index:
        """The index in a folder, for searching with `model`. Raises SearchIndexError."""
        if not (folder / FILE).is_file():
            raise SearchIndexError(f"{folder} holds no index; make one: clausescan index build PATH --index {folder}")
        with plain_errors(folder):
            index = cls(_connection(folder / FILE), folder)
            index._check(folder)
            made_with = index.about("model_sha256")
        if not made_with:
            raise SearchIndexError(f"{folder}: the index was never finished; run clausescan index build again")
        if model and made_with != model.sha256:
            raise SearchIndexError(
                f"{folder} was made with the model {index.about('model')} ({made_with[:12]}), not {model.name} "
                f"({model.sha256[:12]}); bring it up to date with: clausescan index build"
            )
        return index

    @classmethod
    def create(cls, folder: Path | None) -> Index:
        """The index in a folder, made empty where there is none; None: in memory. Raises SearchIndexError."""
        if folder is None:
            index = cls(_connection(":memory:"), None)
            index._lay_out()
            return index
        with plain_errors(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = not (folder / FILE).exists()
            (folder / FILE).touch(mode=0o600)
            index = cls(_connection(folder / FILE), folder)
            if fresh:
                index._lay_out()
            else:
                index._check(folder)
        return index

    def __enter__(self) -> Index:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()

    def about(self, key: str) -> str:
        """A fact of the index ("model", "model_sha256", "built"), "" when not known."""
        row = self._db.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    @contextmanager
    def change(self) -> Iterator[None]:
        """All changes inside come true together, or none. One process at a time."""
        with plain_errors(self.folder):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                self._vectors = None
                raise
            self._sweep()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is looked up inside belongs together, whoever changes the index meanwhile: they wait."""
        with plain_errors(self.folder):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("COMMIT")

    def files(self) -> dict[str, tuple[int, str, str]]:
        """Path → (id, sha256, how it was read)."""
        rows = self._db.execute("SELECT path, id, sha256, read_as FROM files")
        return {os.fsdecode(path): (i, sha, read_as) for path, i, sha, read_as in rows}

    def counts(self) -> tuple[int, int]:
        """Files and clauses."""
        files, clauses = (self._db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("files", "clauses"))  # noqa: S608
        return files, clauses

    def of_type(self, types: Sequence[str]) -> NDArray[np.int64]:
        """Ids of the clauses that have one of the types."""
        import numpy as np

        marks = ",".join("?" * len(types))
        rows = self._db.execute(f"SELECT DISTINCT clause FROM types WHERE type IN ({marks}) ORDER BY 1", types)  # noqa: S608
        return np.array([row[0] for row in rows], dtype=np.int64)

    def by_words(
        self, query: str, k: int, types: Sequence[str] = (), *, wording: str = "", weight: float = 1.0
    ) -> list[tuple[int, float]]:
        """The k clauses with the highest BM25 score for the words of the query: (id, score above 0), best first. To a
        clause's score comes that for the words of `wording`, times `weight`."""
        looked_for = [(_matching(query), 1.0), (_matching(wording), weight)]
        marks = ",".join("?" * len(types))
        # The plus: SQLite would otherwise look up the clauses of the type one by one, a hundred times as slowly.
        among = f"AND +rowid IN (SELECT clause FROM types WHERE type IN ({marks}))" if types else ""  # noqa: S608
        one = f"SELECT rowid AS clause, -rank * ? AS score FROM words WHERE words MATCH ? {among}"  # noqa: S608
        parts = [(weighs, match, *types) for match, weighs in looked_for if match]
        if not parts:
            return []
        rows = self._db.execute(
            f"SELECT clause, sum(score) FROM ({' UNION ALL '.join([one] * len(parts))}) "  # noqa: S608
            "GROUP BY clause ORDER BY sum(score) DESC, clause LIMIT ?",
            (*(value for part in parts for value in part), k),
        )
        return [(int(i), float(score)) for i, score in rows]

    def records(self, ids: Sequence[int]) -> dict[int, Record]:
        rows = self._db.execute(
            "SELECT c.id, f.path, c.number, c.heading, c.page, c.types, c.text, c.remark FROM clauses c "
            "JOIN files f ON f.id = c.file WHERE c.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {
            i: Record(os.fsdecode(path), number, heading, page, tuple(json.loads(types)), text, remark)
            for i, path, number, heading, page, types, text, remark in rows
        }

    def vectors(self) -> VectorIndex:
        """The vectors of all clauses. Raises SearchIndexError when the file is not the one that was written."""
        if self._vectors is None:
            from clausescan.encoding.index import VectorIndex

            file = self.folder / self.about("vectors") if self.folder else None
            if file is None or not file.is_file() or _sha256(file) != self.about("vectors_sha256"):
                raise SearchIndexError(
                    f"{self.folder}: the vectors are missing or damaged; delete the folder and build it again"
                )
            self._vectors = VectorIndex.load(file)
        return self._vectors

    def remove(self, file: int) -> list[int]:
        """Take a file out, inside a `change`; gives the ids of its clauses."""
        rows = self._db.execute("SELECT id, heading, text FROM clauses WHERE file = ?", (file,)).fetchall()
        self._db.executemany("INSERT INTO words (words, rowid, heading, text) VALUES ('delete', ?, ?, ?)", rows)
        self._db.executemany("DELETE FROM types WHERE clause = ?", [(row[0],) for row in rows])
        self._db.execute("DELETE FROM clauses WHERE file = ?", (file,))
        self._db.execute("DELETE FROM files WHERE id = ?", (file,))
        return [row[0] for row in rows]

    def add(self, path: str, sha256: str, read_as: str, records: Iterable[Record]) -> list[int]:
        """Put a file in, inside a `change`; gives the ids of its clauses in the order of `records`."""
        file = self._db.execute(
            "INSERT INTO files (path, sha256, read_as) VALUES (?, ?, ?)", (os.fsencode(path), sha256, read_as)
        ).lastrowid
        ids = []
        for r in records:
            heading, text = (part.encode("utf-8", "replace").decode() for part in (r.heading, r.text))
            values = (file, r.number, heading, r.page, json.dumps(r.types), r.remark, text)
            i = self._db.execute(
                "INSERT INTO clauses (file, number, heading, page, types, remark, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            ).lastrowid
            assert i is not None
            self._db.execute("INSERT INTO words (rowid, heading, text) VALUES (?, ?, ?)", (i, heading, text))
            self._db.executemany("INSERT INTO types VALUES (?, ?)", [(name, i) for name in r.types])
            ids.append(i)
        return ids

    def settle(self, vectors: VectorIndex, facts: dict[str, str]) -> None:
        """The end of a `change`: these vectors and facts belong to the clauses now."""
        # One segment: what was taken out leaves no words behind.
        self._db.execute("INSERT INTO words (words) VALUES ('optimize')")
        if self.folder:
            number, name = tempfile.mkstemp(dir=self.folder, prefix=".vectors-")
            os.close(number)
            vectors.save(Path(name))
            sha = _sha256(Path(name))
            facts = {**facts, "vectors": f"vectors-{sha[:16]}.faiss", "vectors_sha256": sha}
            Path(name).replace(self.folder / facts["vectors"])
        self._db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", facts.items())
        self._vectors = vectors

    def _lay_out(self) -> None:
        try:
            for statement in _TABLES.split(";")[:-1]:
                self._db.execute(statement)
        except sqlite3.OperationalError as error:
            if "fts5" in str(error):
                raise SearchIndexError("this Python's SQLite has no full-text search (FTS5)") from error
            raise
        self._db.execute(f"PRAGMA application_id = {APPLICATION}")
        self._db.execute(f"PRAGMA user_version = {FORMAT}")

    def _check(self, folder: Path) -> None:
        if self._db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise SearchIndexError(f"{folder / FILE} is no index of clausescan")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version != FORMAT:
            raise SearchIndexError(
                f"{folder} has format {version}, this clausescan knows {FORMAT}; delete the folder and build it again"
            )

    def _sweep(self) -> None:
        """Vector files that no longer count, of this change or of one that was cut off."""
        if not self.folder:
            return
        current = self.about("vectors")
        for file in self.folder.iterdir():
            left_over = _VECTORS.fullmatch(file.name) or file.name.startswith(".vectors-")
            if left_over and file.name != current:
                file.unlink(missing_ok=True)


def _matching(text: str) -> str:
    """FTS5's expression for: any of the words of the text."""
    words = list(dict.fromkeys(_WORD.findall(text.lower())))
    telling = [word for word in words if word not in _SAY_NOTHING] or words
    return " OR ".join(f'"{word}"' for word in telling[:_MOST_WORDS])


def _connection(file: Path | str) -> sqlite3.Connection:
    db = sqlite3.connect(file, timeout=5, isolation_level=None)
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA cache_spill = OFF")  # others can read until the very end of a change
    return db


@contextmanager
def plain_errors(folder: Path | None) -> Iterator[None]:
    """SQLite's and the system's errors about an index as SearchIndexError."""
    where = display(str(folder)) if folder else "the index in memory"
    try:
        yield
    except BrokenPipeError:  # of whoever is told of the progress
        raise
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise SearchIndexError(
                f"{where} is being built by another process; try again when that has ended"
            ) from error
        raise SearchIndexError(f"{where} cannot be used: {error}") from error
    except sqlite3.DatabaseError as error:
        raise SearchIndexError(f"{where} is damaged ({error}); delete the folder and build it again") from error
    except OSError as error:
        raise SearchIndexError(f"{where} cannot be used: {error.strerror or error}") from error


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
