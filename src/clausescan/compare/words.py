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
    r"(?P<item>(?<=\s)\((?:[ivx]{1,5}|[a-zA-Z])\)(?=\s))"
    r"|(?P<head>(?<=\s)(?:ARTICLE|SECTION|Article|Section|Clause)\s(?:\d+(?:\.\d+)*|[IVXLC]+)(?:\.?(?=\s{1,4}[A-Z])|\.(?=[A-Z])))"
    r"|\d+(?:[.,]\d+)*|[^\W\d_]+(?:[-\u2010\u2011'’]\s?[^\W\d_]+)*|_+|\.{3,}|…+"
    r"|[^\w\s\"'“”„‟‘’‚‛«»‹›`´\u2010-\u2015\u2022\u00ad-]"
)
_LABEL = re.compile(r"\s*\(?(?:\d{1,3}|[ivx]{1,5}|[a-zA-Z])[.)]\s")
"""A number that was not taken for one, as in a list of the parties."""
_CITING = frozenset(
    ["paragraph", "paragraphs", "clause", "clauses", "section", "sections", "subclause", "subsection", "item"]
)
_LEADING = frozenset(["in", "of", "to", "under", "with", "and", "or", "by", "see", "this", "from", "the", "per", ","])
"""Words before "Article 5." at the end of a sentence, which cites it; else it heads a clause inside a paragraph."""
_PART = re.compile(r"[^\s.]+")
_INSIDE = re.compile(r"[-\u2010\u2011\s]")
_SOFT = frozenset(",.;:")
_NUMBER_OF_ITEM = "(·)"
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
        """Whether it weighs nothing: punctuation, and the numbers of a list inside a sentence."""
        return soft(self.key)


def soft(key: str) -> bool:
    return key in _SOFT or key == _NUMBER_OF_ITEM


def words_of(report: Report) -> list[Word]:
    """The words of all clauses in order, labels left out."""
    text = report.document.text
    return [
        Word(start, end, key, i)
        for i, clause in enumerate(report.clauses)
        if clause.kind not in LEFT_OUT
        for start, end, key in words_in(text, clause.body, clause.end)
    ]


def words_in(text: str, start: int, end: int, *, labelled: bool = False) -> Iterator[tuple[int, int, str]]:
    """Start, end and key of the words of a slice. "(ii)" that only counts in a list is soft; one that is cited, as in
    "paragraph (ii)", or follows such a one ("and (iii)"), is a word. `labelled`: so is a number at the start."""
    label = None if labelled else _LABEL.match(text, start, end)
    before, citing = "", False
    for m in _WORD.finditer(text, label.end() if label else start, end):
        if m["head"] and before not in _LEADING:
            yield m.start(), m.end(), _NUMBER_OF_ITEM
        elif m["head"]:
            yield from ((m.start() + w.start(), m.start() + w.end(), level(w[0])) for w in _PART.finditer(m[0]))
        elif m["item"]:
            citing = before in _CITING or (citing and before in ("and", "or", "to", ",", "through"))
            yield m.start(), m.end(), m[0] if citing else _NUMBER_OF_ITEM
        else:
            yield m.start(), m.end(), level(m[0])
        before = m[0].lower()
        citing = citing and (m["item"] is not None or before in ("and", "or", "to", ",", "through"))


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
    one, two = ([key for key in keys if not soft(key)] for keys in (old, new))
    return len(one) == len(two) and all(a == b or alike(a, b) for a, b in zip(one, two, strict=True))


def alike(a: str, b: str) -> bool:
    """The same word, one of them in capitals as in a heading."""
    return a.casefold() == b.casefold() and (a.isupper() or b.isupper()) and max(len(a), len(b)) > 1


def sayings(text: str, clause: Clause) -> list[str]:
    """The keys of one clause."""
    return [key for _, _, key in words_in(text, clause.body, clause.end)]
