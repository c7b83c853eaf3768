"""Verdicts are written from probabilities: they fit together, and every quote is a slice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from clausescan.assess.features import Clauses, Opinions, of_clauses, of_elements, of_items, own_words
from clausescan.assess.findings import ABSENT_FROM, ABSENT_FROM_UNTRIED, EXPLICIT_BELOW, Material, findings, state_of
from clausescan.assess.found import found_for
from clausescan.assess.profile import propose_profile
from clausescan.assess.questions import Questions, questions_of
from clausescan.assess.severity import severity_in
from clausescan.assess.verdicts import STATES, Judged, element_names
from clausescan.checklist import Checklist, load_checklist
from clausescan.encoding.encoder import Text
from clausescan.facts import find_facts
from clausescan.model import Facts, ModelInfo, Renewal, Report, Term, TextFact, TypeScore
from clausescan.reading import read
from clausescan.structure import clause_tree
from clausescan.taxonomy import TYPES

AGREEMENT = """COOPERATION AGREEMENT between Birkner Antriebe GmbH and Solveig Marine AS

1. Purpose. The parties develop battery modules together; the battery cells come from Solveig, which secures the supply
of cathode and anode material.

2. Term. This Agreement takes effect on 1 March 2026 and runs for five years.

3. Renewal. This Agreement may be renewed for such time as shall be agreed between the parties.

4. Deadlock. If the committee cannot agree, the chief executives meet within ten days.

