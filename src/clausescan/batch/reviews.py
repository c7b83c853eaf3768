"""What people decide on verdicts: that one is right, or what holds instead. It stays with the content of an agreement,
whatever the machine finds when it reads or judges it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from clausescan.batch.store import Store, now
from clausescan.errors import StoreError, display
from clausescan.model import Status

STATUSES: tuple[Status, ...] = get_args(Status)
_PREFIX = 6
"""Characters of a hash that are enough to name an agreement by it."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it was written: `found` is the machine's status, `status` what holds from now on."""

    path: str
    item: str
    title: str
    found: str
    status: str


def decide(
    store: Store,
    agreement: str,
    item: str,
    decision: Literal["accept", "override"],
    *,
    who: str,
    reason: str,
    status: Status | None = None,
) -> Decided:
    """Write a decision on the verdict of an agreement. `agreement` is its path, the end of it ("jv.pdf",
    "signed/jv.pdf"), that of a duplicate, or the beginning of its SHA-256. `status` is for "override" alone.

    Raises StoreError where no agreement or several have that name, the item was not judged, or who or why is missing.
    """
    who, reason = who.strip(), reason.strip()
    if not who:
        raise StoreError("say who decides (--who)")
    if decision == "override" and not reason:
        raise StoreError("say why another status holds (--reason)")
    document, sha256, path = named(store, agreement)
    found = store.db.execute(
        "SELECT item, title, status FROM findings WHERE document = ? AND item = ?", (document, item.upper())
    ).fetchone()
    if found is None:
        raise StoreError(f"{display(path)} has no verdict on {display(item)}; `clausescan query --sql` lists them")
    item, title, machine = found
    holds = machine if decision == "accept" else status
    if holds not in STATUSES:
        raise StoreError(f"no such status: {display(str(status))}; one of {', '.join(STATUSES)}")
    if decision == "override" and holds == machine:
        raise StoreError(f"the machine found {holds} as well: accept the verdict instead")
    with store.change():
        store.db.execute(
            "INSERT INTO reviews (sha256, item, decision, status, found, reason, who, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (sha256, item, decision, holds, machine, reason, who, now()),
        )
    return Decided(path, item, title, machine, str(holds))


def named(store: Store, agreement: str) -> tuple[int, str, str]:
    """Id, hash and path of the agreement of a name. Raises StoreError."""
    wanted = agreement.replace("\\", "/")
    rows: list[Any] = store.db.execute(
        "SELECT DISTINCT d.id, d.sha256, d.path FROM inputs i JOIN documents d ON d.id = i.document "
        "WHERE i.uri = ? OR replace(i.uri, '\\', '/') = ?",
        (agreement, wanted),
    ).fetchall()
    if not rows:
        tail = wanted.strip("/")
        rows = store.db.execute(
            "SELECT DISTINCT d.id, d.sha256, d.path FROM inputs i JOIN documents d ON d.id = i.document "
            "WHERE substr(replace(i.uri, '\\', '/'), -?) = ?",
            (len(tail) + 1, f"/{tail}"),
        ).fetchall()
    if not rows and len(agreement) >= _PREFIX:
        rows = store.db.execute(
            "SELECT id, sha256, path FROM documents WHERE substr(sha256, 1, ?) = ?", (len(agreement), agreement.lower())
        ).fetchall()
    if not rows:
        raise StoreError(f"{display(agreement)}: the store has no such agreement")
    if len(rows) > 1:
        listed = "; ".join(f"{display(path)} ({sha256[:12]})" for _, sha256, path in rows[:5])
        raise StoreError(
            f"{display(agreement)}: {len(rows)} agreements are called that: {listed}; name one by its hash"
        )
    return rows[0]  # type: ignore[no-any-return]
