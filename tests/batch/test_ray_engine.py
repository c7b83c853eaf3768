"""The Ray engine on a cluster of this process alone. benchmarks/batch_ray.py tests one of several nodes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from batch_scanners import start_never, start_tiny

from clausescan.batch.engine import Settings
from clausescan.batch.limits import WorkLimits
from clausescan.batch.tasks import Done, Task
from clausescan.errors import ClausescanError

pytest.importorskip("ray", reason="ray is not installed")

LIMITS = WorkLimits(seconds=3, memory_mb=600, deaths=2)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    import os

    from clausescan.batch.ray_engine import connected

    with pytest.MonkeyPatch.context() as patch:  # actors import the scanners of these tests
        here = str(Path(__file__).parent)
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH", "")))))
        ray = connected("local")
        yield ray
        ray.shutdown()


def finish(engine: Any, count: int, seconds: float = 60) -> dict[str, Done]:
    done: dict[str, Done] = {}
    until = time.monotonic() + seconds
    while len(done) < count and time.monotonic() < until:
        for task, outcome in engine.finished(0.5):
            assert task.uri not in done
            done[task.uri] = outcome
    return done


def read(id: int, text: str) -> Task:
    return Task(id, "read", f"/room/{id}", data=text.encode())


def test_good_and_bad_documents(cluster: Any, tmp_path: Path) -> None:
    from clausescan.batch.ray_engine import RayEngine

    mark = tmp_path / "mark"
    texts = ["one", "CRASH", f"DIE ONCE\n{mark}\n", "HANG", "REFUSE", "two"]
    engine = RayEngine(2, Settings(), "local", LIMITS, start_tiny)
    waiting = [read(i, text) for i, text in enumerate(texts)]
    try:
        done: dict[str, Done] = {}
        until = time.monotonic() + 90
        while len(done) < len(texts) and time.monotonic() < until:
            while waiting and engine.room():
                engine.submit(waiting.pop(0))
            done |= {task.uri: outcome for task, outcome in engine.finished(0.5)}
    finally:
        engine.close()
    codes = [done[f"/room/{i}"].failure.code if done[f"/room/{i}"].failure else "" for i in range(len(texts))]  # type: ignore[union-attr]
    assert codes == ["", "crashed", "", "time_limit", "no_text_layer", ""]
    assert done["/room/5"].rows["findings"][0][0] == "TR-01"
    assert engine.lost == 0


def test_an_actor_that_is_lost_costs_nobody_anything(cluster: Any, tmp_path: Path) -> None:
    from clausescan.batch.ray_engine import RayEngine

    gate = tmp_path / "gate"
    engine = RayEngine(1, Settings(), "local", WorkLimits(seconds=60, deaths=2), start_tiny)
    try:
        engine.submit(read(1, f"WAIT FOR\n{gate}\n"))
        until = time.monotonic() + 60
        while not engine._actors[0].ready and time.monotonic() < until:
            assert engine.finished(0.2) == []
        engine.finished(0.5)
        cluster.kill(engine._actors[0].handle)
        gate.touch()
        done = finish(engine, 1)
    finally:
        engine.close()
    assert done["/room/1"].failure is None
    assert engine.lost == 1


def test_workers_that_cannot_begin_end_the_run(cluster: Any) -> None:
    from clausescan.batch.ray_engine import RayEngine

    engine = RayEngine(1, Settings(), "local", LIMITS, start_never)
    try:
        engine.submit(read(1, "one"))
        with pytest.raises(ClausescanError, match="the model folder is damaged"):
            finish(engine, 1, 30)
    finally:
        engine.close()
