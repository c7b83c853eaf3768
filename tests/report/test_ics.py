"""The calendar, read back by another library than the one that writes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import vobject

from clausescan.model import Facts, Report
from clausescan.report.formats import Rendering
from clausescan.report.ics import left_out, render
from clausescan.report.words import DISCLAIMER

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def calendar(report: Report, now: datetime = NOW) -> vobject.base.Component:
    return vobject.readOne(render(report, Rendering(now=now)).decode("utf-8"))


def with_notice(report: Report) -> Report:
    stated = replace(report.periods[1], value=6.0, unit="month", placeholder="")
    return replace(report, periods=(report.periods[0], stated, report.periods[2]))


def test_days_with_arithmetic_and_words(report: Report) -> None:
    events = {event.summary.value.partition(":")[0]: event for event in calendar(with_notice(report)).vevent_list}
    assert {name: event.dtstart.value for name, event in events.items()} == {
        "Dated": date(2026, 5, 4),
        "Last day to stop the renewal": date(2030, 11, 4),
        "Expires": date(2031, 5, 4),
        "First renewal ends, if it renews": date(2032, 5, 4),
    }
    last = events["Last day to stop the renewal"]
    assert last.dtend.value == date(2030, 11, 5)
    lines = last.description.value.splitlines()
    assert lines[0] == "Computed: 4 May 2031 − 6 months"
    assert lines[1].startswith(
        "1.1, p. 2 “This Agreement runs for five (5) years and renews for one year unless stopped"
    )
    assert lines[-1] == DISCLAIMER
    assert last.dtstamp.value == NOW


def test_reminders_only_for_what_lies_ahead(report: Report) -> None:
    events = {event.summary.value.partition(":")[0]: event for event in calendar(with_notice(report)).vevent_list}
    notice = events["Last day to stop the renewal"].valarm_list
    assert [alarm.trigger.value for alarm in notice] == [timedelta(days=-90), timedelta(days=-30), timedelta(days=-7)]
    assert all(alarm.action.value == "DISPLAY" for alarm in notice)
    assert "valarm" not in events["Dated"].contents


def test_a_newer_calendar_replaces_the_same_events(report: Report) -> None:
    first, second = calendar(report), calendar(report, NOW + timedelta(days=30))
    ids = [event.uid.value for event in first.vevent_list]
    assert ids == [event.uid.value for event in second.vevent_list]
    assert len(ids) == len(set(ids)) == 3
    other = replace(report, document=replace(report.document, sha256="1" * 64))
    assert not set(ids) & {event.uid.value for event in calendar(other).vevent_list}


def test_what_has_no_day_is_listed_and_not_invented(report: Report) -> None:
    assert left_out(report) == (
        "Not in the calendar, because no day could be computed: In force (not found); "
        "Last day to stop the renewal (its length is left blank)."
    )
    read = calendar(report)
    assert read.description.value.startswith(left_out(report))
    assert read.x_wr_caldesc.value.replace("\\", "").startswith(left_out(report))


def test_a_calendar_without_a_day_is_empty_and_says_so(report: Report) -> None:
    bare = replace(report, facts=Facts(), periods=())
    read = calendar(bare)
    assert "vevent" not in read.contents
    assert left_out(bare).startswith("The agreement fixes no day that could be computed, so the calendar is empty:")


def test_lines_are_folded_and_end_as_the_standard_says(report: Report) -> None:
    lines = render(report, Rendering(now=NOW)).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)
