"""Which files a scan takes: what the user names, and what lies in the folders he names.

The policy. A file that is named is taken, whatever it is; reading it says what is wrong with it. In a folder, links
are not followed; hidden files, lock files and what systems and archives leave behind are passed over; so are files
whose suffix is not one of a document. A file is taken once, however many names lead to it. All that is passed over is
reported with the reason.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from clausescan.errors import display

__all__ = ["Found", "Skipped", "display", "documents_in", "no_document"]

SUFFIXES = frozenset(
    {".pdf", ".docx", ".docm", ".dotx", ".dotm", ".txt", ".text", ".md", ".markdown", ".htm", ".html", ".xhtml"}
    | {".doc", ".rtf", ".odt", ".eml", ".msg", ""}
)
"""Suffixes taken from a folder. The second line is taken so that its files are reported as unread, not passed over."""

_LEFTOVERS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. `path` as the user would type it; print it through `display`."""

    path: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder passed over. `problem` is True where that may have cost documents (a folder nobody may open)."""

    path: str
    code: str
    reason: str
    problem: bool = False


def documents_in(
    paths: Iterable[str | Path], recursive: bool = True, also: frozenset[str] = frozenset()
) -> Iterator[Found | Skipped]:
    """Files to read and what was passed over, in the order named, each folder sorted by name; `also` are suffixes taken
    from folders beside SUFFIXES.

    Never raises because of what is on the disk: a path that does not exist is `Found`, and reading it says so.
    """
    seen: set[tuple[int, int]] = set()
    for named in paths:
        path = os.fspath(named)
        try:
            found = os.stat(path)
        except (OSError, ValueError):
            yield Found(path)
            continue
        if stat.S_ISDIR(found.st_mode):
            yield from _walk(path, recursive, seen, SUFFIXES | also)
        elif _new(found, seen):
            yield Found(path)
        else:
            yield Skipped(path, "already_taken", "the same file was named before")


def _walk(top: str, recursive: bool, seen: set[tuple[int, int]], suffixes: frozenset[str]) -> Iterator[Found | Skipped]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            if not _new(os.stat(folder), seen):
                continue
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield Skipped(folder, "unreadable_folder", f"the folder could not be read: {error.strerror}", problem=True)
            continue
        below = []
        for entry in entries:
            skipped = _passed_over(entry, suffixes)
            if skipped:
                yield Skipped(entry.path, *skipped)
            elif entry.is_dir(follow_symlinks=False):
                if recursive:
                    below.append(entry.path)
                else:
                    yield Skipped(entry.path, "folder", "a folder in the folder; name it, or ask for folders below too")
            elif not entry.is_file(follow_symlinks=False):
                yield Skipped(entry.path, "not_regular_file", "not a regular file (a pipe, socket or device)")
            elif _taken(entry.path, seen):
                yield Skipped(entry.path, "already_taken", "the same file was taken under another name")
            else:
                yield Found(entry.path)
        waiting += reversed(below)


def _passed_over(entry: os.DirEntry[str], suffixes: frozenset[str]) -> tuple[str, str] | None:
    """Code and reason where the name or kind of an entry says that it is no document."""
    if entry.is_symlink():
        return "link", "a symbolic link; links are not followed"
    return no_document(entry.name, suffixes if entry.is_file(follow_symlinks=False) else None)


def no_document(name: str, suffixes: frozenset[str] | None = SUFFIXES) -> tuple[str, str] | None:
    """Code and reason where a name says that it is no document's; `suffixes` None: that of a folder."""
    if name.startswith("~$"):
        return "lock_file", "the lock file of a document that is open in Word"
    if name == "__MACOSX" or name.startswith(("__MACOSX", "._")):
        return "system_file", "left by macOS in an archive"
    if name.casefold() in _LEFTOVERS:
        return "system_file", "left by Windows in the folder"
    if name.startswith("."):
        return "hidden", "hidden (the name starts with a dot)"
    if suffixes is not None and os.path.splitext(name)[1].lower() not in suffixes:
        return "not_document", "the suffix is not one of a document"
    return None


def _taken(path: str, seen: set[tuple[int, int]]) -> bool:
    try:
        return not _new(os.stat(path, follow_symlinks=False), seen)
    except OSError:  # gone since the folder was listed: reading it says so
        return False


def _new(found: os.stat_result, seen: set[tuple[int, int]]) -> bool:
    key = (found.st_dev, found.st_ino)
    if key in seen:
        return False
    seen.add(key)
    return True
