"""Numbers and headings into the clause tree.

The reading of a label is decided by the sequence it stands in. `_Builder` keeps the lists that are open, innermost
last; a new label continues one of them, opens a list under the clause before it, or is no label. See
docs/decisions/numbering.md for the rules of citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from clausescan.model import Block, Clause, ClauseKind, Document
from clausescan.structure import headings
from clausescan.structure.citation import cite_all
from clausescan.structure.labels import CONTAINERS, Label, Part, follows, parse_label, readings, unglued
from clausescan.structure.nodes import Node
from clausescan.structure.units import DEFINITION_START, TERM_MEANS, inline_items, split
from clausescan.structure.zones import Opening, open_blocks

_RANK = {"part": 0, "title": 0, "chapter": 1, "article": 2, "section": 3, "clause": 3, "paragraph": 4}
_LEAD_IN = re.compile(
    r"(?:[:：]|[—–-]|\b(?:following|follows|that|either|of|to|if|and|or|by|shall|will|for|with|where|when|unless|the|any|means|is|are|has))[\s\"”_*]*\Z"
)
_SENTENCE_END = re.compile(r"[.;:!?][\"”’')\]]{0,3}\s*\Z")
_CANDIDATE = re.compile(
    r"(?<=[.;:!?)\]”\"’,])[ \t\u00a0\n]{1,8}(?=\(?[A-Za-z0-9]{1,5}\)|\d{1,3}[A-Z]?\.|(?:ARTICLE|Article|SECTION|Section)[ \u00a0-]|[A-Z]\.[ \u00a0]|[IVX]{1,5}\.[ \u00a0])"
    r"|(?<=[;,] and)[ \u00a0](?=\([A-Za-z0-9]{1,5}\))|(?<=[;,] or)[ \u00a0](?=\([A-Za-z0-9]{1,5}\))"
    r"|(?<=[A-Za-z])[ \u00a0]{1,8}(?=\d{1,3}\.\d{1,3}\.?[ \u00a0]{1,4}[A-Z“\"])"
)
_REFERRING = re.compile(
    r"\b(?:articles?|sections?|clauses?|paragraphs?|sub-?sections?|sub-?clauses?|sub-?paragraphs?|schedules?|exhibits?|annex(?:es)?"
    r"|appendix|items?|rules?|no|nos|under|of|and|or|to|with|in|see|version|by|through|per|than|approximately|about|the|part|parts|regulation|form)[.,]?\s{0,3}\Z",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[•●▪◦‣∙·■□➢►✓*o–—-][ \t\u00a0]{1,6}(?=\S)")
_ONLY_NUMBER = re.compile(r"\W*(?:page\W*)?\d{0,4}\W*\Z", re.IGNORECASE)
_LOOK_AHEAD = 60


@dataclass(slots=True)
class _Level:
    """An open list: whose it is, how its labels look, and the last of them."""

    owner: Node | None
    series: str
    wrap: str
    word: str
    last: float
    node: Node
    depth: int | None = None  # list level in Word, for automatic numbers


@dataclass(slots=True)
class _Choice:
    cost: float
    reading: tuple[str, float]
    level: int  # index of the open list that goes on, or -1 for a new list


@dataclass(slots=True)
class _Builder:
    document: Document
    openings: list[Opening]
    nodes: list[Node] = field(default_factory=list)
    open: list[_Level] = field(default_factory=list)
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

    # -- opening and closing -----------------------------------------------------------------------------------

    def add(self, start: int, end: int, kind: ClauseKind, parent: Node | None, body: int | None = None) -> Node:
        node = Node(start, end, body if body is not None else start, kind, parent, self.scope)
        self.nodes.append(node)
        self.before, self.last = self.last, node
        return node

    def attach_scope(self, opening: Opening, block: Block) -> None:
        """A schedule or exhibit begins: its numbers are its own."""
        a = opening.attachment
        assert a is not None
        name = f"{a.kind.capitalize()} {a.number}".strip()
        self.open.clear()
        self.closed.clear()
        self.paths.clear()
        self.scope, self.head = name, None
        node = self.add(block.start, block.end, "heading", None, a.body)
        node.label = block.label or self.document.text[a.start : a.body].rstrip(" .:-–—\u00a0\n")
        node.number = name
        node.heading = " ".join(self.document.text[a.body : block.end].split())
        self.root = self.cur = node

    # -- choosing the place of a label -------------------------------------------------------------------------

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
                if "." not in part.text and _same_wrap(part.wrap, wrap) and (series, value) in readings(part.text):
                    return i - self.index
        return 10_000

    def leads_in(self) -> bool:
        """Whether the words before end in a way that a list must follow."""
        node = self.last
        if node is None:
            return False
        if node.kind == "heading" or node.body >= node.end:
            return True
        return bool(_LEAD_IN.search(self.document.text, max(node.start, node.end - 24), node.end))

    def choose(self, part: Part, word: str) -> _Choice | None:
        """The cheapest place for a single-part label; costs are steps of surprise, 0 for the expected next one."""
        best: _Choice | None = None
        leads = self.leads_in()
        options = readings(part.text)
        same_open = False
        for series, value in options:
            for k in range(len(self.open) - 1, -1, -1):
                level = self.open[k]
                if level.series != series or level.word != word or level.series == "dec":
                    continue
                gap = 0.0 if _same_wrap(level.wrap, part.wrap) else 0.8
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
                    best = _Choice(cost, (series, value), k)
            if value == 1 or value == 0:
                cost = (0.5 if leads else 1.0) + (0.6 if same_open and not leads else 0)
            else:
                runs_on = series == "1" or word or (series in "AI" and part.wrap == ".")
                before = (
                    self.closed.get((series, _wrap_key(part.wrap), word)) if runs_on and part.wrap != "()" else None
                )
                cost = 0.3 if before is not None and follows(before, value) else 4 + 0.2 * value
            if best is None or cost < best.cost - 1e-9:
                best = _Choice(cost, (series, value), -1)
        if best is not None and len(options) > 1:
            best = self.settle(part, word, options, best, leads)
        return best

    def settle(
        self, part: Part, word: str, options: tuple[tuple[str, float], ...], best: _Choice, leads: bool
    ) -> _Choice:
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
            return best if best.reading == one or best.cost < 0.4 else _Choice(0.5, one, -1)
        roman_next = self.upcoming(one[0], part.wrap, 2.0, word)
        letter_next = self.upcoming(other[0], part.wrap, other[1] + 1, word)
        if roman_next < letter_next or (roman_next == letter_next == 10_000 and leads):
            return _Choice(0.5, one, -1)
        return _Choice(0.0, other, going[-1])

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
            return part.wrap != "" or _heading_like(text, label, self.document.blocks[self.index])
        if choice.cost <= 1.1 and choice.reading[1] == 1:
            ahead = self.upcoming(choice.reading[0], part.wrap, 2.0, label.word)
            return (ahead < 10_000 or self.second_inside(label, choice.reading[0])) and (
                part.wrap != "" or _heading_like(text, label, self.document.blocks[self.index])
            )
        if choice.cost <= 2.2 and choice.level >= 0 and part.wrap in (".", ")"):
            return self.upcoming(choice.reading[0], part.wrap, choice.reading[1] + 1, label.word) < 10_000
        return False

    def second_inside(self, label: Label, series: str) -> bool:
        """Whether the second item of the list that `label` opens stands in the same block."""
        part = label.parts[0]
        if part.wrap not in ("()", ")"):
            return False
        return f" {_second(series, part)} " in self.document.text[label.body : self.document.blocks[self.index].end]

    def decimal_expected(self, part: Part) -> bool:
        """Whether a decimal is the next sibling of the open one, or the first child of an open clause."""
        key = _path(part.dotted)
        if key is None:
            return False
        for level in reversed(self.open):
            if level.series == "dec" and level.node.path[:-1] == key[:-1]:
                return follows(level.last, key[-1])
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

    # -- placing -----------------------------------------------------------------------------------------------

    def place(self, label: Label, start: int, end: int, printed: str, automatic: bool = False) -> Node:
        """Add the clause (or clauses, for "2.1 (a)") that `label` opens; returns the innermost."""
        text = self.document.text
        node: Node | None = None
        cut = start
        for n, part in enumerate(label.parts):
            is_last = n == len(label.parts) - 1
            word = label.word if n == 0 else ""
            key = _path(part.dotted)
            if not is_last and self.repeats_open(part, key, word):
                continue
            stop = end if is_last or automatic else label.parts[n + 1].start
            if automatic and not is_last:
                continue
            owner, reading, level = self.owner_of(part, key, word, node is not None)
            node = self.add(
                cut,
                stop,
                "clause",
                owner,
                label.body if is_last and not automatic else min(stop, cut if automatic else part.end + 1),
            )
            node.word, node.part = word, part.text
            node.wrap = part.wrap
            node.label = (
                printed
                if automatic
                else text[cut : (label.end if is_last else part.end)].strip().rstrip(".:") or part.text
            )
            if part.wrap in (".", "") and not automatic and is_last:
                node.label = text[label.start if n == 0 else part.start : label.end].strip()
            cut = stop
            if key is not None and len(part.dotted) > 1:
                self.register_decimal(node, key, owner)
            else:
                self.register_single(node, reading, part, word, owner, level)
            self.cur = node
        assert node is not None
        return node

    def split_before(self, label: Label) -> None:
        """A block opens with "(c)" and (a), (b) stand inside the clause before it: give them their own nodes."""
        part, last = label.parts[0], self.last
        if part.wrap != "()" or label.word or last is None or last.kind not in ("clause", "paragraph"):
            return
        choice = self.choose(part, "")
        if choice is None or choice.level >= 0 or choice.reading[1] < 2:
            return
        items = inline_items(self.document.text, last.body, last.end)
        if not items or not any(
            s == choice.reading[0] and follows(v, choice.reading[1]) for s, v in readings(items[-1].parts[0].text)
        ):
            return
        end, last.end = last.end, items[0].start
        stops = [*(i.start for i in items[1:]), end]
        for item, stop in zip(items, stops, strict=True):
            self.place(item, item.start, stop, self.document.text[item.start : item.end])

    def repeats_open(self, part: Part, key: tuple[float, ...] | None, word: str) -> bool:
        """ "(a)(ii)" while (a) is open, "2.1(b)" while 2.1 is: the first part only repeats where we are."""
        if key is not None and len(part.dotted) > 1:
            hit = next((k for k in range(len(self.open) - 1, -1, -1) if self.open[k].node.path == key), None)
        else:
            values = readings(part.text)
            hit = next(
                (
                    k
                    for k in range(len(self.open) - 1, -1, -1)
                    if (self.open[k].series, self.open[k].last) in values and _same_wrap(self.open[k].wrap, part.wrap)
                ),
                None,
            )
        if hit is None:
            return False
        self.trim(hit + 1)
        self.cur = self.open[hit].node
        return True

    def trim(self, size: int) -> None:
        """Close the open lists beyond `size`, remembering where numbering that runs through articles stood."""
        for level in self.open[size:]:
            self.closed[(level.series, _wrap_key(level.wrap), level.word)] = level.last
        del self.open[size:]

    def owner_of(
        self, part: Part, key: tuple[float, ...] | None, word: str, chained: bool
    ) -> tuple[Node | None, tuple[str, float], int]:
        """Owner of a new label, its reading, and the index of the list it continues (-1: a new one)."""
        if key is not None and len(part.dotted) > 1:
            return self.decimal_owner(key), ("dec", key[-1]), -1
        values = readings(part.text)
        by_level = self.level_owner(part, word, values)
        if by_level is not None:
            return by_level
        if word in _RANK and word != "paragraph":
            return self.ranked_owner(word, values)
        choice = self.choose(part, word)
        if choice is None or (chained and choice.level >= 0 and choice.cost > 0.5):
            return self.cur, values[0] if values else ("?", 0.0), -1
        if choice.level >= 0:
            self.trim(choice.level + 1)
            return self.open[choice.level].owner, choice.reading, choice.level
        return self.list_owner(part, choice), choice.reading, -1

    def level_owner(
        self, part: Part, word: str, values: tuple[tuple[str, float], ...]
    ) -> tuple[Node | None, tuple[str, float], int] | None:
        """For an automatic number Word's list level says where it belongs: with its like, or under the level above."""
        depth = self.depth
        if depth is None or not values:
            return None
        for k in range(len(self.open) - 1, -1, -1):
            level = self.open[k]
            if level.depth != depth or level.word != word or not _same_wrap(level.wrap, part.wrap):
                continue
            match = next((v for v in values if v[0] == level.series), None)
            if match is not None:
                self.trim(k + 1)
                return level.owner, match, k
        above = next((k for k in range(len(self.open) - 1, -1, -1) if (self.open[k].depth or 0) == depth - 1), None)
        if depth == 0 or above is None or self.open[above].depth is None:
            return None
        self.trim(above + 1)
        first = next((v for v in values if v[1] == 1), values[0])
        return self.open[above].node, first, -1

    def list_owner(self, part: Part, choice: _Choice) -> Node | None:
        """The clause under which a new list opens: the one before it, or the paragraph or heading that announces it."""
        last, head = self.last, self.head
        if choice.reading[1] > 1 and choice.cost <= 0.3:  # numbering that runs on through the articles
            return self.container()
        if head is not None and (last is head or head.waiting):
            if part.wrap in (".", "") and choice.reading[0] in "1AI":
                return head.owner  # numbered clauses go on under the next heading too
            return head
        if last is not None and last.kind in ("paragraph", "definition") and last is not self.cur:
            if last.kind == "definition" or _LEAD_IN.search(
                self.document.text, max(last.start, last.end - 24), last.end
            ):
                return last
        return self.cur

    def container(self) -> Node | None:
        """The innermost open article or part, else the schedule we are in."""
        return next((v.node for v in reversed(self.open) if v.word in CONTAINERS), self.root)

    def ranked_owner(
        self, word: str, values: tuple[tuple[str, float], ...]
    ) -> tuple[Node | None, tuple[str, float], int]:
        rank = _RANK[word]
        keep = 0
        for k, level in enumerate(self.open):
            if level.word in _RANK and _RANK[level.word] < rank:
                keep = k + 1
            elif level.word == word:
                break
        at = next((k for k, v in enumerate(self.open) if v.word == word), -1)
        reading = values[0] if values else ("?", 0.0)
        romans = [v for v in values if v[0] in "iI"]
        if at >= 0:
            known = [v for v in values if v[0] == self.open[at].series]
            reading = known[0] if known else (romans or [reading])[0]
            self.trim(at + 1)
            return self.open[at].owner, reading, at
        self.trim(keep)
        owner = self.open[keep - 1].node if keep else self.root
        return owner, (romans or [reading])[0], -1

    def decimal_owner(self, key: tuple[float, ...]) -> Node | None:
        if key[-1] == 0:  # "2.0 Services" heads the 2.x clauses
            sibling = next((k for k, v in enumerate(self.open) if v.series == "dec" and v.node.path[1:] == (0.0,)), -1)
            if sibling >= 0:
                self.trim(sibling)
            else:
                self.trim(
                    next((k + 1 for k in range(len(self.open) - 1, -1, -1) if self.open[k].word in CONTAINERS), 0)
                )
            return self.open[-1].node if self.open else self.root
        prefix = key[:-1]
        while prefix:
            for k in range(len(self.open) - 1, -1, -1):
                node = self.open[k].node
                if node.path == prefix or (node.path[-1:] == (0.0,) and node.path[:-1] == prefix):
                    self.trim(k + 1)
                    return node
            prefix = prefix[:-1]
        # No open clause has that number: stay inside the division where it is printed.
        size = len(key)
        keep = 0
        for k, level in enumerate(self.open):
            if level.series == "dec" and len(level.node.path) >= size:
                self.trim(k)
                return level.owner
            if level.word in CONTAINERS or (
                len(level.node.path) < size and level.node.path and level.series != "dec" and level.word
            ):
                keep = k + 1
        if self.open and not keep:
            top = self.open[0]
            missing = self.paths.get(key[:-1]) is None and top.series == "1" and key[0] == top.last
            keep = 1 if missing else 0
        return self.open[keep - 1].node if keep else self.root

    def register_decimal(self, node: Node, key: tuple[float, ...], owner: Node | None) -> None:
        node.path = key
        node.value = key[-1]
        self.paths[key] = node
        if key[-1] == 0:
            self.paths[key[:-1]] = node
        keep = self.depth_of(owner)
        if not keep and self.open and self.open[0].owner is owner and self.open[0].series == "1":
            keep = 1
        previous = self.open[keep].node if len(self.open) > keep and self.open[keep].owner is owner else None
        self.trim(keep)
        self.open.append(_Level(owner, "dec", ".", "", key[-1], node, self.depth))
        self.under_head(node, owner, previous)

    def depth_of(self, owner: Node | None) -> int:
        """Number of open lists that stay open when a child of `owner` arrives."""
        for k in range(len(self.open) - 1, -1, -1):
            if self.open[k].node is owner:
                return k + 1
        return 0

    def register_single(
        self, node: Node, reading: tuple[str, float], part: Part, word: str, owner: Node | None, level: int
    ) -> None:
        series, value = reading
        node.value = value
        node.series = series
        if word in _RANK or (series == "1" and not _inside_list(self.open, level, owner)):
            node.path = (value,)
            self.paths[node.path] = node
        elif series in ("A", "I") and part.wrap in (".", ""):  # "A." may have "A.1" below it
            node.path = _path((part.text,)) or ()
            self.paths[node.path] = node
        previous = None
        if level >= 0:
            self.trim(level + 1)
            current = self.open[level]
            previous = current.node
            current.last, current.node, current.wrap = value, node, part.wrap
        else:
            self.open.append(_Level(owner, series, part.wrap, word, value, node, self.depth))
        if word in CONTAINERS:
            self.head = None
            node.parent = owner
        else:
            self.under_head(node, owner, previous)

    def under_head(self, node: Node, owner: Node | None, previous: Node | None) -> None:
        """Put a numbered node under the unnumbered heading that stands before it, where both have one owner."""
        head = self.head
        if head is None or node is head:
            return
        if head.waiting:
            head.waiting = False
            inner = previous is not None and previous.parent is owner and previous.start < head.start
            if inner and self.before is not head and owner is not head:
                # text stands between the heading and the next number: it headed a passage of the clause before
                if head.parent is None or not head.parent.unnumbered_heading:
                    head.parent = previous
                self.head = None
                return
            if owner is None or not _within(owner, head):
                head.owner = owner
                top = head
                while top.parent is not None and top.parent.unnumbered_heading and not _within(owner, top.parent):
                    top = top.parent
                top.parent = owner
        if owner is head:
            return
        if head.owner is owner:
            node.parent = head
        elif not _within(owner, head):
            self.head = None

    # -- unnumbered text ---------------------------------------------------------------------------------------

    def heading(self, block: Block, words: str) -> None:
        level = headings.rank(words, block)
        above = self.head
        while above is not None and above.rank >= level:
            above = above.parent if above.parent is not None and above.parent.unnumbered_heading else None
        container = next((v.node for v in reversed(self.open) if v.word in CONTAINERS), self.root)
        if (
            self.last is self.cur
            and self.cur is not None
            and self.cur.part
            and self.document.text[self.cur.end - 1] == ":"
        ):
            container = self.cur  # "… represents as follows:" and then a heading over the first of them
            above = None
        parent = above if above is not None else container
        node = self.add(block.start, block.end, "heading", parent)
        node.heading, node.rank, node.waiting, node.unnumbered_heading = words, level, True, True
        node.owner = container
        self.head = node

    def paragraph(self, start: int, end: int, kind: ClauseKind = "paragraph") -> Node:
        text = self.document.text
        last = self.last
        if self.head is not None and self.head.waiting:
            return self.add(start, end, kind, self.head)
        parent = self.cur if self.cur is not None else self.root
        if self.head is not None and self.cur is not None and not _within(self.cur, self.head):
            parent = self.head
        if kind == "paragraph" and (DEFINITION_START.match(text, start, end) or TERM_MEANS.match(text, start, end)):
            defined = self.defined
            if defined is not None and self.cur is not None and _within(self.cur, defined):
                parent = defined  # entries of one list of definitions are siblings
            else:
                self.defined = parent
            return self.add(start, end, kind, parent)
        if last is not None and parent is not None and kind == "paragraph":
            unfinished = not _SENTENCE_END.search(text, max(last.start, last.end - 8), last.end)
            item = parent if parent.kind == "clause" and parent.wrap in ("()", ")") else None
            if item is not None and not unfinished and item.parent is not None and item.is_item(text):
                parent = item.parent  # the words after a list belong to the clause that the list is in
        return self.add(start, end, kind, parent)


