"""The parties of an agreement, from its opening words: a pure span finder.

Three layouts are read: the parties in one sentence ("by and between X, a Delaware corporation ("X"), and Y ..."), as
a numbered or captioned list ("BETWEEN: (1) X ...", "Party A: X"), and, where there is neither, the names over the
signatures. All patterns are bounded, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartySpan:
    """`text[start:end]` is the party as it is introduced, alias included where it follows; `name` and `alias` are
    cleaned of line breaks. `alias` is "" where the text gives none."""

    start: int
    end: int
    name: str
    alias: str


_FORM = (
    r"(?:Inc|Incorporated|L\.?L\.?C|Ltd|LTD|Limited|Corp|Corporation|Company|Co|GmbH|AG|S\.?A|S\.?A\.?S|N\.?V|B\.?V|"
    r"P\.?L\.?C|plc|"
    r"L\.?P|L\.?L\.?P|K\.?K|Pty|PTE|Pte|SE|S\.?p\.?A|S\.?r\.?l|A/S|AB|Oy|ASA|Trust|University|Bank|N\.?A|Institute|"
    r"Fund|Group|Holdings|"
    r"Partners|Partnership|Foundation|Association|Hospital|Center|Centre|Ministry|Authority|Bhd|JSC|OJSC|LLC|Kaisha|"
    r"Aktiengesellschaft|"
    r"INC|INCORPORATED|LIMITED|CORP|CORPORATION|COMPANY|CO|TRUST|UNIVERSITY|BANK|INSTITUTE|FUND|GROUP|HOLDINGS|"
    r"PARTNERS|PARTNERSHIP|"
    r"FOUNDATION|ASSOCIATION|AKTIENGESELLSCHAFT|SRL|SPA|L\.C|MHC|REIT|SICAV|Sdn|inc|llc|ltd)"
)
_COMMA_FORM = (
    r"(?:,?\s(?:Inc|INC|inc|llc|ltd|Incorporated|INCORPORATED|LLC|L\.L\.C|L\.C|Ltd|LTD|Limited|LIMITED|"
    r"Corp|CORP|L\.P|LP|LLP|L\.L\.P|N\.A|S\.A|S\.A\.S|S\.p\.A|S\.r\.l|N\.V|B\.V|Co|CO|PLC|plc|MHC|GP|AG|"
    r"GmbH|PTE|Pte|Inc\. of [A-Z]\w+)\.{0,2}(?![\w]))"
)
_DESCRIBED = (
    r"(?:(?:a|an)\s(?!k\.?a)|the\s(?:successor|registered)|having\b|with\s(?:its|an?|offices|principal|registered|"
    r"address|business|place|headquarters)|located\b|"
    r"whose\b|organi[sz]ed\b|incorporated\b|duly\b|existing\b|formed\b|acting\b|through\b|including\b|on behalf\b|"
    r"represented\b|residing\b|"
    r"registered\b|established\b|individually\b|in (?:his|her|its)\b|together with\b|formerly\b|d/?b/?a\b|f/?k/?a\b|"
    r"collectively\b|hereinafter\b|hereafter\b|"
    r"referred to\b|its\b|and (?:its|their)\b|by and through\b|as (?:of|the|sole|trustee|agent|an?)\b|of\s\d|"
    r"of\s[A-Z][\w ]{1,30},|"
    r"for itself\b|being\b|under\b|shall\b|agree\b|hereby\b|operating\b|party of the\b|maintaining\b|domiciled\b|"
    r"at\s\d|which\b|who\b|is\b|dated\b|for\b)"
)
_NAME = re.compile(
    rf"(?:the\s|The\s)?(?P<name>[A-Z0-9À-ÝÀ-ÿa-z<\[][^,;()\n\"]{{1,90}}?"
    rf"(?:,\s[A-Z][\w.' -]{{1,30}}\s&\s[A-Z][\w.' -]{{1,30}})?{_COMMA_FORM}{{0,3}})"
    rf"\.?(?=\s*(?:[,;(\n\"]|$|(?<![\s.][A-Z])\.\s|\s{_DESCRIBED}|\s(?:and|AND|And)\s))"
)
_ALIAS = re.compile(
    r"\((?P<lead>[^()\"]{0,140}?)['\"]{1,2}\s?(?P<alias>[^\"()]{1,60}?)[,.]?\s?['\"]{1,2}(?P<tail>[^()]{0,200})\)"
    r"|\b(?:hereinafter|hereafter|herein|referred to|known)\b[^.;()\"]{0,70}[\"'](?P<alias2>[^\"'()]{1,60}?)[,.]?[\"']"
    r"|\((?:hereinafter|hereafter|herein|the|"
    r"referred)\s(?:[\w ,]{0,50}\bas\s)?(?:the\s)?(?P<alias3>[A-Z][\w&. -]{1,40})\)"
)
_NO_ALIAS = re.compile(
    r"\b(?:agreements?|contract|dates?|part(?:y|ies)|act|code|prc|plan|mou|term|territory|amendment|venture|"
    r"execution|addendum|"
    r"lease|memorandum|members?|loi|schedule|exhibit|order|sec|transaction)\b|^(?:you|we|us|our|your|jv|jva|sla|msa)$",
    re.I,
)
_BETWEEN = re.compile(
    r"\b(?:by\s(?:and|or)\s(?:between|among|amongst)|between|among|amongst|(?:made|entered\sinto|executed|"
    r"signed)\s(?:\w+\s){0,2}by)\b"
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
_LEAD = re.compile(
    r"^(?:[\s,;:&)\].-]|\b(?:and|AND|And|by|among|between|BETWEEN|AMONG|of the (?:one|first|second|other) part|"
    r"on the (?:one|other) (?:hand|part|side)|as well as|together with|"
    r"the following parties)\b|\((?:\w{1,3})\)\s|\(?\d\)|[A-Z]\.\s|\d\.\s|of the (?:FIRST|SECOND|ONE|OTHER) PART|TO|"
    r"OF THE (?:FIRST|SECOND|ONE|OTHER) PART)+"
)
_STARTS_DESCRIBED = re.compile(rf"^[\s,]*{_DESCRIBED}", re.I)
_NO_NAME = re.compile(
    r"^(?:each|individually|collectively|together|both|either|hereinafter|hereafter|the (?:part|follow|undersign|"
    r"person|date|effective)|part(?:y|ies)\b(?! [A-Z]\b)|for|whereas|its|their|"
    r"this|such|that|any|all|in|as|which|dated|effective|sometimes|referred|jointly|severally|a|an|exhibit|source|"
    r"page|section|article|agreement|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|entities|persons|two|"
    r"three|between|among|attention|address|tel|fax|email|"
    r"notice|recitals|county|city|state|suite|floor|u\.?s\.?a?|usa|llc|ltd|inc|n\.a|plc|corp|co|[a-z]{2}\s\d{4,5}.*|"
    r"\d+\sedition|"
    r"(?:the )?(?:company|corporation|buyer|seller|supplier|distributor|client|customer|agent|bank|licensor|licensee|"
    r"investor|principal)"
    r"(?:$|'s|\s(?:in|and|agrees?|shall|has|hereunder|to|with|of the|products)\b)|\d+$)(?![\w&-]|\.\w)",
    re.I,
)
_NOT_A_NAME = re.compile(
    r"\b(?:agreement|means|herein|thereof|pursuant|obligations|executed|entered|parties|provisions|laws? of|"
    r"subject to|shall|whereby|avenue|"
    r"street|blvd|p\.?o\.? box|following)\b|[.:]\s[A-Z]\w+\s\w+\s\w+\s\w+\s\w+\s\w+\s\w+|https?:|\$",
    re.I,
)
_CAPTION = re.compile(
    r"(?:^|\n|\s\s|:\s|\s)(?P<alias>Party\s(?:[A-D]|I{1,3}|One|Two|Three|"
    r"[1-4]))(?:\s?\([^)]{0,30}\))?\s?[:：]\s?(?P<rest>[^\n]{3,140})",
    re.I,
)
_SIGNATURE = re.compile(
    rf"(?:^|\n|\s\s|"
    rf"[:.]\s)(?P<name>[A-Z0-9][\w&.,'’ -]{{2,70}}?\b{_FORM}\b\.?)[\s,:_/*-]{{0,20}}"
    rf"(?:\([^)]{{0,40}}\)\s)?(?:a [\w ]{{3,40}}\s)?(?:By|"
    rf""
    rf""
    rf"BY|Signed|Per|Name|/s/)\s?:?",
)
_WITHIN = 20_000
"""Characters from the top in which the opening words are looked for (covers and contents may stand before them)."""
_BLOCK = 3_500


def find_parties(text: str) -> list[PartySpan]:
    """The parties that the opening words of `text` name, in order; from the signatures where those name none.

    `text` is the whole agreement, with straight or typographic quotes; offsets are into it.
    """
    plain = text.translate(_QUOTES)
    best: list[PartySpan] = []
    tried = 0
    for m in _BETWEEN.finditer(plain, 0, _WITHIN):
        if tried >= 12:
            break
        if m.start() > 3_000 and not _OPENS.search(plain, m.start() - 260, m.start()):
            continue
        tried += 1
        end = _block_end(plain, m.end())
        found = _in_block(plain, m.end(), end)
        if _worth(found) > _worth(best) and (len(found) >= 2 or (found[0].alias and m.start() < 3_000)):
            best = found
        if _worth(best) >= 4 and m.start() > best[-1].end:
            break
    captioned = _captioned(plain)
    if len(captioned) >= 2 and _worth(captioned) > _worth(best):
        best = captioned
    if len(best) < 2:
        signed = _signed(plain)
        best = signed if len(signed) >= 2 else best or signed
    return best


def _worth(parties: list[PartySpan]) -> float:
    """A block that gives aliases is the one that binds; a title page only repeats the names."""
    return sum(2.0 if p.alias else 0.7 for p in parties[:4])


_QUOTES = str.maketrans({**dict.fromkeys("“”„‟«»″＂*", '"'), **dict.fromkeys("‘’‚‛′", "'"), "\xa0": " ", "\t": " "})


def _block_end(text: str, start: int) -> int:
    limit = min(len(text), start + _BLOCK)
    stop = _BLOCK_END.search(text, start, limit)
    limit = stop.start() if stop else limit
    end = _SENTENCE_END.search(text, start, limit)
    return end.start() if end else limit


def _in_block(text: str, start: int, end: int) -> list[PartySpan]:
    found: list[PartySpan] = []
    at = start
    for m in _ALIAS.finditer(text, start, end):
        alias = next((g for g in (m["alias"], m["alias2"], m["alias3"]) if g), "").strip(" ,.'\"")
        if m.start() < at:
            continue
        if _NO_ALIAS.search(alias) or not alias:
            found += _unaliased(text, at, m.start(), last=True)
            at = m.end()
            continue
        names = _names(text, at, m.start())
        if not names:
            if found and not found[-1].alias and not text[found[-1].end : m.start()].strip(" ,."):
                found[-1] = PartySpan(found[-1].start, m.end(), found[-1].name, alias)
            at = m.end()
            continue
        shared = len(names) > 1 and re.search(r"\b(?:collectively|together|jointly|each)\b", m["lead"] or "", re.I)
        for i, (name, begin, stop) in enumerate(names):
            own = i == len(names) - 1 or shared
            found.append(PartySpan(begin, m.end() if own else stop, name, alias if own else ""))
        at = m.end()
    found += _unaliased(text, at, end, last=False)
    return _distinct(found)


def _unaliased(text: str, start: int, end: int, last: bool) -> list[PartySpan]:
    """Parties of a stretch that no alias closes: only names that carry a company form are believed."""
    names = _names(text, start, end)
    return [PartySpan(b, e, n, "") for n, b, e in names if re.search(rf"\b{_FORM}\b", n)]


def _names(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The names that open party descriptions in a stretch, with their offsets."""
    found = []
    first = _name_at(text, start, end)
    if first and not _STARTS_DESCRIBED.match(text[start : min(end, start + 40)]):
        found.append(first)
    elif first is None or _STARTS_DESCRIBED.match(text[start : min(end, start + 40)]):
        first = None
    at = first[2] if first else start
    later: list[tuple[str, int, int]] = []
    for m in re.finditer(
        r"(?:\b(?:and|AND|And)\b[\s,:]{1,3}|;\s{0,2}|\n\s{0,2}|,\s)(?:(?:\(\w{1,3}\)|\d\.|\d\))\s?)?(?:the\s|The\s)?",
        text[at:end],
    ):
        name = _name_at(text, at + m.end(), end)
        if name and (not later or name[1] >= later[-1][2]):
            company = re.search(rf"\b{_FORM}\b", name[0]) is not None
            tail = text[name[2] : end].strip(" ,.")
            comma = m[0].startswith(",")
            if company and not re.search(
                r"(?:subsidiary|affiliate|division|successor|member|behalf|laws|trustee|partner|shareholder|"
                r"parent)\s(?:of|to)\s(?:the )?$",
                text[max(at, at + m.start() - 30) : at + m.end()],
            ):
                if (
                    not comma
                    or re.match(r"[\s,]{0,2}(?:a|an)\s|\s?\(|\s?d/?b/?a|$", text[name[2] : name[2] + 12])
                    or not tail
                ):
                    later.append(name)
            elif not comma and not tail and not company:
                later.append(name)  # a person, right before the alias
    return found + later


