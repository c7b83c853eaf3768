"""Renewal: whether the agreement goes on after its term, by whose will, for how long, and what notice stops it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..language.periods import PeriodSpan
from ..model import NoticeFact, Renewal, Unit
from .sentences import Passages, Sentence
from .term import TermClause

Mode = Literal["automatic", "option", "agreement", "none", "unstated"]

_VERB = re.compile(
    r"\b(?:re-?new(?:s|ed|al|als|able|ing)?|exten(?:d|ds|ded|sion|sions|dable)|prolong(?:s|ed|ation)?|roll(?:s|ed|ing)?[- ]over|"
    r"year[- ]to[- ]year|month[- ]to[- ]month|evergreen|continues? (?:\w+ )?for (?:\w+ )?(?:successive|additional|further)|"
    r"successive (?:\w+ )?(?:terms|periods|annual)|thereafter (?:\w+ )?(?:continue|remain))\b",
    re.I,
)
_OF_AGREEMENT = re.compile(
    r"\b(?:agreement|contract|jsma|mou|(?:initial|original|primary|current|then[- ]current|renewal|the|this|its|such|existing) (?:\w+ )?term|"
    r"term of|terms?['\"]?\)|duration|venture|validity|(?:co-?operation|service) period|engagement|appointment)\b",
    re.I,
)
_ABOUT = re.compile(r"\b(?:agreement|contract|term|duration|venture|it|period)\b[^.;]{0,80}$", re.I)
_HEADING = re.compile(r"\b(?:term|renewal|duration|extension|validity)\b", re.I)
_OTHER = tuple(
    (weight, re.compile(pattern, re.I))
    for weight, pattern in (
        (-6, r"\b(?:extend(?:s|ed|ing)? (?:to|beyond the|credit|the (?:benefit|time|date|deadline|period for|warranty|offer)|any (?:time|offer)|indemn|its|their)|"
             r"extension of (?:time|credit|the (?:time|deadline|date|closing|warranty|patent))|time (?:extension|is extended)|to the (?:full|fullest|maximum)? ?extent)\b"),
        (-5, r"\b(?:insurance|polic(?:y|ies)|patents?|trademarks?|registrations?|copyrights?|domain names?|letters? of credit|visa|permits?|lease term|"
             r"loan|notes?|maturity|credit agreement|tolling|cure period|warranty period|subscription agreements?|purchase orders?|royalty term|"
             r"force majeure|delivery date|closing date|outside date|due date|employment|confidential\w*|non-?compet\w*|third part(?:y|ies) agreements?|"
             r"sub-?license agreements?|customer agreements?|end[- ]user|facility addend\w+|service option attachment|work orders?|statements? of work)\b"),
        (-4, r"\b(?:fees? for (?:any )?renewal|renewal (?:fee|date|rate|premium|price|commission|royalt\w+)s?|commissions? on renewals?|upon (?:any )?renewal)\b"),
        (-4, r"\bduring (?:the|any|each) (?:[\w ]{0,30})(?:term|renewal|extension)\b"),
        (-3, r"\b(?:and|or) any (?:renewals?|extensions?)\b|\b(?:renewals?|extensions?) (?:hereof|thereof)\b"),
        (-4, r"\b(?:collectively|together)[^.;]{0,60}\bterm\b(?![^.;]{0,200}\b(?:renew|extend))"),
        (-3, r"\bif (?:this|the) (?:agreement|term|contract)[^.;]{0,30}\b(?:is|has been) (?:not )?(?:renewed|extended)\b"),
        (-3, r"\bas (?:it )?(?:may be |so )?(?:extended|renewed)\b"),
        (-3, r"\bunless (?:earlier|sooner|otherwise)?[^.;]{0,30}(?:extended|renewed)\b"),
    )
)  # fmt: skip
_MIN_SCORE = 5.0

_NONE = re.compile(
    r"\b(?:shall|will|may|does|can|is) ?not (?:be )?(?:automatically |subject to )?(?:re-?new\w*|extend\w*|prolong\w*)\b"
    r"|\bno (?:right|option|obligation|automatic|further)\s(?:\w+ ){0,3}(?:re-?new\w*|exten\w+)|\bnon-?renewable\b|\bwithout (?:any )?(?:automatic )?renewal\b",
    re.I,
)
_AUTOMATIC = re.compile(
    r"\b(?:automatic(?:ally)?|year[- ]to[- ]year|month[- ]to[- ]month|evergreen|tacit(?:ly)?|deemed (?:to be )?(?:renewed|extended))\b"
    r"|\b(?:shall|will|to)\s(?:\w+ ){0,2}(?:be )?(?:re-?new(?:ed)?|extend(?:ed)?|prolong(?:ed)?|continue)\b[^.;]{0,200}\b(?:unless|until terminated|if neither)\b"
    r"|\bunless\b[^.;]{0,200}\b(?:shall|will)\s(?:\w+ ){0,2}(?:be )?(?:re-?new(?:ed)?|extend(?:ed)?)\b"
    r"|\b(?:shall|will) (?:be )?(?:re-?newed|renew|extended|continue)\s(?:\w+ ){0,3}(?:for|in)\s(?:\w+ ){0,3}(?:successive|additional|subsequent|consecutive|further|another)\b",
    re.I,
)
_AGREEMENT = re.compile(
    r"\b(?:mutual(?:ly)?\s(?:\w+\s){0,3}(?:agree\w*|consent\w*|decision|option)|(?:written|prior|joint|express)\s(?:\w+\s)?(?:agreement|consent)|agree(?:d)? (?:in writing|otherwise|to (?:renew|extend))|"
    r"by (?:the )?(?:written )?(?:agreement|consent) (?:of|between)|(?:upon|with|subject to)\s(?:the )?(?:\w+ )?(?:agreement|consent|approval) of|"
    r"(?:both|all|the) parties\s(?:\w+ ){0,4}(?:agree|negotiate|discuss|consult|decide)|(?:agreed|negotiated) (?:by|between|upon)|by amendment|"
    r"negotiat\w+|parties (?:so )?(?:wish|elect|agree))\b",
    re.I,
)
_OPTION = re.compile(
    r"\b(?:option|right|entitled|privilege|elect(?:s|ion)?|discretion|may (?:request|renew|extend|be (?:renewed|extended) (?:by|at))|can (?:renew|extend)|by (?:giving|providing|delivering|written notice))\b",
    re.I,
)
_ANNUAL = re.compile(r"\b(?:year[- ]to[- ]year|annual(?:ly)?|yearly|each year|one[- ]year|on a year)\b", re.I)
_MONTHLY = re.compile(r"\b(?:month[- ]to[- ]month|monthly (?:basis|periods|terms)|each month)\b", re.I)
_SAME = re.compile(r"\b(?:same|like|equal|identical|equivalent) (?:\w+ )?(?:period|term|length|duration)s?\b|\bequal (?:in duration )?to the\b", re.I)
_NOTICE_AFTER = re.compile(r"[\s'(),s]{0,6}(?:\w+\s){0,6}?(?:prior|before|notice|advance|preceding|of the (?:end|expir\w+|conclusion)|in advance)\b", re.I)
_NOTICE_BEFORE = re.compile(r"\b(?:notice|notif\w+|within|at least|(?:less|later|fewer) than|minimum of)\b[^.;]{0,60}$", re.I)
_STOPS = re.compile(
    r"\b(?:unless|not to (?:renew|extend|continue|prolong)|non-?renew\w*|does not (?:wish|intend|desire|want)|(?:wish|desire|intent(?:ion)?|elect\w*)\s(?:\w+\s){0,4}(?:not|terminate)|"
    r"terminat\w+|cancel\w*|would not like|renew|objection|otherwise)\b",
    re.I,
)
_ENDS = re.compile(r"\b(?:expir\w+|end|conclusion|completion|renewal|anniversary|commencement|then[- ](?:current|existing|in)|term|period)\b", re.I)


@dataclass(frozen=True, slots=True)
class RenewalClause:
    sentence: Sentence
    verb: int
    score: float


def find_renewal(passages: Passages, term: TermClause | None) -> tuple[Renewal, NoticeFact | None]:
    """The renewal of this agreement, and the notice that stops it where it is automatic."""
    best: RenewalClause | None = None
    for sentence in passages.sentences:
        found = _weigh(sentence, term)
        if found and (best is None or found.score > best.score):
            best = found
    if best is None or best.score < _MIN_SCORE:
        return Renewal("unstated"), None
    sentence = best.sentence
    mode = _mode(sentence.text)
    span = _length(passages, best)
    value, unit = (span.value, span.unit) if span else _worded_length(sentence.text, best.verb, term)
    evidence = passages.evidence(sentence.start, sentence.end)
    notice = _notice(passages, best) if mode == "automatic" else None
    return Renewal(mode, value if mode != "none" else None, unit if mode != "none" else None, evidence), notice


def _weigh(sentence: Sentence, term: TermClause | None) -> RenewalClause | None:
    text = sentence.text
    verb = _VERB.search(text)
    if verb is None or not _OF_AGREEMENT.search(text):
        return None
    score = 0.0
    if _HEADING.search(sentence.heading):
        score += 2
    if _ABOUT.search(text, max(0, verb.start() - 160), verb.start()):
        score += 2
    if re.search(r"\b(?:this|the) (?:\w+ ){0,3}(?:agreement|contract|venture)\b|\bterm\b", text[: verb.end() + 120], re.I):
        score += 1
    if _AUTOMATIC.search(text):
        score += 3
    elif _OPTION.search(text) or _AGREEMENT.search(text) or _NONE.search(text):
        score += 1
    if re.search(r"\b(?:successive|additional|renewal term|further|consecutive|subsequent|another|expir\w+|thereafter)\b", text, re.I):
        score += 1.5
    if term is not None:
        distance = sentence.start - term.sentence.start
        if 0 <= distance < 1_500:
            score += 2.5
        elif abs(distance) < 4_000:
            score += 1
    if sentence.scope:
        score -= 3
    near = text[max(0, verb.start() - 150) : verb.end() + 120]
    score += sum(weight for weight, pattern in _OTHER if pattern.search(near))
    return RenewalClause(sentence, verb.start(), score - sentence.start / 1_000_000)


def _mode(text: str) -> Mode:
    if _AUTOMATIC.search(text) and not re.search(r"\bnot (?:be )?automatically\b", text, re.I):
        return "automatic"
    if _AGREEMENT.search(text):
        return "agreement"
    if _NONE.search(text):
        return "none"
    if _OPTION.search(text):
        return "option"
    return "agreement" if re.search(r"\bmay be\b|\brenewable\b|\bextendable\b", text, re.I) else "automatic"


def _candidates(passages: Passages, start: int, end: int) -> Iterable[tuple[PeriodSpan, str, str]]:
    for span in passages.periods_in(start, end):
        yield span, passages.plain[max(start, span.start - 110) : span.start], passages.plain[span.end : min(end, span.end + 90)]


def _length(passages: Passages, found: RenewalClause) -> PeriodSpan | None:
    """The renewal length: a period that is no notice, before all one called additional or successive."""
    sentence, fallback = found.sentence, None
    for span, before, after in _candidates(passages, sentence.start, sentence.end):
        if span.anniversary or span.unit in ("hour", "day") and (span.value or 99) < 28 or _NOTICE_AFTER.match(after):
            continue
        words = before[-60:] + passages.plain[span.start : span.end] + after[:30]
        if re.search(r"\b(?:additional|successive|further|subsequent|consecutive|renewal|another|extension|extended|more|renewed|renew)\b", words, re.I):
            if re.search(r"\b(?:initial|original|first)\s(?:\w+\s)?(?:term|period)[^.;]{0,15}$", before, re.I):
                continue
            return span
        if span.start > sentence.start + found.verb and fallback is None and re.search(r"\b(?:for|of|by|to)\b[\w\s(),]{0,20}$", before, re.I):
            fallback = span
    return fallback


def _worded_length(text: str, verb: int, term: TermClause | None) -> tuple[float | None, Unit | None]:
    words = text[max(0, verb - 60) :]
    if _ANNUAL.search(words):
        return 1, "year"
    if _MONTHLY.search(words):
        return 1, "month"
    if _SAME.search(words) and term:
        length = next((e.period for e in term.ends if e.kind == "length" and e.period), None)
        if length:
            return length.value, length.unit
    return None, None


def _notice(passages: Passages, found: RenewalClause) -> NoticeFact | None:
    """The notice that stops the renewal, in its sentence or one of the next few."""
    i = next(k for k, s in enumerate(passages.sentences) if s is found.sentence)
    for sentence in (found.sentence, *passages.sentences[i + 1 : i + 4], *passages.sentences[max(0, i - 2) : i]):
        stops = _STOPS.search(sentence.text)
        if not stops or (sentence is not found.sentence and not re.search(r"\b(?:re-?new\w*|exten\w+|expir\w+|end of the|term)\b", sentence.text, re.I)):
            continue
        for span, before, after in _candidates(passages, sentence.start, sentence.end):
            if span.unit == "year" and not re.search(r"notice|prior|before|advance", after[:30], re.I):
                continue
            is_notice = _NOTICE_AFTER.match(after) or (_NOTICE_BEFORE.search(before) and re.search(r"\b(?:notice|notif|prior|before)\b", before + after, re.I))
            if not is_notice:
                continue
            nearby = before[-110:] + after
            if sentence is not found.sentence and not (_ENDS.search(nearby) and re.search(r"\bnot\b|non-|terminat|cancel", sentence.text, re.I)):
                continue
            if re.search(r"\b(?:breach|default|cure|insolven|invoice|payment|remed)\w*", before + after[:60], re.I):
                continue
            evidence = passages.evidence(sentence.start, sentence.end)
            return NoticeFact(span.value, span.unit, evidence)
    return None