def _inside_list(levels: list[_Level], level: int, owner: Node | None) -> bool:
    """Whether a digit label sits inside a lettered list, where it can carry no decimals."""
    node = owner
    while node is not None:
        if node.series in ("a", "A", "i", "I") and node.word not in CONTAINERS and node.wrap != ".":
            return True
        node = node.parent
    return False


def _within(node: Node | None, ancestor: Node) -> bool:
    while node is not None:
        if node is ancestor:
            return True
        node = node.parent
    return False


def _same_wrap(a: str, b: str) -> bool:
    return _wrap_key(a) == _wrap_key(b)


def _wrap_key(wrap: str) -> str:
    return "." if wrap == "" else wrap


def _path(components: tuple[str, ...]) -> tuple[float, ...] | None:
    """Numeric path of "7.3.1" or "A.2"; None where a component is no number."""
    result = []
    for c in components:
        values = readings(c) if c else ()
        if not values:
            return None
        result.append(values[0][1] if values[0][0] == "1" else 1000 + values[0][1])
    return tuple(result)


def _heading_like(text: str, label: Label, block: Block) -> bool:
    """For a bare number: short title after it, or at least a capital and a typed gap."""
    if block.label:
        return True
    if label.body >= block.end:
        return False
    gap = text[label.end : label.body]
    return bool(headings.whole(text, label.body, block.end, block)) or (
        ("\t" in gap or len(gap) > 1) and text[label.body].isupper()
    )


