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
    (  # a list under its heading, with numbers in the text
        "THIS DEED is dated 4 May 2011\nPARTIES\n(1) BELLWETHER PLC, a company incorporated in England (“Bellwether”);"
        "\n(2) UNIVERSITY OF OXMOOR, a body chartered in Wales (the “University”); and\n"
        "(3) Dr. Ines Falk, of 9 High Street (the “Founder” or the “Adviser”).\nBACKGROUND\n(A) Roads.",
        [("BELLWETHER PLC", "Bellwether"), ("UNIVERSITY OF OXMOOR", "University"), ("Dr. Ines Falk", "Founder")],
    ),
    (  # the same with automatic numbers, which are not in the text
        "PARTIES\nBELLWETHER PLC, a company incorporated in England (“Bellwether”);\nOSTRA CELLS AS, a company "
        "incorporated in Norway (“Ostra”); and\nTARN LIMITED (the “Company”).\nAGREED TERMS\nDefinitions",
        [("BELLWETHER PLC", "Bellwether"), ("OSTRA CELLS AS", "Ostra"), ("TARN LIMITED", "Company")],
    ),
    (  # Indian style: captions between, a person as third party, aliases in single quotes
        "This Agreement is made on 4 May 2011\nBETWEEN\nOrbit Pumps Limited, a company under the Companies Act having "
        "its office at Pune (hereinafter referred to as ‘ORBIT’, which shall include its successors) of the one part,\n"
        "AND\nMr. Arun K. Rao, s/o Mr. B. Rao, of Delhi (hereinafter referred to as ‘RAO’) of the other part.\nWHEREAS",
        [("Orbit Pumps Limited", "ORBIT"), ("Mr. Arun K. Rao", "RAO")],
    ),
    (  # the name on one line, the address on the next
        "This Agreement is made by and between:\nNOLO Inc.\nWith offices at 1 King Street, Toronto (“NOLO”)\nAND\n"
        "Delta Rigs Ltd.,\nWith offices at 2 Marina, Lagos (“Delta”)\nWhereas NOLO sells vans:",
        [("NOLO Inc", "NOLO"), ("Delta Rigs Ltd", "Delta")],
    ),
    (  # a later caption is not a third party
        "made by and between the following parties.\nParty A: Bright Lake Co., Ltd.\nParty B: Red Hill Co., Ltd.\n"
        "Whereas\nParty A: Green Valley Marketplace\n",
        [("Bright Lake Co., Ltd", "Party A"), ("Red Hill Co., Ltd", "Party B")],
    ),
    (  # a form
        "Order form\nCustomer: Polar Foods LLC\tDate: 4 May 2011\nSupplier: Kite Systems, Inc.\tPhone: 1\nTerms apply.",
        [("Polar Foods LLC", "Customer"), ("Kite Systems, Inc", "Supplier")],
    ),
    (  # a letter
        "4 May 2011\nPine & Cole LLC\n1 Dock Street\nLadies and Gentlemen:\nFar Shore Corporation, a Maine corporation "
        '(the "Company"), agrees with Pine & Cole LLC (the "Agent") as follows:\n1. Sales.',
        [("Far Shore Corporation", "Company"), ("Pine & Cole LLC", "Agent")],
    ),
    (  # a list without aliases that one bracket closes
        "This Agreement is entered into by and between Lark, Inc., a Utah corporation (the “Company”), and Moss Fund "
        "L.P., Moss Partners, LLC and Ida Moss (collectively, the “Moss Parties”).\nRECITALS\n",
        [("Lark, Inc", "Company"), ("Moss Fund L.P", ""), ("Moss Partners, LLC", ""), ("Ida Moss", "")],
    ),
    (  # the alias stands behind the seat
        "This Agreement is between LARK INCORPORATED (“Lark”), and OSTRA AKTIENGESELLSCHAFT, with offices at Bern and "
        "Basel (“Ostra”).\nRECITALS\n",
        [("LARK INCORPORATED", "Lark"), ("OSTRA AKTIENGESELLSCHAFT", "Ostra")],
    ),
    (  # a cover without "between"
        "DATED 4 May 2011\nLARK MOTORS PLC\nand\nOSTRA CELLS LIMITED\nCELL ALLIANCE AGREEMENT\n",
        [("LARK MOTORS PLC", ""), ("OSTRA CELLS LIMITED", "")],
    ),
    (  # people and funds who sign as "the undersigned"
        "JOINT FILING AGREEMENT\nThe undersigned agree to file together.\nDated: 4 May 2011\nMOSS FUND L.P.\nBy: Moss "
        "GP LLC, its general partner\nBy: /s/ Ida Moss\nName: Ida Moss\nTitle: Manager\n/s/ Jon Reed\nJon Reed\n",
        [("MOSS FUND L.P", ""), ("Jon Reed", "")],
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
    "piece",
    [
        "PARTIES\nA Inc.\n",
        "(1) A Inc.\n",
        "\nand\n",
        "A Inc. By: ",
        "/s/ A B ",
        "between A ",
        "by and between ",
        "(",
        '("A") and ',
        "Party A: ",
        "A, Inc. and ",
        "A " * 3,
    ],
)
def test_linear_on_hostile_text(piece: str) -> None:
    started = time.perf_counter()
    find_parties(piece * (400_000 // len(piece)))
    assert time.perf_counter() - started < 5
