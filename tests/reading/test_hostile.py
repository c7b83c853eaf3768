"""Every file of the hostile collection, by the rules of benchmarks/hostile.py (which also takes time and memory)."""

from __future__ import annotations

import csv
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
MANIFEST = SHARED / "hostile" / "MANIFEST.tsv"


def load_table() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hostile_table", ROOT / "benchmarks" / "hostile.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["hostile_table"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


table = load_table()
# The files that the table makes need no collection, so their rows run everywhere.
MADE = [
    *table.AWKWARD,
    *(name for name in table.RULES if name.startswith("fs/")),
    *("text/long_line_50MB.txt", "text/long_token_10MB.txt", "text/blank_lines_5M.txt"),
]


def rows() -> list[str]:
    if not MANIFEST.exists():
        return []
    with MANIFEST.open(encoding="utf-8", newline="") as stream:
        return [row["file"] for row in csv.DictReader(stream, delimiter="\t")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "made"
    table.make_files(folder, scale=0.02)
    return folder


@pytest.mark.skipif(os.name != "posix", reason="files as POSIX has them")
@pytest.mark.parametrize("file", MADE, ids=lambda file: ascii(file)[1:40])
def test_made_files(file: str, made: Path) -> None:
    got = table.outcome(table.location(file, SHARED, made), file)
    assert table.rule_for(file)(got), {key: got[key] for key in got if key not in ("text", "blocks")}


@pytest.mark.skipif(not MANIFEST.exists(), reason="../shared/hostile is not here")
def test_every_row_has_a_file(made: Path) -> None:
    assert [file for file in rows() if not os.path.lexists(table.location(file, SHARED, made))] == []


@pytest.mark.skipif(not MANIFEST.exists(), reason="../shared/hostile is not here")
@pytest.mark.parametrize("file", [file for file in rows() if file not in MADE])
def test_collected_files(file: str, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    got = table.outcome(table.location(file, SHARED, made), file)
    assert table.rule_for(file)(got), {key: got[key] for key in got if key not in ("text", "blocks")}
