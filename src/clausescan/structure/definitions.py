"""Defined terms: where they are defined, by which words, and where they are used."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausescan.model import Clause, Definition, Document, Span
from clausescan.structure.units import sentences

_SKIP = frozenset({"toc", "signature"})
_Q1, _Q2 = "[\"“”‘']{1,2}", "[\"”“’']{1,2}"
_QUOTED = rf"{_Q1}[ ]?([^\"“”\n‘’;:]{{1,90}}?)[ ]?[,.]?{_Q2}"
_VERB = (
    r"(?:means?\b|shall\sbe\sdefined\sas\b|(?:shall|will|is intended to|are intended"
    r" to)\s(?:also\s|collectively\s)?(?:mean\b|have\sthe\s|refers?\b|include\b)"
    r"|ha(?:s|ve)\sthe\s"
    r"|is\sdefined\s(?:in|as)\b|are\sdefined\s(?:in|as)\b|refers?\sto\b|includes\b|:)"
)
# "X" [or "Y"] [(…)] means
_MEANS = re.compile(
    rf"(?<!\w){_QUOTED}(?:,?\s(?:and|or|and/or)\s(?:the\s)?{_QUOTED})?(?:,?\s(?:and|or)\s(?:the\s)?{_QUOTED})?"
    rf"(?:\s?\([^()\n]{{0,80}}\))?,?\s{{0,3}}(?:(?:when|as)\sused\s[^,\n]{{0,80}},?\s)?"
    rf"(?:,?\swith\srespect\sto\s[^,\n]{{1,60}},?\s)?(?:each\s|collectively\s|individually\s|also\s|,\s)?{_VERB}",
    re.IGNORECASE,
)
_PAREN = re.compile(r"\(([^()\n]{0,240}?[\"“‘'][^()\n]{1,240})\)")
_IN_PAREN = re.compile(r"[\"“]\s?([^\"“”\n]{1,80}?)\s?,?[\"”]|(?<!\w)[‘']\s?([A-Z][^\"“”\n‘’']{0,60}?)\s?[’'](?!\w)")
_LEADS = re.compile(
    r"(?:\A|\b(?:the|an?|this|as|each|all|collectively|together|individually|jointly"
    r"|here(?:in)?after|or|and|capacity|called"
    r"|termed|singly|both|either|any|such|said|our|its)|[,.;])[\s,:]*\Z",
    re.IGNORECASE,
)
_BORROWED = re.compile(
    r"\b(?:defined|meaning|headed|titled|entitled|marked|known in|e\.g|i\.e|including|such as|terms?|words?)\b",
    re.IGNORECASE,
)
_TITLE_OF = re.compile(
    r"\b(?:sections?|articles?|clauses?|schedules?|exhibits?|annex|appendix)\s[\dA-Z][\w.]{0,8}\s?\Z", re.IGNORECASE
)
_CLOSING = re.compile(r",[ ]{1,2}[\"“]([A-Z][^\"“”\n]{1,60}?)[,.]?[\"”]\)")
_FOLLOWING = re.compile(
    r",?\s(?:and|or)\s(?:collectively|together|jointly|individually)?,?\s?(?:as\s)?(?:the\s"
    r"|an?\s)?[\"“]([^\"“”\n]{1,60}?)[,.]?[\"”]"
)
_CALLED = re.compile(
    rf"\b(?:here(?:in)?after|herein)\s(?:collectively\s|jointly\s|individually\s"
    rf"|sometimes\s|also\s|be\s){{0,3}}(?:referred\sto\s(?:collectively\s|individually\s)?"
    rf"|called\s|known\s|defined\s)?(?:individually\s|collectively\s|jointly\s)?(?:as\s"
    rf"|to\sas\s)?(?:the\s|an?\s)?{_QUOTED}"
    rf"|\b(?:designated|termed|defined|known)\sas\s(?:the\s|an?\s)?{_QUOTED}"
    rf"|\breferred\sto\s(?:herein\s|hereinafter\s|collectively\s|individually\s"
    rf"|in\sthis\sagreement\s){{0,3}}as\s(?:the\s|an?\s)?{_QUOTED}",
    re.IGNORECASE,
)
_PLAIN_MEANS = re.compile(
    r"((?:[A-Z][\w’'&/.-]{0,30})(?:[ ](?:[A-Z(][\w’'&/.)-]{0,30}|of|and|the|to"
    r"|for|in|or|on|with)){0,7})[ ](?:means|shall mean|shall have the meaning"
    r"|has the meaning)\b"
)
_PLAIN_COLON = re.compile(
    r"((?:[A-Z0-9][\w’'&/.-]{0,30})(?:[ ](?:[A-Z(][\w’'&/.)-]{0,30}|of|and|the"
    r"|to|for|in|or|on|with)){0,7})[:.][ ]{1,3}(?=[A-Z\"“(])"
)
_ELSEWHERE = re.compile(
    r"(?:meanings?|defined)\b[^.;\n]{0,70}?\b(?:in|under|by|pursuant\sto)\s(?:the\s(?:first|introductory|opening)\s)?"
    r"((?:clauses?|sections?|articles?|paragraphs?|sub-?sections?|recitals?|schedules?"
    r"|exhibits?|annex(?:ure)?|appendix|preamble|introduct\w+|preceding|first"
    r"|"
    r"(?:the|that|such|said)\s)[^,;\n]{0,90}?|GAAP|IFRS)(?=[,;\n]|\.(?:\s|\Z)|\Z)",
    re.IGNORECASE,
)
_ABROAD = re.compile(
    r"\b(?:of|to|under|in|by)?\s?(?:the|that|such|said)\s(?!(?:first|introduct\w+"
    r"|preamble|recitals?|opening|preceding|foregoing|following|parties|agreement\b"
    r"|schedule|exhibit|annex|appendix|heading|cover))"
    r"(?:[A-Za-z]\w*[ ,]){0,9}?(?:\w*agreement|act|code|law|regulations?|rules?"
    r"|spa|sha|articles|bylaws|by-laws|contract|deed|plan|indenture|directive"
    r"|statute)\b|\bGAAP\b|\bIFRS\b|\bthereof\b",
    re.IGNORECASE,
)
_INTERNAL = re.compile(r"\bthis\s(?:\w+\s){0,3}agreement\b|\bthe\sagreement\b(?!\s(?:dated|between))", re.IGNORECASE)
_NOT_TERMS = re.compile(r"\W*\Z|as is|where is|as-is|with all faults|/s/|.*\b(?:shall|hereby|agrees)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TermUse:
    """One use of a defined term, as written (a plural counts as its term)."""

    term: str
    clause: str
    start: int
    end: int


def find_definitions(document: Document, clauses: Sequence[Clause]) -> tuple[Definition, ...]:
    """Defined terms in text order. `start`/`end` is the term without its quotes, `meaning` the words that define it.

    `source` is set where the meaning is said to stand elsewhere; `external` where that is another document.
    """
    text = document.text
    found: list[Definition] = []
    for clause in clauses:
        if clause.kind in _SKIP:
            continue
        spans = sorted(_in_clause(text, clause, document), key=lambda f: (f[0], -f[1]))
        seen: set[int] = set()
        for start, end, m_start, m_end in spans:
            if start in seen or _NOT_TERMS.match(text, start, end):
                continue
            seen.add(start)
            source, external = _source(text, m_start, m_end)
            if text[start : start + 4].lower() == "the ":
                start += 4
            while m_start < m_end and text[m_start] in " ,:\u00a0\n":
                m_start += 1
            term = " ".join(text[start:end].split()).strip(" ,.;:")
            found.append(Definition(term, clause.id, start, end, Span(m_start, m_end), source, external))
    return tuple(found)


def _in_clause(text: str, clause: Clause, document: Document) -> Iterator[tuple[int, int, int, int]]:
    """(term start, term end, meaning start, meaning end) of one clause."""
    start, end = clause.start, clause.end
    has_quote = any(q in text[start:end] for q in "\"“”‘'’")
    if has_quote:
        means = list(_MEANS.finditer(text, start, end))
        for k, m in enumerate(means):
            stop = means[k + 1].start() if k + 1 < len(means) else end
            if m[0].endswith(":") and not _opens(text, clause, m.start()):
                continue
            for g in (1, 2, 3):
                if m[g]:
                    yield m.start(g), m.end(g), m.end(), max(stop, m.end())
        edges: list[tuple[int, int]] | None = None
        for at, terms in _announced(text, start, end):
            edges = edges if edges is not None else sentences(text, start, end)
            begin = edges[max(bisect_right(edges, (at, end + 1)) - 1, 0)][0]
            if begin == at:
                begin = start
            for a, b in terms:
                if any(c.isalnum() for c in text[a:b]):
                    yield a, b, max(begin, clause.body if begin == clause.start else begin), at
    if clause.kind == "definition" or (clause.kind == "table_row" and _definitional(clause)):
        yield from _unquoted(text, clause, document)
    elif clause.body < end and text[clause.body].isupper():
        m2 = _PLAIN_MEANS.match(text, clause.body, end)
        if m2 and m2[1].split()[0].lower() not in ("the", "this", "nothing", "it", "that", "such", "no", "neither"):
            yield m2.start(1), m2.end(1), m2.end(), end


def _announced(text: str, start: int, end: int) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Terms inside a sentence, (the "X"), hereinafter "X", designated as "X", each with the offset before it."""
    for m in _PAREN.finditer(text, start, end):
        terms: list[tuple[int, int]] = []
        before = m.start(1)
        for t in _IN_PAREN.finditer(text, m.start(1), m.end(1)):
            lead = text[before : t.start()]
            if not _LEADS.search(lead) or _BORROWED.search(lead):
                break
            if not lead and _TITLE_OF.search(text, max(start, m.start() - 24), m.start()):
                break  # Section 11 ("Confidentiality") names the section
            terms.append(t.span(t.lastindex or 0))
            before = t.end()
        if terms:
            yield m.start(), terms
    for m in _CALLED.finditer(text, start, end):
        terms = [m.span(m.lastindex or 0)]
        more = _FOLLOWING.match(text, m.end(), end)
        if more:
            terms.append(more.span(1))
        yield m.start(), terms
    for m in _CLOSING.finditer(text, start, end):
        yield m.start(), [m.span(1)]


