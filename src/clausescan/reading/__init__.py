"""Reading: a file in, a `Document` out. The kind is told from the bytes; the readers load when they are needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from clausescan.errors import ReadError
from clausescan.model import Document, Notice
from clausescan.reading import guard
from clausescan.reading.english import not_english
from clausescan.reading.options import Limits, ReadOptions
from clausescan.reading.sniff import Kind, sniff
from clausescan.reading.source import load_bytes

__all__ = ["Limits", "ReadOptions", "read"]

_READERS: dict[Kind, str] = {
    "pdf": "clausescan.reading.pdf:read_pdf",
    "docx": "clausescan.reading.docx:read_docx",
    "html": "clausescan.reading.html:read_html",
    "markdown": "clausescan.reading.markdown:read_markdown",
    "text": "clausescan.reading.text:read_text",
}
_SMALL = 300_000
"""A plain text up to this many bytes is read without a child process: linear code of our own, done in a moment."""


def read(
    source: str | Path | bytes | BinaryIO,
    *,
    name: str = "",
    options: ReadOptions = ReadOptions(),  # noqa: B008 (frozen)
    guarded: bool = True,
) -> Document:
    """Reads one file: a path, its bytes, or an open binary stream.

    `name` is what messages and `Document.path` call it (default: the path; "-" for bytes and streams). `guarded`
    runs the parser in a child process under `options.limits`; callers that already sit in a worker process which may
    die pass False and lose the limits on time and memory, not those on size. Raises ReadError, never anything else
    because of what the file holds.
    """
    path, data = load_bytes(source, name, options.limits)
    sniffed = sniff(data, path)
    reader = _READERS[sniffed.kind]
    small = sniffed.kind == "text" and len(data) <= _SMALL
    run = guard.run if guarded and not small else guard.run_here
    try:
        document = run(reader, data, path, options)
    except ReadError as error:
        if sniffed.name_differs:
            error = ReadError(path, error.code, f"{error.reason} ({sniffed.name_differs})", error.page)
        raise error from None
    return _checked(document, sniffed.name_differs, options)


def _checked(document: Document, name_differs: str, options: ReadOptions) -> Document:
    if not document.text.strip():
        raise ReadError(document.path, "no_text", "the file holds no text")
    if len(document.text) > options.limits.characters:
        raise ReadError(
            document.path, "too_long", f"the text is longer than the limit of {options.limits.characters:,} characters"
        )
    notices = []
    if name_differs:
        notices.append(Notice("name_differs", name_differs))
    foreign = not_english(document.text)
    if foreign:
        notices.append(foreign)
    if options.pages and document.pages is None:
        notices.append(
            Notice("no_pages", "the file has no pages, so the page range was ignored and all of it was read")
        )
    return replace(document, warnings=(*document.warnings, *notices)) if notices else document
