"""The store: whole documents or nothing, and a layout that older stores are brought to."""

from __future__ import annotations

import json
import sqlite3
import zlib
from pathlib import Path

import numpy as np
import pytest
from batch_scanners import tiny_report

import clausescan
from clausescan.batch.rows import COLUMNS, about, rows_of
from clausescan.batch.store import MIGRATIONS, InputRow, Store, alone, migrate, packed, unpacked
from clausescan.errors import StoreError
from clausescan.model import Report
from clausescan.report.json import to_dict

AGREEMENT = """WIDGET ALLIANCE AGREEMENT

This Agreement is made on 4 May 2026 between Alder Ltd ("Alder") and Birch GmbH ("Birch").

1. Term. This Agreement runs for five (5) years from its date and renews for one year at a time, unless a party stops
the renewal by ninety (90) days' notice.

2. Exit. Either party may terminate this Agreement for convenience by six months' written notice. On a deadlock that the
chief executives do not settle within thirty days, Alder may buy the shares of Birch at a price to be agreed.

3. After the end. Each party keeps its own tools. Confidentiality goes on for [●] years.

4. Law. This Agreement is governed by the laws of England and Wales.
"""


@pytest.fixture(scope="module")
def read_report() -> Report:
    return clausescan.scan(AGREEMENT.encode(), name="/room/widget.txt")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store.open(tmp_path / "results.db", create=True)
    begin(opened)
    return opened


def begin(store: Store) -> int:
    about_run = {"version": "0", "model": "", "checklist": "", "read_as": "", "judged_by": "", "jobs": 1, "paths": "[]"}
    return store.begin_run(about_run)


def put(store: Store, report: Report, uri: str) -> int:
    whole = zlib.compress(json.dumps(to_dict(report)).encode())
    typed = [i for i, clause in enumerate(report.clauses) if clause.kind == "clause"]
    vectors = packed(np.ones((len(typed), 4), dtype=np.float32))
    with store.change():
        id = store.put_document(
            about(report), rows_of(report, typed), whole, vectors, read_as="read", judged_by="judged"
        )
        sha256 = report.document.sha256
        store.put_input(InputRow(uri, 1, 2, sha256, "done", id, None, "read", None, None, None), 1)
    return id


def test_a_document_comes_back_as_it_was(store: Store, read_report: Report) -> None:
    id = put(store, read_report, "/room/widget.txt")
    assert store.report(id) == read_report
    known = store.known(read_report.document.sha256)
    assert known
    assert (known.document, known.read_as, known.judged_by) == (id, "read", "judged")
    assert store.known("0" * 64) is None
    with pytest.raises(StoreError, match="no report of document 99"):
        store.report(99)


def test_rows_say_what_the_report_says(store: Store, read_report: Report) -> None:
    put(store, read_report, "/room/widget.txt")
    ask = store.db.execute
    judgement = read_report.judgement
    assert judgement
    facts = dict(ask("SELECT name, value FROM facts WHERE name <> 'party'").fetchall())
    assert facts["agreement_date"] == "2026-05-04"
    assert ask("SELECT amount, unit, number FROM facts WHERE name = 'term'").fetchall() == [(5, "year", "1")]
    assert [value for (value,) in ask("SELECT value FROM facts WHERE name = 'party' ORDER BY ord")] == [
        party.name for party in read_report.facts.parties
    ]
    assert ask("SELECT item, status, severity, confidence FROM findings ORDER BY ord").fetchall() == [
        (f.item, f.status, f.severity, f.confidence) for f in judgement.findings
    ]
    for number, quote in ask("SELECT number, quote FROM findings WHERE clause IS NOT NULL"):
        assert quote in AGREEMENT
        assert number in {clause.place for clause in read_report.clauses}
    assert ask("SELECT count(*) FROM elements").fetchone()[0] == sum(len(f.elements) for f in judgement.findings)
    triggers = [trigger for (trigger,) in ask('SELECT "trigger" FROM exits ORDER BY ord')]
    assert triggers == [right.trigger for right in judgement.exits]
    assert {check for (check,) in ask("SELECT check_id FROM defects")} == {d.check for d in judgement.defects}
    days = ask("SELECT value, unit, days FROM periods WHERE value IS NOT NULL").fetchall()
    assert (6.0, "month", 182.625) in days
    assert ask("SELECT placeholder, days FROM periods WHERE value IS NULL").fetchall() == [("blank", None)]
    texts = [text for (text,) in ask("SELECT text FROM clauses ORDER BY ord")]
    assert len(texts) == len(read_report.clauses)
    assert any(text.startswith("Exit.") or "for convenience" in text for text in texts)
    types = ask("SELECT type FROM clause_types WHERE uncertain = 0").fetchall()
    assert len(types) == sum(len(clause.types) for clause in read_report.clauses)
    assert ask("PRAGMA foreign_key_check").fetchall() == []


