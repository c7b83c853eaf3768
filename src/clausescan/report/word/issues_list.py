"""The issues list that deal teams circulate, as a Word table: what is open, why it matters, what to ask for, and empty
cells for who takes it on. Made from the report alone, so that it can be had for any agreement."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from clausescan.model import Report
from clausescan.report.escape import visible
from clausescan.report.remarks import Remark, opening, remarks
from clausescan.report.word.names import PPR, RPR, SPACE, P, R, T, W
from clausescan.report.words import SEVERITY_COLOURS, day

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from clausescan.report.formats import Rendering

_COLUMNS: tuple[tuple[str, int], ...] = (
    *(("No.", 9), ("Clause", 20), ("Issue", 36), ("Why", 45)),
    *(("Our ask", 47), ("Sample wording", 76), ("Owner", 18), ("Status", 22)),
)
"""Heads and widths in millimetres: together the width of a landscape A4 page less its margins."""

_TWIPS = 1440 / 25.4
_NOTHING_OPEN = "Every question that applies is settled, and no drafting error was found."

Paragraph = list[tuple[str, bool, str]]
"""Runs: words, bold, colour ("" for the usual one)."""


def render(report: Report, rendering: Rendering) -> bytes:
    """The bytes of the list. A report without judgement gives a page that says so."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    word: WordDocument = docx.Document()
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(12)
    section.top_margin, section.bottom_margin = Mm(14), Mm(14)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(9)
    moment = rendering.now or datetime.now(UTC)
    title = visible(report.document.title or report.document.path)
    properties = word.core_properties
    properties.title, properties.author, properties.comments = f"Issues list: {title}"[:255], "clausescan", ""
    properties.created = properties.modified = moment.astimezone(UTC).replace(tzinfo=None)

    body, end = word.element.body, word.element.body.sectPr
    issues = [remark for remark in remarks(report, rendering.everything) if remark.open or rendering.everything]
    end.addprevious(_paragraph([(f"Issues list: {title}", True, "")], size=32))
    name = re.split(r"[\\/]", report.document.path)[-1]  # the list is passed on; folders are nobody's business
    read = f"{visible(name)} · {day(moment.date())}"
    for line in (read, *opening(report)):
        end.addprevious(_paragraph([(line, False, "")]))
    if issues:
        end.addprevious(_table(issues))
        end.addprevious(_paragraph([], size=2))
    elif report.judgement:
        end.addprevious(_paragraph([(_NOTHING_OPEN, True, "")]))
    footer = section.footer.paragraphs[0]._p
    footer.getparent().replace(footer, _footer(title))
    assert body.sectPr is end
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _table(issues: list[Remark]) -> etree._Element:
    table = etree.Element(W + "tbl")
    properties = _add(table, "tblPr")
    _add(properties, "tblW", w=str(round(sum(width for _, width in _COLUMNS) * _TWIPS)), type="dxa")
    borders = _add(properties, "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _add(borders, side, val="single", sz="4", space="0", color="B8C1CC")
    _add(properties, "tblLayout", type="fixed")
    margins = _add(properties, "tblCellMar")
    for side, space in (("top", "40"), ("left", "80"), ("bottom", "40"), ("right", "80")):
        _add(margins, side, w=space, type="dxa")
    grid = _add(table, "tblGrid")
    for _, width in _COLUMNS:
        _add(grid, "gridCol", w=str(round(width * _TWIPS)))
    _row(table, [[[(name, True, "")]] for name, _ in _COLUMNS], head=True)
    for n, issue in enumerate(issues, 1):
        _row(table, _cells(n, issue))
    return table


def _cells(n: int, issue: Remark) -> list[list[Paragraph]]:
    what: list[Paragraph] = [
        [(issue.severity.upper(), True, SEVERITY_COLOURS[issue.severity].lstrip("#").upper())],
        [(f"{issue.code} ", True, ""), (f"{issue.title}: {issue.status}", False, "")],
    ]
    if issue.sure:
        what.append([(issue.sure, False, "")])
    waiver = issue.waiver
    status: list[Paragraph] = [[("open" if issue.open else issue.status, False, "")]]
    if waiver:
        status = [[("waived", True, "")], [(f"until {day(waiver.until)}: {visible(waiver.reason)}", False, "")]]
    plain = (issue.why, issue.ask, issue.wording)
    return [
        [[(str(n), False, "")]],
        [[(issue.clause, False, "")]],
        what,
        *([[(words, False, "")]] for words in plain),
        [[(visible(waiver.owner) if waiver else "", False, "")]],
        status,
    ]


def _row(table: etree._Element, cells: list[list[Paragraph]], head: bool = False) -> None:
    row = _add(table, "tr")
    properties = _add(row, "trPr")
    if head:
        _add(properties, "cantSplit")
        _add(properties, "tblHeader")
    for (_, width), paragraphs in zip(_COLUMNS, cells, strict=True):
        cell = _add(row, "tc")
        look = _add(cell, "tcPr")
        _add(look, "tcW", w=str(round(width * _TWIPS)), type="dxa")
        if head:
            _add(look, "shd", val="clear", color="auto", fill="E8ECF1")
        for paragraph in paragraphs:
            cell.append(_paragraph(paragraph, size=16))


def _paragraph(runs: Paragraph, size: int = 18) -> etree._Element:
    """A paragraph; `size` in half points."""
    paragraph = etree.Element(P)
    _add(_add(paragraph, "pPr"), "spacing", before="0", after="40", line="240", lineRule="auto")
    for words, bold, colour in runs:
        if words:
            _run(paragraph, bold, colour, size).append(_text(words))
    return paragraph


def _run(paragraph: etree._Element, bold: bool = False, colour: str = "", size: int = 16) -> etree._Element:
    run = etree.SubElement(paragraph, R)
    look = etree.SubElement(run, RPR)
    if bold:
        _add(look, "b")
    if colour:
        _add(look, "color", val=colour)
    _add(look, "sz", val=str(size))
    return run


def _text(words: str) -> etree._Element:
    text = etree.Element(T, {SPACE: "preserve"})
    text.text = words
    return text


def _footer(title: str) -> etree._Element:
    """The agreement at the left, "Page 2 of 9" at the right."""
    paragraph = etree.Element(P)
    properties = etree.SubElement(paragraph, PPR)
    _add(_add(properties, "tabs"), "tab", val="right", pos=str(round(273 * _TWIPS)))
    _run(paragraph).append(_text(title))
    _add(_run(paragraph), "tab")
    for words, code in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        _run(paragraph).append(_text(words))
        field = etree.SubElement(paragraph, W + "fldSimple", {W + "instr": code})
        _run(field).append(_text("1"))
    return paragraph


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, W + name, {W + key: value for key, value in attributes.items()})
