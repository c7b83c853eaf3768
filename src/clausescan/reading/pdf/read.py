"""Opens a PDF, reads its pages within the limits, and says what it could not read."""

from __future__ import annotations

import hashlib
import subprocess
import time
from typing import Any, Literal

from clausescan.errors import ReadError
from clausescan.model import Box, Document, Notice
from clausescan.reading.guard import allow_more_time
from clausescan.reading.options import ReadOptions
from clausescan.reading.pdf import fallback, ocr
from clausescan.reading.pdf.glyphs import Piece, PrintedPage
from clausescan.reading.pdf.layout import lay_out
from clausescan.reading.pdf.streams import check_streams
from clausescan.reading.pdf.tables import RuledTables, has_rulings
from clausescan.reading.pdf.text import PageText

_MEDIA_TYPE: Literal["application/pdf"] = "application/pdf"
_ENCRYPTED = "the file is protected by a password; save a copy without it"
_TABLE_SHARE = 0.25
"""The part of the time limit that ruled tables may take; they are slow to follow."""
_FEWEST_LETTERS = 20
"""An invisible text shorter than this is no text layer."""


def read_pdf(data: bytes, path: str, options: ReadOptions) -> Document:
    """Reads the bytes of a PDF. `path` is only for messages.

    Raises ReadError with code "empty", "not_pdf", "damaged", "encrypted", "no_pages", "too_many_pages", "page_range",
    "too_large" or "no_text_layer". Pages that could not be read become notices on the document.
    """
    if not data:
        raise ReadError(path, "empty", "the file is empty")
    if b"%PDF-" not in data[:1024]:
        raise ReadError(path, "not_pdf", "this is not a PDF file")
    check_streams(data, path, options.limits)
    reading = _Reading(path, options)
    try:
        reading.with_pdfium(data)
    except _Refused as refused:
        reading.with_pdfminer(data, str(refused))
    return reading.document(data)


class _Refused(Exception):
    """PDFium cannot open the file."""


