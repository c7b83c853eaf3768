"""Putting clauses, headings and paragraphs into the tree while the document is walked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clausescan.model import Block, ClauseKind
from clausescan.structure import headings
from clausescan.structure.labels import CONTAINERS, Label, Part, follows, readings
from clausescan.structure.lists import (
    LEAD_IN,
    MAX_DEPTH,
    Choice,
    Level,
    OpenLists,
    inside_list,
    numeric_path,
    same_wrap,
    within,
    wrap_key,
)
from clausescan.structure.nodes import Node
from clausescan.structure.units import DEFINITION_START, TERM_MEANS, inline_items
from clausescan.structure.zones import Opening

_RANK = {"part": 0, "title": 0, "chapter": 1, "article": 2, "section": 3, "clause": 3, "paragraph": 4}


SENTENCE_END = re.compile(r"[.;:!?][\"”’')\]]{0,3}\s*\Z")


@dataclass(slots=True)
class Builder(OpenLists):
    """Places each piece of the document under its owner."""

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

    def place(self, label: Label, start: int, end: int, printed: str, automatic: bool = False) -> Node:
        """Add the clause (or clauses, for "2.1 (a)") that `label` opens; returns the innermost."""
        text = self.document.text
        node: Node | None = None
        cut = start
        for n, part in enumerate(label.parts):
            is_last = n == len(label.parts) - 1
            word = label.word if n == 0 else ""
            key = numeric_path(part.dotted)
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
                    if (self.open[k].series, self.open[k].last) in values and same_wrap(self.open[k].wrap, part.wrap)
                ),
                None,
            )
        if hit is None:
            return False
        self.trim(hit + 1)
        self.cur = self.open[hit].node
        return True

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
        if len(self.open) >= MAX_DEPTH:
            self.trim(MAX_DEPTH - 1)
            self.cur = self.open[-1].node
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
            if level.depth != depth or level.word != word or not same_wrap(level.wrap, part.wrap):
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

    def list_owner(self, part: Part, choice: Choice) -> Node | None:
        """The clause under which a new list opens: the one before it, or the paragraph or heading that announces it."""
        last, head = self.last, self.head
        series, value = choice.reading
        runs_on = value > 1 and choice.cost <= 0.3  # numbering that runs on through the articles
        if runs_on or (value > 1 and series == "1" and part.wrap == "."):  # or whose beginning was lost
            owner = self.container()
            self.trim(self.depth_of(owner))
            return owner
        if head is not None and (last is head or head.waiting):
            if part.wrap in (".", "") and choice.reading[0] in "1AI":
                return head.owner  # numbered clauses go on under the next heading too
            return head
        after_paragraph = last is not None and last.kind in ("paragraph", "definition") and last is not self.cur
        if after_paragraph and last is not None:
            tail = max(last.start, last.end - 24)
            if last.kind == "definition" or LEAD_IN.search(self.document.text, tail, last.end):
                return last
        return self.cur

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
        self.open.append(Level(owner, "dec", ".", "", key[-1], node, self.depth))
        self.under_head(node, owner, previous)

    def register_single(
        self, node: Node, reading: tuple[str, float], part: Part, word: str, owner: Node | None, level: int
    ) -> None:
        series, value = reading
        node.value = value
        node.series = series
        if word in _RANK or (series == "1" and not inside_list(self.open, level, owner)):
            node.path = (value,)
            self.paths[node.path] = node
        elif series in ("A", "I") and part.wrap in (".", ""):  # "A." may have "A.1" below it
            node.path = numeric_path((part.text,)) or ()
            self.paths[node.path] = node
        previous = None
        if level >= 0:
            self.trim(level + 1)
            current = self.open[level]
            previous = current.node
            current.last, current.node, current.wrap = value, node, part.wrap
        else:
            self.styles.add((series, wrap_key(part.wrap)))
            self.open.append(Level(owner, series, part.wrap, word, value, node, self.depth))
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
            if owner is None or not within(owner, head):
                head.owner = owner
                top = head
                while top.parent is not None and top.parent.unnumbered_heading and not within(owner, top.parent):
                    top = top.parent
                top.parent = owner
        if owner is head:
            return
        if head.owner is owner:
            node.parent = head
        elif not within(owner, head):
            self.head = None

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
        if self.head is not None and self.cur is not None and not within(self.cur, self.head):
            parent = self.head
        if kind == "paragraph" and (DEFINITION_START.match(text, start, end) or TERM_MEANS.match(text, start, end)):
            defined = self.defined
            if defined is not None and self.cur is not None and within(self.cur, defined):
                parent = defined  # entries of one list of definitions are siblings
            else:
                self.defined = parent
            return self.add(start, end, kind, parent)
        if last is not None and parent is not None and kind == "paragraph":
            unfinished = not SENTENCE_END.search(text, max(last.start, last.end - 8), last.end)
            item = parent if parent.kind == "clause" and parent.wrap in ("()", ")") else None
            if item is not None and not unfinished and item.parent is not None and item.is_item(text):
                parent = item.parent  # the words after a list belong to the clause that the list is in
        return self.add(start, end, kind, parent)
