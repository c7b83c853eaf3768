"""Terms used like defined ones and never defined, defined twice, or defined and never used (X-23)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.tree import Tree, called, listed
from clausescan.model import Clause, Defect, Definition, Report

_AS_DEFINED = re.compile(
    r"(?<![\w“\"’'])((?:[A-Z][\w’'&/-]{1,30}\s){0,4}[A-Z][\w’'&/-]{1,30})\s?\((?:as\s(?:hereinafter\s|herein\s)?defined\s"
    r"(?:below|above|herein|hereinafter|hereinbelow)|as\s(?:hereinafter|herein)\sdefined|defined\s(?:below|above))\b[^)]{0,12}\)"
)
_ELSEWHERE = re.compile(
    r"\bcapitali[sz]ed\s(?:terms|words)\b[^.;]{0,120}?\bnot\s(?:otherwise\s)?(?:\w+\s){0,2}?defined\b[^.;]{0,160}?\b(?:meanings?|defined)\b"
    r"[^.;]{0,80}?\b(?:in|under|by)\sthe\s(?!recitals|preamble|foregoing|following|agreement\b)",
    re.IGNORECASE,
)
_NOUNS = (
    r"(?:Date|Days?|Period|Plan|Budget|Price|Fees?|Rate|Amount|Events?|Target|Milestones?|Technology|Materials?|Products?|Services"
    r"|Shares|Payments?|Percentage|Documents|Assets|Territory|Field|Program|Programme|Projects?|Information|Client|Costs?|Year)"
)
_USED = re.compile(
    rf"\b(?:the|such|any|each|every|an?|this|that|all|of|its|in|to|no|per|on|or|by)\s((?:[A-Z][a-z]+(?:-[A-Z][a-z]+)?\s){{0,3}}{_NOUNS})\b"
    r"(?!\s?(?:[A-Z\d(]|of\s(?:this|the)\sAgreement|[’']s))"
)
_ALONE = frozenset(["territory", "affiliate", "business day", "field"])
"""Terms of one common word or two that count although they are short."""
_PUBLIC = re.compile(
    r"\b(?:United|States?|Federal|National|Securities|Social|Health|Internal|Revenue|Exchange|Stock|Industrial|Medicare|Food|Drug"
    r"|European|Chief|Vice|Public|Good|Treasury|Reserve|Central|Christmas|New|Calendar|Joint|Business\sDevelopment|Customer)\b"
)
_REDACTED = re.compile(r"\*{2}|\[\s?\*|\bredacted\b|\bconfidential\streatment\b", re.IGNORECASE)
_LEAST_DEFINED = 8
"""Definitions from which on an agreement is one that defines its terms."""
_ACRONYM = 6
_FEW_TWICE = 3
_SAME = 0.8
"""Share of the shorter meaning's words from which on two definitions say the same."""
_LEAST_USES = 3
_MOST = 200
"""Terms of a kind that are looked into, the most used first."""
_MUCH_REDACTED = 10
_BORROWED = re.compile(r",?\s?\(?(?:as\s)?(?:such\sterm\sis\s)?defined\sin\b")
_QUOTES = "“\"‘'”’"


def defined_terms(report: Report) -> Iterator[Defect]:
    """X-23."""
    tree = Tree(report)
    known: dict[str, list[Definition]] = defaultdict(list)
    for d in report.definitions:
        known[fold(d.term)].append(d)
    yield from _said_to_be(tree, known)
    hidden = len(_REDACTED.findall(report.document.text)) >= _MUCH_REDACTED
    if len(report.definitions) >= _LEAST_DEFINED and not hidden and not _ELSEWHERE.search(tree.text):
        yield from _never_defined(tree, known)
    yield from _defined_twice(tree, known)
    yield from _never_used(tree, known)


Known = dict[str, list[Definition]]


