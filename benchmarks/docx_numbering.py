"""Automatic numbers of Word files against the labels that a reader sees (shared/docx_numbering/MANIFEST.tsv).

    python benchmarks/docx_numbering.py [FOLDER]

Prints a line per wrong label and a table per file; exits with 1 if any label is wrong.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import defaultdict
from pathlib import Path

from clausescan.reading.docx import read_docx
from clausescan.reading.options import ReadOptions

DEFAULT = Path(__file__).resolve().parents[1] / ".." / "shared" / "docx_numbering"


def labels(file: Path) -> tuple[list[tuple[str, str]], float]:
    """(text, label) of each block in the accepted view, and the seconds that reading took."""
    data = file.read_bytes()
    started = time.perf_counter()
    document = read_docx(data, file.name, ReadOptions())
    seconds = time.perf_counter() - started
    return [(document.text[b.start : b.end], b.label) for b in document.blocks], seconds


def squeeze(text: str) -> str:
    return " ".join(text.split())


def got(blocks: list[tuple[str, str]], expected: str, start: str) -> str:
    """What the reader gave for one row of the manifest: the label of the block that begins with `start`."""
    if expected.startswith("(none"):
        return " ".join(label for _, label in blocks if label) or expected
    found = [label for text, label in blocks if squeeze(text).startswith(squeeze(start))]
    return expected if expected in found else ", ".join(found) or "(no such paragraph)"


def main(folder: Path) -> int:
    rows = defaultdict(list)
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows[row["file"]].append((row["paragraph_starts"], row["expected_label"]))
    wrong = total = 0
    table = []
    for name, expected in rows.items():
        blocks, seconds = labels(folder / name)
        right = 0
        for start, label in expected:
            answer = got(blocks, label, start)
            right += answer == label
            if answer != label:
                print(f"{name}: {start!r} expected {label!r}, got {answer!r}")
        wrong, total = wrong + len(expected) - right, total + len(expected)
        table.append((name, right, len(expected), sum(bool(label) for _, label in blocks), seconds))
    print(f"{'file':<36}{'right':>6}{'of':>5}{'labels in file':>16}{'seconds':>9}")
    for name, right, of, count, seconds in table:
        print(f"{name:<36}{right:>6}{of:>5}{count:>16}{seconds:>9.3f}")
    print(f"{'all':<36}{total - wrong:>6}{total:>5}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
