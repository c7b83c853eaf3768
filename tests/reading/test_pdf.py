"""Opening PDFs: what is refused and why, what is noticed, pages, rotation, limits, OCR, and real files."""

from __future__ import annotations

import io
import shutil
import zlib
from pathlib import Path

import pytest
from pdf_maker import HEIGHT, LEFT, WIDTH, Maker, check, read, texts
from reportlab.lib.pdfencrypt import StandardEncryption

from clausescan.errors import ReadError
from clausescan.model import Document
from clausescan.reading.options import Limits, ReadOptions
from clausescan.reading.pdf import ocr, read_pdf

SHARED = Path(__file__).resolve().parents[3] / "shared"
HOSTILE = SHARED / "hostile/pdf"
SENTENCE = "Either Member may leave the venture on ninety days of written notice to the other."


def made(lines: int = 3, pages: int = 1, **options: object) -> bytes:
    maker = Maker(**options)
    for page in range(1, pages + 1):
        for i in range(lines):
            maker.at(LEFT, 100 + 30 * i, f"{page}.{i + 1} {SENTENCE}")
        maker.page()
    return maker.data()


def refused(data: bytes, options: ReadOptions | None = None) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_pdf(data, "made.pdf", options or ReadOptions())
    return caught.value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 not a pdf", "not_pdf"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 8, "damaged"),
        (b"%PDF-1.4\n%%EOF", "damaged"),
    ],
)
def test_files_that_are_no_pdf_are_refused(data: bytes, code: str) -> None:
    error = refused(data)
    assert error.code == code
    assert error.path == "made.pdf"


def test_a_password_is_asked_for_and_an_owner_password_is_not() -> None:
    locked = made(encrypt=StandardEncryption("user", "owner"))
    assert refused(locked).code == "encrypted"
    open_to_read = made(encrypt=StandardEncryption("", "owner", canCopy=0))
    assert len(read(open_to_read).blocks) == 3


def test_page_ranges_keep_the_numbers_of_the_file() -> None:
    document = read(made(pages=6), ReadOptions(pages=((2, 3), (6, 9))))
    assert sorted({block.page for block in document.blocks if block.page}) == [2, 3, 6]
    assert document.pages == 6
    assert refused(made(pages=2), ReadOptions(pages=((5, 6),))).code == "page_range"


@pytest.mark.parametrize(
    ("limits", "code", "named"),
    [
        (Limits(pages=2), "too_many_pages", "limits.pages"),
        (Limits(characters=100), "too_large", "limits.characters"),
    ],
)
def test_limits_are_named(limits: Limits, code: str, named: str) -> None:
    error = refused(made(pages=3, pageCompression=1), ReadOptions(limits=limits))
    assert error.code == code
    assert named in error.reason


def test_a_stream_that_inflates_without_end_is_stopped() -> None:
    packed = zlib.compress(b"\0" * 400_000_000, 9)
    bomb = made().replace(b"trailer", b"9 0 obj\n<</Filter/FlateDecode>>stream\n" + packed + b"\nendstream\ntrailer", 1)
    error = refused(bomb)
    assert error.code == "too_large"
    assert "300 MB" in error.reason
    assert "limits.expanded_bytes" in error.reason


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_are_on_the_page_as_shown(turn: int) -> None:
    maker = Maker()
    if turn in (90, 270):
        maker.canvas.setPageSize((HEIGHT, WIDTH))  # reportlab swaps the sides of a page that it turns
    maker.canvas.setPageRotation(turn)
    maker.at(72, 100, "1. The first clause of this page.")
    maker.at(72, 130, "2. The second clause of this page.")
    document = read(maker.data())
    assert texts(document) == ["1. The first clause of this page.", "2. The second clause of this page."]
    first, second = document.lines[0].box, document.lines[1].box
    width, height = (595, 842) if turn in (0, 180) else (842, 595)
    assert 0 <= first.x0 < first.x1 <= width
    assert 0 <= first.top < first.bottom <= height
    shift = {0: (0, 30), 90: (-30, 0), 180: (0, -30), 270: (30, 0)}[turn]
    assert (second.x0 - first.x0, second.top - first.top) == pytest.approx(shift, abs=16)
    long_side = first.x1 - first.x0 if turn in (0, 180) else first.bottom - first.top
    assert long_side > 100


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_printed_sideways_is_read_in_order(turn: int) -> None:
    maker = Maker()
    canvas = maker.canvas
    canvas.saveState()
    canvas.translate({90: 595, 180: 595, 270: 0}[turn], {90: 0, 180: 842, 270: 842}[turn])
    canvas.rotate(turn)
    for i, word in enumerate(("first", "second", "third")):
        canvas.drawString(72, 400 - 30 * i, f"{i + 1}. The {word} line of a page that was turned.")
    canvas.restoreState()
    assert [text[:2] for text in texts(read(maker.data()))] == ["1.", "2.", "3."]


