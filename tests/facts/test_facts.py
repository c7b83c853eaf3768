"""Facts of small agreements written for the tests: what is said, and above all what is not."""

from __future__ import annotations

import time
from datetime import date

import pytest

from clausescan.facts import find_facts
from clausescan.model import Block, Clause, Document, Facts

HEAD = (
    "SUPPLY AND ALLIANCE AGREEMENT\n"
    'This Agreement (the "Agreement") is made as of March 1, 2010 (the "Effective Date") by and between Alpha Works, '
    'Inc., a Delaware corporation ("Alpha"), and Beta GmbH, a German company ("Beta").\n'
)


def facts_of(body: str, head: str = HEAD) -> Facts:
    """One clause a line, no structure: facts must not depend on a perfect outline."""
    text, at = head + body, 0
    clauses, blocks = [], []
    for i, line in enumerate(text.split("\n")):
        end = at + len(line)
        clauses.append(Clause(f"c{i}", None, "", "", "", "clause", 0, at, end, at))
        blocks.append(Block(at, end))
        at = end + 1
    document = Document("test.txt", "", "text/plain", text, tuple(blocks))
    found = find_facts(document, tuple(clauses))
    ids = {c.id for c in clauses}
    for fact in (found.agreement_date, found.effective_date, found.expiry_date, found.term, found.renewal,
                 found.non_renewal_notice, found.governing_law, found.agreement_kind, *found.parties):  # fmt: skip
        if fact is not None and fact.evidence is not None:
            evidence = fact.evidence
            assert evidence.clause in ids
            assert evidence.quote == text[evidence.start : evidence.end] != ""
    return found


TERMS = [
    # sentence, kind, value, unit, expiry, basis
    (
        "This Agreement shall be effective from January 1, 2010 to December 31, 2015.",
        "fixed",
        None,
        "2015-12-31",
        "as given",
    ),
    (
        "This Agreement shall terminate on the fifth anniversary hereof.",
        "fixed",
        5,
        "2015-03-01",
        "1 March 2010 + 5 years",
    ),
    (
        "The term of this Agreement shall be for 24 months commencing 1 May 2010.",
        "fixed",
        24,
        "2012-05-01",
        "1 May 2010 + 24 months",
    ),
    ("Duration: two years from the date of this Agreement.", "fixed", 2, "2012-03-01", "1 March 2010 + 2 years"),
    ("Term: 3 years", "fixed", 3, "2013-03-01", "1 March 2010 + 3 years"),
    (
        "This Agreement shall be in force for an initial term ending on December 31, 2012.",
        "fixed",
        None,
        "2012-12-31",
        "as given",
    ),
    (
        "This Agreement is entered into for a term of ten (10) years beginning on the Effective Date.",
        "fixed",
        10,
        "2020-03-01",
        "1 March 2010 + 10 years",
    ),
    (
        "The term begins on the Effective Date and runs through the day before the fourth anniversary of the "
        "Effective Date.",
        "fixed",
        4,
        "2014-02-28",
        "1 March 2010 + 4 years - 1 day",
    ),
    (
        "This Agreement shall continue in force until the last day of February, 2012.",
        "fixed",
        None,
        "2012-02-29",
        "as given",
    ),
    ("The Agreement continues in force until and including 30 June 2014.", "fixed", None, "2014-06-30", "as given"),
    (
        "This Agreement shall continue until the earlier of (a) 30 June 2014 and (b) the fifth anniversary of "
        "the Effective Date.",
        "fixed",
        5,
        "2014-06-30",
        "as given",
    ),
    # the end hangs on something that has no date
    (
        "This Agreement expires five years after the Closing Date.",
        "fixed",
        5,
        None,
        "5 years from the Closing Date, which the text does not date",
    ),
    (
        "This Agreement shall last five years or until the trials are completed, whichever is later.",
        "event",
        5,
        "2015-03-01",
        "1 March 2010 + 5 years; not before this day",
    ),
    ("This Agreement shall continue until completion of the Project.", "event", None, None, ""),
    (
        "This Agreement shall continue in force until terminated by either party on six months' notice.",
        "indefinite",
        None,
        None,
        "",
    ),
    ("This Agreement shall commence on the Effective Date and continue in perpetuity.", "indefinite", None, None, ""),
    ("The term of this Agreement shall be [●] years from the Effective Date.", "fixed", None, None, ""),
    ("The term of this Agreement shall be [***] years from the Effective Date.", "fixed", None, None, ""),
]


