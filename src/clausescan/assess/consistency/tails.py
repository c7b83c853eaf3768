"""X-04: what lives on after the end lives for times that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.view import View, apart, capital, days, length, view_of
from clausescan.facts.sentences import Sentence
from clausescan.model import Clause, Defect, Period, Report

LIVES = re.compile(
    r"\b(?:surviv(?:e|es|al|ing)|remain\w*\s+(?:in\s+(?:full\s+)?(?:force|effect)|binding)|continue\w*\s+in\s+force)\b",
    re.I,
)
_END = r"(?:terminat\w+|expir\w+|end\b|dissol\w+|withdraw\w+|ceas\w+)"
AFTER_END = re.compile(
    rf"\b(?:after|following|from|beyond|thereafter|post|upon|surviv\w+)\b[^.;]{{0,80}}?\b{_END}|{_END}[^.;]{{0,60}}\bthereafter\b|"
    r"\bthereafter\b",
    re.I,
)
_NO_LIMIT = re.compile(
    r"\b(?:indefinite(?:ly)?|perpetu\w+|without\s+(?:limit(?:ation)?|limit)\s+(?:of|in|as\s+to)\s+time|for\s+ever|forever|"
    r"unlimited\s+(?:time|period|duration))\b",
    re.I,
)
_SECRET = re.compile(
    r"\b(?:trade\s+secrets?|source\s+code|personal(?:ly)?\s+(?:data|information|identif\w+)|privileged)\b", re.I
)
_SECRECY = re.compile(r"\b(?:confidential\w*|secre(?:t|cy)|non-?disclosure)\b", re.I)
_EARLY_ONLY = re.compile(
    r"\bsurviv\w+\b[^.;]{0,80}\b(?:early|earlier|premature)\s+terminat\w+|"
    r"\b(?:early|earlier|premature)\s+terminat\w+[^.;]{0,120}\bsurviv\w+",
    re.I,
)


def tails_that_do_not_fit(report: Report) -> Iterator[Defect]:
    """Lengths that differ, bars that outlive the secret, duties that survive one kind of end only."""
    view = view_of(report)
    yield from _list_against_clause(view)
    yield from _two_secrecies(view)
    yield from _use_bar_outlives_secrecy(view)
    yield from _early_end_only(view)


def _tail(view: View, period: Period) -> bool:
    return period.purpose == "survival_tail" and period.value is not None


def _list_against_clause(view: View) -> Iterator[Defect]:
    """ "Clause 7 survives for five years", and clause 7 says three, or for ever."""
    for sentence in view.sentences:
        if not LIVES.search(sentence.text):
            continue
        tails = [p for p in view.periods_in(sentence.start, sentence.end) if _tail(view, p)]
        if len(tails) != 1:
            continue
        tail = tails[0]
        own = view.clause_of(sentence)
        for ref in view.references_in(sentence.start, sentence.end):
            if ref.kind != "internal" or ref.external or len(ref.targets) != 1:
                continue
            below = view.subtree(ref.targets[0])
            if own.id in {c.id for c in below} or view.by_id[ref.targets[0]].scope != own.scope:
                continue
            yield from _against(view, sentence, tail, below)


def _against(view: View, sentence: Sentence, tail: Period, below: tuple[Clause, ...]) -> Iterator[Defect]:
    assert tail.value is not None
    here = view.evidence(tail.start, tail.end)
    for clause in below:
        for period in view.periods_in(clause.start, clause.end):
            if not _tail(view, period) or _SECRET.search(view.local(period)):
                continue
            assert period.value is not None
            if not apart((tail.value, tail.unit), (period.value, period.unit)):
                continue
            message = (
                f"{capital(view.name_at(tail.start))} lets {view.name(clause)} live on for "
                f"{length(tail.value, tail.unit)}, {view.name(clause)} itself says {length(period.value, period.unit)}."
            )
            yield defect("X-04", message, (here, view.evidence(period.start, period.end)))
            return
    for clause in below:
        text = view.plain[clause.start : clause.end]
        lives = LIVES.search(text)
        if lives and END.search(text) and not view.periods_in(clause.start, clause.end):
            start = clause.start + lives.start()
            message = (
                f"{capital(view.name(clause))} survives the end without limit of time, {view.name_at(tail.start)} lets "
                f"it survive for {length(tail.value, tail.unit)} only."
            )
            yield defect("X-04", message, (view.evidence(start, start + 8), here))
            return


END = re.compile(rf"\b{_END}", re.I)


def _secrecy_tails(view: View) -> list[Period]:
    found = []
    for period in view.report.periods:
        clause = view.by_id[period.clause]
        if not _tail(view, period) or clause.scope:
            continue
        text = view.local(period)
        before = view.plain[max(clause.start, period.start - 260) : period.start]
        headings = " ".join((*clause.heading_path[-1:], clause.heading))
        if (
            (_SECRECY.search(text) or _SECRECY.search(headings))
            and AFTER_END.search(text)
            and not _SECRET.search(text)
            and not _OTHER_DUTY.search(before)
        ):
            found.append(period)
    return found


_OTHER_DUTY = re.compile(
    r"\b(?:compet\w+|solicit\w*|hire|employ\w*|warrant\w*|indemnif\w+|insurance|records|audit\w*|royalt\w+|supply|support|duty\s+to\s+disclose|obligation\s+to\s+disclose)\b",
    re.I,
)


def _two_secrecies(view: View) -> Iterator[Defect]:
    tails = _secrecy_tails(view)
    for i, one in enumerate(tails):
        for two in tails[i + 1 :]:
            assert one.value is not None
            assert two.value is not None
            if one.clause == two.clause or not apart((one.value, one.unit), (two.value, two.unit)):
                continue
            if _listed(view, one, two) or _listed(view, two, one):
                continue  # told by the check of lists
            message = (
                f"Secrecy lasts {length(one.value, one.unit)} after the end in {view.name_at(one.start)} and "
                f"{length(two.value, two.unit)} in {view.name_at(two.start)}."
            )
            yield defect("X-04", message, (view.evidence(one.start, one.end), view.evidence(two.start, two.end)))
            return


def _listed(view: View, one: Period, two: Period) -> bool:
    above = {clause.id for clause in view.chain(view.by_id[two.clause])}
    clause = view.by_id[one.clause]
    return any(above.intersection(ref.targets) for ref in view.references_in(clause.start, clause.end))


_USE = (
    r"(?:use|using|exploit|practi[cs]e)\b[^.;]{0,60}"
    r"\b(?:know-?\s?how|technology|technical\s+(?:information|data)|trade\s+secrets)"
)
_USE_BARRED = re.compile(
    rf"\b(?:not\s+be\s+(?:entitled|permitted|allowed)\s+to|no\s+(?:right|longer)\s+(?:to\s+)?|shall\s+(?:not|cease(?:\s+to)?|stop)|"
    rf"may\s+not|will\s+(?:not|cease(?:\s+to)?|stop))\s*[^.;]{{0,40}}{_USE}",
    re.I,
)


def _use_bar_outlives_secrecy(view: View) -> Iterator[Defect]:
    """Know-how may never be used again, and the duty to keep it secret lapses after some years."""
    tails = _secrecy_tails(view)
    if not tails:
        return
    secrecy = max(tails, key=lambda p: days(p.value or 0, p.unit))
    for sentence in view.body:
        match = _USE_BARRED.search(sentence.text)
        if match is None or not END.search(sentence.text[: match.start()]):
            continue
        if any(_tail(view, p) for p in view.periods_in(sentence.start, sentence.end)):
            continue
        clause = view.clause_of(sentence)
        if clause.scope or clause.id == secrecy.clause:
            continue
        assert secrecy.value is not None
        start = sentence.start + match.start()
        message = (
            f"{capital(view.name_at(start))} bars the use of know-how after the end without limit of time, while the "
            f"duty of secrecy in {view.name_at(secrecy.start)} lapses {length(secrecy.value, secrecy.unit)} after it."
        )
        places = (view.evidence(start, sentence.start + match.end()), view.evidence(secrecy.start, secrecy.end))
        yield defect("X-04", message, places)
        return


def _early_end_only(view: View) -> Iterator[Defect]:
    """What survives only an early termination falls at natural expiry."""
    if view.report.facts.term.kind not in ("fixed", "event"):
        return
    for sentence in view.body:
        lives, early = LIVES.search(sentence.text), _EARLY_ONLY.search(sentence.text)
        if (
            lives
            and early
            and not re.search(r"\bexpir|\bany\s+terminat|\bend\s+of\s+(?:the|this)", sentence.text, re.I)
        ):
            start = sentence.start + early.start()
            message = (
                f"{capital(view.name_at(start))} saves duties on early termination only; at natural expiry they fall."
            )
            yield defect("X-04", message, (view.evidence(start, sentence.start + early.end()),), "medium")
