"""Index, search and cache on the command line: real processes, exit codes, streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

AGREEMENT = """ALLIANCE AGREEMENT

1. Deadlock

1.1 If the board cannot agree twice in a row, Alder may require Birch to buy all of its shares at a fair price.

2. Law

2.1 This Agreement is governed by the laws of Norway.
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "agreements").mkdir()
    (tmp_path / "agreements" / "alliance.txt").write_text(AGREEMENT, encoding="utf-8")
    return tmp_path


def run(*args: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("CLAUSESCAN_")}
    return subprocess.run(
        [sys.executable, "-m", "clausescan", *args],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env={**clean, "CLAUSESCAN_CACHE_DIR": str(cwd / "cache"), **env},
        timeout=120,
        check=False,
    )


def test_build_search_info(place: Path) -> None:
    built = run("index", "build", "agreements", cwd=place)
    assert built.returncode == 0, built.stderr
    assert "1 new" in built.stdout
    assert built.stderr == ""
    shown = run("search", "put option", "--index", "clausescan-index", "--limit", "1", cwd=place)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("also looked for the usual wording of: put and call options\n")
    for part in ("agreements/alliance.txt", "1.1", "score", "Alder may require Birch"):
        assert part in shown.stdout
    assert all(line == line.rstrip() for line in shown.stdout.splitlines())
    found = json.loads(
        run("search", "put option", "--format", "json", cwd=place, CLAUSESCAN_INDEX="clausescan-index").stdout
    )
    assert found[0].keys() >= {"source", "number", "page", "types", "score", "text"}
    assert found[0]["text"] in AGREEMENT
    assert "1 unchanged" in run("index", "build", "agreements", cwd=place).stdout
    info = run("index", "info", cwd=place).stdout
    assert "alliance.txt" in info
    assert "exact" in info


def test_a_file_that_cannot_be_read_means_3(place: Path) -> None:
    (place / "agreements" / "empty.txt").write_bytes(b"")
    (place / "agreements" / "logo.png").write_bytes(b"")
    built = run("index", "build", "agreements", cwd=place)
    assert built.returncode == 3
    assert "empty.txt" in built.stderr
    assert "1 new, 1 could not be read" in built.stdout
    assert "passed over 1: the suffix" in built.stdout


def test_settings_name_index_and_cache(place: Path) -> None:
    (place / "clausescan.toml").write_text('index = "house"\ncache_dir = "kept"\n')
    assert run("index", "build", "agreements", cwd=place, CLAUSESCAN_CACHE_DIR="").returncode == 0
    assert (place / "house" / "clauses.sqlite3").is_file()
    assert (place / "kept" / "vectors.sqlite3").is_file()
    assert "alliance.txt" in run("search", "deadlock", cwd=place, CLAUSESCAN_CACHE_DIR="").stdout


@pytest.mark.parametrize(
    "args",
    [
        ("search",),
        ("search", " "),
        ("search", "x", "--type", "nonsense"),
        ("search", "x", "--index", "nowhere"),
        ("search", "x", "--limit", "0"),
        ("search", "x", "--model", "nowhere"),
        ("index", "build"),
        ("index", "info"),
    ],
)
def test_wrong_usage_is_2(args: tuple[str, ...], place: Path) -> None:
    result = run(*args, cwd=place)
    assert result.returncode == 2
    assert result.stderr
    assert "Traceback" not in result.stderr


def test_a_scan_says_the_same_with_and_without_a_cache(place: Path) -> None:
    scan = ("scan", "agreements/alliance.txt", "--format", "json")
    without = run(*scan, "--no-cache", cwd=place)
    assert not (place / "cache").exists()
    first, again = run(*scan, cwd=place), run(*scan, cwd=place)
    assert without.stdout == first.stdout == again.stdout
    assert json.loads(first.stdout)["clauses"]
    info = run("cache", "info", cwd=place).stdout
    assert str(place / "cache") in info
    assert "clauses     0" not in info
    assert run("cache", "clear", cwd=place).returncode == 0
    assert "clauses     0" in run("cache", "info", cwd=place).stdout


def test_a_cache_that_cannot_be_used_is_told_and_the_scan_goes_on(place: Path) -> None:
    (place / "cache").write_text("a file where a folder should be")
    result = run("scan", "agreements/alliance.txt", cwd=place)
    assert result.returncode == 0
    assert "Norway" in result.stdout
    assert "cache" in result.stderr
    assert "Traceback" not in result.stderr
