"""What a store holds, without what differs from run to run: two runs over the same room must agree in every row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from clausescan.batch.rows import COLUMNS
from clausescan.batch.store import Store

Row = tuple[Any, ...]

_INPUTS = "i.uri, i.size, i.mtime, i.sha256, i.state, d.sha256, i.first, i.read_as, i.code, i.reason, i.page"
"""Not the time and memory that it took, and which run it was."""


def contents(store: Store) -> Iterator[tuple[str, Row]]:
    """Table and row, in an order of its own. Documents are called by their content, not by the numbers of their rows;
    reports and vectors, once unpacked, stand as hashes. Reviews are left out: people make them, not runs."""
    ask = store.db.execute
    for row in ask(f"SELECT {_INPUTS} FROM inputs i LEFT JOIN documents d ON d.id = i.document ORDER BY i.uri"):  # noqa: S608
        yield "inputs", row
    names = [row[1] for row in ask("PRAGMA table_info(documents)") if row[1] != "id"]
    for row in ask(f"SELECT {', '.join(names)} FROM documents ORDER BY sha256"):  # noqa: S608
        yield "documents", row
    for document, sha256 in ask("SELECT id, sha256 FROM documents ORDER BY sha256").fetchall():
        yield "reports", (sha256, hashlib.sha256(store.report_bytes(document)).hexdigest())
        yield "vectors", (sha256, hashlib.sha256(store.vectors(document).tobytes()).hexdigest())
        for table, columns in COLUMNS.items():
            listed = ", ".join(f'"{name}"' for name in columns)
            order = ", ".join(str(i + 1) for i in range(len(columns)))
            for row in ask(f"SELECT {listed} FROM {table} WHERE document = ? ORDER BY {order}", (document,)):  # noqa: S608
                yield table, (sha256, *row)
