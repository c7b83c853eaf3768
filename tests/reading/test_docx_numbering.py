"""Automatic numbers: each case is a list definition, the paragraphs that use it, and what Word prints before them."""

from __future__ import annotations

import pytest
from word_files import abstract, list_of, lvl, num, p, paragraph_style, r, start_override, style, table, word

from clausescan.model import Document
from clausescan.reading.docx import read_docx
from clausescan.reading.docx.number_formats import format_number
from clausescan.reading.options import ReadOptions

DECIMALS = [lvl(i, "decimal", ".".join(f"%{k + 1}" for k in range(i + 1))) for i in range(4)]
OUTLINE = (
    lvl(0, "upperRoman", "Article %1", more=style("Art")),
    lvl(1, "decimalZero", "Section %1.%2", more=style("Sec") + "<w:isLgl/>"),
    lvl(2, "lowerLetter", "(%3)", more=style("Sub")),
    lvl(3, "lowerRoman", "(%4)"),
)


def read(data: bytes) -> Document:
    return read_docx(data, "case.docx", ReadOptions())


def labels(data: bytes) -> list[str]:
    return [block.label for block in read(data).blocks]


def used(*places: tuple[int, int]) -> str:
    """Paragraphs at (w:num, level)."""
    return "".join(p("clause", num(num_id, ilvl)) for num_id, ilvl in places)


def one(*levels: int) -> str:
    return used(*((1, level) for level in levels))


