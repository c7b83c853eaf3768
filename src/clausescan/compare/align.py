"""Which clause of the old version is which of the new: by their words, whatever the numbers and the cut into clauses.

The words of both versions are aligned in order. Clauses that share most of the words of the shorter one belong
together, and so do those where the words at the end of one are the first of the other, so that a clause that was split,
merged, or cut otherwise by another file format finds its counterpart. What then stands alone is paired by number or
heading where it stands between the same neighbours, and by likeness where it stands elsewhere: that clause was moved.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from clausescan.compare.furniture import Furniture
from clausescan.compare.words import Wording, run_together
from clausescan.model import Report

_RUN = 3
"""Words of a run that occurs once in both versions and so ties them together."""
_MOST_CELLS = 600_000_000
"""Words of the one times words of the other between two ties, up to which they are aligned word by word (75 MB)."""
_SHARE = 0.5
_DENSE = 0.4
"""Of the words between the first and the last that two clauses share, how many they share."""
_CROSSING = 0.8
"""The same, where the end of one clause is the beginning of the other."""
_SHORT = 4
"""Words of a clause below which it must be found whole at an end of the other: a heading that runs into its clause."""
_LIKE_BY_NAME, _LIKE_HERE, _LIKE_ELSEWHERE = 0.1, 0.5, 0.6
"""Likeness from which clauses left over are one: between the same neighbours with the same heading or number, there
without, and elsewhere, where it was moved."""
_HERE = 0.1
"""How much more a clause between the same neighbours counts than one elsewhere that is as much alike."""
_LEAST_MOVED, _ALIKE_IN_LENGTH = 5, 0.4
_FEW = 60
"""Clauses left over in one place up to which each is held against each."""
_COMMON_RUN = 20
"""Clauses that hold a run of words from which on it tells none of them apart."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Clauses that belong together, by their place in each report; one side is empty for what was added or removed."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """All clauses of both versions that have words, each in one pair, in the order of the new version.

    `counterparts` has for each clause of the old version the one of the new that shares most words with it.
    """

    pairs: tuple[Pair, ...]
    old: Wording
    new: Wording
    counterparts: dict[int, int]


def align(old: Report, new: Report) -> Alignment:
    """Takes time near linear in the text."""
    left, right = Wording(old), Wording(new)
    matches = list(aligned([w.key.casefold() for w in left.words], [w.key.casefold() for w in right.words]))
    left.set_aside(list(Furniture(new).within(left, {i for i, _ in matches})))
    right.set_aside(list(Furniture(old).within(right, {j for _, j in matches})))
    edges: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for i, j in matches:
        if not left.words[i].soft:
            edges[left.words[i].clause, right.words[j].clause].append((i, j))
    ties = [edge for edge, shared in edges.items() if _belong(left, right, edge, shared)]
    pairs = _put_right(left, right, _joined(ties))
    alone_old = _alone(left, (p.old for p in pairs))
    alone_new = _alone(right, (p.new for p in pairs))
    pairs += _alone_together(left, right, pairs, alone_old, alone_new)
    pairs = [_with_heading(left, right, pair, alone_old, alone_new) if pair.moved else pair for pair in pairs]
    pairs += [Pair((i,), ()) for i in alone_old] + [Pair((), (j,)) for j in alone_new]
    pairs = _without_holes(pairs)
    return Alignment(tuple(_in_order(pairs)), left, right, _counterparts(pairs, edges))


def _alone(wording: Wording, taken: Iterable[tuple[int, ...]]) -> list[int]:
    paired = {clause for clauses in taken for clause in clauses}
    return [i for i, own in enumerate(wording.of) if own and i not in paired]


def _belong(left: Wording, right: Wording, edge: tuple[int, int], shared: Sequence[tuple[int, int]]) -> bool:
    one, two = left.weight_of(edge[0]), right.weight_of(edge[1])
    short, many = min(one, two), len(shared)
    (i, j), (k, m) = shared[0], shared[-1]
    span = max(left.weight(i, k + 1), right.weight(j, m + 1))
    if short >= _SHORT and many >= _SHARE * short and many >= _DENSE * span:
        return True
    if many == short and _at_an_end(left.heavy(edge[0]), right.heavy(edge[1])):
        return True
    row = "table_row" in (left.report.clauses[edge[0]].kind, right.report.clauses[edge[1]].kind)
    if many == short == span > 2 and not row:  # one clause is all of it in the other
        return True
    # the end of one clause is the beginning of the other: the cut between clauses lies elsewhere
    if many < _CROSSING * span or (many == 1 and not left.words[i].key[:1].isupper()):
        return False
    of_old, of_new = left.of[edge[0]], right.of[edge[1]]
    most = many // 8
    head_old, tail_old = left.weight(of_old.start, i), left.weight(k + 1, of_old.stop)
    head_new, tail_new = right.weight(of_new.start, j), right.weight(m + 1, of_new.stop)
    return (tail_old <= most and head_new <= most) or (head_old <= most and tail_new <= most)


