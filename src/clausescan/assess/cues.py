"""The cue words of a checklist, looked for in clauses.

A cue is a word or phrase in lower case; a `*` at the end of a word stands for any ending. Marks such as "[●]" and "$"
count as they stand; other punctuation is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_DROPPED = re.compile(r"[^a-z0-9'\[\]●•*_%$€£]+")
_WORD_END = re.compile(r"(?<=\w)\*")


def plain(text: str) -> str:
    """The text as cues are looked for in it: lower case, single spaces between words and at both ends."""
    return f" {_DROPPED.sub(' ', text.lower().replace('’', chr(39))).strip()} "


class Cues:
    """A fixed list of cues."""

    def __init__(self, cues: Iterable[str]) -> None:
        self.cues = tuple(dict.fromkeys(cues))
        self._needles: list[tuple[str, re.Pattern[str] | None]] = []
        for cue in self.cues:
            words = plain(cue)
            if not _WORD_END.search(words):
                self._needles.append((words, None))
                continue
            first = words.split("*")[0]
            if words.strip().find("*") == len(words.strip()) - 1:
                self._needles.append((first, None))  # only the last word is open: its beginning is enough
            else:
                pattern = re.escape(words).replace(r"\*", r"[a-z0-9']*")
                self._needles.append((first, re.compile(pattern)))

    def found(self, words: str) -> list[int]:
        """Places in `cues` of those that occur in `words`, a text made `plain`."""
        return [
            place
            for place, (needle, pattern) in enumerate(self._needles)
            if needle in words and (pattern is None or pattern.search(words))
        ]


@lru_cache(maxsize=2048)
def cues_of(cues: tuple[str, ...]) -> Cues:
    """A list that is looked for again and again, made ready once."""
    return Cues(cues)
