"""From what the caller named to bytes in memory: regular files only, the size checked before a byte is read."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from clausescan.errors import ReadError
from clausescan.reading.options import Limits


def load_bytes(source: str | Path | bytes | BinaryIO, name: str, limits: Limits) -> tuple[str, bytes]:
    """The display path and the bytes. Never blocks on a pipe, never reads more than the limit.

    Raises ReadError: "not_found", "link_loop", "is_directory", "not_regular_file", "permission_denied", "too_large",
    "unreadable".
    """
    if isinstance(source, bytes):
        path = name or "-"
        _check_size(path, len(source), limits)
        return path, source
    if isinstance(source, str | Path):
        return name or str(source), _read_file(os.fspath(source), name or str(source), limits)
    path = name or "-"
    data = b"".join(_pieces(source, limits.file_bytes + 1))
    _check_size(path, len(data), limits)
    return path, data


def _pieces(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """Up to `most` bytes; an unbuffered stream gives less than asked for and is not at its end yet."""
    while most > 0 and (piece := stream.read(most)):
        most -= len(piece)
        yield piece


def _check_size(path: str, size: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise ReadError(path, "too_large", f"the file is larger than the limit of {limits.file_bytes:,} bytes")


def _read_file(file: str, path: str, limits: Limits) -> bytes:
    try:
        _check_regular(os.stat(file).st_mode, path)
        # A pipe may take the file's place after the check: non-blocking, and looked at again once open.
        fd = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(fd, "rb") as stream:
            found = os.fstat(fd)
            _check_regular(found.st_mode, path)
            _check_size(path, found.st_size, limits)
            data = stream.read(limits.file_bytes + 1)
    except (OSError, ValueError) as error:
        raise _why(error, file, path) from error
    _check_size(path, len(data), limits)
    return data


def _check_regular(mode: int, path: str) -> None:
    if stat.S_ISDIR(mode):
        raise ReadError(path, "is_directory", "this is a folder, not a file")
    if not stat.S_ISREG(mode):
        kinds = ((stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"))
        what = next((name for test, name in kinds if test(mode)), "something else")
        raise ReadError(path, "not_regular_file", f"not a regular file but {what}; it was not opened")


def _why(error: OSError | ValueError, file: str, path: str) -> ReadError:
    if isinstance(error, ValueError):  # a NUL in the name
        return ReadError(path, "not_found", "no file can have this name")
    if error.errno == errno.ELOOP:
        return ReadError(path, "link_loop", "symbolic link loop: the links point at each other and at no file")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        if os.path.islink(file):
            return ReadError(path, "not_found", "not found: the link points to a file that does not exist")
        return ReadError(path, "not_found", "not found: there is no file of this name")
    if error.errno in (errno.EACCES, errno.EPERM):
        return ReadError(path, "permission_denied", "you have no permission to read this file")
    return ReadError(path, "unreadable", f"the file could not be read: {error.strerror or error}")
