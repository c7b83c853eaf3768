"""What was written in and struck out between two texts, word by word, cut so that a person can read it."""

from __future__ import annotations

from collections.abc import Iterator

from clausescan.compare.words import alike, words_in
from clausescan.model import Inline

_ISLAND = 2
"""Equal words between two changes up to which they are read as one change."""

Cut = tuple[int, int, int, int]
"""A change: start and end in the old text, start and end in the new one."""


def redline(old: str, new: str) -> tuple[Inline, ...]:
    """The pieces of a redline. Those not inserted give the old text and those not deleted the new one, but that equal
    pieces stand as the new text has them: quotes, dashes and spaces of the old one are not shown.

    Without any change of words there is one equal piece.
    """
    pieces: list[Inline] = []

    def put(op: str, text: str) -> None:
        if text:
            pieces.append(Inline(op, text))  # type: ignore[arg-type]

    at = 0
    for old_start, old_end, new_start, new_end in cuts(old, new):
        put("equal", new[at:new_start])
        put("delete", old[old_start:old_end])
        put("insert", new[new_start:new_end])
        at = new_end
    put("equal", new[at:])
    return tuple(pieces)


def cuts(old: str, new: str) -> list[Cut]:
    """The changes from the old text to the new one, in order; each begins and ends at words."""
    one, two = (list(words_in(text, 0, len(text), labelled=True)) for text in (old, new))
    ops = _joined(list(_ops([w[2] for w in one], [w[2] for w in two])))
    found = []
    for a, b, c, d in ops:
        old_start, old_end = _slice(old, one, a, b)
        new_start, new_end = _slice(new, two, c, d)
        if c == d and new_start and not new[new_start - 1].isspace() and old[old_start - 1 : old_start].isspace():
            old_start -= 1  # "three[-, and meets-]." rather than "three[-and meets-]."
        found.append((old_start, old_end, new_start, new_end))
    return found


def _slice(text: str, words: list[tuple[int, int, str]], first: int, after: int) -> tuple[int, int]:
    """The slice of some words; of none the place before the next word."""
    if first < after:
        return words[first][0], words[after - 1][1]
    place = words[first][0] if first < len(words) else len(text.rstrip())
    return place, place


def _ops(old: list[str], new: list[str]) -> Iterator[Cut]:
    from rapidfuzz.distance import Indel

    for op in Indel.opcodes(old, new):
        if op.tag != "equal":
            yield op.src_start, op.src_end, op.dest_start, op.dest_end


def _joined(ops: list[Cut]) -> list[Cut]:
    """Changes next to each other, or parted by a word or two between longer ones, are one: it is read as a phrase that
    replaces a phrase."""
    found: list[Cut] = []
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


def differs(old: str, new: str) -> bool:
    """Whether any cut changes more than the case of words in capitals."""
    return any(not alike(old[a:b], new[c:d]) for a, b, c, d in cuts(old, new))
