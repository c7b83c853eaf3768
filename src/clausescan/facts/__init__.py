"""The facts a reader asks first: who, when, for how long, under which law. Each comes with its clause and its quote."""

from __future__ import annotations

from collections.abc import Sequence

from clausescan.facts.dates import expiry_of, find_agreement_dates
from clausescan.facts.kind import find_kind
from clausescan.facts.law import find_governing_law
from clausescan.facts.renewal import find_renewal
from clausescan.facts.sentences import Passages
from clausescan.facts.term import find_term_clause, term_of
from clausescan.language.parties import find_parties
from clausescan.model import Clause, Document, Facts, Party

__all__ = ["find_facts"]


def find_facts(document: Document, clauses: Sequence[Clause]) -> Facts:
    """The facts of one agreement. A field is None, or "unstated", where nothing was found."""
    passages = Passages(document, clauses)
    term = find_term_clause(passages)
    dates = find_agreement_dates(passages, term)
    renewal, notice = find_renewal(passages, term)
    parties = tuple(Party(p.name, p.alias, passages.evidence(p.start, p.end)) for p in find_parties(document.text))
    return Facts(
        parties=parties,
        agreement_date=dates.agreement,
        effective_date=dates.effective,
        expiry_date=expiry_of(term, dates, passages),
        term=term_of(term, passages),
        renewal=renewal,
        non_renewal_notice=notice,
        governing_law=find_governing_law(passages),
        agreement_kind=find_kind(passages),
    )
