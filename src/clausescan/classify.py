"""Clauses into clause types, with calibrated probabilities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from clausescan.errors import ModelError
from clausescan.model import Clause, Document, ModelInfo, TypeScore

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from clausescan.encoding.cache import VectorCache
    from clausescan.encoding.encoder import Encoder, Text
    from clausescan.heads import Heads

UNTYPED = frozenset({"title", "toc", "heading", "signature"})
"""Kinds of clause that state nothing of their own and are given no type."""

_LEAD_IN_WORDS = 60
_WORD = re.compile(r"[^\W\d_]{2}")
"""Two letters: without them a clause is a redaction, a rule or a page number, and says nothing of its own."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model makes of a document's clauses. Arrays have a row for each of `typed`."""

    typed: tuple[int, ...]
    """the clauses that the model looks at, by their place"""
    vectors: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    """(clauses, types) in the order of `Heads.labels`"""
    evidence: NDArray[np.float32] | None
    """(clauses, items) in the order of `Heads.items`: how probable it is that a reader would cite the clause for the
    checklist item; None when the model has not learnt that"""
    stated: NDArray[np.float32] | None
    """(clauses, elements) in the order of `Heads.elements`: whether the clause, being evidence, states the element"""


@dataclass(frozen=True, slots=True)
class Classifier:
    """Types clauses. `info` says which model does it."""

    encoder: Encoder
    heads: Heads
    context: int = 0
    """words of the clause before that the network reads with a clause, as it was trained to"""
    folder: Path | None = None
    """where it was loaded from"""

    @property
    def info(self) -> ModelInfo:
        return self.encoder.info

    @classmethod
    def load(
        cls, folder: str | Path | None = None, *, threads: int | None = None, cache: VectorCache | None = None
    ) -> Classifier:
        """The classifier of a model folder, by default the shipped one. `threads` None: as many as the process may use.
        `cache`: where vectors are kept for the next time; they are the same with and without.

        Raises ModelError when the folder is missing, incomplete or altered.
        """
        from clausescan.encoding.encoder import load_encoder
        from clausescan.encoding.folder import context_words, shipped_model
        from clausescan.heads import load_heads

        folder = Path(folder) if folder else shipped_model()
        encoder, heads = load_encoder(folder, threads=threads, cache=cache), load_heads(folder)
        if heads.of_vector.shape[0] != encoder.dimension:
            raise ModelError(f"{folder}: the heads were fitted on vectors of another length than its network gives")
        return cls(encoder, heads, context_words(folder), folder)

    def classify(self, document: Document, clauses: Sequence[Clause]) -> tuple[Clause, ...]:
        """The clauses with `types` (probability at or above the type's threshold, most probable first) and `uncertain`
        (below it, but too probable to pass over)."""
        return self.typed(clauses, self.read(document, clauses))

    def typed(self, clauses: Sequence[Clause], reading: Reading) -> tuple[Clause, ...]:
        """The clauses with the types that `reading` gives them."""
        result = list(clauses)
        for i, row in zip(reading.typed, reading.probabilities, strict=True):
            scores = sorted(zip(row.tolist(), self.heads.labels, strict=True), reverse=True)
            given = dict(zip(self.heads.labels, (row >= self.heads.given).tolist(), strict=True))
            shown = dict(zip(self.heads.labels, (row >= self.heads.uncertain).tolist(), strict=True))
            result[i] = replace(
                clauses[i],
                types=tuple(TypeScore(label, round(p, 4)) for p, label in scores if given[label]),
                uncertain=tuple(
                    TypeScore(label, round(p, 4)) for p, label in scores if shown[label] and not given[label]
                ),
            )
        return tuple(result)

    def read(
        self, document: Document, clauses: Sequence[Clause], vectors: NDArray[np.float32] | None = None
    ) -> Reading:
        """What the model makes of the clauses, as numbers. `vectors`: those of an earlier reading by the same model."""
        texts = classified_texts(document, clauses)
        typed = typed_clauses(document, clauses)
        own = [texts[i] for i in typed]
        if vectors is None and typed:
            vectors = self.encoder.encode(inputs_of(document, clauses, texts, typed, self.context))
        elif vectors is None:
            import numpy as np

            vectors = np.empty((0, self.encoder.dimension), dtype=np.float32)
        probabilities, evidence = self.heads.probabilities(vectors, own), self.heads.evidence(vectors, own)
        return Reading(tuple(typed), vectors, probabilities, evidence, self.heads.stated(vectors))


def typed_clauses(document: Document, clauses: Sequence[Clause]) -> list[int]:
    """Which clauses are looked at: those of a kind that states something, with words of their own."""
    return [
        i
        for i, clause in enumerate(clauses)
        if clause.kind not in UNTYPED and _WORD.search(document.text, clause.body, clause.end)
    ]


def classified_texts(document: Document, clauses: Sequence[Clause]) -> list[str]:
    """What the model reads of each clause: its headings, the end of the lead-in of a list item, its own words."""
    by_id = {clause.id: clause for clause in clauses}
    texts = []
    for clause in clauses:
        own = " ".join(document.text[clause.body : clause.end].split())
        parts = list(clause.heading_path)
        above = by_id.get(clause.lead_in) if clause.lead_in else None
        if above:
            opening = document.text[above.body : above.end].split()
            parts.append(" ".join(opening[-_LEAD_IN_WORDS:]))
        texts.append(" ".join([*parts, own]) if own else "")
    return texts


def inputs_of(
    document: Document, clauses: Sequence[Clause], texts: Sequence[str], typed: Sequence[int], context: int
) -> list[Text]:
    """What the network reads of the clauses `typed`: the text that the classifier gives it (`texts`, one a clause) and,
    as a second segment, the last `context` words of the typed clause before it. `context` 0: the text alone."""
    inputs: list[Text] = []
    before: list[str] = []
    for i in typed:
        inputs.append((texts[i], " ".join(before[-context:])) if context and before else texts[i])
        before = document.text[clauses[i].body : clauses[i].end].split()
    return inputs
