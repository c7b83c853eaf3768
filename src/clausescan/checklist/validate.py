"""Whether the tables of a checklist are well formed; every fault is told with file, line and key."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from clausescan.checklist.items import KINDS, SERVES, SEVERITIES, TIERS
from clausescan.checklist.tables import Table
from clausescan.errors import ChecklistError
from clausescan.taxonomy import TYPES

ITEM_ID = re.compile(r"[A-Z]{2,8}-\d{2}")
_ELEMENT_ID = re.compile(r"[a-z]")
_STAR = re.compile(r"\w\*(?!\w)")
EXAMPLES = 2
"""The least number of `yes` and of `no` sentences of an element."""

Say = Callable[[str], None]
Rule = Callable[[Any, Say], None]


@dataclass(frozen=True, slots=True)
class Known:
    """What an item may refer to."""

    groups: Collection[str]
    profiles: Collection[str]
    defects: Collection[str]
    checks: Collection[str]
    precedents: Collection[str]
    items: Collection[str]


@dataclass(slots=True)
class Faults:
    """Collects what is wrong."""

    found: list[ChecklistError] = field(default_factory=list)

    def add(self, table: Table, key: str, reason: str, label: str = "") -> None:
        """`label` is the key as it is shown, where that is more than the key itself."""
        file, line = table.where(key)
        self.found.append(ChecklistError(file, line, label or key, reason))


def text(value: Any, say: Say) -> None:
    if not isinstance(value, str):
        say(f"must be a text in quotes, not {_kind(value)}")
    elif not value.strip():
        say("is empty")


def truth(value: Any, say: Say) -> None:
    if not isinstance(value, bool):
        say(f"must be true or false, not {_kind(value)}")


def texts(least: int = 0) -> Rule:
    def rule(value: Any, say: Say) -> None:
        if not isinstance(value, list):
            return say(f"must be a list of texts in square brackets, not {_kind(value)}")
        for each in value:
            if not isinstance(each, str):
                return say(f"must be a list of texts, and holds {_kind(each)}")
            if not each.strip():
                return say("holds an empty text")
        for n, each in enumerate(value):
            if each in value[:n]:
                return say(f"holds {each!r} twice")
        if len(value) < least:
            say(f"needs at least {least}, and has {len(value)}" if value else f"needs at least {least}")

    return rule


def one_of(words: Collection[str]) -> Rule:
    def rule(value: Any, say: Say) -> None:
        text(value, say)
        if isinstance(value, str) and value.strip() and value not in words:
            say(unknown(value, words))

    return rule


def some_of(words: Collection[str], least: int = 0) -> Rule:
    def rule(value: Any, say: Say) -> None:
        texts(least)(value, say)
        for each in value if isinstance(value, list) else ():
            if isinstance(each, str) and each.strip() and each not in words:
                say(unknown(each, words))

    return rule


def cues(least: int = 0) -> Rule:
    def rule(value: Any, say: Say) -> None:
        texts(least)(value, say)
        for cue in value if isinstance(value, list) else ():
            if not isinstance(cue, str):
                continue
            if cue != cue.lower():
                say(f"{cue!r} must be in lower case")
            if cue != " ".join(cue.split()):
                say(f"{cue!r} must have single spaces between its words")
            if "*" in _STAR.sub("", cue) and re.search(r"\w", cue):
                say(f"{cue!r}: the * goes at the end of a word and stands for any ending")

    return rule


def unknown(value: str, words: Collection[str]) -> str:
    near = get_close_matches(value, words, 1, 0.82)
    if near:
        return f"{value!r} is not known; did you mean {near[0]!r}?"
    return f"{value!r} is not known" + (f"; known are {', '.join(words)}" if 0 < len(words) <= 20 else "")


def _kind(value: Any) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a table"}
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), f"a {type(value).__name__}")


def check_keys(
    table: Table, rules: Mapping[str, Rule], optional: Collection[str], faults: Faults, prefix: str = ""
) -> None:
    """Every key known, every needed key there, every value as its rule wants it."""
    for key in table:
        if key not in rules:
            faults.add(
                table, key, f"no such key; {unknown(key, rules)}".replace(f"{key!r} is not known; ", ""), prefix + key
            )
    for key, rule in rules.items():
        if key in table:
            rule(table[key], lambda reason, key=key: faults.add(table, key, reason, prefix + key))  # type: ignore[misc]
        elif key not in optional:
            faults.add(table, key, "is missing", prefix + key)


def check_item(item: Table, known: Known, faults: Faults) -> None:
    """One complete item."""
    if not isinstance(item.get("id"), str) or not ITEM_ID.fullmatch(item["id"]):
        faults.add(item, "id", 'must be two to eight capitals, a hyphen and two digits, for example "TR-06"')
    nothing: Rule = lambda value, say: None  # noqa: E731
    others = [id for id in known.items if id != item.get("id")]
    rules: dict[str, Rule] = {
        "id": nothing,
        "title": text,
        "group": one_of(known.groups),
        "serves": some_of(SERVES, 1),
        "question": text,
        "why": text,
        "severity": one_of(SEVERITIES),
        "severity_when": nothing,
        "tier": one_of(TIERS),
        "kinds": some_of(KINDS, 1),
        "profiles": nothing,
        "types": some_of(TYPES, 1),
        "cues": cues(1),
        "named": cues(),
        "ask": text,
        "interacts": some_of(others),
        "checks": some_of(known.checks),
        "sources": texts(),
        "exemplars": nothing,
        "elements": nothing,
        "defects": nothing,
    }
    optional = {"severity_when", "profiles", "named", "interacts", "checks", "sources", "exemplars", "defects"}
    check_keys(item, rules, optional, faults)
    if isinstance(item.get("question"), str) and item["question"].strip() and not item["question"].endswith("?"):
        faults.add(item, "question", "must end with a question mark")
    for n, case in _tables(item, "severity_when", faults):
        check_keys(case, {"if": text, "severity": one_of(SEVERITIES)}, (), faults, f"severity_when[{n}].")
    _check_profiles(item, known, faults)
    if isinstance(item.get("exemplars"), Table):
        rule = some_of(known.precedents)
        names = ("strong", "weak", "defective")
        check_keys(item["exemplars"], dict.fromkeys(names, rule), names, faults, "exemplars.")
    elif "exemplars" in item:
        faults.add(item, "exemplars", f"must be a table, [exemplars], not {_kind(item['exemplars'])}")
    _check_elements(item, faults)
    for n, defect in _tables(item, "defects", faults):
        label = f"defects[{n}]."
        check_keys(defect, {"code": one_of(known.defects), "text": text}, (), faults, label)


def _check_profiles(item: Table, known: Known, faults: Faults) -> None:
    profiles = item.get("profiles", {})
    if not isinstance(profiles, dict):
        return faults.add(item, "profiles", f"must be a table, {{ software = 1 }}, not {_kind(profiles)}")
    for name, step in profiles.items():
        label = f"profiles.{name}"
        table = profiles if isinstance(profiles, Table) else item
        if name not in known.profiles:
            faults.add(table, name, unknown(name, known.profiles), label)
        if isinstance(step, bool) or step not in (-1, 0, 1):
            faults.add(table, name, "must be -1 (lower), 0 or 1 (raise)", label)


def _check_elements(item: Table, faults: Faults) -> None:
    rules: dict[str, Rule] = {
        "id": lambda value, say: None,
        "name": text,
        "text": text,
        "essential": truth,
        "types": some_of(TYPES),
        "cues": cues(),
        "yes": texts(EXAMPLES),
        "no": texts(EXAMPLES),
    }
    seen: set[str] = set()
    elements = list(_tables(item, "elements", faults))
    for n, element in elements:
        id = element.get("id")
        named = isinstance(id, str) and _ELEMENT_ID.fullmatch(id)
        label = f"elements.{id}." if named else f"elements[{n}]."
        check_keys(element, rules, ("types", "cues"), faults, label)
        if "id" in element and not named:
            faults.add(element, "id", 'must be one small letter, for example "a"', label + "id")
        elif named and id in seen:
            faults.add(element, "id", f"there are two elements {id!r}", label + "id")
        seen.add(str(id))
        for sentence in _both(element):
            faults.add(element, "no", f"the same sentence is in yes and in no: {sentence!r}", label + "no")
    if "elements" not in item:
        faults.add(item, "elements", "is missing; an item needs at least one [[elements]]")
    elif elements and not any(element.get("essential") is True for _, element in elements):
        faults.add(item, "elements", "none is essential; at least one must be")


def _both(element: Table) -> list[str]:
    yes, no = element.get("yes"), element.get("no")
    return [each for each in no if each in yes] if isinstance(yes, list) and isinstance(no, list) else []


def _tables(item: Table, key: str, faults: Faults) -> Sequence[tuple[int, Table]]:
    value = item.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, Table) for each in value):
        faults.add(item, key, f"must be a list of tables, [[{key}]]")
        return []
    return list(enumerate(value, 1))
