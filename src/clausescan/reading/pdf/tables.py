"""Rows with cells: from ruling lines where a page draws them, else from pieces that stand in columns."""

from __future__ import annotations

import ctypes
import io
import logging
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from clausescan.model import Box
from clausescan.reading.pdf.glyphs import Piece
from clausescan.reading.pdf.rows import Row

_FEWEST_LINES = 4
_MOST_LINES = 800
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
        if width > 20 and height > 8:
            boxes += 1
            if width > 100:
                across, down = _strokes(item)
                level, upright = level + across, upright + down
    if level + upright + boxes > _MOST_LINES:
        return False
    return (level >= 2 and upright >= 2 and level + upright >= _FEWEST_LINES) or boxes >= _FEWEST_LINES


def _strokes(path: Any) -> tuple[int, int]:
    """Level and upright strokes of a path that may be a whole grid; none for a plain frame."""
    import pypdfium2.raw as c

    count = c.FPDFPath_CountSegments(path)
    if count < 8:
        return 0, 0
    x, y = ctypes.c_float(), ctypes.c_float()
    level = upright = 0
    before: tuple[float, float] | None = None
    for i in range(min(count, 2 * _MOST_LINES)):
        segment = c.FPDFPath_GetPathSegment(path, i)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        if before and c.FPDFPathSegment_GetType(segment) == c.FPDF_SEGMENT_LINETO:
            across, down = abs(x.value - before[0]), abs(y.value - before[1])
            level += down < 0.5 and across > 20
            upright += across < 0.5 and down > 6
        before = x.value, y.value
    return level, upright


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
        # Each page is closed alone: closing the whole file would read all its pages again, damaged ones too.
        try:
            found = []
            for table in page.find_tables():
                rows = [[Box(*map(float, cell)) for cell in row.cells if cell] for row in table.rows]
                if len(rows) > 1 and max(map(len, rows)) > 1:
                    found.append(rows)
            return found
        finally:
            page.close()


@dataclass(slots=True)
class TableRow:
    """One row of a table; each cell holds its pieces in reading order."""

    page: int
    cells: list[list[Piece]] = field(default_factory=list)


def table_rows(rows: list[Row]) -> dict[int, TableRow]:
    """Which rows are table rows, by `id(row)`. Printed rows of one table row (wrapped cells) map to the same value."""
    found: dict[int, TableRow] = {}
    i = 0
    while i < len(rows):
        if rows[i].cells:
            found[id(rows[i])] = TableRow(rows[i].page, rows[i].cells)
        elif _apart(rows[i]):
            region = _Region(rows[i])
            end = i + 1
            while end < len(rows) and region.takes(rows[end]):
                end += 1
            if region.is_table:
                found.update(region.table_rows())
                i = end
                continue
        i += 1
    return found


def _apart(row: Row) -> bool:
    """Whether a row holds two pieces or more besides a clause label."""
    return len(row.pieces) - row.labels - len(row.raised) > 1


class _Region:
    """Printed rows, one below the other, whose pieces stand in columns with a white strip between them."""

    def __init__(self, first: Row) -> None:
        self.rows = [first]
        self.columns = [(piece.x0, piece.x1) for piece in first.pieces]

    @property
    def is_table(self) -> bool:
        seeds = [row for row in self.rows if _apart(row)]
        return len(seeds) > 1 or len(seeds[0].pieces) - seeds[0].labels > 2

    def takes(self, row: Row) -> bool:
        """Adds the row when it fits under the columns; tells whether it did."""
        last = self.rows[-1]
        drop = row.top - last.top
        if row.cells or row.page != last.page or row.column != last.column or not 0 < drop < 3.5 * row.em:
            return False
        if not _apart(row) and drop > 1.6 * row.em:
            return False
        columns = list(self.columns)
        for piece in row.pieces:
            at = [i for i, (x0, x1) in enumerate(columns) if piece.x0 < x1 and piece.x1 > x0]
            if len(at) > 1 or (not at and not _apart(row)):
                return False
            if at:
                x0, x1 = columns[at[0]]
                columns[at[0]] = (min(x0, piece.x0), max(x1, piece.x1))
            else:
                columns = sorted([*columns, (piece.x0, piece.x1)])
        if any(b[0] - a[1] < 0.3 * row.em for a, b in pairwise(columns)):
            return False
        self.columns = columns
        self.rows.append(row)
        return True

    def table_rows(self) -> dict[int, TableRow]:
        found: dict[int, TableRow] = {}
        table: TableRow | None = None
        filled: dict[int, list[Piece]] = {}
        before: Row | None = None
        for row in self.rows:
            places = [self._column(piece) for piece in row.pieces]
            edge = self.columns[0][1]
            if table is None or before is None or not _goes_on(filled, places, before, row, edge):
                table, filled = TableRow(row.page), {}
            for place, piece in zip(places, row.pieces, strict=True):
                filled.setdefault(place, []).append(piece)
            table.cells = [filled[place] for place in sorted(filled)]
            found[id(row)] = table
            before = row
        return found

    def _column(self, piece: Piece) -> int:
        middle = (piece.x0 + piece.x1) / 2
        return next(i for i, (x0, x1) in enumerate(self.columns) if x0 <= middle <= x1)


def _goes_on(filled: dict[int, list[Piece]], places: list[int], before: Row, row: Row, edge: float) -> bool:
    """Whether a printed row goes on in the cells of the table row above it. `edge` is the right of the first column.

    It does when it follows closely and leaves the first cell empty, or fills only that under a full line, or when a
    cell above it plainly breaks off: no stop at its end, and a small letter below.
    """
    if row.top - before.top > 1.6 * row.em:
        return False
    if 0 not in places:
        return True
    if places == [0] and (0 not in filled or filled[0][-1].x1 > edge - 6 * row.em) and len(filled) > 1:
        return True
    for piece, place in zip(row.pieces, places, strict=True):
        above = filled[place][-1].text if place in filled else "."
        if piece.text[:1].islower() and above[-1:] not in ".;:" and len(above) > 12:
            return True
    return False
