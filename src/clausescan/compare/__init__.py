"""Two versions of an agreement: what changed in substance, and what it did to the exit terms.

`compare` is the verb. align.py finds the counterpart of each clause, changes.py says what kind of change a pair is,
effects/ what it does to somebody's terms, verdicts.py what became of verdicts, exit rights and facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausescan.model import Change, Comparison, Report


def compare(old: Report, new: Report) -> Comparison:
    """What changed from `old` to `new`, which may come from files of different kinds.

    Changes stand in the order of the new version, what was removed where it stood.
    """
    from clausescan.compare.verdicts import exit_changes, fact_changes, finding_changes

    told = tuple(_changes(old, new))
    return Comparison(
        old, new, told, finding_changes(old, new, told), exit_changes(old, new, told), fact_changes(old, new, told)
    )


def _changes(old: Report, new: Report) -> Iterator[Change]:
    """The changes with their effects. A clause that says the same in the same words is told only where it refers to a
    number that belongs to another clause now."""
    from clausescan.compare.align import align
    from clausescan.compare.changes import changes
    from clausescan.compare.effects import effects_of

    for judged in changes(align(old, new)):
        change = judged.change
        if effects := effects_of(change, old, new):
            kind = change.kind if change.substantive else "modified"
            yield replace(change, kind=kind, effects=effects, severity=effects[0].severity)
        elif not judged.silent:
            yield change
