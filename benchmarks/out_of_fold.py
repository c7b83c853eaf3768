#!/usr/bin/env python3
"""Scores of saved out-of-fold sums: calibration and thresholds across folds, F1 on gold units, and eval/score.py.

Each file is a fold: RUN/sums.npz of training/finetune.py, or one that `classify_dev.py --save` wrote for fitted heads.
With one file the agreements of the fold calibrate each other; compare such figures only with each other.

--words fits heads on words in the same folds (half a minute) and scores the network alone, the words alone and both,
as training/finetune.py --all adds them up. The tables below are of both then.

usage: out_of_fold.py [--shared ../shared] [--words] [--no-reference] SUMS.npz...
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from classify_dev import by_the_scorer

from clausescan.training.datasets import load_gold
from clausescan.training.evaluate import intervals, reliability_table, score
from clausescan.training.fit import group_calibration, show
from clausescan.training.folds import average_precision, folds_of, predicted, read_sums
from clausescan.training.linear import Floats
from clausescan.training.words import together, word_material, word_sums

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--words", action="store_true")
    parser.add_argument("--no-reference", action="store_true", help="heads on words without corpora/reference")
    parser.add_argument("sums", type=Path, nargs="+")
    args = parser.parse_args()
    pdfs = args.shared / "agreements/pdf"
    gold = list(load_gold(args.shared / "gold/dev", pdfs))
    sums, fold = read_sums(args.sums)
    sources: dict[str, Mapping[str, Floats]] = {"network": sums}
    if args.words:
        more = list(load_gold(args.shared / "gold/silver", pdfs))
        reference = None if args.no_reference else ROOT / "corpora/reference"
        # The words of a lone fold are learnt from all other agreements, as the network's sums were.
        words = word_sums(word_material(gold, more, reference), fold)
        sources |= {"words": words, "both": together(sums, words)}
    print(
        "| heads on | types, micro | types, macro | groups, macro | mean average precision | calibration, worst group |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for name, values in sources.items():
        held, rows, predictions, probabilities = predicted(gold, values, folds_of(gold, fold))
        scores, ranges = score(held, predictions), intervals(held, predictions)
        errors = group_calibration(rows, probabilities)
        precision = average_precision(np.concatenate(probabilities), np.concatenate([r.labels for r in rows]))
        cells = [f"{getattr(scores, k):.3f} ({low:.3f}–{high:.3f})" for k, (low, high) in ranges.items()]
        print(
            f"| {name} | {' | '.join(cells)} | {np.mean(list(precision.values())):.3f} | {max(errors.values()):.3f} |",
            flush=True,
        )
    show(scores, ranges, errors)
    print(f"\n{reliability_table(np.concatenate(probabilities), np.concatenate([r.labels for r in rows]))}")
    if len(held) == len(gold):
        official = by_the_scorer(held, predictions, args.shared)
        print("\nby eval/score.py:", {k: official[k] for k in ("leaf_micro", "leaf_macro_f1", "group_macro_f1")})
    else:
        print(f"\n{len(held)} of {len(gold)} agreements: {', '.join(a.name for a in held)}")


if __name__ == "__main__":
    main()
