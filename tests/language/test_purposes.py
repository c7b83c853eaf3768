"""What a period is for, how it binds and from when it counts, in sentences of everyday drafting."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausescan.language.periods import find_periods
from clausescan.language.purposes import EXIT_PURPOSES, PurposeModel, Surroundings, Verdict, judge, shipped_model

PURPOSES = [
    ("The initial term of this Agreement shall be ten years from the Effective Date.", "initial_term"),
    ("This Agreement shall remain in force for a period of seven (7) years from its signature.", "initial_term"),
    ("It shall then renew automatically for successive periods of two years each.", "renewal_length"),
    (
        "The Agreement renews by itself unless a party gives notice of non-renewal at least six months before the end "
        "of the current term.",
        "non_renewal",
    ),
    ("Either party may terminate this Agreement without cause upon 90 days' prior written notice.", "termination"),
    (
        "A party may terminate if the other commits a material breach and does not remedy it within thirty (30) days "
        "after receipt of written notice.",
        "cure",
    ),
    ("if a petition in bankruptcy is filed and not dismissed within sixty days;", "cure"),
    (
        "The duties of confidentiality shall survive for five years following termination of this Agreement.",
        "survival_tail",
    ),
    (
        "Each other Shareholder may accept the offer by notice given within twenty Business Days after receipt of the "
        "Transfer Notice, failing which its right of first refusal lapses.",
        "preemption",
    ),
    (
        "If the senior executives cannot resolve the dispute within fifteen days, it is referred to the chief "
        "executive officers.",
        "escalation_step",
    ),
    ("No Shareholder may transfer any of its Shares for a period of three years from the Closing.", "lock_up"),
]
OTHER_STYLES = [
    ("Nobody who has left the Venture shall, in the two years after going, lure away its staff.", "survival_tail"),
    ("The promise of secrecy binds a Partner for another six years once it has given up its stake.", "survival_tail"),
    ("A retired Member may for five years look into accounts of its own time.", "survival_tail"),
    ("When its parent passes to a new owner, a Shareholder reports this within ten days.", "change_of_control_report"),
    ("After a Default Notice the other Shareholder has forty days in which to exercise the call.", "option_exercise"),
    ("The drawings are handed back within thirty days after the contract has ended.", "transition"),
    ("The valuer shall deliver the valuation within five weeks of appointment.", "expert"),
    ("Each Shareholder pays its share of a capital call within ten Business Days.", "funding"),
    ("The party in default may put things right within twenty days of the reminder.", "cure"),
    ("Closing of the purchase takes place fifteen Business Days after the price is determined.", "completion"),
    ("Until the third anniversary of Closing no Member may sell its Units.", "lock_up"),
    ("Pumps are guaranteed against defects for thirty months from delivery.", "other"),
]
ORDINARY = [
    "Any notice of a meeting of the Board shall be sent ten Business Days in advance.",
    "Invoices are payable within 30 days of receipt.",
    "The Company shall deliver audited accounts within 90 days after the end of each financial year.",
    "A notice sent by courier is deemed received three Business Days after dispatch.",
]


@pytest.mark.parametrize(("text", "purpose"), PURPOSES, ids=[case[1] + ": " + case[0][:30] for case in PURPOSES])
def test_purpose(text: str, purpose: str) -> None:
    (verdict,) = judge(Surroundings(text), find_periods(text))
    assert verdict.purpose == purpose


@pytest.mark.parametrize(
    ("text", "purpose"), OTHER_STYLES, ids=[case[1] + ": " + case[0][:30] for case in OTHER_STYLES]
)
def test_purpose_in_drafting_unlike_that_of_filed_agreements(text: str, purpose: str) -> None:
    (verdict,) = judge(Surroundings(text), find_periods(text))
    assert verdict.purpose == purpose


@pytest.mark.parametrize("text", ORDINARY, ids=[text[:30] for text in ORDINARY])
def test_ordinary_business_does_not_bear_on_parting(text: str) -> None:
    (verdict,) = judge(Surroundings(text), find_periods(text))
    assert verdict.purpose not in EXIT_PURPOSES


def test_lead_in_and_heading_tell_what_a_bare_item_is_for() -> None:
    text = "(b) fails to do so within thirty (30) days;"
    plain = judge(Surroundings(text), find_periods(text))
    told = judge(
        Surroundings(
            text,
            lead_in="Either party may terminate this Agreement if the other, in material breach and asked to cure it,",
            headings=("Termination for Breach",),
        ),
        find_periods(text),
    )
    assert told[0].purpose == "cure"
    assert told != plain


BOUNDS = [
    ("upon 90 days' notice", "at_least", "unstated"),
    ("on not less than six (6) months' prior written notice", "at_least", "unstated"),
    ("at least ninety (90) days before the end of the term", "at_least", "before_expiry"),
    ("within thirty (30) days after receipt of the notice", "within", "receipt"),
    ("no later than ten days following the date of mailing", "within", "dispatch"),
    ("within five Business Days of the meeting", "within", "event"),
    ("for a period of up to six months", "within", "unstated"),
    ("for two (2) years after the Closing", "exactly", "event"),
    ("for three years thereafter", "exactly", "event"),
    ("if it lasts for more than 30 days", "at_least", "unstated"),
    ("not to exceed sixty days in any year", "within", "unstated"),
]


@pytest.mark.parametrize(("text", "bound", "count_from"), BOUNDS, ids=[case[0] for case in BOUNDS])
def test_bound_and_start(text: str, bound: str, count_from: str) -> None:
    verdict = judge(Surroundings(text), find_periods(text))[0]
    assert (verdict.bound, verdict.count_from) == (bound, count_from)


def test_not_later_than_before_the_end_is_a_minimum() -> None:
    text = "It renews unless a party gives notice of non-renewal not later than six months before expiry of the term."
    (verdict,) = judge(Surroundings(text), find_periods(text))
    assert (verdict.purpose, verdict.bound) == ("non_renewal", "at_least")


def test_saved_model_judges_the_same(tmp_path: Path) -> None:
    model = shipped_model()
    model.save(tmp_path / "copy.npz")
    copy = PurposeModel.load(tmp_path / "copy.npz")
    for text, _ in PURPOSES:
        spans = find_periods(text)
        assert [_plain(v) for v in judge(Surroundings(text), spans, copy)] == [
            _plain(v) for v in judge(Surroundings(text), spans, model)
        ]


def _plain(verdict: Verdict) -> tuple[str, str, str, float]:
    return verdict.purpose, verdict.bound, verdict.count_from, round(verdict.score, 2)
