"""Which words are an exit right, and what sets it off."""

from __future__ import annotations

import time

import pytest
from exits_of import quote, rows_of

TRIGGERS = [
    (
        "Either Party may terminate this Agreement upon ninety (90) days' written notice given on any day.",
        "termination_convenience",
    ),
    ("Borea may withdraw from the Alliance without cause after the third year.", "termination_convenience"),
    (
        "This Agreement may be ended at once and may be terminated by the Parties by mutual written consent.",
        "termination_convenience",
    ),
    ("The Company shall be dissolved by a unanimous vote of the Members.", "termination_convenience"),
    (
        "If a Party commits a material breach and has not cured it within 30 days, the other Party may terminate.",
        "breach_default",
    ),
    ("Should Borea fail to make a capital contribution when due, Calix may rescind this Agreement.", "breach_default"),
    (
        "Borea has the right to terminate this Agreement if Calix challenges the validity of its patents.",
        "breach_default",
    ),
    ("Either Party may terminate this Agreement if the other becomes insolvent or is adjudged bankrupt.", "insolvency"),
    ("This Agreement shall terminate automatically when a receiver is appointed over a Party.", "insolvency"),
    ("Borea may give notice of termination if a change of control of Calix takes place.", "change_of_control"),
    (
        "If a competitor acquires a majority of the votes in Calix, Borea shall be entitled to terminate.",
        "change_of_control",
    ),
    ("If force majeure lasts longer than six months, either Party may terminate this Agreement.", "external_event"),
    (
        "This Agreement shall end automatically upon termination of the Platform Licence Agreement for any cause.",
        "external_event",
    ),
    ("Either Party can terminate this Agreement if any permit needed for the plant is revoked.", "external_event"),
    ("Borea may terminate this Agreement if Calix fails to reach the minimum sales of a year.", "performance_trigger"),
    ("The Alliance shall terminate upon completion of the project.", "performance_trigger"),
    ("If a deadlock persists for sixty days, either Shareholder may require the sale of the Company.", "deadlock_exit"),
    ("If the Parties cannot agree on the budget, either Party may terminate this Agreement.", "deadlock_exit"),
    ("A Party shall be excluded from this Agreement automatically if it ceases to be a shareholder.", "transfer"),
    ("The rights of Borea under Article 4 shall terminate if its shareholding falls below 10%.", "transfer"),
    ("From 2031 Borea has an option to purchase all shares held by Calix.", "buyout_put_call"),
]


@pytest.mark.parametrize(("text", "trigger"), TRIGGERS, ids=[t[:40] for t, _ in TRIGGERS])
def test_each_trigger_is_read_from_the_words(text: str, trigger: str) -> None:
    assert [row.trigger for row in rows_of(text)] == [trigger]


NO_RIGHTS = [
    "No Member may transfer its units without the approval of the Managers.",
    "Neither Party may terminate this Agreement for convenience.",
    '"Change of Control" means that a person acquires more than half of the votes of a Party.',
    '"Termination Date" means the date on which either Party may terminate this Agreement under Section 9.',
    "Upon termination of this Agreement all licences shall terminate and each Party shall return the drawings.",
    "The obligations of Section 8 shall survive any termination of this Agreement.",
    "Nothing in this Section limits the right to terminate this Agreement for breach.",
    "This waiver is without prejudice to Borea's right to terminate this Agreement for breach.",
    "In the event this Agreement is terminated for any reason, the joint mark shall lapse.",
    "If a provision is held invalid it shall be excluded and the remaining provisions stay in force.",
    "This Agreement may be amended, waived or rescinded only in writing signed by both Parties.",
    "The Company may terminate the employment of its manager for cause.",
    "The policy shall provide that coverage may not be cancelled without thirty days' notice to Borea.",
    "Borea may cancel a booking if the ship is late.",
    "The Company may withdraw the registration statement at any time.",
    "In the event that Borea issues new shares, Calix has the right to purchase all shares offered to third parties.",
    "A Party shall be excused while force majeure prevents its performance.",
]


@pytest.mark.parametrize("text", NO_RIGHTS, ids=[t[:40] for t in NO_RIGHTS])
def test_what_only_speaks_of_an_end_is_no_exit_right(text: str) -> None:
    assert rows_of(text) == ()


def test_recitals_and_headings_give_no_rows() -> None:
    text = (
        "ALLIANCE AGREEMENT\n\nWHEREAS Borea may terminate the old agreement at any time;\n\n"
        "2. Right to terminate this Agreement at any time\n\n3. Scope\n\n3.1 The Parties build ferries together.\n"
    )
    assert rows_of(text, whole=True) == ()


LISTED = """\
2. Termination

2.1 Either Party may terminate this Agreement by letter if:

(a) the other Party is in material breach and does not cure it within forty-five (45) days;

(b) the other Party goes into liquidation or makes a composition with its creditors; or

(c) an event of force majeure continues for more than five (5) months.

2.2 The Company shall be dissolved upon the first of these events:

(a) the unanimous vote of the Members; or

(b) the completion of the Project.
"""


def test_the_sentence_that_says_how_stands_for_a_right_that_is_said_twice() -> None:
    term = "1. Term. The term will be for twelve months unless terminated sooner. "
    rows = rows_of(term + "Either Party may terminate this Agreement at any time with 30 days written notice.")
    (row,) = [row for row in rows if row.trigger == "termination_convenience"]
    assert row.notice
    assert row.notice.quote.startswith("30 days")
    twice = "Either Party may terminate this Agreement at any time. Either Party may terminate it on 30 days' notice."
    assert [bool(row.notice) for row in rows_of(f"1. End. {twice}")] == [True]