def test_columns_are_those_of_the_tables(store: Store) -> None:
    for table, columns in COLUMNS.items():
        found = [row[1] for row in store.db.execute(f"PRAGMA table_info({table})")]
        assert [name for name in found if name not in ("id", "document")] == list(columns), table


def test_writing_again_replaces(store: Store, read_report: Report) -> None:
    id = put(store, read_report, "/room/widget.txt")
    before = list(store.db.iterdump())
    assert put(store, read_report, "/room/widget.txt") == id
    clauses = 'INSERT INTO "clauses"'
    assert [line for line in store.db.iterdump() if clauses not in line] == [
        line for line in before if clauses not in line
    ]


def test_a_change_that_breaks_off_leaves_nothing(store: Store, read_report: Report) -> None:
    id = put(store, read_report, "/room/widget.txt")
    before = list(store.db.iterdump())

    def broken() -> None:
        with store.change():
            store.db.execute("DELETE FROM findings WHERE document = ?", (id,))
            store.forget("/room/widget.txt")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()
    assert list(store.db.iterdump()) == before


def test_vectors_are_kept_to_the_last_bit(store: Store) -> None:
    vectors = np.random.default_rng(1).normal(size=(7, 5)).astype(np.float32)
    assert (unpacked(*packed(vectors)) == vectors).all()
    assert unpacked(*packed(vectors[:0])).shape == (0, 5)


def test_text_that_no_database_holds_is_written_escaped(store: Store) -> None:
    report = tiny_report("plain", "/room/\udcff.txt")
    assert about(report)["path"] == "/room/\\udcff.txt"


def test_reviews_stay_when_a_document_goes(store: Store) -> None:
    report = tiny_report("one", "/a")
    put(store, report, "/a")
    with store.change():
        store.db.execute(
            "INSERT INTO reviews (sha256, item, decision, status, found, reason, who, at) VALUES (?, 'TR-01', "
            "'override', 'absent', 'explicit', 'not ours', 'me', '2026-01-01')",
            (report.document.sha256,),
        )
        store.forget("/a")
    assert store.db.execute("SELECT count(*) FROM documents").fetchone() == (0,)
    assert store.db.execute("SELECT count(*) FROM clauses").fetchone() == (0,)
    assert store.db.execute("SELECT count(*) FROM reviews").fetchone() == (1,)


def test_a_store_of_version_1_is_brought_up_to_date_with_what_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    first = tmp_path / "first"
    first.mkdir()
    (first / "001_first.sql").write_text((MIGRATIONS / "001_first.sql").read_text())
    old = sqlite3.connect(file, isolation_level=None)
    migrate(old, first)
    assert old.execute("PRAGMA user_version").fetchone() == (1,)
    old_store = Store(old, file)
    begin(old_store)
    report = tiny_report("one", "/a")
    id = put(old_store, report, "/a")
    old_store.close()
    with Store.open(file) as store:
        latest = max(int(path.name[:3]) for path in MIGRATIONS.glob("*.sql"))
        assert store.db.execute("PRAGMA user_version").fetchone() == (latest,)
        assert store.report(id) == report
        assert store.input("/a")


def test_migrations_run_once_in_order_and_whole(tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / "001_first.sql").write_text("CREATE TABLE a (x);\nINSERT INTO a VALUES (';');\n")
    db = sqlite3.connect(":memory:", isolation_level=None)
    migrate(db, steps)
    migrate(db, steps)
    (steps / "002_second.sql").write_text("ALTER TABLE a ADD COLUMN y DEFAULT 2;\n")
    (steps / "003_third.sql").write_text("CREATE TABLE b (x);\nCREATE TABLE a (x);\n")
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(db, steps)
    assert db.execute("PRAGMA user_version").fetchone() == (2,)
    assert db.execute("SELECT * FROM a").fetchall() == [(";", 2)]
    assert db.execute("SELECT name FROM sqlite_master WHERE name = 'b'").fetchall() == []


def test_what_is_no_store_or_a_later_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        Store.open(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("no database at all, only words" * 50)
    with pytest.raises(StoreError, match="not a database"):
        Store.open(tmp_path / "text.db", create=True)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(StoreError, match="no store of clausescan"):
        Store.open(tmp_path / "other.db", create=True)
    with Store.open(tmp_path / "later.db", create=True) as store:
        store.db.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreError, match="bring clausescan up to date"):
        Store.open(tmp_path / "later.db")


def test_one_batch_at_a_time(store: Store) -> None:
    with alone(store.file), pytest.raises(StoreError, match="another batch"), alone(store.file):
        pass
    with alone(store.file):
        pass
    assert list(store.file.parent.glob("*.lock")) == []


def test_others_read_while_a_document_is_written(store: Store) -> None:
    put(store, tiny_report("one", "/a"), "/a")
    with Store.open(store.file) as reader, store.change():
        store.db.execute("DELETE FROM findings")
        assert reader.db.execute("SELECT count(*) FROM findings").fetchone() == (1,)
