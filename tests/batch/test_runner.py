"""What a run writes: every input once, whatever happens, and nothing that is known already is done again."""

from __future__ import annotations

import os
import re
import zipfile
from collections import deque
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from batch_scanners import TinyScanner

from clausescan.batch.engine import Settings
from clausescan.batch.inputs import Listing
from clausescan.batch.keys import Keys, keys_of
from clausescan.batch.limits import WorkLimits
from clausescan.batch.reports import Reports
from clausescan.batch.runner import Run
from clausescan.batch.store import Store
from clausescan.batch.tally import Tally
from clausescan.batch.tasks import Done, Failure, Task
from clausescan.checklist import load_checklist
from clausescan.encoding.folder import shipped_model
from clausescan.errors import ClausescanError
from clausescan.reading.options import ReadOptions

KEYS = Keys("base", "accepted", False, "judge one")


class HandEngine:
    """Does the work at once, in this process; `last_first`: what was submitted last is given back first."""

    def __init__(self, profile: str | None = None, last_first: bool = False) -> None:
        self.scanner = TinyScanner(Settings(profile=profile))
        self.tasks: deque[Task] = deque()
        self.done: list[tuple[str, str]] = []
        self.last_first = last_first
        self.closed: bool | None = None
        self.before: Callable[[Task], None] = lambda task: None

    def room(self) -> int:
        return 3 - len(self.tasks)

    def submit(self, task: Task) -> None:
        assert self.room() > 0
        self.tasks.append(task)

    def finished(self, timeout: float) -> list[tuple[Task, Done]]:
        if not self.tasks:
            return []
        task = self.tasks.pop() if self.last_first else self.tasks.popleft()
        self.before(task)
        self.done.append((task.kind, Path(task.uri).name))
        return [(task, self.scanner.do(task))]

    def close(self, *, kill: bool = False) -> None:
        self.closed = kill


class Told:
    def __init__(self) -> None:
        self.failures: list[tuple[str, str]] = []

    def moved(self, tally: Tally) -> None:
        pass

    def failed(self, uri: str, failure: Failure) -> None:
        self.failures.append((Path(uri).name, failure.code))


