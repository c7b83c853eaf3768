"""PDF → Document: text and boxes by PDFium, layout rebuilt, OCR on request, a second reader for damaged files."""

from __future__ import annotations

from clausescan.reading.pdf.read import read_pdf

__all__ = ["read_pdf"]
