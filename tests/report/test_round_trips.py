"""Whole agreements with remarks all over them differ from their originals in nothing else, by the rules of
benchmarks/annotated_files.py, which takes all files that there are."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from clausescan.report.formats import FORMATS, Rendering

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted(p for p in (ROOT / "corpora" / "samples").glob("*.*") if p.suffix == ".docx" or p.match("*[a-z].pdf"))
"""The second versions as PDF differ from the first by a few words: the benchmark takes them."""
SHARED = ROOT.parent / "shared"
A_FEW = (
    "agreements/docx/common-paper-partnership-agreement.docx",
    "docx_numbering/tracked_revisions_01.docx",
    "docx_numbering/rp052_deleted_para_mark.docx",
    "hostile/docx/features.docx",
    "hostile/docx/numbering_odd.docx",
    "agreements/pdf/chipmos_sa.pdf",
    "hostile/pdf/enc_owner_only.pdf",
    "hostile/pdf/plumber_nics-background-checks-2015-11-rotated.pdf",
)


def load_rules() -> ModuleType:
    spec = importlib.util.spec_from_file_location("annotated_files", ROOT / "benchmarks" / "annotated_files.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["annotated_files"] = module
    spec.loader.exec_module(module)
    return module


rules = load_rules()


@pytest.mark.parametrize("path", [*SAMPLES, *(SHARED / name for name in A_FEW)], ids=lambda path: path.name)
def test_nothing_changes_but_comments_and_annotations(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the repository")
    data = path.read_bytes()
    document = rules.read(path)
    report = rules.marked(document)
    if path.suffix == ".docx":
        out = FORMATS["docx"].render(report, Rendering(source=data))
        assert list(rules.word_differences(data, out, document)) == []
        quotes, off = rules.inexact(data, report)
        assert off <= quotes * 0.05
    else:
        out = FORMATS["pdf"].render(report, Rendering(source=data))
        assert list(rules.pdf_differences(data, out, document)) == []


def test_the_rules_see_a_difference() -> None:
    path = next(path for path in SAMPLES if path.suffix == ".docx")
    data = path.read_bytes()
    package = rules.Package(data)
    next(package.document.iter(rules.T)).text = "other words"
    assert {"text", "body"} <= set(rules.word_differences(data, package.save(), rules.read(path)))
