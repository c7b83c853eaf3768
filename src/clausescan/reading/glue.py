"""Paragraphs that lost the line break between them: split again at wide gaps and at running clause numbers."""

from __future__ import annotations

import re
from itertools import pairwise

from clausescan.reading.wrapping import starts_label

_GAP = re.compile(r" {3,}")
_LABEL_ONLY = re.compile(
    r"(?:\(?\d{1,3}[.)]|\([a-zA-Z]{1,4}\)|[a-zA-Z]{1,4}[.)]|\d{1,3}(?:\.\d{1,3}){1,5}\.?"
    r"|(?:ARTICLE|Article|SECTION|Section) [\dA-Z][\d.A-Z]{0,9}|[•·▪●○o*-])"
)
_PAGE = re.compile(r"\d{1,3}|[ivxl]{1,6}")
_PAGE_THEN = re.compile(r"(\d{1,3}|[ivxl]{1,6}) +(?=\S)")
_SENTENCE_END = (".", ";", ":", "?", "!", ".)", '."', ".”", ";”", ';"', "; and", "; or")
_GOES_ON = frozenset(
    "a an and any as at by each for from in into its no not of on or other such that the their this to under upon "  # noqa: SIM905
    "with section sections article articles clause paragraph exhibit schedule".split()
)

_NUMBER = re.compile(
    r"(?<=\s)(?:(?:ARTICLE|Article|SECTION|Section) )?(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})(?P<dot>[.)]?)"
    r"[ ]{1,3}(?=[\"“(\[]?[A-Z])"
)
_NOT_BEFORE_NUMBER = frozenset(
    "section sections article articles clause clauses paragraph paragraphs exhibit exhibits schedule schedules annex "  # noqa: SIM905
    "appendix part item items no nos number and or to of in under by with per page chapter rule title level phase "
    "january february march april may june july august september october november december form version step suite "
    "sub-section subsection sub-clause subclause regulation attachment addendum amendment § §§ through than".split()
)
_LONG = 400
"""Paragraphs shorter than this are left alone by the search for running numbers."""


def gaps_separate(lines: list[str]) -> bool:
    """Whether wide gaps inside lines stand for lost paragraph breaks, rather than for old wraps or justification."""
    gaps = inside = 0
    for line in lines:
        bare = line.strip()
        if len(bare) < 120:
            continue
        for found in _GAP.finditer(bare):
            gaps += 1
            left, right = bare[found.start() - 1], bare[found.end()]
            inside += (left.islower() or left == ",") and right.islower()
    return gaps >= 3 and inside < 0.12 * gaps


def split_gaps(line: str, separate: bool) -> list[str]:
    """The paragraphs in a line with wide gaps. A label keeps its text, a contents title its page number.

    `separate` is the answer of `gaps_separate`; without it only gaps before a label that follows a full sentence
    split, and the others become one space.
    """
    first, *others = _GAP.split(line.strip())
    done: list[str] = []
    current, last = first, first
    for piece in others:
        page = _PAGE_THEN.match(piece) if len(current) < 160 and starts_label(current) else None
        if page and starts_label(piece[page.end() :]) and not _LABEL_ONLY.fullmatch(last):
            done.append(f"{current}   {page[1]}")  # the page number of a contents line, glued to the next line
            current = last = piece[page.end() :]
            continue
        if _LABEL_ONLY.fullmatch(last):
            current += "   " + piece if separate else " " + piece
        elif not separate:
            if current.endswith(_SENTENCE_END) and _opens_clause(piece):
                done.append(current)
                current = piece
            else:
                current += " " + piece
        elif _PAGE.fullmatch(piece) and len(current) < 160 and not current.endswith(_SENTENCE_END):
            current += "   " + piece
        elif _goes_on(current, piece):
            current += " " + piece
        else:
            done.append(current)
            current = piece
        last = piece
    return [*done, current]


def _opens_clause(piece: str) -> bool:
    if not starts_label(piece):
        return False
    rest = piece.split(None, 1)
    return piece.startswith("(") or len(rest) < 2 or rest[1][:1].isupper() or rest[1][:1] in '"“('


def _goes_on(left: str, right: str) -> bool:
    """Whether the gap fell into a sentence."""
    if starts_label(right) or left.endswith(_SENTENCE_END):
        return False
    if right[:1].islower() or left.endswith(","):
        return True
    return left.rsplit(None, 1)[-1].casefold() in _GOES_ON


class RunningNumbers:
    """Splits long paragraphs at clause numbers that follow the numbers seen before ("… year. 4.2 Notice. …")."""

    def __init__(self) -> None:
        self._last: tuple[int, ...] = (0,)

    def split(self, paragraph: str) -> list[str]:
        """The paragraphs in `paragraph`, in order; a short heading before a number stands alone."""
        own = _NUMBER.match(" " + paragraph[:60], 1)
        if own:
            self._last = _parts(own["number"])
        if len(paragraph) < _LONG:
            return [paragraph]
        cuts: list[int] = []
        for found in _NUMBER.finditer(paragraph, 1):
            number = _parts(found["number"])
            if self._fits(number, found, paragraph):
                heading = _heading_start(paragraph, found.start())
                if heading < found.start() and not _LABEL_ONLY.fullmatch(
                    paragraph[cuts[-1] if cuts else 0 : heading].strip()
                ):
                    cuts.append(heading)
                cuts.append(found.start())
                self._last = number
        edges = [0, *cuts, len(paragraph)]
        pieces = (paragraph[a:b].strip() for a, b in pairwise(edges))
        return [piece for piece in pieces if piece]

    def _fits(self, number: tuple[int, ...], found: re.Match[str], paragraph: str) -> bool:
        before = paragraph[max(found.start() - 40, 0) : found.start()].split()
        word = before[-1] if before else ""
        if word.casefold().strip("().,") in _NOT_BEFORE_NUMBER or number[0] == 0:
            return False
        if found[0][0].isalpha():  # "Section 4.2 Notice": the word is part of the match
            return word.endswith(_SENTENCE_END) and self._follows(number)
        if len(number) > 1:
            if self._follows(number):
                return True
            near = number[:-1] == self._last[: len(number) - 1] and len(self._last) >= len(number) - 1
            return near and word.endswith((".", ";", ":")) and number > self._last
        return found["dot"] == "." and self._follows(number)

    def _follows(self, number: tuple[int, ...]) -> bool:
        last = self._last
        if number == (*last, 1):
            return True
        if len(number) <= len(last) and number[:-1] == last[: len(number) - 1]:
            return number[-1] == last[len(number) - 1] + 1
        # "4.1" after "3.x" where the head "4." stands elsewhere or is missing
        return len(number) > 1 and number[0] == last[0] + 1 and set(number[1:]) == {1}


def _parts(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))


def _heading_start(paragraph: str, at: int) -> int:
    """Where a heading glued before the number at `at` starts ("… as follows: Formation 1. By this …"), else `at`."""
    left = paragraph[max(at - 90, 0) : at].rstrip()
    cut = max((left.rfind(mark) + len(mark) for mark in (". ", "; ", ": ", '" ', "” ") if mark in left), default=0)
    words = left[cut:].split()
    if not cut or not 0 < len(words) <= 9 or left.endswith((".", ";", ":", ",")):
        return at
    small = {"of", "and", "the", "in", "to", "for", "on", "or", "by", "a", "an", "with", "upon"}
    if not words[0][0].isupper() or any(word[0].islower() and word not in small for word in words):
        return at
    return at - (len(paragraph[max(at - 90, 0) : at]) - cut)
