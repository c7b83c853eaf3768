"""Heads on words beside a fine-tuned network: fitted in the network's folds, added to its sums.

What the network learns from 128 word pieces and what single words say differ, so that both together are better. The
weights of the two, per type, are learnt with the calibration from sums that are out of fold for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clausescan.heads import Words
from clausescan.training.datasets import Agreement, families, load_reference
from clausescan.training.fit import Examples, examples, fitted, out_of_fold, vocabulary
from clausescan.training.linear import Floats


@dataclass(frozen=True, slots=True)
class WordMaterial:
    """All that word heads are fitted on."""

    words: Words
    scored: list[Examples]
    also: list[Examples]
    family: dict[str, int]


def word_material(gold: Sequence[Agreement], more: Sequence[Agreement], reference: Path | None) -> WordMaterial:
    """`gold` can be held out by fold; `more` and the reference clauses are only fitted on."""
    texts = {a.name: [a.texts[i] for i in a.typed] for a in (*gold, *more)}
    words = vocabulary(texts)
    rows = {}
    for a in (*gold, *more):
        labels = a.labels[a.typed]
        rows[a.name] = examples(a.name, texts[a.name], labels, np.ones(labels.shape), None, words)
    also = [rows[a.name] for a in more]
    family = families({a.name: a.document.text for a in (*gold, *more)})
    if reference:
        drafted, labels = load_reference(reference)
        also.append(examples("reference", drafted, labels, np.ones(labels.shape), None, words))
        family["reference"] = -1  # no kin: nothing in it is taken from an agreement
    return WordMaterial(words, [rows[a.name] for a in gold], also, family)


def word_sums(material: WordMaterial, fold: Mapping[str, int]) -> dict[str, Floats]:
    """Agreement → sums (typed clauses, types), for the agreements that `fold` names, by heads that saw neither their
    fold nor their kin."""
    scored = [e for e in material.scored if e.name in fold]
    also = [e for e in material.scored if e.name not in fold]
    return out_of_fold(scored, [*also, *material.also], fold, material.family)


def word_heads(material: WordMaterial) -> tuple[Floats, Floats]:
    """(terms, types) and (types): fitted on everything."""
    return fitted([*material.scored, *material.also])


def together(*sources: Mapping[str, Floats]) -> dict[str, Floats]:
    """Agreement → (typed clauses, types, sources), for the agreements that all sources know."""
    names = set.intersection(*(set(source) for source in sources))
    return {name: np.stack([source[name] for source in sources], axis=-1) for name in sorted(names)}
