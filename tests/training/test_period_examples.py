"""The clauses of our own from which purposes are learnt: their marks and labels still fit the texts."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("numpy")

from clausescan.training import periods as training

HERE = Path(training.__file__).parent
ROOT = Path(__file__).resolve().parents[2]


def test_clauses_written_for_training_cover_every_purpose() -> None:
    examples = training.clause_examples(HERE / "period_clauses.txt")
    assert {example.purpose for example in examples} == training.PURPOSES


@pytest.mark.parametrize("line", ["Term | It lasts {initial_term: long}.", "Term | It lasts {length: two years}."])
def test_mark_without_period_or_with_unknown_purpose_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "clauses.txt"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match=r"clauses\.txt:1"):
        training.clause_examples(path)


def test_labels_of_reference_clauses_still_find_their_periods() -> None:
    labels = HERE / "reference_periods.tsv"
    rows = labels.read_text(encoding="utf-8").splitlines()
    assert {row.split("\t")[2] for row in rows} <= training.PURPOSES
    found = training.reference_examples(ROOT / "corpora" / "reference", labels)
    assert len(found) > 0.9 * len(rows)
