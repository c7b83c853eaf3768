"""Edits planted into the text of an agreement, each with what a comparison should say of it; used by planted_edits.py.

A draft is a list of paragraphs. The old version stays as it is (but for what an edit must find there: a blank that the
new version fills); the new one takes at most one edit a paragraph, so that every change has one expected reading.
Which paragraph, which words and which numbers is drawn by a seeded generator.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clausescan.language.amounts import find_amounts
from clausescan.language.numbers import WORDS
from clausescan.language.periods import PeriodSpan, find_periods

TEXT = ("modified",)
"""The kind of change that an edit inside a paragraph should be."""


@dataclass(slots=True)
class Paragraph:
    key: int
    text: str
    types: frozenset[str] = frozenset()
    used: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Some words of a paragraph: offsets into its text."""

    key: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Edit:
    """What was planted. `kinds` are the right answers; empty: no change at all may be told. `substantive` tells whether
    it may count as substance. Types are those that the paragraph carries in the labels (none: any answer will do)."""

    name: str
    old: Place | None
    new: Place | None
    kinds: tuple[str, ...]
    aspect: str = ""
    types: frozenset[str] = frozenset()
    before: str = ""
    after: str = ""
    substantive: bool = True
    alone: bool = True
    """False: the whole paragraph is the place, because its numbers follow an edit elsewhere"""


@dataclass(slots=True)
class Draft:
    old: list[Paragraph]
    new: list[Paragraph]
    random: random.Random
    parties: tuple[str, ...]
    edits: list[Edit] = field(default_factory=list)

    def fresh(self) -> int:
        return max(p.key for p in [*self.old, *self.new]) + 1

    def by_key(self, key: int) -> tuple[Paragraph, Paragraph]:
        return next(p for p in self.old if p.key == key), next(p for p in self.new if p.key == key)

    def candidates(self, fits: Callable[[Paragraph], object]) -> list[Paragraph]:
        """Paragraphs of the new version that no edit has touched and that fit; labelled ones before the others."""
        texts = {p.key: p.text for p in self.old}
        found = [
            p for p in self.new if not p.used and texts.get(p.key) == p.text and len(p.text.split()) >= 8 and fits(p)
        ]
        self.random.shuffle(found)
        return sorted(found, key=lambda p: not p.types)


# --- the agreement as paragraphs -----------------------------------------------------------------------------------

_NOISE = re.compile(
    r"(?:-?\s?\d{1,3}\s?-?|(?:TM|®|nd|th|st|rd|\s)+|page \d+.*|-[ivx]+-|(?:\(continued\))?)", re.IGNORECASE
)
_DOTTED = re.compile(r"(?:(?:Section|SECTION)\s)?(?P<major>\d{1,2})\.(?P<minor>\d{1,2})\.?\s(?=\S)")
_HEADING = re.compile(
    r"(?:ARTICLE|Article|SECTION|EXHIBIT|SCHEDULE|Exhibit|Schedule)\b|\d{1,2}\.?\s+[A-Z]|[A-Z][A-Z ,&;-]{4,}\Z"
)
_CONTENTS = re.compile(r"\.{4,}|TABLE OF CONTENTS|(?:\d+\.\d+ [A-Z][^.]{3,60} \d{1,3} ){2}")


def paragraphs_of(gold: Path, name: str) -> list[Paragraph]:
    """The labelled units, joined where one breaks off in mid-sentence; page numbers and contents are left out."""
    units = json.loads((gold / f"docs/{name}.json").read_text(encoding="utf-8"))["paragraphs"]
    labels: dict[int, set[str]] = {}
    for line in (gold / f"{name}.labels.tsv").read_text(encoding="utf-8").splitlines():
        ids, _, types = line.partition("\t")
        for unit in re.findall(r"\d+", ids):
            labels.setdefault(int(unit), set()).update(word.strip() for word in types.split(","))
    paragraphs: list[Paragraph] = []
    for i, unit in enumerate(units):
        text = " ".join(str(unit).split())
        if _NOISE.fullmatch(text) or _CONTENTS.search(text):
            continue
        types = frozenset(labels.get(i, ()))
        if paragraphs and text[:1].islower() and not paragraphs[-1].text.endswith((".", ";", ":")):
            last = paragraphs[-1]
            last.text, last.types = f"{last.text} {text}", last.types | types
        else:
            paragraphs.append(Paragraph(i, text, types))
    return paragraphs


