"""Renewal: whether the agreement goes on after its term, by whose will, for how long, and what notice stops it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from clausescan.facts.sentences import Passages, Sentence
from clausescan.facts.term import TermClause
from clausescan.language.periods import PeriodSpan
from clausescan.model import NoticeFact, Renewal, Unit

Mode = Literal["automatic", "option", "agreement", "none", "unstated"]

_VERB = re.compile(
    r"\b(?:re-?new(?:s|ed|al|als|able|ing)?|extended|extensions?|extendable|extending|"
    r"extends?(?! (?:from|through|beyond|to|for (?!an?\b|one|another|up|successive|additional|further)))|prolong(?:s|"
    r"ed|ation)?|"
    r"roll(?:s|ed|ing)?[- ]over|year[- ]to[- ]year|month[- ]to[- ]month|evergreen|"
    r"(?:successive|additional|further|subsequent|consecutive) (?:[\w()-]+ ){0,3}(?:terms?|periods?)|"
    r"thereafter (?:\w+ )?(?:continue|remain)|"
    r"continues? (?:in force )?for (?:another|an? (?:further|additional)))\b",
    re.I,
)
_OF_AGREEMENT = re.compile(
    r"\b(?:agreement|contract|jsma|mou|(?:initial|original|primary|current|then[- ]current|renewal|the|this|its|such|"
    r"existing) (?:\w+ )?term|"
    r"term of|terms?['\"]?\)|duration|venture|validity|(?:co-?operation|service) period|engagement|"
    r"appointment|right of renewal)\b",
    re.I,
)
_ABOUT = re.compile(r"\b(?:agreement|contract|term|duration|venture|it|period)\b[^.;]{0,80}$", re.I)
_OBJECT = re.compile(
    r"\s(?:of )?(?:the|this|its)\s(?:\w+ ){0,2}(?:agreement|contract|term|duration|venture|"
    r"alliance)\b(?! of (?:any|the) (?:licen|lease))",
    re.I,
)
_HEADING = re.compile(r"\b(?:term|renewal|duration|extension|validity)\b", re.I)
_OTHER = tuple(
    (weight, re.compile(pattern, re.I))
    for weight, pattern in (
        (
            -6,
            r"\b(?:extend(?:s|ed|ing)? (?:to|beyond the|credit|the (?:benefit|time|date|deadline|period for|"
            r"warranty|offer)|any (?:time|offer)|indemn|its|their)|"
            r"extension of (?:time|credit|the (?:time|deadline|date|closing|warranty|patent))|time (?:extension|"
            r"is extended)|to the (?:full|fullest|maximum)? ?extent)\b",
        ),
        (
            -5,
            r"\b(?:insurance|polic(?:y|ies)|patents?|trademarks?|registrations?|copyrights?|domain names?|"
            r"letters? of credit|visa|permits?|lease term|"
            r"loan|notes?|maturity|credit agreement|tolling|cure period|warranty period|subscription agreements?|"
            r"purchase orders?|royalty term|"
            r"force majeure|such (?:time )?period|time for (?:such )?performance|"
            r"subscription|delivery date|closing date|outside date|due date|employment|confidential\w*|"
            r"non-?compet\w*|third part(?:y|ies) agreements?|"
            r"sub-?license agreements?|customer agreements?|end[- ]user|"
            r"work orders?|statements? of work)\b",
        ),
        (
            -4,
            r"\b(?:fees? for (?:any )?renewal|renewal (?:fee|rate|premium|price|commission|royalt\w+)s?|"
            r"commissions? on renewals?|upon (?:any )?renewal)\b",
        ),
        (-4, r"\bduring (?:the|any|each) (?:[\w ]{0,30})(?:term|renewal|extension)\b"),
        (-3, r"\b(?:and|or) any (?:renewals?|extensions?)\b|\b(?:renewals?|extensions?) (?:hereof|thereof)\b"),
        (-4, r"\b(?:including|all) (?:all |any )?(?:extensions|renewals)\b"),
        (-4, r"\b(?:change|increase|adjust|modify|raise)\w*\b[^.;]{0,80}\b(?:charges|fees|prices|rates)\b"),
        (-4, r"\b(?:collectively|together)[^.;]{0,60}\bterm\b(?![^.;]{0,200}\b(?:renew|extend))"),
        (
            -3,
            r"\bif (?:this|the) (?:agreement|term|contract)[^.;]{0,30}\b(?:is|has been) (?:not )?(?:renewed|"
            r"extended)\b",
        ),
        (-3, r"\bas (?:it )?(?:may be |so )?(?:extended|renewed)\b"),
        (-3, r"\bunless (?:earlier|sooner|otherwise)?[^.;]{0,30}(?:extended|renewed)\b"),
    )
)
_MIN_SCORE = 5.0

_NONE = re.compile(
    r"\b(?:shall|will|may|does|can|is) ?not (?:be )?(?:automatically |subject to )?(?:re-?new\w*|extend\w*|"
    r"prolong\w*)\b"
    r"|\bno (?:right|option|obligation|automatic|further)\s(?:\w+ ){0,3}(?:re-?new\w*|exten\w+)|\bnon-?renewable\b|"
    r"\bwithout (?:any )?(?:automatic )?renewal\b",
    re.I,
)
_FLATLY_NONE = re.compile(
    r"\b(?:shall|will) ?not (?:be )?(?:automatically |subject to )?(?:re-?new(?:ed)?|extend(?:ed)?|"
    r"prolong(?:ed)?)\b(?![^.;]{0,120}\b(?:unless|if)\b)"
    r"|\bno (?:right|option|automatic)\s(?:\w+ ){0,3}(?:re-?new\w*|exten\w+)",
    re.I,
)
_AUTOMATIC = re.compile(
    r"\b(?:automatic(?:ally)?(?! (?:terminat|expir|ceas|vest|assign|convert|end|lapse|revert|transfer))|"
    r"year[- ]to[- ]year|month[- ]to[- ]month|evergreen|tacit(?:ly)?|"
    r"deemed (?:to be )?(?:renewed|extended))\b"
    r"|\b(?:shall|will|to)\s(?:\w+ ){0,2}(?:be )?(?:re-?new(?:ed)?|extend(?:ed)?|"
    r"prolong(?:ed)?)\b[^.;]{0,200}\b(?:unless|until terminated|if neither)\b"
    r"|\b(?:shall|will) be (?:re-?newed|extended|prolonged) (?:for|by)\b"
    r"|\bunless\b[^.;]{0,200}\b(?:shall|will)\s(?:\w+ ){0,2}(?:be )?(?:re-?new(?:ed)?|extend(?:ed)?)\b"
    r"|\b(?:shall|will) (?:be )?(?:re-?newed|renew|extended|continue)\s(?:\w+ ){0,3}(?:for|"
    r"in)\s(?:\w+ ){0,3}(?:successive|additional|subsequent|consecutive|further|another)\b",
    re.I,
)
_AGREEMENT = re.compile(
    r"\b(?:mutual(?:ly)?\s(?:\w+\s){0,3}(?:agree\w*|consent\w*|decision|option)|(?:written|common|unanimous|prior|"
    r"joint|"
    r"express)\s(?:\w+\s)?(?:agreement|consent)|agree(?:d)? (?:in writing|otherwise|to (?:renew|extend))|"
    r"by (?:the )?(?:written )?(?:agreement|consent) (?:of|between)|(?:upon|with|"
    r"subject to)\s(?:the )?(?:\w+ )?(?:agreement|consent|approval) of|"
    r"(?:both|all|the) parties\s(?:\w+ ){0,4}(?:agree|negotiate|discuss|consult|decide)|(?:agreed|negotiated) (?:by|"
    r"between|upon)|by amendment|"
    r"negotiat\w+|parties (?:so )?(?:wish|elect|agree)|provid(?:ed|ing)[^.;]{0,60} agree)\b",
    re.I,
)
_OPTION = re.compile(
    r"\b(?:option|right|entitled|privilege|elect(?:s|ion)?|discretion|may (?:request|renew|extend|be (?:renewed|"
    r"extended) (?:by|at))|can (?:renew|extend)|by (?:giving|providing|delivering|written notice))\b",
    re.I,
)
_UNLESS_EXTENDED = re.compile(
    r"\b(?:unless|except if|or)\b[^.;]{0,80}\b(?:extended|renewed)\b[^.;]{0,30}\b(?:by|through|upon|"
    r"with) (?:the )?(?:mutual|written|both|further|agreement|parties)|"
    r"\bextended by renewal by written agreement",
    re.I,
)
_ANNUAL = re.compile(
    r"\b(?:year[- ]to[- ]year|annual(?:ly)?|yearly|each year|another year|(?:an?|one) (?:additional|"
    r"further) year|one[- ]year|on a year)\b",
    re.I,
)
_MONTHLY = re.compile(r"\b(?:month[- ]to[- ]month|monthly (?:basis|periods|terms)|each month)\b", re.I)
_SAME = re.compile(
    r"\b(?:same|like|equal|identical|equivalent) (?:\w+ )?(?:period|term|length|duration)\b|"
    r"\bequal (?:in duration )?to the\b",
    re.I,
)
_NOTICE_AFTER = re.compile(
    r"[\s'(),s]{0,6}(?:(?!period|term|by\b|each\b|unless\b)\w+\s){0,6}?(?:prior|before|notice|advance|preceding|"
    r"of the (?:end|"
    r"expir\w+|conclusion)|in advance)\b",
    re.I,
)
_NOTICE_BEFORE = re.compile(
    r"\b(?:notice|notif\w+|within|at least|(?:less|later|fewer) than|minimum of)\b[^.;]{0,60}$", re.I
)
_STOPS = re.compile(
    r"\b(?:unless|not to (?:renew|extend|continue|prolong)|non-?renew\w*|does not (?:wish|intend|desire|want)|"
    r"(?:wish|desire|intent(?:ion)?|elect\w*)\s(?:\w+\s){0,4}(?:not|terminate)|"
    r"such notice|object\w*|terminat\w+|cancel\w*|would not like|renew|objection|otherwise)\b",
    re.I,
)
_NEGATIVE = re.compile(r"\bnot\b|non-|terminat|cancel|such notice", re.I)
_ENDS = re.compile(
    r"\b(?:expir\w+|end|conclusion|completion|renewal|anniversary|commencement|then[- ](?:current|existing|in)|term|"
    r"period)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class RenewalClause:
    sentence: Sentence
    verb: int
    mode: Mode
    score: float


def find_renewal(passages: Passages, term: TermClause | None) -> tuple[Renewal, NoticeFact | None]:
    """The renewal of this agreement, and the notice that stops it where it is automatic."""
    found = [f for f in (_weigh(sentence, term) for sentence in passages.sentences) if f and f.score >= _MIN_SCORE]
    if not found:
        return Renewal("unstated"), None
    top = max(f.score for f in found)
    # of those about as good, the one that says for how long
    best = max(found, key=lambda f: f.score + 1.5 * (f.score > top - 2.5 and _length(passages, f) is not None))
    sentence = best.sentence
    mode = best.mode
    span = _length(passages, best)
    value, unit = (span.value, span.unit) if span else _worded_length(sentence.text, best.verb, term)
    evidence = passages.said(sentence)
    notice = _notice(passages, best) if mode == "automatic" else None
    return Renewal(mode, value if mode != "none" else None, unit if mode != "none" else None, evidence), notice


def _weigh(sentence: Sentence, term: TermClause | None) -> RenewalClause | None:
    text = sentence.text
    if not _VERB.search(text) or not _OF_AGREEMENT.search(text):
        return None
    best: RenewalClause | None = None
    for verb in _VERB.finditer(text):
        near = text[max(0, verb.start() - 220) : verb.end() + 260]
        mode = _mode(near)
        if mode != "unstated":
            score = _context(sentence, term) + _near(near, text, verb)
            if best is None or score > best.score:
                best = RenewalClause(sentence, verb.start(), mode, score)
    return best


def _context(sentence: Sentence, term: TermClause | None) -> float:
    score = 2.0 * bool(_HEADING.search(sentence.heading)) - 3.0 * bool(sentence.scope)
    if term is not None:
        distance = sentence.start - term.sentence.start
        score += 2.5 if 0 <= distance < 1_500 else 1 if abs(distance) < 4_000 else 0
    return score - sentence.start / 1_000_000


def _near(near: str, text: str, verb: re.Match[str]) -> float:
    """What the words around the verb say for and against the renewal being the agreement's."""
    score = 0.0
    if _ABOUT.search(text, max(0, verb.start() - 160), verb.start()):
        score += 2
    elif _OBJECT.match(text, verb.end()):
        score += 1.5
    if re.search(r"\b(?:this|the) (?:\w+ ){0,3}(?:agreement|contract|venture)\b|\bterm\b", near, re.I):
        score += 1
    if _UNLESS_EXTENDED.search(near):
        score -= 1.5
    elif _AUTOMATIC.search(near):
        score += 3
    elif _OPTION.search(near) or _AGREEMENT.search(near) or _NONE.search(near):
        score += 1
    if re.search(
        r"\b(?:successive|additional|renewal term|further|consecutive|subsequent|another|expir\w+|thereafter)\b",
        near,
        re.I,
    ):
        score += 1.5
    closer = text[max(0, verb.start() - 150) : verb.end() + 120]
    return score + sum(weight for weight, pattern in _OTHER if pattern.search(closer))


