"""Search for clauses by what they mean and by their words: in an index of agreements, or in the reference clauses.

`search` finds. `build_index` (in `build`) makes an index of agreements, or brings one up to date.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clausescan.searching.values import Hit

if TYPE_CHECKING:
    from clausescan.encoding.cache import VectorCache

__all__ = ["Hit", "search"]


def search(
    query: str,
    *,
    index: str | Path | None = None,
    types: Sequence[str] = (),
    limit: int = 10,
    model: str | Path | None = None,
    cache: VectorCache | None = None,
) -> list[Hit]:
    """The clauses nearest to a question in plain words, nearest first.

    `index` is a folder that `build_index` made; without one the reference clauses of clausescan are searched. `types`:
    only clauses of one of these types. Raises SearchIndexError, ModelError.
    """
    from clausescan.encoding.encoder import load_encoder
    from clausescan.encoding.folder import shipped_model
    from clausescan.searching.find import find
    from clausescan.searching.reference import reference_index
    from clausescan.searching.store import Index

    encoder = load_encoder(Path(model) if model else shipped_model(), cache=cache)
    with (
        Index.open(Path(index), encoder.info) if index else reference_index(encoder, cache) as opened,
        opened.reading(),
    ):
        return find(opened, query, encoder, types=types, limit=limit)
