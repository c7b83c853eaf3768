"""Rows with cells: from aligned pieces, and from ruling lines where a page draws them."""

from __future__ import annotations

from dataclasses import dataclass, field

from clausescan.reading.pdf.glyphs import Piece
from clausescan.reading.pdf.rows import Row


@dataclass(slots=True)
class TableRow:
    """One row of a table; each cell holds its pieces in reading order."""

    page: int
    cells: list[list[Piece]] = field(default_factory=list)


def table_rows(rows: list[Row]) -> dict[int, TableRow]:
    """Which rows are table rows, by `id(row)`. Rows that continue the last cell map to the same TableRow."""
    found: dict[int, TableRow] = {}
    for i, row in enumerate(rows):
        if not _apart(row):
            continue
        near = [rows[j] for j in (i - 1, i + 1) if 0 <= j < len(rows) and rows[j].page == row.page]
        if len(row.pieces) >= 3 or any(_apart(other) and _aligned(row, other) for other in near):
            found[id(row)] = TableRow(row.page, [[piece] for piece in row.pieces])
    last: TableRow | None = None
    before: Row | None = None
    for row in rows:
        if id(row) in found:
            last = found[id(row)]
        elif last and before and _continues(last, before, row):
            last.cells[-1].extend(row.pieces)
            found[id(row)] = last
        else:
            last = None
        before = row
    return found


def _apart(row: Row) -> bool:
    return len(row.pieces) > 2 or (len(row.pieces) == 2 and not row.labelled)


def _aligned(a: Row, b: Row) -> bool:
    return any(abs(p.x0 - q.x0) < 0.6 * p.em for p in a.pieces[1:] for q in b.pieces[1:])


def _continues(table: TableRow, before: Row, row: Row) -> bool:
    """Whether a row of one piece is the next line of the last cell (a definition set in two columns)."""
    first, cell = row.pieces[0], table.cells[-1][0]
    if len(row.pieces) != 1 or row.page != table.page or len(table.cells) < 2:
        return False
    close = 0 < row.top - before.top < 1.6 * row.em
    return close and abs(first.x0 - cell.x0) < 0.6 * first.em and first.x0 - table.cells[0][0].x0 > 4 * first.em
