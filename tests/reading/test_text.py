"""Plain text: encodings, wrapped lines, sheets and their furniture, glued paragraphs, contents."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from clausescan.errors import ReadError
from clausescan.model import Document
from clausescan.reading.options import ReadOptions
from clausescan.reading.text import read_text

CUAD = Path(__file__).resolve().parents[3] / "shared" / "cuad" / "texts"


def doc(text: str | bytes, **options: object) -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    return read_text(data, "a.txt", ReadOptions(**options))  # type: ignore[arg-type]


def blocks(text: str | bytes) -> list[str]:
    document = doc(text)
    return [document.text[block.start : block.end] for block in document.blocks]


def kinds(text: str) -> list[tuple[str, str]]:
    document = doc(text)
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


# --- encodings

QUOTED = "1. Term – the “Venture” runs for §5 years; the fee is €10, paid to Zoë."


@pytest.mark.parametrize(
    ("data", "notice"),
    [
        (QUOTED.encode(), ""),
        (b"\xef\xbb\xbf" + QUOTED.encode(), ""),
        (QUOTED.encode("utf-16"), ""),
        (b"\xfe\xff" + QUOTED.encode("utf-16-be"), ""),
        (QUOTED.encode("utf-32"), ""),
        (QUOTED.encode("utf-16-le"), "encoding"),
        (QUOTED.encode("utf-16-be"), "encoding"),
        (QUOTED.encode("cp1252"), "encoding"),
    ],
)
def test_encodings(data: bytes, notice: str) -> None:
    document = doc(data)
    assert document.text == QUOTED
    assert [n.code for n in document.warnings] == ([notice] if notice else [])


def test_a_few_broken_bytes_show_and_are_said() -> None:
    document = doc("Müller, Gößner und Söhne – größte Prüfung. ".encode() * 5 + b"broken \xff here")
    assert "broken \ufffd here" in document.text
    assert [notice.code for notice in document.warnings] == ["encoding"]


def test_other_encodings_are_a_guess_that_is_said() -> None:
    document = doc("第一条 合资期限为五年。\n".encode("gb18030") * 30)
    assert "合资期限" in document.text
    assert "guess" in document.warnings[0].message


def test_controls_and_odd_spaces() -> None:
    assert blocks("\ufeffNon\u00adbinding\u00a0term\u2003sheet\x00\x07 of\u200b Alpha\r\nand Beta\u2028x") != []
    assert doc("Non\u00adbinding\u00a0term\u2003sheet\x00\x07").text == "Non-binding term sheet"
    assert [n.code for n in doc("word " * 10 + "\x01" * 30).warnings] == ["control_characters"]


# --- wrapped lines

WRAPPED = """\
                        JOINT VENTURE AGREEMENT

     This Agreement is made on the first day of May between Alpha Widgets
Limited, a company of the north, and Beta Gears Incorporated, a company of
the south, each of which is called a Party in what follows, and both of
which are called the Parties.

1.   Term.  The venture begins on the day on which the last of the
     conditions is met and, unless it is ended sooner under one of the
     clauses below, lasts for ten years.

2.   Exit.
     (a)  A Party may leave the venture when the other Party has broken this
          Agreement and has not made the breach good within sixty days of a
          notice that describes the breach.
     (b)  A Party may leave on twelve months' notice, given by a long-
          standing officer of that Party.
