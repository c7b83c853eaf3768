"""The title: one rule for every format, and none rather than a wrong one."""

from __future__ import annotations

import pytest

from clausescan.model import Block
from clausescan.reading.title import TitleLine, is_title, title_from, title_of

TITLES = [
    ("JOINT VENTURE AGREEMENT", True),
    ("Strategic Alliance Agreement", True),
    ("Letter of Intent", True),
    ("Amendment to the Shareholders' Agreement", True),
    ("GENERAL TERMS AND CONDITIONS OF SALE", True),
    ("This Agreement is made on 3 May 2010", False),
    ("THIS DEED IS MADE ON 3 MAY 2010", False),
    ("the parties sign this agreement", False),
    ("4. TERMS AND CONDITIONS", False),
    ("F. TERMINATION OF AGREEMENT", False),
    ("Key Terms", False),
    ("Contract No.: 44-7", False),
    ("Agreement Date: 3 May 2010", False),
    ("NORDKAP BATTERIES LIMITED", False),
    ("The Agreement may be ended by either of the Parties.", False),
    ("joint_venture_agreement.docx", False),
    ("AGREEMENT " * 20, False),
]


@pytest.mark.parametrize(("text", "expected"), TITLES)
def test_what_is_set_like_a_title(text: str, expected: bool) -> None:
    assert is_title(text) is expected


def test_lines_that_go_on_are_one_title() -> None:
    lines = [
        TitleLine("Exhibit 10.4"),
        TitleLine("AMENDMENT OF", False),
        TitleLine("JOINT VENTURE AGREEMENT", True),
        TitleLine("between", False),
    ]
    assert title_from(lines) == "AMENDMENT OF JOINT VENTURE AGREEMENT"


def test_the_stamp_of_a_filing_is_no_part_of_it() -> None:
    assert title_from([TitleLine("EXHIBIT 10.12 SUPPLY AGREEMENT -----------")]) == "SUPPLY AGREEMENT"


def test_names_above_a_centred_title_stay_out() -> None:
    words = ["ALPHA WORKS PLC", "and", "BETA CELLS LIMITED", "CELL ALLIANCE AGREEMENT", "dated 3 May 2010"]
    text, at, blocks = "\n".join(words), 0, []
    for line in words:
        blocks.append(Block(at, at + len(line), "heading", bold=True, centered=True))
        at += len(line) + 1
    assert title_of(blocks, text) == "CELL ALLIANCE AGREEMENT"
