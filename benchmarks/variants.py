#!/usr/bin/env python3
"""Quality and speed of a fine-tuned network's variants: sentence-transformers fp32, ONNX exact, ONNX int8.

RUNS are the folders of the folds that training/finetune.py left (checkpoint.pt, sums.npz). For each fold its network is
written as a folder and as int8, and the fold's agreements, which it has not learnt, are encoded by each variant. Scored
is the network alone and, with --words, with heads on words; each variant with calibration and thresholds of its own,
across folds. Speed: clauses a second of processor time on one thread, over the same 400 clauses; by the clock too.

usage: variants.py [--shared ../shared] [--words] [--base FOLDER] RUNS...
The sums of each variant are kept in RUN/variants/; out_of_fold.py takes them too. Needs clausescan[training].
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers

from clausescan.encoding.encoder import Encoder, Text, load_encoder
from clausescan.encoding.folder import write_hashes
from clausescan.training.datasets import Agreement, load_gold
from clausescan.training.evaluate import intervals, score
from clausescan.training.export import base_folder, export, sample_texts
from clausescan.training.finetune import Network, Settings
from clausescan.training.fit import group_calibration
from clausescan.training.folds import Split, folds_of, predicted, read_sums
from clausescan.training.model_folder import heads_of, write_network
from clausescan.training.multitask import TYPE_COLUMNS, gold_rows
from clausescan.training.words import together, word_material, word_sums

ROOT = Path(__file__).resolve().parents[1]
VARIANTS = {"sentence-transformers fp32": "fp32", "onnx exact": "exact", "onnx int8": "int8"}


def network_of(run: Path, base: Path) -> tuple[Network, Settings]:
    saved: dict[str, Any] = torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)
    network = Network(base)
    network.load_state_dict(saved["network"])
    return network, Settings(**json.loads(saved["settings"])[0])


def encoder_of(place: Path, variant: str) -> Encoder:
    if variant == "fp32":
        return load_encoder(place / "fp32", threads=1)
    return load_encoder(place / "int8", threads=1, exact=variant == "exact")


def encode(run: Path, base: Path, gold: list[Agreement], samples: list[str]) -> None:
    """Write the folders and the sums of every variant of a fold, where they are not yet there."""
    place = run / "variants"
    if all((place / f"{variant}.npz").is_file() for variant in VARIANTS.values()):
        return
    network, settings = network_of(run, base)
    write_network(place / "fp32", base, network, settings, Split([], [], [], []))
    write_hashes(place / "fp32")
    export(place / "fp32", samples, place / "int8")
    weight, bias = heads_of(network, TYPE_COLUMNS)
    held = read_sums([run / "sums.npz"])[0]
    rows = {a.name: gold_rows(a, settings.context).inputs for a in gold if a.name in held}
    for variant in VARIANTS.values():
        encoder = encoder_of(place, variant)
        sums: dict[str, Any] = {name: encoder.encode(inputs) @ weight + bias for name, inputs in rows.items()}
        np.savez_compressed(place / f"{variant}.npz", **sums)
        print(f"{run.name}: {variant} encoded", flush=True)


def speed(place: Path, variant: str, inputs: list[Text]) -> tuple[float, float]:
    """Clauses a second of processor time and by the clock, the better of two rounds."""
    encoder = encoder_of(place, variant)
    encoder.encode(inputs[:16])
    best = [0.0, 0.0]
    for _ in range(2):
        clock, processor = time.perf_counter(), time.process_time()
        encoder.encode(inputs)
        spent = time.process_time() - processor, time.perf_counter() - clock
        best = [max(b, len(inputs) / s) for b, s in zip(best, spent, strict=True)]
    return best[0], best[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--base", type=Path)
    parser.add_argument("--words", action="store_true")
    parser.add_argument("runs", type=Path, nargs="+")
    args = parser.parse_args()
    transformers.logging.set_verbosity_error()
    torch.set_num_threads(1)
    base, pdfs = args.base or base_folder(), args.shared / "agreements/pdf"
    gold = list(load_gold(args.shared / "gold/dev", pdfs))
    samples = sample_texts([args.shared / "gold/silver"])
    for run in args.runs:
        encode(run, base, gold, samples)
    files = {variant: [run / "variants" / f"{variant}.npz" for run in args.runs] for variant in VARIANTS.values()}
    _, fold = read_sums(files["fp32"])
    words = None
    if args.words:
        more = list(load_gold(args.shared / "gold/silver", pdfs))
        words = word_sums(word_material(gold, more, ROOT / "corpora/reference"), fold)
    settings = json.loads((args.runs[0] / "variants/fp32/training.json").read_text(encoding="utf-8"))
    every = [text for a in gold for text in gold_rows(a, settings["context"]).inputs]
    drawn = [every[i] for i in np.random.default_rng(0).permutation(len(every))[:400]]
    print("\n| variant | on disk | units/s, one core | by clock | micro | macro | macro lost | worst calibration |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    first, ranges = 0.0, {}
    for title, variant in VARIANTS.items():
        sums = read_sums(files[variant])[0]
        held, rows, predictions, said = predicted(gold, together(sums, words) if words else sums, folds_of(gold, fold))
        scores, ranges = score(held, predictions), intervals(held, predictions)
        first = first or scores.macro
        place = args.runs[0] / "variants"
        folder = place / ("fp32" if variant == "fp32" else "int8")
        size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6
        processor, clock = speed(place, variant, drawn)
        worst = max(group_calibration(rows, said).values())
        print(
            f"| {title} | {size:.0f} MB | {processor:.0f} | {clock:.0f} | {scores.micro:.3f} | {scores.macro:.3f} | "
            f"{first - scores.macro:+.3f} | {worst:.3f} |",
            flush=True,
        )
    print("\n95 % of the last line:", {name: f"{low:.3f}–{high:.3f}" for name, (low, high) in ranges.items()})
    print(f"{len(held)} agreements, {len(args.runs)} folds, {'network and words' if words else 'network alone'}")


if __name__ == "__main__":
    main()
