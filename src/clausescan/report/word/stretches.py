"""Where a slice of `Document.text` stands in the Word file: paragraphs, and positions of characters in them.

The reader gives the index of the w:p of each block. Within it the words are found by themselves, white space and
invisible characters left out, because the text of a block is not the text of its runs: symbols, blanks and tracked
changes were read into words.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from clausescan.model import Block, Document
from clausescan.report.word.names import P, W
from clausescan.report.word.runs import Piece, pieces

_ENDS = 40
"""Characters at the beginning and at the end of a quote by which it is looked for where a symbol parts it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` to `end` of a paragraph (see `runs`). `exact`: they are the words asked for, not the nearest
    that could be found. `note`: the words are in the note whose mark this run holds, and the paragraph only carries
    it."""

    paragraph: etree._Element
    start: int
    end: int
    exact: bool = True
    note: etree._Element | None = None


@dataclass(frozen=True, slots=True)
class _Character:
    key: str
    paragraph: int
    position: int


class Stretches:
    """Finds the stretches of one document in its body, the w:body of document.xml."""

    def __init__(self, document: Document, body: etree._Element) -> None:
        self._document = document
        self._paragraphs = list(body.iter(P))
        self._groups: list[tuple[Block, ...]] = [
            tuple(blocks) for _, blocks in groupby(document.blocks, key=lambda b: (b.paragraph, b.kind == "note"))
        ]
        starts = {group[0].paragraph for group in self._groups if group[0].kind != "note"}
        self._starts = sorted(start for start in starts if start is not None)

    def of(self, start: int, end: int) -> list[Stretch]:
        """The stretches of a slice, in reading order; [] where no paragraph of the file holds it."""
        found: list[Stretch] = []
        for group in self._groups:
            if group[-1].end <= start or group[0].start >= max(end, start + 1):
                continue
            index = group[0].paragraph
            if index is None or not 0 <= index < len(self._paragraphs):
                continue
            if group[0].kind == "note":
                found.append(self._note(group, index))
            else:
                found += self._within(group, index, max(start, group[0].start), min(end, group[-1].end))
        return found

    def _note(self, group: tuple[Block, ...], index: int) -> Stretch:
        """The mark of a note. Notes of one paragraph come in the order of their marks, footnotes before endnotes."""
        paragraph = self._paragraphs[index]
        marks = [m for kind in ("footnote", "endnote") for m in paragraph.iter(f"{W}{kind}Reference")]
        notes = [b for b in self._document.blocks if b.kind == "note" and b.paragraph == index and b.label]
        at = max(sum(b.start <= group[0].start for b in notes) - 1, 0)
        mark = marks[min(at, len(marks) - 1)] if marks else None
        length = sum(len(piece.text) for piece in pieces(paragraph))
        return Stretch(paragraph, 0, length, exact=False, note=None if mark is None else mark.getparent())

    def _within(self, group: tuple[Block, ...], index: int, start: int, end: int) -> list[Stretch]:
        following = next((other for other in self._starts if other > index), len(self._paragraphs))
        held = [(n, pieces(self._paragraphs[n])) for n in range(index, following)]
        texts = [self._document.text[block.start : block.end] for block in group]
        whole = "\n".join(texts)
        origin = group[0].start
        before, wanted = _keys(whole[: start - origin]), _keys(whole[start - origin : end - origin])
        full = _keys(whole)
        if wanted:
            for gone in ("deleted", "", "inserted"):
                shown = [c for n, found in held for c in _characters(n, found, gone)]
                keys = "".join(c.key for c in shown)
                at = keys.find(full)
                if at >= 0:
                    first = at + len(before)
                    return self._cover(shown[first : first + len(wanted)], True)
            near = [c for n, found in held for c in _characters(n, found, "deleted")]
            keys = "".join(c.key for c in near)
            begin = _nearest(keys, wanted, len(before))
            if begin >= 0:
                return self._cover(near[begin : begin + len(wanted)], True)
            begin = _nearest(keys, wanted[:_ENDS], len(before))
            if begin >= 0:
                close = keys.find(wanted[-_ENDS:], begin)
                stop = close + len(wanted[-_ENDS:]) if close >= 0 else min(begin + len(wanted), len(near))
                return self._cover(near[begin:stop], False)
        number, found = next(((n, found) for n, found in held if found), held[0])
        return [Stretch(self._paragraphs[number], 0, found[-1].end if found else 0, exact=False)]

    def _cover(self, characters: list[_Character], exact: bool) -> list[Stretch]:
        covered = []
        for number, run in groupby(characters, key=lambda c: c.paragraph):
            positions = [c.position for c in run]
            covered.append(Stretch(self._paragraphs[number], positions[0], positions[-1] + 1, exact))
        return covered


def _nearest(keys: str, wanted: str, expected: int) -> int:
    """Where `wanted` stands in `keys`, of several places the one nearest to where it is expected; -1 for nowhere."""
    places, at = [], keys.find(wanted)
    while at >= 0:
        places.append(at)
        at = keys.find(wanted, at + 1)
    return min(places, key=lambda place: abs(place - expected), default=-1)


def _characters(paragraph: int, found: list[Piece], gone: str) -> list[_Character]:
    return [
        _Character(key, paragraph, piece.start + offset)
        for piece in found
        if not piece.hidden and (not gone or piece.tracked != gone)
        for offset, character in enumerate(piece.text)
        if (key := _key(character))
    ]


def _keys(text: str) -> str:
    return "".join(map(_key, text))


def _key(character: str) -> str:
    """What a character counts as when words are looked for: "" for white space and what no reader sees."""
    if character.isascii():
        return "" if character.isspace() else character
    if character == "\u2011":
        return "-"
    if character.isspace() or unicodedata.category(character) == "Cf":
        return ""
    return "\N{REPLACEMENT CHARACTER}" if "\ue000" <= character <= "\uf8ff" else character
