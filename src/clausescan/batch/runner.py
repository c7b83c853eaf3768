"""A run: inputs are listed, what the store knows already is passed over, the rest is handed to an engine, and what
comes back is written, a document a transaction. Only this module, in one process, writes what a run finds."""

from __future__ import annotations

import hashlib
import json
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

from clausescan import __version__
from clausescan.batch.engine import Engine
from clausescan.batch.inputs import Broken, Container, Found, Input, Listing, uri_of
from clausescan.batch.keys import Keys
from clausescan.batch.limits import WorkLimits
from clausescan.batch.store import InputRow, Outcome, Store
from clausescan.batch.tasks import Done, Failure, Task
from clausescan.errors import ReadError
from clausescan.reading.paths import Skipped
from clausescan.reading.sniff import is_mail

_AHEAD_BYTES = 64_000_000
"""Documents that wait for a worker may hold so many bytes."""
_SLICE = 0.2
"""Seconds that looking for inputs may take until the engine is heard again."""
_AT_ONCE = 500


@dataclass(slots=True)
class Tally:
    """What a run did so far, in inputs. `total`: as many as are known of; archives add theirs when they are opened."""

    total: int | None = None
    read: int = 0
    """read and judged now"""
    unchanged: int = 0
    """known from an earlier run"""
    duplicates: int = 0
    """of the same content as another input, met now for the first time"""
    failed: int = 0
    judged: int = 0
    """documents of the store judged again, by what is in force now"""
    opened: int = 0
    """archives and messages"""
    passed_over: Counter[str] = field(default_factory=Counter)
    """reason → number"""
    codes: Counter[str] = field(default_factory=Counter)
    """failures by code"""
    outdated: int = 0
    """documents of the store that an earlier clausescan or another model read, and that no input was met of"""
    missed: int = 0
    """inputs of the store that lie under the named paths and were not met"""
    stopped: int = 0
    """documents that the gate of `fail_on` stops"""
    interrupted: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def settled(self) -> int:
        return self.read + self.unchanged + self.duplicates + self.failed


class Watcher(Protocol):
    """Is told how a run goes."""

    def moved(self, tally: Tally) -> None:
        """Called now and then, several times a second at most where much happens."""
        ...

    def failed(self, uri: str, failure: Failure) -> None:
        """An input, or a document judged again, for which there is no outcome."""
        ...


@dataclass(frozen=True, slots=True)
class _Meant:
    """An input that is waited for: what is needed to write its row."""

    uri: str
    size: int | None
    mtime: int | None
    sha256: str | None


@dataclass(slots=True)
class _Work:
    """A task under way, the input it is for, and inputs of the same content met meanwhile."""

    input: _Meant | None
    document: int | None = None
    message: Input | None = None
    same: list[_Meant] = field(default_factory=list)


