"""Text and line boxes from PDFium: fast where a page is plain, character by character only where it is not."""

from __future__ import annotations

import ctypes
import math
import re
import statistics
from typing import Any

import pypdfium2.raw as c

from clausescan.model import Box
from clausescan.reading.pdf.glyphs import Piece, PrintedPage, clean

_GLUED = re.compile(r"(?:\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,5}[.)]?|\([A-Za-z]{1,4}\)|[A-Za-z]{1,2}[.)])(?=[A-Z“\"‘])")
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi|,B\b", re.IGNORECASE)
_INVISIBLE = 3
_WIDE_GAP = 1.6
"""A gap of more than this many ems between two words of a line separates two pieces (a tab, a column, a cell)."""
_FORCE_BOLD = 1 << 18


class PageText:
    """Reads one loaded page. `number` counts from 1. Close the page yourself. `tables` are its ruled tables, as rows
    of cell boxes on the page as shown: text is cut where it passes from one cell to the next."""

    def __init__(self, page: Any, number: int, tables: list[list[list[Box]]] | None = None) -> None:
        self.page, self.number = page, number
        self.tables = tables or []
        self.cells: list[Box] = []
        self.handle = c.FPDFText_LoadPage(page.raw)
        if not self.handle:
            raise ValueError("the text of the page could not be loaded")
        left, bottom, right, top = page.get_bbox()
        self.bounds = (left, bottom, right, top)
        self.rotation: int = page.get_rotation() // 90 % 4
        self.turn = 0
        self._box = c.FS_RECTF()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._fonts: dict[bytes, bool] = {}

    def read(self) -> PrintedPage:
        """All visible lines of the page, in the order of its content stream."""
        try:
            return self._read()
        finally:
            c.FPDFText_ClosePage(self.handle)

    def _read(self) -> PrintedPage:
        width, height = self.page.get_size()
        found = PrintedPage(self.number, width, height)
        self.text = text = self._characters()
        if not text.strip():
            return found
        spans = [match.span() for match in re.finditer(r"[^\r\n]+", text)]
        spans = [(start, end) for start, end in spans if not text[start:end].isspace()]
        self.turn = self._reading_turn(spans)
        found.tables = [_turned_table(table, self.turn, width, height) for table in self.tables]
        self.cells = [box for table in found.tables for row in table for box in row]
        hidden = self._has_hidden(spans)
        rough = [self._line(start, end) for start, end in spans]
        plain = [p for p in rough if len(p.text) > 30 and p.x1 > p.x0]
        usual = statistics.median((p.x1 - p.x0) / len(p.text) / p.em for p in plain) if plain else 0.5
        columns = self._gap_in_sample(spans, rough)
        for (start, end), piece in zip(spans, rough, strict=True):
            if hidden or columns or self.cells or self._odd(piece, usual):
                found.pieces.extend(self._split(start, end))
            elif piece.text:
                found.pieces.append(piece)
        if self.turn % 2:
            found.width, found.height = found.height, found.width
        return found

    def _characters(self) -> str:
        count = c.FPDFText_CountChars(self.handle)
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (count * 2 + 2))()
        written = c.FPDFText_GetText(self.handle, 0, count, buffer)
        text = bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
        # Indices of text and characters differ where a character has no text or more than one.
        self.same = len(text) == count
        return text

    def _index(self, position: int) -> int:
        return position if self.same else int(c.FPDFText_GetCharIndexFromTextIndex(self.handle, position))

    def _char(self, position: int) -> tuple[float, float, float, float] | None:
        """Left, bottom, right, top of a character in page space, with the font's full height."""
        index = self._index(position)
        if index < 0 or not c.FPDFText_GetLooseCharBox(self.handle, index, self._box):
            return None
        box = self._box
        return box.left, box.bottom, box.right, box.top

    def _turned(self, rect: tuple[float, float, float, float], quarter: int) -> tuple[float, float, float, float]:
        """A page-space rectangle as x0, top, x1, bottom after `quarter` clockwise quarter turns of the page."""
        x0, y0, x1, y1 = rect
        left, bottom, right, top = self.bounds
        if quarter == 0:
            return x0 - left, top - y1, x1 - left, top - y0
        if quarter == 1:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if quarter == 2:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        return top - y1, right - x1, top - y0, right - x0

    def _reading_turn(self, spans: list[tuple[int, int]]) -> int:
        """Quarter turns that bring most lines upright, beyond the page's own rotation."""
        votes = [0, 0, 0, 0]
        for start, end in spans:
            angle = c.FPDFText_GetCharAngle(self.handle, self._index(start + (end - start) // 2))
            if angle >= 0:
                votes[-round(angle / (math.pi / 2)) % 4] += end - start
        return (votes.index(max(votes)) - self.rotation) % 4 if any(votes) else 0

    def _has_hidden(self, spans: list[tuple[int, int]]) -> bool:
        return any(self._mode(p) == _INVISIBLE for start, end in spans for p in (start, end - 1))

    def _mode(self, position: int) -> int:
        item = c.FPDFText_GetTextObject(self.handle, self._index(position))
        return int(c.FPDFTextObj_GetTextRenderMode(item)) if item else 0

    def _bold(self, position: int) -> bool:
        index = self._index(position)
        size = c.FPDFText_GetFontInfo(self.handle, index, self._name, 128, self._flags)
        name = self._name.raw[: min(max(size - 1, 0), 127)]
        known = self._fonts.get(name)
        if known is None:
            known = self._fonts[name] = bool(_BOLD_NAME.search(name)) or bool(self._flags.value & _FORCE_BOLD)
        return known

    def _line(self, start: int, end: int) -> Piece:
        """A line judged by its first, middle and last characters."""
        text = self.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return self._piece(start, end, [p for p in (start, end - 1) if p < end], self._reglued(start, end))

    def _reglued(self, start: int, end: int) -> str:
        """The text of a line, with a space after a clause number that stands apart on the page but not in the text."""
        raw = self.text[start:end]
        match = _GLUED.match(raw)
        if match:
            before, after = self._char(start + match.end() - 1), self._char(start + match.end())
            if before and after:
                gap = self._turned(after, self._quarter)[0] - self._turned(before, self._quarter)[2]
                if gap > 0.1 * max(abs(before[3] - before[1]), 1.0):
                    return raw[: match.end()] + " " + raw[match.end() :]
        return raw

    @property
    def _quarter(self) -> int:
        return (self.rotation + self.turn) % 4

    def _piece(self, start: int, end: int, positions: list[int], raw: str | None = None) -> Piece:
        rects = [rect for p in positions if (rect := self._char(p))]
        x0 = min((r[0] for r in rects), default=0.0)
        y0 = min((r[1] for r in rects), default=0.0)
        x1 = max((r[2] for r in rects), default=0.0)
        y1 = max((r[3] for r in rects), default=0.0)
        rect = (x0, y0, x1, y1)
        text, hyphen = clean(self.text[start:end] if raw is None else raw)
        middle = start + (end - start) // 2
        tall = [r[3] - r[1] if self._quarter % 2 == 0 else r[2] - r[0] for r in rects]
        size = max(tall, default=1.0)
        bold = self._bold(start) and self._bold(middle) and self._bold(end - 1)
        shown = Box(*(round(v, 2) for v in self._turned(rect, self.rotation)))
        return Piece(text, *self._turned(rect, self._quarter), shown, size * 0.9, bold, hyphen)

    def _odd(self, piece: Piece, usual: float) -> bool:
        """Whether the line must be looked at character by character: a gap, a jump, or text that runs backwards."""
        if piece.bottom - piece.top > 1.9 * piece.em or piece.x1 <= piece.x0:
            return True
        count = max(len(piece.text), 1)
        width = (piece.x1 - piece.x0) / piece.em
        return width / count > 1.22 * usual and width - count * usual > 2.0

    def _gap_in_sample(self, spans: list[tuple[int, int]], rough: list[Piece]) -> bool:
        """Whether some of the longest lines hold a wide gap, as two columns drawn row by row do."""
        longest = sorted(range(len(rough)), key=lambda i: rough[i].x0 - rough[i].x1)[:6]
        gaps = sum(1 for i in longest if len(self._split(*spans[i])) > 1)
        return gaps >= 3

    def _cell(self, rect: tuple[float, float, float, float]) -> int:
        """The index of the table cell that holds the middle of a character, -1 outside tables."""
        if not self.cells:
            return -1
        x0, top, x1, bottom = self._turned(rect, self._quarter)
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        return next((i for i, c in enumerate(self.cells) if c.x0 <= x <= c.x1 and c.top <= y <= c.bottom), -1)

    def _split(self, start: int, end: int) -> list[Piece]:
        """The pieces of a line: cut at wide gaps, at jumps up, down or back, and where text turns invisible."""
        text, quarter = self.text, self._quarter
        runs: list[tuple[int, int, list[int], int]] = []
        first, positions, last, last_mode, last_cell = -1, [], None, 0, -1
        for position in range(start, end):
            if text[position].isspace():
                continue
            rect = self._char(position)
            if rect is None:
                continue
            here = self._turned(rect, quarter)
            mode = self._mode(position)
            cell = self._cell(rect)
            if last is not None:
                size = max(here[3] - here[1], last[3] - last[1], 1.0) * 0.9
                overlap = min(here[3], last[3]) - max(here[1], last[1])
                apart = here[0] - last[2] > _WIDE_GAP * size or here[0] < last[0] - size
                level = overlap > 0.25 * min(here[3] - here[1], last[3] - last[1])
                if apart or not level or cell != last_cell or (mode == _INVISIBLE) != (last_mode == _INVISIBLE):
                    runs.append((first, positions[-1] + 1, positions, last_mode))
                    first, positions = -1, []
            if first < 0:
                first = position
            positions.append(position)
            last, last_mode, last_cell = here, mode, cell
        if positions:
            runs.append((first, positions[-1] + 1, positions, last_mode))
        pieces = []
        for begin, stop, inside, mode in runs:
            piece = self._piece(begin, stop, inside, self._reglued(begin, stop))
            piece.invisible = mode == _INVISIBLE
            if piece.text:
                pieces.append(piece)
        return pieces


def _turned_table(table: list[list[Box]], turn: int, width: float, height: float) -> list[list[Box]]:
    """A table of a page of `width` × `height` points after clockwise quarter turns; its columns may become its rows."""
    if not turn:
        return table
    rows: dict[int, list[Box]] = {}
    for box in (box for row in table for box in row):
        if turn == 1:
            new = Box(height - box.bottom, box.x0, height - box.top, box.x1)
        elif turn == 2:
            new = Box(width - box.x1, height - box.bottom, width - box.x0, height - box.top)
        else:
            new = Box(box.top, width - box.x1, box.bottom, width - box.x0)
        rows.setdefault(round(new.top), []).append(new)
    return [sorted(rows[top], key=lambda box: box.x0) for top in sorted(rows)]
