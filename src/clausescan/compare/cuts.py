"""Where the words of two clauses differ, and which of these differences weigh something.

Nothing weighs: punctuation, words set apart or together ("its roots", "itsroots"), the number of a clause that one
reading took for a number and the other for words, page furniture that only one reading left in the text, and a
reference whose number follows its target.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from clausescan.compare.align import Alignment, Pair
from clausescan.compare.furniture import Furniture
from clausescan.compare.words import (
    Wording,
    alike,
    cites,
    counts,
    label_of,
    misread,
    number_in,
    run_together,
    same_letters,
)
from clausescan.model import Clause, Reference, Report

_BEFORE_A_NUMBER = frozenset([".", ";", ":", ",", "and", "or"])
_LINES = 3
"""Lines from which on a run of them is taken for an address or a table rather than for sentences."""
_BLANK = frozenset(["_", "___"])
_LONGEST_LINE = 160
_SAYING = re.compile(r"\b(?:shall|may|will|must|agrees?|is|are|has|have)\b")
_BARE_NUMBER = re.compile(r"\s*\(?\w{1,5}(?:\.\w{1,3})*[.)]\s*")


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
        self.tables = alignment.old.report.document.media_type != alignment.new.report.document.media_type
        """whether tables and addresses may be read in another order: the files are of different kinds"""

    def weighing(self, pair: Pair) -> Iterator[Cut]:
        """The differences of a pair that weigh something."""
        left, right = self.left.wording, self.right.wording
        found = [cut for cut in _cuts(left, right, pair) if not (self._nothing(cut) or self._follows(cut))]
        if not self._set_otherwise(pair, found):
            yield from found

    def _set_otherwise(self, pair: Pair, cuts: list[Cut]) -> bool:
        """Whether what was taken out of a run of lines comes again elsewhere in it: two addresses side by side, which
        one kind of file is read line by line and the other one after the other."""
        finer = self.right if len(pair.new) > len(pair.old) else self.left
        lines = (pair.new if finer is self.right else pair.old)[1:]
        report = finer.wording.report
        if len(lines) < _LINES or not all(of_a_form(report, report.clauses[i], tables=self.tables) for i in lines):
            return False
        if any(cut.old_first < cut.old_after and cut.new_first < cut.new_after for cut in cuts):
            return False
        gone = sorted(filter(None, (self.left.heavy(c.old_first, c.old_after) for c in cuts)))
        return gone == sorted(filter(None, (self.right.heavy(c.new_first, c.new_after) for c in cuts)))

    def beside_the_text(self, pair: Pair) -> bool:
        """Whether a clause that stands alone says nothing: it is page furniture of the other version, a number without
        words, or punctuation."""
        here, there = (self.left, self.right) if pair.old else (self.right, self.left)
        return all(
            not (words := here.wording.heavy(i)) or there.furniture.is_furniture(words) or here.is_bare_number(i)
            for i in pair.old or pair.new
        )

    def _nothing(self, cut: Cut) -> bool:
        old = self.left.heavy(cut.old_first, cut.old_after)
        new = self.right.heavy(cut.new_first, cut.new_after)
        if same_letters(old, new):
            return len(old) != len(new) or all(alike(a, b) for a, b in zip(old, new, strict=True))
        if misread(run_together(old), run_together(new)):
            return True
        if not new:
            return self._left_over(self.left, old, cut.old_first, self.right, cut.new_first)
        if not old:
            return self._left_over(self.right, new, cut.new_first, self.left, cut.old_first)
        return (
            counts(old)
            and counts(new)
            and self.left.numbers_a_sentence(cut.old_first, cut.old_after)
            and self.right.numbers_a_sentence(cut.new_first, cut.new_after)
        )

    @staticmethod
    def _left_over(here: _Side, keys: list[str], first: int, there: _Side, at: int) -> bool:
        """Whether words that only one version has are a page number, or the number of a clause there."""
        if there.furniture.is_page_number(keys) or (set(keys) <= _BLANK and there.blank_at(at)):
            return True
        clause = there.beginning(at) if counts(keys) else None
        if clause is None:
            return False
        label = label_of(there.wording.report.clauses[clause])
        if label and label in (number_in(keys), run_together(keys).replace(".", "")):
            return True
        return here.may_count(first) and (bool(label) or here.begins(first))

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
        self.furniture = Furniture(wording.report)
        self.places = {clause.id: i for i, clause in enumerate(wording.report.clauses)}
        self.references = sorted(wording.report.references, key=lambda ref: ref.start)

    def blank_at(self, at: int) -> bool:
        """Whether a rule to write on stands before or behind a place: how many pieces it is in says nothing."""
        return any(w.key in _BLANK for w in self.wording.words[max(0, at - 1) : at + 1])

    def heavy(self, first: int, after: int) -> list[str]:
        return [w.key for w in self.wording.words[first:after] if not w.soft]

    def is_bare_number(self, clause: int) -> bool:
        own = self.wording.report.clauses[clause]
        return _BARE_NUMBER.fullmatch(self.wording.report.document.text, own.body, own.end) is not None

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

    def may_count(self, at: int) -> bool:
        """Whether a number at `at` stands where a clause may begin."""
        words = self.wording.words
        if self.begins(at) or words[at].soft:
            return True
        before = words[at - 1].key.casefold()
        return before in _BEFORE_A_NUMBER or ("." in words[at].key and not cites(before))

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


def of_a_form(report: Report, clause: Clause, *, tables: bool) -> bool:
    """Whether a clause is a piece of a signature block or, with `tables`, of a table or an address, and no sentence."""
    if clause.kind == "signature":
        return True
    if not tables or clause.kind in ("table_row", "title"):
        return tables
    if clause.number or clause.kind != "paragraph" or clause.end - clause.body >= _LONGEST_LINE:
        return False
    return _SAYING.search(report.document.text, clause.body, clause.end) is None


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
