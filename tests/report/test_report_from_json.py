"""A report that comes back from its JSON is the report that was written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clausescan import scan
from clausescan.errors import ReadError
from clausescan.model import Document, Report
from clausescan.report.json import to_dict, to_json
from clausescan.report.load import from_dict, load_report

SAMPLES = Path(__file__).resolve().parents[2] / "corpora" / "samples"


@pytest.fixture(scope="module", params=["battery_cell_jv.pdf", "vehicle_software_alliance.docx"])
def scanned(request: pytest.FixtureRequest) -> Report:
    return scan(SAMPLES / request.param)


def without_boxes(document: Document) -> Document:
    return replace(
        document,
        lines=tuple(replace(line, box=None) for line in document.lines),  # type: ignore[arg-type]
        furniture=tuple(replace(each, box=None) for each in document.furniture),
    )


def test_a_scan_comes_back_whole(scanned: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(to_json(scanned), encoding="utf-8")
    loaded = load_report(file)
    assert replace(loaded, document=without_boxes(loaded.document)) == replace(
        scanned, document=without_boxes(scanned.document)
    )
    for mine, other in zip(loaded.document.lines, scanned.document.lines, strict=True):
        assert mine.box.x0 == pytest.approx(other.box.x0, abs=0.006)
        assert mine.box.bottom == pytest.approx(other.box.bottom, abs=0.006)
    assert to_json(loaded) == to_json(scanned)


def test_a_report_with_everything_comes_back(report: Report) -> None:
    assert to_dict(from_dict(json.loads(to_json(report)))) == to_dict(report)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not a report in JSON"),
        ("[]", "several reports"),
        ("{}", "no schema_version"),
        ('{"schema_version": "0.9"}', "schema 0.9"),
        ('{"schema_version": "1.2"}', "document is not there"),
        ("[" * 100_000, "not a report in JSON"),
    ],
)
def test_what_is_no_report_is_named(text: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=why) as error:
        load_report(file)
    assert str(file) in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"x\.json"):
        load_report(tmp_path / "x.json")


def test_a_field_of_another_shape_is_named(report: Report, tmp_path: Path) -> None:
    fields: dict[str, Any] = json.loads(to_json(report))
    fields["clauses"] = 3
    with pytest.raises(ValueError, match="not a whole report"):
        from_dict(fields)
