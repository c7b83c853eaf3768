"""What one aspect finds in a change, before it is given a clause type and a weight."""

from __future__ import annotations

from dataclasses import dataclass

from clausescan.model import Aspect


@dataclass(frozen=True, slots=True)
class Told:
    """`says` is a clause of a sentence that goes on behind the clause type ("the period goes from ..."); `old` and
    `new` are offsets into the two documents, None on a side that has nothing; `hunks` are the differences that it
    explains. `minor`: see `weights.severity_of`; `kinds`: types of clauses that the effect reaches elsewhere."""

    aspect: Aspect
    before: str
    after: str
    says: str
    old: int | None
    new: int | None
    hunks: tuple[int, ...] = ()
    minor: bool = False
    kinds: tuple[str, ...] = ()


def short(words: str, most: int = 12) -> str:
    """The first words of a passage."""
    parts = words.strip(" ,;").split()
    return " ".join(parts) if len(parts) <= most else " ".join(parts[:most]) + " …"