def _at_an_end(old: list[str], new: list[str]) -> bool:
    few, many = (old, new) if len(old) < len(new) else (new, old)
    return many[: len(few)] == few or many[len(many) - len(few) :] == few


def _joined(ties: Collection[tuple[int, int]]) -> list[Pair]:
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


def _put_right(left: Wording, right: Wording, pairs: list[Pair]) -> list[Pair]:
    """Where a clause was paired with a neighbour of the clause that has exactly its words, it is paired with this one:
    a heading whose words a new sentence beside it repeats."""
    taken = {j for p in pairs for j in p.new}
    found = []
    for pair in pairs:
        if len(pair.old) == len(pair.new) == 1 and left.weight_of(pair.old[0]) < _SHORT:
            words, at = left.heavy(pair.old[0]), pair.new[0]
            beside = [j for j in (at - 1, at + 1) if 0 <= j < len(right.of) and j not in taken]
            same = next((j for j in beside if right.heavy(j) == words), None)
            if same is not None and right.heavy(at) != words:
                taken.add(same)
                pair = Pair(pair.old, (same,))
        found.append(pair)
    return found


def _with_heading(left: Wording, right: Wording, pair: Pair, alone_old: list[int], alone_new: list[int]) -> Pair:
    """A moved clause together with the heading beside it that runs into the text of its counterpart."""
    old, new = pair.old, pair.new
    for i in (old[0] - 1, old[0] + 1):
        if i in alone_old and _runs_into(left.heavy(i), right.heavy(new[0]), at_the_end=i > old[0]):
            alone_old.remove(i)
            old = tuple(sorted([*old, i]))
    for j in (new[0] - 1, new[0] + 1):
        if j in alone_new and _runs_into(right.heavy(j), left.heavy(pair.old[0]), at_the_end=j > new[0]):
            alone_new.remove(j)
            new = tuple(sorted([*new, j]))
    return Pair(old, new, moved=True)


def _runs_into(heading: list[str], words: list[str], *, at_the_end: bool) -> bool:
    size = len(heading)
    return 0 < size < len(words) and heading == (words[-size:] if at_the_end else words[:size])


def _without_holes(pairs: list[Pair]) -> list[Pair]:
    """Pairs of several clauses take in what stands alone between these, so that each side is one slice of its text."""
    runs = [p for p in pairs if len(p.old) > 1 or len(p.new) > 1]
    if not runs:
        return pairs
    single = {("old", p.old[0]): p for p in pairs if not p.new} | {("new", p.new[0]): p for p in pairs if not p.old}
    taken: set[Pair] = set()
    filled = {}
    for run in runs:
        olds = [single[key] for i in range(run.old[0], run.old[-1]) if (key := ("old", i)) in single]
        news = [single[key] for j in range(run.new[0], run.new[-1]) if (key := ("new", j)) in single]
        inside = [p for p in olds + news if p not in taken]
        taken |= set(inside)
        filled[run] = Pair(
            tuple(sorted([*run.old, *(i for p in inside for i in p.old)])),
            tuple(sorted([*run.new, *(j for p in inside for j in p.new)])),
            run.moved,
        )
    return [filled.get(p, p) for p in pairs if p not in taken]


def _alone_together(
    left: Wording, right: Wording, pairs: Sequence[Pair], alone_old: list[int], alone_new: list[int]
) -> list[Pair]:
    """Clauses without a counterpart that are one clause all the same, the most alike first: between the same
    neighbours even with few words in common, elsewhere only where most are."""
    likely = [
        (_likeness(left, right, i, j) + _HERE, -abs(i - j), i, j)
        for i, j in _between(left, right, pairs, alone_old, alone_new)
    ]
    likely = [found for found in likely if found[0] >= _HERE + _least(left, right, found[2], found[3])]
    here = {(i, j) for _, _, i, j in likely}
    for i, j in _sharing(left, right, alone_old, alone_new):
        likeness = _likeness(left, right, i, j)
        if likeness >= _LIKE_ELSEWHERE and (i, j) not in here:
            likely.append((likeness, -abs(i - j), i, j))
    olds, news = set(alone_old), set(alone_new)
    found = []
    for _, _, i, j in sorted(likely, reverse=True):
        if i in olds and j in news:
            olds.remove(i)
            news.remove(j)
            found.append(Pair((i,), (j,), moved=(i, j) not in here))
    alone_old[:] = [i for i in alone_old if i in olds]
    alone_new[:] = [j for j in alone_new if j in news]
    return found


