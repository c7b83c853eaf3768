"""What the driver asks of a worker, what it gets back, and both as bytes.

Workers hold hostile files, so nothing that comes from one is unpickled: a message is JSON and plain bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from clausescan.batch.rows import Rows

Packed = tuple[int, int, bytes]
"""Vectors as the store keeps them: count, dimension, bytes."""


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work. "read": an agreement from its bytes, or from `path` where `data` is None; "open": a message,
    for its attachments; "judge": again, the `report` of a `document` of the store with its `vectors`; "render": report
    files of a `report`."""

    id: int
    kind: Literal["read", "open", "judge", "render"]
    uri: str
    path: str | None = None
    data: bytes | None = None
    document: int | None = None
    report: bytes | None = None
    vectors: Packed | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no outcome. `code` is a stable word, `reason` a sentence for people; `trace` is for a fault of the
    program."""

    code: str
    reason: str
    page: int | None = None
    trace: str = ""


@dataclass(slots=True)
class Done:
    """What became of a task. One of `failure`, `report` (with `about` and `rows`) and `attachments` counts.

    `about` and `rows` are those of batch/rows.py, of a "judge" only the tables of JUDGED; `report` is compressed JSON.
    `attachments` are names and bytes (of a "render": names of formats), `passed_over` reasons with their number.
    `seconds` is the time in the worker, `peak_mb` its peak of memory.
    """

    failure: Failure | None = None
    about: dict[str, Any] = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)
    report: bytes = b""
    vectors: Packed | None = None
    attachments: tuple[tuple[str, bytes], ...] = ()
    passed_over: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    peak_mb: float | None = None


def pack(head: dict[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    """A message: the head as a line of JSON with the lengths of the blobs, then the blobs."""
    line = json.dumps({**head, "lengths": [len(blob) for blob in blobs]}, separators=(",", ":")).encode()
    return b"".join((line, b"\n", *blobs))


def unpack(message: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Head and blobs of `pack`. Raises ValueError, KeyError or TypeError for anything else."""
    line, _, rest = message.partition(b"\n")
    head = json.loads(line)
    blobs, at = [], 0
    for length in head.pop("lengths"):
        blobs.append(rest[at : at + length])
        at += length
    if at != len(rest):
        raise ValueError("a message of another length than it says")
    return head, blobs


def task_to_bytes(task: Task) -> bytes:
    blobs = (task.data or b"", task.report or b"", task.vectors[2] if task.vectors else b"")
    shape = task.vectors[:2] if task.vectors else None
    head = {"id": task.id, "kind": task.kind, "uri": task.uri, "path": task.path}
    has = [task.data is not None, task.report is not None]
    return pack({**head, "document": task.document, "shape": shape, "has": has}, blobs)


def task_from_bytes(message: bytes) -> Task:
    head, (data, report, vectors) = unpack(message)
    has_data, has_report = head["has"]
    return Task(
        head["id"],
        head["kind"],
        head["uri"],
        head["path"],
        data if has_data else None,
        head["document"],
        report if has_report else None,
        (*head["shape"], vectors) if head["shape"] else None,
    )


def done_to_bytes(id: int, done: Done) -> bytes:
    failure = done.failure
    head = {
        "id": id,
        "failure": [failure.code, failure.reason, failure.page, failure.trace] if failure else None,
        "about": done.about,
        "rows": done.rows,
        "shape": done.vectors[:2] if done.vectors else None,
        "attachments": [name for name, _ in done.attachments],
        "passed_over": done.passed_over,
        "seconds": done.seconds,
        "peak_mb": done.peak_mb,
    }
    vectors = done.vectors[2] if done.vectors else b""
    return pack(head, (done.report, vectors, *(data for _, data in done.attachments)))


def done_from_bytes(message: bytes) -> tuple[int, Done]:
    """Id of the task, and what became of it. Raises ValueError, KeyError or TypeError for no such message."""
    head, (report, vectors, *attached) = unpack(message)
    done = Done(
        failure=Failure(*head["failure"]) if head["failure"] else None,
        about=head["about"],
        rows=head["rows"],
        report=report,
        vectors=(*head["shape"], vectors) if head["shape"] else None,
        attachments=tuple(zip(head["attachments"], attached, strict=True)),
        passed_over=head["passed_over"],
        seconds=head["seconds"],
        peak_mb=head["peak_mb"],
    )
    return head["id"], done
