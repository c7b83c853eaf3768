"""What a run does when all inputs are read: judge again what was judged by something else, write report files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from clausescan.batch.keys import Keys, split
from clausescan.batch.reports import Reports
from clausescan.batch.store import Store
from clausescan.batch.tally import Tally, Watcher
from clausescan.batch.tasks import Done, Failure, Task


class Later(Protocol):
    """A round over the documents of the store, in the order of their rows."""

    def next(self, count: int) -> list[Task] | None:
        """Tasks, without numbers, for some of the next `count` documents; None where there is none left."""
        ...

    def settle(self, task: Task, done: Done) -> None:
        """Write what became of one."""
        ...


@dataclass(slots=True)
class JudgeAgain:
    """Documents that were judged by another checklist, profile or code, and read by the code and model of this run."""

    store: Store
    keys: Keys
    tally: Tally
    watcher: Watcher
    drop_reports: Callable[[str, str], None]
    last: int = 0

    def next(self, count: int) -> list[Task] | None:
        rows = self.store.db.execute(
            "SELECT id, path, read_as FROM documents WHERE id > ? AND judged_by <> ? ORDER BY id LIMIT ?",
            (self.last, self.keys.judged_by, count),
        ).fetchall()
        tasks = []
        for id, path, read_as in rows:
            self.last = id
            if split(read_as)[0] != self.keys.base:
                self.tally.outdated += 1
                continue
            vectors = self.store.packed_vectors(id)
            tasks.append(Task(0, "judge", path, document=id, report=self.store.packed_report(id), vectors=vectors))
        return tasks if rows else None

    def settle(self, task: Task, done: Done) -> None:
        assert task.document
        if done.failure:
            fail(task, done.failure, self.tally, self.watcher)
            return
        self.drop_reports(task.uri, done.about["sha256"])
        with self.store.change():
            self.store.put_judgement(task.document, done.about, done.rows, done.report, judged_by=self.keys.judged_by)
        self.tally.judged += 1


@dataclass(slots=True)
class WriteReports:
    """Documents that lack a report file: of inputs that the run `met` has met, of all where that is 0."""

    store: Store
    reports: Reports
    met: int
    tally: Tally
    watcher: Watcher
    last: int = 0

    def next(self, count: int) -> list[Task] | None:
        rows = self.store.db.execute(
            "SELECT id, path, sha256 FROM documents d WHERE id > ? "
            "AND EXISTS (SELECT 1 FROM inputs i WHERE i.document = d.id AND i.seen >= ?) ORDER BY id LIMIT ?",
            (self.last, self.met, count),
        ).fetchall()
        if not rows:
            return None
        self.last = rows[-1][0]
        lacking = [(id, path) for id, path, sha256 in rows if not self.reports.complete(path, sha256)]
        return [Task(0, "render", path, document=id, report=self.store.packed_report(id)) for id, path in lacking]

    def settle(self, task: Task, done: Done) -> None:
        if done.failure:
            fail(task, done.failure, self.tally, self.watcher)
            return
        (sha256,) = self.store.db.execute("SELECT sha256 FROM documents WHERE id = ?", (task.document,)).fetchone()
        for name, data in done.attachments:
            self.reports.write(task.uri, sha256, name, data)
            self.tally.rendered += 1


def fail(task: Task, failure: Failure, tally: Tally, watcher: Watcher) -> None:
    """A document, not an input, for which there is no outcome; what the store has of it stays."""
    tally.codes[failure.code] += 1
    watcher.failed(task.uri, failure)