def clause_tree(document: Document) -> tuple[Clause, ...]:
    """The clauses of a document, in order, every character of every block in exactly one of them.

    Takes time linear in the text. Never raises on odd text: what carries no number is a paragraph.
    """
    document = _separate_attachments(document)
    openings = open_blocks(document)
    builder = _Builder(document, openings)
    line_starts = {line.start for line in document.lines}
    for i, (block, opening) in enumerate(zip(document.blocks, openings, strict=True)):
        builder.index = i
        if block.end > block.start:
            _feed(builder, block, opening, line_starts)
    return _emit(document, builder.nodes)


_ATTACHMENT_AT_END = re.compile(
    r"(?:schedule|exhibit|annex(?:ure)?|appendix)[ \u00a0–-]{1,3}[A-Z0-9]{1,4}\s*\Z", re.IGNORECASE
)


def _separate_attachments(document: Document) -> Document:
    """Give "EXHIBIT B" its own block where it is the last printed line of a paragraph."""
    blocks: list[Block] = []
    for block in document.blocks:
        m = _ATTACHMENT_AT_END.search(document.text, max(block.start, block.end - 30), block.end)
        if m and m.start() > block.start and document.lines and not block.label:
            line = document.lines_of(block.end - 1, block.end)
            if line and line[-1].start == m.start():
                blocks.append(replace(block, end=m.start()))
                blocks.append(replace(block, start=m.start(), cells=()))
                continue
        blocks.append(block)
    return replace(document, blocks=tuple(blocks)) if len(blocks) > len(document.blocks) else document