def test_invisible_text_is_left_out_and_said() -> None:
    maker = Maker()
    maker.at(LEFT, 100, SENTENCE)
    hidden = maker.canvas.beginText(LEFT, 600)
    hidden.setTextRenderMode(3)
    hidden.textLine("The notice period is one single day.")
    hidden.setTextRenderMode(0)
    maker.canvas.drawText(hidden)
    document = read(maker.data())
    assert document.text == SENTENCE
    assert [(n.code, n.page) for n in document.warnings] == [("invisible_text", 1)]
    assert "one single day" in document.warnings[0].message


def test_a_number_glued_to_its_word_is_parted_by_the_gap() -> None:
    maker = Maker()
    maker.at(LEFT, 100, "4.2")
    maker.at(LEFT + 21, 100, SENTENCE)
    maker.at(LEFT, 130, "A2Delivery stays one word.")
    assert texts(read(maker.data())) == ["4.2 " + SENTENCE, "A2Delivery stays one word."]


def test_pages_without_text_are_said_one_by_one() -> None:
    maker = Maker()
    maker.at(LEFT, 100, SENTENCE)
    maker.page()
    maker.canvas.rect(100, 100, 200, 200, fill=1)
    maker.page()
    maker.at(LEFT, 100, SENTENCE)
    document = read(maker.data())
    assert [(n.code, n.page) for n in document.warnings] == [("page_no_text", 2)]
    assert len(document.blocks) == 2


def test_a_file_without_text_says_how_to_read_it() -> None:
    maker = Maker()
    maker.canvas.rect(100, 100, 200, 200, fill=1)
    error = refused(maker.data())
    assert error.code == "no_text_layer"
    assert "tesseract-ocr" in error.reason


def test_ocr_without_tesseract_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "program", lambda: None)
    error = refused(scan(), ReadOptions(ocr=True))
    assert error.code == "no_text_layer"
    assert "tesseract-ocr" in error.reason


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs the tesseract program")
def test_ocr_reads_a_scan_with_boxes_and_says_its_quality() -> None:
    document = read(scan(), ReadOptions(ocr=True))
    assert SENTENCE in document.text
    notice = document.warnings[0]
    assert (notice.code, notice.page) == ("ocr", 1)
    assert "confidence" in notice.message
    assert "200 dpi" in notice.message
    line = document.lines_of(0, 5)[0]
    assert line.box.top == pytest.approx(92, abs=6)
    assert line.box.x0 == pytest.approx(72, abs=4)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs the tesseract program")
def test_ocr_that_takes_too_long_is_stopped() -> None:
    error = refused(scan(), ReadOptions(ocr=True, limits=Limits(ocr_page_seconds=0.01)))
    assert error.code == "ocr_failed"
    assert "limits.ocr_page_seconds" in error.reason


def scan() -> bytes:
    """A page whose only content is a picture of a page, at 200 dpi."""
    import pypdfium2 as pdfium
    from reportlab.lib.utils import ImageReader

    maker = Maker()
    maker.at(72, 100, SENTENCE)
    maker.at(72, 120, "The other Member shall then buy its shares at their fair value.")
    image = pdfium.PdfDocument(maker.data())[0].render(scale=200 / 72).to_pil()
    scanned = Maker()
    scanned.canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
    return scanned.data()


