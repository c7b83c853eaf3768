"""Runs a reader in a process of its own that can be killed: limits on time and memory, and a crash stays there.

Two ways to start the process. Where the program has one thread (Linux), it forks: about two milliseconds, and modules
already loaded are shared. Once other threads run (onnxruntime, OpenBLAS, a server), a fork could copy a lock that
nobody will ever release, so a fresh interpreter is started instead, as on macOS and Windows. The document comes back
as JSON and columns of numbers, not as a pickle: whatever a hostile file makes of the child, the parent only ever
builds plain values.

The child kills itself when its time is over (an interval timer with the default action, which no busy C library can
hold up), dies with its parent (Linux), and writes no files. The parent reaps it and everything it started.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
import time
from array import array
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from operator import attrgetter
from typing import IO, Any, NoReturn

from clausescan.errors import ReadError
from clausescan.model import Block, Box, Comment, Document, Furniture, Line, Notice, Revision, Span
from clausescan.reading.options import Limits, ReadOptions

Reader = Callable[[bytes, str, ReadOptions], Document]

_LINUX = sys.platform == "linux"
_TIME_OVER = 97
"""Exit status of a child that ran out of time where there are no interval timers (Windows)."""


def run(reader: str, data: bytes, path: str, options: ReadOptions) -> Document:
    """The document that `reader` ("package.module:function") makes of `data`, read in a limited child process.

    Raises the ReadError that the reader raised, or one with code "time_limit", "memory_limit", "crashed" or
    "reader_failed".
    """
    if _LINUX and _threads() == 1:
        # Before the fork, so that a second file finds them loaded.
        import ctypes  # noqa: F401
        import resource  # noqa: F401

        load(reader)
        status, answer, peak = _fork(reader, data, path, options)
    else:
        status, answer, peak = _fresh(reader, data, path, options)
    return _judge(status, answer, peak, path, options.limits)


def run_here(reader: str, data: bytes, path: str, options: ReadOptions) -> Document:
    """The same in this process, without limits on time and memory; failures come as the same ReadErrors."""
    try:
        return load(reader)(data, path, options)
    except ReadError:
        raise
    except MemoryError as error:
        raise _memory_error(path, options.limits) from error
    except Exception as error:
        raise _failed(path, f"{type(error).__name__}: {error}") from error


def load(reader: str) -> Reader:
    """The function that "package.module:function" names."""
    module, _, name = reader.partition(":")
    found: Reader = getattr(importlib.import_module(module), name)
    return found


def allow_more_time(seconds: float) -> None:
    """Called by a reader before a long step with a limit of its own (OCR of one page): moves the end of its time.

    Does nothing outside a guarded process.
    """
    if _deadline is None:
        return
    _arm(max(_deadline - time.monotonic(), 0.0) + seconds)


# --- the child -------------------------------------------------------------------------------------------------------

_deadline: float | None = None


def _arm(seconds: float) -> None:
    global _deadline
    _deadline = time.monotonic() + seconds
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    else:  # Windows: a watchdog thread of C code that ends the process
        import faulthandler

        faulthandler.dump_traceback_later(max(seconds, 0.001), exit=True, file=open(os.devnull, "w"))  # noqa: SIM115


def _limit(limits: Limits) -> None:
    if "faulthandler" in sys.modules:  # its trace of a crash would go to the program's terminal
        sys.modules["faulthandler"].disable()
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent answers Ctrl-C, and kills this process
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM, signal.SIGTERM})
    if _LINUX:
        import ctypes
        import resource

        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG: no orphan when the parent is killed
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the contract
        # What the program has mapped already (models, libraries) is not the file's doing.
        ceiling = _pages_of_memory(0) + limits.memory_bytes
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard == resource.RLIM_INFINITY or ceiling < hard:
            resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))
    _arm(limits.seconds)


def _answer(reader: str, data: bytes, path: str, options: ReadOptions) -> bytes:
    """What the child sends: one JSON object with "document", "error" or "failed"."""
    try:
        document = load(reader)(data, path, options)
        return pack(document)
    except ReadError as error:
        return json.dumps({"error": [error.code, error.reason, error.page]}).encode()
    except MemoryError:
        return b'{"memory": true}'
    except Exception as error:
        import traceback

        text = "".join(traceback.format_exception(error))[-8000:]
        return json.dumps({"failed": f"{type(error).__name__}: {error}"[:500], "traceback": text}).encode()


def _send(stream: IO[bytes], answer: bytes) -> None:
    stream.write(answer)
    stream.flush()


def _child(write_end: int, reader: str, data: bytes, path: str, options: ReadOptions, parent: int) -> NoReturn:
    """The forked child: never returns into the copied program."""
    status = 1
    try:
        os.setpgid(0, 0)
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):  # C libraries chatter; results of the program go to stdout
            os.dup2(null, fd)
        _limit(options.limits)
        if os.getppid() == parent:
            answer = _answer(reader, data, path, options)
            with open(write_end, "wb", closefd=False) as stream:
                _send(stream, answer)
            status = 0
    finally:
        os._exit(status)


def main() -> None:
    """The fresh interpreter: a JSON line and the file on stdin, the answer on stdout."""
    with open(0, "rb", closefd=False) as stream:
        order = json.loads(stream.readline())
        data = stream.read()
    out = os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    raw = order["options"]
    raw["pages"] = tuple((first, last) for first, last in raw["pages"])
    options = ReadOptions(**{**raw, "limits": Limits(**raw["limits"])})
    load(order["reader"])
    _limit(options.limits)
    answer = _answer(order["reader"], data, order["path"], options)
    with open(out, "wb", closefd=False) as stream:
        _send(stream, answer)
    os._exit(0)


# --- the parent ------------------------------------------------------------------------------------------------------


def _fork(reader: str, data: bytes, path: str, options: ReadOptions) -> tuple[int, bytes, int]:
    read_end, write_end = os.pipe()
    parent = os.getpid()
    resident = _pages_of_memory(1)
    pid = os.fork()
    if pid == 0:
        _child(write_end, reader, data, path, options, parent)
    answer = b""
    try:
        with contextlib.suppress(OSError):  # the child does the same; whoever comes first
            os.setpgid(pid, pid)
        os.close(write_end)
        with open(read_end, "rb") as stream:
            answer = stream.read()
    except BaseException:
        _kill_group(pid)
        os.waitpid(pid, 0)
        raise
    _, status, usage = os.wait4(pid, 0)
    _kill_group(pid)  # an OCR process it may have left
    # The child begins with this program's own memory, which is not the file's doing.
    return os.waitstatus_to_exitcode(status), answer, max(usage.ru_maxrss * 1024 - resident, 0)


def _fresh(reader: str, data: bytes, path: str, options: ReadOptions) -> tuple[int, bytes, int]:
    import subprocess

    order = {"reader": reader, "path": path, "options": asdict(options)}
    start = f"import sys; sys.path[:] = {sys.path!r}; from clausescan.reading.guard import main; main()"
    with _memory_file() as source:
        source.write(json.dumps(order).encode() + b"\n")
        source.write(data)
        source.flush()
        source.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-c", start],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0 if os.name == "posix" else None,
        )
    try:
        with child:
            assert child.stdout is not None
            answer = child.stdout.read()
            status = child.wait()
    except BaseException:
        child.kill()
        if os.name == "posix":
            _kill_group(child.pid)
        child.wait()
        raise
    if os.name == "posix":
        _kill_group(child.pid)
    return status, answer, 0


def _memory_file() -> IO[bytes]:
    """A file without a name: the contract leaves no trace on the disk."""
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("clausescan"), "w+b")
    import tempfile

    return tempfile.TemporaryFile()


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _judge(status: int, answer: bytes, peak: int, path: str, limits: Limits) -> Document:
    if status == 0:
        if answer.startswith(b'{"document"'):
            return unpack(answer)
        reply = json.loads(answer)
        if "error" in reply:
            code, reason, page = reply["error"]
            raise ReadError(path, code, reason, page)
        if "memory" in reply:
            raise _memory_error(path, limits)
        error = _failed(path, reply["failed"])
        error.add_note(reply["traceback"])
        raise error
    if status == _TIME_OVER or (hasattr(signal, "SIGALRM") and status == -signal.SIGALRM):
        raise ReadError(path, "time_limit", f"reading took longer than the limit of {limits.seconds:g} seconds")
    if peak > 0.7 * limits.memory_bytes or (hasattr(signal, "SIGKILL") and status == -signal.SIGKILL):
        raise _memory_error(path, limits)
    how = f"signal {-status}" if status < 0 else f"exit status {status}"
    raise ReadError(
        path, "crashed", f"the file is damaged in a way that crashed the reader ({how}); save or export it again"
    )


def _memory_error(path: str, limits: Limits) -> ReadError:
    return ReadError(path, "memory_limit", f"reading needs more memory than the limit of {limits.memory_bytes:,} bytes")


def _failed(path: str, what: str) -> ReadError:
    return ReadError(path, "reader_failed", f"the reader failed on this file ({what}); please report this")


def _threads() -> int:
    """Threads of this process as the kernel counts them, those of C libraries included."""
    return len(os.listdir("/proc/self/task"))


def _pages_of_memory(field: int) -> int:
    """Bytes of this process: 0 for its address space, 1 for what is resident."""
    with open("/proc/self/statm", "rb") as stream:
        return int(stream.read().split()[field]) * os.sysconf("SC_PAGE_SIZE")


# --- the way back ----------------------------------------------------------------------------------------------------

_VALUES: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    kind: attrgetter(*(field.name for field in fields(kind)))
    for kind in (Document, Block, Box, Span, Furniture, Notice, Revision, Comment)
}


def pack(document: Document) -> bytes:
    """`{"document": [field values in order], "lines": n}` as JSON, a newline, then n lines as columns of numbers.

    Printed lines are the bulk of a long PDF; as text their coordinates would cost more than the rest together.
    """

    def values(value: object) -> tuple[Any, ...]:
        return _VALUES[type(value)](value)

    order = {"document": replace(document, lines=()), "lines": len(document.lines)}
    head = json.dumps(order, default=values, check_circular=False, separators=(",", ":")).encode()
    whole, real = array("q"), array("d")
    for line in document.lines:
        box = line.box
        whole.extend((line.start, line.end, line.page))
        real.extend((box.x0, box.top, box.x1, box.bottom))
    return b"".join((head, b"\n", whole.tobytes(), real.tobytes()))


def unpack(answer: bytes) -> Document:
    """The document of `pack`."""
    head, _, columns = answer.partition(b"\n")
    order = json.loads(head)
    named = dict(zip((field.name for field in fields(Document)), order["document"], strict=True))
    cells = [field.name for field in fields(Block)].index("cells")
    for block in named["blocks"]:
        block[cells] = tuple(Span(*cell) for cell in block[cells])
    named["blocks"] = tuple(Block(*block) for block in named["blocks"])
    named["lines"] = _lines(columns, order["lines"])
    named["furniture"] = tuple(
        Furniture(kind, text, page, Box(*box) if box else None) for kind, text, page, box in named["furniture"]
    )
    named["revisions"] = tuple(Revision(*revision) for revision in named["revisions"])
    named["comments"] = tuple(Comment(*comment) for comment in named["comments"])
    named["warnings"] = tuple(Notice(*notice) for notice in named["warnings"])
    return Document(**named)


def _lines(columns: bytes, count: int) -> tuple[Line, ...]:
    whole, real = array("q"), array("d")
    whole.frombytes(columns[: 24 * count])
    real.frombytes(columns[24 * count :])
    boxes = map(Box, real[0::4], real[1::4], real[2::4], real[3::4])
    return tuple(map(Line, whole[0::3], whole[1::3], whole[2::3], boxes))