def fold(term: str) -> str:
    """Case and plural do not make another term: "Business Days" is "business day"."""
    low = " ".join(term.lower().replace("’", "'").split())
    if low.endswith("ies") and len(low) > 5:
        return low[:-3] + "y"
    if low.endswith(("sses", "ches", "shes", "xes")):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith("ss") else low


def _said_to_be(tree: Tree, known: Known) -> Iterator[Defect]:
    """ "Research Plan (as defined below)" and no definition."""
    told: set[str] = set()
    for c in tree.report.clauses:
        if c.kind == "toc":
            continue
        for m in _AS_DEFINED.finditer(tree.text, c.start, c.end):
            words = m[1].split()
            endings = [" ".join(words[i:]) for i in range(len(words))]
            term = m[1]
            if term == "Agreement" or re.search(
                r"\b(?:of|and|or|for|to)\s(?:the\s)?\Z", tree.text[c.start : m.start()][-12:]
            ):
                continue
            if any(fold(e) in known for e in endings) or fold(term) in told or _quoted(tree, endings):
                continue
            told.add(fold(term))
            yield defect(
                "X-23",
                f"“{term}” is said to be defined ({called(c)}); no definition of it was found.",
                [tree.around(c, m.start(), m.end(), 60, 40)],
            )


def _quoted(tree: Tree, terms: list[str]) -> bool:
    """Whether a term stands in quotes anywhere, as where it is defined in a way that was not understood."""
    low = tree.words_of_all()
    forms = {t for term in terms for t in (term.lower(), term.lower().removesuffix("s"))}
    return any(f"{q}{t}" in low or f"{q}the {t}" in low for t in forms for q in _QUOTES)


def _explained(tree: Tree, term: str) -> bool:
    """Whether the text says what the term is without quotes: "Net Sales shall mean", "Start Date: 1 May"."""
    stem = re.escape(term.removesuffix("s"))
    return bool(
        re.search(
            rf"\b{stem}s?\s?(?:\([^()]{{0,40}}\)\s?)?(?::|(?:shall\s|will\s)?(?:means?|be\s(?:the|deemed|defined)|refers?\sto"
            rf"|includes?|have\sthe\smeaning|has\sthe\smeaning)\b|is\sdefined|are\sdefined)|\({stem}s?[ )]"
            rf"|(?:\A|\n){stem}s?\s?\n",
            tree.text,
            re.IGNORECASE,
        )
    )


def _never_defined(tree: Tree, known: Known) -> Iterator[Defect]:
    uses: dict[str, list[tuple[Clause, int, int]]] = defaultdict(list)
    for c in tree.report.clauses:
        if c.kind in ("toc", "signature", "title", "heading", "parties", "table_row") or c.scope:
            continue
        for m in _USED.finditer(tree.text, c.body, c.end):
            uses[m[1]].append((c, m.start(1), m.end(1)))
    merged: dict[str, list[tuple[Clause, int, int]]] = defaultdict(list)
    shown: dict[str, str] = {}
    for term, places in uses.items():
        merged[fold(term)].extend(places)
        shown.setdefault(fold(term), term)
    heads = {fold(c.heading) for c in tree.report.clauses if c.heading}
    low = tree.words_of_all()
    for term, places in sorted(merged.items(), key=lambda item: -len(item[1]))[:_MOST]:
        words = term.split()
        if len(places) < (2 if term in _ALONE else _LEAST_USES) or (len(words) == 1 and term not in _ALONE):
            continue
        if any(_BORROWED.match(tree.text, b, b + 24) for _, _, b in places):
            continue
        if term in known or term in heads or _PUBLIC.search(shown[term]) or _part_of(term, known):
            continue
        forms = [shown[term], f"{shown[term]}s", shown[term].removesuffix("s")]
        if _quoted(tree, forms) or _explained(tree, shown[term]):
            continue
        if low.count(term) > 2 * tree.text.count(shown[term].removesuffix("s")):
            continue  # mostly written small: it is not meant as a term
        yield defect(
            "X-23",
            f"“{shown[term]}” is written like a defined term ({len(places)} times, first in {called(places[0][0])}) "
            "and is nowhere defined.",
            [tree.around(c, a, b) for c, a, b in places[:3]],
        )


