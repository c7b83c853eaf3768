"""X-01 a renewal that cannot be stopped, X-02 two modes of renewal or a mode without a length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.view import View, capital, days, length, view_of
from clausescan.facts.sentences import Sentence
from clausescan.model import Defect, Evidence, Period, Report, Unit

_RENEW = r"(?:renew(?:s|ed|al)?|extend(?:s|ed)?|prolong(?:s|ed)?|roll(?:s|ed)?\s+over)"
_WHAT = r"(?:agreement|charter|contract|alliance|joint\s+venture|term)\b"
_AUTOMATIC = re.compile(
    rf"\b(?:automatic(?:ally)?\b[^.;]{{0,40}}\b{_RENEW}|{_RENEW}\b[^.;]{{0,30}}\bautomatic(?:ally)?)\b"
    rf"|\bshall\s+(?:be\s+)?{_RENEW}\b[^.;]{{0,120}}\bunless\b[^.;]{{0,80}}\b(?:notice|notif|objects?)",
    re.I,
)
_ONLY_BY_AGREEMENT = re.compile(
    rf"\b(?:may|shall|can|will|is\s+to)\s+(?:only\s+)?(?:be\s+)?{_RENEW}\b[^.;]{{0,60}}?"
    r"\b(?:only\s+)?(?:by|upon|on|with|through|subject\s+to|if)\b[^.;]{0,30}?"
    r"\b(?:mutual(?:ly)?|joint|parties|both)\b[^.;]{0,40}?\b(?:agree(?:ment|s|d)?|consent|understanding|approval)\b",
    re.I,
)
_FURTHER = re.compile(r"\b(?:thereafter|further|additional(?:ly)?|beyond|after\s+(?:the|such)|last|final)\b", re.I)
_BEFORE_THE_END = re.compile(
    r"\b(?:prior\s+to|before|preceding|in\s+advance\s+of|ahead\s+of)\b[^.;]{0,80}\b(?:end|expir\w+|terminat\w+|renew\w+|"
    r"extension|anniversary|conclusion|term|start|beginning|commencement)\b",
    re.I,
)
_HOW_LONG = re.compile(
    r"\b(?:same\s+(?:period|term|length|duration)|like\s+(?:period|term)|equal\s+(?:period|term|length|duration)|annual|"
    r"yearly|monthly|quarterly|(?:year|month|week)[ -]to[ -](?:year|month|week)|indefinite(?:ly)?|until|unlimited|"
    r"perpetual(?:ly)?|evergreen)\b",
    re.I,
)
_OTHER_TERM = re.compile(
    r"\b(?:licen[cs]e|lease|permit|insurance|policy|policies|loan|registration|patent|employment|sow|statement\s+of\s+work|"
    r"purchase\s+order|subscription|option|deadline|delivery|end\s+user|warranty|time)\b",
    re.I,
)


def unstoppable_renewal(report: Report) -> Iterator[Defect]:
    """The notice against the renewal falls due before the term it belongs to has begun."""
    view = view_of(report)
    if report.facts.renewal.mode != "automatic":
        return
    notices = [
        p for p in report.periods if p.purpose == "non_renewal" and p.value is not None and _counts_back(view, p)
    ]
    for notice in notices[:1]:
        assert notice.value is not None
        due = view.evidence(notice.start, notice.end)
        for name, value, unit, evidence in _terms(view, notice):
            if days(notice.value, notice.unit) < days(value, unit) * _AS_LONG:
                continue
            message = (
                f"The notice that stops the renewal is due {length(notice.value, notice.unit)} before the end "
                f"({view.name_at(notice.start)}), and the {name} lasts only {length(value, unit)} "
                f"({view.name_at(evidence.start)}): it falls due before that term has begun."
            )
            yield defect("X-01", message, (due, evidence))


_AS_LONG = 0.98
"""30 days are as long as a month: the last day for the notice falls on the first of the term, or before it."""


def _counts_back(view: View, notice: Period) -> bool:
    return notice.count_from == "before_expiry" or bool(_BEFORE_THE_END.search(view.local(notice)))


def _terms(view: View, notice: Period) -> Iterator[tuple[str, float, Unit, Evidence]]:
    """The renewal term and the first term, where their lengths are stated."""
    top = view.article(view.by_id[notice.clause])
    near = {c.id for c in view.subtree(top.id)}
    for period in view.report.periods:
        if period.purpose == "renewal_length" and period.clause in near and period.value is not None:
            yield "renewal term", period.value, period.unit, view.evidence(period.start, period.end)
            break
    term = view.report.facts.term
    if term.kind == "fixed" and term.value is not None and term.unit is not None and term.evidence is not None:
        yield "first term", term.value, term.unit, term.evidence


def two_modes(report: Report) -> Iterator[Defect]:
    """Automatic in one place and only by agreement in another; or a mode without a length."""
    view = view_of(report)
    automatic = [s for s in view.body if _about_the_term(view, s) and _AUTOMATIC.search(s.text)]
    agreed = [
        s
        for s in view.body
        if _about_the_term(view, s)
        and _ONLY_BY_AGREEMENT.search(s.text)
        and not _AUTOMATIC.search(s.text)
        and not _FURTHER.search(s.text)
    ]
    if automatic and agreed:
        one, two = automatic[0], agreed[0]
        message = (
            f"{capital(view.name_at(one.start))} renews by itself, {view.name_at(two.start)} only by agreement of the "
            "parties: say which of the two holds."
        )
        first, second = _AUTOMATIC.search(one.text), _ONLY_BY_AGREEMENT.search(two.text)
        assert first is not None
        assert second is not None
        yield defect("X-02", message, (_at(view, one, first), _at(view, two, second)))
    yield from _no_length(view, automatic)


def _no_length(view: View, automatic: list[Sentence]) -> Iterator[Defect]:
    renewal = view.report.facts.renewal
    if renewal.mode != "automatic" or renewal.value is not None:
        return
    for sentence in automatic:
        if _REDACTED.search(sentence.text) or _SOME_LENGTH.search(sentence.text):
            return  # the length is there, even if it cannot be read
        around = view.plain[max(0, sentence.start - 600) : sentence.end + 600]
        if _HOW_LONG.search(sentence.text) or "renewal_length" in {
            p.purpose for c in view.clauses_of(sentence) for p in view.periods_in(c.start, c.end)
        }:
            return
        if re.search(r"renewal\s+terms?\b[^.]{0,80}\b(?:day|month|year)s?\b", around, re.I):
            return
    if automatic:
        match = _AUTOMATIC.search(automatic[0].text)
        assert match is not None
        message = (
            f"{capital(view.name_at(automatic[0].start))} renews the agreement by itself and does not say for how long."
        )
        yield defect("X-02", message, (_at(view, automatic[0], match),))


_SOME_LENGTH = re.compile(r"\d\W{0,3}(?:day|week|month|year)", re.I)
_REDACTED = re.compile(r"\*{2,}|\[\s?\*+\s?\]|\bredacted\b|_{3,}|\[\s{0,9}\]|\u25cf", re.I)


def _about_the_term(view: View, sentence: Sentence) -> bool:
    """Whether the sentence speaks of the life of the agreement, not of a licence or an order."""
    match = re.search(rf"\b{_RENEW}\b", sentence.text, re.I)
    if match is None:
        return False
    near = sentence.text[max(0, match.start() - 160) : match.end() + 60]
    return re.search(_WHAT, near, re.I) is not None and _OTHER_TERM.search(near) is None


def _at(view: View, sentence: Sentence, match: re.Match[str]) -> Evidence:
    return view.evidence(sentence.start + match.start(), sentence.start + match.end())
