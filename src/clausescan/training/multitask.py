"""Clauses from several sources as rows for one network with one output for each type and each category of CUAD.

A source labels some outputs and leaves the others open: `weights` is 0 where a row says nothing. What CUAD leaves
unmarked is a negative for CUAD's own categories only, and never for a clause type.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clausescan.classify import classified_texts, inputs_of, typed_clauses
from clausescan.encoding.encoder import Text
from clausescan.errors import ReadError
from clausescan.reading import read
from clausescan.structure import clause_tree
from clausescan.taxonomy import TYPES
from clausescan.training.cuad import CATEGORIES, marked_clauses
from clausescan.training.datasets import CHECKLIST, ITEMS, Agreement, load_reference

CUAD_OUTPUTS = (*CATEGORIES, "Rofr/Rofo/Rofn", "Post-Termination Services")
"""Categories of CUAD that the network learns under their own names, those that mix several types among them."""

ELEMENTS = tuple(f"{item} {element.id}" for item in ITEMS for element in CHECKLIST.item(item).elements)
"""Whether a clause that is evidence for an item states an element of it."""

SETTLED = tuple(f"{item} explicit" for item in ITEMS)
"""Whether a clause that is evidence for an item settles it."""

OUTPUTS = (*TYPES, *ITEMS, *ELEMENTS, *SETTLED, *(f"CUAD {name}" for name in CUAD_OUTPUTS))
"""The types come first, then what judges the items of the checklist: the first columns of the network's last layer are
the heads of a model folder."""

TYPE_COLUMNS = slice(0, len(TYPES))
ITEM_COLUMNS = slice(TYPE_COLUMNS.stop, TYPE_COLUMNS.stop + len(ITEMS))
ELEMENT_COLUMNS = slice(ITEM_COLUMNS.stop, ITEM_COLUMNS.stop + len(ELEMENTS) + len(SETTLED))
"""of `ELEMENTS`, then `SETTLED`"""
_FIRST_CUAD = ELEMENT_COLUMNS.stop

EVIDENCE_WEIGHT = 0.5
"""Evidence is cited by example, not exhaustively, so that it counts less than a type."""

CONTEXT_WORDS = 24
"""Words of the clause before that are read as a second segment."""

Bools = NDArray[np.bool_]
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one agreement, or of one collection that has no kin. Arrays are (rows, outputs)."""

    name: str
    text: str
    """of the whole agreement, to find others that repeat it; empty for a collection"""
    inputs: tuple[Text, ...]
    labels: Bools
    weights: Weights


def gold_rows(agreement: Agreement, context: int = CONTEXT_WORDS) -> Rows:
    """Every typed clause, labelled for the types and, where the agreement's items are, as their evidence."""
    typed = agreement.typed.tolist()
    inputs = inputs_of(agreement.document, agreement.clauses, agreement.texts, typed, context)
    labels, weights = _empty(len(typed))
    labels[:, TYPE_COLUMNS] = agreement.labels[typed]
    weights[:, TYPE_COLUMNS] = 1
    if agreement.evidence is not None:
        labels[:, ITEM_COLUMNS] = agreement.evidence[typed]
        weights[:, ITEM_COLUMNS] = EVIDENCE_WEIGHT
        for item, (state, letters) in agreement.verdicts.items():
            cited = np.flatnonzero(agreement.evidence[typed, ITEMS.index(item)])
            # The letters are known of all cited clauses together: the more there are, the less each one says.
            weight = 1 / np.sqrt(max(len(cited), 1))
            settled = OUTPUTS.index(f"{item} explicit")
            labels[cited, settled], weights[cited, settled] = state == "explicit", weight
            for element in CHECKLIST.item(item).elements:
                column = OUTPUTS.index(f"{item} {element.id}")
                labels[cited, column], weights[cited, column] = element.id in letters, weight
    return Rows(agreement.name, agreement.document.text, tuple(inputs), labels, weights)


