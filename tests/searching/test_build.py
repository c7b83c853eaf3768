"""An index follows its files: what is new, changed, gone, unreadable."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from clausescan.encoding.cache import VectorCache
from clausescan.encoding.encoder import load_encoder
from clausescan.encoding.folder import shipped_model
from clausescan.errors import ReadError, SearchIndexError
from clausescan.searching import search
from clausescan.searching.build import build_index
from clausescan.searching.store import FILE, Index

ALDER = """ALLIANCE AGREEMENT

1. Deadlock

1.1 If the board cannot agree twice in a row, Alder may require Birch to buy all of its shares at the price that an
independent expert determines.

2. Notices

2.1 Every notice is sent by courier to the address on the first page and counts as received on the third day.
"""
CEDAR = """SUPPLY COOPERATION

1. Brands

1.1 When the cooperation ends, each side stops using the marks of the other within ninety days, zugzwang or not.
"""


@pytest.fixture(scope="module")
def cache() -> VectorCache:
    return VectorCache(None)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "agreements"
    folder.mkdir()
    (folder / "alder.txt").write_text(ALDER, encoding="utf-8")
    (folder / "cedar.txt").write_text(CEDAR, encoding="utf-8")
    return folder


def test_clauses_are_found_with_their_place(files: Path, tmp_path: Path, cache: VectorCache) -> None:
    built = build_index([files], tmp_path / "ix", cache=cache)
    assert (built.added, built.failures) == (2, [])
    hit = search("sell one's stake when the board is stuck", index=tmp_path / "ix", cache=cache)[0]
    assert hit.record.source == str(files / "alder.txt")
    assert hit.record.number == "1.1"
    assert hit.record.text in ALDER
    assert 0 < hit.score <= 1


def test_files_that_did_not_change_are_not_read(
    files: Path, tmp_path: Path, cache: VectorCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index([files], tmp_path / "ix", cache=cache)
    os.utime(files / "alder.txt", (1, 1))
    (files / "cedar.txt").write_text(CEDAR.replace("ninety", "thirty"), encoding="utf-8")
    begun: list[str] = []
    import clausescan.reading

    read = clausescan.reading.read
    monkeypatch.setattr(clausescan.reading, "read", lambda path, **k: (begun.append(path), read(path, **k))[1])
    built = build_index([files], tmp_path / "ix", cache=cache)
    assert begun == [str(files / "cedar.txt")]
    assert (built.added, built.changed, built.unchanged, built.removed) == (0, 1, 1, 0)
    texts = [hit.record.text for hit in search("marks after the end", index=tmp_path / "ix", cache=cache)]
    assert any("thirty" in text for text in texts)
    assert not any("ninety" in text for text in texts)


def test_bringing_up_to_date_gives_what_building_anew_gives(files: Path, tmp_path: Path, cache: VectorCache) -> None:
    build_index([files], tmp_path / "ix", cache=cache)
    (files / "alder.txt").write_text(ALDER.replace("Birch", "Beech"), encoding="utf-8")
    (files / "cedar.txt").unlink()
    (files / "dogwood.txt").write_text(CEDAR.replace("zugzwang", "stalemate"), encoding="utf-8")
    build_index([files], tmp_path / "ix", cache=cache)
    build_index([files], tmp_path / "new", cache=cache)
    for query in ("deadlock", "use of marks", "courier"):
        assert search(query, index=tmp_path / "ix", cache=cache) == search(query, index=tmp_path / "new", cache=cache)


def test_a_removed_file_leaves_no_words(files: Path, tmp_path: Path, cache: VectorCache) -> None:
    build_index([files], tmp_path / "ix", cache=cache)
    assert b"zugzwang" in (tmp_path / "ix" / FILE).read_bytes()
    (files / "cedar.txt").unlink()
    built = build_index([files], tmp_path / "ix", cache=cache)
    assert built.removed == 1
    assert b"zugzwang" not in (tmp_path / "ix" / FILE).read_bytes()
    assert sorted(p.name.partition("-")[0] for p in (tmp_path / "ix").iterdir()) == ["clauses.sqlite3", "vectors"]


def test_what_cannot_be_read_is_named_and_the_others_are_indexed(
    files: Path, tmp_path: Path, cache: VectorCache
) -> None:
    build_index([files], tmp_path / "ix", cache=cache)
    (files / "alder.txt").write_text(" ", encoding="utf-8")
    told: list[ReadError] = []
    built = build_index([files, tmp_path / "nowhere.pdf"], tmp_path / "ix", cache=cache, failed=told.append)
    assert [Path(e.path).name for e in told] == ["alder.txt", "nowhere.pdf"]
    assert told == built.failures
    assert (built.unchanged, built.removed) == (1, 1)
    sources = {hit.record.source for hit in search("deadlock", index=tmp_path / "ix", cache=cache)}
    assert sources == {str(files / "cedar.txt")}


def test_a_folder_that_is_away_keeps_its_clauses(files: Path, tmp_path: Path, cache: VectorCache) -> None:
    build_index([files], tmp_path / "ix", cache=cache)
    files.rename(tmp_path / "unplugged")
    built = build_index([files], tmp_path / "ix", cache=cache)
    assert (built.kept, built.removed, len(built.failures)) == (2, 0, 1)
    assert search("deadlock", index=tmp_path / "ix", cache=cache)


def test_a_build_that_breaks_off_changes_nothing(
    files: Path, tmp_path: Path, cache: VectorCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index([files], tmp_path / "ix", cache=cache)
    before = search("deadlock", index=tmp_path / "ix", cache=cache)
    (files / "cedar.txt").unlink()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Index, "settle", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build_index([files], tmp_path / "ix", cache=cache)
    monkeypatch.undo()
    assert search("deadlock", index=tmp_path / "ix", cache=cache) == before
    assert build_index([files], tmp_path / "ix", cache=cache).removed == 1


def test_while_one_builds_others_search_and_wait_their_turn(files: Path, tmp_path: Path, cache: VectorCache) -> None:
    build_index([files], tmp_path / "ix", cache=cache)
    (files / "cedar.txt").unlink()

    def meanwhile(path: str) -> None:
        assert len({h.record.source for h in search("deadlock", index=tmp_path / "ix", cache=cache)}) == 2
        other = Index.create(tmp_path / "ix")
        other._db.execute("PRAGMA busy_timeout = 100")
        with pytest.raises(SearchIndexError, match="another process"), other.change():
            pass

    build_index([files], tmp_path / "ix", cache=cache, begin=meanwhile)


def test_a_search_sees_one_state_of_the_index(files: Path, tmp_path: Path, cache: VectorCache) -> None:
    build_index([files], tmp_path / "ix", cache=cache)
    with Index.open(tmp_path / "ix") as index, index.reading():
        count = index.counts()[1]
        other = Index.create(tmp_path / "ix")
        other._db.execute("PRAGMA busy_timeout = 100")
        with pytest.raises(SearchIndexError, match="another process"), other.change():
            other.settle(other.vectors(), {"built": "later"})
        assert len(index.vectors()) == count
        assert index.about("built") != "later"


def altered_vectors(folder: Path) -> None:
    file = next(folder.glob("*.faiss"))
    file.write_bytes(file.read_bytes()[:-1] + b"?")


def no_vectors(folder: Path) -> None:
    next(folder.glob("*.faiss")).unlink()


def rubbish(folder: Path) -> None:
    (folder / FILE).write_bytes(b"not a database, " * 400)


def foreign(folder: Path) -> None:
    (folder / FILE).unlink()
    sqlite3.connect(folder / FILE).execute("CREATE TABLE t (a)").connection.close()


def newer(folder: Path) -> None:
    with sqlite3.connect(folder / FILE) as db:
        db.execute("PRAGMA user_version = 99")


def other_model(folder: Path) -> None:
    with sqlite3.connect(folder / FILE) as db:
        db.execute("UPDATE about SET value = 'f00' WHERE key = 'model_sha256'")


def nothing(folder: Path) -> None:
    (folder / FILE).unlink()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (altered_vectors, "missing or damaged"),
        (no_vectors, "missing or damaged"),
        (rubbish, "damaged"),
        (foreign, "no index of clausescan"),
        (newer, "format 99"),
        (other_model, "was made with the model"),
        (nothing, "holds no index"),
    ],
)
def test_a_damaged_or_foreign_index_is_refused(
    files: Path, tmp_path: Path, cache: VectorCache, damage: object, words: str
) -> None:
    build_index([files], tmp_path / "ix", cache=cache)
    assert callable(damage)
    damage(tmp_path / "ix")
    with pytest.raises(SearchIndexError, match=words):
        search("deadlock", index=tmp_path / "ix", cache=cache)


def test_another_model_means_that_all_is_read_again(files: Path, tmp_path: Path, cache: VectorCache) -> None:
    build_index([files], tmp_path / "ix", cache=cache)
    other_model(tmp_path / "ix")
    assert build_index([files], tmp_path / "ix", cache=cache).changed == 2
    assert search("deadlock", index=tmp_path / "ix", cache=cache)[0].record.number == "1.1"


def test_an_index_of_nothing_finds_nothing(tmp_path: Path, cache: VectorCache) -> None:
    (tmp_path / "none").mkdir()
    build_index([tmp_path / "none"], tmp_path / "ix", cache=cache)
    assert search("deadlock", index=tmp_path / "ix", cache=cache) == []
    with Index.open(tmp_path / "ix", load_encoder(shipped_model(), cache=cache).info) as index:
        assert index.counts() == (0, 0)
