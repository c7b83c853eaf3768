"""What was written in and struck out between two texts, word by word, cut so that a person can read it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from clausescan.compare.words import soft, words_in
from clausescan.model import Inline

_ISLAND = 2
"""Equal words between two changes up to which they are read as one change."""

_Span = tuple[int, int, str]
_Op = tuple[int, int, int, int]
"""A change: first word and the word after the last in the old text, and the same in the new one."""


def redline(old: str, new: str) -> tuple[Inline, ...]:
    """The pieces of a redline: those not inserted give the old text, those not deleted the new one, to the letter."""
    one, two = list(words_in(old, 0, len(old))), list(words_in(new, 0, len(new)))
    pieces: list[Inline] = []
    at = (0, 0)
    for a, b, c, d in _joined([_slid(op, one, two) for op in _ops(one, two)]):
        before = (_start(old, one, a, b), _start(new, two, c, d))
        pieces += _kept(old, new, at, before, one, two)
        at = (one[b - 1][1] if a < b else before[0], two[d - 1][1] if c < d else before[1])
        pieces += _replaced(old[before[0] : at[0]], new[before[1] : at[1]])
    pieces += _kept(old, new, at, (len(old), len(new)), one, two)
    return tuple(_tidy(pieces))


def _start(text: str, words: list[_Span], first: int, after: int) -> int:
    """Where a change begins: at its first word; without words behind the word before it."""
    if first < after:
        return words[first][0]
    return words[first - 1][1] if first else 0


def _kept(
    old: str, new: str, first: tuple[int, int], after: tuple[int, int], one: list[_Span], two: list[_Span]
) -> Iterator[Inline]:
    """Two slices with the same words; what differs in spaces, quotes or spelling between them is shown."""
    if old[first[0] : after[0]] == new[first[1] : after[1]]:
        yield Inline("equal", old[first[0] : after[0]])
        return
    olds = [w for w in one if first[0] <= w[0] < after[0]]
    news = [w for w in two if first[1] <= w[0] < after[1]]
    at = first
    for a, c in zip(olds, news, strict=False):
        yield from _replaced(old[at[0] : a[0]], new[at[1] : c[0]])
        yield from _replaced(old[a[0] : a[1]], new[c[0] : c[1]])
        at = a[1], c[1]
    yield from _replaced(old[at[0] : after[0]], new[at[1] : after[1]])


def _replaced(old: str, new: str) -> Iterator[Inline]:
    """A text in place of another; spaces at both ends that stay are left out of the change."""
    if old == new:
        yield Inline("equal", old)
        return
    head = _spaces_alike(old, new)
    tail = _spaces_alike(old[head:][::-1], new[head:][::-1])
    yield Inline("equal", old[:head])
    yield Inline("delete", old[head : len(old) - tail])
    yield Inline("insert", new[head : len(new) - tail])
    yield Inline("equal", old[len(old) - tail :])


def _spaces_alike(old: str, new: str) -> int:
    """How many spaces both texts begin with."""
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same] and old[same].isspace():
        same += 1
    return same


def _tidy(pieces: list[Inline]) -> Iterator[Inline]:
    """Pieces of one kind in a row made one, what was struck out before what was written in its place."""
    for changed, run in groupby((p for p in pieces if p.text), key=lambda p: p.op != "equal"):
        row = list(run)
        if not changed:
            yield Inline("equal", "".join(p.text for p in row))
            continue
        if gone := "".join(p.text for p in row if p.op == "delete"):
            yield Inline("delete", gone)
        if come := "".join(p.text for p in row if p.op == "insert"):
            yield Inline("insert", come)


def _ops(old: list[_Span], new: list[_Span]) -> Iterator[_Op]:
    from rapidfuzz.distance import Indel

    for op in Indel.opcodes([w[2].casefold() for w in old], [w[2].casefold() for w in new]):
        if op.tag != "equal":
            yield op.src_start, op.src_end, op.dest_start, op.dest_end


def _slid(op: _Op, old: list[_Span], new: list[_Span]) -> _Op:
    """A change that could as well stand some words earlier, put where a phrase begins: ", and x", not "and x,"."""
    a, b, c, d = op
    if (a < b) == (c < d):
        return op
    words, first, after = (old, a, b) if a < b else (new, c, d)
    best, shift = _ease(words, first, after), 0
    for k in range(1, min(a, c, after - first) + 1):
        if old[a - k][2] != new[c - k][2] or words[first - k][2] != words[after - k][2]:
            break
        ease = _ease(words, first - k, after - k)
        if ease > best:
            best, shift = ease, k
    return a - shift, b - shift, c - shift, d - shift


def _ease(words: list[_Span], first: int, after: int) -> int:
    """How well some words read as a phrase of their own."""
    if not first or words[first - 1][2] in (".", ";", ":"):
        return 3
    if soft(words[first][2]):
        return 2
    return int(words[first - 1][2] == "," and words[after - 1][2] == ",")


def _joined(ops: list[_Op]) -> list[_Op]:
    """Changes next to each other, or parted by a word or two between longer ones, are one: it is read as a phrase that
    replaces a phrase."""
    found: list[_Op] = []
    for a, b, c, d in ops:
        if found:
            p, q, r, s = found[-1]
            gap = a - q
            changed = max(q - p, s - r) + max(b - a, d - c)
            if gap == 0 or (gap <= _ISLAND and changed > 2 * gap + 1 and (q > p) == (b > a) and (s > r) == (d > c)):
                found[-1] = (p, b, r, d)
                continue
        found.append((a, b, c, d))
    return found
