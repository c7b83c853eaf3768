"""Which files a scan takes from what the user names, and what it passes over and says so."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from clausescan.reading.paths import Found, Skipped, documents_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """b.pdf, a.txt, sub/c.docx and what is to be passed over."""
    (tmp_path / "b.pdf").write_text("b")
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.docx").write_text("c")
    return tmp_path


def found(*paths: Path, recursive: bool = True) -> list[str]:
    return [os.path.basename(entry.path) for entry in documents_in(paths, recursive) if isinstance(entry, Found)]


def skipped(*paths: Path, recursive: bool = True) -> dict[str, str]:
    entries = documents_in(paths, recursive)
    return {os.path.basename(entry.path): entry.code for entry in entries if isinstance(entry, Skipped)}


def test_sorted_files_first_then_folders_below(folder: Path) -> None:
    assert found(folder) == ["a.txt", "b.pdf", "c.docx"]
    assert skipped(folder) == {}


def test_folders_below_only_when_asked(folder: Path) -> None:
    assert found(folder, recursive=False) == ["a.txt", "b.pdf"]
    assert skipped(folder, recursive=False) == {"sub": "folder"}


def test_named_files_come_in_the_order_named(folder: Path) -> None:
    assert found(folder / "b.pdf", folder / "a.txt", folder) == ["b.pdf", "a.txt", "c.docx"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("~$a.docx", "lock_file"),
        (".hidden.txt", "hidden"),
        (".DS_Store", "hidden"),
        ("._a.docx", "system_file"),
        ("__MACOSX/a.docx", "system_file"),
        ("Thumbs.db", "system_file"),
        ("desktop.ini", "system_file"),
        (".git/a.txt", "hidden"),
        ("photo.jpg", "not_document"),
        ("sheet.xlsx", "not_document"),
    ],
)
def test_what_systems_leave_behind_is_passed_over(folder: Path, name: str, code: str) -> None:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("x")
    assert found(folder) == ["a.txt", "b.pdf", "c.docx"]
    assert skipped(folder) == {name.split("/")[0]: code}


@pytest.mark.parametrize("name", ["old.doc", "letter.rtf", "text.odt", "mail.eml", "NOSUFFIX", "UPPER.TXT"])
def test_documents_of_other_kinds_are_taken_so_that_reading_says_why_not(folder: Path, name: str) -> None:
    (folder / name).write_text("x")
    assert name in found(folder)


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
def test_links_are_not_followed_and_loops_end(folder: Path) -> None:
    os.symlink(".", folder / "selfdir")
    os.symlink("../..", folder / "sub" / "up")
    os.symlink("loop_b.pdf", folder / "loop_a.pdf")
    os.symlink("loop_a.pdf", folder / "loop_b.pdf")
    os.symlink("/etc/hostname", folder / "outside.txt")
    os.symlink("nowhere.pdf", folder / "dangling.pdf")
    os.mkfifo(folder / "pipe.pdf")
    assert found(folder) == ["a.txt", "b.pdf", "c.docx"]
    assert skipped(folder) == {
        **dict.fromkeys(["selfdir", "up", "loop_a.pdf", "loop_b.pdf", "outside.txt", "dangling.pdf"], "link"),
        "pipe.pdf": "not_regular_file",
    }


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_file_is_taken_once(folder: Path) -> None:
    os.link(folder / "a.txt", folder / "z.txt")
    assert found(folder, folder / "b.pdf", folder / "sub") == ["a.txt", "b.pdf", "c.docx"]
    assert skipped(folder) == {"z.txt": "already_taken"}
    assert skipped(folder / "a.txt", folder / "z.txt") == {"z.txt": "already_taken"}


def test_what_is_named_is_taken_whatever_it_is(folder: Path) -> None:
    (folder / "~$a.docx").write_text("x")
    missing = folder / "missing.pdf"
    assert found(folder / "~$a.docx", missing) == ["~$a.docx", "missing.pdf"]


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_link_that_is_named_is_followed(folder: Path) -> None:
    os.symlink(folder / "sub", folder.parent / "named")
    assert found(folder.parent / "named") == ["c.docx"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_a_problem(folder: Path) -> None:
    (folder / "sub").chmod(0)
    problems = [entry for entry in documents_in([folder]) if isinstance(entry, Skipped)]
    (folder / "sub").chmod(0o700)
    assert [(entry.code, entry.problem) for entry in problems] == [("unreadable_folder", True)]


@pytest.mark.skipif(sys.platform != "linux", reason="file names as bytes")
def test_any_name_is_taken(tmp_path: Path) -> None:
    names = [
        b"-rf.txt",
        b"line\nbreak.txt",
        b"tab\t.txt",
        "合同.txt".encode(),
        b"=cmd|calc.txt",
        b"n" * 240 + b".txt",
        b"bad\xff.txt",
    ]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    assert sorted(map(os.fsencode, found(tmp_path))) == sorted(names)
