"""The judgement on one agreement: findings, exit matrix, defects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clausescan.assess.consistency import find_defects
from clausescan.assess.exits import exit_matrix
from clausescan.assess.features import Opinions, of_clauses, own_words
from clausescan.assess.findings import Material, findings
from clausescan.assess.found import found_for
from clausescan.assess.profile import propose_profile
from clausescan.assess.questions import Questions, questions_of
from clausescan.assess.verdicts import Judge, element_names, load_judge
from clausescan.checklist import Checklist
from clausescan.model import Judgement, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clausescan.encoding.encoder import Encoder
    from clausescan.heads import Heads

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A checklist made ready, to judge many agreements by."""

    checklist: Checklist
    questions: Questions
    judge: Judge
    heads: Heads

    @classmethod
    def load(cls, folder: Path, checklist: Checklist, encoder: Encoder, heads: Heads) -> Reviewer:
        """`folder` is the model folder that `encoder` and `heads` are of. Raises ModelError when it has no judge."""
        return cls(checklist, questions_of(checklist, encoder, folder), load_judge(folder), heads)

    def review(
        self,
        report: Report,
        typed: Sequence[int],
        vectors: Floats,
        probabilities: Floats,
        evidence: Floats | None,
        stated: Floats | None,
        profile: str | None = None,
    ) -> Judgement:
        """The judgement on a reading of at least one clause.

        Arrays have a row for each of `typed`, the places of the clauses that the model looked at; their columns are
        those of the heads. `profile` None: proposed from the text.
        """
        proposed, place = ("", None) if profile is not None else propose_profile(report, self.checklist)
        named = profile if profile is not None else proposed
        q = self.questions
        opinions = Opinions(
            probabilities,
            self.heads.labels,
            _columns(evidence, self.heads.items, [item.id for item in q.items], len(typed)),
            _columns(stated, self.heads.elements, element_names(q), len(typed)),
            _columns(stated, self.heads.elements, [f"{item.id} explicit" for item in q.items], len(typed)),
        )
        clauses = tuple(report.clauses[i] for i in typed)
        exits = exit_matrix(report)
        known = found_for(q.items, report, exits)
        measures = of_clauses(own_words(report.document, clauses), vectors, opinions, known, q)
        judged = self.judge(measures, q, report.document.words)
        found = findings(Material(report, self.checklist, q, clauses, measures, judged, named or None))
        return Judgement(
            checklist=self.checklist.name,
            profile=named,
            profile_evidence=place,
            findings=found,
            exits=exits,
            defects=find_defects(report),
        )


def _columns(values: Floats | None, have: Sequence[str], want: Sequence[str], rows: int) -> Floats:
    """(rows, want): the columns of `values` by name, NaN for names that it has not."""
    place = {name: k for k, name in enumerate(have)}
    found = np.full((rows, len(want)), np.nan, dtype=np.float32)
    if values is not None:
        known = [k for k, name in enumerate(want) if name in place]
        found[:, known] = values[:, [place[want[k]] for k in known]]
    return found
