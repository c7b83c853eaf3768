#!/usr/bin/env python3
"""What the cache saves when the next version of an agreement is scanned: whole processes, processor time.

Each sample agreement has two versions. The second is scanned without a cache, with a cache that knows the first, and
once more. The reports must be the same to the last character.

usage: rescan.py [FIRST.pdf SECOND.pdf ...]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from clausescan.classify import Classifier
from clausescan.encoding.cache import VectorCache
from clausescan.pipeline import scan

SAMPLES = Path(__file__).resolve().parents[1] / "corpora" / "samples"
NAMES = ("battery_cell_jv", "vehicle_software_alliance")


def timed(*arguments: str) -> tuple[float, bytes]:
    """Processor seconds of one process, and what it wrote."""
    before = os.times()
    done = subprocess.run([sys.executable, "-m", "clausescan", "scan", *arguments], capture_output=True, check=True)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4]), done.stdout


def main() -> None:
    pairs = list(zip(sys.argv[1::2], sys.argv[2::2], strict=True)) or [
        (str(SAMPLES / f"{name}.pdf"), str(SAMPLES / f"{name}_v2.pdf")) for name in NAMES
    ]
    print("| second version | clauses encoded | again after the first | no cache s | after the first s | once more s |")
    print("| --- | --- | --- | --- | --- | --- |")
    for first, second in pairs:
        with tempfile.TemporaryDirectory() as folder:
            keep = ("--cache-dir", folder, "--format", "json")
            without, expected = timed(second, "--no-cache", "--format", "json")
            timed(first, *keep)
            after, got = timed(second, *keep)
            again, last = timed(second, *keep)
            if not expected == got == last:
                raise SystemExit(f"{second}: the reports differ")
        cache = VectorCache(None)
        classifier = Classifier.load(cache=cache)
        scan(first, classifier=classifier)
        cache.hits = cache.misses = 0
        scan(second, classifier=classifier)
        total = cache.hits + cache.misses
        print(f"| {Path(second).name} | {total} | {cache.misses} | {without:.2f} | {after:.2f} | {again:.2f} |")


if __name__ == "__main__":
    main()
