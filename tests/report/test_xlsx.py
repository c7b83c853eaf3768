from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from clausescan.model import Report
from clausescan.report.formats import Rendering
from clausescan.report.sheets import CELL, cell_text
from clausescan.report.words import DISCLAIMER, MISSING, SEVERITY_COLOURS
from clausescan.report.xlsx import render

SHEETS = ["Summary", "Findings", "Exit matrix", "Drafting errors", "Periods", "Facts", "Clauses"]


def opened(report: Report, **rendering: object) -> Workbook:
    made = render(report, Rendering(now=datetime(2026, 12, 1, tzinfo=UTC), **rendering))  # type: ignore[arg-type]
    return openpyxl.load_workbook(io.BytesIO(made))


@pytest.fixture
def book(judged: Report) -> Workbook:
    return opened(judged)


def rows(sheet: Worksheet) -> Iterator[dict[str, str]]:
    head, *others = sheet.iter_rows(values_only=True)
    for row in others:
        yield dict(zip(head, (str(cell if cell is not None else "") for cell in row), strict=True))


def test_sheets_open_with_heads_in_view_and_filters(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    for name in SHEETS[1:]:
        sheet = book[name]
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0  # one page wide, as many high as it takes
        assert sheet.print_title_rows == "$1:$1"


def test_findings_come_worst_first_with_their_words(book: Workbook) -> None:
    found = list(rows(book["Findings"]))
    assert [row["Item"] for row in found] == ["RN-04", "TR-01", "TR-06", "OB-02", "RN-01", "EC-01", "CT-01"]
    first = found[0]
    assert (first["Severity"], first["Status"], first["Sure"]) == ("critical", "mentioned, not settled", "0.81")
    assert first["Clause"] == "1.1, p. 2"
    assert first["What it says"] == "1.1, p. 2 “unless stopped by [●] days' notice”"
    assert first["Left open"] == "(a) the last day: blank\n(b) who gives it: not found"
    assert first["Ask for"] == "Ask for a number of days before the end of the term."
    assert first["Group"] == "Term and renewal"
    assert "waived until 31 March 2027 by J. Doe" in found[1]["Marks"]
    assert found[2]["Marks"] == "check this one"
    assert found[2]["Clause"].startswith("nearest: 1.2, p. 2")


def test_every_row_leads_to_its_clause(book: Workbook, judged: Report) -> None:
    links = 0
    for name in ("Findings", "Exit matrix", "Drafting errors", "Periods", "Facts"):
        for row in book[name].iter_rows(min_row=2):
            for cell in row:
                if cell.hyperlink:
                    links += 1
                    assert cell.hyperlink.target is None
                    sheet, _, at = str(cell.hyperlink.location).partition("!")
                    number = str(book["Clauses"][at].value or "")
                    assert sheet == "'Clauses'"
                    assert number in str(cell.value)
    assert links >= 15
    assert len(list(rows(book["Clauses"]))) == len(judged.clauses)


def test_a_clause_names_what_rests_on_it(book: Workbook) -> None:
    by_number = {row["Clause"]: row for row in rows(book["Clauses"])}
    assert by_number["1.2"]["Speak of it"] == "TR-01, X-14"
    assert by_number["1.1"]["Types"].endswith("(93%)")


def test_exit_matrix(book: Workbook) -> None:
    leave, put = rows(book["Exit matrix"])
    assert (leave["Who"], leave["Notice"], leave["Assets"]) == ("either party", "1.2, p. 2", MISSING)
    assert put["Price"] == MISSING
    assert put["Assets"] == "1.1, p. 2"


def test_colours_are_those_of_every_form(book: Workbook) -> None:
    cell = book["Findings"]["C2"]
    assert cell.value == "critical"
    assert cell.fill.fgColor.rgb == "FF" + SEVERITY_COLOURS["critical"][1:].upper()


def test_periods_are_numbers_where_they_are_known(book: Workbook) -> None:
    sheet = book["Periods"]
    assert [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)] == [5, None, 90]
    assert "left blank" in sheet["B3"].value


def test_what_this_is_not_is_said_once(book: Workbook) -> None:
    said = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == DISCLAIMER]
    assert len(said) == 1


def test_no_judgement_is_not_no_gap(report: Report) -> None:
    book = opened(report)
    for name in ("Findings", "Exit matrix", "Drafting errors"):
        assert book[name]["A2"].value == "The agreement was read and not judged."


def test_a_gate_is_told(judged: Report) -> None:
    said = [row[1] for row in opened(judged, fail_on="high")["Summary"].iter_rows(values_only=True)]
    assert "4 open of severity high or graver" in said


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r=", "\n="])
def test_nothing_begins_as_a_formula(first: str) -> None:
    assert cell_text(f"{first}1+1")[0] in "'\\"


@pytest.mark.parametrize("letter", ["a", "é", "\U0001f600"])
def test_a_cell_holds_no_more_than_excel_takes(letter: str) -> None:
    text = cell_text(letter * 40_000)
    assert len(text.encode("utf-16-le")) <= 2 * CELL
    assert text.endswith("the agreement has the rest)")
    assert cell_text(letter * 1_000) == letter * 1_000


def test_a_clause_that_is_too_long_keeps_its_number(judged: Report) -> None:
    document, last = judged.document, judged.clauses[-1]
    long = replace(document, text=document.text + " widgets" * 10_000)
    clause = replace(last, end=len(long.text), number="7.3", cite="7.3")
    sheet = opened(replace(judged, document=long, clauses=(*judged.clauses[:-1], clause)))["Clauses"]
    *_, row = rows(sheet)
    assert row["Clause"] == "7.3"
    assert row["Text"].startswith("“Field” means")
    assert len(row["Text"]) <= CELL
