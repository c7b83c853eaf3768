from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausescan.model import Facts, Report, Severity
from clausescan.report.json import to_dict, to_json


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json.loads(files("clausescan.report").joinpath("report.schema.json").read_text(encoding="utf-8"))


def test_full_report_is_valid(report: Report, schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(to_dict(report))


def test_report_without_facts_is_valid(report: Report, schema: dict[str, Any]) -> None:
    bare = replace(report, facts=Facts(), model=None, periods=(), definitions=(), references=())
    result = to_dict(bare)
    Draft202012Validator(schema).validate(result)
    assert result["facts"]["expiry_date"] is None
    assert result["facts"]["term"]["kind"] == "unstated"


def quotes(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value] if value.get("quote") else []
        return own + [q for v in value.values() for q in quotes(v)]
    if isinstance(value, list):
        return [q for v in value for q in quotes(v)]
    return []


def test_every_quote_is_a_slice_of_the_text(report: Report) -> None:
    result = json.loads(to_json(report))
    text = result["document"]["text"]
    found = quotes(result)
    assert len(found) >= 12
    for place in found:
        assert place["quote"] == text[place["start"] : place["end"]]
        assert place["page"] in (1, 2)
        assert place["clause"] in {clause["id"] for clause in result["clauses"]}


def test_numbers_are_numbers_and_blanks_are_null(report: Report) -> None:
    periods = to_dict(report)["periods"]
    assert [p["value"] for p in periods] == [5, None, 90]
    assert [p["placeholder"] for p in periods] == [None, "blank", None]


@pytest.mark.parametrize("fail_on", [None, "high"])
def test_judged_report_is_valid(judged: Report, schema: dict[str, Any], fail_on: Severity | None) -> None:
    result = json.loads(to_json(judged, fail_on))
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(result)
    assert (result["gate"] is None) == (fail_on is None)


def test_a_report_without_judgement_says_so_with_null(report: Report, schema: dict[str, Any]) -> None:
    result = to_dict(report)
    Draft202012Validator(schema).validate(result)
    assert {result[name] for name in ("checklist", "findings", "exits", "defects", "gate")} == {None}


def test_findings_carry_their_places(judged: Report) -> None:
    result = to_dict(judged)
    found = {finding["item"]: finding for finding in result["findings"]}
    assert found["RN-04"]["evidence"] == ["c4"]
    assert found["RN-04"]["quotes"][0]["quote"] == "unless stopped by [●] days' notice"
    assert found["RN-04"]["quotes"][0]["number"] == "1.1"
    assert found["TR-06"]["nearest"][0] == {
        "clause": "c5",
        "number": "1.2",
        "page": 2,
        "score": 0.33,
        "why": "it lets a party leave, and names no deadlock",
    }
    defective, empty, _ = found["RN-04"]["elements"]
    assert (defective["status"], defective["clause"], defective["defects"]) == ("defective", "c4", ["blank"])
    assert (empty["status"], empty["clause"], empty["quote"]) == ("empty", None, None)
    assert found["TR-01"]["waived"] == {
        "reason": "The other agreement has it.\x1b[2J",
        "owner": "J. Doe",
        "until": "2027-03-31",
    }
    assert found["RN-04"]["waived"] is None
    assert result["profile_evidence"]["quote"] == "electric widgets"


def test_every_quote_of_a_verdict_is_a_slice_of_the_text(judged: Report) -> None:
    result = json.loads(to_json(judged))
    verdicts = {name: result[name] for name in ("profile_evidence", "findings", "exits", "defects")}
    found = quotes(verdicts)
    assert len(found) >= 15
    for place in found:
        assert place["quote"] == result["document"]["text"][place["start"] : place["end"]]


def test_empty_cells_of_the_exit_matrix(judged: Report) -> None:
    leave, put = to_dict(judged)["exits"]
    assert leave["valuation"] is None  # no interest changes hands
    assert leave["cure"] is None
    assert leave["notice"]["quote"] == "ninety (90) days’ notice"
    assert leave["asset_treatment"] == "MISSING"
    assert [cell["clause"] for cell in leave["ongoing_obligations"]] == ["c4"]
    assert put["valuation"] == "MISSING"
    assert put["ongoing_obligations"] == "MISSING"


def test_a_clause_that_a_defect_quotes_twice_is_named_once(judged: Report) -> None:
    defect = next(each for each in to_dict(judged)["defects"] if each["check"] == "X-14")
    assert defect["clauses"] == ["c5"]
    assert len(defect["quotes"]) == 2


def test_the_gate_names_what_stops(judged: Report) -> None:
    assert to_dict(judged, "high")["gate"] == {
        "fail_on": "high",
        "passed": False,
        "items": ["RN-04", "TR-06"],
        "checks": ["X-14", "X-18"],
        "below": 2,
        "waived": 1,
        "review": 1,
    }
