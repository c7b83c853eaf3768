#!/usr/bin/env python3
"""Seconds a document, beside the two fastest open tools found on PyPI: amagi-contract-deadlines and extract-cli.

    python benchmarks/batch_competitors.py [--documents 10] [--rounds 3] [--jobs 1,2] [--shared ../shared] [--venvs DIR]

All read the same PDFs, in turn, round after round, each as it is meant to be used for many files: amagi takes the files
in one call (with two processes: half of them each), extract-cli one file a call, clausescan is `clausescan batch` into
an empty store, which uses no vectors of earlier runs. Both tools find dates or fields with regular expressions;
clausescan reads the agreement whole, types every clause and judges 65 questions. Each tool is installed into an
environment of its own for the run; neither is a dependency. Processor seconds stand beside the seconds of the clock,
which depend on what else the machine does; of the rounds the median.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
Calls = list[list[str]]


def installed(folder: Path, package: str) -> Path:
    """The folder of commands of an environment with the package in it."""
    place = folder / package
    if not (place / "bin" / "python").exists():
        venv.create(place, with_pip=True)
        subprocess.run([place / "bin" / "pip", "install", "--quiet", package], check=True, stderr=subprocess.DEVNULL)
    said = subprocess.run([place / "bin" / "pip", "show", package], check=True, capture_output=True, text=True).stdout
    version = next(line for line in said.splitlines() if line.startswith("Version"))
    print(f"{package} {version.partition(': ')[2]}", flush=True)
    return place / "bin"


def timed(calls: Calls, jobs: int) -> tuple[float, float, int]:
    """Seconds, processor seconds, and how many calls failed; `jobs` calls at a time."""

    def call(command: list[str]) -> bool:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return done.returncode not in (0, 3)

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        failed = sum(pool.map(call, calls))
    taken = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", default="1,2")
    parser.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--venvs", type=Path)
    given = parser.parse_args()
    files = sorted((given.shared / "agreements" / "pdf").glob("*.pdf"))[: given.documents]
    with tempfile.TemporaryDirectory(prefix="clausescan-competitors-") as name:
        folder = Path(name)
        venvs = given.venvs or folder
        amagi = installed(venvs, "amagi-contract-deadlines") / "amagi-contract-deadlines"
        extract = installed(venvs, "extract-cli") / "extract"
        names = [str(file) for file in files]
        stores = iter(range(1_000_000))

        def amagi_calls(jobs: int) -> Calls:
            return [[str(amagi), "--json", *names[i::jobs]] for i in range(jobs)]

        def extract_calls(jobs: int) -> Calls:
            return [[str(extract), "extract", each] for each in names]

        def clausescan_calls(jobs: int) -> Calls:
            store = str(folder / f"{next(stores)}.db")
            scan = [sys.executable, "-m", "clausescan", "batch", "--quiet", "--jobs", str(jobs), "--store", store]
            return [[*scan, *names]]

        tools: dict[str, Callable[[int], Calls]] = {
            "amagi-contract-deadlines": amagi_calls,
            "extract-cli": extract_calls,
            "clausescan batch": clausescan_calls,
        }
        pages = f"{len(files)} PDFs, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB"
        print(f"{pages}; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
        print(f"{'':<26}{'processes':>10}{'s a document':>14}{'processor s':>13}{'failed calls':>14}")
        for jobs in map(int, given.jobs.split(",")):
            found: dict[str, list[tuple[float, float, int]]] = {tool: [] for tool in tools}
            for _ in range(given.rounds):
                for tool, calls in tools.items():
                    found[tool].append(timed(calls(jobs), jobs))
            for tool, rounds in found.items():
                clock, processor = (median(each[i] for each in rounds) / len(files) for i in (0, 1))
                failed = max(each[2] for each in rounds)
                print(f"{tool:<26}{jobs:>10}{clock:>14.2f}{processor:>13.2f}{failed:>14}", flush=True)


if __name__ == "__main__":
    main()
