"""A plain Word file of the new version, made from its text, for agreements that did not come from Word."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from clausescan.model import Block, Report
from clausescan.report.comparison.word.marks import writable
from clausescan.report.words import DISCLAIMER

_INDENT = 14.0
"""Points for each level of a list."""


def paragraph_texts(report: Report) -> list[str]:
    """The paragraphs of a version; an automatic number, which Word would print, stands before its words."""
    text = report.document.text
    return [writable(_labelled(block, text)) for block in report.document.blocks]


def _labelled(block: Block, text: str) -> str:
    words = text[block.start : block.end]
    return f"{block.label}\t{words}" if block.label else words


def clean_document(report: Report, title: str) -> bytes:
    """The file: one paragraph a block, headings in bold; `title` and the disclaimer stand in the running heads, so that
    the text is the agreement's and nothing else."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    made = Document()
    normal: Any = made.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    for block, words in zip(report.document.blocks, paragraph_texts(report), strict=True):
        paragraph = made.add_paragraph()
        run = paragraph.add_run(words)
        run.bold = True if block.kind == "heading" or block.bold else None
        if block.kind == "heading":
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_before = Pt(10)
        if block.centered:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if block.level and block.kind != "heading":
            paragraph.paragraph_format.left_indent = Pt(_INDENT * min(block.level, 8))
    section = made.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for place, words in ((head, title), (foot, DISCLAIMER)):
        run = place.add_run(writable(words))
        run.font.size = Pt(7.5)
    made.core_properties.title = writable(title)[:250]
    made.core_properties.author = "clausescan"
    out = BytesIO()
    made.save(out)
    return out.getvalue()
