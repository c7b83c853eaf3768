"""The clause-type heads of a model folder: linear in a clause's vector and its words, then calibrated.

Files, written by training: `heads.npz` (plain arrays), `words.json` (the words and word pairs that count),
`labels.json` (the types in the order of the arrays), `thresholds.json` (type → from which probability it is given,
and from which it is shown as uncertain). A fine-tuned network may bring `evidence.npz` too: heads that tell whether a
clause is evidence for an item of the checklist; and `elements.npz`: which elements of an item it then states, and
whether it settles the item.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from clausescan.errors import ModelError

Floats = NDArray[np.float32]

EVIDENCE = "evidence.npz"
ELEMENTS = "elements.npz"

_WORD = re.compile(r"[a-z]{2,30}")


def terms(text: str) -> Counter[str]:
    """How often each word and each pair of neighbouring words stands in the text. Digits and punctuation are not
    looked at: numbers say little about what a clause is for and much about which agreement it is from."""
    words = _WORD.findall(text.lower())
    found = Counter(words)
    found.update(f"{a} {b}" for a, b in pairwise(words))
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """TF-IDF over a fixed list of terms: log counts, times how rare the term is, made a vector of length 1."""

    place: Mapping[str, int]
    rarity: Floats

    def vector(self, text: str) -> tuple[list[int], Floats]:
        """The places of the terms that the text has, and their values."""
        found = [(self.place[t], n) for t, n in terms(text).items() if t in self.place]
        places = [p for p, _ in found]
        values = (1 + np.log(np.array([n for _, n in found], dtype=np.float32))) * self.rarity[places]
        length = np.linalg.norm(values)
        return places, values / length if length else values

    def sums(self, texts: Sequence[str], coefficients: Floats) -> Floats:
        """(texts, outputs): what the words of each text add up to, by coefficients (terms, outputs)."""
        found = np.zeros((len(texts), coefficients.shape[1]), dtype=np.float32)
        for row, text in enumerate(texts):
            places, values = self.vector(text)
            if places:
                found[row] = values @ coefficients[places]
        return found


@dataclass(frozen=True, slots=True)
class ItemHeads:
    """Whether a clause is evidence for the items of the checklist: linear in its vector and its words, then
    calibrated."""

    items: tuple[str, ...]
    of_vector: Floats
    """(vector length, items)"""
    of_words: Floats
    """(terms, items)"""
    bias: Floats
    slope: Floats
    offset: Floats


@dataclass(frozen=True, slots=True)
class ElementHeads:
    """Whether a clause, being evidence for an item, states an element of it or settles it: linear in its vector."""

    names: tuple[str, ...]
    """each "ITEM letter" or "ITEM explicit" """
    of_vector: Floats
    """(vector length, names)"""
    bias: Floats


@dataclass(frozen=True, slots=True)
class Heads:
    """Probabilities of the clause types and, where the folder has heads for it, of evidence for checklist items."""

    labels: tuple[str, ...]
    words: Words
    of_vector: Floats
    """(vector length, types)"""
    of_words: Floats
    """(terms, types)"""
    bias: Floats
    slope: Floats
    """slope and offset per type turn the sum into a probability that means what it says"""
    offset: Floats
    given: Floats
    """per type: the probability from which it is given"""
    uncertain: Floats
    """per type: the probability from which it is shown as uncertain"""
    of_items: ItemHeads | None = None
    of_elements: ElementHeads | None = None

    @property
    def items(self) -> tuple[str, ...]:
        """The checklist items in the order of `evidence`; empty when the folder knows none."""
        return self.of_items.items if self.of_items else ()

    @property
    def elements(self) -> tuple[str, ...]:
        """What `stated` tells, in its order; empty when the folder knows none."""
        return self.of_elements.names if self.of_elements else ()

    def probabilities(self, vectors: Floats, texts: Sequence[str]) -> Floats:
        """(texts, types). `vectors` are the texts' vectors, in the same order."""
        sums = vectors @ self.of_vector + self.bias + self.words.sums(texts, self.of_words)
        return _calibrated(sums, self.slope, self.offset)

    def evidence(self, vectors: Floats, texts: Sequence[str]) -> Floats | None:
        """(texts, items): how probable it is that a reader would cite the clause for the item. None when the folder has
        no heads for it."""
        h = self.of_items
        if not h:
            return None
        return _calibrated(vectors @ h.of_vector + h.bias + self.words.sums(texts, h.of_words), h.slope, h.offset)

    def stated(self, vectors: Floats) -> Floats | None:
        """(texts, elements): how probable it is that the clause, being evidence for an item, states an element of it or
        settles it. None when the folder has no heads for it."""
        h = self.of_elements
        if not h:
            return None
        return _sigmoid(vectors @ h.of_vector + h.bias)


def _calibrated(sums: Floats, slope: Floats, offset: Floats) -> Floats:
    return _sigmoid(sums * slope + offset)


def _sigmoid(sums: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(sums, -60, 60))), dtype=np.float32)


def load_heads(folder: Path) -> Heads:
    """Raises ModelError when a file is missing or the parts do not fit each other."""
    try:
        labels = tuple(json.loads((folder / "labels.json").read_text(encoding="utf-8")))
        terms_listed = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        limits = json.loads((folder / "thresholds.json").read_text(encoding="utf-8"))
        with np.load(folder / "heads.npz", allow_pickle=False) as file:
            arrays = {name: file[name].astype(np.float32) for name in file.files}
        heads = Heads(
            labels=labels,
            words=Words({term: i for i, term in enumerate(terms_listed)}, arrays["rarity"]),
            of_vector=arrays["of_vector"],
            of_words=arrays["of_words"],
            bias=arrays["bias"],
            slope=arrays["slope"],
            offset=arrays["offset"],
            given=np.array([limits[name]["given"] for name in labels], dtype=np.float32),
            uncertain=np.array([limits[name]["uncertain"] for name in labels], dtype=np.float32),
            of_items=_item_heads(folder / EVIDENCE),
            of_elements=_element_heads(folder / ELEMENTS),
        )
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise ModelError(f"{folder} has no clause-type heads that can be used: {error}") from error
    if heads.of_vector.shape[1:] != (len(labels),) or heads.of_words.shape != (len(terms_listed), len(labels)):
        raise ModelError(f"{folder}: labels.json, words.json and heads.npz do not belong together")
    items = heads.of_items
    elements = heads.of_elements
    if elements and elements.of_vector.shape != (heads.of_vector.shape[0], len(elements.names)):
        raise ModelError(f"{folder}: {ELEMENTS} and heads.npz do not belong together")
    if items and (
        items.of_vector.shape != (heads.of_vector.shape[0], len(items.items))
        or items.of_words.shape != (len(terms_listed), len(items.items))
    ):
        raise ModelError(f"{folder}: {EVIDENCE} and heads.npz do not belong together")
    return heads


def _item_heads(file: Path) -> ItemHeads | None:
    if not file.is_file():
        return None
    with np.load(file, allow_pickle=False) as arrays:
        names = ("of_vector", "of_words", "bias", "slope", "offset")
        return ItemHeads(tuple(map(str, arrays["items"])), *(arrays[name].astype(np.float32) for name in names))


def _element_heads(file: Path) -> ElementHeads | None:
    if not file.is_file():
        return None
    with np.load(file, allow_pickle=False) as arrays:
        of_vector, bias = (arrays[name].astype(np.float32) for name in ("of_vector", "bias"))
        return ElementHeads(tuple(map(str, arrays["names"])), of_vector, bias)
