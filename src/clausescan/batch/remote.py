"""Inputs by URI: what lies in object stores and other file systems that fsspec knows (s3://, gs://, memory://)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from clausescan.batch.archives import CONTAINERS
from clausescan.batch.inputs import Found, Input, Listing
from clausescan.errors import ClausescanError, ReadError, display
from clausescan.reading.paths import SUFFIXES, Skipped, no_document


def is_uri(path: str | Path) -> bool:
    return "://" in str(path)


class UriListing(Listing):
    """A Listing that knows URIs beside paths. A URI leads to an object, or to all under it; folders in folders only
    with `recursive`."""

    def of(self, paths: Iterable[str | Path]) -> Iterator[Found]:
        for path in paths:
            if is_uri(path):
                for one in self._objects(str(path)):
                    if isinstance(one, Skipped):
                        yield one
                        continue
                    yield from self._one(one, lambda one=one: BytesIO(one.load()))  # type: ignore[misc]
            else:
                yield from Listing.of(self, [path])

    def count(self, paths: Sequence[str | Path]) -> int:
        """How many files there are, archives closed."""
        here = [path for path in paths if not is_uri(path)]
        there = (one for path in paths if is_uri(path) for one in self._objects(str(path)))
        return Listing.count(self, here) + sum(not isinstance(one, Skipped) for one in there)

    def _objects(self, uri: str) -> Iterator[Input | Skipped]:
        fs, root = _opened(uri)
        try:
            depth = None if self.recursive else 1
            found = fs.find(root, maxdepth=depth, detail=True)
        except Exception as error:
            raise ClausescanError(f"{display(uri)} cannot be listed: {_said(error)}") from error
        if not found:
            raise ClausescanError(f"{display(uri)}: there is nothing")
        for path, about in sorted(found.items()):
            name, full = posixpath.basename(path), str(fs.unstrip_protocol(path))
            if path != root and (why := no_document(name, SUFFIXES | CONTAINERS)):
                yield Skipped(full, *why)
                continue
            yield Input(full, name, about.get("size"), _changed(about), 0, partial(self._load, fs, path, full))

    def _load(self, fs: Any, path: str, uri: str) -> bytes:
        most = self.reading.file_bytes
        try:
            with fs.open(path, "rb") as stream:
                data = bytes(stream.read(most + 1))
        except Exception as error:
            raise ReadError(uri, "unreadable", f"the file could not be read: {_said(error)}") from error
        if len(data) > most:
            raise ReadError(uri, "too_large", f"the file is larger than {most / 1e6:,.0f} MB")
        return data


def _opened(uri: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError as error:
        raise ClausescanError("URIs need fsspec, which is not installed: pip install 'clausescan[cluster]'") from error
    try:
        fs, root = url_to_fs(uri)
    except (ImportError, ValueError) as error:  # fsspec says which package to install
        raise ClausescanError(f"{display(uri)}: {_said(error)}") from error
    return fs, str(root)


def _changed(about: dict[str, Any]) -> int | None:
    """When an object was written, in nanoseconds; None where its store does not say."""
    for name in ("mtime", "LastModified", "updated", "last_modified", "created"):
        value = about.get(name)
        if isinstance(value, datetime):
            return int(value.timestamp() * 1e9)
        if isinstance(value, int | float):
            return int(value * 1e9)
    return None


def _said(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
