"""The order of what is found, filters, and the reference clauses."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from clausescan.encoding.cache import VectorCache
from clausescan.encoding.encoder import Text, load_encoder
from clausescan.encoding.folder import shipped_model
from clausescan.encoding.index import VectorIndex
from clausescan.errors import SearchIndexError
from clausescan.model import ModelInfo
from clausescan.searching import reference, search
from clausescan.searching.find import find
from clausescan.searching.reference import reference_folder, reference_index, reference_records
from clausescan.searching.store import Index
from clausescan.searching.values import Record
from clausescan.taxonomy import TYPES


class Axes:
    """One axis for each of three words."""

    info = ModelInfo("axes", "0" * 64, "none")
    dimension = 4

    def encode(self, texts: Sequence[Text]) -> NDArray[np.float32]:
        rows = [[float(w in str(t)) for w in ("leave", "price", "court")] + [0.01] for t in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(-1, 4)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def made(*clauses: tuple[str, tuple[str, ...]]) -> Index:
    records = [Record("a.pdf", str(i), "", i, types, text) for i, (text, types) in enumerate(clauses, 1)]
    index, vectors = Index.create(None), VectorIndex(4)
    with index.change():
        ids = index.add("a.pdf", "", "", records)
        vectors.update([], ids, Axes().encode([r.text for r in records]))
        index.settle(vectors, {})
    return index


def numbers(index: Index, query: str, **options: object) -> list[str]:
    return [hit.record.number for hit in find(index, query, Axes(), **options)]  # type: ignore[arg-type]


def test_meaning_leads_and_words_decide_between_equals() -> None:
    index = made(("a court in Graz", ()), ("the price", ()), ("the price of a zither", ()), ("zither", ()))
    assert numbers(index, "price zither")[:2] == ["3", "2"]
    assert numbers(index, "price zither", words_weigh=1.0)[:2] == ["3", "4"]


def test_the_words_alone_can_bring_up_a_clause() -> None:
    index = made(*[("leave", ())] * 3, *[(f"leave {i}", ()) for i in range(300)], ("the zither stays", ()))
    hits = find(index, "leave zither", Axes(), limit=400)
    (zither,) = [hit for hit in hits if "zither" in hit.record.text]
    assert zither.words == 1
    assert zither.meaning < 0.1


def test_only_the_types_asked_for() -> None:
    index = made(("the price", ("valuation_price",)), ("leave", ("transfer", "renewal")), ("price, court", ()))
    assert numbers(index, "price", types=["renewal"]) == ["2"]
    assert set(numbers(index, "price", types=["renewal", "valuation_price"])) == {"1", "2"}
    assert numbers(index, "price", types=["survival"]) == []


def test_the_same_words_are_one_hit_with_all_places() -> None:
    index = made(("The price  is fair.", ()), ("leave", ()), ("The price is\nfair.", ()))
    first, *_ = find(index, "price", Axes())
    assert first.record.number == "1"
    assert [record.number for record in first.also] == ["3"]


def test_limit() -> None:
    index = made(*[(f"price {i}", ()) for i in range(30)])
    assert len(find(index, "price", Axes(), limit=7)) == 7


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "NEAR(a b)",
        "price AND OR NOT",
        "text:price*",
        "-price",
        "price'); DROP TABLE clauses;--",
        "…",
        "價格",
        "\ud800",
    ],
)
def test_any_query_is_plain_words(query: str) -> None:
    assert len(find(made(("the price", ())), query, Axes())) == 1


def test_bytes_that_are_no_text_in_a_query(tmp_path: Path) -> None:
    encoder = load_encoder(shipped_model(), threads=1)
    with made() as index:
        index._vectors = VectorIndex(encoder.dimension)
        assert find(index, "price \udcff", encoder) == []


def test_a_very_long_query() -> None:
    assert numbers(made(("the price", ())), "price and more " * 20_000) == ["1"]


def test_reference_clauses_say_where_they_belong() -> None:
    records = list(reference_records(reference_folder()))
    assert len({r.number for r in records}) == len(records)
    assert {t for r in records for t in r.types} == set(TYPES)


def test_the_reference_index_is_made_once_and_damage_is_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = tmp_path / "some"
    some.mkdir()
    shutil.copy(reference_folder() / "deadlock_exit.toml", some)
    monkeypatch.setattr(reference, "reference_folder", lambda: some)
    encoder = load_encoder(shipped_model(), threads=1, cache=VectorCache(tmp_path))
    for expected in (True, False):
        fresh = not list(tmp_path.glob("reference/*/*.faiss"))
        with reference_index(encoder, VectorCache(tmp_path)) as index:
            assert fresh == expected
            assert index.counts()[1] == len(list(reference_records(some)))
    (kept,) = tmp_path.glob("reference/*/clauses.sqlite3")
    kept.write_bytes(b"rubbish")
    with reference_index(encoder, VectorCache(tmp_path)) as index:
        assert index.counts()[1] > 0
    (place,) = (tmp_path / "reference").iterdir()
    assert place == kept.parent

    hits = search("put option after a deadlock", types=["deadlock_exit"], cache=VectorCache(tmp_path), limit=5)
    assert len(hits) == 5
    assert all("deadlock_exit" in hit.record.types for hit in hits)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_a_broken_reference_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[[clause]]\nid = 'x'\n")
    with pytest.raises(SearchIndexError, match=r"bad\.toml"):
        list(reference_records(tmp_path))
