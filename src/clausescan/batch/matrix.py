"""The room as a matrix: a row for each agreement, a column for each item of the checklist, in each cell what holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from clausescan.batch.queries import Table
from clausescan.batch.store import Store
from clausescan.model import Severity, Status


@dataclass(frozen=True, slots=True)
class Cell:
    """The verdict on one item of one agreement. `decided` is who decided that `status` holds, "" for the machine;
    `found` is what the machine finds, and `outdated` says that it found something else when it was decided."""

    status: Status
    severity: Severity
    confidence: float
    review: bool
    place: str
    found: Status
    decided: str
    reason: str
    outdated: bool
    waived: bool

    @property
    def gap(self) -> bool:
        return self.status in ("partial", "absent")


@dataclass(frozen=True, slots=True)
class Agreement:
    """A row. `cells` has None where an item was not asked; it is empty where the agreement was read and not judged.
    `copies` counts other files of the same content."""

    path: str
    sha256: str
    title: str
    kind: str
    judged: bool
    copies: int
    cells: tuple[Cell | None, ...]

    @property
    def name(self) -> str:
        return PurePath(self.path.replace("\\", "/")).name

    def gaps(self, *severities: Severity) -> int:
        """Open items of these severities, not counting those that are waived."""
        return sum(c is not None and c.gap and not c.waived and c.severity in severities for c in self.cells)


@dataclass(frozen=True, slots=True)
class Item:
    """A column."""

    id: str
    title: str
    section: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """`items` in the order of the checklist, `agreements` by path."""

    items: tuple[Item, ...]
    agreements: tuple[Agreement, ...]
    failed: int
    """Files that could not be read, and are not in it."""
    version: str
    """Of clausescan, that read the last of them."""


def matrix(store: Store) -> Matrix:
    """The whole room."""
    ask = store.db.execute
    items = [
        Item(*row)
        for row in ask("SELECT item, max(title), max(section) FROM findings GROUP BY item ORDER BY min(ord), item")
    ]
    column = {item.id: i for i, item in enumerate(items)}
    rows: dict[int, list[Cell | None]] = {}
    for document, item, *values in ask(
        "SELECT document, item, status, severity, confidence, review, number, page, found, decision, who, reason, "
        "outdated, waived FROM verdicts"
    ):
        status, severity, confidence, review, number, page, found, decision, who, reason, outdated, waived = values
        place = ", ".join(filter(None, (number, f"p. {page}" if page else "")))
        decided = who if decision else ""
        cell = Cell(
            *(status, severity, confidence, bool(review), place, found, decided, reason or "", bool(outdated)),
            waived is not None,
        )
        rows.setdefault(document, [None] * len(items))[column[item]] = cell
    agreements = [
        Agreement(path, sha256, title, kind or "", bool(judged), copies, tuple(rows.get(id, ())))
        for id, path, sha256, title, kind, judged, copies in ask(
            "SELECT d.id, d.path, d.sha256, d.title, d.kind, d.judged, "
            "(SELECT count(*) FROM inputs WHERE document = d.id AND state = 'duplicate') "
            "FROM documents d ORDER BY d.path"
        )
    ]
    (failed,) = ask("SELECT count(*) FROM inputs WHERE state = 'failed'").fetchone()
    (version,) = ask("SELECT coalesce(max(version), '') FROM documents").fetchone()
    return Matrix(tuple(items), tuple(agreements), failed, version)


def table(whole: Matrix) -> Table:
    """The matrix for programs: the status in each cell, with " (decided)" where a person decided it."""

    def said(cell: Cell | None) -> str:
        return cell.status + (" (decided)" if cell.decided else "") if cell else ""

    columns = ("path", "agreement", "sha256", "judged", *(item.id for item in whole.items))
    rows = [
        (
            *(a.path, a.title, a.sha256, int(a.judged)),
            *(said(cell) for cell in a.cells or (None,) * len(whole.items)),
        )
        for a in whole.agreements
    ]
    return Table(columns, rows)
