"""X-06 talks without result, X-07 rights that are left out, X-09 halves of pairs, X-20 agreements to agree."""

from __future__ import annotations

import pytest
from written_agreements import found_by, report_of

from clausescan.assess.consistency.agree_to_agree import agreements_to_agree
from clausescan.assess.consistency.consequences import triggers_that_end_in_talks, triggers_without_procedure
from clausescan.assess.consistency.missing_pairs import halves_of_pairs

MISSED = (
    "4. Targets. If the Company fails to sell two thousand packs in its second year, the parties shall "
    "discuss whether to "
    "continue the venture or to terminate this Agreement{}.\n\n"
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", 1),
        (". If they do not agree within thirty days, either party may terminate this Agreement", 0),
        ("; failing agreement the Company is wound up", 0),
    ],
)
def test_trigger_that_ends_in_talks(more: str, expected: int) -> None:
    report = report_of(MISSED.format(more), {"4": ["performance_trigger"]})
    assert len(found_by(triggers_that_end_in_talks, report)) == expected


def test_talks_about_an_invalid_clause_are_no_trigger() -> None:
    body = (
        "4. Severability. If a clause is invalid, the parties shall negotiate a valid one and continue the venture.\n\n"
    )
    assert not found_by(triggers_that_end_in_talks, report_of(body, {"4": ["external_event"]}))


RIGHTS = (
    "4. Breach. Either party may terminate this Agreement if the other party commits a material breach.\n\n"
    "5. Insolvency. Either party may terminate this Agreement if the other party becomes insolvent.\n\n"
)


@pytest.mark.parametrize(
    ("consequence", "expected"),
    [
        ("Upon termination of this Agreement under clause 4, the licences end and stock is sold.", 1),
        ("Upon termination of this Agreement under clause 4 or 5, the licences end and stock is sold.", 0),
        ("Upon termination of this Agreement for any reason, the licences end and stock is sold.", 0),
    ],
)
def test_right_that_the_consequences_do_not_name(consequence: str, expected: int) -> None:
    report = report_of(RIGHTS + f"6. Effects. {consequence}\n\n", {"6": ["exit_consequences"]})
    found = found_by(triggers_without_procedure, report)
    assert len(found) == expected
    assert all("Clause 5" in defect.message for defect in found)


def test_nothing_follows_the_end() -> None:
    (defect,) = found_by(triggers_without_procedure, report_of(RIGHTS + "6. Costs. Each party bears its own.\n\n"))
    assert "what then" in defect.message
    wound_up = "6. End. After the winding-up of the Company the rest is shared.\n\n"
    assert not found_by(triggers_without_procedure, report_of(RIGHTS + wound_up))


def test_a_recital_on_another_agreement_is_no_right_to_end() -> None:
    body = (
        "WHEREAS, Alder and Birch have agreed to terminate the Master Supply Agreement;\n\n1. Costs. Each "
        "pays its own.\n\n"
    )
    assert not found_by(triggers_without_procedure, report_of(body))


@pytest.mark.parametrize(
    ("words", "expected"),
    [("termination", 1), ("termination or expiry", 0), ("any end, for whatever reason, and any termination", 0)],
)
def test_expiry_left_out_of_the_consequences(words: str, expected: int) -> None:
    body = (
        "1. Term. The initial term of this Agreement is three years from its date.\n\n"
        "2. Breach. Either party may terminate this Agreement if the other party commits a material breach.\n\n"
        f"3. Effects. Upon {words} of this Agreement each party returns the tools of the other.\n\n"
    )
    found = found_by(triggers_without_procedure, report_of(body, {"3": ["exit_consequences"]}))
    assert len(found) == expected


@pytest.mark.parametrize(("carved", "expected"), [("clause 5", 1), ("clause 5 or 6", 0)])
def test_exception_for_one_call_of_two(carved: str, expected: int) -> None:
    body = (
        "3. Right to End. Either party may terminate this Agreement on ninety days' notice.\n\n"
        "4. Winding-up. Upon termination of this Agreement the Company shall be dissolved, except where a "
        "shareholder has "
        f"exercised its right under {carved}.\n\n"
        "5. Shareholder Call upon Breach. If a shareholder breaches this Agreement, the other may buy its "
        "shares at book "
        "value.\n\n"
        "6. Shareholder Call upon Insolvency. If a shareholder is insolvent, the other may buy its shares "
        "at book value.\n\n"
    )
    types = {"4": ["exit_consequences"], "5": ["buyout_put_call"], "6": ["buyout_put_call"]}
    found = found_by(triggers_without_procedure, report_of(body, types))
    assert len(found) == expected
    assert all("clause 6" in defect.message for defect in found)


