"""The parties of an agreement, from its opening words: a pure span finder.

Read are, in this order of trust: parties in one sentence ("by and between X, a Delaware corporation ("X"), and Y ..."),
in a list ("PARTIES (1) X ..."), under captions and in forms ("Party A: X"), described near the top of a letter, on the
title page, and the names over the signatures. All patterns are bounded, so the time is linear in the length of the
text.
"""

from __future__ import annotations

import re

from clausescan.language.party_layouts import captioned, listed, scheduled, title_page
from clausescan.language.party_names import (
    ALIAS,
    HAS_FORM,
    QUOTES,
    SHARED,
    STARTS_DESCRIBED,
    PartySpan,
    alias_of,
    finished,
    name_at,
)  # fmt: skip
from clausescan.language.party_signatures import described, signed

__all__ = ["PartySpan", "find_parties"]

_BETWEEN = re.compile(
    r"\b(?:by\s(?:and|or)\s(?:between|among|amongst)|between|among|amongst|(?:made|entered\sinto|executed|"
    r"signed)\s(?:\w+\s){0,2}by|(?:made|entered\sinto|executed|given)\s(?:as of|on|effective|"
    r"this)\s[^.;()\"]{3,60}?\bby"
    r"(?!\s(?:and|or)\s(?:between|among)))\b"
    r"(?:\sand among\b)?(?:\s(?:the\s)?(?:following|parties|undersigned)(?:\s(?:parties|persons|"
    r"entities))?(?:\s(?:below|hereto|named below|in [\w ,]{3,40}))?)?[\s,:;-]{0,4}",
    re.I,
)
_OPENS = re.compile(
    r"\b(?:this|the)\b[^.;]{0,140}\b(?:agreement|contract|amendment|venture|memorandum|deed|"
    r"addendum)\b[^.;]{0,160}\b(?:made|entered|dated|executed|effective|is)\b[^.;]{0,80}$",
    re.I,
)
_BLOCK_END = re.compile(
    r"\bW\s?I\s?T\s?N\s?E\s?S\s?S\s?E\s?T\s?H\b|\bWHEREAS\b|\bWhereas\b|\bWitnesseth\b|"
    r"\bR\s?E\s?C\s?I\s?T\s?A\s?L\s?S?\b|\bRecitals?\b|\bBACKGROUND\b|\bBackground\b|\bNOW,? THEREFORE\b|"
    r"\bIT IS (?:HEREBY )?AGREED\b|\bagree as follows\b|\bTABLE OF CONTENTS\b|\bPREAMBLE\b|\bPreamble\b|"
    r"\bIntroduction\b|\bPreliminary\b|\bIn consideration\b|\bdated as of\b|"
    r"\n\s?(?:ARTICLE|Article|SECTION|Section)\s|\n\s?(?:1|I|A)\.\s(?=[A-Z])|\b[Cc]apitali[sz]ed terms\b|\bDATED\b|"
    r"\bDated\b"
)
_SENTENCE_END = re.compile(
    r"(?<=[)\"])\s?\.\s|\.\s(?=(?:The|This|In|Each|For|Such|Both|All|It|If|Any|As|Now|These|Under|Upon|Where|Unless|"
    r"Except|WHEREAS|A\.|I\.|1\.|1\)|\d\.\d)\s)|"
    r"(?<=[a-z0-9])\.\n"
)
_ON_SIGNATURE_PAGE = re.compile(
    r"\b(?:each of the|the|other|certain) (?:\w+ ){0,2}(?:persons|entities|parties|undersigned|individuals|funds|"
    r"stockholders|"
    r"shareholders|investors|signatories)\b[^.;]{0,60}\b(?:signature pages?|signatories|undersigned|Schedule|Exhibit|"
    r"below)\b",
    re.I,
)
_WITHIN = 20_000
"""Characters from the top in which the opening words are looked for (covers and contents may stand before them)."""
_BLOCK = 12_000


def find_parties(text: str) -> list[PartySpan]:
    """The parties that the opening words of `text` name, in order; from the signatures where those name none.

    `text` is the whole agreement, with straight or typographic quotes and a line break after each paragraph; offsets
    are into it.
    """
    plain = text.translate(QUOTES)
    best: list[PartySpan] = []
    alone: list[PartySpan] = []
    for found in (*listed(plain), *_inline(plain), captioned(plain)):
        found = finished(plain, found)
        if len(found) >= 2 and _worth(found) > _worth(best):
            best = found
        elif len(found) == 1 and (found[0].alias or HAS_FORM.search(found[0].name)) and found[0].start < 3_000:
            alone += found
    for layout in (described, title_page, signed):
        if len(best) < 2:
            found = finished(plain, layout(plain))
            best = found if len(found) >= 2 else best
            alone += found
    best = best or finished(plain, alone)
    best = finished(plain, best + scheduled(plain))
    if best and _ON_SIGNATURE_PAGE.search(plain, 0, best[-1].end + 400):
        best = finished(plain, best + signed(plain))
    return best


