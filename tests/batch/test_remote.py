"""Inputs by URI, and shards that are written by URI."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from batch_scanners import TinyScanner

from clausescan.batch.engine import Settings
from clausescan.batch.inputs import Container, Input
from clausescan.batch.remote import UriListing
from clausescan.batch.tasks import Done, Task
from clausescan.errors import ClausescanError
from clausescan.reading.paths import Skipped

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")


@pytest.fixture
def bucket() -> Iterator[Any]:
    fs = fsspec.filesystem("memory")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/c.txt", "three")
    for name, data in {
        "a.txt": b"one",
        "deep/b.txt": b"two",
        "all.zip": packed.getvalue(),
        "photo.jpg": b"",
        ".hidden.txt": b"",
    }.items():
        fs.pipe(f"/bucket/{name}", data)
    yield fs
    fs.rm("/bucket", recursive=True)


def test_objects_are_inputs(bucket: Any) -> None:
    listing = UriListing(recursive=True)
    found, data = [], {}
    for each in listing.of(["memory://bucket"]):
        found.append(each)
        if isinstance(each, Input):
            data[each.uri] = each.load()
    assert data == {
        "memory:///bucket/a.txt": b"one",
        "memory:///bucket/all.zip!/in/c.txt": b"three",
        "memory:///bucket/deep/b.txt": b"two",
    } or data == {
        "memory://bucket/a.txt": b"one",
        "memory://bucket/all.zip!/in/c.txt": b"three",
        "memory://bucket/deep/b.txt": b"two",
    }
    assert sum(isinstance(each, Container) for each in found) == 1
    assert {each.code for each in found if isinstance(each, Skipped)} == {"hidden", "not_document"}
    assert listing.count(["memory://bucket"]) == 3


def test_folders_in_folders_only_when_asked(bucket: Any) -> None:
    names = [each.name for each in UriListing().of(["memory://bucket"]) if isinstance(each, Input)]
    assert names == ["a.txt", "c.txt"]


def test_paths_beside_uris(bucket: Any, tmp_path: Path) -> None:
    (tmp_path / "d.txt").write_text("four")
    found = UriListing().of([tmp_path, "memory://bucket/a.txt"])
    assert [each.name for each in found if isinstance(each, Input)] == ["d.txt", "a.txt"]


@pytest.mark.parametrize(
    ("uri", "said"),
    [("memory://nowhere", "there is nothing"), ("nosuch://x/y", "nosuch"), ("memory://bucket/none.txt", "nothing")],
)
def test_what_cannot_be_listed(bucket: Any, uri: str, said: str) -> None:
    with pytest.raises(ClausescanError, match=said):
        list(UriListing().of([uri]))


class OneByOne:
    """Does each task at once."""

    def __init__(self) -> None:
        self.scanner = TinyScanner(Settings())
        self.waiting: list[Task] = []

    def room(self) -> int:
        return 1

    def submit(self, task: Task) -> None:
        self.waiting.append(task)

    def finished(self, timeout: float) -> list[tuple[Task, Done]]:
        done = [(task, self.scanner.do(task)) for task in self.waiting]
        self.waiting.clear()
        return done

    def close(self, *, kill: bool = False) -> None:
        pass


def test_shards(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    from clausescan.batch import shards

    monkeypatch.setattr(shards, "DOCUMENTS", 2)
    engine = shards.Sharded(OneByOne(), "memory://bucket/out")
    for i, text in enumerate(["one", "REFUSE", "two open", "three"]):
        engine.submit(Task(i, "read", f"/room/{i}", data=text.encode()))
        assert len(engine.finished(0)) == 1
    engine.close()
    files = sorted(bucket.find("/bucket/out/findings"))
    assert len(files) == 2
    tables = [pq.read_table(io.BytesIO(bucket.cat(file))) for file in files]
    assert [table.column("status").to_pylist() for table in tables] == [["explicit", "partial"], ["explicit"]]
    documents = [pq.read_table(io.BytesIO(bucket.cat(file))) for file in sorted(bucket.find("/bucket/out/documents"))]
    assert [d.num_rows for d in documents] == [2, 1]
    assert documents[0].column("sha256")[0] == tables[0].column("sha256")[0]
