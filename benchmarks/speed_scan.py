#!/usr/bin/env python3
"""Time and memory of one whole `clausescan scan`, against the plain way, process by process.

The plain way: pdfplumber for the text, sentence-transformers in fp32 (all-MiniLM-L6-v2) for a vector of every unit, in
one Python process, each library with its defaults. Its units are the paragraphs that a line beginning with a label or a
full stop at a line end gives; how many there are, and their words, is printed for both. A scan keeps vectors on disk;
here each first scan starts with none, and the same scan again shows what keeping them is worth.

usage: speed_scan.py [FILE.pdf] [--shared ../shared] [--runs 3]
Needs clausescan[training] for the plain way.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

PLAIN = r"""
import json, re, sys
import pdfplumber
from sentence_transformers import SentenceTransformer
from clausescan.training.export import base_folder

units, words = [], []
with pdfplumber.open(sys.argv[1]) as pdf:
    for page in pdf.pages:
        for line in (page.extract_text() or "").splitlines():
            label = re.match(r"(?:\(?\w{1,4}[.)]|[\d.]+|ARTICLE|Article|Section)\s", line)
            if words and (label or words[-1][-1:] in ".;:"):
                units.append(" ".join(words))
                words = []
            words += line.split()
        page.close()
if words:
    units.append(" ".join(words))
model = SentenceTransformer(str(base_folder()), device="cpu", local_files_only=True)
vectors = model.encode(units, normalize_embeddings=True)
print(json.dumps({"units": len(vectors), "words": sum(len(u.split()) for u in units)}))
"""


def measure(command: list[str], cache: str) -> tuple[float, float, float, str]:
    """Seconds, processor seconds, peak MB (of the largest process) and standard output of a process."""
    read, write = os.pipe()
    started = time.perf_counter()
    environment = {**os.environ, "CLAUSESCAN_CACHE_DIR": cache}
    process = subprocess.Popen(command, stdout=write, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as stream:
        output = stream.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1) or not output:
        raise SystemExit(f"{command[:4]} ended with {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    file = str((args.file or args.shared / "agreements/pdf/transphorm_jv.pdf").resolve())

    scan = [sys.executable, "-m", "clausescan", "scan", file, "--format", "json", "--quiet"]
    ways = {
        "clausescan scan": scan,
        "the same scan again": scan,
        "the plain way": [sys.executable, "-c", PLAIN, file],
    }
    found: dict[str, list[tuple[float, float, float, str]]] = {name: [] for name in ways}
    for _ in range(args.runs):  # in turns, so that other work on the machine falls on both
        with tempfile.TemporaryDirectory() as cache:
            for name, command in ways.items():
                found[name].append(measure(command, cache))
    report = json.loads(found["clausescan scan"][0][3])
    plain = json.loads(found["the plain way"][0][3])
    texts = [c["text"] for c in report["clauses"]]
    counts = {
        "clausescan scan": (len(texts), sum(len(t.split()) for t in texts)),
        "the plain way": (plain["units"], plain["words"]),
    }
    counts["the same scan again"] = counts["clausescan scan"]
    print(f"{Path(file).name}, {report['document']['pages']} pages, {args.runs} runs in turns, "
          f"{len(os.sched_getaffinity(0))} processors\n")  # fmt: skip
    print("| way | seconds (best) | seconds (median) | processor seconds (best) | peak MB | units | words |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, runs in found.items():
        seconds = sorted(r[0] for r in runs)
        processor, memory = min(r[1] for r in runs), max(r[2] for r in runs)
        units, words = counts[name]
        print(f"| {name} | {seconds[0]:.2f} | {seconds[len(seconds) // 2]:.2f} | {processor:.2f} | {memory:.0f} "
              f"| {units} | {words} |")  # fmt: skip
    ours, theirs = (sorted(r[0] for r in found[name]) for name in ("clausescan scan", "the plain way"))
    print(f"\nclausescan is {theirs[0] / ours[0]:.1f} times as fast (best run against best run), "
          f"{theirs[len(theirs) // 2] / ours[len(ours) // 2]:.1f} times (median)")  # fmt: skip


if __name__ == "__main__":
    main()
