"""A report as rows of the store's tables. docs/batch.md describes the tables; migrations/ has them in SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from clausescan.model import (
    Clause,
    DateFact,
    Evidence,
    ExitRight,
    NoticeFact,
    Party,
    Renewal,
    Report,
    Term,
    TextFact,
    Waiver,
)

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]

_PLACE = ("clause", "number", "page", "quote")
_WAIVED = ("waived", "waived_by", "waived_until")

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "warnings": ("ord", "code", "message", "page"),
        "facts": ("name", "ord", "value", "detail", "amount", "unit", *_PLACE),
        "periods": (
            *("ord", "purpose", "value", "unit", "days", "day_type", "count_from", "bound", "placeholder"),
            *("clause", "number", "page", "start", "stop", "quote"),
        ),
        "findings": (
            *("item", "ord", "title", "section", "status", "severity", "confidence", "review", "why"),
            *(*_PLACE, "defects", "suggestion", *_WAIVED),
        ),
        "elements": ("item", "element", "ord", "name", "essential", "status", "score", *_PLACE, "defects"),
        "exits": (
            *("ord", "trigger", "holder", "mechanism", *_PLACE, "notice", "notice_number", "cure", "cure_number"),
            *("needs_price", "valuation", "valuation_number", "assets_numbers", "ongoing_numbers"),
        ),
        "defects": ("ord", "check_id", "severity", "message", "numbers", "page", "quote", *_WAIVED),
        "clauses": (
            *("ord", "clause", "parent", "kind", "number", "heading", "page", "start", "stop", "vector", "text"),
        ),
        "clause_types": ("ord", "type", "score", "uncertain"),
    }
)
"""Tables that hold a report, and their columns after `document`."""

JUDGED = ("findings", "elements", "exits", "defects")
"""Those of them that another checklist changes."""

DOCUMENT = (
    *("sha256", "path", "media_type", "title", "pages", "words", "clauses", "kind", "profile", "judged", "checklist"),
    *("model", "model_sha256", "version"),
)
"""What `about` tells of a document."""

DAYS: Mapping[str, float] = MappingProxyType({"hour": 1 / 24, "day": 1, "week": 7, "month": 30.4375, "year": 365.25})

MISSING = "MISSING"
"""A cell of the exit matrix that needs a clause, and none was found."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """Text that SQLite and UTF-8 can hold: a lone surrogate (a byte that was no text) becomes its escape."""
    return _SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", text) if not text.isascii() else text


def about(report: Report) -> dict[str, Any]:
    """The row of the document itself, by DOCUMENT."""
    document, judgement = report.document, report.judgement
    kind = report.facts.agreement_kind
    values: Row = (
        *(document.sha256, storable(document.path), document.media_type, storable(document.title), document.pages),
        *(document.words, len(report.clauses), kind.value if kind else None),
        *((judgement.profile, 1, judgement.checklist) if judgement else ("", 0, "")),
        *((report.model.name, report.model.sha256) if report.model else ("", "")),
        report.version,
    )
    return dict(zip(DOCUMENT, values, strict=True))


def rows_of(report: Report, typed: Sequence[int] = ()) -> Rows:
    """Rows for every table of COLUMNS. `typed` are the places of the clauses that have a vector, in its order."""
    return Writer(report).all(typed)


class Writer:
    """Writes the rows of one report, each with the number and page of its place."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._numbers = {clause.id: storable(clause.place) for clause in report.clauses}

    def all(self, typed: Sequence[int]) -> Rows:
        rows: Rows = {
            "warnings": [
                (i, w.code, storable(w.message), w.page) for i, w in enumerate(self._report.document.warnings)
            ],
            "facts": list(self._facts()),
            "periods": list(self._periods()),
            "clauses": list(self._clauses(typed)),
            "clause_types": [
                (i, t.type, t.score, uncertain)
                for i, clause in enumerate(self._report.clauses)
                for uncertain, types in ((0, clause.types), (1, clause.uncertain))
                for t in types
            ],
        }
        return rows | self.judged()

    def judged(self) -> Rows:
        """The tables of JUDGED alone."""
        judgement = self._report.judgement
        rows: Rows = {name: [] for name in JUDGED}
        if judgement is None:
            return rows
        for i, f in enumerate(judgement.findings):
            place = self._place(f.evidence[0] if f.evidence else None)
            rows["findings"].append(
                (
                    *(f.item, i, f.title, f.group, f.status, f.severity, f.confidence, int(f.review), storable(f.why)),
                    *(*place, ",".join(f.defects), f.suggestion, *_waived(f.waiver)),
                )
            )
            rows["elements"] += [
                (
                    *(f.item, e.id, k, e.name, int(e.essential), e.status, e.score),
                    *(*self._place(e.evidence), ",".join(e.defects)),
                )
                for k, e in enumerate(f.elements)
            ]
        rows["exits"] = [self._exit(i, right) for i, right in enumerate(judgement.exits)]
        for i, d in enumerate(judgement.defects):
            _, _, page, quote = self._place(d.evidence[0] if d.evidence else None)
            numbers = self._listed(d.evidence)
            row = (i, d.check, d.severity, storable(d.message), numbers, page, quote, *_waived(d.waiver))
            rows["defects"].append(row)
        return rows

    def _place(self, place: Evidence | None) -> tuple[str | None, str, int | None, str]:
        if place is None:
            return None, "", None, ""
        page = self._report.document.page_of(place.start)
        return place.clause, self._numbers.get(place.clause, ""), page, storable(place.quote)

    def _listed(self, places: Iterable[Evidence]) -> str:
        numbers = (self._numbers.get(place.clause, "") for place in places)
        return ", ".join(dict.fromkeys(filter(None, numbers)))

    def _facts(self) -> Iterable[Row]:
        facts = self._report.facts
        for i, party in enumerate(facts.parties):
            yield self._fact("party", i, party)
        named = {
            "agreement_date": facts.agreement_date,
            "effective_date": facts.effective_date,
            "expiry_date": facts.expiry_date,
            "term": facts.term if facts.term.kind != "unstated" else None,
            "renewal": facts.renewal if facts.renewal.mode != "unstated" else None,
            "non_renewal_notice": facts.non_renewal_notice,
            "governing_law": facts.governing_law,
            "agreement_kind": facts.agreement_kind,
        }
        for name, fact in named.items():
            if fact is not None:
                yield self._fact(name, 0, fact)

    def _fact(
        self, name: str, i: int, fact: Party | DateFact | Term | Renewal | NoticeFact | TextFact
    ) -> tuple[Any, ...]:
        value: str | None
        detail, amount, unit = "", None, None
        match fact:
            case Party():
                value, detail = fact.name, fact.alias
            case DateFact():
                value, detail = fact.value.isoformat() if fact.value else None, fact.basis
            case Term():
                value, amount, unit = fact.kind, fact.value, fact.unit
            case Renewal():
                value, amount, unit = fact.mode, fact.value, fact.unit
            case NoticeFact():
                value, amount, unit = None, fact.value, fact.unit
            case TextFact():
                value = fact.value
        value = storable(value) if value is not None else None
        return (name, i, value, storable(detail), amount, unit, *self._place(fact.evidence))

    def _periods(self) -> Iterable[Row]:
        document = self._report.document
        for i, p in enumerate(self._report.periods):
            days = p.value * DAYS[p.unit] if p.value is not None else None
            yield (
                *(i, p.purpose, p.value, p.unit, days, p.day_type, p.count_from, p.bound, p.placeholder),
                *(p.clause, self._numbers.get(p.clause, ""), document.page_of(p.start), p.start, p.end),
                storable(p.quote),
            )

    def _exit(self, i: int, right: ExitRight) -> Row:
        def cell(place: Evidence | None) -> tuple[str | None, str | None]:
            return (storable(place.quote), self._numbers.get(place.clause, "")) if place else (None, None)

        valuation = cell(right.valuation)
        if right.needs_price and right.valuation is None:
            valuation = (MISSING, None)
        return (
            *(i, right.trigger, storable(right.holder), right.mechanism, *self._place(right.evidence)),
            *(*cell(right.notice), *cell(right.cure), int(right.needs_price), *valuation),
            self._listed(right.asset_treatment) if right.asset_treatment else MISSING,
            self._listed(right.ongoing_obligations) if right.ongoing_obligations else MISSING,
        )

    def _clauses(self, typed: Sequence[int]) -> Iterable[Row]:
        text = self._report.document.text
        vector = {place: row for row, place in enumerate(typed)}

        def heading(clause: Clause) -> str:
            return storable(" › ".join(clause.heading_path))

        for i, c in enumerate(self._report.clauses):
            yield (
                *(i, c.id, c.parent, c.kind, self._numbers[c.id], heading(c), c.page, c.start, c.end, vector.get(i)),
                storable(text[c.body : c.end].strip()),
            )


def _waived(waiver: Waiver | None) -> Row:
    return (waiver.reason, waiver.owner, waiver.until.isoformat()) if waiver else (None, None, None)
