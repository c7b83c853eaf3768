"""Parties: the layouts of opening words."""

from __future__ import annotations

import time

import pytest

from clausescan.language.parties import find_parties

CASES = [
    (
        'This Alliance Agreement (the "Agreement") is made as of 2 May 2001 by and between NORDKAP BATTERIES, INC., a '
        'Delaware corporation with offices at 12 Quay Road, Boston, MA 02110 ("Nordkap"), and Aster Motors GmbH, a '
        'company organized under the laws of Germany ("Aster").\nWHEREAS the parties build cells;',
        [("NORDKAP BATTERIES, INC.", "Nordkap"), ("Aster Motors GmbH", "Aster")],
    ),
    (
        "THIS AGREEMENT is made on 1 June 2010\nBETWEEN:\n(1) BELLWETHER LIMITED a company incorporated in "
        "England whose "
        'office is at 4 Mill Lane, York (the "Company"); and\n(2) JANE ROWAN of 9 High Street (the "Adviser").\n'
        "IT IS AGREED as follows:",
        [("BELLWETHER LIMITED", "Company"), ("JANE ROWAN", "Adviser")],
    ),
    (  # the alias stands right behind the name, the description after it
        "This contract dated May 3, 2004 is between Acme Foods, LLC (“Acme”), a Texas limited liability company "
        "with an "
        "address of 1 Main Street, Waco, TX 76701 and PIER NINE CORPORATION (“Pier”), a Nevada "
        "corporation.\nRECITALS\n",
        [("Acme Foods, LLC", "Acme"), ("PIER NINE CORPORATION", "Pier")],
    ),
    (  # an ampersand and commas inside a name, "d/b/a", and a third party
        "This Agreement is entered into by and among Carver, Holt & Sons, Inc., a New York corporation, Lumen S.A. "
        'd/b/a Lumen Labs ("Lumen") and Orion Pty Ltd, an Australian company (the "Investor"). The parties agree as '
        "follows:",
        [("Carver, Holt & Sons, Inc.", ""), ("Lumen S.A", "Lumen"), ("Orion Pty Ltd", "Investor")],
    ),
    (
        "Cooperation Agreement\nParty A: Bright Lake Technology Co., Ltd.\nAddress: 8 West Road\nParty B: Red Hill "
        "Trading Co., Ltd.\nAddress: 3 East Road\nThe parties agree:",
        [("Bright Lake Technology Co., Ltd.", "Party A"), ("Red Hill Trading Co., Ltd.", "Party B")],
    ),
    (  # no opening words: the signatures
        "TERMS OF SALE\nThe seller sells.\n"
        + "The goods are sold as they are. " * 20
        + "\nIN WITNESS WHEREOF:\nAlpha Works, Inc.\nBy: /s/ "
        "A. Smith\nBeta Stores LLC\nBy: /s/ B. Jones\n",
        [("Alpha Works, Inc", ""), ("Beta Stores LLC", "")],
    ),
    ("The goods are sold between Monday and Friday.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=range(len(CASES)))
def test_parties(text: str, expected: list[tuple[str, str]]) -> None:
    found = find_parties(text)
    assert [(p.name.rstrip("."), p.alias) for p in found] == [(name.rstrip("."), alias) for name, alias in expected]
    for party in found:
        assert " ".join(text[party.start : party.end].split()).find(party.name[:6]) >= 0


def test_defined_terms_are_no_parties() -> None:
    text = (
        'This Agreement (the "Agreement") is made on 1 May 2010 (the "Effective Date") by and between Alpha '
        "Works, Inc. "
        '("Alpha") and Beta GmbH ("Beta") (each a "Party" and together the "Parties").\nWHEREAS'
    )
    assert [p.alias for p in find_parties(text)] == ["Alpha", "Beta"]


@pytest.mark.parametrize(
    "piece", ["between A ", "by and between ", "(", '("A") and ', "Party A: ", "A, Inc. and ", "A " * 3]
)
def test_linear_on_hostile_text(piece: str) -> None:
    started = time.perf_counter()
    find_parties(piece * (400_000 // len(piece)))
    assert time.perf_counter() - started < 5
