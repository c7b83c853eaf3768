"""The matrix of a room as page, workbook and table; tables as files; and the commands that write them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hand_room import Verdict, empty, failed, made, put

from clausescan.batch.matrix import Matrix, matrix, table
from clausescan.batch.matrix_page import page
from clausescan.batch.queries import Table
from clausescan.batch.reports import report_name
from clausescan.batch.reviews import decide
from clausescan.batch.store import Store
from clausescan.batch.written import TABLES, matrix_to_xlsx, to_csv, to_json, to_parquet, to_xlsx, warehouse
from clausescan.cli import cli
from clausescan.errors import ClausescanError

OPEN: Verdict = ("absent", "critical", 0.8, False)
HALF: Verdict = ("partial", "high", 0.3, True)
GOOD: Verdict = ("explicit", "high", 0.9, False)
HOSTILE = "=cmd|calc\x1b[31m\u202e<script>alert(1)</script>"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = empty(tmp_path)
    put(opened, made("a", {"RN-01": GOOD, "TR-05": HALF, "TR-06": OPEN}))
    put(opened, made("b", {"RN-01": OPEN, "TR-05": ("na", "info", 1, False)}, salt="b", parties=(HOSTILE, "Birch")))
    put(opened, made("c", judged=False, salt="c"))
    failed(opened, "/room/x.pdf", "damaged", "it is damaged")
    decide(opened, "a.pdf", "TR-06", "override", who="A. L.", reason="=side letter", status="explicit")
    return opened


@pytest.fixture
def whole(store: Store) -> Matrix:
    return matrix(store)


def test_rows_and_columns(whole: Matrix) -> None:
    assert [item.id for item in whole.items] == ["RN-01", "TR-05", "TR-06"]
    assert [(a.name, a.judged, [c.status if c else None for c in a.cells]) for a in whole.agreements] == [
        ("a.pdf", True, ["explicit", "partial", "explicit"]),
        ("b.pdf", True, ["absent", "na", None]),
        ("c.pdf", False, []),
    ]
    assert whole.failed == 1
    assert table(whole).rows[0][4:] == ("explicit", "partial", "explicit (decided)")
    assert table(whole).rows[2][3:] == (0, "", "", "")


def test_the_page_says_what_each_cell_holds(whole: Matrix) -> None:
    made_page = page(whole).decode()
    assert (
        '<td class="x s0 d" data-w="decided by A. L. (=side letter); the machine finds: not found">✓</td>' in made_page
    )
    assert '<td class="p s1 v" data-w="1, p. 2; 30% sure; check this one">~</td>' in made_page
    assert "read and not judged</td>" in made_page
    assert "1 files that could not be read are not here" in made_page


def test_the_page_is_safe_and_alone(whole: Matrix) -> None:
    made_page = page(whole).decode()
    assert "<script>alert" not in made_page
    assert "\x1b" not in made_page
    assert "\u202e" not in made_page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', made_page)
    assert " style=" not in made_page
    assert "default-src &#39;none&#39;" in made_page or "default-src 'none'" in made_page


def test_the_page_links_to_reports_that_are_there(whole: Matrix, tmp_path: Path) -> None:
    reports = tmp_path / "reports of all"
    reports.mkdir()
    agreement = whole.agreements[0]
    (reports / report_name(agreement.path, agreement.sha256, "html")).touch()
    made_page = page(whole, reports, tmp_path).decode()
    links = re.findall(r'<a href="([^"#]+)">', made_page)
    assert links == [f"reports%20of%20all/a-{agreement.sha256[:8]}.html"]


def test_the_workbook(whole: Matrix) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(matrix_to_xlsx(whole)))
    sheet = book["Matrix"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["a.pdf", whole.agreements[0].title, 1, "✓", "~", "✓"],
        ["b.pdf", sheet["B3"].value, 1, "✕", "–", None],
        ["c.pdf", whole.agreements[2].title, "not judged", None, None, None],
    ]
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:F4"
    assert sheet["D3"].fill.fgColor.rgb == "FFA4161A"
    assert sheet["F2"].border.left.style == "medium"
    assert "A. L." in sheet["F2"].comment.text
    assert not any(cell.data_type == "f" for one in book for row in one.iter_rows() for cell in row)
    assert [cell.value for cell in book["Items"][2]] == ["RN-01", "Start and length", 1, 0, 1, 0, 0]


def test_no_table_becomes_a_formula() -> None:
    from openpyxl import load_workbook

    given = Table(("what", "number"), [(HOSTILE, 1), ("-2+3", None), ("plain", 2.5)], "=remark")
    rows = list(csv.reader(io.StringIO(to_csv(given))))
    assert rows[1][0].startswith("'=cmd|calc")
    assert rows[2] == ["'-2+3", ""]
    sheet = load_workbook(io.BytesIO(to_xlsx(given)))["Rows"]
    assert [cell.value for cell in sheet["B"]] == ["number", 1, None, 2.5]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert json.loads(to_json(given))[0] == {"what": HOSTILE, "number": 1}


def test_parquet_for_a_warehouse(store: Store, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    counts = warehouse(store, tmp_path / "wh")
    assert set(counts) == set(TABLES)
    read = {name: pq.read_table(tmp_path / "wh" / f"{name}.parquet") for name in TABLES}
    assert {name: each.num_rows for name, each in read.items()} == counts
    verdicts = read["verdicts"].to_pylist()
    assert [(v["status"], v["found"], v["who"]) for v in verdicts if v["item"] == "TR-06"] == [
        ("explicit", "absent", "A. L.")
    ]
    assert read["periods"].schema.field("value").type == "double"
    assert read["facts"].schema.field("value").type == "string"
    assert not list((tmp_path / "wh").glob(".*"))
    small = pq.read_table(io.BytesIO(to_parquet(Table(("a", "b"), [(1, "x"), (None, None)]))))
    assert small.to_pylist() == [{"a": 1, "b": "x"}, {"a": None, "b": None}]


def test_parquet_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ClausescanError, match=r"clausescan\[parquet\]"):
        to_parquet(Table(("a",), []))


def test_a_cluster_without_ray(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    (tmp_path / "a.txt").write_text("An agreement.")
    done = CliRunner().invoke(cli, ["batch", str(tmp_path), "--engine", "ray", "--store", str(tmp_path / "r.db")])
    assert isinstance(done.exception, ClausescanError)
    assert "clausescan[cluster]" in str(done.exception)
    assert not (tmp_path / "r.db").exists()


# --- commands ---------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    done = CliRunner().invoke(cli, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def test_query_on_a_terminal(store: Store) -> None:
    file = str(store.file)
    shown = run("query", "matrix", "--store", file)
    assert re.search(r"a\.pdf +1  ✓ ~✓", shown)
    assert "\x1b" not in shown
    missing = run("query", "missing", "--store", file)
    assert missing.index("RN-01") < missing.index("TR-05")
    assert "it is damaged" in run("query", "failures", "--store", file)
    assert run("query", "unusual", "--store", file).startswith("nothing")


def test_query_into_files(store: Store, tmp_path: Path) -> None:
    file = str(store.file)
    for name, ending in (
        ("matrix", "html"),
        ("matrix", "xlsx"),
        ("missing", "csv"),
        ("review", "json"),
        ("ocr", "txt"),
    ):
        target = tmp_path / f"out.{ending}"
        run("query", name, "--store", file, "-o", str(target))
        assert target.stat().st_size
    assert json.loads((tmp_path / "out.json").read_text())[0]["item"] == "TR-05"
    assert json.loads(run("query", "--sql", "SELECT 7 AS n", "--store", file, "--format", "json")) == [{"n": 7}]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["matrix", "--sql", "SELECT 1"],
        ["missing", "--format", "html"],
        ["missing", "--format", "ics", "-o", "x.ics"],
        ["missing", "--format", "xlsx"],
        ["failures", "--party", "Alder"],
        ["deadlines", "--from", "31.12.2026"],
    ],
)
def test_query_that_cannot_be_meant(store: Store, arguments: list[str]) -> None:
    done = CliRunner().invoke(cli, ["query", "--store", str(store.file), *arguments])
    assert done.exit_code == 2
    assert "Error" in done.output


def test_review_commands(store: Store) -> None:
    file = str(store.file)
    said = run("review", "accept", "a.pdf", "TR-05", "--who", "B. M.", "--store", file)
    assert "TR-05 A partner changes hands: mentioned, not settled, decided by B. M." in said
    override = ["review", "override", "b.pdf", "RN-01", "explicit", "--reason", "annex", "--who", "B. M."]
    assert "settled (the machine: not found)" in run(*override, "--store", file)
    assert "B. M." in run("query", "decided", "--store", file)
