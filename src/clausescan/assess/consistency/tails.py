"""X-04: what lives on after the end lives for times that do not fit, or is left out of the list that saves it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.view import View, apart, capital, days, length, view_of
from clausescan.facts.sentences import Sentence
from clausescan.model import Clause, Defect, Evidence, Period, Report, Severity

_LIVES = re.compile(
    r"\b(?:surviv(?:e|es|al|ing)|remain\w*\s+(?:in\s+(?:full\s+)?(?:force|effect)|binding)|continue\w*\s+in\s+force)\b",
    re.I,
)
_END = r"(?:terminat\w+|expir\w+|end\b|dissol\w+|withdraw\w+|ceas\w+)"
_AFTER_END = re.compile(
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
    """Lengths that differ, bars that outlive the secret, lists that leave out what must live on."""
    view = view_of(report)
    yield from _list_against_clause(view)
    yield from _two_secrecies(view)
    yield from _use_bar_outlives_secrecy(view)
    yield from _early_end_only(view)
    yield from _left_out(view)


def _tail(view: View, period: Period) -> bool:
    return period.purpose == "survival_tail" and period.value is not None


def _list_against_clause(view: View) -> Iterator[Defect]:
    """ "Clause 7 survives for five years", and clause 7 says three, or for ever."""
    for sentence in view.sentences:
        if not _LIVES.search(sentence.text):
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
        lives = _LIVES.search(text)
        if lives and _END_WORD.search(text) and not view.periods_in(clause.start, clause.end):
            start = clause.start + lives.start()
            message = (
                f"{capital(view.name(clause))} survives the end without limit of time, {view.name_at(tail.start)} lets "
                f"it survive for {length(tail.value, tail.unit)} only."
            )
            yield defect("X-04", message, (view.evidence(start, start + 8), here))
            return


_END_WORD = re.compile(rf"\b{_END}", re.I)


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
            and _AFTER_END.search(text)
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
        if match is None or not _END_WORD.search(sentence.text[: match.start()]):
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
        lives, early = _LIVES.search(sentence.text), _EARLY_ONLY.search(sentence.text)
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


_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("confidentiality", re.compile(r"\b(?:confidential\w*|non-?disclosure|secrecy)\b", re.I)),
    ("indemnity", re.compile(r"\bindemnit\w+|\bindemnif\w+|\bhold\s+harmless\b", re.I)),
    ("limits of liability", re.compile(r"\bconsequential\b|\bliabilit(?:y|ies)\b", re.I)),
    (
        "ownership of results",
        re.compile(r"\bintellectual\s+property|\bownership|\bproprietary\s+rights|\binventions\b|^property\b", re.I),
    ),
    (
        "governing law",
        re.compile(r"\b(?:governing|applicable)\s+law|\bchoice\s+of\s+law|^law\b|\bjurisdiction\b", re.I),
    ),
    ("disputes", re.compile(r"\barbitrat\w+|\bdisputes?\b", re.I)),
)
_CATCH_ALL = re.compile(
    r"\b(?:nature|intend(?:ed)?|context|implication|intent|meant|expressly|necessary\s+to|require[sd]?\s+to|all\s+other|any\s+other|"
    r"other\s+(?:provisions?|obligations?|rights?|sections?|clauses?))\b",
    re.I,
)


def _left_out(view: View) -> Iterator[Defect]:
    """A survival clause names its clauses by number, has no sweeping words, and leaves out what is always needed."""
    lists = [s for s in view.body if _LIVES.search(s.text) and _names_clauses(view, s)]
    if not lists:
        return
    living = [s for s in view.body if _LIVES.search(s.text) and not _AFTER_STRICT.search(s.heading)]
    if any(_CATCH_ALL.search(s.text) and _END_WORD.search(s.text) for s in living):
        return
    saved: set[str] = set()
    for sentence in living:
        saved |= _saved(view, sentence)
    missing: list[tuple[str, Clause]] = []
    for kind, heading in _KINDS:
        holders = [
            c for c in view.report.clauses if c.heading and not c.scope and _is_section(c) and heading.search(c.heading)
        ]
        if not holders or any({d.id for d in (*view.subtree(c.id), *view.chain(c))} & saved for c in holders):
            continue
        if any(_own_life(view, c) for c in holders):
            continue
        if kind == "ownership of results" and not any(_owns(view, c) for c in holders):
            continue
        missing.append((kind, holders[0]))
    if not missing:
        return
    head = max(lists, key=lambda s: len(_saved(view, s)))
    names = ", ".join(f"{view.name(clause)} ({kind})" for kind, clause in missing)
    message = f"{capital(view.name_at(head.start))} lists what survives the end and leaves out {names}."
    places: list[Evidence] = [view.whole(head)]
    places += [view.evidence(c.body, min(c.body + 20, c.end)) for _, c in missing]
    severity: Severity = "medium" if len(missing) > 1 or missing[0][0] in ("confidentiality", "indemnity") else "low"
    yield defect("X-04", message, places, severity)


_AFTER_STRICT = re.compile(r"\brepresentations?\b|\bwarrant", re.I)


def _is_section(clause: Clause) -> bool:
    return clause.kind in ("clause", "heading") and bool(clause.number)


def _names_clauses(view: View, sentence: Sentence) -> bool:
    own = {clause.id for clause in view.chain(view.clause_of(sentence))}
    targets = {t for r in view.references_in(sentence.start, sentence.end) if r.kind == "internal" for t in r.targets}
    return len(targets - own) >= 2 and bool(_END_WORD.search(sentence.text))


def _saved(view: View, sentence: Sentence) -> set[str]:
    """Ids of the clauses that a sentence on survival keeps alive; its own clause counts ("this Section survives")."""
    saved = {d.id for c in view.clauses_of(sentence) for d in view.chain(c) if d.number}
    targets = {t for ref in view.references_in(sentence.start, sentence.end) for t in ref.targets}
    numbers = set(_NUMBER.findall(sentence.text))  # a list may break off ("5.2 (in part) 9.1"), so bare numbers count
    tops = [c for c in view.report.clauses if not c.scope and c.number and "(" not in c.number]
    targets |= {c.id for c in tops if _bare(c) in numbers}
    for first, last in _RANGE.findall(sentence.text):
        low, high = ([i for i, c in enumerate(tops) if _bare(c) == number] for number in (first, last))
        if low and high:
            targets |= {c.id for c in tops[low[0] : high[-1] + 1]}
    for target in targets:
        saved |= {c.id for c in view.subtree(target)}
    return saved


_NUMBER = re.compile(r"(?<![\w.])(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,6})(?![\w%])")
_RANGE = re.compile(rf"({_NUMBER.pattern})\s?(?:-|to|through|until)\s?({_NUMBER.pattern})")


def _bare(clause: Clause) -> str:
    """The number without "Article" or "Section"."""
    return clause.number.split(" ")[-1]


def _owns(view: View, clause: Clause) -> bool:
    """Whether the clause itself gives a title, and does not only send elsewhere for it."""
    return any(_TITLE.search(view.plain, c.start, c.end) for c in view.subtree(clause.id))


_TITLE = re.compile(
    r"\b(?:shall|will|is|are|be)\s+(?:\w+\s+){0,3}(?:owned?|belong\w*|vest\w*|property)\b|\bassigns?\b|\bretains?\b",
    re.I,
)


def _own_life(view: View, clause: Clause) -> bool:
    """Whether the clause speaks itself of the time after the end."""
    return any(
        _AFTER_END.search(text) or _LIVES.search(text)
        for text in (view.plain[c.start : c.end] for c in view.subtree(clause.id))
    )
