"""What stands around a period, and the features by which its purpose is judged."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from clausescan.language.cues import CUES, NEAR, THEMES, TURNS, lowered
from clausescan.language.sentences import sentence_bounds
from clausescan.model import Clause, Document

if TYPE_CHECKING:
    from clausescan.language.periods import PeriodSpan


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a period stands: the clause's own words, the words that lead in to it, the headings above it."""

    text: str
    lead_in: str = ""
    headings: tuple[str, ...] = ()
    before: str = ""


def surroundings_of(document: Document, clause: Clause, by_id: Mapping[str, Clause]) -> Surroundings:
    """The surroundings of a clause of the tree."""
    lead = by_id.get(clause.lead_in or "")
    return Surroundings(
        text=document.text[clause.start : clause.end],
        lead_in=document.text[lead.start : lead.end] if lead else "",
        headings=clause.heading_path + ((clause.heading,) if clause.heading else ()),
        before=document.text[max(0, clause.start - _BEFORE) : clause.start],
    )


_BEFORE = 1500  # characters before the clause that tell what the article is about
_TOKEN = re.compile(r"[a-z]+|[$€£]|[(]\w{1,4}[)]|[;:.,]", re.IGNORECASE)
_TERM_DEFINED = re.compile(r"[\"“](?:Initial |Original |Renewal |Extended? )?(?:Term|Period)[\"”]", re.IGNORECASE)
_STOP = frozenset(
    ("a", "an", "the", "of", "to", "in", "or", "and", "by", "for", "this", "that", "such", "any", "its", "their", "it",
     "be", "as", "is", "are", "on", "with")
)  # fmt: skip


def features(around: Surroundings, spans: Sequence[PeriodSpan], index: int) -> list[str]:
    """Names of what holds of one period among those of its clause: words, cues and shape, by zone."""
    span, text = spans[index], around.text
    begin, stop = sentence_bounds(text, span.start, span.end)
    left, right = text[begin : span.start], text[span.end : stop]
    near_right, earlier = right[:90], text[max(0, begin - 400) : begin]
    heading = " / ".join(around.headings) + " / " + _own_heading(text)
    lead = (around.before + " " + around.lead_in)[-300:] if begin == 0 or _opens_with_label(text) else ""
    named: set[str] = set()

    value = span.value
    size = "none" if value is None else _size(value, span.unit)
    named.update((f"u={span.unit}", f"v={size}", f"d={span.day_type}", f"uv={span.unit}{value:g}" if value else "uv=?"))
    if span.anniversary:
        named.add("point")
    named.add(f"first={begin == 0}")

    left_words, right_words = _words(left), _words(right)
    for k in (1, 2, 3):
        if len(left_words) >= k:
            named.add("l" + str(k) + "=" + " ".join(left_words[-k:]))
        if len(right_words) >= k:
            named.add("r" + str(k) + "=" + " ".join(right_words[:k]))
    for zone, tokens in (("nl", left_words[-14:]), ("nr", right_words[:14])):
        kept = [w for w in tokens if w not in _STOP and len(w) > 1]
        named.update(f"{zone}:{w}" for w in kept)
        named.update(f"{zone}:{a}_{b}" for a, b in pairwise(kept))
    named.update(f"p:{_stem(w)}" for w in left_words[-14:] if w not in _STOP and len(w) > 2)
    named.update(f"o:{_stem(w)}" for w in right_words[:14] if w not in _STOP and len(w) > 2)
    named.update(f"s:{w}" for w in {*left_words, *right_words} if w not in _STOP and len(w) > 1)
    named.update(f"h:{w}" for w in _words(heading) if w not in _STOP and len(w) > 1)
    named.update(f"e:{w}" for w in _words(earlier)[-40:] if w not in _STOP and len(w) > 2)
    named.update(f"i:{w}" for w in _words(lead)[-40:] if w not in _STOP and len(w) > 2)

    starts, themes = _cue_starts(text), _theme_counts(around.before)
    beside = [(zone, lowered(words)) for zone, words in (("H", heading), ("I", lead)) if words]
    zones = (
        ("L", max(begin, span.start - 90), span.start), ("R", span.end, min(stop, span.end + 90)),
        ("S", begin, span.start), ("T", span.end, stop), ("E", max(0, begin - 400), begin), ("F", stop, stop + 200),
    )  # fmt: skip
    for name, cue in CUES.items():
        here = starts[name]
        if here:
            within = zones if name not in NEAR else zones[:4]
            named.update(f"{zone}~{name}" for zone, low, high in within if _any_within(here, low, high))
            if name not in NEAR:
                named.add(f"A~{name}")
        named.update(f"{zone}~{name}" for zone, words in beside if cue.search(words))
        if name in THEMES:
            if len(here) >= 3:
                named.add(f"A3~{name}")
            named.update(f"{zone}~{name}" for zone, enough in (("B", 2), ("B3", 4)) if themes[name] >= enough)
    said_before = (lead[-160:] + " " if lead and len(left) < 60 else "") + left[-240:]
    said_before, said_after = lowered(said_before), lowered(right[:160])
    turns = [
        name
        for name, (before, after) in TURNS.items()
        if (before is None or before.search(said_before)) and (after is None or after.match(said_after))
    ]
    named.update(f"t~{name}" for name in turns)
    named.update(f"t~{name}&{span.unit}" for name in turns)
    named.update(f"t~{a}&{b}" for a, b in pairwise(turns))
    if _TERM_DEFINED.search(near_right):
        named.add("R~defined_term")
    hits = [n for n in sorted(named) if "~" in n]
    named.update(f"{n}&{span.unit}" for n in hits if n[0] in "LR")
    if match := _TO_DO.match(right):
        named.add("to=" + match.group(1).lower())
    named.update("do=" + m.lower() for m in _NOT_DONE.findall(left[-160:]))
    named.update("q:" + w.lower() for m in _DEFINED.findall(right[:160]) for w in m.split())
    named.update(f"h2:{w}" for w in _words(around.headings[-1] if around.headings else "") if w not in _STOP)
    return sorted(named)


