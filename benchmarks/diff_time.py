#!/usr/bin/env python3
"""Time and memory of one whole `clausescan diff OLD NEW`, against one scan of OLD, process by process.

An agreement is written in two versions with some thirty edits, in another dress (planting.py, file_formats.py). Each
process starts with an empty cache, so that OLD is read cold; the cache is what makes NEW cheap. Processor seconds are
told beside those of the clock, because other work on the machine does not count into them.

With --edits N only N paragraphs are edited, as in a round of negotiation, and nothing is added, moved or renumbered.

usage: diff_time.py [--shared ../shared] [--only NAME] [--formats pdf docx txt] [--runs 3] [--edits N]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from file_formats import write
from planted_edits import parties_of
from planting import drafted, paragraphs_of, plant

ROOT = Path(__file__).resolve().parents[1]


def measured(*words: str) -> tuple[float, float, float]:
    """Seconds by the clock, processor seconds, and the peak in MB of the largest process, with an empty cache."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "CLAUSESCAN_CACHE_DIR": cache}
        command = [sys.executable, "-m", "clausescan", *words, "--quiet", "--format", "json", "-o", f"{cache}/out.json"]
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"failed: {' '.join(words)}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--only", default="transphorm_jv")
    parser.add_argument("--formats", nargs="+", default=["pdf", "docx"], choices=["pdf", "docx", "txt"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--edits", type=int)
    args = parser.parse_args()
    paragraphs = paragraphs_of(args.shared / "gold" / "dev", args.only)
    draft = drafted(paragraphs, parties_of(paragraphs), args.only)
    plant(draft)
    before, after = [p.text for p in draft.old], [p.text for p in draft.new]
    if args.edits:
        edited = {p.key: p.text for p in draft.new}
        changed = [p.key for p in draft.old if edited.get(p.key, p.text) != p.text][: args.edits]
        after = [edited[p.key] if p.key in changed else p.text for p in draft.old]
    differing = len(set(after) - set(before))
    print(f"{args.only}: {sum(len(text.split()) for text in before):,} words, {differing} paragraphs edited or new")
    with tempfile.TemporaryDirectory() as folder:
        for suffix in args.formats:
            old, new = (Path(folder) / f"{name}.{suffix}" for name in ("old", "new"))
            for file, side, dress in ((old, before, 0), (new, after, 1)):
                write(side, file, dress)
            scans, diffs = [], []
            for _ in range(args.runs):
                scans.append(measured("scan", str(old)))
                diffs.append(measured("diff", str(old), str(new)))
            one, both = ([statistics.median(run[i] for run in runs) for i in range(3)] for runs in (scans, diffs))
            print(
                f"{suffix:5} scan {one[0]:.1f} s ({one[1]:.1f} s processor, {one[2]:.0f} MB)   diff {both[0]:.1f} s "
                f"({both[1]:.1f} s processor, {both[2]:.0f} MB)   {both[0] / one[0]:.2f} times by the clock, "
                f"{both[1] / one[1]:.2f} times by the processor"
            )


if __name__ == "__main__":
    main()