def drafted(paragraphs: Sequence[Paragraph], parties: Sequence[str], seed: str) -> Draft:
    copies = [[Paragraph(p.key, p.text, p.types) for p in paragraphs] for _ in range(2)]
    return Draft(copies[0], copies[1], random.Random(seed), tuple(parties))


# --- numbers in words ----------------------------------------------------------------------------------------------

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(n: int) -> str:
    if n < 20:
        return _ONES[n]
    if n < 100:
        return _TENS[n // 10 - 2] + (f"-{_ONES[n % 10]}" if n % 10 else "")
    return f"{_ONES[n // 100]} hundred" + (f" {in_words(n % 100)}" if n % 100 else "")


def renumbered(quote: str, old: int, new: int) -> str | None:
    """The words of a number or period with another number, in the same dress; None where its dress is not known."""
    said = re.sub(rf"(?<!\d){old}(?!\d)", str(new), quote)
    word = re.search(WORDS, said, re.IGNORECASE)
    if word:
        spelt = in_words(new)
        spelt = spelt.upper() if word[0].isupper() else spelt.capitalize() if word[0][0].isupper() else spelt
        said = said[: word.start()] + spelt + said[word.end() :]
    return said if said != quote else None


# --- edits inside a paragraph --------------------------------------------------------------------------------------

NUMBERS = {
    "hour": (12, 24, 36, 72),
    "day": (5, 10, 14, 20, 45, 75, 120),
    "week": (1, 2, 3, 8),
    "month": (2, 4, 9, 15),
    "year": (2, 4, 6, 8),
}


def _periods(text: str) -> list[PeriodSpan]:
    found = find_periods(text)
    return [
        span
        for i, span in enumerate(found)
        if span.value is not None
        and span.value == int(span.value)
        and 1 < span.value < 200
        and not span.anniversary
        and span.figure is None
        and all(other.start >= span.end or other.end <= span.start for k, other in enumerate(found) if k != i)
        and re.search(r"(?:hour|day|week|month|year)s?\)?$", text[span.start : span.end], re.IGNORECASE)
    ]


def replaced(
    draft: Draft, paragraph: Paragraph, start: int, end: int, words: str, in_old: str | None = None
) -> tuple[Place, Place]:
    """Put words for [start, end) in the new version, or `in_old` in the old one; gives the places in both."""
    old, new = draft.by_key(paragraph.key)
    before = old.text[start:end]
    if in_old is not None:
        old.text = old.text[:start] + in_old + old.text[end:]
        before = in_old
    else:
        new.text = new.text[:start] + words + new.text[end:]
    new.used = True
    after = new.text[start:end] if in_old is not None else words
    return Place(old.key, start, start + len(before)), Place(new.key, start, start + len(after))


def said(value: float, unit: str) -> str:
    return f"{value:g} {unit}"


def period_number(draft: Draft) -> Edit | None:
    for p in draft.candidates(lambda p: _periods(p.text)):
        span = draft.random.choice(_periods(p.text))
        value = int(span.value or 0)
        other = draft.random.choice([n for n in NUMBERS[span.unit] if n != value])
        words = renumbered(p.text[span.start : span.end], value, other)
        if words and [s.value for s in find_periods(words)] == [other]:
            places = replaced(draft, p, span.start, span.end, words)
            return Edit(
                "period number", *places, TEXT, "period", p.types, said(value, span.unit), said(other, span.unit)
            )
    return None


def period_unit(draft: Draft) -> Edit | None:
    for p in draft.candidates(lambda p: _periods(p.text)):
        span = draft.random.choice(_periods(p.text))
        unit = {"day": "week", "week": "month", "month": "year", "year": "month", "hour": "day"}[span.unit]
        quote = p.text[span.start : span.end]
        words = re.sub(rf"{span.unit}(?=s?\)?$)", unit, quote, flags=re.IGNORECASE)
        if re.search(r"business|working|calendar|fiscal", quote, re.IGNORECASE) or words == quote:
            continue
        places = replaced(draft, p, span.start, span.end, words)
        value = span.value or 0
        return Edit("period unit", *places, TEXT, "period", p.types, said(value, span.unit), said(value, unit))
    return None


def business_days(draft: Draft) -> Edit | None:
    for p in draft.candidates(lambda p: any(s.unit == "day" for s in _periods(p.text))):
        span = draft.random.choice([s for s in _periods(p.text) if s.unit == "day"])
        quote = p.text[span.start : span.end]
        had = re.search(r"(?:business|working)\s", quote, re.IGNORECASE)
        words = (
            quote[: had.start()] + "calendar " + quote[had.end() :]
            if had
            else re.sub(r"(days?)$", r"business \1", quote)
        )
        if words != quote:
            places = replaced(draft, p, span.start, span.end, words)
            return Edit("business or calendar days", *places, TEXT, "period", p.types)
    return None


_NOBODY = re.compile(r"\b(?:[Nn]either|[Nn]one|[Nn]o|nor)\b[^.;]{0,80}$")
"""What makes a ban of a duty already: "neither party shall"."""


def _swap(
    name: str, pattern: str, words: Callable[[re.Match[str]], str], aspect: str, before: str = "", after: str = ""
) -> Callable[[Draft], Edit | None]:
    """An edit that puts other words for what `pattern` finds."""
    finder = re.compile(pattern)

    def plant(draft: Draft) -> Edit | None:
        for p in draft.candidates(lambda p: finder.search(p.text)):
            found = [m for m in finder.finditer(p.text) if not _NOBODY.search(p.text, 0, m.start())]
            if not found:
                continue
            m = draft.random.choice(found)
            places = replaced(draft, p, m.start(), m.end(), words(m))
            return Edit(name, *places, TEXT, aspect, p.types, before, after)
        return None

    plant.__name__ = name
    return plant


shall_may = _swap(
    "shall to may",
    r"(?<=[a-zA-Z)] )shall(?= (?!not\b|mean\b|have the meaning)[a-z])",
    lambda m: "may",
    "modality",
    "shall",
    "may",
)
may_shall = _swap(
    "may to shall", r"(?<=[a-zA-Z)] )may(?= (?!not\b|be\b|have\b)[a-z])", lambda m: "shall", "modality", "may", "shall"
)
not_added = _swap(
    "not added",
    r"(?<=[a-zA-Z)] )shall(?= (?!not\b|mean\b|have the meaning)[a-z])",
    lambda m: "shall not",
    "modality",
    "shall",
    "shall not",
)
not_dropped = _swap(
    "not dropped",
    r"(?<=[a-zA-Z)] )(?:shall|will|may|must) not(?= [a-z])",
    lambda m: m[0].removesuffix(" not"),
    "modality",
)
consent_notice = _swap(
    "consent to notice",
    r"(?:prior )?(?:written )?(?:consent|approval)(?= (?:of|from)\b)",
    lambda m: ("prior " if "prior" in m[0] else "") + ("written " if "written" in m[0] else "") + "notice",
    "right",
    "consent",
    "notice",
)


def holder_swapped(draft: Draft) -> Edit | None:
    names = [re.escape(name) for name in draft.parties]
    finder = re.compile(
        rf"\b(?:{'|'.join([*names, '(?:[Ee]ither|[Ee]ach) [Pp]arty'])})(?= (?:shall|may|will|agrees|has the right)\b)"
    )
    for p in draft.candidates(lambda p: finder.search(p.text)):
        m = draft.random.choice(list(finder.finditer(p.text)))
        other = draft.random.choice([name for name in draft.parties if name != m[0]])
        return Edit(
            "holder swapped", *replaced(draft, p, m.start(), m.end(), other), TEXT, "party", p.types, m[0], other
        )
    return None


def amount(draft: Draft) -> Edit | None:
    def fitting(p: Paragraph) -> list[tuple[int, int, str]]:
        found = []
        for span in find_amounts(p.text):
            quote = p.text[span.start : span.end]
            value = span.value
            if value is None or span.figure is not None or value != int(value) or value <= 0:
                continue
            if span.kind == "percent":
                words = renumbered(quote, int(value), draft.random.choice([n for n in (15, 35, 60, 80) if n != value]))
            else:
                figure = re.search(r"\d{1,3}(?:,\d{3})+|\d+", quote)
                grown = int(figure[0].replace(",", "")) * 3 if figure else 0
                words = quote.replace(figure[0], f"{grown:,}" if "," in figure[0] else str(grown)) if figure else None
                if re.search(r"thousand|million|hundred|[a-z]{4} \(", quote, re.IGNORECASE):
                    words = None  # words and figures would disagree
            spans = find_amounts(words) if words else []
            if words and words != quote and len(spans) == 1 and spans[0].figure is None and spans[0].value != value:
                found.append((span.start, span.end, words))
        return found

    for p in draft.candidates(fitting):
        start, end, words = draft.random.choice(fitting(p))
        return Edit("amount or percentage", *replaced(draft, p, start, end, words), TEXT, "amount", p.types)
    return None


CARVE_OUTS = (
    ", except where the delay is caused by the other party",
    ", other than in respect of orders that were placed before that date",
    ", unless the competent authorities require otherwise",
    ", excluding any work that was begun for a third party",
    ", save for those matters that are listed in a side letter",
)


def carve_out_added(draft: Draft) -> Edit | None:
    finder = re.compile(r"(?<=[a-z]{3})\.(?= [A-Z]|$)")
    for p in draft.candidates(lambda p: finder.search(p.text) and re.search(r"\b(?:shall|will|may|must)\b", p.text)):
        ends = [
            m
            for m in finder.finditer(p.text)
            if re.search(r"\b(?:shall|will|may|must)\b", p.text[max(0, m.start() - 250) : m.start()])
        ]
        if ends:
            m = draft.random.choice(ends)
            words = draft.random.choice(CARVE_OUTS)
            return Edit("carve-out added", *replaced(draft, p, m.start(), m.start(), words), TEXT, "scope", p.types)
    return None


carve_out_dropped = _swap(
    "carve-out dropped",
    r", (?:except|other than|excluding|unless|save|provided,? (?:however,? )?that)\b[^.;:,()]{25,160}(?=[.;])",
    lambda m: "",
    "scope",
)


def definition_changed(draft: Draft) -> Edit | None:
    finder = re.compile(
        r"[\"“][A-Z][\w ]{3,40}[\"”] (?:shall )?means? (?!ascribed|given|set forth)[^.;]{30,}?(?=[.;](?: |$))"
    )
    for p in draft.candidates(lambda p: finder.search(p.text)):
        m = draft.random.choice(list(finder.finditer(p.text)))
        words = draft.random.choice(
            (
                " that is held for more than five years",
                " and every successor to its business",
                " within the European Union",
            )
        )
        return Edit("definition changed", *replaced(draft, p, m.end(), m.end(), words), TEXT, "definition", p.types)
    return None


def placeholder_opened(draft: Draft) -> Edit | None:
    return _placeholder(draft, "placeholder opened")


def placeholder_filled(draft: Draft) -> Edit | None:
    return _placeholder(draft, "placeholder filled")


def _placeholder(draft: Draft, name: str) -> Edit | None:
    for p in draft.candidates(lambda p: _periods(p.text)):
        span = draft.random.choice(_periods(p.text))
        quote = p.text[span.start : span.end]
        unit = re.search(
            r"(?:(?:business|calendar|consecutive|full)\s)*(?:hour|day|week|month|year)s?\)?$", quote, re.IGNORECASE
        )
        if unit is None:
            continue
        blank = draft.random.choice(("[●] ", "[ ] ", "[__] ")) + unit[0]
        value = said(span.value or 0, span.unit)
        if name == "placeholder opened":
            return Edit(name, *replaced(draft, p, span.start, span.end, blank), TEXT, "placeholder", p.types, value, "")
        return Edit(
            name, *replaced(draft, p, span.start, span.end, "", in_old=blank), TEXT, "placeholder", p.types, "", value
        )
    return None


def redaction_left(draft: Draft) -> Edit | None:
    """A redaction in both versions: nothing to tell."""
    for p in draft.candidates(lambda p: _periods(p.text) or find_amounts(p.text)):
        spans = [*_periods(p.text), *find_amounts(p.text)]
        span = draft.random.choice(spans)
        old, new = draft.by_key(p.key)
        for paragraph in (old, new):
            paragraph.text = paragraph.text[: span.start] + "[***]" + paragraph.text[span.end :]
        new.used = True
        place = Place(p.key, span.start, span.start + 5)
        return Edit("redaction left alone", place, place, (), substantive=False)
    return None


def reference_retargeted(draft: Draft) -> Edit | None:
    numbers = {f"{m['major']}.{m['minor']}" for p in draft.new if (m := _DOTTED.match(p.text))}
    finder = re.compile(r"(?<=\w Section )\d{1,2}\.\d{1,2}(?=[ ,.;)])(?! of the| of that)")
    for p in draft.candidates(lambda p: any(m[0] in numbers for m in finder.finditer(p.text))):
        m = draft.random.choice([m for m in finder.finditer(p.text) if m[0] in numbers])
        own = _DOTTED.match(p.text)
        others = sorted(
            n for n in numbers if n.split(".")[0] != m[0].split(".")[0] and (own is None or not own[0].startswith(n))
        )
        if others:
            return Edit(
                "reference retargeted",
                *replaced(draft, p, m.start(), m.end(), draft.random.choice(others)),
                TEXT,
                "reference",
                p.types,
            )
    return None


# --- edits of whole clauses ----------------------------------------------------------------------------------------

CLAUSES = (
    (
        "Exit for Convenience",
        "Either party may terminate this Agreement at any time, without giving a reason, by ninety (90) days' written "
        "notice to the other party.",
        "termination_convenience",
    ),
    (
        "Sale of a Party",
        "If a third party acquires more than half of the voting stock of a party, the other party may terminate this "
        "Agreement within sixty (60) days after it learns of the acquisition.",
        "change_of_control",
    ),
    (
        "Return of Staff",
        "On the end of this Agreement each party takes back the employees whom it has seconded, at its own cost, "
        "within thirty (30) days.",
        "people_nonsolicit",
    ),
    (
        "Supply after the End",
        "For twelve (12) months after termination the supplying party shall go on delivering at the prices that "
        "applied on the last day.",
        "transition_supply",
    ),
    (
        "Purchase of the Other's Interest",
        "The party that is not in default may buy the whole interest of the defaulting party at its fair market "
        "value, as an independent appraiser determines it.",
        "buyout_put_call",
    ),
    (
        "No Competing Products",
        "For two (2) years after the end of this Agreement neither party shall sell products that compete with those "
        "of the alliance.",
        "non_compete_exclusivity",
    ),
)


def _sections(draft: Draft) -> Iterator[tuple[int, re.Match[str], bool]]:
    """Index, number and whether it is the last of its article, of each paragraph that opens with "7.3"."""
    numbered = [(i, m) for i, p in enumerate(draft.new) if (m := _DOTTED.match(p.text))]
    for k, (i, m) in enumerate(numbered):
        after = numbered[k + 1] if k + 1 < len(numbered) else None
        yield i, m, after is None or after[1]["major"] != m["major"]


def _alone(draft: Draft, i: int) -> bool:
    """The clause at `i` is one paragraph: what follows is a heading or another number."""
    if len(_inner(draft.new[i].text)) or len(draft.new[i].text.split()) < 15:
        return False
    if i + 1 == len(draft.new):
        return False
    following = draft.new[i + 1].text
    return bool(_DOTTED.match(following) or (_HEADING.match(following) and len(following.split()) < 12))


def _inner(text: str) -> list[str]:
    """Further numbers inside a paragraph: it holds more than one clause."""
    return re.findall(r"(?<=[.;:] )(?:\d{1,2}\.\d{1,2}\.?|ARTICLE|Article \d+)\s+[A-Z]", text)


def _cited(draft: Draft, number: str) -> bool:
    return any(
        re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.]*\d)", p.text)
        for p in draft.new
        if not p.text.startswith((number, f"Section {number}"))
    )


