"""A store filled by hand: small agreements with the findings, periods, facts and clauses that a test asks about."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from clausescan.batch.rows import about, rows_of
from clausescan.batch.store import InputRow, Store, packed
from clausescan.model import (
    Block,
    Clause,
    DateFact,
    Document,
    Evidence,
    Facts,
    Finding,
    Judgement,
    ModelInfo,
    Notice,
    Party,
    Period,
    Renewal,
    Report,
    Term,
    TypeScore,
)
from clausescan.report.json import to_dict

Verdict = tuple[str, str, float, bool]
"""Status, severity, confidence, review."""
TITLES = {"RN-01": "Start and length", "TR-05": "A partner changes hands", "TR-06": "Deadlock"}


def made(
    name: str,
    verdicts: Mapping[str, Verdict] | None = None,
    *,
    parties: Sequence[str] = ("Alder Ltd", "Birch GmbH"),
    clause: str = "",
    types: Sequence[str] = (),
    cure: int = 30,
    expires: date | None = None,
    renews: bool = False,
    judged: bool = True,
    warnings: Sequence[Notice] = (),
    salt: str = "",
) -> Report:
    """A report on an agreement whose second clause is `clause`, of `types`, with a cure period of so many days."""
    head = f"ALLIANCE {name} {salt} between " + " and ".join(parties)
    words = f"The breach is cured within {cure} days. Notice of ninety days stops the renewal."
    text = "\n".join([head, words, clause or "Nothing else."])
    starts = [0, len(head) + 1, len(head) + len(words) + 2]
    ends = [starts[1] - 1, starts[2] - 1, len(text)]

    def place(id: str, quote: str) -> Evidence:
        start = text.index(quote)
        return Evidence(id, start, start + len(quote), quote)

    clauses = tuple(
        Clause(
            *(f"c{i + 1}", None, number, number, number, kind, 0, starts[i], ends[i], starts[i]),  # type: ignore[arg-type]
            page=i + 1,
            types=tuple(TypeScore(each, 0.9) for each in types) if i == 2 else (),
        )
        for i, (number, kind) in enumerate((("", "title"), ("1", "clause"), ("2", "clause")))
    )
    findings = tuple(
        Finding(
            *(item, TITLES[item], item[:2], status, severity, sure, check, f"Because of {item}."),  # type: ignore[arg-type]
            evidence=() if status == "absent" else (place("c2", "The breach is cured"),),
        )
        for item, (status, severity, sure, check) in (verdicts or {"RN-01": ("explicit", "high", 0.9, False)}).items()
    )
    spans = [(f"{cure} days", cure, "cure", "event"), ("ninety days", 90, "non_renewal", "before_expiry")]
    periods = tuple(
        Period("c2", e.start, e.end, e.quote, value, "day", "calendar", count, "exactly", purpose)  # type: ignore[arg-type]
        for quote, value, purpose, count in spans
        for e in (place("c2", quote),)
    )
    facts = Facts(
        parties=tuple(Party(each, each.split()[0], place("c1", each)) for each in parties),
        expiry_date=DateFact(expires, place("c2", "ninety days")) if expires else None,
        term=Term("fixed", 5, "year", None),
        renewal=Renewal("automatic", 1, "year", place("c2", "the renewal")) if renews else Renewal("unstated"),
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    blocks = tuple(Block(start, end, page=i + 1) for i, (start, end) in enumerate(zip(starts, ends, strict=True)))
    document = Document(
        f"/room/{name}.pdf", digest, "application/pdf", text, blocks, title=head[:40], pages=3, warnings=tuple(warnings)
    )
    judgement = Judgement("hand", "", None, findings, (), ()) if judged else None
    return Report(document, clauses, (), (), periods, facts, ModelInfo("hand", "0" * 64, "none"), "0", judgement)


def put(store: Store, report: Report, state: str = "done") -> int:
    """Write a report as a run would."""
    whole = zlib.compress(json.dumps(to_dict(report)).encode())
    vectors = packed(np.ones((2, 4), dtype=np.float32))
    with store.change():
        id = store.put_document(about(report), rows_of(report, [1, 2]), whole, vectors, read_as="r", judged_by="j")
        row = InputRow(report.document.path, 1, 2, report.document.sha256, "done", id, None, "r", None, None, None)
        store.put_input(row, 1)
    return id


def failed(store: Store, uri: str, code: str, reason: str) -> None:
    with store.change():
        store.put_input(InputRow(uri, 1, 2, None, "failed", None, None, "r", code, reason, None), 1)


def empty(folder: Path) -> Store:
    store = Store.open(folder / "results.db", create=True)
    run = {"version": "0", "model": "", "checklist": "", "read_as": "", "judged_by": "", "jobs": 1, "paths": "[]"}
    store.begin_run(run)
    return store
