"""Addresses that differ, parties that have none, channels of notice without a rule of receipt or with two (X-12)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.tree import Tree, called, subject
from clausescan.model import Clause, Defect, Party, Report

_KINDS = {
    "street": "street", "st": "street", "road": "road", "rd": "road", "avenue": "avenue", "ave": "avenue",
    "boulevard": "boulevard", "blvd": "boulevard", "drive": "drive", "dr": "drive", "place": "place", "pl": "place",
    "lane": "lane", "ln": "lane", "way": "way", "parkway": "parkway", "pkwy": "parkway", "court": "court",
    "ct": "court", "square": "square", "sq": "square", "terrace": "terrace", "highway": "highway", "hwy": "highway",
}  # fmt: skip
_STREET = re.compile(
    r"(?<![\w,.-])(\d{1,6})[A-Z]?,?[ \u00a0]((?:[A-Z0-9][\w.’'-]{0,20}[ \u00a0]){1,4}?)"
    rf"({'|'.join(sorted(_KINDS, key=len, reverse=True))})\b\.?",
    re.IGNORECASE,
)
_ZIP = re.compile(r"\b([A-Z][A-Za-z]+),\s(?:[A-Z]{2}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\.?,?\s{1,3}(\d{5})(?:-\d{4})?\b")
_NOTICE_HEADING = re.compile(r"\bnotices?\b|\bcommunications?\b", re.IGNORECASE)
_NOTICE_WORDS = re.compile(
    r"\b(?:any|all|each|every)\s(?:\w+\s){0,4}?notices?\b[^.]{0,400}?\b(?:in\swriting|deliver|sent|given|address)",
    re.IGNORECASE,
)
_GIVEN = r"(?:stated|set\s(?:forth|out)|appearing|indicated|specified|given|shown|listed|provided|contained)"
_ADDRESS_BELOW = re.compile(
    r"\baddress(?:es)?\b[^.;]{0,60}?\b(?:"
    r"(?:immediately\s)?(?:under|beneath|below|opposite|following)\s(?:(?:its|their|his)\s)?(?:respective\s)?"
    rf"(?:names?\s[^.;]{{0,24}})?signatures?|(?:{_GIVEN}\s)?on\s(?:the|its|their)\s(?:respective\s)?signature\spages?|{_GIVEN}\s(?:immediately\s)?(?:below|hereunder)|(?:immediately\s)?below)\b",
    re.IGNORECASE,
)
_ADDRESS_WITHIN = re.compile(
    rf"\baddress(?:es)?\b[^.;]{{0,40}}?\b{_GIVEN}\s(?:above\s)?in\s(?:this|the)\s(?:agreement|contract|preamble)\b",
    re.IGNORECASE,
)
_A_PLACE = re.compile(
    r"(?<![\w/.$])\d{1,6}[A-Z]?[-,]?\s?(?:\d+[ ,])?[A-Z][\w.’'-]+|\b\d{5}(?:-\d{4})?\b|\bP\.?\s?O\.?\s?Box\b"
    r"|\bSuite\b|\bFloor\b|\bAttn\b|\bAttention\b|\S+@\S+\.\w|\bFax\b|\bBuilding\b|\bNo\.\s?\d"
    r"|\b[A-Z]{1,2}\d{1,2}\s\d[A-Z]{2}\b|straße|strasse|str\.\s\d"
)
_TO = re.compile(
    r"(?:\A|[\n.;:]\s{0,3})(?:\(\w{1,3}\)\s)?(?:(?:if|in\scase\sof|notices?)\s)?to\s(?:the\s)?"
    r"([A-Z][\w &’'./-]{1,50}?)\s?(?:,\s?to)?\s?:",
    re.IGNORECASE,
)
_DEEMED = re.compile(r"\b(?:deemed|considered|effective|presumed)\b", re.IGNORECASE)
_ON_RECEIPT = re.compile(
    r"\b(?:upon|on|at\sthe\stime\sof|when|date\sof|only\s(?:up)?on)\s(?:the\s|its\s|actual(?:ly)?\s|their\s)*(?:receipt|received|delivery)\b"
    r"|\bactually\sreceived\b|\bwhen\sdelivered\b|\bconfirmation\sof\b",
    re.IGNORECASE,
)
_CHANNELS = {
    "e-mail": r"\be-?\s?mail\b|\belectronic\s(?:mail|transmission|means)\b",
    "facsimile": r"\b(?:facsimile|fax|telecop\w+|telefax)\b",
    "courier": r"\b(?:courier|overnight\s(?:delivery|mail|carrier)|express\s(?:delivery|mail))\b",
    "mail": r"\b(?:registered|certified|first[- ]class|prepaid|u\.?s\.?)\s(?:\w+\s){0,3}?mail\b|\bmailed\b"
    r"|\bby\s(?:mail|post)\b|\bairmail\b",
    "hand": r"\b(?:by\shand|hand[- ]deliver\w+|personal(?:ly)?\s(?:delivery|delivered|served)|in\sperson)\b",
}
_SENTENCE = re.compile(r"[^.]*(?:\.(?=\S)[^.]*)*\.?", re.DOTALL)
_AFTER_SENDING = re.compile(
    r"\b(?:days?|hours?)(?:\s\([^)]*\))?\s(?:after|following)\s(?:\w+\s){0,3}?(?:sent|sending|transmi\w+|dispatch\w*)[^;.]{0,30}?\be-?mail\b",
    re.IGNORECASE,
)
_UNTIL_CONFIRMED = re.compile(
    r"\be-?mail\b[^.]{0,80}?\bnot\s(?:be\s)?(?:deemed\s)?effective\b[^.]{0,30}?\b(?:unless|until)\b[^.]{0,120}?\b(?:confirm|acknowledg)\w+",
    re.IGNORECASE,
)
_LEFT_BLANK = re.compile(r"_{4,}[\s,]{0,3}(?:[A-Z]{2}\s?\d{5}|[A-Z][a-z]+,\s[A-Z]{2}\s\d{5})?")
"""A rule where the street should stand, and the postcode that was printed after it."""
_REACH = 12


@dataclass(frozen=True, slots=True)
class _Address:
    clause: Clause
    start: int
    end: int
    number: str
    street: str
    kind: str
    zip: str
    city: str


def notice_facts(report: Report) -> Iterator[Defect]:
    """X-12."""
    tree = Tree(report)
    yield from _two_addresses(tree)
    for clause in report.clauses:
        if _is_notice(tree, clause):
            section = _section(tree, clause)
            yield from _no_address(tree, clause, section)
            yield from _left_out(tree, clause, section)
            yield from _receipt(tree, section)


def _addresses(tree: Tree) -> Iterator[_Address]:
    for c in tree.report.clauses:
        if c.kind == "toc":
            continue
        for m in _STREET.finditer(tree.text, c.start, c.end):
            street = " ".join(m[2].lower().replace(".", "").split())
            if len(street) < 3 or street.isdigit():
                continue
            zip_code = _ZIP.search(tree.text, m.end(), min(c.end, m.end() + 90))
            city = zip_code[1].lower() if zip_code else ""
            yield _Address(
                c, m.start(), m.end(), m[1], street, _KINDS[m[3].lower()], zip_code[2] if zip_code else "", city
            )


def _two_addresses(tree: Tree) -> Iterator[Defect]:
    """One street with two numbers that look like one mistyped, or one house in a Road and a Boulevard."""
    by_street: dict[str, list[_Address]] = defaultdict(list)
    for a in _addresses(tree):
        by_street[a.street].append(a)
    for same in by_street.values():
        told: set[tuple[str, str, str]] = set()
        first = same[0]
        for other in same[1:]:
            seen = (other.number, other.kind, other.zip)
            if seen in told:
                continue
            if first.kind == other.kind and first.number != other.number and _slip(first.number, other.number):
                why = "the house numbers differ"
            elif first.number == other.number and first.kind != other.kind:
                why = "the streets differ"
            elif (
                (first.number, first.kind) == (other.number, other.kind)
                and first.zip
                and other.zip
                and first.zip != other.zip
                and first.city == other.city
            ):
                why = f"the postcodes differ ({first.zip}, {other.zip})"
            else:
                continue
            told.add(seen)
            one, two = tree.text[first.start : first.end], tree.text[other.start : other.end]
            yield defect(
                "X-12",
                f"An address is “{one}” in {called(first.clause)} and “{two}” in {called(other.clause)}: {why}, and a "
                "notice may go to the wrong one.",
                [tree.around(a.clause, a.start, a.end, 60, 60) for a in (first, other)],
            )


def _slip(a: str, b: str) -> bool:
    """One digit lost, added, or changed, or two neighbours swapped, in numbers of at least three digits."""
    if min(len(a), len(b)) < 3 or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        wrong = [i for i in range(len(a)) if a[i] != b[i]]
        swapped = (
            len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
        )
        return (len(wrong) == 1 and len(a) >= 4) or swapped
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _is_notice(tree: Tree, clause: Clause) -> bool:
    if clause.kind in ("toc", "signature", "title") or clause.scope:
        return False
    if _NOTICE_HEADING.fullmatch(clause.heading.strip(" .:")):
        return True
    opening = tree.text[clause.body : min(clause.end, clause.body + 500)]
    return (
        bool(clause.number)
        and bool(_NOTICE_WORDS.match(opening))
        and "address" in tree.text[clause.body : clause.end].lower()
    )


def _section(tree: Tree, clause: Clause) -> list[Clause]:
    """The clause, what stands below it, and what follows it without a number."""
    below = {c.id for c in tree.subtree(clause)}
    at = tree.place[clause.id]
    found: list[Clause] = []
    for c in tree.report.clauses[at : at + 60]:
        if c.id in below or (len(found) < _REACH and not c.number and c.kind not in ("heading", "signature")):
            found.append(c)
        else:
            break
    return found


def _words(tree: Tree, section: list[Clause]) -> str:
    return "\n".join(tree.text[c.start : c.end] for c in section)


def _no_address(tree: Tree, clause: Clause, section: list[Clause]) -> Iterator[Defect]:
    """Notices go to an address "below" or "in this Agreement", and none is there."""
    text = _words(tree, section)
    for pattern in (_ADDRESS_BELOW, _ADDRESS_WITHIN):
        holder = next(((c, m) for c in section if (m := pattern.search(tree.text, c.start, c.end))), None)
        if holder is None:
            continue
        c, m = holder
        if pattern is _ADDRESS_WITHIN:
            where = [x for x in tree.report.clauses if x not in section]
            places = "\n".join(
                tree.text[x.start : x.end] for x in where if x.kind in ("parties", "title", "signature", "table_row")
            )
            places += "\n".join(
                tree.text[x.start : x.end] for x in where if "address" in tree.text[x.start : x.end].lower()
            )
            missing = not _street_like(places)
        else:
            after = text[text.find(tree.text[m.start() : m.end()]) + len(m[0]) :]
            signed = "\n".join(
                tree.text[x.start : x.end]
                for x in tree.report.clauses[_signed_from(tree, c, m[0]) :]
                if not x.number and not x.scope
            )
            missing = not _street_like(after) and not _street_like(signed)
        if missing:
            said = " ".join(m[0].split())
            yield defect(
                "X-12",
                f"{subject(clause)} sends notices to the “{said}”, and no address stands there.",
                [tree.around(c, m.start(), m.end())],
            )
            return


def _signed_from(tree: Tree, clause: Clause, said: str) -> int:
    """Where what is promised may stand: after the clause or, for a signature page, after the last number."""
    first = tree.place[clause.id] + 1
    if "signature" not in said.lower():
        return first
    numbered = (i for i, c in enumerate(tree.report.clauses) if c.number and not c.scope and c.kind != "signature")
    return max(first, max(numbered, default=0) + 1)


def _street_like(text: str) -> bool:
    text = _LEFT_BLANK.sub(" ", text)
    return bool(_STREET.search(text)) or len(_A_PLACE.findall(text)) >= 2


def _left_out(tree: Tree, clause: Clause, section: list[Clause]) -> Iterator[Defect]:
    """A party of two to four that a list of addresses leaves out."""
    parties = tree.report.facts.parties
    text = _words(tree, section)
    if not 2 <= len(parties) <= 4 or not _TO.search(text) or not _street_like(text):
        return
    low = " ".join(text.lower().replace(",", "").split())
    for party in parties:
        names = {party.alias.lower(), " ".join(party.name.lower().replace(",", "").split())} - {""}
        short = " ".join(party.name.lower().replace(",", "").split()[:2])
        if (
            not party.alias
            or any(n in low for n in (*names, short))
            or party.alias.lower() in ("company", "seller", "buyer")
        ):
            continue
        if sum(_addressed(low, p) for p in parties) != len(parties) - 1 or "together with" in party.evidence.quote:
            continue
        known = {n for p in parties for n in (p.alias.lower(), p.name.lower())}
        addressed = [m[1].lower() for m in _TO.finditer(text)]
        if any(a in n or n in a for a in addressed for n in (party.alias.lower(), party.name.lower())):
            continue
        if len(addressed) >= len(parties) or any(not any(a in n for n in known) for a in addressed):
            continue  # somebody is addressed by a name that is not understood: it may be this party
        yield defect(
            "X-12",
            f"{subject(clause)} lists addresses for notices and has none for {party.alias}.",
            [tree.evidence(clause, 200), party.evidence],
        )


def _addressed(low: str, party: Party) -> bool:
    return party.alias.lower() in low or " ".join(party.name.lower().replace(",", "").split()) in low


def _receipt(tree: Tree, section: list[Clause]) -> Iterator[Defect]:
    text = _words(tree, section)
    sent = [c for c in section if _UNTIL_CONFIRMED.search(tree.text, c.start, c.end)]
    timed = [c for c in section if _AFTER_SENDING.search(tree.text, c.start, c.end)]
    if sent and timed:
        one = _AFTER_SENDING.search(tree.text, timed[0].start, timed[0].end)
        two = _UNTIL_CONFIRMED.search(tree.text, sent[0].start, sent[0].end)
        if one and two:
            yield defect(
                "X-12",
                f"E-mail has two rules of receipt in {called(section[0])}: some time after it is sent, and not "
                "before the other side confirms it.",
                [tree.around(timed[0], *one.span()), tree.around(sent[0], *two.span(), 20, 20)],
            )
        return
    deemed = [m[0] for m in _SENTENCE.finditer(text) if _DEEMED.search(m[0])]
    if not deemed or any(_ON_RECEIPT.search(s) and _general(s) for s in deemed):
        return
    ruled = {name for name, pattern in _CHANNELS.items() if any(re.search(pattern, s, re.I) for s in deemed)}
    allowed = text[: max(text.lower().find("deemed"), 0)]
    for name in ("e-mail", "facsimile"):
        m = re.search(rf"\bby\b[^.;:]{{0,160}}?(?:{_CHANNELS[name]})", allowed, re.I)
        if m and name not in ruled and len(ruled) >= 2 and not any(_ON_RECEIPT.search(s) for s in deemed):
            yield defect(
                "X-12",
                f"{subject(section[0])} lets notices go by {name} and says of other channels "
                f"when a notice counts as received, of {name} it does not.",
                [tree.evidence(section[0], 240)],
                "medium",
            )


def _general(sentence: str) -> bool:
    """A rule for every notice, whatever its channel."""
    return not any(re.search(p, sentence, re.I) for p in _CHANNELS.values())
