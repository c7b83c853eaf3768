"""A comparison made by hand, with changes of every kind and hostile text, and the history of three versions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausescan.model import (
    Change,
    ClauseText,
    Comparison,
    Effect,
    ExitChange,
    FactChange,
    FindingChange,
    History,
    Inline,
    Report,
    TermHistory,
    TermValue,
)

HOSTILE = "\x1b[31m<script>alert(1)</script>\u202e =cmd|calc"


def side(number: str, text: str, page: int | None = 2, clause: str = "c5") -> ClauseText:
    return ClauseText(clause, number, 0, len(text), page, text)


@pytest.fixture
def comparison(judged: Report) -> Comparison:
    assert judged.judgement
    findings = judged.judgement.findings
    settled, open = findings[2], findings[0]
    long = "Either party may leave " + "after talks that are held in good faith " * 12
    changes = (
        Change("cosmetic", side("1", "“Field”"), side("1", '"Field"')),
        Change(
            "modified",
            side("1.2", "leave on thirty (30) days’ notice"),
            side("1.3", "leave on ten (10) days’ notice", 3),
            (
                Inline("equal", "leave on "),
                Inline("delete", "thirty (30)"),
                Inline("insert", "ten (10)"),
                Inline("equal", " days’ notice"),
            ),
            ("termination_convenience", "notice_period"),
            (
                Effect(
                    "period", "notice_period", "30 day", "10 day", "The notice falls from 30 to 10 days.", "critical"
                ),
                Effect("scope", "purpose_scope", "", "wider", "The purpose is wider.", "low"),
            ),
            "critical",
        ),
        Change("added", None, side("4", HOSTILE, None), types=("economics",)),
        Change(
            "removed",
            side("5", long),
            None,
            effects=(Effect("right", "buyout_put_call", "put", "", "A way out is gone.", "high"),),
            severity="high",
        ),
        Change(
            "moved",
            side("7", "a b"),
            side("8", "a c"),
            (Inline("equal", "a "), Inline("delete", "b"), Inline("insert", "c")),
            author="A. Drafter; B. Clerk",
            date="2026-05-01T10:00:00Z; 2026-05-02T10:00:00Z",
        ),
        Change("moved", side("9", "same"), side("10", "same")),
        Change("renumbered", side("11", "x"), side("12", "x")),
    )
    right, put = judged.judgement.exits
    return Comparison(
        judged,
        judged,
        changes,
        findings=(
            FindingChange(open.item, open, replace(open, status="explicit")),
            FindingChange(settled.item, settled, replace(settled, status="absent", why=f"Gone.{HOSTILE}")),
        ),
        exits=(
            ExitChange(put.trigger, put, None),
            ExitChange(right.trigger, right, replace(right, holder="both", notice=None), ("holder", "notice")),
        ),
        facts=(FactChange("term", "5 years fixed", ""), FactChange("parties", "Alder Ltd", HOSTILE)),
    )


@pytest.fixture
def history(comparison: Comparison) -> History:
    report = comparison.new
    assert report.judgement
    evidence = report.judgement.exits[0].evidence
    return History(
        (report, report, report),
        (comparison, comparison),
        (
            TermHistory("fact", "term", (TermValue("5 years"), TermValue("5 years"), TermValue("6 years", evidence))),
            TermHistory("fact", "governing_law", (TermValue("England and Wales"),) * 3),
            TermHistory("exit", "insolvency", (None, TermValue("either: terminate", evidence), None)),
            TermHistory("period", "cure", (TermValue("30 day"), TermValue(HOSTILE), None)),
            TermHistory("item", "RN-04", (TermValue("partial"), TermValue("explicit"), TermValue("explicit"))),
        ),
    )