@pytest.mark.parametrize(("body", "kind", "value", "expiry", "basis"), TERMS, ids=[case[0][:60] for case in TERMS])
def test_term_and_expiry(body: str, kind: str, value: float | None, expiry: str | None, basis: str) -> None:
    facts = facts_of(body)
    assert (facts.term.kind, facts.term.value) == (kind, value)
    assert facts.term.evidence is not None
    got = facts.expiry_date
    assert (got.value.isoformat() if got and got.value else None) == expiry
    assert (got.basis if got else "").startswith(basis)


TRAPS = [
    "Each party shall keep the information confidential for five years after the expiry of this Agreement.",
    "Neither party may transfer its shares for three years from the Effective Date.",
    "If closing has not occurred by December 31, 2011, either party may terminate this Agreement.",
    "The warranty period shall be twelve months from delivery.",
    "The obligations under this Article shall survive for two years after termination of this Agreement.",
    "Each director shall hold office for a term of three years.",
    "The lease shall continue for a term of five years from the Effective Date.",
    "Alpha may exercise the option at any time until December 31, 2015.",
    "During the term of this Agreement and two (2) years thereafter, Beta shall not solicit the staff of Alpha.",
    "Either party may terminate this Agreement after three years following the Effective Date.",
    "During the term of this Agreement Beta shall keep records for six years.",
]


@pytest.mark.parametrize("body", TRAPS, ids=[t[:60] for t in TRAPS])
def test_other_periods_are_not_the_term(body: str) -> None:
    facts = facts_of(body)
    assert (facts.term.kind, facts.expiry_date) == ("unstated", None)


@pytest.mark.parametrize("trap", TRAPS, ids=[t[:60] for t in TRAPS])
def test_the_term_is_found_among_other_periods(trap: str) -> None:
    facts = facts_of(
        f"{trap}\nThis Agreement shall remain in force for seven (7) years from the Effective Date.\n{trap}"
    )
    assert facts.expiry_date is not None
    assert facts.expiry_date.value == date(2017, 3, 1)


def test_a_named_end_is_followed_to_its_definition() -> None:
    facts = facts_of(
        'This Agreement commences on the Effective Date and shall expire on the Expiration Date (the "Term").\n'
        '"Expiration Date" means March 31, 2020.'
    )
    assert facts.expiry_date is not None
    assert facts.expiry_date.value == date(2020, 3, 31)


def test_a_term_that_runs_on_has_no_expiry() -> None:
    facts = facts_of(
        "This Agreement shall continue for five years from the Effective Date and shall continue in effect "
        "thereafter until "
        "terminated by either party."
    )
    assert (facts.term.kind, facts.term.value, facts.expiry_date) == ("fixed", 5, None)


@pytest.mark.parametrize(
    ("opening", "agreement", "effective"),
    [
        (
            "This Agreement, made effective this 17th day of February 2016, is between A Inc. and B Inc.",
            "2016-02-17",
            "2016-02-17",
        ),
        (
            'This Agreement is made on 5/1/2017 and takes effect on June 1, 2017 (the "Effective Date").',
            "2017-05-01",
            "2017-06-01",
        ),
        (
            "This Agreement is dated as of the 1st day of June 2004 between A Inc. and B Inc.\nThis Agreement "
            "shall become effective on the date first above written.",
            "2004-06-01",
            "2004-06-01",
        ),
        ("This Agreement is made as of [●] 2019 between A Inc. and B Inc.", None, None),
        ("This Agreement amends that certain Licence Agreement dated May 3, 1999.", None, None),
        (
            'This Agreement is made on May 3, 1999 between A Inc. and B Inc.\n"Effective Date" means the day on '
            "which the permit is granted.",
            "1999-05-03",
            None,
        ),
        (
            "A short contract between A Inc. and B Inc.\nIn witness whereof signed by A Inc.\nBy: J. "
            "Smith\nDate: 4 May 2001",
            "2001-05-04",
            None,
        ),
    ],
)
def test_dates_of_the_agreement(opening: str, agreement: str | None, effective: str | None) -> None:
    facts = facts_of("", head=opening + "\n")
    got = [f.value.isoformat() if f and f.value else None for f in (facts.agreement_date, facts.effective_date)]
    assert got == [agreement, effective]


