"""A run that is cut off, however roughly, leaves a whole store, and the next one goes on where it was."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausescan.batch.contents import contents
from clausescan.batch.store import Store

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals as on POSIX")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cut off") / "room"
    folder.mkdir()
    for i in range(24):
        (folder / f"{i:02}.txt").write_text("REFUSE" if i == 7 else f"SLOW agreement number {i % 18}")
    # Nobody is too late to disturb a run: it waits here until it may end.
    (folder / "23.txt").write_text(f"WAIT FOR\n{folder.parent / 'go'}")
    return folder


def may_end(room: Path, yes: bool = True) -> None:
    """Whether the last agreement of the room can be finished."""
    if yes:
        (room.parent / "go").touch()
    else:
        (room.parent / "go").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def undisturbed(room: Path) -> list[object]:
    store = room.parent / "undisturbed.db"
    may_end(room)
    done = run(store, room)
    assert done.stdout == "finished 18 0 5 1\n", done.stderr
    return rows(store)


def run(store: Path, room: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(HERE / "driver.py"), str(store), str(room)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def rows(file: Path) -> list[object]:
    with Store.open(file) as store:
        assert store.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []
        return list(contents(store))


def begun(store: Path, room: Path, documents: int) -> subprocess.Popen[str]:
    """A run that has written so many documents and goes on."""
    may_end(room, False)
    driver = subprocess.Popen(
        [sys.executable, str(HERE / "driver.py"), str(store), str(room)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
                if db.execute("SELECT count(*) FROM documents").fetchone()[0] >= documents:
                    return driver
        except sqlite3.Error:
            pass
        time.sleep(0.02)
    raise AssertionError(f"no {documents} documents in time: {driver.communicate()}")


def children(pid: int) -> Iterator[int]:
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, *_ = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(parent) == pid and state not in "ZX":
            yield int(file.parent.name)


@pytest.mark.parametrize("documents", [1, 9])
def test_a_killed_driver_loses_nothing_and_does_nothing_twice(
    tmp_path: Path, room: Path, undisturbed: list[object], documents: int
) -> None:
    store = tmp_path / "results.db"
    driver = begun(store, room, documents)
    workers = list(children(driver.pid)) if Path("/proc").exists() else []
    driver.kill()
    driver.communicate()
    with Store.open(store) as opened:
        (written,) = opened.db.execute("SELECT count(*) FROM documents").fetchone()
        first = opened.db.execute("SELECT uri, run FROM inputs WHERE state = 'done'").fetchall()
    assert documents <= written < 18
    may_end(room)
    until = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() and pid in children(1) for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    done = run(store, room)
    assert done.stdout.startswith(f"finished {18 - written} "), done
    assert rows(store) == undisturbed
    with Store.open(store) as opened:
        second = dict(opened.db.execute("SELECT uri, run FROM inputs").fetchall())
        assert all(second[uri] == 1 for uri, _ in first)
        assert opened.db.execute("SELECT outcome FROM runs").fetchall() == [(None,), ("finished",)]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_killed_workers_are_replaced(tmp_path: Path, room: Path, undisturbed: list[object]) -> None:
    store = tmp_path / "results.db"
    driver = begun(store, room, 2)
    for worker in [pid for pid in children(driver.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]:
        os.kill(worker, signal.SIGKILL)
    may_end(room)
    out, error = driver.communicate(timeout=60)
    assert out == "finished 18 0 5 1\n", error
    assert rows(store) == undisturbed


def test_the_first_ctrl_c_finishes_what_is_under_way(tmp_path: Path, room: Path, undisturbed: list[object]) -> None:
    store = tmp_path / "results.db"
    driver = begun(store, room, 2)
    driver.send_signal(signal.SIGINT)
    may_end(room)
    out, error = driver.communicate(timeout=10)
    assert out.startswith("interrupted "), error
    assert error == ""
    run(store, room)
    assert rows(store) == undisturbed


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A room with one agreement and two that nobody finishes."""
    folder = tmp_path / "room"
    folder.mkdir()
    for name, text in (("a", "one"), ("b", "HANG 1"), ("c", "HANG 2")):
        (folder / f"{name}.txt").write_text(text)
    return folder


def test_the_second_ctrl_c_does_not_wait(tmp_path: Path, endless: Path) -> None:
    store = tmp_path / "results.db"
    driver = begun(store, endless, 1)
    driver.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        driver.wait(0.7)
    driver.send_signal(signal.SIGINT)
    out, error = driver.communicate(timeout=5)
    assert out == "interrupted 1 0 0 0\n", error
    with Store.open(store) as opened:
        assert opened.db.execute("SELECT state FROM inputs").fetchall() == [("done",)]
        assert opened.db.execute("SELECT outcome FROM runs").fetchall() == [("interrupted",)]


def test_a_second_batch_on_the_same_store_is_refused(tmp_path: Path, endless: Path) -> None:
    store = tmp_path / "results.db"
    driver = begun(store, endless, 1)
    done = run(store, endless)
    driver.kill()
    driver.communicate()
    assert "another batch is writing this store" in done.stderr