5. Breach. Either party may terminate this Agreement by notice if the other is in material breach and does not cure it
within sixty days of a notice that describes it.
"""


class Encoder:
    """Vectors without meaning, always the same for a text."""

    info = ModelInfo("none", "", "")
    dimension = 16

    def encode(self, texts: Sequence[Text]) -> NDArray[np.float32]:
        rows = []
        for text in texts:
            seed = int.from_bytes(hashlib.blake2b(str(text).encode(), digest_size=4).digest(), "little")
            rows.append(np.random.default_rng(seed).normal(size=self.dimension))
        found = np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def checklist() -> Checklist:
    return load_checklist()


@pytest.fixture(scope="module")
def questions(checklist: Checklist) -> Questions:
    return questions_of(checklist, Encoder())


@pytest.fixture(scope="module")
def report() -> Report:
    document = read(AGREEMENT.encode(), name="agreement.txt")
    clauses = clause_tree(document)
    return Report(document, tuple(clauses), (), (), (), find_facts(document, clauses), None, "0")


def measured(report: Report, questions: Questions) -> Clauses:
    n = len(report.clauses)
    unknown = np.full((n, len(questions.items)), np.nan, dtype=np.float32)
    opinions = Opinions(
        np.full((n, len(TYPES)), 0.1, np.float32),
        TYPES,
        unknown,
        np.full((n, len(questions.elements)), np.nan, np.float32),
        unknown,
    )
    words = own_words(report.document, report.clauses)
    return of_clauses(words, Encoder().encode(words), opinions, found_for(questions.items, report, ()), questions)


def material(report: Report, checklist: Checklist, questions: Questions, seed: int) -> Material:
    random = np.random.default_rng(seed)
    n = len(report.clauses)
    states = random.dirichlet((0.5, 0.5, 0.5), len(questions.items)).astype(np.float32)
    relevance = random.beta(0.3, 1.5, (n, len(questions.items))).astype(np.float32)
    stated = random.random(len(questions.elements)).astype(np.float32)
    judged = Judged(relevance, stated, states, frozenset(item.id for item in checklist.items))
    return Material(report, checklist, questions, report.clauses, measured(report, questions), judged, None)


@pytest.mark.parametrize(
    ("absent", "partial", "explicit", "state"),
    [
        (0.9, 0.08, 0.02, "absent"),
        (0.45, 0.40, 0.15, "partial"),
        (ABSENT_FROM, 1 - ABSENT_FROM - EXPLICIT_BELOW, EXPLICIT_BELOW, "partial"),
        (0.6, 0.2, 0.2, "partial"),
        (0.1, 0.3, 0.6, "explicit"),
        (0.3, 0.3, 0.4, "explicit"),
        (0.1, 0.5, 0.4, "partial"),
    ],
)
def test_a_term_that_may_be_there_is_not_called_absent(
    absent: float, partial: float, explicit: float, state: str
) -> None:
    assert state_of(absent, partial, explicit) == state


@pytest.mark.parametrize("seed", range(4))
def test_states_elements_and_places_fit_together(
    report: Report, checklist: Checklist, questions: Questions, seed: int
) -> None:
    text = report.document.text
    found = findings(material(report, checklist, questions, seed))
    assert [f.item for f in found] == [item.id for item in checklist.items]
    assert {f.status for f in found} >= {"explicit", "partial", "absent", "na"}
    ids = {clause.id: clause for clause in report.clauses}
    for f in found:
        essential = [e for e in f.elements if e.essential]
        if f.status == "explicit":
            assert all(e.status == "filled" for e in essential)
            assert any(e.status == "filled" for e in f.elements)
            assert f.evidence
            assert not f.suggestion
        elif f.status == "partial":
            assert f.evidence
            assert not essential or any(e.status != "filled" for e in essential)
            assert f.suggestion
            assert f.precedents
        elif f.status == "absent":
            assert not f.evidence
            assert all(e.status == "empty" for e in f.elements)
            assert len(f.nearest) == 3, "an absence shows what was looked at"
            assert all(n.why for n in f.nearest)
        assert f.why
        for place in (*f.evidence, *(e.evidence for e in f.elements if e.evidence)):
            assert text[place.start : place.end] == place.quote
            assert place.quote
            assert ids[place.clause].start <= place.start < place.end <= ids[place.clause].end
        for element in f.elements:
            assert bool(element.defects) == (element.status == "defective")
            if element.status == "filled":
                assert element.evidence
        assert not {n.clause for n in f.nearest} & {e.clause for e in f.evidence}


def test_a_renewal_left_to_agreement_is_told_by_its_words(
    report: Report, checklist: Checklist, questions: Questions
) -> None:
    m = material(report, checklist, questions, 0)
    i = [item.id for item in questions.items].index("RN-02")
    k = [clause.number.rstrip(".") for clause in report.clauses].index("3")
    relevance, stated, states = (a.copy() for a in (m.judged.relevance, m.judged.stated, m.judged.states))
    relevance[:, i], relevance[k, i] = 0.01, 0.95
    stated[questions.of(i)] = 0.1
    states[i] = (0.05, 0.9, 0.05)
    judged = replace(m.judged, relevance=relevance, stated=stated, states=states)
    (found,) = (f for f in findings(replace(m, judged=judged)) if f.item == "RN-02")
    assert found.status == "partial"
    assert "This Agreement may be renewed" in found.evidence[0].quote
    assert "agree_to_agree" in found.defects
    assert "left to later agreement" in found.why.lower()
    assert not found.review


def test_what_was_blacked_out_is_neither_gap_nor_settled(checklist: Checklist, questions: Questions) -> None:
    text = b"1. Term. This Agreement runs for ten years.\n\n2. Renewal. It renews automatically for [***] on notice."
    document = read(text, name="agreement.txt")
    clauses = tuple(clause_tree(document))
    own = Report(document, clauses, (), (), (), find_facts(document, clauses), None, "0")
    m = material(own, checklist, questions, 0)
    i = [item.id for item in questions.items].index("RN-03")
    k = next(k for k, c in enumerate(clauses) if "renews" in document.text[c.body : c.end])
    relevance, stated, states = (a.copy() for a in (m.judged.relevance, m.judged.stated, m.judged.states))
    relevance[:, i], relevance[k, i], stated[questions.of(i)], states[i] = 0.01, 0.95, 0.1, (0.05, 0.9, 0.05)
    judged = replace(m.judged, relevance=relevance, stated=stated, states=states)
    found = findings(replace(m, judged=judged))[i]
    assert found.status == "redacted"
    assert found.review
    assert not found.gap


def test_what_is_uncertain_is_marked(report: Report, checklist: Checklist, questions: Questions) -> None:
    m = material(report, checklist, questions, 1)
    states = m.judged.states.copy()
    states[:] = (0.3, 0.45, 0.25)
    found = findings(replace(m, judged=replace(m.judged, states=states)))
    assert all(f.review for f in found if f.status != "na")
    states[:] = (0.02, 0.96, 0.02)
    found = findings(replace(m, judged=replace(m.judged, states=states)))
    assert not any(f.review for f in found)
    found = findings(replace(m, judged=replace(m.judged, states=states, tried=frozenset())))
    assert all(f.review for f in found if f.status != "na"), "no labelled agreement stands behind these"


def test_an_item_without_labelled_agreements_is_called_absent_later(
    report: Report, checklist: Checklist, questions: Questions
) -> None:
    m = material(report, checklist, questions, 1)
    states = m.judged.states.copy()
    states[:] = ((ABSENT_FROM + ABSENT_FROM_UNTRIED) / 2, 0.3, 0.05)
    for tried, status in ((m.judged.tried, "absent"), (frozenset(), "partial")):
        found = findings(replace(m, judged=replace(m.judged, states=states, tried=tried)))
        assert {f.status for f in found if f.item != "TR-06"} <= {status, "na"}


def test_what_stands_there_by_its_own_name_is_not_called_absent(
    report: Report, checklist: Checklist, questions: Questions
) -> None:
    m = material(report, checklist, questions, 1)
    states = m.judged.states.copy()
    states[:] = (0.9, 0.08, 0.02)
    found = {f.item: f for f in findings(replace(m, judged=replace(m.judged, states=states)))}
    deadlock = found["TR-06"]
    assert (deadlock.status, deadlock.review, deadlock.confidence) == ("partial", True, pytest.approx(0.8, abs=1e-4))
    assert any("Deadlock" in e.quote or "cannot agree" in e.quote for e in deadlock.evidence)
    assert found["TR-09"].status == "absent", "its name does not occur"


@pytest.mark.parametrize(
    ("facts", "item", "na"),
    [
        (Facts(agreement_kind=TextFact("contractual_alliance")), "MC-02", True),
        (Facts(agreement_kind=TextFact("equity_jv")), "MC-02", False),
        (Facts(), "MC-02", False),
        (Facts(term=Term("indefinite")), "RN-03", True),
        (Facts(term=Term("indefinite"), renewal=Renewal("automatic")), "RN-03", False),
        (Facts(term=Term("indefinite")), "RN-06", False),
        (Facts(renewal=Renewal("none")), "RN-04", True),
        (Facts(renewal=Renewal("none")), "RN-02", False),
    ],
)
def test_what_does_not_apply(
    report: Report, checklist: Checklist, questions: Questions, facts: Facts, item: str, na: bool
) -> None:
    m = material(replace(report, facts=facts), checklist, questions, 2)
    i = [one.id for one in questions.items].index(item)
    relevance = m.judged.relevance.copy()
    relevance[:, i] = 0.2
    for top, expected in ((0.2, na), (0.9, False)):  # a clause that speaks of it counts for more than the kind
        relevance[0, i] = top
        found = findings(replace(m, judged=replace(m.judged, relevance=relevance)))[i]
        assert (found.status == "na") is expected
        if expected:
            assert found.why


def test_severity_follows_the_facts_and_the_profile(report: Report, checklist: Checklist) -> None:
    renewal = checklist.item("RN-04")
    assert severity_in(renewal, report, None) == renewal.severity == "high"
    automatic = replace(report, facts=Facts(renewal=Renewal("automatic")))
    assert severity_in(renewal, automatic, None) == "critical"
    leaving = checklist.item("TR-01")
    assert severity_in(leaving, replace(report, facts=Facts(term=Term("fixed", 12, "year"))), None) == "critical"
    assert severity_in(leaving, replace(report, facts=Facts(term=Term("fixed", 12, "month"))), None) == leaving.severity
    for profile in checklist.profiles:
        assert severity_in(leaving, replace(report, facts=Facts()), profile) == leaving.severity_for(profile)


def test_the_purpose_proposes_a_profile(report: Report, checklist: Checklist) -> None:
    typed = tuple(
        replace(c, types=(TypeScore("purpose_scope", 0.9),)) if c.number.startswith("1") else c for c in report.clauses
    )
    profile, place = propose_profile(replace(report, clauses=typed), checklist)
    assert profile == "battery"
    assert place
    assert place.quote == report.document.text[place.start : place.end]
    assert "battery" in place.quote
    assert propose_profile(replace(report, clauses=typed[-2:]), checklist) == ("", None)


def test_measures_have_a_row_for_every_item_and_element(report: Report, questions: Questions) -> None:
    clauses = measured(report, questions)
    n, items, elements = len(report.clauses), len(questions.items), len(questions.elements)
    assert clauses.of_item.shape[:2] == (n, items)
    assert clauses.yes.shape == clauses.no.shape == clauses.cued.shape == (n, elements)
    relevance = np.full((n, items), 0.5, dtype=np.float32)
    assert of_elements(clauses, relevance, questions).shape[0] == elements == len(element_names(questions))
    assert of_items(clauses, relevance, questions, 200).shape[0] == items
    assert np.isfinite(of_items(clauses, relevance[:1].repeat(n, 0), questions, 200)).all()
    assert len(STATES) == 3


def test_cues_and_defects_are_seen_where_they_stand(report: Report, questions: Questions) -> None:
    clauses = measured(report, questions)
    k = [clause.number.rstrip(".") for clause in report.clauses].index("3")
    code = questions.defect_codes.index("agree_to_agree")
    assert clauses.defects[k, code] or clauses.defects[k + 1, code]
    i = [item.id for item in questions.items].index("RN-02")
    assert clauses.cues[:, i].argmax() in (k, k + 1)
