"""What a fine-tuning learns and what it is scored on: folds by agreement, out-of-fold sums, the finished folder.

Out-of-fold sums lie in one .npz a fold: agreement → (typed clauses, types), float32, what a sigmoid makes into raw
probabilities. Calibration, thresholds and scores come from them as for fitted heads.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from clausescan.errors import TrainingError
from clausescan.heads import ELEMENTS, EVIDENCE
from clausescan.taxonomy import TYPES
from clausescan.training.datasets import Agreement, families, load_gold
from clausescan.training.evaluate import Scores, score
from clausescan.training.fit import Examples, cross_predictions, fold_of, stacked
from clausescan.training.linear import Bools, Floats
from clausescan.training.multitask import (
    ELEMENT_COLUMNS,
    ITEM_COLUMNS,
    TYPE_COLUMNS,
    Rows,
    checklist_rows,
    cuad_rows,
    gold_rows,
    reference_rows,
)

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Split:
    gold: list[Agreement]
    """all that can be scored"""
    held: list[Agreement]
    """the fold that is scored; empty when everything is learnt"""
    held_rows: list[Rows]
    """one for each of `held`"""
    learnt: list[Rows]
    """rows of no agreement of the fold and of none that repeats its text"""
    more: list[Agreement] = field(default_factory=list)
    """agreements that are learnt from and never scored"""
    reference: Path | None = None
    """the folder of the reference clauses, where they are learnt from"""


def gather(args: argparse.Namespace, *, say: Callable[[str], None]) -> Split:
    """Read and label what the arguments of training/finetune.py name."""
    gold = list(load_gold(args.gold, args.pdfs))
    more = [a for folder in args.also for a in load_gold(folder, args.pdfs)]
    say(f"{len(gold)} agreements scored, {len(more)} more learnt from")
    rows = {a.name: gold_rows(a, args.context) for a in (*gold, *more)}
    rest = []
    if args.cuad:
        rest = list(
            cuad_rows(
                args.cuad,
                unmarked=args.cuad_unmarked,
                weight=args.cuad_weight,
                positives=args.cuad_positives,
                context=args.context,
            )
        )
        say(f"{sum(len(r.inputs) for r in rest)} clauses of {len(rest)} contracts of CUAD")
    drafted = [reference_rows(args.reference)] if args.reference else []
    questions = [checklist_rows()] if any(a.verdicts for a in gold) else []
    learnt = [*rows.values(), *rest, *drafted, *questions]
    if args.fold is None:
        return Split(gold, [], [], learnt, more, args.reference)
    # The folds are those of the labelled agreements alone, so that they are the same whatever else is learnt from.
    fold = fold_of(gold, families({a.name: a.document.text for a in (*gold, *more)}), args.folds)
    held = [a for a in gold if fold[a.name] == args.fold]
    if not held:
        raise TrainingError(f"fold {args.fold} holds no agreement: agreements that share text stay in one fold")
    kept = without_kin(learnt, {a.name for a in held})
    return Split(gold, held, [rows[a.name] for a in held], kept, more, args.reference)


def without_kin(rows: Sequence[Rows], held: set[str]) -> list[Rows]:
    """The rows of agreements that are not of `held` and share no text with one of them."""
    family = families({f"{i} {r.name}": r.text for i, r in enumerate(rows) if r.text})
    key = {i: f"{i} {r.name}" for i, r in enumerate(rows) if r.text}
    away = {family[key[i]] for i, r in enumerate(rows) if r.text and r.name in held}
    return [r for i, r in enumerate(rows) if r.name not in held and (not r.text or family[key[i]] not in away)]


def write_sums(file: Path, split: Split, values: NDArray[np.float32]) -> None:
    """`values` are the network's outputs for `split.held_rows`. The columns of the types go into `file`, those of
    evidence for checklist items into evidence.npz beside it, those of elements and settled items into elements.npz."""
    ends = np.cumsum([len(r.inputs) for r in split.held_rows])[:-1]
    for out, columns in (
        (file, TYPE_COLUMNS),
        (file.with_name(EVIDENCE), ITEM_COLUMNS),
        (file.with_name(ELEMENTS), ELEMENT_COLUMNS),
    ):
        parts = np.split(values[:, columns], ends)
        arrays: dict[str, Any] = {a.name: part for a, part in zip(split.held, parts, strict=True)}
        np.savez_compressed(out, **arrays)


def read_sums(files: Sequence[Path]) -> tuple[dict[str, Floats], dict[str, int]]:
    """Agreement → sums, and agreement → fold: each file is a fold.

    Raises TrainingError when two files hold the same agreement.
    """
    sums: dict[str, Floats] = {}
    fold: dict[str, int] = {}
    for k, file in enumerate(files):
        with np.load(file, allow_pickle=False) as arrays:
            for name in arrays.files:
                if name in sums:
                    raise TrainingError(f"{file} holds {name}, which an earlier file holds too")
                sums[name], fold[name] = arrays[name].astype(np.float64), k
    return sums, fold


def as_examples(agreements: Sequence[Agreement]) -> list[Examples]:
    """The labels of the typed clauses in the form that calibration and scores ask for, without features."""
    return [
        Examples(a.name, (), csr_matrix((len(a.typed), 0)), a.labels[a.typed], np.ones((len(a.typed), len(TYPES))))
        for a in agreements
    ]


def folds_of(agreements: Sequence[Agreement], fold: Mapping[str, int]) -> dict[str, int]:
    """The folds that calibrate each other: those of the sums or, where there is only one, folds made of its
    agreements."""
    if len(set(fold.values())) > 1:
        return dict(fold)
    held = [a for a in agreements if a.name in fold]
    return fold_of(held, families({a.name: a.document.text for a in held}))


def predicted(
    agreements: Sequence[Agreement], sums: Mapping[str, Floats], fold: Mapping[str, int]
) -> tuple[list[Agreement], list[Examples], list[Bools], list[Floats]]:
    """The agreements that there are sums of, their labels, and what `cross_predictions` gives for them: calibration and
    thresholds of a fold come from the other folds."""
    held = [a for a in agreements if a.name in sums]
    rows = as_examples(held)
    return held, rows, *cross_predictions(held, rows, sums, fold)


def average_precision(values: Floats, labels: Bools) -> dict[str, float]:
    """Type → average precision over clauses, for types that some clause has: needs no calibration or threshold."""
    found = {}
    for k, name in enumerate(TYPES):
        hits = labels[np.argsort(-values[:, k], kind="stable"), k]
        if hits.any():
            found[name] = float((hits.cumsum() / np.arange(1, len(hits) + 1))[hits].mean())
    return found


def measured(agreements: Sequence[Agreement], files: Sequence[Path]) -> tuple[Scores, float]:
    """Scores on gold units, and the mean average precision over clauses of raw sums."""
    sums, fold = read_sums(files)
    held, rows, predictions, _ = predicted(agreements, sums, folds_of(agreements, fold))
    values, labels = stacked(rows, sums)
    return score(held, predictions), float(np.mean(list(average_precision(values, labels).values())))


def report(agreements: Sequence[Agreement], *files: Path) -> str:
    scores, precision = measured(agreements, files)
    return (
        f"micro {scores.micro:.3f} macro {scores.macro:.3f} groups {scores.group_macro:.3f} "
        f"mean average precision {precision:.3f}"
    )
