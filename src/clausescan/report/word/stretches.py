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
from clausescan.report.word.runs import pieces

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
class _Shown:
    """What one view shows of some paragraphs: a key for each character that is looked for, and where it stands, as
    (paragraph, position). Cuts move no position, so it may be kept."""

    keys: str
    places: tuple[tuple[int, int], ...]


class Stretches:
    """Finds the stretches of one document in its body, the w:body of document.xml."""

    def __init__(self, document: Document, body: etree._Element) -> None:
        self._document = document
        self._paragraphs = list(body.iter(P))
        self._groups: list[tuple[Block, ...]] = [
            tuple(blocks)
            for _, blocks in groupby(document.blocks, key=lambda b: (b.paragraph, b.start if b.kind == "note" else -1))
        ]
        starts = {group[0].paragraph for group in self._groups if group[0].kind != "note"}
        self._views: dict[tuple[int, str], _Shown] = {}
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
        origin = group[0].start
        whole = self._document.text[origin : group[-1].end]
        before, wanted, full = _keys(whole[: start - origin]), _keys(whole[start - origin : end - origin]), _keys(whole)
        for gone in ("deleted", "", "inserted") if wanted else ():
            shown = self._view(index, gone)
            if (at := shown.keys.find(full)) >= 0:
                return self._cover(shown, at + len(before), at + len(before) + len(wanted), True)
        shown = self._view(index, "deleted")
        if wanted and (begin := _nearest(shown.keys, wanted, len(before))) >= 0:
            return self._cover(shown, begin, begin + len(wanted), True)
        if wanted and (begin := _nearest(shown.keys, wanted[:_ENDS], len(before))) >= 0:
            close = shown.keys.find(wanted[-_ENDS:], begin)
            stop = close + len(wanted[-_ENDS:]) if close >= 0 else begin + len(wanted)
            return self._cover(shown, begin, stop, False)
        number = shown.places[0][0] if shown.places else index
        paragraph = self._paragraphs[number]
        return [Stretch(paragraph, 0, sum(len(piece.text) for piece in pieces(paragraph)), exact=False)]

    def _view(self, index: int, gone: str) -> _Shown:
        """The paragraphs from `index` to the next one that a block begins with, less what a view lacks."""
        if (index, gone) not in self._views:
            following = next((other for other in self._starts if other > index), len(self._paragraphs))
            keys: list[str] = []
            places: list[tuple[int, int]] = []
            for number in range(index, following):
                for piece in pieces(self._paragraphs[number]):
                    if piece.hidden or (gone and piece.tracked == gone):
                        continue
                    for position, character in enumerate(piece.text, piece.start):
                        if key := _key(character):
                            keys.append(key)
                            places.append((number, position))
            self._views[index, gone] = _Shown("".join(keys), tuple(places))
        return self._views[index, gone]

    def _cover(self, shown: _Shown, begin: int, end: int, exact: bool) -> list[Stretch]:
        covered = []
        for number, places in groupby(shown.places[begin:end], key=lambda place: place[0]):
            positions = [position for _, position in places]
            covered.append(Stretch(self._paragraphs[number], positions[0], positions[-1] + 1, exact))
        return covered


def _nearest(keys: str, wanted: str, expected: int) -> int:
    """Where `wanted` stands in `keys`, of several places the one nearest to where it is expected; -1 for nowhere."""
    places, at = [], keys.find(wanted)
    while at >= 0:
        places.append(at)
        at = keys.find(wanted, at + 1)
    return min(places, key=lambda place: abs(place - expected), default=-1)


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
