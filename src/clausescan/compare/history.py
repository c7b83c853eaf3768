"""Several versions of an agreement: how each exit term stands in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from clausescan.compare import compare
from clausescan.compare.verdicts import fact_readings
from clausescan.model import (
    Comparison,
    Evidence,
    ExitRight,
    History,
    Period,
    Report,
    TermHistory,
    TermValue,
)


def history(versions: Sequence[Report]) -> History:
    """The history of three versions or more, given in their order."""
    steps = tuple(compare(old, new) for old, new in pairwise(versions))
    terms = (*_facts(versions), *_exits(versions, steps), *_periods(versions), *_items(versions))
    return History(tuple(versions), steps, terms)


def _facts(versions: Sequence[Report]) -> Iterator[TermHistory]:
    readings = [fact_readings(report) for report in versions]
    for name in dict.fromkeys(name for reading in readings for name in reading):
        found = [reading.get(name, ("", None)) for reading in readings]
        if any(text for text, _ in found):
            values = tuple(TermValue(text, evidence) if text else None for text, evidence in found)
            yield TermHistory("fact", name, values)


def _items(versions: Sequence[Report]) -> Iterator[TermHistory]:
    verdicts = [{f.item: f for f in report.judgement.findings} if report.judgement else {} for report in versions]
    for item in dict.fromkeys(item for found in verdicts for item in found):
        findings = [found.get(item) for found in verdicts]
        yield TermHistory(
            "item",
            item,
            tuple(TermValue(f.status, f.evidence[0] if f.evidence else None) if f else None for f in findings),
        )


def _exits(versions: Sequence[Report], steps: Sequence[Comparison]) -> Iterator[TermHistory]:
    """Each way out from the version where it begins, followed from step to step."""
    rows: list[list[ExitRight | None]] = []
    for n, report in enumerate(versions):
        own = list(report.judgement.exits) if report.judgement else []
        if n:
            _follow(rows, own, steps[n - 1])
        rows += [[None] * n + [right] for right in own]
    for row in rows:
        values = tuple(
            TermValue(_way_out(right, report), right.evidence) if right else None
            for right, report in zip(row, versions, strict=True)
        )
        yield TermHistory("exit", next(right.trigger for right in row if right), values)


def _follow(rows: list[list[ExitRight | None]], own: list[ExitRight], step: Comparison) -> None:
    """Gives each row its counterpart in the next version and takes that out of `own`, which keeps what is new. A way
    out that was gone and is there again goes on in its old row."""
    altered = {id(each.before): each.after for each in step.exits if each.before}
    taken = {id(each.after) for each in step.exits if each.before and each.after}

    def next_like(trigger: str) -> ExitRight | None:
        return next((each for each in own if each.trigger == trigger and id(each) not in taken), None)

    going = [row for row in rows if row[-1]]
    gone = [row for row in rows if not row[-1]]
    for row in (*going, *gone):
        right = row[-1]
        if right and id(right) in altered:
            after = altered[id(right)]
        else:  # a row that the step does not tell is there again, in the same order
            after = next_like(next(each.trigger for each in reversed(row) if each))
        if after:
            own[:] = [each for each in own if each is not after]
        row.append(after)


def _way_out(right: ExitRight, report: Report) -> str:
    """ "either: terminate; notice 90 day; cure 30 day"."""
    said = f"{right.holder}: {right.mechanism.replace('_', ' ')}"
    for name, place in (("notice", right.notice), ("cure", right.cure)):
        if place:
            said += f"; {name} {_length_in(place, report)}"
    return said + ("; no price" if right.needs_price and not right.valuation else "")


def _length_in(place: Evidence, report: Report) -> str:
    inside = (p for p in report.periods if place.start <= p.start and p.end <= place.end)
    return next((_reading(period) for period in inside), "stated")


def _periods(versions: Sequence[Report]) -> Iterator[TermHistory]:
    """The lengths stated for each purpose, in document order, each once."""
    by_purpose: list[dict[str, list[Period]]] = []
    for report in versions:
        found: dict[str, list[Period]] = {}
        for period in report.periods:
            if period.purpose != "other":
                found.setdefault(period.purpose, []).append(period)
        by_purpose.append(found)
    for purpose in dict.fromkeys(purpose for found in by_purpose for purpose in found):
        yield TermHistory("period", purpose, tuple(_stated(found.get(purpose)) for found in by_purpose))


def _stated(periods: list[Period] | None) -> TermValue | None:
    if not periods:
        return None
    text = "; ".join(dict.fromkeys(_reading(period) for period in periods))
    first = periods[0]
    return TermValue(text, Evidence(first.clause, first.start, first.end, first.quote))


def _reading(period: Period) -> str:
    """ "30 day", "30 business day", "blank day"."""
    days = "business " if period.day_type == "business" else ""
    value = f"{period.value:g}" if period.value is not None else period.placeholder or "no number"
    return f"{value} {days}{period.unit}"
