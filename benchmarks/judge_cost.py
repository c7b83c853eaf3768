#!/usr/bin/env python3
"""What the judgement adds to the time of reading and typing: one scan as a process of its own, with it and without.

The two run in turn; the ratio is taken pair by pair. No vectors are kept between runs (`cache=None`).

usage: judge_cost.py FILE... [--runs 5]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

WHOLE = """
import sys
from clausescan.pipeline import scan
assert scan(sys.argv[1]).judgement is not None
"""
WITHOUT = """
import sys
from clausescan.classify import Classifier
from clausescan.pipeline import read_clauses
from clausescan.reading import read
document = read(sys.argv[1])  # first, as scan does: reading starts its guarded process while this one is small
assert read_clauses(document, Classifier.load())[0].clauses
"""


def seconds(program: str, file: Path) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, str(file)], check=True)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    print("| agreement | reading and typing, s | with the judgement, s | added |\n| --- | --- | --- | --- |")
    for file in args.files:
        pairs = [(seconds(WITHOUT, file), seconds(WHOLE, file)) for _ in range(args.runs)]
        ratio = statistics.median(b / a for a, b in pairs)
        one, two = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"| {file.stem} | {one:.2f} | {two:.2f} | {ratio - 1:+.0%} |", flush=True)


if __name__ == "__main__":
    main()
