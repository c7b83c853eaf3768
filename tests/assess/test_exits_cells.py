"""The cells of an exit row: holder, door, notice, cure, price, what becomes of things, what lives on."""

from __future__ import annotations

import pytest
from exits_of import quote, rows_of

HOLDERS = [
    ("Either Party may terminate this Agreement on sixty days' notice.", "either"),
    ("Borea may terminate this Agreement on sixty days' notice to Calix.", "Borea"),
    ("Borea shall, by notice to Calix, have the right to terminate this Agreement.", "Borea"),
    ("This Agreement may be terminated by Calix, without cause, on sixty days' notice.", "Calix"),
    ("This Agreement may be terminated at any time by mutual written agreement of the Parties.", "both"),
    ("The Parties may jointly decide to terminate this Agreement by unanimous decision.", "both"),
    ("If Calix is in material breach, the non-breaching Party may terminate this Agreement.", "either"),
    ("If Calix is in material breach, Borea may, without limiting its remedies, terminate this Agreement.", "Borea"),
    ("The Steering Committee may terminate this Agreement if a Party is in material breach.", "Steering Committee"),
    ("This Agreement shall terminate automatically if a Party becomes bankrupt.", "automatic"),
    (
        "The Company shall be dissolved by vote of Members holding two thirds of the units.",
        "Members holding two thirds of the units",
    ),
]


@pytest.mark.parametrize(("text", "holder"), HOLDERS, ids=[t[:45] for t, _ in HOLDERS])
def test_holder_is_who_the_text_names(text: str, holder: str) -> None:
    assert [row.holder for row in rows_of(text)] == [holder]


MECHANISMS = [
    ("Either Party may terminate this Agreement if the other is in material breach.", "terminate", False),
    ("A Member may withdraw from the Alliance upon six months' notice.", "withdraw", False),
    ("If a Shareholder is in default, the non-defaulting Shareholder may purchase all of its shares.", "call", True),
    ("If a Shareholder is in default, the other may require it to purchase all shares held by the other.", "put", True),
    (
        "If Calix is insolvent, Borea shall be entitled to sell all its shares to the defaulting Party.",
        "put",
        True,
    ),
    (
        "Upon a deadlock either Shareholder may offer to purchase all shares of the other or to sell its own at "
        "the same price.",
        "shoot_out",
        True,
    ),
    ("If the deadlock is not resolved, either Shareholder may require a sale of the whole business.", "sale", False),
    ("The Company shall be dissolved upon the bankruptcy of a Shareholder.", "dissolve", False),
    (
        "If the plant fails to reach its minimum volume, the Parties will discuss whether to go on or terminate this "
        "Agreement.",
        "renegotiate",
        False,
    ),
    (
        "A Member that does not pay its capital contribution shall have its percentage interest diluted.",
        "none",
        False,
    ),
    ("From the year 2031 a Member may sell its units after offering them to the others.", "sale", False),
]


@pytest.mark.parametrize(("text", "mechanism", "priced"), MECHANISMS, ids=[m for _, m, _ in MECHANISMS])
def test_mechanism_is_the_door_the_text_opens(text: str, mechanism: str, priced: bool) -> None:
    rows = rows_of(text)
    assert {row.mechanism for row in rows} == {mechanism}
    assert {row.needs_price for row in rows} == {priced}


def test_notice_and_cure_are_told_apart() -> None:
    (row,) = rows_of(
        "If a Party is in material breach and has not cured the breach within thirty (30) days after notice of it, the "
        "other Party may terminate this Agreement upon ten (10) business days' written notice."
    )
    assert quote(row.cure) == "thirty (30) days"
    assert quote(row.notice).startswith("ten (10) business days")


def test_notice_of_a_lead_in_counts_for_its_items() -> None:
    rows = rows_of(
        "Either Party may terminate this Agreement upon sixty (60) days' written notice if: (a) the other Party is "
        "insolvent; or (b) the other Party commits a material breach and fails to cure it within twenty (20) days."
    )
    assert [quote(row.notice) for row in rows] == ["sixty (60) days'"] * 2
    assert [quote(row.cure) for row in rows] == ["", "twenty (20) days"]


