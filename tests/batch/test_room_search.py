"""Search in every clause of a room: the index follows the store, and nothing is encoded twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hand_room import empty, made, put

from clausescan.batch.room_index import index_folder, search_room, update
from clausescan.batch.store import Store
from clausescan.model import ModelInfo


class HashEncoder:
    """A vector for each text, by its hash; `texts` are those that it was given."""

    dimension = 8

    def __init__(self, name: str = "one") -> None:
        self.info = ModelInfo(name, hashlib.sha256(name.encode()).hexdigest(), "none")
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Any:
        self.texts += texts
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") for text in texts]
        vectors = np.array([np.random.default_rng(seed).normal(size=8) for seed in seeds], dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = empty(tmp_path)
    put(opened, made("a", clause="A deadlock ends in a put option on the plant.", types=["deadlock_exit"]))
    put(opened, made("b", clause="Secrecy lasts for nine winters.", salt="b"))
    return opened


def found(store: Store, query: str, encoder: HashEncoder, **given: Any) -> list[tuple[str, str]]:
    hits = search_room(store, query, encoder, **given)  # type: ignore[arg-type]
    return [(hit.record.source, hit.record.number) for hit in hits]


def test_clauses_are_found_with_their_place(store: Store) -> None:
    encoder = HashEncoder()
    assert found(store, "put option after deadlock", encoder)[0] == ("/room/a.pdf", "2")
    assert found(store, "secrecy winters", encoder)[0] == ("/room/b.pdf", "2")
    assert found(store, "secrecy winters", encoder, types=["deadlock_exit"]) == [("/room/a.pdf", "2")]
    assert index_folder(store.file).is_dir()


def test_only_what_is_new_is_encoded(store: Store) -> None:
    encoder = HashEncoder()
    folder = index_folder(store.file)
    assert update(store, folder, encoder) == (2, 0)  # type: ignore[arg-type]
    encoder.texts.clear()
    assert update(store, folder, encoder) == (0, 0)  # type: ignore[arg-type]
    assert encoder.texts == []
    put(store, made("c", clause="Tooling goes back to Alder.", salt="c"))
    assert update(store, folder, encoder) == (1, 0)  # type: ignore[arg-type]
    assert any("Tooling" in text for text in encoder.texts)
    assert not any("Secrecy" in text for text in encoder.texts)


def test_what_left_the_store_leaves_the_index(store: Store) -> None:
    encoder = HashEncoder()
    found(store, "secrecy", encoder)
    with store.change():
        store.forget("/room/b.pdf")
    assert all(source == "/room/a.pdf" for source, _ in found(store, "secrecy winters", encoder))


def test_another_model_makes_the_index_anew(store: Store) -> None:
    found(store, "secrecy", HashEncoder())
    other = HashEncoder("two")
    assert found(store, "secrecy winters", other)[0] == ("/room/b.pdf", "2")
    assert sum("Secrecy" in text for text in other.texts) == 1


def test_an_empty_room(tmp_path: Path) -> None:
    assert found(empty(tmp_path), "anything", HashEncoder()) == []
