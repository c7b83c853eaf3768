"""Parties and people whose names drift (X-22)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.tree import Tree, called, subject
from clausescan.model import Clause, Defect, Party, Report

_FORMS = {
    "inc": "inc", "incorporated": "inc", "corp": "corp", "corporation": "corp", "ltd": "ltd", "limited": "ltd",
    "llc": "llc", "l.l.c": "llc", "gmbh": "gmbh", "ag": "ag", "plc": "plc", "llp": "llp", "lp": "lp", "l.p": "lp",
    "company": "company", "b.v": "bv", "n.v": "nv", "s.a": "sa", "a/s": "as", "co": "company",
}  # fmt: skip
_FORM = (
    r"(?:Inc|INC|Incorporated|INCORPORATED|Corp|CORP|Corporation|CORPORATION|Ltd|LTD|Limited|LIMITED|LLC|L\.L\.C"
    r"|GmbH|GMBH|AG|S\.A|plc|PLC|LLP|L\.P|LP|Company|COMPANY|B\.V|N\.V|A/S)"
)
_WORD = r"[A-Z][\w&’'-]*(?:\.[A-Z])*"
_ENTITY = re.compile(
    rf"(?<![\w’'.-])((?:{_WORD}[ \u00a0]){{0,5}}{_WORD}),?[ \u00a0](?:(?:Pty|PTY|Co\.?,?|Pvt\.?)[ \u00a0])?({_FORM})\b"
)
_KIN = ({"company", "ltd"}, {"lp", "llc"})
"""Forms of one name that are no slip: "Co., Ltd.", and a fund with its general partner."""
_MOST_SIGNERS = 40
_NOT_FIRST = frozenset(
    [
        *("the", "this", "that", "if", "each", "such", "any", "and", "of", "between", "by", "to", "in", "for", "with"),
        *(
            "a",
            "an",
            "no",
            "neither",
            "either",
            "both",
            "delaware",
            "florida",
            "nevada",
            "texas",
            "california",
            "public",
        ),
        *(
            "maryland",
            "massachusetts",
            "pennsylvania",
            "private",
            "limited",
            "liability",
            "holding",
            "parent",
            "target",
        ),
        *("joint", "venture"),
    ]
)
_PRESENTED = re.compile(
    r"\.?,?\s(?:a|an|the)\s[A-Za-z ]{0,30}(?:company|corporation|partnership|entity|subsidiary|affiliate|organi[sz]ed"
    r"|incorporated)|\.?\s?\((?:the\s)?[\"“‘]",
    re.IGNORECASE,
)
_FOR_ANOTHER = re.compile(r"(?:\bBy:|doing business as|d/b/a|formerly|f/k/a)[\s(“\"]*\Z")
_SIGNED = re.compile(r"/s/\s?((?:[A-Z][\w.’'-]*\s){1,3}[A-Z][\w’'-]+)")
_PERSON = re.compile(r"(?<![\w.])[A-Z][A-Za-z’'-]+(?:[ \u00a0](?:[A-Z]\.[ \u00a0])?[A-Z][A-Za-z’'-]+){1,2}(?![\w])")


@dataclass(frozen=True, slots=True)
class _Mention:
    clause: Clause
    start: int
    end: int
    core: tuple[str, ...]
    form: str


def drifting_names(report: Report) -> Iterator[Defect]:
    """X-22."""
    tree = Tree(report)
    mentions = list(_mentions(tree))
    yield from _of_parties(tree, mentions)
    yield from _of_the_venture(tree, mentions)
    yield from _other_signatory(tree, mentions)
    yield from _people(tree)


def _core(name: str) -> tuple[str, ...]:
    words = re.findall(r"[\w&]+(?:[’'.-]\w+)*", name.replace("’", "'"))
    return tuple(w.lower().replace(".", "").rstrip("'") for w in words)


def _mentions(tree: Tree) -> Iterator[_Mention]:
    for c in tree.report.clauses:
        if c.kind == "toc" or c.scope:
            continue
        for m in _ENTITY.finditer(tree.text, c.start, c.end):
            if "\n" in m[0]:
                continue
            core = _core(m[1])
            start = m.start()
            while core and core[0] in _NOT_FIRST:
                start = tree.text.index(" ", start) + 1 if " " in tree.text[start : m.end()] else m.end()
                core = core[1:]
            if core:
                yield _Mention(c, start, m.end(), core, _FORMS.get(m[2].lower(), m[2].lower()))


def _party_core(party: Party) -> tuple[tuple[str, ...], str]:
    """The words of a party's name without its legal form, and the form ("" for none)."""
    words = _core(party.name)
    form = ""
    while len(words) > 1 and (words[-1] in _FORMS or words[-1] in ("llc", "lp", "nv", "bv", "sa", "pty", "pvt")):
        form = form or _FORMS.get(words[-1], words[-1])
        words = words[:-1]
    return words, form


