"""An agreement as statements: sentences and list items, each with the words that govern it.

"Either party may terminate if: (a) …; (b) …" is three statements: the opening, which opens a list, and two items that
carry the opening as their `lead`. Lists inside a sentence and lists set out as clauses are read alike. Where the right
stands after the list ("… then the other party may terminate"), those words are the `tail` of every item.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clausescan.facts.sentences import Passages
from clausescan.model import Clause, Report

SKIPPED = frozenset({"title", "toc", "parties", "recital", "heading", "signature", "note"})
_MARKER = re.compile(r"(?<![\w)])\((?P<label>[a-z]|[ivx]{2,5}|\d{1,2}|[A-Z])\)\s?(?=[\w\"'(])")
_OPEN = re.compile(
    r"(?:[:,;-]|\b(?:following|follows|that|either|of|to|if|and|or|by|shall|will|for|with|where|when|unless|upon|on|"
    r"the|any|is|are|has|event|party|parties|may|than|earlier|later|until|case))[\s\"_*]*$",
    re.I,
)
_ORDER = (
    tuple("abcdefghijklmnopqrstuvwxyz"),
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"),
    tuple(str(n) for n in range(1, 40)),
    tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("x", "y", "z"),
)
_HEADING_ONLY = re.compile(r"^[\w ,&/'\"()-]{1,60}[.:]?$")
_GOES_ON = re.compile(
    r"\s*(?:then\b|and\b|or\b|[a-z]|\(?(?:upon|in|following) (?:the occurrence of )?(?:any|each|either|such)\b)"
)
_BETWEEN = re.compile(r"(?:[,;]|\b(?:and|or))$")  # how an item ends when another follows
_TRIES = 6  # places where a list inside a sentence may begin
_LONGEST_LEAD = 600


@dataclass(frozen=True, slots=True)
class Statement:
    """`own` is the plain text of `Document.text[start:end]`; `lead`, `tail` and `before` (the sentence that precedes
    it in the same clause) are plain text, "" where there is none. `opens`: a list follows."""

    clause: Clause
    start: int
    end: int
    own: str
    lead: str = ""
    lead_clause: str = ""
    tail: str = ""
    tail_clause: str = ""
    before: str = ""
    opens: bool = False

    @property
    def whole(self) -> str:
        """Lead, own words and tail as one sentence."""
        return " ".join(part for part in (self.lead, self.own, self.tail) if part)


class Statements:
    """All statements of a report, in document order, and by clause."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.passages = Passages(report.document, report.clauses)
        self.by_clause: dict[str, list[Statement]] = defaultdict(list)
        self._sentences: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for start, end, clause in self.passages.pieces():
            span = self._trimmed(start, end, clause)
            if span:
                self._sentences[clause.id].append(span)
        self._clauses = {c.id: c for c in report.clauses}
        self._bare = self._bare_lists(report.clauses)
        self._items: dict[str, list[Clause]] = defaultdict(list)
        for clause in report.clauses:
            governor = self._governor(clause)
            if governor:
                self._items[governor].append(clause)
        tails = self._tails(report.clauses)
        leads: dict[str, tuple[str, str]] = {}
        for clause in report.clauses:
            governor = self._governor(clause)
            if governor:
                leads[clause.id] = self._lead_text(governor, leads)
        self._last_words = ""
        for clause in report.clauses:
            if clause.kind in SKIPPED:
                self._last_words = ""
            else:
                self._state(clause, *leads.get(clause.id, ("", "")), *tails.get(clause.id, ("", "")))
        self.all = tuple(s for c in report.clauses for s in self.by_clause.get(c.id, ()))

    def _trimmed(self, start: int, end: int, clause: Clause) -> tuple[int, int] | None:
        """The piece without label, heading and outer spaces; None when nothing is left."""
        plain = self.passages.plain
        if start <= clause.body < end:
            start = clause.body
            while start < end and plain[start] == " ":
                start += 1
            if clause.heading and plain.startswith(clause.heading.translate({0x2019: "'"}), start):
                start += len(clause.heading)
                while start < end and plain[start] in " .:;-":
                    start += 1
        while start < end and plain[start] == " ":
            start += 1
        while end > start and plain[end - 1] == " ":
            end -= 1
        return (start, end) if end - start > 2 else None

    def _governor(self, clause: Clause) -> str:
        if clause.lead_in:
            return clause.lead_in
        if clause.kind in ("item", "clause") and clause.parent:
            spans = self._sentences.get(clause.parent)
            if spans and _OPEN.search(self.passages.plain[spans[-1][0] : spans[-1][1]]):
                return clause.parent
        return self._bare.get(clause.id, "")

    def _bare_lists(self, clauses: Sequence[Clause]) -> dict[str, str]:
        """Lists beside their opening: what follows a sibling that ends with a colon, item id to governor id."""
        governed: dict[str, str] = {}
        governor: Clause | None = None
        for clause in clauses:
            spans = self._sentences.get(clause.id)
            if governor and clause.parent == governor.id and clause.kind == "paragraph":
                governed[clause.id] = governor.id
            elif governor and clause.parent == governor.id and clause.kind == "item":
                governor = None  # a list with labels, which knows its opening
            elif governor and clause.parent == governor.parent and clause.kind in ("paragraph", "item", "clause"):
                governed[clause.id] = governor.id
            elif governor and governor.id in governed.values() and self._below(clause, governor.parent):
                continue
            elif spans and self.passages.plain[spans[-1][0] : spans[-1][1]].endswith(":"):
                governor = clause
            else:
                governor = None
        return governed

    def _below(self, clause: Clause, ancestor: str | None) -> bool:
        return ancestor is not None and clause.parent != ancestor and self._inside(clause, ancestor)

    def _lead_text(self, governor: str, leads: dict[str, tuple[str, str]]) -> tuple[str, str]:
        """The opening words that a list under `governor` continues, those of outer lists included."""
        spans = self._sentences.get(governor)
        if not spans:
            return leads.get(governor, ("", governor))
        start, end = spans[-1]
        text = self.passages.plain[max(start, end - _LONGEST_LEAD) : end]
        outer = leads.get(governor) if len(spans) == 1 else None
        return (f"{outer[0]} {text}"[-2 * _LONGEST_LEAD :] if outer else text), governor

    def _tails(self, clauses: Sequence[Clause]) -> dict[str, tuple[str, str]]:
        """Words after a list that govern its items, by item id, with the clause they stand in."""
        tails: dict[str, tuple[str, str]] = {}
        index = {c.id: i for i, c in enumerate(clauses)}
        for governor, items in self._items.items():
            i = index[items[-1].id] + 1
            while i < len(clauses) and self._inside(clauses[i], items[-1].id):
                i += 1
            if i < len(clauses) and clauses[i].kind == "paragraph" and not clauses[i].lead_in:
                spans = self._sentences.get(clauses[i].id)
                if spans and _GOES_ON.match(self.passages.plain, spans[0][0], spans[0][1]):
                    text = self.passages.plain[spans[0][0] : spans[0][1]][:_LONGEST_LEAD]
                    tails.update({item.id: (text, clauses[i].id) for item in items})
                    continue
            last = self._sentences.get(items[-1].id)
            if last:  # "(b) …, then the other party may terminate"
                text = self.passages.plain[last[0][0] : last[0][1]]
                lead = self._lead_text(governor, {})[0]
                tails.update({item.id: (_tail_of(text, lead), items[-1].id) for item in items[:-1]})
        return tails

    def _inside(self, clause: Clause, ancestor: str) -> bool:
        parent = clause.parent
        while parent:
            if parent == ancestor:
                return True
            parent = self._clauses[parent].parent
        return False

    def _state(self, clause: Clause, lead: str, lead_clause: str, tail: str, tail_clause: str) -> None:
        """Append the statements of one clause."""
        made = self.by_clause[clause.id]
        before = self._last_words if clause.kind == "paragraph" and not lead else ""
        spans = self._sentences.get(clause.id, [])
        for i, (start, end) in enumerate(spans):
            own = self.passages.plain[start:end]
            first = i == 0 or (i == 1 and bool(_HEADING_ONLY.match(before)))
            s = Statement(clause, start, end, own, before=before)
            if first and lead:
                s = replace(s, lead=lead, lead_clause=lead_clause)
            if first and tail:
                s = replace(s, tail=tail, tail_clause=tail_clause)
            parts = inline_items(own)
            joined = [] if parts or not s.lead else _joined(own)
            if parts:
                made.extend(self._split(s, parts))
            elif joined:
                made.extend(
                    replace(s, start=s.start + low, end=s.start + high, own=own[low:high]) for low, high in joined
                )
            else:
                opens = i == len(spans) - 1 and clause.id in self._items and bool(_OPEN.search(own))
                made.append(replace(s, opens=opens))
            before = self._last_words = own

    def _split(self, s: Statement, parts: list[tuple[int, int]]) -> list[Statement]:
        head = s.own[: parts[0][0]].rstrip()
        made = [replace(s, end=s.start + len(head), own=head, opens=True)]
        tail = _tail_of(s.own[parts[-1][0] : parts[-1][1]], head)
        lead = f"{s.lead} {head}".strip()[-2 * _LONGEST_LEAD :]
        for low, high in parts:
            own = s.own[low:high].rstrip()
            made.append(
                replace(
                    s,
                    start=s.start + low,
                    end=s.start + low + len(own),
                    own=own,
                    lead=lead,
                    lead_clause=s.clause.id,
                    tail=tail if tail and high != parts[-1][1] else s.tail,
                    tail_clause=s.clause.id if tail else s.tail_clause,
                )
            )
        return made


