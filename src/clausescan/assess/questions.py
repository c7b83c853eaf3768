"""The questions of a checklist, ready to be put to many agreements: sentences as vectors, cue words in one list."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clausescan.assess.cues import Cues
from clausescan.checklist import Checklist, Element, Item

if TYPE_CHECKING:
    from clausescan.encoding.encoder import Encoder

Floats = NDArray[np.float32]

SENTENCES = "checklist.npz"
"""In a model folder: vectors of the sentences of the reference checklist, so that no scan has to make them."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Items in the order of the checklist, their elements one after another. Vectors have length 1."""

    items: tuple[Item, ...]
    elements: tuple[Element, ...]
    first: NDArray[np.int64]
    """(items + 1): where each item's elements begin in `elements`; the last is their number"""
    essential: NDArray[np.bool_]
    question: Floats
    """(items, dimension)"""
    element: Floats
    """(elements, dimension), of the words that say what must be stated"""
    yes: Floats
    """(sentences, dimension), those that state an element, in the order of the elements"""
    no: Floats
    first_yes: NDArray[np.int64]
    """(elements): where each element's sentences begin in `yes`"""
    first_no: NDArray[np.int64]
    cues: Cues
    item_cues: tuple[NDArray[np.int64], ...]
    """for each item the places of its cues in `cues`"""
    element_cues: tuple[NDArray[np.int64], ...]
    defect_codes: tuple[str, ...]
    defect_cues: tuple[NDArray[np.int64], ...]

    def of(self, item: int) -> slice:
        """The elements of an item."""
        return slice(int(self.first[item]), int(self.first[item + 1]))


def sentences_of(checklist: Checklist) -> list[str]:
    """Every text of the checklist that is compared with clauses, each once."""
    texts = [item.question for item in checklist.items]
    for item in checklist.items:
        for element in item.elements:
            texts += [element.text, *element.yes, *element.no]
    return list(dict.fromkeys(texts))


def questions_of(checklist: Checklist, encoder: Encoder, folder: Path | None = None) -> Questions:
    """Sentences that `folder`, the model folder of `encoder`, has no vectors of are encoded now."""
    vectors = _vectors(sentences_of(checklist), encoder, folder)
    elements = tuple(element for item in checklist.items for element in item.elements)

    def stacked(texts: list[str]) -> Floats:
        return np.array([vectors[text] for text in texts], dtype=np.float32).reshape(len(texts), encoder.dimension)

    def starts(counts: list[int]) -> NDArray[np.int64]:
        return np.cumsum([0, *counts], dtype=np.int64)

    defects = tuple(checklist.defects.values())
    cues = Cues(cue for group in (checklist.items, elements, defects) for one in group for cue in one.cues)
    place = {cue: k for k, cue in enumerate(cues.cues)}

    def places(of: tuple[str, ...]) -> NDArray[np.int64]:
        return np.array([place[cue] for cue in of], dtype=np.int64)

    return Questions(
        items=checklist.items,
        elements=elements,
        first=starts([len(item.elements) for item in checklist.items]),
        essential=np.array([element.essential for element in elements]),
        question=stacked([item.question for item in checklist.items]),
        element=stacked([element.text for element in elements]),
        yes=stacked([text for element in elements for text in element.yes]),
        no=stacked([text for element in elements for text in element.no]),
        first_yes=starts([len(element.yes) for element in elements])[:-1],
        first_no=starts([len(element.no) for element in elements])[:-1],
        cues=cues,
        item_cues=tuple(places(item.cues) for item in checklist.items),
        element_cues=tuple(places(element.cues) for element in elements),
        defect_codes=tuple(defect.code for defect in defects),
        defect_cues=tuple(places(defect.cues) for defect in defects),
    )


def _vectors(texts: list[str], encoder: Encoder, folder: Path | None) -> dict[str, Floats]:
    known: dict[str, Floats] = {}
    file = folder / SENTENCES if folder else None
    if file and file.is_file():
        with np.load(file, allow_pickle=False) as arrays:
            stored = dict(zip(arrays["keys"].tolist(), arrays["vectors"].astype(np.float32), strict=True))
        known = {text: stored[key] for text in texts if (key := text_key(text)) in stored}
    missing = [text for text in texts if text not in known]
    return known | dict(zip(missing, encoder.encode(missing) if missing else (), strict=True))


def write_sentences(file: Path, checklist: Checklist, encoder: Encoder) -> None:
    """Vectors in half precision: their comparison with clauses is the same to three digits."""
    texts = sentences_of(checklist)
    vectors = encoder.encode(texts).astype(np.float16)
    np.savez(file, keys=np.array([text_key(text) for text in texts]), vectors=vectors)


def text_key(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
