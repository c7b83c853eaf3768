"""The mutable node that the outline works on before clauses are frozen."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clausescan.model import ClauseKind

_OPENS_LIST = re.compile(
    r"(?:[:：—–]|-{1,2}|\b(?:following|follows|that|either|of|to|if|and|or|by|shall"
    r"|will|for|with|where|when|unless|the|any|means))[\s\"”_*]*\Z"
)


@dataclass(slots=True, eq=False)
class Node:
    """One clause in the making. `part` is its own last label part ("ii"), `path` its decimal path ((7.0, 3.0))."""

    start: int
    end: int
    body: int
    kind: ClauseKind
    parent: Node | None
    scope: str = ""
    label: str = ""
    part: str = ""
    wrap: str = ""
    word: str = ""
    series: str = ""
    path: tuple[float, ...] = ()
    value: float = 0.0
    number: str = ""
    cite: str = ""
    heading: str = ""
    words_at: int = 0
    lead_in: Node | None = None
    # unnumbered headings
    unnumbered_heading: bool = False
    rank: int = 0
    waiting: bool = False
    owner: Node | None = None
    # state while building
    title_taken: bool = False
    address: bool = False

    def is_item(self, text: str) -> bool:
        """An item of a list: it goes on with the words of its parent, which end in a colon or in mid-sentence."""
        parent = self.parent
        if parent is None or not self.part or self.word or len(self.path) > 1:
            return False
        if parent.unnumbered_heading or (parent.kind == "heading" and parent.body >= parent.end):
            return False
        if _OPENS_LIST.search(text, max(parent.body, parent.end - 24), parent.end):
            return True
        return self.body < self.end and text[self.body].islower() and parent.kind != "heading"