def _least(left: Wording, right: Wording, i: int, j: int) -> float:
    """How alike two clauses between the same neighbours must be. Two clauses that have nothing to do with each other
    are alike by a third: they share the small words."""
    one, two = left.report.clauses[i], right.report.clauses[j]
    if one.heading or two.heading:
        return _LIKE_BY_NAME if one.heading.casefold() == two.heading.casefold() else _LIKE_HERE
    types, others = {t.type for t in one.types}, {t.type for t in two.types}
    if one.number and one.number == two.number and one.kind == two.kind and (types & others or not (types and others)):
        return _LIKE_BY_NAME
    return _LIKE_HERE


def _between(
    left: Wording, right: Wording, pairs: Sequence[Pair], alone_old: Sequence[int], alone_new: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Clauses that stand alone between the same two neighbours."""
    after_old = {i: p.new[-1] for p in pairs for i in p.old}
    marks = sorted(after_old)
    paired_new = sorted(j for p in pairs for j in p.new)
    gaps: dict[int, list[int]] = defaultdict(list)
    for j in alone_new:
        k = bisect_left(paired_new, j)
        gaps[paired_new[k - 1] if k else -1].append(j)
    for i in alone_old:
        k = bisect_left(marks, i)
        here = gaps.get(after_old[marks[k - 1]] if k else -1, [])
        for j in here if len(here) <= _FEW else _named_alike(left, right, i, here):
            yield i, j


def _named_alike(left: Wording, right: Wording, i: int, here: Sequence[int]) -> Iterator[int]:
    """Of many clauses those that may be this one, so that a text that was written anew takes no time by the square."""
    clause, first = left.report.clauses[i], left.heavy(i)[:_RUN]
    for j in here:
        other = right.report.clauses[j]
        named = (clause.number and clause.number == other.number) or (
            clause.heading and clause.heading == other.heading
        )
        if named or first == right.heavy(j)[:_RUN]:
            yield j


def _sharing(
    left: Wording, right: Wording, alone_old: Sequence[int], alone_new: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Clauses of much the same length that share runs of words which few others have; of short ones, such as headings,
    those with the same number and words."""
    holding: dict[tuple[str, ...], list[int]] = defaultdict(list)
    numbered: dict[str, list[int]] = defaultdict(list)
    for j in alone_new:
        numbered[right.report.clauses[j].number].append(j)
        for run in set(_runs(right.heavy(j))):
            holding[run].append(j)
    for i in alone_old:
        number, words = left.report.clauses[i].number, left.heavy(i)
        if number and len(words) < _LEAST_MOVED:
            yield from ((i, j) for j in numbered.get(number, ()) if right.heavy(j) == words)
        runs = set(_runs(words))
        common: Counter[int] = Counter()
        for run in runs:
            if len(holding.get(run, ())) <= _COMMON_RUN:
                common.update(holding.get(run, ()))
        for j, shared in common.items():
            short, long = sorted((left.weight_of(i), right.weight_of(j)))
            if short >= _LEAST_MOVED and short >= _ALIKE_IN_LENGTH * long and shared >= len(runs) / 10:
                yield i, j


def _likeness(left: Wording, right: Wording, i: int, j: int) -> float:
    from rapidfuzz.distance import Indel

    one, two = left.heavy(i), right.heavy(j)
    if sum(map(len, one)) == sum(map(len, two)) and run_together(one) == run_together(two):
        return 1.0
    return Indel.normalized_similarity(one, two)


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


def _counterparts(pairs: Sequence[Pair], edges: dict[tuple[int, int], list[tuple[int, int]]]) -> dict[int, int]:
    found = {}
    for pair in pairs:
        for i in pair.old:
            if pair.new:
                found[i] = max(pair.new, key=lambda j: len(edges.get((i, j), ())))
    return found


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
        last_i, last_j = i, j
        while last_i < len(old) and last_j < len(new) and old[last_i] == new[last_j]:
            yield last_i, last_j
            last_i, last_j = last_i + 1, last_j + 1


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield from zip(*(words[k:] for k in range(_RUN)), strict=False)


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    runs = list(_runs(words))
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
