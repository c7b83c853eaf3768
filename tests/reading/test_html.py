"""HTML: what a browser shows, list numbers, layout tables, and the pages of filings."""

from __future__ import annotations

import pytest

from clausescan.errors import ReadError
from clausescan.model import Document
from clausescan.reading.html import read_html
from clausescan.reading.options import ReadOptions


def doc(html: str | bytes) -> Document:
    return read_html(html if isinstance(html, bytes) else html.encode(), "a.htm", ReadOptions())


def rows(html: str) -> list[str]:
    """Each block as its kind's first letter, its label, a bar, and its text."""
    document = doc(html)
    return [f"{b.kind[0]}{b.label}|{document.text[b.start : b.end]}" for b in document.blocks]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one<p>two<div>three</div>four", ["p|one", "p|two", "p|three", "p|four"]),
        ("<p>The&nbsp;&ldquo;Venture&rdquo; &sect;&#160;5 &amp; co</p>", ["p|The “Venture” § 5 & co"]),
        ("<p>a<b>b</b>c <i>d</i>\n  e</p>", ["p|abc d e"]),
        ("<p>ven&shy;ture</p>", ["p|venture"]),
        ("<p>Alpha Ltd.<br>North Street 1<br/>and so on</p>", ["p|Alpha Ltd.", "p|North Street 1 and so on"]),
        ("<p>see<script>no()</script><style>p{}</style><!-- no --> this</p>", ["p|see this"]),
        ("<p>x <span style='display: none'>no</span><span hidden>no</span> y</p>", ["p|x y"]),
        ("<div style='visibility:hidden'><p>no</p></div><p>yes</p>", ["p|yes"]),
        ("<head><title>T</title></head><body>x</body>", ["p|x"]),
        ("<h1>Deed</h1><h3>Term</h3>", ["h|Deed", "h|Term"]),
        ("<ol><li>a<li>b</ol>", ["p1.|a", "p2.|b"]),
        ("<ol type=a start=26><li>a</li><li>b</li></ol>", ["pz.|a", "paa.|b"]),
        ("<ol type=I start=4><li>a<ol type=i><li>b</ol></ol>", ["pIV.|a", "pi.|b"]),
        ("<ol style='list-style-type: upper-alpha'><li>a<li value=5>b<li>c</ol>", ["pA.|a", "pE.|b", "pF.|c"]),
        ("<ol reversed><li>a<li>b</ol>", ["p2.|a", "p1.|b"]),
        ("<ol style='list-style: none'><li>(a) typed</ol>", ["p|(a) typed"]),
        ("<ol><li><p>first</p><p>second</p></li></ol>", ["p1.|first", "p|second"]),
        ("<ul><li>x</ul>", ["p•|x"]),
        ("<pre>one\n\ntwo</pre>", ["p|one", "p|two"]),
        ("<table><tr><td>Year<td>Fee<tr><td>1<td>$<td>100<td>)</table>", ["t|Year\tFee", "t|1\t$100)"]),
        ("<table><tr><td>(a)<td>&nbsp;<td>The parties agree.</table>", ["p|(a) The parties agree."]),
        ("<table><tr><td>&bull;<td>An item.</table>", ["p|• An item."]),
        ("<table><tr><td><p>one</p><p>two</p></table>", ["p|one", "p|two"]),
        ("<table><tr><td>x<table><tr><td>1<td>2</table></table>", ["p|x", "t|1\t2"]),
        ("<p>7.2</p><p>Term of the venture</p>", ["p|7.2 Term of the venture"]),
        ("text without any tag of a block", ["p|text without any tag of a block"]),
    ],
)
def test_what_shows(html: str, expected: list[str]) -> None:
    assert rows(html) == expected


def test_what_the_layout_says() -> None:
    document = doc(
        "<title>Other</title><p align=center><b>JOINT VENTURE AGREEMENT</b></p>"
        "<p style='margin-left:0.5in'>Body <b>x</b></p>"
        "<center><font style='font-weight:700'>Bold</font></center><p>Plain</p>"
    )
    assert document.title == "JOINT VENTURE AGREEMENT"
    assert [block.bold for block in document.blocks] == [True, False, True, False]
    assert [block.centered for block in document.blocks] == [True, False, True, False]
    assert [block.indent for block in document.blocks] == [0.0, 36.0, 0.0, 0.0]


def test_cells_are_slices() -> None:
    document = doc("<table><tr><td>one two<td>three</table>")
    assert [document.text[cell.start : cell.end] for cell in document.blocks[0].cells] == ["one two", "three"]


def test_pages_of_filings() -> None:
    top = "<p><a href='#toc'>Table of Contents</a></p>"
    document = doc(
        "<p>1. Term. The venture lasts for ten years from the</p><p align=center>1</p><hr>"
        f"{top}<p>day of signing.</p><p align=center>2</p><hr style='page-break-after:always'>"
        f"{top}<p>2. Exit. A party may leave.</p><p>-3-</p><div style='page-break-before:always'></div>"
        f"{top}<p>3. Law of the north.</p>"
    )
    assert document.text == (
        "1. Term. The venture lasts for ten years from the day of signing.\n2. Exit. A party may leave.\n"
        "3. Law of the north."
    )
    assert sorted(item.kind for item in document.furniture) == ["header"] * 3 + ["page_number"] * 3


def test_struck_text_shows_and_is_said() -> None:
    document = doc("<p>within <s>thirty</s> ninety days</p>")
    assert document.text == "within thirty ninety days"
    assert [notice.code for notice in document.warnings] == ["struck_text"]


@pytest.mark.parametrize(
    "data",
    [
        '<?xml version="1.0" encoding="utf-8"?><html><p>Zoë – “x”</p></html>'.encode(),
        "<meta charset=windows-1252><p>Zoë – “x”".encode("cp1252"),
        "<html><p>Zoë – “x”".encode("cp1252"),
        "<html><p>Zoë – “x”".encode("utf-16"),
        b"<p>Zo&euml; &#150; &#147;x&#148;",
    ],
)
def test_encodings(data: bytes) -> None:
    assert doc(data).text == "Zoë – “x”"


def test_a_declared_encoding_counts() -> None:
    assert doc("<meta charset=gb18030><p>合资期限".encode("gb18030")).text == "合资期限"


def test_nothing_is_dropped_for_its_depth_in_silence() -> None:
    assert "deep" in doc("<div>" * 1500 + "deep").text
    with pytest.raises(ReadError, match="nested too deep"):
        doc("<div>" * 5000 + "deep")


@pytest.mark.parametrize(
    "unit", ["<p>x</p>", "<b>", "<td>x", "<li>x", "<", "&amp", "<!--", "x<br>", "<a b='", "<font style='"]
)
def test_torture_ends(unit: str) -> None:
    try:
        assert "start" in doc("<p>start</p>" + unit * 20_000).text
    except ReadError as error:
        assert error.code == "too_deep"  # noqa: PT017
