"""Waivers in a file: what is wrong with one, and what one covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from clausescan.checklist import load_checklist
from clausescan.checklist.waivers import load_waivers, waive
from clausescan.errors import ChecklistError
from clausescan.model import Block, Clause, Defect, Document, Evidence, Facts, Finding, Judgement, Notice, Report

GOOD = """\
[[waiver]]
item = "TR-90"
reason = "The shareholders' agreement
 has it."
owner = "J. Doe"
until = 2027-03-31

[[waiver]]
check = "X-14"
clause = "7.4"
reason = "The schedule follows."
owner = "R. Roe"
until = 2026-06-30
""".replace('"The shareholders\' agreement\n has it."', '"""The shareholders\' agreement\n has it."""')

DAY = date(2026, 6, 30)


@pytest.fixture
def file(tmp_path: Path, reference: Path) -> Path:
    return tmp_path / "waivers.toml"


def test_waivers_are_read(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    item, check = load_waivers(file, load_checklist())
    assert (item.target, item.clause, item.waiver.owner) == ("TR-90", "", "J. Doe")
    assert (item.waiver.reason, item.waiver.until) == ("The shareholders' agreement has it.", date(2027, 3, 31))
    assert (check.target, check.clause, check.line) == ("X-14", "7.4", 8)


def test_the_example_of_the_documentation_is_one(tmp_path: Path) -> None:
    usage = Path(__file__).parents[2] / "docs" / "usage.md"
    example = usage.read_text(encoding="utf-8").partition("# waivers.toml\n")[2].partition("```")[0]
    (tmp_path / "waivers.toml").write_text(example, encoding="utf-8")
    assert [e.target for e in load_waivers(tmp_path / "waivers.toml", load_checklist())] == ["TR-06", "X-14"]


def test_an_empty_file_waives_nothing(file: Path) -> None:
    file.write_text("# nothing\n", encoding="utf-8")
    assert load_waivers(file, load_checklist()) == ()


ENTRY = '[[waiver]]\nitem = "TR-90"\nreason = "r"\nowner = "o"\nuntil = 2027-01-01\n'


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        (ENTRY.replace("TR-90", "TR-99"), 2, "waiver.item", "is not known"),
        (ENTRY.replace("item", "itme"), 1, "waiver", "must have either item or check"),
        (ENTRY.replace("item =", "check ="), 2, "waiver.check", "'TR-90' is not known"),
        (ENTRY + 'check = "X-14"\n', 6, "waiver", "not both"),
        (ENTRY.replace('reason = "r"\n', ""), 1, "waiver.reason", "is missing"),
        (ENTRY.replace('"o"', '" "'), 4, "waiver.owner", "is empty"),
        (ENTRY.replace("2027-01-01", '"2027-01-01"'), 5, "waiver.until", "must be a date without quotes"),
        (ENTRY.replace("2027-01-01", "2027-01-01T00:00:00"), 5, "waiver.until", "must be a date without quotes"),
        (ENTRY.replace("2027-01-01", "2027-13-01"), 5, "", "is no valid TOML"),
        (ENTRY + "clause = 7.4\n", 6, "waiver.clause", "must be a text in quotes, not a number"),
        (ENTRY + ENTRY, 7, "item", "TR-90 is waived twice"),
        ("[waiver]\n", 1, "waiver", "must be a list of tables"),
        ("[[waivers]]\n", 1, "waivers", "no such key"),
        ("[[waiver]\n", 1, "", "is no valid TOML"),
    ],
)
def test_faults_are_told_with_line_and_key(file: Path, text: str, line: int, key: str, words: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ChecklistError) as caught:
        load_waivers(file, load_checklist())
    assert (caught.value.line, caught.value.key) == (line, key)
    assert words in caught.value.reason
    assert str(caught.value).startswith(str(file))


def test_a_file_that_is_not_there(file: Path) -> None:
    with pytest.raises(ChecklistError, match="cannot be read"):
        load_waivers(file, load_checklist())


def test_an_item_that_the_house_switched_off_may_be_waived(file: Path, house: Path) -> None:
    (house / "checklist.toml").write_text('extends = "reference"\noff = ["TR-90"]\n', encoding="utf-8")
    file.write_text(ENTRY, encoding="utf-8")
    assert load_waivers(file, load_checklist(house))[0].target == "TR-90"


