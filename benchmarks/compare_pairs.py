#!/usr/bin/env python3
"""What `compare` tells of pairs of which the right answer is known, and how long it takes.

- pairs: published versions of the same text. Null pairs are two transcripts of one agreement and have no substance.
- samples: the agreements of corpora/samples as PDF and Word file, each version against itself in the other format (no
  substance) and the first version against the second in all four combinations (the same changes in each).
- texts: agreements as published in plain text against their PDF, where clauses are cut otherwise, running heads and
  page numbers stand in the text, and columns are read in another order. As near to no substance as can be.

usage: compare_pairs.py [--shared ../shared] [--only pairs samples texts] [--told]

Seconds are processor time of the comparison alone.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from clausescan.classify import Classifier
from clausescan.compare import compare
from clausescan.encoding.cache import VectorCache
from clausescan.model import Change, Report
from clausescan.pipeline import read_clauses
from clausescan.reading import read

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("added", "removed", "modified", "moved", "renumbered", "cosmetic")
PAIRS = (
    ("02_seriesseed_certificate", "v3.0.md", "v3.1.md", "0"),
    ("02_seriesseed_certificate", "v3.1.md", "v3.2.md", ""),
    ("03_seriesseed_term_sheet", "v3.0.md", "v3.1.md", "1"),
    ("03_seriesseed_term_sheet", "v3.1.md", "v3.2.md", "4"),
    ("10_commonpaper_csa_sla", "csa-without-sla.docx", "csa-with-sla.docx", ""),
    ("13_commonpaper_orderform", "order-form.docx", "order-form-with-sla.docx", ""),
    ("14_community_spec_license", "v1.0.md", "v1.1.md", "1"),
    ("15_null_amezmo_llc", "raw.txt", "processed.txt", "0"),
    ("23_null_cuad_aduro", "a.txt", "b.txt", "0"),
)
SAMPLES = ("battery_cell_jv", "vehicle_software_alliance")


class Reports:
    """Each file is read and its clauses typed once."""

    def __init__(self) -> None:
        self._classifier = Classifier.load(threads=2, cache=VectorCache(None))
        self._made: dict[str, Report] = {}

    def of(self, source: Path | bytes, name: str) -> Report:
        if name not in self._made:
            self._made[name] = read_clauses(read(source, name=name), self._classifier)[0]
        return self._made[name]


def pairs_of(args: argparse.Namespace, reports: Reports) -> Iterator[tuple[str, str, Report, Report]]:
    """Name, number of substantive changes expected ("" where it was not counted), old and new version."""
    if "pairs" in args.only:
        for folder, old, new, expected in PAIRS:
            files = [args.shared / "pairs" / folder / name for name in (old, new)]
            yield f"{folder[:2]} {old} → {new}", expected, *(reports.of(file, str(file)) for file in files)
    if "samples" in args.only:
        for name in SAMPLES:
            sides = {
                (version, suffix): ROOT / "corpora/samples" / f"{name}{version}.{suffix}"
                for version in ("", "_v2")
                for suffix in ("pdf", "docx")
            }
            for (version, suffix), old_file in sides.items():
                for (other, format_), new_file in sides.items():
                    if (version, suffix) == (other, format_) or (version, other) == ("_v2", ""):
                        continue
                    said = f"{name}{version}.{suffix} → {'v2' if version != other else 'same'}.{format_}"
                    expected = "0" if version == other else ""
                    yield said, expected, reports.of(old_file, str(old_file)), reports.of(new_file, str(new_file))
    if "texts" in args.only:
        for file in sorted((args.shared / "agreements/pdf").glob("*.pdf")):
            gold = args.shared / "gold/dev/docs" / f"{file.stem}.json"
            if gold.is_file():
                paragraphs = json.loads(gold.read_text(encoding="utf-8"))["paragraphs"]
                text = "\n\n".join(" ".join(str(p).split()) for p in paragraphs).encode()
                yield f"{file.stem}: text → PDF", "0", reports.of(text, f"{file.stem}.txt"), reports.of(file, str(file))


def shown(change: Change) -> str:
    number = " → ".join(side.number or "-" if side else "·" for side in (change.old, change.new))
    pieces = [f"[-{p.text}-]" if p.op == "delete" else f"{{+{p.text}+}}" for p in change.inline if p.op != "equal"]
    side = change.new or change.old
    return f"    {change.kind} {number}: {' '.join(pieces) or (side.text if side else '')}"[:200].replace("\n", " ⏎ ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--only", nargs="+", choices=["pairs", "samples", "texts"], default=["pairs", "samples"])
    parser.add_argument("--told", action="store_true", help="print every substantive change")
    args = parser.parse_args()
    reports = Reports()
    print(f"| {'pair':58} | words | substance | expected | {' | '.join(KINDS)} | seconds |")
    print(f"| --- {'| ---: ' * (4 + len(KINDS))}|")
    for name, expected, old, new in pairs_of(args, reports):
        begin = time.process_time()
        changes = compare(old, new).changes
        seconds = time.process_time() - begin
        kinds = Counter(change.kind for change in changes)
        told = [change for change in changes if change.substantive]
        counts = " | ".join(f"{kinds[kind]:{len(kind)}d}" for kind in KINDS)
        print(
            f"| {name:58} | {old.document.words:5d} | {len(told):9d} | {expected:>8} | {counts} | {seconds:7.2f} |",
            flush=True,
        )
        if args.told:
            for change in told:
                print(shown(change))


if __name__ == "__main__":
    main()
