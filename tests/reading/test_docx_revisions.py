"""Tracked changes: three views of one draft, numbers in each, and the list of changes with their places."""

from __future__ import annotations

import pytest
from word_files import abstract, list_of, lvl, num, p, r, table, word

from clausescan.model import Document
from clausescan.reading.docx import read_docx
from clausescan.reading.docx.revisions import View
from clausescan.reading.options import ReadOptions

NUMBERING = abstract(0, lvl(0, "decimal", "%1."), lvl(1, "lowerLetter", "(%2)")) + list_of(1, 0)
BY = 'w:id="1" w:author="Mara Lind" w:date="2024-03-05T10:00:00Z"'


def ins(content: str, by: str = BY) -> str:
    return f"<w:ins {by}>{content}</w:ins>"


def dele(text: str, by: str = BY) -> str:
    return f'<w:del {by}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def mark(kind: str) -> str:
    """Properties of a paragraph whose mark was inserted or deleted."""
    return f"<w:rPr><w:{kind} {BY}/></w:rPr>"


def read(body: str, view: View) -> Document:
    return read_docx(word(body, numbering=NUMBERING), "draft.docx", ReadOptions(revisions=view))


def shown(document: Document) -> list[str]:
    return [f"{b.label} {document.text[b.start : b.end]}".strip() for b in document.blocks]


WORDS = p(r("Notice of ") + dele("thirty") + ins(r("ninety")) + r(" days."))
JOINED = p(r("The term ends "), mark("del")) + p("on 31 December.")
SPLIT = p(r("Each party pays.", ""), mark("ins")) + p("No set-off.")
GONE = p("Keep", num(1)) + p(dele("Drop"), num(1) + mark("del")) + p("Last", num(1))
NEW = p("First", num(1)) + p(ins(r("Added")), num(1) + mark("ins")) + p("Then", num(1))
MOVED = (
    p(f"<w:moveFrom {BY}>{r('Deadlock.')}</w:moveFrom>", mark("moveFrom"))
    + p("Board.")
    + p(f"<w:moveTo {BY}>{r('Deadlock.')}</w:moveTo>", mark("moveTo"))
    + p("End.")
)
BOTH = p(ins(dele("never agreed", 'w:author="B"'), 'w:author="A"') + r("kept"))
RENUMBERED = p("Exit", f"{num(1, 1)}<w:pPrChange {BY}><w:pPr>{num(1)}</w:pPr></w:pPrChange>")
ADDED_NUMBER = p("Exit", f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/><w:ins {BY}/></w:numPr>')
ROW = table((p("Price"), p("10"))).replace("<w:tr>", f"<w:tr><w:trPr><w:del {BY}/></w:trPr>")


@pytest.mark.parametrize(
    ("body", "accepted", "original", "marked"),
    [
        pytest.param(
            WORDS, "Notice of ninety days.", "Notice of thirty days.", "Notice of thirtyninety days.", id="words"
        ),
        pytest.param(
            JOINED,
            "The term ends on 31 December.",
            "The term ends|on 31 December.",
            "The term ends|on 31 December.",
            id="join",
        ),
        pytest.param(
            SPLIT,
            "Each party pays.|No set-off.",
            "Each party pays.No set-off.",
            "Each party pays.|No set-off.",
            id="split",
        ),
        pytest.param(
            GONE, "1. Keep|2. Last", "1. Keep|2. Drop|3. Last", "1. Keep|2. Drop|3. Last", id="deleted clause"
        ),
        pytest.param(
            NEW, "1. First|2. Added|3. Then", "1. First|2. Then", "1. First|2. Added|3. Then", id="new clause"
        ),
        pytest.param(
            MOVED,
            "Board.|Deadlock.|End.",
            "Deadlock.|Board.|End.",
            "Deadlock.|Board.|Deadlock.|End.",
            id="moved clause",
        ),
        pytest.param(BOTH, "kept", "kept", "never agreedkept", id="inserted, then deleted"),
        pytest.param(RENUMBERED, "(a) Exit", "1. Exit", "(a) Exit", id="changed level"),
        pytest.param(ADDED_NUMBER, "1. Exit", "Exit", "1. Exit", id="number added"),
        pytest.param(ROW + p("x"), "x", "Price\t10|x", "Price\t10|x", id="deleted row"),
    ],
)
def test_views(body: str, accepted: str, original: str, marked: str) -> None:
    views: tuple[tuple[View, str], ...] = (("accepted", accepted), ("original", original), ("marked", marked))
    for view, expected in views:
        assert shown(read(body, view)) == expected.split("|"), view


@pytest.mark.parametrize("view", ["accepted", "original", "marked"])
def test_changes_are_listed_with_their_place(view: View) -> None:
    document = read(p("Title") + WORDS + MOVED, view)
    assert [(c.kind, c.text) for c in document.revisions] == [
        ("deletion", "thirty"),
        ("insertion", "ninety"),
        ("move_from", "Deadlock."),
        ("move_to", "Deadlock."),
    ]
    visible = {
        "accepted": {"insertion", "move_to"},
        "original": {"deletion", "move_from"},
        "marked": {"insertion", "deletion", "move_from", "move_to"},
    }[view]
    for change in document.revisions:
        assert change.author == "Mara Lind"
        assert change.date == "2024-03-05T10:00:00Z"
        assert change.start is not None
        assert change.end is not None
        if change.kind in visible:
            assert document.text[change.start : change.end] == change.text
        else:
            assert change.start == change.end
    assert document.text[: document.revisions[0].start].endswith("Notice of ")


def test_notice_counts_the_changes() -> None:
    document = read(WORDS + MOVED + JOINED, "accepted")
    assert [n.message for n in document.warnings if n.code == "tracked_changes"] == [
        "The draft has tracked changes: 1 insertion, 2 deletions, 1 move by Mara Lind; read as if all were accepted."
    ]


def test_pieces_of_one_change_are_one_revision() -> None:
    """Word cuts an insertion at each change of format; an inserted row also marks its runs."""
    row = table((p(ins(r("Fee"))), p(ins(r("5 ") + r("percent", "<w:b/>")))))
    row = row.replace("<w:tr>", f"<w:tr><w:trPr><w:ins {BY}/></w:trPr>")
    document = read(p(ins(r("of ") + r("the", "<w:b/>")) + ins(r(" Board"))) + row, "accepted")
    assert [c.text for c in document.revisions] == ["of the Board", "Fee", "5 percent"]


def test_formatting_change_is_listed() -> None:
    changed = f"<w:b/><w:rPrChange {BY}><w:rPr/></w:rPrChange>"
    document = read(p(r("The ") + r("Company", changed)), "original")
    assert [(c.kind, c.text) for c in document.revisions] == [("formatting", "Company")]
    assert not document.blocks[0].bold


def test_no_notice_without_changes() -> None:
    assert read(p("Clean."), "accepted").warnings == ()
