"""Lists that break off, and cases joined by "and" that cannot both be (X-21)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.tree import Tree, key_of, subject
from clausescan.model import Clause, Defect, Report

_HANGING = re.compile(r"[;,:]\s{0,3}(and|or|and/or)\s{0,3}[.;]?\s*\Z", re.IGNORECASE)
_REDACTED = re.compile(r"\[\s?(?:\*\s?){1,6}\]|\*{3}|\b(?:redacted|omitted)\b", re.IGNORECASE)
_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,4}(?:\s?\((?:[a-zA-Z]{1,4}|\d{1,2})\)){0,3}"
_DIVISION = r"(?:sections?|articles?|clauses?)"
_ENDED_UNDER_BOTH = re.compile(
    r"\b(?:is|was|are|be|been|being)\s(?:\w+\s)?terminated\s(?:\w+\s){0,4}?(?:pursuant\sto|under|in\saccordance\swith"
    rf"|by\svirtue\sof)\s(?:the\sprovisions\sof\s)?{_DIVISION}\s({_NUMBER})\s(and)\s(?:{_DIVISION}\s)?"
    rf"({_NUMBER}|\((?:[a-zA-Z]{{1,4}}|\d{{1,2}})\))",
    re.IGNORECASE,
)


def broken_lists(report: Report) -> Iterator[Defect]:
    """X-21."""
    tree = Tree(report)
    for i, clause in enumerate(report.clauses):
        if clause.kind in ("toc", "signature", "title"):
            continue
        if clause.label:
            yield from _breaks_off(tree, clause, report.clauses[i + 1 : i + 3])
        for m in _ENDED_UNDER_BOTH.finditer(tree.text, clause.body, clause.end):
            yield defect(
                "X-21",
                f"{subject(clause)} speaks of an end under {m[1]} “and” {m[3]}: an agreement ends under one of them, "
                "so that the case, read word by word, never comes. “Or” must be meant.",
                [tree.around(clause, m.start(), m.end(), 40, 60)],
            )


def _breaks_off(tree: Tree, clause: Clause, after: tuple[Clause, ...]) -> Iterator[Defect]:
    """The last item ends in "; and", and what follows is no item of its list."""
    m = _HANGING.search(tree.text, max(clause.body, clause.end - 12), clause.end)
    if not m or not after or tree.children.get(clause.id):
        return
    following = after[0]
    if _goes_on(tree, clause, following) or any(
        _REDACTED.search(tree.text, c.start, c.end) for c in (clause, following)
    ):
        return
    yield defect(
        "X-21",
        f"{subject(clause)} ends in “{m[1].lower()}”, and nothing follows: a last item is missing, or the word is "
        "left over.",
        [tree.around(clause, m.start(), m.end(), 120, 0), tree.evidence(following, 80)],
    )


def _goes_on(tree: Tree, clause: Clause, following: Clause) -> bool:
    """Whether the next clause may be the item that "and" announces: only a new numbered clause or a heading is not."""
    if following.kind in ("signature", "toc"):
        return following.kind == "signature" and not following.label
    own, other = key_of(clause), key_of(following)
    if following.kind != "heading" and own[:1] == other[:1] and own[:1]:
        return True  # the item ends an inner list, and the outer goes on
    if following.parent == clause.parent or tree.within(following, clause) or not following.number:
        return following.kind != "heading" or following.parent == clause.parent
    parent = tree.by_id[clause.parent] if clause.parent else None
    if parent is not None and following.parent == parent.parent and following.kind == "item":
        return True  # an inner list ends, the outer goes on: "(ii) …; and" before "(b) …"
    if following.kind == "item" or not _opens(tree, following):
        return True
    return following.level >= clause.level


def _opens(tree: Tree, clause: Clause) -> bool:
    return clause.body >= clause.end or not tree.text[clause.body].islower()