_PLAIN_ZONES: dict[str, ClauseKind] = {
    "title": "title",
    "parties": "parties",
    "toc": "toc",
    "signature": "signature",
    "note": "note",
}


def _feed(b: _Builder, block: Block, opening: Opening, line_starts: set[int]) -> None:
    text = b.document.text
    kind = _PLAIN_ZONES.get(opening.zone)
    if kind is not None:
        parent = b.root if kind in ("signature", "toc") else (b.cur or b.root) if kind == "note" else None
        last = b.last
        b.add(block.start, block.end, kind, parent)
        b.last = last
        return
    if opening.zone == "attachment":
        b.attach_scope(opening, block)
        return
    if opening.zone == "recital":
        _recital(b, block, opening.label)
        return
    if b.cur is not None and b.cur.kind == "recital":
        b.cur, b.head = b.root, None
        b.open.clear()
    label = opening.label
    automatic = bool(block.label)
    b.depth = block.level if automatic else None
    if label is not None:
        label = b.sequential(label)
    if (
        label is not None
        and (block.kind != "table_row" or _row_label(b, block, label))
        and (block.kind == "table_row" or b.fits(label, automatic))
    ):
        if not automatic:
            b.split_before(label)
        printed = block.label or text[label.start : label.end]
        node = b.place(label, block.start, block.end, printed, automatic)
        if automatic:
            node.body = block.start
        if block.kind == "table_row" and len(block.cells) > 1:
            node.kind = "table_row"
            return
        _inside(b, node, block, line_starts)
        return
    if automatic and block.kind != "table_row":
        _bullet(b, block, block.label, block.start)
        return
    if block.kind == "table_row":
        b.add(block.start, block.end, "table_row", (b.head if b.head and b.head.waiting else b.cur) or b.root)
        return
    bullet = _BULLET.match(text, block.start, block.end)
    if bullet and bullet.end() < block.end:
        _bullet(b, block, text[block.start], bullet.end())
        return
    following = ""
    if b.index + 1 < len(b.document.blocks):
        after = b.document.blocks[b.index + 1]
        following = after.label + text[after.start : min(after.end, after.start + 200)]
    last = b.last
    if last is not None and last is b.cur and last.body >= last.end and last.part and not last.title_taken:
        # ARTICLE IX on one line, its title on the next
        title = headings.whole(text, block.start, block.end, block)
        if title and (last.word or headings.is_caps(title) or len(title) < 60):
            last.end, last.heading, last.title_taken = block.end, title, True
            last.kind = "heading"
            return
    if last is not None and last.kind == "heading" and last is b.root and not last.heading:
        title = headings.whole(text, block.start, block.end, block)
        if title:
            last.end, last.heading = block.end, title
            return
    words = headings.unnumbered(text, block, following)
    if words:
        b.heading(block, words)
        return
    if (
        last is not None
        and not last.children_seen
        and last.kind in ("clause", "paragraph")
        and last.end == block.start - 1
        and text[block.start].islower()
        and not _SENTENCE_END.search(text, max(last.start, last.end - 8), last.end)
        and last.body < last.end
    ):
        last.end = block.end  # a paragraph broken in the middle of its sentence
        return
    node = b.paragraph(block.start, block.end)
    _inside(b, node, block, line_starts)


