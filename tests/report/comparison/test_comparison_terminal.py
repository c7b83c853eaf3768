from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from clausescan.model import Comparison, History
from clausescan.report.comparison.history_terminal import show_history
from clausescan.report.comparison.terminal import show


def printed(comparison: Comparison, width: int = 100, everything: bool = False, colours: bool = False) -> str:
    out = Console(
        file=io.StringIO(),
        width=width,
        highlight=False,
        force_terminal=colours,
        color_system="truecolor" if colours else None,
        legacy_windows=False,
    )
    show(comparison, out, everything, "high")
    return out.file.getvalue()  # type: ignore[attr-defined]


def test_exit_first_then_changes_worst_first(comparison: Comparison) -> None:
    text = printed(comparison)
    order = [
        "4 changes of substance",
        "Stops: 2 effects and 1 question settled less than before",
        "What it did to the exit",
        "The notice falls from 30 to 10 days.",
        "A way out is gone.",
        "Ways out",
        "lost",
        "Questions of the checklist",
        "worse",
        "Facts",
        "Changes, worst first",
        "modified · 1.2, p. 2 → 1.3, p. 3",
        "removed · 5, p. 2",
        "Only renumbered: 11 → 12",
        "It is not legal advice",
    ]
    at = -1
    for words in order:
        at = text.find(words, at + 1)
        assert at >= 0, words


def test_readable_without_colours(comparison: Comparison) -> None:
    assert "leave on [-thirty (30)-]{+ten (10)+} days’ notice" in printed(comparison)
    coloured = printed(comparison, colours=True)
    assert "[-" not in coloured.replace("\x1b[", "")
    assert "\x1b[9;31mthirty (30)" in coloured  # struck through and red


def test_side_by_side_where_there_is_room(comparison: Comparison) -> None:
    line = next(line for line in printed(comparison, width=150).splitlines() if "[-thirty (30)-]" in line)
    assert "{+ten (10)+}" in line
    assert line.index("{+ten") > 70
    assert "leave on" in line[60:]


@pytest.mark.parametrize("width", [40, 80, 160])
def test_hostile_text_is_shown_not_obeyed(comparison: Comparison, history: History, width: int) -> None:
    out = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    show_history(history, out, everything=True)
    for text in (printed(comparison, width=width, everything=True), out.file.getvalue()):  # type: ignore[attr-defined]
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\\x1b" in text
        assert all(len(line) <= width for line in text.splitlines())


def test_long_text_is_cut_unless_all_is_asked_for(comparison: Comparison) -> None:
    assert printed(comparison).count("held in good faith") < 12
    assert printed(comparison, everything=True).replace("\n", " ").count("in good faith") >= 11


def test_nothing_of_substance(comparison: Comparison) -> None:
    quiet = replace(comparison, changes=comparison.changes[:1], findings=(), exits=(), facts=())
    text = printed(quiet)
    assert "Nothing of substance changed · 1 only in look." in text
    assert "Changes, worst first" not in text
    assert "Passes: no change" in text


def test_a_history_shows_what_moved(history: History) -> None:
    def shown(width: int, everything: bool) -> str:
        out = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
        show_history(history, out, everything)
        return out.file.getvalue()  # type: ignore[attr-defined]

    text = shown(120, False)
    assert "1 term read the same in every version" in text
    assert "England and Wales" not in text
    row = next(line for line in text.splitlines() if "6 years" in line)
    assert row.split()[:1] == ["Term"]
    assert "5 years" in row
    assert "England and Wales" in shown(120, True)
    narrow = shown(60, False)
    assert "V3  6 years" in narrow
    assert "V1  mentioned, not settled" in narrow
