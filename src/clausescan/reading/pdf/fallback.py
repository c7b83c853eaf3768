"""The second reader, pdfminer, for files that PDFium refuses. It may run for minutes on a broken file: callers run it
in a process that can be killed. It holds no locks and writes nothing."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from clausescan.model import Box
from clausescan.reading.options import Limits
from clausescan.reading.pdf.glyphs import Piece, PrintedPage, clean


def read_pages(data: bytes, wanted: set[int] | None, limits: Limits) -> Iterator[PrintedPage]:
    """The printed pages as pdfminer sees them; `wanted` are 1-based page numbers, None for all.

    Raises whatever pdfminer raises: the caller knows the file and words the error.
    """
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    for number, page in enumerate(
        extract_pages(io.BytesIO(data), maxpages=limits.pages + 1, laparams=LAParams(boxes_flow=None)), start=1
    ):
        if wanted is None or number in wanted:
            yield PrintedPage(number, page.width, page.height, list(_pieces(page, page.y1)))


def has_no_pages(data: bytes) -> bool:
    """Whether the file is sound and its page tree is empty."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import dict_value

    return dict_value(PDFDocument(PDFParser(io.BytesIO(data))).catalog.get("Pages")).get("Kids") == []


def _pieces(item: object, top: float) -> Iterator[Piece]:
    from pdfminer.layout import LTChar, LTContainer, LTTextLine

    if isinstance(item, LTTextLine):
        chars = [char for char in item if isinstance(char, LTChar)]
        text, hyphen = clean(item.get_text())
        if text and chars:
            box = Box(round(item.x0, 2), round(top - item.y1, 2), round(item.x1, 2), round(top - item.y0, 2))
            bold = all("bold" in char.fontname.lower() for char in chars)
            yield Piece(text, box.x0, box.top, box.x1, box.bottom, box, chars[0].size * 0.9, bold, hyphen)
    elif isinstance(item, LTContainer):
        for inner in item:
            yield from _pieces(inner, top)
