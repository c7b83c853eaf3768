"""Periods: "sixty (60) days", "the tenth anniversary", "two consecutive Fiscal Years", "[●] months".

`find_periods` is a pure span finder over any string; `periods_of` applies it to the clauses of a document and says
what each period is for. Contract lengths, notice periods and cure periods all look alike on the page: what a period
is for is decided in `purposes`, from the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from clausescan.language.numbers import ORDINAL_QUANTITY, QUANTITY, quantity
from clausescan.language.surroundings import Surroundings, surroundings_of
from clausescan.model import Clause, Document, Period, Unit

if TYPE_CHECKING:
    from clausescan.language.purposes import PurposeModel, Verdict

DayType = Literal["calendar", "business", "unstated"]


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """A period in a string: `text[start:end]` are the words of number and unit.

    `value` counts `unit`s (a quarter is three months, a fortnight two weeks) and is None where `placeholder` is set.
    `figure` is the contradicting figure of "sixty (30) days", else None. `anniversary` marks a point in time: "the
    tenth anniversary", "the 30th day after".
    """

    start: int
    end: int
    value: float | None
    unit: Unit
    day_type: DayType = "unstated"
    placeholder: Literal["", "blank", "redacted"] = ""
    figure: float | None = None
    anniversary: bool = False


_MEASURES: dict[str, tuple[float, Unit]] = {
    "hour": (1, "hour"),
    "day": (1, "day"),
    "week": (1, "week"),
    "fortnight": (2, "week"),
    "month": (1, "month"),
    "quarter": (3, "month"),
    "year": (1, "year"),
    "yr": (1, "year"),
    "decade": (10, "year"),
    "anniversar": (1, "year"),
}
_UNIT = re.compile(
    r"(?<![A-Za-z])(?P<unit>hour|day|week|fortnight|month|quarter|year|yr|decade|anniversar(?=y|ies))"
    r"(?P<many>s|y|ies)?(?:\s?\(s\))?(?:['’]s\b|['’](?!\w))?(?!\w)",
    re.IGNORECASE,
)
# What may stand between number and unit is written out: "two directors a year" is no period.
_BETWEEN = (
    r"(?:(?:additional|further|more|full|whole|completed?|entire|clear|consecutive(?:ly)?|successive|continuous|"
    r"uninterrupted|running|rolling|calend[ae]r|business|working|banking|trading|fiscal|financial|contract(?:ual)?|"
    r"commercial|tax|accounting|operating|production|licen[cs]e|agreement|or\s+more|or\s+fewer|or\s+less|annual|yearly)"
    r"(?:\s*,\s*|\s*[-‐‑–/]\s*|\s+)(?:(?:or|and)\s+)?)"
)
_GAP = r"(?:\s*[-‐‑–—]\s*|\s*)"
_BEFORE = re.compile(rf"(?P<n>half\s+an?|{QUANTITY})\]?{_GAP}(?P<mods>{_BETWEEN}{{0,4}})$", re.IGNORECASE)
_RANK_BEFORE = re.compile(rf"(?P<n>{ORDINAL_QUANTITY}){_GAP}(?P<mods>{_BETWEEN}{{0,4}})$", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(
    r"\b(?P<prep>for|within|(?:period|term|duration|notice|space)\s+of|than|after|to|by|over|least|during|and)\s+(?P<n>an?)\s+"
    r"(?P<mods>(?:(?:additional|further|full|whole|complete|continuous)\s+){0,2})$",
    re.IGNORECASE,
)
_MORE_BEFORE = re.compile(rf"(?P<n>{QUANTITY})\s*(?P<sep>,|\bto\b|\bor\b|\band\b|\bthrough\b|[-–—])\s*$", re.IGNORECASE)
_HALF_YEAR = re.compile(r"\b(?:half|semi)[-\s]?(?:yearly|annual(?:ly)?|year)\b", re.IGNORECASE)

_WINDOW = 90  # characters before a unit in which its number must stand
_COUNTS = re.compile(
    r"\d|[\[_●•*½¼¾⅓⅔]|\b(?:one|two|thr|four|fif|fiv|six|sev|eig|nin|ten|ele|twe|thi|fort|half|hund|fir|sec)",
    re.IGNORECASE,
)
_POINT_AFTER = re.compile(
    r"\s*(?:period\s+)?(?:\(\w{1,6}\)\s+)?(?:immediately\s+|next\s+|first\s+)?"
    r"(?:after|following|from|prior\s+to|before|preceding|succeeding|thereafter|subsequent|next|"
    r"of\s+(?:the\s+|such\s+)?(?:receipt|notice|delivery))\b",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"\s*[-‐–]?\s*(?:"
    r"(?:old|of\s+age)\b"
    r"|(?:of\s+(?:[\w-]{1,20}\s+){0,3}?|(?:relevant|professional|practical|industry|prior|legal|work(?:ing)?)\s+)?"
    r"experience\s+(?:in|as|with|of)\b"
    r"|(?:a|an|per|each|every|out\s+of\s+every)\s+(?:calendar\s+)?(?:hour|day|week|month|year|annum)\b|/\s?(?:day|week|month|year)"
    r"|(?:(?:U\.?\s?S\.?|United\s+States)\s+)?(?:LIBOR|EURIBOR|[A-Z]IBOR|SOFR|Treasur|T-bill|London\s+Interbank)"
    r")",
    re.IGNORECASE,
)
_DATE_AFTER = re.compile(
    r"\s+of\s+(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|[_\[]{1,2}[_●\s])",
    re.IGNORECASE,
)
_INTEREST_AFTER = re.compile(r"[\s-]*(?:years?|months?)\b", re.IGNORECASE)
_MEANS_AFTER = re.compile(r"\s*[\"”’']?\s*(?:shall\s+)?means?\b", re.IGNORECASE)
_NOT_BEFORE = re.compile(
    r"(?:[$€£¥₹]|\b(?:USD|EUR|US\$|RMB|Rs\.?|sections?|articles?|clauses?|paragraphs?|exhibits?|schedules?|ages?\s+of|aged|version|rule|phase)\s?)\s*$",
    re.IGNORECASE,
)
_LABEL_BEFORE = re.compile(r"(?:^|\n)[\s\"“]*(?:section\s+)?$", re.IGNORECASE)
_BUSINESS = re.compile(r"business|working|banking|trading", re.IGNORECASE)
_CALENDAR = re.compile(r"calend[ae]r", re.IGNORECASE)


def find_periods(text: str) -> list[PeriodSpan]:
    """Every stated period of `text`, in order, without overlaps. Time is linear in the length of `text`."""
    found: list[PeriodSpan] = []
    last = 0
    for unit in _UNIT.finditer(text):
        for span in _spans_before(text, unit, last):
            found.append(span)
            last = span.end
    for match in _HALF_YEAR.finditer(text):
        if not any(span.start < match.end() and match.start() < span.end for span in found):
            found.append(PeriodSpan(match.start(), match.end(), 6.0, "month"))
    return sorted(found, key=lambda span: span.start)


def _spans_before(text: str, unit: re.Match[str], floor: int) -> Iterator[PeriodSpan]:
    """The period that ends in this unit word, preceded by the other values that share the unit ("3 or 5 years")."""
    start, word = unit.start(), unit["unit"].lower()
    low = max(floor, start - _WINDOW)
    match = rank = None
    if _COUNTS.search(text, low, start):
        match = None if word == "anniversar" else _BEFORE.search(text, low, start)
        if match is None:
            match = rank = _RANK_BEFORE.search(text, low, start)
    if match is None:
        yield from _article_span(text, unit, low)
        return
    said = quantity("one half" if match["n"].lower().startswith("half") else match["n"])
    if said is None or not _is_period(text, match, unit, rank is not None, said.value):
        return
    measure, name = _MEASURES[word]
    mods = match["mods"]
    day_type: DayType = "business" if _BUSINESS.search(mods) else "calendar" if _CALENDAR.search(mods) else "unstated"
    if word == "day" and re.match(r"\s?\(?(?:business|working)\b", text[unit.end() : unit.end() + 12], re.IGNORECASE):
        day_type = "business"
    others: list[PeriodSpan] = []
    at = match.start("n")
    while rank is None and len(others) < 4:
        more = _MORE_BEFORE.search(text, max(floor, at - 40), at)
        if more is None or not _shares_unit(text, more, bool(others)):
            break
        value = quantity(more["n"])
        if value is None or (value.value or 0) >= 1900:
            break
        at = more.start("n")
        scaled = None if value.value is None else value.value * measure
        others.append(PeriodSpan(at, more.end("n"), scaled, name, day_type, value.placeholder, value.figure))
    yield from reversed(others)
    scaled = None if said.value is None else said.value * measure
    point = rank is not None or word == "anniversar"
    yield PeriodSpan(match.start("n"), unit.end(), scaled, name, day_type, said.placeholder, said.figure, point)


def _is_period(text: str, match: re.Match[str], unit: re.Match[str], rank: bool, value: float | None) -> bool:
    """Whether number and unit state a period at all: not an age, a rate, a date, a year's name or a label."""
    word, plural, mods = unit["unit"].lower(), unit["many"] == "s", match["mods"]
    before = text[max(0, match.start() - 24) : match.start()]
    if _NOT_BEFORE.search(before) or _NOT_AFTER.match(text, unit.end()):
        return False
    if word == "day" and not plural and _DATE_AFTER.match(text, unit.end()):
        return False
    if word == "day" and value == 1 and unit[0].lower() == "day" and before.lower().endswith(" on "):
        return False  # "a period starting on one day in a month"
    if rank and word != "anniversar" and (plural or not _POINT_AFTER.match(text, unit.end())):
        return False
    if value is None:
        return True
    if word == "quarter" and not mods and (not plural or re.match(r"\s+(?:of|majority)\b", text[unit.end() :])):
        return False  # a fraction: "three quarters of the votes"
    if word == "year" and 1900 <= value <= 2100:
        return False  # "2017 Fiscal Year"
    if word == "day" and value in (30, 360, 365, 366) and _INTEREST_AFTER.match(text, unit.end()):
        return False  # the basis on which interest is counted
    number = match["n"]
    if _LABEL_BEFORE.search(before):
        if re.fullmatch(r"\d+\.\d+", number) or (re.fullmatch(r"\(\d+\)", number) and value <= 12):
            return False  # "1.5 Business Day means ..."
        if _MEANS_AFTER.match(text, unit.end()):
            return False
    return value > 0


