"""From a question to clauses: nearness in meaning and common words, weighed together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clausescan.encoding.encoder import Encoder
from clausescan.searching.values import Hit, Record
from clausescan.searching.wording import meant

if TYPE_CHECKING:
    from clausescan.searching.store import Index

WORDS_WEIGH = 0.5
"""Share of the words in the score, the rest is meaning. On ACORD's train queries any share from 0.4 to 0.8 is as good,
with the general network and with the one fine-tuned for types: benchmarks/search_acord.py."""

WORDING_WEIGHS = 0.5
"""How much a word that `wording.toml` adds counts beside one of the question. From 0.3 to 1 it makes no difference on
ACORD's train queries."""

_CANDIDATES = 200
"""Clauses that either way of looking proposes, at least."""


def find(
    index: Index,
    query: str,
    encoder: Encoder,
    *,
    types: Sequence[str] = (),
    limit: int = 10,
    words_weigh: float = WORDS_WEIGH,
) -> list[Hit]:
    """The best clauses of the index for the query, best first; clauses with the same words are one hit."""
    query = query.encode("utf-8", "replace").decode()
    vectors = index.vectors()
    among = index.of_type(types) if types else None
    k = max(_CANDIDATES, 10 * limit)
    vector = encoder.encode([query])[0]
    meaning = dict(vectors.search(vector, k, among))
    wording = " ".join(entry.said for entry in meant(query))
    words = dict(index.by_words(query, k, types, wording=wording, weight=WORDING_WEIGHS))
    unseen = [i for i in words if i not in meaning]
    meaning.update(zip(unseen, (vectors.vectors(unseen) @ vector).tolist(), strict=True))
    most = max(words.values(), default=1.0)
    scores = {i: (1 - words_weigh) * m + words_weigh * words.get(i, 0.0) / most for i, m in meaning.items()}
    best = sorted(scores, key=lambda i: (-scores[i], i))[:k]

    records = index.records(best)
    places: dict[str, list[int]] = {}
    for i in best:
        places.setdefault(" ".join(records[i].text.split()), []).append(i)
    hits = []
    for first, *others in list(places.values())[:limit]:
        also: tuple[Record, ...] = tuple(records[i] for i in others)
        share = words.get(first, 0.0) / most
        hits.append(Hit(records[first], round(scores[first], 4), round(meaning[first], 4), round(share, 4), also))
    return hits
