"""The words by which two versions of an agreement are compared: without labels, contents lists, quotes and dashes.

A word keeps its place in the text. What two versions may write otherwise without changing anything is levelled:
quotation marks, dashes, ligatures, hyphens inside words, white space. Commas, full stops, semicolons and colons are
words that weigh nothing: where only they differ the change is cosmetic.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clausescan.model import Clause, Report

_WORD = re.compile(
    r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[-\u2010\u2011'’]\s?[^\W\d_]+)*|_+|\.{3,}|…+|[^\w\s\"'“”„‟‘’‚‛«»‹›`´\u2010-\u2015\u2022\u00ad-]"
)
_INSIDE = re.compile(r"[-\u2010\u2011\s]")
_SOFT = frozenset(",.;:")
LEFT_OUT = frozenset({"toc"})
"""Kinds of clauses that say nothing of their own."""


@dataclass(frozen=True, slots=True)
class Word:
    """`key` is the word levelled, in its own case; `clause` the place of its clause in the report."""

    start: int
    end: int
    key: str
    clause: int

    @property
    def soft(self) -> bool:
        """Whether it is punctuation that weighs nothing."""
        return self.key in _SOFT


def words_of(report: Report) -> list[Word]:
    """The words of all clauses in order, labels left out."""
    text = report.document.text
    return [
        Word(start, end, key, i)
        for i, clause in enumerate(report.clauses)
        if clause.kind not in LEFT_OUT
        for start, end, key in words_in(text, clause.body, clause.end)
    ]


def words_in(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Start, end and key of the words of a slice."""
    for m in _WORD.finditer(text, start, end):
        yield m.start(), m.end(), level(m[0])


def level(word: str) -> str:
    """A word as it is compared: without ligatures, inner hyphens and kinds of apostrophe."""
    if word.isascii() and word.isalnum():
        return word
    if word[0] in "_.…" and len(word) > 2:
        return "___"
    word = unicodedata.normalize("NFKC", word).replace("’", "'")
    return _INSIDE.sub("", word) if word[:1].isalpha() else word


def same(old: Iterable[str], new: Iterable[str]) -> bool:
    """Whether two rows of keys say the same: punctuation that weighs nothing is not looked at, nor is case where one of
    two words is in capitals."""
    one, two = ([key for key in keys if key not in _SOFT] for keys in (old, new))
    return len(one) == len(two) and all(a == b or alike(a, b) for a, b in zip(one, two, strict=True))


def alike(a: str, b: str) -> bool:
    """The same word, one of them in capitals as in a heading."""
    return a.casefold() == b.casefold() and (a.isupper() or b.isupper()) and max(len(a), len(b)) > 1


def sayings(text: str, clause: Clause) -> list[str]:
    """The keys of one clause."""
    return [key for _, _, key in words_in(text, clause.body, clause.end)]
