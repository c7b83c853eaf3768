"""Words that miss a defined term by a letter or two (X-22): "Purchase Shares" for "Purchased Shares"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from clausescan.assess.consistency.defined_terms import fold
from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.names import edits
from clausescan.assess.consistency.tree import Tree, called, subject
from clausescan.model import Clause, Defect, Definition, Report

_PHRASE = re.compile(r"(?<![\w“\"‘'’-])[A-Z][a-z]+(?:[ \u00a0][A-Z][a-z]+){1,3}(?![\w’'-])")
_LEAD = re.compile(r"(?:The|Any|Each|Such|All|No|Every|These|Those|This|That|If|Upon)\s")
_RARE = 2
"""A phrase that stands more often than this is a name of its own."""
_MOST_APART = 2
_SHORTEST = 4
_PAIRS = frozenset(
    frozenset(pair)
    for pair in (
        ("licensed", "licensee"), ("licensor", "licensee"), ("licensing", "licensed"), ("assignor", "assignee"),
        ("first", "final"), ("buyer", "buyers"), ("managing", "managed"), ("minimum", "maximum"), ("former", "formed"),
        ("grantor", "grantee"), ("lessor", "lessee"), ("supply", "supplier"), ("employer", "employee"), ("net", "new"),
        ("indemnified", "indemnifies"), ("manager", "managed"), ("program", "programs"), ("party", "parts"),
    )
)  # fmt: skip
"""Words of a letter or two apart that mean different things."""


def drifting_terms(report: Report) -> Iterator[Defect]:
    """X-22."""
    tree = Tree(report)
    defined: dict[tuple[str, ...], Definition] = {}
    for d in report.definitions:
        words = tuple(fold(d.term).split())
        if 2 <= len(words) <= 4 and all(w.isalpha() for w in words):
            defined.setdefault(words, d)
    known = {fold(d.term) for d in report.definitions}
    seen: dict[tuple[str, ...], list[tuple[Clause, int, int]]] = defaultdict(list)
    for c in report.clauses:
        if c.kind in ("toc", "signature", "title", "heading") or c.scope:
            continue
        for m in _PHRASE.finditer(tree.text, c.body, c.end):
            lead = _LEAD.match(m[0])
            start = m.start() + (lead.end() if lead else 0)
            seen[tuple(fold(tree.text[start : m.end()]).split())].append((c, start, m.end()))
    rare = {words: places for words, places in seen.items() if len(places) <= _RARE and " ".join(words) not in known}
    by_gap: dict[tuple[int, tuple[str, ...]], list[tuple[str, ...]]] = defaultdict(list)
    for words in defined:
        for i in range(len(words)):
            by_gap[(i, words[:i] + words[i + 1 :])].append(words)
    for words, places in rare.items():
        near = (t for i in range(len(words)) for t in by_gap[(i, words[:i] + words[i + 1 :])] if _slip(words[i], t[i]))
        meant = next(near, None)
        if meant is None or len(seen.get(meant, ())) < len(places) or f"“{_as_written(tree, places[0])}" in tree.text:
            continue
        d = defined[meant]
        clause, start, end = places[0]
        yield defect(
            "X-22",
            f"{subject(clause)} says “{_as_written(tree, places[0])}”; the defined term is “{d.term}” "
            f"({called(tree.by_id[d.clause])}).",
            [tree.around(clause, start, end, 60, 40), tree.around(tree.by_id[d.clause], d.start, d.end, 20, 80)],
            "low",
        )


def _as_written(tree: Tree, place: tuple[Clause, int, int]) -> str:
    return " ".join(tree.text[place[1] : place[2]].split())


def _slip(a: str, b: str) -> bool:
    """One word, written with one or two letters otherwise; not its plural, and not its counterpart."""
    if a == b or min(len(a), len(b)) < _SHORTEST or frozenset((a, b)) in _PAIRS or a[0] != b[0]:
        return False
    if a in (f"{b}s", f"{b}e", f"{b}es") or b in (f"{a}s", f"{a}e", f"{a}es") or fold(a) == fold(b):
        return False
    return (
        edits(a, b, _MOST_APART) <= (_MOST_APART if min(len(a), len(b)) >= 8 else 1)
        or {a[:-1], a} & {b, b[:-1]} != set()
    )