def _definitional(clause: Clause) -> bool:
    return any("defin" in h.lower() for h in clause.heading_path)


def _opens(text: str, clause: Clause, pos: int) -> bool:
    return not text[clause.body : pos].strip(" \"“”‘'")


def _unquoted(text: str, clause: Clause, document: Document) -> Iterator[tuple[int, int, int, int]]:
    if clause.kind == "table_row":
        block = document.block_at(clause.start)
        if block is not None and len(block.cells) >= 2 and block.cells[0].end > block.cells[0].start:
            first, second = block.cells[0], block.cells[-1]
            if len(text[first.start : first.end].split()) <= 8:
                yield first.start, first.end, second.start, second.end
        return
    m = _PLAIN_MEANS.match(text, clause.body, clause.end) or _PLAIN_COLON.match(text, clause.body, clause.end)
    if m:
        yield m.start(1), m.end(1), m.end(), clause.end


def _source(text: str, start: int, end: int) -> tuple[str, bool]:
    """Where a meaning is taken from: ("Section 3.3.1", False), ("the SPA", True), or ("", False)."""
    back = max(start - 24, 0)
    m = _ELSEWHERE.search(text, back, min(end, start + 260))
    if not m or m.start() > start + 40:
        return "", False
    source = " ".join(m[1].split()).rstrip(" .")
    tail = text[m.start(1) : min(end, m.end(1) + 40)]
    external = bool(_ABROAD.search(m[1])) and not _INTERNAL.search(m[1])
    external = external or tail.lower().startswith(("gaap", "ifrs")) or " thereof" in tail
    return source, external


