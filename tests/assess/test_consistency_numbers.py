"""X-11 schedules that are not there, X-17 clause numbers, X-18 placeholders, X-21 lists."""

from __future__ import annotations

import pytest
from written_agreements import HEAD, found_by, report_of

from clausescan.assess.consistency.lists import broken_lists
from clausescan.assess.consistency.numbering import clause_numbers
from clausescan.assess.consistency.placeholders import placeholders
from clausescan.assess.consistency.schedules import missing_schedules

ORDERS = "1. Orders. Orders are placed in the form of Exhibit A and at the rates of Exhibit B and Schedule 2.\n\n"
EXHIBIT_A = (
    "EXHIBIT A\n\nForm of Order\n\nThe buyer orders one hundred cells for delivery in May at the usual rates.\n\n"
)
EXHIBIT_B = (
    "EXHIBIT B\n\nRates\n\nA cell costs ten euros and a pack fifty euros, free on board in the port of Bremen.\n\n"
)
SCHEDULE_2 = "SCHEDULE 2\n\nTaxes\n\nAll rates are net of tax, which the buyer pays on top of them every month.\n\n"


def test_all_that_is_missing_is_one_defect() -> None:
    (defect,) = found_by(missing_schedules, report_of(ORDERS))
    assert defect.message.startswith(
        "Exhibits A and B and Schedule 2 are cited, first in clause 1, and are not in the file"
    )
    assert "Exhibit A" in defect.evidence[0].quote


def test_schedules_that_are_there() -> None:
    assert not found_by(missing_schedules, report_of(ORDERS + EXHIBIT_A + EXHIBIT_B + SCHEDULE_2))


def test_headings_without_content() -> None:
    (defect,) = found_by(
        missing_schedules, report_of(ORDERS + EXHIBIT_A + SCHEDULE_2 + "EXHIBIT B\n\nRates\n\n[to be attached]\n\n")
    )
    assert defect.message == "Exhibit B is in the file as a heading without content."


@pytest.mark.parametrize(
    "sentence",
    [
        "The rates are in Exhibit B to the Supply Agreement.",
        "The rates are in the Supply Agreement's Exhibit B.",
        "The partners receive a Schedule K-1 each year.",
        "A holder files Schedule 13D with the authority.",
        "Both follow 29 CFR Part 471, Appendix A to Subpart A.",
        "Changes to the Form ADV, Part II, Schedule H are told.",
    ],
)
def test_schedules_of_other_papers(sentence: str) -> None:
    assert not found_by(missing_schedules, report_of(f"1. Rates. {sentence}\n\n"))


SPOKEN_OF = [
    ("This Agreement, with the Exhibits and Schedules hereto, is the whole bargain.", "none of that kind"),
    ("The attached Delivery Plan binds both.", "has no attachment at all"),
    ("Save as told in the Seller Disclosure Schedule, the shares are free of liens.", "is not in the file"),
    ("References to clauses are to those of this Agreement and of any schedule hereto.", ""),
    ("The seller has attached great weight to quality.", ""),
]


@pytest.mark.parametrize(("sentence", "expected"), SPOKEN_OF)
def test_papers_without_a_name(sentence: str, expected: str) -> None:
    found = found_by(missing_schedules, report_of(f"1. Rates. {sentence}\n\n"))
    assert len(found) == bool(expected)
    assert not expected or expected in found[0].message


def test_papers_without_a_name_that_are_there() -> None:
    body = ORDERS + EXHIBIT_A + EXHIBIT_B + SCHEDULE_2
    body = body.replace(
        "1. Orders.", "1. Orders. The Exhibits and Schedules hereto and the attached Delivery Plan bind."
    )
    assert not found_by(missing_schedules, report_of(body))
    letter = (
        "1. Sale. The Disclosure Letter lists liens.\n\nSCHEDULE 1\n\nDISCLOSURE LETTER\n\nThere are none at all.\n\n"
    )
    assert not found_by(missing_schedules, report_of(letter))


