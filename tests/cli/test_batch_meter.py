"""How far a batch is, in words."""

from __future__ import annotations

import time

import pytest

from clausescan.batch.tally import Tally
from clausescan.batch.tasks import Failure
from clausescan.cli.batch import Meter, length


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (89, "89 s"), (90, "2 min"), (3600, "60 min"), (5500, "1 h 32 min")]
)
def test_lengths_are_told_as_people_do(seconds: float, words: str) -> None:
    assert length(seconds) == words


def test_rate_and_time_left_are_those_of_the_last_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    meter, tally = Meter(quiet=False), Tally(total=500, unchanged=100)
    assert meter._words(tally, clock[0]) == "100 of 500 · 0 failed"
    for _ in range(200):  # two documents a second; then one
        clock[0] += 0.5
        tally.read += 1
        words = meter._words(tally, clock[0])
    assert words == "300 of 500 · 120 a minute · 2 min left · 0 failed"
    for _ in range(70):
        clock[0] += 1
        tally.read, tally.failed = tally.read + 1, 3
        words = meter._words(tally, clock[0])
    assert words == "373 of 500 · 60 a minute · 2 min left · 3 failed"


def test_lines_come_now_and_then_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    with Meter(quiet=False) as meter:
        for read in range(30):
            meter.moved(Tally(total=30, read=read))
            clock[0] += 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(" of ")[0] for line in lines] == ["clausescan: 10", "clausescan: 20"]


def test_failures_are_told_whatever_happens_and_cannot_write_to_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Meter(quiet=True) as meter:
        meter.moved(Tally(read=1))
        meter.failed("/room/a\x1b[2J\nb.pdf", Failure("damaged", "page \u202e is damaged", 3))
    assert capsys.readouterr().err == "clausescan: /room/a\\x1b[2J\\nb.pdf, page 3: page \\u202e is damaged\n"
