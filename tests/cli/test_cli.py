"""The command line as a user meets it: real processes, exit codes, streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

AGREEMENT = """ALLIANCE AGREEMENT

This Alliance Agreement is made on 4 May 2026 between Alder Ltd ("Alder") and Birch GmbH ("Birch").

1. Term

1.1 This Agreement starts on 4 May 2026 and runs for five (5) years.

1.2 Either party may terminate this Agreement at any time on ninety (90) days' written notice to the other party.

2. Governing law

2.1 This Agreement is governed by the laws of England and Wales.
"""


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    path = tmp_path / "alliance.txt"
    path.write_text(AGREEMENT, encoding="utf-8")
    return path


def run(*args: str | Path, cwd: Path, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("CLAUSESCAN_")}
    return subprocess.run(
        [sys.executable, "-m", "clausescan", *map(str, args)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**clean, **env},
        timeout=60,
        check=False,
    )


def test_text_report(agreement: Path, tmp_path: Path) -> None:
    result = run("scan", agreement, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    text = result.stdout.decode()
    assert "Alder Ltd" in text
    assert "1.2" in text
    assert "90" in text
    assert b"\x1b" not in result.stdout
    assert result.stderr == b""


def test_json_report(agreement: Path, tmp_path: Path) -> None:
    result = run("scan", agreement, "--format", "json", cwd=tmp_path)
    report = json.loads(result.stdout)
    assert report["document"]["words"] == len(AGREEMENT.split())
    assert "1.2" in {clause["number"] for clause in report["clauses"]}
    assert any(p["value"] == 90 and p["unit"] == "day" for p in report["periods"])


def test_standard_input(agreement: Path, tmp_path: Path) -> None:
    result = run("scan", "-", "--format", "json", cwd=tmp_path, stdin=AGREEMENT.encode())
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["document"]["path"] == "standard input"


def test_one_unreadable_file_does_not_hide_the_others(agreement: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = run("scan", "empty.txt", agreement, "--format", "json", cwd=tmp_path)
    assert result.returncode == 3
    assert b"empty.txt" in result.stderr
    assert len(json.loads(result.stdout)) == 1


def test_all_unreadable_still_gives_valid_json(tmp_path: Path) -> None:
    result = run("scan", "a.pdf", "b.pdf", "--format", "json", cwd=tmp_path)
    assert result.returncode == 3
    assert json.loads(result.stdout) == []
    assert b"a.pdf" in result.stderr
    assert b"b.pdf" in result.stderr


def test_output_file_and_folder(agreement: Path, tmp_path: Path) -> None:
    assert run("scan", agreement, "--format", "json", "-o", "one.json", cwd=tmp_path).returncode == 0
    assert json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))["clauses"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "alliance.txt").write_text(AGREEMENT, encoding="utf-8")
    assert run("scan", agreement, other / "alliance.txt", "-o", "reports", cwd=tmp_path).returncode == 0
    assert sorted(p.name for p in (tmp_path / "reports").iterdir()) == ["alliance-2.txt", "alliance.txt"]


def test_output_that_cannot_be_written(agreement: Path, tmp_path: Path) -> None:
    result = run("scan", agreement, "-o", "no/such/folder/report.txt", cwd=tmp_path)
    assert result.returncode == 2
    assert b"report.txt" in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("scan",),
        ("scan", "--nonsense", "x"),
        ("scan", "--page-range", "5-2", "x"),
        ("scan", "--page-range", "one", "x"),
        ("scan", "-", "-"),
        ("scan", "--model", "no-such-folder", "alliance.txt"),
        ("nonsense",),
    ],
)
def test_wrong_usage_is_2(args: tuple[str, ...], agreement: Path, tmp_path: Path) -> None:
    result = run(*args, cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("toml", "word"),
    [("colour = 1", b"colour"), ('format = "pdf"', b"pdf"), ("ocr = 'yes'", b"ocr"), ("broken", b"TOML")],
)
def test_wrong_settings_name_file_and_key(toml: str, word: bytes, agreement: Path, tmp_path: Path) -> None:
    (tmp_path / "clausescan.toml").write_text(toml)
    result = run("scan", agreement, cwd=tmp_path)
    assert result.returncode == 2
    assert b"clausescan.toml" in result.stderr
    assert word in result.stderr


def test_settings_yield_to_environment_and_that_to_the_command_line(agreement: Path, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.clausescan]\nformat = "json"\n')
    assert run("scan", agreement, cwd=tmp_path).stdout.startswith(b"{")
    assert not run("scan", agreement, cwd=tmp_path, CLAUSESCAN_FORMAT="text").stdout.startswith(b"{")
    assert run("scan", agreement, "--format", "json", cwd=tmp_path, CLAUSESCAN_FORMAT="text").stdout.startswith(b"{")


def test_schema_is_the_one_the_report_follows(tmp_path: Path) -> None:
    result = run("schema", cwd=tmp_path)
    assert json.loads(result.stdout)["title"].startswith("clausescan report")


def test_doctor(tmp_path: Path) -> None:
    result = run("doctor", cwd=tmp_path)
    assert result.returncode == 0, result.stdout
    assert b"hash checked" in result.stdout
    assert b"OCR" in result.stdout


def test_doctor_sees_a_damaged_model(tmp_path: Path) -> None:
    assert run("doctor", "--model", "nowhere", cwd=tmp_path).returncode == 2


def test_help_is_quick_and_light(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['clausescan', '--help']\n"
        "from clausescan.cli import cli\n"
        "try: cli.main(standalone_mode=False)\n"
        "finally: print(sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=tmp_path, check=True)
    loaded = result.stderr.decode()
    for heavy in ("numpy", "spacy", "torch", "faiss", "onnxruntime", "pypdfium2", "lxml", "pdfplumber", "rich"):
        assert f"'{heavy}'" not in loaded
