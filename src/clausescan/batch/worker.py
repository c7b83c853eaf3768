"""A worker process: loads a model once, then does one task after the other until its driver says or is gone.

One thread: the pool has a worker for each core. The process may be killed at any moment; it writes nothing to the disk.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING

from clausescan.batch.engine import Settings, Start
from clausescan.batch.limits import MEGABYTE, WorkLimits, cap_address_space
from clausescan.batch.tasks import Done, Failure, done_to_bytes, pack, task_from_bytes
from clausescan.errors import ClausescanError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

END = b"end"
"""What a driver sends for the last time."""

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def serve(link: Connection[bytes, bytes], parent: int, settings: Settings, start: Start, limits: WorkLimits) -> None:
    """The whole life of a worker; `parent` is the process id of the driver."""
    _settle(parent)
    try:
        scanner = start(settings)
    except ClausescanError as error:
        link.send_bytes(pack({"fatal": str(error)}))
        return
    import gc

    gc.collect()
    gc.freeze()  # the model and the checklist stay: no collection need look at them again
    cap_address_space(limits.memory_mb * MEGABYTE)
    try:
        link.send_bytes(pack({"ready": True}))
        while (message := link.recv_bytes()) != END:
            task = task_from_bytes(message)
            del message
            try:
                done = scanner.do(task)
            except MemoryError:
                done = Done(Failure("memory_limit", out_of_memory(limits)))
            link.send_bytes(done_to_bytes(task.id, done))
            del task, done
    except (EOFError, OSError):  # the driver has gone
        pass


def out_of_memory(limits: WorkLimits) -> str:
    return f"needs more memory than the limit of {limits.memory_mb:,.0f} MB (--memory-limit)"


def out_of_time(limits: WorkLimits) -> str:
    return f"took longer than the limit of {limits.seconds:g} seconds (--time-limit)"


def _settle(parent: int) -> None:
    """Take the place of a worker: a process group of its own, one thread, no terminal, no core file, no orphan."""
    for name in _ONE_THREAD:
        os.environ[name] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver answers Ctrl-C
    if os.name == "posix":
        import resource

        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the contract
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # C libraries chatter
        os.dup2(null, stream)
