from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from clausescan.model import Report, Severity
from clausescan.report.formats import Rendering
from clausescan.report.junit import render

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "junit-10.xsd"))


def suite(report: Report, fail_on: Severity | None = None) -> etree._Element:
    tree = etree.fromstring(render(report, Rendering(fail_on=fail_on)))
    SCHEMA.assertValid(tree)
    (one,) = tree
    return one


def cases(report: Report, fail_on: Severity | None = None) -> dict[str, str]:
    """Item or check → what became of its case."""
    found = {}
    for case in suite(report, fail_on).iter("testcase"):
        ends = [child.tag for child in case if child.tag in ("failure", "skipped", "error")]
        found[case.get("name", "").split()[0]] = ends[0] if ends else "passed"
    return found


def test_the_schema_is_one_that_can_fail(judged: Report) -> None:
    tree = etree.fromstring(render(judged, Rendering()))
    etree.SubElement(tree[0], "verdict")
    assert not SCHEMA.validate(tree)


def test_grave_gaps_fail_and_what_is_waived_or_not_asked_is_skipped(judged: Report) -> None:
    assert cases(judged) == {
        "RN-04": "failure",
        "TR-01": "skipped",
        "TR-06": "failure",
        "OB-02": "passed",
        "RN-01": "passed",
        "EC-01": "skipped",
        "CT-01": "skipped",
        "X-14": "failure",
        "X-18": "failure",
        "X-19": "passed",
    }


@pytest.mark.parametrize(("fail_on", "failures"), [("critical", 2), ("high", 4), ("medium", 5)])
def test_the_limit_decides(judged: Report, fail_on: Severity, failures: int) -> None:
    assert list(cases(judged, fail_on).values()).count("failure") == failures
    assert suite(judged, fail_on).get("failures") == str(failures)


def test_counts(judged: Report) -> None:
    one = suite(judged)
    assert {name: one.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "10",
        "failures": "4",
        "errors": "0",
        "skipped": "3",
    }


def test_a_failure_carries_the_words(judged: Report) -> None:
    failure = next(suite(judged).iter("failure"))
    assert failure.get("type") == "critical"
    assert failure.get("message") == "mentioned, not settled, 81% sure: The number of days is blank."
    assert "says: 1.1, p. 2 “unless stopped by [●] days' notice”" in str(failure.text)
    assert "ask for: Ask for a number of days" in str(failure.text)


def test_what_passes_is_quoted_too(judged: Report) -> None:
    case = next(case for case in suite(judged).iter("testcase") if str(case.get("name")).startswith("RN-01"))
    assert "says: 1.1, p. 2 “This Agreement runs for five (5) years”" in str(case.findtext("system-out"))


def test_no_judgement_is_an_error(report: Report) -> None:
    assert cases(report) == {"judgement": "error"}
    assert suite(report).get("errors") == "1"