def _stem(word: str) -> str:
    """The beginning that the forms of a word share, roughly."""
    return word[:6] if len(word) > 6 else word[:-1] if word.endswith("s") and len(word) > 4 else word


_TO_DO = re.compile(
    r"(?:[^.;:]{0,90}?\b(?:in|within)\s+which\s+to|[^.;:,]{0,70}?(?<!prior)(?<!subject)\s+to)\s+"
    r"(?!the\b|such\b|any\b|a\b)([a-z]{3,12})\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:fail(?:s|ed)?\s+to|unable\s+to|(?:has|have|is|are|does|do|be)\s+not(?:\s+(?:been|be|fully|so))?"
    r"|right\s+to|obligation\s+to|elects?\s+to|option\s+to|may|shall|will|must)\s+(\w+)",
    re.IGNORECASE,
)
_DEFINED = re.compile(r"[\"“](?:the\s+)?([A-Z][\w\s-]{2,40})[\"”]")


@lru_cache(maxsize=8)
def _cue_starts(text: str) -> dict[str, list[int]]:
    """Where each cue occurs; kept for the periods of one clause, which all ask for it."""
    low = lowered(text)
    return {name: [match.start() for match in cue.finditer(low)] for name, cue in CUES.items()}


@lru_cache(maxsize=8)
def _theme_counts(text: str) -> dict[str, int]:
    low = lowered(text)
    return {name: len(CUES[name].findall(low)) for name in THEMES}


def _any_within(starts: list[int], low: int, high: int) -> bool:
    i = bisect_left(starts, low)
    return i < len(starts) and starts[i] < high


def _words(text: str) -> list[str]:
    return [token.lower() for token in _TOKEN.findall(text)]


_OWN_HEADING = re.compile(r"\s*(?:[\dA-Za-z.()§-]{1,12}\s+)?([A-Z][^.\n:;]{2,70}?)[.:]\s")
_LABEL = re.compile(r"\s*(?:\(\w{1,5}\)|\w{1,4}[.)])\s")


def _own_heading(text: str) -> str:
    """ "Term and Termination" at the head of "11.1 Term and Termination. This Agreement ..."."""
    match = _OWN_HEADING.match(text)
    return match.group(1) if match and len(match.group(1).split()) <= 9 else ""


def _opens_with_label(text: str) -> bool:
    return _LABEL.match(text) is not None


def _size(value: float, unit: str) -> str:
    days = value * {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.4, "year": 365.25}[unit]
    for bound in (1, 5, 10, 20, 31, 61, 95, 190, 370, 800, 1900):
        if days <= bound:
            return str(bound)
    return "long"
