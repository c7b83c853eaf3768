"""The days that the agreements of a room fix, from one day to another: a table, and one calendar of them all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from clausescan.batch.queries import Row, Table
from clausescan.batch.store import Store
from clausescan.model import Report
from clausescan.report.deadlines import Deadline, deadlines
from clausescan.report.places import Places
from clausescan.report.words import DISCLAIMER

COLUMNS = ("day", "days_left", "what", "path", "agreement", "computed", "place", "quote")


def agenda(store: Store, first: date, last: date) -> Table:
    """Days from `first` to `last`, both included, in order."""
    rows: list[Row] = []
    for path, report, found in _reports(store, first, last):
        places = Places(report)
        for each in found:
            where, quote = (places.where(each.evidence), each.evidence.quote) if each.evidence else ("", "")
            left = (each.day - first).days
            rows.append((each.day.isoformat(), left, each.name, path, report.document.title, each.basis, where, quote))
    (without,) = store.db.execute(
        "SELECT count(*) FROM documents WHERE id NOT IN "
        "(SELECT document FROM facts WHERE name = 'expiry_date' AND value IS NOT NULL)"
    ).fetchone()
    remark = f"{without:,} agreements have no end that could be computed; what counts back from it is not here either."
    return Table(COLUMNS, sorted(rows, key=lambda row: (row[0], row[3], row[2])), remark if without else "")


def calendar(store: Store, first: date, last: date, now: datetime | None = None) -> bytes:
    """The same as a calendar (RFC 5545), with the events that a calendar of each agreement has."""
    from icalendar import Calendar, vText

    from clausescan import __version__
    from clausescan.report.formats import Rendering
    from clausescan.report.ics import render

    whole = Calendar()
    whole.add("prodid", f"-//clausescan//clausescan {__version__}//EN")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", vText(f"Agreements, {first.isoformat()} to {last.isoformat()}"))
    whole.add("x-wr-caldesc", vText(DISCLAIMER))
    rendering = Rendering(now=now or datetime.now(UTC))
    events = []
    for path, report, _ in _reports(store, first, last):
        for event in Calendar.from_ical(render(report, rendering)).walk("VEVENT"):
            day = event.decoded("dtstart")
            if first <= day <= last:
                events.append((day, path, event))
    for _, _, event in sorted(events, key=lambda each: each[:2]):
        whole.add_component(event)
    return bytes(whole.to_ical())


def _reports(store: Store, first: date, last: date) -> Iterator[tuple[str, Report, list[Deadline]]]:
    """Path, report and days of the agreements that have any between the two. Only those are unpacked that may: their
    end is dated and not past, or they renew, or the day of signature or start lies between."""
    between = (first.isoformat(), last.isoformat())
    ids = store.db.execute(
        "SELECT d.id, d.path FROM documents d WHERE "
        "EXISTS (SELECT 1 FROM facts f WHERE f.document = d.id AND f.name = 'expiry_date' AND f.value >= ?) "
        "OR (EXISTS (SELECT 1 FROM facts f WHERE f.document = d.id AND f.name = 'expiry_date' AND f.value IS NOT NULL) "
        "AND EXISTS (SELECT 1 FROM facts f WHERE f.document = d.id AND f.name = 'renewal' AND f.value IN "
        "('automatic', 'option'))) "
        "OR EXISTS (SELECT 1 FROM facts f WHERE f.document = d.id AND f.name IN ('agreement_date', 'effective_date') "
        "AND f.value BETWEEN ? AND ?) ORDER BY d.path",
        (between[0], *between),
    ).fetchall()
    for document, path in ids:
        report = store.report(document)
        found: dict[tuple[date, str], Deadline] = {}
        for each in deadlines(report):
            if first <= each.day <= last:
                found.setdefault((each.day, each.name), each)
        if found:
            yield path, report, list(found.values())
