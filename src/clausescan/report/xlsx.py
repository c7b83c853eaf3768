"""The report as an Excel workbook: findings, exit matrix, drafting errors, periods, facts and clauses, a sheet each,
with filters, and a link from every row to its clause.

What an agreement says is written as text and never as a formula or an address, and cannot become one: a cell that
begins as a formula would gets an apostrophe, and cells keep being text when they are edited.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from clausescan.model import Clause, Defect, Evidence, Finding, Judgement, Period, Report, Severity, Status, Waiver
from clausescan.report import words
from clausescan.report.escape import shortened, visible, visible_lines
from clausescan.report.exit_cells import EXIT_COLUMNS, exit_cells
from clausescan.report.places import Places
from clausescan.report.triage import SEVERITIES, errors, gaps, gate
from clausescan.taxonomy import TITLES

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from clausescan.report.formats import Rendering

CELL = 32_767
"""UTF-16 units that a cell of Excel can hold."""

QUOTE, QUOTES = 300, 3
"""Characters of a quote beside a finding, and how many quotes."""

_LINE, _HIGHEST = 11.5, 409.0
"""Points of a line, and of the highest row that Excel allows."""

_CHARACTERS = 1.25
"""Characters of the sheets' font in one unit of column width, on the safe side."""

_CUT = "… (cut: a cell of Excel holds no more; the agreement has the rest)"
_UNJUDGED = "The agreement was read and not judged."
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


