"""The fitted part of the judge: measures into probabilities. Written by training/judge.py, kept as plain arrays.

Three steps, each linear: how probable a clause is as evidence for an item; how probable an element is as stated in the
agreement; how probable each state of an item is. What the model knows of an item or an element from labelled
agreements is a value of its own that is added; an item of a house checklist goes by coefficients that were fitted
without such values and without the model's own opinion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from clausescan.assess.features import Clauses, of_elements, of_filled, of_items, sigmoid
from clausescan.assess.questions import Questions
from clausescan.errors import ModelError

Floats = NDArray[np.float32]

JUDGE = "judge.npz"
STATES = ("absent", "partial", "explicit")


@dataclass(frozen=True, slots=True)
class Linear:
    """Sums (rows, outputs) of measures (rows, measures), standardised. `own` are values by name, added to its row."""

    mean: Floats
    scale: Floats
    weights: Floats
    """(measures, outputs)"""
    bias: Floats
    own: Mapping[str, Floats]

    def __call__(self, measures: Floats, names: Sequence[str]) -> Floats:
        sums = (measures - self.mean) / self.scale @ self.weights + self.bias
        nothing = np.zeros(len(self.bias), dtype=np.float32)
        return np.asarray(sums + np.array([self.own.get(name, nothing) for name in names]), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Step:
    """`known` for names that it has values of, `new` for all others."""

    known: Linear
    new: Linear

    def __call__(self, measures: Floats, names: Sequence[str]) -> Floats:
        knows = np.array([name in self.known.own for name in names])
        return np.where(knows[:, None], self.known(measures, names), self.new(measures, names))


@dataclass(frozen=True, slots=True)
class Judged:
    """Probabilities for one agreement."""

    relevance: Floats
    """(clauses, items)"""
    stated: Floats
    """(elements)"""
    states: Floats
    """(items, STATES)"""
    tried: frozenset[str] = frozenset()
    """ids of the items that the judge was fitted on"""


@dataclass(frozen=True, slots=True)
class Judge:
    relevance: Step
    elements: Step
    states: Step

    def __call__(self, clauses: Clauses, questions: Questions, words: int) -> Judged:
        """`words` is the length of the agreement."""
        items = [item.id for item in questions.items]
        n = len(clauses.words)
        flat = clauses.of_item.reshape(n * len(items), -1)
        relevance = sigmoid(self.relevance(flat, items * n)).reshape(n, len(items))
        elements = element_names(questions)
        stated = sigmoid(self.elements(of_elements(clauses, relevance, questions), elements))[:, 0]
        measures = state_measures(clauses, relevance, stated, questions, words)
        sums = self.states(measures, items)
        raised = np.exp(sums - sums.max(1, keepdims=True))
        return Judged(relevance, stated, raised / raised.sum(1, keepdims=True), frozenset(self.states.known.own))


def state_measures(clauses: Clauses, relevance: Floats, stated: Floats, questions: Questions, words: int) -> Floats:
    """(items, measures)"""
    return np.hstack([of_items(clauses, relevance, questions, words), of_filled(stated, questions)])


def element_names(questions: Questions) -> list[str]:
    """ "RN-01 a" and so on, in the order of the elements."""
    return [f"{item.id} {element.id}" for item in questions.items for element in item.elements]


def load_judge(folder: Path) -> Judge:
    """Raises ModelError when the folder has no judge."""
    try:
        with np.load(folder / JUDGE, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        steps = [Step(*(_linear(arrays, f"{step}_{kind}") for kind in ("known", "new"))) for step in _STEPS]
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise ModelError(f"{folder} has no judge that can be used: {error}") from error
    return Judge(*steps)


def save_judge(file: Path, judge: Judge) -> None:
    arrays: dict[str, Any] = {}
    for name in _STEPS:
        step: Step = getattr(judge, name)
        for kind, linear in (("known", step.known), ("new", step.new)):
            for part in ("mean", "scale", "weights", "bias"):
                arrays[f"{name}_{kind}_{part}"] = np.asarray(getattr(linear, part), dtype=np.float32)
            arrays[f"{name}_{kind}_names"] = np.array(list(linear.own), dtype=str)
            arrays[f"{name}_{kind}_own"] = np.array(list(linear.own.values()), dtype=np.float32)
    np.savez_compressed(file, **arrays)


_STEPS = ("relevance", "elements", "states")


def _linear(arrays: Mapping[str, NDArray[Any]], name: str) -> Linear:
    own = dict(zip(arrays[f"{name}_names"].tolist(), arrays[f"{name}_own"], strict=True))
    mean, scale, weights, bias = (arrays[f"{name}_{part}"] for part in ("mean", "scale", "weights", "bias"))
    return Linear(mean, scale, weights, bias, own)
