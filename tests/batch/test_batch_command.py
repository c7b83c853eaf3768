"""clausescan batch on real documents: what it reads equals a scan, and other verdicts need no document."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

import clausescan
from clausescan.batch.contents import contents
from clausescan.batch.store import Store
from clausescan.checklist import load_checklist
from clausescan.report.json import to_dict

FIRST = """PAINT SHOP ALLIANCE AGREEMENT

This Agreement is made on 1 March 2026 between Cedar Plc ("Cedar") and Dogwood Inc. ("Dogwood").

1. Term. This Agreement takes effect on 1 April 2026 and continues for seven (7) years.

2. Leaving. Either party may terminate this Agreement on twelve months' written notice. If a party commits a material
breach and does not cure it within thirty (30) days of notice, the other may terminate at once.

3. Deadlock. A matter that the board cannot settle goes to the chief executives, who shall try in good faith to agree.

4. Law. The laws of Germany govern this Agreement.
"""
SECOND = """# Glass Consortium Agreement

This Agreement is made on 2 May 2025 between Elm Ltd ("Elm") and Fir SA ("Fir").

## 1. Term

It runs until 31 December 2030 and renews for two years at a time unless a party objects ninety days before.

## 2. After the end

Each party keeps its tools. The supply of spare parts goes on for [●] years.
"""


def clausescan_batch(cwd: Path, *args: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("CLAUSESCAN_")}
    command = [sys.executable, "-m", "clausescan", "batch", *args]
    return subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a room in it, and the room's store after one run, whose outcome is in run.txt."""
    place = tmp_path_factory.mktemp("place")
    room = place / "room"
    room.mkdir()
    (room / "first.txt").write_text(FIRST)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "The draft"
    mail.set_content("As discussed.")
    mail.add_attachment(SECOND.encode(), maintype="text", subtype="markdown", filename="second.md")
    with zipfile.ZipFile(room / "more.zip", "w") as archive:
        archive.writestr("copies/first copy.txt", FIRST)
        archive.writestr("mail.eml", mail.as_bytes())
    (room / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    done = clausescan_batch(place, "room", "--jobs", "1", "--fail-on", "high")
    assert done.returncode == 3, done.stderr
    (place / "out.txt").write_text(done.stdout)
    (place / "error.txt").write_text(done.stderr)
    return place


def test_a_run_says_what_became_of_what(place: Path) -> None:
    assert (place / "out.txt").read_text().splitlines() == [
        "files       2 read, 1 duplicates of another file, 1 failed",
        "failed      1: unsupported_format",
        "opened      2 archives and messages",
        "gate        2 documents have something open that is high or graver",
        "store       results.db",
    ]
    error = (place / "error.txt").read_text()
    assert "room/old.doc: old Word files (.doc) are not read" in error
    assert "Traceback" not in error


def test_a_document_reads_as_in_a_scan(place: Path) -> None:
    with Store.open(place / "results.db") as store:
        for uri, text in (("first.txt", FIRST), ("more.zip!/mail.eml!/second.md", SECOND)):
            uri = str(place / "room" / uri)
            row = store.input(uri)
            assert row
            assert row.document
            assert store.report(row.document) == clausescan.scan(text.encode(), name=uri)
        (peak, seconds) = store.db.execute("SELECT max(peak_mb), max(seconds) FROM inputs").fetchone()
        assert 50 < peak < 1000
        assert 0 < seconds < 60
        known = store.db.execute("SELECT count(*) FROM clauses WHERE vector IS NOT NULL").fetchone()[0]
        assert known == sum(len(store.vectors(id)) for (id,) in store.db.execute("SELECT id FROM documents"))


def test_the_same_run_again_reads_nothing(place: Path) -> None:
    begun = time.monotonic()
    done = clausescan_batch(place, "room", "--fail-on", "critical", "-q")
    assert done.returncode == 3
    assert done.stdout.startswith("files       3 known already, 1 failed\n")
    with Store.open(place / "results.db") as store:
        assert store.db.execute("SELECT DISTINCT run FROM inputs WHERE document IS NOT NULL").fetchall() == [(1,)]
    assert time.monotonic() - begun < 30


def test_another_checklist_needs_no_document(place: Path, tmp_path: Path) -> None:
    """The files are gone, and the verdicts are those that a scan by the new checklist gives."""
    house = tmp_path / "house.toml"
    house.write_text('name = "house"\nextends = "reference"\noff = ["TR-06"]\n')
    (tmp_path / "room").mkdir()
    file = tmp_path / "room" / "first.txt"
    file.write_text(FIRST)
    assert clausescan_batch(tmp_path, "room", "--jobs", "1").returncode == 0
    with Store.open(tmp_path / "results.db") as store:
        before = [row for row in contents(store) if row[0] in ("clauses", "facts", "vectors", "periods")]
    file.unlink()
    done = clausescan_batch(tmp_path, "--checklist", "house.toml", "--profile", "battery", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert "judged      1 documents again, without reading them" in done.stdout
    expected = clausescan.scan(FIRST.encode(), name=str(file), checklist=load_checklist(house), profile="battery")
    with Store.open(tmp_path / "results.db") as store:
        assert store.report(1) == expected
        assert store.db.execute("SELECT checklist, profile FROM documents").fetchall() == [("house", "battery")]
        assert store.db.execute("SELECT count(*) FROM findings WHERE item = 'TR-06'").fetchone() == (0,)
        assert [row for row in contents(store) if row[0] in ("clauses", "facts", "vectors", "periods")] == before
    done = clausescan_batch(tmp_path, "--checklist", "house.toml", "--profile", "battery")
    assert "judged" not in done.stdout


def test_usage_errors_are_told(tmp_path: Path) -> None:
    done = clausescan_batch(tmp_path)
    assert done.returncode == 2
    assert "there is no results.db yet" in done.stderr
    (tmp_path / "notes.db").write_text("no database" * 100)
    done = clausescan_batch(tmp_path, ".", "--store", "notes.db")
    assert done.returncode == 2
    assert "notes.db" in done.stderr
    assert "Traceback" not in done.stderr
    done = clausescan_batch(tmp_path, "missing.pdf")
    assert done.returncode == 3
    assert "missing.pdf: not found" in done.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals as on POSIX")
def test_ctrl_c_ends_with_130(tmp_path: Path) -> None:
    for i in range(40):
        (tmp_path / f"{i}.txt").write_text(FIRST + f"\n5. Number. {i}\n")
    command = [sys.executable, "-m", "clausescan", "batch", ".", "--jobs", "1"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        time.sleep(0.05)
        if (tmp_path / "results.db").exists():
            with Store.open(tmp_path / "results.db") as store:
                if store.db.execute("SELECT count(*) FROM documents").fetchone()[0]:
                    break
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "clausescan: interrupted" in error
    assert "Traceback" not in error
    with Store.open(tmp_path / "results.db") as store:
        (documents,) = store.db.execute("SELECT count(*) FROM documents").fetchone()
        assert f"files       {documents} read" in out
        assert 0 < documents < 40


def test_a_report_file_for_each_agreement(place: Path) -> None:
    done = clausescan_batch(place, "room", "--format", "text,json", "-o", "reports", "--jobs", "1", "-q")
    assert "written     4 report files" in done.stdout
    assert done.returncode == 3
    names = sorted(path.name for path in (place / "reports").iterdir())
    assert [re.sub("-[0-9a-f]{8}", "", name) for name in names] == [
        *("first.json", "first.txt", "second.json", "second.txt"),
    ]
    (text,) = (path.read_text() for path in (place / "reports").glob("first*.json"))
    assert json.loads(text) == to_dict(clausescan.scan(FIRST.encode(), name=str(place / "room" / "first.txt")))
    for wrong in (["--format", "text"], ["-o", "x"], ["--format", "docx", "-o", "x"], ["--format", "no", "-o", "x"]):
        assert clausescan_batch(place, "room", *wrong).returncode == 2
