"""What a sentence says about an end: "for five years from the Effective Date", "until 31 December 2024", "until
terminated". One sentence can hold several ends; each is returned with the words that anchor it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from clausescan.facts.sentences import Passages, Sentence
from clausescan.language.periods import PeriodSpan

EndKind = Literal["date", "length", "indefinite", "event", "blank"]


@dataclass(frozen=True, slots=True)
class End:
    """`start`/`end` are document offsets of the words. A date has `date`, a length has `period` and `anchor`, the
    words that say from when it runs ("the Effective Date", "" where nothing is said)."""

    kind: EndKind
    start: int
    end: int
    date: date | None = None
    period: PeriodSpan | None = None
    anchor: str = ""


# Before a date or a period: the words that make it the end, the beginning, or neither. The nearest one counts.
_ROLE = re.compile(
    r"\b(?P<end>until|till|thr(?:ough|u)|ending|ends?|expir(?:es?|ing|ation(?: date)?|y(?: date)?)|terminat(?:es?|"
    r"ing|ion date)"
    r"|conclud(?:es?|ing)|to|in no event later than|and)\b"
    r"|\b(?P<start>from|commenc\w{0,8}|beg[ia]n\w{0,6}|start\w{0,4}|effective|as of|dated|since|executed|signed|"
    r"entered)\b",
    re.I,
)
_NOT_A_LENGTH_AFTER = re.compile(
    r"\s?(?:'s?)?\s?(?:\(|\w{1,8}\s)?(?:prior|advance|written|notice|before|in advance|of notice|old|grace|cure|"
    r"period of notice|"
    r"in arrears|preceding|lead time)\b",
    re.I,
)
_NOT_A_LENGTH_BEFORE = re.compile(
    r"\b(?:within|at least|not? (?:less|more|fewer|later|earlier) than|up(?:on| to)|by giving|minimum of|every|each|"
    r"once|per|"
    r"notice of|exceed(?:s|ing)?|last day of (?:the|each)|prior|previous|preceding|aggregate of|under)\s"
    r"(?:an?\s|the\s|any\s)?[\w ]{0,8}$",
    re.I,
)
DAY_BEFORE = re.compile(r"\b(?:the )?(?:last )?day (?:immediately )?(?:prior to|before|preceding) (?:the )?$", re.I)
_RENEWAL_BEFORE = re.compile(
    r"\b(?:re-?new\w{0,5}|extended|extending|extensions?|extends?(?! (?:for|until|through|over|from|to)\b)|"
    r"prolong\w{0,4}|additional|successive|subsequent|further|consecutive|another|"
    r"roll(?:s|ed|ing)?[- ]over|option\w{0,2}|like|same|automatic\w{0,4}|survive\w{0,3}|"
    r"confidential\w{0,3})\b[^.;]{0,60}$",
    re.I,
)
_RENEWAL_INSIDE = re.compile(r"\b(?:additional|successive|further|consecutive|more)\b", re.I)
_LENGTH_BEFORE = re.compile(
    r"\b(?:for|of|is|be|term|period|duration|lasts?|last for|ending|ends?|until|till|through|later|earlier|longer|"
    r"shorter|latest|earliest|valid|"
    r"effect|force|year|years|shall|initial(?:ly)?|has|have|are|to|at|after|on|the|continues?|extends?|a|an|remains?|"
    r"date|"
    r"means|:|=)\s?[\w ,:()'\"-]{0,24}$",
    re.I,
)
_LENGTH_AFTER = re.compile(
    r"(?:\s?\(s\))?[\s,]{0,2}(?:initial |in )?(?:term|period|duration|from|after|following|commenc|beginning|"
    r"thereafter|subsequent|"
    r"hence|anniversary|effective|contract|starting|since|of the|unless|with|and|or|until|duration|long|counted|"
    r"calculated|as (?:of|from)|$|"
    r"[.;:,()'\"])",
    re.I,
)
_ANCHOR_AFTER = re.compile(
    r"[\s,]{0,2}(?:(?:initial|period|term|anniversary|duration|immediately|counted|calculated|"
    r"in length|or so|long|time|"
    r"\([^)]{0,40}\))[\s,]{0,2}){0,4}"
    r"(?:from|after|following|of|commencing (?:on|as of|from|with|upon)|commencing|beginning (?:on|from|as of|with|"
    r"upon)|"
    r"beginning|starting (?:on|from|as of)|subsequent to|since|effective)\s(?:and including |the later of )?"
    r"(?P<anchor>[^;.]{1,90})",
    re.I,
)
_THEREAFTER = re.compile(r"[\s,]{0,2}(?:thereafter|hereafter|hence|thereof|therefrom|from (?:such|that) date)\b", re.I)
_START = re.compile(
    r"\b(?:commenc\w{0,4}|beg[iu]ns?|beginning|start\w{0,3}|effective|takes? effect|in(?:to)? (?:force|effect)|"
    r"from)\s"
    r"(?:(?:on|as of|as from|upon|from|at|with effect from|effective)\s){0,2}(?P<anchor>[^;]{1,90})",
    re.I,
)
_INDEFINITE = re.compile(
    r"\b(?:indefinite(?:ly)?|perpetual(?:ly)?|in perpetuity|unlimited (?:period|term|duration|time)|no fixed (?:term|"
    r"period)|"
    r"without limit (?:of|in) time|evergreen|(?:until|unless)(?: and until)?(?:,? (?:it|this agreement|this contract|"
    r"the agreement|"
    r"the contract|otherwise|sooner|earlier|so|such time as it|is|shall be|has been|either party|a party|one party|"
    r"any party|"
    r"termination|the same|of|by|,)){0,5} ?(?:is |be |been )?"
    r"(?:terminat(?:ed|ion|es)|cancel+(?:ed|lation|s)|gives?|given|notice)\b)",
    re.I,
)
_EVENT = re.compile(
    r"\b(?:until|till|through|up to|upon|on|for)\s(?:and including\s)?(?:the\s|such time as\s|all\s|its\s|a\s)?"
    r"(?:(?:later|earlier|latest|earliest|longer|shorter|last|first|date|occurrence|to occur|of|the|on which|that|"
    r"when|to|final)\s){0,6}"
    r"(?:complet\w+|expir\w+|terminat\w+|end|close|closing|final|full|entire|satisf\w+|performance|payment|"
    r"dissolution|"
    r"duration|life|liquidation|winding|conclusion|fulfil\w+|all|remaining|royalty|such time|last)\b"
    r"|\b(?:so|as) long as\b|\bco-?terminous\b|\bwhen all\b|\bfor the (?:entire |total )?(?:duration|life|"
    r"term) of the\b"
    r"|\buntil\s(?:the\s)?[a-z]{3,}",
    re.I,
)
_BLANK_END = re.compile(
    r"\b(?:until|through|for|of|expires? on|terminates? on|ending)\s(?:(?:a|an|the|initial|term|period|of|"
    r"and including)\s){0,5}"
    r"(?:_{2,40}|\[[ _●•*.-]{0,20}\]|\*{2,9}|[●•])",
    re.I,
)
_CHOICE = re.compile(r"\b(?:from|between|later|earlier|latest|earliest|term)\b|\d\s*$", re.I)
_LAST_DAY = re.compile(r"\b(?:last day (?:of|in)|end of)(?: the)?(?: month(?: of)?)?,?\s?$", re.I)
_YEAR_END = re.compile(
    r"\b(?:until|through|at|on|to)\s(?:the\s)?(?:end|"
    r"close) of\s(?:the\s)?(?:calendar\s)?(?:year\s)?(?P<year>(?:19|20)\d\d)\b",
    re.I,
)


def find_ends(passages: Passages, sentence: Sentence) -> list[End]:
    """The ends that a sentence states, in text order. Notice periods, renewal lengths and beginnings are left out."""
    ends = [*_dates(passages, sentence), *_lengths(passages, sentence)]
    ends.sort(key=lambda e: e.start)
    for kind, pattern in (("indefinite", _INDEFINITE), ("event", _EVENT), ("blank", _BLANK_END)):
        m = pattern.search(sentence.text)
        if m:
            ends.append(End(kind, sentence.start + m.start(), sentence.start + m.end()))  # type: ignore[arg-type]
    return ends


def _dates(passages: Passages, sentence: Sentence) -> Iterable[End]:
    for span in passages.dates_in(sentence.start, sentence.end):
        before = passages.plain[max(sentence.start, span.start - 90) : span.start].replace(" and including", "")
        role = None
        for m in _ROLE.finditer(before):
            role = m
        if role is None or role["end"] is None:
            continue
        word = role["end"].lower()
        # "from May 1 to June 30", "the later of X and June 30": the end, if a beginning or a choice stands before
        if word in ("and", "to") and not _CHOICE.search(before[: role.start()]):
            continue
        if word in ("expires", "expire", "terminates", "terminate", "ends", "end") and len(before) - role.end() > 60:
            continue
        value = span.value
        if value is None and span.year and span.month and not span.placeholder and _LAST_DAY.search(before):
            value = date(span.year, span.month, monthrange(span.year, span.month)[1])
        yield End("date" if value else "blank", span.start, span.end, date=value)
    for m in _YEAR_END.finditer(sentence.text):
        yield End("date", sentence.start + m.start(), sentence.start + m.end(), date=date(int(m["year"]), 12, 31))


def _lengths(passages: Passages, sentence: Sentence) -> Iterable[End]:
    text = passages.plain
    for span in passages.periods_in(sentence.start, sentence.end):
        before = text[max(sentence.start, span.start - 90) : span.start]
        after = text[span.end : min(sentence.end, span.end + 160)]
        words = text[span.start : span.end]
        if DAY_BEFORE.search(before) and span.anniversary:
            before = DAY_BEFORE.sub(" until the ", before)
        if (
            span.unit == "hour"
            or (span.unit == "day" and (span.value or 99) < 28)
            or _NOT_A_LENGTH_AFTER.match(after)
            or _NOT_A_LENGTH_BEFORE.search(before)
        ):
            continue
        if _RENEWAL_BEFORE.search(before) or _RENEWAL_INSIDE.search(words):
            continue
        if not span.anniversary and not _LENGTH_BEFORE.search(before) and before.strip():
            continue
        if not span.anniversary and not _LENGTH_AFTER.match(after):
            continue
        yield End("length" if span.value is not None else "blank", span.start, span.end, period=span,
                  anchor=_anchor(sentence, span, before, after))  # fmt: skip


def _anchor(sentence: Sentence, span: PeriodSpan, before: str, after: str) -> str:
    if not _THEREAFTER.match(after):
        m = _ANCHOR_AFTER.match(after)
        if m:
            return m["anchor"]
    last = ""
    for m in _START.finditer(sentence.text, 0, span.start - sentence.start):
        last = m["anchor"]
    return last
