"""The same paragraphs as text, Word file and PDF, in two dresses: other lines, other pages, other heads and feet."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
_HEADING = re.compile(r"(?:ARTICLE|Article|SECTION|EXHIBIT|SCHEDULE)\s\S+[^.]{0,60}\Z|[A-Z][A-Z ,&;-]{4,60}\Z")


def write(paragraphs: Sequence[str], path: Path, dress: int) -> None:
    """Write the paragraphs in the format of the suffix. `dress` 0 or 1: another look for the same words."""
    {".txt": _text, ".docx": _word, ".pdf": _pdf}[path.suffix](paragraphs, path, dress)


def _text(paragraphs: Sequence[str], path: Path, dress: int) -> None:
    wrapped = [
        "\n".join(textwrap.wrap(p, (88, 72)[dress], break_long_words=False, break_on_hyphens=False)) for p in paragraphs
    ]
    path.write_text("\n\n".join(wrapped), encoding="utf-8")


def _word(paragraphs: Sequence[str], path: Path, dress: int) -> None:
    import docx
    from docx.shared import Pt

    document = docx.Document()
    document.styles["Normal"].font.name = ("Times New Roman", "Arial")[dress]
    document.styles["Normal"].font.size = Pt((11, 10)[dress])
    section = document.sections[0]
    section.header.paragraphs[0].text = ("Execution copy", "Draft of the second round, subject to contract")[dress]
    section.footer.paragraphs[0].text = ("Strategic alliance", "Confidential")[dress]
    for text in paragraphs:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        run.bold = bool(_HEADING.match(text))
    document.save(str(path))


def _pdf(paragraphs: Sequence[str], path: Path, dress: int) -> None:
    from xml.sax.saxutils import escape

    from reportlab.lib.pagesizes import A4, LETTER
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    pdfmetrics.registerFont(TTFont("Serif", str(FONT)))
    style = ParagraphStyle("body", fontName="Serif", fontSize=(10, 9)[dress], leading=(14, 12)[dress])

    def furniture(canvas: Canvas, page: SimpleDocTemplate) -> None:
        canvas.setFont("Serif", 8)
        width, height = page.pagesize
        canvas.drawString(60, height - 36, ("Execution copy", "Draft of the second round, subject to contract")[dress])
        number = canvas.getPageNumber()
        canvas.drawCentredString(width / 2, 28, (f"- {number} -", f"Page {number}")[dress])

    story: list[Paragraph | Spacer] = []
    for text in paragraphs:
        bold = _HEADING.match(text)
        story += [Paragraph(f"<u>{escape(text)}</u>" if bold else escape(text), style), Spacer(1, 7)]
    document = SimpleDocTemplate(
        str(path), pagesize=(A4, LETTER)[dress], leftMargin=(72, 60)[dress], rightMargin=(72, 60)[dress]
    )
    document.build(story, onFirstPage=furniture, onLaterPages=furniture)
