"""X-03: a long or unlimited term, no way to leave without cause, and an interest that may not be sold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.view import View, days, length, view_of
from clausescan.model import Defect, Evidence, Report

_LONG_YEARS = 10
_LEAVES = re.compile(
    r"\b(?:terminat\w+|withdraw\w*|resign\w*|retir\w+|exit\w*|cancel\w*|redeem\w*|redemption|dissol\w+)\b", re.I
)
_FREELY = re.compile(
    r"\b(?:at\s+any\s+time|without\s+cause|for\s+any\s+reason|for\s+(?:its\s+|their\s+)?convenience|with\s+or\s+without|"
    r"at\s+will|without\s+(?:giving\s+|any\s+)?reasons?|in\s+its\s+(?:sole\s+)?discretion|voluntar(?:y|ily)|no\s+cause|"
    r"(?:up)?on\s+[^.;]{0,60}\bnotice)\b",
    re.I,
)
_FOR_CAUSE = re.compile(
    r"\b(?:breach\w*|default\w*|insolven\w+|bankrupt\w*|fail(?:s|ed|ure)?|force\s+majeure|change\s+(?:of|in)\s+control|"
    r"if\b|in\s+the\s+event|in\s+case|unless|law|regulation)\b",
    re.I,
)
_NO_RIGHT = re.compile(
    r"\b(?:no|not|neither|nor|waives?)\b[^.;]{0,80}\b(?:withdraw|resign|retir|terminat|dissol)|without\s+the\s+(?:prior\s+)?"
    r"(?:written\s+)?(?:consent|approval)",
    re.I,
)
_BARRED = re.compile(
    r"\b(?:no\s+(?:party|partner|member|shareholder|participant|stockholder)|(?:may|shall|can|will)\s+not|neither|"
    r"restricted\s+from|except\s+(?:as|with)|only\s+with)\b[^.;]{0,160}\b(?:sell|transfer|dispose|assign|alienate)\b"
    r"[^.;]{0,160}\b(?:shares?|interests?|units?|participations?|shareholding|equity|stock)\b",
    re.I,
)
_ENDS = re.compile(
    r"\b(?:years?|months?|anniversary|lock-?\s?(?:up|in)|until|prior\s+to|before|first\s+(?:refusal|offer)|pre-?empti\w+|"
    r"tag|drag|permitted\s+transferee)\b",
    re.I,
)


def locked_in(report: Report) -> Iterator[Defect]:
    """Conservative: any word that could be a free way out, typed or not, keeps the check silent."""
    view = view_of(report)
    term = report.facts.term
    long = term.kind == "indefinite" or (
        term.kind == "fixed"
        and term.value is not None
        and term.unit is not None
        and days(term.value, term.unit) > _LONG_YEARS * 365
    )
    if not long or term.evidence is None or _free_exit(view):
        return
    bars = _bars(view)
    if not bars:
        return
    softened = [bar for bar in bars if _ENDS.search(bar.quote)] or _doors(view)
    what = "for an unlimited time" if term.kind == "indefinite" or term.value is None or term.unit is None else (
        f"for {length(term.value, term.unit)}"
    )  # fmt: skip
    message = (
        f"The agreement runs {what} ({view.name_at(term.evidence.start)}), no clause was found by which a party may "
        f"leave without cause, and {view.name_at(bars[0].start)} bars the sale of its interest"
    )
    if softened:
        message += f"; the only door is the one in {view.name_at(softened[0].start)}."
        yield defect("X-03", message, (term.evidence, bars[0], softened[0]), "medium")
    else:
        yield defect("X-03", message + " without end.", (term.evidence, bars[0]))


_TOGETHER = re.compile(
    r"\bmutual|\bconsent|\bagree(?!ment\b)|\b(?:all|both)\s+(?:of\s+)?(?:the\s+)?(?:parties|members|partners)", re.I
)


def _free_exit(view: View) -> bool:
    for clause in view.typed("termination_convenience"):
        text = view.plain[clause.start : clause.end]
        if _LEAVES.search(text) and not _TOGETHER.search(text):
            return True
    for sentence in view.sentences:
        leaves = _LEAVES.search(sentence.text)
        if leaves is None or not _FREELY.search(sentence.text) or _NO_RIGHT.search(sentence.text):
            continue
        if not _FOR_CAUSE.search(sentence.text):
            return True
    return False


def _bars(view: View) -> list[Evidence]:
    found = []
    for sentence in view.body:
        match = _BARRED.search(sentence.text)
        if match and not re.search(r"\bthis\s+agreement\b", match[0], re.I):
            found.append(view.evidence(sentence.start + match.start(), sentence.start + match.end()))
    return found


_DOOR = re.compile(
    r"\b(?:first\s+(?:refusal|offer)|pre-?empti(?:on|ve)|put\s+option|call\s+option|(?:after|following)\s+[^.;]{0,60}\byears?\b"
    r"[^.;]{0,160}\b(?:sell|transfer))",
    re.I,
)


def _doors(view: View) -> list[Evidence]:
    found = []
    for sentence in view.body:
        match = _DOOR.search(sentence.text)
        if match and view.types_of(sentence) & {"transfer", "buyout_put_call"}:
            found.append(view.evidence(sentence.start + match.start(), sentence.start + match.end()))
    return found
