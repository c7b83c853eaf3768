from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausescan.model import Facts, Report
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
