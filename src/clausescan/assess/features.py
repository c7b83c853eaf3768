"""What the judge looks at, as numbers: each clause for each item, then each item and each element of a whole agreement.

Everything is a comparison of the agreement with the words of the checklist, or a reading by the model of clause types,
so that an item which nobody has labelled is measured as any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clausescan.assess.cues import plain
from clausescan.assess.questions import Questions
from clausescan.assess.signals import SIGNALS, signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clausescan.model import Clause, Document

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

OF_CLAUSE = (
    *("nearest sentence that states an element", "nearest sentence that only talks", "nearest element", "question"),
    *("cues of the item", "elements with cues", "words", "first type", "likeliest type", "all types", "evidence"),
)
"""Names of what is measured of a clause for an item. The last is the model's own opinion, 0 where it has none."""

_TOP = 3


@dataclass(frozen=True, slots=True)
class Clauses:
    """Measures of the clauses of one agreement, n in number."""

    of_item: Floats
    """(n, items, OF_CLAUSE)"""
    yes: Floats
    """(n, elements): likeness to the nearest sentence that states the element"""
    no: Floats
    cued: Bools
    """(n, elements): a cue of the element is there"""
    cues: NDArray[np.int64]
    """(n, items): cues of the item that are there"""
    signals: Bools
    """(n, SIGNALS)"""
    defects: Bools
    """(n, defects of the lexicon)"""
    words: Floats
    """(n)"""
    stated: Floats
    """(n, elements): how probable it is for the model that the clause, being evidence, states it; 0.5: no idea"""
    settled: Floats
    """(n, items): the same of the item as a whole"""
    found: Floats
    """(items, found.FOUND): what other rooms have found for the item"""


@dataclass(frozen=True, slots=True)
class Opinions:
    """What the model makes of n clauses, brought into the order of a checklist. Probabilities."""

    types: Floats
    """(n, types)"""
    type_places: tuple[str, ...]
    evidence: Floats
    """(n, items); NaN for items that the model does not know"""
    stated: Floats
    """(n, elements); NaN for unknown ones"""
    settled: Floats
    """(n, items); NaN for unknown ones"""


def own_words(document: Document, clauses: Sequence[Clause]) -> list[str]:
    """The clauses' words, made plain."""
    return [plain(document.text[clause.body : clause.end]) for clause in clauses]


def of_clauses(
    words: Sequence[str], vectors: Floats, opinions: Opinions, found: Floats, questions: Questions
) -> Clauses:
    """Measures of clauses; `words` are their plain words, `vectors` (n, dimension), `found` what `found_for` gives."""
    n, q = len(words), questions
    hits = np.zeros((n, len(q.cues.cues)), dtype=bool)
    for k, text in enumerate(words):
        hits[k, q.cues.found(text)] = True
    yes = np.maximum.reduceat(vectors @ q.yes.T, q.first_yes, axis=1)
    no = np.maximum.reduceat(vectors @ q.no.T, q.first_no, axis=1)
    element = vectors @ q.element.T
    cued = np.array([hits[:, places].any(1) for places in q.element_cues]).T.reshape(n, len(q.elements))
    cues = np.array([hits[:, places].sum(1) for places in q.item_cues]).T.reshape(n, len(q.items))
    length = np.array([len(text.split()) for text in words], dtype=np.float32)
    starts = q.first[:-1]
    types = np.zeros((n, len(q.items), 3), dtype=np.float32)
    for i, item in enumerate(q.items):
        of_item = opinions.types[:, [opinions.type_places.index(name) for name in item.types]]
        types[:, i] = np.sqrt(np.stack([of_item[:, 0], of_item.max(1), of_item.sum(1)], 1))
    measures = [
        np.maximum.reduceat(yes, starts, axis=1),
        np.maximum.reduceat(no, starts, axis=1),
        np.maximum.reduceat(element, starts, axis=1),
        vectors @ q.question.T,
        np.minimum(cues, 3),
        np.add.reduceat(cued.astype(np.float32), starts, axis=1),
        np.repeat(np.log1p(length)[:, None], len(q.items), 1),
        *types.transpose(2, 0, 1),
        np.nan_to_num(logit(opinions.evidence), nan=0.0),
    ]
    return Clauses(
        of_item=np.stack(measures, 2).astype(np.float32),
        yes=yes,
        no=no,
        cued=cued,
        cues=cues,
        signals=np.array([signals(text) for text in words]).reshape(n, len(SIGNALS)),
        defects=np.array([hits[:, places].any(1) for places in q.defect_cues]).T.reshape(n, len(q.defect_codes)),
        words=length,
        stated=np.nan_to_num(opinions.stated, nan=0.5),
        settled=np.nan_to_num(opinions.settled, nan=0.5),
        found=found,
    )


