"""Vectors that are kept: never other ones, never too many, never in the way."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from clausescan.encoding.cache import CachedEncoder, VectorCache, cache_folder
from clausescan.encoding.encoder import Text, load_encoder
from clausescan.encoding.folder import shipped_model
from clausescan.model import ModelInfo

TEXTS = [
    "Either party may leave at the end of a year.",
    "Notice is given in writing, by courier or by post.",
    "The tribunal sits in Graz.",
    "Either party may leave at the end of a year.",
    "",
    ("A lead-in:", "and its item"),
]


class Counting:
    """An encoder that makes vectors from lengths and remembers what it was asked."""

    def __init__(self, runtime: str = "none") -> None:
        self.info = ModelInfo("counting", "0" * 64, runtime)
        self.dimension = 4
        self.asked: list[Text] = []

    def encode(self, texts: Sequence[Text]) -> NDArray[np.float32]:
        self.asked += texts
        return np.array([[len(t), len(t[0]) if t else 0, 1, 2] for t in texts], dtype=np.float32).reshape(-1, 4)


def test_with_and_without_the_cache_vectors_are_the_same_to_the_last_bit(tmp_path: Path) -> None:
    plain = load_encoder(shipped_model(), threads=1)
    for texts in (TEXTS[:2], TEXTS, list(reversed(TEXTS)), [*TEXTS, "The next version adds a clause " * 20]):
        kept = load_encoder(shipped_model(), threads=1, cache=VectorCache(tmp_path))
        assert (kept.encode(texts) == plain.encode(texts)).all()


def test_only_what_changed_is_encoded_again(tmp_path: Path) -> None:
    CachedEncoder(Counting(), VectorCache(tmp_path), "a").encode(TEXTS)
    inner, cache = Counting(), VectorCache(tmp_path)
    again = CachedEncoder(inner, cache, "a")
    inner.asked.clear()
    vectors = again.encode([*TEXTS, "new"])
    assert inner.asked == ["new"]
    assert (vectors == Counting().encode([*TEXTS, "new"])).all()
    assert (cache.hits, cache.misses) == (5, 1)


@pytest.mark.parametrize(("identity", "runtime"), [("b", "none"), ("a", "another")])
def test_another_network_or_runtime_gets_no_vectors_of_this_one(tmp_path: Path, identity: str, runtime: str) -> None:
    CachedEncoder(Counting(), VectorCache(tmp_path), "a").encode(TEXTS)
    inner = Counting(runtime)
    other = CachedEncoder(inner, VectorCache(tmp_path), identity)
    inner.asked.clear()
    other.encode(TEXTS)
    assert len(inner.asked) == 5


def test_a_pair_is_not_its_parts_joined(tmp_path: Path) -> None:
    encoder = CachedEncoder(Counting(), VectorCache(tmp_path), "a")
    assert len({encoder._key(t) for t in ("ab", ("a", "b"), ("ab", ""), ("", "ab"))}) == 4


def test_no_texts_no_vectors(tmp_path: Path) -> None:
    assert CachedEncoder(Counting(), VectorCache(tmp_path), "a").encode([]).shape == (0, 4)


def test_no_text_is_in_the_file_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    CachedEncoder(Counting(), VectorCache(tmp_path / "c"), "a").encode(["Xylophone clause of great secrecy"])
    file = tmp_path / "c" / "vectors.sqlite3"
    assert b"ylophone" not in file.read_bytes()
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o077 == 0


def test_the_file_stays_within_its_limit_and_what_was_used_last_stays(tmp_path: Path) -> None:
    limit = 200_000
    cache = VectorCache(tmp_path, limit)
    cache.put({b"favourite": b"x" * 1500})
    for day in range(40):
        with sqlite3.connect(tmp_path / "vectors.sqlite3") as db:  # time passes
            db.execute("UPDATE vectors SET used = used - 100000")
        assert cache.get([b"favourite"])
        cache.put({f"{day}-{i}".encode(): b"y" * 1500 for i in range(10)})
        assert (tmp_path / "vectors.sqlite3").stat().st_size < limit * 1.2
    assert cache.get([b"39-9", b"favourite"]).keys() == {b"39-9", b"favourite"}
    assert not cache.get([b"0-0"])
    assert cache.size()[0] > 50


def test_a_damaged_vector_is_computed_again(tmp_path: Path) -> None:
    CachedEncoder(Counting(), VectorCache(tmp_path), "a").encode(TEXTS)
    with sqlite3.connect(tmp_path / "vectors.sqlite3") as db:
        db.execute("UPDATE vectors SET value = zeroblob(length(value))")
    assert (CachedEncoder(Counting(), VectorCache(tmp_path), "a").encode(TEXTS) == Counting().encode(TEXTS)).all()


@pytest.mark.parametrize("damage", ["rubbish", "folder", "cut"])
def test_a_cache_that_fails_is_named_and_changes_nothing(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "vectors.sqlite3"
    if damage == "folder":
        file.mkdir()
    else:
        CachedEncoder(Counting(), VectorCache(tmp_path), "a").encode([str(i) for i in range(400)])
        whole = file.read_bytes()
        file.write_bytes(b"no database " * 1000 if damage == "rubbish" else whole[: len(whole) // 2])
    cache = VectorCache(tmp_path)
    vectors = CachedEncoder(Counting(), cache, "a").encode(TEXTS)
    assert (vectors == Counting().encode(TEXTS)).all()
    assert str(file) in cache.problem
    assert "clausescan cache clear" in cache.problem


@pytest.mark.parametrize("damaged", [False, True])
def test_clearing_leaves_nothing_and_the_cache_works_on(tmp_path: Path, damaged: bool) -> None:
    CachedEncoder(Counting(), VectorCache(tmp_path), "a").encode(TEXTS)
    if damaged:
        (tmp_path / "vectors.sqlite3").write_bytes(b"no database " * 1000)
    VectorCache(tmp_path).clear()
    assert VectorCache(tmp_path).size()[0] == 0
    cache = VectorCache(tmp_path)
    CachedEncoder(Counting(), cache, "a").encode(TEXTS)
    assert cache.size()[0] == 5
    assert not cache.problem


PROCESS = """
import sys
from pathlib import Path
from clausescan.encoding.cache import VectorCache
cache = VectorCache(Path(sys.argv[1]), 300_000)
for i in range(60):
    keys = [f"{(i * 7 + j) % 90}".encode() for j in range(9)]
    known = cache.get(keys)
    assert all(value == key * 500 for key, value in known.items())
    cache.put({key: key * 500 for key in keys if key not in known})
assert not cache.problem, cache.problem
"""


def test_processes_share_it(tmp_path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", PROCESS, str(tmp_path)]) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]


def test_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_folder(tmp_path) == tmp_path
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
        assert cache_folder() == tmp_path / "xdg" / "clausescan"
