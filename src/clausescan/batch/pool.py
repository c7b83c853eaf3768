"""Worker processes on this machine, one a core, each watched, and replaced where its document has ruined it."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from clausescan.batch.engine import Settings, Start
from clausescan.batch.limits import MEGABYTE, WorkLimits, resident
from clausescan.batch.scanner import start as start_scanner
from clausescan.batch.tasks import Done, Failure, Task, done_from_bytes, task_to_bytes, unpack
from clausescan.batch.worker import END, out_of_memory, out_of_time, serve
from clausescan.errors import ClausescanError, ModelError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

_LOOK = 0.1
"""Seconds between two looks at the time and memory of workers."""
_FALSE_STARTS = 3
"""Workers that end before they have begun, one after the other, until the run is given up."""


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    link: Connection[bytes, bytes]
    began: float
    ready: bool = False
    dead: bool = False
    task: Task | None = None
    peak: int = 0
    count: int = 0


@dataclass(slots=True)
class Pool:
    """An Engine of `jobs` processes. `start` makes the scanner inside of each."""

    jobs: int
    settings: Settings
    limits: WorkLimits = field(default_factory=WorkLimits)
    start: Start = start_scanner
    _workers: list[_Worker] = field(default_factory=list)
    _again: deque[Task] = field(default_factory=deque)
    _deaths: dict[int, int] = field(default_factory=dict)
    _false_starts: int = 0
    _closed: bool = False

    def room(self) -> int:
        return self.jobs - len(self._again) - sum(w.task is not None for w in self._workers)

    def submit(self, task: Task) -> None:
        self._again.append(task)
        self._hand_out()

    def finished(self, timeout: float) -> list[tuple[Task, Done]]:
        """Raises ModelError or another ClausescanError where no worker can be started."""
        found: list[tuple[Task, Done]] = []
        until = time.monotonic() + timeout
        while not found:
            left = max(until - time.monotonic(), 0)
            ready = set(wait([w.link for w in self._workers], min(_LOOK, left)))
            for worker in self._workers:
                outcome = self._hear(worker) if worker.link in ready else self._look_at(worker)
                if outcome is not None:
                    found.append(outcome)
                if self._worn(worker):
                    self._dismiss(worker)
            for worker in self._workers:
                if worker.dead:
                    worker.process.join()
                    worker.link.close()
            self._workers = [worker for worker in self._workers if not worker.dead]
            self._hand_out()
            if time.monotonic() >= until:
                break
        return found

    def close(self, *, kill: bool = False) -> None:
        if self._closed:
            return
        self._closed = True
        for worker in self._workers:
            if kill or worker.task is not None or not worker.ready:
                _kill(worker)
            else:
                self._dismiss(worker)
            worker.process.join()
            worker.link.close()
        self._workers.clear()

    # --- one worker ---------------------------------------------------------------------------------------------------

    def _new(self) -> _Worker:
        context = get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(
            target=serve,
            args=(there, os.getpid(), self.settings, self.start, self.limits),
            name="clausescan-worker",
            daemon=True,
        )
        with _without_interrupts():
            process.start()
        there.close()
        return _Worker(process, here, time.monotonic())

    def _hand_out(self) -> None:
        """Tasks to workers that are free; workers are started as tasks need them."""
        busy = sum(w.task is not None for w in self._workers)
        while len(self._workers) < min(self.jobs, busy + len(self._again)):
            self._workers.append(self._new())
        for worker in self._workers:
            if not self._again:
                return
            if worker.ready and worker.task is None:
                task = self._again.popleft()
                worker.task, worker.began, worker.peak = task, time.monotonic(), 0
                worker.count += 1
                # A worker that died meanwhile is met at the next look, as one that died over the task.
                with contextlib.suppress(OSError):
                    worker.link.send_bytes(task_to_bytes(task))

    def _hear(self, worker: _Worker) -> tuple[Task, Done] | None:
        try:
            message = worker.link.recv_bytes()
        except (EOFError, OSError):
            return self._died(worker)
        try:
            if not worker.ready:
                self._started(worker, message)
                return None
            id, done = done_from_bytes(message)
            if worker.task is None or id != worker.task.id:
                raise ValueError("an answer that nobody asked for")
        except (ValueError, KeyError, TypeError, AttributeError):  # what a worker that was taken over may send
            return self._died(worker)
        task, worker.task = worker.task, None
        self._deaths.pop(task.id, None)
        done.peak_mb = max(done.peak_mb or 0.0, worker.peak / MEGABYTE) or None
        return task, done

    def _started(self, worker: _Worker, message: bytes) -> None:
        head, _ = unpack(message)
        if "fatal" in head:
            raise ModelError(str(head["fatal"]))
        worker.ready = bool(head["ready"])
        self._false_starts = 0

    def _look_at(self, worker: _Worker) -> tuple[Task, Done] | None:
        """Time and memory of a worker that has said nothing."""
        taken = time.monotonic() - worker.began
        if worker.task is None:
            if not worker.ready and taken > self.limits.start_seconds:
                _kill(worker)
                worker.dead = True
                self._false_start(f"{self.limits.start_seconds:g} seconds were not enough")
            return None
        held = resident(worker.process.pid or 0)
        worker.peak = max(worker.peak, held)
        if held > self.limits.memory_mb * MEGABYTE:
            return self._stopped(worker, Failure("memory_limit", out_of_memory(self.limits)))
        if taken > self.limits.seconds:
            return self._stopped(worker, Failure("time_limit", out_of_time(self.limits)))
        return None

    def _stopped(self, worker: _Worker, failure: Failure) -> tuple[Task, Done]:
        _kill(worker)
        worker.dead = True
        assert worker.task is not None
        task, worker.task = worker.task, None
        self._deaths.pop(task.id, None)
        return task, Done(failure, seconds=time.monotonic() - worker.began, peak_mb=worker.peak / MEGABYTE)

    def _died(self, worker: _Worker) -> tuple[Task, Done] | None:
        """A worker ended that nobody here ended. Its task is tried again: another may have been to blame."""
        worker.dead = True
        wait([worker.process.sentinel], 1)  # not joined yet: until then nobody else can have its number
        _kill(worker)  # what it had started, and itself where only its line is cut
        worker.process.join()
        how = _how(worker.process.exitcode)
        if worker.task is None:
            if not worker.ready:
                self._false_start(how)
            return None
        task, worker.task = worker.task, None
        deaths = self._deaths[task.id] = self._deaths.get(task.id, 0) + 1
        if deaths < self.limits.deaths:
            self._again.appendleft(task)
            return None
        del self._deaths[task.id]
        reason = f"the process that worked on it ended {deaths} times ({how}); the file may be damaged: save it again"
        return task, Done(Failure("crashed", reason), seconds=time.monotonic() - worker.began)

    def _false_start(self, how: str) -> None:
        self._false_starts += 1
        if self._false_starts >= _FALSE_STARTS:
            raise ClausescanError(f"worker processes end before they have begun ({how}); try fewer --jobs")

    def _worn(self, worker: _Worker) -> bool:
        """Whether a worker without a task has done its share, or holds on to too much memory."""
        if worker.dead or worker.task is not None or not worker.count:
            return False
        if worker.count >= self.limits.documents:
            return True
        held = resident(worker.process.pid or 0)
        return held > self.limits.worn_mb * MEGABYTE

    def _dismiss(self, worker: _Worker) -> None:
        """Let a worker without a task go; it ends by itself."""
        worker.dead = True
        with contextlib.suppress(OSError):
            worker.link.send_bytes(END)
        wait([worker.process.sentinel], 5)
        _kill(worker)


def _kill(worker: _Worker) -> None:
    """The worker and what it started (OCR)."""
    pid = worker.process.pid
    if pid is not None and os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    worker.process.kill()


def _how(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        try:
            return f"signal {signal.Signals(-exitcode).name}"
        except ValueError:
            return f"signal {-exitcode}"
    return f"exit status {exitcode}"


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """A process that starts meanwhile is deaf to Ctrl-C from its first instruction on; this one hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
