"""What a period is for, how it binds, and from when it counts.

The purpose is chosen by a small linear model over the words around the period (`surroundings`); it is
fitted by `clausescan.training.periods` and shipped as `purposes.npz`. Bound and starting point follow rules (`bounds`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from clausescan.language.bounds import Bound, CountFrom, bound_of, count_from_of
from clausescan.language.surroundings import Surroundings, features

if TYPE_CHECKING:
    from clausescan.language.periods import PeriodSpan

Array = npt.NDArray[np.float32]

# The purposes that matter to parting; the others are told apart only to be named.
EXIT_PURPOSES = (
    "non_renewal", "renewal_exercise", "termination", "cure", "option_exercise", "preemption", "escalation_step",
    "survival_tail", "initial_term", "renewal_length", "lock_up",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    purpose: str
    bound: Bound
    count_from: CountFrom
    score: float = 1.0


class PurposeModel:
    """Linear scores of the purposes over feature names, turned into probabilities by softmax."""

    def __init__(self, names: Sequence[str], purposes: Sequence[str], weights: Array, bias: Array, threshold: float):
        self.purposes = tuple(purposes)
        self.threshold = threshold
        self._row = {name: i for i, name in enumerate(names)}
        self._weights, self._bias = weights, bias
        self._is_exit = np.array([purpose in EXIT_PURPOSES for purpose in self.purposes])

    @classmethod
    def load(cls, path: Path | None = None) -> PurposeModel:
        """The shipped model, or the one at `path`. Raises OSError or KeyError when the file is missing or damaged."""
        with (path or Path(str(files("clausescan.language") / "purposes.npz"))).open("rb") as stream:
            held = np.load(stream, allow_pickle=False)
            names = bytes(held["names"]).decode("utf-8").split("\n")
            purposes = bytes(held["purposes"]).decode("utf-8").split("\n")
            weights = held["weights"].astype(np.float32) * held["scale"]
            return cls(names, purposes, weights, held["bias"], float(held["threshold"]))

    def save(self, path: Path) -> None:
        """Write the model: bytes for the names, one signed byte and a shared scale per purpose for the weights."""
        scale = np.maximum(np.abs(self._weights).max(axis=0), 1e-6) / 127
        np.savez_compressed(
            path,
            names=np.frombuffer("\n".join(self._row).encode(), dtype=np.uint8),
            purposes=np.frombuffer("\n".join(self.purposes).encode(), dtype=np.uint8),
            weights=np.round(self._weights / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            bias=self._bias.astype(np.float32),
            threshold=np.float32(self.threshold),
        )

    def probabilities(self, names: Sequence[str]) -> Array:
        """One probability per purpose, in the order of `purposes`."""
        rows = [self._row[name] for name in names if name in self._row]
        scores = self._weights[rows].sum(axis=0) + self._bias
        grown = np.exp(scores - scores.max())
        return np.asarray(grown / grown.sum(), dtype=np.float32)

    def choose(self, probabilities: Array) -> tuple[str, float]:
        """The purpose and its probability.

        Whether a period bears on parting at all is decided first, from all those purposes together; single ones are
        rare, and would each lose against "other".
        """
        leaves = float(probabilities[self._is_exit].sum()) >= self.threshold
        allowed = np.where(self._is_exit == leaves, probabilities, -1.0)
        best = int(allowed.argmax())
        return self.purposes[best], float(probabilities[best])


@lru_cache(maxsize=1)
def shipped_model() -> PurposeModel:
    return PurposeModel.load()


def judge(around: Surroundings, spans: Sequence[PeriodSpan], model: PurposeModel | None = None) -> list[Verdict]:
    """The verdict on each of the periods of one clause."""
    model = model or shipped_model()
    verdicts = []
    for i, span in enumerate(spans):
        purpose, score = model.choose(model.probabilities(features(around, spans, i)))
        count_from = count_from_of(around.text, span, purpose)
        verdicts.append(Verdict(purpose, bound_of(around.text, span, purpose), count_from, score))
    return verdicts
