"""A comparison, or the history of several versions, as an Excel workbook: a row each, with filters. What an agreement
says is written as text and cannot become a formula (report/sheets.py says how)."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clausescan.model import Change, Comparison, ExitChange, History, Report, Severity
from clausescan.report import words
from clausescan.report.comparison import phrases, terms
from clausescan.report.comparison.order import KINDS, effects, findings, gate, on_exit
from clausescan.report.comparison.rows import cells, row
from clausescan.report.escape import visible
from clausescan.report.places import Places
from clausescan.report.sheets import Mark, cell_text
from clausescan.report.triage import SEVERITIES
from clausescan.taxonomy import TITLES

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from clausescan.report.formats import Rendering

_LINE, _HIGHEST = 11.5, 409.0
"""Points of a line, and of the highest row that Excel allows."""
_CHARACTERS = 1.25
"""Characters of the sheets' font in one unit of column width, on the safe side."""

Cell = str | Mark
Columns = Sequence[tuple[str, float]]


def render(comparison: Comparison, rendering: Rendering) -> bytes:
    """The workbook of two versions: summary, changes, what it did to the exit, questions, ways out, facts."""
    book = _Book(comparison.new, rendering)
    summary: list[tuple[Cell, Cell]] = [*_versions((("Old", comparison.old), ("New", comparison.new)))]
    summary.append(("Changes", phrases.counted(comparison)))
    if rendering.fail_on:
        summary.append(("Gate", phrases.outcome(gate(comparison, rendering.fail_on))))
    summary.append(("What this is", words.DISCLAIMER))
    book.sheet("Summary", (("", 16), ("", 110)), summary)
    ordered = sorted(
        comparison.changes,
        key=lambda change: (not change.substantive, SEVERITIES.index(change.severity), KINDS.index(change.kind)),
    )
    book.sheet("Changes", _CHANGES, map(_change, ordered), phrases.NOTHING)
    found = (
        (
            _mark(effect.severity),
            phrases.ASPECTS[effect.aspect],
            visible(effect.summary),
            visible(effect.before),
            visible(effect.after),
            TITLES.get(effect.type, effect.type),
            "yes" if on_exit(effect) else "no",
            phrases.number(change.old),
            phrases.number(change.new),
        )
        for effect, change in effects(comparison)
    )
    book.sheet("Effects", _EFFECTS, found, "No effect on anybody's terms was found.")
    items = (
        (
            phrases.moved(each),
            _mark(each.after.severity),
            visible(each.item),
            visible(each.after.title),
            Mark(words.STATUSES[each.before.status], each.before.status),
            Mark(words.STATUSES[each.after.status], each.after.status),
            words.REVIEW if each.before.review or each.after.review else "",
            visible(each.before.why),
            visible(each.after.why),
        )
        for each in findings(comparison)
    )
    book.sheet("Questions", _ITEMS, items, "No verdict moved.")
    old, new = Places(comparison.old), Places(comparison.new)
    ways = (line for each in comparison.exits for line in _ways(each, old, new))
    book.sheet("Ways out", _WAYS, ways, "No way out was gained, lost or altered.")
    facts = ((phrases.fact(f.name), visible(f.before), visible(f.after)) for f in comparison.facts)
    book.sheet("Facts", (("Fact", 20), ("Old", 50), ("New", 50)), facts, "No fact reads otherwise.")
    return book.close()


def render_history(history: History, rendering: Rendering) -> bytes:
    """The workbook of several versions: a row for each exit term, a column for each version."""
    book = _Book(history.versions[-1], rendering)
    named = [(f"V{n}", report) for n, report in enumerate(history.versions, 1)]
    summary: list[tuple[Cell, Cell]] = [*_versions(named)]
    summary += [(f"V{n} → V{n + 1}", phrases.counted(step)) for n, step in enumerate(history.steps, 1)]
    summary.append(("What this is", words.DISCLAIMER))
    book.sheet("Summary", (("", 16), ("", 110)), summary)
    columns = [("Kind", 18), ("Term", 32), ("Moved", 8)]
    for name, _ in named:
        columns += [(name, 32), (f"{name} clause", 14)]
    places = [Places(report) for report in history.versions]
    rows = []
    for kind, found in terms.grouped(history):
        for term in found:
            cells: list[Cell] = [terms.KINDS[kind], visible(terms.title(term, history)), "yes" if term.moved else "no"]
            for value, place in zip(term.values, places, strict=True):
                cells += [visible(terms.reading(term, value)), terms.place(value, place)]
            rows.append(cells)
    book.sheet("History", columns, rows, "No exit term was found in any version.")
    return book.close()


