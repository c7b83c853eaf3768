"""A defined term that means something else now, and every clause that uses it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from clausescan.compare.effects.difference import Difference, Side
from clausescan.compare.effects.told import Told, short
from clausescan.model import Definition, Report
from clausescan.structure.definitions import term_uses

_QUOTES = ('"', "“", "”", "'", "‘")
_MEANS = re.compile(r"\W{0,3}(?:\w+\s){0,2}(?:means?|meaning|refers?|includes?)\b", re.IGNORECASE)


def definitions(difference: Difference) -> Iterator[Told]:
    """Terms that both versions define here and whose meaning has changed words. What a sentence calls something in
    passing (the “Term”) is no definition of its own."""
    had = {d.term.casefold(): d for d in defined_in(difference.old)}
    for definition in defined_in(difference.new):
        before = had.get(definition.term.casefold())
        if before is None:
            continue
        hunks = tuple(h for h in range(len(difference.hunks)) if _inside(difference, h, before, definition))
        if not hunks:
            continue
        words = [difference.words_of(difference.hunks[h]) for h in hunks]
        was, is_ = (short(" … ".join(w[i] for w in words if w[i])) for i in (0, 1))
        uses, kinds = used_in(difference.new.report, definition)
        says = f"“{definition.term}” means something else now; it is used in {uses}"
        yield Told("definition", was, is_, says, before.start, definition.start, hunks, kinds=kinds)


def defined_in(side: Side) -> list[Definition]:
    """The definitions of a passage whose meaning stands behind the term: “X” means …"""
    text = side.document.text
    return [
        d
        for d in side.report.definitions
        if side.start <= d.start < side.end
        and d.meaning.start >= d.end
        and d.meaning.end > d.meaning.start
        and (text[d.start - 1 : d.start] in _QUOTES or _MEANS.match(text, d.end))  # not a heading with its clause
    ]


def used_in(report: Report, definition: Definition) -> tuple[str, tuple[str, ...]]:
    """The clauses that use a term, as a reader cites them, and the clause types among them, the commonest first."""
    by_id = {clause.id: clause for clause in report.clauses}
    users = [by_id[use.clause] for use in term_uses(report.document, report.clauses, [definition])]
    users = [clause for clause in users if clause.id != definition.clause]
    places = list(dict.fromkeys(clause.place or "a clause without a number" for clause in users))
    kinds = Counter(score.type for clause in users for score in clause.types)
    return ", ".join(places) or "no other clause", tuple(kind for kind, _ in kinds.most_common())


def _inside(difference: Difference, h: int, before: Definition, after: Definition) -> bool:
    hunk = difference.hunks[h]
    return _covers(difference.old, hunk.i, hunk.j, before) and _covers(difference.new, hunk.k, hunk.l, after)


def _covers(side: Side, first: int, after: int, definition: Definition) -> bool:
    """Whether words, or the gap between two words, stand in the meaning of a definition."""
    words = side.words
    if not words:
        return False
    if first < after:
        return words[first].start < definition.meaning.end and definition.meaning.start < words[after - 1].end
    left = words[first - 1].end if first else side.start
    return definition.meaning.start <= left + 1 and left <= definition.meaning.end
