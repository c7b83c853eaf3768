"""Checks of the clauses of one agreement against each other.

A check is a function from a report to the defects it finds; `CHECKS` lists them by the id they report under. A check
reads what the report holds and raises nothing of its own: an exception in one is an error of the program and stops the
scan. To add one, write a module, yield `found.defect(...)`, and add a line to `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from clausescan.assess.consistency.agree_to_agree import agreements_to_agree
from clausescan.assess.consistency.asymmetry import one_sided
from clausescan.assess.consistency.consequences import triggers_that_end_in_talks, triggers_without_procedure
from clausescan.assess.consistency.contradictions import contradictions
from clausescan.assess.consistency.defined_terms import defined_terms
from clausescan.assess.consistency.drifting_terms import drifting_terms
from clausescan.assess.consistency.key_terms import terms_without_meaning
from clausescan.assess.consistency.lists import broken_lists
from clausescan.assess.consistency.lock_in import locked_in
from clausescan.assess.consistency.missing_pairs import halves_of_pairs
from clausescan.assess.consistency.names import drifting_names
from clausescan.assess.consistency.notices import notice_facts
from clausescan.assess.consistency.numbering import clause_numbers
from clausescan.assess.consistency.period_conflicts import conflicting_periods, uncountable_periods
from clausescan.assess.consistency.placeholders import placeholders
from clausescan.assess.consistency.references import dangling, self_references
from clausescan.assess.consistency.renewal import two_modes, unstoppable_renewal
from clausescan.assess.consistency.schedules import missing_schedules
from clausescan.assess.consistency.survival import left_out_of_survival
from clausescan.assess.consistency.tails import tails_that_do_not_fit
from clausescan.assess.consistency.wrong_targets import wrong_targets
from clausescan.checklist.items import SEVERITIES
from clausescan.model import Defect, Report

Check = Callable[[Report], Iterator[Defect]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("X-01", unstoppable_renewal),
    ("X-02", two_modes),
    ("X-03", locked_in),
    ("X-04", tails_that_do_not_fit),
    ("X-04", left_out_of_survival),
    ("X-05", conflicting_periods),
    ("X-06", triggers_that_end_in_talks),
    ("X-07", triggers_without_procedure),
    ("X-08", terms_without_meaning),
    ("X-09", halves_of_pairs),
    ("X-10", uncountable_periods),
    ("X-11", missing_schedules),
    ("X-12", notice_facts),
    ("X-13", contradictions),
    ("X-14", dangling),
    ("X-15", wrong_targets),
    ("X-16", self_references),
    ("X-17", clause_numbers),
    ("X-18", placeholders),
    ("X-19", one_sided),
    ("X-20", agreements_to_agree),
    ("X-21", broken_lists),
    ("X-22", drifting_names),
    ("X-22", drifting_terms),
    ("X-23", defined_terms),
)
"""Id → check, in order of id; an id may stand more than once."""


def find_defects(report: Report, only: Collection[str] | None = None) -> tuple[Defect, ...]:
    """The defects of an agreement, in order of check, then of the text; of all checks, or of those whose ids are given.

    Two defects of one check about the same places are one: the graver stands.
    """
    graver: dict[tuple[str, frozenset[tuple[int, int]]], Defect] = {}
    for check, find in CHECKS:
        for defect in find(report) if only is None or check in only else ():
            assert defect.check == check, f"{find.__name__} is listed as {check} and reports {defect.check}"
            key = (check, frozenset((evidence.start, evidence.end) for evidence in defect.evidence))
            known = graver.get(key)
            if known is None or SEVERITIES.index(defect.severity) < SEVERITIES.index(known.severity):
                graver[key] = defect
    return tuple(sorted(graver.values(), key=lambda d: (d.check, min((e.start for e in d.evidence), default=0))))
