"""Which clause of the old version is which of the new: by their words, whatever the numbers and the cut into clauses.

The words of both versions are aligned in order. Clauses that share most of the words of the shorter one belong
together, so that a clause that was split, merged, or cut otherwise by another file format finds its counterpart. What
then stands alone is paired by number or heading where it stands between the same neighbours, and by likeness where it
stands elsewhere: that clause was moved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausescan.compare.words import Word, words_of
from clausescan.model import Report

_RUN = 3
"""Words of a run that occurs once in both versions and so ties them together."""
_MOST_CELLS = 40_000_000
"""Words of the one times words of the other between two ties, up to which they are aligned word by word."""
_SHARE = 0.5
_SHORT = 4
"""Words of a clause below which it must be found whole at an end of the other: a heading that runs into its clause."""
_ALIKE, _LIKE_HERE, _LIKE_ELSEWHERE = 0.9, 0.3, 0.6
"""Likeness from which a clause is the same wherever it stands, from which what is left over between the same neighbours
is one clause, and from which the rest was moved."""
_LEAST_MOVED = 5
_MOST_ALONE = 1_500
"""Clauses without a counterpart, on either side, of which moved ones are looked for."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Clauses that belong together, by their place in each report; one side is empty for what was added or removed."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """All clauses of both versions, each in one pair, in the order of the new version."""

    pairs: tuple[Pair, ...]
    old_words: tuple[tuple[Word, ...], ...]
    """for each clause of the old report its words"""
    new_words: tuple[tuple[Word, ...], ...]


def align(old: Report, new: Report) -> Alignment:
    """Takes time near linear in the text."""
    left, right = words_of(old), words_of(new)
    of_old, of_new = _by_clause(left, len(old.clauses)), _by_clause(right, len(new.clauses))
    shared: Counter[tuple[int, int]] = Counter()
    places: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for i, j in aligned([w.key.casefold() for w in left], [w.key.casefold() for w in right]):
        if left[i].soft:
            continue
        edge = (left[i].clause, right[j].clause)
        shared[edge] += 1
        places[edge].append((i, j))
    ties = {edge for edge, n in shared.items() if _belong(of_old[edge[0]], of_new[edge[1]], n)}
    pairs = _joined(ties)
    alone_old = [i for i, words in enumerate(of_old) if words and not any(i in p.old for p in pairs)]
    alone_new = [j for j, words in enumerate(of_new) if words and not any(j in p.new for p in pairs)]
    pairs += _elsewhere(of_old, of_new, alone_old, alone_new, _ALIKE)
    pairs += _between(old, new, of_old, of_new, pairs, alone_old, alone_new)
    pairs += _elsewhere(of_old, of_new, alone_old, alone_new, _LIKE_ELSEWHERE)
    pairs += [Pair((i,), ()) for i in alone_old] + [Pair((), (j,)) for j in alone_new]
    return Alignment(tuple(_in_order(pairs)), of_old, of_new)


def _by_clause(words: Sequence[Word], clauses: int) -> tuple[tuple[Word, ...], ...]:
    found: list[list[Word]] = [[] for _ in range(clauses)]
    for word in words:
        found[word.clause].append(word)
    return tuple(tuple(each) for each in found)


def _weight(words: Sequence[Word]) -> int:
    return sum(not word.soft for word in words)


def _belong(old: Sequence[Word], new: Sequence[Word], shared: int) -> bool:
    one, two = _weight(old), _weight(new)
    short = min(one, two)
    if short >= _SHORT:
        return shared >= _SHARE * short
    if shared < short:
        return False
    if one == two:
        return True
    few, many = (old, new) if one < two else (new, old)
    keys = [w.key.casefold() for w in few if not w.soft]
    row = [w.key.casefold() for w in many if not w.soft]
    return row[: len(keys)] == keys or row[-len(keys) :] == keys


def _joined(ties: set[tuple[int, int]]) -> list[Pair]:
    """Ties that share a clause make one pair of several clauses."""
    of_old: dict[int, set[int]] = defaultdict(set)
    of_new: dict[int, set[int]] = defaultdict(set)
    for i, j in ties:
        of_old[i].add(j)
        of_new[j].add(i)
    seen: set[int] = set()
    pairs = []
    for start in sorted(of_old):
        if start in seen:
            continue
        olds, news, todo = {start}, set[int](), [start]
        while todo:
            for j in of_old[todo.pop()] - news:
                news.add(j)
                todo += of_new[j] - olds
                olds |= of_new[j]
        seen |= olds
        pairs.append(Pair(tuple(sorted(olds)), tuple(sorted(news))))
    return pairs


