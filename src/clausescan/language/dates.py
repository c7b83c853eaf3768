"""Calendar dates as agreements write them: a pure span finder, and month arithmetic.

The grammar is small on purpose. General date parsers fill in what the text leaves out ("sixty (60)" becomes the year
2060); here a date has a day, a month and a year in the text, or its value is None. A blank or redacted part makes the
span a placeholder; the parts that are printed are kept.

All patterns are bounded, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from clausescan.language.numbers import cardinal

Placeholder = Literal["", "blank", "redacted"]


@dataclass(frozen=True, slots=True)
class DateSpan:
    """`text[start:end]` is a date. `value` is None where the day is missing, blank or redacted, or does not exist
    (31 June); `year` and `month` are what is printed. `placeholder` tells a blank from a redaction."""

    start: int
    end: int
    value: date | None
    year: int | None = None
    month: int | None = None
    placeholder: Placeholder = ""


_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_ORDINAL_WORDS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
]
_ORDINAL = {word: i for i, word in enumerate(_ORDINAL_WORDS, 1)}
# The lookbehinds keep a long run of blanks from being tried again at each of its characters.
_BLANK = r"(?:(?<![_ ])_[_ ]{0,40}|(?<= )_[_ ]{0,40}|\[[ _●•.\-]{0,30}\]|[●•]|(?<!\.)\.{4,30})"
_REDACTED = r"(?:\[ ?\*[* ]{0,12}\]|(?<![* ])\*[* ]{1,12}|\[redacted\])"
_HOLE = rf"(?:{_BLANK}|{_REDACTED})"
_SUFFIX = r"(?: ?(?:s ?t|n ?d|r ?d|t ?h)\b)?"  # superscripts come out of a PDF as "17t h"
_DAY = rf"(?P<day>[0-3]?\d){_SUFFIX}"
_DAY_WORD = (
    r"(?P<dayword>" + "|".join(w.replace("-", "[- ]") for w in sorted(_ORDINAL_WORDS, key=len, reverse=True)) + ")"
)
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)\b"
_YEAR_WORDS = (
    r"(?P<yearwords>(?:two thousand|nineteen(?: hundred)?)(?:,? and| &)?"
    r"(?:[ -](?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)){0,2})\b"
    r"(?: \((?:19|20)\d\d\))?"
)
_ANY_YEAR = rf"(?:{_YEAR}|{_YEAR_WORDS})"
_GAP = r"[\s,]{0,4}"

_PATTERNS = tuple(
    re.compile(p, re.I)
    for p in (
        # June 1, 2001 · April. 1st 2019 · June 1,1999
        rf"\b{_MONTH}\s{{0,3}}{_DAY}{_GAP}(?:of |in the year )?{_ANY_YEAR}",
        # 17th day of February, 2016 · 31 December 2006 · 20th day of Friday, March 2020 · 1-Jan-2010
        rf"\b{_DAY}(?:\s?\((?:\d\d?{_SUFFIX})\))?[\s,.\-]{{1,3}}(?:(?:day )?of\s{{1,3}})?(?:the month of )?"
        rf"(?:\w{{3,6}}day,? )?{_MONTH}[\s,.\-]{{0,4}}(?:(?:of|in) )?(?:the year )?(?:of our Lord )?{_ANY_YEAR}",
        # first day of July, 2017 · the twenty-first (21st) day of May 2001
        rf"\b{_DAY_WORD}\s(?:\(\d\d?{_SUFFIX}\)\s)?(?:day\s)?(?:of\s)?{_MONTH}{_GAP}(?:(?:of|in) )?"
        rf"(?:the year )?{_ANY_YEAR}",
        # June first, 2001
        rf"\b{_MONTH}\s{_DAY_WORD}{_GAP}{_ANY_YEAR}",
    )
)
_ISO = re.compile(r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<mon>\d\d?)(?P=sep)(?P<day>\d\d?)(?![\d/-])")
_NUMERIC = re.compile(
    r"(?<![\d/.$-])(?P<a>\d\d?)(?P<sep>[/.-])(?P<b>\d\d?)(?P=sep)(?P<year>(?:19|20)\d\d|\d\d)(?![\d/%-]|\.\d)"
)
_CJK = re.compile(r"(?P<year>(?:19|20)\d\d)\s?年\s?(?P<mon>\d\d?)\s?月\s?(?P<day>\d\d?)\s?日")
_MONTH_YEAR = re.compile(rf"\b{_MONTH}{_GAP}(?:of )?{_YEAR}", re.I)
_HOLED = tuple(
    re.compile(p, re.I)
    for p in (
        # this ___ day of ________, 2004 · 5th day of ____, 2004 · ___ day of May 2004
        rf"(?:{_HOLE}|\b{_DAY}|(?<=this)|(?<=the)|(?<=of))\s?{_SUFFIX}\s?day\s{{1,3}}of\s{{0,3}}"
        rf"(?:{_HOLE}|{_MONTH})?{_GAP}(?:{_YEAR}|(?P<holedyear>(?:19|20)?\d?\s?{_HOLE}))",
        # February ____, 2017 · May [●], 20__
        rf"\b{_MONTH}\s?{_HOLE}{_GAP}(?:{_YEAR}|(?P<holedyear>(?:19|20)?\d?\s?{_HOLE}))",
        # June 4, 20__
        rf"\b{_MONTH}\s{_DAY},?\s(?P<holedyear>(?:19|20)?\d?\s?{_HOLE})",
        # ________ __, 2000 · [●] 2019
        rf"{_HOLE}(?:[\s,/]{{1,3}}{_HOLE})?[\s,/]{{1,3}}{_YEAR}",
    )
)


def find_dates(text: str, day_first: bool | None = None) -> list[DateSpan]:
    """Dates of `text` in order, none overlapping.

    `day_first` settles "5/1/2017". None lets the text decide: day first where some other numeric date of the text can
    only be read so ("31/01/2025") and none only the other way; month first otherwise.
    """
    found: list[DateSpan] = []
    for pattern in _PATTERNS:
        # "may 20 2000 shares": the verb
        found += (_named(m) for m in pattern.finditer(text) if not m[0].startswith("may "))
    for m in (*_ISO.finditer(text), *_CJK.finditer(text)):
        found.append(_span(m, _int(m, "year"), int(m["mon"]), int(m["day"])))
    numeric = list(_NUMERIC.finditer(text))
    if day_first is None:
        day_first = any(int(m["a"]) > 12 for m in numeric) and not any(int(m["b"]) > 12 for m in numeric)
    for m in numeric:
        a, b, year = int(m["a"]), int(m["b"]), int(m["year"])
        if m["sep"] == "." and len(m["year"]) == 2:
            continue  # 10.2.12 is a section number far more often than a date
        month, day = (b, a) if (day_first and b <= 12) or a > 12 else (a, b)
        if 1 <= month <= 12 and 1 <= day <= 31:
            found.append(_span(m, year if year > 99 else year + (1900 if year >= 60 else 2000), month, day))
    for pattern in _HOLED:
        for m in pattern.finditer(text):
            groups = m.groupdict()
            placeholder: Placeholder = "redacted" if "*" in m[0] else "blank"
            year_ = int(groups["year"]) if groups.get("year") else None
            month_ = _month(groups["month"]) if groups.get("month") else None
            start = m.start() + len(m[0]) - len(m[0].lstrip())
            found.append(DateSpan(start, m.end(), None, year_, month_, placeholder))
    for m in _MONTH_YEAR.finditer(text):
        found.append(DateSpan(m.start(), m.end(), None, int(m["year"]), _month(m["month"])))
    return _without_overlaps(found)


def add_months(start: date, months: int) -> date:
    """The same day `months` later; the last day of the month where that day does not exist (31 January + 1 month is
    28 or 29 February).

    A term of ten years from 1 June 2001 is taken to end on 1 June 2011, the corresponding date, which is how the
    lawyers of the CUAD labels count, and not on 31 May.
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def format_date(value: date) -> str:
    """`2 May 2001`: no order of day and month to get wrong, and no locale."""
    return f"{value.day} {_MONTHS[value.month - 1].capitalize()} {value.year}"


