"""Several formats in one run, and the report of an earlier scan in other formats: `scan --format` and `report`."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pytest

AGREEMENT = (
    "ALLIANCE AGREEMENT",
    'This Alliance Agreement is made on 4 May 2026 between Alder Ltd ("Alder") and Birch GmbH ("Birch").',
    "1. Term",
    "1.1 This Agreement starts on 4 May 2026 and runs for five (5) years. It renews for one year at a time unless a "
    "party gives notice at least six (6) months before it expires.",
    "1.2 Either party may terminate this Agreement at any time on ninety (90) days' written notice to the other party.",
    "2. Governing law",
    "2.1 This Agreement is governed by the laws of England and Wales.",
)


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


def word_file() -> bytes:
    file, buffer = docx.Document(), io.BytesIO()
    for paragraph in AGREEMENT:
        file.add_paragraph(paragraph)
    file.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with draft.docx and what one run made of it."""
    folder = tmp_path_factory.mktemp("scanned")
    (folder / "draft.docx").write_bytes(word_file())
    result = run("scan", "draft.docx", "--format", "html,docx,xlsx,ics", "--format", "json", "-o", "out", cwd=folder)
    assert result.returncode == 0, result.stderr
    (folder / "stderr").write_bytes(result.stderr)
    return folder


@pytest.fixture
def folder(scanned: Path, tmp_path: Path) -> Path:
    """A copy to change."""
    return Path(shutil.copytree(scanned, tmp_path / "work"))


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_several_formats_in_one_run(scanned: Path) -> None:
    assert names(scanned / "out") == ["draft.commented.docx", "draft.html", "draft.ics", "draft.json", "draft.xlsx"]
    assert docx.Document(str(scanned / "out" / "draft.commented.docx")).comments
    assert b"DTSTART;VALUE=DATE:20301104" in (scanned / "out" / "draft.ics").read_bytes()


def test_what_has_no_day_is_told(scanned: Path, folder: Path) -> None:
    report = json.loads((folder / "out" / "draft.json").read_bytes())
    report["facts"].update(expiry_date=None, agreement_date=None, effective_date=None)
    (folder / "undated.json").write_text(json.dumps(report))
    result = run("report", "undated.json", "--format", "ics", "-o", "undated.ics", cwd=folder)
    assert result.returncode == 0
    assert b"the calendar is empty" in result.stderr
    assert b"VEVENT" not in (folder / "undated.ics").read_bytes()


def test_standard_input_is_kept_for_the_formats_that_write_into_it(tmp_path: Path) -> None:
    result = run("scan", "-", "--format", "docx,html", "-o", "out", cwd=tmp_path, stdin=word_file())
    assert result.returncode == 0, result.stderr
    assert names(tmp_path / "out") == ["standard-input.commented.docx", "standard-input.html"]


def test_a_format_that_does_not_fit_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n\n".join(AGREEMENT))
    result = run("scan", "a.txt", "--format", "docx,junit,pdf,sarif", "-o", "out", cwd=tmp_path)
    assert result.returncode == 3
    lines = result.stderr.decode().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("clausescan: not written as docx: a.txt: ")
    assert lines[1].startswith("clausescan: not written as pdf: a.txt: ")
    assert names(tmp_path / "out") == ["a.junit.xml", "a.sarif"]
    assert '"startLine": 9' in (tmp_path / "out" / "a.sarif").read_text(encoding="utf-8")


def test_an_agreement_is_never_overwritten(tmp_path: Path) -> None:
    text = "\n\n".join(AGREEMENT)
    (tmp_path / "a.md").write_text(text)
    assert run("scan", "a.md", "--format", "markdown", "-o", ".", cwd=tmp_path).returncode == 0
    assert names(tmp_path) == ["a-2.md", "a.md"]
    result = run("scan", "a.md", "-o", "a.md", cwd=tmp_path)
    assert result.returncode == 2
    assert b"this is the agreement itself" in result.stderr
    assert (tmp_path / "a.md").read_text() == text


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--format", "html,docx"), b"several formats (html, docx) need a folder: add -o FOLDER"),
        (("--format", "html", "--format", "text"), b"several formats (html, text) need a folder"),
        (("--format", "xlsx"), b"xlsx is a file to open in another program"),
        (("--format", "html,doc"), b"'doc' is no format; write one or several of text, json, html"),
        (("--format", "html,docx", "-o", "report.html"), b"report.html is the name of one file"),
        (("b.txt", "--format", "sarif"), b"several reports as sarif need a folder"),
        (("b.txt", "-o", "draft.docx"), b"draft.docx is a file; several reports need a folder"),
    ],
)
def test_what_does_not_go_together_is_told_before_anything_is_read(
    args: tuple[str, ...], words: bytes, scanned: Path
) -> None:
    result = run("scan", "draft.docx", *args, cwd=scanned)
    assert result.returncode == 2
    assert words in b" ".join(result.stderr.split())
    assert names(scanned) == ["draft.docx", "out", "stderr"]