def _last_alone(draft: Draft, fits: Callable[[Paragraph], bool] = lambda p: True) -> list[tuple[int, re.Match[str]]]:
    """Clauses of one paragraph that end their article and that nothing refers to."""
    found = [
        (i, m)
        for i, m, last in _sections(draft)
        if last and not draft.new[i].used and int(m["minor"]) > 2 and _alone(draft, i) and fits(draft.new[i])
        and not _cited(draft, f"{m['major']}.{m['minor']}")
    ]  # fmt: skip
    draft.random.shuffle(found)
    return sorted(found, key=lambda f: not draft.new[f[0]].types)


def _whole(p: Paragraph) -> Place:
    return Place(p.key, 0, len(p.text))


def _label(m: re.Match[str], major: str, minor: int) -> str:
    """The number of a clause in the dress of `m`: "Section 7.3. "."""
    return m[0].replace(f"{m['major']}.{m['minor']}", f"{major}.{minor}")


def _ends(draft: Draft) -> list[tuple[int, re.Match[str]]]:
    """Where a clause can be put at the end of an article: behind a clause that stands alone."""
    found = [(i, m) for i, m, last in _sections(draft) if last and int(m["minor"]) > 1 and _alone(draft, i)]
    draft.random.shuffle(found)
    return found


def clause_added(draft: Draft) -> Edit | None:
    for i, m in _ends(draft):
        heading, text, kind = draft.random.choice(CLAUSES)
        added = Paragraph(
            draft.fresh(), f"{_label(m, m['major'], int(m['minor']) + 1)}{heading}. {text}", frozenset({kind}), True
        )
        draft.new[i].used = True  # it must stay the neighbour
        draft.new.insert(i + 1, added)
        return Edit("clause added", None, _whole(added), ("added",), "right", added.types)
    return None


