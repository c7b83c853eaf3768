"""What became of verdicts, ways out and facts: told is what moved with the text, not what only the reading moved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from versions import CLAUSES, report_of

from clausescan.compare import compare
from clausescan.compare.verdicts import fact_readings
from clausescan.model import Evidence, ExitRight, Finding, Judgement, Nearest, Report, Status

SIXTY, TEN = CLAUSES[3], CLAUSES[3].replace("sixty (60)", "ten (10)")
OTHER = [*CLAUSES[:3], TEN, *CLAUSES[4:]]


def evidence(report: Report, words: str) -> Evidence:
    start = report.document.text.index(words)
    clause = next(c for c in report.clauses if c.start <= start < c.end)
    return Evidence(clause.id, start, start + len(words), words)


def finding(report: Report, item: str, status: Status, words: str = "", near: str = "") -> Finding:
    rests = (evidence(report, words),) if words else ()
    nearest = (Nearest(evidence(report, near).clause, 0.4, "says nothing of it"),) if near else ()
    return Finding(item, item, "TR", status, "high", 0.9, False, "", rests, nearest=nearest)


def right(report: Report, words: str, **cells: object) -> ExitRight:
    values = {"holder": "either", "mechanism": "terminate", **cells}
    return ExitRight("termination_convenience", evidence(report, words), **values)  # type: ignore[arg-type]


def judged(report: Report, *, findings: tuple[Finding, ...] = (), exits: tuple[ExitRight, ...] = ()) -> Report:
    return replace(report, judgement=Judgement("test", "", None, findings, exits, ()))


def test_a_verdict_is_told_where_its_clause_changed_and_left_out_where_it_did_not() -> None:
    old, new = report_of(*CLAUSES), report_of(*OTHER)
    before = (finding(old, "TR-01", "explicit", "sixty (60) days"), finding(old, "DR-01", "explicit", "six members"))
    after = (finding(new, "TR-01", "partial", "ten (10) days"), finding(new, "DR-01", "partial", "six members"))
    told = compare(judged(old, findings=before), judged(new, findings=after)).findings
    assert [(f.item, f.before.status, f.after.status) for f in told] == [("TR-01", "explicit", "partial")]


@pytest.mark.parametrize(("near", "items"), [("two weeks", ["NT-01"]), ("six members", [])])
def test_without_evidence_the_nearest_clauses_decide(near: str, items: list[str]) -> None:
    notices = "8. Notices. A letter counts as received after {} of its dispatch, wherever it has been sent to."
    old, new = report_of(*CLAUSES, notices.format("two weeks")), report_of(*CLAUSES, notices.format("a time"))
    before = (finding(old, "NT-01", "absent", near=near),)
    after = (finding(new, "NT-01", "na"),)
    told = compare(judged(old, findings=before), judged(new, findings=after)).findings
    assert [f.item for f in told] == items


def test_rows_gained_lost_and_altered() -> None:
    put = "8. Put. Birch may sell its whole interest to Alder whenever the plant has stood still for a year."
    call = "8. Call. Alder may by a deed acquire everything that Birch holds at the price of the last audit."
    old, new = report_of(*CLAUSES, put), report_of(*OTHER, call)
    mine = right(old, "Either party may terminate", notice=evidence(old, "sixty (60) days"))
    yours = right(new, "Either party may terminate", notice=evidence(new, "ten (10) days"))
    breach = "the other may terminate under clause 4"
    told = compare(
        judged(old, exits=(mine, right(old, breach), right(old, "Birch may sell its whole interest", mechanism="put"))),
        judged(new, exits=(yours, right(new, breach), right(new, "Alder may by a deed acquire", mechanism="call"))),
    ).exits
    assert [(x.before is not None, x.after is not None, x.cells) for x in told] == [
        (True, True, ("notice",)),
        (False, True, ()),
        (True, False, ()),
    ]


def test_a_row_that_only_one_reading_found_is_no_change() -> None:
    old, new = report_of(*CLAUSES), report_of(*OTHER)
    row = right(new, "the other may terminate under clause 4")
    assert compare(judged(old), judged(new, exits=(row,))).exits == ()


def test_cells_of_a_clause_that_only_got_another_number_are_the_same() -> None:
    extra = "1. Meanings. Words in the singular stand for the plural where the sentence allows of it."
    moved = [extra, *(f"{n}. {c.partition('. ')[2]}" for n, c in enumerate(CLAUSES, 2))]
    old, new = report_of(*CLAUSES), report_of(*moved)
    secret, leave = "Each party keeps the papers", "Either party may terminate"
    rows = [right(r, leave, ongoing_obligations=(evidence(r, secret),)) for r in (old, new)]
    assert compare(judged(old, exits=(rows[0],)), judged(new, exits=(rows[1],))).exits == ()


def test_facts_that_read_otherwise_in_a_readers_words() -> None:
    old = report_of(*CLAUSES)
    new = report_of(*[c.replace("law of Denmark", "law of Norway") for c in CLAUSES])
    assert [(f.name, f.before, f.after) for f in compare(old, new).facts] == [("governing_law", "Denmark", "Norway")]
    assert compare(old, old).facts == ()
    assert fact_readings(old)["term"][0] == "5 years fixed"


def test_nothing_is_told_of_verdicts_where_one_version_was_not_judged() -> None:
    old, new = report_of(*CLAUSES), report_of(*OTHER)
    comparison = compare(old, judged(new, exits=(right(new, "Either party may terminate"),)))
    assert comparison.exits == ()
    assert comparison.findings == ()
