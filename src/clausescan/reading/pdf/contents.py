"""Tables of contents: rows that end in a page number at the right, under a contents heading or with leader dots."""

from __future__ import annotations

import re

from clausescan.reading.pdf.rows import Row

_HEAD = re.compile(
    r"(?:table of contents|contents|index)\s{0,2}(?:[(\[]?(?:continued|cont[’'.]?d\.?)[)\]]?)?\W{0,3}$", re.IGNORECASE
)
_SUBHEAD = re.compile(
    r"(?:[(\[]?(?:continued|cont[’'.]?d\.?)[)\]]?|page(?:\s+no\.?)?|section|article|clause)\W{0,2}$", re.IGNORECASE
)
_NUMBER_END = re.compile(r"(?P<lead>[^0-9]|[0-9.]{1,12}\s)(?P<number>[0-9]{1,3}|[ivxl]{1,6}|[A-Z]{1,2}-[0-9]{1,3})$")
_LEADER = re.compile(
    r"(?:(?:\.\s?){4,}|_{5,}|…{2,}|(?:·\s?){4,})\s{0,3}(?P<number>[0-9]{1,3}|[ivxl]{1,6}|[A-Z]{1,2}-[0-9]{1,3})$"
)
_TAIL = 80
"""Leader dots are looked for in this many characters at the end of a row: that many always hold enough of them."""
_ATTACHED = re.compile(r"(?:exhibit|schedule|annex|appendix|attachment)s?\b", re.IGNORECASE)


def contents_rows(rows: list[Row]) -> set[int]:
    """The ids of the rows (all pages, in reading order) that belong to a table of contents."""
    found: set[int] = set()
    entries = [_entry(row) for row in rows]
    i = 0
    while i < len(rows):
        if _HEAD.match(rows[i].text):
            end = _run(rows, entries, i + 1, titled=True)
            if end > i + 1:
                found.update(id(row) for row in rows[i:end])
                i = end
                continue
        elif entries[i] == "leader":
            end = _run(rows, entries, i, titled=False)
            if sum(1 for entry in entries[i:end] if entry == "leader") >= 3:
                found.update(id(row) for row in rows[i:end])
                i = end
                continue
        i += 1
    return found


def _entry(row: Row) -> str:
    """ "leader" for a row with leader dots, "gap" for one that ends in a number set apart, "number" for one that ends
    in a number at all, "" otherwise."""
    text = row.text
    if _LEADER.search(text[-_TAIL:]):
        return "leader"
    if len(row.pieces) > 1 and _NUMBER_END.match("- " + row.pieces[-1].text):
        return "gap"
    return "number" if len(text) < 160 and _NUMBER_END.search(text) else ""


def _run(rows: list[Row], entries: list[str], start: int, titled: bool) -> int:
    """Where the contents that begin at `start` end; `start` itself when there are none."""
    end, missed, i = start, 0, start
    strong = 0
    page = 0
    while i < len(rows):
        text = rows[i].text
        number = _page(text)
        # Page numbers rise; a number at the end of a line is weak evidence and does not resume after other lines.
        rises = number is None or page <= number <= page + 60
        if rises and (entries[i] in ("leader", "gap") or (titled and entries[i] == "number" and missed < 3)):
            page = number or page
            strong += 1
            end, missed = i + 1, 0
        elif titled and (_HEAD.match(text) or _SUBHEAD.match(text) or (_ATTACHED.match(text) and len(text) < 120)):
            # Lists of exhibits follow without page numbers; they count only when an entry came before.
            if strong or not _ATTACHED.match(text):
                end = i + 1 if strong else end
        else:
            missed += 1
            if missed > 4 or len(text) > 200:
                break
        i += 1
    return end if strong >= (2 if titled else 3) else start


def _page(text: str) -> int | None:
    """The page number that an entry ends in; None where it is a roman number or one of an annex."""
    match = re.search(r"(?<![0-9A-Za-z-])[0-9]{1,3}$", text[-_TAIL:])
    return int(match[0]) if match else None
