"""Clause numbers that are given twice or left out (X-17)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.tree import Tree, called, listed, subject
from clausescan.model import Clause, Defect, Report
from clausescan.structure.labels import follows, readings

_RESERVED = re.compile(r"\b(?:reserved|omitted|deleted|left\sblank|not\sused)\b", re.IGNORECASE)
_MANY = 4
_LONGEST_GAP = 2
_LOOSE = 12
_COUNTED_ON = 2
"""Numbers that must follow each other before one that falls back is news."""


def clause_numbers(report: Report) -> Iterator[Defect]:
    """X-17: a number used twice in one series, and a hole in a decimal series. More than a few holes are said once.

    A number that something points to weighs more.
    """
    tree = Tree(report)
    cited = {t for r in report.references if r.kind == "internal" for t in r.targets}
    doubtful: dict[str, int] = defaultdict(int)
    for r in report.references:
        if r.kind == "internal" and len(r.targets) > 1:
            for t in r.targets:
                doubtful[t] += 1
    holes: list[tuple[Clause, Clause, list[str]]] = []
    for siblings in tree.children.values():
        series = [c for c in siblings if c.label and c.kind != "toc" and not c.scope]
        yield from _twice(tree, series, cited, doubtful)
        yield from _begun_again(tree, series)
        yield from _swallowed(tree, series)
        holes.extend(_holes(tree, series))
    if len(holes) > _MANY:
        yield defect(
            "X-17",
            f"{len(holes)} numbers are missing between clauses, among them {listed([g[0] for _, _, g in holes][:5])}: "
            "clauses were taken out, or lost their numbers.",
            [tree.evidence(after, 100) for _, after, _ in holes[:8]],
            "low",
        )
        return
    for before, after, gone in holes:
        verb = "are" if len(gone) > 1 else "is"
        yield defect(
            "X-17",
            f"The numbers go from {before.number} to {after.number}: {listed(gone)} {verb} missing.",
            [tree.evidence(before, 100), tree.evidence(after, 100)],
            "low",
        )


def _value(clause: Clause) -> tuple[str, float] | None:
    """Series and value of the last part of a printed label, where only one reading is possible: "5.6" is 6."""
    parts = re.findall(r"[A-Za-z0-9]+", clause.label)
    if not parts:
        return None
    found = readings(parts[-1])
    return found[0] if len(found) == 1 else None


def _twice(tree: Tree, series: list[Clause], cited: set[str], doubtful: dict[str, int]) -> Iterator[Defect]:
    """Neighbours of one number, where the one before or the one after counts on: 5.5, 5.6, 5.6, 5.7."""
    for i in range(1, len(series)):
        a, b = series[i - 1], series[i]
        if a.number != b.number or a.label.strip("().") != b.label.strip("()."):
            continue
        va = _value(a)
        if va is None:
            continue
        before = _value(series[i - 2]) if i >= 2 else None
        after = _value(series[i + 1]) if i + 1 < len(series) else None
        counts_on = (before is not None and before[0] == va[0] and follows(before[1], va[1])) or (
            after is not None and after[0] == va[0] and follows(va[1], after[1])
        )
        if not counts_on or (va[1] == 1 and before is None):
            continue
        if _same_words(tree, a, b) or a.heading.isupper() != b.heading.isupper() or _swallows(tree, a):
            continue
        pointed = doubtful[a.id] + doubtful[b.id]
        tail = " What points there may mean either." if pointed else ""
        yield defect(
            "X-17",
            f"{subject(a)} stands twice, one after the other.{tail}",
            [tree.evidence(a, 120), tree.evidence(b, 120)],
            "medium" if pointed or a.id in cited or b.id in cited else "low",
        )


def _begun_again(tree: Tree, series: list[Clause]) -> Iterator[Defect]:
    """A number of an earlier sibling that stands again later, alone: recitals (A) to (F), then (A); 5.5, 5.2, 5.6."""
    for i in range(2, len(series)):
        last, b = series[i - 1], series[i]
        earlier = [a for a in series[: i - 1] if a.number == b.number and a.label == b.label]
        counted = sum(_next(c, d) for c, d in pairwise(series[:i]))
        if len(earlier) != 1 or counted < max(_COUNTED_ON, i - 2) or _next(last, b):
            continue  # the series before it must count on, else two lists have been taken for one
        goes_on = i + 1 < len(series) and _next(last, series[i + 1])
        ends = b.kind == "recital" and (i + 1 == len(series) or series[i + 1].kind != "recital")
        words = tree.text[b.body : b.end].lstrip()
        if not (goes_on or ends) or not words[:1].isupper() or _same_words(tree, earlier[0], b):
            continue
        if not re.search(r"[.;:!?”\"]\s*\Z|\b(?:and|or)\s*\Z", tree.text[last.start : b.start]):
            continue  # a reference whose number begins a line
        yield defect(
            "X-17",
            f"{subject(b)} stands twice: the second comes after {last.number}.",
            [tree.evidence(earlier[0], 120), tree.evidence(b, 120)],
            "low",
        )


def _next(a: Clause, b: Clause) -> bool:
    """Whether one label counts on from the other in some reading: (C) is a letter and a hundred."""
    one, two = (re.findall(r"[A-Za-z0-9]+", c.label) for c in (a, b))
    if not one or not two:
        return False
    return any(x[0] == y[0] and follows(x[1], y[1]) for x in readings(one[-1]) for y in readings(two[-1]))


def _swallowed(tree: Tree, series: list[Clause]) -> Iterator[Defect]:
    """A number inside the clause before it that begins a sentence: "subject to the Article 5.6 Meetings shall be …"."""
    for a, b in pairwise(series):
        number = re.escape(b.number)
        if not re.search(r"\d\.\d+\Z", b.number):
            continue
        pattern = (
            rf"\bthe\s(?:Article|Section|Clause)\s({number})\s[A-Z][a-z]+\s(?:[A-Za-z]+\s){{0,5}}(?:shall|will|may)\b"
        )
        m = re.search(pattern, tree.text[a.body : a.end])
        if m:
            at = a.body + m.start(1)
            yield defect(
                "X-17",
                f"{b.number} stands twice: it begins a sentence inside {called(a)}, where a reference has lost its "
                "number, and stands again after it.",
                [tree.around(a, at, a.body + m.end(1)), tree.evidence(b, 120)],
                "medium",
            )


def _swallows(tree: Tree, clause: Clause) -> bool:
    """Whether many paragraphs without a number hang on a clause: other clauses may be among them."""
    return sum(not c.number for c in tree.children.get(clause.id, ())) > _LOOSE


def _same_words(tree: Tree, a: Clause, b: Clause) -> bool:
    """A clause printed twice, as where two pages were scanned twice, is no numbering error."""
    return tree.text[a.body : a.end].split()[:12] == tree.text[b.body : b.end].split()[:12]


def _holes(tree: Tree, series: list[Clause]) -> Iterator[tuple[Clause, Clause, list[str]]]:
    given = {c.number for c in series}
    for a, b in pairwise(series):
        va, vb = _value(a), _value(b)
        if any("." in c.number and "." not in c.label.strip(".") for c in (a, b)):
            continue  # "2." under 22 is an item, or a number that the outline has put there
        if va is None or vb is None or va[0] != vb[0] or va[1] % 1 or vb[1] % 1:
            continue
        missing = int(vb[1] - va[1]) - 1
        if not 1 <= missing <= _LONGEST_GAP:
            continue
        if a.number[: -len(str(int(va[1])))] != b.number[: -len(str(int(vb[1])))] or not a.number[-1].isdigit():
            continue
        stem = a.number[: -len(str(int(va[1])))]
        gone = [f"{stem}{n}" for n in range(int(va[1]) + 1, int(vb[1]))]
        between = tree.text[a.end : b.start]
        whole = tree.text[a.start : b.start]
        if _RESERVED.search(between[:400]) or any(_printed(whole, g) or g in given for g in gone):
            continue
        yield a, b, gone


def _printed(text: str, number: str) -> bool:
    """Whether a number opens words between its neighbours: then it is there, and only the outline missed it."""
    bare = number.split(" ")[-1]
    opens = rf"(?:\A|[\n.;:\"”)\]]\s{{0,3}}|\s{{2,}})(?:\w+\s)?{re.escape(bare)}(?![\d])"
    inline = rf"(?:ARTICLE|SECTION|Section|Clause)\s{re.escape(bare)}[.:]|(?<![\w.]){re.escape(bare)}[.)]\s{{0,2}}[A-Z]"
    return re.search(f"{opens}|{inline}", text) is not None
