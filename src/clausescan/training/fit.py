"""Fit clause-type heads on an encoder's vectors and on words, and write them into the model folder.

Every probability that calibration, thresholds and the printed scores rest on is out of fold: the agreement that it is
for, and agreements that repeat its text, were not fitted on. Thresholds that scores are printed with come from the
other folds; those that are written come from all.

usage: python -m clausescan.training.fit --encoder FOLDER --gold FOLDER [--also FOLDER...] [--cuad FOLDER] ...

--gold   labelled agreements (docs/*.json and *.labels.tsv): fitted on and scored on
--also   more of the kind, only fitted on
--cuad   CUAD v1 (texts/, labels.csv): lawyers' clauses of some of the types, only fitted on
--reference   reference clauses in the form of corpora/reference, only fitted on
--pdfs   PDFs of agreements of --gold; those are read from their PDF
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from clausescan.encoding.encoder import Encoder, load_encoder
from clausescan.encoding.folder import write_hashes
from clausescan.heads import Words, terms
from clausescan.taxonomy import GROUPS, TYPES
from clausescan.training.cuad import load_cuad
from clausescan.training.datasets import Agreement, families, load_gold, load_reference
from clausescan.training.evaluate import Scores, calibration_error, intervals, score
from clausescan.training.linear import Bools, Floats, best_thresholds, calibrated, fit_calibration, fit_linear

FOLDS = 5
SCALE = 8.0
"""What vectors and words, each of length 1, are multiplied by."""
PENALTY = 10.0
UNCERTAIN = 0.5
"""A type is shown as uncertain from this share of its threshold."""
FEWEST_AGREEMENTS, FEWEST_CLAUSES = 5, 8
"""A term counts when at least so many agreements and clauses have it: names of parties do not."""


@dataclass(frozen=True, slots=True)
class Examples:
    """The clauses of one agreement as the heads see them."""

    name: str
    texts: tuple[str, ...]
    features: csr_matrix
    labels: Bools
    weights: Floats


def vocabulary(texts_by_agreement: Mapping[str, Sequence[str]]) -> Words:
    agreements: Counter[str] = Counter()
    clauses: Counter[str] = Counter()
    total = 0
    for texts in texts_by_agreement.values():
        own: Counter[str] = Counter()
        for text in texts:
            own.update(set(terms(text)))
        clauses.update(own)
        agreements.update(own.keys())
        total += len(texts)
    kept = sorted(t for t, n in agreements.items() if n >= FEWEST_AGREEMENTS and clauses[t] >= FEWEST_CLAUSES)
    rarity = np.array([np.log(total / clauses[t]) + 1 for t in kept], dtype=np.float32)
    return Words({term: i for i, term in enumerate(kept)}, rarity)


def examples(
    name: str, texts: Sequence[str], labels: Bools, weights: Floats, encoder: Encoder | None, words: Words
) -> Examples:
    """Features are vectors, where there is an encoder, then words."""
    rows = [words.vector(text) for text in texts]
    values = np.concatenate([v for _, v in rows]) * SCALE
    places = np.concatenate([np.array(p, dtype=np.int64) for p, _ in rows])
    starts = np.cumsum([0, *(len(p) for p, _ in rows)])
    of_words = csr_matrix((values, places, starts), shape=(len(texts), len(words.rarity)))
    features = hstack([csr_matrix(encoder.encode(texts) * SCALE), of_words]).tocsr() if encoder else of_words
    return Examples(name, tuple(texts), features, labels, weights)


def fold_of(agreements: Sequence[Agreement], family: Mapping[str, int], folds: int = FOLDS) -> dict[str, int]:
    """Agreement → fold: families whole, the largest first, each to the fold with the fewest clauses so far."""
    sizes: Counter[int] = Counter()
    for a in agreements:
        sizes[family[a.name]] += len(a.clauses)
    load, fold = [0] * folds, {}
    for member, size in sizes.most_common():
        fold[member] = load.index(min(load))
        load[fold[member]] += size
    return {a.name: fold[family[a.name]] for a in agreements}


def fitted(rows: Sequence[Examples]) -> tuple[Floats, Floats]:
    features = vstack([r.features for r in rows]).tocsr()
    labels = np.concatenate([r.labels for r in rows])
    return fit_linear(features, labels, np.concatenate([r.weights for r in rows]), penalty=PENALTY)


def out_of_fold(
    scored: Sequence[Examples], also: Sequence[Examples], fold: Mapping[str, int], family: Mapping[str, int]
) -> dict[str, Floats]:
    """Agreement → sums (clauses, types) by heads that were fitted without its fold and its family."""
    sums = {}
    for k in sorted(set(fold.values())):
        held = [e for e in scored if fold[e.name] == k]
        away = {family[e.name] for e in held}
        rows = [e for e in (*scored, *also) if e.name not in {h.name for h in held} and family[e.name] not in away]
        coefficients, bias = fitted(rows)
        for e in held:
            sums[e.name] = e.features @ coefficients + bias
    return sums


def cross_predictions(
    agreements: Sequence[Agreement], scored: Sequence[Examples], sums: Mapping[str, Floats], fold: Mapping[str, int]
) -> tuple[list[Bools], list[Floats]]:
    """For each agreement the types given to its clauses (all clauses, types), and the probabilities (typed clauses,
    types), with calibration and thresholds from the other folds. Sums are (typed clauses, types), or (typed clauses,
    types, sources)."""
    rules = {}
    for k in sorted(set(fold.values())):
        x, y = stacked([e for e in scored if fold[e.name] != k], sums)
        slope, offset = fit_calibration(x, y)
        rules[k] = slope, offset, best_thresholds(calibrated(x, slope, offset))
    predictions, probabilities = [], []
    for a, e in zip(agreements, scored, strict=True):
        slope, offset, limits = rules[fold[e.name]]
        p = calibrated(sums[e.name], slope, offset)
        given = np.zeros((len(a.clauses), len(TYPES)), dtype=bool)
        given[a.typed] = p >= limits
        predictions.append(given)
        probabilities.append(p)
    return predictions, probabilities


def stacked(rows: Sequence[Examples], sums: Mapping[str, Floats]) -> tuple[Floats, Bools]:
    return np.concatenate([sums[e.name] for e in rows]), np.concatenate([e.labels for e in rows])


def group_calibration(scored: Sequence[Examples], probabilities: Sequence[Floats]) -> dict[str, float]:
    """Group → calibration error over its types."""
    p, y = np.concatenate(probabilities), np.concatenate([e.labels for e in scored])
    places = {group: [TYPES.index(name) for name in names] for group, names in GROUPS.items()}
    return {group: calibration_error(p[:, columns], y[:, columns]) for group, columns in places.items()}


def write_heads(
    folder: Path, words: Words, coefficients: Floats, bias: Floats, slope: Floats, offset: Floats, limits: Floats
) -> None:
    width = coefficients.shape[0] - len(words.rarity)
    np.savez_compressed(
        folder / "heads.npz",
        of_vector=(coefficients[:width] * SCALE).astype(np.float32),
        of_words=(coefficients[width:] * SCALE).astype(np.float16),
        rarity=words.rarity,
        bias=bias.astype(np.float32),
        slope=slope.astype(np.float32),
        offset=offset.astype(np.float32),
    )
    thresholds = {
        name: {"given": round(float(t), 4), "uncertain": round(float(t) * UNCERTAIN, 4)}
        for name, t in zip(TYPES, limits, strict=True)
    }
    for name, value in (("labels", list(TYPES)), ("words", list(words.place)), ("thresholds", thresholds)):
        _write_json(folder / f"{name}.json", value)
    write_hashes(folder)


def _write_json(file: Path, value: Any) -> None:
    indent = 0 if isinstance(value, list) else 1
    file.write_text(json.dumps(value, indent=indent) + "\n", encoding="utf-8")


def show(scores: Scores, ranges: Mapping[str, tuple[float, float]], errors: Mapping[str, float]) -> None:
    print("\n| measure | F1 | 95 % |\n| --- | --- | --- |")
    for name, title in (("micro", "types, micro"), ("macro", "types, macro"), ("group_macro", "groups, macro")):
        low, high = ranges[name]
        print(f"| {title} | {getattr(scores, name):.3f} | {low:.3f}–{high:.3f} |")
    print("\n| group | F1 | calibration error |\n| --- | --- | --- |")
    for group, f1 in scores.groups.items():
        print(f"| {group} | {f1:.3f} | {errors[group]:.3f} |")
    print("\n| type | precision | recall | F1 | gold units |\n| --- | --- | --- | --- | --- |")
    for name, (precision, recall, f1, n) in scores.types.items():
        print(f"| {name} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {n} |")


@dataclass(frozen=True, slots=True)
class Material:
    """All that heads are fitted and scored on, encoded."""

    gold: list[Agreement]
    scored: list[Examples]
    """one for each of `gold`"""
    also: list[Examples]
    words: Words
    family: dict[str, int]
    fold: dict[str, int]


def gather(
    encoder: Encoder,
    gold: Path,
    also: Sequence[Path] = (),
    *,
    cuad: Path | None = None,
    reference: Path | None = None,
    pdfs: Path | None = None,
) -> Material:
    """Read, label and encode; says how far it is."""
    agreements = list(load_gold(gold, pdfs))
    more = [a for folder in also for a in load_gold(folder, pdfs)]
    clauses = {a.name: [a.texts[i] for i in a.typed] for a in (*agreements, *more)}
    words = vocabulary(clauses)
    print(f"{len(agreements)} agreements scored, {len(more)} more fitted on, {len(words.rarity)} terms", flush=True)
    rows = {}
    for a in (*agreements, *more):
        labels = a.labels[a.typed]
        rows[a.name] = examples(a.name, clauses[a.name], labels, np.ones(labels.shape), encoder, words)
    rest = [rows[a.name] for a in more]
    texts = {a.name: a.document.text for a in (*agreements, *more)}
    if cuad:
        for name, text, (passages, labels, weights) in load_cuad(cuad):
            rest.append(examples(name, passages, labels, weights, encoder, words))
            texts[name] = text
        print(f"{sum(len(r.texts) for r in rest[len(more) :])} clauses of CUAD", flush=True)
    family = families(texts)
    if reference:
        drafted, labels = load_reference(reference)
        rest.append(examples("reference", drafted, labels, np.ones(labels.shape), encoder, words))
        family["reference"] = -1  # no kin: nothing in it is taken from an agreement
        print(f"{len(drafted)} reference clauses", flush=True)
    return Material(agreements, [rows[a.name] for a in agreements], rest, words, family, fold_of(agreements, family))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--also", type=Path, nargs="*", default=[])
    parser.add_argument("--cuad", type=Path)
    parser.add_argument("--reference", type=Path)
    parser.add_argument("--pdfs", type=Path)
    parser.add_argument("--threads", type=int, default=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    args = parser.parse_args()
    started = time.time()
    if not (args.encoder / "hashes.json").is_file():
        write_hashes(args.encoder)
    encoder = load_encoder(args.encoder, threads=args.threads)
    m = gather(encoder, args.gold, args.also, cuad=args.cuad, reference=args.reference, pdfs=args.pdfs)
    print(f"encoded after {time.time() - started:.0f} s", flush=True)

    sums = out_of_fold(m.scored, m.also, m.fold, m.family)
    predictions, probabilities = cross_predictions(m.gold, m.scored, sums, m.fold)
    show(score(m.gold, predictions), intervals(m.gold, predictions), group_calibration(m.scored, probabilities))
    x, y = stacked(m.scored, sums)
    slope, offset = fit_calibration(x, y)
    limits = best_thresholds(calibrated(x, slope, offset))
    coefficients, bias = fitted([*m.scored, *m.also])
    write_heads(args.encoder, m.words, coefficients, bias, slope, offset, limits)
    print(f"\nwritten to {args.encoder} after {time.time() - started:.0f} s")


if __name__ == "__main__":
    main()
