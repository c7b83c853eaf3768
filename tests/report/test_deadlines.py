from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from clausescan.model import DateFact, Facts, Period, Renewal, Report, Term, Unit
from clausescan.report.deadlines import Deadline, deadlines, shifted, undated


@pytest.mark.parametrize(
    ("start", "value", "unit", "expected"),
    [
        (date(2031, 5, 4), -6, "month", date(2030, 11, 4)),
        (date(2031, 8, 31), -6, "month", date(2031, 2, 28)),  # no 31st there: the last day of that month
        (date(2032, 8, 31), -6, "month", date(2032, 2, 29)),
        (date(2028, 2, 29), 1, "year", date(2029, 2, 28)),
        (date(2031, 1, 15), -90, "day", date(2030, 10, 17)),
        (date(2031, 1, 15), -2, "week", date(2031, 1, 1)),
        (date(2031, 1, 15), 0.5, "year", date(2031, 7, 15)),
        (date(2031, 1, 15), 1.5, "month", None),
        (date(2031, 1, 15), 24, "hour", None),
        (date(2031, 1, 15), 9_000, "year", None),
        (date(2031, 1, 15), None, "day", None),
    ],
)
def test_calendar_arithmetic(start: date, value: float | None, unit: Unit, expected: date | None) -> None:
    assert shifted(start, value, unit) == expected


def with_notice(report: Report, **changes: object) -> Report:
    blank = report.periods[1]
    fields = {"value": 6.0, "unit": "month", "placeholder": "", "quote": "six months", **changes}
    return replace(report, periods=(report.periods[0], replace(blank, **fields), report.periods[2]))  # type: ignore[arg-type]


def named(report: Report, kind: str) -> list[Deadline]:
    return [deadline for deadline in deadlines(report) if deadline.kind == kind]


def test_days_come_in_order_with_their_arithmetic(report: Report) -> None:
    found = deadlines(with_notice(report))
    assert [(each.kind, each.day.isoformat(), each.basis) for each in found] == [
        ("signed", "2026-05-04", ""),
        ("notice", "2030-11-04", "4 May 2031 − 6 months"),
        ("end", "2031-05-04", "4 May 2026 + 5 years"),
        ("renewal", "2032-05-04", "4 May 2031 + 1 year"),
    ]
    assert found[1].name == "Last day to stop the renewal"
    assert found[1].evidence
    assert found[1].evidence.clause == "c4"


def test_not_more_than_so_long_before_begins_the_time(report: Report) -> None:
    (window,) = named(with_notice(report, bound="within", value=12.0), "window")
    assert window.name == "First day to stop the renewal"
    assert window.day == date(2030, 5, 4)


def test_a_window_with_both_ends(report: Report) -> None:
    both = with_notice(report)
    longest: Period = replace(both.periods[1], value=12.0, bound="within")
    found = deadlines(replace(both, periods=(*both.periods, longest)))
    assert [(each.kind, each.day) for each in found if each.kind in ("window", "notice")] == [
        ("window", date(2030, 5, 4)),
        ("notice", date(2030, 11, 4)),
    ]


def test_a_blank_is_never_given_a_day(report: Report) -> None:
    assert named(report, "notice") == []
    assert {each.name: each.why for each in undated(report)} == {
        "In force": "not found",
        "Last day to stop the renewal": "its length is left blank",
    }


def test_business_days_have_no_day_and_a_bound(report: Report) -> None:
    business = with_notice(report, value=30.0, unit="day", day_type="business")
    assert named(business, "notice") == []
    (why,) = [each.why for each in undated(business) if each.name.startswith("Last")]
    # 4 May 2031 is a Sunday; thirty Mondays to Fridays before it begin on Monday, 24 March.
    assert why.startswith(
        "30 business days before 4 May 2031: 24 March 2031 if only Saturdays and Sundays are left out"
    )


def test_nothing_counts_from_an_end_without_a_date(report: Report) -> None:
    facts = replace(report.facts, expiry_date=DateFact(None, None, "from Completion, which has no date"))
    open_ended = replace(with_notice(report), facts=facts)
    assert [each.kind for each in deadlines(open_ended)] == ["signed"]
    assert {each.name: each.why for each in undated(open_ended)}["Last day to stop the renewal"] == (
        "6 months before an end that has no date"
    )


def test_an_agreement_without_facts_has_no_day(report: Report) -> None:
    bare = replace(report, facts=Facts(term=Term("indefinite"), renewal=Renewal("unstated")), periods=())
    assert deadlines(bare) == []
    assert ("Expires", "the term has no fixed end") in [(each.name, each.why) for each in undated(bare)]