def test_a_file_that_pdfium_refuses_is_recovered(monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2 as pdfium

    def refuse(*_: object, **__: object) -> None:
        raise pdfium.PdfiumError("Failed to load document (PDFium: Data format error).")

    monkeypatch.setattr(pdfium, "PdfDocument", refuse)
    document = read(made(pages=2))
    assert len(document.blocks) == 6
    assert document.pages == 2
    assert [n.code for n in document.warnings] == ["recovered"]


def test_ruled_tables_may_not_eat_the_time() -> None:
    maker = Maker()
    for _ in range(2):
        maker.canvas.grid([72, 172, 272, 372], [600, 640, 680])
        for x in (80, 180, 280):
            maker.at(x, 180, f"cell at {x}")
            maker.at(x, 220, f"cell below {x}")
        maker.page()
    document = read(maker.data(), ReadOptions(limits=Limits(seconds=0.0001)))
    assert [n.code for n in document.warnings] == ["table_lines"]
    assert "from page 2 on" in document.warnings[0].message
    assert len(document.blocks) == 4


def test_reading_from_a_stream_of_bytes_is_repeatable() -> None:
    data = io.BytesIO(made(pages=3)).read()
    assert read(data) == read(data)


EXPECTED = {
    "count_lies_1e9": "parsed", "docx_named": "not_pdf", "enc_owner_only": "parsed", "good": "parsed",
    "invisible_text": "parsed", "mixed_scan_page2": "parsed", "no_header": "not_pdf",
    "pages_20000": "too_many_pages", "pages_loop": "parsed", "random": "damaged", "scan_2pages": "no_text_layer",
    "zero_pages": "no_pages", "plumber_empty": "empty", "plumber_password-example": "encrypted",
    "pdfjs_GHOSTSCRIPT-698804-1-fuzzed": "no_text_layer", "pdfjs_Pages-tree-refs": "parsed",
    "pdfjs_REDHAT-1531897-0": "damaged", "pdfjs_bug1020226": "damaged", "pdfjs_cidfont_cmap_overflow": "parsed",
    "pdfjs_copy_paste_ligatures": "parsed", "pdfjs_empty_protected": "no_text_layer",
    "pdfjs_images_1bit_grayscale": "no_text_layer", "pdfjs_poppler-395-0-fuzzed": "damaged",
    "pdfjs_poppler-742-0-fuzzed": "damaged", "pdfjs_poppler-91414-0-53": "parsed",
    "pdfjs_poppler-937-0-fuzzed": "damaged", "pdfjs_pr6531_1": "encrypted", "pdfjs_pr6531_2": "encrypted",
    "pdfjs_scan-bad": "no_text_layer", "pdfjs_xref_command_missing": "parsed",
    "plumber_issue-297-example": "no_text_layer", "plumber_issue-71-duplicate-chars": "parsed",
    "plumber_malformed-from-issue-932": "parsed", "plumber_nics-background-checks-2015-11-rotated": "parsed",
    "plumber_scotus-transcript-p1": "parsed",
}  # fmt: skip


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="../shared is absent")
@pytest.mark.parametrize("name", EXPECTED)
def test_hostile_files_end_as_they_should(name: str) -> None:
    data = (HOSTILE / f"{name}.pdf").read_bytes()
    if EXPECTED[name] == "parsed":
        check(read_pdf(data, name, ReadOptions()))
    else:
        assert refused(data).code == EXPECTED[name]


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="../shared is absent")
@pytest.mark.parametrize(
    ("name", "there", "gone"),
    [
        ("pdfjs_copy_paste_ligatures", "ffiflffiffl", "\ufb01"),
        ("plumber_scotus-transcript-p1", "Petitioner", "25"),
        ("plumber_issue-71-duplicate-chars", "2018.05 - 2020.05", "22001188"),
        ("plumber_nics-background-checks-2015-11-rotated", "NICS Firearm Background Checks", "skcehC"),
    ],
)
def test_what_is_odd_in_hostile_files_is_read_right(name: str, there: str, gone: str) -> None:
    text = read_pdf((HOSTILE / f"{name}.pdf").read_bytes(), name, ReadOptions()).text
    assert there in text
    assert gone not in text


@pytest.mark.skipif(not (SHARED / "agreements/pdf").is_dir(), reason="../shared is absent")
def test_real_agreements_keep_the_invariants() -> None:
    files = sorted((SHARED / "agreements/pdf").glob("*.pdf"))
    read_files: list[Document] = []
    for file in files[::3]:
        document = read_pdf(file.read_bytes(), file.name, ReadOptions())
        check(document)
        read_files.append(document)
    named = [document.title for document in read_files if "agreement" in document.title.lower()]
    assert len(named) >= 0.8 * len(read_files)
    blocks = [
        document.text[b.start : b.end] for document in read_files for b in document.blocks if b.kind == "paragraph"
    ]
    broken = [text for text in blocks if text[0].islower() and text[1:2] not in ".)" and text[2:3] not in ".)"]
    assert len(broken) < 0.03 * len(blocks), "few paragraphs may begin in the middle of a sentence"
