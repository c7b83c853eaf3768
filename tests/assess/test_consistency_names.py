"""X-12 notices, X-13 contradictions, X-19 one-sided rights, X-22 names that drift, X-23 defined terms."""

from __future__ import annotations

import time

import pytest
from written_agreements import HEAD, found_by, report_of

from clausescan.assess.consistency import find_defects
from clausescan.assess.consistency.asymmetry import one_sided
from clausescan.assess.consistency.contradictions import contradictions
from clausescan.assess.consistency.defined_terms import defined_terms, fold
from clausescan.assess.consistency.drifting_terms import drifting_terms
from clausescan.assess.consistency.names import drifting_names, edits
from clausescan.assess.consistency.notices import notice_facts

AT_HOME = HEAD.replace('corporation ("Alder")', 'corporation of 12804 Maple Place, Dover, Delaware 19901 ("Alder")')
NOTICES = (
    "1. Notices. All notices are in writing and are sent to the addresses stated below.\n\n"
    "If to Alder: Alder Works Inc., {alder}\n\nIf to Birch: Birch GmbH, 7 Linden Street, 53111 Bonn\n\n2. Rest. "
    "None.\n\n"
)


@pytest.mark.parametrize(
    ("alder", "expected"),
    [
        ("2804 Maple Place, Dover, Delaware 19901", "the house numbers differ"),
        ("12804 Maple Way, Dover, Delaware 19901", "the streets differ"),
        ("12804 Maple Place, Dover, Delaware 19941", "the postcodes differ (19901, 19941)"),
        ("12804 Maple Pl., Dover, Delaware 19901", ""),
        ("455 Cedar Avenue, Dover, Delaware 19901", ""),
        ("3 Maple Place, Dover, Delaware 19901", ""),
    ],
)
def test_addresses(alder: str, expected: str) -> None:
    found = found_by(notice_facts, report_of(NOTICES.format(alder=alder), head=AT_HOME))
    assert len(found) == bool(expected), [d.message for d in found]
    assert not expected or expected in found[0].message


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("All notices are in writing and are sent to the address stated below.", "no address stands there"),
        ("All notices are in writing and go to the addresses below their respective signatures.", "no address"),
        ("All notices are in writing and are sent to the addresses contained in this Agreement.", "no address"),
        ("Parcels may go to 9 Elm Road, Suite 4, Dover 19901. Notices are sent to the mailing address stated on the "
         "signature page.", "no address"),
        ("All notices are in writing and are sent to the address stated below. If to Alder: 9 Elm Road, Dover.",
         "none for Birch"),
        ("All notices are in writing, and may be sent by e-mail: it counts one (1) day after being sent by "
         "e-mail, but a "
         "notice by e-mail is not effective until the other side confirms it. Address: 9 Elm Road, Dover.",
         "two rules"),
    ],
)  # fmt: skip
def test_an_address_and_a_rule_of_receipt(clause: str, expected: str) -> None:
    found = found_by(notice_facts, report_of(f"1. Notices. {clause}\n\n2. Rest. None.\n\n"))
    assert len(found) == bool(expected), [d.message for d in found]
    assert not expected or expected in found[0].message


ARBITRATION = "4. Arbitration. All disputes shall be finally settled by arbitration in Geneva.\n\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ARBITRATION + "5. Law. The courts of Bonn have exclusive jurisdiction over all claims.\n\n", "exclusive"),
        (ARBITRATION + "5. Law. Subject to clause 4, the courts of Bonn have exclusive jurisdiction.\n\n", ""),
        (ARBITRATION + "5. Law. The courts of Bonn have non-exclusive jurisdiction over all claims.\n\n", ""),
        (ARBITRATION + "5. Law. The courts of Bonn have exclusive jurisdiction to enforce an award.\n\n", ""),
        ("4. Fee. The fee is fifteen percent (20%) of sales.\n\n", "“fifteen percent (20%)”"),
        ("4. Fee. The price is $80 (eighty cents) a share.\n\n", "“$80 (eighty cents)”"),
        ("4. Fee. The price is $0.80 (eighty cents) a share, and the fee is fifteen percent (15%).\n\n", ""),
        ("4. Fee. It is twenty-five hundredths of one percent (0.25%) of sales.\n\n", ""),
        ("4. Fee. Alder chooses either one (2) of the ways.\n\n", ""),
        ("4. Tongue. The English text shall prevail.\n\n5. Text. The German version shall prevail.\n\n", "English"),
        ("4. Tongue. The English text shall prevail.\n\n5. Text. The English version shall prevail.\n\n", ""),
        ("4. Board. The chair of the board shall have a casting vote.\n\n5. Votes. The "
         "chair of the board shall not have a casting vote.\n\n", "casting vote"),
    ],
)  # fmt: skip
def test_clauses_that_cannot_both_hold(body: str, expected: str) -> None:
    found = found_by(contradictions, report_of(body))
    assert len(found) == bool(expected), [d.message for d in found]
    assert not expected or expected in found[0].message


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("5. End. Alder may terminate this Agreement at any time without cause.\n\n", "Alder alone may end"),
        ("5. End. This Agreement may be terminated by Birch, without cause, in May.\n\n", "Birch alone may end"),
        ("5. End. Alder may terminate this Agreement at any time without cause.\n\n6. More. Birch may terminate this "
         "Agreement at any time without cause.\n\n", ""),
        ("5. End. Either party may terminate this Agreement at any time without cause.\n\n", ""),
        ("5. End. Alder or Birch may terminate this Agreement at any time without cause.\n\n", ""),
        ("5. End. This Agreement may be terminated by either Party upon\n\n(i) a new law that is adverse to Alder;\n\n"
         "(ii) a fire.\n\n", "looks at Alder alone"),
    ],
)  # fmt: skip
def test_rights_of_one_side(body: str, expected: str) -> None:
    found = found_by(one_sided, report_of(body))
    assert len(found) == bool(expected), [d.message for d in found]
    assert all(d.severity == "info" for d in found)
    assert not expected or expected in found[0].message


