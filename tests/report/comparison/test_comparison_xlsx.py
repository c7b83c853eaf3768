from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from clausescan.model import Comparison, History
from clausescan.report.comparison.xlsx import render, render_history
from clausescan.report.formats import Rendering


@pytest.fixture
def book(comparison: Comparison) -> Workbook:
    return load_workbook(BytesIO(render(comparison, Rendering(fail_on="high"))))


def rows(book: Workbook, name: str) -> list[list[str]]:
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in book[name].iter_rows()]


def test_sheets_and_order(book: Workbook) -> None:
    assert book.sheetnames == ["Summary", "Changes", "Effects", "Questions", "Ways out", "Facts"]
    changes = rows(book, "Changes")
    assert [row[1] for row in changes] == [
        "Kind",
        "modified",
        "removed",
        "added",
        "moved",
        "moved",
        "renumbered",
        "look only",
    ]
    assert [row[2] for row in changes[1:]] == ["yes"] * 4 + ["no"] * 3
    assert changes[1][3:9] == [
        "1.2",
        "2",
        "1.3",
        "3",
        "leave on thirty (30) days’ notice",
        "leave on ten (10) days’ notice",
    ]
    assert changes[4][11:] == ["A. Drafter; B. Clerk", "2026-05-01; 2026-05-02"]
    assert [row[0] for row in rows(book, "Questions")[1:]] == ["worse", "better"]
    assert [row[:3] for row in rows(book, "Ways out")[1:]] == [
        ["lost", "Buy-out, put and call", "all"],
        ["altered", "Leaving without cause", "who"],
        ["altered", "Leaving without cause", "notice"],
    ]
    assert any("Stops: " in row[1] for row in rows(book, "Summary"))


def test_headings_stay_and_filter(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref


def test_no_cell_is_a_formula_or_a_control_character(comparison: Comparison, history: History) -> None:
    for data in (render(comparison, Rendering()), render_history(history, Rendering())):
        for sheet in load_workbook(BytesIO(data)).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type in ("s", "n")
                    assert not str(cell.value or "").startswith(("=", "+", "-", "@"))
                    assert "\u202e" not in str(cell.value)


def test_a_history_has_a_column_for_each_version(history: History) -> None:
    found = rows(load_workbook(BytesIO(render_history(history, Rendering()))), "History")
    assert found[0] == ["Kind", "Term", "Moved", "V1", "V1 clause", "V2", "V2 clause", "V3", "V3 clause"]
    assert found[1][:4] == ["Facts", "Term", "yes", "5 years"]
    assert found[1][7] == "6 years"
    assert found[-1][1] == "RN-04 Notice against renewal"
    assert found[-1][3] == "mentioned, not settled"
