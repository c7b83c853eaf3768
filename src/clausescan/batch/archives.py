"""The members of a zip archive, one after the other, without trusting it: sizes are counted while inflating, names are
never used as paths, and nothing is written where anybody could find it."""

from __future__ import annotations

import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from clausescan.batch.limits import ArchiveLimits
from clausescan.errors import ReadError
from clausescan.reading.paths import SUFFIXES, Skipped, no_document

CONTAINERS = frozenset({".zip"})
"""Suffixes of what is opened here; messages are opened by a worker."""

_PIECE = 1 << 18
_LZMA = 14


@dataclass(slots=True)
class Budget:
    """Bytes that a named archive and all in it may still inflate to."""

    left: int

    @classmethod
    def of(cls, size: int, limits: ArchiveLimits) -> Budget:
        return cls(max(limits.expanded_bytes, limits.ratio * size))


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. `name` as the archive has it, with "/" between folders."""

    name: str
    size: int
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    budget: Budget

    def data(self, uri: str, most: int) -> bytes:
        """Its bytes. Raises ReadError where there are more than `most` or they cannot be had."""
        return b"".join(self._pieces(uri, most))

    def file(self, uri: str, most: int) -> IO[bytes]:
        """The same in a file without a name, for archives in archives."""
        file = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            for piece in self._pieces(uri, most):
                file.write(piece)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file

    def _pieces(self, uri: str, most: int) -> Iterator[bytes]:
        if self.info.flag_bits & 1:
            raise ReadError(uri, "encrypted", "the archive is protected with a password: unpack it and name its folder")
        if self.info.compress_type == _LZMA:
            # Its window may be 4 GB, and is filled before a byte comes out.
            raise ReadError(uri, "bad_archive", "packed by a method (LZMA) that is not opened: unpack the archive")
        if self.size > most:
            raise ReadError(uri, "too_large", f"larger than the limit of {most:,} bytes")
        if self.budget.left < 0:
            raise bomb(uri)
        count = 0
        try:
            with self.archive.open(self.info) as stream:
                while piece := stream.read(_PIECE):
                    count += len(piece)
                    self.budget.left -= len(piece)
                    if count > most:
                        raise ReadError(uri, "too_large", f"larger than the limit of {most:,} bytes")
                    if self.budget.left < 0:
                        raise bomb(uri)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as e:
            raise ReadError(uri, "bad_archive", f"cannot be unpacked: the archive is damaged ({e})") from e


def bomb(uri: str) -> ReadError:
    return ReadError(
        uri, "archive_bomb", "the archive inflates to more than 50 times its size; the rest of it was not read"
    )


def opened(stream: IO[bytes], uri: str, limits: ArchiveLimits) -> zipfile.ZipFile:
    """The archive in a stream. Raises ReadError."""
    try:
        _check_directory(stream, uri, limits)
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, EOFError, struct.error, ValueError, NotImplementedError) as error:
        raise ReadError(uri, "bad_archive", f"not a zip archive that can be opened ({error})") from error


def is_office(archive: zipfile.ZipFile) -> bool:
    """Whether a zip file is a document of an office program and no archive of documents."""
    names = archive.NameToInfo
    return "[Content_Types].xml" in names or "mimetype" in names


def members(archive: zipfile.ZipFile, uri: str, budget: Budget, also: frozenset[str]) -> Iterator[Member | Skipped]:
    """Members in the order of their names; what no document is comes as Skipped. `also` are suffixes that are taken
    beside those of documents."""
    listed = sorted(archive.infolist(), key=lambda info: (info.filename, info.header_offset))
    for info in listed:
        name = info.filename.replace("\\", "/")
        parts = [part for part in name.split("/") if part not in ("", ".", "..")]
        where = f"{uri}!/{name}"
        if info.is_dir() or not parts:
            continue
        mode = info.external_attr >> 16
        if stat.S_ISLNK(mode):
            yield Skipped(where, "link", "a symbolic link; links are not followed")
            continue
        folders = (no_document(part, None) for part in parts[:-1])
        skipped = next(filter(None, folders), None) or no_document(parts[-1], SUFFIXES | also)
        if skipped:
            yield Skipped(where, *skipped)
        else:
            yield Member(name, info.file_size, archive, info, budget)


def _check_directory(stream: IO[bytes], uri: str, limits: ArchiveLimits) -> None:
    """The list of members is read whole when an archive is opened: look first how long it says that it is. The end of
    an archive is looked for as zipfile does."""
    size = stream.seek(0, 2)
    start = max(size - 22 - 65_535, 0)
    stream.seek(start)
    tail = stream.read()
    at = len(tail) - 22 if tail[-22:-18] == b"PK\5\6" and tail[-2:] == b"\0\0" else tail.rfind(b"PK\5\6")
    if at < 0 or at + 22 > len(tail):
        return  # zipfile says what is wrong
    _, _, _, _, count, length, _, _ = struct.unpack("<4s4H2LH", tail[at : at + 22])
    locator = start + at - 20
    if locator >= 0:
        stream.seek(locator)
        if stream.read(4) == b"PK\6\7":
            stream.seek(locator + 8)
            (where,) = struct.unpack("<Q", stream.read(8))
            # zipfile looks for the record right before its locator, whatever the locator says.
            for place in {where, locator - 56}:
                if 0 <= place <= size - 56:
                    stream.seek(place)
                    record = stream.read(56)
                    if record[:4] == b"PK\6\6":
                        count = max(count, *struct.unpack("<2Q", record[24:40]))
                        length = max(length, struct.unpack("<Q", record[40:48])[0])
    stream.seek(0)
    if count > limits.members or length > limits.directory_bytes:
        raise ReadError(uri, "archive_bomb", f"lists more than {limits.members:,} files; it was not opened")
