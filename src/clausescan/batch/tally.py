"""How a run stands, and who is told."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from clausescan.batch.tasks import Failure


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
    rendered: int = 0
    """report files"""
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
