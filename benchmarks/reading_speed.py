"""Pages a second for reading PDFs alone, ours against pdfplumber's extract_text, on the same files in the same run.

    python benchmarks/reading_speed.py [--shared ../shared] [--plain-pages 4]

Processor time of this one process, single thread; wall-clock time beside it. The whole of `read_pdf` is timed: text,
boxes, furniture, tables, paragraphs. pdfplumber reads the first pages of each file only (it is slow); its rate is per
page read, pages closed one by one. Imports are not counted.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

import pdfplumber
import pypdfium2

from clausescan.reading.options import ReadOptions
from clausescan.reading.pdf import read_pdf


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[1] / ".." / "shared")
    parser.add_argument("--plain-pages", type=int, default=4, help="pages of each file that pdfplumber reads")
    options = parser.parse_args()
    files = {file: file.read_bytes() for file in sorted((options.shared / "agreements/pdf").glob("*.pdf"))}
    if not files:
        print("no agreements found under", options.shared, file=sys.stderr)
        return 1
    read_pdf(next(iter(files.values())), "warm-up", ReadOptions())

    results = []
    for name, run in (
        ("clausescan read_pdf", ours),
        ("pypdfium2 get_text_range", pdfium),
        ("pdfplumber extract_text", None),
    ):
        wall, cpu, pages, slowest = time.perf_counter(), time.process_time(), 0, (0.0, "")
        for file, data in files.items():
            begun = time.process_time()
            read = run(file, data) if run else plain(file, options.plain_pages)
            pages += read
            slowest = max(slowest, ((time.process_time() - begun) / max(read, 1), file.stem))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        results.append(pages / cpu)
        print(
            f"{name:26}{pages:6} pages {pages / cpu:8.1f} pages/s processor {pages / wall:8.1f} pages/s wall clock"
            f"   peak {peak} MB   slowest {slowest[1]} {1000 * slowest[0]:.1f} ms a page"
        )
    print(f"ours is {results[0] / results[2]:.1f} times as fast as pdfplumber")
    return 0


def ours(file: Path, data: bytes) -> int:
    return read_pdf(data, file.name, ReadOptions()).pages or 0


def pdfium(_: Path, data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    pages = len(document)
    document.close()
    return pages


def plain(file: Path, most: int) -> int:
    with pdfplumber.open(file) as document:
        for page in document.pages[:most]:
            page.extract_text()
            page.close()
        return min(most, len(document.pages))


if __name__ == "__main__":
    sys.exit(main())
