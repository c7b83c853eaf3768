"""Tracked changes: what each view of a draft shows, and the list of the changes with their places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from clausescan.model import Notice, Revision
from clausescan.reading.docx.layout import Para
from clausescan.reading.docx.names import W

View = Literal["accepted", "original", "marked"]
Kind = Literal["insertion", "deletion", "move_from", "move_to", "formatting"]

KINDS: dict[str, Kind] = {
    W + "ins": "insertion",
    W + "del": "deletion",
    W + "moveFrom": "move_from",
    W + "moveTo": "move_to",
    W + "cellIns": "insertion",
    W + "cellDel": "deletion",
}
_GONE: dict[View, set[Kind]] = {
    "accepted": {"deletion", "move_from"},
    "original": {"insertion", "move_to"},
    "marked": set(),
}
_AS_READ = {
    "accepted": "read as if all were accepted",
    "original": "read as if none had been made",
    "marked": "read with inserted and deleted words both in the text",
}
PILCROW = "¶"
"""Stands for a paragraph mark that was inserted or deleted by itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """One tracked change as the file states it."""

    kind: Kind
    author: str
    date: str


def change_of(node: etree._Element) -> Change:
    return Change(KINDS.get(str(node.tag), "formatting"), node.get(W + "author", ""), node.get(W + "date", ""))


def mark_change(properties: etree._Element | None) -> Change | None:
    """The tracked change of a paragraph mark, row or cell, from its w:rPr, w:trPr or w:tcPr. A deletion or move away
    weighs more than the insertion that it may sit on."""
    if properties is None:
        return None
    found = [change_of(child) for child in properties if child.tag in KINDS]
    return next((c for c in found if c.kind in _GONE["accepted"]), found[0] if found else None)


def removed(change: Change | None, view: View) -> bool:
    """Whether the view lacks what the change touches."""
    return change is not None and change.kind in _GONE[view]


@dataclass(slots=True)
class _Entry:
    change: Change
    para: Para
    start: int
    end: int
    texts: list[str]


@dataclass(slots=True)
class RevisionLog:
    """All changes in reading order. Word cuts one change into many runs; touching pieces are one entry here."""

    view: View
    entries: list[_Entry] = field(default_factory=list)
    _open: bool = False

    def new_paragraph(self) -> None:
        """Pieces of two w:p are two changes, also where a view joins the paragraphs: all views count alike."""
        self._open = False

    def add(self, change: Change, para: Para, text: str, start: int, end: int) -> None:
        """Records that `change` touched `text`, which stands at start..end of `para` (start == end: not shown)."""
        last = self.entries[-1] if self._open else None
        self._open = True
        if (
            last is not None
            and last.para is para
            and last.end == start
            and last.change.kind == change.kind
            and last.change.author == change.author
            and (last.start == last.end) == (start == end)
        ):
            last.end = end
            last.texts.append(text)
        else:
            self.entries.append(_Entry(change, para, start, end, [text]))

    def add_mark(self, change: Change, para: Para) -> None:
        """Records a changed paragraph mark, unless the words before it are part of the same change."""
        last = self.entries[-1] if self._open else None
        if last is not None and last.para is para and last.change.kind == change.kind and last.end == para.length:
            return
        self.entries.append(_Entry(change, para, para.length, para.length, [PILCROW]))

    def revisions(self) -> tuple[Revision, ...]:
        return tuple(
            Revision(
                entry.change.kind,
                entry.change.author,
                entry.change.date,
                "".join(entry.texts),
                entry.para.locate(entry.start),
                entry.para.locate(entry.end),
            )
            for entry in self.entries
        )

    def notice(self) -> Notice | None:
        """One sentence for the user: how many changes of which kind, by whom, and how they were read."""
        if not self.entries:
            return None
        counts = Counter(entry.change.kind for entry in self.entries)
        moves = max(counts["move_from"], counts["move_to"])
        parts = [
            f"{n} {word}{'' if n == 1 else 's'}"
            for n, word in (
                (counts["insertion"], "insertion"),
                (counts["deletion"], "deletion"),
                (moves, "move"),
                (counts["formatting"], "formatting change"),
            )
            if n
        ]
        authors = sorted({entry.change.author for entry in self.entries if entry.change.author})
        by = f" by {', '.join(authors[:5])}{' and others' if len(authors) > 5 else ''}" if authors else ""
        return Notice(
            "tracked_changes", f"The draft has tracked changes: {', '.join(parts)}{by}; {_AS_READ[self.view]}."
        )
