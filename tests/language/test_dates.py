"""Dates: what is printed is read, nothing is invented."""

from __future__ import annotations

import time
from datetime import date

import pytest

from clausescan.language.dates import add_months, find_dates, format_date

ONE = [
    ("signed on June 1, 2001", "June 1, 2001", date(2001, 6, 1)),
    ("from April. 1st 2019", "April. 1st 2019", date(2019, 4, 1)),
    ("on June 1,1999", "June 1,1999", date(1999, 6, 1)),
    ("this 17t h day of February 2016", "17t h day of February 2016", date(2016, 2, 17)),
    ("the 20th day of Friday, March 2020", "20th day of Friday, March 2020", date(2020, 3, 20)),
    ("until 31 December 2006", "31 December 2006", date(2006, 12, 31)),
    ("dated 1-Jan-2010", "1-Jan-2010", date(2010, 1, 1)),
    ("the first day of July, 2017", "first day of July, 2017", date(2017, 7, 1)),
    ("the 1st day of the month of June 2004", "1st day of the month of June 2004", date(2004, 6, 1)),
    (
        "the twenty-first (21st) day of May, two thousand and one",
        "twenty-first (21st) day of May, two thousand and one",
        date(2001, 5, 21),
    ),
    ("1 June nineteen hundred and ninety-eight", "1 June nineteen hundred and ninety-eight", date(1998, 6, 1)),
    ("on 2013-04-05", "2013-04-05", date(2013, 4, 5)),
    ("2014年12月22日", "2014年12月22日", date(2014, 12, 22)),
    ("signed 5/26/17", "5/26/17", date(2017, 5, 26)),
    ("signed 1/5/98", "1/5/98", date(1998, 1, 5)),
]
NO_VALUE = [
    ("this ___ day of _________, 2004", 2004, None, "blank"),
    ("[●] 2019", 2019, None, "blank"),
    ("____________, 1996", 1996, None, "blank"),
    ("February ____, 2017", 2017, 2, "blank"),
    ("May [●], 20__", None, 5, "blank"),
    ("[***], 2019", 2019, None, "redacted"),
    ("in March 2008", 2008, 3, ""),
    ("June 31, 2010", 2010, 6, ""),
]
NONE = ["sixty (60) days", "30 Business Days", "clause 10.2.12", "in 2008", "it may 20 2000 times", "$1/2/3", ""]


@pytest.mark.parametrize(("text", "words", "value"), ONE, ids=[case[0] for case in ONE])
def test_full_dates(text: str, words: str, value: date) -> None:
    (span,) = find_dates(text)
    assert (text[span.start : span.end], span.value, span.placeholder) == (words, value, "")


@pytest.mark.parametrize(("text", "year", "month", "placeholder"), NO_VALUE, ids=[case[0] for case in NO_VALUE])
def test_parts_and_blanks(text: str, year: int | None, month: int | None, placeholder: str) -> None:
    (span,) = find_dates(text)
    assert (span.value, span.year, span.month, span.placeholder) == (None, year, month, placeholder)


@pytest.mark.parametrize("text", NONE)
def test_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_order_of_day_and_month_is_the_texts() -> None:
    assert find_dates("on 5/1/2017")[0].value == date(2017, 5, 1)  # month first unless the text speaks against it
    assert [s.value for s in find_dates("on 31/01/2025 and 5/1/2017")] == [date(2025, 1, 31), date(2017, 1, 5)]
    assert find_dates("on 5/1/2017", day_first=True)[0].value == date(2017, 1, 5)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2001, 6, 1), 120, date(2011, 6, 1)),  # the corresponding day, not 31 May
        (date(2003, 1, 31), 1, date(2003, 2, 28)),
        (date(2004, 2, 29), 12, date(2005, 2, 28)),
        (date(2003, 12, 15), 1, date(2004, 1, 15)),
        (date(2003, 1, 15), -1, date(2002, 12, 15)),
    ],
)
def test_add_months(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_format_date() -> None:
    assert format_date(date(2001, 5, 2)) == "2 May 2001"


HOSTILE = ["_", "[ ", "May ", "1 ", "two thousand ", "* ", "1/", "day of ", "June 4, ", ".", "the first ", "[●]"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_linear_on_hostile_text(piece: str) -> None:
    started = time.perf_counter()
    find_dates(piece * (200_000 // len(piece)))
    assert time.perf_counter() - started < 5
