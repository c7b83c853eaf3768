"""The days of an agreement as a calendar (RFC 5545) for Outlook, Google or Apple: each day with its arithmetic and the
words it rests on, and a reminder. What has no day gets no event; it is listed in the description of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from clausescan.model import Evidence, Report
from clausescan.report.deadlines import Deadline, deadlines, undated
from clausescan.report.escape import shortened, visible
from clausescan.report.places import Places
from clausescan.report.words import DISCLAIMER

if TYPE_CHECKING:
    from icalendar import Event

    from clausescan.report.formats import Rendering

REMINDERS = {"window": (14,), "notice": (90, 30, 7), "end": (90, 30), "renewal": (90, 30)}
"""Days before a deadline on which a calendar reminds of it, by kind. What lies at the beginning needs no reminder."""

QUOTE, FEW = 1_000, 60
"""Characters of a quote, and up to how many tell too little without their clause."""


def render(report: Report, rendering: Rendering) -> bytes:
    """The calendar as UTF-8. Events have the same UID in every calendar made of the same agreement, so that importing
    a newer one replaces them. Without a dated deadline the calendar has no event."""
    from icalendar import Calendar, vText

    now = (rendering.now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    title = visible(report.document.title) or visible(report.document.path)
    calendar = Calendar()
    calendar.add("prodid", f"-//clausescan//clausescan {report.version}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(shortened(title, 200)))
    about = "\n".join(filter(None, (left_out(report), DISCLAIMER)))
    calendar.add("x-wr-caldesc", vText(about))  # what calendars read; DESCRIPTION is the standard's own name for it
    calendar.add("description", about)
    places, seen = Places(report), set[tuple[str, date]]()
    for deadline in deadlines(report):
        if (deadline.name, deadline.day) not in seen:
            seen.add((deadline.name, deadline.day))
            calendar.add_component(_event(deadline, report, title, places, now))
    return bytes(calendar.to_ical())


def left_out(report: Report) -> str:
    """One sentence on what has no day in the calendar, and why; "" where everything has one."""
    without = "; ".join(f"{each.name} ({visible(each.why)})" for each in undated(report))
    if not deadlines(report):
        return f"The agreement fixes no day that could be computed, so the calendar is empty: {without}."
    return f"Not in the calendar, because no day could be computed: {without}." if without else ""


def _event(deadline: Deadline, report: Report, title: str, places: Places, now: datetime) -> Event:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", f"{deadline.kind}-{_slug(deadline.name)}-{report.document.sha256[:32]}@clausescan")
    event.add("dtstamp", now)
    event.add("dtstart", deadline.day)  # the whole day
    if deadline.day < date.max:
        event.add("dtend", deadline.day + timedelta(days=1))
    summary = f"{deadline.name}: {shortened(title, 120)}"
    event.add("summary", summary)
    event.add("description", "\n".join(_description(deadline, report, places)))
    event.add("transp", "TRANSPARENT")  # nobody is busy
    event.add("class", "CONFIDENTIAL")
    for days in REMINDERS.get(deadline.kind, ()):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"In {days} days: {summary}")
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event


def _description(deadline: Deadline, report: Report, places: Places) -> list[str]:
    lines = [f"Computed: {deadline.basis}"] if deadline.basis else []
    if deadline.evidence:
        where = places.where(deadline.evidence)
        lines.append(f"{where} “{shortened(_said(deadline.evidence, report), QUOTE)}”".strip())
    return [*map(visible, lines), f"Agreement: {visible(report.document.path)}", DISCLAIMER]


def _said(evidence: Evidence, report: Report) -> str:
    """The quote; of a few words, such as a period, the whole clause, so that the event can be judged by itself."""
    clause = next((clause for clause in report.clauses if clause.id == evidence.clause), None)
    if clause is None or len(evidence.quote) >= FEW:
        return evidence.quote
    return report.document.text[clause.body : clause.end]


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())
