"""Where reports go: devices, links, folders, full disks, readers that leave."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from clausescan.cli.output import write
from clausescan.errors import ClausescanError

SCAN = (sys.executable, "-m", "clausescan", "scan", "--no-cache")


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    path = tmp_path / "alliance.txt"
    lines = (f"1.{n} Either party may leave on {n + 10} days' notice to the other party." for n in range(1, 400))
    path.write_text("ALLIANCE AGREEMENT\n\n1. Exit\n\n" + "\n\n".join(lines), encoding="utf-8")
    return path


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    write(pipe, "report")
    reader.join(10)
    assert got == ["report"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_is_followed_and_permissions_are_kept(tmp_path: Path) -> None:
    real = tmp_path / "real.txt"
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "link.txt"
    link.symlink_to(real)
    write(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_new_file_obeys_the_mask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write(tmp_path / "new.txt", "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is write-protected for root")
def test_a_write_protected_file_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "kept.txt"
    file.write_text("kept")
    file.chmod(0o444)
    with pytest.raises(ClausescanError, match="cannot be written"):
        write(file, "new")
    assert file.read_text() == "kept"


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(ClausescanError, match="cannot be written"):
        write(tmp_path / "a", "new")


def test_a_path_that_ends_as_a_folder_is_one(agreement: Path, tmp_path: Path) -> None:
    subprocess.run([*SCAN, agreement, "-o", f"{tmp_path}/reports/"], check=True, timeout=60)
    assert [file.name for file in (tmp_path / "reports").iterdir()] == ["alliance.txt"]


def test_dash_is_standard_output(agreement: Path, tmp_path: Path) -> None:
    result = subprocess.run([*SCAN, agreement, "-o", "-"], cwd=tmp_path, capture_output=True, timeout=60, check=True)
    assert b"ALLIANCE AGREEMENT" in result.stdout
    assert not (tmp_path / "-").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_full_disk_is_told(agreement: Path, form: str) -> None:
    with open("/dev/full", "wb") as full:
        result = subprocess.run(
            [*SCAN, agreement, "--format", form], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert result.returncode == 2
    assert result.stderr.count(b"\n") == 1
    assert b"cannot be written" in result.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_reader_that_leaves(agreement: Path, form: str, unbuffered: str) -> None:
    process = subprocess.Popen(
        [*SCAN, agreement, "--format", form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    )
    assert process.stdout
    assert process.stderr
    process.stdout.read(10)
    process.stdout.close()
    errors = process.stderr.read()
    assert process.wait(60) == 141
    assert errors == b""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_an_old_locale(agreement: Path, encoding: str) -> None:
    agreement.write_text(
        "ALLIANCE “北京” AGREEMENT\n\n1. Either party may leave on 30 days’ notice.\n", encoding="utf-8"
    )
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    text = subprocess.run([*SCAN, agreement], capture_output=True, timeout=60, check=True, env=env).stdout
    assert b"may leave" in text
    answer = subprocess.run(
        [*SCAN, agreement, "--format", "json"], capture_output=True, timeout=60, check=True, env=env
    )
    assert "“北京”" in json.loads(answer.stdout.decode("utf-8"))["document"]["text"]