def _part_of(term: str, known: Known) -> bool:
    """A short form of a defined term, or a compound that has one in it: neither needs a definition of its own."""
    words = term.split()
    for other in known:
        theirs = other.split()
        if len(theirs) >= len(words) and (theirs[-len(words) :] == words or theirs[: len(words)] == words):
            return True
        if len(theirs) < len(words) and any(words[i : i + len(theirs)] == theirs for i in range(len(words))):
            return True
    return False


def _defined_twice(tree: Tree, known: Known) -> Iterator[Defect]:
    """One term with two meanings of some length that share few words.

    Many of them show that several papers stand in one file, each with its own terms; then nothing is said.
    """
    found = list(_twice(tree, known))
    if len(found) <= _FEW_TWICE:
        yield from found


def _twice(tree: Tree, known: Known) -> Iterator[Defect]:
    for same in known.values():
        own = [d for d in same if d.term == same[0].term and _means(tree, d)]
        for other in own[1:]:
            first = own[0]
            if first.clause == other.clause:
                continue
            one, two = (_content(tree.text[d.meaning.start : d.meaning.end]) for d in (first, other))
            if min(len(one), len(two)) < 4 or len(one & two) > _SAME * min(len(one), len(two)):
                continue
            a, b = tree.by_id[first.clause], tree.by_id[other.clause]
            yield defect(
                "X-23",
                f"“{first.term}” is defined in {called(a)} and again, in other words, in {called(b)}.",
                [tree.around(c, d.start, d.end, 60, 160) for c, d in ((a, first), (b, other))],
            )
            break


def _means(tree: Tree, d: Definition) -> bool:
    """Whether a definition has words of its own: it borrows none, adds to no other, and names no section."""
    clause = tree.by_id[d.clause]
    if clause.scope or clause.kind in ("parties", "title", "recital", "signature", "toc") or d.source:
        return False
    if not d.term[0].isupper() or (d.term.isupper() and len(d.term) <= _ACRONYM):
        return False
    after, before = tree.text[d.end : d.end + 60], tree.text[max(clause.start, d.start - 8) : d.start]
    return not re.match(
        r"[\"”’]?\s(?:shall\s(?:also\s)?|also\s)?(?:includes?\b|ha(?:s|ve)\sthe\smeaning)", after
    ) and not re.search(r"\d\s?\([\"“]\Z", before)


def _content(words: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", words.lower()))


def _never_used(tree: Tree, known: Known) -> Iterator[Defect]:
    """Said once for all of them; where words are redacted, a use may be among them, and nothing is said."""
    if _REDACTED.search(tree.text):
        return
    low = tree.text.lower().replace("’", "'")
    idle: list[Definition] = []
    for term, same in known.items():
        d = same[0]
        clause = tree.by_id[d.clause]
        if (
            len(same) > 1
            or clause.kind in ("parties", "title", "recital", "signature")
            or clause.scope
            or len(term) < 4
        ):
            continue
        if "(" in term or " or " in term or fold(clause.heading) == term or not _opens_clause(tree, clause, d):
            continue
        if len(idle) < _MOST and low.count(term) == 1 and not _alias(tree, d):
            idle.append(d)
    if idle:
        yield defect(
            "X-23",
            f"Defined and never used: {listed([f'“{d.term}”' for d in idle])}.",
            [tree.around(tree.by_id[d.clause], d.start, d.end, 40, 60) for d in idle[:8]],
            "low",
        )


def _opens_clause(tree: Tree, clause: Clause, d: Definition) -> bool:
    """Whether the definition is an entry of its own, not a short name given in passing."""
    return not tree.text[clause.body : d.start].strip(" “\"‘'”") and d.meaning.start >= d.end


def _alias(tree: Tree, d: Definition) -> bool:
    return any(d.term == p.alias for p in tree.report.facts.parties)
