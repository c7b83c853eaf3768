"""Sentences of contract text. Semicolons and line ends close one too: list items are read on their own."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\bNo)(?<!\bInc)(?<!\bLtd)(?<!\bCo)(?<!\bArt)(?<!\bSec)[.;:]\s+(?=[\"“(]?[A-Z(])|\n"
)


_LONGEST = 3000  # characters to either side in which a sentence must begin and end


def sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence of `text` in which the slice stands; semicolons and line ends close a sentence too."""
    low = max(0, start - _LONGEST)
    begin, stop = low, min(len(text), end + _LONGEST)
    for match in _SENTENCE_END.finditer(text, low, stop):
        if match.end() <= start:
            begin = match.end()
        elif match.start() >= end:
            stop = match.start() + 1
            break
    return begin, stop


def sentence_starts(text: str) -> list[int]:
    """Offsets at which the sentences of `text` begin, the first included (none for an empty text)."""
    return [0, *(match.end() for match in _SENTENCE_END.finditer(text) if match.end() < len(text))] if text else []