_CHANGES: Columns = (
    ("Severity", 9),
    ("Kind", 11),
    ("Substance", 10),
    ("Old clause", 12),
    ("Old page", 7),
    ("New clause", 12),
    ("New page", 7),
    ("Old text", 55),
    ("New text", 55),
    ("Effects", 45),
    ("Types", 26),
    ("By", 16),
    ("When", 12),
)
_EFFECTS: Columns = (
    ("Severity", 9),
    ("What", 12),
    ("Effect", 60),
    ("Before", 22),
    ("After", 22),
    ("Clause type", 26),
    ("On the exit", 9),
    ("Old clause", 12),
    ("New clause", 12),
)
_ITEMS: Columns = (
    ("Moved", 9),
    ("Severity", 9),
    ("Item", 8),
    ("Question", 30),
    ("Old", 14),
    ("New", 14),
    ("Mark", 13),
    ("Why then", 45),
    ("Why now", 45),
)
_WAYS: Columns = (("Change", 10), ("Trigger", 28), ("Cell", 16), ("Old", 60), ("New", 60))


def _versions(named: Iterable[tuple[str, Report]]) -> Iterable[tuple[Cell, Cell]]:
    for name, report in named:
        document = report.document
        yield name, f"{visible(document.path)} · {phrases.plural(document.words, 'word')}"
        yield from (("Mind", visible(notice.message)) for notice in document.warnings)


def _change(change: Change) -> Sequence[Cell]:
    old, new = change.old, change.new
    return (
        _mark(change.severity),
        phrases.KINDS[change.kind],
        "yes" if change.substantive else "no",
        phrases.number(old),
        str(old.page or "") if old else "",
        phrases.number(new),
        str(new.page or "") if new else "",
        old.text if old else "",
        new.text if new else "",
        "\n".join(visible(effect.summary) for effect in change.effects),
        phrases.types(change),
        visible(change.author),
        visible("; ".join(date[:10] for date in change.date.split("; "))),
    )


def _ways(change: ExitChange, old: Places, new: Places) -> Iterable[Sequence[Cell]]:
    right = change.after or change.before
    assert right
    said, name = phrases.exit_change(change).partition(":")[0], words.trigger(right)
    if change.before is None or change.after is None:
        before, after = change.before, change.after
        yield said, name, "all", row(before, old) if before else "", row(after, new) if after else ""
    yield from ((said, name, *each) for each in cells(change, old, new))


def _mark(severity: Severity) -> Mark:
    return Mark(severity, severity)


class _Book:
    """A workbook whose sheets look alike: a heading that stays in view and filters, wrapped cells, one page wide."""

    def __init__(self, newest: Report, rendering: Rendering) -> None:
        from xlsxwriter.workbook import Workbook

        self._buffer = io.BytesIO()
        as_text = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        self._book: Workbook = Workbook(self._buffer, {"in_memory": True, **as_text})
        now = (rendering.now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None, microsecond=0)
        title = visible(newest.document.title)[:200]
        self._book.set_properties({"title": title, "comments": words.DISCLAIMER, "created": now})
        plain = {"font_name": "Arial", "font_size": 9, "text_wrap": True, "valign": "top", "quote_prefix": True}
        self._plain = self._book.add_format(plain)
        head = {**plain, "bold": True, "font_color": "#ffffff", "bg_color": "#243b53", "border": 1}
        self._head = self._book.add_format(head)
        self._bold = self._book.add_format({**plain, "bold": True})
        self._marks: dict[str, Format] = {}
        for kind, colour in (*words.SEVERITY_COLOURS.items(), *words.STATUS_COLOURS.items()):
            filled = kind in ("critical", "high")
            look = {"font_color": "#ffffff", "bg_color": colour} if filled else {"font_color": colour}
            self._marks[kind] = self._book.add_format({**plain, "bold": True, **look})

    def sheet(self, name: str, columns: Columns, rows: Iterable[Sequence[Cell]], empty: str = "") -> None:
        """A sheet with a row each, `empty` where there is none. Columns without headings make a plain list."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&8&A&R&8&P / &N")
        headed = any(heading for heading, _ in columns)
        for column, (heading, width) in enumerate(columns):
            sheet.set_column(column, column, width, self._plain)
            if headed:
                sheet.write_string(0, column, heading, self._head)
        last = 0 if headed else -1
        for line in rows:
            last += 1
            self._row(sheet, last, line, columns, bold=not headed)
        if not headed:
            return
        if not last:
            sheet.write_string(1, 0, empty, self._plain)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)

    def _row(self, sheet: Worksheet, at: int, line: Sequence[Cell], columns: Columns, bold: bool) -> None:
        lines = 1
        for column, (cell, (_, width)) in enumerate(zip(line, columns, strict=True)):
            text = cell_text(cell.words if isinstance(cell, Mark) else cell)
            lines = max(lines, sum(max(1, math.ceil(len(part) / (width * _CHARACTERS))) for part in text.split("\n")))
            if text:
                look = self._bold if bold and not column else self._plain
                sheet.write_string(at, column, text, self._marks[cell.kind] if isinstance(cell, Mark) else look)
        sheet.set_row(at, min(lines * _LINE + 3, _HIGHEST))

    def close(self) -> bytes:
        self._book.close()
        return self._buffer.getvalue()
