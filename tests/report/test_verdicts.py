from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from clausescan.model import Evidence, Finding, Report, Severity
from clausescan.report.check import render_check
from clausescan.report.terminal import DISCLAIMER, render
from clausescan.report.triage import gate


def scanned(report: Report, width: int = 110, everything: bool = False, fail_on: Severity | None = None) -> str:
    buffer = io.StringIO()
    render(report, Console(file=buffer, width=width, highlight=False), everything, fail_on)
    return buffer.getvalue()


def checked(report: Report, limit: Severity = "high", width: int = 110) -> str:
    assert report.judgement
    buffer = io.StringIO()
    render_check(
        report, report.judgement, gate(report.judgement, limit), Console(file=buffer, width=width, highlight=False)
    )
    return buffer.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_report_without_judgement_shows_no_verdicts(report: Report) -> None:
    text = scanned(report)
    assert "Exit matrix" not in text
    assert "Verdicts" not in text


def test_verdicts_stand_between_facts_and_clauses(judged: Report) -> None:
    text = scanned(judged)
    heads = (
        "Facts",
        "Exit matrix",
        "Verdicts",
        "What would hurt worst",
        "Drafting errors",
        "Settled",
        "Clauses by type",
    )
    places = [text.index(head) for head in heads]
    assert places == sorted(places)


def test_the_count_line_counts_everything(judged: Report) -> None:
    assert (
        "7 questions: 1 settled; 2 mentioned, not settled; 2 not found; 1 not applicable; 1 blacked out "
        "· 3 drafting errors · 1 marked “check this one” · 1 waived."
    ) in flat(scanned(judged))


def test_the_purpose_comes_with_its_words(judged: Report) -> None:
    assert "for the purpose “battery”, read from 1, p. 2 “electric widgets”." in flat(scanned(judged))


def test_what_is_there_is_quoted_and_what_is_open_is_named(judged: Report) -> None:
    text = flat(scanned(judged))
    assert (
        "critical RN-04 Notice against renewal: mentioned, not settled, 81% sure The number of days is blank." in text
    )
    assert (
        "open (a) the last day: blank: 1.1, p. 2 “unless stopped by [●] days' notice” (b) who gives it: not found"
        in text
    )
    assert "not found (c) its form (good to have)" in text
    assert "ask for Ask for a number of days before the end of the term." in text


def test_an_absence_shows_the_clauses_considered_and_why_they_do_not_settle_it(judged: Report) -> None:
    text = flat(scanned(judged))
    assert "TR-06 Deadlock that ends in an exit: not found, 55% sure · check this one" in text
    assert "nearest 1.2, p. 2 “" in text
    assert "nearness 0.33: it lets a party leave, and names no deadlock" in text


def test_lighter_gaps_fold_into_a_line_and_all_unfolds_them(judged: Report) -> None:
    assert "Nothing on secrecy was found." not in scanned(judged)
    assert any(
        line.startswith("medium    OB-02  Secrecy afterwards: not found") for line in scanned(judged).splitlines()
    )
    everything = scanned(judged, everything=True)
    for words in (
        "Nothing on secrecy was found.",
        "Five years.",
        "The price is blacked out.",
        "There is no joint company",
    ):
        assert words in everything
        assert words not in scanned(judged)


def test_what_is_waived_folds_and_says_until_when(judged: Report) -> None:
    line = next(line for line in scanned(judged).splitlines() if "TR-01" in line)
    assert line.endswith("· 1.2, p. 2 · waived until 31 March 2027")
    assert "waived until 31 March 2027 by J. Doe: The other agreement has it." in flat(scanned(judged, everything=True))


@pytest.mark.parametrize("width", [60, 80, 110, 160])
def test_nothing_is_wider_than_the_terminal(judged: Report, width: int) -> None:
    for text in (scanned(judged, width), scanned(judged, width, everything=True), checked(judged, "low", width)):
        assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize("width", [80, 160])
def test_exit_matrix(judged: Report, width: int) -> None:
    text = flat(scanned(judged, width))
    matrix = text[text.index("Exit matrix") : text.index("Verdicts")]
    assert "2 ways out" in matrix
    assert "Leaving without cause" in matrix
    assert "either party" in matrix
    assert "put: sell" in matrix
    assert matrix.count("MISSING") >= 3
    assert "1.2, p. 2" in matrix
    if width == 80:  # columns of a table are not in reading order
        assert "notice 1.2, p. 2 “ninety (90) days’ notice”" in matrix
        assert "MISSING: price, goes on" in matrix
        assert "not stated: notice, cure" in matrix


