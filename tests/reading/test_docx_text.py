"""What of a Word page becomes text, and as which kind of block."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from lxml import etree
from word_files import NAMESPACES, abstract, list_of, lvl, num, p, paragraph_style, r, style, table, word

from clausescan.model import Document
from clausescan.reading.docx import read_docx
from clausescan.reading.options import ReadOptions

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent>"
    "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox>"
    "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def read(body: str, **parts: str) -> Document:
    return read_docx(word(body, **parts), "case.docx", ReadOptions())


def texts(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks]


def field(code: str, result: str | None, form: str = "") -> str:
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(result)}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{form}</w:fldChar></w:r><w:r><w:instrText> {code} </w:instrText></w:r>'
        f'{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def form(inside: str) -> str:
    return f"<w:ffData>{inside}</w:ffData>"


PROMPT = "<w:showingPlcHdr/><w:text/>"
UNDER = '<w:u w:val="single"/>'
UNDER_TAB = f"<w:r><w:rPr>{UNDER}</w:rPr><w:tab/></w:r>"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(r("a") + "<w:r><w:tab/></w:r>" + r("b"), "a\tb", id="tab"),
        pytest.param(r("a") + "<w:r><w:br/></w:r>" + r("b"), "a b", id="line break"),
        pytest.param("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r>", "a-b", id="no-break hyphen"),
        pytest.param("<w:r><w:t>ter</w:t><w:softHyphen/><w:t>m</w:t></w:r>", "term", id="soft hyphen"),
        pytest.param(r("30\u00a0days\u2011notice\u200b\ufeff"), "30 days-notice", id="special characters"),
        pytest.param('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + r("5"), "≥5", id="symbol"),
        pytest.param('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>' + r(" yes"), "☐ yes", id="box"),
        pytest.param('<w:r><w:sym w:font="Odd" w:char="zz"/></w:r>', "\ufffd", id="unknown symbol"),
        pytest.param(r("\uf0b7 item"), "• item", id="symbol font character"),
        pytest.param(f"<w:smartTag>{r('Vienna')}</w:smartTag>", "Vienna", id="smart tag"),
        pytest.param(f"<w:hyperlink>{r('here')}</w:hyperlink>", "here", id="hyperlink"),
        pytest.param(f'<w:customXml w:element="x">{r("tagged")}</w:customXml>', "tagged", id="custom XML"),
        pytest.param(f"<w:unheardOf>{r('kept')}</w:unheardOf>", "kept", id="unknown wrapper"),
        pytest.param(f'<w:fldSimple w:instr=" REF a ">{r("4.2")}</w:fldSimple>', "4.2", id="simple field"),
        pytest.param(r("see ") + field("REF _Ref1 \\r", "4.2"), "see 4.2", id="field result"),
        pytest.param(field(f"IF {field('X', 'inner')} = 1", "outer"), "outer", id="field in a field code"),
        pytest.param(field("MACROBUTTON NoMacro [Type the name]", None), "[Type the name]", id="macro button"),
        pytest.param(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>' + r("not lost"),
            "not lost",
            id="field without an end",
        ),
        pytest.param(field("FORMTEXT", "\u2002\u2002", "<w:ffData/>") + r(" days"), "[ ] days", id="blank form field"),
        pytest.param(field("FORMTEXT", "ninety", "<w:ffData/>"), "ninety", id="filled form field"),
        pytest.param(
            field("FORMCHECKBOX", None, form("<w:checkBox><w:default w:val='1'/></w:checkBox>")), "☒", id="tick"
        ),
        pytest.param(
            field(
                "FORMDROPDOWN",
                None,
                form("<w:ddList><w:result w:val='1'/><w:listEntry w:val='a'/><w:listEntry w:val='b'/></w:ddList>"),
            ),
            "b",
            id="drop-down",
        ),
        pytest.param(r("by ") + control(r("Enter a date."), PROMPT), "by [Enter a date.]", id="prompt"),
        pytest.param(control(r("[Name]"), PROMPT), "[Name]", id="prompt in brackets"),
        pytest.param(control("", PROMPT), "[ ]", id="empty prompt"),
        pytest.param(r("Fee: ") + control("<w:r/>", "<w:date/>"), "Fee: [ ]", id="empty control"),
        pytest.param(control(control(r("deep"))), "deep", id="nested controls"),
        pytest.param(r("Date: ") + UNDER_TAB, "Date: ____", id="underlined tab"),
        pytest.param(r("Date: ") + r("        ", UNDER) + r(" end"), "Date: ____ end", id="underlined spaces"),
        pytest.param(r("1.1", UNDER) + UNDER_TAB + r("Exit", UNDER), "1.1\tExit", id="underlined title"),
        pytest.param(r("By: ____________"), "By: ____________", id="typed blank"),
        pytest.param(f"<w:r><w:ruby><w:rt>{r('x')}</w:rt><w:rubyBase>{r('y')}</w:rubyBase></w:ruby></w:r>", "y"),
        pytest.param(f"<m:oMath xmlns:m='{MATH}'><m:r><m:t>a+b</m:t></m:r></m:oMath>", "a+b", id="formula"),
        pytest.param(r("Company", "<w:caps/>"), "Company", id="capitals are a look"),
    ],
)  # fmt: skip
def test_inline(content: str, expected: str) -> None:
    assert read(p(content)).text == expected


def test_line_breaks_part_a_list_but_not_an_address() -> None:
    lines = "</w:t><w:br/><w:t xml:space='preserve'>"
    body = p(f"<w:r><w:t>Each party may:{lines}(a) sell;{lines}(b) buy.</w:t></w:r>")
    body += p(f"<w:r><w:t>1 High Street{lines}Leeds</w:t></w:r>")
    body += p("<w:r><w:t>end</w:t><w:br w:type='page'/><w:t>SCHEDULE</w:t></w:r>")
    document = read(body)
    assert texts(document) == ["Each party may:", "(a) sell;", "(b) buy.", "1 High Street Leeds", "end", "SCHEDULE"]
    assert [b.paragraph for b in document.blocks] == [0, 0, 0, 1, 2, 2]


def test_hidden_text_is_left_out_and_quoted() -> None:
    hidden = paragraph_style("Note", run="<w:vanish/>")
    document = read(
        p(r("Shown ") + r("secret ", "<w:vanish/>") + r("term", "<w:vanish/>")) + p("x", style("Note")), styles=hidden
    )
    assert document.text == "Shown"
    assert [n.code for n in document.warnings] == ["hidden_text"]
    assert "“secret term”" in document.warnings[0].message


def test_only_hidden_text_is_no_text() -> None:
    with pytest.raises(Exception, match="hidden text only"):
        read(p(r("secret", "<w:vanish/>")))


def test_redline_by_formatting_alone_is_reported() -> None:
    styles = '<w:style w:type="character" w:styleId="Del"><w:name w:val="Del"/><w:rPr><w:strike/></w:rPr></w:style>'
    body = p(r("thirty", '<w:rStyle w:val="Del"/>') + r("ninety", '<w:u w:val="double"/>') + r(" days"))
    document = read(body, styles=styles)
    assert document.text == "thirtyninety days"
    assert [n.code for n in document.warnings] == ["typed_redline"]
    assert "“thirty”" in document.warnings[0].message
    assert "“ninety”" in document.warnings[0].message


def test_style_separator_runs_a_heading_into_its_clause() -> None:
    heading = paragraph_style("H", '<w:outlineLvl w:val="1"/>')
    body = p(r("Exit."), style("H") + num(1) + "<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p(
        "Either party may leave."
    )
    document = read(
        body + p("Next", num(1)), styles=heading, numbering=abstract(0, lvl(0, "decimal", "%1.")) + list_of(1, 0)
    )
    assert [(b.label, b.kind) for b in document.blocks] == [("1.", "paragraph"), ("2.", "paragraph")]
    assert texts(document)[0] == "Exit. Either party may leave."


def test_table_rows_and_cells() -> None:
    document = read(
        table(
            (p("Name"), p("Share")),
            (p("Alpha") + p("Ltd"), p("50\tpercent")),
            (p(""), p("x")),
            (p("Total"), p(), p("100")),
        )
    )
    assert texts(document) == ["Name\tShare", "Alpha Ltd\t50 percent", "x", "Total\t100"]
    assert [b.kind for b in document.blocks] == ["table_row", "table_row", "paragraph", "table_row"]
    assert [[document.text[c.start : c.end] for c in b.cells] for b in document.blocks] == [
        ["Name", "Share"], ["Alpha Ltd", "50 percent"], [], ["Total", "", "100"],
    ]  # fmt: skip


def test_tables_that_only_arrange_clauses_give_paragraphs() -> None:
    numbering = abstract(0, lvl(0, "decimal", "%1.")) + list_of(1, 0)
    clauses = p("Either party may leave.", num(1)) + p("Notice is in writing.", num(1))
    document = read(table((clauses,)) + table((clauses, p("Rechts"))), numbering=numbering)
    assert [(b.kind, b.label) for b in document.blocks] == [
        ("paragraph", "1."), ("paragraph", "2."), ("paragraph", "3."), ("paragraph", "4."), ("paragraph", ""),
    ]  # fmt: skip


def test_long_cells_give_paragraphs() -> None:
    long = p("word " * 100)
    assert [b.kind for b in read(table((p("Term"), long + long))).blocks] == ["paragraph"] * 3
    assert [b.kind for b in read(table((p("Term"), long))).blocks] == ["table_row"]


def test_nested_tables_keep_their_order() -> None:
    inner = table((p("a"), p("b")), (p("c"), p("d")))
    assert texts(read(table((p("before") + inner + p("after"), p("side"))))) == [
        "before",
        "a\tb",
        "c\td",
        "after",
        "side",
    ]


def test_controls_around_rows_and_cells() -> None:
    cell = f"<w:tc>{p('two')}</w:tc>"
    row = f"<w:tr><w:tc>{p('one')}</w:tc>{control(cell)}</w:tr>"
    assert read(f"<w:tbl>{control(row)}</w:tbl>").text == "one\ttwo"


def test_text_box_is_read_once_after_its_paragraph() -> None:
    document = read(p(TEXT_BOX.format(p("Boxed") + p("words")) + r("Host")) + p("Next"))
    assert texts(document) == ["Host", "Boxed", "words", "Next"]
    assert [b.kind for b in document.blocks] == ["paragraph", "textbox", "textbox", "paragraph"]
    assert [b.paragraph for b in document.blocks] == [0, 1, 2, 5]


def test_paragraph_index_counts_every_paragraph_of_the_part() -> None:
    body = (
        p() + p("a") + table((p("b") + table((p("c"),)), p())) + p(TEXT_BOX.format(p("d")) + r("e"))
        + control(p("f")) + p("g", "<w:rPr><w:del/></w:rPr>") + p("h")
        + p(TEXT_BOX.format(p(TEXT_BOX.format(p("i"))))) + p("j")
    )  # fmt: skip
    document = read(body)
    root = etree.fromstring(f"<w:body {NAMESPACES}>{body}</w:body>")
    nodes = list(root.iter(f"{W}p"))
    assert texts(document) == ["a", "b", "c", "e", "d", "f", "gh", "i", "j"]
    for block in document.blocks:
        assert block.paragraph is not None
        own = "".join(nodes[block.paragraph].xpath("w:r/w:t/text()", namespaces={"w": W[1:-1]}))
        assert own
        assert document.text[block.start : block.end].startswith(own)


def test_contents_field() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
    first = p(
        begin
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("1 Exit")
        + "<w:r><w:tab/></w:r>"
        + field("PAGEREF a", "3")
    )
    document = read(p("Contents") + first + p("2 Term") + p('<w:r><w:fldChar w:fldCharType="end"/></w:r>') + p("Exit"))
    assert [b.kind for b in document.blocks] == ["paragraph", "toc", "toc", "paragraph"]
    wrapped = p(begin + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("Either party may leave. " * 20))
    assert read(wrapped + p('<w:r><w:fldChar w:fldCharType="end"/></w:r>')).blocks[0].kind == "paragraph"
    typed = read(p("1 Exit", style("T")), styles=paragraph_style("T", title="toc 1"))
    assert typed.blocks[0].kind == "toc"
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    assert [b.kind for b in read(control(p("Contents"), gallery) + p("Exit")).blocks] == ["toc", "paragraph"]


def test_notes_follow_the_text_with_their_mark_as_label() -> None:
    reference = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = p("First") + p(r("Term") + reference.format(7) + r(" of the") + reference.format(5) + r(" deal"))
    body += p(r("End") + '<w:r><w:endnoteReference w:id="2"/></w:r>')
    notes = f'<w:footnote w:id="5">{p("five")}{p("more")}</w:footnote><w:footnote w:id="7">{p("seven")}</w:footnote>'
    document = read(body, footnotes=notes, endnotes=f'<w:endnote w:id="2">{p("last")}</w:endnote>')
    assert document.text == "First\nTerm of the deal\nEnd\nseven\nfive\nmore\nlast"
    assert [(b.kind, b.label, b.paragraph) for b in document.blocks[3:]] == [
        ("note", "1", 1), ("note", "2", 1), ("note", "", 1), ("note", "i", 2),
    ]  # fmt: skip


def test_comments_hang_on_their_words() -> None:
    start, end = '<w:commentRangeStart w:id="{}"/>', '<w:commentRangeEnd w:id="{}"/>'
    body = p(
        r("The ")
        + start.format(1)
        + r("term")
        + end.format(1)
        + '<w:r><w:commentReference w:id="1"/></w:r>'
        + r(" ends.")
    )
    body += start.format(2) + p("Two") + p("Three") + end.format(2) + p("Four")
    comment = '<w:comment w:id="{}" w:author="Ana" w:date="2024-01-01T00:00:00Z">{}</w:comment>'
    comments = comment.format(1, p("Why?") + p("Ask.")) + comment.format(2, p("Both.")) + comment.format(9, p("Lost."))
    document = read(body, comments=comments)
    assert [(c.author, c.text) for c in document.comments] == [
        ("Ana", "Why?\nAsk."),
        ("Ana", "Both."),
        ("Ana", "Lost."),
    ]
    assert [document.text[c.start : c.end] for c in document.comments[:2]] == ["term", "Two\nThree"]
    assert document.comments[2].start is None
    assert document.comments[0].date == "2024-01-01T00:00:00Z"


def test_headers_and_footers_stand_apart() -> None:
    section = '<w:sectPr><w:headerReference r:id="header1"/><w:footerReference r:id="footer1"/></w:sectPr>'
    mark = '<w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>'
    document = read(p("Body", section) + section, header1=p(r("Joint Venture") + mark), footer1=p("12"))
    assert document.text == "Body"
    assert [(f.kind, f.text) for f in document.furniture] == [
        ("header", "Joint Venture"), ("stamp", "DRAFT"), ("page_number", "12"),
    ]  # fmt: skip


def test_what_cannot_be_read_is_reported() -> None:
    body = p("x") + '<w:altChunk r:id="a"/>' + p(field("LISTNUM", None) + r("y") + "<w:r><w:object/></w:r>")
    assert [(n.code, n.message[:2]) for n in read(body).warnings] == [("number_fields", "1 "), ("embedded", "2 ")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Termination", "heading"),
        ("ARTICLE 4. EXIT", "heading"),
        ("Term and Survival.", "heading"),
        ("The parties may agree otherwise.", "paragraph"),
        ("Exit.  Either party may leave:", "paragraph"),
        ("Each Party " * 15, "paragraph"),
        ("if a Party leaves", "paragraph"),
        ("Sale of Shares to a Competitor of the Company without Consent", "heading"),
        ("A Shareholder that sells its shares to any other person pays", "paragraph"),
    ],
)
def test_a_heading_style_alone_makes_no_heading(text: str, kind: str) -> None:
    styles = paragraph_style("H", '<w:outlineLvl w:val="1"/>', title="heading 2")
    block = read(p(text, style("H")), styles=styles).blocks[0]
    assert (block.kind, block.level, block.style) == (kind, 1, "heading 2")


def test_look_of_a_file_from_python_docx() -> None:
    """Headings, title, bold, alignment and indent, as python-docx writes them."""
    made = docx.Document()
    made.add_heading("Joint Venture Agreement", 0)
    made.add_heading("Exit", 2)
    centred = made.add_paragraph()
    centred.alignment = WD_ALIGN_PARAGRAPH.CENTER
    centred.add_run("SIGNED").bold = True
    indented = made.add_paragraph("Either party may leave.")
    indented.paragraph_format.left_indent = Pt(36)
    indented.paragraph_format.first_line_indent = Pt(-18)
    made.add_paragraph("first", style="List Number")
    made.add_paragraph("second", style="List Number")
    made.add_paragraph("dot", style="List Bullet")
    held = BytesIO()
    made.save(held)
    document = read_docx(held.getvalue(), "made.docx", ReadOptions())
    assert document.title == "Joint Venture Agreement"
    seen = [(b.kind, b.level, b.label, b.bold, b.centered, b.indent) for b in document.blocks]
    assert seen[:4] == [
        ("heading", None, "", False, False, 0.0),
        ("heading", 1, "", True, False, 0.0),
        ("paragraph", None, "", True, True, 0.0),
        ("paragraph", None, "", False, False, 18.0),
    ]
    assert [(b.label, b.level) for b in document.blocks[4:]] == [("1.", 0), ("2.", 0), ("•", 0)]


def test_blocks_tile_the_text() -> None:
    """Blocks are joined by one newline each and none is empty."""
    document = read(p("  a ") + p(" ") + p("b\t") + table((p("c"), p("d"))) + p())
    assert "\n".join(texts(document)) == document.text == "a\nb\nc\td"
    assert all(b.start < b.end for b in document.blocks)