def _worth(parties: list[PartySpan]) -> float:
    """A block that gives aliases is the one that binds; a title page only repeats the names."""
    return sum(2.0 if p.alias else 0.7 for p in parties[:6])


def _inline(text: str) -> list[list[PartySpan]]:
    """The parties behind each "between" near the top."""
    blocks: list[list[PartySpan]] = []
    for m in _BETWEEN.finditer(text, 0, _WITHIN):
        if len(blocks) >= 12:
            break
        if m.start() > 3_000 and not _OPENS.search(text, m.start() - 260, m.start()):
            continue
        blocks.append(_in_block(text, m.end(), _block_end(text, m.end())))
    return blocks


def _block_end(text: str, start: int) -> int:
    limit = min(len(text), start + _BLOCK)
    stop = _BLOCK_END.search(text, start, limit)
    limit = stop.start() if stop else limit
    end = _SENTENCE_END.search(text, start, limit)
    return end.start() if end else limit


def _in_block(text: str, start: int, end: int) -> list[PartySpan]:
    found: list[PartySpan] = []
    at = start
    for m in ALIAS.finditer(text, start, end):
        if m.start() < at:
            continue
        alias = alias_of(m)
        names = _names(text, at, m.start())
        shared = bool(SHARED.search(m["lead"] or ""))
        if not alias:
            # "(each a Party)": of the names before it only those of organisations are believed; of a list that the
            # bracket closes, all
            known = [n for n in names if HAS_FORM.search(n[0]) or (shared and len(names) > 1)]
            found += [PartySpan(b, e, n, "") for n, b, e in known]
        elif names:
            owner = _owner(names, alias)
            if not HAS_FORM.search(names[-1][0]) and owner != len(names) - 1:
                names = names[: owner + 1]  # "Siemens AG, of Berlin and Munich ("Siemens")"
            for i, (name, begin, stop) in enumerate(names):
                own = i == owner or (shared and len(names) > 1)
                found.append(PartySpan(begin, m.end() if own else stop, name, alias if own else ""))
        elif found and not found[-1].alias and not text[found[-1].end : m.start()].strip(" ,."):
            found[-1] = PartySpan(found[-1].start, m.end(), found[-1].name, alias)
        at = m.end()
    found += [PartySpan(b, e, n, "") for n, b, e in _names(text, at, end) if HAS_FORM.search(n)]
    return found


def _owner(names: list[tuple[str, int, int]], alias: str) -> int:
    """Which of several names an alias is of: the one that it shortens, else the last."""
    for i, (name, _, _) in enumerate(names[:-1]):
        if alias.split()[0].lower() in name.lower() and alias.split()[0].lower() not in names[-1][0].lower():
            return i
    return len(names) - 1


_NEXT = re.compile(
    r"(?:\b(?:and|AND|And)\b[\s,:]{1,3}|;\s{0,2}|\n\s{0,2}|,\s)(?:(?:\(\w{1,3}\)|\d\.|\d\))\s?)?(?:the\s|The\s|THE\s)?"
)
_OF_ANOTHER = re.compile(
    r"(?:subsidiary|affiliate|division|successor|member|behalf|laws|trustee|partner|shareholder|"
    r"parent)\s(?:of|to)\s(?:the )?$"
)
_GOES_ON = re.compile(r"[\s,]{0,2}(?:a|an)\s|\s?\(|\s?d/?b/?a|$")


def _names(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The names that open party descriptions in a stretch, with their offsets."""
    found: list[tuple[str, int, int]] = []
    first = name_at(text, start, end)
    if first and not STARTS_DESCRIBED.match(text[start : min(end, start + 40)]):
        found.append(first)
    at = found[0][2] if found else start
    chain = at if found else -1  # where a list of bare names, "A Inc., B LLC, C LP and D", has got to
    for m in _NEXT.finditer(text, at, end):
        name = name_at(text, m.end(), end)
        if name is None or (found and name[1] < found[-1][2]):
            continue
        comma = m[0].startswith(",")
        tail = text[name[2] : end].strip(" ,.")
        if HAS_FORM.search(name[0]):
            listed = not text[max(chain, 0) : m.start()].strip(" ,.") and chain >= 0
            if _OF_ANOTHER.search(text, max(at, m.start() - 30), m.end()):
                continue
            if not comma or listed or not tail or _GOES_ON.match(text[name[2] : name[2] + 12]):
                found.append(name)
                chain = name[2]
        elif not comma and not tail:
            found.append(name)  # a person, right before the alias
    return found
