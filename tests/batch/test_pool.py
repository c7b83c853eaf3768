"""Worker processes: what a document does to one stays there."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import batch_scanners
import pytest

from clausescan.batch.engine import Settings
from clausescan.batch.limits import WorkLimits, resident
from clausescan.batch.pool import Pool
from clausescan.batch.tasks import Done, Task
from clausescan.errors import ClausescanError, ModelError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
TIGHT = WorkLimits(seconds=1.0, memory_mb=250.0)


@contextmanager
def pool(jobs: int = 1, limits: WorkLimits = TIGHT, start: object = batch_scanners.start_tiny) -> Iterator[Pool]:
    made = Pool(jobs, Settings(), limits, start)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.close(kill=True)


def outcomes(made: Pool, texts: list[str], seconds: float = 20.0) -> dict[str, Done]:
    """What becomes of texts, by the text."""
    found: dict[str, Done] = {}
    waiting = [Task(i, "read", f"/{i}", data=text.encode()) for i, text in enumerate(texts, 1)]
    until = time.monotonic() + seconds
    while len(found) < len(texts) and time.monotonic() < until:
        while waiting and made.room() > 0:
            made.submit(waiting.pop(0))
        for task, done in made.finished(0.2):
            assert task.data is not None
            found[task.data.decode()] = done
    return found


def test_a_document_that_crashes_hangs_or_eats_memory_hurts_no_other() -> None:
    texts = ["one", "CRASH", "HANG", "two", "HOG", "HOG IN CHILDREN", "REFUSE", "CHATTER", "three"]
    with pool(2) as made:
        found = outcomes(made, texts)
    failed = {text: done.failure.code for text, done in found.items() if done.failure}
    assert failed == {
        "CRASH": "crashed",
        "HANG": "time_limit",
        "HOG": "memory_limit",
        "HOG IN CHILDREN": "memory_limit",
        "REFUSE": "no_text_layer",
    }
    assert {text for text, done in found.items() if done.report} == {"one", "two", "three", "CHATTER"}
    crash = found["CRASH"].failure
    assert crash
    assert "SIGSEGV" in crash.reason
    assert 1.0 <= found["HANG"].seconds < 10.0
    assert found["HOG IN CHILDREN"].peak_mb
    assert found["HOG IN CHILDREN"].peak_mb > 250


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_nothing_is_left_of_a_pool() -> None:
    with pool(2, WorkLimits()) as made:
        for i, text in enumerate((b"HOG IN CHILDREN", b"HANG")):
            made.submit(Task(i, "read", f"/{i}", data=text))
        until = time.monotonic() + 20
        while sum(resident(worker.process.pid or 0) for worker in made._workers) < 300e6 and time.monotonic() < until:
            assert made.finished(0.1) == []
        groups = [worker.process.pid for worker in made._workers]
    assert len(groups) == 2
    until = time.monotonic() + 5
    while running_in(groups) and time.monotonic() < until:
        time.sleep(0.05)
    assert running_in(groups) == []


def running_in(groups: list[int | None]) -> list[str]:
    """Processes of these groups that are not dead (nobody may be there who would bury them)."""
    running = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = file.read_text().rpartition(")")
        except OSError:
            continue
        state, _, group = rest.split()[:3]
        if int(group) in groups and state not in "ZX":
            running.append(name)
    return running


def test_a_document_whose_worker_was_killed_from_outside_is_done_all_the_same(tmp_path: Path) -> None:
    text = f"DIE ONCE\n{tmp_path / 'mark'}"
    with pool() as made:
        found = outcomes(made, [text, "one"])
    assert not found[text].failure
    assert not found["one"].failure


def test_a_worker_is_replaced_after_its_share() -> None:
    with pool(limits=WorkLimits(documents=2)) as made:
        found = outcomes(made, [f"WHO {i}" for i in range(5)])
    failures = [done.failure for done in found.values()]
    assert [failure.reason for failure in failures if failure] == ["1", "2", "1", "2", "1"]
    assert len({failure.code for failure in failures if failure}) == 3


def test_a_worker_that_holds_on_to_memory_is_replaced() -> None:
    with pool(limits=WorkLimits(worn_mb=1.0)) as made:
        found = outcomes(made, ["WHO a", "WHO b"])
    assert len({done.failure.code for done in found.values() if done.failure}) == 2


def test_a_model_that_cannot_be_loaded_ends_the_run() -> None:
    with pool(start=batch_scanners.start_never) as made, pytest.raises(ModelError, match="the model folder is damaged"):
        outcomes(made, ["one"])


def test_workers_that_never_begin_end_the_run() -> None:
    with pool(start=batch_scanners.start_dead) as made, pytest.raises(ClausescanError, match=r"exit status 9.*--jobs"):
        outcomes(made, ["one"])
