#!/usr/bin/env python3
"""Clause types on the labelled agreements, by cross-validation over agreements, end to end on their PDFs and texts.

Every fold is typed by heads, calibration and thresholds that saw neither it nor agreements that repeat its text.
Prints heads on words alone, on vectors alone, and on both; for both also each group and type, and the figures that
../shared/eval/score.py gives for the same predictions.

usage: classify_dev.py [--shared ../shared] [--encoder FOLDER] [--threads 1] [--only-both] [--cuad] [--save FOLDER] ...
Needs clausescan[training]. Encodes about 10,000 clauses (15,000 with --cuad): a few minutes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from clausescan.encoding.encoder import load_encoder
from clausescan.encoding.folder import shipped_model
from clausescan.taxonomy import TYPES
from clausescan.training.datasets import Agreement
from clausescan.training.evaluate import intervals, score
from clausescan.training.fit import Examples, cross_predictions, gather, group_calibration, out_of_fold, show
from clausescan.training.linear import Bools

ROOT = Path(__file__).resolve().parents[1]


def columns(rows: Sequence[Examples], start: int, stop: int | None) -> list[Examples]:
    return [replace(row, features=row.features[:, start:stop]) for row in rows]


def by_the_scorer(gold: Sequence[Agreement], predictions: Sequence[Bools], shared: Path) -> dict[str, object]:
    """The predictions as scan reports, through eval/score.py."""
    with tempfile.TemporaryDirectory() as place:
        for agreement, given in zip(gold, predictions, strict=True):
            clauses = [
                {
                    "id": clause.id,
                    "text": agreement.document.text[clause.start : clause.end],
                    "types": [{"type": TYPES[k], "score": 1.0} for k in np.flatnonzero(given[i])],
                }
                for i, clause in enumerate(agreement.clauses)
            ]
            (Path(place) / f"{agreement.name}.json").write_text(json.dumps({"clauses": clauses}), encoding="utf-8")
        command = [sys.executable, str(shared / "eval/score.py"), str(shared / "gold/dev"), place]
        return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only-both", action="store_true")
    parser.add_argument("--cuad", action="store_true", help="fit on CUAD's marked clauses too")
    parser.add_argument("--no-reference", action="store_true", help="do not fit on corpora/reference")
    parser.add_argument("--save", type=Path, help="folder for the sums of vectors and words, a file a fold")
    args = parser.parse_args()
    started = time.time()
    encoder = load_encoder(args.encoder or shipped_model(), threads=args.threads)
    gold = args.shared / "gold"
    m = gather(
        encoder,
        gold / "dev",
        [gold / "silver"],
        cuad=args.shared / "cuad" if args.cuad else None,
        reference=None if args.no_reference else ROOT / "corpora/reference",
        pdfs=args.shared / "agreements/pdf",
    )
    width = encoder.dimension
    parts = {"words": (width, None), "vectors": (0, width), "both": (0, None)}
    print("| heads on | micro F1 | macro F1 | group macro F1 |\n| --- | --- | --- | --- |")
    for name, (start, stop) in parts.items():
        if args.only_both and name != "both":
            continue
        rows = columns(m.scored, start, stop)
        sums = out_of_fold(rows, columns(m.also, start, stop), m.fold, m.family)
        predictions, probabilities = cross_predictions(m.gold, rows, sums, m.fold)
        scores = score(m.gold, predictions)
        print(f"| {name} | {scores.micro:.3f} | {scores.macro:.3f} | {scores.group_macro:.3f} |", flush=True)
    if args.save:
        args.save.mkdir(parents=True, exist_ok=True)
        for k in sorted(set(m.fold.values())):
            np.savez_compressed(args.save / f"fold{k}.npz", **{n: s for n, s in sums.items() if m.fold[n] == k})
    show(scores, intervals(m.gold, predictions), group_calibration(m.scored, probabilities))
    official = by_the_scorer(m.gold, predictions, args.shared)
    print("\nby eval/score.py:", {k: official[k] for k in ("leaf_micro", "leaf_macro_f1", "group_macro_f1")})
    print(f"{time.time() - started:.0f} s")


if __name__ == "__main__":
    main()
