"""What legal operations ask of a room of agreements, each question one function over the store that gives a table.

Verdicts are those of the view `verdicts`: what the machine found, or what a person decided instead.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from clausescan.batch.outliers import outliers
from clausescan.batch.store import Store, plain_errors
from clausescan.errors import StoreError
from clausescan.report.triage import SEVERITIES

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under names of columns; texts are as the agreements have them. `remark` is what a reader must know too."""

    columns: tuple[str, ...]
    rows: list[Row]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question may be narrowed by; a query takes from it what it knows."""

    item: str = ""
    party: str = ""
    below: float | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A question by name. `takes` names the fields of Asked that it knows."""

    about: str
    ask: Callable[[Store, Asked], Table]
    takes: tuple[str, ...] = field(default=())


_WORST = "CASE severity " + " ".join(f"WHEN '{name}' THEN {i}" for i, name in enumerate(SEVERITIES)) + " END"


def asked(store: Store, sql: str, values: Sequence[Any] = (), remark: str = "") -> Table:
    """The table of a SELECT with its values bound. Raises StoreError."""
    with plain_errors(store.file):
        cursor = store.db.execute(sql, values)
        return Table(tuple(name for name, *_ in cursor.description or ()), cursor.fetchall(), remark)


def missing(store: Store, given: Asked) -> Table:
    """By item: how many agreements settle it, mention it, do not have it. With an item: the agreements, worst first."""
    if given.item:
        return asked(
            store,
            "SELECT path, agreement, status, severity, round(confidence, 2) AS confidence, number, page, why, "  # noqa: S608
            "coalesce(who, '') AS decided_by, waived FROM verdicts "
            f"WHERE item = ? AND status IN ('absent', 'partial') ORDER BY status, {_WORST}, confidence DESC, path",
            (given.item.upper(),),
            _unjudged(store),
        )
    return asked(
        store,
        "SELECT item, max(title) AS title, sum(status <> 'na') AS asked, sum(status = 'explicit') AS settled, "
        "sum(status = 'partial') AS mentioned, sum(status = 'absent') AS not_found, sum(status = 'redacted') AS "
        "blacked_out, round(100.0 * sum(status = 'absent') / max(sum(status <> 'na'), 1), 1) AS not_found_percent "
        "FROM verdicts GROUP BY item ORDER BY not_found_percent DESC, mentioned DESC, item",
        remark=_unjudged(store),
    )


def failures(store: Store, _: Asked) -> Table:
    """Files that could not be read, by reason."""
    return asked(
        store,
        "SELECT code, uri, page, reason, first AS same_as FROM inputs WHERE state = 'failed' ORDER BY code, uri",
    )


UNREAD_PAGES = ("page_no_text", "ocr_missing", "ocr_failed")
"""Warnings of an agreement of which not all was read."""


def ocr(store: Store, _: Asked) -> Table:
    """Files that need OCR: without any text, and those with pages that are only pictures."""
    marks = ", ".join("?" * len(UNREAD_PAGES))
    return asked(
        store,
        "SELECT uri AS path, 'nothing was read' AS state, NULL AS pages, reason FROM inputs "  # noqa: S608
        "WHERE state = 'failed' AND code IN ('no_text_layer', 'ocr_missing', 'ocr_failed') "
        "UNION ALL SELECT d.path, 'some pages were not read', group_concat(w.page, ', '), max(w.message) "
        f"FROM warnings w JOIN documents d ON d.id = w.document WHERE w.code IN ({marks}) GROUP BY d.id "
        "ORDER BY 2, 1",
        UNREAD_PAGES,
        "Read them with: clausescan batch ROOM --ocr (only these are read again).",
    )


def review(store: Store, given: Asked) -> Table:
    """Verdicts that a person should look at and nobody has decided on, gravest and least sure first; and decisions that
    were taken on a verdict which has changed since."""
    unsure = "confidence < ?" if given.below is not None else "review = ?"
    return asked(
        store,
        "SELECT path, agreement, item, title, found AS status, severity, round(confidence, 2) AS confidence, number, "  # noqa: S608
        "page, quote, why, CASE WHEN outdated THEN 'decided by ' || who || ' when it was ' || found_then ELSE '' END "
        f"AS remark FROM verdicts WHERE found <> 'na' AND ((decision IS NULL AND {unsure}) OR outdated) "
        f"ORDER BY outdated DESC, {_WORST}, confidence, path, ord",
        (given.below if given.below is not None else 1,),
    )


def decided(store: Store, _: Asked) -> Table:
    """What people decided, and whether the machine finds something else today."""
    return asked(
        store,
        "SELECT path, agreement, item, title, decision, status, found, found_then, outdated, who, at, reason "
        "FROM verdicts WHERE decision IS NOT NULL ORDER BY at DESC, path, ord",
    )


_ANYBODY = re.compile(
    r"\b(?:either|neither|each|every|any|no|both|such|a|the other|another|all) (?:of the )?"
    r"(?:part(?:y|ies)|shareholders?|members?|partners?|participants?|venturers?|parents?)\b|\bthe parties\b",
    re.IGNORECASE,
)


