"""What comes first among the changes, what is counted, and what `--fail-on` stops at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from clausescan.model import Change, ChangeKind, Comparison, Effect, FindingChange, Severity, Status
from clausescan.report.triage import SEVERITIES, at_least
from clausescan.taxonomy import GROUP_OF

KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)

EXIT_GROUPS = ("TERM", "EXIT", "NOTICE", "ASSETS", "ONGOING")
"""Groups of clause types that say how, when and with what consequences the parties part."""

_BETTER: Mapping[Status, int] = {"absent": 0, "redacted": 1, "partial": 1, "explicit": 2}


def substantive(comparison: Comparison) -> list[Change]:
    """Changes of substance, worst first; in document order among equals."""
    found = [change for change in comparison.changes if change.substantive]
    return sorted(found, key=lambda change: SEVERITIES.index(change.severity))


def effects(comparison: Comparison) -> list[tuple[Effect, Change]]:
    """Every effect with the change that has it: worst first, on exit terms before others, then in document order."""
    found = [(effect, change) for change in comparison.changes for effect in change.effects]
    return sorted(found, key=lambda each: (SEVERITIES.index(each[0].severity), not on_exit(each[0])))


def on_exit(effect: Effect) -> bool:
    """True for an effect on a term about parting; False for boards, money, and clauses without a type."""
    return GROUP_OF.get(effect.type) in EXIT_GROUPS


def direction(change: FindingChange) -> int:
    """1 where the new version settles more than the old, -1 where it settles less, 0 where neither can be said."""
    before, after = _BETTER.get(change.before.status), _BETTER.get(change.after.status)
    return 0 if before is None or after is None else (after > before) - (after < before)


def findings(comparison: Comparison) -> list[FindingChange]:
    """Items whose status moved: those that got worse first, the grave before the light."""
    return sorted(comparison.findings, key=lambda each: (direction(each), SEVERITIES.index(each.after.severity)))


def counts(comparison: Comparison) -> dict[str, int]:
    """Changes by kind, all of substance, and the effects on exit terms."""
    counted: dict[str, int] = {kind: sum(change.kind == kind for change in comparison.changes) for kind in KINDS}
    counted["substantive"] = sum(change.substantive for change in comparison.changes)
    counted["exit_effects"] = sum(on_exit(effect) for effect, _ in effects(comparison))
    return counted


@dataclass(frozen=True, slots=True)
class Gate:
    """Effects that weigh `limit` or more, and items of that weight which are settled less than before."""

    limit: Severity
    effects: tuple[tuple[Effect, Change], ...]
    findings: tuple[FindingChange, ...]

    @property
    def passed(self) -> bool:
        return not self.effects and not self.findings


def gate(comparison: Comparison, limit: Severity) -> Gate:
    """What stands in the way of taking the new version as it is, at a severity."""
    return Gate(
        limit,
        tuple(each for each in effects(comparison) if at_least(each[0].severity, limit)),
        tuple(f for f in findings(comparison) if direction(f) < 0 and at_least(f.after.severity, limit)),
    )