def checklist_rows() -> Rows:
    """The sentences of the checklist that state an element (evidence for its item too), and those that only talk of
    it."""
    inputs: list[Text] = []
    stated: list[tuple[str, str, bool]] = []
    for item in ITEMS:
        for element in CHECKLIST.item(item).elements:
            for sentences, does in ((element.yes, True), (element.no, False)):
                inputs += sentences
                stated += [(item, f"{item} {element.id}", does)] * len(sentences)
    labels, weights = _empty(len(inputs))
    for row, (item, slot, does) in enumerate(stated):
        column = OUTPUTS.index(slot)
        labels[row, column], weights[row, column] = does, 1
        if does:
            labels[row, OUTPUTS.index(item)], weights[row, OUTPUTS.index(item)] = True, EVIDENCE_WEIGHT
    return Rows("checklist", "", tuple(inputs), labels, weights)


def reference_rows(folder: Path, weight: float = 1.0) -> Rows:
    """The reference clauses, labelled for the types."""
    texts, types = load_reference(folder)
    labels, weights = _empty(len(texts))
    labels[:, TYPE_COLUMNS] = types
    weights[:, TYPE_COLUMNS] = weight
    return Rows("reference", "", tuple(texts), labels, weights)


def cuad_rows(
    folder: Path, *, unmarked: float = 1.0, weight: float = 0.5, positives: bool = False, context: int = CONTEXT_WORDS
) -> Iterator[Rows]:
    """The clauses that CUAD marks and, for each, `unmarked` others of the same contract drawn at random.

    They train CUAD's own outputs with `weight`; with `positives` a mark also counts, with the same weight, as a
    positive of the types that its category is part of.
    """
    with open(folder / "labels.csv", encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    random = np.random.default_rng(0)
    for row in table:
        path = folder / "texts" / row["Filename"]
        try:
            document = read(path)
        except ReadError as error:
            print(f"left out: {error}")
            continue
        clauses = clause_tree(document)
        found = marked_clauses(row, document, clauses, CUAD_OUTPUTS)
        texts = classified_texts(document, clauses)
        typed = typed_clauses(document, clauses)
        inputs = inputs_of(document, clauses, texts, typed, context)
        marked = [k for k, i in enumerate(typed) if i in found]
        others = np.array([k for k, i in enumerate(typed) if i not in found], dtype=np.int64)
        drawn = random.permutation(others)[: round(unmarked * len(marked))]
        kept = sorted([*marked, *drawn.tolist()])
        if not kept:
            continue
        labels, weights = _empty(len(kept))
        weights[:, _FIRST_CUAD:] = weight
        for place, k in enumerate(kept):
            for category in found.get(typed[k], ()):
                labels[place, _FIRST_CUAD + CUAD_OUTPUTS.index(category)] = True
                for name in CATEGORIES.get(category, ()) if positives else ():
                    labels[place, TYPES.index(name)] = True
                    weights[place, TYPES.index(name)] = weight
        yield Rows(path.stem, document.text, tuple(inputs[k] for k in kept), labels, weights)


def balance(labels: Bools, weights: Weights, most: float = 10.0) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each output the weight of a positive, the root of negatives over positives, at most `most`; and the bias
    that fits best when nothing is known of a row. Outputs that no row labels get 1 and a low bias."""
    total = weights.sum(0, dtype=np.float64)
    share = np.clip((weights * labels).sum(0, dtype=np.float64) / np.maximum(total, 1e-9), 1e-4, 0.9)
    positive = np.where(total > 0, np.clip(np.sqrt((1 - share) / share), 1, most), 1)
    return positive.astype(np.float32), np.log(positive * share / (1 - share)).astype(np.float32)


def _empty(rows: int) -> tuple[Bools, Weights]:
    return np.zeros((rows, len(OUTPUTS)), dtype=bool), np.zeros((rows, len(OUTPUTS)), dtype=np.float32)
