"""clausescan diff, as it is called: from the shell, by a program, and by git."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from jsonschema import Draft202012Validator

import clausescan
from clausescan.classify import Classifier
from clausescan.errors import ComparisonError

OLD = """WIDGET ALLIANCE AGREEMENT

This Agreement is made on 4 May 2026 between Alder Ltd (“Alder”) and Birch GmbH (“Birch”).

1. Term

1.1 This Agreement begins on 4 May 2026 and continues for five (5) years.

1.2 Either party may terminate this Agreement at any time by giving thirty (30) days' written notice to the other party.

2. Law

2.1 This Agreement is governed by the laws of England and Wales.
"""
NEW = OLD.replace("thirty (30) days", "ten (10) days").replace("2. Law", "1.3 No party may assign.\n\n2. Law")
MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("versions")
    (made / "old.txt").write_text(OLD, encoding="utf-8")
    (made / "new.md").write_text(NEW, encoding="utf-8")
    document = docx.Document()
    for text in OLD.split("\n\n"):
        document.add_paragraph(text.strip())
    document.save(str(made / "plain.docx"))
    paragraph = next(p for p in document.paragraphs if p.text.startswith("1.2"))
    paragraph.runs[0].text = "1.2 Either party may terminate this Agreement at any time by giving "
    for name, tag, words, author in (
        ("del", "delText", "thirty (30)", "A. Drafter"),
        ("ins", "t", "ten (10)", "B. Clerk"),
    ):
        paragraph._p.append(
            parse_xml(
                f'<w:{name} {MAIN} w:id="9{len(words)}" w:author="{author}" w:date="2026-05-01T10:00:00Z"><w:r>'
                f"<w:{tag}>{words}</w:{tag}></w:r></w:{name}>"
            )
        )
    paragraph.add_run(" days' written notice to the other party.")
    document.save(str(made / "tracked.docx"))
    return made


def run(*words: object, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "clausescan", "diff", "--quiet", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **(env or {})}
    )


@pytest.fixture(scope="module")
def as_json(folder: Path) -> subprocess.CompletedProcess[str]:
    return run("old.txt", "new.md", "--format", "json", "--fail-on", "high", cwd=folder)


def test_json_names_what_changed_and_what_it_did(as_json: subprocess.CompletedProcess[str]) -> None:
    fields = json.loads(as_json.stdout)
    substance = [change for change in fields["changes"] if change["substantive"]]
    assert [(change["kind"], (change["new"] or change["old"])["number"]) for change in substance] == [
        ("modified", "1.2"),
        ("added", "1.3"),
    ]
    effect = next(effect for effect in substance[0]["effects"] if effect["aspect"] == "period")
    assert (effect["before"], effect["after"]) == ("30 day", "10 day")
    assert fields["gate"]["passed"] is False
    assert as_json.returncode == 1
    schema = subprocess.run(
        [sys.executable, "-m", "clausescan", "schema", "--comparison"], capture_output=True, text=True, check=True
    )
    Draft202012Validator(json.loads(schema.stdout)).validate(fields)


def test_several_formats_and_a_saved_report(folder: Path) -> None:
    scanned = subprocess.run(
        [sys.executable, "-m", "clausescan", "scan", "-q", "old.txt", "--format", "json", "-o", "old.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert scanned.returncode == 0, scanned.stderr
    done = run("old.json", "new.md", "--format", "text,json,html", "--format", "docx,xlsx", "-o", "out/", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "new.diff.html",
        "new.diff.json",
        "new.diff.txt",
        "new.diff.xlsx",
        "new.redline.docx",
    ]
    assert "[-thirty-]{+ten+} ([-30-]{+10+})" in (folder / "out" / "new.diff.txt").read_text()
    with ZipFile(folder / "out" / "new.redline.docx") as package:
        assert b"<w:delText" in package.read("word/document.xml")


def test_one_word_file_is_compared_with_itself(folder: Path) -> None:
    done = run("tracked.docx", "-o", "tracked.json", cwd=folder)  # the ending says which format
    assert done.returncode == 0, done.stderr
    fields = json.loads((folder / "tracked.json").read_text(encoding="utf-8"))
    [change] = [change for change in fields["changes"] if change["substantive"]]
    assert change["author"] == "A. Drafter; B. Clerk"
    assert change["date"].startswith("2026-05-01")
    assert [p["text"] for p in change["inline"] if p["op"] == "insert"] == ["ten", "10"]


@pytest.mark.parametrize(
    ("files", "code", "words"),
    [
        (["plain.docx"], 2, "plain.docx: the file holds no tracked changes; name the version to compare it with"),
        (["old.txt"], 2, "old.txt: only a Word file holds tracked changes"),
        (["old.txt", "none.txt"], 3, "none.txt: "),
        (["old.txt", "new.md", "--format", "json", "--format", "html"], 2, "several formats need -o with a folder"),
        (["old.txt", "new.md", "old.txt", "--format", "docx", "-o", "x.docx"], 2, "shows two versions"),
        (["old.txt", "new.md", "-o", "old.txt"], 2, "old.txt is one of the versions; name another file"),
        (["old.txt", "new.md", "--format", "pdf"], 2, "'pdf' is no format; write one or several of text, json"),
        (["--git", "a", "b"], 2, "--git is for git itself"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(folder: Path, files: list[str], code: int, words: str) -> None:
    done = run(*files, cwd=folder)
    assert done.returncode == code
    assert words in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_several_versions_give_a_history(folder: Path) -> None:
    done = run("old.txt", "new.md", "old.txt", "--format", "json", "--fail-on", "low", cwd=folder)
    assert done.returncode == 0, done.stderr  # the last version is the first again
    terms = {(term["kind"], term["name"]): term for term in json.loads(done.stdout)["terms"]}
    exits = [v and v["text"] for v in terms["exit", "termination_convenience"]["values"]]
    assert ["30 day" in exits[0], "10 day" in exits[1], "30 day" in exits[2]] == [True] * 3
    assert not terms["fact", "governing_law"]["moved"]


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_shows_what_changed(folder: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@b.c",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@b.c",
        "GIT_PAGER": "cat",
        "CLAUSESCAN_FAIL_ON": "low",  # must not stop git
    }

    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=tmp_path, capture_output=True, text=True, check=False, env=environment
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    git("init", "-q")
    git("config", "diff.clausescan.command", f"'{sys.executable}' -m clausescan diff --git")
    (tmp_path / ".gitattributes").write_text("*.docx diff=clausescan\n")
    shutil.copy(folder / "plain.docx", tmp_path / "our draft.docx")
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    shutil.copy(folder / "tracked.docx", tmp_path / "our draft.docx")
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 broken")
    git("add", "-A")
    shown = git("diff", "--cached", "--ext-diff")
    assert "clausescan: broken.docx: added" in shown
    assert "our draft.docx (old, " in shown
    assert "[-thirty-]{+ten+} ([-30-]{+10+})" in shown
    git("commit", "-q", "-m", "second")
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 broken again")
    assert "broken.docx" in git("diff", "--ext-diff")
    git("mv", "our draft.docx", "final.docx")
    assert "our draft.docx → final.docx: the same file" in git("diff", "--cached", "--ext-diff", "-M")
    (tmp_path / "final.docx").unlink()
    assert "final.docx: removed" in git("diff", "--ext-diff")


def test_from_python(folder: Path) -> None:
    classifier = Classifier.load()
    comparison = clausescan.diff(folder / "old.txt", NEW.encode(), classifier=classifier)
    assert [change.kind for change in comparison.changes if change.substantive] == ["modified", "added"]
    same = clausescan.diff(comparison.new, comparison.new)
    assert same.changes == ()
    with pytest.raises(ComparisonError, match="name a second version"):
        clausescan.diff(BytesIO(b"x"))
    with pytest.raises(ComparisonError, match="no tracked changes"):
        clausescan.diff(folder / "plain.docx")
