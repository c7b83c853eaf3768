"""Where the words of two versions of a passage differ, and which of the things read in them belong together."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from clausescan.model import Clause, ClauseText, Document, Report

_WORD = re.compile(r"[^\W_]+|_+|\S")
_PLAIN = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚′", "'"), **dict.fromkeys("‐‑‒–—−", "-")})
_SAYS = re.compile(r"[^\W_]|[●•○◦*_\[]")
"""Characters that say something: letters, figures, and the marks of blanks and redactions."""
_SMALL = frozenset(
    ["the", "a", "an", "of", "to", "and", "or", "in", "by", "for", "on", "at", ",", ";", ":", "(", ")", "'", '"', "-"]
)
_STYLE = frozenset(
    [
        *("shall", "will", "must", "be", "is", "are", "was", "has", "have", "had", "do", "does"),
        *("such", "that", "this", "these", "those", "each", "which", "who", "it", "its", "they", "there"),
        *("herein", "hereof", "hereto", "hereunder", "hereby", "thereof", "therein", "thereto", "above", "below"),
        *("foregoing", "aforesaid", "said", "mean", "means", "meaning", "if", "event", "case", "order", "prior"),
        *("before", "upon", "pursuant", "accordance", "with", "under", "so"),
    ]
)
"""Words that one style of drafting puts for another without moving a term; no "may", "not", "any", "only", "after"."""


class Word(NamedTuple):
    """A word or mark: offsets into the text of its document, and what it is compared by."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Side:
    """One version of the passage: the words of the clauses that it covers, their numbers left out."""

    report: Report
    start: int
    end: int
    clauses: tuple[Clause, ...]
    words: tuple[Word, ...]

    @property
    def document(self) -> Document:
        return self.report.document

    def said(self, start: int, end: int) -> str:
        """The text of a slice on one line."""
        return " ".join(self.document.text[start:end].split())

    def clause_at(self, offset: int) -> Clause | None:
        """The clause of the passage that holds `offset`, or the nearest before it."""
        before = [clause for clause in self.clauses if clause.start <= offset]
        return before[-1] if before else (self.clauses[0] if self.clauses else None)


def side_of(report: Report, place: ClauseText | None) -> Side | None:
    """The words of one side of a change; None where it has none."""
    if place is None:
        return None
    clauses = tuple(c for c in report.clauses if c.start < place.end and place.start < c.end)
    text = report.document.text
    words: list[Word] = []
    for start, end in [(c.body, c.end) for c in clauses] or [(place.start, place.end)]:
        for m in _WORD.finditer(text, max(start, place.start), min(end, place.end)):
            words.append(Word(m.start(), m.end(), m[0].translate(_PLAIN).casefold()))
    return Side(report, place.start, place.end, clauses, tuple(words))


class Hunk(NamedTuple):
    """Words of the old version [i, j) that gave way to words of the new one [k, l); either range may be empty."""

    i: int
    j: int
    k: int
    l: int  # noqa: E741

    @property
    def longest(self) -> int:
        return max(self.j - self.i, self.l - self.k)


@dataclass(frozen=True, slots=True)
class Reading:
    """Something read in one version: a slice of its document, what it is called and what it is compared by."""

    start: int
    end: int
    said: str
    key: object


class Match(NamedTuple):
    """A reading in both versions, or in one of them only, and the hunks that touch it."""

    old: Reading | None
    new: Reading | None
    hunks: tuple[int, ...]


