#!/usr/bin/env python3
"""kill -9 of the driver and of workers at random moments: after resuming, the store equals that of an undisturbed run.

    python benchmarks/batch_kill.py [--documents 60] [--kills 10] [--jobs 2] [--seed 1] [--shared ../shared]

The room is that of batch_room.py. Kills fall at random times of an undisturbed run's length, in turns on the driver and
on one worker; after the driver's death the same command is given again. Compared are all rows of all tables except the
times and memory that a document took and the numbers of runs (clausescan.batch.contents).
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from batch_room import make_room

from clausescan.batch.contents import contents
from clausescan.batch.store import Store

HERE = Path(__file__).resolve().parent


def started(room: Path, store: Path, jobs: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "clausescan", "batch", str(room), "--recursive", "--store", str(store)]
    with store.with_suffix(".log").open("ab") as log:
        return subprocess.Popen([*command, "--jobs", str(jobs), "-q"], stdout=log, stderr=log)


def workers(driver: int) -> list[int]:
    found = []
    for child in Path(f"/proc/{driver}/task/{driver}/children").read_text().split():
        try:
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
        except OSError:
            continue
    return found


def done(store: Path) -> int:
    with Store.open(store) as opened:
        return int(opened.db.execute("SELECT count(*) FROM inputs WHERE state <> 'container'").fetchone()[0])


def disturbed(room: Path, store: Path, jobs: int, moments: list[float]) -> None:
    """Runs until a run ends by itself; a moment is counted in seconds of running, over all runs."""
    ran, waiting, turn = 0.0, sorted(moments), 0
    process, begun = started(room, store, jobs), time.monotonic()
    while True:
        now = ran + time.monotonic() - begun
        if waiting and now >= waiting[0]:
            waiting.pop(0)
            victims = workers(process.pid) if turn % 2 else []
            turn += 1
            if victims:
                os.kill(random.choice(victims), signal.SIGKILL)
                print(f"  {now:5.1f} s: a worker killed, {done(store)} inputs in the store", flush=True)
            elif process.poll() is None:
                process.kill()
                process.wait()
                ran += time.monotonic() - begun
                print(f"  {now:5.1f} s: the driver killed, {done(store)} inputs in the store", flush=True)
                process, begun = started(room, store, jobs), time.monotonic()
        if process.poll() is not None:
            if not waiting:
                return
            # It ended before all kills fell: the rest fall on a run that has nothing to do.
            ran += time.monotonic() - begun
            waiting = [ran + 0.5 * (i + 1) for i in range(len(waiting))]
            process, begun = started(room, store, jobs), time.monotonic()
        time.sleep(0.02)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    options = parser.parse_args()
    choice = random.Random(options.seed)
    random.seed(options.seed)
    with tempfile.TemporaryDirectory(prefix="clausescan-kill-") as folder:
        room, calm, rough = Path(folder) / "room", Path(folder) / "calm.db", Path(folder) / "rough.db"
        make_room(room, options.shared, options.documents, 1, hostile=True)
        begun = time.monotonic()
        started(room, calm, options.jobs).wait()
        length = time.monotonic() - begun
        print(f"undisturbed: {done(calm)} inputs in {length:.0f} s", flush=True)
        disturbed(room, rough, options.jobs, [choice.uniform(1.0, length) for _ in range(options.kills)])
        with Store.open(calm) as one, Store.open(rough) as other:
            expected, got = list(contents(one)), list(contents(other))
            whole = other.db.execute("PRAGMA integrity_check").fetchone()[0]
            runs = other.db.execute("SELECT count(*), sum(outcome IS NULL) FROM runs").fetchone()
        print(f"runs: {runs[0]}, cut off: {runs[1]}; integrity: {whole}")
        missing, added = set(expected) - set(got), set(got) - set(expected)
        print(f"rows: {len(expected)} undisturbed, {len(got)} disturbed; {len(missing)} missing, {len(added)} other")
        for row in [*sorted(map(repr, missing))[:5], *sorted(map(repr, added))[:5]]:
            print("   ", row[:300])
        sys.exit(0 if expected == got else 1)


if __name__ == "__main__":
    main()