RENEWALS = [
    (
        "This Agreement renews automatically for successive terms of two years unless either party gives notice of "
        "non-renewal at least six months before the end of the current term.",
        "automatic",
        (2, "year"),
        (6, "month"),
    ),
    (
        "This Agreement shall be renewed for further periods of two years unless either party gives six months' "
        "written notice before the end of the current term.",
        "automatic",
        (2, "year"),
        (6, "month"),
    ),
    (
        "The term shall be extended automatically by one year each time unless terminated with 3 months notice "
        "prior to the end of the term.",
        "automatic",
        (1, "year"),
        (3, "month"),
    ),
    (
        "Thereafter this Agreement shall continue from year to year until terminated by either party by giving "
        "not less than three months' notice.",
        "automatic",
        (1, "year"),
        (3, "month"),
    ),
    (
        "The term renews automatically for one-year terms.\nSuch renewal is stopped by notice of non-renewal "
        "given ninety (90) days prior to the end of the term.",
        "automatic",
        (1, "year"),
        (90, "day"),
    ),
    (
        "This Agreement shall automatically renew for successive [***] terms unless notice is given [***] days "
        "before expiry.",
        "automatic",
        (None, None),
        (None, "day"),
    ),
    ("The Parties may extend the term of this Agreement by mutual written agreement.", "agreement", (None, None), None),
    (
        "The Agreement may be renewed for another year upon the written consent of both Parties.",
        "agreement",
        (1, "year"),
        None,
    ),
    (
        "Alpha shall have the right to renew this Agreement for two further terms of five years by giving notice "
        "not less than 180 days before expiry.",
        "option",
        (5, "year"),
        None,
    ),
    ("This Agreement shall not be renewed automatically.", "none", (None, None), None),
    (
        "The Supplier shall renew its insurance policies each year during the term of this Agreement.",
        "unstated",
        (None, None),
        None,
    ),
    (
        "Trade mark registrations shall be renewed by Beta at its cost during the term of this Agreement.",
        "unstated",
        (None, None),
        None,
    ),
    ("Beta may extend the delivery date by two months.", "unstated", (None, None), None),
    ("The lease may be renewed for five years.", "unstated", (None, None), None),
]


@pytest.mark.parametrize(("body", "mode", "length", "notice"), RENEWALS, ids=[case[0][:60] for case in RENEWALS])
def test_renewal(
    body: str, mode: str, length: tuple[float | None, str | None], notice: tuple[float | None, str] | None
) -> None:
    facts = facts_of(f"The term of this Agreement is five years from the Effective Date.\n{body}")
    assert (facts.renewal.mode, (facts.renewal.value, facts.renewal.unit)) == (mode, length)
    got = facts.non_renewal_notice
    assert ((got.value, got.unit) if got else None) == notice


@pytest.mark.parametrize(
    ("clause", "law"),
    [
        (
            "This Agreement shall be governed by the laws of the State of Delaware, without regard to conflicts "
            "of law.",
            "Delaware",
        ),
        ("This Agreement is governed by and construed under New York law.", "New York"),
        ("The laws of Japan shall govern this Agreement.", "Japan"),
        ("This Agreement shall be governed by the laws of England.", "England and Wales"),
        ("This Agreement shall be governed by PRC Laws.", "People's Republic of China"),
        (
            "This Agreement shall be construed under the laws of the Province of Ontario and the federal laws of "
            "Canada.",
            "Ontario, Canada",
        ),
        (
            "This Agreement shall be governed by the laws of California and the laws of Hong Kong.",
            "California; Hong Kong",
        ),
        ("This contract is accepted in the State of Nevada and governed by the laws thereof.", "Nevada"),
        ("Alpha is a corporation organized under the laws of Delaware.", None),
        ("Beta shall comply with the laws of Germany.", None),
        ("This Agreement shall be governed by the laws of [***].", None),
    ],
)
def test_governing_law(clause: str, law: str | None) -> None:
    found = facts_of(clause, head="A contract.\n").governing_law
    assert (found.value if found else None) == law


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "JOINT VENTURE AGREEMENT\nThe shareholders form a joint venture company (the JVC). Each shareholder "
            "makes a capital "
            "contribution. The share capital is divided. The board of directors meets. The shareholders vote. A "
            "shareholder "
            "may sell. Capital contributions are in cash. The board of directors reports. The board of directors ends.",
            "equity_jv",
        ),
        (
            "STRATEGIC ALLIANCE AGREEMENT\nThe parties will cooperate and jointly develop software.",
            "contractual_alliance",
        ),
        (
            "CONSORTIUM AGREEMENT\nThe Coordinator pays the beneficiaries under the Grant Agreement. The "
            "consortium works.",
            "consortium",
        ),
        ("PURCHASE ORDER\nTen pallets of paper.", None),
    ],
    ids=["venture", "alliance", "consortium", "neither"],
)
def test_agreement_kind(text: str, kind: str | None) -> None:
    found = facts_of("", head=text).agreement_kind
    assert (found.value if found else None) == kind


