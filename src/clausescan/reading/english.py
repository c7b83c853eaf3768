"""Whether a text is English: everything after reading knows English only, and must not find "nothing" in German."""

from __future__ import annotations

import re

from clausescan.model import Notice

_WORD = re.compile(r"[^\W\d_]{1,30}")
_COMMON = frozenset(
    "the of and to in any or shall by be with this that for is as such not on its it at from are which an other "  # noqa: SIM905
    "if may has have will under all agreement party parties each no a".split()
)
_SAMPLE = 200_000
_LEAST = 40
"""Fewer words than this (a form, a signature page) say nothing about the language."""


def not_english(text: str) -> Notice | None:
    """A notice where the words are not English (English agreements: 25 to 50 common words in 100, signatures 10)."""
    sample = text[:_SAMPLE]
    words = [word.casefold() for word in _WORD.findall(sample)]
    letters = sum(map(len, words))
    foreign = sum(len(word) for word in words if not word.isascii())
    common = sum(word in _COMMON for word in words)
    if (letters >= 20 and foreign > 0.3 * letters) or (len(words) >= _LEAST and common < 0.1 * len(words)):
        return Notice(
            "not_english", "the text does not look like English; clauses in other languages are not recognised"
        )
    return None
