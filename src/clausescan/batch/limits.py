"""What one document, one worker and one archive may take, and how much memory a process has."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

_LINUX = sys.platform == "linux"
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """Bounds on one document, and when a worker process is replaced by a fresh one."""

    seconds: float = 300.0
    """Wall-clock time for one document, from its bytes to its verdicts."""
    memory_mb: float = 2_000.0
    """Memory of the worker process and of what it started, in millions of bytes."""
    documents: int = 500
    """A worker is replaced after so many documents,"""
    worn_mb: float = 1_000.0
    """or when it still holds so much memory after one."""
    deaths: int = 3
    """A document whose worker was killed from outside, or crashed, so many times is a failure."""
    start_seconds: float = 180.0
    """Wall-clock time for a worker to load its model."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Bounds on an archive or message and on all that lies in it."""

    depth: int = 4
    """An archive in an archive in a message: so deep and no deeper."""
    members: int = 200_000
    directory_bytes: int = 64_000_000
    """The list of members of one zip archive."""
    expanded_bytes: int = 1_000_000_000
    """All members together may inflate to this much,"""
    ratio: int = 50
    """or to so many times the size of the archive, whichever is more."""
    attachments: int = 1_000
    """Of one message."""


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def resident(pid: int) -> int:
    """Bytes of memory that a process and its children hold now; 0 when it has gone."""
    if not _LINUX:
        return _resident_elsewhere(pid)
    total = 0
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        try:
            with open(f"/proc/{one}/statm", "rb") as stream:
                total += int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            with open(f"/proc/{one}/task/{one}/children", "rb") as stream:
                waiting += map(int, stream.read().split())
        except (OSError, IndexError):
            continue
    return total


def _resident_elsewhere(pid: int) -> int:
    import psutil

    try:
        process = psutil.Process(pid)
        return sum(int(one.memory_info().rss) for one in (process, *process.children(recursive=True)))
    except psutil.Error:
        return 0


def forget_peak() -> None:
    """Begin to count this process's peak anew, where the system can."""
    try:
        with open("/proc/self/clear_refs", "w") as stream:
            stream.write("5")
    except OSError:
        pass


def peak_mb() -> float | None:
    """Most memory that this process has held since `forget_peak`, in millions of bytes; None where nobody knows."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as stream:
            for line in stream:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024 / MEGABYTE
    except OSError:
        pass
    return None


def cap_address_space(more: float) -> None:
    """From now on this process may map so many bytes beyond what it has: asking for more fails, and does not wait for
    somebody to look (Linux)."""
    if not _LINUX:
        return
    import resource

    with open("/proc/self/statm", "rb") as stream:
        mapped = int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    ceiling = mapped + int(more)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or ceiling < hard:
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))
