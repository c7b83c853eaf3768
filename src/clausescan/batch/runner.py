"""A run: inputs are listed, what the store knows already is passed over, the rest is handed to an engine, and what
comes back is written, a document a transaction. Only this module, in one process, writes what a run finds."""

from __future__ import annotations

import hashlib
import json
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clausescan import __version__
from clausescan.batch.engine import Engine
from clausescan.batch.inputs import Broken, Container, Found, Input, Listing, uri_of
from clausescan.batch.interrupts import heard
from clausescan.batch.keys import Keys
from clausescan.batch.later import JudgeAgain, Later, WriteReports
from clausescan.batch.limits import WorkLimits
from clausescan.batch.reports import Reports
from clausescan.batch.store import InputRow, Outcome, Store
from clausescan.batch.tally import Tally, Watcher
from clausescan.batch.tasks import Done, Failure, Task
from clausescan.errors import ReadError
from clausescan.reading.paths import Skipped
from clausescan.reading.sniff import is_mail

_AHEAD_BYTES = 64_000_000
"""Documents that wait for a worker may hold so many bytes."""
_SLICE = 0.2
"""Seconds that looking for inputs may take until the engine is heard again."""
_AT_ONCE = 500


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
    message: Input | None = None
    later: Later | None = None
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
    reports: Reports | None = None
    """where report files go"""
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
    _later: list[Later] = field(default_factory=list)
    _later_begun: bool = False
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
            with heard(self.interrupt):
                self.tally.total = self.listing.count(paths) if paths else 0
                self._sources = [self.listing.of(paths)] if paths else []
                self._later = [JudgeAgain(self.store, self.keys, self.tally, self.watcher, self._drop_reports)]
                if self.reports:
                    met = self.number if paths else 0
                    self._later.append(WriteReports(self.store, self.reports, met, self.tally, self.watcher))
                self._work()
            outcome = "interrupted" if self.tally.interrupted else "finished"
        finally:
            self.engine.close(kill=outcome != "finished")
            self._flush_seen()
            self.store.end_run(self.number, outcome)
        if not self.tally.interrupted:
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
                if not self._under_way and not self._sources and not self._later:
                    return
            ready = self._hungry()
            finished = self.engine.finished(0.0 if ready else 0.25)
            if not self._interrupts:
                self._hand_out()  # first: writing can wait, a worker should not
            for task, done in finished:
                self._settle(task, done)
            if ready and self._sources:
                self._fetch()
            elif ready:
                self._fetch_later()
            self.watcher.moved(self.tally)

    def _hungry(self) -> bool:
        if self._interrupts or self._opening or len(self._waiting) >= self.ahead:
            return False
        if self._sources:
            return sum(len(task.data or b"") for task in self._waiting) < _AHEAD_BYTES
        # What comes later begins when all that comes before has been written.
        return bool(self._later) and (self._later_begun or not self._under_way)

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

    def _fetch_later(self) -> None:
        self._flush_seen()
        rows = self._later[0].next(self.ahead)
        self._later_begun = rows is not None
        if rows is None:
            self._later.pop(0)
            return
        for row in rows:
            task = replace(row, id=self._next_task())
            self._under_way[task.id] = _Work(None, later=self._later[0])
            self._waiting.append(task)

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
            case _:
                assert work.later
                work.later.settle(task, done)

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
        self._drop_reports(done.about["path"], done.about["sha256"])
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

    def _drop_reports(self, path: str, sha256: str) -> None:
        """Report files that are about to be out of date go first: one that is there is never an old one."""
        if self.reports:
            self.reports.drop(path, sha256)

    def _next_task(self) -> int:
        self._tasks += 1
        return self._tasks

    def _take_stock(self, paths: Sequence[str | Path]) -> None:
        """What the store has of the named paths and was not met."""
        missed = self.store.unmet([uri_of(str(path)) for path in paths], self.number)
        self.tally.missed = len(missed)
        if self.prune and missed:
            with self.store.change():
                for uri in missed:
                    self.store.forget(uri)


def _failure(error: ReadError) -> Failure:
    return Failure(error.code, error.reason, error.page)
