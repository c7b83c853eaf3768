"""Verdicts and drafting errors as a page shows them: what a card says, in the order in which it says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clausescan.model import Defect, ElementFinding, Evidence, Finding, Judgement, Waiver
from clausescan.report.html.links import Link, Links, Quote
from clausescan.report.triage import SEVERITIES, at_least, errors, gaps, gate
from clausescan.report.words import CHECKLIST_GROUPS, STATUSES, day, plain

OPENING = 90
"""Characters shown of a clause that was considered and does not settle the question."""

WORST = 10
"""Gaps and errors that are named at the top of a page."""

SURE, DOUBTFUL = 0.8, 0.6
"""Confidence is filtered in three bands: from SURE up, from DOUBTFUL up, below."""

ERRORS = "X", "Drafting errors"
"""Group of drafting errors, beside those of the checklist."""

TICKS = {"filled": "✓", "empty": "–", "defective": "!"}
_SAID = {"filled": "stated", "empty": "not found", "defective": "left open"}


@dataclass(frozen=True, slots=True)
class Tick:
    """An element at a glance: `state` filled, empty or defective, `sign` its mark, `words` what the mark says."""

    letter: str
    name: str
    essential: bool
    state: str
    sign: str
    words: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Near:
    """A clause that was considered for an item."""

    link: Link
    opening: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Card:
    """A verdict (`status` as in the model) or a drafting error (`status` "error", which has no confidence).

    `id` is its target in the page. `band` is the band of its confidence, "" without one. `grave`: it is open to begin
    with. `also` are quotes that no element shows.
    """

    id: str
    code: str
    title: str
    group: str
    severity: str
    status: str
    state: str
    sure: str
    band: str
    review: bool
    grave: bool
    why: str
    waiver: str
    ticks: tuple[Tick, ...] = ()
    also: tuple[Quote, ...] = ()
    defects: tuple[str, ...] = ()
    nearest: tuple[Near, ...] = ()
    ask: str = ""
    samples: tuple[tuple[str, str], ...] = ()

    @property
    def detailed(self) -> bool:
        """Whether there is anything under its headline."""
        return bool(self.ticks or self.also or self.nearest or self.ask or self.samples)


@dataclass(frozen=True, slots=True)
class Section:
    """Cards under one heading."""

    id: str
    title: str
    cards: tuple[Card, ...]
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that cards can be filtered by, and how many have it."""

    value: str
    words: str
    count: int


