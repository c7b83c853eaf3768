"""The matrix of a room as one HTML page: a heat map that leads to the report of each agreement."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from clausescan.batch.matrix import Agreement, Cell, Item, Matrix
from clausescan.batch.reports import report_name
from clausescan.report.triage import SEVERITIES
from clausescan.report.words import CHECKLIST_GROUPS, DISCLAIMER, REVIEW, STATUSES

_LETTERS = {"explicit": "x", "partial": "p", "absent": "a", "na": "n", "redacted": "r"}
SIGNS = {"explicit": "✓", "partial": "~", "absent": "✕", "na": "–", "redacted": "■"}


class _Sign(NamedTuple):
    classes: str
    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class _Section:
    id: str
    title: str
    count: int


class _Cell(NamedTuple):
    classes: str
    sign: str
    about: str


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    title: str
    link: str
    judged: bool
    grave: int
    flags: str
    cells: tuple[_Cell, ...]


@dataclass(frozen=True, slots=True)
class _Room:
    """What the template shows."""

    whole: Matrix
    reports: Path | None
    """The folder of report files in HTML,"""
    beside: Path | None
    """and that of the page, from which links lead there."""

    @property
    def summary(self) -> str:
        agreements = self.whole.agreements
        parts = [f"{len(agreements):,} agreements", f"{len(self.whole.items)} items"]
        if unjudged := sum(not a.judged for a in agreements):
            parts.append(f"{unjudged:,} read and not judged")
        if self.whole.failed:
            parts.append(f"{self.whole.failed:,} files that could not be read are not here")
        return " · ".join(parts)

    @property
    def columns(self) -> tuple[Item, ...]:
        return self.whole.items

    @property
    def sections(self) -> list[_Section]:
        counts = Counter(item.section for item in self.whole.items)
        return [_Section(id, CHECKLIST_GROUPS.get(id, id), count) for id, count in counts.items()]

    @property
    def legend(self) -> list[_Sign]:
        weights = {"partial": " s1", "absent": " s0"}
        return [
            _Sign(_LETTERS[status] + weights.get(status, ""), SIGNS[status], words)
            for status, words in STATUSES.items()
        ]

    @property
    def rows(self) -> list[_Row]:
        return [self._row(a) for a in self.whole.agreements]

    disclaimer = DISCLAIMER

    def _row(self, agreement: Agreement) -> _Row:
        grave = agreement.gaps("critical", "high")
        return _Row(
            name=agreement.name,
            title=agreement.title + (f" (and {agreement.copies} copies)" if agreement.copies else ""),
            link=self._link(agreement),
            judged=agreement.judged,
            grave=grave,
            flags=" ".join(_flags(agreement, grave)),
            cells=tuple(map(_cell, agreement.cells)),
        )

    def _link(self, agreement: Agreement) -> str:
        """Where its report file is, "" where it has none."""
        if self.reports is None:
            return ""
        file = self.reports / report_name(agreement.path, agreement.sha256, "html")
        if not file.is_file():
            return ""
        if self.beside is None:
            return file.resolve().as_uri()
        return quote(Path(os.path.relpath(file.resolve(), self.beside.resolve())).as_posix())


def page(whole: Matrix, reports: Path | None = None, beside: Path | None = None) -> bytes:
    """The page as UTF-8. `reports` is where `clausescan batch --format html -o` wrote, `beside` the folder of the page:
    links are relative to it, absolute without."""
    from clausescan import __version__
    from clausescan.report.html.page import page as made

    return made(
        "matrix.html.j2",
        version=__version__,
        styles=("matrix.css",),
        scripts=("theme.js", "matrix.js"),
        room=_Room(whole, reports, beside),
    )


def _flags(agreement: Agreement, grave: int) -> Iterator[str]:
    if not agreement.judged:
        yield "unjudged"
    if agreement.gaps("critical"):
        yield "critical"
    if grave:
        yield "grave"
    if any(c and c.review and not c.decided for c in agreement.cells):
        yield "review"
    if any(c and c.decided for c in agreement.cells):
        yield "decided"


def _cell(cell: Cell | None) -> _Cell:
    if cell is None:
        return _Cell("n s4", "", "")
    classes = [_LETTERS[cell.status], f"s{SEVERITIES.index(cell.severity)}"]
    if cell.decided:
        classes.append("d")
    elif cell.review:
        classes.append("v")
    if cell.waived:
        classes.append("w")
    return _Cell(" ".join(classes), SIGNS[cell.status], "; ".join(_about(cell)))


def _about(cell: Cell) -> Iterator[str]:
    if cell.place:
        yield cell.place
    if cell.decided:
        yield f"decided by {cell.decided}" + (f" ({cell.reason})" if cell.reason else "")
        if cell.found != cell.status or cell.outdated:
            yield f"the machine finds: {STATUSES[cell.found]}"
        if cell.outdated:
            yield "it found something else when that was decided"
    else:
        yield f"{cell.confidence:.0%} sure"
        if cell.review:
            yield REVIEW
    if cell.waived:
        yield "waived"
