"""What became of verdicts, ways out and facts from one version to the next.

A machine reads both versions, and a reading may waver where the text does not. Told is therefore only what moved with
the text: a verdict, a row or a cell that differs although none of the words it rests on changed, in either version, is
left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from clausescan.compare.words import level, soft, words_in
from clausescan.model import (
    Change,
    Clause,
    DateFact,
    Evidence,
    ExitChange,
    ExitRight,
    FactChange,
    Finding,
    FindingChange,
    NoticeFact,
    Renewal,
    Report,
    Term,
    TextFact,
)

_LIKE = 0.5
"""Share of words that two rows of the exit matrix have in common when they are the same row in other words."""


class Touched:
    """Where the words of a version changed in substance."""

    def __init__(self, changes: Sequence[Change], side: str) -> None:
        places = [getattr(change, side) for change in changes if change.substantive]
        self._spans = sorted((place.start, place.end) for place in places if place is not None)

    def __bool__(self) -> bool:
        return bool(self._spans)

    def slice(self, start: int, end: int) -> bool:
        i = bisect_right(self._spans, end, key=lambda span: span[0])
        return any(last > start for _, last in self._spans[max(0, i - 8) : i])

    def any(self, places: Iterable[Evidence | None]) -> bool:
        return any(place is not None and self.slice(place.start, place.end) for place in places)


def finding_changes(old: Report, new: Report, changes: Sequence[Change]) -> tuple[FindingChange, ...]:
    """The checklist items whose status moved because words they rest on changed, in the order of the checklist."""
    if old.judgement is None or new.judgement is None:
        return ()
    before, after = Touched(changes, "old"), Touched(changes, "new")
    had = {finding.item: finding for finding in old.judgement.findings}
    clauses = [{clause.id: clause for clause in report.clauses} for report in (old, new)]
    return tuple(
        FindingChange(finding.item, had[finding.item], finding)
        for finding in new.judgement.findings
        if finding.item in had
        and had[finding.item].status != finding.status
        and (_rests(had[finding.item], clauses[0], before) or _rests(finding, clauses[1], after))
    )


def _rests(finding: Finding, clauses: Mapping[str, Clause], touched: Touched) -> bool:
    """Whether what a verdict rests on was touched: its evidence, that of its elements, and where there is none the
    clauses that come nearest."""
    places = [*finding.evidence, *(element.evidence for element in finding.elements)]
    if any(places):
        return touched.any(places)
    near = (clauses[n.clause] for n in finding.nearest if n.clause in clauses)
    return any(touched.slice(clause.start, clause.end) for clause in near)


def exit_changes(old: Report, new: Report, changes: Sequence[Change]) -> tuple[ExitChange, ...]:
    """Rows of the exit matrix gained, lost or altered, in the order of the new matrix, what was lost last.

    `cells` are names of fields of `ExitRight`. Rows are paired by their trigger and by the words that give the right:
    the same words first, then the two sides of one change, then the most alike. The lists of what becomes of assets and
    of what goes on are told where the first clause came or the last one went: one changed clause among many stands in
    nearly every row, and is told as a change.
    """
    if old.judgement is None or new.judgement is None:
        return ()
    before, after = Touched(changes, "old"), Touched(changes, "new")
    pairs = _paired(old.judgement.exits, new.judgement.exits, changes)
    told: list[ExitChange] = []
    for was, row in pairs:
        if row is None:
            assert was is not None
            if before.any([was.evidence]):
                told.append(ExitChange(was.trigger, was, None))
        elif was is None:
            if after.any([row.evidence]):
                told.append(ExitChange(row.trigger, None, row))
        elif cells := tuple(_differing(was, row, before, after)):
            told.append(ExitChange(row.trigger, was, row, cells))
    return tuple(told)


def _paired(
    olds: Sequence[ExitRight], news: Sequence[ExitRight], changes: Sequence[Change]
) -> list[tuple[ExitRight | None, ExitRight | None]]:
    likeness = {
        (o, n): score
        for o, was in enumerate(olds)
        for n, row in enumerate(news)
        if was.trigger == row.trigger and (score := _likeness(was, row, changes)) >= _LIKE
    }
    partner: dict[int, int] = {}
    for (o, n), _ in sorted(likeness.items(), key=lambda item: (-item[1], item[0])):
        if o not in partner.values() and n not in partner:
            partner[n] = o
    taken = set(partner.values())
    return [
        *((olds[partner[n]] if n in partner else None, row) for n, row in enumerate(news)),
        *((was, None) for o, was in enumerate(olds) if o not in taken),
    ]


def _likeness(was: ExitRight, row: ExitRight, changes: Sequence[Change]) -> float:
    """0 to 3: the same words, the two sides of one change, or words in common; the same holder and mechanism help."""
    one, two = _keys(was.evidence), _keys(row.evidence)
    alike = 0.1 * (was.holder == row.holder) + 0.1 * (was.mechanism == row.mechanism)
    if one == two:
        return 2 + alike
    if any(_holds(c.old, was.evidence) and _holds(c.new, row.evidence) for c in changes if c.old and c.new):
        return 1 + alike
    both, either = set(one) & set(two), set(one) | set(two)
    return len(both) / len(either) + alike if either else 0.0


def _holds(side: object, place: Evidence) -> bool:
    return side.start < place.end and place.start < side.end  # type: ignore[attr-defined,no-any-return]


def _keys(place: Evidence | None) -> tuple[str, ...]:
    if place is None:
        return ()
    return tuple(level(key).casefold() for _, _, key in words_in(place.quote, 0, len(place.quote)) if not soft(key))


def _differing(was: ExitRight, row: ExitRight, before: Touched, after: Touched) -> Iterator[str]:
    own = before.any([was.evidence]) or after.any([row.evidence])
    if own:
        if was.holder.casefold() != row.holder.casefold():
            yield "holder"
        if was.mechanism != row.mechanism:
            yield "mechanism"
        if was.needs_price != row.needs_price:
            yield "needs_price"
    for name in ("notice", "cure", "valuation"):
        one, two = getattr(was, name), getattr(row, name)
        if _keys(one) != _keys(two) and (before.any([one]) or after.any([two])):
            yield name
    for name in ("asset_treatment", "ongoing_obligations"):
        ones, twos = getattr(was, name), getattr(row, name)
        if bool(ones) != bool(twos) and (before.any(ones) or after.any(twos)):
            yield name


_NAMES = (
    "parties",
    "agreement_date",
    "effective_date",
    "term",
    "expiry_date",
    "renewal",
    "non_renewal_notice",
    "governing_law",
    "agreement_kind",
)
_TERMS = {"fixed": "fixed", "indefinite": "no fixed end", "event": "ends with an event", "unstated": ""}
_RENEWALS = {
    "automatic": "automatic",
    "option": "by one party's option",
    "agreement": "only by agreement",
    "none": "none: expressly not renewed",
    "unstated": "",
}
_KINDS = {
    "equity_jv": "equity joint venture",
    "contractual_alliance": "contractual alliance",
    "consortium": "consortium",
}
_RESTS_ON = {"expiry_date": ("agreement_date", "effective_date", "term"), "effective_date": ("agreement_date",)}
"""Facts that are reckoned from others: they move with the words of those, too."""


def fact_changes(old: Report, new: Report, changes: Sequence[Change]) -> tuple[FactChange, ...]:
    """The facts that read otherwise because the words they stand in changed; names are fields of `Facts`."""
    before, after = Touched(changes, "old"), Touched(changes, "new")
    had, has = fact_readings(old), fact_readings(new)
    told = []
    for name in _NAMES:
        if had[name][0].casefold() == has[name][0].casefold():
            continue
        on = (name, *_RESTS_ON.get(name, ()))
        if before.any(had[n][1] for n in on) or after.any(has[n][1] for n in on) or _parties(old, new, name, changes):
            told.append(FactChange(name, had[name][0], has[name][0]))
    return tuple(told)


def _parties(old: Report, new: Report, name: str, changes: Sequence[Change]) -> bool:
    """Whether the words that name any party changed."""
    if name != "parties":
        return False
    before, after = Touched(changes, "old"), Touched(changes, "new")
    return before.any(p.evidence for p in old.facts.parties) or after.any(p.evidence for p in new.facts.parties)


def fact_readings(report: Report) -> dict[str, tuple[str, Evidence | None]]:
    """Each fact in a reader's words, "" where none was found, and where it stands; names are fields of `Facts`."""
    facts = report.facts
    parties = facts.parties
    readings: dict[str, tuple[str, Evidence | None]] = {
        "parties": ("; ".join(p.name for p in parties), parties[0].evidence if parties else None)
    }
    for name in _NAMES[1:]:
        fact = getattr(facts, name)
        readings[name] = (_said(fact), fact.evidence) if fact is not None else ("", None)
    return readings


def _said(fact: DateFact | Term | Renewal | NoticeFact | TextFact) -> str:
    match fact:
        case DateFact(value=date() as day):
            return f"{day.day} {day:%B %Y}"
        case DateFact():
            return f"no date ({fact.basis})" if fact.basis else ""
        case Term():
            return " ".join(part for part in (_length(fact.value, fact.unit), _TERMS[fact.kind]) if part)
        case Renewal():
            return " ".join(part for part in (_RENEWALS[fact.mode], _length(fact.value, fact.unit)) if part)
        case NoticeFact():
            return _length(fact.value, fact.unit) or "a length that is blank or redacted"
        case TextFact():
            return _KINDS.get(fact.value, fact.value)
    raise TypeError(f"not a fact: {fact!r}")


def _length(value: float | None, unit: str | None) -> str:
    if value is None or unit is None:
        return ""
    return f"{value:g} {unit}{'s' * (value != 1)}"
