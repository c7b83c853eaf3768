"""The characters of a Word paragraph, the runs that hold them, and how to cut a run in two without changing a thing.

Positions count the characters that a paragraph holds in its XML, in order: every character of w:t, w:delText and m:t,
and one for each tab, break, hyphen or symbol element. Field codes and text boxes do not count. A cut changes no
position, so positions that were worked out before stay good.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from clausescan.report.word.names import BOX, DELETED_TEXT, MC, PPR, RPR, SPACE, M, P, R, T, W

_TEXT = {T, DELETED_TEXT, M + "t"}
_SIGNS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "noBreakHyphen": "-",
    W + "br": "\n",
    W + "cr": "\n",
    W + "sym": "\N{REPLACEMENT CHARACTER}",
}
"""Elements that print as one character."""
_PASSED_OVER = {PPR, RPR, W + "sdtPr", W + "sdtEndPr", W + "rt", W + "instrText", W + "delInstrText", BOX}
_INSERTED, _DELETED = {W + "ins", W + "moveTo"}, {W + "del", W + "moveFrom"}
_OPEN = _INSERTED | _DELETED | {W + "hyperlink", W + "smartTag"}
"""Wrappers of runs that may also hold markers."""

Tracked = Literal["", "inserted", "deleted"]


@dataclass(slots=True)
class Field:
    """A complex field of one paragraph: the runs with its begin and its end (None: it does not end here)."""

    begin: etree._Element
    end: etree._Element | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that one element holds: `text` from `start` on. `run` is the outermost w:r around it (the element
    itself where there is none), `field` the outermost complex field that it is the result of."""

    node: etree._Element
    start: int
    text: str
    run: etree._Element
    tracked: Tracked
    hidden: bool
    field: Field | None

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def pieces(paragraph: etree._Element) -> list[Piece]:
    """All characters of a paragraph in order, whatever a tracked change makes of them."""
    found: list[Piece] = []
    fields: list[Field] = []
    paired = _paired(paragraph)
    at = 0
    for node, run, tracked in _leaves(paragraph, None, ""):
        if node.tag == W + "fldChar":
            kind = node.get(W + "fldCharType")
            if kind == "begin" and node in paired:
                fields.append(Field(run))
            elif kind == "end" and fields and node in paired:
                fields.pop().end = run
            continue
        text = (node.text or "") if node.tag in _TEXT else _SIGNS[str(node.tag)]
        if text:
            found.append(Piece(node, at, text, run, tracked, _hidden(run), fields[0] if fields else None))
            at += len(text)
    return found


def _paired(paragraph: etree._Element) -> set[etree._Element]:
    """The begins and ends of fields that begin and end in this paragraph."""
    opened: list[etree._Element] = []
    found: set[etree._Element] = set()
    for node in paragraph.iter(W + "fldChar"):
        kind = node.get(W + "fldCharType")
        if kind == "begin":
            opened.append(node)
        elif kind == "end" and opened:
            found |= {opened.pop(), node}
    return found


def _leaves(
    parent: etree._Element, run: etree._Element | None, tracked: Tracked
) -> Iterator[tuple[etree._Element, etree._Element, Tracked]]:
    for child in parent:
        tag = child.tag
        if tag in _TEXT or tag in _SIGNS or tag == W + "fldChar":
            yield child, child if run is None else run, tracked
        elif tag in _PASSED_OVER or not isinstance(tag, str):
            continue
        elif tag == MC + "AlternateContent":
            branches = [branch for branch in child if branch.tag in (MC + "Choice", MC + "Fallback")]
            told = (branch for branch in branches if next(branch.iter(*_TEXT), None) is not None)
            if (branch := next(told, None)) is not None:
                yield from _leaves(branch, child if run is None else run, tracked)
        else:
            now: Tracked = "inserted" if tag in _INSERTED else "deleted" if tag in _DELETED else tracked
            yield from _leaves(child, child if run is None and tag == R else run, now)


def _hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{RPR}/{W}vanish")
    return vanish is not None and vanish.get(W + "val", "true") not in {"0", "false", "off"}


def run_from(paragraph: etree._Element, position: int) -> etree._Element | None:
    """The run that begins with the character at `position`, cut off the characters before where they share a run;
    None where the paragraph has no such character. An element that cannot be cut is given whole."""
    piece = next((piece for piece in pieces(paragraph) if piece.start <= position < piece.end), None)
    return None if piece is None else _cut(piece, position)


def run_until(paragraph: etree._Element, position: int) -> etree._Element | None:
    """The run that ends before the character at `position`, cut off the characters from there on."""
    piece = next((piece for piece in pieces(paragraph) if piece.start < position <= piece.end), None)
    if piece is None:
        return None
    behind = piece.end if position == piece.end else position
    _cut(piece, behind)
    return piece.run


def _cut(piece: Piece, position: int) -> etree._Element:
    """Cuts the run of `piece` before `position` (its start, its end or between) and returns the run that begins there,
    which is the same run where nothing stands before or nothing can be cut."""
    run, child, offset = piece.run, piece.node, position - piece.start
    if run.tag != R or (child.getparent() is not run and 0 < offset < len(piece.text)):
        return run
    while child.getparent() is not run:  # deeper in: the cut can stand beside the child of the run only
        child = child.getparent()  # type: ignore[assignment]
    if 0 < offset < len(piece.text):
        second = deepcopy(child)
        second.tail = None
        child.text, second.text = piece.text[:offset], piece.text[offset:]
        child.set(SPACE, "preserve")
        second.set(SPACE, "preserve")
        child.addnext(second)
        child = second
    elif offset:
        following = child.getnext()
        if following is None:
            return run
        child = following
    moved = [child, *child.itersiblings()]
    if not any(before.tag != RPR for before in child.itersiblings(preceding=True)):
        return run
    rest = etree.Element(R, dict(run.attrib), run.nsmap)
    rest.extend([deepcopy(properties) for properties in run.iterchildren(RPR)])
    rest.extend(moved)
    run.addnext(rest)
    return rest


def outer(run: etree._Element, paragraph: etree._Element) -> etree._Element:
    """The element beside which a marker may stand for `run`: the run, or what wraps it and must stay whole, such as a
    content control, a formula or a simple field."""
    best = node = run
    while (parent := node.getparent()) is not None and parent is not paragraph:
        node = parent
        if node.tag not in _OPEN:
            best = node
    return best


def topmost(node: etree._Element, paragraph: etree._Element) -> etree._Element:
    """The child of `paragraph` that holds `node`."""
    while (parent := node.getparent()) is not None and parent is not paragraph:
        node = parent
    return node


def host(paragraph: etree._Element) -> tuple[etree._Element, etree._Element | None]:
    """The paragraph of the body around a paragraph in a text box, and its run that holds the box; the paragraph itself
    and None where it stands in no box."""
    box = next((node for node in reversed(list(paragraph.iterancestors(BOX)))), None)
    if box is None:
        return paragraph, None
    around = next(box.iterancestors(P), None)
    if around is None:
        return paragraph, None
    run = next((node for node in reversed(list(box.iterancestors(R))) if around in node.iterancestors()), None)
    return around, topmost(box, around) if run is None else run
