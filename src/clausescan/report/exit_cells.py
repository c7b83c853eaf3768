"""The cells of the exit matrix that rest on clauses of their own, in the order in which every format shows them."""

from __future__ import annotations

from collections.abc import Iterator

from clausescan.model import Evidence, ExitRight
from clausescan.report.words import MISSING, NO_PRICE, UNSTATED

EXIT_COLUMNS = ("Notice", "Cure", "Price", "Assets", "Goes on")


def exit_cells(right: ExitRight) -> Iterator[tuple[str, tuple[Evidence, ...], str]]:
    """Name of the column, the clauses it rests on, and the words that stand there without one."""

    def one(evidence: Evidence | None) -> tuple[Evidence, ...]:
        return (evidence,) if evidence else ()

    yield "Notice", one(right.notice), UNSTATED
    yield "Cure", one(right.cure), UNSTATED
    yield "Price", one(right.valuation), MISSING if right.needs_price else NO_PRICE
    yield "Assets", right.asset_treatment, MISSING
    yield "Goes on", right.ongoing_obligations, MISSING
