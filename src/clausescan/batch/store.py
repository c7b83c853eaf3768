"""The store of a batch: one SQLite file that holds what was read of a room of agreements, and what people decided.

A document is written in one transaction, by the one process that runs the batch: at any moment the store holds whole
documents only. It is written ahead (WAL), so that others can query it meanwhile, and each commit is flushed to the disk
(synchronous FULL): a document takes seconds and a flush milliseconds, and after a power cut nothing that was told as
done is missing. The layout is numbered: migrations/NNN_*.sql, applied in order, each in a transaction of its own.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from clausescan.batch.rows import COLUMNS, JUDGED, Rows
from clausescan.errors import StoreError, display
from clausescan.report.triage import SEVERITIES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from clausescan.model import Report, Severity

APPLICATION = 0x636C7362  # "clsb": tells a store from other SQLite files
DEFAULT = "results.db"
MIGRATIONS = Path(__file__).resolve().parent / "migrations"

State = Literal["done", "failed", "duplicate", "container"]
Outcome = Literal["finished", "interrupted", "failed"]


@dataclass(frozen=True, slots=True)
class InputRow:
    """A row of `inputs` without what differs from run to run."""

    uri: str
    size: int | None
    mtime: int | None
    sha256: str | None
    state: State
    document: int | None
    first: str | None
    read_as: str
    code: str | None
    reason: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has of a content: the row of its document, and by what it was read and judged."""

    document: int
    path: str
    read_as: str
    judged_by: str
    warnings: frozenset[str]
    media_type: str


