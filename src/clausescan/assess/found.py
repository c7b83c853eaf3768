"""What the other rooms have found for an item: rights in the exit matrix, facts, stated periods.

They read whole sentences by rules and so see what a comparison of vectors does not: that a right has its notice, that a
renewal has its length.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from clausescan.checklist import Item
from clausescan.model import ExitRight, Facts, Report
from clausescan.taxonomy import GROUPS

FOUND = (
    *("a right of the item's own trigger", "with a notice", "with a cure", "with a clause on what follows"),
    *("a fact that answers it", "a fact was looked for in vain", "a stated period of its purpose"),
)

_EXIT = frozenset(GROUPS["EXIT"])
_FACTS: Mapping[str, Callable[[Facts], bool]] = {
    "initial_term": lambda f: f.term.kind != "unstated",
    "renewal": lambda f: (
        f.renewal.mode != "unstated" and (f.renewal.mode != "agreement" or f.renewal.value is not None)
    ),
    "dispute_law_forum": lambda f: f.governing_law is not None,
}
"""First type of an item → whether the facts answer it."""
_PERIODS: Mapping[str, frozenset[str]] = {
    "initial_term": frozenset({"initial_term"}),
    "renewal": frozenset({"renewal_length", "non_renewal", "renewal_exercise"}),
    "termination_convenience": frozenset({"termination"}),
    "breach_default": frozenset({"cure"}),
    "notice_period": frozenset({"termination", "non_renewal"}),
    "cure_option_period": frozenset({"cure", "option_exercise", "escalation_step", "preemption"}),
    "confidentiality": frozenset({"survival_tail"}),
    "non_compete_exclusivity": frozenset({"survival_tail"}),
    "escalation_deadlock": frozenset({"escalation_step"}),
    "external_event": frozenset({"force_majeure"}),
    "transition_supply": frozenset({"transition"}),
    "change_of_control": frozenset({"change_of_control_report"}),
}
"""First type of an item → purposes of periods that its elements ask for."""


def found_for(items: Sequence[Item], report: Report, exits: Sequence[ExitRight]) -> NDArray[np.float32]:
    """(items, FOUND), 0 or 1."""
    purposes = {period.purpose for period in report.periods if period.value is not None}
    rows = []
    for item in items:
        first = item.types[0]
        own = [row for row in exits if row.trigger == first and first in _EXIT]
        answered = _FACTS[first](report.facts) if first in _FACTS else None
        rows.append(
            (
                bool(own),
                any(row.notice for row in own),
                any(row.cure for row in own),
                any(row.asset_treatment or row.ongoing_obligations for row in own),
                answered is True,
                answered is False,
                bool(purposes & _PERIODS.get(first, frozenset())),
            )
        )
    return np.array(rows, dtype=np.float32).reshape(len(items), len(FOUND))