def test_a_settlement_with_an_investor_is_no_alliance() -> None:
    head = HEAD.replace("SUPPLY AND ALLIANCE AGREEMENT", "COOPERATION AGREEMENT")
    body = (
        "Beta beneficially owns shares. During the standstill Beta shall vote for the nominees of the board. Beta "
        "shall not start a proxy contest. Beta shall amend its Schedule 13D. The parties cooperate, cooperate and "
        "cooperate."
    )
    assert facts_of(body, head).agreement_kind is None


EVENTS = [
    ('"Effective Date" means the date on which the merger filing is cleared.', "defined by an event"),
    ('"Effective Date" means the later of the date hereof and the First Closing.', "defined by an event"),
    ('"Effective Date" means the Completion Date. "Completion Date" means 4 May 2011.', "the Completion Date"),
    ("This Agreement takes effect upon signature by both parties.", "the date of the agreement, taken as the day"),
]


@pytest.mark.parametrize(("body", "basis"), EVENTS, ids=[case[0][:50] for case in EVENTS])
def test_effective_date_without_a_date_of_its_own(body: str, basis: str) -> None:
    effective = facts_of(body, HEAD.replace(' (the "Effective Date")', "")).effective_date
    assert effective is not None
    assert effective.basis.startswith(basis)
    assert (effective.value is None) == basis.startswith("defined")


def test_an_effective_date_named_in_the_opening_by_an_event_is_not_taken_from_another_agreement() -> None:
    head = (
        'This Agreement is entered into as of the date on which the licence is granted by the Ministry (the "Effective '
        'Date"), by and between Alpha Works, Inc. ("Alpha") and Beta GmbH ("Beta").\n'
    )
    effective = facts_of("The parties made a Supply Agreement effective as of March 1, 2009.", head).effective_date
    assert effective is not None
    assert effective.value is None
    assert "licence is granted" in effective.basis


def test_quotes_leave_the_label_out() -> None:
    facts = facts_of("2.1 The term of this Agreement shall be for 24 months commencing 1 May 2010.")
    assert facts.term.evidence is not None
    assert facts.term.evidence.quote.startswith("The term of")


def test_parties_carry_their_clause() -> None:
    parties = facts_of("").parties
    assert [(p.name, p.alias, p.evidence.clause) for p in parties] == [
        ("Alpha Works, Inc.", "Alpha", "c1"),
        ("Beta GmbH", "Beta", "c1"),
    ]


def test_nothing_said_nothing_found() -> None:
    assert facts_of("", head="The goods are blue.") == Facts()
    assert facts_of("", head="") == Facts()


HOSTILE = [
    "this agreement shall ",
    "term ",
    "until ",
    "( ",
    '" ',
    "renew the agreement ",
    "laws of ",
    "and the ",
    "for a period of ",
    "Effective Date ",
    "a",
    "a. A",
    "(a) ",
    "one (1) year ",
    "the later of ",
    "1.1 ",
    "_",
    "governed by the laws of the State of ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_linear_on_hostile_text(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.perf_counter()
    facts_of("", head=text)
    assert time.perf_counter() - started < 8
