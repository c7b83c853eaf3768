"""Terms stated by two dates: "begins on 1 March 2020 and continues until 28 February 2025" is a term of five years."""

from __future__ import annotations

import re
from itertools import pairwise

from clausescan.language.dates import find_dates
from clausescan.language.periods import PeriodSpan, find_periods
from clausescan.language.sentences import sentence_bounds

_TERM = re.compile(r"\bterm\b|\bin\s+(?:full\s+)?force|\bin\s+effect|\bcontinue|\bduration\b", re.IGNORECASE)
_STARTS = re.compile(
    r"\b(?:commenc\w+|begin\w*|start\w*|effective|from|in\s+force|enters?\s+into\s+force)\b[^.;]{0,40}$", re.IGNORECASE
)
_ENDS = re.compile(r"\b(?:until|through|to|till|and\s+(?:end|expir|terminat|conclud)\w*)\b", re.IGNORECASE)
_OTHER = re.compile(r"\brenew|\bexten[ds]|\b(?:licen[cs]e|contract|fiscal)\s+year|\bquarter|\bphase\b", re.IGNORECASE)


def find_date_terms(text: str) -> list[PeriodSpan]:
    """The terms that a pair of dates states, where they span whole years; the span runs from date to date.

    A length that the sentence also gives in words is left to `find_periods`.
    """
    found: list[PeriodSpan] = []
    if not (_TERM.search(text) and _ENDS.search(text)):
        return found
    dates = find_dates(text)
    for first, last in pairwise(dates):
        if first.value is None or last.value is None or last.start - first.end > 120:
            continue
        begin, stop = sentence_bounds(text, first.start, last.end)
        sentence = text[begin:stop]
        if (
            _STARTS.search(text[begin : first.start])
            and _ENDS.search(text[first.end : last.start])
            and _TERM.search(sentence)
            and not _OTHER.search(text[begin : last.start])
            and not any(span.unit in ("month", "year") for span in find_periods(text[begin : first.start]))
        ):
            days = (last.value - first.value).days
            years = round(days / 365.2425)
            if years >= 1 and abs(days - years * 365.2425) <= 2:  # up to the last day, or to the same day
                found.append(PeriodSpan(first.start, last.end, float(years), "year"))
    return found