class Store:
    """An opened store. Close it, or use it in a `with`. `db` is the connection, in autocommit, for queries."""

    def __init__(self, db: sqlite3.Connection, file: Path) -> None:
        self.db = db
        self.file = file

    @classmethod
    def open(cls, file: str | Path, *, create: bool = False) -> Store:
        """The store in a file, brought up to the layout of this clausescan; `create`: made where there is none.

        Raises StoreError where there is none, or the file is something else or of a later clausescan.
        """
        file = Path(file)
        with plain_errors(file):
            fresh = not file.exists()
            if fresh and not create:
                raise StoreError(f"{display(str(file))}: there is no store; clausescan batch makes one")
            if fresh:
                file.touch(mode=0o600)
            db = sqlite3.connect(file, timeout=30, isolation_level=None)
            try:
                _check(db, file)
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = FULL")
                db.execute("PRAGMA foreign_keys = ON")
                db.execute("PRAGMA secure_delete = ON")
                migrate(db, MIGRATIONS)
            except BaseException:
                db.close()
                raise
        return cls(db, file)

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """All changes inside come true together, or none. Raises StoreError."""
        with plain_errors(self.file):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    # --- runs ---------------------------------------------------------------------------------------------------------

    def begin_run(self, about: Mapping[str, Any]) -> int:
        """A new row of `runs`; `about` has its columns."""
        names = ", ".join(about)
        marks = ", ".join("?" * len(about))
        with self.change():
            done = self.db.execute(
                f"INSERT INTO runs (started, {names}) VALUES (?, {marks})",  # noqa: S608
                (now(), *about.values()),
            )
        assert done.lastrowid is not None
        return done.lastrowid

    def end_run(self, run: int, outcome: Outcome) -> None:
        with self.change():
            self.db.execute("UPDATE runs SET ended = ?, outcome = ? WHERE id = ?", (now(), outcome, run))

    # --- what is known ------------------------------------------------------------------------------------------------

    def input(self, uri: str) -> InputRow | None:
        row = self.db.execute(
            "SELECT uri, size, mtime, sha256, state, document, first, read_as, code, reason, page FROM inputs "
            "WHERE uri = ?",
            (uri,),
        ).fetchone()
        return InputRow(*row) if row else None

    def failed(self, sha256: str) -> InputRow | None:
        """A file of this content that failed."""
        row = self.db.execute(
            "SELECT uri FROM inputs WHERE sha256 = ? AND state = 'failed' AND first IS NULL ORDER BY uri LIMIT 1",
            (sha256,),
        ).fetchone()
        return self.input(row[0]) if row else None

    def known(self, sha256: str) -> Known | None:
        """What the store has of a content."""
        row = self.db.execute(
            "SELECT id, path, read_as, judged_by, media_type FROM documents WHERE sha256 = ?", (sha256,)
        ).fetchone()
        if not row:
            return None
        codes = self.db.execute("SELECT DISTINCT code FROM warnings WHERE document = ?", (row[0],))
        id, path, read_as, judged_by, media_type = row
        return Known(id, path, read_as, judged_by, frozenset(code for (code,) in codes), media_type)

    def report(self, document: int) -> Report:
        """The whole report of a document. Raises StoreError where there is none."""
        from clausescan.report.load import from_dict

        return from_dict(json.loads(self.report_bytes(document)))

    def report_bytes(self, document: int) -> bytes:
        """The same as JSON text in UTF-8."""
        return zlib.decompress(self.packed_report(document))

    def packed_report(self, document: int) -> bytes:
        """The same, compressed."""
        row = self.db.execute("SELECT report FROM reports WHERE document = ?", (document,)).fetchone()
        if row is None:
            raise StoreError(f"{display(str(self.file))} holds no report of document {document}")
        return bytes(row[0])

    def vectors(self, document: int) -> NDArray[np.float32]:
        """(clauses, dimension): the vectors of the typed clauses; `clauses.vector` says which row is whose."""
        return unpacked(*self.packed_vectors(document))

    def packed_vectors(self, document: int) -> tuple[int, int, bytes]:
        """Count, dimension and packed bytes of the same."""
        row = self.db.execute(
            "SELECT count, dimension, vectors FROM vectors WHERE document = ?", (document,)
        ).fetchone()
        if row is None:
            raise StoreError(f"{display(str(self.file))} holds no vectors of document {document}")
        return int(row[0]), int(row[1]), bytes(row[2])

    def unmet(self, tops: Sequence[str], run: int) -> list[str]:
        """Inputs that are, or lie in, one of `tops` and that the run has not met."""
        found: dict[str, None] = {}
        for top in tops:
            # "0" comes right after "/", so that these are the names that begin with the folder's, and the archive's.
            rows = self.db.execute(
                "SELECT uri FROM inputs WHERE seen <> ? "
                "AND (uri = ? OR (uri > ? AND uri < ?) OR (uri > ? AND uri < ?)) ORDER BY uri",
                (run, top, f"{top}/", f"{top}0", f"{top}!/", f"{top}!0"),
            )
            found.update((uri, None) for (uri,) in rows)
        return list(found)

    def stopped(self, fail_on: Severity, run: int | None = None) -> int:
        """How many documents do not pass the gate: something as grave is open and not waived, or they were not judged.
        `run`: only documents of inputs that it met."""
        grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        marks = ", ".join("?" * len(grave))
        met = "d.id IN (SELECT document FROM inputs WHERE seen = ?)" if run is not None else "?"
        return int(
            self.db.execute(
                f"SELECT count(*) FROM documents d WHERE {met} AND (d.judged = 0"  # noqa: S608
                " OR EXISTS (SELECT 1 FROM findings f WHERE f.document = d.id AND f.status IN ('partial', 'absent')"
                f" AND f.waived IS NULL AND f.severity IN ({marks}))"
                " OR EXISTS (SELECT 1 FROM defects x WHERE x.document = d.id AND x.waived IS NULL"
                f" AND x.severity IN ({marks})))",
                (run if run is not None else 1, *grave, *grave),
            ).fetchone()[0]
        )

    # --- writing, inside a `change` -----------------------------------------------------------------------------------

    def put_document(
        self,
        about: Mapping[str, Any],
        rows: Rows,
        report: bytes,
        vectors: tuple[int, int, bytes],
        *,
        read_as: str,
        judged_by: str,
    ) -> int:
        """Write a document whole, in place of what the store had of its content; gives its id. `about` is what
        rows.about tells, `report` compressed JSON, `vectors` what `packed` gives."""
        values = {**about, "read_as": read_as, "judged_by": judged_by}
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        changed = ", ".join(f"{name} = excluded.{name}" for name in values if name != "sha256")
        self.db.execute(
            f"INSERT INTO documents ({names}) VALUES ({marks}) ON CONFLICT (sha256) DO UPDATE SET {changed}",  # noqa: S608
            tuple(values.values()),
        )
        (id,) = self.db.execute("SELECT id FROM documents WHERE sha256 = ?", (about["sha256"],)).fetchone()
        self._put_rows(id, rows, COLUMNS)
        self.db.execute("INSERT OR REPLACE INTO reports (document, report) VALUES (?, ?)", (id, report))
        self.db.execute(
            "INSERT OR REPLACE INTO vectors (document, count, dimension, vectors) VALUES (?, ?, ?, ?)", (id, *vectors)
        )
        return int(id)

    def put_judgement(
        self, document: int, about: Mapping[str, Any], rows: Rows, report: bytes, *, judged_by: str
    ) -> None:
        """Write another judgement on a document that was read before."""
        changed = {name: about[name] for name in ("profile", "judged", "checklist")} | {"judged_by": judged_by}
        self.db.execute(
            f"UPDATE documents SET {', '.join(f'{name} = ?' for name in changed)} WHERE id = ?",  # noqa: S608
            (*changed.values(), document),
        )
        self._put_rows(document, rows, JUDGED)
        self.db.execute("UPDATE reports SET report = ? WHERE document = ?", (report, document))

    def _put_rows(self, document: int, rows: Rows, tables: Sequence[str] | Mapping[str, Any]) -> None:
        for table in tables:
            columns = COLUMNS[table]
            names = ", ".join(f'"{name}"' for name in columns)
            marks = ", ".join("?" * (len(columns) + 1))
            self.db.execute(f"DELETE FROM {table} WHERE document = ?", (document,))  # noqa: S608
            self.db.executemany(
                f"INSERT INTO {table} (document, {names}) VALUES ({marks})",  # noqa: S608
                ((document, *row) for row in rows[table]),
            )

    def put_input(self, row: InputRow, run: int, seconds: float | None = None, peak_mb: float | None = None) -> None:
        """Write what became of a file. A document that it held before goes when no other file holds it."""
        before = self._document_of(row.uri)
        values = (
            *(row.uri, row.size, row.mtime, row.sha256, row.state, row.document, row.first, row.read_as),
            *(row.code, row.reason, row.page, seconds, peak_mb, run, run),
        )
        self.db.execute(f"INSERT OR REPLACE INTO inputs VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608
        if row.state == "done":  # the others of the same content are its duplicates from now on
            self.db.execute(
                "UPDATE inputs SET state = 'duplicate', first = ? WHERE document = ? AND uri <> ?",
                (row.uri, row.document, row.uri),
            )
        if before != row.document:
            self._released(before)

    def saw(self, uris: Sequence[str], run: int) -> None:
        """These files were met, and are as they were."""
        self.db.executemany("UPDATE inputs SET seen = ? WHERE uri = ?", ((run, uri) for uri in uris))

    def forget(self, uri: str) -> None:
        """Take a file out, and its document when no other file holds it."""
        before = self._document_of(uri)
        self.db.execute("DELETE FROM inputs WHERE uri = ?", (uri,))
        self._released(before)

    def _document_of(self, uri: str) -> int | None:
        row = self.db.execute("SELECT document FROM inputs WHERE uri = ?", (uri,)).fetchone()
        return row[0] if row else None

    def _released(self, document: int | None) -> None:
        """A file holds a document no longer: the next one does, or it goes."""
        if document is None:
            return
        states = self.db.execute(
            "SELECT state, uri FROM inputs WHERE document = ? ORDER BY uri", (document,)
        ).fetchall()
        if not states:
            self.db.execute("DELETE FROM documents WHERE id = ?", (document,))
        elif not any(state == "done" for state, _ in states):
            heir = states[0][1]
            self.db.execute("UPDATE inputs SET first = ? WHERE document = ?", (heir, document))
            self.db.execute("UPDATE inputs SET state = 'done', first = NULL WHERE uri = ?", (heir,))
            self.db.execute("UPDATE documents SET path = ? WHERE id = ?", (heir, document))


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Only one process at a time is inside for a store. The system lets go when the process ends, however it ends.

    Raises StoreError where another one is inside.
    """
    lock = file.with_name(file.name + ".lock")
    with plain_errors(lock):
        db = sqlite3.connect(lock, timeout=0, isolation_level=None)
    try:
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{display(str(file))}: another batch is writing this store; wait until it ends"
            ) from error
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{display(str(lock))} cannot be used as a lock: {error}") from error
        yield
        lock.unlink(missing_ok=True)
    finally:
        db.close()


def packed(vectors: NDArray[np.float32]) -> tuple[int, int, bytes]:
    """Count, dimension and compressed bytes of vectors, without loss. Bytes of the same weight stand together, which
    compresses better by a tenth."""
    import numpy as np

    count, dimension = vectors.shape
    planes = np.ascontiguousarray(vectors, dtype="<f4").view(np.uint8).reshape(-1, 4).T
    return count, dimension, zlib.compress(planes.tobytes(), 1)


def unpacked(count: int, dimension: int, data: bytes) -> NDArray[np.float32]:
    """The vectors of `packed`."""
    import numpy as np

    planes = np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(4, -1).T
    return np.ascontiguousarray(planes).view("<f4").astype(np.float32).reshape(count, dimension)


def now() -> str:
    """UTC to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def migrate(db: sqlite3.Connection, folder: Path) -> None:
    """Bring a store up to the last migration of the folder. Raises StoreError for one of a later clausescan."""
    steps = {int(m[1]): file for file in folder.iterdir() if (m := re.fullmatch(r"(\d{3})_\w+\.sql", file.name))}
    last = max(steps)
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > last:
        raise StoreError(f"the store has version {version}, this clausescan knows {last}; bring clausescan up to date")
    for step in range(version + 1, last + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            if db.execute("PRAGMA user_version").fetchone()[0] < step:  # nobody else was faster
                for statement in _statements(steps[step].read_text(encoding="utf-8")):
                    db.execute(statement)
                db.execute(f"PRAGMA application_id = {APPLICATION}")
                db.execute(f"PRAGMA user_version = {step}")
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise


def _statements(sql: str) -> Iterator[str]:
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _check(db: sqlite3.Connection, file: Path) -> None:
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (tables or application):
        raise StoreError(f"{display(str(file))} is no store of clausescan; name another file with --store")


@contextmanager
def plain_errors(file: Path) -> Iterator[None]:
    """SQLite's and the system's errors about a store as StoreErrors."""
    where = display(str(file))
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StoreError(f"{where} is in use by another process; try again when that has ended") from error
        raise StoreError(f"{where} cannot be used: {error}") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{where} cannot be used: {error}; name another file with --store") from error
    except OSError as error:
        raise StoreError(f"{where} cannot be used: {error.strerror or error}") from error