def test_report_does_not_read_again(folder: Path) -> None:
    (folder / "draft.docx").unlink()
    result = run("report", "out/draft.json", cwd=folder)
    assert result.returncode == 0, result.stderr
    assert b"Alder Ltd" in result.stdout
    again = run("report", "out/draft.json", "--format", "json", cwd=folder)
    assert again.stdout == (folder / "out" / "draft.json").read_bytes()


@pytest.mark.parametrize(
    ("name", "begins"),
    [("r.html", b"<!"), ("r.xlsx", b"PK"), ("r.sarif", b"{"), ("r.junit.xml", b"<?xml"), ("r.xml", b"<?xml")],
)
def test_the_ending_of_a_file_says_its_format(name: str, begins: bytes, folder: Path) -> None:
    assert run("report", "out/draft.json", "-o", name, cwd=folder, CLAUSESCAN_FORMAT="text").returncode == 0
    assert (folder / name).read_bytes().startswith(begins)


def test_the_command_line_wins_over_the_ending(folder: Path) -> None:
    assert run("report", "out/draft.json", "--format", "markdown", "-o", "r.txt", cwd=folder).returncode == 0
    assert (folder / "r.txt").read_bytes().startswith(b"# ALLIANCE AGREEMENT")


def test_one_text_format_goes_to_standard_output(folder: Path) -> None:
    result = run("report", "out/draft.json", "--format", "junit", cwd=folder)
    assert result.returncode == 0
    assert result.stdout.startswith(b"<?xml")


def test_the_agreement_is_found_where_it_was_or_beside_the_scan(folder: Path) -> None:
    assert run("report", "out/draft.json", "-o", "one.docx", cwd=folder).returncode == 0
    (folder / "draft.docx").rename(folder / "out" / "draft.docx")
    assert run("report", "out/draft.json", "-o", "two.docx", cwd=folder).returncode == 0
    (folder / "out" / "draft.docx").rename(folder / "moved.docx")
    named = run("report", "out/draft.json", "--source", "moved.docx", "-o", "three.docx", cwd=folder)
    assert named.returncode == 0, named.stderr
    assert len(docx.Document(str(folder / "three.docx")).paragraphs) == len(AGREEMENT)


def test_an_agreement_that_is_not_there_is_told(folder: Path) -> None:
    (folder / "draft.docx").unlink()
    result = run("report", "out/draft.json", "--format", "docx,html", "-o", "new", cwd=folder)
    assert result.returncode == 3
    (line,) = result.stderr.decode().splitlines()
    assert line == (
        "clausescan: not written as docx: draft.docx: not found: there is no file of this name; out/draft.docx: not "
        "found: there is no file of this name (name the agreement's file with --source)"
    )
    assert names(folder / "new") == ["draft.html"]


def test_a_changed_agreement_is_told(folder: Path) -> None:
    (folder / "draft.docx").write_bytes(word_file() + b"changed")
    result = run("report", "out/draft.json", "--source", "draft.docx", "-o", "new.docx", cwd=folder)
    assert result.returncode == 3
    assert b"draft.docx: not the file that was scanned, or changed since; scan it again" in result.stderr
    assert not (folder / "new.docx").exists()


def test_what_is_no_report_is_told_and_the_others_are_written(folder: Path) -> None:
    (folder / "empty.json").write_text("{}")
    (folder / "list.json").write_text("[]")
    scans = ("empty.json", "list.json", "nowhere.json", "out/draft.json")
    result = run("report", *scans, "--format", "html", "-o", "new", cwd=folder)
    assert result.returncode == 3
    lines = result.stderr.decode().splitlines()
    assert [line.split(": ")[1] for line in lines] == ["empty.json", "list.json", "nowhere.json"]
    assert names(folder / "new") == ["draft.html"]


def test_the_gate_works_on_an_earlier_scan(folder: Path) -> None:
    assert run("report", "out/draft.json", "--fail-on", "low", cwd=folder).returncode == 1


def test_a_source_belongs_to_one_scan(folder: Path) -> None:
    result = run("report", "out/draft.json", "out/draft.json", "--source", "draft.docx", "-o", "new", cwd=folder)
    assert result.returncode == 2
    assert b"--source" in result.stderr


def test_settings_name_the_format_and_an_ending_wins_over_them(folder: Path) -> None:
    (folder / "clausescan.toml").write_text('format = "json"\n')
    assert run("report", "out/draft.json", cwd=folder).stdout.startswith(b"{")
    assert run("report", "out/draft.json", "-o", "r.md", cwd=folder).returncode == 0
    assert (folder / "r.md").read_bytes().startswith(b"# ")