def _of_parties(tree: Tree, mentions: list[_Mention]) -> Iterator[Defect]:
    """A party under its name with another legal form, or with one word misspelt."""
    parties = [(p, *_party_core(p)) for p in tree.report.facts.parties]
    known = {(core, form) for _, core, form in parties}
    for party, core, form in parties:
        told: set[tuple[tuple[str, ...], str]] = set()
        if not form or (len(core) == 1 and len(core[0]) < 4):
            continue
        for m in mentions:
            if (m.core, m.form) in known | told or party.evidence.start <= m.start < party.evidence.end:
                continue
            same_words = m.core == core and len(core) >= 2
            slip = m.form == form and m.core != core and _one_slip(m.core, core)
            if not (same_words and m.form != form) and not slip:
                continue
            if same_words and {m.form, form} in _KIN:
                continue
            if _is_introduced(tree, m) or any(c[-len(m.core) :] == m.core and f == m.form for _, c, f in parties):
                continue
            told.add((m.core, m.form))
            yield defect(
                "X-22",
                f"A party is “{party.name}” at the top and “{_said(tree, m)}” in {called(m.clause)}.",
                [party.evidence, tree.around(m.clause, m.start, m.end, 50, 40)],
                "medium",
            )


def _said(tree: Tree, m: _Mention) -> str:
    return " ".join(tree.text[m.start : m.end].split())


def _is_introduced(tree: Tree, m: _Mention) -> bool:
    """Whether the words around a name present another company: ", a Delaware company", "(“Target”)", "By: X, LLC"."""
    after = tree.text[m.end : m.end + 60]
    before = tree.text[max(0, m.start - 32) : m.start]
    return bool(_PRESENTED.match(after) or _FOR_ANOTHER.search(before))