def _towards(type: str) -> Callable[[Store, Asked], Table]:
    """Clauses of a type in the agreements of a party, and whom their words name."""

    def ask(store: Store, given: Asked) -> Table:
        found = asked(
            store,
            "SELECT d.id, d.path, d.title, c.number, c.page, t.score, t.uncertain, c.text, "
            "(SELECT json_group_array(json_array(value, detail)) FROM facts WHERE document = d.id AND name = 'party') "
            "FROM clause_types t JOIN clauses c ON c.document = t.document AND c.ord = t.ord "
            "JOIN documents d ON d.id = t.document WHERE t.type = ? ORDER BY d.path, c.ord",
            (type,),
        )
        rows: list[Row] = []
        for _id, path, title, number, page, score, uncertain, text, listed in found.rows:
            parties = _parties(listed)
            us = [p for p in parties if _is(given.party, p)] if given.party else []
            if given.party and not us:
                continue
            others = "; ".join(name for name, alias in parties if (name, alias) not in us)
            row = (path, title, others, _named(text, us, parties), number, page, round(score, 2), uncertain, text)
            rows.append(row)
        if given.party:
            rank = {"us": 0, "any party": 1}
            rows.sort(key=lambda row: (rank.get(row[3], 2), -row[6], row[0]))
        columns = ("path", "agreement", "others", "names", "number", "page", "score", "uncertain", "clause")
        remark = (
            "“names” is whom the clause's words name, by name or as “each party”; whom it binds only the clause says. "
            "Agreements whose parties were not found are not among those of a party."
        )
        return Table(columns, rows, remark)

    return ask


def _parties(listed: str) -> list[tuple[str, str]]:
    import json

    return [(name or "", alias) for name, alias in json.loads(listed)]


def _is(wanted: str, party: tuple[str, str]) -> bool:
    """Whether a party is the one that is asked for: `wanted` stands in its name, or is its short name."""
    name, alias = (" ".join(each.casefold().split()) for each in party)
    wanted = " ".join(wanted.casefold().split())
    return wanted == alias or re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", name) is not None


def _named(text: str, us: Sequence[tuple[str, str]], parties: Sequence[tuple[str, str]]) -> str:
    """Whom a clause names: "us", "any party", the names of others, "" for nobody."""

    def names(party: tuple[str, str]) -> bool:
        called = [each for each in party if len(each) > 1]
        return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text, re.IGNORECASE) for each in called)

    if any(map(names, us)):
        return "us"
    if _ANYBODY.search(text):
        return "any party"
    return "; ".join(alias or name for name, alias in parties if names((name, alias)))


def unusual(store: Store, _: Asked) -> Table:
    """Periods far from what the portfolio has for the same purpose."""
    columns = (
        *("path", "agreement", "purpose", "period", "days", "usual_days", "usual_range", "agreements", "times_usual"),
        *("number", "page", "quote"),
    )
    rows: list[Row] = [
        (
            *(o.path, o.agreement, o.purpose, o.period, float(f"{o.days:.3g}"), round(o.usual.middle, 1)),
            f"{o.usual.low:.0f} to {o.usual.high:.0f}",
            *(o.usual.agreements, float(f"{o.days / o.usual.middle:.2g}"), o.number, o.page, o.quote),
        )
        for o in outliers(store)
    ]
    remark = (
        "Usual is the median over the agreements of the portfolio that state such a period (“agreements”: how many). "
        "The range reaches 3.5 robust standard deviations to both sides, on a scale of ratios. Unusual is not wrong."
    )
    return Table(columns, rows, remark)


def usual(store: Store, _: Asked) -> Table:
    """What the portfolio usually has, by purpose of a period: median, range, how many agreements."""
    from clausescan.batch.outliers import usual_periods

    rows: list[Row] = [
        (*key, each.agreements, round(each.middle, 1), round(each.low, 1), round(each.high, 1))
        for key, each in sorted(usual_periods(store).items())
    ]
    return Table(("purpose", "day_type", "agreements", "usual_days", "low", "high"), rows)


def free(file: Path, sql: str) -> Table:
    """Any SELECT, on a connection that cannot write. Raises StoreError."""
    with plain_errors(file):
        if not file.exists():
            raise StoreError(f"{file}: there is no store; clausescan batch makes one")
        db = sqlite3.connect(file, timeout=30, isolation_level=None)
        try:
            db.execute("PRAGMA query_only = ON")
            db.set_authorizer(_reading_only)
            cursor = db.execute(sql)
            if cursor.description is None:
                raise StoreError("the SQL gives no rows; write a SELECT")
            return Table(tuple(name for name, *_ in cursor.description), cursor.fetchall())
        except (sqlite3.ProgrammingError, sqlite3.Warning) as error:
            raise StoreError(f"the SQL cannot be used: {error}") from error
        except sqlite3.DatabaseError as error:
            said = "it may only read the store: write a SELECT" if "not authorized" in str(error) else str(error)
            raise StoreError(f"the SQL cannot be used: {said}") from error
        finally:
            db.close()


_READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


def _reading_only(action: int, first: str | None, *_: str | None) -> int:
    """Nothing but reading: no ATTACH of another file, no PRAGMA, no loading of extensions."""
    if action == sqlite3.SQLITE_FUNCTION and (_[0] or "").lower() == "load_extension":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


def _unjudged(store: Store) -> str:
    (count,) = store.db.execute("SELECT count(*) FROM documents WHERE NOT judged").fetchone()
    return f"{count:,} agreements were read and not judged; they are not counted." if count else ""


QUERIES: Mapping[str, Query] = MappingProxyType(
    {
        "missing": Query("by item: how many agreements lack it; with --item which ones", missing, ("item",)),
        "control": Query("clauses on change of control, by party", _towards("change_of_control"), ("party",)),
        "exclusivity": Query("exclusivity and non-compete, by party", _towards("non_compete_exclusivity"), ("party",)),
        "unusual": Query("periods far from what the portfolio has for the same purpose", unusual),
        "usual": Query("the portfolio's usual periods by purpose", usual),
        "review": Query("verdicts that a person should look at", review, ("below",)),
        "decided": Query("what people decided on verdicts", decided),
        "failures": Query("files that could not be read, and why", failures),
        "ocr": Query("files that need OCR", ocr),
    }
)
