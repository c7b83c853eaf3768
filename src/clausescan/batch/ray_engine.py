"""Ray as the engine of a batch: actors on many machines, each with a worker process of its own that holds the model.

The files are read in that process and not in the actor: it is watched, bounded and replaced as on one machine
(pool.py), so that a document which crashes, hangs or eats memory costs the actor nothing, and what comes from a process
that holds hostile files is plain bytes before Ray sees it. An actor that is lost with its machine costs nobody anything
either: its document goes to another one. Everything is written by the driver, into its store.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clausescan.batch.engine import Settings, Start
from clausescan.batch.limits import WorkLimits
from clausescan.batch.pool import Pool
from clausescan.batch.scanner import start as start_scanner
from clausescan.batch.tasks import Done, Failure, Task, done_from_bytes, done_to_bytes, task_from_bytes, task_to_bytes
from clausescan.errors import ClausescanError, display

_LOOK = 1.0
"""Seconds between two looks at actors that say nothing."""
_GRACE = 120.0
"""Seconds that an actor may be silent beyond what its own worker is allowed."""
_FALSE_STARTS = 5
"""Actors that are lost before they have begun, one after the other, until the run is given up."""


def connected(address: str) -> Any:
    """The ray module, connected to a cluster ("auto": the one on this machine; "local": a new one, for this process).
    Ray sends no usage statistics. Raises ClausescanError."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # says nothing about accelerators nobody asked for
    try:
        import ray  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError as error:
        raise ClausescanError("Ray is not installed: pip install 'clausescan[cluster]'") from error
    if not ray.is_initialized():
        try:
            alone: dict[str, Any] = {"include_dashboard": False} if address == "local" else {}
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **alone)
        except (ConnectionError, RuntimeError, ValueError, OSError, TimeoutError) as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ClausescanError(f"{display(address)}: no Ray cluster can be reached there: {said}") from error
    return ray


def processors(address: str) -> int:
    """How many workers the cluster has room for. Raises ClausescanError."""
    return max(int(connected(address).cluster_resources().get("CPU", 0)), 1)


class Worker:
    """What an actor does: keeps one worker process on its machine, and passes tasks and outcomes on as bytes."""

    def __init__(self, settings: Settings, limits: WorkLimits, start: Start) -> None:
        import sys

        # The worker process need not run Ray's own main module again.
        vars(sys.modules["__main__"]).pop("__file__", None)
        self._pool = Pool(1, settings, limits, start)

    def ready(self) -> int:
        """Its process id."""
        return os.getpid()

    def do(self, message: bytes) -> bytes:
        """Raises ModelError, ClausescanError where no worker can be started."""
        self._pool.submit(task_from_bytes(message))
        while True:
            for task, done in self._pool.finished(_LOOK):
                return done_to_bytes(task.id, done)


@dataclass(slots=True)
class _Actor:
    handle: Any
    waits_for: Any
    """The reference of what it does now: beginning, or a task; None: nothing."""
    since: float
    ready: bool = False
    task: Task | None = None


