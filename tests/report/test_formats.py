"""What is true of every form of a report."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from clausescan.errors import FormatError
from clausescan.model import Facts, Judgement, Report
from clausescan.report.formats import FORMATS, Format, Rendering

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
ALONE = [format for format in FORMATS.values() if format.reads is None]
INTO_SOURCE = [format for format in FORMATS.values() if format.reads]
every = pytest.mark.parametrize("format", ALONE, ids=lambda format: format.name)


def test_names_and_endings_are_told_apart() -> None:
    assert [*FORMATS] == [format.name for format in FORMATS.values()]
    assert len({format.suffix for format in FORMATS.values()}) == len(FORMATS)


@every
def test_judged(format: Format, judged: Report) -> None:
    assert len(format.render(judged, Rendering(now=NOW))) > 300
    assert format.render(judged, Rendering(everything=True, fail_on="medium", now=NOW))


@every
def test_not_judged_is_said(format: Format, report: Report) -> None:
    made = format.render(report, Rendering(now=NOW))
    if not format.binary and format.name not in ("text", "ics"):
        said = json.loads(made)["findings"] is None if format.name == "json" else b"not judged" in made
        assert said


@every
def test_next_to_nothing(format: Format, report: Report) -> None:
    document = replace(report.document, title="", pages=None, lines=(), warnings=())
    bare = replace(report, document=document, facts=Facts(), periods=(), definitions=(), references=(), model=None)
    assert format.render(bare, Rendering(now=NOW))
    empty = Judgement("house", "", None, (), (), ())
    assert format.render(replace(bare, judgement=empty), Rendering(fail_on="high", now=NOW))


@every
def test_the_same_report_gives_the_same_bytes(format: Format, judged: Report) -> None:
    rendering = Rendering(now=NOW)
    assert format.render(judged, rendering) == format.render(judged, rendering)


@pytest.mark.parametrize("format", INTO_SOURCE, ids=lambda format: format.name)
def test_what_is_written_into_a_file_needs_that_file(format: Format, judged: Report) -> None:
    assert format.reads
    right_kind = replace(judged, document=replace(judged.document, media_type=format.reads))
    with pytest.raises(FormatError, match=r"widget\.pdf"):
        format.render(right_kind, Rendering())
    with pytest.raises(FormatError, match="changed"):
        format.render(right_kind, Rendering(source=b"another file"))
    other_kind = replace(judged, document=replace(judged.document, media_type="text/plain"))
    with pytest.raises(FormatError, match=r"widget\.pdf"):
        format.render(other_kind, Rendering(source=b""))