SIGNED = "1. Rest. None.\n\nIN WITNESS WHEREOF the parties sign.\n\n{lines}\n\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("ALDER WORKS INC.\n\nBIRCH GMBH", ""),
        ("ALDER WORKS LLC\n\nBIRCH GMBH", "“Alder Works Inc.” at the top and “ALDER WORKS LLC”"),
        ("ALDER WORK INC.\n\nBIRCH GMBH", "“ALDER WORK INC”"),
        ("ALDER EUROPE\n\nBIRCH GMBH", "“ALDER EUROPE” signs"),
    ],
)
def test_names_of_parties(lines: str, expected: str) -> None:
    found = found_by(drifting_names, report_of(SIGNED.format(lines=lines)))
    assert len(found) == bool(expected), [d.message for d in found]
    assert not expected or expected in found[0].message


def test_a_signer_who_is_spelt_otherwise_in_the_text() -> None:
    body = "1. Manager. The manager is Rosa Lindquvist of Bonn.\n\n" + SIGNED.format(
        lines="By: /s/ Rosa Lindqvist"
    ).replace("1.", "2.")
    (defect,) = found_by(drifting_names, report_of(body))
    assert "Rosa Lindquvist" in defect.message
    assert defect.severity == "low"
    assert not found_by(drifting_names, report_of(body.replace("Lindquvist", "Lindqvist")))


def test_a_name_that_another_company_bears_is_no_drift() -> None:
    body = "1. Group. Alder Works GmbH, a German company, is a subsidiary of Alder.\n\n2. Rest. None.\n\n"
    assert not found_by(drifting_names, report_of(body))


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        ("Purchase Shares", "the defined term is “Purchased Shares”"),
        ("Purchased Shares", ""),
        ("Purchased Share", ""),
        ("Preferred Shares", ""),
    ],
)
def test_terms_that_miss_a_defined_one(used: str, expected: str) -> None:
    body = (
        '1. Words. "Purchased Shares" means all shares sold.\n\n2. Sale. The Purchased Shares pass in May. The '
        f"Purchased Shares are paid in June.\n\n3. Votes. The {used} carry one vote.\n\n"
    )
    found = found_by(drifting_terms, report_of(body))
    assert len(found) == bool(expected), [d.message for d in found]
    assert not expected or expected in found[0].message


def test_edits() -> None:
    assert [edits("system", "systems"), edits("grand", "grant"), edits("ab", "abcdef")] == [1, 1, 3]


WORDS = "1. Words. As follows.\n\n" + "".join(
    f'"{word} Item" means the {word.lower()} thing that the works bring forth.\n\n'
    for word in ("Red", "Blue", "Green", "Brown", "Black", "White", "Grey", "Pink")
)
USE = (
    "2. Use. The Red Item, Blue Item, Green Item, Brown Item, Black Item, White Item, Grey Item and Pink Item "
    "are made.\n\n"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("3. Days. It is paid on a Business Day. If a day is not a Business Day, it is paid on the next.\n\n",
         "“Business Day” is written like a defined term"),
        ('3. Days. It is paid on a Business Day. "Business Day" means a day in Bonn. No Business Day is lost.\n\n', ""),
        ("3. Days. It is paid on a Business Day. Business Day means a day in Bonn. No Business Day is lost.\n\n", ""),
        ("3. Days. It is paid on a business day. If a day is not a business day, it is paid on the next.\n\n", ""),
        ("3. Plan. The Launch Plan (as defined below) is kept.\n\n", "is said to be defined"),
        ('3. Plan. The Launch Plan (as defined below) is kept. "Launch Plan" means the list.\n\n', ""),
        ("3. Capital. Terms that are capitalized terms not otherwise defined have the meaning given in the "
         "Master Deed. A "
         "Business Day is no Business Day, and a Business Day it is.\n\n", ""),
        ('"Odd Item" means the thing that nobody ever speaks about again here.\n\n', "Defined and never used"),
        ('3. Twice. "Odd Item" means a wheel that turns quickly on its axle.\n\n4. Again. "Odd Item" means any letter '
         "which travels slowly towards the harbour. The Odd Item is kept.\n\n", "is defined in clause 3 and again"),
    ],
)  # fmt: skip
def test_defined_terms(body: str, expected: str) -> None:
    found = found_by(defined_terms, report_of(WORDS + USE + body))
    assert len(found) == bool(expected), [d.message for d in found]
    assert not expected or expected in found[0].message


@pytest.mark.parametrize(
    ("term", "folded"),
    [
        ("Business Days", "business day"),
        ("Affiliated Entities", "affiliated entity"),
        ("Loss", "loss"),
        ("Losses", "loss"),
    ],
)
def test_fold(term: str, folded: str) -> None:
    assert fold(term) == folded


def test_all_checks_on_a_hostile_text() -> None:
    lines = (
        "“Foo{0} Bar” means the Quux{0} Plan of Acme{0} Beta Limited, 1{0} Gridley Place, [ ] ____ sixty (30) "
        "shares, clause "
        "9.{0} (as defined in clause 7.{0}), Exhibit A{0}."
    )
    report = report_of("\n\n".join(lines.format(k) for k in range(300)))
    began = time.perf_counter()
    assert find_defects(report)
    assert time.perf_counter() - began < 15
