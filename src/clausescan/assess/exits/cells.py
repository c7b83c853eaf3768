"""The other cells of a row: notice, cure, price, what becomes of shared assets, what lives on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from clausescan.assess.exits import triggers
from clausescan.assess.exits.rights import Frame
from clausescan.assess.exits.statements import Statement, Statements
from clausescan.facts.sentences import plain
from clausescan.model import Clause, Evidence, Mechanism, Period, Report

_NOTICE_AFTER = re.compile(r"^'?s?'?\W{0,3}(?:\w+\W){0,6}?(?:notice|notification)\b", re.I)
_NOTICE_BEFORE = re.compile(r"\b(?:notice|notification|notify\w*)\b(?:\s[^\s.;]+){0,8}\s\W*$", re.I)
_OF_IT = re.compile(r"\b(?:such|any|the|notice of) terminat|\bsuch (?:right|notice|election)", re.I)
_CURE_AROUND = re.compile(
    r"\b(?:cur(?:e|es|ed|ing|able)|remed\w+|correct\w*|rectif\w+|dismiss\w*|discharg\w+|stayed|vacated|removed)\b", re.I
)
_PRICE = re.compile(
    r"\b(?:fair (?:market )?value|book value|net asset value|purchase price|option price|price (?:per|"
    r"of|for|determined|equal|offered|to be paid|payable|shall)|"
    r"(?:at|for) (?:a|the|such) (?:\w+ )?price|valu(?:ation|ed)|apprais\w+|market price|discount of|capital account)\b",
    re.I,
)
_PRICE_OPEN = re.compile(
    r"\b(?:price|value)\b[^.;]{0,40}\b(?:to be|as may be|mutually) (?:\w+ )?(?:agreed|negotiated)\b", re.I
)
_ENDING = re.compile(
    r"\b(?:terminat\w+|expir\w+|withdraw\w*|dissol\w+|liquidat\w+|wind(?:ing)?[- ]up|end of the term|"
    r"cessation|exclu(?:ded|sion)|leav(?:es|ing)|thereafter|survive\w*|surviving)\b",
    re.I,
)
_NATURAL = re.compile(
    r"\b(?:expir\w+|end of the term|for (?:any|whatever) reason|however|dissol\w+|liquidat\w+|surviv\w+|completion)\b",
    re.I,
)
_UNDER = re.compile(
    r"\b(?:terminat\w+|withdraw\w*|expir\w+|cancel\w+|dissol\w+)\b(?:\s[^\s.;]+){0,12}?\s(?:under|"
    r"pursuant to|in accordance with|by virtue of|as provided in|set out in|set forth in|referred to in|"
    r"described in|mentioned in)\s(?:this\s)?$",
    re.I,
)
_DOORS: dict[str, re.Pattern[str]] = {
    "dissolve": re.compile(r"\b(?:dissol\w+|liquidat\w+|wind(?:ing)?[- ]up|terminat\w+)\b", re.I),
    "withdraw": re.compile(r"\b(?:withdraw\w*|exclu\w+|leav\w+|ceas\w+|terminat\w+)\b", re.I),
    "call": re.compile(r"\b(?:terminat\w+|transfer\w*|sale|purchase|acqui\w+|ceas\w+)\b", re.I),
    "put": re.compile(r"\b(?:terminat\w+|transfer\w*|sale|purchase|acqui\w+|ceas\w+)\b", re.I),
}
ASSETS = frozenset(
    {
        "exit_consequences",
        "licence_after_exit",
        "tangible_site",
        "brand_name",
        "data_records",
        "joint_ip",
        "ip_ownership",
    }
)
ONGOING = frozenset(
    {
        "survival",
        "confidentiality",
        "transition_supply",
        "liability_tail",
        "non_compete_exclusivity",
        "people_nonsolicit",
    }
)
_ALWAYS = frozenset({"exit_consequences", "licence_after_exit", "survival", "transition_supply"})
_WORDS_ASSETS = re.compile(
    r"\b(?:upon|on|after|following|in the event of|in case of)\s(?:the |any |such |an? |early |"
    r"expiration or |expiry or )*(?:terminat\w+|expir\w+|dissolution|withdrawal|"
    r"liquidation)\b(?:[^.]|\.(?=\d)){0,300}\b"
    r"(?:return\w*|destroy|assign\w*|licen[cs]es?|revert\w*|assets|property|inventory|distribut\w+|"
    r"materials|cease|know-how|technology|rights|records|data|deliver\w*|transfer\w*|pay\w*)\b",
    re.I,
)
_WORDS_ONGOING = re.compile(
    r"\bsurviv\w+\b(?:[^.]|\.(?=\d)){0,160}\b(?:terminat\w+|expir\w+|dissol\w+)|\b(?:terminat\w+|"
    r"expir\w+)\b(?:[^.]|\.(?=\d)){0,160}\bsurviv\w+|\b(?:for|period of)\b[^.;]{0,60}\b(?:after|"
    r"following)\b[^.;]{0,30}\b(?:terminat\w+|expir\w+)|\b(?:not|neither)\b[^.;]{0,40}\b(?:relieve|"
    r"release|affect|discharge)\w*\b",
    re.I,
)


class Cells:
    """Finds the cells of rows in one report."""

    def __init__(self, report: Report, statements: Statements) -> None:
        self.report = report
        self.statements = statements
        self._clauses = {c.id: c for c in report.clauses}
        self._periods: dict[str, list[Period]] = defaultdict(list)
        for period in report.periods:
            self._periods[period.clause].append(period)
        self._targets: dict[str, list[tuple[int, int, tuple[str, ...]]]] = defaultdict(list)
        for reference in report.references:
            if reference.kind in ("internal", "relative") and not reference.external:
                self._targets[reference.clause].append((reference.start, reference.end, reference.targets))
        self._children: dict[str, list[str]] = defaultdict(list)
        for clause in report.clauses:
            if clause.parent:
                self._children[clause.parent].append(clause.id)
        self._after = [(c, self._named_sections(c)) for c in report.clauses if self._speaks_of_the_end(c)]

    def notice(self, s: Statement, frame: Frame, leaf: str) -> Evidence | None:
        """The period of notice that this right asks for."""

        def fits(p: Period) -> bool:
            if leaf == "renewal":
                return p.purpose == "non_renewal"
            if p.purpose in ("termination", "non_renewal"):
                return not self._cures(p)
            return p.purpose in ("other", "force_majeure", "option_exercise") and self._of_notice(p)

        return self._nearest(s, frame, leaf, fits, neighbours=leaf not in ("termination_convenience",))

    def cure(self, s: Statement, frame: Frame, leaf: str) -> Evidence | None:
        """The time in which the cause can be put right."""
        if leaf not in ("breach_default", "performance_trigger", "insolvency"):
            return None
        own_only = leaf == "insolvency"

        def fits(p: Period) -> bool:
            return p.purpose == "cure" or (p.purpose in ("termination", "other") and self._cures(p))

        return self._nearest(s, frame, leaf, fits, neighbours=not own_only, lead=not own_only)

    def price(self, s: Statement) -> Evidence | None:
        """The rule that sets the price: in the clause, in the clause it points to, or in the same section."""
        at_hand = [s.clause.id, *self._linked(s.clause), *self._section(s.clause)]
        for clause_id in at_hand:
            clause = self._clauses[clause_id]
            if any(t.type == "valuation_price" for t in clause.types) and clause_id != s.clause.id:
                return self._whole(clause)
        for clause_id in at_hand[: 1 + len(self._linked(s.clause))]:
            found = self._price_in(self._clauses[clause_id])
            if found:
                return found
        for clause_id in at_hand:
            found = self._price_in(self._clauses[clause_id])
            if found:
                return found
        return None

    def assets(self, s: Statement, leaf: str, mechanism: Mechanism) -> tuple[Evidence, ...]:
        """Clauses that say what becomes of assets, rights and things when this exit is used."""
        return self._applying(s, leaf, mechanism, ASSETS, _WORDS_ASSETS)

    def ongoing(self, s: Statement, leaf: str, mechanism: Mechanism) -> tuple[Evidence, ...]:
        """Clauses that say which duties live on after this exit."""
        return self._applying(s, leaf, mechanism, ONGOING, _WORDS_ONGOING)

    # periods

    def _cures(self, p: Period) -> bool:
        text = self.statements.passages.plain
        clause = self._clauses[p.clause]
        before = text[max(clause.start, p.start - 60) : p.start]
        after = text[p.end : min(clause.end, p.end + 40)]
        return bool(
            _CURE_AROUND.search(before)
            or (
                re.match(
                    r"^'?s?'?\W{0,3}(?:to|in which to|opportunity to|cure|right to)\s?(?:cure|remedy|correct|period)?",
                    after,
                    re.I,
                )
                and _CURE_AROUND.search(after)
            )
        )

    def _of_notice(self, p: Period) -> bool:
        text = self.statements.passages.plain
        clause = self._clauses[p.clause]
        return bool(_NOTICE_AFTER.match(text[p.end : min(clause.end, p.end + 60)]) and not self._cures(p))

    def _nearest(
        self, s: Statement, frame: Frame, leaf: str, fits: Callable[[Period], bool], neighbours: bool, lead: bool = True
    ) -> Evidence | None:
        """A fitting period in the statement, else in the words that govern it, else close by in the clause, else in the
        clause it refers to."""
        here = [p for p in self._periods.get(s.clause.id, ()) if fits(p)]
        own = [p for p in here if s.start <= p.start < s.end]
        if own:
            anchor = s.start + frame.end if frame.part == "own" else s.start
            later = [p for p in own if p.start >= anchor]
            return _evidence((later or own[::-1])[0])
        if not lead:
            return None
        for clause_id, words in ((s.lead_clause, s.lead), (s.tail_clause, s.tail)):
            for p in self._periods.get(clause_id, ()):
                if words and fits(p) and plain(p.quote) in words:
                    return _evidence(p)
        if not neighbours:
            return None
        siblings = self.statements.by_clause[s.clause.id]
        for p in here:
            other = next((x for x in siblings if x.start <= p.start < x.end and x.start != s.start), None)
            if other and not (s.lead and other.lead == s.lead) and (p.purpose == "cure" or _OF_IT.search(other.own)):
                return _evidence(p)
        linked = [
            (p, self._text(self._clauses[clause_id]))
            for clause_id in self._linked(s.clause, s.start, s.end)
            for p in self._periods.get(clause_id, ())
            if fits(p)
        ]
        same = [p for p, text in linked if leaf in triggers.named(text)]
        if not same and len({(p.value, p.unit) for p, _ in linked}) == 1:
            same = [linked[0][0]]
        return _evidence(same[0]) if same else None

    # price

    def _price_in(self, clause: Clause) -> Evidence | None:
        for s in self.statements.by_clause.get(clause.id, ()):
            if _PRICE.search(s.own) and not _PRICE_OPEN.search(s.own):
                return Evidence(clause.id, s.start, s.end, self.report.document.text[s.start : s.end])
        return None

    def _linked(self, clause: Clause, start: int = 0, end: int = 0) -> list[str]:
        """Clauses that the clause (or its slice) refers to, and what stands under them."""
        found: list[str] = []
        for at, _, targets in self._targets.get(clause.id, ()):
            if end and not start <= at < end:
                continue
            for target in targets[:2]:
                if (
                    target in self._clauses
                    and target != clause.id
                    and not self._clauses[target].number.startswith("Article")
                ):
                    found += [target, *self._children.get(target, ())][:12]
        return found

    def _section(self, clause: Clause) -> list[str]:
        """The other clauses under the same heading, itself left out."""
        above = clause
        while above.parent and self._clauses[above.parent].kind not in ("title",) and above.kind != "heading":
            above = self._clauses[above.parent]
        found: list[str] = []
        todo = [above.id]
        while todo and len(found) < 60:
            for child in self._children.get(todo.pop(0), ()):
                if child != clause.id:
                    found.append(child)
                todo.append(child)
        return found

    # what follows

    def _speaks_of_the_end(self, clause: Clause) -> bool:
        if clause.kind in ("title", "toc", "heading", "signature", "note", "recital", "parties"):
            return False
        types = {t.type for t in clause.types}
        text = self._text(clause)
        lead = " ".join(s.lead for s in self.statements.by_clause.get(clause.id, ())[:1])
        if types & _ALWAYS:
            return True
        return bool(_ENDING.search(text) or _ENDING.search(lead)) and bool(
            types & (ASSETS | ONGOING) or _WORDS_ASSETS.search(text) or _WORDS_ONGOING.search(text)
        )

    def _named_sections(self, clause: Clause) -> tuple[str, ...]:
        """Clauses to which the words "termination under Section …" tie the clause; empty when it is general."""
        named: list[str] = []
        for owner in (clause.id, clause.lead_in or ""):
            for start, _, targets in self._targets.get(owner, ()):
                at = self._clauses[owner]
                if _UNDER.search(self.statements.passages.plain, max(at.start, start - 160), start):
                    named += targets
        return tuple(named)

    def _applying(
        self, s: Statement, leaf: str, mechanism: Mechanism, types: Iterable[str], words: re.Pattern[str]
    ) -> tuple[Evidence, ...]:
        wanted = frozenset(types)
        found = []
        for clause, sections in self._after:
            text = self._text(clause)
            if not (wanted & {t.type for t in clause.types} or words.search(text)):
                continue
            if sections and not any(self._under(s.clause, target) for target in sections):
                continue
            lead = " ".join(x.lead for x in self.statements.by_clause.get(clause.id, ())[:1])
            if leaf in ("initial_term", "renewal") and not _NATURAL.search(f"{lead} {text}"):
                continue
            door = _DOORS.get(mechanism)
            if door and not door.search(f"{lead} {text}"):
                continue
            if clause.id == s.clause.id and len(self.statements.by_clause[clause.id]) == 1:
                continue  # the right itself
            found.append(self._whole(clause))
        return tuple(found)

    def _under(self, clause: Clause, ancestor: str) -> bool:
        at: str | None = clause.id
        while at:
            if at == ancestor:
                return True
            at = self._clauses[at].parent
        return False

    def _text(self, clause: Clause) -> str:
        return self.statements.passages.plain[clause.start : clause.end]

    def _whole(self, clause: Clause) -> Evidence:
        start = clause.body if clause.start <= clause.body < clause.end else clause.start
        text = self.report.document.text
        end = clause.end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return Evidence(clause.id, start, end, text[start:end])


def _evidence(period: Period) -> Evidence:
    return Evidence(period.clause, period.start, period.end, period.quote)
