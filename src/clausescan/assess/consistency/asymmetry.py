"""What one side has and the other has not (X-19): reported as a fact, never as an error."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from clausescan.assess.consistency.found import defect, quote
from clausescan.assess.consistency.tree import Tree, called, subject
from clausescan.language.sentences import sentence_bounds
from clausescan.model import Clause, Defect, Party, Report

_MAY = (
    r"(?:may|shall\s(?:also\s)?(?:have\sthe\s(?:\w+\s)?right|be\sentitled)|has\sthe\s(?:\w+\s)?right|is\sentitled"
    r"|reserves\sthe\sright)"
)
_ENDS = rf"(?i:\s(?:\w+\s)?{_MAY}\b[^.;]{{0,80}}?\bterminat\w+\s(?:of\s)?(?:this|the)\s(?:\w+\s)?agreement)\b"
_ENDED_BY = r"(?i:\b(?:this|the)\s(?:\w+\s)?agreement\smay\sbe\s(?:\w+\s)?terminated\sby)\s"
_MUTUAL = re.compile(
    r"\b(?:either|each|any|both|neither|no|a|one|the\sother|non-?(?:breaching|defaulting|terminating)|innocent|affected|other)\s(?:the\s)?"
    r"(?:party|parties|of\sthe\sparties|member|shareholder|side)\b|\bthe\sparties\b",
    re.IGNORECASE,
)
_WITHOUT_CAUSE = re.compile(
    r"\b(?:for\s(?:any\s(?:or\sno\s)?reason|(?:its\s)?convenience)|without\s(?:cause|reason|giving\s(?:any\s)?reason)|at\sany\stime"
    r"|with\sor\swithout\scause|for\sno\sreason|in\sits\ssole\sdiscretion)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:if|in\sthe\sevent|in\scase|where|should|breach\w*|default\w*|fail\w*|insolven\w*|bankrupt\w*|because|due\sto|upon\sthe\soccurrence"
    r"|following)\b",
    re.IGNORECASE,
)
_INSOLVENT = re.compile(r"\b(?:insolven\w+|bankrupt\w*|receiver\w*|liquidat\w+)\b", re.IGNORECASE)
_CAP = re.compile(
    r"\bliabilit(?:y|ies)\s(?:of\s)?[^.;]{0,90}?\b(?:shall|will)\s(?:not|in\sno\s(?:event|case))\s(?:\w+\s)?exceed|\bliabilit(?:y|ies)\b"
    r"[^.;]{0,60}?\b(?:is|shall\sbe|are)\slimited\sto\b(?!\sthe\sfollowing)",
    re.IGNORECASE,
)
_ADVERSE = re.compile(
    r"\b(?:adverse|unfavou?rable|detrimental|prejudicial|unacceptable)\sto\s(?:the\s(?:interests?\sof\s)?)?",
    re.IGNORECASE,
)
_EITHER_LEADS = re.compile(r"\b(?:either|any|each)\s(?:\w+\s)?party\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Right:
    party: Party | None  # None: each side has it
    clause: Clause
    start: int
    end: int


def one_sided(report: Report) -> Iterator[Defect]:
    """X-19. Rights are compared where there are two parties with short names."""
    parties = tuple(p for p in report.facts.parties if p.alias)
    tree = Tree(report)
    body = [c for c in report.clauses if c.kind not in _NO_RULES and not c.scope]
    yield from _one_sided_test(tree, body, parties)
    if len(parties) != 2 or len(report.facts.parties) != 2:
        return
    rights: dict[str, list[_Right]] = defaultdict(list)
    for clause in body:
        for kind, right in _rights(tree, clause, parties):
            rights[kind].append(right)
    for kind, found in rights.items():
        holders = {r.party.alias for r in found if r.party}
        if len(holders) != 1 or any(r.party is None for r in found):
            continue
        first = found[0]
        yield defect(
            "X-19",
            f"{_SAID[kind].format(holder=next(iter(holders)))} ({called(first.clause)}); no like words were found for "
            "the other side.",
            [quote(report, r.clause.id, r.start, r.end) for r in found[:2]],
            "info",
        )


_NO_RULES = frozenset({"toc", "signature", "title", "note", "parties", "recital"})
_SAID = {
    "convenience": "{holder} alone may end the agreement without cause",
    "insolvency": "{holder} alone may end the agreement when the other side is insolvent",
    "cap": "The liability of {holder} alone is capped",
}


def _rights(tree: Tree, clause: Clause, parties: tuple[Party, ...]) -> Iterator[tuple[str, _Right]]:
    text = tree.text
    low = text[clause.start : clause.end].lower()
    if "terminat" not in low and "liabilit" not in low:
        return
    for party in parties:
        own = re.escape(party.alias)
        for m in re.finditer(rf"\b{own}{_ENDS}|{_ENDED_BY}{own}\b", text[clause.start : clause.end]):
            a, b = _bounds(tree, clause, m)
            said = text[a:b]
            near = text[max(clause.start, clause.start + m.start() - 50) : clause.start + m.end()]
            shared = any(re.search(rf"\b{re.escape(p.alias)}\s(?:and|or)\b", near) for p in parties)
            right = _Right(None if shared else party, clause, a, b)
            if _WITHOUT_CAUSE.search(said) and not _CAUSE.search(said):
                yield "convenience", right
            elif _INSOLVENT.search(said):
                yield "insolvency", right
    for m in re.finditer(
        rf"(?:{_MUTUAL.pattern}){_ENDS}|{_ENDED_BY}(?:{_MUTUAL.pattern})",
        text[clause.start : clause.end],
        re.IGNORECASE,
    ):
        a, b = _bounds(tree, clause, m)
        whole = " ".join(text[c.start : c.end] for c in tree.subtree(clause)) + text[a:b]
        right = _Right(None, clause, a, b)
        if not _CAUSE.search(text[a:b]) or _WITHOUT_CAUSE.search(whole):
            yield "convenience", right
        if _INSOLVENT.search(whole):
            yield "insolvency", right
    if "terminat" in text[clause.start : clause.end].lower() and _MUTUAL.search(text, clause.start, clause.end):
        chain = " ".join(text[c.start : c.end] for c in tree.subtree(clause))
        if _INSOLVENT.search(chain):
            yield "insolvency", _Right(None, clause, clause.start, clause.end)
        if _WITHOUT_CAUSE.search(chain):
            yield "convenience", _Right(None, clause, clause.start, clause.end)
    for m in _CAP.finditer(text, clause.start, clause.end):
        a, b = sentence_bounds(text, m.start(), m.end())
        a, b = max(a, clause.start), min(b, clause.end)
        named = [p for p in parties if _liable(text[a:b], re.escape(p.alias))]
        both = _MUTUAL.search(text, a, b) or len(named) != 1
        yield "cap", _Right(None if both else named[0], clause, a, b)


def _liable(sentence: str, alias: str) -> bool:
    pattern = rf"\b{alias}(?:[’']s?)?\s(?:\w+\s){{0,4}}?liabilit|liabilit\w+\s(?:\w+\s)?of\s{alias}\b"
    return re.search(pattern, sentence) is not None


def _bounds(tree: Tree, clause: Clause, m: re.Match[str]) -> tuple[int, int]:
    a, b = sentence_bounds(tree.text, clause.start + m.start(), clause.start + m.end())
    return max(a, clause.start), min(b, clause.end)


def _one_sided_test(tree: Tree, body: list[Clause], parties: tuple[Party, ...]) -> Iterator[Defect]:
    """ "Either Party may terminate if … adverse to IMPCO": a right of both that hangs on the interests of one."""
    for clause in body:
        for party in parties:
            for m in re.finditer(
                rf"(?:{_ADVERSE.pattern}){re.escape(party.alias)}\b", tree.text[clause.start : clause.end]
            ):
                lead = (
                    tree.by_id[clause.lead_in]
                    if clause.lead_in
                    else tree.by_id[clause.parent]
                    if clause.parent
                    else clause
                )
                words = tree.text[lead.start : lead.end] + tree.text[clause.start : clause.start + m.start()]
                if not _EITHER_LEADS.search(words) or "terminat" not in words.lower():
                    continue
                a = clause.start + m.start()
                yield defect(
                    "X-19",
                    f"{subject(clause)} gives a right to either side, and its test looks at {party.alias} alone.",
                    [tree.around(clause, a, clause.start + m.end(), 120, 20), tree.evidence(lead, 200)],
                    "info",
                )
