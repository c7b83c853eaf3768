from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausescan.model import Comparison, History, Severity
from clausescan.report.comparison.history_json import history_dict, render_history
from clausescan.report.comparison.json import render, to_dict
from clausescan.report.formats import Rendering


def schema(name: str) -> dict[str, Any]:
    text = files("clausescan.report.comparison").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    found = json.loads(text)
    Draft202012Validator.check_schema(found)
    return found


@pytest.mark.parametrize("fail_on", [None, "high"])
def test_a_comparison_is_valid(comparison: Comparison, fail_on: Severity | None) -> None:
    fields = json.loads(render(comparison, Rendering(fail_on=fail_on)))
    Draft202012Validator(schema("comparison")).validate(fields)
    assert (fields["gate"] is not None) == (fail_on is not None)


def test_the_schema_refuses_what_is_not_promised(comparison: Comparison) -> None:
    fields = to_dict(comparison)
    fields["changes"][0]["kind"] = "rewritten"
    assert not Draft202012Validator(schema("comparison")).is_valid(fields)


def test_what_the_contract_asks_for(comparison: Comparison) -> None:
    fields = to_dict(comparison, "critical")
    assert fields["summary"] == {
        "added": 1,
        "removed": 1,
        "modified": 1,
        "moved": 2,
        "renumbered": 1,
        "cosmetic": 1,
        "substantive": 4,
        "exit_effects": 2,
    }
    modified = fields["changes"][1]
    assert modified["old"]["number"] == "1.2"
    assert "".join(p["text"] for p in modified["inline"] if p["op"] != "insert") == modified["old"]["text"]
    assert modified["effects"][0] == {
        "aspect": "period",
        "type": "notice_period",
        "before": "30 day",
        "after": "10 day",
        "summary": "The notice falls from 30 to 10 days.",
        "severity": "critical",
    }
    assert fields["changes"][2]["old"] is None
    assert [(i["item"], i["before"], i["after"], i["direction"]) for i in fields["items"]] == [
        ("RN-04", "partial", "explicit", "better"),
        ("RN-01", "explicit", "absent", "worse"),
    ]
    assert fields["exits"][0]["after"] is None
    assert fields["exits"][1]["after"]["notice"] is None
    assert fields["facts"][0] == {"name": "term", "before": "5 years fixed", "after": ""}
    assert fields["gate"] == {"fail_on": "critical", "passed": False, "effects": 1, "items": ["RN-01"]}


def test_a_history_is_valid(history: History) -> None:
    Draft202012Validator(schema("history")).validate(json.loads(render_history(history, Rendering())))
    fields = history_dict(history)
    assert [(term["name"], term["moved"]) for term in fields["terms"]] == [
        ("term", True),
        ("governing_law", False),
        ("insolvency", True),
        ("cure", True),
        ("RN-04", True),
    ]
    assert fields["terms"][2]["values"][0] is None
    place = fields["terms"][2]["values"][1]["place"]
    assert place["quote"] == history.versions[1].document.text[place["start"] : place["end"]]
    assert len(fields["steps"]) == 2
    for step in fields["steps"]:
        Draft202012Validator(schema("comparison")).validate(step)