def render(report: Report, rendering: Rendering) -> bytes:
    """The bytes of the workbook (.xlsx)."""
    from xlsxwriter.workbook import Workbook

    buffer = io.BytesIO()
    book = Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            # Column widths are counted in digits of this font: one that every program has, or has the measures of.
            "default_format_properties": {"font_name": "Arial", "font_size": 10},
        },
    )
    now = (rendering.now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": _title(report)[:200], "comments": words.DISCLAIMER, "created": now})
    sheets = _Sheets(book, report)
    _summary(sheets, report, rendering)
    _findings(sheets, report.judgement)
    _exits(sheets, report.judgement)
    _errors(sheets, report.judgement)
    _periods(sheets, report)
    _facts(sheets, report)
    _clauses(sheets, report)
    book.close()
    return buffer.getvalue()


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


class _Sheets:
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


def _title(report: Report) -> str:
    return visible(report.document.title) or "Untitled document"


def _summary(sheets: _Sheets, report: Report, rendering: Rendering) -> None:
    document, judgement = report.document, report.judgement
    columns: Columns = (("", 22), ("", 120))
    sheet = sheets.sheet("Summary", columns)
    sheets.write(sheet, 0, 0, _title(report), sheets.title)
    sheet.set_row(0, 24)
    size = f"{document.words:,} words"
    if document.pages:
        size = f"{document.pages} page{'s' * (document.pages != 1)}, {size}"
    rows: list[tuple[Cell, Cell]] = [("File", visible(document.path)), ("Size", size)]
    rows += [("Mind", visible(notice.message)) for notice in document.warnings]
    if judgement is None:
        rows.append(("Verdicts", _UNJUDGED))
    else:
        purpose = f", for the purpose “{visible(judgement.profile)}”" if judgement.profile else ""
        rows += [("Judged by", visible(judgement.checklist) + purpose), ("Verdicts", words.counted(judgement))]
        rows += [("Mind", visible(notice.message)) for notice in judgement.notices]
        if rendering.fail_on:
            result = gate(judgement, rendering.fail_on)
            said = "nothing is open" if result.passed else f"{len(result.open)} open"
            rows.append(("Gate", f"{said} of severity {rendering.fail_on} or graver"))
        for severity in SEVERITIES:
            found = [f.waiver for f in gaps(judgement) if f.severity == severity]
            found += [d.waiver for d in judgement.defects if d.severity == severity]
            waived = sum(waiver is not None for waiver in found)
            said = f"gaps and drafting errors: {len(found)}"
            rows.append((Mark(severity, severity), said + (f", {waived} of them waived" if waived else "")))
    rows += [(None, None), ("What this is", words.DISCLAIMER)]
    if judgement:
        worst = [f for f in gaps(judgement) if f.severity in ("critical", "high") and not f.waiver]
        rows += [(None, None), ("What would hurt worst", "" if worst else "No open gap weighs critical or high.")]
        rows += [
            (Mark(f.severity, f.severity), f"{visible(f.item)}  {visible(f.title)}: {visible(f.why)}") for f in worst
        ]
    for row, (label, content) in enumerate(rows, 2):
        sheets.write(sheet, row, 0, label, sheets.bold)
        sheets.write(sheet, row, 1, content)
        sheet.set_row(row, sheets.height((label, content), columns))


_FINDINGS: Columns = (
    ("Item", 7),
    ("Question", 20),
    ("Severity", 8),
    ("Status", 11),
    ("Sure", 6),
    ("Marks", 13),
    ("Clause", 14),
    ("What it says", 40),
    ("Why", 28),
    ("Left open", 28),
    ("Ask for", 32),
    ("Sample wording", 110),
    ("Group", 20),
)
_PRINTED = 11


def _findings(sheets: _Sheets, judgement: Judgement | None) -> None:
    rows: list[Sequence[Cell]] = []
    if judgement:
        settled = [finding for finding in judgement.findings if not finding.gap]
        settled.sort(key=lambda finding: ("explicit", "redacted", "na").index(finding.status))
        rows = [_finding(sheets, finding) for finding in (*gaps(judgement), *settled)]
    sheets.table("Findings", _FINDINGS, rows, _UNJUDGED if judgement is None else "No question was asked.", _PRINTED)


def _finding(sheets: _Sheets, finding: Finding) -> Sequence[Cell]:
    lacking = []
    for element in words.open_elements(finding):
        why = ", ".join(visible(words.plain(code)) for code in element.defects) or words.NOT_FOUND
        lacking.append(f"({visible(element.id)}) {visible(element.name)}: {why}")
    where = sheets.place(finding.evidence)
    if where is None and finding.status == "absent" and finding.nearest:
        near = finding.nearest[0].clause
        where = Place(f"nearest: {sheets.places.where_clause(near)}", near)
    wording = finding.precedents[0] if finding.gap and finding.precedents else None
    return (
        visible(finding.item),
        visible(finding.title),
        Mark(finding.severity, finding.severity),
        Mark(words.STATUSES[finding.status], finding.status),
        Share(finding.confidence),
        "; ".join(filter(None, (words.REVIEW if finding.review else "", _waived(finding.waiver)))),
        where,
        sheets.quotes(finding.evidence),
        visible(finding.why),
        "\n".join(lacking) if finding.gap else "",
        visible(finding.suggestion) if finding.gap else "",
        f"{visible(wording.source)}: “{visible(wording.text)}”" if wording else "",
        words.CHECKLIST_GROUPS.get(finding.group, visible(finding.group)),
    )


def _waived(waiver: Waiver | None) -> str:
    return (
        f"waived until {words.day(waiver.until)} by {visible(waiver.owner)}: {visible(waiver.reason)}" if waiver else ""
    )


def _exits(sheets: _Sheets, judgement: Judgement | None) -> None:
    columns = [("Trigger", 22), ("Clause", 13), ("What it says", 44), ("Who", 14), ("How", 15)]
    columns += [(name, 15) for name in EXIT_COLUMNS]
    rows: list[Sequence[Cell]] = []
    for right in judgement.exits if judgement else ():
        cells: list[Cell] = []
        for _, found, otherwise in exit_cells(right):
            missing = Mark(otherwise, "absent") if otherwise == words.MISSING else otherwise
            cells.append(sheets.place(found, most=3) or missing)
        said = sheets.quotes([right.evidence])
        who, how = visible(words.holder(right)), words.MECHANISMS[right.mechanism]
        rows.append((words.trigger(right), sheets.place([right.evidence]), said, who, how, *cells))
    sheets.table("Exit matrix", columns, rows, _UNJUDGED if judgement is None else "No way out was found.")


def _errors(sheets: _Sheets, judgement: Judgement | None) -> None:
    columns = (("Check", 8), ("Severity", 9), ("What is wrong", 50), ("Clause", 20), ("Words", 70), ("Waived", 20))

    def row(defect: Defect) -> Sequence[Cell]:
        mark = Mark(defect.severity, defect.severity)
        place, quotes = sheets.place(defect.evidence), sheets.quotes(defect.evidence)
        return visible(defect.check), mark, visible(defect.message), place, quotes, _waived(defect.waiver)

    rows = map(row, errors(judgement)) if judgement else ()
    sheets.table("Drafting errors", columns, rows, _UNJUDGED if judgement is None else "None was found.")


def _periods(sheets: _Sheets, report: Report) -> None:
    columns = (
        ("Clause", 18),
        ("Period", 26),
        ("Number", 9),
        ("Unit", 8),
        ("Days", 10),
        ("For", 20),
        ("Counts", 16),
        ("Words", 85),
    )

    def row(found: Period) -> Sequence[Cell]:
        days = "" if found.day_type == "unstated" else found.day_type
        counts = "" if found.count_from == "unstated" else found.count_from.replace("_", " ")
        place = Place(sheets.places.where(found), found.clause)
        read = (words.period(found), found.value, found.unit, days, visible(words.purpose(found)), counts)
        return place, *read, f"“{visible(_around(sheets.text, found))}”"

    sheets.table("Periods", columns, map(row, report.periods), "No period of time was found.")


def _around(text: str, found: Period, characters: int = 120) -> str:
    """The words of a period between those around them, cut at words."""
    before = text[max(0, found.start - characters) : found.start].rpartition("\n")[2]
    after = text[found.end : found.end + characters].partition("\n")[0]
    if found.start > characters and len(before) == characters:
        before = "…" + before.partition(" ")[2]
    if len(after) == characters:
        after = after.rpartition(" ")[0] + "…"
    return before + text[found.start : found.end] + after


def _facts(sheets: _Sheets, report: Report) -> None:
    columns = (("Fact", 20), ("Reading", 50), ("Clause", 16), ("Words", 90))
    rows, before = [], ""
    for name, value, evidence in words.fact_rows(report):
        before = name or before  # every row can be filtered by its name
        found = [evidence] if evidence else []
        rows.append((before, visible(value), sheets.place(found), sheets.quotes(found)))
    sheets.table("Facts", columns, rows, "No fact was found.")


def _clauses(sheets: _Sheets, report: Report) -> None:
    columns = (
        ("Clause", 14),
        ("Page", 6),
        ("Heading", 24),
        ("Types", 24),
        ("Uncertain", 18),
        ("Text", 95),
        ("Speak of it", 16),
    )
    speaking = _speaking(report.judgement)

    def row(clause: Clause) -> Sequence[Cell]:
        typed = "; ".join(f"{TITLES.get(t.type, visible(t.type))} ({t.score:.0%})" for t in clause.types)
        unsure = "; ".join(TITLES.get(t.type, visible(t.type)) for t in clause.uncertain)
        text = report.document.text[clause.body : clause.end].strip("\n")
        heading = " › ".join(map(visible, clause.heading_path or ((clause.heading,) if clause.heading else ())))
        cited = ", ".join(dict.fromkeys(speaking.get(clause.id, ())))
        return visible(clause.place), clause.page, heading, typed, unsure, text, cited

    sheets.table("Clauses", columns, map(row, report.clauses), "No clause was found.")


def _speaking(judgement: Judgement | None) -> dict[str, list[str]]:
    """Clause id → the items and checks that rest on it."""
    found: dict[str, list[str]] = {}
    if judgement:
        for finding in judgement.findings:
            for evidence in finding.evidence:
                found.setdefault(evidence.clause, []).append(visible(finding.item))
        for defect in judgement.defects:
            for evidence in defect.evidence:
                found.setdefault(evidence.clause, []).append(visible(defect.check))
    return found