def _shares_unit(text: str, more: re.Match[str], listed: bool) -> bool:
    """Whether the number before "to", "or", "-" shares the unit that follows."""
    before = text[max(0, more.start() - 24) : more.start()]
    if _NOT_BEFORE.search(before):
        return False
    separator = more["sep"].lower()
    if separator == "and":
        return listed or "between" in before.lower()
    return separator != "," or listed


def _article_span(text: str, unit: re.Match[str], low: int) -> Iterator[PeriodSpan]:
    """ "within a year", "a month's notice", "a year and a day"."""
    word = unit["unit"].lower()
    if word in ("day", "quarter", "anniversar") or unit["many"]:
        return
    match = _ARTICLE_BEFORE.search(text, low, unit.start())
    if match is None or re.match(r"\s*[-\s](?:end|and\s+year)\b", text[unit.end() : unit.end() + 9], re.IGNORECASE):
        return
    if match["prep"].lower() == "and" and not re.match(r"['’]", text[unit.end() - 2 : unit.end()]):
        return
    measure, name = _MEASURES[word]
    day = re.compile(r"\s+and\s+(?:a|one)\s+day\b", re.IGNORECASE).match(text, unit.end())
    if day:
        yield PeriodSpan(match.start("n"), day.end(), 366.0, "day")
        return
    yield PeriodSpan(match.start("n"), unit.end(), measure, name)