@pytest.mark.parametrize(
    ("body", "numbering", "expected"),
    [
        pytest.param(
            one(0, 1, 1, 2, 0, 1),
            abstract(0, *DECIMALS) + list_of(1, 0),
            "1|1.1|1.2|1.2.1|2|2.1",
            id="deeper levels restart",
        ),
        pytest.param(
            one(1, 1, 0, 1),
            abstract(0, *DECIMALS) + list_of(1, 0),
            "1.1|1.2|2|2.1",
            id="a level used before its parent",
        ),
        pytest.param(
            one(0, 1, 1, 0, 1),
            abstract(0, DECIMALS[0], lvl(1, "lowerLetter", "(%2)", more='<w:lvlRestart w:val="0"/>')) + list_of(1, 0),
            "1|(a)|(b)|2|(c)",
            id="lvlRestart 0 never restarts",
        ),
        pytest.param(
            one(0, 1, 2, 1, 2, 0, 1, 2),
            abstract(
                0,
                DECIMALS[0],
                lvl(1, "lowerLetter", "(%2)"),
                lvl(2, "lowerRoman", "(%3)", more='<w:lvlRestart w:val="1"/>'),
            )
            + list_of(1, 0),
            "1|(a)|(i)|(b)|(ii)|2|(a)|(i)",
            id="lvlRestart 1 restarts after the first level only",
        ),
        pytest.param(
            used((1, 0), (1, 0), (2, 0), (2, 0), (1, 0), (2, 0)),
            abstract(0, *DECIMALS) + list_of(1, 0) + list_of(2, 0, start_override(0, 8)),
            "1|2|8|9|10|11",
            id="startOverride once, counters shared",
        ),
        pytest.param(
            used((1, 0), (1, 1), (2, 1), (2, 1), (1, 1)),
            abstract(0, *DECIMALS) + list_of(1, 0) + list_of(2, 0, start_override(1, 5)),
            "1|1.1|1.5|1.6|1.7",
            id="startOverride below the first level",
        ),
        pytest.param(
            used((1, 0), (2, 0), (2, 0)),
            abstract(0, *DECIMALS)
            + list_of(1, 0)
            + list_of(2, 0, f'<w:lvlOverride w:ilvl="0">{lvl(0, "upperRoman", "Part %1")}</w:lvlOverride>'),
            "1|Part II|Part III",
            id="lvlOverride changes the look, not the counter",
        ),
        pytest.param(
            used((1, 0), (2, 0), (1, 0)),
            abstract(0, *DECIMALS) + abstract(1, *DECIMALS) + list_of(1, 0) + list_of(2, 1),
            "1|1|2",
            id="two lists count apart",
        ),
        pytest.param(
            one(0, 1, 2, 3),
            abstract(
                0,
                lvl(0, "upperLetter", "%1"),
                lvl(1, "decimal", "%1.%2"),
                lvl(2, "lowerRoman", "%1.%2.%3", more="<w:isLgl/>"),
                lvl(3, "lowerLetter", "%3(%4)"),
            )
            + list_of(1, 0),
            "A|A.1|1.1.1|i(a)",
            id="isLgl works for its own level only",
        ),
        pytest.param(
            one(0, 1),
            abstract(0, lvl(0, "bullet", "\uf0b7"), lvl(1, "bullet", "o")) + list_of(1, 0),
            "•|•",
            id="bullets",
        ),
        pytest.param(one(0, 9), abstract(0, *DECIMALS) + list_of(1, 0), "1|", id="no tenth level"),
        pytest.param(
            used((0, 0), (7, 0)), abstract(0, *DECIMALS) + list_of(7, 5), "|", id="numId 0, list without levels"
        ),
        pytest.param(
            p("a", num(1)) + p("", num(1)) + p("b", num(1)),
            abstract(0, *DECIMALS) + list_of(1, 0),
            "1|3",
            id="an empty paragraph counts",
        ),
        pytest.param(
            p("a", num(1)) + p("", num(1) + "<w:sectPr/>") + p("b", num(1)),
            abstract(0, *DECIMALS) + list_of(1, 0),
            "1|2",
            id="an empty paragraph that ends a section does not",
        ),
        pytest.param(
            p("a", num(1)) + p(r("x", "<w:vanish/>"), num(1) + "<w:rPr><w:vanish/></w:rPr>") + p("b", num(1)),
            abstract(0, *DECIMALS) + list_of(1, 0),
            "1|2",
            id="a hidden paragraph does not",
        ),
        pytest.param(
            p("a", num(1)) + table((p("b", num(1)) + p("c", num(1, 1)),)) + p("d", num(1)),
            abstract(0, *DECIMALS) + list_of(1, 0),
            "1|2|2.1|3",
            id="lists go on through tables",
        ),
        pytest.param(
            used((1, 0), (1, 0)),
            abstract(0, lvl(0, "decimal", "%1.", start=2_000_000_000)) + list_of(1, 0),
            "2000000000.|2000000001.",
            id="a huge start",
        ),
    ],
)
def test_labels(body: str, numbering: str, expected: str) -> None:
    assert labels(word(body, numbering=numbering)) == expected.split("|")


STYLES = (
    paragraph_style("Art", '<w:numPr><w:numId w:val="3"/></w:numPr><w:outlineLvl w:val="0"/>')
    + paragraph_style("Sec", '<w:numPr><w:ilvl w:val="7"/><w:numId w:val="3"/></w:numPr>')
    + paragraph_style("Sub", '<w:numPr><w:numId w:val="3"/></w:numPr>')
    + paragraph_style("SubFirm", based_on="Sub", title="Firm Sub")
    + paragraph_style("Plain", '<w:numPr><w:numId w:val="0"/></w:numPr>', based_on="Sub")
    + paragraph_style("LoopA", based_on="LoopB")
    + paragraph_style("LoopB", based_on="LoopA")
)


