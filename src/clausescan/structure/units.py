"""Cutting long paragraphs into units of at most about 180 words.

A cut falls at the end of a sentence, before an inline sub-label ("…; (b) …") or before a definition; a sentence
without sub-labels is never cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from clausescan.structure.labels import Label, follows, parse_label, readings

LIMIT = 180
"""Words above which a paragraph is cut."""
TARGET = 140
"""Words that sentences are packed to when a paragraph is cut."""
LIST_LIMIT = 100
"""Words above which a paragraph that is a list inside a sentence ("…: (a) …; (b) …") is cut into its items."""

_ABBREVIATIONS = frozenset(
    [
        "inc",
        "ltd",
        "co",
        "corp",
        "llc",
        "no",
        "nos",
        "sec",
        "secs",
        "art",
        "arts",
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "vs",
        "v",
        "jr",
        "sr",
        "messrs",
        "dept",
        "est",
        "fig",
        "para",
        "paras",
        "cl",
        "pp",
        "vol",
        "ed",
        "approx",
        "etc",
        "viz",
        "cf",
        "al",
        "gen",
        "gov",
        "hon",
        "rep",
        "assn",
        "bros",
        "mfg",
        "pty",
        "plc",
        "ag",
        "eg",
        "ie",
        "us",
        "u.s",
        "u.k",
        "e.g",
        "i.e",
        "a.m",
        "p.m",
        "n.a",
        "n.v",
        "s.a",
        "b.v",
        "l.p",
        "l.l.c",
        "p.o",
        "d.c",
        "s/o",
        "r/o",
    ]
)
_END = re.compile(
    r"[.?!][\"”’')\]]{0,3}[ \t\u00a0\n]{1,6}(?=[A-Z0-9“\"‘(\[•_§])|[:;][ \t\u00a0\n]{1,6}(?=[“\"]?[A-Z"
    r"][^\"”\n]{0,80}[\"”] (?:means|shall mean)\b)"
)
_LAST_WORD = re.compile(r"[A-Za-z.&/']{1,14}\Z")
DEFINITION_START = re.compile(
    r"[\s\W]{0,6}(?:(?:the|a|an)\s+)?(?:terms?|words?|expressions?)?\s?[\"“‘']{1,2}[^\"”\n]{1,100}[\"”’']{1,2}"
    r"(?:,?\s(?:or|and)\s(?:the\s)?[\"“][^\"”\n]{1,80}[\"”]){0,4},?\s{1,3}(?:\([^()\n]{0,80}\)\s)?"
    r"(?:(?:when|as)\sused\s[^,\n]{0,60},?\s)?(?:each\s|also\s|collectively\s|individually\s)?"
    r"(?:means?\b|shall\s(?:also\s)?(?:mean|have|include|refer)\b|ha(?:s|ve)\sthe\s(?:same\s)?(?:respe"
    r"ctive\s)?meanings?\b|is\sdefined\b|refers?\sto\b|includes\b|is\sused\b|will\smean\b)",
    re.IGNORECASE,
)
TERM_MEANS = re.compile(
    r"(?:[A-Z][\w’'&/()-]{0,40}[ ,]{1,2}|(?:of|and|or|the|to|for|in)[ ]){1,8}(?:means?"
    r"|shall mean|shall have|has the meaning|refers to)\b"
)
_INLINE = re.compile(
    r"(?:(?<=[\s;:,.\"”—–-])|(?<=\w-))\((?:[a-zA-Z]|[ivxIVX]{1,6}|\d{1,2}|[a-z]{2})\)(?=[\s\u00a0A-Z\"“])"
)
_ITEM_BEFORE = re.compile(
    r"(?:[;:,.—–-]|\b(?:and|or|and/or|either|both|to|that|by|of|if|the|for|in"
    r"|with|are|is|be|shall|will|may|not))[\"”]?\s{0,4}\Z"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A cut: its slice, and the inline label where it begins with one."""

    start: int
    end: int
    label: Label | None = None
    definition: bool = False


