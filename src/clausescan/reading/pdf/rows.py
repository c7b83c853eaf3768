"""Reading order of a page: printed rows, columns, and pieces that the file draws out of order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from clausescan.model import Box
from clausescan.reading.pdf.glyphs import Piece, PrintedPage

LABEL = re.compile(
    r"(?:\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,5}[.):]?|\(?[ivxlcIVXLC]{1,7}[.)]|\(?[A-Za-z]{1,2}[.)]|§+\s*[0-9.]{1,12}"
    r"|(?:article|section|clause)\s+[0-9ivxlc]{1,7}(?:\.[0-9]{1,3}){0,3}[.:]?)$",
    re.IGNORECASE,
)
BULLET = re.compile(r"[•▪○●◦■□–—*·Øo✓-](?=\s|$)|[•▪○●■□✓]")


@dataclass(slots=True, eq=False)
class Row:
    """Pieces printed side by side, left to right. `column` counts text columns from 0 within the page.

    A row of a ruled table holds all its pieces, and `cells` says which belong together. `raised` are small
    pieces printed over the line of another; they come last.
    """

    pieces: list[Piece]
    page: int
    column: int = 0
    cells: list[list[Piece]] = field(default_factory=list)
    raised: list[Piece] = field(default_factory=list)
    _text: str = ""

    @property
    def x0(self) -> float:
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        return max(piece.x1 for piece in self.pieces)

    @property
    def top(self) -> float:
        return self.pieces[0].top

    @property
    def bottom(self) -> float:
        return self.pieces[0].bottom

    @property
    def text(self) -> str:
        if not self._text:
            self._text = " ".join(piece.text for piece in self.pieces)
        return self._text

    @property
    def em(self) -> float:
        if len(self.pieces) == 1:
            return self.pieces[0].em
        return max(self.pieces, key=lambda piece: len(piece.text)).em

    @property
    def labels(self) -> int:
        """How many pieces are clause labels or bullets hung before the words."""
        count = 0
        while count < len(self.pieces) - 1 and _hung(self.pieces[count].text):
            count += 1
        return count

    @property
    def labelled(self) -> bool:
        return self.labels > 0

    def without_first(self) -> Row:
        """Cuts the first piece off and gives it as a row of its own."""
        first, self.pieces, self._text = self.pieces[0], self.pieces[1:], ""
        return Row([first], self.page, self.column)


def _hung(text: str) -> bool:
    return len(text) <= 20 and bool(LABEL.match(text) or (len(text) == 1 and BULLET.match(text)))


def rows_of(page: PrintedPage) -> list[Row]:
    """The rows of a page in reading order."""
    ruled, pieces = _ruled_rows(page)
    rows = _text_rows(pieces, page.number)
    for table_row in ruled:
        at = next((i for i, row in enumerate(rows) if row.top > table_row.top and not row.cells), len(rows))
        while at < len(rows) and rows[at].cells and rows[at].top <= table_row.top:
            at += 1
        rows.insert(at, table_row)
    return rows


def _ruled_rows(page: PrintedPage) -> tuple[list[Row], list[Piece]]:
    """The rows of the ruled tables, top down, and the pieces outside them."""
    left = page.pieces
    rows: list[Row] = []
    for table in page.tables:
        for boxes in table:
            cells: list[list[Piece]] = []
            for box in boxes:
                inside = [piece for piece in left if _within(piece, box)]
                left = [piece for piece in left if not _within(piece, box)]
                if inside:
                    cells.append([piece for row in _rows(sorted(inside, key=_height), 0, 0) for piece in row.pieces])
            if cells:
                rows.append(Row([piece for cell in cells for piece in cell], page.number, 0, cells))
    return sorted(rows, key=lambda row: row.top), left


def _height(piece: Piece) -> float:
    return piece.middle


def _within(piece: Piece, box: Box) -> bool:
    x, y = (piece.x0 + piece.x1) / 2, piece.middle
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def _text_rows(pieces: list[Piece], number: int) -> list[Row]:
    gutter = _gutter(pieces)
    if gutter is None:
        return _rows(_ordered(pieces), number, 0)
    rows: list[Row] = []
    band: list[Piece] = []
    across = sorted((p for p in pieces if p.x0 < gutter < p.x1), key=lambda p: p.middle)
    beside = sorted((p for p in pieces if not p.x0 < gutter < p.x1), key=lambda p: p.middle)
    for wide in across:
        while beside and beside[0].middle < wide.middle:
            band.append(beside.pop(0))
        rows += [*_columns(band, gutter, number), Row([wide], number)]
        band = []
    return rows + _columns(band + beside, gutter, number)


def _columns(band: list[Piece], gutter: float, number: int) -> list[Row]:
    left = [p for p in band if p.x1 <= gutter]
    right = [p for p in band if p.x0 >= gutter]
    return _rows(left, number, 0) + _rows(right, number, 1)


def _gutter(all_pieces: list[Piece]) -> float | None:
    """The x of the white strip between two text columns, None where the page has one column.

    Two columns of a table or of signatures are not text columns: in text, most lines reach the column's right edge.
    """
    pieces = [p for p in all_pieces if len(p.text) > 2]
    if len(pieces) < 16:
        return None
    low, high = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    if high - low < 200:
        return None
    step = (high - low) / 60
    cover = [0] * 60
    for p in pieces:
        for i in range(max(int((p.x0 - low) / step), 0), min(int((p.x1 - low) / step) + 1, 60)):
            cover[i] += 1
    middle = range(21, 40)
    best = min(middle, key=lambda i: (cover[i], abs(i - 30)))
    if cover[best] > 0.2 * len(pieces):
        return None
    gutter = low + (best + 0.5) * step
    for side in ([p for p in pieces if p.x1 <= gutter], [p for p in pieces if p.x0 >= gutter]):
        if len(side) < 8:
            return None
        left, edge = min(p.x0 for p in side), max(p.x1 for p in side)
        full = sum(1 for p in side if p.x1 > edge - 0.15 * (edge - left) and len(p.text) >= 20)
        if full < 0.55 * len(side):
            return None
    return gutter


def _ordered(pieces: list[Piece]) -> list[Piece]:
    """Content order, unless the file draws lines out of order: then from top to bottom."""
    jumps = sum(1 for a, b in pairwise(pieces) if b.bottom < a.top - 0.5 * a.em)
    if not jumps:
        return pieces
    return sorted(pieces, key=lambda p: p.middle)


def _rows(pieces: list[Piece], number: int, column: int) -> list[Row]:
    rows: list[Row] = []
    for piece in pieces:
        if rows and _level(rows[-1].pieces[0], piece):
            rows[-1].pieces.append(piece)
        else:
            rows.append(Row([piece], number, column))
    for row in rows:
        row.pieces.sort(key=lambda p: p.x0)
        if len(row.pieces) > 1:
            row.raised = _raised(row.pieces)
            row.pieces = [p for p in row.pieces if p not in row.raised] + row.raised
    return rows


def _raised(pieces: list[Piece]) -> list[Piece]:
    """Small pieces printed over the line of another, such as a trade mark sign: they follow the line."""
    if len(pieces) > 200:
        return []
    return [
        p
        for p in pieces
        if any(p is not q and p.em < 0.85 * q.em and q.x0 <= p.x0 and p.x1 <= q.x1 + p.em for q in pieces)
    ]


def _level(a: Piece, b: Piece) -> bool:
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    return overlap > 0.5 * min(a.bottom - a.top, b.bottom - b.top)
