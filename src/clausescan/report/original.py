"""The agreement's own file, for the formats that write into a copy of it."""

from __future__ import annotations

import hashlib

from clausescan.errors import FormatError, display
from clausescan.model import Document, MediaType

KINDS: dict[MediaType, str] = {
    "application/pdf": "a PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a Word file",
}


def original(document: Document, source: bytes | None, kind: MediaType) -> bytes:
    """The bytes that were read. Raises FormatError where the document is of another kind than `kind`, where there are
    none, and where they are not the ones that were read: marks in a changed file would stand at wrong places."""
    name = display(document.path)
    if document.media_type != kind:
        raise FormatError(f"{name}: this form is written into {KINDS[kind]}, and the agreement is none")
    if source is None:
        raise FormatError(f"{name}: the agreement's file is needed, because this form is written into a copy of it")
    if hashlib.sha256(source).hexdigest() != document.sha256:
        raise FormatError(f"{name}: the file has changed since it was scanned; scan it again")
    return source
