"""Writes a resolved agreement as a Word file with real automatic numbering."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph as WordParagraph

from drafting.markup import REFERENCE, Agreement, Paragraph
from drafting.numbering import BODY, DEFINITIONS, PARTIES, RECITALS, SCHEDULE, STEP, numbering_xml
from drafting.schema import tidy

STYLES = {
    "article": "Clause 1",
    "clause": "Clause 2",
    "alpha": "Clause 3",
    "roman": "Clause 4",
    "upper": "Clause 5",
    "schedule": "Schedule",
    "schedule_1": "Schedule 1",
    "schedule_2": "Schedule 2",
    "schedule_3": "Schedule 3",
    "party": "Parties",
    "recital": "Recitals",
    "definition": "Definition",
    "definition_alpha": "Definition (a)",
    "definition_roman": "Definition (i)",
    "part": "Part",
    "heading": "Front heading",
}


class Writer:
    """One document being written. `pages`: the page of each article and schedule in order, then the number of pages;
    empty while unknown."""

    def __init__(self, agreement: Agreement, pages: list[int]) -> None:
        self.agreement, self.pages = agreement, pages
        self.american = agreement.meta["style"] == "american"
        self.font = "Times New Roman" if self.american else "Arial"
        self.size = 11 if self.american else 10
        self.doc = Document()
        self.bookmark = 0
        self.numid = DEFINITIONS
        self.restarts = 0

    # styles -----------------------------------------------------------------------------------------------------
    def style(
        self,
        name: str,
        based: str = "Normal",
        *,
        left: int = 0,
        hanging: int = 0,
        before: float = 0,
        after: float = 8,
        bold: bool | None = None,
        caps: bool = False,
        align: str = "",
        keep: bool = False,
        size: float = 0,
        num: tuple[int, int] | None = None,
        outline: int | None = None,
        new_page: bool = False,
    ) -> None:
        styles = self.doc.styles
        s = styles[name] if name in [x.name for x in styles] else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        s.base_style = styles[based] if based and based != name else None
        s.font.name, s.font.color.rgb = self.font, RGBColor(0, 0, 0)
        s.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), self.font)
        if size:
            s.font.size = Pt(size)
        s.font.bold = bold
        s.font.italic = False
        if caps:
            s.font.all_caps = True
        f = s.paragraph_format
        f.left_indent, f.first_line_indent = Twips(left), Twips(-hanging)
        f.space_before, f.space_after, f.line_spacing = Pt(before), Pt(after), 1.1
        f.keep_with_next, f.page_break_before = keep, new_page
        f.alignment = {
            "center": WD_ALIGN_PARAGRAPH.CENTER,
            "left": WD_ALIGN_PARAGRAPH.LEFT,
            "": WD_ALIGN_PARAGRAPH.JUSTIFY,
        }[align]
        ppr = s.element.get_or_add_pPr()
        if num:
            ppr.append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>')
            )
        if outline is not None:
            ppr.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{outline}"/>'))

    def styles(self) -> None:
        self.style("Normal", "", size=self.size, after=8)
        us = self.american
        self.style(
            "Clause 1",
            left=0 if us else STEP,
            hanging=0 if us else STEP,
            before=12,
            bold=True,
            caps=True,
            keep=True,
            align="center" if us else "left",
            num=(BODY, 0),
            outline=0,
        )
        for i in range(1, 5):
            self.style(f"Clause {i + 1}", left=max(i, 1) * STEP, hanging=STEP, num=(BODY, i))
        self.style(
            "Schedule",
            before=0,
            after=14,
            bold=True,
            align="center",
            keep=True,
            size=self.size + 1,
            num=(SCHEDULE, 0),
            outline=0,
            new_page=True,
        )
        for i in range(1, 4):
            self.style(f"Schedule {i}", left=(1, 1, 2)[i - 1] * STEP, hanging=STEP, num=(SCHEDULE, i))
        self.style("Parties", left=STEP, hanging=STEP, num=(PARTIES, 0))
        self.style("Recitals", left=STEP, hanging=STEP, num=(RECITALS, 0))
        self.style("Definition", left=STEP)
        self.style("Definition (a)", left=2 * STEP, hanging=STEP)
        self.style("Definition (i)", left=3 * STEP, hanging=STEP)
        self.style("Typed clause", left=STEP, hanging=STEP)
        self.style("Front heading", bold=True, before=10, keep=True, align="left")
        self.style("Part", bold=True, before=8, keep=True, align="center")
        self.style("Cell", after=2, before=2, size=self.size - 1, align="left")
        self.style("Cover", size=self.size, align="center", after=10)
        self.style("Cover title", size=22 if not us else 20, bold=True, align="center", after=16)
        self.style("TOC 1", left=STEP, hanging=STEP, after=1.5, align="left")

    # text -------------------------------------------------------------------------------------------------------
    def runs(self, p: WordParagraph, text: str, bold: bool = False) -> None:
        """Write text with **bold**, __italic__ and references: to a clause as a REF field, to all else typed."""
        kinds = {x.anchor: x.kind for x in self.agreement.paragraphs if x.anchor}
        for piece in re.split(r"(\*\*.+?\*\*|__.+?__|\[\[[a-z0-9-]+\]\])", text):
            if found := REFERENCE.fullmatch(piece):
                value = self.agreement.numbers[found.group(1)]
                if kinds[found.group(1)] == "clause":
                    self.field(p, f"REF _Ref_{found.group(1).replace('-', '_')} \\r \\h", value)
                else:
                    p.add_run(value).bold = bold or None
            elif piece.startswith("**"):
                self.runs(p, piece[2:-2], True)
            elif piece.startswith("__"):
                p.add_run(piece[2:-2]).italic = True
            elif piece:
                for i, part in enumerate(piece.split("\\t")):
                    if i:
                        p.add_run().add_tab()
                    p.add_run(part).bold = bold or None

    def field(self, p: WordParagraph, code: str, result: str) -> None:
        for kind in ("begin", "code", "separate", "result", "end"):
            run = p.add_run()
            if kind == "code":
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = f" {code} "
                run._r.append(element)
            elif kind == "result":
                run.text = result
            else:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
                run._r.append(element)

    def mark(self, p: WordParagraph, name: str) -> None:
        """Put a bookmark round the paragraph."""
        self.bookmark += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for e in (start, end):
            e.set(qn("w:id"), str(self.bookmark))
        start.set(qn("w:name"), name)
        p._p.insert(1 if p._p.pPr is not None else 0, start)
        p._p.append(end)

    # pieces -----------------------------------------------------------------------------------------------------
    def cover(self) -> None:
        m, add = self.agreement.meta, self.doc.add_paragraph
        p = add(m["status"], style="Cover")
        p.paragraph_format.space_before, p.paragraph_format.space_after = Pt(20), Pt(90)
        p = add(f"DATED {m['date']}" if not self.american else f"Dated as of {m['date']}", style="Cover")
        p.paragraph_format.space_after = Pt(60)
        for i, line in enumerate(m["cover_parties"].split(";")):
            if i:
                add("and" if i == len(m["cover_parties"].split(";")) - 1 else "", style="Cover")
            add(style="Cover").add_run(line.strip()).bold = True
        p = add(style="Cover title")
        p.paragraph_format.space_before = Pt(60)
        p.add_run(m["title"].upper())
        add(m["subtitle"], style="Cover")
        p = add(m["counsel"], style="Cover")
        p.paragraph_format.space_before = Pt(110)
        p.add_run().add_break(WD_BREAK.PAGE)

    def contents(self) -> None:
        head = self.doc.add_paragraph(style="Part")
        head.add_run("CONTENTS" if not self.american else "TABLE OF CONTENTS")
        width = self.doc.sections[0].page_width - self.doc.sections[0].left_margin - self.doc.sections[0].right_margin
        entries = [p for p in self.agreement.paragraphs if p.kind in ("article", "schedule")]
        for i, entry in enumerate(entries):
            p = self.doc.add_paragraph(style="TOC 1")
            ppr = p._p.get_or_add_pPr()
            left = 0 if entry.kind == "schedule" or self.american else STEP
            ppr.append(
                parse_xml(
                    f'<w:tabs {nsdecls("w")}><w:tab w:val="left" w:pos="{STEP}"/>'
                    f'<w:tab w:val="right" w:leader="dot" w:pos="{width // 635}"/></w:tabs>'
                )
            )
            p.paragraph_format.left_indent, p.paragraph_format.first_line_indent = Twips(left), Twips(-left)
            if i == 0:
                for kind, code in (("begin", ""), ("", ' TOC \\h \\z \\t "Clause 1,1,Schedule,1" '), ("separate", "")):
                    run = p.add_run()
                    element = OxmlElement("w:fldChar" if kind else "w:instrText")
                    if kind:
                        element.set(qn("w:fldCharType"), kind)
                    else:
                        element.set(qn("xml:space"), "preserve")
                        element.text = code
                    run._r.append(element)
            text = self.toc_text(entry)
            p.add_run(text.replace("\\t", "\t") + "\t" + (str(self.pages[i]) if self.pages else ""))
            if i == len(entries) - 1:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), "end")
                p.add_run()._r.append(element)
        self.doc.add_paragraph(style="Normal").add_run().add_break(WD_BREAK.PAGE)

    def toc_text(self, entry: Paragraph) -> str:
        if entry.kind == "schedule":
            return f"{entry.label} – {entry.text}"
        return (
            f"ARTICLE {entry.label} {entry.text.upper()}" if self.american else f"{entry.label}.\\t{entry.text.upper()}"
        )

    def table(self, p: Paragraph) -> None:
        columns = max(len(r) for r in p.rows)
        t = self.doc.add_table(rows=0, cols=columns)
        t.style, t.autofit = "Table Grid", False
        weights = [min(max(max(len(r[i]) if i < len(r) else 0 for r in p.rows), 6), 60) ** 0.75 for i in range(columns)]
        section = self.doc.sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        longest = [
            max(max((len(x) for x in r[i].split()), default=0) for r in p.rows if i < len(r)) for i in range(columns)
        ]
        least = [Pt(0.6 * self.size * n + 14) for n in longest]
        spare = max(room - sum(least), 0)
        widths = [int(n + spare * w / sum(weights)) for n, w in zip(least, weights, strict=True)]
        for i, row in enumerate(p.rows):
            cells = t.add_row().cells
            for cell, width in zip(cells, widths, strict=True):
                cell.width = width
            for cell, text in zip(cells, row, strict=False):
                cell.paragraphs[0].style = self.doc.styles["Cell"]
                self.runs(cell.paragraphs[0], text, bold=i == 0)
                if i == 0:
                    cell._tc.get_or_add_tcPr().append(
                        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="E7E6E6"/>')
                    )
            trpr = t.rows[i]._tr.get_or_add_trPr()
            trpr.append(OxmlElement("w:cantSplit"))
            if i == 0:
                trpr.append(OxmlElement("w:tblHeader"))
        for column, width in zip(t.columns, widths, strict=True):
            column.width = width
        self.doc.add_paragraph(style="Normal").paragraph_format.space_after = Pt(4)

    def signature(self, p: Paragraph) -> None:
        party, by = (x.strip() for x in p.text.split("|"))
        t = self.doc.add_table(rows=1, cols=2)
        left, right = t.rows[0].cells
        t.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        self.runs(left.paragraphs[0], by.replace("PARTY", f"**{party}**"))
        left.paragraphs[0].style = right.paragraphs[0].style = self.doc.styles["Cell"]
        for i, line in enumerate(("Signature:", "Name:", "Title:")):
            q = right.paragraphs[0] if i == 0 else right.add_paragraph(style="Cell")
            q.add_run(line)
            q.paragraph_format.space_before, q.paragraph_format.space_after = Pt(10), Pt(0)
            q._p.get_or_add_pPr().append(
                parse_xml(
                    f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="4" w:space="1" w:color="000000"/>'
                    f'<w:between w:val="single" w:sz="4" w:space="1" w:color="000000"/></w:pBdr>'
                )
            )
        self.doc.add_paragraph(style="Normal")

    def furniture(self) -> None:
        section = self.doc.sections[0]
        m = self.agreement.meta
        size = (12240, 15840) if self.american else (11906, 16838)
        section.page_width, section.page_height = Twips(size[0]), Twips(size[1])
        section.left_margin = section.right_margin = Twips(1440)
        section.top_margin, section.bottom_margin = Twips(1440), Twips(1300)
        section.different_first_page_header_footer = True
        width = size[0] - 2880
        for name in ("Header", "Footer"):
            for tabs in self.doc.styles[name].element.findall(f".//{qn('w:tabs')}"):
                tabs.getparent().remove(tabs)
        tabs = f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
        for part, left, right in (
            (section.header, m["running_head"], m["status"]),
            (section.footer, m["reference"], ""),
        ):
            p = part.paragraphs[0]
            p._p.get_or_add_pPr().append(parse_xml(tabs))
            p.add_run(left + "\t" + right).font.size = Pt(8)
            if part is section.footer:
                p.add_run("Page ").font.size = Pt(8)
                self.field(p, "PAGE", "2")
                p.add_run(" of ").font.size = Pt(8)
                self.field(p, "NUMPAGES", str(self.pages[-1] if self.pages else 1))
                for run in p.runs:
                    run.font.size = Pt(8)

    def body(self) -> None:
        for p in self.agreement.paragraphs:
            match p.kind:
                case "table":
                    self.table(p)
                case "sign":
                    self.signature(p)
                case "page":
                    self.doc.add_page_break()
                case _:
                    self.paragraph(p)

    def paragraph(self, p: Paragraph) -> None:
        style = STYLES.get(p.kind, "Normal")
        if p.kind == "typed":
            style = "Typed clause"
        w = self.doc.add_paragraph(style=style)
        if p.kind == "center":
            w.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if p.kind == "more":
            w.paragraph_format.left_indent = Twips(STEP)
        if p.kind == "typed":
            w.add_run(f"{p.number}\t")
        if p.kind == "definition":
            self.numid = 0
        if p.kind in ("definition_alpha", "definition_roman"):
            if not self.numid:
                self.numid, self.restarts = 6 + self.restarts, self.restarts + 1
            depth = 0 if p.kind == "definition_alpha" else 1
            w._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{self.numid}"/></w:numPr>')
            )
        self.runs(w, p.text)
        if p.anchor:
            self.mark(w, f"_Ref_{p.anchor.replace('-', '_')}")

    def write(self, path: Path) -> None:
        self.styles()
        self.furniture()
        self.cover()
        self.contents()
        self.body()
        part = self.doc.part.part_related_by(RT.NUMBERING)
        part._element = parse_xml(numbering_xml(self.agreement, self.restarts))
        tidy(self.doc)
        core, when = self.doc.core_properties, datetime(2026, 3, 12, 9, 0)
        core.title, core.author, core.last_modified_by = (
            self.agreement.meta["title"],
            "Sample agreement",
            "Sample agreement",
        )
        core.comments, core.created, core.modified, core.revision = (
            "Written for this project; fictional.",
            when,
            when,
            1,
        )
        buffer = BytesIO()
        self.doc.save(buffer)
        steady(buffer, path)


def steady(buffer: BytesIO, path: Path) -> None:
    """Write the package with fixed dates, so that the same source gives the same bytes."""
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            if name == "docProps/thumbnail.jpeg":
                continue
            data = old.read(name)
            if name == "_rels/.rels":
                data = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", data)
            new.writestr(zipfile.ZipInfo(name, (2026, 3, 12, 9, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)
