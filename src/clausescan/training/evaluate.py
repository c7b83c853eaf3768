"""Scores of predicted clause types against gold units: the measures that the benchmarks print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clausescan.taxonomy import GROUPS, TYPES
from clausescan.training.datasets import Agreement

Bools = NDArray[np.bool_]

FEWEST = 5
"""Gold units that a type must have to count in the macro figure."""


@dataclass(frozen=True, slots=True)
class Scores:
    micro: float
    macro: float
    groups: dict[str, float]
    types: dict[str, tuple[float, float, float, int]]
    """type → precision, recall, F1, gold units"""

    @property
    def group_macro(self) -> float:
        return sum(self.groups.values()) / len(self.groups)


def unit_predictions(agreement: Agreement, predicted: Bools) -> Bools:
    """(gold units, types) from (clauses, types): a unit has the types of every clause it was found in."""
    rows = [predicted[list(found)].any(0) if found else np.zeros(len(TYPES), bool) for found in agreement.units]
    return np.array(rows).reshape(len(agreement.units), len(TYPES))


def score(agreements: Sequence[Agreement], predictions: Sequence[Bools]) -> Scores:
    """Scores over all units of the agreements; `predictions` holds (clauses, types) for each agreement."""
    gold = np.concatenate([a.gold for a in agreements])
    given = np.concatenate([unit_predictions(a, p) for a, p in zip(agreements, predictions, strict=True)])
    types = {}
    for k, name in enumerate(TYPES):
        precision, recall, f1 = _prf(gold[:, k], given[:, k])
        types[name] = (precision, recall, f1, int(gold[:, k].sum()))
    counted = [f1 for _, _, f1, n in types.values() if n >= FEWEST]
    groups = {}
    for group, names in GROUPS.items():
        columns = [TYPES.index(name) for name in names]
        groups[group] = _prf(gold[:, columns].any(1), given[:, columns].any(1))[2]
    return Scores(_prf(gold, given)[2], sum(counted) / max(len(counted), 1), groups, types)


def intervals(
    agreements: Sequence[Agreement], predictions: Sequence[Bools], *, draws: int = 1000
) -> dict[str, tuple[float, float]]:
    """95 % intervals of "micro", "macro" and "group_macro" by drawing agreements with replacement."""
    random = np.random.default_rng(0)
    groups = [[TYPES.index(name) for name in names] for names in GROUPS.values()]
    counts = []  # (agreements, types and groups, hits/given/gold)
    for agreement, predicted in zip(agreements, predictions, strict=True):
        given, gold = unit_predictions(agreement, predicted), agreement.gold
        given = np.concatenate([given, np.stack([given[:, g].any(1) for g in groups], 1)], 1)
        gold = np.concatenate([gold, np.stack([gold[:, g].any(1) for g in groups], 1)], 1)
        counts.append(np.stack([(given & gold).sum(0), given.sum(0), gold.sum(0)], 1))
    every = np.array(counts, dtype=float)
    kept = [k for k in range(len(TYPES)) if every[:, k, 2].sum() >= FEWEST]
    found: dict[str, list[float]] = {"micro": [], "macro": [], "group_macro": []}
    for _ in range(draws):
        hits, given_, gold_ = every[random.integers(0, len(every), len(every))].sum(0).T
        f1 = 2 * hits / np.maximum(given_ + gold_, 1)
        n = len(TYPES)
        found["micro"].append(2 * hits[:n].sum() / (given_[:n].sum() + gold_[:n].sum()))
        found["macro"].append(f1[kept].mean())
        found["group_macro"].append(f1[n:].mean())
    return {name: (float(np.quantile(v, 0.025)), float(np.quantile(v, 0.975))) for name, v in found.items()}


def _prf(gold: Any, given: Any) -> tuple[float, float, float]:
    hits, wanted, got = float((gold & given).sum()), float(gold.sum()), float(given.sum())
    return (
        hits / got if got else 0.0,
        hits / wanted if wanted else 0.0,
        2 * hits / (wanted + got) if wanted + got else 0.0,
    )


def calibration_error(
    probabilities: NDArray[np.floating[Any]], gold: Bools, *, bins: int = 10, least: float = 0.05
) -> float:
    """Expected calibration error over equally filled bins: how far, on average, a probability is from the truth.

    Only of probabilities of at least `least`: nearly all are next to nothing, and would make any figure look good.
    """
    looked_at = probabilities >= least
    order = np.argsort(probabilities[looked_at])
    p, y = probabilities[looked_at][order], gold[looked_at][order].astype(float)
    parts = zip(np.array_split(p, bins), np.array_split(y, bins), strict=True)
    return float(sum(len(a) * abs(a.mean() - b.mean()) for a, b in parts if len(a)) / max(len(p), 1))


EDGES = (0.05, 0.2, 0.4, 0.6, 0.8, 1.0)


def reliability(
    probabilities: NDArray[np.floating[Any]], gold: Bools, edges: Sequence[float] = EDGES
) -> list[tuple[int, float, float]]:
    """For each bin between two edges: how many probabilities lie in it, their mean, and the share that is true (both 0
    for an empty bin). The last bin holds its upper edge."""
    found = []
    for low, high in pairwise(edges):
        inside = (probabilities >= low) & ((probabilities < high) | (high == edges[-1]))
        n = int(inside.sum())
        found.append((n, float(probabilities[inside].mean()) if n else 0.0, float(gold[inside].mean()) if n else 0.0))
    return found


def reliability_table(probabilities: NDArray[np.floating[Any]], gold: Bools) -> str:
    """A line a group and a column a bin: the mean probability → the share that is true (how many)."""
    names = [f"{low:.2f}–{high:.2f}" for low, high in pairwise(EDGES)]
    lines = [f"| group | {' | '.join(names)} | error |", "| --- |" + " --- |" * (len(names) + 1)]
    groups = {group: [TYPES.index(name) for name in members] for group, members in GROUPS.items()}
    for group, columns in {**groups, "all": list(range(len(TYPES)))}.items():
        p, y = probabilities[:, columns], gold[:, columns]
        cells = [f"{said:.2f} → {true:.2f} ({n})" if n else "–" for n, said, true in reliability(p, y)]
        lines.append(f"| {group} | {' | '.join(cells)} | {calibration_error(p, y):.3f} |")
    return "\n".join(lines)