def _row_label(b: _Builder, block: Block, label: Label) -> bool:
    """A table row opens a clause where its first cell is a number in sequence and text follows."""
    part = label.parts[0]
    if len(part.dotted) > 1 and not label.weak and block.end - label.body > 30:
        return b.decimal_expected(part)
    if not block.cells or len(block.cells) < 2:
        return False
    first = block.cells[0]
    if label.end < first.end - 1 or block.end - first.end < 30:
        return False
    choice = b.choose(part, label.word)
    if choice is None or _words_after(b, block, first.end) < 5:
        return False
    return choice.cost < 0.6 or (
        choice.reading[1] == 1 and b.upcoming(choice.reading[0], part.wrap, 2.0, label.word) <= 2
    )


def _words_after(b: _Builder, block: Block, start: int) -> int:
    return len(b.document.text[start : block.end].split())


def _bullet(b: _Builder, block: Block, label: str, body: int) -> None:
    last = b.last
    if last is not None and last.kind == "item" and not last.part and last.label == label:
        parent = last.parent
    elif last is not None and last.kind == "paragraph" and b.leads_in():
        parent = last
    else:
        parent = (b.head if b.head and b.head.waiting else b.cur) or b.root
    node = b.add(block.start, block.end, "item", parent, body)
    node.label = label


