"""The text as facts are looked for in it: sentences with their headings, dates and periods.

`plain` has one character for each of `Document.text` (straight quotes, plain spaces), so an offset in one is an
offset in the other, and patterns need to know one kind of quote only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from clausescan.language.dates import DateSpan, find_dates
from clausescan.language.periods import PeriodSpan, find_periods
from clausescan.model import Clause, Document, Evidence

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\n\t\r\x0b\x0c\xa0\u2002\u2003\u2009\u200a\u202f\u3000\u200b\ufeff\u00ad", " "),
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("‐‑‒–—−", "-"),
        "\u037e": ";",
    }
)
_LONGEST = 3_000  # characters of one sentence, lists included; longer ones are cut, so work stays linear

# The words before a full stop that do not end a sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:inc|ltd|corp|co|no|nos|sec|art|para|dr|mr|mrs|ms|st|vs?|e\.g|i\.e|cf|u\.s|u\.k|jan|feb|mar|apr|jun|jul|"
    r"aug|sept?|oct|nov|dec|approx|incl|[a-z])|(?:^|\s)\(?(?:\d{1,3}|[ivxl]{1,5})(?:\.\d{1,3}){0,4})\.$",
    re.I,
)
_STOP = re.compile(r"[.?!]['\")\]]{0,3}\s+(?=['\"(\[]{0,2}[A-Z0-9]|\([a-z]{1,4}\)\s)")
_MONTH_STOP = re.compile(r"(?:January|February|March|April|June|July|August|September|October|November|December)\.\s\d")
_AFTER_HEADING = re.compile(r"[\s.:;-]{1,6}(?=['\"(]?[A-Z])")
_LABEL = re.compile(
    r"\s*(?:(?:Section|Article|Clause|SECTION|ARTICLE|CLAUSE)\s\d{1,3}(?:\.\d{1,3}){0,4}[.:)]?\s|"
    r"\d{1,3}(?:\.\d{1,3}){0,4}[.)]\s?(?=[A-Z\"'(])|"
    r"\d{1,3}(?:\.\d{1,3}){1,4}\s|\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)\s(?=[A-Z])){1,3}"
)
_OPEN_END = re.compile(r"(?:[,;:(-]|\b(?:and|or|the|of|to|on|for|by|in|until|a|an|that|than|with|from))\s*$", re.I)
_LIST_START = re.compile(r"\s*(?:[a-z]|\(?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)\s)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is the plain text of `Document.text[start:end]`; `heading` the headings above it, nearest last."""

    start: int
    end: int
    text: str
    heading: str
    scope: str


class Passages:
    """A document cut into sentences; a list stays with its lead-in."""

    def __init__(self, document: Document, clauses: Sequence[Clause]) -> None:
        self.text = document.text
        self.plain = plain(document.text)
        self.clauses = clauses
        self.starts = [c.start for c in clauses]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(self._split())

    @cached_property
    def dates(self) -> tuple[DateSpan, ...]:
        """Every date of the text, in order."""
        return tuple(find_dates(self.plain))

    @cached_property
    def periods(self) -> tuple[PeriodSpan, ...]:
        """Every period of the text, in order."""
        return tuple(find_periods(self.plain))

    def dates_in(self, start: int, end: int) -> tuple[DateSpan, ...]:
        low = bisect_left(self.dates, start, key=lambda d: d.start)
        high = bisect_left(self.dates, end, key=lambda d: d.start)
        return self.dates[low:high]

    def periods_in(self, start: int, end: int) -> tuple[PeriodSpan, ...]:
        low = bisect_left(self.periods, start, key=lambda p: p.start)
        high = bisect_left(self.periods, end, key=lambda p: p.start)
        return self.periods[low:high]

    def clause_at(self, offset: int) -> Clause | None:
        i = bisect_right(self.starts, offset) - 1
        return self.clauses[i] if i >= 0 else None

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds `offset`; between two, the one before."""
        i = bisect_right(self.sentences, offset, key=lambda s: s.start) - 1
        return self.sentences[max(i, 0)]

    def evidence(self, start: int, end: int) -> Evidence:
        """The slice as evidence, in the clause where it starts."""
        clause = self.clause_at(start)
        return Evidence(clause.id if clause else "", start, end, self.text[start:end])

    def said(self, sentence: Sentence) -> Evidence:
        """The sentence as evidence, without the label and the heading that its clause begins with."""
        clause = self.clause_at(sentence.start)
        start = sentence.start
        if clause and start < clause.body < sentence.end and clause.start <= start:
            start = clause.body
        label = _LABEL.match(self.plain, start, sentence.end)
        if label and label.end() < sentence.end:
            start = label.end()
        heading = plain(clause.heading) if clause else ""
        if heading and self.plain.startswith(heading, start):
            after = _AFTER_HEADING.match(self.plain, start + len(heading), sentence.end)
            start = after.end() if after else start
        quote = self.text[start : sentence.end]
        return Evidence(clause.id if clause else "", start, sentence.end, quote)

    def _split(self) -> list[Sentence]:
        found: list[Sentence] = []
        pieces = self.pieces()
        i = 0
        while i < len(pieces):
            start, end, clause = pieces[i]
            i += 1
            # A line that stops in mid-air goes on in the next clause: a list after its lead-in, a broken paragraph.
            while i < len(pieces) and end - start < _LONGEST:
                following = self.plain[pieces[i][0] : pieces[i][0] + 8]
                before = self.plain[max(start, end - 12) : end].rstrip()
                if pieces[i][2] is clause or not before or before.endswith((".", "?", "!", '."')):
                    break
                if not (_OPEN_END.search(before) or _LIST_START.match(following)) or clause.kind in ("title", "toc"):
                    break
                end = pieces[i][1]
                i += 1
            end = min(end, start + _LONGEST)
            body = self.plain[start:end]
            shift = len(body) - len(body.lstrip())
            body = body.strip()
            if body:
                heading = " / ".join([*clause.heading_path[-2:], clause.heading]).strip(" /")
                found.append(Sentence(start + shift, start + shift + len(body), body, heading, clause.scope))
        return found

    def pieces(self) -> list[tuple[int, int, Clause]]:
        """Sentences inside each clause, before lists are joined to their lead-in."""
        pieces = []
        for clause in self.clauses:
            start = clause.start
            for stop in _STOP.finditer(self.plain, clause.start, clause.end):
                if _ABBREVIATION.search(self.plain, max(start, stop.start() - 12), stop.start() + 1):
                    continue
                if _MONTH_STOP.match(self.plain, max(start, self.plain.rfind(" ", 0, stop.start()) + 1)):
                    continue  # "April. 1st 2019"
                pieces.append((start, stop.end(), clause))
                start = stop.end()
            if start < clause.end:
                pieces.append((start, clause.end, clause))
        return pieces


def plain(text: str) -> str:
    """`text` with straight quotes, plain hyphens and spaces for every kind of white space, character by character."""
    return text.translate(_PLAIN)