class Cards:
    """The cards of one judgement, each made once."""

    def __init__(self, judgement: Judgement, links: Links) -> None:
        self._links = links
        open_ = [self._verdict(finding) for finding in gaps(judgement)]
        wrong = [self._error(defect) for defect in errors(judgement)]
        rest = {
            status: tuple(self._verdict(finding) for finding in judgement.findings if finding.status == status)
            for status in ("redacted", "explicit", "na")
        }
        self.sections = tuple(
            section
            for section in (
                Section("gaps", "Open questions", tuple(open_), "Every question that applies is settled."),
                Section("errors", "Drafting errors between clauses", tuple(wrong)),
                Section("redacted", "Blacked out, so that nobody can judge it", rest["redacted"]),
                Section("settled", "Settled", rest["explicit"]),
                Section("not-asked", "Not applicable here", rest["na"]),
            )
            if section.cards or section.otherwise
        )
        both = zip([*gaps(judgement), *errors(judgement)], [*open_, *wrong], strict=True)
        cards = {id(each): card for each, card in both}
        worst = gate(judgement, SEVERITIES[1]).open
        self.worst = tuple(cards[id(each)] for each in worst[:WORST])
        self.worst_left = len(worst) - len(self.worst)

    @property
    def all(self) -> list[Card]:
        return [card for section in self.sections for card in section.cards]

    @property
    def severities(self) -> list[Choice]:
        return _choices(((s, s) for s in SEVERITIES), [card.severity for card in self.all])

    @property
    def statuses(self) -> list[Choice]:
        words = [*STATUSES.items(), ("error", "drafting error")]
        return _choices(words, [card.status for card in self.all])

    @property
    def groups(self) -> list[Choice]:
        return _choices([*CHECKLIST_GROUPS.items(), ERRORS], [card.group for card in self.all])

    @property
    def bands(self) -> list[Choice]:
        words = (
            ("sure", f"{SURE:.0%} sure or more"),
            ("fair", f"{DOUBTFUL:.0%} to {SURE:.0%}"),
            ("unsure", f"below {DOUBTFUL:.0%}"),
        )
        return _choices(words, [card.band for card in self.all])

    def _verdict(self, finding: Finding) -> Card:
        id = self._links.unique(f"f-{finding.item}")
        quotes = _Quotes(self._links, (id, finding.item))
        ticks = tuple(self._ticks(finding, quotes))
        in_slots = {(e.evidence.start, e.evidence.end) for e in finding.elements if e.evidence}
        settled = finding.status in ("explicit", "na")
        band = "sure" if finding.confidence >= SURE else "fair" if finding.confidence >= DOUBTFUL else "unsure"
        return Card(
            id=id,
            code=finding.item,
            title=finding.title,
            group=finding.group,
            severity=finding.severity,
            status=finding.status,
            state=STATUSES[finding.status],
            sure=f"{finding.confidence:.0%} sure",
            band=band,
            review=finding.review,
            grave=finding.gap and finding.waiver is None and at_least(finding.severity, SEVERITIES[1]),
            why=finding.why,
            waiver=_waived(finding.waiver),
            ticks=ticks,
            also=tuple(quotes.of(e) for e in finding.evidence if (e.start, e.end) not in in_slots),
            defects=tuple(map(plain, finding.defects)),
            nearest=() if settled else tuple(
                Near(self._links.to_clause(n.clause), self._links.opening(n.clause, OPENING), n.score, n.why)
                for n in finding.nearest
            ),
            ask=finding.suggestion if finding.gap else "",
            samples=tuple((p.source, p.text) for p in finding.precedents) if finding.gap else (),
        )  # fmt: skip

    def _ticks(self, finding: Finding, quotes: _Quotes) -> Iterator[Tick]:
        for element in finding.elements:
            shown = element.evidence if element.status != "empty" else None
            yield Tick(
                letter=element.id,
                name=element.name,
                essential=element.essential,
                state=element.status,
                sign=TICKS[element.status],
                words=_left(element),
                quote=quotes.of(shown) if shown else None,
            )

    def _error(self, defect: Defect) -> Card:
        id = self._links.unique(f"f-{defect.check}")
        quotes = _Quotes(self._links, (id, defect.check))
        return Card(
            id=id,
            code=defect.check,
            title=defect.message,
            group=ERRORS[0],
            severity=defect.severity,
            status="error",
            state="drafting error",
            sure="",
            band="",
            review=False,
            grave=defect.waiver is None and at_least(defect.severity, SEVERITIES[1]),
            why="",
            waiver=_waived(defect.waiver),
            also=tuple(map(quotes.of, defect.evidence)),
        )


class _Quotes:
    """Places with their words; words that a card has shown are not shown in it again."""

    def __init__(self, links: Links, citing: tuple[str, str]) -> None:
        self._links, self._citing = links, citing
        self._shown: set[tuple[int, int]] = set()

    def of(self, evidence: Evidence) -> Quote:
        span = evidence.start, evidence.end
        text = "" if span in self._shown else evidence.quote
        self._shown.add(span)
        return Quote(self._links.to(evidence, self._citing), text)


def _left(element: ElementFinding) -> str:
    """What the mark of an element says: "stated", "not found", or the defects that leave it open."""
    if element.status == "defective" and element.defects:
        return ", ".join(map(plain, element.defects))
    if element.status == "empty" and not element.essential:
        return f"{_SAID['empty']} (good to have)"
    return _SAID[element.status]


def _waived(waiver: Waiver | None) -> str:
    return f"until {day(waiver.until)} by {waiver.owner}: {waiver.reason}" if waiver else ""


def _choices(words: Iterable[tuple[str, str]], values: Sequence[str]) -> list[Choice]:
    """Those that at least one card has, in the order of `words`."""
    return [Choice(value, said, values.count(value)) for value, said in words if value in values]
