"""Walks the blocks of a story (body, note, header, comment) and hands paragraphs and table rows on, in one view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from lxml import etree

from clausescan.model import BlockKind
from clausescan.reading.docx import fields
from clausescan.reading.docx.layout import Para, Row
from clausescan.reading.docx.names import MC, NUM_PR, PPR, RPR, TBL, VAL, P, R, W, first, flag, number, val
from clausescan.reading.docx.numbering import Numbering
from clausescan.reading.docx.revisions import KINDS, RevisionLog, change_of, mark_change, removed
from clausescan.reading.docx.runs import SKIPPED, Findings, RunReader
from clausescan.reading.docx.styles import ParagraphStyle, Styles, indents, look_of, numbering_of


class Sink(Protocol):
    """Takes what was read, in reading order."""

    def append(self, item: Para | Row, /) -> None: ...


class StoryReader(RunReader):
    """Reads one story. `numbering` None: automatic numbers are neither counted nor shown (headers, notes, comments).

    `index` is the paragraph index of a story outside the body; None counts every w:p of the story from 0.
    `too_deep` is called when containers nest deeper than in any real document and must raise.
    """

    def __init__(
        self,
        styles: Styles,
        numbering: Numbering | None,
        log: RevisionLog,
        findings: Findings,
        too_deep: Callable[[], None],
        kind: BlockKind = "paragraph",
        outside: bool = False,
        index: int | None = None,
    ) -> None:
        super().__init__(styles, log, findings, too_deep)
        self._numbering, self._kind, self._outside, self._index = numbering, kind, outside, index
        self._placeholder = 0
        self._properties: etree._Element | None = None

    def read(self, root: etree._Element, sink: Sink) -> None:
        """Reads all blocks below `root` into `sink`."""
        self._unpaired = fields.unpaired(root)
        self._blocks(root, sink)
        if self._last is not None:
            for name in self._pending:
                self._findings.anchors.setdefault(name, []).append((self._last, self._last.length))

    def _blocks(self, container: etree._Element, sink: Sink) -> None:
        """The blocks of a body, cell, note or text box: a lost paragraph mark never joins across their borders."""
        outer = self._para, self._properties
        self._para = None
        self._children(container, sink)
        self._close(sink)
        self._para, self._properties = outer

    def _children(self, container: etree._Element, sink: Sink) -> None:
        self._enter()
        for child in container:
            tag = child.tag
            if tag == P:
                self._paragraph(child, sink)
            elif tag == TBL:
                self._close(sink)
                self._table(child, sink)
            elif tag == W + "sdt":
                self._control(child, lambda content: self._children(content, sink))
            elif tag in KINDS:
                with self._within(change_of(child)):
                    self._children(child, sink)
            elif tag == W + "sectPr":
                self._section(child)
            elif tag in (W + "altChunk", W + "subDoc"):
                self._findings.embedded += 1
            elif tag == MC + "AlternateContent":
                self._alternate(child, lambda branch: self._children(branch, sink))
            elif tag in (W + "commentRangeStart", W + "commentRangeEnd"):
                self._anchor(child)
            elif tag not in SKIPPED:
                self._children(child, sink)
        self._depth -= 1

    def _control(self, node: etree._Element, read: Callable[[etree._Element], None]) -> None:
        """A content control around blocks, rows or cells."""
        properties, content = first(node, W + "sdtPr"), first(node, W + "sdtContent")
        if content is None:
            return
        gallery = None if properties is None else properties.find(f"{W}docPartObj/{W}docPartGallery")
        contents = gallery is not None and gallery.get(VAL) == "Table of Contents"
        placeholder = bool(flag(properties, "showingPlcHdr"))
        self._contents += contents
        self._placeholder += placeholder
        read(content)
        self._contents -= contents
        self._placeholder -= placeholder

    def _section(self, node: etree._Element) -> None:
        for child in node:
            if child.tag in (W + "headerReference", W + "footerReference"):
                kind = "header" if child.tag == W + "headerReference" else "footer"
                self._findings.headers.append((kind, child.get(R + "id", "")))

    # -- tables -------------------------------------------------------------------------------------------------

    def _table(self, table: etree._Element, sink: Sink) -> None:
        self._enter()
        for child in table:
            tag = child.tag
            if tag == W + "tr":
                row = Row()
                with self._within(mark_change(first(child, W + "trPr"))):
                    self._cells(child, row)
                sink.append(row)
            elif tag == W + "sdt":
                self._control(child, lambda content: self._table(content, sink))
            elif tag in KINDS:
                with self._within(change_of(child)):
                    self._table(child, sink)
            elif tag not in SKIPPED:
                self._table(child, sink)
        self._depth -= 1

    def _cells(self, container: etree._Element, row: Row) -> None:
        self._enter()
        for child in container:
            tag = child.tag
            if tag == W + "tc":
                cell: list[Para | Row] = []
                with self._within(mark_change(first(child, W + "tcPr"))):
                    self._blocks(child, cell)
                row.cells.append(cell)
            elif tag == W + "sdt":
                self._control(child, lambda content: self._cells(content, row))
            elif tag not in SKIPPED:
                self._cells(child, row)
        self._depth -= 1

    # -- paragraphs ---------------------------------------------------------------------------------------------

    def _paragraph(self, node: etree._Element, sink: Sink) -> None:
        index = self._index if self._outside else self._count
        self._count += 1
        self._log.new_paragraph()
        stated = first(node, PPR)
        change = first(stated, W + "pPrChange")
        properties = stated
        if change is not None and self._view == "original":
            properties = first(change, PPR)
        style = self._styles.paragraph(val(properties, "pStyle"))

        para = self._para
        if para is None:
            para = self._para = Para(index, style, self._kind)
            self._properties = properties
        elif not para.run_in:
            # The paragraph mark that survives is the one behind, and it carries the properties.
            para.style, self._properties = style, properties
            if not para.solid:
                para.index = index
        elif para.parts and not para.parts[-1][-1].isspace():
            para.add(" ", False)
        for name in self._pending:
            self._findings.anchors.setdefault(name, []).append((para, para.length))
        self._pending.clear()

        start, listed = para.length, self._contents > 0
        if self._placeholder:
            self._bracketed(node, para)
        else:
            self._inline(node, para)
        if para.length > start and (self._contents or listed):
            para.toc = True
        if change is not None and para.length > start:
            self._log.add(change_of(change), para, para.since(start), start, para.length)
        self._last = para

        mark = first(stated, RPR)
        mark_revision = mark_change(mark)
        if mark_revision is not None:
            self._log.add_mark(mark_revision, para)
        section = first(stated, W + "sectPr")
        para.section = section is not None
        boxes, self._boxes = self._boxes, []
        if removed(mark_revision, self._view) and section is None:
            pass  # the next paragraph goes on here
        elif self._hidden_mark(mark, style) and section is None:
            # A hidden mark prints nothing and starts no line: Word's style separator runs a heading into its text.
            if para.solid:
                para.run_in = True
            else:
                self._para = None
        else:
            self._close(sink)
        for box, index in boxes:
            self._box(box, index, sink)
        if section is not None:
            self._section(section)

    def _hidden_mark(self, mark: etree._Element | None, style: ParagraphStyle) -> bool:
        return mark is not None and bool(look_of(mark).over(style.look).hidden)

    def _box(self, box: etree._Element, index: int, sink: Sink) -> None:
        count, kind = self._count, self._kind
        self._count = index
        if kind == "paragraph":
            self._kind = "textbox"
        self._blocks(box, sink)
        self._count, self._kind = count, kind

    def _close(self, sink: Sink) -> None:
        """Ends the open paragraph: now its properties are known, and it may count."""
        para, properties = self._para, self._properties
        if para is None:
            return
        self._para, self._before = None, None
        if not para.solid and (self._gone or para.section):
            sink.append(para)
            return
        self._number(para, properties)
        self._place(para, properties)
        sink.append(para)

    def _number(self, para: Para, properties: etree._Element | None) -> None:
        if self._numbering is None:
            return
        num_id, ilvl = numbering_of(properties)
        if self._view == "original" and properties is not None:
            inserted = properties.find(f"{W}numPr/{W}ins")
            if inserted is not None:
                num_id = ilvl = None
        at = self._numbering.place(num_id, ilvl, para.style)
        if at is None:
            return
        para.label = self._numbering.label(at)
        para.ilvl = at.ilvl
        para.list_left, para.list_first_line = at.level.left, at.level.first_line

    def _place(self, para: Para, properties: etree._Element | None) -> None:
        """Heading level, alignment, and where the first line begins (in points)."""
        outline = number(val(properties, "outlineLvl"))
        outline = para.style.outline if outline is None else outline
        para.outline = outline if outline is not None and 0 <= outline < 9 else None
        justification = val(properties, "jc")
        para.centered = para.style.centered if justification is None else justification == "center"
        left, first_line = indents(properties)
        by_style = (para.style.left, para.style.first_line)
        by_list = (para.list_left, para.list_first_line)
        direct = first(properties, NUM_PR) is not None
        sources = (by_list, by_style) if direct else (by_style, by_list)
        for other_left, other_first in sources:
            left = other_left if left is None else left
            first_line = other_first if first_line is None else first_line
        para.indent = ((left or 0) + (first_line or 0)) / 20
