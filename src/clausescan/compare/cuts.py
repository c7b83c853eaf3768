"""Where the words of two clauses differ, and which of these differences weigh something.

Nothing weighs: punctuation, words set apart or together ("its roots", "itsroots"), the number of a clause that one
reading took for a number and the other for words, page furniture that only one reading left in the text, and a
reference whose number follows its target.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from clausescan.compare.align import Alignment, Pair
from clausescan.compare.words import Wording, alike, counts, label_of, level, number_in, soft, words_in
from clausescan.model import Reference, Report

_BEFORE_A_NUMBER = frozenset([".", ";", ":", ",", "and", "or"])


@dataclass(frozen=True, slots=True)
class Cut:
    """Words of the old version in place of which the new one has others, each as a slice of its row of words."""

    old_first: int
    old_after: int
    new_first: int
    new_after: int


class Differences:
    """Finds what differs between the clauses of a pair."""

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self.left, self.right = _Side(alignment.old), _Side(alignment.new)

    def weighing(self, pair: Pair) -> Iterator[Cut]:
        """The differences of a pair that weigh something."""
        left, right = self.left.wording, self.right.wording
        for cut in _cuts(left, right, pair):
            if not (self._nothing(cut) or self._follows(cut)):
                yield cut

    def furniture(self, pair: Pair) -> bool:
        """Whether a clause that stands alone is page furniture of the other version."""
        here, there = (self.left, self.right) if pair.old else (self.right, self.left)
        return all(there.is_furniture(here.wording.heavy(i)) for i in pair.old or pair.new)

    def _nothing(self, cut: Cut) -> bool:
        old = [w.key for w in self.left.wording.words[cut.old_first : cut.old_after]]
        new = [w.key for w in self.right.wording.words[cut.new_first : cut.new_after]]
        if _run_together(old) == _run_together(new):
            return True
        if not any(not soft(key) for key in new):
            return self._left_over(self.left, old, cut.old_first, cut.old_after, self.right, cut.new_first)
        if not any(not soft(key) for key in old):
            return self._left_over(self.right, new, cut.new_first, cut.new_after, self.left, cut.old_first)
        return (
            counts(old)
            and counts(new)
            and self.left.numbers_a_sentence(cut.old_first, cut.old_after)
            and self.right.numbers_a_sentence(cut.new_first, cut.new_after)
        )

    @staticmethod
    def _left_over(here: _Side, keys: list[str], first: int, after: int, there: _Side, at: int) -> bool:
        """Whether words that only one version has are the number of a clause there, or page furniture there."""
        if counts(keys):
            clause = there.beginning(at)
            if clause is not None:
                label = label_of(there.wording.report.clauses[clause])
                if label == number_in(keys) or (here.may_count(first) and (label or here.begins(first))):
                    return True
        return here.at_an_edge(first, after) and there.is_furniture([k.casefold() for k in keys if not soft(k)])

    def _follows(self, cut: Cut) -> bool:
        """Whether a reference only has the number that its target got."""
        one = self.left.reference(cut.old_first, cut.old_after)
        two = self.right.reference(cut.new_first, cut.new_after)
        if one is None or two is None:
            return False
        places = self.left.places
        now = {self.alignment.counterparts.get(places[target]) for target in one.targets}
        return bool(now & {self.right.places[target] for target in two.targets})


class _Side:
    """What is asked about the places of one version."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.places = {clause.id: i for i, clause in enumerate(wording.report.clauses)}
        self.references = sorted(wording.report.references, key=lambda ref: ref.start)

    @cached_property
    def _furniture(self) -> set[tuple[str, ...]]:
        return set(_furniture_of(self.wording.report))

    def is_furniture(self, words: list[str]) -> bool:
        """Whether words are page furniture, or some pieces of it in a row."""
        told = self._furniture
        if not words or not told:
            return False
        most = max(map(len, told))
        reached = {0}
        for end in range(1, len(words) + 1):
            if any(start in reached and tuple(words[start:end]) in told for start in range(max(0, end - most), end)):
                reached.add(end)
        return len(words) in reached

    def beginning(self, at: int) -> int | None:
        """The clause whose first word of weight is the next from `at` on."""
        words = self.wording.words
        while at < len(words) and words[at].soft:
            at += 1
        if at == len(words):
            return None
        own = self.wording.of[words[at].clause]
        return words[at].clause if not self.wording.weight(own.start, at) else None

    def begins(self, at: int) -> bool:
        return self.wording.of[self.wording.words[at].clause].start == at

    def at_an_edge(self, first: int, after: int) -> bool:
        """Whether words are the first or the last of their clause."""
        own = self.wording.of[self.wording.words[first].clause]
        return not self.wording.weight(own.start, first) or not self.wording.weight(after, own.stop)

    def may_count(self, at: int) -> bool:
        """Whether a number at `at` stands where a clause may begin."""
        words = self.wording.words
        return self.begins(at) or words[at].soft or words[at - 1].key.casefold() in _BEFORE_A_NUMBER

    def numbers_a_sentence(self, first: int, after: int) -> bool:
        """Whether words that count stand between the end of a sentence and the beginning of another."""
        words = self.wording.words
        if after == len(words) or not self.may_count(first):
            return False
        following = words[after + 1] if words[after].soft and after + 1 < len(words) else words[after]
        dotted = words[after].soft or words[after - 1].soft or any("." in w.key for w in words[first:after])
        return dotted and following.key[:1].isupper()

    def reference(self, first: int, after: int) -> Reference | None:
        """The reference that all of some words stand in."""
        if first == after:
            return None
        words = self.wording.words
        start, end = words[first].start, words[after - 1].end
        k = bisect_right(self.references, start, key=lambda ref: ref.start) - 1
        found = self.references[k] if k >= 0 else None
        return found if found is not None and end <= found.end else None


