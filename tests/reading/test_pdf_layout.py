"""Paragraphs, columns, tables, contents and furniture of PDFs drawn for the purpose."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_maker import LEFT, RIGHT, Maker, check, read, texts
from reportlab.pdfbase.pdfmetrics import stringWidth

import clausescan
from clausescan.model import Box, Document
from clausescan.reading.options import ReadOptions
from clausescan.reading.pdf.contents import contents_rows
from clausescan.reading.pdf.glyphs import Piece, PrintedPage, clean
from clausescan.reading.pdf.layout import lay_out
from clausescan.reading.pdf.rows import Row

LONG = (
    "The Members shall meet at least once in every quarter to review the progress of the venture, and any Member may "
    "ask for a further meeting by giving ten days of notice in writing to each of the others at its usual address."
)
OTHER = (
    "Each Member shall keep full and proper books of the costs that it bears for the venture, shall open them to the "
    "auditor of the other Member on request, and shall correct within thirty days whatever the auditor finds wrong."
)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("gap", [LONG, OTHER]),
        ("indent", [LONG, OTHER]),
        ("labels", ["1.1 " + LONG, "1.2 " + OTHER]),
        ("hanging", ["(a) " + LONG, "(b) " + OTHER]),
    ],
)
def test_paragraphs_are_rebuilt(style: str, expected: list[str]) -> None:
    maker = Maker()
    if style == "gap":
        maker.flow(maker.flow(100, LONG) + 10, OTHER)
    elif style == "indent":
        maker.flow(maker.flow(100, LONG, first=30), OTHER, first=30)
    elif style == "labels":
        maker.flow(maker.flow(100, "1.1 " + LONG), "1.2 " + OTHER)
    else:
        maker.at(LEFT, 100, "(a)")
        below = maker.flow(100, LONG, x=LEFT + 40)
        maker.at(LEFT, below, "(b)")
        maker.flow(below, OTHER, x=LEFT + 40)
    assert texts(read(maker.data())) == expected


def test_a_paragraph_over_a_page_break_is_one_block() -> None:
    maker = Maker()
    words = LONG.split()
    maker.flow(740, " ".join(words[:21]))
    maker.centred(800, "- 1 -")
    maker.page()
    below = maker.flow(72, " ".join(words[21:]))
    maker.flow(below + 10, OTHER)
    maker.centred(800, "- 2 -")
    document = read(maker.data())
    assert texts(document) == [LONG, OTHER]
    assert [(f.kind, f.text, f.page) for f in document.furniture] == [
        ("page_number", "- 1 -", 1),
        ("page_number", "- 2 -", 2),
    ]
    assert document.page_of(LONG.index("progress")) == 1
    assert document.page_of(len(LONG) - 5) == 2


def test_a_wrapped_reference_to_a_clause_begins_no_block() -> None:
    maker = Maker()
    maker.at(LEFT, 100, "A Member that is in breach of its duties under this Agreement, and of those in Section")
    maker.at(LEFT, 113, "7.3 of the Shareholders Agreement, shall pay to the other Member whatever it is due.")
    assert len(texts(read(maker.data()))) == 1


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("a duty of non-", "competition for a year", "a duty of non-competition for a year"),
        ("a duty of non\u2010", "competition for a year", "a duty of non-competition for a year"),
        ("from 2019 -", "and so on", "from 2019 - and so on"),
        ("as agreed", "between them", "as agreed between them"),
    ],
)
def test_line_ends(first: str, second: str, joined: str) -> None:
    pieces = [_piece(72, 100, 520, first), _piece(72, 112, 300, second)]
    layout = lay_out([PrintedPage(1, 595, 842, pieces)])
    assert layout.text == joined


@pytest.mark.parametrize(
    ("raw", "text", "hyphen"),
    [
        ("non\ufffe", "non-", "hard"),
        ("agree\u00ad", "agree", "soft"),
        ("agree\u00adment", "agreement", ""),
        ("of\u00a0the\u2003par\u200bty", "of the party", ""),
        ("\ufb01nal o\ufb00er, \ufb04", "final offer, ffl", ""),
        ("TTEERRMM OOFF", "TERM OF", ""),
        ("bookkeeper", "bookkeeper", ""),
        ("$$1100,,000000", "$10,000", ""),
        ("done\u037e", "done;", ""),
        ("a\x02b", "a b", ""),
    ],
)
def test_characters_are_cleaned(raw: str, text: str, hyphen: str) -> None:
    assert clean(raw) == (text, hyphen)


@pytest.mark.parametrize("by_row", [False, True], ids=["drawn column by column", "drawn row by row"])
def test_two_columns_are_read_one_after_the_other(by_row: bool) -> None:
    maker = Maker()
    maker.centred(72, "ALLIANCE AGREEMENT", "Times-Bold", 14)
    columns = []
    for x in (LEFT, 310.0):
        lines: list[tuple[float, float, str]] = []
        maker_lines = _Recorder(lines)
        y = 100.0
        for text in (LONG, OTHER):
            y = maker_lines.flow(y, text, x=x, right=x + 215) + 8
        columns.append(lines)
    drawn = columns[0] + columns[1]
    if by_row:
        drawn.sort(key=lambda item: (item[1], item[0]))
    for x, y, text in drawn:
        maker.at(x, y, text)
    assert texts(read(maker.data())) == ["ALLIANCE AGREEMENT", LONG, OTHER, LONG, OTHER]


class _Recorder(Maker):
    def __init__(self, lines: list[tuple[float, float, str]]) -> None:
        super().__init__()
        self.lines = lines

    def at(self, x: float, y: float, text: str, font: str = "Times-Roman", size: float = 11) -> None:
        self.lines.append((x, y, text))


def test_a_ruled_table_is_rows_of_cells() -> None:
    maker = Maker()
    below = maker.flow(100, LONG)
    grid = [["Year", "Volume of units", "Royalty"], ["First", "Less than one thousand", "4%"], ["Second", "More", "3%"]]
    xs = [LEFT, LEFT + 90, LEFT + 230, LEFT + 330]
    ys = [below + 10 + 20 * i for i in range(4)]
    maker.canvas.grid(xs, [842 - y - 0.0 + 0 for y in ys])
    for i, row in enumerate(grid):
        for j, cell in enumerate(row):
            maker.at(xs[j] + 4, ys[i] + 14, cell)
    maker.flow(ys[3] + 30, OTHER)
    document = read(maker.data())
    rows = [[document.text[c.start : c.end] for c in b.cells] for b in document.blocks if b.kind == "table_row"]
    assert rows == grid
    assert [b.kind for b in document.blocks] == ["paragraph"] + ["table_row"] * 3 + ["paragraph"]


def test_a_table_without_lines_and_a_hung_definition() -> None:
    maker = Maker()
    maker.at(LEFT, 100, "Milestone")
    maker.at(LEFT + 250, 100, "Date")
    maker.at(LEFT, 114, "First vehicle with the software")
    maker.at(LEFT + 250, 114, "1 March 2027")
    maker.at(LEFT, 150, "2.4")
    maker.flow(150, LONG, x=LEFT + 40)
    document = read(maker.data())
    assert [b.kind for b in document.blocks] == ["table_row", "table_row", "paragraph"]
    assert texts(document)[2] == "2.4 " + LONG


def test_a_line_spread_out_to_the_margin_is_no_table() -> None:
    maker = Maker()
    maker.at(LEFT, 100, "Every notice goes to the address below, or by electronic mail to the address that the")
    words = ["other", "Member", "named", "for", "this", "purpose,", "being", "either"]
    widths = [stringWidth(word, "Times-Roman", 11) for word in words]
    gap, x = (RIGHT - LEFT - sum(widths)) / (len(words) - 1), LEFT
    for word, width in zip(words, widths, strict=True):
        maker.at(x, 113, word)
        x += width + gap
    maker.at(LEFT, 126, "notices.of.the.member.at.its.registered.office@member.example.")
    assert len(texts(read(maker.data()))) == 1


def test_contents_are_marked() -> None:
    maker = Maker()
    maker.centred(80, "TABLE OF CONTENTS", "Times-Bold")
    entries = [("1.", "Definitions", "1"), ("2.", "Term of the Venture", "4"), ("3.", "Exit and Transfer", "11")]
    for i, (number, title, page) in enumerate(entries):
        maker.at(LEFT, 110 + 16 * i, number)
        maker.at(LEFT + 30, 110 + 16 * i, title + (" " + "." * 40 if i == 1 else ""))
        maker.at(RIGHT - 12, 110 + 16 * i, page)
    maker.page()
    maker.at(LEFT, 100, "1. Definitions", "Times-Bold")
    maker.flow(126, LONG)
    document = read(maker.data())
    assert [b.kind for b in document.blocks] == ["toc"] * 4 + ["heading", "paragraph"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The parties own 3 of 20 shares.",
        "see page 12 of Schedule 4 and the index, 2019",
        "The drug is ____________________ [name] and the site is ______________ ",
        "the shares are ____________ in number, of class A, held under Section 4",
    ],
)
def test_sentences_with_numbers_are_no_contents(sentence: str) -> None:
    rows = [Row([_piece(72, 100 + 12 * i, 500, sentence)], 1) for i in range(6)]
    assert not contents_rows(rows)


def test_furniture_is_taken_out_and_remembered() -> None:
    maker = Maker()
    for page in range(1, 6):
        if page == 1:
            maker.at(RIGHT - 60, 40, "Exhibit 10.7")
        maker.at(LEFT, 52, "Confidential Draft of the Parties")
        maker.at(LEFT, 90, f"ARTICLE {page}", "Times-Bold")
        maker.flow(maker.flow(120, f"In year {page} " + LONG) + 12, OTHER + f" This is year {page}.")
        maker.at(LEFT, 800, "Source: WIDGET VENTURES INC, 10-K, 3/1/2027")
        maker.centred(815, f"Page {page} of 5")
        maker.page()
    document = read(maker.data())
    expected = [(f"ARTICLE {p}", f"In year {p} {LONG}", f"{OTHER} This is year {p}.") for p in range(1, 6)]
    assert texts(document) == [text for page in expected for text in page]
    kinds = [f.kind for f in document.furniture]
    assert (kinds.count("stamp"), kinds.count("header"), kinds.count("source"), kinds.count("page_number")) == (
        1,
        5,
        5,
        5,
    )
    assert all(f.box is not None and f.page for f in document.furniture)


def test_the_legend_of_a_redaction_does_not_cut_a_paragraph() -> None:
    maker = Maker()
    words = LONG.split()
    for page, part in enumerate((words[:22], words[22:], OTHER.split()), start=1):
        maker.flow(100, " ".join(part))
        if page < 3:
            maker.flow(
                700,
                "[***] Represents words that the parties keep to themselves and have lodged elsewhere with "
                "the authority that asked for them.",
            )
        maker.centred(800, str(page))
        maker.page()
    document = read(maker.data())
    assert texts(document) == [LONG, OTHER]
    assert [f.kind for f in document.furniture].count("footer") == 4


def test_page_numbers_in_the_middle_of_a_page_are_found_by_their_sequence() -> None:
    maker = Maker()
    for page in range(1, 5):
        below = maker.flow(100, LONG) + 20
        maker.centred(below, str(page + 10))
        maker.flow(below + 30, OTHER)
        for _i in range(6):
            below = maker.flow(below + 90, OTHER) - 60
        maker.page()
    document = read(maker.data())
    assert [f.text for f in document.furniture if f.kind == "page_number"] == ["11", "12", "13", "14"]


def test_margin_line_numbers_are_no_text() -> None:
    maker = Maker()
    words = (LONG + " " + OTHER).split()
    lines = [" ".join(words[i : i + 6]) for i in range(0, 60, 6)]
    for i, line in enumerate(lines):
        maker.at(40, 100 + 24 * i, str(i + 1))
        maker.at(LEFT + 10, 100 + 24 * i, line)
    document = read(maker.data())
    assert document.text.replace("\n", " ") == " ".join(lines)
    assert [f.text for f in document.furniture] == [str(i + 1) for i in range(10)]


def test_the_title_is_the_name_on_the_first_page() -> None:
    maker = Maker()
    maker.at(RIGHT - 80, 60, "Execution Version")
    maker.centred(200, "JOINT VENTURE AGREEMENT", "Times-Bold", 16)
    maker.centred(240, "between")
    maker.centred(280, "Alpha Cells Limited")
    maker.flow(400, LONG)
    assert read(maker.data()).title == "JOINT VENTURE AGREEMENT"


def _piece(x: float, y: float, right: float, text: str) -> Piece:
    cleaned, hyphen = clean(text)
    return Piece(cleaned, x, y, right, y + 11, Box(x, y, right, y + 11), 10.0, False, hyphen)


_words = st.text(alphabet="abcdeABC .;:()1234ivx-“”*•", min_size=1, max_size=60).filter(lambda t: clean(t)[0] != "")
_pieces = st.builds(
    lambda x, y, w, t, b: Piece(clean(t)[0], x, y, x + w, y + 11, Box(x, y, x + w, y + 11), 10.0, b, clean(t)[1]),
    st.integers(30, 400).map(float),
    st.integers(2, 60).map(lambda n: n * 13.0),
    st.integers(5, 460).map(float),
    _words,
    st.booleans(),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(_pieces, max_size=40), min_size=1, max_size=4))
def test_any_arrangement_keeps_the_invariants(pages: list[list[Piece]]) -> None:
    layout = lay_out([PrintedPage(i + 1, 595, 842, pieces) for i, pieces in enumerate(pages)])
    check(Document("", "", "application/pdf", layout.text, layout.blocks, lines=layout.lines))
    printed = sorted(piece.text for pieces in pages for piece in pieces)
    kept = [layout.text[line.start : line.end] for line in layout.lines] + [f.text for f in layout.furniture]
    assert sorted(kept) == printed, "every piece is text or furniture, none twice"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_that_lie_on_their_side_or_head_read_the_same(tmp_path: Path, turn: int) -> None:
    """Type in two weights on one line is what PDFium hands over backwards on a page that is upside down."""
    import pypdfium2

    source = Path(__file__).parents[2] / "corpora/samples/vehicle_software_alliance.pdf"
    with pypdfium2.PdfDocument(source) as whole:
        for page in whole:
            page.set_rotation(turn)
        whole.save(tmp_path / "turned.pdf")
    options = ReadOptions(pages=((3, 5),))
    turned, upright = (
        clausescan.read(tmp_path / "turned.pdf", options=options),
        clausescan.read(source, options=options),
    )
    assert turned.text == upright.text
