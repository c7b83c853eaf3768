"""What a change does: for each pair of sentences the aspect and the readings before and after, and what is not told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from versions import CLAUSES, report_of

from clausescan.compare import compare
from clausescan.compare.effects import effects_of
from clausescan.compare.effects.weights import PARTING, severity_of
from clausescan.model import Change, ClauseText, Comparison, Effect, Report, TypeScore
from clausescan.taxonomy import TYPES

LAW = CLAUSES[6].removeprefix("7. ")


def compared(old: str, new: str) -> Comparison:
    """Two versions of the sample agreement in which clause 7 reads so."""
    return compare(report_of(*CLAUSES[:6], f"7. {old}"), report_of(*CLAUSES[:6], f"7. {new}"))


def effects(old: str, new: str) -> list[Effect]:
    return [effect for change in compared(old, new).changes for effect in change.effects]


def readings(old: str, new: str) -> set[tuple[str, str, str]]:
    return {(effect.aspect, effect.before, effect.after) for effect in effects(old, new)}


NOTICE = "Leaving. Either party may leave by giving {} written notice to the other."
PERIODS = [
    (NOTICE.format("thirty (30) days'"), NOTICE.format("ten (10) days'"), "30 day", "10 day"),
    (NOTICE.format("six (6) months'"), NOTICE.format("6 weeks'"), "6 month", "6 week"),
    (NOTICE.format("thirty (30) business days'"), NOTICE.format("thirty (30) days'"), "30 business day", "30 day"),
    (NOTICE.format("30 days'"), NOTICE.format("20 Business Days'"), "30 day", "20 business day"),
    (NOTICE.format("five business days'"), NOTICE.format("ten business days'"), "5 day", "10 day"),
    (NOTICE.format("[***] days'"), NOTICE.format("ten (10) days'"), "redacted", "10 day"),
    (NOTICE.format("at least"), NOTICE.format("at least ninety (90) days'"), "", "90 day"),
    (
        "Cure. A breach must be cured within 30 days.",
        "Cure. A breach must be cured within one year.",
        "30 day",
        "1 year",
    ),
]
OTHERS = [
    ("The partner shall sell its shares.", "The partner may sell its shares.", "modality", "shall", "may"),
    ("The partner may sell its shares.", "The partner must sell its shares.", "modality", "may", "must"),
    ("The partner shall sell its shares.", "The partner shall not sell its shares.", "modality", "shall", "shall not"),
    ("A party shall not hire staff.", "A party shall hire staff.", "modality", "shall not", "shall"),
    ("A partner will not compete.", "A partner is entitled to compete.", "modality", "will not", "is entitled to"),
    ("Neither party may sell.", "Either party may sell.", "modality", "neither … may", "may"),
    ("The option is transferable to a bank.", "The option is not transferable to a bank.", "modality", "", "not"),
    (
        "No share is sold without the prior written consent of the board.",
        "No share is sold without prior written notice to the board.",
        "right",
        "consent",
        "notice",
    ),
    (
        "A seller grants a right of first refusal on its shares.",
        "A seller grants a right of first offer on its shares.",
        "right",
        "first refusal",
        "first offer",
    ),
    ("Alder may buy the shares.", "Birch may buy the shares.", "party", "Alder", "Birch"),
    ("Either party may close the plant.", "Alder may close the plant.", "party", "Either party", "Alder"),
    (
        "The defaulting party pays the expert.",
        "The non-defaulting party pays the expert.",
        "party",
        "The defaulting party",
        "The non-defaulting party",
    ),
    (
        "The loan is limited to EUR 2,000,000.",
        "The loan is limited to EUR 3,500,000.",
        "amount",
        "EUR 2,000,000",
        "EUR 3,500,000",
    ),
    (
        "Whoever holds more than fifty percent (50%) decides.",
        "Whoever holds more than 30% decides.",
        "amount",
        "50%",
        "30%",
    ),
    ("The quorum is three (3) directors.", "The quorum is five (5) directors.", "amount", "3", "5"),
    ("Interest starts on 1 March 2027.", "Interest starts on 1 June 2028.", "other", "2027-03-01", "2028-06-01"),
    (
        "The price is [●] percent of book value.",
        "The price is 80 percent of book value.",
        "placeholder",
        "blank",
        "80%",
    ),
    ("The option runs for ten (10) days.", "The option runs for [●] days.", "placeholder", "10 day", "blank"),
    ("The option runs for [__] months.", "The option runs for six months.", "placeholder", "blank", "6 month"),
    ("The agent is Hansen Bank in Aarhus.", "The agent is [●] in Aarhus.", "placeholder", "Hansen Bank", "blank"),
    (
        "Each party bears its own costs.",
        "Each party bears its own costs, except where an expert has been called.",
        "scope",
        "",
        "except where an expert has been called",
    ),
    (
        "The seller answers for all claims, other than those known to the buyer.",
        "The seller answers for all claims.",
        "scope",
        "other than those known to the buyer",
        "",
    ),
    ("A breach ends the venture.", "A material breach ends the venture.", "scope", "", "material"),
    ("The buyer has the exclusive use of it.", "The buyer has the non-exclusive use of it.", "scope", "", "non-"),
    ("Birch repays loans and interest.", "Birch repays loans or interest.", "scope", "and", "or"),
    ("A breach is settled under clause 3.", "A breach is settled under clause 6.", "reference", "3", "6"),
]


@pytest.mark.parametrize(("old", "new", "before", "after"), PERIODS)
def test_a_period_reads_as_number_and_unit(old: str, new: str, before: str, after: str) -> None:
    assert readings(old, new) == {("period", before, after)}


@pytest.mark.parametrize(("old", "new", "aspect", "before", "after"), OTHERS)
def test_an_aspect_is_named_with_its_readings(old: str, new: str, aspect: str, before: str, after: str) -> None:
    assert readings(f"Rule. {old}", f"Rule. {new}") == {(aspect, before, after)}


NOTHING = [
    ("Leaving. Alder shall pay.", "Leaving. Alder must pay."),  # the same duty
    ("Notice. The “Notice” period is 30 days.", 'Notice. The "Notice" period is 30 days.'),
    (
        "Notice. A non-binding letter – of thirty days – is sent.",
        "Notice. A non‑binding letter - of thirty  days - is sent.",
    ),
    ("Price. The price is EUR 5,000; it is fixed.", "Price. The price is EUR 5,000. it is fixed."),
    ("Term. A notice of thirty (30) days is given.", "Term. A notice of 30 days is given."),
    ("Price. It is two million euros (EUR 2,000,000).", "Price. It is EUR 2,000,000."),
    ("Price. The price is [***] in all cases.", "Price. The  price is [***] in all cases."),
]


@pytest.mark.parametrize(("old", "new"), NOTHING)
def test_what_is_said_in_other_words_or_signs_is_no_period_amount_duty_or_blank(old: str, new: str) -> None:
    assert {aspect for aspect, _, _ in readings(old, new)} <= {"other", "scope"}


def test_a_redaction_is_never_a_blank() -> None:
    told = readings("Price. The price is five in all cases.", "Price. The price is [***] in all cases.")
    assert {aspect for aspect, _, _ in told} == {"other"}
    assert any(after == "redacted" for _, _, after in told)


def test_a_duty_that_counts_from_another_day() -> None:
    old = "Cure. The breach is cured within 30 days after receipt of the notice."
    new = "Cure. The breach is cured within 30 days after dispatch of the notice."
    assert readings(old, new) == {("period", "30 day from receipt", "30 day from dispatch")}


def test_a_sentence_that_gives_a_right_is_a_right_with_its_period() -> None:
    told = effects(LAW, f"{LAW} Alder may at any time buy the interest of Birch within sixty (60) days at book value.")
    assert [e.aspect for e in told if e.aspect in ("right", "period")] == ["right", "period"]
    assert not [e for e in told if e.aspect in ("modality", "party", "scope")]


def test_a_new_clause_is_a_right_added_and_one_left_out_a_right_gone() -> None:
    put = "8. Put. Birch may sell its whole interest to Alder within ninety (90) days at [●] times the book value."
    old, new = report_of(*CLAUSES), report_of(*CLAUSES, put)
    (added,) = [c for c in compare(old, new).changes if c.kind == "added"]
    assert [(e.aspect, e.before, e.after) for e in added.effects] == [
        ("right", "", "right"),
        ("placeholder", "", "blank"),
    ]
    assert "90 day" in added.effects[0].summary
    (removed,) = [c for c in compare(new, old).changes if c.kind == "removed"]
    assert [(e.aspect, e.before, e.after) for e in removed.effects] == [("right", "right", "")]


def test_a_definition_lists_every_clause_that_uses_the_term() -> None:
    definition = '1. Meanings. "Rival" means any maker of cells{}.'
    uses = (
        "2. Rivals. No Rival may buy shares.",
        "3. Board. The board meets.",
        "4. Exit. A party bought by a Rival leaves.",
    )
    old = report_of(definition.format(""), *uses)
    new = report_of(definition.format(" with a plant in Europe"), *uses)
    told = [e for c in compare(old, new).changes for e in c.effects if e.aspect == "definition"]
    assert len(told) == 1
    assert told[0].summary.endswith("it is used in 2, 4.")


def test_a_reference_that_follows_its_clause_has_no_effect() -> None:
    extra = "4. Staff. Each party lends ten engineers to the plant and pays them until they are called back."
    follows = CLAUSES[4].replace("5. Breach", "6. Breach").replace("clause 4", "clause 5")
    rest = [
        CLAUSES[3].replace("4. Leaving", "5. Leaving"),
        follows,
        "7. Secrets" + CLAUSES[5][10:],
        "8. Law" + CLAUSES[6][6:],
    ]
    comparison = compare(report_of(*CLAUSES), report_of(*CLAUSES[:3], extra, *rest))
    assert not [e for c in comparison.changes for e in c.effects if e.aspect == "reference"]


def test_a_reference_left_behind_by_its_clause_is_told_although_its_words_are_the_same() -> None:
    extra = "4. Staff. Each party lends ten engineers to the plant and pays them until they are called back."
    stays = CLAUSES[4].replace("5. Breach", "6. Breach")  # still "under clause 4", which is Staff now
    rest = [
        CLAUSES[3].replace("4. Leaving", "5. Leaving"),
        stays,
        "7. Secrets" + CLAUSES[5][10:],
        "8. Law" + CLAUSES[6][6:],
    ]
    comparison = compare(report_of(*CLAUSES), report_of(*CLAUSES[:3], extra, *rest))
    (change,) = [c for c in comparison.changes if any(e.aspect == "reference" for e in c.effects)]
    assert change.kind == "modified"
    assert change.new is not None
    assert change.new.number == "6"
    assert "stands at 5" in change.effects[0].summary


def typed(report: Report, number: str, *types: TypeScore) -> Report:
    return replace(report, clauses=tuple(replace(c, types=types) if c.number == number else c for c in report.clauses))


def test_the_type_is_that_of_the_surer_side_and_notice_types_come_last() -> None:
    old, new = report_of(*CLAUSES), report_of(*CLAUSES[:3], CLAUSES[3].replace("sixty (60)", "ten (10)"), *CLAUSES[4:])
    old = typed(old, "4", TypeScore("notice_period", 0.99), TypeScore("termination_convenience", 0.9))
    new = typed(new, "4", TypeScore("notice_period", 0.98), TypeScore("change_of_control", 0.6))
    (change,) = compare(old, new).changes
    (effect,) = change.effects
    assert (effect.type, effect.before, effect.after) == ("termination_convenience", "60 day", "10 day")
    assert (effect.severity, change.severity) == ("high", "high")
    assert effect.summary.startswith("Leaving without cause: the period")


def test_gravest_first() -> None:
    old = "Exit. Either party may leave on sixty (60) days' notice."
    new = "Exit. Alder shall leave on ten (10) days' notice."
    a, b = report_of(*CLAUSES[:6], f"7. {old}"), report_of(*CLAUSES[:6], f"7. {new}")
    kind = TypeScore("termination_convenience", 0.9)
    (change,) = compare(typed(a, "7", kind), typed(b, "7", kind)).changes
    assert [e.severity for e in change.effects] == ["critical", "critical", "high"]
    assert change.severity == "critical"


def test_every_type_has_a_weight_and_what_parts_the_parties_weighs_most() -> None:
    assert frozenset(TYPES) >= PARTING
    for kind in TYPES:
        assert (severity_of("right", kind) == "critical") == (kind in PARTING)
    assert severity_of("period", "termination_convenience", minor=True) == "medium"
    assert severity_of("period", "") == "low"


def test_an_effect_needs_no_redline() -> None:
    old, new = report_of(*CLAUSES), report_of(*CLAUSES[:3], CLAUSES[3].replace("may", "shall"), *CLAUSES[4:])

    def place(report: Report) -> ClauseText:
        clause = next(c for c in report.clauses if c.number == "4")
        return ClauseText(clause.id, "4", clause.start, clause.end, None, "")

    told = effects_of(Change("modified", place(old), place(new)), old, new)
    assert [(e.aspect, e.before, e.after) for e in told] == [("modality", "may", "shall")]


def test_one_more_alternative_widens_a_term_and_is_no_right_of_its_own() -> None:
    old = "Sale. A partner that is sold to a rival must tell the other at once."
    new = (
        "Sale. A partner that is sold to a rival, or signs a paper that will lead to that, must tell the other at once."
    )
    assert {aspect for aspect, _, _ in readings(old, new)} == {"scope"}


def test_a_right_inside_a_rewritten_sentence_is_a_right() -> None:
    old = "Loss. If the target is missed the parties shall meet and talk about it."
    new = "Loss. If the target is missed, each partner may within 60 days ask that the plant be sold and wound up."
    told = readings(old, new)
    assert ("period", "", "60 day") in told
    assert {aspect for aspect, _, _ in told} & {"right", "modality"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Rule. Such notice shall be given in the event a plant stops.", "Rule. The notice is given if a plant stops."),
        ("Rule. A share shall mean one vote.", "Rule. A share means one vote."),
        ("Rule. Birch pays prior to the closing of the books.", "Rule. Birch pays before the closing of the books."),
    ],
)
def test_manner_of_speech_is_no_effect(old: str, new: str) -> None:
    assert readings(old, new) == set()
