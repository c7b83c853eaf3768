from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from clausescan.model import Report
from clausescan.report.formats import Rendering
from clausescan.report.sarif import render, uri

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))


def log(report: Report, source: bytes | None = None) -> dict[str, Any]:
    made = json.loads(render(report, Rendering(source=source)))
    Draft4Validator(SCHEMA).validate(made)
    run: dict[str, Any] = made["runs"][0]
    return run


def test_the_schema_is_one_that_can_fail(judged: Report) -> None:
    made = json.loads(render(judged, Rendering()))
    made["runs"][0]["results"][0]["level"] = "grave"
    assert not Draft4Validator(SCHEMA).is_valid(made)


def test_gaps_and_errors_are_results_worst_first(judged: Report) -> None:
    results = log(judged)["results"]
    assert [(each["ruleId"], each["level"]) for each in results] == [
        ("RN-04", "error"),
        ("TR-01", "error"),
        ("TR-06", "error"),
        ("OB-02", "warning"),
        ("X-14", "error"),
        ("X-18", "error"),
        ("X-19", "note"),
    ]
    assert results[0]["message"]["text"] == (
        "Notice against renewal: mentioned, not settled. The number of days is blank. Open: (a) the last day: blank; "
        "(b) who gives it: not found. Ask for: Ask for a number of days before the end of the term."
    )


def test_rules_are_the_questions_and_checks(judged: Report) -> None:
    run = log(judged)
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} >= {"RN-01", "RN-04", "CT-01", "X-14", "X-18", "X-19"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert "(a) the last day" in next(rule for rule in rules if rule["id"] == "RN-04")["help"]["text"]


def test_places_are_slices_of_the_text(judged: Report) -> None:
    text, places = judged.document.text, 0
    for result in log(judged)["results"]:
        for location in [*result["locations"], *result.get("relatedLocations", [])]:
            region = location["physicalLocation"].get("region")
            if region:
                places += 1
                words = text[region["charOffset"] : region["charOffset"] + region["charLength"]]
                assert region["snippet"]["text"].partition("\\")[0] in words
    assert places >= 8


def test_an_absence_has_no_place_but_clauses_that_came_near(judged: Report) -> None:
    absent = next(each for each in log(judged)["results"] if each["ruleId"] == "TR-06")
    assert "region" not in absent["locations"][0]["physicalLocation"]
    assert [each["id"] for each in absent["relatedLocations"]] == [1, 2]
    assert "1.2, p. 2 came near" in absent["relatedLocations"][0]["message"]["text"]
    assert absent["relatedLocations"][0]["logicalLocations"] == [{"name": "1.2", "kind": "clause"}]


def test_a_waiver_suppresses(judged: Report) -> None:
    suppressed = [each for each in log(judged)["results"] if "suppressions" in each]
    assert [each["ruleId"] for each in suppressed] == ["TR-01"]
    (one,) = suppressed[0]["suppressions"]
    assert one["status"] == "accepted"
    assert one["justification"].endswith("(J. Doe, until 2027-03-31)")


def test_fingerprints_follow_the_words_and_not_the_place(judged: Report) -> None:
    assert judged.judgement

    def prints(report: Report) -> list[str]:
        return [each["partialFingerprints"]["clausescan/v1"] for each in log(report)["results"]]

    before = prints(judged)
    assert len(set(before)) == len(before)
    first, *rest = judged.judgement.findings
    moved = replace(first, evidence=tuple(replace(e, start=e.start + 1, end=e.end + 1) for e in first.evidence))
    later = replace(judged, judgement=replace(judged.judgement, findings=(moved, *rest)))
    assert prints(later) == before


def test_no_judgement_is_no_success(report: Report) -> None:
    run = log(report)
    assert run["results"] == []
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][-1]["message"]["text"] == "The agreement was read and not judged."


def test_lines_of_a_text_file(judged: Report) -> None:
    source = "\n".join(
        [
            "WIDGET ALLIANCE AGREEMENT",
            "",
            "1. Term",
            "1.1 This Agreement runs for five (5) years and renews",
            "for one year unless stopped",
            "by [●] days' notice.",
        ]
    ).encode()
    document = replace(
        judged.document,
        path="drafts/widget one.md",
        media_type="text/markdown",
        sha256=hashlib.sha256(source).hexdigest(),
    )
    run = log(replace(judged, document=document), source)
    first = run["results"][0]["locations"][0]["physicalLocation"]
    assert first["artifactLocation"]["uri"] == "drafts/widget%20one.md"
    assert first["region"]["startLine"] == 5
    other = log(replace(judged, document=document), b"another file")
    assert "startLine" not in json.dumps(other)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a b.pdf", "a%20b.pdf"),
        ("drafts/ä.pdf", "drafts/%C3%A4.pdf"),
        ("/srv/a.pdf", "file:///srv/a.pdf"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("a\udcff.pdf", "a%FF.pdf"),
    ],
)
def test_addresses(path: str, expected: str) -> None:
    assert uri(path) == expected