def clause_removed(draft: Draft) -> Edit | None:
    for i, _ in _last_alone(draft, lambda p: bool(re.search(r"\b(?:shall|may|will)\b", p.text))):
        gone = draft.new.pop(i)
        old = next(p for p in draft.old if p.key == gone.key)
        return Edit("clause removed", _whole(old), None, ("removed",), "right", gone.types)
    return None


def _move(draft: Draft, i: int, m: re.Match[str]) -> Paragraph | None:
    target = next((e for e in _ends(draft) if e[1]["major"] != m["major"] and not draft.new[e[0]].used), None)
    if target is None:
        return None
    there = draft.new[target[0]]
    moved = draft.new.pop(i)
    moved.text = _label(m, target[1]["major"], int(target[1]["minor"]) + 1) + moved.text[m.end() :]
    moved.used = there.used = True
    draft.new.insert(next(k for k, p in enumerate(draft.new) if p is there) + 1, moved)
    return moved


def clause_moved(draft: Draft) -> Edit | None:
    for i, m in _last_alone(draft):
        if moved := _move(draft, i, m):
            old, _ = draft.by_key(moved.key)
            return Edit("moved", _whole(old), _whole(moved), ("moved",), substantive=False)
    return None


def moved_edited(draft: Draft) -> Edit | None:
    finder = re.compile(r"(?<=[a-zA-Z)] )shall(?= (?!not\b|mean)[a-z])")
    for i, m in _last_alone(draft, lambda p: bool(finder.search(p.text))):
        if moved := _move(draft, i, m):
            found = draft.random.choice(list(finder.finditer(moved.text)))
            moved.text = moved.text[: found.start()] + "may" + moved.text[found.end() :]
            old, _ = draft.by_key(moved.key)
            return Edit(
                "moved and edited", _whole(old), _whole(moved), ("moved",), "modality", moved.types, "shall", "may"
            )
    return None


