"""Clauses that cannot both hold (X-13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect, quote
from clausescan.assess.consistency.tree import Tree, called, subject
from clausescan.language.numbers import FIGURES, WORDS, cardinal, figures
from clausescan.language.sentences import sentence_bounds
from clausescan.model import Clause, Defect, Report

_ARBITRATED = re.compile(
    r"\b(?:shall|will|must|is\sto|are\sto)\s(?:\w+\s){0,3}?be\s(?:\w+\s){0,4}?(?:settled|resolved|referred|submitted"
    r"|decided|determined)\b[^.;]{0,160}?\barbitrat\w+",
    re.IGNORECASE,
)
_BINDING = re.compile(r"\b(?:final\w*|binding|exclusive\w*)\b", re.IGNORECASE)
_COURTS = re.compile(
    r"\bcourts?\b[^.;]{0,120}?\bexclusive\s(?:\w+\s){0,2}?(?:jurisdiction|venue)"
    r"|\bexclusive\s(?:\w+\s){0,3}?(?:jurisdiction|venue)"
    r"\s(?:of|in|for)\b[^.;]{0,100}?\bcourts?\b|\bexclusively\s(?:in|by|before)\s(?:the\s)?[^.;]{0,80}?\bcourts?\b",
    re.IGNORECASE,
)
_CARVED_OUT = re.compile(
    r"\barbitra|\bsubject\sto\b|\bnon-?\s?exclusive|\binjunct|\binterim\b|\bequitable\b|\baward\b|\benforce|\bexcept\b"
    r"|\bnotwithstanding|\bin\said\sof|\bprovided\b|\bnot\ssettled|\bsave\b|\bother\sthan\b|\bprovisional",
    re.IGNORECASE,
)
_NOT_BOUND = re.compile(
    r"\bnon-?\s?binding|\bnot\sbe\s(?:obligated|required)|\bmay\b|\bif\s(?:both|all|the\sparties)\s\w+\sagree",
    re.IGNORECASE,
)
_BRACKET = re.compile(
    rf"\(\s?(?:(?P<sign>[$€£])?(?P<figures>{FIGURES})\s?(?P<tail>%|cents)?|(?P<words>{WORDS})(?P<unit>\s(?:percent|cents))?)\s?\)",
    re.IGNORECASE,
)
"""A number in brackets; the other half of the pair stands before it."""
_WORDS_BEFORE = re.compile(
    rf"(?P<words>{WORDS})(?P<unit>\s(?:percent|per\scent|dollars|cents))?[\s-]{{0,2}}\Z", re.IGNORECASE
)
_FIGURES_BEFORE = re.compile(rf"(?P<figures>{FIGURES})\s?(?P<tail>%)?\s?\Z", re.IGNORECASE)
_LONGEST_NUMBER = 70
_COUNTED = re.compile(r"\s?(?:times?|shares?|directors?|members?|votes?|seats?|copies|counterparts)\b")
_A_PERIOD = re.compile(
    r"[\s-]?(?:(?:business|calendar|working|consecutive|full|trading|banking)\s)?(?:hour|day|week|month|year)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:\b(?:hundred|thousand|million|billion|and|point|plus|a|(?:hundred|ten)ths?\sof)\b|-|\d|\.|,)\s?\Z",
    re.IGNORECASE,
)
_TONGUE = r"(English|Chinese|French|German|Japanese|Spanish|Russian|Arabic|Portuguese|Korean|Italian|Dutch|Polish)"
_PREVAILS = re.compile(
    rf"\b{_TONGUE}(?:\slanguage)?(?:\s(?:version|text|translation|original|language))?\s(?:of\s[^.;]{{0,40}}?\s)?"
    r"(?:shall|will)\s"
    r"(?:\w+\s){0,2}?(?:prevail|control|govern|be\s(?:the\s)?(?:\w+\s)?(?:authentic|binding|authoritative|prevailing))",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:both|each|equal\w*|either|two|all)\b", re.IGNORECASE)
_CASTING = re.compile(r"\b(?:shall|will)\s(?:also\s)?have\s(?:a|the)\s(?:\w+\s){0,3}?casting\svote", re.IGNORECASE)
_NO_CASTING = re.compile(
    r"\b(?:shall|will)\s(?:not\shave\s(?:a|any|the)|have\sno)\s(?:\w+\s){0,3}?casting\svote"
    r"|\bno\s(?:\w+\s){0,2}?casting\svote",
    re.IGNORECASE,
)


def contradictions(report: Report) -> Iterator[Defect]:
    """X-13."""
    tree = Tree(report)
    body = [c for c in report.clauses if c.kind not in ("toc", "signature", "title", "note")]
    yield from _arbitration_and_courts(tree, [c for c in body if not c.scope])
    yield from _words_and_figures(tree, body)
    yield from _languages(tree, body)
    yield from _casting_votes(tree, [c for c in body if not c.scope])


Place = tuple[Clause, int, int]


def _sentence(tree: Tree, clause: Clause, m: re.Match[str]) -> tuple[int, int]:
    start, end = sentence_bounds(tree.text, m.start(), m.end())
    return max(start, clause.start), min(end, clause.end)


def _arbitration_and_courts(tree: Tree, body: list[Clause]) -> Iterator[Defect]:
    """All disputes go to arbitration, and some courts alone may hear them."""
    bound: list[Place] = []
    courts: list[Place] = []
    for c in body:
        for m in _ARBITRATED.finditer(tree.text, c.start, c.end):
            a, b = _sentence(tree, c, m)
            if (
                _BINDING.search(tree.text, a, b)
                and not _NOT_BOUND.search(tree.text, a, b)
                and not re.search(r"\bcourt", m[0])
            ):
                bound.append((c, a, b))
        for m in _COURTS.finditer(tree.text, c.start, c.end):
            a, b = _sentence(tree, c, m)
            near = " ".join(tree.text[x.start : x.end] for x in _company(tree, c))
            if not _CARVED_OUT.search(near):
                courts.append((c, a, b))
    if not bound or not courts:
        return
    (one, a, b), (two, x, y) = bound[0], courts[0]
    yield defect(
        "X-13",
        f"{subject(one)} sends disputes to arbitration that binds, and {called(two)} gives courts exclusive "
        "jurisdiction, without a word on which yields.",
        [quote(tree.report, one.id, a, b), quote(tree.report, two.id, x, y)],
    )


def _company(tree: Tree, clause: Clause) -> list[Clause]:
    """A clause with the unnumbered paragraphs beside it and below it, where a carve-out may stand."""
    found = list(tree.subtree(clause))
    if not clause.number and clause.parent:
        found = [*tree.children[clause.parent], tree.by_id[clause.parent]]
    return found


def _words_and_figures(tree: Tree, body: list[Clause]) -> Iterator[Defect]:
    """ "ten percent (15%)": the words and the figures of one number differ. Periods are X-05's."""
    for c in body:
        for m in _BRACKET.finditer(tree.text, c.body, c.end):
            begin = max(c.body, m.start() - _LONGEST_NUMBER)
            pattern = _WORDS_BEFORE if m["figures"] else _FIGURES_BEFORE
            before = pattern.search(tree.text[begin : m.start()])
            if before is None:
                continue
            start = begin + before.start()
            words = cardinal(before["words"] if m["figures"] else m["words"])
            digits = figures(m["figures"] or before["figures"])
            unit = ((before["unit"] if m["figures"] else m["unit"]) or "").lower()
            cents = "cent" in unit and "per" not in unit
            if words is None or digits is None or (words == digits and not cents):
                continue
            ahead = tree.text[max(c.start, start - 16) : start]
            if _PART.search(ahead) or words >= 1_000 or digits >= 1_000:
                continue
            if _A_PERIOD.match(tree.text, m.end(), m.end() + 40):
                continue
            if cents and (digits == words / 100 or not ahead.rstrip().endswith("$")):
                continue  # "$0.80 (eighty cents)", "80 (eighty cents)"; not "$80 (eighty cents)"
            small = digits <= 12 and words <= 3 and not m["sign"] and not m["tail"]
            if m["figures"] and small and not _COUNTED.match(tree.text[m.end() : m.end() + 24]):
                continue  # "either one (2) the …": an item's number
            start -= ahead.endswith("$")
            said = " ".join(tree.text[start : m.end()].split())
            yield defect(
                "X-13",
                f"{subject(c)}: “{said}” says one number in words and another in figures.",
                [tree.around(c, start, m.end(), 60, 60)],
            )


