"""Scan the labelled agreements end to end and score the reports with the shared scorer.

usage: python benchmarks/gold_dev.py [--shared ../shared] [--split dev] [--out FOLDER] [--only ID ...]

An agreement whose PDF is in shared/agreements/pdf is scanned from the PDF; the others (model forms that exist only as
labelled paragraphs) from a text file of those paragraphs. Prints the scorer's table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from clausescan.classify import Classifier
from clausescan.pipeline import scan
from clausescan.report.json import to_json

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--split", default="dev", choices=["dev", "silver"])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--summary", action="store_true", help="leave out the table of clause types")
    args = parser.parse_args()
    gold = args.shared / "gold" / args.split
    if not gold.is_dir():
        print(f"{gold} is absent: nothing to score", file=sys.stderr)
        return 2
    out = args.out or Path(tempfile.mkdtemp(prefix="gold-"))
    out.mkdir(parents=True, exist_ok=True)
    classifier = Classifier.load()
    began = time.perf_counter()
    pages = 0
    for file in sorted((gold / "docs").glob("*.json")):
        if args.only and file.stem not in args.only:
            continue
        pdf = args.shared / "agreements" / "pdf" / f"{file.stem}.pdf"
        if pdf.exists():
            report = scan(pdf, classifier=classifier)
            pages += report.document.pages or 0
        else:
            text = "\n\n".join(json.loads(file.read_text(encoding="utf-8"))["paragraphs"])
            report = scan(text.encode(), name=f"{file.stem}.txt", classifier=classifier)
        (out / f"{file.stem}.json").write_text(to_json(report), encoding="utf-8")
    seconds = time.perf_counter() - began
    scorer = args.shared / "eval" / "score.py"
    result = subprocess.run([sys.executable, str(scorer), str(gold), str(out)], capture_output=True, text=True)
    scores = json.loads(result.stdout)
    if args.summary:
        scores.pop("leaves")
        scores["items"] = scores["exit_triggers"] = None
    print(json.dumps(scores, indent=1))
    print(f"scanned into {out} in {seconds:.1f} s, {pages} PDF pages", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