def test_no_way_out_is_said(judged: Report) -> None:
    assert judged.judgement
    assert "Exit matrix: no way out was found" in scanned(
        replace(judged, judgement=replace(judged.judgement, exits=()))
    )


def test_drafting_errors_quote_every_place(judged: Report) -> None:
    text = flat(scanned(judged))
    assert "critical X-14 Clause 1.2 points to Section 9.9, which is not there. 1.2, p. 2 “" in text
    assert "1.2, p. 2 “ninety (90) days’ notice”" in text


def test_words_shown_once_are_not_repeated(judged: Report) -> None:
    assert judged.judgement
    finding = judged.judgement.findings[0]
    twice = replace(finding, elements=(finding.elements[0], replace(finding.elements[0], id="d")))
    text = scanned(replace(judged, judgement=replace(judged.judgement, findings=(twice,), exits=(), defects=())))
    assert text[: text.index("Clauses by type")].count("unless stopped by") == 1
    assert "1.1, p. 2, the same words" in text


def test_a_place_without_number_and_page_is_quoted(judged: Report) -> None:
    document = replace(judged.document, lines=(), blocks=(), pages=None)
    clauses = tuple(replace(clause, number="", cite="", scope="", page=None) for clause in judged.clauses)
    assert "nearest “" in flat(scanned(replace(judged, document=document, clauses=clauses)))


@pytest.mark.parametrize("width", [80, 160])
def test_hostile_text_cannot_drive_the_terminal(judged: Report, width: int) -> None:
    assert judged.judgement
    hostile = Finding(
        "TR-02", "Title\u202e[bold]", "TR", "absent", "critical", 0.5, True, "\x07why", suggestion="\x1b]0;x"
    )
    changed = replace(judged, judgement=replace(judged.judgement, findings=(*judged.judgement.findings, hostile)))
    for text in (scanned(changed, width, everything=True), checked(changed, "low", width)):
        for character in ("\x1b", "\x07", "\u202e"):
            assert character not in text
        assert "[bold]" in text
        assert "\\u202e" in text


def test_the_disclaimer_stands_once(judged: Report) -> None:
    assert flat(scanned(judged)).count(DISCLAIMER) == 1
    assert flat(checked(judged)).count(DISCLAIMER) == 1


def test_scan_says_whether_the_gate_is_passed(judged: Report) -> None:
    assert "Stops" not in scanned(judged)
    assert "Stops: 2 gaps and 2 drafting errors of severity high or graver are open." in flat(
        scanned(judged, fail_on="high")
    )


def test_check_is_short_and_worst_first(judged: Report) -> None:
    text = checked(judged)
    places = [text.index(f"  {name}  ") for name in ("RN-04", "X-14", "TR-06", "X-18")]
    assert places == sorted(places)
    assert "OB-02" not in text
    assert "Clauses by type" not in text
    short = flat(text)
    assert "ask for Ask for a number of days before the end of the term." in short
    assert "wording renewal-01: “A Party may by sixty days' notice stop the renewal.”" in short
    assert "open (a) the last day: blank; (b) who gives it" in short
    assert "Of less weight: 2 more" in short
    assert "Waived: TR-01 until 31 March 2027 by J. Doe: The other agreement has it." in short


def test_check_says_how_many_are_marked_for_review(judged: Report) -> None:
    assert "1 of 7 verdicts is marked for review, because the reading is unsure; begin with them: TR-06." in flat(
        checked(judged)
    )


def test_check_reports_what_is_wrong_with_waivers(judged: Report) -> None:
    assert "! waivers.toml, line 7: the waiver of TR-09 meets nothing." in flat(checked(judged))


def test_passing_is_no_clearance(judged: Report) -> None:
    assert judged.judgement
    settled = replace(judged, judgement=replace(judged.judgement, findings=judged.judgement.findings[2:3], defects=()))
    text = flat(checked(settled, "critical"))
    assert "Passes: nothing of severity critical is open. This is no clearance to sign." in text
    assert "marked for review" not in text


def test_a_long_quote_is_cut_and_a_line_keeps_its_place(judged: Report) -> None:
    assert judged.judgement
    words = judged.document.text
    long = Finding(
        "NT-01",
        "A title that is rather long, longer than any title of the reference checklist is, to see it cut",
        "NT",
        "partial",
        "low",
        0.9,
        True,
        "why",
        evidence=(Evidence("c4", 0, len(words), words),),
    )
    changed = replace(judged, judgement=replace(judged.judgement, findings=(long,)))
    line = next(line for line in scanned(changed, 80).splitlines() if "NT-01" in line)
    assert line.endswith("… · 1.1, p. 1 · check this one")
    assert len(line) <= 80