def _mode(text: str) -> Mode:
    if _UNLESS_EXTENDED.search(text):
        return "agreement"
    if _FLATLY_NONE.search(text):
        return "agreement" if _AGREEMENT.search(text) else "none"
    if _AUTOMATIC.search(text):
        return "automatic"
    if _AGREEMENT.search(text):
        return "agreement"
    if _NONE.search(text):
        return "none"
    if _OPTION.search(text):
        return "option"
    return (
        "agreement"
        if re.search(r"\bmay be (?:re-?newed|extended|prolonged)\b|\brenewable\b|\bextendable\b", text, re.I)
        else "unstated"
    )


def _candidates(passages: Passages, start: int, end: int) -> Iterable[tuple[PeriodSpan, str, str]]:
    for span in passages.periods_in(start, end):
        yield (
            span,
            passages.plain[max(start, span.start - 110) : span.start],
            passages.plain[span.end : min(end, span.end + 90)],
        )


def _length(passages: Passages, found: RenewalClause) -> PeriodSpan | None:
    """The renewal length: a period that is no notice, before all one called additional or successive."""
    sentence, fallback = found.sentence, None
    for span, before, after in _candidates(passages, sentence.start, sentence.end):
        if span.anniversary or (span.unit in ("hour", "day") and (span.value or 99) < 28) or _NOTICE_AFTER.match(after):
            continue
        words = before[-60:] + passages.plain[span.start : span.end]
        if _MORE.search(words) or _MORE_AFTER.match(after):
            if re.search(r"\b(?:initial|original|first)\s(?:\w+\s)?(?:term|period)[^.;]{0,15}$", before, re.I):
                continue
            return span
        if (
            span.start > sentence.start + found.verb
            and fallback is None
            and span.unit != "day"
            and re.search(r"\b(?:for|of|by|to)\b[\w\s(),]{0,20}$", before, re.I)
        ):
            fallback = span
    return fallback