class _Reading:
    """One file being read."""

    def __init__(self, path: str, options: ReadOptions) -> None:
        self.path, self.options = path, options
        self.pages: list[PrintedPage] = []
        self.notices: list[Notice] = []
        self.count = 0
        self.characters = 0
        self.table_seconds = 0.0
        self.title = ""

    def with_pdfium(self, data: bytes) -> None:
        import pypdfium2 as pdfium

        self.ruled = RuledTables(data)
        try:
            file = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if "password" in str(error).lower():
                raise ReadError(self.path, "encrypted", _ENCRYPTED) from error
            raise _Refused(str(error)) from error
        try:
            self.count = len(file)
            if self.count == 0:
                raise _Refused("PDFium finds no pages")
            self.title = str(file.get_metadata_dict().get("Title", "")).strip()
            for number in self.wanted():
                self.read_page(file, number)
        finally:
            file.close()

    def wanted(self) -> list[int]:
        """The 1-based numbers of the pages to read."""
        limit = self.options.limits.pages
        ranges = self.options.pages
        if not ranges:
            if self.count > limit:
                raise ReadError(
                    self.path,
                    "too_many_pages",
                    f"the file has {self.count:,} pages, the limit is {limit:,} (limits.pages); name a page range",
                )
            return list(range(1, self.count + 1))
        chosen = sorted({n for first, last in ranges for n in range(max(first, 1), min(last, self.count) + 1)})
        if not chosen:
            raise ReadError(
                self.path, "page_range", f"the page range lies outside the file, which has {self.count} pages"
            )
        if len(chosen) > limit:
            raise ReadError(
                self.path,
                "too_many_pages",
                f"the page range has {len(chosen):,} pages, the limit is {limit:,} (limits.pages)",
            )
        return chosen

    def read_page(self, file: Any, number: int) -> None:
        import pypdfium2 as pdfium

        try:
            page = file[number - 1]
        except pdfium.PdfiumError:
            self.notices.append(Notice("page_damaged", f"page {number} is damaged and could not be read", number))
            return
        try:
            printed = PageText(page, number, self.tables(page, number)).read()
            self.count_characters(printed)
            if self.hide_invisible(printed):
                self.pages.append(printed)
            elif self.options.ocr:
                self.recognise(page, number)
            else:
                self.pages.append(printed)
        finally:
            page.close()

    def count_characters(self, page: PrintedPage) -> None:
        limit = self.options.limits.characters
        self.characters += _letters(page.pieces)
        if self.characters > limit:
            raise ReadError(self.path, "too_large", f"the PDF holds more than {limit:,} characters (limits.characters)")

    def tables(self, page: Any, number: int) -> list[list[list[Box]]]:
        """The ruled tables of a page. Without them the page is read by its columns, so a failure costs little."""
        if self.table_seconds > _TABLE_SHARE * self.options.limits.seconds or not has_rulings(page):
            return []
        begun = time.monotonic()
        try:
            return self.ruled.of_page(number)
        except Exception as error:
            message = f"the ruled tables of page {number} could not be followed ({error!r}); cells may run together"
            self.notices.append(Notice("table_lines", message, number))
            return []
        finally:
            self.table_seconds += time.monotonic() - begun
            if self.table_seconds > _TABLE_SHARE * self.options.limits.seconds:
                message = f"from page {number + 1} on, tables are read without their ruling lines, which take too long"
                self.notices.append(Notice("table_lines", message, number))

    def hide_invisible(self, page: PrintedPage) -> bool:
        """Takes invisible text out of a page that shows other text. False when the page has no text at all."""
        hidden = [piece for piece in page.pieces if piece.invisible]
        shown = [piece for piece in page.pieces if not piece.invisible]
        if hidden and (shown or _letters(hidden) < _FEWEST_LETTERS):
            page.pieces = shown
            sample = " ".join(piece.text for piece in hidden)[:120]
            message = f"page {page.number} holds invisible text, which was left out: “{sample}”"
            self.notices.append(Notice("invisible_text", message, page.number))
        elif hidden:
            message = (
                f"all text of page {page.number} is invisible, as in the text layer of a scan; "
                "compare quotes with the page image"
            )
            self.notices.append(Notice("invisible_text", message, page.number))
        return bool(page.pieces)

    def recognise(self, page: Any, number: int) -> None:
        if ocr.program() is None:
            self.notices.append(Notice("ocr_missing", f"page {number} has no text; to read it {ocr.HOW}", number))
            return
        seconds = self.options.limits.ocr_page_seconds
        allow_more_time(seconds)
        try:
            read = ocr.recognise(page, number, seconds)
        except subprocess.TimeoutExpired:
            message = (
                f"OCR of page {number} took longer than {seconds:g} seconds (limits.ocr_page_seconds) and was stopped"
            )
            self.notices.append(Notice("ocr_failed", message, number))
            return
        except (OSError, subprocess.CalledProcessError) as error:
            self.notices.append(Notice("ocr_failed", f"OCR of page {number} failed: {error}", number))
            return
        self.pages.append(read.page)
        if read.page.pieces:
            image = f", image {read.dpi} dpi" if read.dpi else ""
            message = f"page {number} was read by OCR: mean confidence {read.confidence:.0f} of 100{image}"
            self.notices.append(Notice("ocr", message, number))

    def with_pdfminer(self, data: bytes, why: str) -> None:
        """The fallback. Any failure of pdfminer means that the file is damaged: both readers gave up."""
        from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

        first = self.options.pages
        wanted = {n for a, b in first for n in range(max(a, 1), min(b, self.options.limits.pages) + 1)} or None
        try:
            for page in fallback.read_pages(data, wanted, self.options.limits):
                self.count_characters(page)
                self.pages.append(page)
                self.count = page.number
            empty = not self.pages and fallback.has_no_pages(data)
        except ReadError:
            raise
        except (PDFPasswordIncorrect, PDFEncryptionError) as error:
            raise ReadError(self.path, "encrypted", _ENCRYPTED) from error
        except Exception as error:
            raise ReadError(self.path, "damaged", f"the PDF is damaged and could not be opened ({why})") from error
        if empty:
            raise ReadError(self.path, "no_pages", "the PDF has no pages")
        if not self.pages:
            raise ReadError(self.path, "damaged", f"the PDF is damaged and could not be opened ({why})")
        message = "the PDF is damaged; its text was recovered by a second reader, and parts may be missing"
        self.notices.append(Notice("recovered", message))

    def document(self, data: bytes) -> Document:
        read = {page.number for page in self.pages if page.pieces}
        if not read:
            self.refuse()
        said = {notice.page for notice in self.notices if notice.code in ("page_damaged", "ocr_missing", "ocr_failed")}
        for page in self.pages:
            if page.number not in read and page.number not in said:
                message = f"page {page.number} has no text (an image or an empty page); to read an image {ocr.HOW}"
                self.notices.append(Notice("page_no_text", message, page.number))
        layout = lay_out([page for page in self.pages if page.pieces])
        return Document(
            path=self.path,
            sha256=hashlib.sha256(data).hexdigest(),
            media_type=_MEDIA_TYPE,
            text=layout.text,
            blocks=layout.blocks,
            title=layout.title or self.title,
            pages=self.count,
            lines=layout.lines,
            furniture=layout.furniture,
            warnings=tuple(sorted(self.notices, key=lambda notice: notice.page or 0)),
        )

    def refuse(self) -> None:
        """No page has text: says why."""
        if not self.pages and self.notices and all(notice.code == "page_damaged" for notice in self.notices):
            raise ReadError(self.path, "damaged", "the PDF is damaged: none of its pages could be read")
        for notice in self.notices:
            if notice.code in ("ocr_failed", "ocr_missing"):
                code = "no_text_layer" if notice.code == "ocr_missing" else "ocr_failed"
                raise ReadError(self.path, code, notice.message, notice.page)
        if self.options.ocr:
            raise ReadError(self.path, "no_text", "no text was found, by OCR either")
        raise ReadError(self.path, "no_text_layer", f"no page has a text layer (a scan?); to read it {ocr.HOW}")


def _letters(pieces: list[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)
