"""How agreements say what people ask for: a question gets the words of clauses from `wording.toml` beside its own."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[a-z0-9]+")
_MOST_WORDS = 30
"""A longer question is a clause that somebody pasted: it has the words of clauses already."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An entry of `wording.toml`, which says what the fields mean."""

    name: str
    asked: tuple[tuple[str, ...], ...]
    said: str


@cache
def wordings() -> tuple[Wording, ...]:
    listed = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["wording"]
    return tuple(
        Wording(entry["name"], tuple(tuple(_WORD.findall(line)) for line in entry["asked"]), entry["said"])
        for entry in listed
    )


def meant(question: str) -> tuple[Wording, ...]:
    """The entries that a question in plain words asks for, in the order of the list."""
    words = set(_WORD.findall(question.lower()))
    if len(words) > _MOST_WORDS:
        return ()
    return tuple(
        entry for entry in wordings() if any(all(_stands(start, words) for start in line) for line in entry.asked)
    )


def _stands(start: str, words: set[str]) -> bool:
    return start in words if len(start) <= 2 else any(word.startswith(start) for word in words)
