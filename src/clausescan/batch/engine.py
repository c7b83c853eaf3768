"""What a run needs of whoever does the work: a pool of processes here, or an engine on many machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from clausescan.batch.tasks import Done, Task
from clausescan.model import Severity
from clausescan.reading.options import ReadOptions


@dataclass(frozen=True, slots=True)
class Settings:
    """By what agreements are read and judged; paths as the worker can open them, "" for what is shipped or absent.
    `formats` and `fail_on` are for report files, by the names of report/formats.py.
    `keys` is (base of the reading, judging) as the driver knows them: a worker that finds others must not work."""

    options: ReadOptions = ReadOptions()  # noqa: RUF009 (frozen)
    model: str = ""
    checklist: str = ""
    profile: str | None = None
    waivers: str = ""
    today: date = date.min
    formats: tuple[str, ...] = ()
    fail_on: Severity | None = None
    keys: tuple[str, str] = ("", "")


class Scanner(Protocol):
    """Does tasks, one after the other, in a worker. It never raises because of what a file holds."""

    def do(self, task: Task) -> Done: ...


class Start(Protocol):
    """Makes a scanner inside of a worker. A function at the top of a module, so that another process can find it."""

    def __call__(self, settings: Settings) -> Scanner: ...


class Engine(Protocol):
    """Takes tasks and gives back what became of them, in any order, each exactly once.

    A document that kills its worker, hangs or takes too much memory comes back as a failure; a worker that is lost for
    another reason costs nobody anything.
    """

    def room(self) -> int:
        """How many more tasks it takes now."""
        ...

    def submit(self, task: Task) -> None: ...

    def finished(self, timeout: float) -> list[tuple[Task, Done]]:
        """What has been done since the last call; waits up to `timeout` seconds for something."""
        ...

    def close(self, *, kill: bool = False) -> None:
        """End the workers; `kill`: in the middle of their work."""
        ...
