#!/usr/bin/env python3
"""Scores of saved out-of-fold sums: calibration and thresholds across folds, F1 on gold units, and eval/score.py.

Each file is a fold: RUN/sums.npz of training/finetune.py, or one that `classify_dev.py --save` wrote for fitted heads.
With one file the agreements of the fold calibrate each other; compare such figures only with each other.

usage: out_of_fold.py [--shared ../shared] SUMS.npz...
"""

from __future__ import annotations

import argparse
from pathlib import Path

from classify_dev import by_the_scorer

from clausescan.training.datasets import load_gold
from clausescan.training.evaluate import intervals, score
from clausescan.training.fit import group_calibration, show
from clausescan.training.folds import predictions_of, report

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("sums", type=Path, nargs="+")
    args = parser.parse_args()
    gold = list(load_gold(args.shared / "gold/dev", args.shared / "agreements/pdf"))
    print(report(gold, *args.sums))
    held, rows, predictions, probabilities = predictions_of(gold, args.sums)
    show(score(held, predictions), intervals(held, predictions), group_calibration(rows, probabilities))
    if len(held) == len(gold):
        official = by_the_scorer(held, predictions, args.shared)
        print("\nby eval/score.py:", {k: official[k] for k in ("leaf_micro", "leaf_macro_f1", "group_macro_f1")})
    else:
        print(f"\n{len(held)} of {len(gold)} agreements: {', '.join(a.name for a in held)}")


if __name__ == "__main__":
    main()
