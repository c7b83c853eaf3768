"""The clause tree: which number stands under which, in the styles that agreements use."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausescan.model import Clause, Document
from clausescan.structure import clause_tree

MakeDocument = Callable[..., Document]
LONG = "The parties keep each other informed about the work at the plant and meet once a month to plan the next steps."


def numbered(clauses: tuple[Clause, ...]) -> list[tuple[str, str]]:
    """(number, number of the nearest numbered ancestor) of every numbered clause."""
    by_id = {c.id: c for c in clauses}
    rows = []
    for c in clauses:
        if c.number:
            parent = by_id.get(c.parent or "")
            while parent is not None and not parent.number:
                parent = by_id.get(parent.parent or "")
            rows.append((c.number, parent.number if parent else ""))
    return rows


OUTLINES: list[tuple[str, list[str], list[tuple[str, str]]]] = [
    (
        "articles with sections",
        [
            "ARTICLE I",
            "Supply",
            "1.1 Cells. The maker supplies cells.",
            "1.2 Price. The price is fixed.",
            "ARTICLE II",
            "Term",
            "2.1 Start. It starts in May.",
            "(a) for the plant;",
            "(b) for the office.",
        ],
        [
            ("Article I", ""),
            ("1.1", "Article I"),
            ("1.2", "Article I"),
            ("Article II", ""),
            ("2.1", "Article II"),
            ("2.1(a)", "2.1"),
            ("2.1(b)", "2.1"),
        ],
    ),
    (
        "letters and romans told apart by the sequence",
        [
            "1. Duties. The maker shall:",
            *[f"({c}) do task {c};" for c in "abcdefgh"],
            "(i) do task nine;",
            "(j) do task ten.",
        ],
        [("1", ""), *[(f"1({c})", "1") for c in "abcdefghij"]],
    ),
    (
        "a roman list under the letter h",
        [
            "1. Duties. The maker shall:",
            *[f"({c}) do task {c};" for c in "abcdefg"],
            "(h) the following:",
            "(i) one thing;",
            "(ii) another thing;",
            "(i) do task nine.",
        ],
        [("1", ""), *[(f"1({c})", "1") for c in "abcdefgh"], ("1(h)(i)", "1(h)"), ("1(h)(ii)", "1(h)"), ("1(i)", "1")],
    ),
    (
        "roman v, x, c and d are not letters out of place",
        [
            "1. Duties. The maker shall:",
            "(a) one;",
            "(b) two:",
            *[f"({r}) part;" for r in ("i", "ii", "iii", "iv", "v", "vi")],
            "(c) three;",
            "(d) four.",
        ],
        [
            ("1", ""),
            ("1(a)", "1"),
            ("1(b)", "1"),
            *[(f"1(b)({r})", "1(b)") for r in ("i", "ii", "iii", "iv", "v", "vi")],
            ("1(c)", "1"),
            ("1(d)", "1"),
        ],
    ),
    (
        "four levels and back",
        [
            "9.2 Exit. A partner may leave:",
            "(a) after notice, if:",
            "(i) all debts are paid; and",
            "(A) no claim is open; or",
            "(B) a claim is secured;",
            "(ii) the board agrees;",
            "(b) at once.",
            "9.3 Price. The price is fair.",
        ],
        [
            ("9.2", ""),
            ("9.2(a)", "9.2"),
            ("9.2(a)(i)", "9.2(a)"),
            ("9.2(a)(i)(A)", "9.2(a)(i)"),
            ("9.2(a)(i)(B)", "9.2(a)(i)"),
            ("9.2(a)(ii)", "9.2(a)"),
            ("9.2(b)", "9.2"),
            ("9.3", ""),
        ],
    ),
    (
        "letters begin again under each section",
        [
            "Section 1. Term.",
            "(a) It runs ten years.",
            "(b) It may be renewed.",
            "Section 2. Notices.",
            "(a) They are in writing.",
            "(b) They count on receipt.",
        ],
        [("1", ""), ("1(a)", "1"), ("1(b)", "1"), ("2", ""), ("2(a)", "2"), ("2(b)", "2")],
    ),
    (
        "the same number twice and a number left out stay as printed",
        ["5. Board", "5.5 The board meets.", "5.6 It votes.", "5.6 It reports.", "5.8 It keeps minutes."],
        [("5", ""), ("5.5", "5"), ("5.6", "5"), ("5.6", "5"), ("5.8", "5")],
    ),
    (
        "16A between 16 and 17",
        [
            "ARTICLE 16",
            "TERM",
            "16.1 It is indefinite.",
            "ARTICLE 16A",
            "KNOW-HOW",
            "16A.1 It stays secret.",
            "ARTICLE 17",
            "LAW",
            "17.1 The law is English.",
        ],
        [
            ("Article 16", ""),
            ("16.1", "Article 16"),
            ("Article 16A", ""),
            ("16A.1", "Article 16A"),
            ("Article 17", ""),
            ("17.1", "Article 17"),
        ],
    ),
    (
        "sections that begin again under each article are cited with it",
        [
            "Article 1",
            "Company",
            "Section 1. The company is formed.",
            "Section 2. Its seat is in Oslo.",
            "Article 2",
            "Board",
            "Section 1. The board has four seats.",
            "(a) Two for each partner.",
        ],
        [
            ("Article 1", ""),
            ("Article 1, Section 1", "Article 1"),
            ("Article 1, Section 2", "Article 1"),
            ("Article 2", ""),
            ("Article 2, Section 1", "Article 2"),
            ("Article 2, Section 1(a)", "Article 2, Section 1"),
        ],
    ),
    (
        "sections that run on through the articles are not",
        [
            "Article 1",
            "Company",
            "Section 1. The company is formed.",
            "Section 2. Its seat is in Oslo.",
            "Article 2",
            "Board",
            "Section 3. The board has four seats.",
        ],
        [("Article 1", ""), ("1", "Article 1"), ("2", "Article 1"), ("Article 2", ""), ("3", "Article 2")],
    ),
    (
        "glued numbers",
        ["1.Term", "1.1It starts in May.", "1.2A Party may leave.", "1.3The price is fair."],
        [("1", ""), ("1.1", "1"), ("1.2", "1"), ("1.3", "1")],
    ),
    (
        "run-in headings with numbers glued into one paragraph",
        [
            "1. Governance. 1.1 Board. The board has four seats. 1.2 Chair. The chair has no second vote. "
            "2. Term. 2.1 Start. It starts "
            "in May."
        ],
        [("1", ""), ("1.1", "1"), ("1.2", "1"), ("2", ""), ("2.1", "2")],
    ),
    (
        "heading, number and first item in one line",
        ["2.8 (a) Loans come from the bank.", "(b) Shares are issued at par.", "2.9 Costs are shared."],
        [("2.8", ""), ("2.8(a)", "2.8"), ("2.8(b)", "2.8"), ("2.9", "")],
    ),
    (
        "numbers in the words are none",
        [
            "4. Price",
            "4.1 The fee is 3.5 percent of sales and at most 1.5 million.",
            "4.2 Section 4.1 applies from 1 May 2020.",
            "12 Main St.",
            "Section 4.1 of this contract is not affected.",
            "4.3 It is paid within 30 days.",
        ],
        [("4", ""), ("4.1", "4"), ("4.2", "4"), ("4.3", "4")],
    ),
    (
        "a list of attachments does not end the body",
        [
            "1. Rest",
            "1.1 Papers. This contract is made of these pages and of",
            "Attachment 1 (Sites)",
            "Attachment 2 (Prices)",
            "and nothing besides them.",
            "1.2 Law. The law is Danish.",
            "2. Seat. It is in Aarhus.",
            "Attachment 1",
            "The site is at the harbour.",
        ],
        [("1", ""), ("1.1", "1"), ("1.2", "1"), ("2", ""), ("Attachment 1", "")],
    ),
    (
        "schedules count for themselves",
        [
            "1. Term. It runs ten years.",
            "2. Law. The law is Danish.",
            "SCHEDULE 1",
            "Prices",
            "1. Cells cost ten.",
            "2. Packs cost fifty.",
            "SCHEDULE 2",
            "1. The site is at the harbour.",
        ],
        [
            ("1", ""),
            ("2", ""),
            ("Schedule 1", ""),
            ("1", "Schedule 1"),
            ("2", "Schedule 1"),
            ("Schedule 2", ""),
            ("1", "Schedule 2"),
        ],
    ),
    (
        "a typed wrong number stays where it is printed",
        [
            "10. Breach",
            "10.1 These are breaches:",
            "10.1.1 late payment;",
            "11.1.2 late delivery;",
            "10.2 Others are none.",
        ],
        [("10", ""), ("10.1", "10"), ("10.1.1", "10.1"), ("11.1.2", "10.1"), ("10.2", "10")],
    ),
    (
        "part headings over articles",
        [
            "PART A",
            "GENERAL",
            "Article 1 Term",
            "1.1 It runs ten years.",
            "PART B",
            "SPECIAL",
            "Article 2 Law",
            "2.1 The law is Danish.",
        ],
        [
            ("Part A", ""),
            ("Article 1", "Part A"),
            ("1.1", "Article 1"),
            ("Part B", ""),
            ("Article 2", "Part B"),
            ("2.1", "Article 2"),
        ],
    ),
    (
        "1.0 heads its section",
        ["1.0 Purpose", "1.1 The purpose is cells.", "2.0 Term", "2.1 The term is ten years."],
        [("1.0", ""), ("1.1", "1.0"), ("2.0", ""), ("2.1", "2.0")],
    ),
    (
        "a list that starts inside the paragraph goes on in blocks",
        ["1. Warranties. Each party warrants that: (a) it exists; (b) it may sign; and", "(c) it keeps the law."],
        [("1", ""), ("1(a)", "1"), ("1(b)", "1"), ("1(c)", "1")],
    ),
    (
        "capital letters under numbers, numbers under capitals",
        ["1. TERMS", "A. The term is two years.", "B. It may be renewed.", "2. SCOPE", "A. The scope is cells."],
        [("1", ""), ("1(A)", "1"), ("1(B)", "1"), ("2", ""), ("2(A)", "2")],
    ),
]


@pytest.mark.parametrize(("paragraphs", "expected"), [o[1:] for o in OUTLINES], ids=[o[0] for o in OUTLINES])
def test_outline(doc: MakeDocument, paragraphs: list[str], expected: list[tuple[str, str]]) -> None:
    assert numbered(clause_tree(doc(*paragraphs))) == expected


def by_number(clauses: tuple[Clause, ...], number: str) -> Clause:
    return next(c for c in clauses if c.number == number)


def test_heading_body_and_path(doc: MakeDocument) -> None:
    d = doc(
        "ARTICLE VII",
        "Term and Termination",
        "7.1 Term. This contract runs for ten years.",
        "7.2 The board may end it.",
    )
    clauses = clause_tree(d)
    article, term, end = clauses
    assert (article.heading, article.kind) == ("Term and Termination", "heading")
    assert (term.heading, term.heading_path, term.label) == ("Term", ("Term and Termination",), "7.1")
    assert d.text[term.body : term.end] == "Term. This contract runs for ten years."
    assert end.heading == ""


def test_list_items_know_what_announces_them(doc: MakeDocument) -> None:
    clauses = clause_tree(
        doc(
            "4.1 A partner may leave if:",
            "(a) it is sold; or",
            "(b) it stops trading.",
            "4.2 Costs. Each bears its own.",
        )
    )
    lead, first, second, other = clauses
    assert [c.kind for c in clauses] == ["clause", "item", "item", "clause"]
    assert first.lead_in == second.lead_in == lead.id
    assert other.lead_in is None


def test_subclauses_with_headings_are_no_list_items(doc: MakeDocument) -> None:
    clauses = clause_tree(doc("4.1 Exit.", "(a) Notice. A partner gives notice.", "(b) Price. The price is fair."))
    assert [c.kind for c in clauses] == ["heading", "clause", "clause"]
    assert all(c.lead_in is None for c in clauses)


def test_words_after_a_list_belong_to_the_clause_of_the_list(doc: MakeDocument) -> None:
    clauses = clause_tree(
        doc(
            "4.1 A partner may leave if:",
            "(a) it is sold; or",
            "(b) it stops trading.",
            "In each case it gives notice.",
        )
    )
    assert clauses[-1].parent == clauses[0].id
    assert (clauses[-1].number, clauses[-1].cite) == ("", "4.1")


def test_the_lines_of_an_address_are_one_paragraph(doc: MakeDocument) -> None:
    d = doc(
        "5. Notices",
        "5.1 Notices go to:",
        "If to Alpha:",
        "Alpha Ltd",
        "12 Main St.",
        "Attn: The Secretary",
        "If to Beta:",
        "Beta GmbH",
        "5.2 They count on receipt.",
    )
    clauses = clause_tree(d)
    assert [d.text[c.start : c.end] for c in clauses[2:4]] == [
        "If to Alpha:\nAlpha Ltd\n12 Main St.\nAttn: The Secretary",
        "If to Beta:\nBeta GmbH",
    ]
    assert numbered(clauses) == [("5", ""), ("5.1", "5"), ("5.2", "5")]


def test_unnumbered_headings_hold_what_follows(doc: MakeDocument) -> None:
    clauses = clause_tree(
        doc(
            "This agreement is made between Alpha Ltd and Beta GmbH on 3 May 2021.",
            "TERM",
            "1. It runs ten years.",
            "2. It may be renewed.",
            "NOTICES",
            "3. They are in writing.",
        )
    )
    assert numbered(clauses) == [("1", ""), ("2", ""), ("3", "")]
    assert by_number(clauses, "2").heading_path == ("TERM",)
    assert by_number(clauses, "3").heading_path == ("NOTICES",)


def test_front_recitals_and_signatures(doc: MakeDocument) -> None:
    clauses = clause_tree(
        doc(
            "Exhibit 10.7",
            "ALLIANCE AGREEMENT",
            "This agreement is made on 3 May 2021 by and between Alpha Ltd and Beta GmbH.",
            "RECITALS",
            "A. Alpha makes cells and wants a partner in the north.",
            "B. Beta builds packs and wants a source of cells nearby.",
            "NOW, THEREFORE, the parties agree as follows:",
            "1. Term. It runs ten years.",
            "2. Law. The law is Danish.",
            "IN WITNESS WHEREOF the parties have signed.",
            "By: ____________",
            "Name: A. Person",
            "EXHIBIT A",
            "1. The site is at the harbour.",
        )
    )
    assert [c.kind for c in clauses] == [
        "title",
        "title",
        "parties",
        "recital",
        "recital",
        "recital",
        "recital",
        "clause",
        "clause",
        "signature",
        "signature",
        "signature",
        "heading",
        "clause",
    ]
    assert [c.number for c in clauses if c.kind == "recital"] == ["", "Recital A", "Recital B", ""]
    assert clauses[-1].scope == "Exhibit A"
    assert all(c.scope == "" for c in clauses[:-2])


def test_contents_are_never_clauses(doc: MakeDocument) -> None:
    clauses = clause_tree(
        doc(
            "TABLE OF CONTENTS",
            "ARTICLE I Definitions ........ 1",
            "1.1 Terms ........ 1",
            "ARTICLE II Supply ........ 4",
            "ARTICLE I",
            "Definitions",
            "1.1 Terms. Words have their usual sense.",
            "ARTICLE II",
            "Supply",
            "2.1 Cells. The maker supplies cells.",
        )
    )
    assert [c.kind for c in clauses[:4]] == ["toc"] * 4
    assert numbered(clauses) == [("Article I", ""), ("1.1", "Article I"), ("Article II", ""), ("2.1", "Article II")]


def test_contents_whose_page_numbers_are_lost(doc: MakeDocument) -> None:
    clauses = clause_tree(
        doc(
            "TABLE OF CONTENTS",
            "1.",
            "Supply",
            "3",
            "1.1 Cells",
            "1.2 Packs",
            "2.",
            "Term",
            "2.1 Start",
            "WHEREAS Alpha makes cells and Beta builds packs;",
            "NOW, THEREFORE, they agree as follows:",
            "1. Supply",
            "1.1 Cells are supplied each month.",
            "1.2 Packs are supplied each quarter.",
            "2. Term",
            "2.1 Start is in May of this year.",
        )
    )
    assert [c.kind for c in clauses[:9]] == ["toc"] * 9
    assert numbered(clauses) == [("1", ""), ("1.1", "1"), ("1.2", "1"), ("2", ""), ("2.1", "2")]


def test_definitions_are_told_from_clauses(doc: MakeDocument) -> None:
    clauses = clause_tree(
        doc(
            "1. Definitions",
            "“Cell” means a cell that stores power.",
            "“Pack” means cells in a frame.",
            "1.1 “Plant” means the plant at the harbour.",
            "2. Supply. “Cell” prices are fixed.",
        )
    )
    assert [c.kind for c in clauses] == ["heading", "definition", "definition", "definition", "clause"]


def test_word_numbers_and_levels_are_taken_as_word_counts_them(doc: MakeDocument) -> None:
    clauses = clause_tree(
        doc(
            ("Supply", {"label": "1.", "level": 0}),
            ("Cells are supplied.", {"label": "1.", "level": 1}),
            ("Packs are supplied.", {"label": "2.", "level": 1}),
            ("Price", {"label": "2.", "level": 0}),
            ("It is fixed.", {"label": "1.", "level": 1}),
            ("Prices", {"label": "Schedule 1", "level": 0}),
            ("Cells cost ten.", {"label": "1.", "level": 0}),
        )
    )
    assert numbered(clauses) == [
        ("1", ""),
        ("1.1", "1"),
        ("1.2", "1"),
        ("2", ""),
        ("2.1", "2"),
        ("Schedule 1", ""),
        ("1", "Schedule 1"),
    ]
    assert clauses[1].label == "1."
    assert clauses[1].body == clauses[1].start


def test_bullets_are_items_without_numbers(doc: MakeDocument) -> None:
    clauses = clause_tree(doc("3.1 The plan has:", "• a budget;", "• a schedule.", "3.2 It is kept."))
    assert [(c.kind, c.number, c.parent) for c in clauses] == [
        ("clause", "3.1", None),
        ("item", "", "c1"),
        ("item", "", "c1"),
        ("clause", "3.2", None),
    ]


def test_long_paragraph_becomes_units_and_keeps_its_number(doc: MakeDocument) -> None:
    d = doc("6.4 Reports. " + " ".join([LONG] * 14))
    clauses = clause_tree(d)
    assert len(clauses) > 1
    assert {c.cite for c in clauses} == {"6.4"}
    assert all(c.parent == clauses[0].id for c in clauses[1:])
    assert max(len(d.text[c.start : c.end].split()) for c in clauses) <= 180


def test_long_paragraph_is_cut_at_its_inline_labels(doc: MakeDocument) -> None:
    item = (
        "the partner that leaves hands over all drawings, tools and records which it holds for the plant "
        "and pays its share of the cost"
    )
    clauses = clause_tree(doc(f"6.4 On exit: (a) {item}; (b) {item}; (c) {item}; and (d) {item}."))
    assert [c.number for c in clauses] == ["6.4", "6.4(a)", "6.4(b)", "6.4(c)", "6.4(d)"]
    assert {c.lead_in for c in clauses[1:]} == {"c1"}


def test_a_long_sentence_without_labels_stays_whole(doc: MakeDocument) -> None:
    sentence = "6.4 The partner keeps " + ", ".join(["drawings and tools and records of the plant"] * 40) + "."
    assert len(clause_tree(doc(sentence))) == 1


def test_a_glued_schedule_heading_is_cut_off_only_at_a_printed_line(doc: MakeDocument) -> None:
    assert len(clause_tree(doc("1. Prices. They are in Exhibit B"))) == 1