def _languages(tree: Tree, body: list[Clause]) -> Iterator[Defect]:
    prevails: dict[str, Place] = {}
    for c in body:
        for m in _PREVAILS.finditer(tree.text, c.start, c.end):
            a, b = _sentence(tree, c, m)
            if not _BOTH.search(tree.text, a, b):
                prevails.setdefault(m[1].title(), (c, a, b))
    if len(prevails) > 1:
        (first, one), (second, two) = list(prevails.items())[:2]
        yield defect(
            "X-13",
            f"The {first} text prevails in {called(one[0])} and the {second} text in {called(two[0])}.",
            [quote(tree.report, c.id, a, b) for c, a, b in (one, two)],
        )


def _casting_votes(tree: Tree, body: list[Clause]) -> Iterator[Defect]:
    given: Place | None = None
    denied: Place | None = None
    for c in body:
        m = _CASTING.search(tree.text, c.start, c.end)
        n = _NO_CASTING.search(tree.text, c.start, c.end)
        given = given or ((c, *_sentence(tree, c, m)) if m else None)
        denied = denied or ((c, *_sentence(tree, c, n)) if n else None)
    if given and denied and given[0].id != denied[0].id and _body_named(tree, given) == _body_named(tree, denied):
        yield defect(
            "X-13",
            f"{subject(given[0])} gives a casting vote, and {called(denied[0])} denies it.",
            [quote(tree.report, c.id, a, b) for c, a, b in (given, denied)],
        )


def _body_named(tree: Tree, place: Place) -> frozenset[str]:
    """Which meeting a sentence speaks of, so that the board and the shareholders are kept apart."""
    c, a, b = place
    words = (tree.text[a:b] + " " + " ".join(c.heading_path)).lower()
    return frozenset(w for w in ("board", "shareholder", "member", "committee") if w in words)
