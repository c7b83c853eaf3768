"""What a run is made of: files, and members of archives, found one after the other as they are asked for."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import partial
from io import BytesIO
from pathlib import Path, PurePath
from typing import IO

from clausescan.batch.archives import CONTAINERS, Budget, Member, is_office, members, opened
from clausescan.batch.limits import ArchiveLimits
from clausescan.batch.mail import MESSAGES
from clausescan.errors import ReadError
from clausescan.reading.options import Limits
from clausescan.reading.paths import Skipped, documents_in
from clausescan.reading.source import load_bytes

_NESTED = 20
"""An archive in an archive may be so many times as large as a file."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file, or one in an archive or message. `uri` is its absolute path, with "!/" before what lies in an archive;
    `mtime` (nanoseconds) of a member is that of the file it lies in. `load` gives its bytes and raises ReadError; of a
    member it works until the next input is asked for."""

    uri: str
    name: str
    size: int | None
    mtime: int | None
    depth: int
    load: Callable[[], bytes]

    @property
    def suffix(self) -> str:
        return PurePath(self.name).suffix.lower()

    @property
    def message(self) -> bool:
        """Whether its name says that it is an e-mail."""
        return self.suffix in MESSAGES


@dataclass(frozen=True, slots=True)
class Container:
    """An archive that was opened; `count` inputs follow."""

    uri: str
    size: int | None
    mtime: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Broken:
    """An archive that could not be opened, or not to its end."""

    uri: str
    size: int | None
    mtime: int | None
    error: ReadError


Found = Input | Container | Broken | Skipped


def uri_of(path: str) -> str:
    """The name that a store knows a file by: its absolute path, bytes that are no text as \\xNN; a URI as it is."""
    if "://" in path:
        return path
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class Listing:
    """Finds inputs. `glob` ("*.pdf", "contracts/*.docx"; None: all) is matched with names of files, or with the end of
    their paths where it has a "/"; archives and messages are opened whatever they are called."""

    recursive: bool = False
    glob: str | None = None
    reading: Limits = field(default_factory=Limits)
    archives: ArchiveLimits = field(default_factory=ArchiveLimits)

    def of(self, paths: Iterable[str | Path]) -> Iterator[Found]:
        """Inputs in the order named, each folder sorted by name."""
        for each in documents_in(paths, self.recursive, CONTAINERS):
            if isinstance(each, Skipped):
                yield each
                continue
            yield from self._one(self._file(each.path), partial(_stream, each.path))

    def count(self, paths: Sequence[str | Path]) -> int:
        """How many files there are, archives and messages closed."""
        return sum(not isinstance(each, Skipped) for each in documents_in(paths, self.recursive, CONTAINERS))

    def attached(self, message: Input, attachments: Iterable[tuple[str, bytes]]) -> Iterator[Found]:
        """The attachments of a message as inputs."""
        for name, data in attachments:
            uri = f"{message.uri}!/{name}"
            one = Input(uri, name, len(data), message.mtime, message.depth + 1, partial(bytes, data))
            yield from self._one(one, partial(BytesIO, data))

    def _file(self, path: str) -> Input:
        size = mtime = None
        with suppress(OSError, ValueError):  # loading it says what is wrong
            found = os.stat(path)
            if stat.S_ISREG(found.st_mode):
                size, mtime = found.st_size, found.st_mtime_ns
        uri = uri_of(path)
        return Input(uri, os.path.basename(path), size, mtime, 0, lambda: load_bytes(path, uri, self.reading)[1])

    def _one(self, one: Input, stream: Callable[[], IO[bytes]], budget: Budget | None = None) -> Iterator[Found]:
        if one.suffix in CONTAINERS and one.size is not None:
            yield from self._opened(one, stream, budget)
        elif one.message or self._wanted(one):
            yield one

    def _opened(self, one: Input, stream: Callable[[], IO[bytes]], budget: Budget | None) -> Iterator[Found]:
        try:
            if one.depth >= self.archives.depth:
                raise ReadError(
                    one.uri, "archive_depth", f"an archive in an archive, deeper than {self.archives.depth} levels"
                )
            try:
                file = stream()
            except OSError as error:
                raise ReadError(one.uri, "unreadable", f"the file could not be read: {error.strerror}") from error
            with file, opened(file, one.uri, self.archives) as archive:
                if is_office(archive):
                    if self._wanted(one):
                        yield one
                    return
                budget = budget or Budget.of(one.size or 0, self.archives)
                listed = list(members(archive, one.uri, budget, CONTAINERS))
                yield from (each for each in listed if isinstance(each, Skipped))
                taken = [(each, self._member(one, each)) for each in listed if isinstance(each, Member)]
                taken = [(each, input) for each, input in _apart(taken) if self._opens(input) or self._wanted(input)]
                yield Container(one.uri, one.size, one.mtime, len(taken))
                for each, input in taken:
                    yield from self._one(
                        input, partial(each.file, input.uri, self.reading.file_bytes * _NESTED), budget
                    )
        except ReadError as error:
            yield Broken(one.uri, one.size, one.mtime, error)

    def _member(self, outer: Input, member: Member) -> Input:
        uri = f"{outer.uri}!/{member.name}"
        load = partial(member.data, uri, self.reading.file_bytes)
        return Input(uri, member.name.rpartition("/")[2], member.size, outer.mtime, outer.depth + 1, load)

    def _opens(self, one: Input) -> bool:
        return one.suffix in CONTAINERS or one.message

    def _wanted(self, one: Input) -> bool:
        if self.glob is None:
            return True
        glob = self.glob.lower()
        if "/" in glob:
            return fnmatchcase(one.uri.lower().replace(os.sep, "/"), f"*/{glob.lstrip('/')}")
        return fnmatchcase(one.name.lower(), glob)


def _stream(path: str) -> IO[bytes]:
    # A pipe may have taken the file's place since it was looked at: opening must not wait for a writer.
    return open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb")


def _apart(taken: list[tuple[Member, Input]]) -> Iterator[tuple[Member, Input]]:
    """Members of the same name told apart: the second is called "name#2"."""
    counts: dict[str, int] = {}
    for member, one in taken:
        n = counts[one.uri] = counts.get(one.uri, 0) + 1
        yield member, one if n == 1 else replace(one, uri=f"{one.uri}#{n}")
