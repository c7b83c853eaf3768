"""Rows with cells: from ruling lines where a page draws them, else from pieces that stand in columns."""

from __future__ import annotations

import ctypes
import io
import logging
from dataclasses import dataclass, field
from typing import Any

from clausescan.model import Box
from clausescan.reading.pdf.glyphs import Piece
from clausescan.reading.pdf.rows import Row

_FEWEST_LINES = 4
_MOST_LINES = 4_000
"""More ruling lines than this are a drawing or an attack, and pdfplumber would take minutes."""


def has_rulings(page: Any) -> bool:
    """Whether a loaded PDFium page draws enough upright and level lines, or boxes, to hold a ruled table."""
    import pypdfium2.raw as c

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    level = upright = boxes = 0
    count = min(c.FPDFPage_CountObjects(page.raw), 20_000)
    for i in range(count):
        item = c.FPDFPage_GetObject(page.raw, i)
        if c.FPDFPageObj_GetType(item) != c.FPDF_PAGEOBJ_PATH:
            continue
        c.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        width, height = right.value - left.value, top.value - bottom.value
        level += height < 2.5 and width > 20
        upright += width < 2.5 and height > 6
        boxes += width > 20 and height > 8
    if level + upright + boxes > _MOST_LINES:
        return False
    return (level >= 2 and upright >= 2 and level + upright >= _FEWEST_LINES) or boxes >= _FEWEST_LINES


class RuledTables:
    """Finds ruled tables with pdfplumber, page by page; opens the file when first asked."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._file: Any = None

    def of_page(self, number: int) -> list[list[list[Box]]]:
        """The tables of a 1-based page as rows of cell boxes. Tables of one row or one column are no tables.

        Raises what pdfplumber raises on a file it cannot follow.
        """
        import pdfplumber

        logging.getLogger("pdfminer").setLevel(logging.ERROR)
        if self._file is None:
            self._file = pdfplumber.open(io.BytesIO(self._data))
        page = self._file.pages[number - 1]
        try:
            found = []
            for table in page.find_tables():
                rows = [[Box(*map(float, cell)) for cell in row.cells if cell] for row in table.rows]
                if len(rows) > 1 and max(map(len, rows)) > 1:
                    found.append(rows)
            return found
        finally:
            page.close()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


@dataclass(slots=True)
class TableRow:
    """One row of a table; each cell holds its pieces in reading order."""

    page: int
    cells: list[list[Piece]] = field(default_factory=list)


def table_rows(rows: list[Row]) -> dict[int, TableRow]:
    """Which rows are table rows, by `id(row)`. Printed rows of one table row (wrapped cells) map to the same value."""
    found: dict[int, TableRow] = {}
    for i, row in enumerate(rows):
        if row.cells:
            found[id(row)] = TableRow(row.page, row.cells)
            continue
        if not _apart(row):
            continue
        near = [rows[j] for j in (i - 1, i + 1) if 0 <= j < len(rows) and rows[j].page == row.page]
        if len(row.pieces) >= 3 or any(_apart(other) and _aligned(row, other) for other in near):
            found[id(row)] = TableRow(row.page, [[piece] for piece in row.pieces])
    last: TableRow | None = None
    before: Row | None = None
    for row in rows:
        ours = found.get(id(row))
        if row.cells:
            last = None
        elif last and before and (ours is None or not ours.cells[0][0].bold) and _continues(last, before, row):
            for piece in row.pieces:
                _cell_of(last, piece).append(piece)
            found[id(row)] = last
        else:
            last = ours
        before = row
    return found


def _continues(table: TableRow, before: Row, row: Row) -> bool:
    """Whether a printed row goes on in the cells of the table row above it.

    It does when it leaves the first cell empty and each of its pieces stands under a cell, or when a cell above it
    plainly breaks off: full to the next cell, no stop at its end, and a small letter below.
    """
    em = row.em
    if row.page != table.page or len(table.cells) < 2 or not 0 < row.top - before.top < 1.6 * em:
        return False
    under = [_under(table, piece) for piece in row.pieces]
    if None in under:
        return False
    if 0 not in under:
        return row.x0 - table.cells[0][0].x0 > 4 * em
    for piece, index in zip(row.pieces, under, strict=True):
        above = table.cells[index or 0][-1]
        if piece.text[:1].islower() and above.text[-1:] not in ".;:" and len(above.text) > 12 and len(row.pieces) > 1:
            return True
    return False


def _under(table: TableRow, piece: Piece) -> int | None:
    for i, cell in enumerate(table.cells):
        if abs(piece.x0 - cell[0].x0) < 0.6 * piece.em:
            return i
    return None


def _cell_of(table: TableRow, piece: Piece) -> list[Piece]:
    return table.cells[_under(table, piece) or 0]


def _apart(row: Row) -> bool:
    return len(row.pieces) > 2 or (len(row.pieces) == 2 and not row.labelled)


def _aligned(a: Row, b: Row) -> bool:
    return any(abs(p.x0 - q.x0) < 0.6 * p.em for p in a.pieces[1:] for q in b.pieces[1:])
