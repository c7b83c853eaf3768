"""Clauses that came or went as a whole: the right, duty, ban or definition that they hold."""

from __future__ import annotations

from collections.abc import Iterator

from clausescan.compare.effects.definitions import defined_in, used_in
from clausescan.compare.effects.difference import Side
from clausescan.compare.effects.modality import modals
from clausescan.compare.effects.periods import periods_in, plural, said
from clausescan.compare.effects.placeholders import blanks_in
from clausescan.compare.effects.told import Told, short

_NOUNS = {"duty": "a duty", "permission": "a right", "ban": "a ban", "wish": "a mere intention"}
_FEWEST = 4  # words from which a clause can say something


def whole(side: Side, added: bool) -> Iterator[Told]:
    """What a clause that is only in one version holds. The periods it states are named in the summary."""
    if len(side.words) < _FEWEST:
        return
    at = side.words[0].start
    old, new = (None, at) if added else (at, None)
    verb = "is added" if added else "is gone"
    text = side.said(side.words[0].start, side.words[-1].end)
    for definition in defined_in(side)[:1]:
        uses, kinds = used_in(side.report, definition)
        before, after = ("", definition.term) if added else (definition.term, "")
        says = f"the definition of “{definition.term}” {verb}; it is used in {uses}"
        yield Told("definition", before, after, says, old, new, kinds=kinds)
    first = next(iter(modals(side)), None)
    typed = any(clause.types for clause in side.clauses)
    if (first is not None or typed) and not defined_in(side):
        noun = _NOUNS[str(first.key)] if first else "a term"
        lengths = ", ".join(dict.fromkeys(plural(said(p)) for p in periods_in(side) if p.value is not None))
        kind = noun.partition(" ")[2]
        before, after = ("", kind) if added else (kind, "")
        says = f"{noun} {verb}{f' ({lengths})' if lengths else ''}: “{short(text)}”"
        yield Told("right", before, after, says, old, new)
    if added and blanks_in(text):
        yield Told("placeholder", "", "blank", "the new clause has a blank", old, new)
