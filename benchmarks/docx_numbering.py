"""Automatic numbers of Word files against the labels that a reader sees (shared/docx_numbering/MANIFEST.tsv).

    python benchmarks/docx_numbering.py [--shared ../shared] [--libreoffice]

Prints a line per wrong label and a table per file; exits with 1 if any label is wrong. --libreoffice also exports the
files and the agreements of shared as text with LibreOffice (soffice), a second implementation, and compares word by
word, labels included: LibreOffice writes deleted text too, so files with tracked changes differ.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from clausescan.model import Document
from clausescan.reading.docx import read_docx
from clausescan.reading.options import ReadOptions

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def timed(file: Path) -> tuple[Document, float]:
    """The accepted view of a file, and the seconds that reading took."""
    data = file.read_bytes()
    started = time.perf_counter()
    document = read_docx(data, file.name, ReadOptions())
    return document, time.perf_counter() - started


def squeeze(text: str) -> str:
    return " ".join(text.split())


def got(document: Document, expected: str, start: str) -> str:
    """What the reader gave for one row of the manifest: the label of the block that begins with `start`."""
    if expected.startswith("(none"):
        return " ".join(block.label for block in document.blocks if block.label) or expected
    found = [
        block.label
        for block in document.blocks
        if squeeze(document.text[block.start : block.end]).startswith(squeeze(start))
    ]
    return expected if expected in found else ", ".join(found) or "(no such paragraph)"


def manifest(folder: Path) -> int:
    """Prints the table of labels and returns how many are wrong."""
    rows = defaultdict(list)
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows[row["file"]].append((row["paragraph_starts"], row["expected_label"]))
    wrong = total = 0
    table = []
    for name, expected in rows.items():
        document, seconds = timed(folder / name)
        right = 0
        for start, label in expected:
            answer = got(document, label, start)
            right += answer == label
            if answer != label:
                print(f"{name}: {start!r} expected {label!r}, got {answer!r}")
        wrong, total = wrong + len(expected) - right, total + len(expected)
        table.append((name, right, len(expected), sum(bool(b.label) for b in document.blocks), seconds))
    print(f"{'file':<48}{'right':>6}{'of':>5}{'labels in file':>16}{'seconds':>9}")
    for name, right, of, count, seconds in table:
        print(f"{name:<48}{right:>6}{of:>5}{count:>16}{seconds:>9.3f}")
    print(f"{'all':<48}{total - wrong:>6}{total:>5}")
    return wrong


def printed(document: Document) -> list[str]:
    """Words and labels in the order of the page, without notes (LibreOffice leaves those out)."""
    blocks = [block for block in document.blocks if block.kind != "note"]
    return [word for b in blocks for word in f"{b.label} {document.text[b.start : b.end]}".split()]


def second_implementation(files: list[Path]) -> None:
    """Prints, for each file, how the words and labels agree with LibreOffice's text export."""
    soffice = shutil.which("soffice")
    if soffice is None:
        print("\nsoffice is not installed; no comparison with LibreOffice")
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "txt:Text"]
        subprocess.run([*command, "--outdir", folder, *map(str, files)], check=True, capture_output=True)
        print(f"\n{'against LibreOffice':<48}{'words':>6}{'of':>7}{'same':>8}{'differences':>13}")
        for file in files:
            theirs = (Path(folder) / f"{file.stem}.txt").read_text(encoding="utf-8-sig").split()
            ours = printed(timed(file)[0])
            matcher = difflib.SequenceMatcher(None, theirs, ours, autojunk=False)
            changes = sum(code != "equal" for code, *_ in matcher.get_opcodes())
            print(f"{file.name:<48}{len(ours):>6}{len(theirs):>7}{matcher.ratio():>8.4f}{changes:>13}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--libreoffice", action="store_true")
    chosen = parser.parse_args()
    wrong = manifest(chosen.shared / "docx_numbering")
    if chosen.libreoffice:
        numbered = sorted((chosen.shared / "docx_numbering").glob("*.docx"))
        second_implementation(numbered + sorted((chosen.shared / "agreements" / "docx").glob("*.docx")))
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