@dataclass(slots=True)
class RayEngine:
    """An Engine of `jobs` actors. `settings` and `limits` are sent to each; the machines need the same clausescan."""

    jobs: int
    settings: Settings
    address: str = "auto"
    limits: WorkLimits = field(default_factory=WorkLimits)
    start: Start = start_scanner
    _ray: Any = None
    _actors: list[_Actor] = field(default_factory=list)
    _again: deque[Task] = field(default_factory=deque)
    _deaths: dict[int, int] = field(default_factory=dict)
    _false_starts: int = 0
    lost: int = 0
    """Actors that were lost and replaced."""

    def __post_init__(self) -> None:
        self._ray = connected(self.address)
        self.settings = _elsewhere(self.settings)

    def room(self) -> int:
        return self.jobs - len(self._again) - sum(actor.task is not None for actor in self._actors)

    def submit(self, task: Task) -> None:
        self._again.append(task)
        self._hand_out()

    def finished(self, timeout: float) -> list[tuple[Task, Done]]:
        """Raises ClausescanError where the cluster gives no workers, or they are not the ones that the run needs."""
        found: list[tuple[Task, Done]] = []
        until = time.monotonic() + timeout
        while not found:
            self._hand_out()
            waited = {actor.waits_for: actor for actor in self._actors if actor.waits_for is not None}
            left = max(until - time.monotonic(), 0)
            if waited:
                done, _ = self._ray.wait(list(waited), num_returns=len(waited), timeout=0)
                if not done:
                    done, _ = self._ray.wait(list(waited), num_returns=1, timeout=min(left, _LOOK))
                for reference in done:
                    outcome = self._hear(waited[reference])
                    if outcome is not None:
                        found.append(outcome)
                self._look_at([actor for reference, actor in waited.items() if reference not in done])
            elif left:
                time.sleep(min(left, 0.05))
            if time.monotonic() >= until:
                break
        self._hand_out()
        return found

    def close(self, *, kill: bool = False) -> None:
        for actor in self._actors:
            self._end(actor)
        self._actors.clear()

    # --- one actor ----------------------------------------------------------------------------------------------------

    def _new(self) -> _Actor:
        # No restarts and no retries by Ray: who does what again, and how often, is decided here.
        made = self._ray.remote(Worker).options(num_cpus=1, max_restarts=0, max_task_retries=0)
        handle = made.remote(self.settings, self.limits, self.start)
        return _Actor(handle, handle.ready.remote(), time.monotonic())

    def _hand_out(self) -> None:
        busy = sum(actor.task is not None for actor in self._actors)
        while len(self._actors) < min(self.jobs, busy + len(self._again)):
            self._actors.append(self._new())
        for actor in self._actors:
            if not self._again:
                return
            if actor.ready and actor.task is None:
                actor.task, actor.since = self._again.popleft(), time.monotonic()
                actor.waits_for = actor.handle.do.remote(task_to_bytes(actor.task))

    def _hear(self, actor: _Actor) -> tuple[Task, Done] | None:
        from ray.exceptions import RayError, RayTaskError  # type: ignore[import-not-found,import-untyped,unused-ignore]

        try:
            said = self._ray.get(actor.waits_for)
            actor.waits_for = None
            if not actor.ready:
                actor.ready, self._false_starts = True, 0
                return None
            id, done = done_from_bytes(said)
            if actor.task is None or id != actor.task.id:
                raise ValueError("an answer that nobody asked for")
        except RayTaskError as error:
            cause = getattr(error, "cause", None) or error
            raise ClausescanError(f"a worker of the cluster cannot work: {str(cause).splitlines()[-1]}") from error
        except (RayError, ValueError, KeyError, TypeError):
            return self._lost(actor)
        task, actor.task = actor.task, None
        self._deaths.pop(task.id, None)
        return task, done

    def _look_at(self, silent: Sequence[_Actor]) -> None:
        """Actors that have said nothing for longer than their own worker may take."""
        limits = self.limits
        allowed = limits.deaths * (limits.seconds + limits.start_seconds) + _GRACE
        now = time.monotonic()
        for actor in silent:
            if actor.task is not None and now - actor.since > allowed:
                self._end(actor)  # the next look hears that it is gone
        waited = now - max((actor.since for actor in self._actors), default=now)
        if waited > limits.start_seconds and not any(actor.ready for actor in self._actors):
            free = self._ray.available_resources().get("CPU", 0)
            raise ClausescanError(f"the cluster starts no worker: {free:g} processors are free there")

    def _lost(self, actor: _Actor) -> tuple[Task, Done] | None:
        """An actor has gone. Its task is tried again, by another."""
        self._end(actor)
        self._actors.remove(actor)
        self.lost += 1
        if actor.task is None:
            self._false_starts += 1
            if self._false_starts >= _FALSE_STARTS:
                raise ClausescanError("workers of the cluster are lost before they have begun; see Ray's logs there")
            return None
        task = actor.task
        deaths = self._deaths[task.id] = self._deaths.get(task.id, 0) + 1
        if deaths < self.limits.deaths:
            self._again.appendleft(task)
            return None
        del self._deaths[task.id]
        reason = f"the worker that read it was lost {deaths} times, each time another one; try it on one machine"
        return task, Done(Failure("crashed", reason), seconds=time.monotonic() - actor.since)

    def _end(self, actor: _Actor) -> None:
        with suppress(Exception):  # it may have gone already, and so may the cluster
            self._ray.kill(actor.handle)


def _elsewhere(settings: Settings) -> Settings:
    """Settings as another machine can use them: the shipped model is the one that is shipped there."""
    from clausescan.encoding.folder import shipped_model

    shipped = settings.model and Path(settings.model) == shipped_model().resolve()
    return replace(settings, model="") if shipped else settings
