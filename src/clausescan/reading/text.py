"""Plain text to paragraphs."""

from __future__ import annotations

import hashlib
import re

from clausescan.errors import ReadError
from clausescan.model import Block, Document
from clausescan.reading.decode import decode
from clausescan.reading.options import ReadOptions


def read_text(data: bytes, path: str, options: ReadOptions) -> Document:
    """A text file as a Document: one block a paragraph, page furniture apart."""
    text, notices = decode(data, path)
    if len(text) > options.limits.characters:
        raise ReadError(
            path, "too_long", f"the text is longer than the limit of {options.limits.characters:,} characters"
        )
    blocks = []
    parts: list[str] = []
    offset = 0
    for paragraph in re.split(r"\n[ \t]*\n\s*", text):
        words = " ".join(paragraph.split())
        if words:
            parts.append(words)
            blocks.append(Block(offset, offset + len(words)))
            offset += len(words) + 1
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/plain",
        text="\n".join(parts),
        blocks=tuple(blocks),
        warnings=notices,
    )
