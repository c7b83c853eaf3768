"""The reference clauses that come with clausescan: where they lie, and each with its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import tomli

from clausescan.errors import ClausescanError


@dataclass(frozen=True, slots=True)
class Precedent:
    """One reference clause; corpora/README.md says what the fields mean."""

    id: str
    heading: str
    style: str
    types: tuple[str, ...]
    strength: str
    defects: tuple[str, ...]
    note: str
    text: str


def reference_folder() -> Path | None:
    """The folder of the reference clauses, installed or in a checkout; None when they are missing."""
    package = Path(__file__).resolve().parent
    for place in (package, package.parents[1]):
        if any((place / "corpora" / "reference").glob("*.toml")):
            return place / "corpora" / "reference"
    return None


@cache
def precedents() -> Mapping[str, Precedent]:
    """Every reference clause by its id. Raises ClausescanError when they are missing or damaged."""
    folder = reference_folder()
    if folder is None:
        raise ClausescanError("the reference clauses are missing; install clausescan again")
    found = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            for clause in tomli.loads(file.read_text(encoding="utf-8"))["clause"]:
                fields = {**clause, "types": tuple(clause["types"]), "defects": tuple(clause["defects"])}
                found[clause["id"]] = Precedent(**fields)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ClausescanError(f"{file} is no file of reference clauses: {error!r}") from error
    return MappingProxyType(found)