def test_numbering_through_styles() -> None:
    """The w:lvl that names a style sets its level, also for a style based on it, and wins over the style's w:ilvl."""
    body = (
        p("One", style("Art"))
        + p("One one", style("Sec"))
        + p("a", style("Sub"))
        + p("b", style("SubFirm"))
        + p("i", style("Sub") + num(3, 3))
        + p("none", style("Plain"))
        + p("none", style("Sub") + '<w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("c", style("Sub") + '<w:numPr><w:numId w:val="3"/></w:numPr>')
        + p("Two", style("Art"))
        + p("Two one", style("Sec"))
        + p("loop", style("LoopA"))
    )
    document = read(word(body, styles=STYLES, numbering=abstract(0, *OUTLINE) + list_of(3, 0)))
    assert [b.label for b in document.blocks] == [
        "Article I", "Section 1.01", "(a)", "(b)", "(i)", "", "", "(c)", "Article II", "Section 2.01", "",
    ]  # fmt: skip
    assert [b.level for b in document.blocks] == [0, 1, 2, 2, 3, None, None, 2, 0, 1, None]
    assert document.blocks[3].style == "Firm Sub"
    assert document.blocks[0].kind == "heading"
    assert "Article" not in document.text


def test_number_style_link() -> None:
    """A list may point to a numbering style, whose list holds the levels; a loop of links numbers nothing."""
    styles = "".join(
        f'<w:style w:type="numbering" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:pPr><w:numPr><w:numId w:val="{num_id}"/></w:numPr></w:pPr></w:style>'
        for name, num_id in (("Clauses", 1), ("Loop", 4))
    )
    numbering = (
        abstract(0, '<w:styleLink w:val="Clauses"/>', *DECIMALS)
        + abstract(1, '<w:numStyleLink w:val="Clauses"/>')
        + abstract(2, '<w:numStyleLink w:val="Loop"/>')
        + list_of(1, 0)
        + list_of(2, 1)
        + list_of(4, 2)
    )
    assert labels(word(used((2, 0), (2, 1), (1, 1), (4, 0)), styles=styles, numbering=numbering)) == [
        "1",
        "1.1",
        "1.2",
        "",
    ]


def test_numbers_without_text_are_reported() -> None:
    document = read(word(one(0) + p("", num(1)) + one(0), numbering=abstract(0, *DECIMALS) + list_of(1, 0)))
    assert [(n.code, n.message) for n in document.warnings] == [
        ("empty_numbers", "Numbers that stand without text: “2”.")
    ]


def test_number_column_of_a_table() -> None:
    """A number alone in its cell is the number of the row."""
    rows = [(p("", num(1)), p("Rent is due monthly.")), (p("", num(1)), p("Rent is indexed."))]
    document = read(word(table(*rows), numbering=abstract(0, lvl(0, "decimal", "%1.")) + list_of(1, 0)))
    assert [(b.kind, b.label) for b in document.blocks] == [("table_row", "1."), ("table_row", "2.")]
    assert not [n for n in document.warnings if n.code == "empty_numbers"]


@pytest.mark.parametrize(
    ("number", "kind", "expected"),
    [
        (7, "decimal", "7"),
        (7, "decimalZero", "07"),
        (12, "decimalZero", "12"),
        (26, "lowerLetter", "z"),
        (27, "lowerLetter", "aa"),
        (53, "upperLetter", "AAA"),
        (781, "lowerLetter", "a"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "lowerRoman", "iv"),
        (40000, "upperRoman", "40000"),
        (0, "lowerRoman", "0"),
        (0, "lowerLetter", "0"),
        (21, "ordinal", "21st"),
        (112, "ordinal", "112th"),
        (1, "ordinalText", "First"),
        (12, "ordinalText", "Twelfth"),
        (20, "ordinalText", "Twentieth"),
        (45, "ordinalText", "Forty-fifth"),
        (100, "ordinalText", "One hundredth"),
        (45, "cardinalText", "Forty-five"),
        (1203, "cardinalText", "One thousand two hundred three"),
        (2_000_000, "cardinalText", "2000000"),
        (2_000_000, "ordinalText", "2000000th"),
        (6, "chicago", "††"),
        (3, "decimalEnclosedCircle", "③"),
        (3, "numberInDash", "- 3 -"),
        (3, "none", ""),
        (3, "someFutureFormat", "3"),
    ],
)
def test_number_formats(number: int, kind: str, expected: str) -> None:
    assert format_number(number, kind) == expected


def test_custom_format() -> None:
    assert format_number(7, "custom", "001, 002, 003, ...") == "007"
