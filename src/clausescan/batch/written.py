"""Tables of a room as files: CSV, JSON, Excel, Parquet; and the whole store as Parquet for a warehouse.

What agreements say never becomes a formula: in CSV and Excel a text that begins as one would gets an apostrophe.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clausescan.batch.matrix import Matrix
from clausescan.batch.matrix_page import SIGNS
from clausescan.batch.queries import Table
from clausescan.batch.store import Store, plain_errors
from clausescan.errors import ClausescanError, display
from clausescan.report import words
from clausescan.report.sheets import cell_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

_INK = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_HEAD = {**_INK, "bold": True, "font_color": "#ffffff", "bg_color": "#243b53", "border": 1, "text_wrap": True}
_TEXT = {**_INK, "text_wrap": True, "quote_prefix": True}
_WIDE = {"path": 34, "uri": 44, "agreement": 34, "title": 34, "quote": 60, "clause": 70, "why": 50, "reason": 50}
_ROWS = 1_048_576
"""Of a sheet of Excel."""
_AT_ONCE = 20_000


def to_csv(table: Table) -> str:
    """RFC 4180, with a line of names."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([cell_text(value) if isinstance(value, str) else value for value in row] for row in table.rows)
    return out.getvalue()


def to_json(table: Table) -> str:
    """A list of objects."""
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=_hex)


def _hex(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def to_xlsx(table: Table) -> bytes:
    """One sheet: names in view, filters, and the remark on a second sheet."""
    book, buffer = _book()
    if len(table.rows) >= _ROWS:
        raise ClausescanError(f"{len(table.rows):,} rows are more than a sheet of Excel holds; write CSV or Parquet")
    head, text, plain = (book.add_format(look) for look in (_HEAD, _TEXT, _INK))
    sheet = book.add_worksheet("Rows")
    for column, name in enumerate(table.columns):
        sheet.set_column(column, column, _WIDE.get(name, 14))
        sheet.write_string(0, column, cell_text(name), head)
    for number, row in enumerate(table.rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, column, value, plain)
            elif value not in (None, ""):
                sheet.write_string(number, column, cell_text(str(value)), text)
    sheet.freeze_panes(1, 0)
    if table.columns:
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    _about(book, filter(None, (table.remark, words.DISCLAIMER)))
    book.close()
    return buffer.getvalue()


def matrix_to_xlsx(whole: Matrix) -> bytes:
    """The matrix in the colours of the reports: what was not found filled, what is mentioned tinted; by the sign in
    each cell it reads without colours. What a person decided has a frame, and a note says who and why."""
    book, buffer = _book()
    head = book.add_format({**_HEAD, "rotation": 90, "valign": "bottom", "align": "center"})
    wide, text = book.add_format(_HEAD), book.add_format({**_INK, "quote_prefix": True})
    number = book.add_format({**_INK, "align": "center", "bold": True})
    looks = _Looks(book)
    sheet = book.add_worksheet("Matrix")
    for column, (name, width) in enumerate((("Agreement", 34), ("Title", 34), ("Open, critical or high", 10))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, wide)
    sheet.set_column(3, 2 + len(whole.items), 3.6)
    sheet.set_row(0, 48)
    for column, item in enumerate(whole.items, 3):
        sheet.write_string(0, column, item.id, head)
        sheet.write_comment(0, column, item.title, {"x_scale": 2})
    for row, agreement in enumerate(whole.agreements, 1):
        sheet.write_string(row, 0, cell_text(agreement.name), text)
        sheet.write_string(row, 1, cell_text(agreement.title), text)
        if not agreement.judged:
            sheet.write_string(row, 2, "not judged", text)
            continue
        sheet.write_number(row, 2, agreement.gaps("critical", "high"), number)
        for column, cell in enumerate(agreement.cells, 3):
            if cell is None:
                continue
            gap = cell.severity if cell.gap else ""
            sheet.write_string(row, column, SIGNS[cell.status], looks.of(cell.status, gap, bool(cell.decided)))
            if cell.decided:
                found = f"The machine finds: {words.STATUSES[cell.found]}."
                note = f"{words.STATUSES[cell.status]}: decided by {cell.decided}. {cell.reason} {found}"
                sheet.write_comment(row, column, cell_text(note)[:1000], {"x_scale": 2})
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(whole.agreements), 1), 2 + len(whole.items))
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    _items(book, whole)
    legend = (f"{SIGNS[status]}  {said}" for status, said in words.STATUSES.items())
    _about(book, [*legend, "A frame: a person decided it; the note on the cell says who and why.", words.DISCLAIMER])
    book.close()
    return buffer.getvalue()


