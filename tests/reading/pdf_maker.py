"""Small PDFs drawn for the tests, and what must hold for every document read from one."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from clausescan.model import Document
from clausescan.reading.options import ReadOptions
from clausescan.reading.pdf import read_pdf

WIDTH, HEIGHT = A4
LEFT, RIGHT = 72.0, WIDTH - 72.0


class Maker:
    """Draws lines from the top down; `y` is the distance from the top of the page in points."""

    def __init__(self, **options: object) -> None:
        self.file = io.BytesIO()
        self.canvas = Canvas(self.file, pagesize=A4, **options)
        self.canvas.setFont("Times-Roman", 11)

    def at(self, x: float, y: float, text: str, font: str = "Times-Roman", size: float = 11) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - y, text)

    def centred(self, y: float, text: str, font: str = "Times-Roman", size: float = 11) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawCentredString(WIDTH / 2, HEIGHT - y, text)

    def flow(
        self, y: float, text: str, x: float = LEFT, right: float = RIGHT, first: float = 0.0, pitch: float = 13
    ) -> float:
        """Wraps `text` between x and right; `first` is the indent of the first line. Returns the next free y."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        line, start = "", x + first
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and start + stringWidth(longer, "Times-Roman", 11) > right:
                self.at(start, y, line)
                y, line, start = y + pitch, word, x
            else:
                line = longer
        self.at(start, y, line)
        return y + pitch

    def page(self) -> None:
        self.canvas.showPage()

    def data(self) -> bytes:
        self.canvas.save()
        return self.file.getvalue()


def read(data: bytes, options: ReadOptions | None = None) -> Document:
    document = read_pdf(data, "made.pdf", options or ReadOptions())
    check(document)
    return document


def texts(document: Document, kinds: Sequence[str] = ("paragraph", "heading", "table_row", "toc")) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind in kinds]


def check(document: Document) -> None:
    """The invariants of every Document that came from pages."""
    at = 0
    for i, block in enumerate(document.blocks):
        assert block.start == at + (1 if i else 0), "blocks are joined by one newline"
        assert block.end > block.start
        assert document.text[block.start : block.end].strip()
        assert "\n" not in document.text[block.start : block.end]
        assert block.page is not None
        assert block.page >= 1
        inner = block.start
        for cell in block.cells:
            assert inner <= cell.start < cell.end <= block.end
            inner = cell.end
        at = block.end
    assert at == len(document.text)
    last = 0
    for line in document.lines:
        assert last <= line.start < line.end <= len(document.text)
        assert "\n" not in document.text[line.start : line.end]
        assert line.box.x0 <= line.box.x1
        assert line.box.top <= line.box.bottom
        last = line.end
    covered = sum(line.end - line.start for line in document.lines)
    gaps = sum(1 for char in document.text if char.isspace())
    assert len(document.text) - covered <= gaps, "only joining spaces lie outside the printed lines"