_STOP = re.compile(r"(?<=[a-z]{3}\.) (?=[A-Z][a-z]+ [a-z])")


def split(draft: Draft) -> Edit | None:
    """One clause becomes two, the second with a number of its own."""
    for i, m in _last_alone(draft, lambda p: len(_STOP.findall(p.text)) > 1):
        p = draft.new[i]
        stops = [
            s
            for s in _STOP.finditer(p.text)
            if len(p.text[: s.start()].split()) > 15 and len(p.text[s.end() :].split()) > 12
        ]
        if not stops:
            continue
        at = draft.random.choice(stops)
        second = Paragraph(
            draft.fresh(), _label(m, m["major"], int(m["minor"]) + 1) + p.text[at.end() :], p.types, True
        )
        p.text, p.used = p.text[: at.start()], True
        draft.new.insert(i + 1, second)
        old = next(o for o in draft.old if o.key == p.key)
        return Edit("split", _whole(old), _whole(second), ("renumbered", "cosmetic"), substantive=False)
    return None


def merged(draft: Draft) -> Edit | None:
    """The last clause of an article loses its number and runs on behind the one before it."""
    for i, m in _last_alone(draft):
        above = draft.new[i - 1]
        if above.used or not _DOTTED.match(above.text) or not above.text.endswith("."):
            continue
        gone = draft.new.pop(i)
        old = next(o for o in draft.old if o.key == gone.key)
        start = len(above.text) + 1
        above.text, above.used = f"{above.text} {gone.text[m.end() :]}", True
        above.types |= gone.types
        return Edit(
            "merged",
            _whole(old),
            Place(above.key, start, len(above.text)),
            ("renumbered", "cosmetic"),
            substantive=False,
        )
    return None


