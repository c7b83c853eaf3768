"""From printed pages to blocks: furniture out, contents and tables marked, paragraphs rebuilt, offsets kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from clausescan.model import Block, BlockKind, Furniture, Line, Span
from clausescan.reading.pdf.contents import contents_rows
from clausescan.reading.pdf.furniture import split_furniture
from clausescan.reading.pdf.glyphs import Piece, PrintedPage
from clausescan.reading.pdf.paragraphs import Setting, paragraphs_of, setting_of
from clausescan.reading.pdf.rows import Row, rows_of
from clausescan.reading.pdf.tables import TableRow, table_rows
from clausescan.reading.title import TitleLine, continued, title_from

_HEADING_WORD = re.compile(r"(?:article|section|schedule|exhibit|annex|appendix)\s+[0-9ivxlcA-Z]", re.IGNORECASE)


@dataclass(slots=True)
class Layout:
    """What the layout found: the parts of a Document that come from the printed pages."""

    text: str
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    furniture: tuple[Furniture, ...]
    title: str


@dataclass(slots=True)
class _Writer:
    parts: list[str] = field(default_factory=list)
    size: int = 0
    blocks: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)

    def pieces(self, pieces: Iterable[tuple[Piece, int]], fresh: bool) -> None:
        """Writes pieces joined as running text; `fresh` when nothing of the block or cell stands before them."""
        hyphen = ""
        for piece, page in pieces:
            text = piece.text
            # A hyphen at a line's end belongs to the word, so the next line follows without a space.
            if not fresh and not (hyphen and text[:1].isalnum()):
                self.add(" ")
            start = self.size
            self.add(text)
            self.lines.append(Line(start, self.size, page, piece.box))
            hyphen, fresh = piece.hyphen, False


def lay_out(pages: list[PrintedPage]) -> Layout:
    """Blocks, lines and furniture of the printed pages, in reading order."""
    rows = {page.number: rows_of(page) for page in pages}
    kept, furniture = split_furniture(rows)
    flow = [row for number in kept for row in kept[number] if row.text]
    contents = contents_rows(flow)
    tables = table_rows([row for row in flow if id(row) not in contents])
    setting = setting_of(flow)
    widths = {page.number: page.width for page in pages}
    writer = _Writer()
    run: list[Row] = []
    done: set[int] = set()
    for row in flow:
        table = tables.get(id(row))
        if id(row) not in contents and table is None:
            run.append(row)
            continue
        _write_paragraphs(writer, run, setting, widths)
        run = []
        if table is None:
            _write_block(writer, [row], "toc", setting, widths)
        elif id(table) not in done:
            done.add(id(table))
            _write_table_row(writer, table)
    _write_paragraphs(writer, run, setting, widths)
    return Layout(
        "".join(writer.parts), tuple(writer.blocks), tuple(writer.lines), tuple(furniture), _title(flow, contents)
    )


def _write_paragraphs(writer: _Writer, rows: list[Row], setting: Setting, widths: dict[int, float]) -> None:
    for paragraph in paragraphs_of(rows, setting):
        _write_block(writer, paragraph.rows, "paragraph", setting, widths)


def _write_block(writer: _Writer, rows: list[Row], kind: BlockKind, setting: Setting, widths: dict[int, float]) -> None:
    if writer.blocks:
        writer.add("\n")
    start = writer.size
    writer.pieces(((piece, row.page) for row in rows for piece in row.pieces), fresh=True)
    first = rows[0]
    bold = all(piece.bold for row in rows for piece in row.pieces)
    centered = _centered(rows, setting)
    if kind == "paragraph" and len(rows) <= 3 and _heading(" ".join(row.text for row in rows), bold, centered):
        kind = "heading"
    indent = round(max(first.x0 - setting.left.get((first.page, first.column), first.x0), 0.0), 1)
    writer.blocks.append(Block(start, writer.size, kind, indent=indent, bold=bold, centered=centered, page=first.page))


def _write_table_row(writer: _Writer, table: TableRow) -> None:
    if writer.blocks:
        writer.add("\n")
    start = writer.size
    cells: list[Span] = []
    for cell in table.cells:
        if cells:
            writer.add(" ")
        begin = writer.size
        writer.pieces(((piece, table.page) for piece in cell), fresh=True)
        cells.append(Span(begin, writer.size))
    writer.blocks.append(Block(start, writer.size, "table_row", page=table.page, cells=tuple(cells)))


def _centered(rows: list[Row], setting: Setting) -> bool:
    for row in rows:
        left = setting.left.get((row.page, row.column), row.x0)
        right = setting.right.get((row.page, row.column), row.x1)
        before, after = row.x0 - left, right - row.x1
        least = max(2 * row.em, 0.08 * (right - left))
        if min(before, after) < least or abs(before - after) > max(2 * row.em, 0.06 * (right - left)):
            return False
    return True


def _heading(text: str, bold: bool, centered: bool) -> bool:
    """Whether a short block looks like a heading: set off by its type or place, and no sentence."""
    words = text.split()
    if not words or len(words) > 16 or not any(char.isalpha() for char in text):
        return False
    if text[-1] in ".;:,":
        return text[-1] == "." and len(words) <= 8 and bold and text[:1].isalnum()
    return bold or centered or (text.isupper() and len(text) > 3) or bool(_HEADING_WORD.match(text) and len(words) <= 8)


def _title(rows: list[Row], contents: set[int]) -> str:
    """The title that the first page prints."""
    first = [row for row in rows[:60] if row.page == rows[0].page and id(row) not in contents]
    lines = []
    for i, row in enumerate(first[:30]):
        before = first[i - 1] if i else None
        lines.append(TitleLine(row.text, before is not None and _goes_on(before, row)))
    return title_from(lines)


def _goes_on(before: Row, row: Row) -> bool:
    """Whether two lines are one title over two lines: set alike and close together."""
    alike = before.text.isupper() == row.text.isupper() and abs(before.em - row.em) < 0.5
    gap = 3.6 if continued(before.text) else 2.2
    return alike and before.pieces[0].bold == row.pieces[0].bold and 0 < row.top - before.top < gap * row.em