"""


def test_wrapped_lines_become_paragraphs() -> None:
    assert blocks(WRAPPED) == [
        "JOINT VENTURE AGREEMENT",
        "This Agreement is made on the first day of May between Alpha Widgets Limited, a company of the north, and "
        "Beta Gears Incorporated, a company of the south, each of which is called a Party in what follows, and both "
        "of which are called the Parties.",
        "1. Term. The venture begins on the day on which the last of the conditions is met and, unless it is ended "
        "sooner under one of the clauses below, lasts for ten years.",
        "2. Exit.",
        "(a) A Party may leave the venture when the other Party has broken this Agreement and has not made the breach "
        "good within sixty days of a notice that describes the breach.",
        "(b) A Party may leave on twelve months' notice, given by a long-standing officer of that Party.",
    ]


def test_wrapped_text_keeps_what_the_layout_says() -> None:
    document = doc(WRAPPED)
    assert document.title == "JOINT VENTURE AGREEMENT"
    assert [block.centered for block in document.blocks] == [True, False, False, False, False, False]
    assert document.blocks[4].indent == pytest.approx(36.0)


def test_lines_that_are_paragraphs_stay_apart() -> None:
    lines = [
        "This agreement is between Alpha and Beta and each of them signs it below on the day that stands beside it, "
        "and it takes effect when both have signed it and each has a copy.",
        "By: Alpha",
        "Name: A. Person",
        "The second paragraph is long too, so that nobody could think that these lines were wrapped by hand at a "
        "fixed width, since no such width exists in this text at all.",
        "By: Beta",
    ]
    assert blocks("\n".join(lines)) == lines


def test_columns_become_rows_with_cells() -> None:
    text = WRAPPED + "\n     Year      Alpha      Beta\n     First     60%        40%\n     Second    50%        50%\n"
    document = doc(text)
    rows = [block for block in document.blocks if block.kind == "table_row"]
    assert [[document.text[c.start : c.end] for c in row.cells] for row in rows] == [
        ["Year", "Alpha", "Beta"],
        ["First", "60%", "40%"],
        ["Second", "50%", "50%"],
    ]


# --- sheets


def sheets(*bodies: str, gap: str = "\n\n\n\n\n\n") -> str:
    return gap.join(bodies)


def test_page_numbers_heads_and_sources_go_and_sentences_join() -> None:
    source = "Source: ALPHA WIDGETS LTD., 10-K, 3/1/2019"
    text = sheets(
        f"CONFIDENTIAL DRAFT\n\n1. Term. The venture lasts for ten years from the\n\n1\n\n{source}",
        f"CONFIDENTIAL DRAFT\n\nday of signing.\n\n2. Exit. A Party may leave on ninety days' notice.\n\n2\n\n{source}",
        f"CONFIDENTIAL DRAFT\n\n3. Law. The law of the north applies. 3 {source}",
        f"CONFIDENTIAL DRAFT\n\n4. Notices. They are given in writing. 4 {source}",
    )
    document = doc(text)
    assert [document.text[b.start : b.end] for b in document.blocks] == [
        "1. Term. The venture lasts for ten years from the day of signing.",
        "2. Exit. A Party may leave on ninety days' notice.",
        "3. Law. The law of the north applies.",
        "4. Notices. They are given in writing.",
    ]
    assert Counter(item.kind for item in document.furniture) == {"header": 4, "page_number": 4, "source": 4}
    assert document.pages is None


def test_numbers_and_heads_that_belong_to_the_text_stay() -> None:
    text = sheets(
        "ARTICLE 1\n\nThe fee in the first year is 250",
        "ARTICLE 2\n\nThe fee in the second year is 9000",
        "ARTICLE 3\n\nThe fee in the third year is 17",
        "By: Alpha\n\nName: A. Person",
        "By: Alpha\n\nName: A. Person",
        "By: Alpha\n\nName: A. Person",
    )
    document = doc(text)
    assert document.text.count("ARTICLE") == 3
    assert all(fee in document.text for fee in ("250", "9000", "17"))
    assert document.text.count("Name: A. Person") == 3
    assert not document.furniture


def test_form_feeds_give_pages() -> None:
    text = "First page text here.\n\n- 1 -\n\fSecond page text here.\n\n- 2 -\n\fThird page.\n"
    document = doc(text)
    assert [block.page for block in document.blocks] == [1, 2, 3]
    assert (document.pages, document.page_of(document.text.index("Second"))) == (3, 2)
    assert [item.page for item in document.furniture] == [1, 2]
    second = doc(text, pages=((2, 2),))
    assert second.text == "Second page text here."


def test_a_page_number_line_ends_a_sheet_without_a_gap() -> None:
    assert blocks("The term of this agreement is fixed at the\n\n-4-\n\nnumber of years that the board sets.") == [
        "The term of this agreement is fixed at the number of years that the board sets."
    ]


def test_bare_numbers_amid_the_text_that_count_up_from_page_to_page() -> None:
    prose = "The parties keep minutes of what they decide, and each of them has a copy of these. " * 8
    parts = [f"1. Minutes. {prose}", "7", f"2. Votes. {prose}and so", "8", "they go on. 3", "5", "Rows", "6", "End."]
    document = doc("\n\n".join(parts))
    assert [item.text for item in document.furniture] == ["7", "8"]
    assert "and so they go on. 3\n5\nRows\n6\nEnd." in document.text


# --- glued paragraphs

FILLER = "The parties meet every quarter and keep minutes of what they decide, which both of them sign and keep. "


def test_wide_gaps_are_lost_paragraph_breaks() -> None:
    text = (
        f"ARTICLE 4 MEETINGS   4.1   Quorum. {FILLER}  4.2   Votes. {FILLER}  (a)   Each party has one vote;   "
        f"(b)   the chair has none.   The end of it. {FILLER}  SCHEDULE"
    )
    assert [block[:14] for block in blocks(text)] == [
        "ARTICLE 4 MEET",
        "4.1 Quorum. Th",
        "4.2 Votes. The",
        "(a) Each party",
        "(b) the chair ",
        "The end of it.",
        "SCHEDULE",
    ]


def test_wide_gaps_of_old_wraps_are_not() -> None:
    text = (
        "5.   Notices.  Each party gives its          notices in writing and sends them          to the address that "
        "the other          has named for this, and they          count from the day on which          they arrive "
        "there.          (b)  A notice by e-mail          counts when it is answered,          not before."
    )
    assert [block[:20] for block in blocks(text)] == ["5. Notices. Each par", "(b) A notice by e-ma"]


def test_running_numbers_split_a_page_of_text() -> None:
    text = (
        "The parties agree as follows: Formation 1. By this agreement they form a venture under the law of the north. "
        f"{FILLER}Name 2. The venture trades as Alpha Beta. As said in Section 3. Nothing else. {FILLER}"
        f"It pays 12 % on the amounts due by 31 December 4. Term 3. The venture lasts for ten years. {FILLER}"
    )
    assert [block[:12] for block in blocks(text)] == [
        "The parties ",
        "Formation",
        "1. By this a",
        "Name",
        "2. The ventu",
        "Term",
        "3. The ventu",
    ]


def test_a_label_alone_on_its_line_goes_to_its_paragraph() -> None:
    assert blocks("(a)\n\nThe first item of the list.\n\n7.2\n\nTerm of the venture\n\n1.\n\n2.\n\nColumn") == [
        "(a) The first item of the list.",
        "7.2 Term of the venture",
        "1.",
        "2.",
        "Column",
    ]


# --- contents


@pytest.mark.parametrize(
    "lines",
    [
        ["TABLE OF CONTENTS", "1. Definitions ........ 1", "2. Term ............. 4", "3. Exit ............. 9"],
        ["Table of Contents", "Page", "Article 1   Definitions   1", "Article 2   Term   4", "Article 3   Exit   9"],
        ["CONTENTS", "1. Definitions", "2. Term", "3. Exit", "4. Transfers", "5. Notices"],
        ["TABLE OF CONTENTS 1. Definitions 1 2. Term 4 3. Exit 9 4. Transfers 12 5. Notices 14 6. Law 15"],
        ["1.1 Definitions 1", "1.2 Term 4", "1.3 Exit 9", "1.4 Transfers 12"],
    ],
)
def test_contents_are_known(lines: list[str]) -> None:
    body = ["1. Definitions", "In this agreement the words below have the meaning that stands beside them here."]
    found = kinds("\n\n".join([*lines, *body]))
    assert [kind for kind, _ in found] == ["toc"] * len(lines) + ["paragraph"] * len(body)


def test_headings_and_figures_are_no_contents() -> None:
    heads = [f"ARTICLE {i}" for i in range(1, 6)]
    figures = [f"177.1{i} 60.88 {i}" for i in range(1, 6)]
    text = "\n\n".join([*heads, *figures])
    assert {kind for kind, _ in kinds(text)} == {"paragraph"}


# --- limits and torture


def test_no_text_is_an_error_and_not_an_empty_document() -> None:
    with pytest.raises(ReadError, match="no text"):
        doc(" \n\n \t \n")


@pytest.mark.parametrize(
    "unit",
    [
        "x",
        "1.",
        ". ",
        "- ",
        "(a",
        "\n",
        " ",
        "\t",
        "a \n",
        "1.1 A\n",
        "\f",
        "Source: ",
        "-\n",
        "a  b   c\n",
        "§(",
        "I. ",
        "12 A",
    ],
)
def test_torture_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = "Start of it. " + unit * (size // len(unit)) + " end"
        begin = time.process_time()
        doc(text)
        return time.process_time() - begin

    seconds(1_000)
    small, large = seconds(15_000), seconds(120_000)
    assert large < 3.0
    assert large < max(40 * small, 0.5)  # eight times the text; a quadratic step would take 64 times


@pytest.mark.skipif(not CUAD.exists(), reason="../shared/cuad is not here")
def test_nothing_gets_lost_in_real_texts() -> None:
    for file in sorted(CUAD.glob("*.txt"))[::40]:
        raw = file.read_text(encoding="utf-8")
        document = doc(raw.encode())
        kept = document.text + " ".join(item.text for item in document.furniture)
        before, after = (Counter(c for c in text if c.isalnum()) for text in (raw, kept))
        assert before == after, file.name
        assert all(
            document.text[a.end : b.start] == "\n" for a, b in zip(document.blocks, document.blocks[1:], strict=False)
        )