def _between(
    old: Report,
    new: Report,
    of_old: Sequence[Sequence[Word]],
    of_new: Sequence[Sequence[Word]],
    pairs: Sequence[Pair],
    alone_old: list[int],
    alone_new: list[int],
) -> list[Pair]:
    """What is left over between the same two neighbours: the same number, the same heading, or words alike."""
    after_old = {i: p.new[-1] for p in pairs for i in p.old}
    marks = sorted(after_old)
    gaps: dict[int, list[int]] = defaultdict(list)
    paired_new = sorted(j for p in pairs for j in p.new)
    for j in alone_new:
        k = bisect_left(paired_new, j)
        gaps[paired_new[k - 1] if k else -1].append(j)
    found = []
    for i in list(alone_old):
        k = bisect_left(marks, i)
        here = gaps.get(after_old[marks[k - 1]] if k else -1, [])
        best, most = None, 0.0
        for j in here:
            one, two = old.clauses[i], new.clauses[j]
            likeness = _likeness(of_old[i], of_new[j])
            if one.number and one.number == two.number and one.kind == two.kind:
                likeness += 0.2
            if one.heading and one.heading == two.heading:
                likeness += 0.3
            if likeness >= _LIKE_HERE and likeness > most:
                best, most = j, likeness
        if best is not None:
            here.remove(best)
            alone_old.remove(i)
            alone_new.remove(best)
            found.append(Pair((i,), (best,)))
    return found


def _elsewhere(
    of_old: Sequence[Sequence[Word]],
    of_new: Sequence[Sequence[Word]],
    alone_old: list[int],
    alone_new: list[int],
    least: float,
) -> list[Pair]:
    """Clauses that stand in another place, the most alike first; their likeness is at least `least`."""
    if max(len(alone_old), len(alone_new)) > _MOST_ALONE:
        return []
    likely = []
    for i in alone_old:
        for j in alone_new:
            one, two = len(of_old[i]), len(of_new[j])
            if min(one, two) >= _LEAST_MOVED and min(one, two) >= 0.4 * max(one, two):
                likeness = _likeness(of_old[i], of_new[j])
                if likeness >= least:
                    likely.append((likeness, -abs(i - j), i, j))
    found = []
    for _, _, i, j in sorted(likely, reverse=True):
        if i in alone_old and j in alone_new:
            alone_old.remove(i)
            alone_new.remove(j)
            found.append(Pair((i,), (j,), moved=True))
    return found


def _likeness(old: Sequence[Word], new: Sequence[Word]) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity([w.key.casefold() for w in old], [w.key.casefold() for w in new])


def _in_order(pairs: list[Pair]) -> Iterator[Pair]:
    """By the new version; what was removed comes after what stood before it."""
    after = {i: p.new[0] for p in pairs if p.new and not p.moved for i in p.old}
    marks = sorted(after)

    def place(pair: Pair) -> tuple[float, int]:
        if pair.new:
            return pair.new[0], 0
        k = bisect_left(marks, pair.old[0])
        return (after[marks[k - 1]] + 0.5 if k else -0.5), pair.old[0]

    yield from sorted(pairs, key=place)


def aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of equal words, rising in both: tied at runs that occur once in both, filled in word by word between."""
    from rapidfuzz.distance import Indel

    runs = _once(new)
    ties = _rising(sorted((i, runs[run]) for run, i in _once(old).items() if run in runs))
    last_i = last_j = 0
    for i, j in [*ties, (len(old), len(new))]:
        if i < last_i or j < last_j:
            continue
        if 0 < (i - last_i) * (j - last_j) <= _MOST_CELLS:
            for op in Indel.opcodes(old[last_i:i], new[last_j:j]):
                if op.tag == "equal":
                    for d in range(op.src_end - op.src_start):
                        yield last_i + op.src_start + d, last_j + op.dest_start + d
        if i < len(old) and j < len(new):
            yield i, j
        last_i, last_j = i + 1, j + 1


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    runs = list(zip(*(words[k:] for k in range(_RUN)), strict=False))
    counts = Counter(runs)
    return {run: i for i, run in enumerate(runs) if counts[run] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs that rise in both."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        k = bisect_left(tails, j)
        before.append(at[k - 1] if k else -1)
        if k == len(tails):
            tails.append(j)
            at.append(n)
        else:
            tails[k], at[k] = j, n
    chain, n = [], at[-1] if at else -1
    while n >= 0:
        chain.append(pairs[n])
        n = before[n]
    return chain[::-1]