def renumbering(draft: Draft) -> Edit | None:
    """A clause put in the middle of an article; the numbers behind it and every reference to them follow."""
    sections = [(i, m) for i, m, last in _sections(draft) if not last]
    draft.random.shuffle(sections)
    for i, m in sections:
        major, minor = m["major"], int(m["minor"])
        below = [(k, n) for k, n, _ in _sections(draft) if n["major"] == major and int(n["minor"]) > minor]
        if not _alone(draft, i) or len(below) < 2 or draft.new[i].used or any(k < i for k, _ in below):
            continue
        numbers = {int(n["minor"]) for _, n in below}
        if len(numbers) != len(below) or any(_inner(draft.new[k].text) for k, _ in below):
            continue
        shift = re.compile(
            rf"(?<![\d.$,]){major}\.(?P<minor>\d{{1,2}})(?=[ .,;:()])(?!\.\d|,\d)"
            r"(?! (?:million|percent|%|of (?:the|that|such) ))"
        )

        def follow(found: re.Match[str], numbers: set[int] = numbers, major: str = major) -> str:
            n = int(found["minor"])
            return f"{major}.{n + 1}" if n in numbers else found[0]

        label = _label(m, major, minor + 1)
        for p in draft.new:
            p.text = shift.sub(follow, p.text)
        added = Paragraph(draft.fresh(), f"{label}{CLAUSES[2][0]}. {CLAUSES[2][1]}", frozenset({CLAUSES[2][2]}), True)
        first = draft.new[below[0][0]]
        draft.new.insert(i + 1, added)
        draft.new[i].used = first.used = True
        draft.edits.append(Edit("clause added", None, _whole(added), ("added",), "right", added.types))
        old, _ = draft.by_key(first.key)
        return Edit("renumbered, references follow", _whole(old), _whole(first), ("renumbered",), substantive=False)
    return None


