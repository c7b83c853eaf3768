"""A look at the compressed streams of a PDF before any reader inflates them."""

from __future__ import annotations

import re
import zlib

from clausescan.errors import ReadError
from clausescan.reading.options import Limits

_STREAM = re.compile(rb"stream\r?\n")
_MOST_PER_BYTE = 1032
"""Deflate cannot expand further than this."""
_STEP = 1 << 20


def check_streams(data: bytes, path: str, limits: Limits) -> None:
    """Raises ReadError "too_large" when the deflated streams of the file inflate to more than the limit.

    Streams that are deflated twice are seen only at the first level; the memory limit of the reading process bounds
    those.
    """
    if len(data) * _MOST_PER_BYTE <= limits.expanded_bytes:
        return
    total = 0
    view = memoryview(data)
    for match in _STREAM.finditer(data):
        start = match.end()
        if data[start : start + 1] not in (b"\x78", b"\x68", b"\x58", b"\x48", b"\x38", b"\x28", b"\x18", b"\x08"):
            continue
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        if (end - start) * _MOST_PER_BYTE < 4 * _STEP:
            total += (end - start) * 8
            continue
        total += _inflated(view[start:end], limits.expanded_bytes - total)
        if total > limits.expanded_bytes:
            raise ReadError(
                path,
                "too_large",
                f"the PDF inflates to more than {limits.expanded_bytes // 1_000_000:,} MB (limits.expanded_bytes)",
            )


def _inflated(part: memoryview, room: int) -> int:
    engine = zlib.decompressobj()
    total = 0
    waiting: bytes | memoryview = part
    try:
        while waiting and not engine.eof and total <= room:
            total += len(engine.decompress(waiting, _STEP))
            waiting = engine.unconsumed_tail
    except zlib.error:
        # Not deflated, or damaged: the PDF readers say so where it matters.
        return total
    return total
