"""X-04 tails, X-05 conflicting periods, X-10 periods that cannot be counted."""

from __future__ import annotations

import pytest
from written_agreements import found_by, report_of

from clausescan.assess.consistency.period_conflicts import conflicting_periods, uncountable_periods
from clausescan.assess.consistency.survival import left_out_of_survival
from clausescan.assess.consistency.tails import tails_that_do_not_fit

CURE = (
    "5. Default. Either party may terminate this Agreement if the other party materially breaches it and does not "
    "cure the "
    "breach within thirty (30) days after written notice.\n\n"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (CURE + "9. Remedies. Any party may terminate this Agreement for a material breach by the other party that "
         "is not "
         "cured within sixty (60) days after written notice.\n\n", 1),
        (CURE + "9. Remedies. Any party may terminate this Agreement for a material breach by the other party that "
         "is not "
         "cured within thirty (30) days after written notice.\n\n", 0),
        (CURE + "9. Payment. Any party may terminate this Agreement if the other party breaches its duty to pay an "
         "invoice and "
         "does not cure the breach within ten (10) days after written notice.\n\n", 0),
        (CURE + "9. Remedies. Except as provided in clause 5, any party may terminate this Agreement for a breach "
         "by the other "
         "party that is not cured within sixty (60) days after written notice.\n\n", 0),
        ("5. Answer. The board answers within sixty (30) days after the request.\n\n", 1),
        ("5. Answer. The board answers within sixty (60) days after the request.\n\n", 0),
        ("5. Force Majeure. If an event of force majeure continues for more than three months, the other party may "
         "terminate "
         "this Agreement.\n\n9. End. Either party may terminate this Agreement if force majeure lasts for more "
         "than ninety-five "
         "weeks.\n\n", 1),
    ],
)  # fmt: skip
def test_two_lengths_for_one_thing(body: str, expected: int) -> None:
    assert len(found_by(conflicting_periods, report_of(body))) == expected


LIST = (
    "5. Events. Each of these is an event of default:\n\n(a) a party breaches this Agreement and does not cure the "
    "breach "
    "within thirty (30) days after notice;\n\n(b) a party becomes insolvent or is wound up by a court.\n\n"
)


def test_period_borrowed_from_a_list_that_has_it_for_one_case() -> None:
    body = LIST + (
        "6. Purchase. Once the thirty (30) day period specified in clause 5 is over, the other party may "
        "purchase the "
        "shares of the defaulting party.\n\n"
    )
    (defect,) = found_by(conflicting_periods, report_of(body))
    assert "clause 5(b)" in defect.message
    assert "clause 5(a)" in defect.message


def test_period_borrowed_from_a_clause_with_another() -> None:
    body = LIST + "6. Purchase. The right runs from the end of the sixty (60) day period specified in clause 5.\n\n"
    (defect,) = found_by(conflicting_periods, report_of(body))
    assert "60 days" in defect.message


def test_period_borrowed_from_where_it_is() -> None:
    body = LIST + "6. Purchase. The right runs from the end of the thirty (30) day period specified in clause 5(a).\n\n"
    assert not found_by(conflicting_periods, report_of(body))


BUY = (
    "6. Call. If a party has breached this Agreement and has not remedied the breach within thirty (30) days after "
    "notice, "
    "the other party may purchase all of its shares at fair value{}.\n\n"
)


@pytest.mark.parametrize(("more", "expected"), [("", 1), (" in lieu of ending this Agreement", 0)])
def test_two_doors_after_one_clock(more: str, expected: int) -> None:
    report = report_of(CURE + BUY.format(more), {"6": ["buyout_put_call"]})
    assert len(found_by(conflicting_periods, report)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("5. Deadlock. A matter that the board has not decided within thirty (30) Business Days after it was first "
         "raised goes "
         "to the presidents. If they do not agree within twenty (20) days after it reached them, a party may start an "
         "arbitration.\n\n6. Days. Business Day means a day on which banks in Bonn are open.\n\n", 1),
        ("5. Deadlock. A matter that the board has not decided within thirty (30) days after it was first raised "
         "goes to the "
         "presidents. If they do not agree within twenty (20) days after it reached them, a party may start an "
         "arbitration.\n\n", 0),
        ("5. Default. Either party may terminate this Agreement if a breach is not cured within ten (10) business "
         "days after "
         "notice of the breach.\n\n", 1),
        ('5. Default. Either party may terminate this Agreement if a breach is not cured within ten (10) Business '
         'Days after '
         'notice of the breach. "Business Day" means a day on which banks in Bonn are open.\n\n', 0),
    ],
)  # fmt: skip
def test_days_of_two_kinds_or_of_no_place(body: str, expected: int) -> None:
    assert len(found_by(uncountable_periods, report_of(body))) == expected