@pytest.mark.parametrize(
    ("price", "expected"),
    [("", 1), (" at a price equal to their fair market value", 0), (" in the manner of clause 9", 0)],
)
def test_purchase_without_price(price: str, expected: int) -> None:
    body = (
        f"4. Exit. After the end of this Agreement each party has the right to purchase the shares of the "
        f"other{price}.\n\n"
        "9. Experts. An expert states the value.\n\n"
    )
    assert len(found_by(halves_of_pairs, report_of(body, {"4": ["buyout_put_call"]}))) == expected


COMMITTEE = (
    "4. Committee. A steering committee with two members from each party decides all matters of the programme.{}\n\n"
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [("", 1), (" A deadlock goes to the presidents.", 0), (" If the committee cannot agree, Alder decides.", 0)],
)
def test_body_of_equals(more: str, expected: int) -> None:
    report = report_of(COMMITTEE.format(more), {"4": ["governing_body"]})
    assert len(found_by(halves_of_pairs, report)) == expected


def test_majority_of_two_equal_votes() -> None:
    body = "4. Votes. Each party has one vote.\n\n5. Decisions. All decisions are taken by a majority of the votes.\n\n"
    (defect,) = found_by(halves_of_pairs, report_of(body, {"5": ["governing_body"]}))
    assert "unanimity" in defect.message
    shares = body.replace("one vote", "one vote per share")
    assert not found_by(halves_of_pairs, report_of(shares, {"5": ["governing_body"]}))


@pytest.mark.parametrize(("more", "expected"), [("", 1), (" on the same terms and conditions", 0)])
def test_drag_without_floor(more: str, expected: int) -> None:
    body = f"4. Drag. On a sale to a stranger Alder has a drag-along right against Birch{more}.\n\n"
    assert len(found_by(halves_of_pairs, report_of(body))) == expected


OPEN = "4. Renewal. Before the term ends the parties shall negotiate in good faith the price of the renewed term.{}\n\n"


@pytest.mark.parametrize(
    ("body", "types", "expected"),
    [
        (OPEN.format(""), ["renewal"], 1),
        (OPEN.format(""), ["purpose_scope"], 0),
        (OPEN.format(" If they fail to agree, the last price applies."), ["renewal"], 0),
        (OPEN.format(" Failing agreement an expert sets it."), ["renewal"], 0),
        ("4. Price. The purchase price of the shares is to be agreed by the parties.\n\n", ["valuation_price"], 1),
        ("4. Price. The purchase price is book value, unless otherwise to be agreed by the parties.\n\n",
         ["valuation_price"], 0),
        ("4. Press. A press release on the end of the venture and its terms is to be agreed by the parties.\n\n",
         ["exit_consequences"], 0),
        ("4. Term. The term may be extended subject to satisfactory agreement on prices.\n\n", ["renewal"], 1),
    ],
)  # fmt: skip
def test_agreement_to_agree(body: str, types: list[str], expected: int) -> None:
    assert len(found_by(agreements_to_agree, report_of(body, {"4": types}))) == expected


def test_talks_after_a_trigger_are_told_once() -> None:
    report = report_of(MISSED.format(""), {"4": ["performance_trigger"]})
    assert found_by(triggers_that_end_in_talks, report)
    assert not found_by(agreements_to_agree, report)


UPWARD = (
    "4. Disagreement. If the committee cannot agree, the matter is escalated to the chief executives of the parties "
    "for resolution in good faith.{}\n\n"
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", 1),
        (" If they do not settle it within twenty days, an arbitrator does.", 0),
        (" Their decision is final.", 0),
    ],
)
def test_ladder_without_last_step(more: str, expected: int) -> None:
    report = report_of(UPWARD.format(more), {"4": ["escalation_deadlock"]})
    assert len(found_by(halves_of_pairs, report)) == expected


def test_an_amendment_leaves_the_rest_to_what_it_amends() -> None:
    body = "This is the First Amendment to the Supply Agreement of the parties.\n\n" + RIGHTS
    assert not found_by(triggers_without_procedure, report_of(body))
