"""Events that a list defines and another clause acts on: "the following are Events of Default: …", and elsewhere
"upon an Event of Default the other party may purchase all shares of the defaulting party"."""

from __future__ import annotations

import re
from collections import defaultdict

from clausescan.assess.exits import triggers
from clausescan.assess.exits.rights import Frame
from clausescan.assess.exits.statements import Statement, Statements
from clausescan.model import Report

_EVENT = re.compile(
    r"\b(?:(?:[A-Z][\w-]+\s){1,2}Events?\b|Events?\sof\s[A-Z]\w+|events?\sof\s(?:default|termination|"
    r"withdrawal)|(?:triggering|terminating|dissolution)\sevents?)"
)
_DEFAULT = re.compile(
    r"\b(?:in default|event of default|events of (?:a )?default|defaulting|a default|default by)\b", re.I
)
_LISTS = re.compile(
    r"(?:\b(?:following|if|when|where|any of|each of|means|mean|upon|by|that)\b[^.;]{0,80}|:)\W*$", re.I
)


class EventLists:
    """The lists of events of one agreement, by the name of the event."""

    def __init__(self, report: Report, statements: Statements) -> None:
        self._items: dict[str, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        for s in statements.all:
            if s.lead and _LISTS.search(s.lead):
                leaves = triggers.named(s.own)
                for name in _names(s.lead):
                    for leaf in leaves:
                        self._items[name][leaf].append(s)

    def behind(self, s: Statement, frame: Frame) -> list[tuple[str, Statement]]:
        """Trigger and statement of the events on which the right in `frame` is built, when `s` only names the event."""
        spoken = f"{s.lead} {s.own}" if frame.part == "own" else s.own
        found: dict[str, Statement] = {}
        for name in _names(spoken):
            for leaf, items in self._items.get(name, {}).items():
                item = next((x for x in items[:2] if x.start != s.start), None)
                if item:
                    found.setdefault(leaf, item)
        return list(found.items())


def _names(text: str) -> set[str]:
    names = {" ".join(m[0].lower().split()).rstrip("s") for m in _EVENT.finditer(text)}
    if _DEFAULT.search(text) or any("default" in name for name in names):
        names = {name for name in names if "default" not in name} | {"default"}
    return {name for name in names if "force maj" not in name}