def test_an_annex_of_an_exhibit() -> None:
    body = ORDERS + EXHIBIT_A.replace("usual rates.", "rates of Annex 7 to this Exhibit.") + EXHIBIT_B + SCHEDULE_2
    (defect,) = found_by(missing_schedules, report_of(body))
    assert "Annex 7 is cited" in defect.message


STEPS = "1. One. The first.\n\n2. Two. The second.\n\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (STEPS + "2.1 Ale. Made.\n\n2.2 Beer. Made.\n\n2.2 Cider. Made.\n\n2.3 Dew. Made.\n\n", "Clause 2.2 "
         "stands twice"),
        (STEPS + "2.1 Ale. Made.\n\n2.2 Beer. Made.\n\n2.4 Dew. Made.\n\n", "from 2.2 to 2.4: 2.3 is missing"),
        (STEPS + "2.1 Ale. Made.\n\n2.2 Beer. Made.\n\n2.3 Dew. Made.\n\n", ""),
        (STEPS + "2.1 Ale. Made.\n\n2.2 Beer. Made. 2.3 Cup. Made.\n\n2.4 Dew. Made.\n\n", ""),
        (STEPS + "2.1 Ale. Made.\n\n2.2 Beer. Made.\n\n2.2 Beer. Made.\n\n2.3 Dew. Made.\n\n", ""),
        (STEPS + "2.1 Ale. Made.\n\n2.2 Beer. Made.\n\n2.3 Dew. Made.\n\n2.1 Elk. Seen.\n\n2.4 Fir. Cut.\n\n",
         "Clause 2.1 stands twice: the second comes after 2.3"),
        (STEPS + "2.1 Ale. Made.\n\n2.2 Beer. Made.\n\n2.3 Dew is made as told in clause\n\n2.1 Elk. Seen.\n\n"
         "2.4 Fir. Cut.\n\n", ""),
        (STEPS + "2.1 Votes. Subject to the Article 2.2 Meetings of the board shall be held in Bonn.\n\n2.2 "
         "Guests. They may "
         "come.\n\n", "2.2 stands twice: it begins a sentence inside clause 2.1"),
    ],
)  # fmt: skip
def test_clause_numbers(body: str, expected: str) -> None:
    found = found_by(clause_numbers, report_of(body))
    assert len(found) == bool(expected), [d.message for d in found]
    assert not expected or expected in found[0].message


def test_a_number_that_is_cited_weighs_more() -> None:
    twice = STEPS + "2.1 Ale. As clause 2.2 says.\n\n2.2 Beer. Made.\n\n2.2 Cider. Made.\n\n2.3 Dew. Made.\n\n"
    assert [d.severity for d in found_by(clause_numbers, report_of(twice))] == ["medium"]
    assert [d.severity for d in found_by(clause_numbers, report_of(twice.replace("clause 2.2", "the brewer")))] == [
        "low"
    ]


GAPS = [
    ("The fee is [____] euros.", "a gap"),
    ("The fee is [●] euros.", "a gap"),
    ("The manager shall be _______ until May.", "a gap"),
    ("The firm name is TBD for now.", "a gap"),
    ("Prices follow Addendum XX of the file.", "a gap"),
    ("The fee grows by XX% a year.", "a gap"),
    ("This deed is dated as of , 2014, in Bonn.", "a gap"),
    ("The purpose is [insert purpose of the venture].", "a gap"),
    ("The company is [Company.Name.Full] of Bonn.", "a gap"),
    ("If sales stay below [two million euros] by May, the sides talk.", "drafting brackets"),
    ("It lasts [eighteen (18)] months.", "drafting brackets"),
    ("The maker keeps the tools[, provided that it stores them with care].", "drafting brackets"),
    ("The fee is [***] euros.", ""),
    ("The fee is [* * *] euros and [*****] dollars.", ""),
    ("The fee is [Redacted - commercially sensitive].", ""),
    ("It gives fourteen [14 ] days.", ""),
    ("The licence is an embodiment[s] of it.", ""),
    ("Section 2 [intentionally omitted] is gone.", ""),
    ("Links lead to [example.com] only.", ""),
    ("See also clause 2.2 [APPROVAL OF MARKS] above.", ""),
    ("Omissions are marked with brackets [ ] here.", ""),
    ("A note [1] explains it.", ""),
    ("The plant lies at__________, in Bremen.", "a gap"),
    ("The firm sits at ____________, TX 77001 and nowhere else.", "a gap"),
    ("The file has the number 512-XXXXXX with the office.", "a gap"),
    ("Send it to Alder. Address: Telephone: E-mail:", "asks for an address and has none"),
    ("Send it to Alder. Address: 5 Quay Street Telephone: 0421 5550 E-mail: a@alder.example", ""),
]


