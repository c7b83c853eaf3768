"""X-05 one act with two periods, X-10 periods that cannot be counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.view import View, apart, capital, length, view_of
from clausescan.facts.sentences import Sentence
from clausescan.language.periods import find_periods
from clausescan.model import Clause, Defect, Period, Report

_Fits = Callable[[View, Period], bool]

_BREACH = re.compile(
    r"\b(?:breach(?:es|ed)?|default(?:s|ed)?|violat\w+|fail(?:s|ure|ed)?\s+to\s+(?:perform|comply))\b", re.I
)
_ENDS = re.compile(r"\bterminat\w+\b", re.I)
_NARROW = re.compile(
    r"\b(?:pay(?:s|ing|ment|able)?|fund(?:s|ing)?|contribut\w+|invoice\w*|petition\w*|bankrupt\w*|insolven\w*|dismiss\w*|"
    r"suspen[ds]\w*|warranty|deliver\w*|confidential\w*|insurance|milestone\w*|licen[cs]e\s+(?:fee|granted)|order|sow|"
    r"statement\s+of\s+work|purchase|option|shares?|seller|buyer|indemnif\w+|capital|subscription|escrow|safety|recall|"
    r"regulat\w+|audit\w*|service\s+level\w*|exclusiv\w+|representations?)\b",
    re.I,
)
_EITHER = re.compile(r"\b(?:either|any|each|a|other|non-?\s?(?:breaching|defaulting))\s+part(?:y|ies|ner)", re.I)
_MAJEURE = re.compile(r"\bforce\s+majeure\b", re.I)
_LASTS = re.compile(
    r"\b(?:continu\w*|last\w*|persist\w*|exceed\w*|prevent\w*|more\s+than|longer\s+than|duration|prevail\w*|subsist\w*)\b",
    re.I,
)


def conflicting_periods(report: Report) -> Iterator[Defect]:
    """Two cure periods for one breach, two patience periods for one outside event, words against figures, and a
    period that is taken from a clause that has none."""
    view = view_of(report)
    yield from _words_and_figures(view)
    yield from _two_lengths(view, "cure", _is_general_cure, "a breach may be cured within")
    yield from _two_lengths(view, "", _is_majeure_exit, "before a party may end the agreement, force majeure must last")
    yield from _borrowed(view)
    yield from _same_clock(view)


def _words_and_figures(view: View) -> Iterator[Defect]:
    for clause in view.report.clauses:
        if clause.kind in ("toc", "signature", "title"):
            continue
        for span in find_periods(view.text[clause.start : clause.end]):
            if span.figure is not None and span.value is not None and span.figure != span.value:
                start, end = clause.start + span.start, clause.start + span.end
                message = (
                    f'{capital(view.name(clause))} gives one period in words and another in figures: "'
                    f'{view.text[start:end]}".'
                )
                yield defect("X-05", message, (view.evidence(start, end),))


def _two_lengths(view: View, purpose: str, fits: _Fits, act: str) -> Iterator[Defect]:
    """Two clauses of the body that fix the same thing with different lengths."""
    found = [
        period
        for period in view.report.periods
        if period.value is not None
        and (not purpose or period.purpose == purpose)
        and not view.by_id[period.clause].scope
        and fits(view, period)
    ]
    reported: set[tuple[float | None, str]] = set()
    for a, b in combinations(found, 2):
        assert a.value is not None
        assert b.value is not None
        if a.clause == b.clause or not apart((a.value, a.unit), (b.value, b.unit)) or (b.value, b.unit) in reported:
            continue
        if _points_at(view, a, b) or _points_at(view, b, a):
            continue
        reported.add((b.value, b.unit))
        message = (
            f"Two periods for one thing: {act} {length(a.value, a.unit)} in {view.name_at(a.start)} and "
            f"{length(b.value, b.unit)} in {view.name_at(b.start)}."
        )
        yield defect("X-05", message, (view.evidence(a.start, a.end), view.evidence(b.start, b.end)))


def _points_at(view: View, one: Period, other: Period) -> bool:
    """Whether the clause of one period sets the clause of the other apart ("subject to", "except under").

    A clause that only repeats another ("as provided in Article 8") and gives a different length is a conflict.
    """
    above = {clause.id for clause in view.chain(view.by_id[other.clause])}
    clause = view.by_id[one.clause]
    return any(
        above.intersection(ref.targets) and not _REPEATS.search(view.plain, max(0, ref.start - 30), ref.start)
        for ref in view.references_in(clause.start, clause.end)
    )


_REPEATS = re.compile(
    r"(?<!except )(?<!save )\bas\s+(?:is\s+)?(?:provided|set\s+(?:forth|out)|stated|described|specified)"
    r"\s+(?:in|by|under)\s*\Z",
    re.I,
)


def _is_general_cure(view: View, period: Period) -> bool:
    text = view.local(period)
    return bool(_BREACH.search(text) and _ENDS.search(text) and _EITHER.search(text)) and not _NARROW.search(text)


def _is_majeure_exit(view: View, period: Period) -> bool:
    text = view.local(period)
    clause = view.by_id[period.clause]
    own = view.plain[clause.start : clause.end]
    before = view.plain[max(clause.start, period.start - 200) : period.start]
    named = _MAJEURE.search(text) or any(_MAJEURE.search(heading) for heading in (*clause.heading_path, clause.heading))
    ends = _ENDS.search(text) or _ENDS.search(own[period.end - clause.start :][:200])
    return bool(named and ends and _LASTS.search(before) and not _NOTICE_AFTER.match(view.plain, period.end))


_NOTICE_AFTER = re.compile(r"['\s]{0,3}(?:prior\s+)?(?:written\s+)?(?:prior\s+)?(?:notice|notification)", re.I)

_BORROWS = re.compile(
    r"\bperiods?\s+(?:of\s+time\s+)?(?:as\s+)?(?:is\s+|are\s+)?(?:referred\s+to|specified|set\s+(?:forth|out)|provided(?:\s+for)?|"
    r"stated|mentioned|described|stipulated|prescribed|allowed)\s+(?:in|under|by)\s+",
    re.I,
)


def _borrowed(view: View) -> Iterator[Defect]:
    """ "after the thirty-day period referred to in 15.1": is there one?"""
    for sentence in view.body:
        for match in _BORROWS.finditer(sentence.text):
            end = sentence.start + match.end()
            refs = [r for r in view.references_in(end, end + 30) if r.kind == "internal" and not r.external]
            if not refs or len(refs[0].targets) != 1:
                continue
            target = view.by_id[refs[0].targets[0]]
            own = view.clause_of(sentence)
            if target.id == own.id or own.id in {c.id for c in view.subtree(target.id)}:
                continue
            lengths = [
                p for p in view.periods_in(sentence.start, sentence.start + match.start()) if p.value is not None
            ]
            asked = lengths[-1] if lengths and end - lengths[-1].end < 60 else None
            yield from _is_it_there(view, match, sentence, target, asked)


def _is_it_there(
    view: View, match: re.Match[str], sentence: Sentence, target: Clause, asked: Period | None
) -> Iterator[Defect]:
    below = view.subtree(target.id)
    there = [p for clause in below for p in view.periods_in(clause.start, clause.end)]
    start, end = sentence.start + match.start(), sentence.start + match.end()
    here = view.evidence(asked.start if asked else start, end)
    own, other = view.name_at(start), view.name(target)
    wanted = length(asked.value, asked.unit) if asked and asked.value is not None else "a period"
    if not there:
        if re.search(
            r"\b(?:day|month|year|week|date|time|period)s?\b", view.plain[below[0].start : below[-1].end], re.I
        ):
            return  # it may be one that is not written as a number with a unit
        message = f"{capital(own)} takes {wanted} from {other}, and {other} states none."
        yield defect("X-05", message, (here, view.evidence(target.body, min(target.body + 40, target.end))))
        return
    if asked is None or asked.value is None:
        return
    same = [p for p in there if p.value is not None and not apart((p.value, p.unit), (asked.value, asked.unit))]
    if not same:
        other_period = there[0]
        message = f"{capital(own)} speaks of {wanted} in {other}, and {other} has {other_period.quote}."
        yield defect("X-05", message, (here, view.evidence(other_period.start, other_period.end)))
        return
    items = [c for c in view.children.get(target.id, ()) if c.label and c.end - c.start > 20]
    without = [c for c in items if not any(view.periods_in(d.start, d.end) for d in view.subtree(c.id))]
    holders = {p.clause for p in same}
    if target.id in holders or not without or len(items) < 2:
        return
    message = (
        f"{capital(own)} waits for {wanted} of {other}; only {view.name(view.by_id[same[0].clause])} has it, while "
        f"{', '.join(view.name(c) for c in without[:4])} {'has' if len(without) == 1 else 'have'} none: from when does "
        "the right run in those cases?"
    )
    evidence = [here, view.evidence(same[0].start, same[0].end)]
    evidence += [view.evidence(c.body, min(c.body + 40, c.end)) for c in without[:4]]
    yield defect("X-05", message, evidence)


_BUYS = re.compile(r"\b(?:purchas\w+|buy|sell)\b[^.;]{0,120}\b(?:shares?|interests?|units?|shareholding)\b", re.I)
_ORDER = re.compile(
    r"\b(?:in\s+lieu|instead|in\s+addition|without\s+prejudice|alternatively|unless|elect\w*|subject\s+to|notwithstanding|"
    r"whichever|first\s+to)\b",
    re.I,
)


def _same_clock(view: View) -> Iterator[Defect]:
    """A breach opens two ways out after the same time, and no word says which goes first."""
    cures = [p for p in view.report.periods if p.purpose == "cure" and p.value is not None]
    cures = [p for p in cures if _BREACH.search(view.local(p)) and not view.by_id[p.clause].scope]
    buys = [p for p in cures if _BUYS.search(_around(view, p)) and not _ORDER.search(_around(view, p))]
    ends = [p for p in cures if _MAY_END.search(view.local(p)) and p not in buys and not _early(view, p)]
    for a in ends:
        same = [
            b
            for b in buys
            if a.value is not None and b.value is not None and not apart((a.value, a.unit), (b.value, b.unit))
            if not _points_at(view, b, a) and not _points_at(view, a, b)
        ]
        if not same:
            continue
        assert a.value is not None
        message = (
            f"After the same {length(a.value, a.unit)} a breach opens both the end of the agreement "
            f"({view.name_at(a.start)}) and the purchase of shares ({_names(view, same)}), and no word says which "
            "goes first."
        )
        yield defect("X-05", message, [view.evidence(p.start, p.end) for p in (a, *same)])
        return


def _around(view: View, period: Period) -> str:
    """The sentence of a period, whole."""
    return view.passages.sentence_at(period.start).text


def _early(view: View, period: Period) -> bool:
    """Whether it is an end before the agreement has begun to work."""
    above = view.chain(view.by_id[period.clause])
    return any(_BEFORE_START.search(f"{c.heading} {view.plain[c.start : min(c.end, c.start + 80)]}") for c in above)


def _names(view: View, periods: list[Period]) -> str:
    return " and ".join(dict.fromkeys(view.name_at(period.start) for period in periods))


_MAY_END = re.compile(r"\bterminat\w+\s+(?:of\s+)?this\s+agreement\b", re.I)
_BEFORE_START = re.compile(r"\b(?:prior\s+to|before)\s+(?:the\s+)?(?:effective\s+date|closing|completion)", re.I)

_CLOCKS = frozenset(
    ("cure", "option_exercise", "preemption", "escalation_step", "non_renewal", "renewal_exercise", "termination",
     "transition", "change_of_control_report")
)  # fmt: skip
_ANSWERS = frozenset(("cure", "option_exercise", "preemption", "escalation_step", "renewal_exercise"))
_START = re.compile(
    r"\b(?:after|from|of|following|before|prior|upon|since|commenc\w*|receipt|receiv\w+|notice|notif\w+|thereafter|then|when|"
    r"once|such|until|end(?:s|ing)?|expir\w+|begin\w*|start\w*|on|by|subsequent|written|preceding|termination|that|this|"
    r"consecutive|continuous|during|whereupon|terminat\w+|breach\w*|more\s+than|at\s+least|in\s+advance|advance|earlier|later|same|if|per|each|every)\b",
    re.I,
)


def uncountable_periods(report: Report) -> Iterator[Defect]:
    """A clock that nothing starts, days of two kinds on one ladder, business days that nothing defines."""
    view = view_of(report)
    yield from _no_start(view)
    yield from _mixed_days(view)
    yield from _business_days(view)


_DISMISSED = re.compile(r"\b(?:petition|dismiss\w*|vacated|stayed|discharged)\b", re.I)
_KNOWN = re.compile(r"\b(?:the|said|these|those|its|their)\s*\Z", re.I)
"""Before a period that was named earlier: "beyond the sixty days"."""


def _no_start(view: View) -> Iterator[Defect]:
    for period in view.report.periods:
        if period.purpose not in _ANSWERS or period.value is None or period.count_from != "unstated":
            continue
        sentence = view.passages.sentence_at(period.start)
        at = period.start - sentence.start
        before, after = sentence.text[max(0, at - 400) : at], sentence.text[at + len(period.quote) : at + 200]
        before = re.sub(r"\b(?:period|term|duration)\s+of\s+(?:up\s+to\s+)?$", "", before, flags=re.I)
        if _DISMISSED.search(sentence.text):
            continue  # of a petition: it runs from the filing
        if _START.search(after) or _START.search(before[-120:]):
            continue
        message = f'{capital(view.name_at(period.start))}: "{period.quote}" has no start; say from which day it runs.'
        yield defect("X-10", message, (view.evidence(period.start, period.end),))


_LADDER = frozenset(("cure", "escalation_step", "option_exercise", "preemption", "expert", "completion"))


def _mixed_days(view: View) -> Iterator[Defect]:
    """Within one numbered clause."""
    by_clause: dict[str, list[Period]] = {}
    for period in view.report.periods:
        clause = view.by_id[period.clause]
        if period.unit == "day" and period.purpose in _LADDER and not clause.scope:
            by_clause.setdefault(clause.cite, []).append(period)
    said: dict[tuple[str, str], list[tuple[Period, Period]]] = {}
    for periods in by_clause.values():
        business = next((p for p in periods if p.day_type == "business"), None)
        plain = next((p for p in periods if p.day_type != "business" and p.value is not None and p.value <= 60), None)
        if business is None or plain is None or _alternatives(view, business, plain):
            continue
        # Clauses that mirror each other are told once.
        said.setdefault((business.quote, plain.quote), []).append((business, plain))
    for (one, other), pairs in said.items():
        where = " and ".join(dict.fromkeys(view.name_at(business.start) for business, _ in pairs))
        message = f"One sequence is counted in two kinds of days, {one} and {other}: {where}."
        places = sorted((period for pair in pairs for period in pair), key=lambda p: p.start)
        yield defect("X-10", message, [view.evidence(p.start, p.end) for p in places])


_OR = re.compile(r"\bor\b", re.I)


def _alternatives(view: View, one: Period, other: Period) -> bool:
    """Whether the periods belong to two cases beside each other, and not to steps after each other."""
    first, second = view.by_id[one.clause], view.by_id[other.clause]
    low, high = min(one.end, other.end), max(one.start, other.start)
    if view.passages.sentence_at(one.start) == view.passages.sentence_at(other.start) and _OR.search(
        view.plain, low, high
    ):
        return True
    return first.id != second.id and first.parent == second.parent and bool(first.label and second.label)


_EXITS = _ANSWERS | {"termination", "non_renewal"}
_DAY_DEFINED = re.compile(
    r"\b(?:business|working|banking)\s+days?\W{0,3}\s*(?:\([^)]{0,60}\)\s*)?,?\s*(?:shall\s+)?(?:means?|refers?|is\s+(?:defined|a|any)|"
    r"has\s+the|:|=)|\b(?:business|working|banking)\s+days?\b[^.;]{0,60}\b(?:means?|excluding|other\s+than|i\.e)|"
    r"[\"(]\s*(?:the\s+)?[\"]?(?:business|working|banking)\s+days?\"",
    re.I,
)


def _business_days(view: View) -> Iterator[Defect]:
    clocks = [p for p in view.report.periods if p.day_type == "business" and p.purpose in _EXITS]
    if not clocks or any("day" in d.term.lower() for d in view.report.definitions) or _DAY_DEFINED.search(view.plain):
        return
    first = clocks[0]
    message = (
        f'{capital(view.name_at(first.start))} counts in business days ("{first.quote}"), and no clause says of which '
        "place."
    )
    yield defect("X-10", message, [view.evidence(p.start, p.end) for p in clocks[:3]], "low")