def term_uses(document: Document, clauses: Sequence[Clause], definitions: Sequence[Definition]) -> tuple[TermUse, ...]:
    """Uses of defined terms, the longest term at each place, in text order; one pass over the words.

    A use is written like its term (case counts, as in drafting) or in the plural. Places of definition are left out.
    """
    terms: dict[tuple[str, ...], str] = {}
    lengths: dict[str, set[int]] = defaultdict(set)
    for definition in definitions:
        parts = tuple(_WORD.findall(definition.term))
        if not parts or len(parts) > _LONGEST or len(definition.term) < 2:
            continue
        for last in (parts[-1], _plural(parts[-1])):
            terms.setdefault((*parts[:-1], last), definition.term)
            lengths[parts[0] if len(parts) > 1 else last].add(len(parts))
    sizes = {word: sorted(ns, reverse=True) for word, ns in lengths.items()}
    places = {d.start for d in definitions}
    uses: list[TermUse] = []
    for clause in clauses:
        if clause.kind in _SKIP:
            continue
        words = [(m[0], m.start(), m.end()) for m in _WORD.finditer(document.text, clause.start, clause.end)]
        i = 0
        while i < len(words):
            step = 1
            for n in sizes.get(words[i][0], ()):
                term = terms.get(tuple(w for w, _, _ in words[i : i + n]))
                if term is not None and i + n <= len(words):
                    if words[i][1] not in places:
                        uses.append(TermUse(term, clause.id, words[i][1], words[i + n - 1][2]))
                    step = n
                    break
            i += step
    return tuple(uses)


_LONGEST = 12  # words of a term that is looked for


_WORD = re.compile(r"[^\W_]+(?:[-’'&][^\W_]+)*")


def _plural(word: str) -> str:
    if word.endswith("y") and len(word) > 2 and word[-2:-1] not in "aeiouAEIOU":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
