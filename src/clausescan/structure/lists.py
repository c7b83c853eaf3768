"""The lists that are open at a point of the document, and where a new label fits among them.

A label continues one of the open lists, opens a new one, or is none. The choice is by cost: 0 for the number that is
due, more for every kind of surprise. What cannot be told from the past (is "(i)" the ninth letter or the first roman?)
is told from the labels that open the next blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clausescan.model import Block, Document
from clausescan.structure import headings
from clausescan.structure.labels import CONTAINERS, Label, Part, follows, readings, unglued
from clausescan.structure.nodes import Node
from clausescan.structure.zones import Opening

LEAD_IN = re.compile(
    r"(?:[:：]|[—–-]|\b(?:following|follows|that|either|of|to|if|and|or|by|shall"
    r"|will|for|with|where|when|unless|the|any|means|is|are|has))[\s\"”_*]*\Z"
)


_LOOK_AHEAD = 60
MAX_DEPTH = 14
"""Lists that may be open inside each other; text that nests deeper is not numbering."""


@dataclass(slots=True)
class Level:
    """An open list: whose it is, how its labels look, and the last of them."""

    owner: Node | None
    series: str
    wrap: str
    word: str
    last: float
    node: Node
    depth: int | None = None  # list level in Word, for automatic numbers


@dataclass(slots=True)
class Choice:
    cost: float
    reading: tuple[str, float]
    level: int  # index of the open list that goes on, or -1 for a new list


@dataclass(slots=True)
class OpenLists:
    """Open lists, innermost last, and what is needed to choose among them."""

    document: Document
    openings: list[Opening]
    nodes: list[Node] = field(default_factory=list)
    open: list[Level] = field(default_factory=list)
    closed: dict[tuple[str, str, str], float] = field(default_factory=dict)
    paths: dict[tuple[float, ...], Node] = field(default_factory=dict)
    root: Node | None = None
    cur: Node | None = None
    last: Node | None = None
    before: Node | None = None
    head: Node | None = None
    defined: Node | None = None
    scope: str = ""
    index: int = 0
    depth: int | None = None
    styles: set[tuple[str, str]] = field(default_factory=set)

    def upcoming(self, series: str, wrap: str, value: float, word: str = "") -> int:
        """How many blocks ahead the label (series, value) opens a block; a large number where it does not."""
        stop = min(self.index + 1 + _LOOK_AHEAD, len(self.openings))
        for i in range(self.index + 1, stop):
            opening = self.openings[i]
            if opening.attachment:
                break
            label = opening.label
            if label is None or label.word != word:
                continue
            for part in label.parts[:2]:
                if "." not in part.text and same_wrap(part.wrap, wrap) and (series, value) in readings(part.text):
                    return i - self.index
        return 10_000

    def leads_in(self) -> bool:
        """Whether the words before end in a way that a list must follow."""
        node = self.last
        if node is None:
            return False
        if node.kind == "heading" or node.body >= node.end:
            return True
        return bool(LEAD_IN.search(self.document.text, max(node.start, node.end - 24), node.end))

    def choose(self, part: Part, word: str) -> Choice | None:
        """The cheapest place for a single-part label; costs are steps of surprise, 0 for the expected next one."""
        best: Choice | None = None
        leads = self.leads_in()
        options = readings(part.text)
        same_open = False
        for series, value in options:
            for k in range(len(self.open) - 1, -1, -1):
                level = self.open[k]
                if level.series != series or level.word != word or level.series == "dec":
                    continue
                gap = 0.0 if same_wrap(level.wrap, part.wrap) else 0.8
                if series in "aiAI" and gap and {level.wrap, part.wrap} != {"()", ")"}:
                    gap = 3.0
                same_open = same_open or not gap
                if follows(level.last, value):
                    cost = gap
                elif value == level.last:
                    cost = 3 + gap
                elif value > level.last:
                    cost = 1.4 + 0.3 * (value - level.last) + gap
                elif value == 1:
                    cost = 1.3 + gap if not leads else 4.0
                else:
                    cost = 6 + gap
                if best is None or cost < best.cost - 1e-9:
                    best = Choice(cost, (series, value), k)
            if value == 1 or value == 0:
                cost = (0.5 if leads else 1.0) + (0.6 if same_open and not leads else 0)
            else:
                runs_on = series == "1" or word or (series in "AI" and part.wrap == ".")
                before = self.closed.get((series, wrap_key(part.wrap), word)) if runs_on and part.wrap != "()" else None
                cost = 0.3 if before is not None and follows(before, value) else 4 + 0.2 * value
            if best is None or cost < best.cost - 1e-9:
                best = Choice(cost, (series, value), -1)
        if best is not None and len(options) > 1:
            best = self.settle(part, word, options, best, leads)
        return best

    def settle(
        self, part: Part, word: str, options: tuple[tuple[str, float], ...], best: Choice, leads: bool
    ) -> Choice:
        """(i) after (h), or a first (i) with no (h): look whether (ii) or (j) comes first."""
        ones = [o for o in options if o[1] == 1]
        others = [o for o in options if o[1] != 1]
        if not ones or not others:
            return best
        one, other = ones[0], others[0]
        going = [
            k for k, v in enumerate(self.open) if v.series == other[0] and v.word == word and follows(v.last, other[1])
        ]
        if not going:
            return best if best.reading == one or best.cost < 0.4 else Choice(0.5, one, -1)
        roman_next = self.upcoming(one[0], part.wrap, 2.0, word)
        letter_next = self.upcoming(other[0], part.wrap, other[1] + 1, word)
        if roman_next < letter_next or (roman_next == letter_next == 10_000 and leads):
            return Choice(0.5, one, -1)
        return Choice(0.0, other, going[-1])

    def fits(self, label: Label, automatic: bool) -> bool:
        """Whether a label at the beginning of a block is one."""
        if automatic:
            return True
        part = label.parts[0]
        if len(part.dotted) > 1:
            return not label.weak or self.decimal_expected(part)
        if label.word and not label.weak:
            return True
        choice = self.choose(part, label.word)
        if choice is None:
            return False
        if not label.weak:
            return choice.cost <= 6 or part.wrap == "()"
        text = self.document.text
        if choice.cost == 0 or choice.cost == 0.3:
            return part.wrap != "" or heading_like(text, label, self.document.blocks[self.index])
        if choice.cost <= 1.1 and choice.reading[1] == 1:
            ahead = self.upcoming(choice.reading[0], part.wrap, 2.0, label.word)
            known = choice.cost <= 0.5 and part.wrap != "" and (choice.reading[0], wrap_key(part.wrap)) in self.styles
            return known or (
                (ahead < 10_000 or self.second_inside(label, choice.reading[0]))
                and (part.wrap != "" or heading_like(text, label, self.document.blocks[self.index]))
            )
        if choice.cost <= 2.2 and choice.level >= 0 and part.wrap in (".", ")"):
            return self.upcoming(choice.reading[0], part.wrap, choice.reading[1] + 1, label.word) < 10_000
        return False

    def second_inside(self, label: Label, series: str) -> bool:
        """Whether the second item of the list that `label` opens stands in the same block."""
        part = label.parts[0]
        if part.wrap not in ("()", ")"):
            return False
        return (
            f" {second_label(series, part)} " in self.document.text[label.body : self.document.blocks[self.index].end]
        )

    def decimal_expected(self, part: Part) -> bool:
        """Whether a decimal is the next sibling of the open one, or the first child of an open clause."""
        key = numeric_path(part.dotted)
        if key is None:
            return False
        for level in reversed(self.open):
            if level.series == "dec" and level.node.path[:-1] == key[:-1]:
                return follows(level.last, key[-1])
        if len(key) > 2 and any(
            v.series == "dec" and len(v.node.path) == len(key) and follows(v.last, key[-1]) for v in self.open
        ):
            return True  # "11.1.2" between 10.1.1 and 10.1.3: typed wrong
        owner = self.paths.get(key[:-1])
        return owner is not None and key[-1] in (0, 1) and (owner is self.cur or self.is_open(owner))

    def sequential(self, label: Label) -> Label:
        """ "8.2A Party …": where 8.2 is due, the letter belongs to the words; after 8.2 it belongs to the number."""
        short = unglued(label)
        if short is None:
            return label
        part = short.parts[0]
        if len(part.dotted) > 1:
            return short if self.decimal_expected(part) else label
        choice = self.choose(part, short.word)
        return short if choice is not None and choice.cost == 0 else label

    def is_open(self, node: Node) -> bool:
        return any(level.node is node for level in self.open)

    def trim(self, size: int) -> None:
        """Close the open lists beyond `size`, remembering where numbering that runs through articles stood."""
        for level in self.open[size:]:
            self.closed[(level.series, wrap_key(level.wrap), level.word)] = level.last
        del self.open[size:]

    def container(self) -> Node | None:
        """The innermost open article or part, else the schedule we are in."""
        return next((v.node for v in reversed(self.open) if v.word in CONTAINERS), self.root)

    def depth_of(self, owner: Node | None) -> int:
        """Number of open lists that stay open when a child of `owner` arrives."""
        for k in range(len(self.open) - 1, -1, -1):
            if self.open[k].node is owner:
                return k + 1
        return 0


def inside_list(levels: list[Level], level: int, owner: Node | None) -> bool:
    """Whether a digit label sits inside a lettered list, where it can carry no decimals."""
    node = owner
    while node is not None:
        if node.series in ("a", "A", "i", "I") and node.word not in CONTAINERS and node.wrap != ".":
            return True
        node = node.parent
    return False


def within(node: Node | None, ancestor: Node) -> bool:
    while node is not None:
        if node is ancestor:
            return True
        node = node.parent
    return False


def same_wrap(a: str, b: str) -> bool:
    return wrap_key(a) == wrap_key(b)


def wrap_key(wrap: str) -> str:
    return "." if wrap == "" else wrap


def numeric_path(components: tuple[str, ...]) -> tuple[float, ...] | None:
    """Numeric path of "7.3.1" or "A.2"; None where a component is no number."""
    result = []
    for c in components:
        values = readings(c) if c else ()
        if not values:
            return None
        result.append(values[0][1] if values[0][0] == "1" else 1000 + values[0][1])
    return tuple(result)


def heading_like(text: str, label: Label, block: Block) -> bool:
    """For a bare number: short title after it, or at least a capital and a typed gap."""
    if block.label:
        return True
    if label.body >= block.end:
        return False
    gap = text[label.end : label.body]
    return bool(headings.whole(text, label.body, block.end, block)) or (
        ("\t" in gap or len(gap) > 1) and text[label.body].isupper()
    )


def second_label(series: str, part: Part) -> str:
    word = {"1": "2", "a": "b", "A": "B", "i": "ii", "I": "II"}.get(series, "?")
    return f"({word})" if part.wrap == "()" else f"{word})"
