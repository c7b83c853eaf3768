"""One set of words for every form of a report: what states, severities, mechanisms and facts are called in front of a
reader, and in which colours they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from clausescan.model import (
    DateFact,
    ElementFinding,
    Evidence,
    ExitRight,
    Finding,
    Judgement,
    NoticeFact,
    Period,
    Renewal,
    Report,
    Severity,
    Status,
    Term,
    TextFact,
)
from clausescan.taxonomy import TITLES

DISCLAIMER = (
    "A machine's reading, with the places it rests on. It is not legal advice. No lawyer has reviewed it, the "
    "reference checklist or the sample wording: check each quote in the agreement before you rely on it."
)

NOT_FOUND = "not found"
"""Not "the text does not say": that would claim an absence without showing the clauses considered."""

REVIEW = "check this one"
"""The mark of a verdict that a person should look at first."""

STATUSES: Mapping[Status, str] = MappingProxyType(
    {
        "explicit": "settled",
        "partial": "mentioned, not settled",
        "absent": "not found",
        "na": "not applicable",
        "redacted": "blacked out",
    }
)

SEVERITY_COLOURS: Mapping[Severity, str] = MappingProxyType(
    {"critical": "#a4161a", "high": "#c2410c", "medium": "#8a6100", "low": "#486581", "info": "#5f6c7b"}
)
"""On white, each with a contrast of at least 4.5 to 1."""

STATUS_COLOURS: Mapping[Status, str] = MappingProxyType(
    {"explicit": "#1b6e3c", "partial": "#8a6100", "absent": "#a4161a", "na": "#5f6c7b", "redacted": "#3d3d3d"}
)

GROUP_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "TERM": "#cfe3ff",
        "EXIT": "#ffd3cf",
        "NOTICE": "#ffe7b3",
        "ASSETS": "#d3f0d6",
        "ONGOING": "#e4d7fb",
        "DECISION": "#c9eef0",
        "SUPPORT": "#e6e6dc",
    }
)
"""Backgrounds of highlighted clauses, under black text."""

CHECKLIST_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "RN": "Term and renewal",
        "TR": "Ways out",
        "MC": "Buying out, price and winding up",
        "NT": "Notices and time limits",
        "AS": "Shared assets",
        "OB": "What goes on afterwards",
        "DR": "Roles and decisions",
        "GL": "Goals and measures",
        "CT": "Contributions",
        "EC": "Money",
        "CH": "Reviews and changes",
    }
)
"""The sections of a checklist (checklist/groups.toml), which a report may not read: it renders long after a scan."""

MISSING, UNSTATED, NO_PRICE = "MISSING", "not stated", "not needed"
"""What stands in a cell of the exit matrix without a clause."""

EXIT_LEGEND = (
    "MISSING: this way out needs it and no clause was found that says it. “not stated”: the clause says nothing of it."
)

HOLDERS: Mapping[str, str] = MappingProxyType(
    {"either": "either party", "both": "both together", "automatic": "ends by itself"}
)

MECHANISMS: Mapping[str, str] = MappingProxyType(
    {
        "terminate": "end of the agreement",
        "withdraw": "withdrawal",
        "call": "call: buy the other out",
        "put": "put: sell to the other",
        "shoot_out": "shoot-out",
        "sale": "sale of the whole",
        "dissolve": "winding-up",
        "renegotiate": "talks only",
        "none": "no mechanism named",
    }
)

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "equity_jv": "equity joint venture",
        "contractual_alliance": "contractual alliance",
        "consortium": "consortium",
    }
)

_TERMS = {
    "fixed": "fixed",
    "indefinite": "no fixed end",
    "event": "ends with an event",
    "unstated": NOT_FOUND,
}
_RENEWALS = {
    "automatic": "automatic",
    "option": "by one party's option",
    "agreement": "only by agreement",
    "none": "none: expressly not renewed",
    "unstated": NOT_FOUND,
}
_PURPOSES = {"cure": "cure a breach", "lock_up": "lock-up", "other": "", "non_renewal": "stop a renewal"}
_COUNTED = {
    "dispatch": "from dispatch",
    "receipt": "from receipt",
    "event": "from an event",
    "before_expiry": "before expiry",
    "unstated": "",
}
_BOUNDS = {"at_least": "at least", "within": "within", "exactly": ""}


def day(value: date) -> str:
    """ "1 April 2041": no reader takes the day for the month."""
    return f"{value.day} {value:%B %Y}"


def length(value: float | None, unit: str | None) -> str:
    """ "15 years", "1 month"; "" without a number or a unit."""
    if value is None or unit is None:
        return ""
    return f"{value:g} {unit}{'s' * (value != 1)}"


def plain(code: str) -> str:
    """A code of the defect lexicon in words."""
    return code.replace("_", " ")


def trigger(right: ExitRight) -> str:
    return TITLES.get(right.trigger, right.trigger)


def holder(right: ExitRight) -> str:
    """Who may use a right; a party stands as the agreement names it."""
    return HOLDERS.get(right.holder, right.holder)


def open_elements(finding: Finding) -> list[ElementFinding]:
    """The slots that must be filled and are not, and those that a defect leaves open."""
    return [e for e in finding.elements if e.status == "defective" or (e.status == "empty" and e.essential)]


def counted(judgement: Judgement) -> str:
    """The count line: "65 questions: 37 settled; 27 mentioned, not settled; 1 not found · 9 drafting errors."."""
    findings = judgement.findings
    parts = [f"{len(findings)} question{'s' * (len(findings) != 1)}"]
    for status, words in STATUSES.items():
        number = sum(f.status == status for f in findings)
        if number or status in ("explicit", "partial", "absent"):
            parts.append(f"{number} {words}")
    line = f"{parts[0]}: {'; '.join(parts[1:])}"
    number = len(judgement.defects)
    line += f" · {number} drafting error{'s' * (number != 1)}"
    if review := sum(f.review for f in findings):
        line += f" · {review} marked “{REVIEW}”"
    waived = sum(f.waiver is not None for f in findings) + sum(d.waiver is not None for d in judgement.defects)
    if waived:
        line += f" · {waived} waived"
    return line + "."


def fact_rows(report: Report) -> Iterator[tuple[str, str, Evidence | None]]:
    """Name, reading and place of every fact, in the order in which reports show them; a second party has no name."""
    facts = report.facts
    if not facts.parties:
        yield "Parties", NOT_FOUND, None
    for i, party in enumerate(facts.parties):
        alias = f" ({party.alias})" if party.alias else ""
        yield "Parties" if i == 0 else "", party.name + alias, party.evidence
    for name, fact in (
        ("Dated", facts.agreement_date),
        ("In force from", facts.effective_date),
        ("Term", facts.term),
        ("Expires", facts.expiry_date),
        ("Renewal", facts.renewal),
        ("Non-renewal notice", facts.non_renewal_notice),
        ("Governing law", facts.governing_law),
        ("Kind", facts.agreement_kind),
    ):
        yield name, _fact_value(fact), fact.evidence if fact else None


def _fact_value(fact: DateFact | Term | Renewal | NoticeFact | TextFact | None) -> str:
    match fact:
        case None:
            return NOT_FOUND
        case DateFact(value=None):
            return f"no date ({fact.basis})" if fact.basis else NOT_FOUND
        case DateFact(value=date() as value):
            return day(value) + (f" ({fact.basis})" if fact.basis else "")
        case Term(kind="event") if fact.value is not None:
            return f"{length(fact.value, fact.unit)}, or as an event has it: see the quote"
        case Term():
            return " ".join(part for part in (length(fact.value, fact.unit), _TERMS[fact.kind]) if part)
        case Renewal():
            return " ".join(part for part in (_RENEWALS[fact.mode], length(fact.value, fact.unit)) if part)
        case NoticeFact():
            return length(fact.value, fact.unit) or "a length that is blank or redacted"
        case TextFact():
            return KINDS.get(fact.value, fact.value)
    raise TypeError(f"not a fact: {fact!r}")


def period(found: Period) -> str:
    """ "at least 30 business days from receipt", "left blank, days"."""
    days = "business " if found.day_type == "business" else ""
    if found.value is None:
        said = f"{'left blank' if found.placeholder == 'blank' else 'redacted'}, {days}{found.unit}s"
    else:
        said = f"{_BOUNDS[found.bound]} {found.value:g} {days}{found.unit}{'s' * (found.value != 1)}"
    return f"{said} {_COUNTED[found.count_from]}".strip()


def purpose(found: Period) -> str:
    """What a period is for: "cure a breach"; "" where nothing special."""
    return _PURPOSES.get(found.purpose, found.purpose.replace("_", " "))
