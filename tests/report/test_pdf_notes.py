"""Highlights and notes on the original PDF: where they lie, what they say, and that the pages stay as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest

from clausescan.errors import FormatError
from clausescan.model import Clause, Document, Evidence, Facts, Finding, Judgement, Nearest, Report
from clausescan.reading import read
from clausescan.report.formats import Rendering
from clausescan.report.pdf import render
from clausescan.report.words import DISCLAIMER, SEVERITY_COLOURS

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
LINES = (
    "BUTTON ALLIANCE AGREEMENT",
    "1. Term. This Agreement runs for five years from its date.",
    "2. Exit. Either party may leave by written notice to the other,",
    "which takes effect at the end of the month.",
    "3. Law. The law of Malta governs this Agreement.",
)
QUOTE = "leave by written notice to the other, which takes effect"


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda file: None, **save: Any) -> bytes:
    """Two pages of the same lines in Courier, ten points wide to 6 each, the first line 700 points up."""
    file = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
    for number in (1, 2):
        page = file.add_blank_page(page_size=(612, 792))
        lines = LINES if number == 1 else ("4. Copies. This page is signed in two copies.",)
        shown = "".join(f"({line}) Tj 0 -20 Td " for line in lines)
        page.Contents = pikepdf.Stream(file, f"BT /F 10 Tf 72 700 Td {shown} ET".encode())
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    change(file)
    out = BytesIO()
    file.save(out, **save)
    return out.getvalue()


def report_of(data: bytes, *findings: Finding) -> Report:
    document = read(data, name="button.pdf")
    clauses = tuple(
        Clause(f"c{n}", None, f"{n}", f"{n}", f"{n}", "paragraph", 0, block.start, block.end, block.start)
        for n, block in enumerate(document.blocks)
    )
    judgement = Judgement("reference", "", None, findings, (), ())
    return Report(document, clauses, (), (), (), Facts(), None, "0", judgement)


def gap(item: str = "TR-01", evidence: tuple[Evidence, ...] = (), **more: Any) -> Finding:
    values = {"status": "partial" if evidence else "absent", "severity": "critical", **more}
    return Finding(item, "Notice", "TR", confidence=0.7, review=False, why="No length.", evidence=evidence, **values)


def quoted(document: Document, words: str = QUOTE) -> Evidence:
    start = document.text.index(words)
    return Evidence("c1", start, start + len(words), words)


def annotated(data: bytes, *findings: Finding, words: str = QUOTE, everything: bool = False) -> pikepdf.Pdf:
    report = report_of(data)
    found = findings or (gap(evidence=(quoted(report.document, words),)),)
    out = render(report_of(data, *found), Rendering(source=data, now=NOW, everything=everything))
    return pikepdf.open(BytesIO(out))


def of_kind(page: Any, kind: str) -> list[Any]:
    return [annotation for annotation in page.obj.get("/Annots", []) if annotation.Subtype == kind]


def drawn_words(file: pikepdf.Pdf, page: int, quad: list[float]) -> str:
    """What PDFium finds under a quadrilateral."""
    out = BytesIO()
    file.save(out)
    opened = pdfium.PdfDocument(out.getvalue())
    xs, ys = quad[0::2], quad[1::2]
    found = opened[page].get_textpage().get_text_bounded(min(xs), min(ys), max(xs), max(ys))
    return str(found).strip()


def crop(file: pikepdf.Pdf) -> None:
    for page in file.pages:
        page.MediaBox = [-30, -20, 582, 772]
        page.CropBox = [40, 60, 700, 740]


def turned(quarter: int) -> Callable[[pikepdf.Pdf], None]:
    def change(file: pikepdf.Pdf) -> None:
        crop(file)
        file.Root.Pages.Rotate = 90 * quarter  # inherited by the pages

    return change


@pytest.mark.parametrize("quarter", range(4))
def test_the_quoted_words_lie_under_the_highlight(quarter: int) -> None:
    file = annotated(pdf(turned(quarter)))
    [highlight] = of_kind(file.pages[0], "/Highlight")
    numbers = [float(v) for v in highlight.QuadPoints]
    quads = [numbers[n : n + 8] for n in range(0, len(numbers), 8)]
    assert [drawn_words(file, 0, quad) for quad in quads] == [
        "leave by written notice to the other,",
        "which takes effect",
    ]
    rect = [float(v) for v in highlight.Rect]
    assert rect == [min(numbers[0::2]), min(numbers[1::2]), max(numbers[0::2]), max(numbers[1::2])]


def test_a_highlight_has_the_colour_of_its_severity_and_the_words_in_a_popup() -> None:
    file = annotated(pdf())
    [highlight] = of_kind(file.pages[0], "/Highlight")
    full = [int(SEVERITY_COLOURS["critical"][n : n + 2], 16) / 255 for n in (1, 3, 5)]
    assert [float(c) for c in highlight.C] == pytest.approx([1 - 0.3 * (1 - c) for c in full], abs=0.001)
    assert str(highlight.T) == "clausescan"
    assert str(highlight.M) == "D:20261201093000Z"
    assert str(highlight.Contents).split("\n")[:3] == [
        "CRITICAL · TR-01 Notice: mentioned, not settled",
        "70% sure",
        "Why: No length.",
    ]
    assert highlight.Popup.Parent.objgen == highlight.objgen
    assert highlight.AP.N.Resources.ExtGState.Darken.BM == "/Multiply"


def test_the_first_note_says_once_what_this_is() -> None:
    file = annotated(pdf())
    texts = [str(a.Contents) for page in file.pages for a in page.obj.get("/Annots", []) if "/Contents" in a]
    assert sum(DISCLAIMER in text for text in texts) == 1
    first = of_kind(file.pages[0], "/Text")[0]
    assert "1 question: 0 settled; 1 mentioned, not settled; 0 not found" in str(first.Contents)


def test_what_is_not_found_is_listed_on_the_first_page_and_noted_at_the_nearest_clause() -> None:
    data = pdf()
    near = (Nearest("c3", 0.4, "it names the law"),)
    file = annotated(data, gap("TR-06", nearest=near), gap("TR-07", severity="low"))
    notes = of_kind(file.pages[0], "/Text")
    assert not of_kind(file.pages[0], "/Highlight")
    assert len(notes) == 3
    listed = str(notes[1].Contents)
    assert listed.startswith("Not found in this agreement, worst first (2):")
    assert listed.index("TR-06") < listed.index("TR-07")
    assert "The clause marked here" in str(notes[2].Contents)
    assert float(notes[2].Rect[2]) < 72
    rects = {tuple(float(v) for v in note.Rect) for note in notes}
    assert len(rects) == 3


def test_remarks_on_the_same_words_share_a_highlight_worst_first() -> None:
    data = pdf()
    place = (quoted(report_of(data).document),)
    file = annotated(data, gap("TR-01", place, severity="low"), gap("TR-02", place))
    [highlight] = of_kind(file.pages[0], "/Highlight")
    text = str(highlight.Contents)
    assert text.index("TR-02") < text.index("TR-01")


def test_where_two_quotes_overlap_the_words_are_coloured_once() -> None:
    data = pdf()
    document = report_of(data).document
    worst, wider = quoted(document), quoted(document, f"may {QUOTE} at the end")
    file = annotated(data, gap("TR-01", (wider,), severity="low"), gap("TR-02", (worst,)))
    first, second = of_kind(file.pages[0], "/Highlight")
    assert "TR-02" in str(first.Contents)
    assert first.AP.N.read_bytes().count(b" h f") == 2  # two lines
    pieces = [line.split()[0::3][:2] for line in second.AP.N.read_bytes().decode().split("\n")[1:]]
    assert [[float(x) for x in piece] for piece in pieces] == [
        [pytest.approx(72 + 6 * LINES[2].index(w), abs=1), pytest.approx(72 + 6 * LINES[2].index(v), abs=1)]
        for w, v in (("may", "leave"),)
    ] + [[pytest.approx(72 + 6 * LINES[3].index(" at"), abs=1), pytest.approx(72 + 6 * LINES[3].index(" of"), abs=1)]]
    assert len(second.QuadPoints) == 16


def test_words_that_run_over_a_page_are_highlighted_on_both() -> None:
    data = pdf()
    text = report_of(data).document.text
    words = text[text.index("Malta") : text.index("page is signed")]
    file = annotated(data, words=words)
    [first], [second] = (of_kind(page, "/Highlight") for page in file.pages)
    assert "TR-01" in str(first.Contents)
    assert str(second.Contents) == "goes on from page 1"


def test_the_pages_themselves_stay_as_they_are() -> None:
    data = pdf()
    file = annotated(data)
    original = pikepdf.open(BytesIO(data))
    for before, after in zip(original.pages, file.pages, strict=True):
        assert before.Contents.read_bytes() == after.Contents.read_bytes()
    assert file.check_pdf_syntax() == []
    out = BytesIO()
    file.save(out)
    assert read(out.getvalue(), name="button.pdf").text == read(data, name="button.pdf").text


def test_annotations_that_are_there_stay_and_are_not_shared_with_other_pages() -> None:
    def change(file: pikepdf.Pdf) -> None:
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[1, 1, 2, 2])
        shared = file.make_indirect(pikepdf.Array([file.make_indirect(link)]))
        for page in file.pages:
            page.Annots = shared

    file = annotated(pdf(change))
    assert [len(of_kind(page, "/Link")) for page in file.pages] == [1, 1]
    assert [len(of_kind(page, "/Highlight")) for page in file.pages] == [1, 0]


def test_a_damaged_list_of_annotations_is_no_obstacle() -> None:
    def change(file: pikepdf.Pdf) -> None:
        file.pages[0].Annots = pikepdf.Name.Nothing

    file = annotated(pdf(change))
    assert len(of_kind(file.pages[0], "/Highlight")) == 1


@pytest.mark.parametrize("modern", [True, False])
def test_a_protected_file_that_anybody_can_read_stays_protected(modern: bool) -> None:
    rules = pikepdf.Permissions(extract=True, modify_other=False)
    lock = pikepdf.Encryption(owner="owner", user="", R=6 if modern else 4, allow=rules)
    file = annotated(pdf(encryption=lock))
    assert file.is_encrypted
    assert not file.allow.modify_other
    assert len(of_kind(file.pages[0], "/Highlight")) == 1


def test_hostile_words_are_inert() -> None:
    data = pdf()
    hostile = "=1+1 (\\) >> endobj \x00\x1b[2J \u202egnp \ud800 /JS (app.alert(1))"
    place = (quoted(report_of(data).document),)
    file = annotated(data, replace(gap(hostile, place), title=hostile, why=hostile, suggestion=hostile))
    [highlight] = of_kind(file.pages[0], "/Highlight")
    text = str(highlight.Contents)
    assert "=1+1 (\\) >> endobj \\x00\\x1b[2J \\u202egnp \\ud800 /JS (app.alert(1))" in text
    assert not any(character in text for character in "\x00\x1b\u202e\ud800")
    assert "/JS" not in highlight
    assert file.check_pdf_syntax() == []


def test_a_report_without_judgement_says_so() -> None:
    data = pdf()
    report = replace(report_of(data), judgement=None)
    file = pikepdf.open(BytesIO(render(report, Rendering(source=data, now=NOW))))
    [note] = of_kind(file.pages[0], "/Text")
    assert "not judged" in str(note.Contents)


def test_a_changed_or_damaged_file_is_refused() -> None:
    data = pdf()
    report = report_of(data)
    with pytest.raises(FormatError, match=r"button\.pdf: the file has changed since it was scanned"):
        render(report, Rendering(source=data + b" "))
    with pytest.raises(FormatError, match="written into a PDF, and the agreement is none"):
        render(replace(report, document=replace(report.document, media_type="text/plain")), Rendering(source=data))
    junk = b"%PDF-1.4 and nothing else"
    forged = replace(report, document=replace(report.document, sha256=hashlib.sha256(junk).hexdigest()))
    with pytest.raises(FormatError, match="too damaged to write notes into it"):
        render(forged, Rendering(source=junk))
