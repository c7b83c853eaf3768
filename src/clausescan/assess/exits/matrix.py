"""The rows of the exit matrix, put together from statements, operative words and causes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clausescan.assess.exits import triggers
from clausescan.assess.exits.cells import Cells
from clausescan.assess.exits.events import EventLists
from clausescan.assess.exits.holders import holder_of
from clausescan.assess.exits.rights import Frame, frames_of
from clausescan.assess.exits.statements import Statement, Statements
from clausescan.model import Evidence, ExitRight, Report

PRICED = frozenset({"call", "put", "shoot_out"})


def exit_matrix(report: Report) -> tuple[ExitRight, ...]:
    """The exit rights and automatic ends of one agreement, in the order of the text; natural expiry comes first.

    Every Evidence is a slice of `report.document.text`. Works without clause types too, on words alone.
    """
    held = Statements(report)
    cells = Cells(report, held)
    events = EventLists(report, held)
    rows = list(_term_rows(report, cells, held))
    seen: set[tuple[str, str, str, str]] = set()
    for s in held.all:
        if s.clause.kind == "definition":
            continue
        for frame in _doors(frames_of(s)):
            leaves = causes(s, frame)
            found = [(leaf, s) for leaf in leaves]
            found += [(leaf, event) for leaf, event in events.behind(s, frame) if leaf not in leaves]
            for leaf, where in found:
                row = _row(report, cells, leaf, where, s, frame)
                key = (leaf, where.clause.id, row.holder, row.mechanism)
                if key not in seen:
                    seen.add(key)
                    rows.append(row)
    return tuple(rows)


def _row(report: Report, cells: Cells, leaf: str, where: Statement, s: Statement, frame: Frame) -> ExitRight:
    """`where` is the statement that names the cause, `s` the one that gives the right; mostly the same."""
    needs_price = frame.mechanism in PRICED
    mechanism = frame.mechanism
    return ExitRight(
        trigger=leaf,
        evidence=Evidence(where.clause.id, where.start, where.end, report.document.text[where.start : where.end]),
        holder=holder_of(s, frame, leaf, report.facts.parties),
        mechanism=mechanism,
        notice=cells.notice(s, frame, leaf),
        cure=cells.cure(where, frame, leaf) or (cells.cure(s, frame, leaf) if where is not s else None),
        needs_price=needs_price,
        valuation=cells.price(s) if needs_price else None,
        asset_treatment=cells.assets(s, leaf, mechanism),
        ongoing_obligations=cells.ongoing(s, leaf, mechanism),
    )


def _doors(frames: Sequence[Frame]) -> list[Frame]:
    """One frame for each door: a right to leave, an automatic end, a purchase, a sale."""
    kept: dict[tuple[bool, str], Frame] = {}
    for frame in frames:
        kept.setdefault((frame.kind == "automatic", frame.mechanism if frame.mechanism in PRICED else ""), frame)
    return list(kept.values())


def _term_rows(report: Report, cells: Cells, held: Statements) -> Iterator[ExitRight]:
    """Natural expiry, or the right to stop a renewal that would come by itself."""
    facts = report.facts
    stop, renewal, term = facts.non_renewal_notice, facts.renewal, facts.term
    if stop and stop.evidence:
        evidence = renewal.evidence or stop.evidence
        at = _statement_at(held, stop.evidence)
        if at:
            yield ExitRight(
                "renewal",
                evidence,
                "either",
                "terminate",
                notice=next(
                    (
                        Evidence(p.clause, p.start, p.end, p.quote)
                        for p in report.periods
                        if p.purpose == "non_renewal" and p.value == stop.value and p.unit == stop.unit
                    ),
                    None,
                ),
                asset_treatment=cells.assets(at, "renewal", "terminate"),
                ongoing_obligations=cells.ongoing(at, "renewal", "terminate"),
            )
    elif term.kind in ("fixed", "event") and term.evidence:
        at = _statement_at(held, term.evidence)
        if at:
            yield ExitRight(
                "initial_term",
                term.evidence,
                "automatic",
                "none",
                asset_treatment=cells.assets(at, "initial_term", "none"),
                ongoing_obligations=cells.ongoing(at, "initial_term", "none"),
            )


def _statement_at(held: Statements, evidence: Evidence) -> Statement | None:
    among = held.by_clause.get(evidence.clause, [])
    return next((s for s in among if s.start <= evidence.start < s.end), among[0] if among else None)


_CONDITION = re.compile(
    r"\b(?:if|upon|in the event|in case|when|whenever|where|should|because|due to|for|on|as a result|"
    r"following|after|unless|until|"
    r"by reason|at any time|without|at the (?:end|expiration)|by|with|at)\b",
    re.I,
)
_FREE_ITEM = re.compile(r"^\W*(?:\(?\w{1,4}[).]\s)?(?:[\w ]{1,40}[.:]\s)?(?:by|upon|at|on|with\w*|for)\b", re.I)
_BACK = re.compile(
    r"\b(?:in (?:such|that|which) (?:event|case|circumstances)|such (?:event|failure|case|default|"
    r"breach|circumstances?|notice)|thereupon)\b",
    re.I,
)


def _conditions(s: Statement, frame: Frame) -> str:
    """The words that say when the frame applies: what stands before it, and what follows its first "if" or "upon"."""
    if frame.part != "own":
        return s.own
    after = _CONDITION.search(s.own, frame.end)
    return f"{s.own[: frame.end]} {s.own[after.start() :] if after else ''}"


def causes(s: Statement, frame: Frame) -> list[str]:
    """The triggers (types of the group EXIT) that set off the right or end in `frame`."""
    text = _conditions(s, frame)
    found = triggers.named(text)
    if frame.kind in ("grounds", "deemed", "talks"):
        return found or triggers.named(s.before)
    if not found and s.opens:
        return []
    if not found and frame.part == "own" and s.before and _BACK.search(text):
        found = triggers.named(s.before)
    unconditional = not found and triggers.on_notice_only(text)
    if frame.part == "own":
        free = triggers.freely(text) or (unconditional and (not s.lead or frame.mechanism == "withdraw"))
    else:
        begins = bool(_FREE_ITEM.match(text))
        free = (triggers.freely(text) and (begins or triggers.mutual(text))) or (unconditional and begins)
    return [*found, "termination_convenience"] if free else found
