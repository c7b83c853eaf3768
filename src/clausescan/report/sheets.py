"""How tables look in a workbook, and what makes the words of an agreement harmless in a cell.

What an agreement says is written as text and never as a formula or an address, and cannot become one: a cell that
begins as a formula would gets an apostrophe, and cells keep being text when they are edited.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from clausescan.model import Evidence, Report, Severity, Status
from clausescan.report import words
from clausescan.report.escape import shortened, visible_lines
from clausescan.report.places import Places

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CELL = 32_767
"""UTF-16 units that a cell of Excel can hold."""

QUOTE, QUOTES = 300, 3
"""Characters of a quote beside a finding, and how many quotes."""

_LINE, _HIGHEST = 11.5, 409.0
"""Points of a line, and of the highest row that Excel allows."""

_CHARACTERS = 1.25
"""Characters of the sheets' font in one unit of column width, on the safe side."""

_CUT = "… (cut: a cell of Excel holds no more; the agreement has the rest)"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would take for a formula, once it has gone through a CSV file."""


class Place(NamedTuple):
    """A cell that cites a clause; a click leads to its row on the sheet of clauses."""

    words: str
    clause: str


class Mark(NamedTuple):
    """A cell in the colour of a severity or status."""

    words: str
    kind: Severity | Status


class Share(NamedTuple):
    """A cell with a number from 0 to 1, shown as a percentage."""

    value: float


Cell = str | float | Place | Mark | Share | None
Columns = Sequence[tuple[str, float]]
"""Heading and width in characters."""


def cell_text(text: str) -> str:
    """`text` as a cell can hold it: control and direction characters escaped, no beginning of a formula, cut with a
    remark where Excel takes no more."""
    text = visible_lines(text)
    if text.startswith(_FORMULA):
        text = "'" + text
    units = text.encode("utf-16-le")
    if len(units) > 2 * CELL:
        text = units[: 2 * (CELL - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
    return text


class Sheets:
    """Sheets in one look: a heading that stays in view and filters the rows, wrapped cells, one page wide in print."""

    def __init__(self, book: Workbook, report: Report) -> None:
        self._book = book
        self.places = Places(report)
        self.text = report.document.text
        self.rows = {clause.id: row for row, clause in enumerate(report.clauses, 2)}
        """Clause id → row on the sheet of clauses, from 1; row 1 is its heading."""
        plain = {"font_name": "Arial", "font_size": 9, "text_wrap": True, "valign": "top", "quote_prefix": True}
        self.plain = book.add_format(plain)
        self.bold = book.add_format({**plain, "bold": True})
        self.title = book.add_format({**plain, "bold": True, "font_size": 15, "text_wrap": False})
        self.head = book.add_format(
            {**plain, "bold": True, "font_color": "#ffffff", "bg_color": "#243b53", "border": 1}
        )
        self.link = book.add_format({**plain, "font_color": "#0b5394", "underline": 1})
        self.percent = book.add_format({**plain, "num_format": "0%", "quote_prefix": False, "align": "left"})
        self.number = book.add_format({**plain, "num_format": "General", "quote_prefix": False, "align": "left"})
        colours: dict[str, str] = {**words.SEVERITY_COLOURS, **words.STATUS_COLOURS}  # type: ignore[dict-item]
        self._marks: dict[str, Format] = {
            kind: book.add_format({**plain, "bold": True, **_look(kind, colour)}) for kind, colour in colours.items()
        }

    def sheet(self, name: str, columns: Columns) -> Worksheet:
        """A sheet for print in landscape, one page wide, with widths set."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&8&A&R&8&P / &N")
        sheet.hide_gridlines(1)
        for column, (_, width) in enumerate(columns):
            sheet.set_column(column, column, width, self.plain)
        return sheet

    def table(
        self, name: str, columns: Columns, rows: Iterable[Sequence[Cell]], empty: str, printed: int | None = None
    ) -> None:
        """A sheet with a row each; `empty` is said where there is none. Only the first `printed` columns go to paper,
        where more would be too small to read."""
        sheet = self.sheet(name, columns)
        for column, (heading, _) in enumerate(columns):
            sheet.write_string(0, column, heading, self.head)
        last = 0
        for last, row in enumerate(rows, 1):
            sheet.set_row(last, self.height(row, columns))
            for column, cell in enumerate(row):
                self.write(sheet, last, column, cell)
        if not last:
            self.write(sheet, 1, 0, empty)
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        sheet.print_area(0, 0, max(last, 1), (printed or len(columns)) - 1)

    def write(self, sheet: Worksheet, row: int, column: int, cell: Cell, format: Format | None = None) -> None:
        match cell:
            case None | "":
                pass
            case Place(text, clause) if clause in self.rows:
                # The address is made of a number of ours; of the agreement there is only the text that is shown.
                target = f"internal:'Clauses'!A{self.rows[clause]}"
                sheet.write_url(row, column, target, self.link, cell_text(text or "in the text"))
            case Place(text, _):
                sheet.write_string(row, column, cell_text(text), self.plain)
            case Mark(text, kind):
                sheet.write_string(row, column, cell_text(text), self._marks[kind])
            case str():
                sheet.write_string(row, column, cell_text(cell), format or self.plain)
            case Share(value):
                sheet.write_number(row, column, value, self.percent)
            case _:
                sheet.write_number(row, column, cell, self.number)

    def height(self, row: Sequence[Cell], columns: Columns) -> float:
        """Points that the wrapped cells of a row take: not every program measures them when it opens a file."""
        lines = 1
        for cell, (_, width) in zip(row, columns, strict=True):
            text = cell if isinstance(cell, str) else cell[0] if isinstance(cell, Place | Mark) else ""
            room = width * _CHARACTERS
            lines = max(lines, sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n")))
        return min(lines * _LINE + 3, _HIGHEST)

    def place(self, found: Sequence[Evidence], most: int = 1) -> Place | None:
        """Up to `most` clauses of `found`, once each; the link leads to the first."""
        if not found:
            return None
        listed = [*dict.fromkeys(filter(None, (self.places.where(each) for each in found)))]
        more = [f"and {len(listed) - most} more"] if len(listed) > most > 1 else []
        return Place("; ".join(listed[:most] + more), found[0].clause)

    def quotes(self, found: Sequence[Evidence]) -> str:
        """Places and words, the first few and not more than can be read in a cell: the sheet of clauses has all."""
        quotes = {(each.start, each.end): each for each in found if each.quote}
        first = [*quotes.values()][:QUOTES]
        shown = [f"{self.places.where(each)} “{shortened(each.quote, QUOTE)}”".strip() for each in first]
        return "\n".join(shown + [f"and {len(quotes) - QUOTES} more"] * (len(quotes) > QUOTES))


def _look(kind: str, colour: str) -> dict[str, Any]:
    if kind in ("critical", "high"):
        return {"font_color": "#ffffff", "bg_color": colour}
    return {"font_color": colour}
