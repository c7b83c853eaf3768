"""Periods are found with value, unit and day type, and look-alikes are left alone."""

from __future__ import annotations

import time

import pytest

from clausescan.language.date_ranges import find_date_terms
from clausescan.language.periods import PeriodSpan, find_periods, periods_of
from clausescan.model import Block, Document
from clausescan.structure import clause_tree

FOUND = [
    # text, words of the period, value, unit, day type
    ("on sixty (60) days' prior written notice", "sixty (60) days'", 60, "day", "unstated"),
    ("not later than six months before expiry", "six months", 6, "month", "unstated"),
    ("within 30 Business Days", "30 Business Days", 30, "day", "business"),
    ("within fifteen (15) working days of the request", "fifteen (15) working days", 15, "day", "business"),
    ("within ninety (90) calendar days", "ninety (90) calendar days", 90, "day", "calendar"),
    ("for a period of two (2) years", "two (2) years", 2, "year", "unstated"),
    ("on the tenth anniversary of the Closing", "tenth anniversary", 10, "year", "unstated"),
    ("the fourth (4th) anniversary", "fourth (4th) anniversary", 4, "year", "unstated"),
    ("an eighteen month anniversary", "eighteen month", 18, "month", "unstated"),
    ("in two consecutive Fiscal Years", "two consecutive Fiscal Years", 2, "year", "unstated"),
    ("three consecutive calendar quarters", "three consecutive calendar quarters", 9, "month", "calendar"),
    ("half-yearly meetings", "half-yearly", 6, "month", "unstated"),
    ("within 24 hours", "24 hours", 24, "hour", "unstated"),
    ("a 12-month period", "12-month", 12, "month", "unstated"),
    ("a one-year term", "one-year", 1, "year", "unstated"),
    ("of (60) days", "(60) days", 60, "day", "unstated"),
    ("within thirty(30)days", "thirty(30)days", 30, "day", "unstated"),
    ("an eighteen (18)-month term", "eighteen (18)-month", 18, "month", "unstated"),
    ("a sixty (60)-business-day window", "sixty (60)-business-day", 60, "day", "business"),
    ("for one and a half years", "one and a half years", 1.5, "year", "unstated"),
    ("for a year and a day", "a year and a day", 366, "day", "unstated"),
    ("within a month of the meeting", "a month", 1, "month", "unstated"),
    ("on the 30th day after receipt", "30th day", 30, "day", "unstated"),
    ("the third month following the year end", "third month", 3, "month", "unstated"),
    ("half an hour after the start", "half an hour", 0.5, "hour", "unstated"),
    ("five (5) year(s) from such date", "five (5) year(s)", 5, "year", "unstated"),
    ("ten Business Day's notice", "ten Business Day's", 10, "day", "business"),
    ("thirty (30) or more days", "thirty (30) or more days", 30, "day", "unstated"),
    ("two fortnights", "two fortnights", 4, "week", "unstated"),
    ("within thirty\n(30) days", "thirty\n(30) days", 30, "day", "unstated"),
    ("[thirty (30)] days", "thirty (30)] days", 30, "day", "unstated"),
]


@pytest.mark.parametrize(("text", "words", "value", "unit", "day_type"), FOUND, ids=[case[0] for case in FOUND])
def test_found(text: str, words: str, value: float, unit: str, day_type: str) -> None:
    (span,) = find_periods(text)
    assert (text[span.start : span.end], span.value, span.unit, span.day_type) == (words, value, unit, day_type)
    assert span.placeholder == ""


@pytest.mark.parametrize(
    ("text", "placeholder"),
    [
        ("within [●] days", "blank"),
        ("within ____ days", "blank"),
        ("within [ ] days", "blank"),
        ("after [insert] months", "blank"),
        ("within [***] days", "redacted"),
        ("for [*] months", "redacted"),
        ("within *** (***) business days", "redacted"),
    ],
)
def test_blanks_and_redactions_have_no_value(text: str, placeholder: str) -> None:
    (span,) = find_periods(text)
    assert (span.value, span.placeholder) == (None, placeholder)


