"""The words by which two versions of an agreement are compared: without labels, contents lists, quotes and dashes.

A word keeps its place in the text. What two versions may write otherwise without changing anything is levelled:
quotation marks, dashes, ligatures, hyphens inside words, bullets, trade mark signs, commas of thousands, white space.
Commas, full stops, semicolons and colons, and the numbers of a list inside a sentence, are words that weigh nothing:
where only they differ the change is cosmetic.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from clausescan.model import Clause, Report

_WORD = re.compile(
    r"(?P<item>(?<=\s)\((?:[ivx]{1,5}|[a-zA-Z])\)(?=\s))"
    r"|\d+(?:[.,]\d+)*|[^\W\d_]+(?:(?:[-\u2010\u2011]\s?|['’])[^\W\d_]+)*|_+|\.{3,}|…+"
    r"|[^\w\s\"'“”„‟‘’‚‛«»‹›`´\u2010-\u2015\u2022\u2023\u25a0-\u25ff\uf0b7\u00b7\u00ad\u00ae\u2122-]"
)
_CITING = frozenset(
    ["paragraph", "paragraphs", "clause", "clauses", "section", "sections", "subclause", "subsection", "item"]
)
_INSIDE = re.compile(r"[-\u2010\u2011\s]")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_LOOKS = str.maketrans("10|5i", "lolsl")
_SOFT = frozenset(",.;:")
_ITEM = "(·)"
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*|[ivxlc]{1,6}|[a-z]|\(\w{1,4}\)", re.IGNORECASE)
_COUNTED = frozenset(
    ["article", "section", "clause", "exhibit", "schedule", "annex", "appendix", "part", "attachment", "recital"]
)
_LABEL_WORD = re.compile(r"\w+(?:\.\w+)*")
LEFT_OUT = frozenset({"toc"})
"""Kinds of clauses that say nothing of their own."""


@dataclass(frozen=True, slots=True)
class Word:
    """`key` is the word levelled, in its own case; `clause` the place of its clause in the report. A `soft` word weighs
    nothing."""

    start: int
    end: int
    key: str
    clause: int
    soft: bool


class Wording:
    """The words of a report in order, and where those of each clause are."""

    def __init__(self, report: Report) -> None:
        self.report = report
        text = report.document.text
        self.words: list[Word] = []
        self.of: list[range] = []
        for i, clause in enumerate(report.clauses):
            first = len(self.words)
            if clause.kind not in LEFT_OUT:
                self.words += [Word(*word, i, soft(word[2])) for word in words_in(text, clause.body, clause.end)]
            self.of.append(range(first, len(self.words)))
        self._weigh()

    def _weigh(self) -> None:
        self._heavy: dict[int, list[str]] = {}
        self._weight = [0, *accumulate(not word.soft for word in self.words)]

    def set_aside(self, places: Iterable[int]) -> None:
        """Let words weigh nothing: the other version has them as page furniture."""
        for n in places:
            self.words[n] = replace(self.words[n], soft=True)
        self._weigh()

    def weight(self, first: int, after: int) -> int:
        """How many of the words from `first` up to `after` weigh something."""
        return self._weight[after] - self._weight[first] if first < after else 0

    def weight_of(self, clause: int) -> int:
        own = self.of[clause]
        return self.weight(own.start, own.stop)

    def heavy(self, clause: int) -> list[str]:
        """The words of a clause that weigh something, without regard to case."""
        if clause not in self._heavy:
            words = self.words[self.of[clause].start : self.of[clause].stop]
            self._heavy[clause] = [word.key.casefold() for word in words if not word.soft]
        return self._heavy[clause]


def soft(key: str) -> bool:
    """Whether a word weighs nothing."""
    return key in _SOFT or key == _ITEM


def words_in(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Start, end and key of the words of a slice. "(ii)" that only counts in a list is soft; one that is cited, as in
    "paragraph (ii)", or follows such a one ("and (iii)"), is a word."""
    before, citing = "", False
    for m in _WORD.finditer(text, start, end):
        if m["item"]:
            citing = before in _CITING or (citing and before in ("and", "or", "to", ",", "through"))
            yield m.start(), m.end(), m[0] if citing else _ITEM
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
    if _THOUSANDS.fullmatch(word):
        return word.replace(",", "")
    return _INSIDE.sub("", word) if word[:1].isalpha() else word


def alike(a: str, b: str) -> bool:
    """The same word, one of them in capitals as in a heading."""
    return a == b or (a.casefold() == b.casefold() and (a.isupper() or b.isupper()) and max(len(a), len(b)) > 1)


def cites(word: str) -> bool:
    """Whether a number behind this word names another clause."""
    return word in _CITING or word.removesuffix("s") in _COUNTED


def counts(keys: Sequence[str]) -> bool:
    """Whether words are numbers of clauses and nothing else: "4.1", "ARTICLE IX .", "12 . (a)"."""
    told = [key for key in keys if not soft(key) and key not in "()"]
    numbers = [key for key in told if key.casefold() not in _COUNTED]
    return bool(numbers) and len(told) <= 2 * len(numbers) and all(_NUMBER.fullmatch(key) for key in numbers)


def number_in(words: Sequence[str]) -> str:
    """The last number among words that count, as `label_of` gives it."""
    numbers = [key for key in words if not soft(key) and key not in "()" and key.casefold() not in _COUNTED]
    return numbers[-1].strip("()").casefold().replace(".", "") if numbers else ""


def run_together(words: Iterable[str]) -> str:
    """The letters of words without regard to where one ends: "itsroots" for "its roots"."""
    return "".join(key for key in words if not soft(key)).casefold()


def misread(a: str, b: str) -> bool:
    """Whether two words differ only by letters and digits that look alike and that OCR takes for each other, one of
    them being no word and no number as it stands ("l0", "Com1any")."""
    if len(a) < 2 or not (_mixed(a) or _mixed(b)):
        return False
    return _look(a) == _look(b)


def _mixed(word: str) -> bool:
    return any(c.isdigit() for c in word) and any(c.isalpha() for c in word)


def _look(word: str) -> str:
    return word.replace("rn", "m").replace("I", "l").casefold().translate(_LOOKS)


def same_letters(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether words are the same but for where one ends; numbers must be the same numbers."""
    if run_together(old) != run_together(new):
        return False
    return [key for key in old if key[:1].isdigit()] == [key for key in new if key[:1].isdigit()]


def label_of(clause: Clause) -> str:
    """The number printed at a clause, bare: "41" of "Section 4.1.", "a" of "(a)"; "" without one."""
    found = [word for word in _LABEL_WORD.findall(clause.label) if word.casefold() not in _COUNTED]
    return found[-1].casefold().replace(".", "") if found else ""
