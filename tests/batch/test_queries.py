"""Questions to a room: what each table holds, in which order, and that nothing can be written by one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hand_room import Verdict, empty, failed, made, put

from clausescan.batch.agenda import agenda, calendar
from clausescan.batch.outliers import FEWEST, outliers, usual_periods
from clausescan.batch.queries import QUERIES, Asked, Table, free
from clausescan.batch.store import Store
from clausescan.errors import StoreError
from clausescan.model import Notice

OPEN: Verdict = ("absent", "critical", 0.8, False)
HALF: Verdict = ("partial", "high", 0.3, True)
GOOD: Verdict = ("explicit", "high", 0.9, False)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def ask(store: Store, name: str, **given: object) -> Table:
    return QUERIES[name].ask(store, Asked(**given))  # type: ignore[arg-type]


def column(table: Table, name: str) -> list[object]:
    place = table.columns.index(name)
    return [row[place] for row in table.rows]


def test_items_that_most_agreements_lack_come_first(store: Store) -> None:
    put(store, made("a", {"RN-01": GOOD, "TR-06": OPEN}))
    put(store, made("b", {"RN-01": OPEN, "TR-06": OPEN}))
    put(store, made("c", {"RN-01": ("na", "info", 1.0, False), "TR-06": HALF}))
    put(store, made("read only", judged=False))
    table = ask(store, "missing")
    assert table.rows[0][:7] == ("TR-06", "Deadlock", 3, 0, 1, 2, 0)
    assert table.rows[1][:7] == ("RN-01", "Start and length", 2, 1, 0, 1, 0)
    assert "1 agreements were read and not judged" in table.remark
    assert column(ask(store, "missing", item="tr-06"), "path") == ["/room/a.pdf", "/room/b.pdf", "/room/c.pdf"]


def test_a_decision_changes_what_is_missing(store: Store) -> None:
    report = made("a", {"TR-06": OPEN})
    put(store, report)
    with store.change():
        store.db.execute(
            "INSERT INTO reviews (sha256, item, decision, status, found, reason, who, at) VALUES "
            "(?, 'TR-06', 'override', 'explicit', 'absent', 'side letter', 'me', '2026')",
            (report.document.sha256,),
        )
    assert ask(store, "missing").rows[0][3:6] == (1, 0, 0)
    assert ask(store, "missing", item="TR-06").rows == []


def test_clauses_towards_a_party(store: Store) -> None:
    control = ["change_of_control"]
    put(store, made("any", clause="On a Change of Control either Party may terminate.", types=control))
    put(store, made("us", clause="If ALDER is acquired, this ends.", types=control))
    put(store, made("them", clause="If Birch is acquired, this ends.", types=control))
    put(store, made("far", clause="If Elm is sold, this ends.", types=control, parties=("Elm plc", "Alderson AG")))
    put(store, made("none", clause="Alder keeps its tools."))
    table = ask(store, "control", party="Alder")
    assert list(zip(column(table, "path"), column(table, "names"), strict=True)) == [
        ("/room/us.pdf", "us"),
        ("/room/any.pdf", "any party"),
        ("/room/them.pdf", "Birch"),
    ]
    assert set(column(table, "others")) == {"Birch GmbH"}
    assert len(ask(store, "control").rows) == 4
    assert ask(store, "exclusivity", party="Alder").rows == []


def test_unusual_periods_need_a_portfolio(store: Store) -> None:
    for i in range(FEWEST - 1):
        put(store, made(f"{i}", cure=30))
    put(store, made("odd", cure=300, salt="x"))
    found = outliers(store)
    assert [(o.path, o.days, o.usual.middle, o.usual.agreements) for o in found] == [
        ("/room/odd.pdf", 300, pytest.approx(30), FEWEST)
    ]
    table = ask(store, "unusual")
    assert column(table, "times_usual") == [10.0]
    assert column(ask(store, "usual"), "agreements") == [FEWEST, FEWEST]


def test_fewer_agreements_have_no_usual(store: Store) -> None:
    for i in range(FEWEST - 2):
        put(store, made(f"{i}", cure=30))
    put(store, made("odd", cure=3000))
    assert usual_periods(store) == {}
    assert outliers(store) == []


def test_a_spread_portfolio_has_wide_bounds(store: Store) -> None:
    for i, days in enumerate([15, 20, 30, 30, 45, 60, 60, 90]):
        put(store, made(f"{i}", cure=days))
    usual = usual_periods(store)["cure", "calendar"]
    assert usual.middle == pytest.approx((30 * 45) ** 0.5)
    assert usual.low < 15
    assert usual.high > 90


def test_the_queue_of_doubtful_verdicts(store: Store) -> None:
    put(store, made("a", {"RN-01": GOOD, "TR-05": HALF, "TR-06": ("absent", "critical", 0.4, True)}))
    assert column(ask(store, "review"), "item") == ["TR-06", "TR-05"]
    assert column(ask(store, "review", below=0.35), "item") == ["TR-05"]


def test_failures_and_what_needs_ocr(store: Store) -> None:
    failed(store, "/room/scan.pdf", "no_text_layer", "no page has text")
    failed(store, "/room/broken.pdf", "damaged", "the file is damaged")
    put(store, made("part", warnings=[Notice("page_no_text", "page 2 has no text", 2)]))
    assert column(ask(store, "failures"), "uri") == ["/room/broken.pdf", "/room/scan.pdf"]
    assert column(ask(store, "ocr"), "path") == ["/room/scan.pdf", "/room/part.pdf"]


def test_days_ahead_across_the_room(store: Store) -> None:
    put(store, made("soon", expires=date(2027, 3, 31), renews=True))
    put(store, made("later", expires=date(2031, 1, 1)))
    put(store, made("over", expires=date(2020, 1, 1)))
    put(store, made("endless"))
    table = agenda(store, date(2026, 12, 1), date(2027, 4, 30))
    assert [(row[0], row[1], row[2], row[3]) for row in table.rows] == [
        ("2026-12-31", 30, "Last day to stop the renewal", "/room/soon.pdf"),
        ("2027-03-31", 120, "Expires", "/room/soon.pdf"),
    ]
    assert "1 agreements have no end" in table.remark


def test_one_calendar_of_the_room(store: Store) -> None:
    from icalendar import Calendar

    put(store, made("soon", expires=date(2027, 3, 31)))
    put(store, made("other", expires=date(2027, 2, 28)))
    whole = Calendar.from_ical(
        calendar(store, date(2027, 1, 1), date(2027, 12, 31), datetime(2026, 12, 1, tzinfo=UTC)).decode()
    )
    days = [event.decoded("dtstart") for event in whole.walk("VEVENT")]
    assert days == [date(2027, 2, 28), date(2027, 3, 31)]
    uids = [str(event["uid"]) for event in whole.walk("VEVENT")]
    assert len(set(uids)) == 2


def test_free_sql_reads(store: Store) -> None:
    put(store, made("a"))
    assert free(store.file, "SELECT count(*) AS n FROM documents") == Table(("n",), [(1,)])
    assert json.loads(str(free(store.file, "SELECT json_group_array(item) FROM verdicts").rows[0][0])) == ["RN-01"]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM documents",
        "ATTACH '/tmp/x.db' AS x",
        "PRAGMA user_version = 9",
        "DROP VIEW verdicts",
        "SELECT load_extension('x')",
        "SELECT 1; DELETE FROM documents",
        "SELECT nothing FROM nowhere",
        "",
    ],
)
def test_free_sql_only_reads(store: Store, sql: str) -> None:
    put(store, made("a"))
    with pytest.raises(StoreError, match="SQL"):
        free(store.file, sql)
    assert store.db.execute("SELECT count(*) FROM documents").fetchone() == (1,)


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        free(tmp_path / "none.db", "SELECT 1")
    assert not (tmp_path / "none.db").exists()
