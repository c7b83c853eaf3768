"""The rows of the exit matrix, put together from statements, operative words and causes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from clausescan.assess.exits import triggers
from clausescan.assess.exits.cells import Cells
from clausescan.assess.exits.consequences import Consequences
from clausescan.assess.exits.events import EventLists
from clausescan.assess.exits.holders import holder_of
from clausescan.assess.exits.rights import Frame, frames_of
from clausescan.assess.exits.statements import Statement, Statements
from clausescan.model import Evidence, ExitRight, NoticeFact, Report
from clausescan.taxonomy import GROUPS

CAUSES = frozenset(GROUPS["EXIT"]) - {"valuation_price", "transfer"}
HEADED = frozenset({"external_event", "insolvency", "change_of_control", "deadlock_exit"})  # causes a heading may name
PRICED = frozenset({"call", "put", "shoot_out"})


def exit_matrix(report: Report) -> tuple[ExitRight, ...]:
    """The exit rights and automatic ends of one agreement, in the order of the text; natural expiry comes first.

    Every Evidence is a slice of `report.document.text`. Works without clause types too, on words alone.
    """
    held = Statements(report)
    cells = Cells(report, held)
    after = Consequences(report, held)
    events = EventLists(report, held)
    rows: list[ExitRight] = []
    typed = any(c.types for c in report.clauses)
    tally: dict[str, Counter[str]] = {}
    seen: dict[tuple[str, str, str, str], int] = {}
    for s in held.all:
        if s.clause.kind == "definition" or s.own.startswith("WHEREAS"):
            continue
        for frame in _doors(frames_of(s)):
            if typed and frame.kind in ("grounds", "deemed", "talks") and not _exits(s):
                continue
            named = _named_in(held, s.clause.id, tally)
            elsewhere = [leaf for leaf, n in named.items() if n > (leaf in _leaves(s.own))]
            leaves = _believed(s, causes(s, frame, elsewhere))
            found = [(leaf, s) for leaf in leaves]
            found += [(leaf, event) for leaf, event in events.behind(s, frame) if leaf not in leaves]
            for leaf, where in found:
                row = _row(report, cells, after, leaf, where, s, frame)
                key = (leaf, where.clause.id, row.holder, row.mechanism)
                if key not in seen:
                    seen[key] = len(rows)
                    rows.append(row)
                elif row.notice and not rows[seen[key]].notice:  # said twice: the sentence that says how is the right
                    rows[seen[key]] = row
    return (*_term_rows(report, after, held, rows), *rows)


def _row(
    report: Report, cells: Cells, after: Consequences, leaf: str, where: Statement, s: Statement, frame: Frame
) -> ExitRight:
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
        asset_treatment=after.assets(s, leaf, mechanism),
        ongoing_obligations=after.ongoing(s, leaf, mechanism),
    )


def _doors(frames: Sequence[Frame]) -> list[Frame]:
    """One frame for each door: a right to leave, an automatic end, a purchase, a sale."""
    kept: dict[tuple[bool, str], Frame] = {}
    for frame in frames:
        key = (frame.kind == "automatic", frame.mechanism if frame.mechanism in PRICED else "")
        if key not in kept or kept[key].mechanism == "none":
            kept[key] = frame
    return list(kept.values())


def _term_rows(
    report: Report, after: Consequences, held: Statements, others: Sequence[ExitRight]
) -> Iterator[ExitRight]:
    """Natural expiry, or the right to stop a renewal that would come by itself. An end by an event that has its own row
    is not told twice."""
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
                notice=_notice_in(report, stop),
                asset_treatment=after.assets(at, "renewal", "terminate"),
                ongoing_obligations=after.ongoing(at, "renewal", "terminate"),
            )
    elif term.kind in ("fixed", "event") and term.evidence:
        at = _statement_at(held, term.evidence)
        told = term.kind == "event" and any(
            row.holder == "automatic" and at and row.evidence.start <= at.end and at.start <= row.evidence.end
            for row in others
        )
        if at and not told:
            yield ExitRight(
                "initial_term",
                term.evidence,
                "automatic",
                "none",
                asset_treatment=after.assets(at, "initial_term", "none"),
                ongoing_obligations=after.ongoing(at, "initial_term", "none"),
            )


def _notice_in(report: Report, stop: NoticeFact) -> Evidence | None:
    """The period of the notice that the fact is about: in its evidence, by purpose first, by its value else."""
    place = stop.evidence
    near = [p for p in report.periods if place and (p.clause == place.clause or place.start <= p.start < place.end)]
    meant = [p for p in near if p.purpose == "non_renewal"]
    same = [p for p in near if (p.value, p.unit) == (stop.value, stop.unit)]
    chosen = next(iter([*(p for p in meant if p in same), *meant, *same]), None)
    return Evidence(chosen.clause, chosen.start, chosen.end, chosen.quote) if chosen else None


def _statement_at(held: Statements, evidence: Evidence) -> Statement | None:
    among = held.by_clause.get(evidence.clause, [])
    return next((s for s in among if s.start <= evidence.start < s.end), among[0] if among else None)


_CONDITION = re.compile(
    r"\b(?:if|upon|in the event|in case|when|whenever|where|should|because|due to|for|on|as a result|"
    r"following|after|unless|until|"
    r"by reason|at any time|without|at the (?:end|expiration)|by|with|at)\b",
    re.I,
)
_POINTER = re.compile(  # "may be terminated in accordance with Section 9" gives nothing of its own
    r"\W*(?:(?:this|the) (?:\w+ )?agreement\s)?(?:only )?(?:in accordance with|pursuant to|"
    r"as (?:provided|set out|set forth|described)|under|according to)\b",
    re.I,
)
_AND_ALSO = re.compile(  # what the holder may do besides: "… and may complete the works upon the occurrence of …"
    r",?\s(?:and|or) (?:may|shall|will)\b[^.;]{0,300}?(?=\b(?:if|in the event|upon the|when|whenever)\b|$)", re.I
)
_NOTICE_ITEM = re.compile(
    r"^\W*(?:\(?\w{1,4}[).]\s)?(?:[\w ]{1,40}[.:]\s)?(?:termination\s)?(?:(?:upon|on|at|with|by giving|"
    r"after) (?:(?:at least|not less than|a|the|such) )*"
    r"(?:\w+ )?(?:\(?\d+\)? |written|prior|advance|reasonable|mutual|any time|notice)|by |without |for (?:any|its) )",
    re.I,
)
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
    before = s.own[: frame.start if frame.mechanism in (*PRICED, "sale") else frame.end]
    words = f"{before} {_AND_ALSO.sub(' ', s.own[after.start() :]) if after else ''}"
    return f"{s.lead} {words}" if frame.led else words


def causes(s: Statement, frame: Frame, elsewhere: Sequence[str] = ()) -> list[str]:
    """The triggers (types of the group EXIT) that set off the right or end in `frame`. `elsewhere` are the causes that
    other sentences of the clause name: its types are about those."""
    if frame.kind == "redacted":
        return [*triggers.named(frame.text), *(["termination_convenience"] if triggers.freely(frame.text) else [])]
    text = _conditions(s, frame)
    found = triggers.named(text)
    if frame.kind == "transfer":
        return ["transfer"] if not s.opens else []
    if frame.kind == "loss":
        typed = _typed(s, 0.5) & {"performance_trigger", "change_of_control"}
        return [leaf for leaf in found if leaf in typed] or sorted(typed)[:1]
    if frame.kind in ("grounds", "deemed", "talks"):
        return found or triggers.named(s.before) or sorted(_typed(s, 0.5))[:1]
    if not found and s.opens and not triggers.freely(text):
        return []
    if not found and frame.part == "own" and _POINTER.match(s.own[frame.end :]):
        return ["termination_convenience"] if triggers.together(s.own[frame.end : frame.end + 120]) else []
    open_ended = triggers.unconditional(text)
    if not found and frame.part == "own" and s.before and (_BACK.search(text) or not open_ended):
        found = triggers.named(s.before)
    if not found and not open_ended and not s.lead:
        found = [
            leaf
            for leaf in triggers.named(" / ".join((*s.clause.heading_path[-1:], s.clause.heading)))
            if leaf in HEADED
        ]
    if not found and not open_ended and s.lead and frame.part == "own":
        found = triggers.named(s.lead)
    if not found and frame.kind == "right" and triggers.not_agreed(text):
        found = ["deadlock_exit"]
    free = _free(s, frame, text, bool(found), open_ended)
    if not found and not free and (triggers.failing(text) or _for_breach(frame)):
        found = ["breach_default"]
    if frame.lesser:
        return [leaf for leaf in found if leaf in ("transfer", "change_of_control")]
    if not found and frame.mechanism in PRICED:
        return ["buyout_put_call"]
    if not found and not free:
        typed = _typed(s, 0.5) - set(elsewhere)
        return [t.type for t in s.clause.types if t.type in typed][:1]
    return [*found, "termination_convenience"] if free else found


def _typed(s: Statement, least: float) -> set[str]:
    """The causes that the types of the clause name with a probability of at least `least`."""
    return {t.type for t in s.clause.types if t.type in CAUSES and t.score >= least}


def _believed(s: Statement, found: list[str]) -> list[str]:
    """Causes without those that the words name and the types of the clause rule out: where a type is sure of one of
    them, the others need at least to be uncertain."""
    sure = _typed(s, 0.5)
    if not sure & set(found):
        return found
    possible = sure | {t.type for t in (*s.clause.types, *s.clause.uncertain)} | {"transfer"}
    return [leaf for leaf in found if leaf in possible]


def _exits(s: Statement) -> bool:
    """Some type of exit is at least uncertain for the clause."""
    return any(t.type in GROUPS["EXIT"] for t in (*s.clause.types, *s.clause.uncertain))


def _for_breach(frame: Frame) -> bool:
    """The words before a list speak of cause or breach, so an item that names nothing else is a breach."""
    return frame.part == "lead" and frame.kind == "right" and "breach_default" in triggers.named(frame.text)


def _leaves(text: str) -> set[str]:
    return {*triggers.named(text), *(["termination_convenience"] if triggers.freely(text) else [])}


def _named_in(held: Statements, clause: str, tally: dict[str, Counter[str]]) -> Counter[str]:
    """How many sentences of the clause name each cause; kept in `tally`."""
    if clause not in tally:
        tally[clause] = Counter(leaf for s in held.by_clause[clause] for leaf in _leaves(s.own))
    return tally[clause]


def _free(s: Statement, frame: Frame, text: str, caused: bool, open_ended: bool) -> bool:
    """Whether the frame lets a party leave without a cause, or all together."""
    if frame.mechanism in PRICED:
        return False
    begins = bool(_NOTICE_ITEM.match(text))
    if frame.kind == "automatic":
        if frame.part != "own" and begins and not caused and (open_ended or triggers.freely(text)):
            return True
        return triggers.together(s.own[frame.end : frame.end + 100] if frame.part == "own" else text) and not (
            caused and frame.part == "own"
        )
    if frame.part == "own":
        near = s.own if s.lead else s.own[frame.end : frame.end + 120]
        if triggers.freely(text) or triggers.together(near):
            return True
        return not caused and open_ended and (not s.lead or frame.mechanism == "withdraw")
    if triggers.freely(text) and begins:
        return True
    if caused:
        return False
    return triggers.together(text) or (begins and open_ended)