@pytest.mark.parametrize(("sentence", "expected"), GAPS)
def test_placeholders(sentence: str, expected: str) -> None:
    found = found_by(placeholders, report_of(f"1. Fee. It is small.\n\n2. Rest. {sentence}\n\n"))
    assert len(found) == bool(expected), [d.message for d in found]
    assert not expected or expected in found[0].message


def test_an_address_that_is_asked_for_over_several_lines() -> None:
    asked = "1. Notices. They go to these places.\n\nIf to Alder:\n\nIf to Birch:\n\n{birch}2. Rest. None.\n\n"
    (defect,) = found_by(placeholders, report_of(asked.format(birch="")))
    assert "“If to Alder:”, “If to Birch:” stand without an answer" in defect.message
    assert len(defect.evidence) == 2
    answered = asked.format(birch="Birch GmbH, Am Wall 5, 28195 Bremen\n\n")
    assert not found_by(placeholders, report_of(answered))  # one heading before the other's address is layout


def test_a_form_is_said_to_be_one_once() -> None:
    (defect,) = found_by(
        placeholders, report_of("".join(f"{k}. Point. The fee {k} is [amount].\n\n" for k in range(1, 30)))
    )
    assert defect.message.startswith("This is a form, or not yet complete: 29 fields in 29 clauses")


def test_lines_to_sign_on_are_no_gaps() -> None:
    signed = (
        "1. Fee. It is small.\n\nIN WITNESS WHEREOF the parties sign.\n\nBy: ____________\n\nName: ____________\n\n"
    )
    assert not found_by(placeholders, report_of(signed))


def test_an_attached_form_may_have_gaps() -> None:
    form = (
        "1. Fee. As in Exhibit A.\n\nEXHIBIT A\n\nForm of Order\n\nThe buyer orders ____ cells for delivery by "
        "____ in all.\n\n"
    )
    assert not found_by(placeholders, report_of(form))


def test_bullets_may_be_redactions() -> None:
    head = HEAD + "Certain identified information has been excluded from this exhibit.\n\n"
    body = "1. Fee. The fee is [●] euros.\n\n2. Rest. None.\n\n"
    assert not found_by(placeholders, report_of(body, head=head))
    assert found_by(placeholders, report_of(body))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "1. Sale. The price is\n\n(a) the book value; and\n\n(b) the interest; and\n\n2. Rest. None.\n\n",
            "ends in “and”",
        ),
        ("1. Sale. The price is\n\n(a) the book value; and\n\n(b) the interest.\n\n2. Rest. None.\n\n", ""),
        (
            "1. Rest. None.\n\n2. Tail. Where it is terminated pursuant to clause 1.1 and 1.2, clause 1 survives.\n\n",
            "“and”",
        ),
        ("1. Rest. None.\n\n2. Tail. Where it is terminated pursuant to clause 1.1 or 1.2, clause 1 survives.\n\n", ""),
    ],
)
def test_lists(body: str, expected: str) -> None:
    found = found_by(broken_lists, report_of(body))
    assert len(found) == bool(expected), [d.message for d in found]
    assert not expected or expected in found[0].message
