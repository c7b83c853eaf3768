"""Names and aliases of parties: the grammar that every layout of opening words shares.

All patterns are bounded, so the time is linear in the length of the text.
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


FORM = (
    r"(?:Inc|Incorporated|L\.?L\.?C|Ltd|LTD|Limited|Corp|Corporation|Company|Co|GmbH|AG|S\.?A|S\.?A\.?S|N\.?V|B\.?V|"
    r"P\.?L\.?C|plc|L\.?P|L\.?L\.?P|K\.?K|Pty|PTE|Pte|SE|S\.?p\.?A|S\.?r\.?l|A/S|AB|AS|Oy|Oyj|ASA|ApS|S/A|S\.?à\.?"
    r"\s?r\.?l|S\.?À\.? ?R\.?L|KG|KGaA|OHG|G\.?I\.?E|a\.s|s\.r\.o|d\.o\.o|Sp\. z o\.o|S\.?A\.?R\.?L|Trust|University|"
    r"Bank|N\.?A|F\.?S\.?B|Institute|Fund|Group|Holdings|Partners|Partnership|Foundation|Association|Hospital|Center|"
    r"Centre|Ministry|Authority|Council|College|School|Agency|Society|Universit[äàé]t?|Universidad|Bhd|JSC|OJSC|LLC|"
    r"Kaisha|Aktiengesellschaft|Bancorp|Ventures|Enterprises|Industries|Funds|Portfolios?|Trusts|FUNDS|PORTFOLIOS?|"
    r"INC|INCORPORATED|LIMITED|CORP|CORPORATION|COMPANY|CO|TRUST|UNIVERSITY|BANK|INSTITUTE|FUND|GROUP|HOLDINGS|"
    r"PARTNERS|PARTNERSHIP|FOUNDATION|ASSOCIATION|COUNCIL|AUTHORITY|AKTIENGESELLSCHAFT|GMBH|SRL|SPA|L\.C|MHC|REIT|"
    r"SICAV|Sdn|inc|llc|ltd)"
)
"""Words that only names of organisations carry, at their end or inside."""
HAS_FORM = re.compile(rf"(?<![\w'])(?:{FORM}(?![\w'])|The Regents of\b|University of\b|Institut(?:o|e)? )")
ENDS_IN_FORM = re.compile(
    rf"(?<![\w'])(?:{FORM}\.?(?:,?\s[IVX]{{1,4}})?(?:\s\([A-Z][\w. ]{{1,20}}\))?|(?:University|Bank|Institute|"
    rf"Regents|Trust|Center|Centre|College|"
    r"Ministry|Council|School|Foundation|Association|Authority)\s(?:of|for)\s[A-Z][\w .,&'-]{2,60})$|"
    r"^(?:[COZP]?JSC|OOO|ZAO|OAO|PT|Soci[eé]t[eé]|Compañ[ií]a|Consorzio|Stichting)\s"
)
"""A name that can be of an organisation only, by its last word or by its build ("University of ...")."""
_COMMA_FORM = (
    r"(?:,?\s(?:Inc|INC|inc|llc|ltd|Incorporated|INCORPORATED|LLC|L\.L\.C|L\.C|Ltd|LTD|Limited|LIMITED|"
    r"Corp|CORP|L\.P|LP|LLP|L\.L\.P|N\.A|FSB|F\.S\.B|S\.A|S\.A\.S|S\.p\.A|S\.r\.l|N\.V|B\.V|Co|CO|PLC|plc|MHC|GP|AG|"
    r"GmbH|PTE|Pte|G\.I\.E|Inc\. of [A-Z]\w+)\.{0,2}(?![\w]))"
)
DESCRIBED = (
    r"(?:(?:a|an)\s(?!k\.?a)|(?:is|was)\s(?:a|an)\s|the\s(?:successor|registered)|having\b|with\s(?:its|an?|offices|"
    r"principal|registered|address|business|place|headquarters)|located\b|"
    r"whose\b|organi[sz]ed\b|incorporated\b|duly\b|existing\b|formed\b|acting\b|through\b|including\b|on behalf\b|"
    r"represented\b|residing\b|resident\b|aged\b|holding\b|holder\b|born\b|s/o\b|d/o\b|"
    r"registered\b|established\b|individually\b|in (?:his|her|its)\b|together with\b|formerly\b|d/?b/?a\b|"
    r"f/?k/?a\b|company\b(?=.{0,12}\b(?:registration|number|no))|"
    r"collectively\b|hereinafter\b|hereafter\b|"
    r"referred to\b|its\b|and (?:its|their)\b|by and through\b|as (?:of|the|sole|trustee|agent|an?)\b|of\s\d|"
    r"of\s[A-Z][\w ]{1,30},|of\s?_|(?:limited|private|public)\s(?:liability\s)?company\b|"
    r"for itself\b|being\b|under\b|shall\b|agree\b|hereby\b|operating\b|party of the\b|maintaining\b|domiciled\b|"
    r"at\s\d|which\b|who\b|is\b|dated\b|for\b)"
)
_TITLE = r"(?:(?:Mrs?|Ms|Miss|Dr|Prof|Professor|Messrs|M/s|M/S|MR|MRS|MS|DR|Sir|Dame)\.?\s|[A-Z]\.\s(?=[A-Z]))"
_NAME = re.compile(
    rf"(?:the\s|The\s|THE\s)?(?P<name>{_TITLE}?[A-Z0-9À-ÝÀ-ÿa-z<\[][^,;()\n\"]{{1,90}}?"
    rf"(?:,\s[A-Z][\w.' -]{{1,30}}\s&\s[A-Z][\w.' -]{{1,30}})?"
    r"(?:\s(?:and|AND)\s(?:Loan|LOAN|Sons|SONS|Company|COMPANY|Co\.|Trust|TRUST|Brothers)\b[^,;()\n\"]{0,40}?)?"
    rf"(?:\s\([A-Z][\w. ]{{1,20}}\)(?=\s(?:[A-Z]\w+\s){{0,6}}{FORM}\b)[^,;()\n\"]{{1,60}}?)?{_COMMA_FORM}{{0,3}})"
    rf"\.{{0,2}}(?=\s*(?:[,;(\n\"]|$|(?<![\s.][A-Za-z])(?<!\bMr)(?<!\bDr)(?<!\bMs)(?<!\bSt)(?<!Mrs)\.\s|"
    rf"\s{DESCRIBED}|\s(?:and|AND|And)\s|\s/s/))"
)
ALIAS = re.compile(
    r"\((?P<lead>[^()\"]{0,140}?)['\"]{1,2}\s?(?P<alias>[^\"()]{1,60}?)[,.]?\s?['\"]{1,2}(?P<tail>[^()]{0,200})\)"
    r"|\b(?:hereinafter|hereafter|herein|referred to|known)\b[^.;()\"]{0,70}[\"'](?P<alias2>[^\"'()]{1,60}?)[,.]?[\"']"
    r"|\((?:hereinafter|hereafter|herein|the|referred)\s(?:[\w ,]{0,50}\bas\s)?(?:the\s)?"
    r"(?P<alias3>[A-Z][\w&. -]{1,40}|PARTY [A-Z])\)"
    r"|\((?:hereinafter|hereafter|referred)[^()\"]{0,60}\(\"(?P<alias4>[^\"()]{1,60})\"\)"
    r"|\(as (?:the )?(?P<alias5>[A-Z][a-z]\w*(?:\s[A-Z][a-z]\w*)?)\)"
    r"|(?:\bas\s)\(\"(?P<alias6>[^\"()]{1,40})\"\)"
    r"|\(\"(?P<alias7>[A-Z][^\"()]{1,40})\)"
)
_NO_ALIAS = re.compile(
    r"\b(?:agreements?|contract|dates?|part(?:y|ies)(?! [A-Z0-9]{1,2}$)|act|code|prc|plan|mou|term|territory|"
    r"amendment|venture|"
    r"execution|addendum|"
    r"lease|memorandum|members?|loi|schedule|exhibit|order|sec|transaction)\b|^(?:you|we|us|our|your|jv|jva|sla|msa)$",
    re.I,
)
SHARED = re.compile(r"\b(?:collectively|together|jointly|each)\b", re.I)
"""An alias that several parties share says so in its brackets."""
LEAD = re.compile(
    r"^(?:[\s,;:&)\].-]|Party\s[A-Z1-9]:\s?|its\s(?:[\w-]{3,20}\s){0,2}?(?:subsidiary|affiliate|parent),?\s|"
    r"\b(?:and|AND|And|by|among|between|BETWEEN|AMONG|of the (?:one|first|"
    r"second|other) part|"
    r"on the (?:one|other) (?:hand|part|side)|as well as|together with|"
    r"the following parties)\b|\((?:\w{1,3})\)\s|\(?\d{1,2}\)|[A-D]\.\s(?![A-Z]\.)|\d{1,2}\.\s|"
    r"of the (?:FIRST|SECOND|ONE|OTHER) PART|TO|"
    r"OF THE (?:FIRST|SECOND|ONE|OTHER) PART)+"
)
STARTS_DESCRIBED = re.compile(rf"^[\s,]*{DESCRIBED}", re.I)
_NO_NAME = re.compile(
    r"^(?:each|individually|collectively|together|both|either|hereinafter|hereafter|the (?:part|follow|undersign|"
    r"person|date|effective)|part(?:y|ies)\b(?! [A-Z]\b)|for|whereas|its|their|"
    r"members? of|names? of|this|such|that|any|all|in|as|which|dated|effective|sometimes|referred|jointly|severally|"
    r"a|an|exhibit|source|"
    r"page|section|article|agreement|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|entities|persons|two|"
    r"three|between|among|attention|address|tel|fax|email|with (?:its|principal|offices?)|"
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
    r"street|blvd|p\.?o\.? box|following|by the|(?-i:will|has|have|may|desires?|wish(?:es)?|agrees?|provides?|which|"
    r"that|"
    r"desiring|intends?|is|are|was|hereby))\b|[.:]\s[A-Z]\w+\s\w+\s\w+\s\w+\s\w+\s\w+\s\w+|:\s|https?:|\$|_{3}|"
    r"\b(?:tel|fax)\b",
    re.I,
)
QUOTES = str.maketrans({**dict.fromkeys("“”„‟«»″＂*", '"'), **dict.fromkeys("‘’‚‛′", "'"), "\xa0": " ", "\t": " "})
_DOTTED = re.compile(r"(?:\b(?:Inc|Corp|Co|Ltd|Bros|Jr|Sr|Esq|Pty|Pte|inc|ltd|INC|CORP|CO|LTD|JR)|\.[A-Za-z])$")


def is_name(name: str) -> bool:
    """Whether words that stand where a name is expected can be one."""
    if (
        sum(c.isalpha() for c in name) < 2
        or _NO_NAME.match(name)
        or _NOT_A_NAME.search(name)
        or not re.search(r"[A-Z0-9À-Ý]", name[:12])
    ):
        return bool(_LOWER_NAME.match(name))
    return not name[0].islower() or bool(HAS_FORM.search(name) or _LOWER_NAME.match(name))


_LOWER_NAME = re.compile(r"[a-z][\w.-]{1,30}(?:\.com|,? (?:Inc|inc|LLC|Ltd)\b)(?:,? (?:Inc|inc|LLC|Ltd)\b\.?)?$")


def name_at(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """The name that opens `text[start:end]`, behind a number or a joining word, with its offsets."""
    stretch = text[start : min(end, start + 260)]
    lead = LEAD.match(stretch)
    m = _NAME.match(stretch, lead.end() if lead else 0)
    if not m:
        return None
    name = tidy(m["name"])
    if not is_name(name):
        return None
    return name, start + m.start("name"), start + m.end("name")


def tidy(name: str) -> str:
    """A name on one line, without what punctuation left at its ends: "Cool Inc.." is "Cool Inc."."""
    name = " ".join(name.split()).strip(" ,;:'\"-")
    bare = name.rstrip(".")
    return bare + "." if name != bare and _DOTTED.search(bare) else bare


def alias_of(match: re.Match[str]) -> str:
    """The alias that ALIAS matched; "" where the word names no party ("Agreement", "Parties", "Effective Date")."""
    alias = next((g for k, g in match.groupdict().items() if k.startswith("alias") and g), "")
    alias = " ".join(alias.split()).strip(" ,.'\"")
    alias = re.sub(r"^(?:the|The) ", "", alias)
    return "" if _NO_ALIAS.search(alias) else alias


def finished(text: str, found: list[PartySpan]) -> list[PartySpan]:
    """Each party once, and with the full stop that belongs to its name."""
    kept: dict[str, PartySpan] = {}
    for party in found:
        name = party.name
        at = text.find(name.split()[-1], party.start, party.end + 1) + len(name.split()[-1])
        if _DOTTED.search(name) and text[at : at + 1] == ".":
            name += "."
        party = PartySpan(party.start, max(party.end, at + (name[-1] == ".")), name, party.alias)
        key = re.sub(r"\W+|^the\b", "", name.lower())
        if key not in kept:
            kept[key] = party
        elif party.alias and not kept[key].alias:
            kept[key] = PartySpan(kept[key].start, kept[key].end, kept[key].name, party.alias)
    return list(kept.values())
