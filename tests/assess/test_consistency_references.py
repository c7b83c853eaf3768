"""X-14 references to nothing, X-15 to the wrong clause, X-16 to themselves."""

from __future__ import annotations

import time

import pytest
from written_agreements import found_by, report_of

from clausescan.assess.consistency.references import dangling, self_references
from clausescan.assess.consistency.wrong_targets import wrong_targets

BODY = (
    "1. Supply. The seller brings the cells as told in clause 2 and clause 3.1.\n\n"
    "2. Price. A cell costs ten euros, subject to clause 3.2.\n\n"
    "3. Books. As follows.\n\n3.1 Ledger. The ledger is kept as clause 1 asks.\n\n3.2 Review. It is read once a "
    "year.\n\n"
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The buyer pays as described in clause 3.7.", "clause 3.7, which does not exist: clause 3 ends at 3.2"),
        ("The buyer pays as described in clauses 3.1, 3.2 and 9.", "clause 9, which does not exist"),
        ("The year (as told in 3.6 below) is the calendar year.", "It says “below”, where Article 3 stands above"),
        ("Error! Reference source not found. applies here.", "lost its target"),
        ("The buyer pays as described in clause 3.2.", ""),
        ("The buyer pays as described in clause 9 of the Supply Agreement.", ""),
        ("The buyer pays as described in clause 9 thereof.", ""),
        ("The buyer pays under Section 9.4 of the Securities Act.", ""),
        ("The buyer pays under 21 CFR Section 9.4.", ""),
        ("The buyer pays under Treasury Regulations Section 1.704.", ""),
        ("Sections 9.1 (Costs), 9.2 (Taxes) and 9.3 (Books) of the Separation Agreement apply.", ""),
        ("The buyer follows section 9(2) of the CCAA.", ""),
    ],
)
def test_number_that_does_not_exist(sentence: str, expected: str) -> None:
    found = found_by(dangling, report_of(BODY + f"4. Payment. {sentence}\n\n"))
    assert len(found) == bool(expected)
    assert not expected or expected in found[0].message


def test_a_letter_where_the_list_has_figures() -> None:
    books = BODY.replace("3.2 Review.", "3.1.1 Ink is blue.\n\n3.1.2 Paper (b) is white.\n\n3.2 Review.")
    (defect,) = found_by(dangling, report_of(books + "4. Payment. The buyer pays as clause 3.1(b) tells.\n\n"))
    assert defect.message == "Clause 4 points to clause 3.1(b), which does not exist: clause 3.1 ends at 3.1.2."
    lettered = BODY.replace("3.2 Review.", "(a) Ink is blue.\n\n(b) Paper is white.\n\n3.2 Review.")
    assert not found_by(dangling, report_of(lettered + "4. Payment. The buyer pays as clause 3.1(b) tells.\n\n"))


def test_one_missing_number_is_reported_once_with_every_place() -> None:
    (defect,) = found_by(
        dangling,
        report_of(BODY + "4. Payment. See clause 3.7.\n\n5. Rest. The steps of clause 3.7 bind both sides.\n\n"),
    )
    assert defect.message.startswith("Clause 4 and clause 5 point to clause 3.7")
    assert len(defect.evidence) == 3


def test_numbers_of_an_exhibit_are_its_own() -> None:
    assert not found_by(
        dangling, report_of(BODY + "EXHIBIT A\n\nForm of Order\n\n1. Order. It ships under clause 8.3.\n\n")
    )


def test_a_number_that_stands_inside_a_paragraph_exists() -> None:
    glued = "4. Payment. The rest is in clause 4.1 and clause 4.2. 4.1 Rates. They rise. 4.2 Dates. They move.\n\n"
    assert not found_by(dangling, report_of(BODY + glued))