@dataclass(slots=True)
class Run:
    """One run of a batch over a store that nobody else writes to."""

    store: Store
    engine: Engine
    keys: Keys
    listing: Listing
    watcher: Watcher
    limits: WorkLimits = field(default_factory=WorkLimits)
    retry: bool = False
    """failures that would come again are tried again all the same"""
    prune: bool = False
    """inputs under the named paths that are there no more are taken out of the store"""
    ahead: int = 4
    """documents that wait for a worker at most"""
    tally: Tally = field(default_factory=Tally)
    number: int = 0
    """of the row in `runs`"""
    _sources: list[Iterator[Found]] = field(default_factory=list)
    _waiting: deque[Task] = field(default_factory=deque)
    _under_way: dict[int, _Work] = field(default_factory=dict)
    _by_content: dict[str, _Work] = field(default_factory=dict)
    _failed_now: set[str] = field(default_factory=set)
    _opening: bool = False
    _last_judged: int = 0
    _seen: list[str] = field(default_factory=list)
    _tasks: int = 0
    _interrupts: int = 0

    def over(self, paths: Sequence[str | Path], about: dict[str, Any]) -> Tally:
        """Read what `paths` lead to, then judge again what the store holds and was judged by something else. `about`
        are columns of `runs`. Raises StoreError and what the engine raises; the store is whole whatever happens.

        On Ctrl-C (in the main thread) documents under way are finished; at the second the engine is stopped at once.
        """
        self.number = self.store.begin_run(
            {
                **about,
                "version": __version__,
                "read_as": self.keys.read_as,
                "judged_by": self.keys.judged_by,
                "paths": json.dumps([str(path) for path in paths]),
            }
        )
        outcome: Outcome = "failed"
        try:
            with _interrupts(self):
                self.tally.total = self.listing.count(paths) if paths else 0
                self._sources = [self.listing.of(paths)] if paths else []
                self._work()
            outcome = "interrupted" if self.tally.interrupted else "finished"
        finally:
            self.engine.close(kill=outcome != "finished")
            self._flush_seen()
            self.store.end_run(self.number, outcome)
        self._take_stock(paths)
        return self.tally

    def interrupt(self) -> None:
        """Finish what is under way and end; a second time: end at once."""
        self._interrupts += 1

    # --- the loop -----------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            if self._interrupts:
                self.tally.interrupted = True
                self._sources.clear()
                while self._waiting:
                    del self._under_way[self._waiting.pop().id]
                if self._interrupts > 1 or not self._under_way:
                    return
            else:
                self._hand_out()
                if not self._under_way and not self._waiting and not self._sources and not self._judge_more():
                    return
            ready = self._hungry()
            finished = self.engine.finished(0.0 if ready else 0.25)
            if not self._interrupts:
                self._hand_out()  # first: writing can wait, a worker should not
            for task, done in finished:
                self._settle(task, done)
            if ready:
                self._fetch()
            self.watcher.moved(self.tally)

    def _hungry(self) -> bool:
        if self._interrupts or self._opening or not self._sources or len(self._waiting) >= self.ahead:
            return False
        return sum(len(task.data or b"") for task in self._waiting) < _AHEAD_BYTES

    def _hand_out(self) -> None:
        while self._waiting and self.engine.room() > 0:
            task = self._waiting.popleft()
            self.engine.submit(task)

    def _fetch(self) -> None:
        """Look for inputs until one needs work, or for a moment."""
        until = time.monotonic() + _SLICE
        before = len(self._waiting)
        while self._sources and len(self._waiting) == before and not self._opening and time.monotonic() < until:
            found = next(self._sources[-1], None)
            match found:
                case None:
                    self._sources.pop()
                case Input():
                    self._take(found)
                case Container():
                    self._container(found)
                case Broken():
                    self._fail(_Meant(found.uri, found.size, found.mtime, None), _failure(found.error))
                case Skipped():
                    self.tally.passed_over[found.reason] += 1
                    if found.problem:
                        self.watcher.failed(found.path, Failure(found.code, found.reason))

    def _adjust(self, by: int) -> None:
        if self.tally.total is not None:
            self.tally.total += by

    # --- one input ----------------------------------------------------------------------------------------------------

    def _take(self, found: Input) -> None:
        row = self.store.input(found.uri)
        same = (
            row is not None and None not in (row.size, row.mtime) and (row.size, row.mtime) == (found.size, found.mtime)
        )
        data: bytes | None = None
        sha256 = row.sha256 if row and same else None
        try:
            if sha256 is None:
                data = found.load()
                sha256 = hashlib.sha256(data).hexdigest()
            meant = _Meant(found.uri, found.size if found.size is not None else len(data or b""), found.mtime, sha256)
            if found.message or (row and same and row.state == "container") or (data and is_mail(data[:1024])):
                self._open(found, meant, data if data is not None else found.load())
                return
            if row and row.sha256 == sha256 and self._unchanged(row):
                return
            if self._same_content(meant, row):
                return
            data = data if data is not None else found.load()
        except ReadError as error:
            self._fail(_Meant(found.uri, found.size, found.mtime, None), _failure(error))
            return
        task = Task(self._next_task(), "read", found.uri, data=data)
        work = _Work(meant)
        self._under_way[task.id] = self._by_content[sha256] = work
        self._waiting.append(task)

    def _unchanged(self, row: InputRow) -> bool:
        """Whether what the store has of an input of the same bytes stands."""
        if row.state == "failed":
            if self.retry or not self.keys.fails_alike(row.read_as, row.code or "", self._allowed):
                return False
            self._seen_again(row.uri)
            self._count_failure(row.uri, Failure(row.code or "", row.reason or "", row.page))
            return True
        known = self.store.known(row.sha256 or "")
        if known is None or known.document != row.document or not self.keys.reads_alike(known):
            return False
        self._seen_again(row.uri)
        self.tally.unchanged += 1
        return True

    def _same_content(self, meant: _Meant, row: InputRow | None) -> bool:
        """Whether another input of the same bytes stands for this one."""
        sha256 = meant.sha256 or ""
        if sha256 in self._by_content:
            self._by_content[sha256].same.append(meant)
            return True
        known = self.store.known(sha256)
        if known and self.keys.reads_alike(known):
            with self.store.change():
                self._put(meant, "duplicate", document=known.document, first=known.path)
            self.tally.duplicates += 1
            return True
        failed = self.store.failed(sha256)
        if failed is None or failed.uri == meant.uri or (self.retry and sha256 not in self._failed_now):
            return False
        if not self.keys.fails_alike(failed.read_as, failed.code or "", self._allowed):
            return False
        failure = Failure(failed.code or "", failed.reason or "", failed.page)
        self._fail(meant, failure, first=failed.uri, read_as=failed.read_as)
        return True

    def _open(self, found: Input, meant: _Meant, data: bytes) -> None:
        """A message goes to a worker, before others; listing waits, so that inputs keep their order."""
        if found.depth >= self.listing.archives.depth:
            reason = f"a message in an archive, deeper than {self.listing.archives.depth} levels"
            self._fail(meant, Failure("archive_depth", reason))
            return
        task = Task(self._next_task(), "open", found.uri, data=data)
        self._under_way[task.id] = _Work(meant, message=found)
        self._waiting.appendleft(task)
        self._opening = True

    def _container(self, found: Container) -> None:
        self._adjust(found.count - 1)
        self.tally.opened += 1
        row = self.store.input(found.uri)
        if row and (row.state, row.size, row.mtime) == ("container", found.size, found.mtime):
            self._seen_again(found.uri)
            return
        with self.store.change():
            self._put(_Meant(found.uri, found.size, found.mtime, None), "container")

    # --- what comes back ----------------------------------------------------------------------------------------------

    def _settle(self, task: Task, done: Done) -> None:
        work = self._under_way.pop(task.id)
        match task.kind:
            case "read":
                self._settle_read(work, done)
            case "open":
                self._settle_open(work, done)
            case "judge":
                self._settle_judged(task, work, done)

    def _settle_read(self, work: _Work, done: Done) -> None:
        assert work.input
        self._by_content.pop(work.input.sha256 or "", None)
        if done.failure:
            self._failed_now.add(work.input.sha256 or "")
            self._fail(work.input, done.failure, done=done)
            for same in work.same:
                self._fail(same, done.failure, first=work.input.uri)
            return
        assert done.vectors
        with self.store.change():
            document = self.store.put_document(
                done.about,
                done.rows,
                done.report,
                done.vectors,
                read_as=self.keys.read_as,
                judged_by=self.keys.judged_by,
            )
            self._put(work.input, "done", document=document, done=done)
            for same in work.same:
                self._put(same, "duplicate", document=document, first=work.input.uri)
        self.tally.read += 1
        self.tally.duplicates += len(work.same)

    def _settle_open(self, work: _Work, done: Done) -> None:
        assert work.input
        assert work.message
        self._opening = False
        if done.failure:
            self._fail(work.input, done.failure, done=done)
            return
        self._adjust(len(done.attachments) - 1)
        self.tally.opened += 1
        self.tally.passed_over.update(done.passed_over)
        with self.store.change():
            self._put(work.input, "container", done=done)
        self._sources.append(self.listing.attached(work.message, done.attachments))

    def _settle_judged(self, task: Task, work: _Work, done: Done) -> None:
        assert work.document is not None
        if done.failure:
            self._count_failure(task.uri, done.failure, of_input=False)
            return
        with self.store.change():
            self.store.put_judgement(work.document, done.about, done.rows, done.report, judged_by=self.keys.judged_by)
        self.tally.judged += 1

    def _judge_more(self) -> bool:
        """Put the next documents that were judged by something else before the engine; False where none is left."""
        rows = self.store.db.execute(
            "SELECT id, path, read_as FROM documents WHERE id > ? AND judged_by <> ? ORDER BY id LIMIT ?",
            (self._last_judged, self.keys.judged_by, self.ahead),
        ).fetchall()
        for id, path, read_as in rows:
            self._last_judged = id
            if read_as.split(" ")[0] != self.keys.base:
                self.tally.outdated += 1
                continue
            (report,) = self.store.db.execute("SELECT report FROM reports WHERE document = ?", (id,)).fetchone()
            vectors = self.store.packed_vectors(id)
            task = Task(self._next_task(), "judge", path, report=report, vectors=vectors)
            self._under_way[task.id] = _Work(None, document=id)
            self._waiting.append(task)
        return bool(rows)

    # --- rows and counts ----------------------------------------------------------------------------------------------

    @property
    def _allowed(self) -> str:
        return f"{self.limits.seconds:g} s, {self.limits.memory_mb:g} MB"

    def _put(
        self,
        meant: _Meant,
        state: Any,
        *,
        document: int | None = None,
        first: str | None = None,
        failure: Failure | None = None,
        done: Done | None = None,
        read_as: str | None = None,
    ) -> None:
        row = InputRow(
            meant.uri,
            meant.size,
            meant.mtime,
            meant.sha256,
            state,
            document,
            first,
            read_as or self.keys.read_as,
            failure.code if failure else None,
            failure.reason if failure else None,
            failure.page if failure else None,
        )
        self.store.put_input(row, self.number, done.seconds if done else None, done.peak_mb if done else None)

    def _fail(
        self,
        meant: _Meant,
        failure: Failure,
        *,
        first: str | None = None,
        done: Done | None = None,
        read_as: str | None = None,
    ) -> None:
        read_as = read_as or f"{self.keys.read_as} within {self._allowed}"
        with self.store.change():
            self._put(meant, "failed", first=first, failure=failure, done=done, read_as=read_as)
        self._count_failure(meant.uri, failure)

    def _count_failure(self, uri: str, failure: Failure, of_input: bool = True) -> None:
        self.tally.failed += of_input
        self.tally.codes[failure.code] += 1
        self.watcher.failed(uri, failure)

    def _seen_again(self, uri: str) -> None:
        self._seen.append(uri)
        if len(self._seen) >= _AT_ONCE:
            self._flush_seen()

    def _flush_seen(self) -> None:
        if self._seen:
            with self.store.change():
                self.store.saw(self._seen, self.number)
            self._seen.clear()

    def _next_task(self) -> int:
        self._tasks += 1
        return self._tasks

    def _take_stock(self, paths: Sequence[str | Path]) -> None:
        """What the store has of the named paths beside what was met."""
        for path in () if self.tally.interrupted else paths:
            top = uri_of(str(path))
            # What comes after "/" and "!" in the order of characters ends the names that begin with the path.
            rows = self.store.db.execute(
                "SELECT uri FROM inputs WHERE seen <> ? "
                "AND (uri = ? OR (uri > ? AND uri < ?) OR (uri > ? AND uri < ?))",
                (self.number, top, f"{top}/", f"{top}0", f"{top}!/", f"{top}!0"),
            ).fetchall()
            self.tally.missed += len(rows)
            if self.prune and rows:
                with self.store.change():
                    for (uri,) in rows:
                        self.store.forget(uri)


def _failure(error: ReadError) -> Failure:
    return Failure(error.code, error.reason, error.page)


@contextmanager
def _interrupts(run: Run) -> Iterator[None]:
    """Ctrl-C is counted, and does not break anything off. Only the main thread can be asked to."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(number: int, frame: FrameType | None) -> None:
        run.interrupt()

    before = signal.signal(signal.SIGINT, heard)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
