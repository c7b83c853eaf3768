"""The finders as spaCy components, found through their entry points."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

spacy = pytest.importorskip("spacy")

TEXT = (
    "Either party may terminate this Agreement on ninety (90) days' prior written notice; it then pays US$5,000, which "
    "is five percent (5%) of the price. No. 5 is due on 1 March 2024."
)
NAMES = ("clausescan_sentences", "clausescan_periods", "clausescan_amounts", "clausescan_dates")


@pytest.fixture(scope="module")
def nlp() -> object:
    pipeline = spacy.blank("en")
    for name in NAMES:
        pipeline.add_pipe(name)
    return pipeline


def test_span_groups_and_values(nlp) -> None:  # type: ignore[no-untyped-def]
    doc = nlp(TEXT)
    (period,) = doc.spans["clausescan_periods"]
    assert (period.text, period._.period.value, period._.purpose) == ("ninety (90) days'", 90, "termination")
    assert [(a.text, a._.amount.value) for a in doc.spans["clausescan_amounts"]] == [
        ("US$5,000", 5000),
        ("five percent (5%)", 5),
    ]
    assert [d._.found_date.value for d in doc.spans["clausescan_dates"]] == [date(2024, 3, 1)]


def test_sentences(nlp) -> None:  # type: ignore[no-untyped-def]
    assert len(list(nlp(TEXT).sents)) == 2


def test_values_keep_exact_offsets_where_a_token_is_wider(nlp) -> None:  # type: ignore[no-untyped-def]
    doc = nlp("within 24hours,then")
    (span,) = doc.spans["clausescan_periods"]
    assert doc.text[span._.period.start : span._.period.end] == "24hours"


def test_pipeline_is_saved_and_loaded(nlp, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert again.pipe_names == list(NAMES)
    assert len(again(TEXT).spans["clausescan_periods"]) == 1


def test_purposes_can_be_left_out() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("clausescan_periods", config={"purposes": False})
    doc = pipeline(TEXT)
    (span,) = doc.spans["clausescan_periods"]
    assert span._.purpose is None


def test_the_scan_path_does_not_load_spacy() -> None:
    code = (
        "import sys; from clausescan.language.periods import find_periods; import clausescan.language.purposes, "
        "clausescan.language.amounts; find_periods('in 3 days'); sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
