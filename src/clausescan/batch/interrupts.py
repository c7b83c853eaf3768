"""Ctrl-C that is counted, and breaks nothing off."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def heard(by: Callable[[], None]) -> Iterator[None]:
    """Inside, Ctrl-C calls `by`. Only the main thread of a program can be asked to; in others nothing changes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def answer(number: int, frame: FrameType | None) -> None:
        by()

    before = signal.signal(signal.SIGINT, answer)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
