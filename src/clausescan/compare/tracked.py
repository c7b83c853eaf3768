"""The tracked changes of one Word file as a pair of versions: whether there are any, and who made each change."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from clausescan.errors import ComparisonError, display
from clausescan.model import Change, ClauseText, Comparison, Document, Revision

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_AND = "; "


def check_tracked(document: Document) -> None:
    """Raises ComparisonError where `document` is no Word file, or no words in its text were changed under tracking."""
    path = display(document.path)
    if document.media_type != _WORD:
        raise ComparisonError(f"{path}: only a Word file holds tracked changes; name the version to compare it with")
    if not any(_of_words(revision) for revision in document.revisions):
        raise ComparisonError(f"{path}: the file holds no tracked changes; name the version to compare it with")


def credited(comparison: Comparison) -> Comparison:
    """The comparison with authors and dates of the tracked changes that touch each change: the authors once each,
    parted by "; ", with the latest date of each in the same order."""
    old, new = _Tracked(comparison.old.document), _Tracked(comparison.new.document)
    return replace(comparison, changes=tuple(_credited(change, old, new) for change in comparison.changes))


def _credited(change: Change, old: _Tracked, new: _Tracked) -> Change:
    # A deletion is a slice of the original, an insertion one of the accepted text: together these are all. Only where
    # there is neither (a paragraph was split or joined) the points count at which the other view would show them.
    touching = old.touching(change.old) + new.touching(change.new)
    shown = [revision for revision in touching if revision.start != revision.end]
    latest: dict[str, str] = {}
    for revision in shown or touching:
        latest[revision.author] = max(latest.get(revision.author, ""), revision.date)
    return replace(change, author=_AND.join(latest), date=_AND.join(latest.values())) if latest else change


def _of_words(revision: Revision) -> bool:
    return revision.kind != "formatting" and revision.start is not None


class _Tracked:
    """Tracked changes of words in one view, by where they stand."""

    def __init__(self, document: Document) -> None:
        self._revisions = sorted((r for r in document.revisions if _of_words(r)), key=_start)
        self._longest = max((_end(r) - _start(r) for r in self._revisions), default=0)

    def touching(self, side: ClauseText | None) -> list[Revision]:
        """Those inside or across a slice, and those that this view does not show whose place lies in it."""
        if side is None:
            return []
        first = bisect_left(self._revisions, side.start - self._longest, key=_start)
        last = bisect_right(self._revisions, side.end, key=_start)
        return [
            r
            for r in self._revisions[first:last]
            if (_start(r) < side.end and _end(r) > side.start) or (_start(r) == _end(r) and _start(r) >= side.start)
        ]


def _start(revision: Revision) -> int:
    return revision.start or 0


def _end(revision: Revision) -> int:
    return revision.end or 0
