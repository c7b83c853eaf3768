"""Rows of the exit matrix in words, for what was gained, lost or altered."""

from __future__ import annotations

from collections.abc import Iterator

from clausescan.model import Evidence, ExitChange, ExitRight
from clausescan.report.comparison.phrases import cell
from clausescan.report.escape import shortened, visible
from clausescan.report.places import Places
from clausescan.report.words import MECHANISMS, MISSING, NO_PRICE, UNSTATED, holder

QUOTE = 120
SHOWN = 3
"""Clauses listed in one cell."""


def row(right: ExitRight, places: Places) -> str:
    """Who, how, where and the words: "either party · end of the agreement · 19.2, p. 12 “…”"."""
    words = f"{places.where(right.evidence)} “{shortened(right.evidence.quote, QUOTE)}”".strip()
    return f"{visible(holder(right))} · {MECHANISMS[right.mechanism]} · {words}"


def cells(change: ExitChange, old: Places, new: Places) -> Iterator[tuple[str, str, str]]:
    """Name, old and new content of every cell that differs; nothing where a row was gained or lost."""
    if change.before is None or change.after is None:
        return
    for name in change.cells:
        yield cell(name), content(change.before, name, old), content(change.after, name, new)


def content(right: ExitRight, name: str, places: Places) -> str:
    """What stands in one cell, named as the field of an ExitRight."""
    match name:
        case "holder":
            return visible(holder(right))
        case "mechanism":
            return MECHANISMS[right.mechanism]
        case "needs_price":
            return "yes" if right.needs_price else NO_PRICE
        case "valuation":
            return _quoted(right.valuation, places, MISSING if right.needs_price else NO_PRICE)
        case "asset_treatment" | "ongoing_obligations":
            found: tuple[Evidence, ...] = getattr(right, name)
            listed = [*dict.fromkeys(filter(None, (places.where(each) for each in found)))]
            if not listed:
                return _quoted(found[0], places, MISSING) if found else MISSING
            more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
            return "; ".join(listed[:SHOWN]) + more
        case "notice" | "cure":
            return _quoted(getattr(right, name), places, UNSTATED)
    return _quoted(right.evidence, places, UNSTATED)


def _quoted(evidence: Evidence | None, places: Places, otherwise: str) -> str:
    return f"{places.where(evidence)} “{shortened(evidence.quote, QUOTE)}”".strip() if evidence else otherwise