def test_words_against_figure() -> None:
    (span,) = find_periods("on sixty (30) days' notice")
    assert (span.value, span.figure) == (60, 30)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("ten (10) to twenty (20) days", [10, 20]),
        ("3 or 5 years", [3, 5]),
        ("30, 60 or 90 days", [30, 60, 90]),
        ("between 30 and 60 days", [30, 60]),
        ("not less than 30 days nor more than 60 days", [30, 60]),
        ("under Section 5 or 30 days later", [30]),
    ],
)
def test_ranges_and_lists(text: str, values: list[float]) -> None:
    assert [span.value for span in find_periods(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "a person over 18 years of age",
        "at the age of 65 years",
        "a month starts on one day in a calendar month and ends on the eve of that day in the next",
        "an expert with no less than seven years of relevant experience in the field",
        "arbitrators shall have ten (10) years' experience in the trade",
        "the budget of the 2017 Fiscal Year",
        "the day-to-day business",
        "1.5 Business Day means a day on which banks are open",
        "a fee of $5 per day",
        "on the basis of a 365-day year",
        "this ____ day of March",
        "on the 5th day of June 2020",
        "twice a year",
        "three quarters of the shares",
        "open seven days a week",
        "at three-month LIBOR plus a margin",
        "each anniversary of the Closing",
        "during the first Contract Year",
        "if that date is not a Business Day",
        "at the end of a month",
        "the second (2nd) Contract Year, the parties",
    ],
)
def test_not_periods(text: str) -> None:
    assert find_periods(text) == []


@pytest.mark.parametrize(
    "piece",
    ["1,", "(", "one hundred ", "[ ", "*", "_", "1 ", "twenty-", "1 day ", "days or ", "a year ", "1 or ", "[insert "],
)
def test_time_is_linear(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    began = time.perf_counter()
    find_periods(text)
    assert time.perf_counter() - began < 5


def _document(*paragraphs: str) -> Document:
    blocks, at = [], 0
    for paragraph in paragraphs:
        blocks.append(Block(at, at + len(paragraph)))
        at += len(paragraph) + 1
    return Document("a.txt", "", "text/plain", "\n".join(paragraphs), tuple(blocks))


def test_periods_of_a_document_quote_its_text_and_name_the_clause() -> None:
    document = _document(
        "1. Term and Termination",
        "1.1 This Agreement takes effect on signing and continues for a period of five (5) years (the “Initial Term”).",
        "1.2 Either party may terminate this Agreement on:",
        "(a) ninety (90) days' prior written notice; or",
        "(b) written notice if the other party fails to cure a material breach within [●] days after notice.",
    )
    clauses = clause_tree(document)
    periods = periods_of(document, clauses)
    assert [(p.value, p.unit, p.placeholder) for p in periods] == [
        (5, "year", ""),
        (90, "day", ""),
        (None, "day", "blank"),
    ]
    by_id = {clause.id: clause for clause in clauses}
    for period in periods:
        assert document.text[period.start : period.end] == period.quote
        assert by_id[period.clause].start <= period.start < period.end <= by_id[period.clause].end
    assert [by_id[p.clause].label for p in periods] == ["1.1", "(a)", "(b)"]
    assert [p.purpose for p in periods] == ["initial_term", "termination", "cure"]


def test_span_of_a_plain_period() -> None:
    assert find_periods("in 3 weeks") == [PeriodSpan(3, 10, 3.0, "week")]


@pytest.mark.parametrize(
    ("text", "words", "years"),
    [
        (
            "The term shall begin on 1 March 2020 and continue until 28 February 2025.",
            "1 March 2020 and continue until 28 February 2025",
            5,
        ),
        ("This Agreement is in force from May 1, 2013 to May 1, 2015.", "May 1, 2013 to May 1, 2015", 2),
        ("The term is two years from May 1, 2013 to April 30, 2015.", "", 0),  # the words say it already
        ("The term may be renewed from May 1, 2013 to April 30, 2015.", "", 0),
        ("The budget from May 1, 2013 to April 30, 2015 is attached.", "", 0),
        ("The term begins on May 1, 2013 and continues until June 30, 2015.", "", 0),  # no whole years
    ],
)
def test_terms_between_two_dates(text: str, words: str, years: float) -> None:
    found = [(text[span.start : span.end], span.value) for span in find_date_terms(text)]
    assert found == ([(words, years)] if words else [])


def test_notice_period_that_is_also_a_cure_period_makes_two_records() -> None:
    document = _document(
        "1.1 Either party may terminate this Agreement for breach on thirty (30) days' written notice, unless the "
        "other party remedies the breach within such notice period."
    )
    periods = periods_of(document, clause_tree(document))
    assert sorted(period.purpose for period in periods) == ["cure", "termination"]
    assert {period.quote for period in periods} == {"thirty (30) days'"}
