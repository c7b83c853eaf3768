"""The report as an Excel workbook: findings, exit matrix, drafting errors, periods, facts and clauses, a sheet each,
with filters, and a link from every row to its clause."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clausescan.model import Clause, Defect, Finding, Judgement, Period, Report, Waiver
from clausescan.report import words
from clausescan.report.escape import visible
from clausescan.report.exit_cells import EXIT_COLUMNS, exit_cells
from clausescan.report.sheets import Cell, Columns, Mark, Place, Share, Sheets
from clausescan.report.triage import SEVERITIES, errors, gaps, gate
from clausescan.taxonomy import TITLES

if TYPE_CHECKING:
    from clausescan.report.formats import Rendering

_UNJUDGED = "The agreement was read and not judged."


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
    sheets = Sheets(book, report)
    _summary(sheets, report, rendering)
    _findings(sheets, report.judgement)
    _exits(sheets, report.judgement)
    _errors(sheets, report.judgement)
    _periods(sheets, report)
    _facts(sheets, report)
    _clauses(sheets, report)
    book.close()
    return buffer.getvalue()


def _title(report: Report) -> str:
    return visible(report.document.title) or "Untitled document"


def _summary(sheets: Sheets, report: Report, rendering: Rendering) -> None:
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


def _findings(sheets: Sheets, judgement: Judgement | None) -> None:
    rows: list[Sequence[Cell]] = []
    if judgement:
        settled = [finding for finding in judgement.findings if not finding.gap]
        settled.sort(key=lambda finding: ("explicit", "redacted", "na").index(finding.status))
        rows = [_finding(sheets, finding) for finding in (*gaps(judgement), *settled)]
    sheets.table("Findings", _FINDINGS, rows, _UNJUDGED if judgement is None else "No question was asked.", _PRINTED)


def _finding(sheets: Sheets, finding: Finding) -> Sequence[Cell]:
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


def _exits(sheets: Sheets, judgement: Judgement | None) -> None:
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


def _errors(sheets: Sheets, judgement: Judgement | None) -> None:
    columns = (("Check", 8), ("Severity", 9), ("What is wrong", 50), ("Clause", 20), ("Words", 70), ("Waived", 20))

    def row(defect: Defect) -> Sequence[Cell]:
        mark = Mark(defect.severity, defect.severity)
        place, quotes = sheets.place(defect.evidence), sheets.quotes(defect.evidence)
        return visible(defect.check), mark, visible(defect.message), place, quotes, _waived(defect.waiver)

    rows = map(row, errors(judgement)) if judgement else ()
    sheets.table("Drafting errors", columns, rows, _UNJUDGED if judgement is None else "None was found.")


def _periods(sheets: Sheets, report: Report) -> None:
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


def _facts(sheets: Sheets, report: Report) -> None:
    columns = (("Fact", 20), ("Reading", 50), ("Clause", 16), ("Words", 90))
    rows, before = [], ""
    for name, value, evidence in words.fact_rows(report):
        before = name or before  # every row can be filtered by its name
        found = [evidence] if evidence else []
        rows.append((before, visible(value), sheets.place(found), sheets.quotes(found)))
    sheets.table("Facts", columns, rows, "No fact was found.")


def _clauses(sheets: Sheets, report: Report) -> None:
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
