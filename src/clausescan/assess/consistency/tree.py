"""The clause tree of a report as the checks look at it: who stands under whom, and how a clause is called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from clausescan.model import Clause, Evidence, Report
from clausescan.structure.labels import roman
from clausescan.structure.targets import Key, make_key

_WORD = re.compile(r"(?:section|clause|paragraph)\s", re.IGNORECASE)
_CONTAINER = re.compile(r"(article|part|chapter|title)\s(\w+)(?:,\s(.*))?\Z", re.IGNORECASE)


class Tree:
    """Parents, children and subtrees of the clauses of one report. Building it takes time linear in the clauses."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.text = report.document.text
        self.by_id = {c.id: c for c in report.clauses}
        self.place = {c.id: i for i, c in enumerate(report.clauses)}
        self._words: dict[str, str] = {}
        self._lower: str | None = None
        self._counts: dict[tuple[str, re.Pattern[str]], int] = {}
        self.children: dict[str, list[Clause]] = defaultdict(list)
        for c in report.clauses:
            self.children[c.parent or ""].append(c)

    def ancestors(self, clause: Clause) -> Iterator[Clause]:
        """The clause, its parent, and so on up."""
        at: Clause | None = clause
        while at is not None:
            yield at
            at = self.by_id[at.parent] if at.parent is not None else None

    def subtree(self, clause: Clause) -> Iterator[Clause]:
        """The clause and all below it, in text order."""
        stack = [clause]
        while stack:
            at = stack.pop()
            yield at
            stack.extend(reversed(self.children.get(at.id, ())))

    def words(self, clause: Clause) -> str:
        """The text of a clause with all below it, lower case."""
        known = self._words.get(clause.id)
        if known is None:
            known = self._words[clause.id] = " ".join(self.text[c.start : c.end] for c in self.subtree(clause)).lower()
        return known

    def words_of_all(self) -> str:
        """The whole text in lower case."""
        if self._lower is None:
            self._lower = self.text.lower()
        return self._lower

    def count(self, clause: Clause, pattern: re.Pattern[str]) -> int:
        """How often a pattern stands in a clause with all below it (in lower case)."""
        key = (clause.id, pattern)
        known = self._counts.get(key)
        if known is None:
            known = self._counts[key] = sum(1 for _ in pattern.finditer(self.words(clause)))
        return known

    def within(self, clause: Clause, top: Clause) -> bool:
        """Whether `clause` is `top` or stands under it."""
        return any(a.id == top.id for a in self.ancestors(clause))

    def evidence(self, clause: Clause, most: int = 240) -> Evidence:
        """The opening words of a clause, at most `most` characters, cut between words."""
        end = clause.end
        if end - clause.start > most:
            cut = self.text.rfind(" ", clause.start + most // 2, clause.start + most)
            end = cut if cut > 0 else clause.start + most
        start = clause.start
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Evidence(clause.id, start, end, self.text[start:end])

    def around(self, clause: Clause, start: int, end: int, before: int = 90, after: int = 60) -> Evidence:
        """A slice of a clause with a few words around it, cut between words and not beyond the clause."""
        a, b = max(clause.start, start - before), min(clause.end, end + after)
        if a > clause.start:
            cut = self.text.find(" ", a, start)
            a = cut + 1 if cut >= 0 else start
        if b < clause.end:
            cut = self.text.rfind(" ", end, b)
            b = cut if cut >= 0 else end
        while a < b and self.text[a].isspace():
            a += 1
        while b > a and self.text[b - 1].isspace():
            b -= 1
        return Evidence(clause.id, a, b, self.text[a:b])


def called(clause: Clause) -> str:
    """How a message calls a clause: "clause 7.3(b)", "Article 12", "the opening clause", "a clause without number"."""
    number = clause.number or clause.cite
    if not number:
        return "the opening clause" if clause.kind in ("parties", "title", "recital") else "a clause without a number"
    named = number if number[0].isalpha() and " " in number else f"clause {number}"
    return named if clause.number else f"a paragraph of {named}"


def subject(clause: Clause) -> str:
    """The name of a clause at the beginning of a sentence."""
    name = called(clause)
    return name[:1].upper() + name[1:]


def key_of(clause: Clause) -> Key:
    """The number of a clause as a key: "Article IX, Section 2(a)" is ("9", "2", "a"), "7.5(b)" is ("7", "5", "b")."""
    m = _CONTAINER.match(clause.number)
    if m and not m[3]:
        value = roman(m[2]) if not m[2].isdigit() else None
        return make_key(m[2], "article") if value is None else (str(value),)
    if m and m[3]:
        rest = _WORD.sub("", m[3])
        return (*make_key(m[2], "article"), *make_key(rest))
    return make_key(_WORD.sub("", clause.number)) if clause.number else ()


def printed(key: Key) -> str:
    """A key as a lawyer writes it: ("7", "5", "b") is "7.5(b)"."""
    out = ""
    for part in key:
        out += (("." if out else "") + part) if part.isdigit() and "(" not in out else f"({part})" if out else part
    return out


def listed(words: list[str], last: str = "and") -> str:
    """ "A", "A and B", "A, B and C"; more than eight are cut with the number of the rest."""
    if len(words) > 8:
        words = [*words[:7], f"{len(words) - 7} more"]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
