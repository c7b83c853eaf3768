"""Characters of a paragraph and cuts between them."""

from __future__ import annotations

import pytest
from lxml import etree

from clausescan.report.word.names import MAIN, R, T, W
from clausescan.report.word.runs import host, outer, pieces, run_from, run_until, topmost

HEAD = f'<w:p xmlns:w="{MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'

PARAGRAPH = (
    "<w:pPr><w:jc w:val='both'/></w:pPr>"
    "<w:r w:rsidR='00A1'><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'>Either party </w:t><w:tab/><w:t>may</w:t></w:r>"
    "<w:ins w:id='1' w:author='A'><w:r><w:t> not</w:t></w:r></w:ins>"
    "<w:del w:id='2' w:author='A'><w:r><w:delText> ever</w:delText></w:r></w:del>"
    "<w:hyperlink><w:r><w:t> leave</w:t></w:r></w:hyperlink>"
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> REF x </w:instrText></w:r>"
    "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t> under 9.9</w:t></w:r>"
    "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t> today</w:t></w:r></w:sdtContent></w:sdt>"
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r>"
)
TEXT = "Either party \tmay not ever leave under 9.9 today hidden"


@pytest.fixture
def paragraph() -> etree._Element:
    return etree.fromstring(f"{HEAD}{PARAGRAPH}</w:p>")


def text(node: etree._Element) -> str:
    return "".join(piece.text for piece in pieces(node))


def test_pieces_hold_every_character_once_and_in_order(paragraph: etree._Element) -> None:
    found = pieces(paragraph)
    assert text(paragraph) == TEXT
    assert [piece.start for piece in found] == [TEXT.index(piece.text) for piece in found]
    assert [piece.text for piece in found if piece.tracked == "inserted"] == [" not"]
    assert [piece.text for piece in found if piece.tracked == "deleted"] == [" ever"]
    assert [piece.text for piece in found if piece.hidden] == [" hidden"]
    [field] = [piece.field for piece in found if piece.field]
    assert [node[0].get(W + "fldCharType") for node in (field.begin, field.end) if node is not None] == ["begin", "end"]


@pytest.mark.parametrize("at", range(len(TEXT)))
def test_a_cut_changes_no_text_and_no_look(paragraph: etree._Element, at: int) -> None:
    def looks() -> list[tuple[str, bytes, dict[str, str]]]:
        return [
            (c, b"".join(etree.tostring(p) for p in piece.run.iterchildren(W + "rPr")), dict(piece.run.attrib))
            for piece in pieces(paragraph)
            for c in piece.text
        ]

    before = looks()
    run = run_from(paragraph, at)
    assert run is not None
    first = next(piece for piece in pieces(paragraph) if piece.run is run)
    assert first.start == at
    last = run_until(paragraph, at + 1)
    assert last is run
    assert [piece.end for piece in pieces(paragraph) if piece.run is run][-1] == at + 1
    assert looks() == before
    assert text(paragraph) == TEXT


def test_a_place_that_is_not_there_has_no_run(paragraph: etree._Element) -> None:
    assert run_from(paragraph, len(TEXT)) is None
    assert run_until(paragraph, 0) is None


def test_white_space_at_a_cut_is_kept(paragraph: etree._Element) -> None:
    run_from(paragraph, 7)
    texts = list(paragraph.iter(T))[:2]
    assert [node.text for node in texts] == ["Either ", "party "]
    assert {node.get("{http://www.w3.org/XML/1998/namespace}space") for node in texts} == {"preserve"}


def test_what_must_stay_whole_is_marked_from_outside(paragraph: etree._Element) -> None:
    runs = {piece.text: piece.run for piece in pieces(paragraph)}
    assert outer(runs[" today"], paragraph).tag == W + "sdt"
    assert outer(runs[" not"], paragraph).tag == R
    assert topmost(runs[" not"], paragraph).tag == W + "ins"


def test_an_unpaired_field_begin_is_no_field() -> None:
    node = etree.fromstring(
        f"{HEAD}<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:t>all the rest</w:t></w:r></w:p>"
    )
    assert [piece.field for piece in pieces(node)] == [None]


def test_text_boxes_belong_to_their_own_paragraphs() -> None:
    node = etree.fromstring(
        f"{HEAD}<w:r><w:t>outside</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>inside</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
    )
    inner = next(node.iter(W + "txbxContent"))[0]
    assert text(node) == "outside"
    assert text(inner) == "inside"
    assert host(inner) == (node, node[1])
    assert host(node) == (node, None)


def test_of_alternative_content_one_branch_is_read() -> None:
    node = etree.fromstring(
        f"{HEAD}<w:r><mc:AlternateContent><mc:Choice><w:t>new</w:t></mc:Choice><mc:Fallback><w:t>old</w:t></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert text(node) == "new"
    run = run_from(node, 1)
    assert run is node[0]
    assert len(node) == 1
