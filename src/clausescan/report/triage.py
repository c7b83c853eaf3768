"""What comes first: the order of gaps and drafting errors, and whether they stop a signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from clausescan.model import Defect, Finding, Judgement, Severity

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""Worst first."""


def at_least(severity: Severity, limit: Severity) -> bool:
    return SEVERITIES.index(severity) <= SEVERITIES.index(limit)


def gaps(judgement: Judgement) -> list[Finding]:
    """What the agreement leaves open, waived or not: worst first, the surest first among equals."""
    found = [finding for finding in judgement.findings if finding.gap]
    return sorted(found, key=lambda f: (SEVERITIES.index(f.severity), -f.confidence))


def errors(judgement: Judgement) -> list[Defect]:
    """Drafting errors between clauses, waived or not, worst first."""
    return sorted(judgement.defects, key=lambda d: SEVERITIES.index(d.severity))


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands between a draft and its signature: gaps and drafting errors that weigh `limit` or more and that
    nobody has waived, worst first. `below` counts the lighter ones, `waived` those that were taken on knowingly, and
    `review` the verdicts that a person should look at first, gap or not."""

    limit: Severity
    gaps: tuple[Finding, ...]
    errors: tuple[Defect, ...]
    below: int
    waived: int
    review: int

    @property
    def open(self) -> tuple[Finding | Defect, ...]:
        """Gaps and errors together, worst first."""
        both: list[Finding | Defect] = [*self.gaps, *self.errors]
        return tuple(sorted(both, key=lambda each: SEVERITIES.index(each.severity)))

    @property
    def passed(self) -> bool:
        """True where nothing of that weight remains."""
        return not self.gaps and not self.errors


def gate(judgement: Judgement, limit: Severity) -> Gate:
    """The gate at a severity."""
    found: list[Finding | Defect] = [*gaps(judgement), *errors(judgement)]
    open = [each for each in found if each.waiver is None]
    stopping = [each for each in open if at_least(each.severity, limit)]
    return Gate(
        limit=limit,
        gaps=tuple(each for each in stopping if isinstance(each, Finding)),
        errors=tuple(each for each in stopping if isinstance(each, Defect)),
        below=len(open) - len(stopping),
        waived=len(found) - len(open),
        review=sum(finding.review for finding in judgement.findings),
    )
