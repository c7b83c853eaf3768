"""Where something stands, in the words a lawyer cites it by."""

from __future__ import annotations

from clausescan.model import Clause, Evidence, Period, Report
from clausescan.report.escape import shortened, visible


class Places:
    """Numbers and pages of one report."""

    def __init__(self, report: Report) -> None:
        self._document = report.document
        self._clauses = {clause.id: clause for clause in report.clauses}

    def where(self, place: Evidence | Clause | Period) -> str:
        """ "12.3(b), p. 14", "Schedule 5/2, p. 23": as far as the file has numbers and pages, else ""."""
        clause = place if isinstance(place, Clause) else self._clauses.get(place.clause)
        page = self._document.page_of(place.start)
        return ", ".join(filter(None, (visible(clause.place) if clause else "", f"p. {page}" if page else "")))

    def where_clause(self, id: str, characters: int = 0) -> str:
        """The same of a whole clause, with up to `characters` of its first words; one without a number always has
        some of them."""
        clause = self._clauses[id]
        characters = characters if clause.place else max(characters, 60)
        words = f"“{shortened(self._document.text[clause.body : clause.end], characters)}”" if characters else ""
        return " ".join(filter(None, (self.where(clause), words)))