# --- noise ---------------------------------------------------------------------------------------------------------


def _noise(name: str, change: Callable[[str], str]) -> Callable[[Draft], Edit | None]:
    def plant(draft: Draft) -> Edit | None:
        found = draft.candidates(lambda p: change(p.text) != p.text)
        for p in found[1:6]:
            p.text, p.used = change(p.text), True
            draft.edits.append(_unchanged(draft, name, p))
        if not found:
            return None
        p = found[0]
        p.text, p.used = change(p.text), True
        return _unchanged(draft, name, p)

    plant.__name__ = name
    return plant


def _unchanged(draft: Draft, name: str, p: Paragraph) -> Edit:
    old, new = draft.by_key(p.key)
    return Edit(name, _whole(old), _whole(new), ("cosmetic",), substantive=False)


def _curly(text: str) -> str:
    if "“" in text or "’" in text:
        return text.translate(str.maketrans("“”‘’", "\"\"''"))
    text = re.sub(r"(?<=[\w.,;)])\"", "”", text).replace('"', "“")
    return text.replace("'", "’")


quotes = _noise("quotes", _curly)
spacing = _noise("spacing", lambda text: re.sub(r"(?<=[.;:]) (?=[A-Z(])", "  ", text))
hyphens = _noise("hyphenation", lambda text: re.sub(r"(?<=[a-z])-(?=[a-z])", "‑", text))

EDITS: tuple[Callable[[Draft], Edit | None], ...] = (
    renumbering, clause_removed, moved_edited, clause_moved, split, merged, clause_added,
    placeholder_filled, placeholder_opened, consent_notice, business_days, period_number, period_unit, amount,
    definition_changed, reference_retargeted, carve_out_dropped, not_dropped, holder_swapped, may_shall, shall_may,
    not_added, carve_out_added, period_number, redaction_left, quotes, spacing, hyphens,
)  # fmt: skip
"""In this order: those that find few places first."""


def plant(draft: Draft) -> None:
    """Plant one edit of every kind that finds a place. `renumbering` comes first, as it moves offsets."""
    for edit in EDITS:
        planted = edit(draft)
        if planted is not None:
            draft.edits.append(planted)
