"""Hard-wrapped lines back to paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENDS = (".", ";", ":", "?", "!", '."', ".”", ";”", '."', ".)", "; and", "; or", ";and", ";or")
_LABEL = re.compile(
    r"(?:\(?(?:\d{1,3}(?:\.\d{1,3}){0,5}|[a-zA-Z]{1,2}|[ivxlIVXL]{1,6})[.)]"
    r"|\d{1,3}(?:\.\d{1,3}){1,5}"
    r"|(?:ARTICLE|Article|SECTION|Section|EXHIBIT|Exhibit|SCHEDULE|Schedule|ANNEX|Annex|APPENDIX|Appendix)\s[\dA-ZIVX]{1,6}"
    r"|[•·▪●○o*-](?=\s))(?:\s|$)"
)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\S{0,12}$")
_COLUMNS = re.compile(r"\S(?:   )")
_LABEL_ONLY = re.compile(r"\(?\d{1,3}[.)]|\([a-zA-Z]{1,4}\)|[a-z][.)]|\d{1,3}(?:\.\d{1,3}){1,5}\.?")
_FULL_STOPS = (".", ";", ":", "?", "!", ".)", '."', ".”", ";”", "]")
_HALF = frozenset(
    "a an and any as at by each for from in into its no not of on or other such that the their this to under upon "  # noqa: SIM905
    "with".split()
)
"""Words that never end a sentence."""
_LONGEST = 140
"""A line longer than this was not wrapped by hand."""


@dataclass(frozen=True, slots=True)
class Wrap:
    """How a text is wrapped: `width` characters, or 0 where every line is a paragraph of its own."""

    width: int

    def joins(self, line: str, following: str) -> bool:
        """Whether `following` goes on with the paragraph of `line`."""
        left, right = line.strip(), following.strip()
        if not self.width or _LEADER.search(left[-60:]) or is_row(right):
            return False
        if starts_label(right) and (left.endswith(_ENDS) or indent(following) != indent(line)):
            return False
        first = right.split(None, 1)[0] if right else ""
        full = len(line.rstrip()) + 1 + len(first) > self.width
        if full:
            return True
        if right[:1].islower() or left.endswith((",", "-", " the", " of", " and", " or", " to")):
            return not starts_label(right)
        # A ragged line inside a paragraph: well filled, same margin, and its sentence goes on.
        return len(line.rstrip()) > 0.72 * self.width and not left.endswith(_ENDS) and indent(line) == indent(following)


def measure(paragraphs: list[list[str]]) -> Wrap:
    """The wrapping of a text, from how long its lines are where several follow each other."""
    inner = [len(line) for paragraph in paragraphs if len(paragraph) > 1 for line in paragraph[:-1] if not is_row(line)]
    if len(inner) < 3:
        return Wrap(0)
    inner.sort()
    width = inner[int(0.95 * (len(inner) - 1))]
    if inner[int(0.8 * (len(inner) - 1))] > _LONGEST:
        return Wrap(0)
    width = min(width, _LONGEST)
    # Wrapped text fills its lines; a list of names or a signature block does not.
    filled = sum(length >= 0.75 * width for length in inner)
    return Wrap(width) if width >= 40 and filled >= 0.4 * len(inner) else Wrap(0)


def starts_label(text: str) -> bool:
    """Whether a line starts like a clause or list item: "1.", "(a)", "7.2", "ARTICLE IV", a bullet."""
    return _LABEL.match(text) is not None


def is_row(line: str) -> bool:
    """Columns: two or more wide gaps inside the line."""
    bare = line.strip()
    return len(bare) <= 400 and len(_COLUMNS.findall(bare)) >= (3 if starts_label(bare) else 2)


def indent(line: str) -> int:
    """Leading spaces."""
    return len(line) - len(line.lstrip(" "))


def label_only(text: str) -> bool:
    """Whether a line is nothing but a clause number: "12.", "(a)", "7.2"."""
    return len(text) <= 20 and _LABEL_ONLY.fullmatch(text) is not None


def continues(left: str, right: str) -> bool:
    """Whether `right`, the first paragraph of a sheet, goes on with `left`, the last of the sheet before."""
    if not right or len(left) <= 25 or left.endswith(_FULL_STOPS) or starts_label(right):
        return False
    if right[0].islower() or left.endswith((",", "-")) or left.rsplit(None, 1)[-1].casefold() in _HALF:
        return True
    prose = len(left) > 120 and len(right) > 60 and not right[:60].isupper()
    return prose and not left[-60:].isupper() and not left[-1].isdigit()


def glue(left: str, right: str) -> str:
    """Two halves of a broken line. A hyphen at a line end is a real one nearly always, so it stays."""
    if left.endswith("-") and left[-2:-1].isalpha() and right[:1].islower():
        return left + right
    return f"{left} {right}"
