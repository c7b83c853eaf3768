"""X-08: terms without a meaning in the text; and the table of all checks."""

from __future__ import annotations

import time

import pytest
from written_agreements import found_by, report_of

from clausescan.assess.consistency import CHECKS, find_defects
from clausescan.assess.consistency.key_terms import terms_without_meaning
from clausescan.checklist.items import SEVERITIES
from clausescan.checklist.load import checks

WORDS = (
    '1. Words. "Plant" means the works in Bonn. "Packs" means battery packs. "Cells" means battery cells. "Line" '
    "means a "
    "production line in the Plant.\n\n"
)
ABROAD = '2. More Words. "Net Book Value" has the meaning given to it in the Share Purchase Agreement.\n\n'
PRICE = "5. Call. If Birch is in default, Alder may buy its shares at a price equal to the Net Book Value.\n\n"


def test_price_that_another_document_defines() -> None:
    (defect,) = found_by(
        terms_without_meaning, report_of(WORDS + ABROAD + PRICE, {"5": ["buyout_put_call", "valuation_price"]})
    )
    assert defect.severity == "critical"
    assert "Share Purchase Agreement" in defect.message
    assert len(defect.evidence) == 2


def test_word_of_another_document_that_decides_nothing() -> None:
    assert not found_by(terms_without_meaning, report_of(WORDS + ABROAD + PRICE, {"5": ["economics"]}))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("This Agreement ends on the Option Exercise Date if the Plant is idle then.", 1),
        ('This Agreement ends on 1 May 2019 (the "Option Exercise Date"), or on another Option Exercise Date.', 0),
        ("This Agreement ends on 1 May 2019 (Option Exercise Date) and the Option Exercise Date is final.", 0),
        ("This Agreement ends with the loss of the New York State Plan approval.", 0),
        ("This Agreement ends on the option exercise date.", 0),
    ],
)
def test_term_that_is_defined_nowhere(words: str, expected: int) -> None:
    found = found_by(terms_without_meaning, report_of(WORDS + f"5. End. {words}\n\n", {"5": ["initial_term"]}))
    assert len(found) == expected
    assert all("Option Exercise Date" in defect.message for defect in found)


def test_undefined_term_where_nothing_hangs_on_it() -> None:
    body = WORDS + "5. Costs. Alder pays the costs of the Option Exercise Date dinner.\n\n"
    assert not found_by(terms_without_meaning, report_of(body, {"5": ["economics"]}))


def test_the_life_of_the_agreement_without_definition() -> None:
    (defect,) = found_by(
        terms_without_meaning, report_of(WORDS + "5. Bar. During the Term, Birch stays out of Peru.\n\n")
    )
    assert defect.severity == "low"


def test_the_table_knows_every_check_and_keeps_order() -> None:
    ids = [check for check, _ in CHECKS]
    assert ids == sorted(ids)
    assert set(ids) <= set(checks())


def test_all_checks_over_one_text_give_defects_in_order_once() -> None:
    body = WORDS + ABROAD + PRICE + "6. Answer. The board answers within sixty (30) days after the request.\n\n"
    found = find_defects(report_of(body, {"5": ["buyout_put_call", "valuation_price"]}))
    assert {"X-05", "X-08"} <= {defect.check for defect in found}
    assert [defect.check for defect in found] == sorted(defect.check for defect in found)
    assert len(set(found)) == len(found)
    assert all(defect.severity in SEVERITIES for defect in found)


@pytest.mark.parametrize(
    "noise",
    ["if the parties shall " * 4000, "terminate this agreement " * 4000, "may not sell " * 6000, "A B C Date " * 5000,
     "shall survive " * 6000, "any party " * 8000],
)  # fmt: skip
def test_hostile_text_is_read_in_linear_time(noise: str) -> None:
    report = report_of(
        f"1. Noise. {noise}.\n\n2. End. Done.\n\n", {"1": ["renewal", "buyout_put_call", "exit_consequences"]}
    )
    began = time.perf_counter()
    find_defects(report)
    assert time.perf_counter() - began < 10
