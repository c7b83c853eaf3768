"""The grammar of labels: what opens a clause and what only looks like it."""

from __future__ import annotations

import pytest

from clausescan.structure.labels import follows, letters, parse_attachment, parse_label, readings, roman

LABELS = [
    # text, word, parts, words that follow
    ("ARTICLE IX", "article", ["IX"], ""),
    ("Article 9: Term", "article", ["9"], "Term"),
    ("ARTICLE – 16A", "article", ["16A"], ""),
    ("Article One Definitions", "article", ["One"], "Definitions"),
    ("Section 7.3.1(ii) Notice", "section", ["7.3.1", "ii"], "Notice"),
    ("SECTION 2 TERM", "section", ["2"], "TERM"),
    ("§ 4 Term", "section", ["4"], "Term"),
    ("Clause 12. Notices", "clause", ["12"], "Notices"),
    ("1. The parties agree", "", ["1"], "The parties agree"),
    ("1.1 The parties agree", "", ["1.1"], "The parties agree"),
    ("1.1.1. Costs", "", ["1.1.1"], "Costs"),
    ("8.02.1 Costs", "", ["8.02.1"], "Costs"),
    ("16A.2 Costs", "", ["16A.2"], "Costs"),
    ("16A. Costs", "", ["16A"], "Costs"),
    ("A.1 Costs", "", ["A.1"], "Costs"),
    ("B2. Costs", "", ["B2"], "Costs"),
    ("1.If a partner leaves", "", ["1"], "If a partner leaves"),
    ("(a)The partner", "", ["a"], "The partner"),
    ("(a) the partner", "", ["a"], "the partner"),
    ("a) the partner", "", ["a"], "the partner"),
    ("(iv) the partner", "", ["iv"], "the partner"),
    ("(A) the partner", "", ["A"], "the partner"),
    ("(aa) the partner", "", ["aa"], "the partner"),
    ("1) the partner", "", ["1"], "the partner"),
    ("A. Partner", "", ["A"], "Partner"),
    ("IV. Partner", "", ["IV"], "Partner"),
    ("2.1 (a) Reports", "", ["2.1", "a"], "Reports"),
    ("3.4 b) Reports", "", ["3.4", "b"], "Reports"),
    ("First: reports", "", ["First"], "reports"),
    ("2.7\tReports", "", ["2.7"], "Reports"),
]

NO_LABELS = [
    "3.5 percent of the price",
    "1.5 million euros",
    "30 days after the notice",
    "12 May 2021 is the date",
    "2021 was a year of growth",
    "94304 Palo Alto",
    "1,000 shares",
    "12/05/2021",
    "Section 5.2 of this contract shall apply",
    "Section 5.2, 5.3 and 5.4 survive",
    "Article 9 shall survive",
    "Clause 4 above applies",
    "sections of the track",
    "Particulars of sale",
    "$3.5 was paid",
    "i.e. the partner",
    "(hereinafter the partner)",
    "(the Company)",
    "U.S. law applies",
    "Title Company",
]


@pytest.mark.parametrize(("text", "word", "parts", "rest"), LABELS)
def test_label(text: str, word: str, parts: list[str], rest: str) -> None:
    label = parse_label(text, 0, len(text))
    assert label is not None
    assert label.word == word
    assert [p.text for p in label.parts] == parts
    assert text[label.body :] == rest


@pytest.mark.parametrize("text", NO_LABELS)
def test_no_label(text: str) -> None:
    label = parse_label(text, 0, len(text))
    assert label is None or label.weak, text


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("SCHEDULE 2", "schedule", "2"),
        ("Schedule – I", "schedule", "I"),
        ("Exhibit A-1: Form of Deed", "exhibit", "A-1"),
        ("ANNEX B", "annex", "B"),
        ("ANNEXURE III", "annex", "III"),
        ("APPENDIX 1", "appendix", "1"),
        ("EXHIBIT B TO THE ALLIANCE AGREEMENT", "exhibit", "B"),
    ],
)
def test_attachment(text: str, kind: str, number: str) -> None:
    found = parse_attachment(text, 0, len(text))
    assert found is not None
    assert (found.kind, found.number) == (kind, number)


@pytest.mark.parametrize(
    "text",
    [
        "Schedule 2 sets out the prices that apply.",
        "Exhibit A and Exhibit B are part of this contract.",
        "Schedules and headings do not matter.",
        "Annexed hereto is a list.",
    ],
)
def test_no_attachment(text: str) -> None:
    assert parse_attachment(text, 0, len(text)) is None


def test_readings_are_ambiguous_where_print_is() -> None:
    assert readings("i") == (("a", 9.0), ("i", 1.0))
    assert readings("V") == (("A", 22.0), ("I", 5.0))
    assert readings("7") == (("1", 7.0),)
    assert readings("iiii") == (("a", 87.0),)
    assert readings("Ab") == ()


@pytest.mark.parametrize(
    ("text", "value"), [("iv", 4), ("XIX", 19), ("mcmxc", 1990), ("iiii", None), ("vx", None), ("", None)]
)
def test_roman(text: str, value: int | None) -> None:
    assert roman(text) == value


@pytest.mark.parametrize(("text", "value"), [("a", 1), ("z", 26), ("aa", 27), ("zz", 52), ("ab", None)])
def test_letters(text: str, value: int | None) -> None:
    assert letters(text) == value


def test_follows() -> None:
    assert follows(4, 5)
    assert follows(16, 16.01)
    assert follows(16.01, 17)
    assert not follows(4, 6)
    assert not follows(4, 4)
