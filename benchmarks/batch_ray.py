#!/usr/bin/env python3
"""A batch on a Ray cluster: the rows equal those of a run on one machine, also when a worker node is killed mid-run.

    python benchmarks/batch_ray.py [--documents 40] [--shared ../shared] [--no-kill]

The cluster is real and small: a head without processors and two nodes with one processor each, started as processes of
their own on 127.0.0.1. The documents are real agreements in PDF and some broken and malicious files. While they are
read, one node is killed with all that it runs (SIGKILL), and a fresh one started ten seconds later. Linux only.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMMAND = [sys.executable, "-m", "clausescan", "batch", "--recursive"]
RAY = str(Path(sys.executable).parent / "ray")
ENVIRONMENT = {
    **os.environ,
    "RAY_USAGE_STATS_ENABLED": "0",
    # A token for this run alone: nobody else on the machine can give work to the cluster.
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": secrets.token_hex(32),
}
STORE_BYTES = "100000000"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def node(*more: str) -> subprocess.Popen[bytes]:
    common = ["--node-ip-address", "127.0.0.1", "--object-store-memory", STORE_BYTES, "--disable-usage-stats"]
    return subprocess.Popen(
        [RAY, "start", "--block", *common, *more],
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[bytes]) -> int:
    """The process and all that it started; gives how many."""
    every, waiting = [], [process.pid]
    while waiting:
        one = waiting.pop()
        every.append(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                waiting += map(int, children.read_text().split())
    for one in every:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    process.wait()
    return len(every)


def done_in(store: Path) -> int:
    import sqlite3

    try:
        db = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5)
        with db:
            return int(db.execute("SELECT count(*) FROM inputs").fetchone()[0])
    except sqlite3.Error:
        return 0


def rows(file: Path) -> Counter[tuple[str, str]]:
    from clausescan.batch.contents import contents
    from clausescan.batch.store import Store

    with Store.open(file) as store:
        return Counter((table, repr(row)) for table, row in contents(store))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--no-kill", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clausescan-ray-") as name:
        folder = Path(name)
        room = folder / "room"
        room.mkdir()
        pdfs = sorted((given.shared / "agreements" / "pdf").glob("*.pdf"))
        hostile = sorted(each for each in (given.shared / "hostile").rglob("*.pdf") if each.is_file())
        chosen = pdfs[: given.documents - given.documents // 4]
        chosen += hostile[: given.documents - len(chosen)]
        for i, file in enumerate(chosen):
            shutil.copyfile(file, room / f"{i:03} {file.name}")
        print(f"{len(list(room.iterdir()))} documents", flush=True)

        local = folder / "local.db"
        begun = time.perf_counter()
        subprocess.run([*COMMAND, str(room), "--store", str(local), "--jobs", "2", "--quiet"], capture_output=True)
        here = time.perf_counter() - begun
        total = done_in(local)
        print(f"two processes here: {here:.1f} s, {60 * total / here:.1f} documents a minute", flush=True)

        port = free_port()
        temporary = tempfile.mkdtemp(prefix="ray", dir="/tmp")  # short: its sockets' names have a limit
        head = node(
            "--head", "--port", str(port), "--num-cpus", "0", "--include-dashboard", "false", "--temp-dir", temporary
        )
        address = f"127.0.0.1:{port}"
        nodes = [head]
        try:
            _wait_for(port)
            nodes += [node("--address", address, "--num-cpus", "1") for _ in range(2)]
            time.sleep(12)
            far = folder / "ray.db"
            what: list[str] = []

            def harm() -> None:
                while done_in(far) < total // 4:
                    time.sleep(0.2)
                at = done_in(far)
                gone = kill(nodes.pop())
                what.append(f"a node killed after {at} documents ({gone} processes)")
                time.sleep(10)
                nodes.append(node("--address", address, "--num-cpus", "1"))

            if not given.no_kill:
                threading.Thread(target=harm, daemon=True).start()
            begun = time.perf_counter()
            command = [*COMMAND, str(room), "--store", str(far), "--engine", "ray", "--address", address, "--jobs", "2"]
            done = subprocess.run([*command, "--quiet"], capture_output=True, text=True, env=ENVIRONMENT)
            there = time.perf_counter() - begun
            print(f"two nodes of Ray: {there:.1f} s, {60 * done_in(far) / there:.1f} documents a minute", flush=True)
            print("; ".join(what) or "no node was killed", flush=True)
            if done.returncode not in (0, 3):
                print(f"exit code {done.returncode}: {done.stderr[-2000:]}")
        finally:
            for one in reversed(nodes):
                kill(one)
            shutil.rmtree(temporary, ignore_errors=True)
        ours, theirs = rows(local), rows(far)
        print(f"rows: {ours.total():,} here, {theirs.total():,} by Ray, equal: {ours == theirs}")
        for table, row in list((ours - theirs) + (theirs - ours))[:10]:
            print(f"  differs: {table} {row[:300]}")
        sys.exit(ours != theirs)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.3)
    raise SystemExit("the head did not start")


if __name__ == "__main__":
    main()
