"""The pieces of a redline as they are shown: what was left alone is cut short, control characters are made visible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from clausescan.model import Change, Inline
from clausescan.report.escape import visible_lines

ELLIPSIS = " … "


def pieces(change: Change) -> tuple[Inline, ...]:
    """The redline of a change; where it has none, the whole old text deleted and the whole new text inserted."""
    if change.inline:
        return change.inline
    old, new = (side.text if side else "" for side in (change.old, change.new))
    if old == new:
        return (Inline("equal", old),)
    return tuple(piece for piece in (Inline("delete", old), Inline("insert", new)) if piece.text)


def shown(change: Change, context: int | None = None, most: int | None = None) -> list[Inline]:
    """Pieces ready to be shown, on one line. Words that both versions have are cut to `context` characters beside what
    changed, longer deletions and insertions to `most`; None cuts nothing."""
    found = list(_joined(Inline(piece.op, _on_one_line(piece.text)) for piece in pieces(change)))
    last = len(found) - 1
    result = []
    for n, piece in enumerate(found):
        if piece.op != "equal":
            result.append(Inline(piece.op, _head(piece.text, most) if most else piece.text))
        elif context is None:
            result.append(piece)
        elif last == 0:
            result.append(Inline("equal", _head(piece.text, 2 * context)))
        else:
            result.append(Inline("equal", _middle_cut(piece.text, context, first=n == 0, last=n == last)))
    return result


def side(found: Iterable[Inline], new: bool) -> list[Inline]:
    """The pieces that one version has."""
    left_out = "delete" if new else "insert"
    return [piece for piece in found if piece.op != left_out]


def _joined(found: Iterable[Inline]) -> Iterator[Inline]:
    for op, group in groupby((piece for piece in found if piece.text), key=lambda piece: piece.op):
        yield Inline(op, "".join(piece.text for piece in group))


def _on_one_line(text: str) -> str:
    return visible_lines(text).replace("\n", " ").replace("\t", " ")


def _head(text: str, characters: int) -> str:
    if len(text) <= characters:
        return text
    return _words_before(text[:characters]) + "…"


def _middle_cut(text: str, context: int, first: bool, last: bool) -> str:
    """The words next to what changed: the end of the first piece, the beginning of the last, both of one between."""
    kept = (0 if first else context) + (0 if last else context)
    if len(text) <= kept + len(ELLIPSIS):
        return text
    before = "" if first else _words_before(text[:context])
    after = "" if last else _words_after(text[-context:])
    return before + (ELLIPSIS if before and after else "…" if before else "… ") + after


def _words_before(text: str) -> str:
    head, space, _ = text.rpartition(" ")
    return head if space and len(head) > len(text) // 2 else text


def _words_after(text: str) -> str:
    _, space, tail = text.partition(" ")
    return tail if space and len(tail) > len(text) // 2 else text