def _recital(b: _Builder, block: Block, label: Label | None) -> None:
    text = b.document.text
    if label is None or len(label.parts) > 1 or label.word:
        node = b.add(block.start, block.end, "recital", None)
        if label is None:
            heading = headings.whole(text, block.start, block.end, block)
            node.heading = heading if block.end - block.start < 60 else ""
        b.cur = node
        return
    node = b.add(block.start, block.end, "recital", None, label.body if not block.label else block.start)
    node.label = block.label or text[label.start : label.end].strip()
    node.number = f"Recital {label.parts[0].text}"
    b.cur = node


def _inside(b: _Builder, node: Node, block: Block, line_starts: set[int]) -> None:
    """Headings that run in, and further clauses glued into the same paragraph."""
    text = b.document.text
    end = block.end
    first_body = node.body
    title = headings.whole(text, node.body, end, block) if node.part else ""
    if title:
        node.heading, node.kind = title, "heading"
        node.words_at = end
    elif node.part:
        node.heading, node.words_at = headings.run_in(text, node.body, end)
    else:
        node.words_at = node.body
    spots = {m.end(): False for m in _CANDIDATE.finditer(text, node.start, end) if m.end() >= first_body}
    if line_starts:
        for line in b.document.lines_of(first_body, end):
            if first_body < line.start < end:
                spots[line.start] = True
    current = node
    for at in sorted(spots):
        if at <= current.body:
            if at != current.body:
                continue
        label = parse_label(text, at, end)
        if label is None or label.start != at or label.body >= end:
            continue
        if not _glued(b, current, label, spots[at], end):
            continue
        close = at
        if close <= current.start:
            continue
        current.end = close
        if current.heading and current.kind == "heading" and current.words_at > close:
            current.words_at = close
        bare = headings.whole(text, current.body, close, block) if current.part else ""
        if bare:
            current.heading, current.kind = bare, "heading"
        current = b.place(label, at, end, text[label.start : label.end])
        current.heading, current.words_at = headings.run_in(text, current.body, end)
        bare = headings.whole(text, current.body, end, block)
        if bare:
            current.heading, current.kind = bare, "heading"


