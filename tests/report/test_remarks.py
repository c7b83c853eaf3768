"""What is said in the margin, before any format: order, places, and the words of each remark."""

from __future__ import annotations

from dataclasses import replace

from clausescan.model import Report
from clausescan.report.remarks import WORDING, opening, remarks, title_place
from clausescan.report.words import DISCLAIMER


def test_worst_first_then_what_a_person_should_look_at(judged: Report) -> None:
    found = remarks(judged)
    assert [remark.code for remark in found] == ["RN-04", "X-14", "TR-06", "X-18", "TR-01", "OB-02", "X-19"]
    assert all(remark.open for remark in found)


def test_a_doubtful_verdict_that_is_no_gap_comes_last(judged: Report) -> None:
    assert judged.judgement
    findings = tuple(replace(f, review=f.item == "RN-01") for f in judged.judgement.findings)
    found = remarks(replace(judged, judgement=replace(judged.judgement, findings=findings)))
    assert found[-1].code == "RN-01"
    assert not found[-1].open
    assert (found[-1].ask, found[-1].wording) == ("", "")


def test_everything_adds_what_is_settled_or_blacked_out_but_not_what_is_not_asked(judged: Report) -> None:
    added = {remark.code for remark in remarks(judged, everything=True)} - {remark.code for remark in remarks(judged)}
    assert added == {"RN-01", "EC-01"}


def test_a_remark_hangs_on_the_words_that_leave_it_open(judged: Report) -> None:
    text = judged.document.text
    places = {remark.code: remark.place for remark in remarks(judged)}
    start, end = places["RN-04"] or (0, 0)
    assert text[start:end] == "unless stopped by [●] days' notice"
    start, end = places["X-14"] or (0, 0)
    assert text[start:end].lstrip("\x1b").startswith("[31mEither party may leave")


def test_an_absence_hangs_on_the_opening_of_the_nearest_clause(judged: Report) -> None:
    by_code = {remark.code: remark for remark in remarks(judged)}
    near = by_code["TR-06"]
    assert not near.found
    assert near.place is not None
    clause = judged.clauses[4]
    assert near.place[0] == clause.body
    assert near.place[1] <= clause.end
    labels = dict(near.paragraphs)
    assert labels["Not found"].endswith("The clause marked here (1.2, p. 2) came nearest.")
    assert labels["Looked at"].startswith("1.2, p. 2: it lets a party leave, and names no deadlock; 1, p. 2: ")
    nowhere = by_code["OB-02"]
    assert nowhere.place is None
    assert dict(nowhere.paragraphs)["Not found"].endswith("No clause came near.")


def test_other_places_are_quoted_and_counted(judged: Report) -> None:
    assert judged.judgement
    defect = judged.judgement.defects[1]
    first, ninety = defect.evidence
    others = [replace(ninety, end=ninety.end - n, quote=ninety.quote[: len(ninety.quote) - n]) for n in range(5)]
    many = replace(defect, evidence=(first, *others, *others))
    report = replace(judged, judgement=replace(judged.judgement, findings=(), defects=(many,)))
    also = dict(remarks(report)[0].paragraphs)["See also"]
    assert also.startswith("1.2, p. 2 “ninety (90) days’ notice”")
    assert also.endswith("; and 2 more")


def test_long_wording_is_cut_and_control_characters_are_shown(judged: Report) -> None:
    assert judged.judgement
    finding = judged.judgement.findings[0]
    long = replace(finding, precedents=(replace(finding.precedents[0], text="word\x1b " * 1000),))
    report = replace(judged, judgement=replace(judged.judgement, findings=(long,)))
    wording = remarks(report)[0].wording
    assert len(wording) <= WORDING
    assert wording.startswith("word\\x1b word")
    assert wording.endswith("…")


def test_the_opening_says_what_was_judged_and_once_what_it_is_not(judged: Report, report: Report) -> None:
    lines = opening(judged)
    assert lines[0] == "Judged by the reference checklist for the purpose “battery”."
    assert lines[1].startswith("7 questions: 1 settled; 2 mentioned, not settled; 2 not found")
    assert "the waiver of TR-09 meets nothing" in lines[2]
    assert lines.count(DISCLAIMER) == 1
    assert opening(report) == ("clausescan has read this agreement and not judged it.", DISCLAIMER)
    assert remarks(report) == []


def test_the_title_is_where_the_agreement_names_itself(judged: Report) -> None:
    start, end = title_place(judged)
    assert judged.document.text[start:end] == "WIDGET ALLIANCE AGREEMENT"
    untitled = replace(judged, document=replace(judged.document, title="Not in the text"))
    assert title_place(untitled) == (start, end)
    bare = replace(untitled, clauses=())
    assert title_place(bare) == (start, end)