def test_a_clock_that_nothing_starts() -> None:
    (defect,) = found_by(
        uncountable_periods,
        report_of(
            "5. Option. Alder has the option to buy the plant for a period of sixty (60) days, and pays in cash.\n\n"
        ),
    )
    assert "no start" in defect.message
    assert not found_by(
        uncountable_periods,
        report_of("5. Option. Alder has the option to buy the plant for sixty (60) days after the closing.\n\n"),
    )


SECRECY = (
    "7. Confidentiality. The parties keep confidential information secret. The duties of this clause survive the "
    "termination "
    "of this Agreement for a period of {}.\n\n"
)


@pytest.mark.parametrize(
    ("own", "listed", "expected"),
    [
        ("three (3) years", "Clause 7 survives the termination of this Agreement for five (5) years.", 1),
        ("five (5) years", "Clause 7 survives the termination of this Agreement for five (5) years.", 0),
        ("three (3) years", "Clause 7 survives the termination of this Agreement.", 0),
    ],
)
def test_list_against_clause(own: str, listed: str, expected: int) -> None:
    report = report_of(SECRECY.format(own) + f"12. Survival. {listed}\n\n")
    assert len(found_by(tails_that_do_not_fit, report)) == expected


def test_endless_in_the_clause_and_limited_in_the_list() -> None:
    body = (
        "7. Confidentiality. The parties keep secrets. This clause survives the termination of this Agreement.\n\n"
        "12. Survival. Clause 7 survives for a period of two (2) years following termination of this Agreement.\n\n"
    )
    (defect,) = found_by(tails_that_do_not_fit, report_of(body))
    assert "without limit" in defect.message


USE_BAR = (
    "8. Know-how. In the event of termination of this Agreement the Company shall not be entitled to use the "
    "know-how of "
    "Birch for any purpose{}.\n\n"
)


@pytest.mark.parametrize(("more", "expected"), [("", 1), (" for three (3) years after termination", 0)])
def test_use_barred_for_longer_than_secrecy(more: str, expected: int) -> None:
    report = report_of(SECRECY.format("three (3) years") + USE_BAR.format(more))
    assert len(found_by(tails_that_do_not_fit, report)) == expected


@pytest.mark.parametrize(
    ("survival", "expected"),
    [
        ("Clauses 3 and 4 survive the termination of this Agreement.", 1),
        ("Clauses 3, 4 and 5 survive the termination of this Agreement.", 0),
        ("Clauses 3 and 4, and all others that by their nature are meant to live on, survive the termination of this "
         "Agreement.", 0),
    ],
)  # fmt: skip
def test_survival_list_that_leaves_out_the_indemnity(survival: str, expected: int) -> None:
    body = (
        "3. Confidentiality. Each party keeps secret what it learns of the other.\n\n"
        "4. Governing Law. The law of Ohio governs.\n\n"
        "5. Indemnification. Each party shall indemnify the other against claims of third parties.\n\n"
        f"6. Survival. {survival}\n\n"
    )
    found = found_by(left_out_of_survival, report_of(body))
    assert len(found) == expected
    assert all("clause 5 (indemnity)" in defect.message for defect in found)


def test_saved_on_early_end_only() -> None:
    body = (
        "1. Term. The initial term of this Agreement is three years from its date.\n\n"
        "2. After the End. The duty to account survives an early termination of this Agreement.\n\n"
    )
    (defect,) = found_by(tails_that_do_not_fit, report_of(body))
    assert "early termination only" in defect.message
    assert not found_by(tails_that_do_not_fit, report_of(body.replace("an early", "expiry or early")))


@pytest.mark.parametrize(
    ("secrecy", "more", "expected"),
    [
        ("Each party keeps secret what it learns of the other.", "", 1),
        ("Each party keeps secret what it learns of the other, and does so for three years after the end.", "", 0),
        ("Each party keeps secret what it learns of the other.",
         "8. Survival. The duties under this Agreement survive its termination.\n\n", 0),
        ("Each party keeps secret what it learns of the other.",
         "8. Survival. What by its nature is meant to last survives the termination of this Agreement.\n\n", 0),
    ],
)  # fmt: skip
def test_no_clause_saves_the_duty_of_secrecy(secrecy: str, more: str, expected: int) -> None:
    body = (
        "5. End. Either party may terminate this Agreement on ninety days' notice.\n\n"
        f"7. Confidentiality. {secrecy}\n\n{more}"
    )
    assert len(found_by(left_out_of_survival, report_of(body))) == expected


def test_survival_list_with_a_range() -> None:
    body = (
        "3. Confidentiality. Each party keeps secret what it learns of the other.\n\n"
        "4. Governing Law. The law of Ohio governs.\n\n"
        "5. Indemnification. Each party shall indemnify the other against claims of third parties.\n\n"
        "6. Survival. Clauses 2 and 3-5 survive the termination of this Agreement.\n\n"
    )
    assert not found_by(left_out_of_survival, report_of(body))