def _one_slip(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """The same words but for one, which is the other with one letter more, less or changed."""
    if len(a) != len(b):
        return False
    wrong = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(wrong) == 1 and min(map(len, wrong[0])) >= 4 and edits(*wrong[0], most=1) <= 1


def edits(a: str, b: str, most: int = 2) -> int:
    """Letters to add, drop or change to make one word the other; `most` + 1 where it takes more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y)))
    return min(row[-1], most + 1)


def _of_the_venture(tree: Tree, mentions: list[_Mention]) -> Iterator[Defect]:
    """A company named at the top, and again with a word more or less, which nothing presents as another company."""
    parties = {_party_core(p)[0] for p in tree.report.facts.parties}
    groups: dict[tuple[tuple[str, ...], str], list[_Mention]] = defaultdict(list)
    for m in mentions:
        if m.core not in parties and len(m.core) >= 2:
            groups[(m.core, m.form)].append(m)
    without: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for core, _ in groups:
        for i in range(1, len(core)):
            without[core[:i] + core[i + 1 :]].append(core)
    for (core, form), own in groups.items():
        if len(own) < 2 or own[0].clause.kind not in ("title", "parties", "recital", "definition"):
            continue
        shorter = [core[:i] + core[i + 1 :] for i in range(1, len(core))]
        for other in (*shorter, *without.get(core, ())):
            theirs = groups.get((other, form), [])
            if len(theirs) < 2 or theirs[0].start < own[0].start:
                continue
            if any(_is_introduced(tree, m) for m in theirs):
                continue
            yield defect(
                "X-22",
                f"“{_said(tree, own[0])}” and “{_said(tree, theirs[0])}” stand side by side, first in "
                f"{called(own[0].clause)} and {called(theirs[0].clause)}: if they are one company one name is wrong, "
                "if they are two one is nowhere presented.",
                [tree.around(m.clause, m.start, m.end) for m in (own[0], theirs[0])],
            )
            return


def _other_signatory(tree: Tree, mentions: list[_Mention]) -> Iterator[Defect]:
    """A party that does not sign, where somebody of a similar name does."""
    lines = [
        (c, line.start(), line.end())
        for c in tree.report.clauses
        if c.kind == "signature" and not c.scope
        for line in re.finditer(r"[^\n]+", tree.text[c.start : c.end])
    ]
    if not lines:
        return
    signed = " ".join(" ".join(_core(tree.text[c.start + a : c.start + b])) for c, a, b in lines)
    for party in tree.report.facts.parties:
        core, form = _party_core(party)
        if len(core) < 2 or not form or len(core[0]) < 5 or " ".join(core) in signed:
            continue
        for c, a, b in lines:
            line = tree.text[c.start + a : c.start + b]
            m = re.search(rf"\b{re.escape(core[0])}\b(?:\s[\w&.-]+){{1,4}}", line, re.IGNORECASE)
            if m is None or not m[0].isupper():
                continue
            said = _core(m[0])
            if (
                core[1] in said
                or any(edits(core[1], w, 1) <= 1 for w in said)
                or sum(core[0] in _party_core(p)[0] for p in tree.report.facts.parties) > 1
            ):
                continue
            start = c.start + a + m.start()
            yield defect(
                "X-22",
                f"“{party.name}” is the party, and “{' '.join(m[0].split())}” signs: it is open who is bound.",
                [party.evidence, tree.around(c, start, start + len(m[0]), 0, 20)],
            )
            break


def _people(tree: Tree) -> Iterator[Defect]:
    """Someone who signs, spelt otherwise in the text."""
    signers: dict[str, tuple[Clause, int, int]] = {}
    for c in tree.report.clauses:
        if c.kind == "signature" and not c.scope:
            for m in _SIGNED.finditer(tree.text, c.start, c.end):
                signers.setdefault(" ".join(m[1].lower().split()), (c, m.start(1), m.end(1)))
    if not signers or len(signers) > _MOST_SIGNERS:
        return
    told: set[str] = set()
    for c in tree.report.clauses:
        if c.kind in ("toc", "signature") or c.scope:
            continue
        for m in _PERSON.finditer(tree.text, c.start, c.end):
            said = " ".join(m[0].lower().split())
            if said in signers or said in told:
                continue
            for name, (where, a, b) in signers.items():
                if len(name) > 9 and _alike(said, name):
                    told.add(said)
                    yield defect(
                        "X-22",
                        f"{subject(c)} names {' '.join(m[0].split())}, and {' '.join(tree.text[a:b].split())} signs.",
                        [tree.around(c, m.start(), m.end(), 40, 40), tree.around(where, a, b, 10, 10)],
                        "low",
                    )
                    break


def _alike(a: str, b: str) -> bool:
    """Word by word: one slip in one word of some length, so that two brothers are not one man."""
    one, two = a.split(), b.split()
    if len(one) != len(two):
        return False
    wrong = [(x, y) for x, y in zip(one, two, strict=True) if x != y]
    return len(wrong) == 1 and min(map(len, wrong[0])) >= 4 and edits(*wrong[0]) <= 2
