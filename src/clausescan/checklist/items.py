"""What a checklist holds. Everything is frozen; texts are for people, ids and codes for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from clausescan.model import Severity

Tier = Literal["core", "extended"]

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low", "info")
"""Worst first."""

TIERS: tuple[Tier, ...] = ("core", "extended")

KINDS: Mapping[str, str] = {
    "equity_jv": "equity joint venture",
    "contractual_alliance": "contractual alliance",
    "consortium": "consortium",
}
"""Kinds of agreement: id → plain name."""

SERVES = (
    "renewal timelines",
    "exit triggers",
    "notice periods",
    "ongoing obligations",
    "shared assets",
    "roles and decision rights",
    "contributions",
    "goals and measures",
    "review points",
)
"""What an item can serve, in plain words."""


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that must be stated. `yes` are sentences that state it, `no` sentences that only talk of it."""

    id: str
    name: str
    text: str
    essential: bool
    types: tuple[str, ...]
    cues: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemDefect:
    """How a defect of the lexicon looks in one item."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """In the case `condition` (plain words) the severity is another one."""

    condition: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Exemplars:
    """Ids of reference clauses."""

    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    defective: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One question to an agreement.

    `severity` is that of its absence. `types` are the clause types that feed it, most telling first. `profiles` holds
    for a purpose how many steps the severity rises (1) or falls (-1). `named` are cues that are the matter's own name:
    where one stands the matter is mentioned, and never called absent. `file` is where it is written.
    """

    id: str
    title: str
    group: str
    serves: tuple[str, ...]
    question: str
    why: str
    severity: Severity
    severity_when: tuple[SeverityRule, ...]
    tier: Tier
    kinds: tuple[str, ...]
    profiles: Mapping[str, int]
    types: tuple[str, ...]
    cues: tuple[str, ...]
    named: tuple[str, ...]
    ask: str
    interacts: tuple[str, ...]
    checks: tuple[str, ...]
    sources: tuple[str, ...]
    exemplars: Exemplars
    elements: tuple[Element, ...]
    defects: tuple[ItemDefect, ...]
    file: str

    def severity_for(self, profile: str | None, held: Iterable[Severity] = ()) -> Severity:
        """The severity for a purpose profile; None or a profile that the item does not name: its own. `held` are the
        severities of conditions that hold: the gravest stands before the profile moves it."""
        step = self.profiles.get(profile, 0) if profile else 0
        gravest = min(SEVERITIES.index(severity) for severity in (self.severity, *held))
        return SEVERITIES[min(max(gravest - step, 0), len(SEVERITIES) - 1)]

    def element(self, id: str) -> Element:
        """Raises KeyError."""
        for element in self.elements:
            if element.id == id:
                return element
        raise KeyError(id)


@dataclass(frozen=True, slots=True)
class Defect:
    """A way in which a clause talks of a thing without settling it.

    `matters` says in which slots it counts. `apart`: reported beside the gaps, never as one.
    """

    code: str
    name: str
    what: str
    matters: str
    cues: tuple[str, ...]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A purpose that an agreement serves; `cues` in a purpose clause propose it."""

    id: str
    name: str
    what: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A check of clauses against each other."""

    id: str
    title: str
    what: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the list."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list of items with the words they are written in.

    `items` are in the order of `groups`, then by id; `off` are the ids a house list switched off; `path` is the file
    or folder of a house list, "" for the reference list.
    """

    name: str
    path: str
    items: tuple[Item, ...]
    off: tuple[str, ...]
    groups: tuple[Group, ...]
    defects: Mapping[str, Defect]
    profiles: Mapping[str, Profile]
    checks: Mapping[str, Check]

    def item(self, id: str) -> Item:
        """The item with this id, in capitals or not. Raises KeyError."""
        for item in self.items:
            if item.id == id.upper():
                return item
        raise KeyError(id)