def _glued(b: _Builder, current: Node, label: Label, line_start: bool, end: int) -> bool:
    """Whether a label inside a paragraph opens a clause of its own: the sequence must expect it there."""
    text = b.document.text
    at = label.start
    before = text[max(current.start, at - 24) : at].rstrip()
    if _REFERRING.search(text, max(current.start, at - 24), at):
        return False
    part = label.parts[0]
    after = text[label.body] if label.body < end else " "
    opens = after.isupper() or after in '"“‘['
    ended = before[-1:] in '.;:!?)”"’]'
    if len(part.dotted) > 1:
        if not opens or not b.decimal_expected(part):
            return False
        return line_start or ended or headings.whole(text, current.body, at) != ""
    if label.word:
        if label.weak or not opens or not (line_start or before[-1:] in '.!?”"'):
            return False
        title = headings.run_in(text, label.body, end)[0]
        level = next((v for v in b.open if v.word == label.word), None)
        expected = level is not None and any(
            v[0] == level.series and follows(level.last, v[1]) for v in readings(part.text)
        )
        return expected and bool(title)
    choice = b.choose(part, "")
    if choice is None or choice.cost > 1.1:
        return False
    if part.wrap == "()" or part.wrap == ")":
        if choice.level >= 0:
            last = b.open[choice.level].node
            series, value = choice.reading
            if b.upcoming(series, part.wrap, value) < b.upcoming(series, part.wrap, value + 1):
                return False  # the same label opens a block further on
            return choice.cost == 0 and (
                line_start
                or (last is current and before[-1:] in ".;,")
                or (before[-1:] in ".;" and opens and choice.level == len(b.open) - 1)
                or (last is current and bool(re.search(r"[;,.] (?:and|or)\Z", before)))
            )
        # the first of a list: right behind the heading, or announced and continued by a later block
        series = choice.reading[0]
        only_heading = current.words_at >= at - 1 and current.part != ""
        ahead = b.upcoming(series, part.wrap, 2.0) < 10_000
        second = _second(series, part)
        inside = second in text[label.body : end]
        if line_start:
            return ahead or inside or only_heading
        if only_heading:
            return ahead or inside
        return ahead and not inside and before[-1:] in ":;—–-." and b.upcoming(series, part.wrap, 2.0) <= 3
    if not opens:
        return False
    if choice.level >= 0:
        return choice.cost == 0 and (line_start or ended) and part.wrap != "" and (part.text[0].isdigit() or line_start)
    return (
        (line_start or at == current.body)
        and part.wrap != ""
        and b.upcoming(choice.reading[0], part.wrap, 2.0) < 10_000
    )