_MORE = re.compile(
    r"\b(?:additional|successive|further|subsequent|consecutive|renewals?|another|extensions?|extended|"
    r"renewed|renews?|extends?|prolonged)\b",
    re.I,
)
_MORE_AFTER = re.compile(r"[\s(),-]{0,3}(?:term |period )?(?:renewal|extension)", re.I)


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


# Sentences that stop a renewal from afar: in the article on termination, or on notices.
_STOPS_FAR = re.compile(
    r"\b(?:non-?renew\w*|not (?:to |be )?(?:re-?new|extend)\w*)\b"
    r"|\bterminat\w+\b[^.;]{0,120}\b(?:at|as of|upon|prior to|before) (?:the )?(?:end|expir\w+|conclusion) of "
    r"(?:the |its |any |each |such )?(?:\w+ ){0,3}(?:term|period)\b",
    re.I,
)
_ABOUT_TERM = re.compile(r"\b(?:re-?new\w*|exten\w+|expir\w+|end of the|term)\b", re.I)


def _notice(passages: Passages, found: RenewalClause) -> NoticeFact | None:
    """The notice that stops the renewal: in its sentence, one of the next few, or one that speaks of not renewing."""
    length = _length(passages, found)
    answers = re.search(r"\b(?:such|the|that|this) (?:written )?notice\b", found.sentence.text, re.I) is not None
    i = next(k for k, s in enumerate(passages.sentences) if s is found.sentence)
    near = (*passages.sentences[i + 1 : i + 4], *passages.sentences[max(0, i - 2) : i])
    far = (s for s in passages.sentences if not s.scope and _STOPS_FAR.search(s.text))
    for sentence in (found.sentence, *near, *far):
        if not _STOPS.search(sentence.text):
            continue
        own = sentence is found.sentence
        if not own and not (_ABOUT_TERM.search(sentence.text) and (answers or _NEGATIVE.search(sentence.text))):
            continue
        for span, before, after in _candidates(passages, sentence.start, sentence.end):
            if span != length and _is_notice(span, before, after) and (own or _ENDS.search(before + after)):
                return NoticeFact(span.value, span.unit, passages.said(sentence))
    return None


def _is_notice(span: PeriodSpan, before: str, after: str) -> bool:
    """A period to give notice in, and not one to cure a breach or to pay."""
    if span.unit == "year" and not re.search(r"notice|prior|before|advance", after[:30], re.I):
        return False
    if re.search(r"\b(?:breach|default|cure|insolven|invoice|payment|remed)\w*", before + after[:60], re.I):
        return False
    if _NOTICE_AFTER.match(after):
        return True
    return bool(_NOTICE_BEFORE.search(before) and re.search(r"\b(?:notice|notif|prior|before)\b", before + after, re.I))
