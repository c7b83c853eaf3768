"""What a check says: a defect with its weight and the places it speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from clausescan.checklist.load import checks
from clausescan.model import Defect, Evidence, Report, Severity


def defect(check: str, message: str, evidence: Iterable[Evidence], severity: Severity | None = None) -> Defect:
    """A defect found by `check` ("X-05"). Without `severity` it weighs what the list of checks says.

    A place said twice stands once. Raises KeyError for an id that is not in the list of checks.
    """
    return Defect(check, severity or checks()[check].severity, message, tuple(dict.fromkeys(evidence)))


def quote(report: Report, clause: str, start: int, end: int) -> Evidence:
    """The slice of the document as evidence, without the white space at its ends."""
    text = report.document.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Evidence(clause, start, end, text[start:end])