_SILENT = ("toc", "signature", "title")  # kinds of clauses that state no periods


def clause_periods(
    document: Document, clauses: Sequence[Clause]
) -> Iterator[tuple[Clause, Surroundings, list[PeriodSpan]]]:
    """Each clause that states periods, what stands around them, and their spans, counted from the clause's start.

    Contents lists, titles and signature blocks are left out.
    """
    by_id = {clause.id: clause for clause in clauses}
    for clause in clauses:
        if clause.kind in _SILENT:
            continue
        spans = find_periods(document.text[clause.start : clause.end])
        if spans:
            yield clause, surroundings_of(document, clause, by_id), spans


def periods_of(document: Document, clauses: Sequence[Clause], model: PurposeModel | None = None) -> tuple[Period, ...]:
    """The periods of the clauses, each with what it is for, in document order.

    Clauses are read in their own words; the words that lead in to a list item, the headings above it and the text
    before it help to say what a period is for. `model` judges the purposes instead of the shipped one.
    """
    from clausescan.language.date_ranges import find_date_terms
    from clausescan.language.purposes import (
        Verdict,
        judge,
    )  # numpy and the model: only where there is something to judge

    periods: list[Period] = []
    for clause in clauses:
        if clause.kind not in _SILENT:
            for span in find_date_terms(document.text[clause.start : clause.end]):
                verdict = Verdict("initial_term", "exactly", "event")
                periods.append(_period(document, clause, span, verdict))
    for clause, around, spans in clause_periods(document, clauses):
        for span, verdict in zip(spans, judge(around, spans, model), strict=True):
            periods.append(_period(document, clause, span, verdict))
            if verdict.purpose == "termination" and _cures_meanwhile(around.text, span):
                periods.append(_period(document, clause, span, replace(verdict, purpose="cure", bound="within")))
    return tuple(sorted(periods, key=lambda period: period.start))


_CURE_MEANWHILE = re.compile(
    r"[^.;]{0,160}\b(?:cur(?:e|es|ed)|remed(?:y|ies|ied)|rectif(?:y|ies|ied))\b[^.;]{0,60}"
    r"\b(?:during|within|in)\s+(?:such|the|said|that)\s+(?:[\w-]+\s+){0,3}?period",
    re.IGNORECASE,
)


def _cures_meanwhile(text: str, span: PeriodSpan) -> bool:
    """ "on thirty days' notice, with the opportunity to cure during such notice period": one period, two records."""
    return _CURE_MEANWHILE.match(text, span.end) is not None


def _period(document: Document, clause: Clause, span: PeriodSpan, verdict: Verdict) -> Period:
    start, end = clause.start + span.start, clause.start + span.end
    return Period(
        clause=clause.id,
        start=start,
        end=end,
        quote=document.text[start:end],
        value=span.value,
        unit=span.unit,
        day_type=span.day_type,
        count_from=verdict.count_from,
        bound=verdict.bound,
        purpose=verdict.purpose,
        placeholder=span.placeholder,
    )
