"""Layouts that name the parties one to a paragraph or a row: lists under a heading, captions, forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.language.party_names import ALIAS, HAS_FORM, SHARED, PartySpan, alias_of, is_name, name_at, tidy

# A line, or the end of one, behind which each paragraph is a party.
_LIST_HEAD = re.compile(
    r"(?:^|\n) {0,4}(?:\d\. )?(?:(?:the |The |THE )?(?:PARTIES|Parties)(?: (?:TO|to) (?:THIS|this|THE|the) \w+)?"
    r"|[^\n]{0,300}?\b(?:[Bb]y and (?:between|among)|[Bb]etween|[Aa]mong|BY AND (?:BETWEEN|AMONG)|BETWEEN|AMONG|"
    r"AMONGST)"
    r"(?:,? (?:the )?(?:following |undersigned )?(?:parties|Parties)(?: (?:below|named below|"
    r"hereto))?)?)[ :;,.-]{0,4}\n"
)
_LIST_END = re.compile(
    r"\W{0,3}(?:(?i:background|recitals?|whereas|witnesseth|now|it is|agreed|introduction|preamble|preliminary|dated?|"
    r"contents|table of|operative|this|in consideration|the parties|article|section|definitions?|relating|execution|"
    r"hereby|have|agree)\b|W I T N|\d+\.\d|[Aa]s of\b|"
    r"(?:each|Each|together|collectively|individually)\b(?!.{0,120}\"))"
)
_ENDS_LIST = re.compile(r"\b(?:BACKGROUND|RECITALS?|WITNESSETH|WHEREAS|AGREED)\W{0,3}$")
_KIND_LINE = re.compile(r"\b(?:AGREEMENT|CONTRACT|MEMORANDUM|DEED)\b")
_ONLY_JOIN = re.compile(r"\W{0,3}(?:and|AND|And|with|WITH|&|between|BETWEEN)?\W{0,4}$")
_NUMBERED = re.compile(r"\s*\(?(?:\d{1,2}|[a-hA-H]|[ivIV]{1,4})[).]\s|\s*[-•]\s")
_CLOSED = re.compile(r"(?:;|[;,]?\s(?:and|AND|And)|\)\s?[.,;]{0,2}|\boff? the (?:\w+ )?part\W{0,3})\s*$", re.I)
_WITHIN = 30_000
_LONGEST = 15_000

Entry = tuple[str, int, int, int]
"""Name, its offsets, and the end of the paragraphs that describe it."""


def listed(text: str) -> Iterator[list[PartySpan]]:
    """The parties of each list under PARTIES, BETWEEN, or an opening sentence that ends in such a word."""
    for tried, head in enumerate(_LIST_HEAD.finditer(text, 0, _WITHIN)):
        if tried >= 10:
            return
        found = _with_aliases(text, _entries(text, head.end()))
        if len(found) >= 2:
            yield found


def _entries(text: str, at: int) -> list[Entry]:
    entries: list[Entry] = []
    fresh, labels, limit = True, False, min(len(text), at + _LONGEST)
    while at < limit:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop]
        if _ONLY_JOIN.match(line):
            fresh = fresh or bool(line.strip())
        elif _LIST_END.match(line) or (entries and line.isupper() and _KIND_LINE.search(line)):
            break
        else:
            numbered = bool(_NUMBERED.match(line))
            if numbered and ((entries and not labels) or (re.match(r"\W?1\W", line) and labels)):
                break  # numbers begin after a list without them: recitals or clauses
            labels = labels or numbered
            opens = fresh or numbered or _closed(text, entries[-1], line)
            name = name_at(text, at, stop) if opens else None
            if name and (fresh or numbered or HAS_FORM.search(name[0]) or ALIAS.search(line)):
                entries.append((*name, stop))
            elif not entries or (numbered and not HAS_FORM.search(line)):
                break
            else:
                entries[-1] = (*entries[-1][:3], stop)
            fresh = False
            if _ENDS_LIST.search(line[-40:]):
                break
        at = stop + 1
    return entries


def _closed(text: str, entry: Entry, line: str) -> bool:
    """Whether nothing more is to come of an entry: it ends in "; and" or in its alias, or it is one name on a line
    and the next line is another."""
    before = text[entry[1] : entry[3]]
    if _CLOSED.search(before):
        return True
    alone = entry[3] - entry[2] <= 2 and HAS_FORM.search(entry[0]) is not None
    return alone and len(line) < 90 and line.rstrip(" ,.")[-1:].isalpha() and HAS_FORM.search(line[-16:]) is not None


def _with_aliases(text: str, entries: list[Entry]) -> list[PartySpan]:
    found: list[PartySpan] = []
    for name, start, name_end, end in entries:
        alias, stop = "", name_end
        for m in ALIAS.finditer(text, name_end, end):
            alias = alias_of(m)
            if alias:
                stop = m.end()
                if SHARED.search(m["lead"] or ""):
                    found = [p if p.alias else PartySpan(p.start, p.end, p.name, alias) for p in found]
                break
        found.append(PartySpan(start, stop, name, alias))
    named = sum(bool(p.alias or HAS_FORM.search(p.name)) for p in found)
    return found if named >= 1 and 2 * named >= len(found) else []


_ROLE = (
    r"(?:Company|Client|Customer|Supplier|Vendor|Licens(?:or|ee)|Provider|Contractor|Consultant|Distributor|Reseller|"
    r"Buyer|Seller|Purchaser|Franchis(?:or|ee)|Partner|Investor|Manufacturer|Sponsor|Publisher|Lessor|Lessee|Agent|"
    r"Principal|Shipper|Carrier|Sender|Owner|Borrower|Lender|Coordinator|Beneficiary|Member)"
)
_CAPTION = re.compile(
    r"(?:^|\n|\s)(?P<alias>(?i:Party)\s(?:[A-Da-d]|I{1,3}|1st|2nd|One|Two|Three|"
    r"[1-4]))(?:\s?\([^)\n]{0,30}\))?\s?[:：|]\s?"
    r"(?P<rest>[^\n]{3,160})"
    r"|(?:^|\n)\W{0,3}(?:the\s|The\s)?(?P<role>"
    + _ROLE
    + r")(?:\s(?:Name|name)|/[\w-]{3,12})?\s?[:：|\t]\s?(?P<rest2>[^\n]{3,160})"
    r"|(?:^|\n)\W{0,3}(?:Name|Full name|Legal name|Organi[sz]ation|Company name|Legal entity)(?:\s(?:of|\()[^\n:|"
    r"\t]{0,40})?"
    r"\s?[:：|\t]\s?(?P<rest3>[^\n]{3,160})"
)
_CAPTION_END = re.compile(
    r"\s(?:Address|Legal|Registered|Tel|Attention|Contact|Representative|Party [A-D]|"
    r"Zip|Date|Phone|Fax|E-?mail|Location|Domicile|Unified)\b|"
    r"\(|;|\t"
)


def captioned(text: str) -> list[PartySpan]:
    """ "Party A: X Co., Ltd. Address: ...", "Supplier: X Inc.", and rows of forms ("Name of party | X")."""
    found: list[PartySpan] = []
    seen: set[str] = set()
    for m in _CAPTION.finditer(text, 0, 8_000):
        kind = "rest" if m["rest"] else "rest2" if m["rest2"] else "rest3"
        alias = tidy(m["alias"] or m["role"] or "")
        if alias.lower() in seen and alias:
            continue  # the same caption again is another document's, or the signatures
        name = name_at(text, m.start(kind), m.start(kind) + _length(m[kind]))
        if name is None or (kind != "rest" and not HAS_FORM.search(name[0])):
            continue
        seen.add(alias.lower())
        found.append(PartySpan(m.start(kind) if kind == "rest3" else m.start("alias" if kind == "rest" else "role"),
                               name[2], name[0], alias))  # fmt: skip
    return found


def _length(rest: str) -> int:
    end = _CAPTION_END.search(rest)
    if end and rest[end.start()] == "(" and HAS_FORM.search(rest[end.start() : end.start() + 80]):
        end = _CAPTION_END.search(rest, end.end())  # "Rise (Tianjin) Consulting Co., Ltd."
    return end.start() if end else len(rest)


_IN_SCHEDULE = re.compile(
    r"\b(?:each|those|the|certain|all)\b[^.;]{0,80}\b(?:listed|set (?:forth|out)|named|identified|specified|"
    r"appearing|shown)\s(?:on|in)\s"
    r"(?:the\s)?(?:attached\s)?(?P<kind>Schedule|Exhibit|Appendix|Annex|Attachment)\s?-?\s?['\"]?(?P<mark>[A-Z]|\d|"
    r"I{1,3})\b",
    re.I,
)


def scheduled(text: str) -> list[PartySpan]:
    """The names in the schedule that the opening words point to for some of the parties."""
    opening = re.search(r"\b(?:between|among)\b", text[:6_000], re.I)
    at = opening.start() if opening else 0
    end = re.search(r"\n|\bWHEREAS\b", text[at + 200 : at + 2_500])
    m = _IN_SCHEDULE.search(text, at, at + (200 + end.start() if end else 2_500))
    if m is None:
        return []
    head = re.compile(rf"\n\W{{0,3}}{m['kind']}\s?-?\s?['\"]?{m['mark']}\b[^\n]{{0,80}}\n", re.I)
    found: list[PartySpan] = []
    for heading in list(head.finditer(text, m.end()))[-3:]:
        found, missed, start = [], 0, heading.end()
        while start < len(text) and missed < 4:
            stop = text.find("\n", start)
            stop = len(text) if stop < 0 else stop
            name = _whole_line(text, start, stop)
            missed = 0 if name else missed + 1
            if name:
                found.append(PartySpan(name[1], name[2], name[0], ""))
            start = stop + 1
        if len(found) >= 2:
            return found
    return []


_AND_LINE = re.compile(r"\n\W{0,3}(?:and|AND|And|&)\W{0,3}\n")


def title_page(text: str) -> list[PartySpan]:
    """The names on a cover that has no "between": one name on each line around a line that says "and"."""
    for joint in _AND_LINE.finditer(text, 0, 2_500):
        before: list[tuple[str, int, int]] = []
        end = joint.start()
        while end > 0 and len(before) < 12:
            start = text.rfind("\n", 0, end) + 1
            name = _whole_line(text, start, end)
            if name is None:
                break
            before.insert(0, name)
            end = start - 1
        stop = text.find("\n", joint.end())
        after = _whole_line(text, joint.end(), len(text) if stop < 0 else stop)
        if before and after:
            return [PartySpan(b, e, n, "") for n, b, e in (*before, after)]
    return []


def _whole_line(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    name = name_at(text, start, end)
    if name is None or not HAS_FORM.search(name[0]) or not is_name(name[0]) or text[name[2] : end].strip(" .,;"):
        return None
    return name