class _Looks:
    """Formats of cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, str, bool], Format] = {}

    def of(self, status: str, severity: str, decided: bool) -> Format:
        key = status, severity, decided
        if key not in self._made:
            look: dict[str, Any] = {**_INK, "align": "center", "bold": True, **_colours(status, severity)}
            if decided:
                look["border"] = 2
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _colours(status: str, severity: str) -> dict[str, str]:
    severities, statuses = words.SEVERITY_COLOURS, words.STATUS_COLOURS
    if status == "absent":
        return {"bg_color": severities[severity], "font_color": "#ffffff"}  # type: ignore[index]
    if status == "partial":
        return {"bg_color": _tint(severities[severity], 0.72)}  # type: ignore[index]
    if status == "redacted":
        return {"bg_color": statuses["redacted"], "font_color": "#ffffff"}
    return {"bg_color": _tint(statuses["explicit"], 0.8)} if status == "explicit" else {"font_color": statuses["na"]}


def _tint(colour: str, white: float) -> str:
    from clausescan.report.html.page import mixed

    return mixed(colour, "#ffffff", white)


def _items(book: Workbook, whole: Matrix) -> None:
    """How often each item is settled, mentioned, not found."""
    head, text, plain = (book.add_format(look) for look in (_HEAD, _TEXT, _INK))
    sheet = book.add_worksheet("Items")
    columns = ("Item", "Title", *(said.capitalize() for said in words.STATUSES.values()))
    for column, (name, width) in enumerate(zip(columns, (9, 50, *(12,) * len(words.STATUSES)), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    for row, item in enumerate(whole.items, 1):
        sheet.write_string(row, 0, item.id, text)
        sheet.write_string(row, 1, cell_text(item.title), text)
        cells = [a.cells[row - 1] for a in whole.agreements if a.cells]
        for column, status in enumerate(words.STATUSES, 2):
            sheet.write_number(row, column, sum(c is not None and c.status == status for c in cells), plain)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(whole.items), 1), len(columns) - 1)


def _about(book: Workbook, lines: Iterable[str]) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 110)
    text = book.add_format(_TEXT)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, cell_text(line), text)


def _book() -> tuple[Workbook, io.BytesIO]:
    from xlsxwriter.workbook import Workbook

    buffer = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return Workbook(buffer, {"in_memory": True, **plain}), buffer


# --- Parquet ----------------------------------------------------------------------------------------------------------

TABLES = (
    *("runs", "documents", "inputs", "warnings", "facts", "periods", "verdicts", "elements", "exits", "defects"),
    *("clauses", "clause_types", "reviews"),
)
"""What `warehouse` writes, a file each; `verdicts` are the findings with what people decided. The reports and vectors,
which are no columns, stay in the store."""


def to_parquet(table: Table) -> bytes:
    """Raises ClausescanError without pyarrow."""
    pa, pq = arrow()
    buffer = io.BytesIO()
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    made = pa.table({name: _column(pa, column) for name, column in zip(table.columns, columns, strict=True)})
    pq.write_table(made, buffer, compression="zstd")
    return buffer.getvalue()


def warehouse(store: Store, folder: Path) -> dict[str, int]:
    """Write TABLES into a folder as Parquet, some rows at a time; gives how many rows each has. Raises StoreError,
    ClausescanError."""
    pa, pq = arrow()
    counts = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with plain_errors(store.file):
            store.db.execute("BEGIN")  # all tables as they were at one moment, whoever writes meanwhile
            try:
                for name in TABLES:
                    counts[name] = _file(pa, pq, store, name, folder / f"{name}.parquet")
            finally:
                store.db.execute("COMMIT")
    except OSError as error:
        raise ClausescanError(f"{display(str(folder))}: cannot be written: {error.strerror or error}") from error
    return counts


def _file(pa: Any, pq: Any, store: Store, name: str, file: Path) -> int:
    cursor = store.db.execute(f"SELECT * FROM {name}")  # noqa: S608
    schema = pa.schema([(each[0], column_type(pa, name, each[0])) for each in cursor.description])
    count = 0
    temporary = file.with_name(f".{file.name}.part")
    try:
        with pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
            while rows := cursor.fetchmany(_AT_ONCE):
                arrays = [
                    pa.array(column, type=field.type)
                    for column, field in zip(zip(*rows, strict=True), schema, strict=True)
                ]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
                count += len(rows)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    return count


_WHOLE = frozenset(
    (
        *(
            "id",
            "document",
            "run",
            "seen",
            "jobs",
            "pages",
            "words",
            "clauses",
            "judged",
            "size",
            "mtime",
            "page",
            "ord",
        ),
        *("start", "stop", "vector", "essential", "needs_price", "uncertain", "review", "outdated"),
    )
)
_REAL = frozenset(("seconds", "peak_mb", "amount", "days", "confidence", "score", "periods.value"))


def column_type(pa: Any, table: str, column: str) -> Any:
    """The same type for a column in every store, whatever its rows hold."""
    if column in _WHOLE:
        return pa.int64()
    return pa.float64() if {column, f"{table}.{column}"} & _REAL else pa.string()


def _column(pa: Any, values: Sequence[Any]) -> Any:
    kinds = {type(value) for value in values} - {type(None)}
    if kinds <= {int}:
        return pa.array(values, type=pa.int64())
    if kinds <= {int, float}:
        return pa.array(values, type=pa.float64())
    if kinds == {bytes}:
        return pa.array(values, type=pa.binary())
    return pa.array([None if v is None else _hex(v) if isinstance(v, bytes) else str(v) for v in values], pa.string())


def arrow() -> tuple[Any, Any]:
    """pyarrow and its Parquet module. Raises ClausescanError without them."""
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.parquet as pq  # type: ignore[import-untyped]
    except ImportError as error:
        raise ClausescanError(
            "Parquet needs pyarrow, which is not installed: pip install 'clausescan[parquet]'"
        ) from error
    return pa, pq
