"""Who holds a right or bears a duty: one party put for another, "either party" for one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.compare.effects.difference import Difference, Reading, Side
from clausescan.compare.effects.told import Told
from clausescan.model import Report

_ROLE = (
    r"defaulting|breaching|terminating|withdrawing|selling|offering|transferring|affected|electing|exercising|"
    r"disclosing|receiving|indemnif(?:ied|ying)|notifying|requesting|remaining|continuing|exiting|initiating|"
    r"responding|purchasing|offeree|insolvent|paying|innocent"
)
_GROUPS = re.compile(
    r"\b(?:(?P<group>either|each|neither|both|any|no|the\s+other|other|such|a|the)\s+)?"
    rf"(?P<role>(?:non-?\s?)?(?:{_ROLE})\s+)?(?P<noun>part(?:y|ies)|shareholders?|members?|partners?|venturers?)\b",
    re.IGNORECASE,
)
_ROLES = re.compile(
    r"\b(?:Company|Corporation|Buyer|Seller|Purchaser|Vendor|Licensor|Licensee|Investors?|Managing\s+Member|Managers?|"
    r"General\s+Partner|Limited\s+Partners?|Board(?:\s+of\s+Directors)?|(?:Joint\s+)?(?:Steering\s+|Management\s+|"
    r"Executive\s+)?Committee|Recipient|Discloser|Supplier|Customer|Distributor|Manufacturer|Operator|Contractor|Owner|"
    r"Coordinator|Lender|Borrower|Employee|Executive|Executor|Guarantor|Beneficiary|Indemnitee|Indemnitor|Founder|"
    r"Sponsor|Client|Provider|Agent|Consultant|Landlord|Tenant|Chairman|Chairperson|President|Directors?)\b"
)
_ALIKE = {
    **dict.fromkeys(("no", "neither", "either", "any"), "each"),  # whether they may or must not is no matter of who
    **dict.fromkeys(("a", "the", "such"), ""),
    "other": "the other",
}
_MOST = 30
_ADDED = 6  # words of a hunk that adds a party to another


def parties(difference: Difference) -> Iterator[Told]:
    """Parties in one place that are not the same; a party added beside another ("A or B" for "A")."""
    for match in difference.matched(named(difference.old), named(difference.new)):
        if not match.hunks or any(difference.hunks[h].longest > _MOST for h in match.hunks):
            continue
        if match.old and match.new:
            if match.old.key != match.new.key:
                says = f"{match.new.said} takes the place of {match.old.said}"
                yield Told("party", match.old.said, match.new.said, says, match.old.start, match.new.start, match.hunks)
            continue
        hunk = difference.hunks[match.hunks[0]]
        beside = re.search(r"\b(?:and|or)\b", " ".join(difference.words_of(hunk)))
        if beside and hunk.longest <= _ADDED and (hunk.i == hunk.j or hunk.k == hunk.l):
            one = match.new or match.old
            assert one is not None
            old, new = difference.at(hunk)
            says = f"{one.said} is {'added' if match.new else 'left out'}"
            yield Told(
                "party",
                match.old.said if match.old else "",
                match.new.said if match.new else "",
                says,
                old,
                new,
                match.hunks,
            )


def named(side: Side) -> list[Reading]:
    """The parties and roles that a passage names; `key` tells the same party under its name and its short name."""
    names = _names(side.report)
    text = side.document.text
    found: list[Reading] = []
    if names:
        either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        for m in re.finditer(rf"(?<!\w)(?:{either})(?!\w)", text[side.start : side.end]):
            found.append(Reading(side.start + m.start(), side.start + m.end(), " ".join(m[0].split()), names[m[0]]))
    for m in _ROLES.finditer(text, side.start, side.end):
        found.append(Reading(m.start(), m.end(), " ".join(m[0].split()), m[0].lower().rstrip("s")))
    for m in _GROUPS.finditer(text, side.start, side.end):
        group, role = " ".join((m["group"] or "").lower().split()), (m["role"] or "").lower()
        key = (_ALIKE.get(group, group), re.sub(r"[\s-]", "", role), m["noun"].lower()[:4])
        found.append(Reading(m.start(), m.end(), " ".join(m[0].split()), key))
    kept: list[Reading] = []
    for reading in sorted(found, key=lambda r: (r.start, -r.end)):
        if not kept or reading.start >= kept[-1].end:
            kept.append(reading)
    return kept


def _names(report: Report) -> dict[str, str]:
    """Every name under which a party goes → the party."""
    names: dict[str, str] = {}
    for party in report.facts.parties:
        alias = party.alias.strip("\"“”'’ ")
        same = (alias or party.name).lower()
        for name in (party.name, alias):
            if len(name) > 1:
                names[name] = same
    return names
