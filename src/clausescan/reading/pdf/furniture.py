"""Page furniture: what is printed on a page and belongs to no clause. It is taken out and remembered."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

from clausescan.model import Furniture
from clausescan.reading.pdf.rows import Row

_DIGITS = re.compile(r"[0-9]+")
_SOURCE = re.compile(r"source:\s", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:exhibit|ex)[\s.-]{1,3}[0-9]{1,3}(?:\.[0-9]{1,3}){1,2}(?:\s*\([0-9a-z]{1,2}\))?[*†+]?$", re.IGNORECASE
)
_NUMBER = re.compile(
    r"[-–—\s\[(|]{0,4}(?:page\s{0,2})?(?:(?P<prefix>[A-Z]{1,2}|(?:exhibit|schedule|annex|appendix)\s{1,2}[A-Z0-9]{1,3})\s?[-–—.]\s?)?"
    r"(?P<number>[0-9]{1,4}|[ivxlc]{1,7})(?:\s{0,2}(?:of|/)\s{0,2}[0-9]{1,4})?[-–—\s\])|.]{0,4}$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:article|section|clause|part|chapter|exhibit|schedule|annex|appendix|attachment)\b[\s–-]{0,3}[a-z0-9]{1,5}\b"
    r"|[^a-z]{0,3}[a-z\s,&-]{0,60}agreement\W{0,3}$"
)
_LABELLED = re.compile(r"\(?[0-9A-Za-z]{1,4}[.)]|[0-9]{1,3}(?:\.[0-9]{1,3}){1,4}\s")
"""A line that opens with a clause number is a clause, however often it repeats."""
_LEGEND = re.compile(
    r"[\[(]?\*{1,3}[\])]?\s{0,2}(?:represents|indicates|denotes|portions|certain|confidential|material|information|omitted)\b",
    re.IGNORECASE,
)
_WORDY = re.compile(r"page|of|/|^\s*[-–—]", re.IGNORECASE)
_EDGE_ROWS = 5
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def split_furniture(pages: dict[int, list[Row]]) -> tuple[dict[int, list[Row]], list[Furniture]]:
    """Takes the furniture out of the rows of all pages."""
    marked: dict[int, str] = {}
    _line_numbers(pages, marked)
    _stamps(pages, marked)
    _page_numbers(pages, marked)
    _legends(pages, marked)
    _repeated(pages, marked)
    if all(id(row) in marked for rows in pages.values() for row in rows):
        # Nothing would be left: then these lines are the text.
        marked = {}
    kept: dict[int, list[Row]] = {}
    found: list[Furniture] = []
    for number, rows in pages.items():
        kept[number] = []
        for row in rows:
            kind = marked.get(id(row))
            if kind is None:
                kept[number].append(row)
                continue
            for piece in row.pieces:
                found.append(Furniture(kind, piece.text, number, piece.box))  # type: ignore[arg-type]
    return kept, found


def _mask(text: str) -> str:
    return _DIGITS.sub("#", text.lower()).strip()


def _edges(rows: list[Row], marked: dict[int, str]) -> tuple[list[Row], list[Row]]:
    """The first and last rows of a page by height, from the edge inwards."""
    down = sorted(
        (row for row in rows if marked.get(id(row)) != "line_number" and not row.cells), key=lambda row: row.top
    )
    return down[:_EDGE_ROWS], down[::-1][:_EDGE_ROWS]


def _value(word: str) -> int | None:
    word = word.lower()
    if word.isdigit():
        return int(word)
    total = 0
    for here, after in zip(word, word[1:] + " ", strict=True):
        value = _ROMAN[here]
        total += -value if _ROMAN.get(after, 0) > value else value
    return total


def _page_numbers(pages: dict[int, list[Row]], marked: dict[int, str]) -> None:
    """Bare numbers that count up with the pages; not only at the edge, as converted web pages move them inwards."""
    seen: dict[str, list[tuple[int, int, Row, bool]]] = defaultdict(list)
    for page, rows in pages.items():
        if not rows:
            continue
        top, bottom = _edges(rows, marked)
        edge = {id(row) for row in top[:3] + bottom[:3]}
        bare = []
        for row in rows:
            if row.cells or marked.get(id(row)) or len(row.text) > 24:
                continue
            match = _NUMBER.match(row.text)
            if match:
                bare.append((row, match))
        for row, match in bare:
            value = _value(match["number"])
            at_edge = id(row) in edge
            if value is None or (not at_edge and len(bare) > 3):
                continue
            style = ("roman" if match["number"].isalpha() else "arabic") + (match["prefix"] or "")
            seen[style].append((page, value, row, at_edge))
    for entries in seen.values():
        for i, (page, value, row, at_edge) in enumerate(entries):
            text = row.text
            around = entries[max(i - 3, 0) : i] + entries[i + 1 : i + 4]
            in_step = any(
                p != page and (v - value) * (p - page) > 0 and abs((v - value) - (p - page)) <= 1
                for p, v, _, _ in around
            )
            wordy = bool(_WORDY.search(text)) and at_edge
            same = at_edge and (value == page or len(pages) == 1) and not text.rstrip().endswith((".", ")"))
            if wordy or same or (in_step and not text.rstrip().endswith((".", ")"))):
                marked[id(row)] = "page_number"


def _legends(pages: dict[int, list[Row]], marked: dict[int, str]) -> None:
    """The legend of a redaction mark at the foot of two pages or more, down to the end of the page."""
    found: dict[str, list[tuple[Row, list[Row]]]] = defaultdict(list)
    for rows in pages.values():
        foot = [row for row in _edges(rows, marked)[1] if id(row) not in marked]
        for i, row in enumerate(foot):
            if _LEGEND.match(row.text):
                found[row.text[:40].lower()].append((row, foot[:i]))
                break
    for places in found.values():
        if len(places) < 2:
            continue
        for row, below in places:
            for part in (row, *below):
                marked[id(part)] = "footer"


def _repeated(pages: dict[int, list[Row]], marked: dict[int, str]) -> None:
    """Lines that stand at the edge of many pages, alike or with a number that counts up with the pages.

    Where the words name a part of the agreement ("EXHIBIT B" over each of its pages), or its title, the first of
    them is the heading itself and stays.
    """
    count: Counter[tuple[str, str]] = Counter()
    shapes: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for page, rows in pages.items():
        for side, edge in zip(("header", "footer"), _edges(rows, marked), strict=True):
            for text in {row.text for row in edge if id(row) not in marked}:
                count[side, text.lower()] += 1
                shapes[side, _mask(text)].append((page, text))
    full = sum(1 for rows in pages.values() if rows)
    need = max(3, 0.2 * full) if full > 4 else max(2, full - 1)
    counting = {key for key, seen in shapes.items() if "#" in key[1] and len(seen) >= need and _counts_up(seen)}
    kept: set[str] = set()

    def often(row: Row, side: str) -> bool:
        text = row.text.lower()
        repeated = (count[side, text] >= need and not _LABELLED.match(text)) or (side, _mask(text)) in counting
        return repeated and any(char.isalpha() for char in text) and not _enumerator(text)

    for rows in pages.values():
        for side, edge in zip(("header", "footer"), _edges(rows, marked), strict=True):
            missed = 0
            edge = [row for row in edge if id(row) not in marked]
            for i, row in enumerate(edge):
                above = edge[i - 1 : i] if side == "header" else edge[i + 1 : i + 2]
                tail = row.text[:1].islower() and not row.text.lower().startswith("page")
                # Beyond a line that does not repeat, only short lines are taken: sentences may repeat in forms. The
                # tail of a sentence is furniture only with its beginning.
                if (
                    not often(row, side)
                    or (missed and len(row.text) > 60)
                    or (tail and not any(often(head, side) for head in above))
                ):
                    missed += 1
                    if missed > 1:
                        break
                    continue
                text = row.text.lower()
                if _PART.match(text) and text not in kept:
                    kept.add(text)
                    continue
                marked[id(row)] = "source" if _SOURCE.match(row.text) else side


def _counts_up(seen: list[tuple[int, str]]) -> bool:
    """Whether some number in the lines keeps step with the page numbers."""
    first = seen[0][1]
    if _PART.match(first.lower()) or first[:1].islower() or _LABELLED.match(first):
        return False
    steps: Counter[tuple[int, int]] = Counter()
    for page, text in seen:
        for place, digits in enumerate(_DIGITS.findall(text)):
            steps[place, int(digits[:9]) - page] += 1
    return bool(steps) and max(steps.values()) >= 0.5 * len(seen)


def _enumerator(mask: str) -> bool:
    """A clause label or a redaction alone on a line may repeat and is no furniture."""
    return len(mask.strip("()[].*# -–—_●")) < 3


def _stamps(pages: dict[int, list[Row]], marked: dict[int, str]) -> None:
    """Filing stamps: "Source: …" at the foot, "Exhibit 10.12.1" at the head of the first page of the filing."""
    first = True
    for rows in pages.values():
        top, bottom = _edges(rows, marked)
        for row in bottom[:3]:
            if _SOURCE.match(row.text) and id(row) not in marked:
                marked[id(row)] = "source"
        if rows and first:
            first = False
            for row in top[:3]:
                if _STAMP.match(row.text.strip()) and id(row) not in marked:
                    marked[id(row)] = "stamp"


def _line_numbers(pages: dict[int, list[Row]], marked: dict[int, str]) -> None:
    """Numbers 1, 2, 3 … down the margin of a pleading-style page."""
    for rows in pages.values():
        bare = [
            row for row in rows if len(row.pieces) == 1 and not row.cells and row.text.isdigit() and len(row.text) <= 3
        ]
        hung = [row for row in rows if len(row.pieces) > 1 and not row.cells and row.pieces[0].text.isdigit()]
        if len(bare) + len(hung) < 8:
            continue
        left = min(row.x0 for row in bare + hung)
        bare, hung = ([row for row in group if row.x0 < left + 20] for group in (bare, hung))
        both = sorted(bare + hung, key=lambda row: row.top)
        values = [int(row.pieces[0].text) for row in both]
        rises = sum(1 for a, b in pairwise(values) if b == a + 1)
        if len(both) < 8 or rises < 0.8 * (len(values) - 1):
            continue
        others = [row.pieces[-1].x0 for row in rows if row not in bare]
        if others and min(others) < left:
            continue
        for row in bare:
            marked[id(row)] = "line_number"
        for row in hung:
            number = row.without_first()
            rows.insert(rows.index(row), number)
            marked[id(number)] = "line_number"