def _name_at(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    stretch = text[start : min(end, start + 260)]
    lead = _LEAD.match(stretch)
    offset = lead.end() if lead else 0
    m = _NAME.match(stretch, offset)
    if not m:
        return None
    name = " ".join(m["name"].split()).strip(" ,'\"-")
    if len(name) < 2 or _NO_NAME.match(name) or _NOT_A_NAME.search(name) or not re.search(r"[A-Z0-9À-Ý]", name[:12]):
        return None
    if name[0].islower() and not re.search(rf"\b{_FORM}\b|\.com\b|\binc\b", name):
        return None
    return name, start + m.start("name"), start + m.end("name")


def _captioned(text: str) -> list[PartySpan]:
    """ "Party A: X Co., Ltd. Address: ..."."""
    found = []
    for m in _CAPTION.finditer(text, 0, 6_000):
        rest = re.split(
            r"\s(?:Address|Legal|Registered|Tel|Attention|Contact|Representative|Party [A-D]|Zip|Location|Domicile|"
            r"Unified)\b|\(|;",
            m["rest"],
        )[0].strip(" ,.;")
        named = _NAME.match(rest + "\n")
        if named and not _NOT_A_NAME.search(rest[:60]):
            start = m.start("rest")
            found.append(
                PartySpan(
                    m.start("alias"),
                    start + named.end("name"),
                    " ".join(named["name"].split()),
                    " ".join(m["alias"].split()),
                )
            )
    return _distinct(found)


def _signed(text: str) -> list[PartySpan]:
    """The company names over "By:"."""
    start = max(0, len(text) * 2 // 5)
    witness = text.rfind("IN WITNESS", start)
    found = []
    for m in _SIGNATURE.finditer(text, witness if witness >= 0 else start):
        name = " ".join(m["name"].split()).strip(" ,.")
        if not _NOT_A_NAME.search(name) and not _NO_NAME.match(name):
            found.append(PartySpan(m.start("name"), m.end("name"), name, ""))
    return _distinct(found)[:30]


def _distinct(found: list[PartySpan]) -> list[PartySpan]:
    kept: dict[str, PartySpan] = {}
    for party in found:
        key = re.sub(r"\W+", "", party.name.lower())
        if key not in kept:
            kept[key] = party
        elif party.alias and not kept[key].alias:
            kept[key] = PartySpan(kept[key].start, kept[key].end, kept[key].name, party.alias)
    return list(kept.values())