def _second(series: str, part: Part) -> str:
    word = {"1": "2", "a": "b", "A": "B", "i": "ii", "I": "II"}.get(series, "?")
    return f"({word})" if part.wrap == "()" else f"{word})"


def _emit(document: Document, nodes: list[Node]) -> tuple[Clause, ...]:
    """Cut the long ones, decide kinds, cite, and number the clauses c1, c2, …"""
    text = document.text
    final: list[Node] = []
    for node in nodes:
        final.extend(_cut(text, node))
    final = [n for n in final if n.end > n.start]
    _kinds(text, final)
    cite_all(final)
    ids = {id(n): f"c{i}" for i, n in enumerate(final, 1)}
    clauses = []
    depth: dict[int, tuple[int, tuple[str, ...]]] = {}
    for n in final:
        parent = n.parent
        while parent is not None and id(parent) not in ids:
            parent = parent.parent
        level, path = (0, ()) if parent is None else depth[id(parent)]
        depth[id(n)] = (level + 1, (*path, n.heading) if n.heading else path)
        clauses.append(
            Clause(
                id=ids[id(n)],
                parent=ids[id(parent)] if parent is not None else None,
                number=n.number,
                label=n.label,
                cite=n.cite,
                kind=n.kind,
                level=level,
                start=n.start,
                end=n.end,
                body=_words_at(text, n),
                heading=n.heading,
                heading_path=path,
                scope=n.scope,
                lead_in=ids.get(id(n.lead_in)) if n.lead_in is not None else None,
                page=document.page_of(n.start),
            )
        )
    return tuple(clauses)


def _words_at(text: str, node: Node) -> int:
    """Where the words begin: after the label and the white space behind it."""
    at = min(max(node.body, node.start), node.end)
    while at < node.end and text[at].isspace():
        at += 1
    return at


def _cut(text: str, node: Node) -> Iterable[Node]:
    if node.kind in ("toc", "title", "signature", "table_row", "heading") or node.end - node.start < 200:
        return [node]
    pieces = split(text, node.body, node.end)
    if len(pieces) == 1:
        return [node]
    node.end = pieces[0].end
    result = [node]
    if pieces[0].definition and not node.part and node.kind == "paragraph":
        node.kind = "definition"
    parent = node
    for piece in pieces[1:]:
        child = Node(
            piece.start,
            piece.end,
            piece.start,
            node.kind if node.kind in ("recital", "parties") else "paragraph",
            node,
            node.scope,
        )
        if piece.label is not None:
            child.body = piece.label.body
            child.part, child.wrap = piece.label.parts[0].text, piece.label.parts[0].wrap
            child.label = text[piece.label.start : piece.label.end]
            child.kind = "item"
            child.lead_in = node
            parent = child
        elif piece.definition:
            child.kind = "definition"
            parent = node
            child.parent = node.parent if node.kind == "definition" else node
        elif parent is not node:
            child.parent = parent
        result.append(child)
    return result


_TERM_COLON = re.compile(r"[\"“]?[A-Z][\w’'&/() -]{1,60}[\"”]?(?::|\.)\s")
_DEFINITIONS = re.compile(r"\bdefin(?:itions?|ed terms?)\b|\binterpretation\b", re.IGNORECASE)


def _kinds(text: str, nodes: list[Node]) -> None:
    """List items know their lead-in; entries of a definitions section are definitions."""
    for n in nodes:
        if n.kind == "clause" and n.body >= n.end:
            n.kind = "heading"
        parent = n.parent
        while parent is not None and parent.unnumbered_heading and parent.parent is not None:
            parent = parent.parent
        if n.kind in ("clause", "heading") and n.part and n.is_item(text):
            n.kind = "item"
            n.lead_in = n.parent
        elif n.kind == "item" and n.lead_in is None and n.parent is not None and n.parent.kind != "heading":
            n.lead_in = n.parent
        if (n.kind in ("clause", "paragraph", "heading") and DEFINITION_START.match(text, n.body, n.end)) or (
            n.kind in ("clause", "paragraph")
            and n.parent is not None
            and _DEFINITIONS.search(n.parent.heading or (n.parent.parent.heading if n.parent.parent else ""))
            and (_TERM_COLON.match(text, n.body, n.end) or TERM_MEANS.match(text, n.body, n.end))
        ):
            n.kind = "definition"
