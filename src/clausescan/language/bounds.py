"""How a period binds and from when it counts, by rules over the words beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from clausescan.language.sentences import sentence_bounds

if TYPE_CHECKING:
    from clausescan.language.periods import PeriodSpan

CountFrom = Literal["dispatch", "receipt", "event", "before_expiry", "unstated"]
Bound = Literal["at_least", "within", "exactly"]

_WITHIN = re.compile(
    r"(?:\bwithin|\bnot?\s+(?:in\s+)?(?:any\s+event\s+|event\s+|case\s+)?(?:be\s+)?(?:later|more|longer|greater)\s+than"
    r"|\bup\s+to|\bnot\s+(?:to\s+)?exceed(?:ing)?|\bmaximum\s+of|\bduring|\bin\s+less\s+than|\bno\s+event\s+(?:later|more)\s+than"
    r"|\bin\s+which\s+to|\bbefore\s+the\s+expir\w+\s+of)\b(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"(?:\bat\s+least|\bnot?\s+(?:\w+\s+){0,3}?(?:less|fewer|earlier|sooner)\s+than|\bminimum\s+(?:\w+\s+)?of|\bmore\s+than"
    r"|\b(?:in\s+)?excess\s+of|\bexceed(?:s|ing)?|\blonger\s+than|\bno\s+event\s+less\s+than|\bafter)\b(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)
_PLAIN_MINIMUM = re.compile(r"at\s+least|not?\s|minimum", re.IGNORECASE)  # "exceeding" may belong to "not exceeding"
_NOTICE_AFTER = re.compile(
    r"\W{0,3}(?:(?:prior|advance|previous|written|the|an?|in|days?|period|of|formal|express|clear)\W+){0,4}"
    r"(?:notice|notification|advance)\b",
    re.IGNORECASE,
)
_NOTICE_BEFORE = re.compile(
    r"\bnotice\s+(?:\w+\s+){0,3}?(?:of|period\s+of|is|be)\s+(?:at\s+least\s+|not\s+less\s+than\s+)?$", re.IGNORECASE
)
_PRIOR_AFTER = re.compile(r"\W{0,3}(?:period\s+)?(?:prior\s+to|before|preceding|in\s+advance)\b", re.IGNORECASE)
_EXPIRY_AFTER = re.compile(
    r"\W{0,3}(?:\w+\W+){0,6}?(?:expir|end\b|terminat|anniversary|then[-\s]current|renewal|lapse|conclusion)",
    re.IGNORECASE,
)
_FROM_AFTER = re.compile(
    r"\W{0,3}(?:\([^)]{0,40}\)\W*)?(?:period\s+|term\s+)?(?:\w+\s+){0,2}?(?P<word>after|following|from|of|upon|thereafter|prior|before|preceding"
    r"|commencing|beginning|starting|since|in\s+advance)\b",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"\b(?:receipt|receiv\w+|delivery\s+of\s+(?:\w+\s+){0,2}notice|(?:after|following|of|from)\s+such\s+notice"
    r"|(?:being|been|is|are|was)\s+(?:given\s+notice|notified|requested|required))\b",
    re.IGNORECASE,
)
_DISPATCH = re.compile(
    r"\b(?:mail(?:ing|ed)|post(?:ing|ed|mark\w*)|dispatch\w*|sen[dt]\w*|issu(?:e|ance)\s+of|deposit\w*|date\s+of\s+(?:the\s+|such\s+|\w+\s+)?notice"
    r"|notice\s+(?:thereof\s+)?(?:\([^)]{0,40}\)\s+)?(?:is|has\s+been|was)\s+(?:given|served|provided))\b",
    re.IGNORECASE,
)


# A time in which something must be done, however it is put ("shall have ten days to accept", "uncured for 30 days").
_TIMES_TO_ACT = ("cure", "option_exercise", "preemption", "escalation_step")
# Lengths run from an event, said or not: the effective date, the end of the agreement.
_LENGTHS = ("initial_term", "renewal_length", "survival_tail", "lock_up")
_BARE_NOTICE = re.compile(
    r"(?:after|following|of|from|upon)\s+(?:(?:the|a|an|any|written|prior|its|giving|formal)\s+){0,3}notice\b(?!\s+(?:is|was|has|date))",
    re.IGNORECASE,
)
_THEN_EXPIRY = re.compile(
    r"[^.;]{0,70}?\b(?:prior\s+to|before|in\s+advance\s+of)\b[^.;,]{0,50}?"
    r"(?:expir|\bend\b|then[-\s]current|anniversary|renewal|\bterm\b)",
    re.IGNORECASE,
)


def bound_of(text: str, span: PeriodSpan, purpose: str) -> Bound:
    """Whether the period is a minimum, a maximum or exact. A bare "upon 90 days' notice" is a minimum."""
    begin, _ = sentence_bounds(text, span.start, span.end)
    left, right = text[max(begin, span.start - 60) : span.start], text[span.end : span.end + 60]
    prior = _PRIOR_AFTER.match(right) is not None
    lower = _AT_LEAST.search(left)
    if lower and _PLAIN_MINIMUM.match(lower.group()):
        return "at_least"
    if _WITHIN.search(left):
        # "not later than six months before expiry" sets the shortest time before the end
        return "at_least" if prior and purpose in ("non_renewal", "renewal_exercise", "termination") else "within"
    if purpose in _TIMES_TO_ACT and not prior:
        return "within"
    if lower or prior or _NOTICE_AFTER.match(right) or _NOTICE_BEFORE.search(left):
        return "at_least"
    return "exactly"


def count_from_of(text: str, span: PeriodSpan, purpose: str) -> CountFrom:
    """From when the period counts: sending or receipt of a notice, back from the end of the term, another event."""
    _, stop = sentence_bounds(text, span.start, span.end)
    right = text[span.end : min(stop, span.end + 110)]
    silent: CountFrom = "event" if purpose in _LENGTHS else "unstated"
    match = _FROM_AFTER.match(right)
    if match is None:
        return silent
    word, tail = match["word"].lower(), right[match.start("word") : match.start("word") + 80]
    if word in ("prior", "before", "preceding", "in advance"):
        if _NOTICE_AFTER.match(right) and not tail.lower().startswith("in advance of"):
            return "before_expiry" if _THEN_EXPIRY.match(right, len(word)) else silent
        return "before_expiry" if _EXPIRY_AFTER.match(tail[len(word) :]) else "event"
    clipped = re.split(r"[,;]", tail)[0]
    if _DISPATCH.search(clipped):
        return "dispatch"
    if _RECEIPT.search(clipped):
        return "receipt"
    if _BARE_NOTICE.match(tail) or re.match(r"of\s+(?:prior|advance|written)\b", tail, re.IGNORECASE):
        return silent
    return "event"