def _furniture_of(report: Report) -> Iterator[tuple[str, ...]]:
    for text in {piece.text for piece in report.document.furniture}:
        keys = [level(text[a:b]).casefold() for a, b, _ in words_in(text, 0, len(text))]
        if any(not soft(key) for key in keys):
            yield tuple(key for key in keys if not soft(key))


def _run_together(keys: list[str]) -> str:
    return "".join(key for key in keys if not soft(key)).casefold()


def _cuts(left: Wording, right: Wording, pair: Pair) -> Iterator[Cut]:
    """All differences of a pair, word by word."""
    olds = [n for i in pair.old for n in left.of[i]]
    news = [n for j in pair.new for n in right.of[j]]
    one, two = [left.words[n].key for n in olds], [right.words[n].key for n in news]

    def cut(a: int, b: int, c: int, d: int) -> Cut:
        old_first = olds[a] if a < len(olds) else olds[-1] + 1 if olds else 0
        new_first = news[c] if c < len(news) else news[-1] + 1 if news else 0
        return Cut(
            old_first, olds[b - 1] + 1 if a < b else old_first, new_first, news[d - 1] + 1 if c < d else new_first
        )

    last = None
    for a, b, c, d in _ops(one, two):
        if last and (a, c) == (last[1], last[3]):
            last = last[0], b, last[2], d
            continue
        if last:
            yield cut(*last)
        last = a, b, c, d
    if last:
        yield cut(*last)


def _ops(one: list[str], two: list[str]) -> Iterator[tuple[int, int, int, int]]:
    from rapidfuzz.distance import Indel

    for op in Indel.opcodes([key.casefold() for key in one], [key.casefold() for key in two]):
        if op.tag != "equal":
            yield op.src_start, op.src_end, op.dest_start, op.dest_end
            continue
        for a, c in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True):
            if not alike(one[a], two[c]):
                yield a, a + 1, c, c + 1
