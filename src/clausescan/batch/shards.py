"""What a batch finds, also as Parquet files while it runs: a shard for every few hundred agreements and table, in a
folder or wherever fsspec can write. The store stays what counts: a run that is cut off may owe the shards its last
agreements, and `clausescan export` writes all of them from the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from clausescan.batch.engine import Engine
from clausescan.batch.rows import COLUMNS
from clausescan.batch.tasks import Done, Task
from clausescan.batch.written import arrow, column_type
from clausescan.errors import ClausescanError, display

DOCUMENTS = 200
"""Of a shard, unless fewer are left."""


@dataclass(slots=True)
class Sharded:
    """An engine whose outcomes are written as shards too. Rows are those of the store's tables, with `sha256` in place
    of the number of the document; an agreement that is judged again is in a later shard again."""

    engine: Engine
    folder: str
    _done: list[Done] = field(default_factory=list)
    _began: str = field(default_factory=lambda: f"{datetime.now(UTC):%Y%m%dT%H%M%S}")
    _count: int = 0

    def room(self) -> int:
        return self.engine.room()

    def submit(self, task: Task) -> None:
        self.engine.submit(task)

    def finished(self, timeout: float) -> list[tuple[Task, Done]]:
        """Raises ClausescanError where a shard cannot be written."""
        found = self.engine.finished(timeout)
        self._done += [done for task, done in found if done.rows]
        if len(self._done) >= DOCUMENTS:
            self._write()
        return found

    def close(self, *, kill: bool = False) -> None:
        self.engine.close(kill=kill)
        if self._done:
            self._write()

    def _write(self) -> None:
        pa, pq = arrow()
        self._count += 1
        tables: dict[str, list[tuple[Any, ...]]] = {}
        for done in self._done:
            for name, rows in done.rows.items():
                tables.setdefault(name, []).extend((done.about["sha256"], *row) for row in rows)
        tables["documents"] = [tuple(done.about.values()) for done in self._done]
        columns = {name: ("sha256", *listed) for name, listed in COLUMNS.items()}
        columns["documents"] = tuple(self._done[0].about)
        try:
            from fsspec.core import url_to_fs  # type: ignore[import-not-found,import-untyped,unused-ignore]

            fs, root = url_to_fs(self.folder)
            for name, rows in tables.items():
                schema = pa.schema([(each, column_type(pa, name, each)) for each in columns[name]])
                arrays = [pa.array([row[i] for row in rows], type=each.type) for i, each in enumerate(schema)]
                fs.makedirs(f"{root}/{name}", exist_ok=True)
                with fs.open(f"{root}/{name}/{self._began}-{self._count:05}.parquet", "wb") as stream:
                    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), stream, compression="zstd")
        except (ImportError, OSError, ValueError) as error:
            raise ClausescanError(f"{display(self.folder)}: shards cannot be written: {error}") from error
        self._done.clear()