def test_a_list_gives_one_row_an_item_with_the_item_as_evidence() -> None:
    rows = rows_of(LISTED, whole=True)
    assert [(r.trigger, r.mechanism) for r in rows] == [
        ("breach_default", "terminate"),
        ("insolvency", "terminate"),
        ("external_event", "terminate"),
        ("termination_convenience", "dissolve"),
        ("performance_trigger", "dissolve"),
    ]
    assert rows[1].evidence.quote.startswith("the other Party goes into liquidation")
    assert [r.holder for r in rows] == ["either", "either", "either", "both", "automatic"]


def test_a_list_inside_a_sentence_is_a_list() -> None:
    rows = rows_of(
        "This Agreement may be terminated (a) by Borea, if Calix misses two milestones in a row; (b) by either Party "
        "upon sixty (60) days' prior written notice; or (c) by Calix, if Borea becomes insolvent."
    )
    assert [(r.trigger, r.holder) for r in rows] == [
        ("performance_trigger", "Borea"),
        ("termination_convenience", "either"),
        ("insolvency", "Calix"),
    ]
    assert rows[0].evidence.quote == "(a) by Borea, if Calix misses two milestones in a row;"


def test_words_after_a_list_govern_it() -> None:
    rows = rows_of(
        "If (i) a Party is declared bankrupt, or (ii) a Party commits a material breach, then the other Party may "
        "terminate this Agreement."
    )
    assert {r.trigger for r in rows} == {"insolvency", "breach_default"}
    assert {r.mechanism for r in rows} == {"terminate"}


EVENTS = """\
2. Default

2.1 Each of the following is an Event of Default:

(a) a Shareholder fails to pay a capital call; or

(b) a Shareholder becomes insolvent.

2.2 Upon an Event of Default the non-defaulting Shareholder shall be entitled to purchase all of the shares held by \
the defaulting Shareholder at fair market value.
"""


def test_a_list_of_events_is_joined_to_the_right_that_acts_on_it() -> None:
    rows = rows_of(EVENTS, whole=True)
    assert ("insolvency", "call") in {(r.trigger, r.mechanism) for r in rows}
    assert ("breach_default", "call") in {(r.trigger, r.mechanism) for r in rows}
    insolvency = next(r for r in rows if r.trigger == "insolvency")
    assert insolvency.evidence.quote == "a Shareholder becomes insolvent."
    assert "fair market value" in quote(insolvency.valuation)


def test_two_causes_in_one_sentence_are_two_rows() -> None:
    rows = rows_of("Either Party may terminate this Agreement if its partner is in material breach or is insolvent.")
    assert sorted(r.trigger for r in rows) == ["breach_default", "insolvency"]


def test_the_sentence_before_names_the_cause() -> None:
    rows = rows_of(
        "The Parties shall meet when an event of force majeure has lasted four months. If in such case no plan is "
        "found, either Party may terminate this Agreement."
    )
    assert [r.trigger for r in rows] == ["external_event"]


def test_a_cause_that_is_left_out_is_no_cause() -> None:
    rows = rows_of("If Calix stops deliveries other than by reason of force majeure, Borea may terminate for breach.")
    assert [r.trigger for r in rows] == ["breach_default"]


def test_types_help_where_words_do_not_name_the_cause() -> None:
    text = "If the cells age too quickly in three fleets, Borea will lose its exclusivity under this licence."
    assert rows_of(text) == ()
    assert [r.trigger for r in rows_of(text, types={"exclusivity": ["performance_trigger"]})] == ["performance_trigger"]


def test_a_redacted_right_is_known_by_its_heading() -> None:
    text = "2. Term\n\n2.1 Termination for Change of Control. [***].\n\n2.2 Notices. Notices are in writing.\n"
    assert [(r.trigger, r.holder) for r in rows_of(text, whole=True)] == [("change_of_control", "unstated")]


def test_a_sale_after_an_offer_to_the_others_is_a_way_out() -> None:
    rows = rows_of("If a Member wishes to sell its units, it shall first offer them to the other Members.")
    assert [(r.trigger, r.mechanism) for r in rows] == [("transfer", "sale")]


def test_items_that_share_a_line_are_told_apart() -> None:
    rows = rows_of(
        "2. Dissolution\n\n2.1 The Company shall be dissolved upon the first of the following:\n\n"
        "a decision of the Members to dissolve it; or a judicial decree of dissolution.\n",
        whole=True,
    )
    assert [r.trigger for r in rows] == ["termination_convenience", "external_event"]


@pytest.mark.parametrize(
    "text",
    [
        "Either Party may " + "at its option " * 10_000 + "terminate this Agreement.",
        "shall have the right to " * 4_000,
        "If (a) it fails (b) it fails " * 2_000,
        "Agreement shall not " * 5_000 + "terminate",
        "upon the termination of the Big " * 3_000,
        "if (a) it fails " * 3_000,
        "Borea may terminate this Agreement on ten days' notice if Calix is in breach for five days. " * 1_500,
    ],
    ids=["gap", "powers", "markers", "subjects", "agreements", "openings", "rights"],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    began = time.process_time()
    rows_of(text, facts=False)
    assert time.process_time() - began < 8
