"""Lays paragraphs and table rows out as the text and blocks of a Document, and keeps the way back for offsets.

A paragraph collects its raw text while the XML is walked. Only here does it get its place: edges are trimmed, line
breaks inside it become spaces or, where a typed number or an empty line follows, the border of a new block.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from clausescan.model import Block, BlockKind, Span
from clausescan.reading.docx.numbering import BULLET
from clausescan.reading.docx.styles import ParagraphStyle

_TYPED_LABEL = re.compile(
    r"\s{0,20}(?:\((?:[a-z]{1,2}|[ivxl]{3,6}|[A-Z]|\d{1,3})\)|\d{1,3}(?:\.\d{1,3})*[.)]|[A-Za-z][.)])\s"
)
_RUN_IN = re.compile(r"[a-z]\. +\S+ +\S+ +\S")
_TOC_STYLE = re.compile(r"(?i)toc (?:\d|heading)")
_CONTENTS_WORDS = 40
_HEADING_WORDS = 20
_SENTENCE_WORDS = 8
_ROW_WORDS = 150


@dataclass(slots=True)
class Para:
    """One printed paragraph. `solid` and `bold` count its characters that are no white space. `breaks` holds the raw
    positions of line breaks, and whether it is a page or column break. `section`: it ends a section. `places` maps
    slices of the raw text to offsets of the document, once laid out."""

    index: int | None
    style: ParagraphStyle
    kind: BlockKind = "paragraph"
    label: str = ""
    ilvl: int | None = None
    outline: int | None = None
    centered: bool = False
    indent: float = 0.0
    list_left: int | None = None
    list_first_line: int | None = None
    run_in: bool = False
    toc: bool = False
    parts: list[str] = field(default_factory=list)
    length: int = 0
    solid: int = 0
    bold: int = 0
    breaks: list[tuple[int, bool]] = field(default_factory=list)
    section: bool = False
    places: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, text: str, bold: bool) -> None:
        self.parts.append(text)
        self.length += len(text)
        size = len(text) - text.count(" ") - text.count("\t")
        self.solid += size
        if bold:
            self.bold += size

    def since(self, position: int) -> str:
        """The raw text from `position` on."""
        tail, at = [], self.length
        for part in reversed(self.parts):
            if at <= position:
                break
            at -= len(part)
            tail.append(part)
        return "".join(reversed(tail))[max(position - at, 0) :]

    @property
    def raw(self) -> str:
        if len(self.parts) > 1:
            self.parts = ["".join(self.parts)]
        return self.parts[0] if self.parts else ""

    @property
    def text(self) -> str:
        return self.raw.strip()

    def locate(self, position: int) -> int | None:
        """The document offset of a raw position, None if the paragraph is no part of the document text."""
        if not self.places:
            return None
        i = min(bisect_left(self.places, position, key=lambda place: place[1]), len(self.places) - 1)
        start, end, offset = self.places[i]
        return offset + min(max(position - start, 0), end - start)


@dataclass(slots=True)
class Row:
    """A table row: per cell its paragraphs and the rows of tables inside it, in reading order."""

    cells: list[list[Para | Row]] = field(default_factory=list)


def _trim(raw: str, start: int, end: int) -> tuple[int, int]:
    piece = raw[start:end].rstrip()
    begin = start + len(piece) - len(piece.lstrip())
    return (begin, start + len(piece)) if piece else (start, start)


def _pieces(para: Para) -> list[tuple[int, int]]:
    """Trimmed slices of the raw text that become blocks. Soft line breaks hide lists in many converted files."""
    raw = para.raw
    cuts, last = [0], 0
    for position, page in para.breaks:
        blank_line = last > 0 and not raw[last:position].strip()
        if page or blank_line or _TYPED_LABEL.match(raw, position):
            cuts.append(position)
        last = position
    cuts.append(len(raw))
    slices = [_trim(raw, a, b) for a, b in pairwise(cuts)]
    return [(a, b) for a, b in slices if a < b]


def _reads_as_heading(text: str) -> bool:
    """Whether the words of a paragraph in a heading style are a heading and not a clause: short, and where they end
    like a sentence, mostly in capitals and without a run-in title before them."""
    words = text.split()
    if len(words) > _HEADING_WORDS or text[:1].islower():
        return False
    long = [word for word in words if len(word) > 3]
    capitals = 2 * sum(word[:1].isupper() for word in long) >= len(long)
    if text.endswith((".", ";", ",", ":", " or", " and")):
        return len(words) <= _SENTENCE_WORDS and capitals and not _RUN_IN.search(text)
    return len(words) <= _SENTENCE_WORDS or capitals


class Layout:
    """Builds the text. `full` is called when it grows past `limit` characters and must raise."""

    def __init__(self, limit: int, full: Callable[[], None]) -> None:
        self._limit, self._full = limit, full
        self._texts: list[str] = []
        self.blocks: list[Block] = []
        self.empty_numbers: list[str] = []
        self.end = 0
        self.title = ""

    @property
    def text(self) -> str:
        return "\n".join(self._texts)

    def append(self, item: Para | Row) -> None:
        if isinstance(item, Row):
            self._row(item)
        else:
            self._paragraph(item)

    def _put(self, text: str) -> int:
        """Adds the text of one block and returns its start."""
        start = self.end + 1 if self._texts else 0
        self._texts.append(text)
        self.end = start + len(text)
        if self.end > self._limit:
            self._full()
        return start

    def _paragraph(self, para: Para) -> None:
        pieces = _pieces(para) if para.breaks else [_trim(para.raw, 0, para.length)]
        raw = para.raw
        for number, (a, b) in enumerate(pieces):
            if a == b:
                break
            text = raw[a:b]
            start = self._put(text)
            para.places.append((a, b, start))
            kind, level = self._kind(para, text, len(pieces) == 1)
            self.blocks.append(
                Block(
                    start,
                    self.end,
                    kind=kind,
                    label="" if number else para.label,
                    level=level,
                    style=para.style.name,
                    indent=para.indent,
                    bold=0 < para.solid == para.bold,
                    centered=para.centered,
                    paragraph=para.index,
                )
            )
            if not self.title and kind == "heading" and para.style.name.lower() == "title":
                self.title = text
        if not para.places:
            para.places.append((0, 0, self.end))
            if para.label and para.label != BULLET:
                self.empty_numbers.append(para.label)

    def _kind(self, para: Para, text: str, whole: bool) -> tuple[BlockKind, int | None]:
        """Kind and level. A style for headings does not make a heading of a whole clause: many firms set the
        paragraphs "1.1 …" in Heading 2. Such a paragraph keeps its level and stays a paragraph."""
        level = para.ilvl if para.label else para.outline
        if para.kind != "paragraph":
            return para.kind, level
        # A clause does not become a contents line by standing inside a contents field.
        if (para.toc or _TOC_STYLE.match(para.style.name)) and len(text.split()) <= _CONTENTS_WORDS:
            return "toc", None
        titled = para.outline is not None or para.style.name.lower() in {"title", "subtitle"}
        if not titled or para.run_in or not whole:
            return "paragraph", level
        return ("heading" if _reads_as_heading(text) else "paragraph"), level

    def _row(self, row: Row) -> None:
        if _is_layout(row):
            for cell in row.cells:
                for item in cell:
                    self.append(item)
            return
        cells = [[item for item in cell if isinstance(item, Para)] for cell in row.cells]
        paras = [para for cell in cells for para in cell]
        texts: list[str] = []
        spans: list[tuple[int, int]] = []
        length = 0
        for column in cells:
            words = [para for para in column if para.text]
            if words and length:
                texts.append("\t")
                length += 1
            start = length
            for number, para in enumerate(words):
                if number:
                    texts.append(" ")
                    length += 1
                a, b = _trim(para.raw, 0, para.length)
                para.places.append((a, b, length))
                texts.append(para.raw[a:b].replace("\t", " "))  # a tab parts cells here
                length += b - a
            spans.append((start, length))
        start = self._put("".join(texts))
        for para in paras:
            para.places = [(a, b, start + offset) for a, b, offset in para.places] or [(0, 0, start)]
        numbered = next((para for para in paras if para.label and para.label != BULLET), None)
        first = next(para for para in paras if para.text)
        solid, bold = sum(p.solid for p in paras), sum(p.bold for p in paras)
        self.blocks.append(
            Block(
                start,
                self.end,
                kind="toc" if all(para.toc for para in paras if para.text) else "table_row",
                label=numbered.label if numbered else "",
                level=numbered.ilvl if numbered else None,
                style=first.style.name,
                bold=0 < solid == bold,
                paragraph=first.index,
                cells=tuple(Span(start + a, start + b) for a, b in spans),
            )
        )


def _is_layout(row: Row) -> bool:
    """Whether a row only arranges clauses on the page, so that its paragraphs are worth more than its cells.

    It does when a single cell has text and no number stands alone beside it, when it holds two numbered paragraphs
    (a list in a cell, clauses in two languages) or another table, or long text in several paragraphs of a cell.
    """
    filled = words = longest = numbered = 0
    for cell in row.cells:
        texts = 0
        for item in cell:
            if isinstance(item, Row):
                return True
            text = item.text
            words += len(text.split())
            texts += bool(text)
            numbered += bool(item.label and item.label != BULLET and text)
        if numbered > 1:
            return True
        filled += bool(texts)
        longest = max(longest, texts)
    lone_number = any(isinstance(item, Para) and item.label and not item.text for cell in row.cells for item in cell)
    return filled == 0 or (filled == 1 and not lone_number) or (words > _ROW_WORDS and longest > 1)