def word_count(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentence slices that cover [start, end); white space goes with the sentence before it."""
    cuts = [start]
    for m in _END.finditer(text, start, end):
        if text[m.start()] == ".":
            before = _LAST_WORD.search(text, max(start, m.start() - 14), m.start())
            word = before[0].lower().strip("'./&") if before else ""
            if word in _ABBREVIATIONS or (len(word) == 1 and before and text[m.start() - 1].isupper()):
                continue
            if before and "." in before[0].strip(".") and len(before[0]) < 8:
                continue
            if not before and text[m.start() - 1 : m.start()].isdigit() and m.start() - cuts[-1] < 6:
                continue  # a typed number: "7.1. Term"
            if m.end() < end and text[m.end()].isdigit() and word in ("section", "article", "no"):
                continue
        cuts.append(m.end())
    cuts.append(end)
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def inline_items(text: str, start: int, end: int) -> list[Label]:
    """The outer run of inline sub-labels, (a) (b) (c) or (i) (ii), in unbroken sequence from its first; else []."""
    best: list[Label] = []
    found: list[tuple[Label, tuple[tuple[str, float], ...]]] = []
    for m in _INLINE.finditer(text, start, end):
        if not _ITEM_BEFORE.search(text, max(start, m.start() - 12), m.start()) and m.start() > start:
            continue
        label = parse_label(text, m.start(), end)
        if label and label.parts:
            found.append((label, readings(label.parts[0].text)))
    for k, (_, values) in enumerate(found[:12]):
        for series, value in values:
            if value != 1:
                continue
            run, last = [found[k][0]], value
            for other, others in found[k + 1 :]:
                hit = next((v for s, v in others if s == series and follows(last, v)), None)
                if hit is not None:
                    run.append(other)
                    last = hit
            if len(run) > 1 and (not best or run[0].start < best[0].start):
                best = run
        if best:
            break
    return best


def split(text: str, start: int, end: int) -> list[Piece]:
    """Pieces that cover [start, end); the first stays with the paragraph itself.

    Text within the limit comes back whole unless it strings definitions together.
    """
    spans = sentences(text, start, end)
    starts_definition = [bool(DEFINITION_START.match(text, a, b)) for a, b in spans]
    words = word_count(text, start, end)
    if sum(starts_definition) >= 2 and words <= LIMIT:
        return _by_definition(spans, starts_definition)
    if LIST_LIMIT < words <= LIMIT:
        return _by_item(text, start, end)
    if words <= LIMIT:
        return [Piece(start, end)]
    items = {label.start: label for label in inline_items(text, start, end)}
    pieces: list[Piece] = []
    at, count, label, definition = start, 0, None, False

    def close(stop: int) -> None:
        nonlocal at, count, label, definition
        if stop > at:
            pieces.append(Piece(at, stop, label, definition))
        at, count, label, definition = stop, 0, None, False

    for (a, b), is_definition in zip(spans, starts_definition, strict=True):
        size = word_count(text, a, b)
        first = next((s for s in range(a, min(a + 3, b)) if s in items), None)
        if is_definition:
            close(a)
            definition = True
        elif first is not None:
            close(a)
            label = items[first]
        elif count and count + size > TARGET:
            close(a)
        if size > LIMIT:
            local = items if len(spans) == 1 else {x.start: x for x in inline_items(text, a, b)}
            inner = [x for x in sorted(local) if a < x < b]
            if len(inner) > 1:
                for at_item in inner:
                    close(at_item)
                    label = local[at_item]
                close(b)
                continue
        count += size
    close(end)
    return pieces


def _by_item(text: str, start: int, end: int) -> list[Piece]:
    """Announced by a colon and parted by semicolons, items are units even where the paragraph is not too long."""
    items = inline_items(text, start, end)
    whole = [Piece(start, end)]
    if len(items) < 2 or text[start : items[0].start].rstrip()[-1:] not in (":", "—", "–"):
        return whole
    for item in items[1:]:
        if not re.search(r"[;.](?: (?:and|or|and/or))?\s*\Z", text[max(start, item.start - 10) : item.start]):
            return whole
    stops = [*(i.start for i in items[1:]), end]
    return [Piece(start, items[0].start), *(Piece(i.start, stop, i) for i, stop in zip(items, stops, strict=True))]


def _by_definition(spans: list[tuple[int, int]], starts: list[bool]) -> list[Piece]:
    pieces: list[Piece] = []
    at, definition = spans[0][0], starts[0]
    for (a, _), is_definition in zip(spans[1:], starts[1:], strict=True):
        if is_definition:
            pieces.append(Piece(at, a, None, definition))
            at, definition = a, True
    pieces.append(Piece(at, spans[-1][1], None, definition))
    return pieces
