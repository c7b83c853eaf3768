"""What becomes of shared assets, and what lives on, when an exit is used: the clauses that say so, exit by exit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from clausescan.assess.exits.statements import Statement, Statements
from clausescan.model import Clause, Evidence, Mechanism, Reference, Report

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
MOST = 60
"""Clauses shown in one cell."""


@dataclass(frozen=True, slots=True)
class _Consequence:
    """A clause that speaks of the time after. `sections`: it applies to exits under these clauses only."""

    clause: Clause
    sections: tuple[str, ...]
    assets: bool
    ongoing: bool
    natural: bool  # it reaches natural expiry too
    doors: frozenset[str]  # the mechanisms of _DOORS whose words it has


class Consequences:
    """The clauses of one report that say what follows an exit."""

    def __init__(self, report: Report, statements: Statements) -> None:
        self.report = report
        self._statements = statements
        self._clauses = {c.id: c for c in report.clauses}
        references: dict[str, list[Reference]] = defaultdict(list)
        for reference in report.references:
            if reference.kind in ("internal", "relative") and not reference.external:
                references[reference.clause].append(reference)
        found = (self._read(clause, references) for clause in report.clauses)
        self._all = [consequence for consequence in found if consequence]

    def assets(self, s: Statement, leaf: str, mechanism: Mechanism) -> tuple[Evidence, ...]:
        """Clauses that say what becomes of assets, rights and things when this exit is used; at most MOST."""
        return self._evidence([c for c in self._applying(s, leaf, mechanism) if c.assets])

    def ongoing(self, s: Statement, leaf: str, mechanism: Mechanism) -> tuple[Evidence, ...]:
        """Clauses that say which duties live on after this exit; at most MOST."""
        return self._evidence([c for c in self._applying(s, leaf, mechanism) if c.ongoing])

    def _read(self, clause: Clause, references: Mapping[str, list[Reference]]) -> _Consequence | None:
        if clause.kind in ("title", "toc", "heading", "signature", "note", "recital", "parties"):
            return None
        types = {t.type for t in clause.types}
        text = self._statements.passages.plain[clause.start : clause.end]
        assets = bool(types & ASSETS or _WORDS_ASSETS.search(text))
        ongoing = bool(types & ONGOING or _WORDS_ONGOING.search(text))
        spoken = " ".join((*(s.lead for s in self._statements.by_clause.get(clause.id, ())[:1]), text))
        if not (assets or ongoing) or not (types & _ALWAYS or _ENDING.search(spoken)):
            return None
        return _Consequence(
            clause,
            self._sections(clause, references),
            assets,
            ongoing,
            natural=bool(_NATURAL.search(spoken)),
            doors=frozenset(door for door, pattern in _DOORS.items() if pattern.search(spoken)),
        )

    def _sections(self, clause: Clause, references: Mapping[str, list[Reference]]) -> tuple[str, ...]:
        """Clauses to which the words "termination under Section …" tie the clause; empty when it is general."""
        named: list[str] = []
        for owner in (clause.id, clause.lead_in or ""):
            for reference in references.get(owner, ()):
                at = max(self._clauses[owner].start, reference.start - 160)
                if _UNDER.search(self._statements.passages.plain[at : reference.start]):
                    named += reference.targets
        return tuple(named)

    def _applying(self, s: Statement, leaf: str, mechanism: Mechanism) -> list[_Consequence]:
        alone = len(self._statements.by_clause[s.clause.id]) == 1  # the right itself is no consequence of it
        return [
            c
            for c in self._all
            if not (c.sections and not any(self._under(s.clause, target) for target in c.sections))
            and not (leaf in ("initial_term", "renewal") and not c.natural)
            and not (mechanism in _DOORS and mechanism not in c.doors)
            and not (alone and c.clause.id == s.clause.id)
        ]

    def _under(self, clause: Clause, ancestor: str) -> bool:
        at: str | None = clause.id
        while at:
            if at == ancestor:
                return True
            at = self._clauses[at].parent
        return False

    def _evidence(self, consequences: list[_Consequence]) -> tuple[Evidence, ...]:
        return tuple(whole(self.report, c.clause) for c in consequences[:MOST])


def whole(report: Report, clause: Clause) -> Evidence:
    """The words of a clause, without its label."""
    start = clause.body if clause.start <= clause.body < clause.end else clause.start
    words = report.document.text[start : clause.end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Evidence(clause.id, start, start + len(words), words)