NUMBERS = ("7.4", "7.4(b)", "7.45", "Schedule 2/7.4", "")


@pytest.fixture
def report() -> Report:
    """Findings TR-90 (open) and OB-90 (settled), and a drafting error X-14 in each of five clauses."""
    text = "\n".join("some words" for _ in NUMBERS)
    clauses, defects = [], []
    for n, number in enumerate(NUMBERS):
        start = n * 11
        scope, _, cite = number.rpartition("/")
        clauses.append(Clause(f"c{n}", None, cite, cite, cite, "clause", 0, start, start + 10, start, scope=scope))
        defects.append(Defect("X-14", "high", "It points nowhere.", (Evidence(f"c{n}", start, start + 4, "some"),)))
    document = Document("a.txt", "0" * 64, "text/plain", text, tuple(Block(c.start, c.end) for c in clauses))
    findings = (
        Finding("TR-90", "Leaving early", "TR", "absent", "high", 0.9, False, "Not found."),
        Finding("OB-90", "After leaving", "OB", "explicit", "low", 0.9, False, "There."),
    )
    judgement = Judgement("reference", "", None, findings, (), tuple(defects))
    return Report(document, tuple(clauses), (), (), (), Facts(), None, "0", judgement)


def judged(file: Path, report: Report, today: date = DAY) -> Judgement:
    result = waive(report, load_waivers(file, load_checklist()), today).judgement
    assert result
    return result


def test_a_waiver_marks_what_it_covers_and_drops_nothing(file: Path, report: Report) -> None:
    file.write_text(GOOD, encoding="utf-8")
    result = judged(file, report)
    assert [f.waiver.owner if f.waiver else "" for f in result.findings] == ["J. Doe", ""]
    assert [bool(d.waiver) for d in result.defects] == [True, True, False, False, False]
    assert result.notices == ()


@pytest.mark.parametrize(
    ("clause", "covered"),
    [
        ("7.4", ["7.4", "7.4(b)"]),
        ("7.4(b)", ["7.4(b)"]),
        ("Schedule 2/7.4", ["Schedule 2/7.4"]),
        ("Schedule 2", ["Schedule 2/7.4"]),
    ],
)
def test_a_waiver_confined_to_a_clause(file: Path, report: Report, clause: str, covered: list[str]) -> None:
    file.write_text(GOOD.replace('"7.4"', f'"{clause}"'), encoding="utf-8")
    result = judged(file, report)
    assert [NUMBERS[n] for n, each in enumerate(result.defects) if each.waiver] == covered


def test_a_waiver_holds_to_its_last_day_and_no_longer(file: Path, report: Report) -> None:
    file.write_text(GOOD, encoding="utf-8")
    result = judged(file, report, date(2026, 7, 1))
    assert not any(defect.waiver for defect in result.defects)
    assert result.notices == (
        Notice(
            "waiver_expired",
            "waivers.toml, line 8: the waiver of X-14 at 7.4 by R. Roe ended on 30 June 2026 and covers nothing.",
        ),
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("TR-90", "OB-90"), "waiver of OB-90 meets nothing: nothing of the kind is open."),
        (('"7.4"', '"9.9"'), "waiver of X-14 at 9.9 meets nothing: it stands at another place than 9.9."),
        (("X-14", "X-15"), "waiver of X-15 at 7.4 meets nothing: nothing of the kind is open."),
    ],
)
def test_a_waiver_that_meets_nothing_is_reported(
    file: Path, report: Report, change: tuple[str, str], reason: str
) -> None:
    file.write_text(GOOD.replace(*change), encoding="utf-8")
    (notice,) = judged(file, report).notices
    assert notice.code == "waiver_unused"
    assert notice.message.endswith(reason)


def test_a_report_without_judgement_stays_as_it_is(file: Path, report: Report) -> None:
    file.write_text(GOOD, encoding="utf-8")
    bare = replace(report, judgement=None)
    assert waive(bare, load_waivers(file, load_checklist()), DAY) is bare
