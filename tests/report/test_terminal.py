from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from clausescan.model import Evidence, Report, TextFact
from clausescan.report.terminal import DISCLAIMER, render


def rendered(report: Report, width: int = 110, terminal: bool = False) -> str:
    buffer = io.StringIO()
    render(report, Console(file=buffer, width=width, highlight=False, force_terminal=terminal))
    return buffer.getvalue()


def test_facts_come_with_number_page_and_quote(report: Report) -> None:
    text = rendered(report)
    line = next(line for line in text.splitlines() if line.strip().startswith("Expires"))
    assert "4 May 2031" in line
    assert "1.1, p. 2" in line
    assert "“five (5) years”" in line


def test_silence_is_said(report: Report) -> None:
    line = next(line for line in rendered(report).splitlines() if line.strip().startswith("In force from"))
    assert "not found" in line


def test_uncertain_types_are_marked(report: Report) -> None:
    lines = rendered(report).splitlines()
    assert any("uncertain, look yourself: 1.2, p. 2" in line for line in lines)


def test_an_uncertain_clause_without_number_and_page_is_quoted(report: Report) -> None:
    document = replace(report.document, lines=(), blocks=(), pages=None)
    clauses = tuple(replace(clause, number="", cite="", scope="", page=None) for clause in report.clauses)
    lines = rendered(replace(report, document=document, clauses=clauses)).splitlines()
    assert any("uncertain, look yourself: “" in line for line in lines)


def test_blank_is_not_a_number(report: Report) -> None:
    assert "left blank" in rendered(report)


def test_the_disclaimer_stands_once(report: Report) -> None:
    assert " ".join(rendered(report).split()).count(DISCLAIMER) == 1


def test_contract_text_cannot_drive_the_terminal(report: Report) -> None:
    text = rendered(report, terminal=False)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\u202e" in " ".join(text.split())


def test_narrow_terminal_keeps_every_row(report: Report) -> None:
    assert rendered(report, width=60).count("1.2, p. 2") >= 3


def test_a_long_quote_shows_the_words_that_carry_the_fact(report: Report) -> None:
    words = (
        "The English wording prevails over every translation. " * 6
        + "This Agreement is subject to the laws of Norland."
    )
    document = replace(report.document, text=words)
    law = TextFact("Norland", Evidence(0, len(words), report.clauses[0].id, words))
    changed = replace(report, document=document, facts=replace(report.facts, governing_law=law), periods=(), clauses=())
    text = " ".join(rendered(changed).split())
    assert "laws of Norland.”" in text
    assert "“…" in text