def test_cure_stands_in_the_sentence_before() -> None:
    (row,) = rows_of(
        "A Party in material breach shall cure the breach within forty (40) days of notice. If it fails to cure the "
        "breach in such time, the other Party may terminate this Agreement."
    )
    assert quote(row.cure) == "forty (40) days"


def test_a_right_without_periods_has_empty_cells() -> None:
    (row,) = rows_of("Either Party may terminate this Agreement if the other is in material breach.")
    assert (row.notice, row.cure, row.valuation) == (None, None, None)
    assert (row.asset_treatment, row.ongoing_obligations) == ((), ())


PRICED = """\
2. Default

2.1 If a Shareholder is in material breach, the other Shareholder may purchase all of its shares at the price set \
under Section 2.2.

2.2 {price}
"""


def test_price_is_found_in_the_clause_referred_to() -> None:
    price = "The price per share is its fair market value as found by an independent auditor."
    (row,) = rows_of(PRICED.format(price=price), types={"auditor": ["valuation_price"]}, whole=True)
    assert row.needs_price
    assert quote(row.valuation) == price


def test_a_price_to_be_agreed_is_no_price_rule() -> None:
    (row,) = rows_of(
        "If Calix is in material breach, Borea may purchase all shares held by Calix for a price to be agreed."
    )
    assert row.needs_price
    assert row.valuation is None


CONSEQUENCES = """\
2. Termination

2.1 Either Party may terminate this Agreement if its partner is in material breach.

2.2 Either Party may terminate this Agreement upon ninety (90) days' notice.

3. Consequences

3.1 Upon termination or expiration of this Agreement each Party shall return the drawings of the other.

3.2 Upon termination under Section 2.1 the licence of the Party in breach ends at once.

3.3 Sections 4 and 5 survive the termination of this Agreement for three (3) years.

4. Secrecy

4.1 Each Party keeps the drawings of the other secret.

5. Law

5.1 The law of Norway governs this Agreement.
"""
TYPES = {
    "return the drawings": ["exit_consequences"],
    "in breach ends at once": ["licence_after_exit"],
    "survive the termination": ["survival"],
}


@pytest.mark.parametrize("types", [TYPES, {}], ids=["typed", "words only"])
def test_consequences_apply_to_the_exits_they_name(types: dict[str, list[str]]) -> None:
    rows = {row.trigger: row for row in rows_of(CONSEQUENCES, types=types, whole=True)}
    breach, free = rows["breach_default"], rows["termination_convenience"]
    assert [e.quote[:20] for e in breach.asset_treatment] == ["Upon termination or ", "Upon termination und"]
    assert [e.quote[:20] for e in free.asset_treatment] == ["Upon termination or "]
    assert [e.quote[:14] for e in breach.ongoing_obligations] == ["Sections 4 and"]
    assert [e.quote[:14] for e in free.ongoing_obligations] == ["Sections 4 and"]


TERM = """\
2. Term

2.1 This Agreement takes effect on 2 May 2024 and remains in force for ten (10) years.{renewal}

3. Lock-up

3.1 No Party may sell its shares during the first five (5) years.

4. Directors

4.1 Each director is appointed for a term of three (3) years.
"""


def test_natural_expiry_is_one_row_apart_from_lock_ups_and_director_terms() -> None:
    (row,) = rows_of(TERM.format(renewal=""), whole=True)
    assert (row.trigger, row.holder, row.mechanism) == ("initial_term", "automatic", "none")
    assert "ten (10) years" in row.evidence.quote


def test_a_renewal_that_can_be_stopped_is_a_row_with_its_notice() -> None:
    renewal = (
        " It shall then renew automatically for successive terms of two (2) years unless a Party gives notice of "
        "non-renewal at least six (6) months before the end of the term."
    )
    (row,) = rows_of(TERM.format(renewal=renewal), whole=True)
    assert (row.trigger, row.holder) == ("renewal", "either")
    assert quote(row.notice) == "six (6) months"