def _int(m: re.Match[str], group: str) -> int:
    return int(m[group])


def _month(word: str) -> int:
    return next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(word.lower()[:3]))


def _named(m: re.Match[str]) -> DateSpan:
    groups = m.groupdict()
    day = int(groups["day"]) if groups.get("day") else _ORDINAL[groups["dayword"].lower().replace(" ", "-")]
    year = int(groups["year"]) if groups.get("year") else _year_in_words(groups["yearwords"])
    return _span(m, year, _month(groups["month"]), day)


def _span(m: re.Match[str], year: int | None, month: int, day: int) -> DateSpan:
    value = None
    if year is not None and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        value = date(year, month, day)
    return DateSpan(m.start(), m.end(), value, year, month)


def _year_in_words(words: str) -> int | None:
    """ "two thousand and nine", "nineteen ninety-nine": a century in words and the number words after it."""
    century, _, rest = (
        re.sub(r"[\s,&-]+", " ", words.lower())
        .replace("nineteen hundred", "nineteen")
        .partition("thousand" if words.lower().startswith("two") else "nineteen")
    )
    years = int(cardinal(rest) or 0)
    return 2000 + years if century else 1900 + years if years else None


def _without_overlaps(found: list[DateSpan]) -> list[DateSpan]:
    """Of overlapping spans keep one with a value before one without, then the longer."""
    kept: list[DateSpan] = []
    for span in sorted(found, key=lambda s: (s.start, s.value is None, s.start - s.end)):
        if kept and span.start < kept[-1].end:
            last = kept[-1]
            if (span.value is not None, span.end - span.start) > (last.value is not None, last.end - last.start):
                kept[-1] = span
            continue
        kept.append(span)
    return kept
