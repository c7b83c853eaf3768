"""clausescan check, and the options of scan that judge. Verdicts are made by hand; the files are really read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clausescan.checklist import Checklist, load_checklist
from clausescan.cli import cli
from clausescan.config import PROFILES
from clausescan.model import Clause, Defect, Document, Evidence, Facts, Finding, Judgement, Report, Severity

WAIVERS = """\
[[waiver]]
item = "TR-06"
reason = "Settled in the articles."
owner = "J. Doe"
until = 2999-12-31
"""


def finding(item: str, severity: Severity, review: bool = False) -> Finding:
    return Finding(item, f"Title of {item}", item[:2], "absent", severity, 0.8, review, "Not found.", suggestion="Ask.")


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Every agreement gets the same verdicts; what the judge was asked is noted."""
    noted: dict[str, Any] = {}

    def report_on(
        document: Document,
        classifier: object,
        *,
        checklist: Checklist | None,
        profile: str | None,
        reviewer: object,
    ) -> Report:
        noted.update(checklist=checklist, profile=profile)
        end = len(document.text)
        clause = Clause("c1", None, "7.4", "7.4", "7.4", "clause", 0, 0, end, 0)
        evidence = Evidence("c1", 0, end, document.text)
        judgement = Judgement(
            checklist="reference",
            profile=profile or "",
            profile_evidence=None,
            findings=(finding("TR-06", "high", True), finding("RN-03", "medium"), finding("NT-04", "low")),
            exits=(),
            defects=(Defect("X-14", "medium", "It points nowhere.", (evidence,)),),
        )
        return Report(document, (clause,), (), (), (), Facts(), None, "0", judgement)

    monkeypatch.setattr("clausescan.pipeline.report_on", report_on)
    monkeypatch.setattr("clausescan.pipeline.reviewer_of", lambda *_, **__: object())
    monkeypatch.setattr("clausescan.classify.Classifier.load", lambda *_, **__: object())
    return noted


@pytest.fixture
def draft(tmp_path: Path) -> str:
    path = tmp_path / "draft.txt"
    path.write_text("7.4 The parties part as Section 9.9 says.", encoding="utf-8")
    return str(path)


@pytest.fixture
def waivers(tmp_path: Path) -> str:
    path = tmp_path / "waivers.toml"
    path.write_text(WAIVERS, encoding="utf-8")
    return str(path)


def run(*args: str, code: int = 0) -> Result:
    clean = dict.fromkeys(f"CLAUSESCAN_{name}" for name in ("CHECKLIST", "FORMAT", "PROFILE", "FAIL_ON", "WAIVERS"))
    result = CliRunner(env=clean).invoke(cli, args)
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((), 1),
        (("--fail-on", "critical"), 0),
        (("--fail-on", "low"), 1),
        (("--item", "RN-03"), 0),
        (("--item", "RN-03", "--fail-on", "medium"), 1),
        (("--item", "rn-03", "--item", "tr-06"), 1),
        (("--item", "X-14"), 0),
        (("--item", "x-14", "--fail-on", "medium"), 1),
    ],
)
def test_exit_code(draft: str, args: tuple[str, ...], code: int) -> None:
    run("check", draft, *args, code=code)


def test_what_stops_is_shown_with_what_to_ask_for(draft: str) -> None:
    text = run("check", draft, code=1).output
    assert "Stops: 1 gap of severity high or graver is open." in text
    assert "TR-06  Title of TR-06: not found, 80% sure · check this one" in text
    assert "ask for   Ask." in text
    assert "1 of 3 verdicts is marked for review" in text
    assert "RN-03" not in text


def test_items_narrow_the_text(draft: str) -> None:
    text = run("check", draft, "--item", "X-14", "--fail-on", "medium", code=1).output
    assert "X-14  It points nowhere." in text
    assert "TR-06" not in text


def test_json(draft: str) -> None:
    report = json.loads(run("check", draft, "--format", "json", code=1).output)
    assert report["gate"]["items"] == ["TR-06"]
    assert report["gate"]["passed"] is False
    report = json.loads(run("check", draft, "--format", "json", "--item", "NT-04").output)
    assert [each["item"] for each in report["findings"]] == ["NT-04"]
    assert report["gate"]["passed"] is True


def test_a_waiver_opens_the_gate_and_is_shown(draft: str, waivers: str) -> None:
    text = run("check", draft, "--waivers", waivers).output
    assert "Passes: nothing of severity high or graver is open." in text
    assert "Waived: TR-06 until 31 December 2999 by J. Doe: Settled in the articles." in text


