"""The report as a lawyer reads it in a terminal: facts, verdicts, then clauses by type and periods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clausescan.model import Clause, DateFact, Evidence, NoticeFact, Period, Renewal, Report, Severity, Term, TextFact
from clausescan.report.escape import shortened, visible
from clausescan.report.places import Places
from clausescan.report.verdicts import verdicts
from clausescan.taxonomy import GROUPS, TITLES

DISCLAIMER = (
    "A machine's reading, with the places it rests on. It is not legal advice. No lawyer has reviewed it, the "
    "reference checklist or the sample wording: check each quote in the agreement before you rely on it."
)
QUOTE = 160
"""Characters of a quote shown in a table; the JSON report has all of it."""

CONTEXT = 60
"""Characters shown on either side of a period."""

NOT_FOUND = "not found"
"""Not "the text does not say": that would claim an absence without showing the clauses considered."""

_TERMS = {
    "fixed": "fixed",
    "indefinite": "no fixed end",
    "event": "ends with an event",
    "unstated": NOT_FOUND,
}
_RENEWALS = {
    "automatic": "automatic",
    "option": "by one party's option",
    "agreement": "only by agreement",
    "none": "none: expressly not renewed",
    "unstated": NOT_FOUND,
}
_KINDS = {
    "equity_jv": "equity joint venture",
    "contractual_alliance": "contractual alliance",
    "consortium": "consortium",
}
_PURPOSES = {"cure": "cure a breach", "lock_up": "lock-up", "other": "", "non_renewal": "stop a renewal"}
_COUNTED = {
    "dispatch": "from dispatch",
    "receipt": "from receipt",
    "event": "from an event",
    "before_expiry": "before expiry",
    "unstated": "",
}
_BOUNDS = {"at_least": "at least", "within": "within", "exactly": ""}


def render(report: Report, console: Console, everything: bool = False, fail_on: Severity | None = None) -> None:
    """Print the whole report to `console`. `everything`: lighter gaps and what is settled in full as well. `fail_on`
    asks for a line that says whether anything of that severity is open."""
    places = Places(report)
    heading(report, console)
    console.print()
    _facts(report, places, console)
    if report.judgement:
        verdicts(report.judgement, places, console, everything, fail_on)
    _clauses(report, places, console)
    _periods(report, places, console)
    console.print(Text(DISCLAIMER, style="italic"))


def heading(report: Report, console: Console) -> None:
    """Title, file, size, and what must be known about the reading."""
    document = report.document
    console.print(Text(visible(document.title) or "Untitled document", style="bold"))
    size = f"{document.words:,} words"
    if document.pages:
        size = f"{document.pages} page{'s' * (document.pages != 1)}, {size}"
    console.print(Text(f"{visible(document.path)} · {size}"))
    for notice in document.warnings:
        console.print(Text(f"! {visible(notice.message)}", style="yellow"))


def _length(value: float | None, unit: str | None) -> str:
    if value is None or unit is None:
        return ""
    return f"{value:g} {unit}{'s' * (value != 1)}"


def _date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _facts(report: Report, places: Places, console: Console) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True, title="Facts", title_justify="left", title_style="bold")
    table.add_column("", no_wrap=True)
    table.add_column("Reading", ratio=3)
    table.add_column("Where", no_wrap=True)
    table.add_column("Quote", ratio=4)
    for name, value, evidence in _fact_rows(report):
        where = places.where(evidence) if evidence else ""
        quote = _excerpt(report, evidence, value) if evidence else ""
        table.add_row(name, Text(visible(value)), Text(where), Text(f"“{quote}”" if quote else ""))
    console.print(table)


def _excerpt(report: Report, evidence: Evidence, value: str) -> str:
    """The quote, short; when the words that show the fact stand late in it, from a little before them."""
    quote = evidence.quote
    shown = quote.casefold().find(value.casefold()) if value else -1
    if shown < 0:
        inside = (p for p in report.periods if evidence.start <= p.start and p.end <= evidence.end)
        shown = next(
            (p.start - evidence.start for p in inside if value.startswith(_length(p.value, p.unit) or "-")), -1
        )
    if shown + len(value) <= QUOTE or len(quote) <= QUOTE:
        return shortened(quote, QUOTE)
    cut = quote.find(" ", max(0, shown - CONTEXT))
    return "…" + shortened(quote[min(cut, shown) if cut >= 0 else shown :].lstrip(), QUOTE)


def _fact_rows(report: Report) -> Iterator[tuple[str, str, Evidence | None]]:
    facts = report.facts
    if not facts.parties:
        yield "Parties", NOT_FOUND, None
    for i, party in enumerate(facts.parties):
        alias = f" ({party.alias})" if party.alias else ""
        yield "Parties" if i == 0 else "", party.name + alias, party.evidence
    for name, fact in (
        ("Dated", facts.agreement_date),
        ("In force from", facts.effective_date),
        ("Term", facts.term),
        ("Expires", facts.expiry_date),
        ("Renewal", facts.renewal),
        ("Non-renewal notice", facts.non_renewal_notice),
        ("Governing law", facts.governing_law),
        ("Kind", facts.agreement_kind),
    ):
        yield name, _fact_value(fact), fact.evidence if fact else None


def _fact_value(fact: DateFact | Term | Renewal | NoticeFact | TextFact | None) -> str:
    match fact:
        case None:
            return NOT_FOUND
        case DateFact(value=None):
            return f"no date ({fact.basis})" if fact.basis else NOT_FOUND
        case DateFact(value=date() as day):
            return _date(day) + (f" ({fact.basis})" if fact.basis else "")
        case Term(kind="event") if fact.value is not None:
            return f"{_length(fact.value, fact.unit)}, or as an event has it: see the quote"
        case Term():
            return " ".join(part for part in (_length(fact.value, fact.unit), _TERMS[fact.kind]) if part)
        case Renewal():
            return " ".join(part for part in (_RENEWALS[fact.mode], _length(fact.value, fact.unit)) if part)
        case NoticeFact():
            return _length(fact.value, fact.unit) or "a length that is blank or redacted"
        case TextFact():
            return _KINDS.get(fact.value, fact.value)
    raise TypeError(f"not a fact: {fact!r}")


def _clauses(report: Report, places: Places, console: Console) -> None:
    console.print(Text("Clauses by type", style="bold"))
    text = report.document.text
    found = False
    for group, leaves in GROUPS.items():
        for leaf in leaves:
            sure = [(c, t.score) for c in report.clauses for t in c.types if t.type == leaf]
            unsure = [c for c in report.clauses if any(t.type == leaf for t in c.uncertain)]
            if not sure and not unsure:
                continue
            found = True
            console.print(Text(f"{TITLES[group]} · {TITLES[leaf]}", style="bold cyan"))
            table = Table(box=None, pad_edge=False, expand=True, show_header=False)
            table.add_column(width=20)
            table.add_column(ratio=1)
            table.add_column(width=4, justify="right", no_wrap=True)
            for clause, score in sure:
                words = shortened(text[clause.body : clause.end], QUOTE)
                table.add_row(Text(places.where(clause)), Text(f"“{words}”"), f"{score:.2f}")
            console.print(Padding(table, (0, 0, 0, 2)))
            if unsure:
                listed = "; ".join(places.where_clause(clause.id) for clause in unsure)
                console.print(Padding(Text(f"uncertain, look yourself: {listed}", style="dim"), (0, 0, 0, 2)))
            console.print()
    if not found:
        console.print("No clause of any type was recognised.\n")


def _periods(report: Report, places: Places, console: Console) -> None:
    if not report.periods:
        console.print("No period of time was found.\n")
        return
    table = Table(
        box=SIMPLE_HEAD, pad_edge=False, expand=True, title="Periods", title_justify="left", title_style="bold"
    )
    table.add_column("Where", no_wrap=True)
    table.add_column("Period", width=20)
    table.add_column("For", width=12)
    table.add_column("Quote", ratio=1)
    by_id = {clause.id: clause for clause in report.clauses}
    for period in report.periods:
        table.add_row(
            Text(places.where(period)),
            Text(_period(period)),
            _PURPOSES.get(period.purpose, period.purpose.replace("_", " ")),
            _in_context(report.document.text, period, by_id[period.clause]),
        )
    console.print(table)


def _in_context(text: str, period: Period, clause: Clause) -> Text:
    """The words of the period in bold between those around them, cut at words."""
    start = max(clause.body, period.start - CONTEXT)
    end = min(clause.end, period.end + CONTEXT)
    before = visible(
        text[start : period.start].partition(" ")[2] if start > clause.body else text[start : period.start]
    )
    after = visible(text[period.end : end].rpartition(" ")[0] if end < clause.end else text[period.end : end])
    quote = Text("“" + ("…" if start > clause.body else ""))
    gap = " " if before and text[period.start - 1].isspace() else ""
    quote.append(before + gap)
    quote.append(visible(period.quote), style="bold")
    quote.append((" " if after and text[period.end].isspace() else "") + after)
    quote.append(("…" if end < clause.end else "") + "”")
    return quote


def _period(period: Period) -> str:
    days = "business " if period.day_type == "business" else ""
    if period.value is None:
        length = f"{'left blank' if period.placeholder == 'blank' else 'redacted'}, {days}{period.unit}s"
    else:
        length = f"{_BOUNDS[period.bound]} {period.value:g} {days}{period.unit}{'s' * (period.value != 1)}"
    return f"{length} {_COUNTED[period.count_from]}".strip()