_THEN = re.compile(
    r"(?:[,;] (?:then|and,? in (?:any )?such (?:case|event)|in (?:any )?such (?:case|event|circumstances?))\b|"
    r"[,;]\s(?:then\s)?(?=(?:the (?:other|non-\w+)|either|any|each) (?:party|member|shareholder|"
    r"venturer)\w{0,3} (?:may|shall have|has|is entitled)\b))",
    re.I,
)


_SUPPOSING = re.compile(r"\b(?:if|event(?: that)?|when|where|case|should)[,:]?$", re.I)


def _tail_of(last: str, lead: str) -> str:
    """The words of a last item that may govern the whole list: "(b) …, then the other party may terminate"."""
    then = _THEN.search(last)
    if then:
        return last[then.start() :]
    return last[:_LONGEST_LEAD] if _SUPPOSING.search(lead) else ""


_JOINT = re.compile(r";\s(?:or|and)\s(?=\w)")


def _joined(text: str) -> list[tuple[int, int]]:
    """Slices of the items that one line of a list holds ("the vote of the Members; or a decree of dissolution.")."""
    cuts = [(m.start() + 1, m.end()) for m in _JOINT.finditer(text)]
    if not cuts:
        return []
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    return list(zip(starts, ends, strict=True))


def inline_items(text: str) -> list[tuple[int, int]]:
    """Slices of the items of a list that stands inside `text`; empty when there is none."""
    markers = [(m.start(), m.end(), m["label"]) for m in _MARKER.finditer(text)]
    openings = [i for i, (_, _, label) in enumerate(markers) if label in ("a", "i", "1", "A", "x")][:_TRIES]
    for i in openings:
        at, _, label = markers[i]
        best: list[int] = []
        for order in _ORDER:
            if label != order[0]:
                continue
            starts, due = [at], 1
            for later, _, following in markers[i + 1 :]:
                if due < len(order) and following == order[due]:
                    starts.append(later)
                    due += 1
            if len(starts) > len(best):
                best = starts
        opens = at == 0 or bool(_OPEN.search(text[max(0, at - 40) : at].rstrip()))
        if len(best) > 1 and (opens or _BETWEEN.search(text[best[0] : best[1]].rstrip())):
            return list(zip(best, [*best[1:], len(text)], strict=True))
    return []
