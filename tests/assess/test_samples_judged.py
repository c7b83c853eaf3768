"""The shipped model and judge on a sample agreement that nothing has learnt from."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from clausescan.cli import cli
from clausescan.model import Judgement, Report
from clausescan.pipeline import scan

SAMPLES = Path(__file__).resolve().parents[2] / "corpora/samples"
NAME = "vehicle_software_alliance"


@pytest.fixture(scope="module")
def report() -> Report:
    return scan(SAMPLES / f"{NAME}.docx")


@pytest.fixture(scope="module")
def judgement(report: Report) -> Judgement:
    assert report.judgement
    return report.judgement


def test_most_verdicts_are_as_the_sample_was_written(judgement: Judgement) -> None:
    notes = tomllib.loads((SAMPLES / f"{NAME}.deliberate.toml").read_text(encoding="utf-8"))["items"]
    met = 0
    for finding in judgement.findings:
        meant = notes[finding.item]["v1"]
        assert not (meant == "explicit" and finding.status == "absent"), f"{finding.item} is there"
        met += finding.status in (meant, *notes[finding.item].get("also", {}).get("v1", ()))
    assert len(judgement.findings) == 65
    assert met >= 0.6 * len(judgement.findings)


def test_every_quote_is_a_slice_of_its_clause(report: Report, judgement: Judgement) -> None:
    clauses = {clause.id: clause for clause in report.clauses}
    places = [place for f in judgement.findings for place in f.evidence]
    places += [e.evidence for f in judgement.findings for e in f.elements if e.evidence]
    places += [place for defect in judgement.defects for place in defect.evidence]
    assert len(places) > 100
    for place in places:
        assert report.document.text[place.start : place.end] == place.quote
        assert place.clause in clauses


def test_the_planted_errors_and_the_ways_out_are_told(judgement: Judgement) -> None:
    assert judgement.profile == "software"
    assert {"X-01", "X-11", "X-14", "X-15", "X-17", "X-18", "X-19"} <= {d.check for d in judgement.defects}
    triggers = {row.trigger for row in judgement.exits}
    assert {"renewal", "termination_convenience", "breach_default", "insolvency", "change_of_control"} <= triggers


def test_a_document_without_clauses_is_not_judged_and_does_not_pass(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("JOINT VENTURE AGREEMENT\n", encoding="utf-8")
    assert scan(draft).judgement is None
    result = CliRunner().invoke(cli, ["check", str(draft)])
    assert result.exit_code != 0
