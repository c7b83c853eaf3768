"""Markdown: marks go, words stay, list numbers are labels."""

from __future__ import annotations

import pytest

from clausescan.errors import ReadError
from clausescan.model import Document
from clausescan.reading.markdown import read_markdown
from clausescan.reading.options import ReadOptions


def doc(text: str) -> Document:
    return read_markdown(text.encode(), "a.md", ReadOptions())


def rows(text: str) -> list[str]:
    """Each block as its kind's first letter, its label, a bar, and its text."""
    document = doc(text)
    return [f"{b.kind[0]}{b.label}|{document.text[b.start : b.end]}" for b in document.blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Joint *Venture*", ["h|Joint Venture"]),
        ("Term\n====\n\nten\nyears", ["h|Term", "p|ten years"]),
        ("a **bold** and `code` and &amp; [link](https://example.org 'title')", ["p|a bold and code and & link"]),
        ("<https://example.org> and ![seal](seal.png)", ["p|https://example.org and seal"]),
        ("x <!-- hidden --> y<br>second line", ["p|x y", "p|second line"]),
        ("1. one\n2. two\n   more", ["p1.|one", "p2.|two more"]),
        ("1. one\n1. two\n1. three", ["p1.|one", "p2.|two", "p3.|three"]),
        ("3) three\n5) five", ["p3)|three", "p5)|five"]),
        ("1. one\n   1. inner\n\n   own paragraph", ["p1.|one", "p1.|inner", "p|own paragraph"]),
        ("1.\n2. two", ["p2.|two"]),
        ("- point", ["p•|point"]),
        ("5.6 Typed number", ["p|5.6 Typed number"]),
        ("The parties:\n(a) first;\n(b) second\nwrapped.", ["p|The parties:", "p|(a) first;", "p|(b) second wrapped."]),
        ("text\n\n    (a) an indented clause", ["p|text", "p|(a) an indented clause"]),
        ("notice of [***] days, [ * ] or [●] or ____", ["p|notice of [***] days, [ * ] or [●] or ____"]),
        ("By: X  \nName: Y\n\n____________", ["p|By: X", "p|Name: Y", "p|__________"]),
        ("| A | B |\n|---|---|\n| 1 | *2* x |", ["t|A\tB", "t|1\t2 x"]),
        ("<div>kept<br>too</div>", ["p|kept", "p|too"]),
        ("```\nfenced words\n```", ["p|fenced words"]),
        ("> quoted **text**", ["p|quoted text"]),
        ("---\ntitle: X\ndate: 2020-01-01\n---\n\nBody.", ["p|Body."]),
    ],
)  # fmt: skip
def test_what_shows(text: str, expected: list[str]) -> None:
    assert rows(text) == expected


def test_levels_title_and_cells() -> None:
    document = doc("# Agreement\n\n## Term\n\n1. a\n   - b\n\n**All bold**\n\n| x | y |\n|-|-|\n")
    assert document.title == "Agreement"
    assert [block.level for block in document.blocks] == [0, 1, 0, 1, None, None]
    assert [block.bold for block in document.blocks] == [False, False, False, False, True, False]
    row = document.blocks[-1]
    assert [document.text[cell.start : cell.end] for cell in row.cells] == ["x", "y"]


@pytest.mark.parametrize("text", ["> " * 3000 + "x", "".join("  " * i + "- x\n" for i in range(200))])
def test_what_is_nested_too_deep_is_not_dropped_in_silence(text: str) -> None:
    with pytest.raises(ReadError, match="too deep"):
        doc("lead\n\n" + text)


@pytest.mark.parametrize("unit", ["*a ", "[", "[a](b", "**x [a] _", "<!-- ", "`a ``", "![", "&a", "\\[***"])
def test_torture_ends(unit: str) -> None:
    assert doc("start " + unit * 2000).text.startswith("start")
