"""How long the agreement lasts: the sentence that says so, and what it says.

The term of the agreement is not any period near the word "term". Lock-ups, confidentiality tails, warranty periods,
terms of office, licence terms, option windows and long-stop dates are what simple readers report. So each sentence is
weighed by what its subject is (this agreement, or something in it), by what it says of the subject (lasts, ends by
itself, or may be ended), and by the heading it stands under; the best one is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from clausescan.facts.ends import End, find_ends
from clausescan.facts.sentences import Passages, Sentence
from clausescan.model import Term

_AGREEMENT = (
    r"(?:this|the|said|present|our)\s(?:[\w&'/-]{1,20}\s){0,5}?(?:agreement|contract|venture|alliance|"
    r"memorandum|mou|"
    r"jv|jsma|undertaking|deed|letter|consortium|amendment|addendum|arrangement)\b"
)
_LESSER = (
    r"(?:this|the)\s(?:[\w&'-]{1,20}\s){0,3}?(?:co-?operation|collaboration|partnership|company|engagement|"
    r"appointment|"
    r"promotion|project|program(?:me)?|sponsorship|services?|relationship|employment|lease|"
    r"maintenance|statement of work|order|franchise|distributorship)\b"
)
_TERM_NOUN = (
    r"(?:(?:initial|original|primary|basic|effective|fixed|contract|agreement|first|full|present|current)\s){0,2}"
    r"(?:term|duration|validity(?: period)?|period of validity|contract period|contract term|agreement period|"
    r"(?:service|co-?operation|sponsorship|license|licence|subscription|effective|valid) (?:period|term))"
)
_LASTS = (
    r"(?:commence|begin|start|be effective|is effective|become effective|come into|enter into (?:force|effect)|"
    r"take effect|"
    r"takes effect|comes into|becomes effective|remain|continue|be valid|is valid|expire|terminate|end|last|run|stay|"
    r"be in (?:full )?"
    r"(?:force|effect)|is in (?:full )?(?:force|effect)|have (?:a|an) (?:initial )?(?:term|duration)|has (?:a|"
    r"an) (?:initial )?(?:term|duration)|"
    r"be for|is for|has effect|have effect|(?:entered into|concluded|made|signed) for|exist|extend|is a fixed)"
)
_VERB = r"(?:shall|will|is|are|has|commences?|begins?|starts?|runs?|continues?|expires?|means?|:|-)"
_SUBJECT = tuple(
    (weight, re.compile(pattern, re.I))
    for weight, pattern in (
        (
            7,
            rf"\b{_TERM_NOUN}['\" ]{{0,3}}(?:\([^)]{{0,60}}\)\s)?of\s(?:the\s)?(?:validity of\s(?:the\s)?)?"
            rf"{_AGREEMENT}(?:\s?\([^)]{{0,60}}\))?[^.;]{{0,100}}?[\s:]{_VERB}",
        ),
        (6, rf"\b{_AGREEMENT}(?:\s\([^)]{{0,60}}\))?[^.;]{{0,160}}?\b{_LASTS}s?\b"),
        (6, rf"\b(?:agreement|contract)(?:'s)? {_TERM_NOUN}['\"]?\s?{_VERB}"),
        (
            5,
            rf"(?:^|[.:;]\s|"
            rf"['\"(])(?:the\s)?['\"]?{_TERM_NOUN}['\"]?\s?(?:\([^)]{{0,60}}\)\s)?(?:of the parties )?{_VERB}",
        ),
        (4, rf"\b(?:the|this)\s{_TERM_NOUN}\s(?:hereof |hereunder )?(?:of the parties )?{_VERB}"),
        (3, rf"\b{_LESSER}[^.;]{{0,80}}?\b(?:{_LASTS}s?|is for|is a fixed)\b"),
        (3, r"\b(?:appointment|engagement|services) hereunder\b"),
        (3, r"^(?:\d[\d.]{0,6}\s)?It (?:shall|will|is)\b"),
        (3, rf"^{_TERM_NOUN}s?\b(?: of (?:the )?(?:project|execution|engagement|contract))?"),
    )
)
# "during the term of this Agreement" is no subject
_NO_SUBJECT_BEFORE = re.compile(
    r"\b(?:during|throughout|of|after|in|before|upon|at|for|within|beyond|following|prior to|to|extend|under|by|"
    r"until|if|with|"
    r"terminate|that|on|from)\s(?:the\s|any\s|each\s|such\s)?(?:entire\s|full\s|remaining\s)?$",
    re.I,
)
_NAMED_TERM = re.compile(
    r"\((?:the|this|such|collectively|each)?[^()]{0,40}['\"*](?:Initial |Original |Primary |"
    r"Agreement )?(?:Term|Period|Duration|Contract Period|Cooperation Period)['\"]",
    re.I,
)
_DEFINES_TERM = re.compile(
    r"^['\"](?:Initial |Agreement |Contract |Original )?(?:Term|Period|Contract Period|"
    r"Contract Term)['\"]\s?(?:\([^)]{0,40}\)\s)?(?:shall )?(?:means?|has|is)\b",
    re.I,
)
_HEADING = re.compile(
    r"\b(?:term|terms|duration|validity|effectiveness|effective date|period of|commencement|"
    r"initial term|expiration)\b",
    re.I,
)
_HEADING_NOT = re.compile(
    r"\b(?:confidential|non-?disclosure|warrant(?:y|ies)|non-?compet|indemnif|payment|insurance|"
    r"intellectual property|royalt|"
    r"transfer|lock-?up|option|pre-?empti|director|board|employ|lease|survival|dispute|notices?)",
    re.I,
)
_EFFECTIVE = re.compile(r"\b(?:full force|in force|in effect|valid|remain effective|continues?)\b", re.I)
_BEGINS = re.compile(r"\b(?:commenc|begin|effective|takes? effect|come into|start)", re.I)

# What makes a sentence be about something else.
_OTHER = tuple(
    (weight, re.compile(pattern, re.I))
    for weight, pattern in (
        (-7, r"\b(?:confidential\w*|non-?disclosure|secrecy|trade secrets?)\b"),
        (-6, r"\bsurviv(?:e|es|al|ing)\b[^.;]{0,80}\b(?:terminat|expir|years?|months?|period)"),
        (
            -6,
            r"\b(?:royalty term|warranty period|option period|evaluation period|non-?compet\w*|lock-?up|standstill|"
            r"restricted period|"
            r"probation\w*|guarantee period|cure period|notice period|transition period|wind-?down)\b",
        ),
        (
            -5,
            r"\b(?:director|manager|chair(?:man|person)?|officer|member of the (?:board|committee)|president|"
            r"committee member)s?\b[^.;]{0,40}\b(?:term|appointed|office|elected|serve)",
        ),
        (
            -5,
            r"\b(?:may|shall have the right to|has the right to|can|entitled to|"
            r"right to) (?:[\w,]+ ){0,4}(?:terminate|cancel|withdraw|rescind)\b",
        ),
        (
            -4,
            r"\b(?:in the event|if|should|where|unless) (?:[\w,'-]+ ){1,12}(?:has|have|does|do|is|are|fails?|"
            r"not) (?:not )?"
            r"(?:occurred|obtained|received|completed|closed|been|taken|fail)",
        ),
        (-4, r"^(?:upon|after|following|in the event of|on|at)\s(?:[\w,]+ ){0,3}(?:terminat|expir|cancel)"),
        (-5, r"\bafter (?:the )?(?:termination|expiration|expiry|end)\b[^.;]{0,60}\b(?:years?|months?|period)\b"),
        (-4, r"\b(?:during|throughout) the (?:term|period|continuance)\b"),
        (
            -3,
            r"\b(?:invoice|payable|payment|fee|price|interest|insurance|delivery|shipment|warrant(?:s|y|ed)|"
            r"indemnif\w+|records|audit|"
            r"employee|lease|patents?|valid claim|first commercial sale|purchase order|options?|shares?)\b",
        ),
        (-3, r"\b(?:material breach|default|insolven\w+|bankrupt\w+|force majeure|change of control)\b"),
        (-4, r"\bprovided (?:for )?in\b.{0,30}\bsurvive\b"),
        (
            -3,
            r"\b(?:previous|prior|existing|original|master|supply|services|loan|lease|credit|purchase|"
            r"employment) agreement (?:dated|between)",
        ),
        (-3, r"\b(?:renewal|extension) (?:term|period)s? (?:shall|will|is|means)"),
        (-5, r"^(?:notwithstanding|without prejudice)"),
    )
)
_NAMED_END = re.compile(
    r"\b(?:until|on|for|through|of|be|at|during)\s(?:the\s)?(?:(?:end|expiration|expiry|entirety|"
    r"duration) of (?:the\s)?)?['\"]?"
    r"(?P<name>(?:Initial|Contract|Service|Services|Cooperation|Agreement|Expiration|Termination|End|Expiry|Term|"
    r"Sponsorship|"
    r"Scheduled|Original|Primary|Program|Project)(?:\s(?:Initial|Termination|Expiration|Service|Contract))?\s(?:Date|"
    r"Period|Term))\b",
)
# "Term. Three (3) years from the Effective Date.": the heading is the subject
_TERM_HEADING = re.compile(
    r"(?:^|/ ?|\d\.? )(?:initial )?(?:term|duration)(?: of (?:the |this )?(?:agreement|contract))?\.?$|"
    r"^(?:\d[\d.]* )?(?:term|duration)\.",
    re.I,
)
_BARE_LENGTH = re.compile(
    r"(?:[\d.]+\s)?(?:(?:term|duration)[.:]?\s)?(?:(?:a |the )?(?:period|term) of |"
    r"for )?[\w()-]{1,12}(?:\s\(\w{1,9}\))?\s(?:year|month)s?\b",
    re.I,
)
LATER = re.compile(
    r"\b(?:later|latest|longer|longest) (?:of|to occur)\b"
    r"|\bwhichever (?:\w+ )?(?:\w+ )?(?:later|longer|last|latest|longest)\b",
    re.I,
)
_MIN_SCORE = 5.5


@dataclass(frozen=True, slots=True)
class TermClause:
    """The sentence that gives the term, its ends from the subject on, in order, and the score it won with."""

    sentence: Sentence
    ends: tuple[End, ...]
    score: float


def find_term_clause(passages: Passages) -> TermClause | None:
    """The sentence that says how long this agreement lasts, or None."""
    best: TermClause | None = None
    for sentence in passages.sentences:
        subjects = _subjects(sentence)
        if not subjects:
            continue
        ends = find_ends(passages, sentence)
        if not ends:
            continue
        context = _context_score(sentence)
        for weight, at in subjects:
            following = tuple(e for e in ends if sentence.start + at < e.start)
            scored = [(weight + context + _score(sentence, at, end), end) for end in following]
            top = max((score for score, _ in scored), default=_MIN_SCORE - 1)
            if best is None or top > best.score:
                best = TermClause(sentence, tuple(end for score, end in scored if score > top - 6), top)
    if best is None or best.score < _MIN_SCORE:
        return None
    return _follow(best, passages)


def _follow(found: TermClause, passages: Passages) -> TermClause:
    """Where the term is "for the Service Period" or "until the Expiration Date": the sentence that says when."""
    if any(end.kind in ("date", "length", "blank") for end in found.ends):
        return found
    for m in _NAMED_END.finditer(found.sentence.text):
        name = re.escape(m["name"])
        defines = re.compile(rf"['\"]{name}['\"]|\b{name}\s?(?::|means|shall mean|is\b)", re.I)
        for sentence in passages.sentences:
            if sentence is not found.sentence and defines.search(sentence.text):
                ends = tuple(e for e in find_ends(passages, sentence) if e.kind in ("date", "length"))
                ends = ends or _bare_dates(passages, sentence, defines)
                if ends:
                    return TermClause(sentence, ends, found.score)
    return found


def _bare_dates(passages: Passages, sentence: Sentence, defines: re.Pattern[str]) -> tuple[End, ...]:
    """ "Expiration Date" means March 31, 2020: the date needs no other word to be the end."""
    m = defines.search(sentence.text)
    at = sentence.start + (m.end() if m else 0)
    return tuple(
        End("date", s.start, s.end, date=s.value) for s in passages.dates_in(at, min(at + 40, sentence.end)) if s.value
    )


def _subjects(sentence: Sentence) -> list[tuple[float, int]]:
    """Weight and place of what the sentence may be about; each pattern once."""
    found: list[tuple[float, int]] = []
    text = sentence.text
    for weight, pattern in _SUBJECT:
        for m in pattern.finditer(text, 0, 700):
            if not _NO_SUBJECT_BEFORE.search(text, max(0, m.start() - 30), m.start()):
                found.append((weight, m.start()))
                break
    if _TERM_HEADING.search(sentence.heading) or _TERM_HEADING.match(text):
        bare = _BARE_LENGTH.match(text)
        if bare:
            found.append((4, 0))
    return found


def _context_score(sentence: Sentence) -> float:
    """What heading, place and defined terms say for and against the sentence."""
    score = 0.0
    if _HEADING.search(sentence.heading):
        score += 2
    elif _HEADING_NOT.search(sentence.heading):
        score -= 4
    if _NAMED_TERM.search(sentence.text):
        score += 3
    if _DEFINES_TERM.search(sentence.text):
        score += 4
    if sentence.scope:
        score -= 3
    # of two alike the first: later ones repeat or qualify it
    return score - sentence.start / 1_000_000


def _score(sentence: Sentence, at: int, end: End) -> float:
    """What the words from the subject to the end say for and against the end being the subject's."""
    words = sentence.text[at : end.end - sentence.start + 25]
    score = {"date": 2.0, "length": 2.0, "indefinite": 1.0, "blank": 1.0, "event": 0.0}[end.kind]
    if _EFFECTIVE.search(words):
        score += 1
    if _BEGINS.search(words):
        score += 1
    score += sum(weight for weight, pattern in _OTHER if pattern.search(words))
    score -= max(0, len(words) - 200) / 100
    if at > 60:
        score += sum(weight for weight, pattern in _OTHER[:5] if pattern.search(sentence.text, 0, at)) / 2
    return score


def term_of(found: TermClause | None, passages: Passages) -> Term:
    """The term as the sentence puts it, in the units it uses."""
    if found is None:
        return Term("unstated")
    evidence = passages.said(found.sentence)
    length = next((e.period for e in found.ends if e.kind == "length" and e.period), None)
    kinds = {e.kind for e in found.ends}
    if length or kinds & {"date"}:
        valued = sum(end.kind in ("date", "length") for end in found.ends)
        # "five years or until the studies are done, whichever is later" ends with the studies
        kind: Literal["fixed", "event"] = "event" if LATER.search(found.sentence.text) and valued == 1 else "fixed"
        return Term(kind, length.value if length else None, length.unit if length else None, evidence)
    if "blank" in kinds:
        return Term("fixed", None, None, evidence)
    if found.ends[0].kind == "event":
        return Term("event", None, None, evidence)
    return Term("indefinite", None, None, evidence)