def test_an_expired_waiver_covers_nothing(draft: str, tmp_path: Path) -> None:
    old = tmp_path / "old.toml"
    old.write_text(WAIVERS.replace("2999", "1999"), encoding="utf-8")
    text = run("check", draft, "--waivers", str(old), code=1).output
    assert "! old.toml, line 1: the waiver of TR-06 by J. Doe ended on 31 December 1999" in text


def test_checklist_and_profile_reach_the_judge(draft: str, tmp_path: Path, asked: dict[str, Any]) -> None:
    house = tmp_path / "house.toml"
    house.write_text('name = "House"\nextends = "reference"\noff = ["TR-09"]\n', encoding="utf-8")
    run("check", draft, "--checklist", str(house), "--profile", "battery", code=1)
    assert (asked["checklist"].name, asked["profile"]) == ("House", "battery")
    run("scan", draft)
    assert (asked["checklist"].name, asked["profile"]) == ("reference", None)


def test_an_item_without_a_verdict_does_not_pass(draft: str) -> None:
    result = CliRunner().invoke(cli, ["check", draft, "--item", "RN-01"])
    assert "no verdict was reached on RN-01" in str(result.exception)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--item", "TR-6"), "no item 'TR-6'"),
        (("--fail-on", "info"), "'info' is not one of"),
        (("--profile", "boats"), "'boats' is not one of"),
    ],
)
def test_wrong_usage(draft: str, args: tuple[str, ...], words: str) -> None:
    assert words in run("check", draft, *args, code=2).output


def test_a_wrong_waiver_file_is_told_before_anything_is_read(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(WAIVERS.replace("TR-06", "TR-66"), encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "no-such-file.pdf", "--waivers", str(bad)])
    assert "bad.toml, line 2: waiver.item: 'TR-66' is not known" in str(result.exception)


def test_a_draft_that_cannot_be_read_is_3(tmp_path: Path) -> None:
    run("check", str(tmp_path / "no-such-file.pdf"), code=3)


@pytest.mark.parametrize(
    ("args", "code"), [((), 0), (("--fail-on", "critical"), 0), (("--fail-on", "high"), 1), (("--fail-on", "low"), 1)]
)
def test_scan_fails_only_when_asked(draft: str, args: tuple[str, ...], code: int) -> None:
    run("scan", draft, *args, code=code)


def test_scan_takes_waivers(draft: str, waivers: str) -> None:
    assert "waived until 31 December 2999" in run("scan", draft, "--waivers", waivers, "--fail-on", "high").output


def test_one_of_several_agreements_that_fails_is_enough(draft: str, tmp_path: Path) -> None:
    text = run("scan", draft, draft, "--format", "json", "--fail-on", "high", code=1).output
    assert [each["gate"]["passed"] for each in json.loads(text)] == [False, False]
    run("scan", draft, draft, "-o", str(tmp_path / "out"), "--fail-on", "high", code=1)


def test_an_unreadable_file_weighs_more_than_findings(draft: str, tmp_path: Path) -> None:
    run("scan", draft, str(tmp_path / "no-such-file.pdf"), "--fail-on", "high", code=3)


def test_scan_folds_and_unfolds(draft: str) -> None:
    assert run("scan", draft).output.count("Not found.") == 1
    assert run("scan", draft, "--all").output.count("Not found.") == 3


def test_settings_of_a_file(draft: str, waivers: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = tmp_path / "clausescan.toml"
    settings.write_text('fail_on = "medium"\nprofile = "software"\nwaivers = "waivers.toml"\n', encoding="utf-8")
    text = run("check", draft, code=1).output
    assert "RN-03" in text
    assert "Waived: TR-06" in text
    assert "for the purpose “software”" in text
    run("scan", draft, code=1)
    settings.write_text('fail_on = "mild"\n', encoding="utf-8")
    result = CliRunner().invoke(cli, ["scan", draft])
    assert "fail_on: is 'mild'; must be one of critical, high, medium, low" in str(result.exception)


def test_nothing_passes_that_was_not_judged(draft: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def report_on(document: Document, *_: object, **__: object) -> Report:
        return Report(document, (), (), (), (), Facts(), None, "0")

    monkeypatch.setattr("clausescan.pipeline.report_on", report_on)
    for command in ("check", "scan"):
        result = CliRunner().invoke(cli, [command, draft, "--fail-on", "low"])
        assert result.exit_code == 1
        assert "not judged" in str(result.exception)


def test_the_profiles_of_the_command_line_are_those_of_the_checklist() -> None:
    assert set(PROFILES) == set(load_checklist().profiles)
