"""Which paragraph became which, and word by word what was written in and struck out. Here every character counts: a
redline must give back both texts exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

ALIKE = 50.0
"""Likeness, 0 to 100, from which two paragraphs are one paragraph that was edited."""

_CELLS = 100_000
"""Most pairs of paragraphs held against each other in one gap; a greater gap is struck out and written anew."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+|\s+|[^\w\s]")
_ISLAND = 2
"""Words between two changes up to which they are read as one change."""


Pair = tuple[int | None, int | None]


def aligned(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """All paragraphs of both texts in pairs, in the order of both; None on the side that has no such paragraph."""
    keys = [" ".join(text.split()) for text in old], [" ".join(text.split()) for text in new]
    same = [
        pair
        for op in Indel.opcodes(*keys)
        if op.tag == "equal"
        for pair in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True)
    ]
    found: list[Pair] = []
    i = j = 0
    for one, two in [*same, (len(old), len(new))]:
        found += _gap(old, new, range(i, one), range(j, two))
        if one < len(old):
            found.append((one, two))
        i, j = one + 1, two + 1
    return found


def _gap(old: Sequence[str], new: Sequence[str], left: range, right: range) -> list[Pair]:
    """Paragraphs between two that are equal: the pairs, in order, that are most alike in all."""
    apart: list[Pair] = [(i, None) for i in left] + [(None, j) for j in right]
    if not left or not right or len(left) * len(right) > _CELLS:
        return apart
    likeness = process.cdist([old[i] for i in left], [new[j] for j in right], scorer=fuzz.ratio, score_cutoff=ALIKE)
    rows, columns = len(left), len(right)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for a in range(rows - 1, -1, -1):
        for b in range(columns - 1, -1, -1):
            paired = best[a + 1][b + 1] + float(likeness[a][b]) if likeness[a][b] else -1.0
            best[a][b] = max(best[a + 1][b], best[a][b + 1], paired)
    found: list[Pair] = []
    a = b = 0
    while a < rows and b < columns:
        if likeness[a][b] and best[a][b] == best[a + 1][b + 1] + float(likeness[a][b]):
            found.append((left[a], right[b]))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            found.append((left[a], None))
            a += 1
        else:
            found.append((None, right[b]))
            b += 1
    return found + [(i, None) for i in left[a:]] + [(None, j) for j in right[b:]]


@dataclass(frozen=True, slots=True)
class Cut:
    """The new text's slice `start` to `end` stands where the old text had `deleted`."""

    start: int
    end: int
    deleted: str


def cuts(old: str, new: str, whole: Sequence[tuple[int, int]] = ()) -> list[Cut]:
    """The changes from the old text to the new one, in order. `whole` are slices of the new text that are changed as a
    whole or not at all (the result of a field)."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    ends = [0]
    for token in after:
        ends.append(ends[-1] + len(token))
    changed = [
        [op.src_start, op.src_end, op.dest_start, op.dest_end]
        for op in Indel.opcodes(before, after)
        if op.tag != "equal"
    ]
    changed = _joined(changed, after)
    for start, end in whole:
        changed = _around(changed, start, end, ends)
    return [Cut(ends[c], ends[d], "".join(before[a:b])) for a, b, c, d in changed]


def _joined(changed: list[list[int]], after: Sequence[str]) -> list[list[int]]:
    """Changes next to each other, or parted by a few words, as one."""
    found: list[list[int]] = []
    for op in changed:
        if found:
            last = found[-1]
            between = [token for token in after[last[3] : op[2]] if not token.isspace()]
            size = max(last[1] - last[0], last[3] - last[2]) + max(op[1] - op[0], op[3] - op[2])
            if not between or (len(between) <= _ISLAND and size > 4 * len(between)):
                last[1], last[3] = op[1], op[3]
                continue
        found.append(list(op))
    return found


def _around(changed: list[list[int]], start: int, end: int, ends: Sequence[int]) -> list[list[int]]:
    """The changes, with those that touch the inside of a slice made to cover the tokens of all of it."""
    inside = [op for op in changed if ends[op[2]] < end and ends[op[3]] > start and not _covers(op, start, end, ends)]
    inside += [op for op in changed if op[2] == op[3] and start < ends[op[2]] < end and op not in inside]
    if not inside:
        return changed
    inside.sort(key=lambda op: op[2])
    first, last = inside[0], inside[-1]
    low = next(n for n in range(len(ends) - 1, -1, -1) if ends[n] <= start)
    high = next(n for n in range(len(ends)) if ends[n] >= end)
    # Outside of changes old and new tokens run side by side, so that as many are taken from both.
    front, back = max(first[2] - low, 0), max(high - last[3], 0)
    joined = [first[0] - front, last[1] + back, first[2] - front, last[3] + back]
    rest = [op for op in changed if op not in inside]
    return sorted([*rest, joined], key=lambda op: op[2])


def _covers(op: list[int], start: int, end: int, ends: Sequence[int]) -> bool:
    return ends[op[2]] <= start and ends[op[3]] >= end