def of_elements(clauses: Clauses, relevance: Floats, questions: Questions) -> Floats:
    """(elements, measures) of an agreement; `relevance` (n, items) is how probable it is that a clause is evidence."""
    item = _item_of(questions)
    near = relevance[:, item]
    stated = near * clauses.stated
    columns = [
        clauses.yes.max(0),
        (clauses.yes - clauses.no).max(0),
        (near * clauses.yes).max(0),
        (near * (clauses.yes - clauses.no + 0.3)).max(0),
        (near * clauses.cued).max(0),
        clauses.cued.any(0),
        stated.max(0),
        logit(stated.max(0)),
        logit((near * sigmoid(12 * (clauses.yes - 0.45))).max(0)),
        questions.essential,
    ]
    return np.stack(columns, 1).astype(np.float32)


def of_items(clauses: Clauses, relevance: Floats, questions: Questions, words: int) -> Floats:
    """(items, measures) of an agreement of so many words."""
    n, many = relevance.shape
    top = np.sort(np.pad(relevance, ((max(0, _TOP - n), 0), (0, 0))), axis=0)[-_TOP:][::-1]
    near = relevance[:, _item_of(questions)]
    pulled_yes, pulled_cue = (near * clauses.yes).max(0), (near * clauses.cued).max(0)
    lead = (near * (clauses.yes - clauses.no)).max(0)
    rows = []
    for i in range(many):
        own = questions.of(i)
        essential = questions.essential[own] if questions.essential[own].any() else np.ones(own.stop - own.start, bool)
        r = relevance[:, i : i + 1]
        rows.append(
            np.concatenate(
                [
                    logit(top[:, i]),
                    [
                        np.log1p(r.sum()),
                        1 - np.prod(1 - np.clip(r, 0, 0.98)),
                        (r[:, 0] * np.log1p(clauses.words)).max() / 5,
                        pulled_yes[own].mean(),
                        pulled_yes[own][essential].min(),
                        pulled_cue[own].mean(),
                        pulled_cue[own][essential].mean(),
                        pulled_cue[own][essential].min(),
                        lead[own].mean(),
                        lead[own][essential].mean(),
                        (r[:, 0] * clauses.settled[:, i]).max(),
                        logit((r[:, 0] * clauses.settled[:, i]).max()),
                    ],
                    (r * clauses.signals).max(0),
                    (r * clauses.defects).max(0),
                    [np.log(max(words, 1)) / 3],
                    clauses.found[i],
                    clauses.found[i] * logit(top[0, i]),
                ]
            )
        )
    return np.array(rows, dtype=np.float32)


def of_filled(filled: Floats, questions: Questions) -> Floats:
    """(items, measures): what the elements' probabilities `filled` (elements) say of each item."""
    rows = []
    for i in range(len(questions.items)):
        own = questions.of(i)
        essential = questions.essential[own] if questions.essential[own].any() else np.ones(own.stop - own.start, bool)
        p = filled[own]
        z, needed = logit(p) / 2, p[essential]
        rows.append(
            [
                z.max(),
                z.mean(),
                z[essential].mean(),
                z[essential].min(),
                np.exp(np.log(needed + 1e-3).mean()),
                p.sum(),
                1 - np.prod(1 - p),
            ]
        )
    return np.array(rows, dtype=np.float32)


def logit(p: NDArray[Any]) -> Floats:
    q = np.clip(p, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(q / (1 - q)), dtype=np.float32)


def sigmoid(x: NDArray[Any]) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)


def _item_of(questions: Questions) -> NDArray[np.int64]:
    """(elements): each element's item."""
    return np.repeat(np.arange(len(questions.items)), np.diff(questions.first))
