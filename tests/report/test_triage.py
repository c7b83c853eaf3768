from __future__ import annotations

from dataclasses import replace

import pytest

from clausescan.model import Report, Severity
from clausescan.report.triage import SEVERITIES, errors, gaps, gate


def test_severities_run_from_the_worst() -> None:
    assert SEVERITIES == ("critical", "high", "medium", "low", "info")


def test_gaps_come_worst_first_then_surest(judged: Report) -> None:
    assert judged.judgement
    assert [finding.item for finding in gaps(judged.judgement)] == ["RN-04", "TR-01", "TR-06", "OB-02"]
    assert [defect.check for defect in errors(judged.judgement)] == ["X-14", "X-18", "X-19"]


@pytest.mark.parametrize(
    ("limit", "open", "below"),
    [
        ("critical", ["RN-04", "X-14"], 4),
        ("high", ["RN-04", "X-14", "TR-06", "X-18"], 2),  # the waived TR-01 stops nothing
        ("medium", ["RN-04", "X-14", "TR-06", "X-18", "OB-02"], 1),
        ("low", ["RN-04", "X-14", "TR-06", "X-18", "OB-02"], 1),  # what is for information never stops
    ],
)
def test_gate(judged: Report, limit: Severity, open: list[str], below: int) -> None:
    assert judged.judgement
    result = gate(judged.judgement, limit)
    assert [getattr(each, "item", getattr(each, "check", "")) for each in result.open] == open
    assert (result.below, result.waived, result.review, result.passed) == (below, 1, 1, False)


@pytest.mark.parametrize(("findings", "defects", "passed"), [(0, 0, True), (7, 0, False), (0, 3, False)])
def test_gaps_and_errors_both_stop(judged: Report, findings: int, defects: int, passed: bool) -> None:
    judgement = judged.judgement
    assert judgement
    part = replace(judgement, findings=judgement.findings[:findings], defects=judgement.defects[:defects])
    assert gate(part, "high").passed is passed


def test_blacked_out_and_settled_items_stop_nothing(judged: Report) -> None:
    judgement = judged.judgement
    assert judgement
    kept = tuple(f for f in judgement.findings if f.status in ("explicit", "redacted", "na"))
    assert len(kept) == 3
    assert gate(replace(judgement, findings=kept, defects=()), "low").passed