def test_a_part_of_a_larger_agreement_is_said_to_be_one_once() -> None:
    lost = "".join(
        f"{k}. Step {k}. The committee acts as clause 9.{k}.{k} and clause 14.{k} say.\n\n" for k in range(1, 7)
    )
    (defect,) = found_by(dangling, report_of(lost))
    assert "part of a larger agreement" in defect.message
    assert defect.severity == "medium"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (BODY + "4. Standstill. No side buys shares.\n\n4.1 Release. The limits of this clause 3 end "
         "then.\n\n", "clause 4"),
        (BODY + "4. Standstill. No side buys shares.\n\n4.1 Release. The limits of this clause 4 end then.\n\n", ""),
        (BODY + "3.3 Notes. What this clause 3.2 asks is done by May.\n\n", "clause 3.3"),
        (BODY + "3.3 Notes. Subject to clause 3.3, the notes are kept.\n\n", "makes an exception"),
        (BODY + "3.3 Notes. Subject to clause 3.2, the notes are kept.\n\n", ""),
        (BODY + "3.3 Notes. The notes that clause 3.3 speaks of are kept.\n\n", ""),
        (BODY + "3.3 End. It ends (except for the cases of clause 3.1, and where a side has used the right set "
         "forth in "
         "clause 3.3 or 3.4), and the works are sold.\n\n3.4 Rest. All else stays.\n\n", "makes an exception"),
    ],
)  # fmt: skip
def test_reference_to_itself(body: str, expected: str) -> None:
    found = found_by(self_references, report_of(body))
    assert len(found) == bool(expected)
    assert not expected or expected in found[0].message


TERMS = (
    '1. Words. "Plant" means the works.\n\n2. Secrecy. As follows.\n\n'
    '2.1 Meaning. "Secret Papers" means all drawings.\n\n2.2 Duty. Secret Papers are kept confidential.\n\n'
    "3. Records. Each side keeps orderly ledgers.\n\n4. Termination. Either party may terminate this Agreement "
    "in May.\n\n"
    "5. Effects of Termination. Upon an end the Plant is sold.\n\n6. Arbitration. An arbitrator in Bonn decides.\n\n"
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The Secret Papers (as defined in clause 3) go back.", "it is defined in clause 2.1"),
        ("The Secret Papers (as defined in clause 2.1) go back.", ""),
        ("The Plant (as defined in clause 3) is shut.", "it is defined in clause 1"),
        ("Guests keep the confidentiality obligations set forth in clause 3.", "clause 2"),
        ("Guests keep the confidentiality obligations set forth in clause 2.", ""),
        ("It runs on unless terminated in accordance with clause 3.", "ends nothing; clause 4 is headed “Termination”"),
        ("It runs on unless terminated in accordance with clause 4.", ""),
        ("It runs on unless terminated pursuant to clause 5.", "says what follows an end"),
        ("Both keep to clause 3 (Arbitration) at all times.", "that is the heading of clause 6"),
        ("Both keep to clause 6 (Arbitration) at all times.", ""),
        ("Guests keep the confidentiality obligations in clause 3 of the Supply Agreement.", ""),
    ],
)
def test_target_that_speaks_of_something_else(sentence: str, expected: str) -> None:
    terms = TERMS.replace("Secrecy", "Confidentiality")
    found = found_by(wrong_targets, report_of(terms + f"7. Rest. {sentence}\n\n"))
    assert len(found) == bool(expected), [d.message for d in found]
    assert not expected or expected in found[0].message


def test_a_definition_that_sends_to_a_clause_without_the_term() -> None:
    body = TERMS + '7. More. "Launch Day" has the meaning given in clause 3.\n\n'
    (defect,) = found_by(wrong_targets, report_of(body))
    assert "where the term does not occur" in defect.message


def test_a_redacted_target_cannot_be_checked() -> None:
    body = TERMS.replace("orderly ledgers", "[***]") + '7. More. "Launch Day" has the meaning given in clause 3.\n\n'
    assert not found_by(wrong_targets, report_of(body))


def test_many_references_take_little_time() -> None:
    body = "".join(f"{k}. It is terminated pursuant to clause {k % 7 + 1} or clause 9.{k}.\n\n" for k in range(1, 400))
    report = report_of(body)
    began = time.perf_counter()
    for check in (dangling, self_references, wrong_targets):
        list(check(report))
    assert time.perf_counter() - began < 8
