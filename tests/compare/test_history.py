from __future__ import annotations

from dataclasses import replace

import pytest

from clausescan.compare.history import history
from clausescan.model import (
    Block,
    Clause,
    Document,
    Evidence,
    ExitRight,
    Facts,
    Finding,
    Judgement,
    Period,
    Report,
    Term,
)


def version(days: int | None, *triggers: str, status: str = "partial", years: int = 5) -> Report:
    """An agreement of a line for its term, a line for a notice, and a line for each way out."""
    lines = [f"1. The term is {years} years.", f"2. The notice is {days or '[●]'} days."]
    lines += [f"{n}. A Party may leave after {trigger}." for n, trigger in enumerate(triggers, 3)]
    text, blocks, clauses = "", [], []
    for n, line in enumerate(lines, 1):
        start = len(text) + bool(text)
        text += "\n" * bool(text) + line
        blocks.append(Block(start, len(text)))
        clauses.append(
            Clause(f"c{n}", None, str(n), f"{n}.", str(n), "clause", 0, start, len(text), start + line.index(" ") + 1)
        )

    def evidence(n: int) -> Evidence:
        block = blocks[n - 1]
        return Evidence(f"c{n}", block.start, block.end, text[block.start : block.end])

    start = text.index("The notice is") + len("The notice is ")
    end = text.index(" days.") + len(" days")
    period = Period(
        "c2",
        start,
        end,
        text[start:end],
        days,
        "day",
        "business",
        "unstated",
        "exactly",
        "termination",
        "" if days else "blank",
    )
    finding = Finding("NT-03", "Notice", "NT", status, "high", 0.9, False, "", (evidence(2),))  # type: ignore[arg-type]
    exits = tuple(
        ExitRight(trigger, evidence(n), "either", "terminate", notice=evidence(2))
        for n, trigger in enumerate(triggers, 3)
    )
    return Report(
        Document("a.txt", "0" * 64, "text/plain", text, tuple(blocks)),
        tuple(clauses),
        (),
        (),
        (period,),
        Facts(term=Term("fixed", years, "year", evidence(1))),
        None,
        "0",
        Judgement("reference", "", None, (finding,), exits, ()),
    )


def test_each_term_in_each_version() -> None:
    versions = [
        version(30, "insolvency"),
        version(30, "insolvency", "deadlock_exit", years=6),
        version(None, "insolvency", "deadlock_exit", status="absent", years=6),
    ]
    found = history(versions)
    assert [step.old for step in found.steps] == versions[:2]
    terms = {(term.kind, term.name): [v.text if v else None for v in term.values] for term in found.terms}
    assert terms["exit", "insolvency"] == [
        "either: terminate; notice 30 business day",
        "either: terminate; notice 30 business day",
        "either: terminate; notice blank business day",
    ]
    assert terms["exit", "deadlock_exit"][0] is None
    assert terms["exit", "deadlock_exit"][1] == "either: terminate; notice 30 business day"
    assert terms["period", "termination"] == ["30 business day", "30 business day", "blank business day"]
    assert terms["item", "NT-03"] == ["partial", "partial", "absent"]
    term = terms["fact", "term"]
    assert term[0] != term[1] == term[2]
    assert "5 years" in str(term[0])
    moved = {term.name for term in found.terms if term.moved}
    assert moved == {"term", "insolvency", "deadlock_exit", "termination", "NT-03"}


def test_every_place_is_in_its_own_version() -> None:
    versions = [version(30, "insolvency"), version(100, "insolvency"), version(7, "insolvency", "deadlock_exit")]
    for term in history(versions).terms:
        for value, report in zip(term.values, versions, strict=True):
            if value and value.evidence:
                place = value.evidence
                assert report.document.text[place.start : place.end] == place.quote


def test_a_way_out_that_is_gone_and_comes_back_is_one_row() -> None:
    versions = [version(30, "insolvency", "deadlock_exit"), version(30, "insolvency"), version(30, "insolvency")]
    versions.append(versions[0])
    rows = [term for term in history(versions).terms if term.kind == "exit"]
    assert [(row.name, [value is not None for value in row.values]) for row in rows] == [
        ("insolvency", [True, True, True, True]),
        ("deadlock_exit", [True, False, False, True]),
    ]


def test_versions_that_were_not_judged() -> None:
    versions = [replace(version(30, "insolvency"), judgement=None)] * 3
    kinds = {term.kind for term in history(versions).terms}
    assert kinds == {"fact", "period"}


@pytest.mark.parametrize("days", [30, None])
def test_nothing_moved(days: int | None) -> None:
    assert not any(term.moved for term in history([version(days, "insolvency")] * 3).terms)
