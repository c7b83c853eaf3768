"""X-01 and X-02: renewals that cannot be stopped, modes that contradict each other; X-03: no way out."""

from __future__ import annotations

import pytest
from written_agreements import found_by, report_of

from clausescan.assess.consistency.lock_in import locked_in
from clausescan.assess.consistency.renewal import two_modes, unstoppable_renewal

TERM = "1. Term. The initial term of this Agreement is three years from the date of this Agreement. "


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("It renews automatically for successive terms of one month unless a party gives notice of non-renewal at "
         "least "
         "ninety (90) days before the end of the then current term.", 1),
        ("It renews automatically for successive terms of one year unless a party gives notice of non-renewal at least "
         "ninety (90) days before the end of the then current term.", 0),
        ("It renews automatically for successive terms of one year unless a party gives notice of non-renewal at least "
         "twelve months before the end of the then current term.", 1),
        ("Afterwards it goes on from month to month until a party ends it by thirty days' notice.", 0),
    ],
)  # fmt: skip
def test_notice_as_long_as_the_term_it_stops(words: str, expected: int) -> None:
    found = found_by(unstoppable_renewal, report_of(TERM + words))
    assert len(found) == expected
    assert all(defect.severity == "critical" for defect in found)


def test_notice_longer_than_the_first_term() -> None:
    report = report_of(
        "1. Term. The initial term of this Agreement is six months from the date of this Agreement. It renews "
        "automatically "
        "for successive terms of two years unless a party gives notice of non-renewal at least nine months before "
        "the end "
        "of the current term."
    )
    (defect,) = found_by(unstoppable_renewal, report)
    assert "first term" in defect.message


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("This Agreement shall automatically renew for successive terms of one year.",
         "The term of this Agreement may be extended only by mutual written agreement of the parties.", 1),
        ("This Agreement shall automatically renew for one further term of two years.",
         "Thereafter the term of this Agreement may be extended by mutual written agreement of the parties.", 0),
        ("This Agreement shall automatically renew for successive terms of one year.",
         "The lease may be extended only by mutual written agreement of the parties.", 0),
        ("This Agreement shall be automatically renewed unless a party objects by notice.", "Notices are in "
         "writing.", 1),
        ("This Agreement shall be automatically renewed from year to year unless a party objects by notice.",
         "Notices are in writing.", 0),
    ],
)  # fmt: skip
def test_two_modes_or_no_length(first: str, second: str, expected: int) -> None:
    report = report_of(f"1. Renewal. {first}\n\n2. Extension. {second}\n\n3. Costs. Each party bears its own costs.")
    assert len(found_by(two_modes, report)) == expected


ENDLESS = (
    "1. Term. This Agreement takes effect on its date and continues for an indefinite term until it is terminated "
    "under "
    "clause 2.\n\n2. Termination. A party may terminate this Agreement if the other party commits a material "
    "breach and "
    "does not cure it within thirty days after notice.\n\n"
)
BARRED = (
    "3. Transfers. No party may sell or transfer its shares in the Company without the consent of the other party.\n\n"
)


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        (BARRED, "high"),
        ("3. Transfers. No party may sell or transfer its shares in the Company before the fifth anniversary of this "
         "Agreement.\n\n", "medium"),
        (BARRED + "4. Leaving. A party may withdraw from the venture at any time upon six months' notice.\n\n", None),
        ("3. Transfers. Each party may freely sell its shares.\n\n", None),
    ],
)  # fmt: skip
def test_locked_in(more: str, severity: str | None) -> None:
    found = found_by(locked_in, report_of(ENDLESS + more))
    assert [defect.severity for defect in found] == ([severity] if severity else [])


def test_short_term_locks_nobody_in() -> None:
    assert not found_by(locked_in, report_of(TERM + "\n\n" + BARRED))


def test_free_exit_is_seen_by_its_type_too() -> None:
    words = "4. Leaving. Either party may retire from the venture.\n\n"
    assert found_by(locked_in, report_of(ENDLESS + BARRED + words))
    assert not found_by(locked_in, report_of(ENDLESS + BARRED + words, {"4": ["termination_convenience"]}))