class Room:
    """A folder of texts and the store of its batch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "room"
        self.folder.mkdir()
        self.store = Store.open(folder / "results.db", create=True)
        self.engine = HandEngine()
        self.told = Told()
        self.run: Run | None = None

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.folder / f"{name}.txt").write_text(text)

    def batch(self, *paths: Path, keys: Keys = KEYS, engine: HandEngine | None = None, **more: Any) -> Tally:
        self.engine, self.told = engine or HandEngine(keys.judged_by), Told()
        self.run = Run(self.store, self.engine, keys, Listing(recursive=True), self.told, **more)
        return self.run.over(paths or [self.folder], {"model": "tiny", "checklist": "tiny", "jobs": 1})

    def rows(self, columns: str = "state", table: str = "inputs", where: str = "1") -> list[Any]:
        if table == "inputs":
            found = self.store.db.execute(f"SELECT uri, {columns} FROM {table} WHERE {where} ORDER BY uri").fetchall()
            return [(os.path.relpath(uri, self.folder), *rest) for uri, *rest in found]
        return self.store.db.execute(f"SELECT {columns} FROM {table} WHERE {where}").fetchall()

    def count(self, table: str) -> int:
        return int(self.store.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_every_input_gets_a_row_and_every_content_a_document(room: Room) -> None:
    room.write(a="one", b="two", c="one", d="REFUSE", e="REFUSE")
    tally = room.batch()
    assert room.rows("state, first IS NULL, code") == [
        ("a.txt", "done", 1, None),
        ("b.txt", "done", 1, None),
        ("c.txt", "duplicate", 0, None),
        ("d.txt", "failed", 1, "no_text_layer"),
        ("e.txt", "failed", 0, "no_text_layer"),
    ]
    assert (tally.total, tally.read, tally.duplicates, tally.failed, tally.settled) == (5, 2, 1, 2, 5)
    assert room.told.failures == [("d.txt", "no_text_layer"), ("e.txt", "no_text_layer")]
    assert room.count("documents") == room.count("reports") == room.count("vectors") == room.count("findings") == 2
    assert room.rows("outcome, ended IS NOT NULL", "runs") == [("finished", 1)]
    assert room.engine.closed is False


@pytest.mark.parametrize("last_first", [False, True])
def test_which_file_is_the_first_does_not_hang_on_who_is_faster(room: Room, last_first: bool) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "a@example.com", "b@example.com"
    mail.set_content("Attached.")
    mail.add_attachment(b"two", maintype="text", subtype="x-draft", filename="in mail.txt")
    (room.folder / "b.eml").write_bytes(mail.as_bytes())
    with zipfile.ZipFile(room.folder / "c.zip", "w") as archive:
        archive.writestr("in zip.txt", "three")
        archive.writestr("mail.eml", mail.as_bytes())
    room.write(a="one", d="two", e="three", f="one")
    tally = room.batch(engine=HandEngine(last_first=last_first))
    assert room.rows("state, replace(first, rtrim(first, replace(first, '/', '')), '')") == [
        ("a.txt", "done", None),
        ("b.eml", "container", None),
        ("b.eml!/in mail.txt", "done", None),
        ("c.zip", "container", None),
        ("c.zip!/in zip.txt", "done", None),
        ("c.zip!/mail.eml", "container", None),
        ("c.zip!/mail.eml!/in mail.txt", "duplicate", "in mail.txt"),
        ("d.txt", "duplicate", "in mail.txt"),
        ("e.txt", "duplicate", "in zip.txt"),
        ("f.txt", "duplicate", "a.txt"),
    ]
    assert (tally.opened, tally.total, tally.settled) == (3, 7, 7)


def test_a_second_run_does_nothing_again(room: Room) -> None:
    room.write(a="one", b="one", c="REFUSE")
    with zipfile.ZipFile(room.folder / "d.zip", "w") as archive:
        archive.writestr("in zip.txt", "three")
    room.batch()
    before = room.rows("state, document, run")
    tally = room.batch()
    assert (tally.unchanged, tally.failed, tally.read, tally.duplicates) == (3, 1, 0, 0)
    assert room.engine.done == []
    assert room.told.failures == [("c.txt", "no_text_layer")]
    assert room.rows("state, document, run") == before
    assert room.rows("seen") == [(uri, 2) for uri, *_ in before]


def test_bytes_that_are_touched_or_moved_are_not_read_again(room: Room) -> None:
    room.write(a="one", b="two")
    room.batch()
    os.utime(room.folder / "a.txt", (1, 1))
    (room.folder / "b.txt").rename(room.folder / "c.txt")
    tally = room.batch()
    assert room.engine.done == []
    assert (tally.unchanged, tally.duplicates, tally.missed) == (1, 1, 1)
    assert room.rows() == [("a.txt", "done"), ("b.txt", "done"), ("c.txt", "duplicate")]
    room.batch(prune=True)
    assert room.rows() == [("a.txt", "done"), ("c.txt", "done")]
    assert [Path(path).name for (path,) in room.rows("path", "documents")] == ["a.txt", "c.txt"]


def test_only_what_lies_under_the_named_paths_is_pruned(room: Room, tmp_path: Path) -> None:
    other = tmp_path / "room two"
    other.mkdir()
    (other / "x.txt").write_text("ten")
    room.write(a="one", b="two")
    room.batch(room.folder, other)
    (room.folder / "a.txt").unlink()
    (other / "x.txt").unlink()
    tally = room.batch(prune=True)
    assert tally.missed == 1
    assert room.rows() == [("../room two/x.txt", "done"), ("b.txt", "done")]


def test_a_changed_file_takes_the_place_of_what_it_was(room: Room) -> None:
    room.write(a="one", b="two", c="two")
    room.batch()
    room.write(a="new one", b="new two")
    room.batch()
    assert room.rows() == [("a.txt", "done"), ("b.txt", "done"), ("c.txt", "done")]
    texts = sorted(text for (text,) in room.rows("text", "clauses"))
    assert texts == ["new one", "new two", "two"]
    room.write(a="REFUSE")
    room.batch()
    assert room.rows("state, document IS NULL")[0] == ("a.txt", "failed", 1)
    assert room.count("documents") == room.count("clauses") == 2


def test_what_cannot_be_opened_is_a_failure_and_tried_again(room: Room) -> None:
    missing = room.folder / "missing.txt"
    assert room.batch(missing).codes == {"not_found": 1}
    missing.write_text("one")
    assert room.batch(missing).read == 1
    assert room.rows() == [("missing.txt", "done")]


def test_failures_come_again_only_when_something_has_changed(room: Room) -> None:
    room.write(a="REFUSE")
    room.batch()
    ocr = Keys("base", "accepted", True, "judge one")
    for tried, more in ((False, {}), (True, {"retry": True}), (True, {"keys": ocr}), (False, {"keys": ocr})):
        assert room.batch(**more).failed == 1
        assert bool(room.engine.done) is tried
    room.store.db.execute("UPDATE inputs SET code = 'time_limit'")
    room.batch(keys=ocr)
    assert not room.engine.done
    room.batch(keys=ocr, limits=WorkLimits(seconds=600))
    assert room.engine.done


def test_a_retry_tries_a_content_once(room: Room) -> None:
    room.write(a="REFUSE", b="REFUSE", c="REFUSE")
    room.batch()
    assert room.batch(retry=True).failed == 3
    assert room.engine.done == [("read", "a.txt")]


def test_another_checklist_judges_again_without_reading(room: Room) -> None:
    room.write(a="one", b="one", c="two", d="REFUSE")
    room.batch()
    for file in room.folder.iterdir():
        file.unlink()
    other = Keys("base", "accepted", False, "judge two")
    run = Run(room.store, HandEngine("judge two"), other, Listing(), Told())
    tally = run.over([], {"model": "tiny", "checklist": "tiny", "jobs": 1})
    assert (tally.judged, tally.read, tally.failed) == (2, 0, 0)
    assert run.engine.done == [("judge", "a.txt"), ("judge", "c.txt")]  # type: ignore[attr-defined]
    assert room.rows("profile, judged_by", "documents") == [("judge two", "judge two")] * 2
    assert room.store.report(1).judgement.profile == "judge two"  # type: ignore[union-attr]


def test_another_model_or_code_reads_again(room: Room) -> None:
    room.write(a="one", b="two", c="one")
    room.batch()
    newer = Keys("newer", "accepted", False, "judge one")
    (room.folder / "b.txt").unlink()
    tally = room.batch(keys=newer)
    assert room.engine.done == [("read", "a.txt")]
    assert (tally.read, tally.unchanged + tally.duplicates) == (1, 1)
    assert room.rows() == [("a.txt", "done"), ("b.txt", "done"), ("c.txt", "duplicate")]
    tally = room.batch(room.folder / "a.txt", keys=Keys("newer", "accepted", False, "judge two"))
    assert (tally.judged, tally.outdated) == (1, 1)


def test_options_matter_to_the_documents_that_they_change() -> None:
    from clausescan.batch.store import Known

    def known(read_as: str, *warnings: str, media_type: str = "application/pdf") -> Known:
        return Known(1, "/a", read_as, "", frozenset(warnings), media_type)

    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ocr, original = Keys("base", "accepted", True, ""), Keys("base", "original", False, "")
    assert ocr.reads_alike(known(KEYS.read_as))
    assert not ocr.reads_alike(known(KEYS.read_as, "page_no_text"))
    assert KEYS.reads_alike(known(ocr.read_as, "ocr"))
    assert original.reads_alike(known(KEYS.read_as))
    assert not original.reads_alike(known(KEYS.read_as, media_type=word))
    assert not Keys("other", "accepted", False, "").reads_alike(known(KEYS.read_as))


def test_keys_cover_model_checklist_profile_and_options(tmp_path: Path) -> None:
    (tmp_path / "hashes.json").write_text("{}")
    house = tmp_path / "house.toml"
    house.write_text('name = "house"\nextends = "reference"\noff = ["TR-06"]\n')
    checklist, shipped, day = load_checklist(), shipped_model(), date(2026, 1, 1)

    def keys(options: ReadOptions = ReadOptions(), model: Path = shipped, **more: Any) -> Keys:  # noqa: B008
        return keys_of(options, model, more.get("checklist", checklist), more.get("profile"), (), day)

    same = keys()
    assert keys() == same
    other_list = keys(checklist=load_checklist(house))
    assert (other_list.base, other_list.judged_by == same.judged_by) == (same.base, False)
    assert keys(profile="battery").judged_by != same.judged_by
    assert keys(model=tmp_path).base != same.base
    assert keys(model=tmp_path).judged_by != same.judged_by
    assert keys(ReadOptions(pages=((1, 2),))).base != same.base
    moved = tmp_path / "elsewhere.toml"
    moved.write_text(house.read_text())
    assert keys(checklist=load_checklist(moved)) == other_list


def test_the_first_interrupt_finishes_what_is_under_way(room: Room) -> None:
    room.write(**{name: name for name in "abcdefgh"})
    engine = HandEngine()

    def press(task: Task) -> None:
        assert room.run
        if task.uri.endswith("b.txt"):
            room.run.interrupt()

    engine.before = press
    tally = room.batch(engine=engine)
    assert tally.interrupted
    assert engine.closed is True
    finished = room.count("documents")
    assert 2 <= finished < 8
    assert len(engine.done) == finished
    assert room.rows("outcome", "runs") == [("interrupted",)]
    tally = room.batch()
    assert tally.read == 8 - finished
    assert room.count("documents") == 8


def test_the_second_interrupt_ends_at_once(room: Room) -> None:
    room.write(**{name: name for name in "abcdefgh"})
    engine = HandEngine()

    def press(task: Task) -> None:
        assert room.run
        room.run.interrupt()
        room.run.interrupt()

    engine.before = press
    assert room.batch(engine=engine).interrupted
    assert len(engine.done) == 1
    assert room.count("documents") == 1


def test_a_fault_of_the_engine_leaves_a_whole_store(room: Room) -> None:
    room.write(a="one", b="two")
    engine = HandEngine()

    def fall(task: Task) -> None:
        if task.uri.endswith("b.txt"):
            raise RuntimeError("lost")

    engine.before = fall
    with pytest.raises(RuntimeError, match="lost"):
        room.batch(engine=engine)
    assert engine.closed is True
    assert room.rows("outcome", "runs") == [("failed",)]
    assert room.rows() == [("a.txt", "done")]
    room.batch()
    assert room.rows() == [("a.txt", "done"), ("b.txt", "done")]


def test_the_gate_counts_what_is_open(room: Room) -> None:
    room.write(a="open", b="closed", c="open too")
    room.batch()
    assert room.store.stopped("high") == 2
    assert room.store.stopped("critical") == 0
    room.batch(room.folder / "b.txt", room.folder / "c.txt")
    assert room.store.stopped("medium", 2) == 1
    room.store.db.execute("UPDATE findings SET waived = 'agreed'")
    assert room.store.stopped("high") == 0
    room.store.db.execute("UPDATE documents SET judged = 0 WHERE id = 2")
    assert room.store.stopped("high") == 1


def test_report_files_are_written_once_and_never_old(room: Room, tmp_path: Path) -> None:
    room.write(a="one", b="two", c="one")
    (room.folder / "a.txt").rename(room.folder / "a=|$(rm).txt")
    reports = Reports(tmp_path / "reports", ("json", "text"))
    tally = room.batch(reports=reports)
    assert tally.rendered == 4
    files = sorted(path.name for path in reports.folder.iterdir())
    assert [name.partition("-")[0] for name in files] == ["a_(rm)", "a_(rm)", "b", "b"]
    assert all(re.fullmatch(r".*-[0-9a-f]{8}\.(json|txt)", name) for name in files)
    assert room.batch(reports=reports).rendered == 0
    room.write(b="other two")
    (reports.folder / files[0]).unlink()
    assert room.batch(reports=reports).rendered == 4
    tally = room.batch(reports=reports, keys=Keys("base", "accepted", False, "judge two"))
    assert (tally.judged, tally.rendered) == (2, 4)
    assert all(path.read_text().startswith("judge two") for path in reports.folder.glob("a_*.txt"))


def test_what_cannot_be_written_ends_the_run(room: Room, tmp_path: Path) -> None:
    room.write(a="one")
    (tmp_path / "file").touch()
    with pytest.raises(ClausescanError, match="cannot be written"):
        room.batch(reports=Reports(tmp_path / "file", ("text",)))
    assert room.rows() == [("a.txt", "done")]
