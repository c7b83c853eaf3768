"""Parties from the words around them where no opening words name them: letters, and the signature block."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from clausescan.language.party_names import (
    ALIAS,
    DESCRIBED,
    ENDS_IN_FORM,
    HAS_FORM,
    PartySpan,
    alias_of,
    is_name,
    name_at,
    tidy,
)

_STARTS = re.compile(
    r"(?:^|\n|\.\s|:\s|[;,]\s(?:and\s)?|\band\s|\bbetween\s|\bwith\s|\bby\s|\bthrough\s|\bof\s|\bto\s|\bWHEREAS,?\s|"
    r"\bparty:?\s)(?:the\s|The\s)?(?=[A-Z0-9À-Ý])"
)
_DESCRIBES = re.compile(rf"\.?,?\s?(?:\(|{DESCRIBED})", re.I)
_HEAD = 6_000
_STOP = re.compile(r"\n\s?(?:2|II|B)\. |\n\s?(?:ARTICLE|Article|SECTION|Section) (?:2|II|TWO)\b|\bDefinitions\n")
_PARTY_VERB = re.compile(
    r"\b(?:agrees? (?:with|that|as|to)|confirms?|hereby|have (?:entered|agreed)|undersigned|set forth|sets forth|"
    r"propos\w+|each a\b|parties)\b",
    re.I,
)


def described(text: str) -> list[PartySpan]:
    """Names near the top that are described and get an alias: letters ("X, a Maryland corporation (the "Company"),
    agrees with you ..."), and openings without "between" ("X, hereinafter referred to as "Buyer", and Y ...")."""
    stop = _STOP.search(text, 0, _HEAD)
    limit = stop.start() if stop else min(len(text), _HEAD)
    found: list[PartySpan] = []
    at = 0
    for m in ALIAS.finditer(text, 0, limit):
        alias = alias_of(m)
        if found and m.start() - found[-1].end > 600:
            break
        if alias and m.start() >= at and not _THINGS.search(alias):
            name = _described_name(text, max(at, m.start() - 450), m.start())
            if name:
                found.append(PartySpan(name[1], m.end(), name[0], alias))
        at = max(at, m.end())
    return found if len(found) >= 2 and _PARTY_VERB.search(text, 0, limit) else []


_THINGS = re.compile(
    r"(?:s|Offering|Statement|Commission|Fee|Price|Product|Service|Website|Site|Software|System|Project|Event|Plan)$|"
    r"^(?:OTS|FDIC|SEC|SAIF|FDA|ESOP|NASD|FINRA)$"
)
_A_KIND = re.compile(
    r"\.?,?\s?(?:is\s)?an?\s(?:[\w-]+\s){0,5}?(?:corporation|company|partnership|individual|resident|trust|association|"
    r"university|institut\w+|bank|citizen|society|charity|foundation)\b",
    re.I,
)


def _described_name(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    for at in (start, *(m.end() for m in _STARTS.finditer(text, start, end))):
        name = name_at(text, at, end)
        if name is None:
            continue
        if ENDS_IN_FORM.search(name[0]):
            if name[2] >= end - 2 or _DESCRIBES.match(text, name[2], name[2] + 40):
                return name
        elif name[1] - at <= 5 and _A_KIND.match(text, name[2], end) and text[max(0, at - 1) : at] in ("", "\n", " "):
            return name
    return None


_MARK = re.compile(
    r"\b(?:By|BY|Per|Signed|Signature)\s?:|/s/|\bBy /|\bBy\s?_{3}|\(Signature\)|\b(?:Name|NAME)\s?:|_{6,}|\nBy\n"
)
_OFFICE = re.compile(
    r".*(?:\b(?:Officer|Signatory|President|Secretary|Treasurer|Director|Manager|Member|Partner|Counsel|Chairman|CEO|"
    r"CFO|COO|Esq|Trustee|[Yy]ours|Title|Name|Date[ds]?|Gentlemen|above|Attorney|Representative|WITNESS|Witness|"
    r"[Ff]irst written|written|executed)\b[.,:]{0,2}|"
    r"\d{1,2}/\d{1,2}/\d{2,4}|\b(?:19|20)\d\d[.,)]?|\b[Tt]ruly [Yy]ours,|\d\.|:|\((?:Signature|Name|Title|Date|"
    r"Seal)[^()]{0,20}\))\s+(?=[A-Z0-9À-Ý])"
)
_NAME_AT_END = re.compile(r"[A-Z0-9À-Ý][\w&.,'’()/À-ÿ -]{2,110}$")
_SIGNED_AS = re.compile(
    r"(?:\s?\((?:Signature|Seal|SEAL)\)|,?\s(?:a|A|an|An)\s[A-Z][\w ]{2,30}?(?:corporation|Corporation|company|"
    r"Company|partnership))\.?$"
)
_PERSON = re.compile(r"/s/\s?(?P<name>[A-ZÀ-Ý][\w.'À-ÿ-]{0,20}(?:[ ][A-ZÀ-Ý][\w.'À-ÿ-]{0,20}){1,6})")
_ROLE_AFTER = re.compile(
    r"\b(?:title|its|chief|president|director|officer|manager|attorney|trustee|member|partner|secretary|signatory|"
    r"vice|chairman|ceo)\b",
    re.I,
)
_BLOCK_START = re.compile(
    r"\b(?:IN WITNESS|In witness|In evidence|undersigned (?:have|has|hereby execute)|SIGNATURES?\b|"
    r"ACCEPTED AND AGREED|Accepted and agreed|AGREED TO AND ACCEPTED)"
)
_OF_UNDERSIGNED = re.compile(r"\b(?:the|each|both) (?:of the )?undersigned\b", re.I)


def signed(text: str) -> list[PartySpan]:
    """The organisations over "By:" and "/s/"; where the text speaks of the undersigned, also people who sign for
    themselves."""
    start = _signatures_start(text)
    found: list[PartySpan] = []
    previous = start
    by = False
    for mark in _MARK.finditer(text, start):
        if len(found) > 60:
            break
        segment = text[max(previous, mark.start() - 200) : mark.start()]
        offset = max(previous, mark.start() - 200)
        lines = segment.rstrip().rsplit("\n", 1)
        last = lines[-1]
        shift = offset + len(segment.rstrip()) - len(last)
        cut = _OFFICE.match(last)
        if by and len(lines) == 1 and cut is None:
            last = ""  # "By: X GP, LLC, its general partner By: ..." signs for another
        begin = cut.end() if cut else 0
        m = _NAME_AT_END.search(last, begin)
        if m:
            here = _split(m[0], shift + m.start())
            if here and len(lines) > 1 and not begin:
                found += _stacked(text, shift)
            found += here
        previous = mark.end()
        by = mark[0].lower().startswith(("by", "per"))
    if _OF_UNDERSIGNED.search(text) and len(text) < 12_000:
        found += _people(text, start)
        found.sort(key=lambda p: p.start)
    return found


def _stacked(text: str, end: int) -> list[PartySpan]:
    """The names on the lines above one, where one signature stands for all of them."""
    found: list[PartySpan] = []
    stop = end - 1
    while stop > 0 and len(found) < 80:
        start = text.rfind("\n", 0, stop) + 1
        name = tidy(text[start:stop])
        if len(name) > 90 or not name[:1].isupper() or not ENDS_IN_FORM.search(name) or not is_name(name):
            break
        found.insert(0, PartySpan(start, stop, name, ""))
        stop = start - 1
    return found


_HARD_FORM = re.compile(r"\b(?:L\.?L\.?C|L\.?P|INC|Inc|Ltd|LTD|GmbH)\b\.?\s(?=[A-Z])(?!L\.?P|LLC)")


def _split(words: str, at: int) -> list[PartySpan]:
    """The names in one line, or two columns of them, over a signature."""
    found = []
    cuts = [0, *(m.end() for m in _HARD_FORM.finditer(words)), len(words)]
    for a, b in pairwise(cuts):
        name = tidy(_SIGNED_AS.sub("", words[a:b].rstrip(' ,:_/-*"')))
        if ENDS_IN_FORM.search(name) and is_name(name) and len(name.split()) <= 14 and ":" not in name:
            found.append(PartySpan(at + a, at + a + len(words[a:b].rstrip()), name, ""))
    return found


def _signatures_start(text: str) -> int:
    last = None
    for m in _BLOCK_START.finditer(text, len(text) * 2 // 5 if len(text) > 6_000 else 0):
        last = last or m
        if m[0].startswith(("IN WITNESS", "In witness")):
            last = m
    if last:
        return last.start()
    return len(text) * 2 // 5 if len(text) > 6_000 else 0


def _people(text: str, start: int) -> list[PartySpan]:
    """Who signs in their own name: the name is printed beside the signature and no office follows."""
    found = []
    for m in _PERSON.finditer(text, start):
        before, after = text[max(0, m.start() - 60) : m.start()], text[m.end() : m.end() + 90]
        words = [w for w in m["name"].split() if w not in ("By", "Name", "Title", "Date", "Dated", "Its")]
        again = next((i for i in range(2, len(words)) if _ascii(words[i]) == _ascii(words[0])), len(words))
        name = " ".join(words[: min(again, 4)])
        after = text[m.start() + 3 + len(name) : m.end() + 90]
        plain = _ascii(name)
        if re.search(r"\b(?:By|BY|Per)\s?:?\s*$", before) or HAS_FORM.search(before.rstrip()[-14:]):
            continue
        if (plain in _ascii(after) or plain in _ascii(before)) and not _ROLE_AFTER.search(after[: len(name) + 45]):
            found.append(PartySpan(m.start("name"), m.start("name") + len(name), name, ""))
    return found


def _ascii(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if c.isalnum() and ord(c) < 128)
