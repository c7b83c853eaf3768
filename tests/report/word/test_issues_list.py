"""The issues list: one table, worst first, with room for the team's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from docx.document import Document as WordDocument

from clausescan.model import Report
from clausescan.report.formats import Rendering
from clausescan.report.word.issues_list import render
from clausescan.report.word.names import W
from clausescan.report.words import DISCLAIMER

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def opened(report: Report, everything: bool = False) -> WordDocument:
    return docx.Document(BytesIO(render(report, Rendering(now=NOW, everything=everything))))


def rows(word: WordDocument) -> list[list[str]]:
    [table] = word.tables
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.fixture
def word(judged: Report) -> WordDocument:
    return opened(judged)


def test_the_columns_that_deal_teams_use(word: WordDocument) -> None:
    assert rows(word)[0] == [
        *("No.", "Clause", "Issue", "Why", "Our ask", "Sample wording", "Owner", "Status"),
    ]


def test_worst_first_and_waived_behind_the_open_ones_of_their_severity(word: WordDocument) -> None:
    found = rows(word)[1:]
    assert [row[0] for row in found] == [str(n) for n in range(1, len(found) + 1)]
    issues = [row[2].split("\n")[:2] for row in found]
    assert [severity for severity, _ in issues] == ["CRITICAL", "CRITICAL", "HIGH", "HIGH", "HIGH", "MEDIUM", "INFO"]
    assert [what.split()[0] for _, what in issues] == ["RN-04", "X-14", "TR-06", "X-18", "TR-01", "OB-02", "X-19"]


def test_a_row_says_all_that_is_needed(word: WordDocument) -> None:
    _, clause, issue, why, ask, wording, owner, status = rows(word)[1]
    assert clause == "1.1, p. 2"
    assert issue == "CRITICAL\nRN-04 Notice against renewal: mentioned, not settled\n81% sure"
    assert why == "The number of days is blank."
    assert ask == "Ask for a number of days before the end of the term."
    assert wording == "A Party may by sixty days' notice stop the renewal."
    assert (owner, status) == ("", "open")


def test_an_absence_names_the_nearest_clause_as_no_more_than_that(word: WordDocument) -> None:
    row = next(row for row in rows(word) if "TR-06" in row[2])
    assert row[1] == "not found; nearest: 1.2, p. 2"
    assert row[2].endswith("55% sure · check this one")
    bare = next(row for row in rows(word) if "OB-02" in row[2])
    assert bare[1] == "not found"


def test_a_waiver_shows_owner_day_and_reason_made_visible(word: WordDocument) -> None:
    row = next(row for row in rows(word) if "TR-01" in row[2])
    assert row[6] == "J. Doe"
    assert row[7] == "waived\nuntil 31 March 2027: The other agreement has it.\\x1b[2J"
    assert row[3] == "It points to\\u202e nothing."


def test_landscape_with_a_head_on_every_page_and_page_numbers(word: WordDocument) -> None:
    section = word.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height
    assert word.tables[0].rows[0]._tr.find(f"{W}trPr/{W}tblHeader") is not None
    footer = section.footer._element
    assert [field.get(W + "instr") for field in footer.iter(W + "fldSimple")] == ["PAGE", "NUMPAGES"]


def test_it_says_once_what_it_is_not(word: WordDocument) -> None:
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert texts[0] == "Issues list: WIDGET ALLIANCE AGREEMENT"
    assert texts[1] == "widget.pdf · 1 December 2026"
    assert texts.count(DISCLAIMER) == 1
    assert word.core_properties.author == "clausescan"


def test_folders_are_not_passed_on(judged: Report) -> None:
    for path in ("/home/jane/secret/widget.pdf", r"C:\Deals\widget.pdf"):
        word = opened(replace(judged, document=replace(judged.document, path=path)))
        assert word.paragraphs[1].text.startswith("widget.pdf ·")


def test_everything_lists_what_is_settled_too(judged: Report) -> None:
    found = rows(opened(judged, everything=True))
    assert [row[7] for row in found if "RN-01" in row[2]] == ["settled"]
    assert not [row for row in found if "CT-01" in row[2]]


def test_nothing_open_and_nothing_judged_are_said(judged: Report) -> None:
    assert judged.judgement
    settled = replace(judged.judgement, findings=judged.judgement.findings[2:3], defects=())
    word = opened(replace(judged, judgement=settled))
    assert not word.tables
    assert "Every question that applies is settled" in word.paragraphs[-1].text
    word = opened(replace(judged, judgement=None))
    assert not word.tables
    assert "not judged" in "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert DISCLAIMER in [paragraph.text for paragraph in word.paragraphs]


def test_hostile_words_are_inert(judged: Report) -> None:
    assert judged.judgement
    hostile = "=HYPERLINK(1) <w:p/> \x00\x1b \u202e \ud800 {PAGE}"
    findings = tuple(
        replace(f, item=hostile, title=hostile, why=hostile, suggestion=hostile) for f in judged.judgement.findings
    )
    report = replace(
        judged,
        document=replace(judged.document, title=hostile),
        judgement=replace(judged.judgement, findings=findings, checklist=hostile, profile=hostile),
    )
    found = rows(opened(report))
    assert found[1][3] == "=HYPERLINK(1) <w:p/> \\x00\\x1b \\u202e \\ud800 {PAGE}"
