"""Redlines in Word: all changes accepted they are the new text, all rejected the old one, to the character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from accepted_rejected import W, accepted, plain, rejected
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from clausescan.model import Comparison, Facts, Report
from clausescan.reading import read
from clausescan.report.comparison.sources import Versions
from clausescan.report.comparison.word import render
from clausescan.report.comparison.word.alignment import aligned, cuts
from clausescan.report.comparison.word.drawing import OldParagraph, draw
from clausescan.report.comparison.word.marks import Marks
from clausescan.report.formats import Rendering

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "corpora" / "samples"
PAIRS = ROOT.parent / "shared" / "pairs"
NOW = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)


def report(data: bytes, name: str) -> Report:
    return Report(read(data, name=name, guarded=False), (), (), (), (), Facts(), None, "0")


def redline(old: bytes, new: bytes, name: str = "a.docx") -> bytes:
    comparison = Comparison(report(old, name), report(new, name), ())
    return render(comparison, Versions(now=NOW, old=old, new=new))


def word(*paragraphs: str) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    return saved(made)


def saved(made: docx.document.Document) -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def document_xml(data: bytes) -> etree._Element:
    with ZipFile(BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))


@pytest.mark.parametrize("name", ["battery_cell_jv", "vehicle_software_alliance"])
def test_the_samples_in_both_directions(name: str) -> None:
    one, two = (SAMPLES / f"{name}{end}.docx" for end in ("", "_v2"))
    for old, new in ((one.read_bytes(), two.read_bytes()), (two.read_bytes(), one.read_bytes())):
        made = redline(old, new)
        assert accepted(made) == plain(new)
        assert rejected(made) == plain(old)
        root = document_xml(made)
        ids = [node.get(W + "id") for node in root.iter(W + "ins", W + "del")]
        assert len(ids) > 50
        assert len(ids) == len(set(ids))
        assert {node.get(W + "author") for node in root.iter(W + "ins", W + "del")} == {"clausescan"}
        assert {node.get(W + "date") for node in root.iter(W + "ins", W + "del")} == {"2026-05-04T10:30:00Z"}
        # Most of the text is the same in both versions, and stays untouched.
        kept = sum(len(t.text or "") for t in root.iter(W + "t") if t.getparent().getparent().tag != W + "ins")
        assert kept > 0.7 * sum(map(len, plain(new)))


@pytest.mark.skipif(not PAIRS.is_dir(), reason="needs ../shared/pairs")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("10_commonpaper_csa_sla/csa-without-sla.docx", "10_commonpaper_csa_sla/csa-with-sla.docx"),
        ("10_commonpaper_csa_sla/csa-with-sla.docx", "10_commonpaper_csa_sla/csa-without-sla.docx"),
        ("13_commonpaper_orderform/order-form.docx", "13_commonpaper_orderform/order-form-with-sla.docx"),
    ],
)
def test_real_word_files(old: str, new: str) -> None:
    before, after = (PAIRS / old).read_bytes(), (PAIRS / new).read_bytes()
    made = redline(before, after)
    assert accepted(made) == plain(after)
    assert rejected(made) == plain(before)


@pytest.mark.skipif(not PAIRS.is_dir(), reason="needs ../shared/pairs")
def test_real_text_files() -> None:
    old, new = (PAIRS / "03_seriesseed_term_sheet" / name for name in ("v3.1.md", "v3.2.md"))
    made = redline(old.read_bytes(), new.read_bytes(), "a.md")
    for found, path in ((accepted(made), new), (rejected(made), old)):
        document = read(path)
        assert found == [document.text[block.start : block.end] for block in document.blocks]


def test_text_files_give_a_plain_document() -> None:
    old = b"ALLIANCE\n\n1. Either party may leave on thirty (30) days' notice.\n\n2. Gone.\n\n3. Stays as it is."
    new = b"ALLIANCE\n\n1. Either party may leave on ten (10) days' notice.\n\n3. Stays as it is.\n\n4. Added."
    made = redline(old, new, "a.txt")
    assert accepted(made) == [
        "ALLIANCE",
        "1. Either party may leave on ten (10) days' notice.",
        "3. Stays as it is.",
        "4. Added.",
    ]
    assert rejected(made)[1:3] == ["1. Either party may leave on thirty (30) days' notice.", "2. Gone."]
    opened = docx.Document(BytesIO(made))
    assert opened.sections[0].header.paragraphs[0].text == "a.txt → a.txt"
    assert "not legal advice" in opened.sections[0].footer.paragraphs[0].text


def test_a_word_file_against_a_text_has_its_numbers_typed() -> None:
    made = docx.Document()
    made.add_paragraph("Either party may leave.", style="List Number")
    old, new = b"1.\tEither party may stay.", saved(made)
    comparison = Comparison(report(old, "a.txt"), report(new, "a.docx"), ())
    redlined = render(comparison, Versions(now=NOW, old=old, new=new))
    assert accepted(redlined) == ["1.\tEither party may leave."]


def test_without_the_files_the_text_is_enough() -> None:
    old, new = word("One.", "Two."), word("One.", "Three.")
    comparison = Comparison(report(old, "a.docx"), report(new, "a.docx"), ())
    made = render(comparison, Rendering(now=NOW))
    assert accepted(made) == ["One.", "Three."]
    assert rejected(made) == ["One.", "Two."]


def test_a_file_with_tracked_changes_is_its_own_redline() -> None:
    data = word("One.")
    comparison = Comparison(report(data, "a.docx"), report(data, "a.docx"), ())
    assert render(comparison, Versions(old=data, new=data)) == data


def test_tracked_changes_of_the_inputs_count_as_accepted() -> None:
    made = docx.Document()
    made.add_paragraph("Kept ")
    run = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraph = made.paragraphs[0]._p
    paragraph.append(parse_xml(f'<w:ins {namespace} w:id="7" w:author="X">{run.format("in")}</w:ins>'))
    gone = run.format("out").replace("w:t", "w:delText")
    paragraph.append(parse_xml(f'<w:del {namespace} w:id="8" w:author="X">{gone}</w:del>'))
    joined = made.add_paragraph("first ")
    joined._p.get_or_add_pPr().append(parse_xml(f'<w:rPr {namespace}><w:del w:id="9" w:author="X"/></w:rPr>'))
    made.add_paragraph("second")
    redlined = redline(word("Kept it", "first second"), saved(made))
    assert accepted(redlined) == ["Kept in", "first second"]
    assert rejected(redlined) == ["Kept it", "first second"]
    assert {node.get(W + "author") for node in document_xml(redlined).iter(W + "ins", W + "del")} == {"clausescan"}


def field(result: str) -> str:
    parts = "".join(
        f"<w:r>{inner}</w:r>"
        for inner in (
            '<w:fldChar w:fldCharType="begin"/>',
            "<w:instrText> REF x \\r </w:instrText>",
            '<w:fldChar w:fldCharType="separate"/>',
            f"<w:t>{result}</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    return f'<x xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{parts}</x>'


def with_field(result: str) -> bytes:
    made = docx.Document()
    paragraph = made.add_paragraph("See clause ")
    for node in parse_xml(field(result)):
        paragraph._p.append(node)
    paragraph.add_run(" and no other.")
    return saved(made)


def test_a_field_is_replaced_as_a_whole() -> None:
    made = redline(with_field("13.5(a)"), with_field("12.5(a)"))
    assert accepted(made) == ["See clause 12.5(a) and no other."]
    assert rejected(made) == ["See clause 13.5(a) and no other."]
    root = document_xml(made)
    [inserted] = root.iter(W + "ins")
    assert len(list(inserted.iter(W + "fldChar"))) == 3
    assert [node.text for node in root.iter(W + "delText")] == ["13.5(a)"]
    untouched = document_xml(redline(with_field("1"), with_field("1")))
    assert not list(untouched.iter(W + "ins", W + "del"))


def with_table(rows: Sequence[Sequence[str]]) -> bytes:
    made = docx.Document()
    made.add_paragraph("Before.")
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    made.add_paragraph("After.")
    return saved(made)


def test_tables() -> None:
    old = with_table([["Item", "Price"], ["Cells", "10 each"], ["Racks", "20"]])
    new = with_table([["Item", "Price"], ["Cells", "12 each"], ["Racks", "20"], ["Cables and plugs", "for free"]])
    made = redline(old, new)
    assert accepted(made) == plain(new)
    assert rejected(made) == plain(old)
    assert [node.getparent().tag for node in document_xml(made).iter(W + "trPr")] == [W + "tr"]
    back = redline(new, old)
    assert accepted(back) == plain(old)
    assert rejected(back) == plain(new)


def test_breaks_tabs_and_hostile_characters() -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("a\tb\nc")
    paragraph.add_run().add_break(docx.enum.text.WD_BREAK.PAGE)
    old, new = saved(made), word("a b c d", "=cmd|calc \u202e <w:t>")
    redlined = redline(old, new)
    assert accepted(redlined) == plain(new)
    assert rejected(redlined) == plain(old)
    kinds = [br.get(W + "type") for br in document_xml(redlined).iter(W + "br")]
    assert kinds == [None, "page"]


TEXTS = st.lists(
    st.lists(st.sampled_from(["shall", "may", "30", "12.5(a)", ",", " ", "  ", "days", "\u00e9", "'"]), max_size=8).map(
        "".join
    ),
    max_size=7,
)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_any_two_texts(old: list[str], new: list[str]) -> None:
    made = docx.Document(BytesIO(EMPTY))
    body = made.element.body
    for text in new:
        made.add_paragraph(text)
    draw(body, [OldParagraph(text) for text in old], Marks(body, NOW))
    data = saved(made)
    assert accepted(data) == [text for text in new if text.strip()]
    assert rejected(data) == [text for text in old if text.strip()]


EMPTY = word()


@settings(max_examples=200, deadline=None)
@given(st.text("ab 1.,'", max_size=30), st.text("ab 1.,'", max_size=30), st.data())
def test_cuts_give_both_texts(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(new)))
    whole = [(start, data.draw(st.integers(start, len(new))))]
    rebuilt_old, rebuilt_new, at = "", "", 0
    found = cuts(old, new, whole)
    for cut in found:
        assert at <= cut.start <= cut.end
        rebuilt_old += new[at : cut.start] + cut.deleted
        rebuilt_new += new[at : cut.end]
        at = cut.end
        assert not whole[0][0] < cut.start < whole[0][1]
        assert not whole[0][0] < cut.end < whole[0][1]
    assert rebuilt_old + new[at:] == old
    assert rebuilt_new + new[at:] == new


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_every_paragraph_is_aligned_once_in_order(old: list[str], new: list[str]) -> None:
    pairs = aligned(old, new)
    assert [i for i, _ in pairs if i is not None] == list(range(len(old)))
    assert [j for _, j in pairs if j is not None] == list(range(len(new)))


def test_an_edited_paragraph_is_edited_not_replaced() -> None:
    old = ["The term is five years.", "Notices are in writing.", "Neither party may assign."]
    new = ["Recitals.", "The term is six years.", "Neither party may assign or charge."]
    assert aligned(old, new) == [(None, 0), (0, 1), (1, None), (2, 2)]


def test_the_new_file_keeps_its_look() -> None:
    made = docx.Document()
    paragraph = made.add_paragraph(style="Heading 2")
    paragraph.add_run("Term of ").bold = True
    paragraph.add_run("ten").italic = True
    paragraph.add_run(" years")
    redlined = redline(word("Term of nine years", "Old heading"), saved(made))
    [inserted] = document_xml(redlined).iter(W + "ins")
    assert inserted.find(f".//{W}i") is not None
    assert document_xml(redlined).find(f".//{W}pStyle").get(W + "val") == "Heading2"
    struck = next(node for node in document_xml(redlined).iter(W + "del") if node.getparent().tag == W + "p")
    assert struck.find(f".//{W}i") is not None  # what was struck out looks like what stands in its place


def test_deleted_paragraphs_keep_a_style_that_the_new_file_has() -> None:
    made = docx.Document()
    made.add_paragraph("Gone for good", style="Heading 3")
    made.add_paragraph("Stays")
    root = document_xml(redline(saved(made), word("Stays")))
    assert [node.get(W + "val") for node in root.iter(W + "pStyle")] == ["Heading3"]


def test_a_report_is_needed_of_the_same_kind() -> None:
    data = word("One.")
    comparison = Comparison(report(data, "a.docx"), report(b"One.", "a.txt"), ())
    changed = replace(comparison, old=comparison.new, new=comparison.old)
    for each in (comparison, changed):
        assert accepted(render(each, Versions(now=NOW, old=data, new=data))) == ["One."]
