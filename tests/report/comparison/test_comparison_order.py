from __future__ import annotations

from dataclasses import replace

import pytest

from clausescan.model import Change, Comparison, Inline, Severity
from clausescan.report.comparison.order import direction, effects, findings, gate, substantive
from clausescan.report.comparison.phrases import counted, exit_change, outcome, where
from clausescan.report.comparison.redline import pieces, shown, side


def test_worst_first_and_nothing_without_substance(comparison: Comparison) -> None:
    assert [change.severity for change in substantive(comparison)] == ["critical", "high", "info", "info"]
    assert [effect.severity for effect, _ in effects(comparison)] == ["critical", "high", "low"]
    assert [each.item for each in findings(comparison)] == ["RN-01", "RN-04"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("explicit", "partial", -1),
        ("explicit", "absent", -1),
        ("partial", "absent", -1),
        ("absent", "partial", 1),
        ("partial", "explicit", 1),
        ("partial", "redacted", 0),
        ("na", "absent", 0),
    ],
)
def test_direction(comparison: Comparison, before: str, after: str, expected: int) -> None:
    each = comparison.findings[0]
    moved = replace(
        each,
        before=replace(each.before, status=before),
        after=replace(each.after, status=after),  # type: ignore[arg-type]
    )
    assert direction(moved) == expected


@pytest.mark.parametrize(
    ("limit", "stopping", "items"), [("critical", 1, 1), ("high", 2, 1), ("medium", 2, 1), ("low", 3, 1)]
)
def test_the_gate_counts_effects_and_what_got_worse(
    comparison: Comparison, limit: Severity, stopping: int, items: int
) -> None:
    result = gate(comparison, limit)
    assert (len(result.effects), len(result.findings)) == (stopping, items)
    assert not result.passed
    assert outcome(result).startswith("Stops: ")


def test_the_gate_passes_what_got_better(comparison: Comparison) -> None:
    better = replace(comparison, changes=(), findings=comparison.findings[:1])
    assert gate(better, "low").passed
    assert outcome(gate(better, "low")).startswith("Passes: ")


def test_the_count(comparison: Comparison) -> None:
    assert counted(comparison) == (
        "4 changes of substance: 1 added, 1 removed, 1 modified, 1 moved and edited · 2 effects on exit terms · "
        "1 only moved · 1 only renumbered · 1 only in look."
    )
    assert counted(replace(comparison, changes=comparison.changes[-1:])) == (
        "Nothing of substance changed · 1 only renumbered."
    )


def test_places_and_rows(comparison: Comparison) -> None:
    cosmetic, modified, added, removed, *_ = comparison.changes
    assert where(modified) == "1.2, p. 2 → 1.3, p. 3"
    assert where(added) == "4"
    assert where(removed) == "5, p. 2"
    assert where(cosmetic) == "1, p. 2"
    assert where(replace(modified, new=replace(modified.old, page=9))) == "1.2, p. 2 → p. 9"  # type: ignore[type-var]
    assert [exit_change(each) for each in comparison.exits] == ["lost", "altered: who, notice"]


def test_a_redline_is_cut_and_gives_both_sides(comparison: Comparison) -> None:
    modified, added = comparison.changes[1], comparison.changes[2]
    assert "".join(p.text for p in side(shown(modified), new=False)) == "leave on thirty (30) days’ notice"
    assert "".join(p.text for p in side(shown(modified), new=True)) == "leave on ten (10) days’ notice"
    assert [p.op for p in pieces(added)] == ["insert"]
    assert "\x1b" not in shown(added)[0].text
    equal = "one two three four five six seven eight nine ten"
    change = Change("modified", None, None, (Inline("equal", equal), Inline("insert", "new"), Inline("equal", equal)))
    assert [p.text for p in shown(change, 12)] == ["… nine ten", "new", "one two…"]
    assert [p.text for p in shown(change)] == [equal, "new", equal]