class Difference:
    """Two versions of a passage, aligned word by word."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.to_new: dict[int, int] = {}
        self.hunks: tuple[Hunk, ...] = tuple(self._hunks())
        self._of_old = {i: h for h, hunk in enumerate(self.hunks) for i in range(hunk.i, hunk.j)}
        self._of_new = {k: h for h, hunk in enumerate(self.hunks) for k in range(hunk.k, hunk.l)}

    def _hunks(self) -> Iterator[Hunk]:
        from rapidfuzz.distance import Indel

        old, new = [w.key for w in self.old.words], [w.key for w in self.new.words]
        equal: list[tuple[int, int, int]] = []
        for op in Indel.opcodes(old, new):
            if op.tag == "equal":
                equal.append((op.src_start, op.dest_start, op.src_end - op.src_start))
        i = k = 0
        kept: list[tuple[int, int, int]] = []
        for start, other, length in [*equal, (len(old), len(new), 0)]:
            last = not length
            small = length <= 2 and all(key in _SMALL for key in old[start : start + length])
            if not last and small and ((start > i and other > k) or (not kept and (start > i or other > k))):
                following = next((e for e in equal if e[0] > start), (len(old), len(new), 0))
                if following[0] > start + length and following[1] > other + length:
                    continue  # an article between two rewritten pieces: one piece
            if length:
                kept.append((start, other, length))
            i, k = start + length, other + length
        i = k = 0
        for start, other, length in [*kept, (len(old), len(new), 0)]:
            if start > i or other > k:
                hunk = Hunk(i, start, k, other)
                if _says(old[i:start]) != _says(new[k:other]):
                    yield hunk
            self.to_new.update(zip(range(start, start + length), range(other, other + length), strict=True))
            i, k = start + length, other + length

    def words_of(self, hunk: Hunk) -> tuple[str, str]:
        """The old and the new words of a hunk as the documents have them."""
        old, new = self.old.words[hunk.i : hunk.j], self.new.words[hunk.k : hunk.l]
        return (
            self.old.said(old[0].start, old[-1].end) if old else "",
            self.new.said(new[0].start, new[-1].end) if new else "",
        )

    def style(self, hunk: Hunk) -> bool:
        """Whether only manner of speech differs: articles, "such" for "the", "shall be" for "is"."""
        words = (*self.old.words[hunk.i : hunk.j], *self.new.words[hunk.k : hunk.l])
        return all(word.key in _SMALL or word.key in _STYLE for word in words)

    def at(self, hunk: Hunk) -> tuple[int, int]:
        """Where a hunk stands in the old and in the new document."""
        return _offset(self.old, hunk.i), _offset(self.new, hunk.k)

    def near(self, reading: Reading, words: int) -> list[int]:
        """The hunks within so many words of a reading of the new version."""
        tokens = _tokens(self.new.words, reading)
        low, high = tokens.start - words, tokens.stop + words
        return [h for h, hunk in enumerate(self.hunks) if hunk.k <= high and hunk.l >= low]

    def matched(self, olds: Sequence[Reading], news: Sequence[Reading]) -> list[Match]:
        """Which reading of the old version became which of the new one, where a hunk touches them, in text order.

        Readings that share words belong together; after them those that stand in the same hunk, in order.
        """
        old_tokens = [_tokens(self.old.words, r) for r in olds]
        new_tokens = [_tokens(self.new.words, r) for r in news]
        owner = {t: n for n, tokens in enumerate(new_tokens) for t in tokens}
        shared = Counter(
            (o, owner[self.to_new[t]])
            for o, tokens in enumerate(old_tokens)
            for t in tokens
            if t in self.to_new and self.to_new[t] in owner and self.old.words[t].key not in _SMALL
        )
        pairs: dict[int, int] = {}
        for (o, n), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
            if o not in pairs and n not in pairs.values():
                pairs[o] = n
        free_old = [o for o in range(len(olds)) if o not in pairs]
        free_new = [n for n in range(len(news)) if n not in pairs.values()]
        loose_old: list[int] = []
        for h in range(len(self.hunks)):
            here = [o for o in free_old if any(self._of_old.get(t) == h for t in old_tokens[o])]
            there = [n for n in free_new if any(self._of_new.get(t) == h for t in new_tokens[n])]
            for o in list(here):
                same = next((n for n in there if news[n].key == olds[o].key), None)
                if same is not None:
                    pairs[o] = same
                    here.remove(o)
                    there.remove(same)
            pairs.update(zip(here, there, strict=False))
            loose_old += here[len(there) :]
            free_old = [o for o in free_old if o not in pairs and o not in loose_old]
            free_new = [n for n in free_new if n not in pairs.values()]
        found = []
        for o, n in sorted(pairs.items()):
            touched = self._touched(old_tokens[o], self._of_old) | self._touched(new_tokens[n], self._of_new)
            if touched or olds[o].key != news[n].key:
                found.append(Match(olds[o], news[n], tuple(sorted(touched))))
        for o in loose_old:
            found.append(Match(olds[o], None, tuple(sorted(self._touched(old_tokens[o], self._of_old)))))
        for n in free_new:
            if touched := self._touched(new_tokens[n], self._of_new):
                found.append(Match(None, news[n], tuple(sorted(touched))))
        return sorted(found, key=lambda m: (m.hunks or (-1,), m.new.start if m.new else 0))

    @staticmethod
    def _touched(tokens: Iterable[int], of: dict[int, int]) -> set[int]:
        return {of[t] for t in tokens if t in of}


def _says(keys: Sequence[str]) -> str:
    return "".join(key for key in keys if _SAYS.search(key))


def _tokens(words: Sequence[Word], reading: Reading) -> range:
    low = bisect_right(words, reading.start, key=lambda w: w.end - 1)
    low = bisect_left(words, reading.start + 1, key=lambda w: w.end)
    return range(low, bisect_left(words, reading.end, key=lambda w: w.start))


def _offset(side: Side, index: int) -> int:
    if not side.words:
        return side.start
    return side.words[min(index, len(side.words) - 1)].start
