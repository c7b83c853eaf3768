#!/usr/bin/env python3
"""What it costs to write a report in each format, beside the scan itself.

Processor seconds, of every agreement that is named: the scan; then each format that fits the file, the first
time (with the libraries that it loads) and again, and how large it is; and all of them together, as one run of
`clausescan scan --format ... -o FOLDER` adds them to a scan.

usage: formats.py [FILE ...]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from clausescan.classify import Classifier
from clausescan.encoding.cache import VectorCache
from clausescan.errors import FormatError
from clausescan.pipeline import scan
from clausescan.report.formats import FORMATS, Rendering

SAMPLES = Path(__file__).resolve().parents[1] / "corpora" / "samples"
AGAIN = 3


def main() -> None:
    files = list(map(Path, sys.argv[1:])) or [SAMPLES / "battery_cell_jv.pdf", SAMPLES / "battery_cell_jv.docx"]
    classifier = Classifier.load(cache=VectorCache(None))
    for n, file in enumerate(files):
        began = time.process_time()
        report = scan(file, classifier=classifier)
        pages = f"{report.document.pages} pages, " if report.document.pages else ""
        print(f"\n{file.name}: {pages}{report.document.words:,} words; scan {time.process_time() - began:.2f} s\n")
        first_column = "first time s" if n == 0 else "libraries loaded s"
        print(f"| format | {first_column} | best of {AGAIN} s | kB |\n| --- | --- | --- | --- |")
        rendering = Rendering(source=file.read_bytes())
        total = best_total = 0.0
        for format in FORMATS.values():
            try:
                first, size = timed(format.name, report, rendering)
            except FormatError:
                continue
            best = min(timed(format.name, report, rendering)[0] for _ in range(AGAIN))
            total, best_total = total + first, best_total + best
            print(f"| {format.name} | {first:.3f} | {best:.3f} | {size / 1000:,.0f} |")
        print(f"| **all** | {total:.2f} | {best_total:.2f} | |")


def timed(name: str, report: object, rendering: Rendering) -> tuple[float, int]:
    """Processor seconds, and bytes."""
    began = time.process_time()
    made = FORMATS[name].render(report, rendering)  # type: ignore[arg-type]
    return time.process_time() - began, len(made)


if __name__ == "__main__":
    main()
