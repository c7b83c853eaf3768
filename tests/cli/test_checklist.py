"""clausescan checklist and clausescan explain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clausescan.checklist.load import DATA
from clausescan.cli import cli

SMALL = """\
name = "Small"

[[items]]
id = "ACME-01"
title = "Samples\\u001b[31m"
group = "AS"
serves = ["shared assets"]
question = "Who keeps the samples?"
why = "They are hard to make."
severity = "medium"
severity_when = [{ if = "they are toxic", severity = "high" }]
tier = "core"
kinds = ["contractual_alliance"]
profiles = { battery = 1 }
types = ["tangible_site"]
cues = ["sample*"]
ask = "Ask for a list of the samples."
checks = ["X-11"]
sources = ["commonly forgotten"]

[items.exemplars]
strong = ["tangible_site-01"]

[[items.elements]]
id = "a"
name = "owner"
text = "One of them."
essential = true
yes = ["Birch keeps all samples.", "The samples go to Alder."]
no = ["Samples are valuable.", "Samples are labelled."]

[[items.defects]]
code = "blank"
text = "The name is left open."
"""


@pytest.fixture
def small(tmp_path: Path) -> str:
    file = tmp_path / "small.toml"
    file.write_text(SMALL, encoding="utf-8")
    return str(file)


def run(*args: str, env: dict[str, str] | None = None, code: int = 0) -> Result:
    result = CliRunner(env={"CLAUSESCAN_CHECKLIST": None, "CLAUSESCAN_FORMAT": None, **(env or {})}).invoke(cli, args)
    assert result.exit_code == code, result.output
    return result


def test_list(small: str) -> None:
    shown = run("checklist", "list", "--checklist", small).stdout
    assert "Shared assets\n  ACME-01   medium    Samples\\x1b[31m\n" in shown
    assert "1 item, Small checklist" in shown
    assert "Not reviewed by a lawyer" in shown
    assert "ACME-01   high " in run("checklist", "list", "--checklist", small, "--profile", "battery").stdout
    assert "0 items" in run("checklist", "list", "--checklist", small, "--tier", "extended").stdout


def test_list_as_json(small: str) -> None:
    rows = json.loads(run("checklist", "list", "--format", "json", env={"CLAUSESCAN_CHECKLIST": small}).stdout)
    assert [(row["id"], row["severity"], row["kinds"]) for row in rows] == [
        ("ACME-01", "medium", ["contractual_alliance"])
    ]


def test_the_path_may_be_a_setting(small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clausescan.toml").write_text('checklist = "small.toml"\n', encoding="utf-8")
    (tmp_path / "deeper").mkdir()
    monkeypatch.chdir(tmp_path / "deeper")
    assert "ACME-01" in run("checklist", "list").stdout
    assert "Who keeps the samples?" in run("explain", "ACME-01").stdout


def test_show(small: str) -> None:
    shown = run("checklist", "show", "acme-01", "--checklist", small).stdout
    for words in (
        "ACME-01  Samples\\x1b[31m",
        "medium when absent",
        "high if they are toxic",
        "high for: Electrification and supply",
        "contractual alliance",
        "Equipment, sites and permits",
        "(a) owner",
        "Blank left open",
        "X-11 Schedule or agreement not in the file",
        "small.toml",
    ):
        assert words in shown
    data = json.loads(run("checklist", "show", "ACME-01", "--checklist", small, "--format", "json").stdout)
    assert data["elements"][0]["no"] == ["Samples are valuable.", "Samples are labelled."]


def test_explain(small: str) -> None:
    shown = run("explain", "ACME-01", "--checklist", small).stdout
    assert "\x1b" not in shown
    for words in (
        "Who keeps the samples?",
        "They are hard to make.",
        "high if they are toxic",
        "(a) owner",
        "yes  Birch keeps all samples.",
        "no   Samples are labelled.",
        "Blank left open: The name is left open.",
        "Ask for a list of the samples.",
        "Sample wording",
        "tangible_site-01",
        "X-11",
        "commonly forgotten",
        "not been reviewed by a lawyer",
    ):
        assert words in shown
    data = json.loads(run("explain", "ACME-01", "--checklist", small, "--format", "json").stdout)
    assert data["wording"]["strong"][0]["id"] == "tangible_site-01"
    assert data["wording"]["strong"][0]["text"]
    assert data["severities"]["battery"] == "high"
    assert data["defects"][0]["name"] == "Blank left open"


@pytest.mark.parametrize("item", sorted(file.stem for file in DATA.glob("*.toml")))
def test_every_item_can_be_explained(item: str) -> None:
    for line in run("explain", item).stdout.splitlines():
        assert len(line) <= 110
        assert line == line.rstrip()


@pytest.mark.parametrize("command", [("explain",), ("checklist", "show")])
def test_no_such_item(small: str, command: tuple[str, ...]) -> None:
    assert "did you mean ACME-01?" in run(*command, "ACME-02", "--checklist", small, code=2).output
    assert "clausescan checklist list" in run(*command, "?", "--checklist", small, code=2).output


def test_an_item_that_is_switched_off(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('extends = "reference"\noff = ["TR-09"]\n', encoding="utf-8")
    assert "TR-09 is switched off" in run("explain", "TR-09", "--checklist", str(file), code=2).output
    assert "switched off: TR-09" in run("checklist", "list", "--checklist", str(file)).stdout


def test_validate(small: str, tmp_path: Path) -> None:
    assert "1 item, nothing wrong" in run("checklist", "validate", small).stdout
    bad = tmp_path / "bad.toml"
    bad.write_text(SMALL.replace('"medium"', '"midium"').replace('"core"', "1"), encoding="utf-8")
    told = run("checklist", "validate", str(bad), code=2)
    assert told.stderr.splitlines() == [
        f"{bad}, line 10: severity: 'midium' is not known; did you mean 'medium'?",
        f"{bad}, line 12: tier: must be a text in quotes, not a number",
        "2 faults",
    ]
    assert told.stdout == ""


def test_new_makes_a_list_that_is_valid(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    assert "clausescan checklist validate" in run("checklist", "new", str(folder)).stdout
    assert "nothing wrong" in run("checklist", "validate", str(folder)).stdout
    assert "HOUSE-01" in run("checklist", "list", "--checklist", str(folder)).stdout
    assert "exists already" in run("checklist", "new", str(folder), code=2).output


def test_explain_teaches_a_check(small: str) -> None:
    text = run("explain", "x-11", "--checklist", small).output
    assert text.startswith("X-11  Schedule or agreement not in the file\n")
    assert "ACME-01  Samples\\x1b[31m" in text
    entry = json.loads(run("explain", "X-11", "--checklist", small, "--format", "json").output)
    assert entry["check"]["severity"] == "high"
    assert list(entry["items"]) == ["ACME-01"]
