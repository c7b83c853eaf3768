"""Two versions of an agreement: what changed in substance, and what it did to the exit terms.

`compare` is the verb. align.py finds the counterpart of each clause, changes.py says what kind of change a pair is,
effects/ what it does to somebody's terms, verdicts.py what became of verdicts, exit rights and facts.
"""

from __future__ import annotations

from dataclasses import replace

from clausescan.model import Change, Comparison, Report


def compare(old: Report, new: Report) -> Comparison:
    """What changed from `old` to `new`, which may come from files of different kinds.

    Changes stand in the order of the new version, what was removed where it stood.
    """
    from clausescan.compare.align import align
    from clausescan.compare.changes import changes

    told = tuple(_with_effects(change, old, new) for change in changes(old, new, align(old, new)))
    return Comparison(old, new, told)


def _with_effects(change: Change, old: Report, new: Report) -> Change:
    return replace(change)
