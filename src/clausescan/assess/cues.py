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
        self._by_first: dict[str, list[int]] = {}
        self._open: list[int] = []
        for place, cue in enumerate(self.cues):
            words = plain(cue)
            first = words.split()[0] if words.strip() else "*"
            # Of a thousand cues a sentence has the first word of thirty: only those are looked for.
            (self._open if "*" in first else self._by_first.setdefault(first, [])).append(place)
            self._needles.append(_needle(words))

    def found(self, words: str) -> list[int]:
        """Places in `cues` of those that occur in `words`, a text made `plain`."""
        places = [*self._open]
        for word in set(words.split()):
            places += self._by_first.get(word, ())
        found = []
        for place in places:
            needle, pattern = self._needles[place]
            if needle in words and (pattern is None or pattern.search(words)):
                found.append(place)
        return sorted(found)


def _needle(words: str) -> tuple[str, re.Pattern[str] | None]:
    """What a text must hold, and the pattern that it must meet besides, where holding it is not enough."""
    if not _WORD_END.search(words):
        return words, None
    first = words.split("*")[0]
    if words.strip().find("*") == len(words.strip()) - 1:
        return first, None  # only the last word is open: its beginning is enough
    return first, re.compile(re.escape(words).replace(r"\*", r"[a-z0-9']*"))


@lru_cache(maxsize=2048)
def cues_of(cues: tuple[str, ...]) -> Cues:
    """A list that is looked for again and again, made ready once."""
    return Cues(cues)
