"""What an index holds of a clause, and what a search gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """A clause as an index keeps it. `page` counts from 1, None in files without pages."""

    source: str
    number: str
    heading: str
    page: int | None
    types: tuple[str, ...]
    text: str
    remark: str = ""
    """Of a reference clause: how it is drafted, and what for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that was found. `score` orders hits and is 1 at most; it is no probability.

    `meaning` is the cosine of the vectors of question and clause, `words` the BM25 score as a share of the highest one.
    `also` are other places where the same words stand.
    """

    record: Record
    score: float
    meaning: float
    words: float
    also: tuple[Record, ...] = ()
