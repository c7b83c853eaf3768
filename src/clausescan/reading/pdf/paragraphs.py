"""Paragraphs from printed rows: where one ends and the next begins, across lines, columns and pages."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from clausescan.reading.pdf.rows import BULLET, Row

_CLOSED = re.compile(r"[.;:!?][”\"’')\]]{0,2}$|[;,]\s(?:and|or|and/or)$")
_OPEN_END = re.compile(r"\b(?:the|a|an|of|to|by|in|on|for|with|and|or|this|that|such|any|each|its|from|under|shall)$")
_UNIT = re.compile(
    r"(?P<word>(?:article|section|clause|exhibit|schedule|annex|appendix)\s+)?"
    r"(?P<open>\(?)(?P<label>[0-9]{1,3}(?:\.[0-9]{1,3}){0,5}[A-Z]?|[ivxlc]{1,7}|[IVXLC]{1,7}|[a-zA-Z]{1,2})(?P<close>[.):]{0,2})"
    r"(?:(?=\s|$)|(?<=[0-9.):])(?=[A-Z“\"‘(\[]))"
    r"|[•▪○●◦■□·Ø✓]\s",
)


@dataclass(slots=True)
class Paragraph:
    """Rows that make one paragraph."""

    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Setting:
    """How a document is set: its type size, the usual line pitch per type size, and the edges of full lines per page
    and column. All in points."""

    body: float
    pitch: dict[int, float]
    right: dict[tuple[int, int], float]
    left: dict[tuple[int, int], float]


def setting_of(rows: list[Row]) -> Setting:
    """Measures the setting from all rows of the document."""
    edges: dict[tuple[int, int], list[float]] = {}
    lefts: dict[tuple[int, int], list[float]] = {}
    for row in rows:
        if len(row.text) > 40:
            edges.setdefault((row.page, row.column), []).append(row.x1)
            lefts.setdefault((row.page, row.column), []).append(row.x0)
    common: dict[int, list[float]] = {}
    for (_, column), values in edges.items():
        common.setdefault(column, []).extend(values)
    usual = {column: _high(values) for column, values in common.items()}
    margin = {
        column: min(_low(values) for (_, c), values in lefts.items() if c == column)
        if len(lefts) < 3
        else _low([min(values) for (_, c), values in lefts.items() if c == column])
        for column in common
    }
    right: dict[tuple[int, int], float] = {}
    left: dict[tuple[int, int], float] = {}
    for row in rows:
        key = row.page, row.column
        if key in right:
            continue
        values = edges.get(key, [])
        right[key] = _high(values) if len(values) >= 4 else max([usual.get(row.column, row.x1), *values])
        left[key] = min([*lefts.get(key, []), margin.get(row.column, row.x0)])
    pitches: dict[int, list[float]] = {}
    for a, b in pairwise(rows):
        if a.page == b.page and a.column == b.column and 0 < b.top - a.top < 4 * a.em and len(a.text) > 40:
            pitches.setdefault(round(a.em), []).append(round(b.top - a.top, 1))
    pitch = {
        # A few lines say little about the pitch: then it is single spacing at most.
        size: _usual_pitch(values) if len(values) > 3 else min(_usual_pitch(values), 1.6 * size)
        for size, values in pitches.items()
    }
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.em, 1)] += len(row.text)
    return Setting(sizes.most_common(1)[0][0] if sizes else 10.0, pitch, right, left)


def _high(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]


def _low(values: list[float]) -> float:
    return sorted(values)[int(0.1 * len(values))]


def _usual_pitch(values: list[float]) -> float:
    """The commonest pitch; of two that are near as common the smaller, as lines within paragraphs stand closest."""
    count = Counter(round(value) for value in values)
    most = max(count.values())
    low = min(value for value, times in count.items() if times >= 0.4 * most)
    return statistics.median(value for value in values if abs(value - low) <= 1)


def paragraphs_of(rows: list[Row], setting: Setting) -> list[Paragraph]:
    """Groups rows (in reading order, furniture and tables gone) into paragraphs."""
    found: list[Paragraph] = []
    for i, row in enumerate(rows):
        if found and not _begins(found[-1], rows[i - 1], row, setting):
            found[-1].rows.append(row)
        else:
            found.append(Paragraph([row]))
    return found


def _begins(paragraph: Paragraph, last: Row, row: Row, setting: Setting) -> bool:
    """Whether `row` begins a paragraph after `last`, the last row of `paragraph`."""
    em = max(row.em, 1.0)
    same_place = row.page == last.page and row.column == last.column and row.top > last.top
    if abs(row.em - last.em) > 0.17 * max(row.em, last.em) and len(row.text) > 3 and len(last.text) > 3:
        return True
    if _bold(row) != _bold(last) and (_short(last, row, setting, 0.6) or _all_bold_heading(last, row)):
        return True
    if same_place and _same_display(last, row, setting):
        return False
    pitch = setting.pitch.get(round(last.em)) or setting.pitch.get(round(row.em)) or 1.2 * em
    if same_place and row.top - last.top > 1.3 * pitch + 0.15 * em:
        return True
    if row.labelled or BULLET.match(row.text):
        return _label_begins(paragraph, last, row, same_place=same_place, hung=True)
    if last.pieces[-1].hyphen:
        return False
    closed = bool(_CLOSED.search(last.text))
    flows_on = not closed and row.text[:1].islower()
    if not same_place and not closed and (flows_on or _runs_over(paragraph, last, row, setting)):
        return False
    if _short(last, row, setting, slack=0.6 if closed else 3.0):
        width = setting.right[last.page, last.column] - setting.left[last.page, last.column]
        room = setting.right[last.page, last.column] - last.x1
        # Lines of text that a converter broke early: in mid-sentence, and not far from the edge.
        text = not closed and len(last.text) > 50 and not _opens_unit(row.text) and _bold(last) == _bold(row)
        if not (flows_on and room < 0.3 * width) and not (text and row.text[:1].isupper() and room < 0.12 * width):
            return True
    if _label_begins(paragraph, last, row, same_place=same_place, hung=False):
        return True
    first = paragraph.rows[0]
    if len(paragraph.rows) > 1:
        body = paragraph.rows[-1].x0
        shift = row.x0 - body
        if not same_place:
            shift = (row.x0 - setting.left[row.page, row.column]) - (body - setting.left[last.page, last.column])
        if abs(shift) > 0.9 * em and (same_place or shift > 0):
            # A change of the left edge: a first-line indent or a step out of a hanging item.
            return bool(_CLOSED.search(last.text)) or not row.text[:1].islower()
    elif row.x0 - last.x0 > 0.9 * em and same_place:
        # The second row stands further in: hanging under a label, else a new indented paragraph.
        hanging = first.labelled or _opens_unit(first.text)
        return not hanging and not row.text[:1].islower()
    if not same_place and _CLOSED.search(last.text) and not row.text[:1].islower():
        return not _indented(paragraph, setting)
    return False


def _same_display(last: Row, row: Row, setting: Setting) -> bool:
    """Whether two lines are one title: large type, set alike, close together and centred on each other."""
    alike = _bold(last) == _bold(row) and last.text.isupper() == row.text.isupper()
    middle = abs((last.x0 + last.x1) - (row.x0 + row.x1)) / 2
    close = row.top - last.top < 1.5 * row.em
    return alike and close and middle < 0.6 * row.em and min(last.em, row.em) > 1.2 * setting.body


def _indented(paragraph: Paragraph, setting: Setting) -> bool:
    """Whether the paragraph opens with a first-line indent, so that a flush line can only continue it."""
    if len(paragraph.rows) < 2:
        return False
    a, b = paragraph.rows[0], paragraph.rows[1]
    return a.page == b.page and a.column == b.column and a.x0 - b.x0 > 0.9 * a.em


def _opens_unit(text: str) -> bool:
    """Whether a text opens with a clause label or bullet that is marked as one ("(a)", "1.", "1.2", "Section 4")."""
    match = _UNIT.match(text)
    if not match or match["label"] is None:
        return match is not None
    return bool(match["word"] or match["open"] or match["close"] or "." in match["label"])


def _bold(row: Row) -> bool:
    return all(piece.bold for piece in row.pieces)


def _all_bold_heading(last: Row, row: Row) -> bool:
    return _bold(last) and not _bold(row) and not row.text[:1].islower() and last.text.isupper()


def _runs_over(paragraph: Paragraph, last: Row, row: Row, setting: Setting) -> bool:
    """Whether a line that ends a page without a full stop is text that goes on, not a heading or a list of names."""
    if _bold(row) or _bold(last) or last.text.isupper() or row.text.isupper() or _opens_unit(row.text):
        return False
    if row.x0 - setting.left[row.page, row.column] > 0.9 * row.em and row.x0 > paragraph.rows[-1].x0 + row.em:
        return False
    left, right = setting.left[last.page, last.column], setting.right[last.page, last.column]
    running = len(paragraph.rows) > 1 or last.x1 - last.x0 > 0.6 * (right - left)
    return running or bool(_OPEN_END.search(last.text))


def _short(last: Row, row: Row, setting: Setting, slack: float) -> bool:
    """Whether the first word of `row` would have fitted at the end of `last`: then `last` ended on purpose.

    `slack` is in ems; converted web pages break lines a little earlier than they need to.
    """
    word = row.text.split(" ", 1)[0]
    per_char = (row.x1 - row.x0) / max(len(row.text), 1)
    room = setting.right[last.page, last.column] - last.x1
    return room > per_char * (len(word) + 1) + slack * last.em


def _label_begins(paragraph: Paragraph, last: Row, row: Row, *, same_place: bool, hung: bool) -> bool:
    """Whether a row that opens with a clause label begins a clause, rather than wraps a reference to one."""
    match = _UNIT.match(row.text)
    closed = bool(_CLOSED.search(last.text))
    moved = abs(row.x0 - last.x0) > 0.9 * row.em
    if not match:
        # A dash may be a bullet or stand between words.
        return hung and (row.labelled or row.text[0] not in "-–—*" or closed or moved)
    if match["label"] is None:
        return True
    if match["word"]:
        return closed and row.text[:1].isupper()
    if hung:
        return closed or moved or last.text[-1:] in ',)”"'
    marked = bool(match["open"] or match["close"]) or "." in match["label"]
    if not marked:
        return False
    if match["label"].isalpha() and not match["close"]:
        return False
    if not closed:
        return False
    if match["open"] and not moved:
        return not _runs_inline(paragraph, match["label"])
    return True


def _runs_inline(paragraph: Paragraph, label: str) -> bool:
    """Whether the item before `label` stands inside the paragraph's lines: then the list runs on within them."""
    before = _previous(label)
    text = " ".join(row.text for row in paragraph.rows)
    at = text.find(f"({before})") if before else -1
    return at > 0 or (before == "" and not text.endswith(":"))


_ROMANS = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi"]


def _previous(label: str) -> str:
    low = label.lower()
    if low.isdigit():
        return str(int(low) - 1) if int(low) > 1 else ""
    if low in _ROMANS and low != "i":
        before = _ROMANS[_ROMANS.index(low) - 1]
    elif len(low) == 1 and low.isalpha():
        before = chr(ord(low) - 1) if low not in "ai" else ""
    else:
        before = ""
    return before.upper() if label.isupper() else before
