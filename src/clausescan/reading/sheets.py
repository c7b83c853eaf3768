"""Printed sheets in a plain text: where one ends, and the page furniture at its edges.

Text saved from a filing has no pages any more, but their traces: form feeds, <PAGE> tags, tall gaps, page numbers,
"Source:" lines and heads that return on sheet after sheet. They must go, or they end up in the middle of a clause;
they are kept as `Furniture`, so nothing is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from clausescan.model import Furniture

_BREAK = re.compile(r"\f|\n[ ]*<PAGE>[^\n]{0,40}(?=\n|$)|\n(?:[ ]*\n){4,}")
_REAL_BREAK = re.compile(r"\f|\n[ ]*<PAGE>")
_STAMP = re.compile(
    r"\n(?=[ ]*(?:docusign|adobe sign|hellosign|pandadoc)[\w ]{0,30}(?:id|reference)\b[: ]{1,3}[0-9A-F-]{16,64}[ ]*\n)",
    re.I,
)
"""Before the line that a signing service prints at the head of each page."""
_TAG_LINE = re.compile(r"</?(?:TABLE|CAPTION|S|C|FN|PAGE)>", re.IGNORECASE)
_RULE = re.compile(r"[-=*~\s]{5,}")

_ROMAN = r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})"
_NUMBER = rf"(?:[-–—]{{1,2}} ?)?(?:\d{{1,4}}|{_ROMAN})(?: ?[-–—]{{1,2}})?"
_SURE_NUMBER = re.compile(
    r"(?:[-–—]{1,2} ?(?:\d{1,4}|[ivxlcIVXLC]{1,7}) ?[-–—]{1,2}"
    r"|(?:Page|PAGE|page) ?(?:\d{1,4}|[ivxlc]{1,7})(?: ?(?:of|OF|/) ?\d{1,4})?"
    r"|\d{1,4} (?:of|OF) \d{1,4}|\[?(?:Page|PAGE) \d{1,4}\]?)"
)
_BARE_NUMBER = re.compile(_NUMBER)
_GLUED_NUMBER = re.compile(
    r"\s(?P<number>[-–—]{1,2} ?\d{1,4} ?[-–—]{1,2}|(?:Page|PAGE) \d{1,4}(?: of \d{1,4})?|\d{1,3})$"
)
_SOURCE = re.compile(r"Source: [^\n]{2,120}, [0-9A-Z][\w /()-]{0,14}, \d{1,2}/\d{1,2}/\d{4}")
_SIGNING = re.compile(r"(?i)(?:by|name|title|its|date|dated|signature|address|attention|attn|per|witness)\b ?[:/]")
_NUMBERED = re.compile(
    r"(?i)(?:article|section|exhibit|schedule|annex|appendix|part|attachment|\(?[0-9a-z]{1,3}[.)])\s?#?"
)
_PAGE_LENGTH = range(400, 12_000)
"""Characters between two page numbers."""
_EDGE = 3
"""Paragraphs looked at from each edge of a sheet."""


@dataclass(slots=True)
class Sheet:
    """The paragraphs of one printed sheet; `page` is None where the breaks are only traces."""

    paragraphs: list[list[str]]
    page: int | None = None
    furniture: list[Furniture] = field(default_factory=list)


def split_sheets(text: str) -> list[Sheet]:
    """The sheets of `text`; each paragraph is a list of lines, as blank lines and breaks divide them."""
    real = len(_REAL_BREAK.findall(text)) > 0
    if not real and len(_STAMP.findall(text)) > 1:
        text = _STAMP.sub("\n" * 6, text)
    pieces: list[tuple[str, int | None]] = []
    page, at = 1, 0
    for found in _BREAK.finditer(text):
        pieces.append((text[at : found.start()], page if real else None))
        at = found.end()
        if found[0] == "\f" or "<PAGE>" in found[0]:
            page += 1 if pieces[-1][0].strip() or page > 1 else 0
    pieces.append((text[at:], page if real else None))
    sheets: list[Sheet] = []
    for piece, number in pieces:
        sheet = Sheet([], number)
        for paragraph in _paragraphs(piece):
            sheet.paragraphs.append(paragraph)
            if _ends_sheet(paragraph):  # a sheet that ends without a gap
                sheets.append(sheet)
                sheet = Sheet([], number)
        if sheet.paragraphs:
            sheets.append(sheet)
    return _split_at_numbers(sheets)


def _split_at_numbers(sheets: list[Sheet]) -> list[Sheet]:
    """Bare numbers amid the text that count up at the distance of a page are page numbers: a sheet ends there."""
    numbers: list[tuple[int, int, tuple[int, int]]] = []  # value, characters before it, (sheet, paragraph)
    at = 0
    for i, sheet in enumerate(sheets):
        for j, paragraph in enumerate(sheet.paragraphs):
            line = paragraph[0].strip() if len(paragraph) == 1 else ""
            if line.isdecimal() and len(line) <= 3:
                numbers.append((int(line), at, (i, j)))
            at += sum(map(len, paragraph))
    ends: set[tuple[int, int]] = set()
    for i, (value, before, place) in enumerate(numbers):
        for other, there, _ in (*numbers[max(i - 4, 0) : i], *numbers[i + 1 : i + 5]):
            if (
                (other - value) * (there - before) > 0
                and abs(other - value) == 1
                and abs(there - before) in _PAGE_LENGTH
            ):
                ends.add(place)
    split: list[Sheet] = []
    for i, sheet in enumerate(sheets):
        begin = 0
        for j in range(len(sheet.paragraphs)):
            if (i, j) in ends:
                split.append(Sheet(sheet.paragraphs[begin : j + 1], sheet.page))
                begin = j + 1
        if begin < len(sheet.paragraphs):
            split.append(Sheet(sheet.paragraphs[begin:], sheet.page))
    return split


def _paragraphs(piece: str) -> list[list[str]]:
    found: list[list[str]] = []
    lines: list[str] = []
    for line in piece.split("\n"):
        bare = line.strip()
        if bare and not _TAG_LINE.fullmatch(bare) and not _RULE.fullmatch(bare):
            lines.append(line.rstrip())
            continue
        if lines:
            found.append(lines)
            lines = []
    if lines:
        found.append(lines)
    return found


def _ends_sheet(paragraph: list[str]) -> bool:
    line = paragraph[-1].strip()
    return len(line) < 160 and (_SOURCE.fullmatch(line) is not None or _SURE_NUMBER.fullmatch(line) is not None)


def take_furniture(sheets: list[Sheet]) -> None:
    """Moves page furniture from the edges of each sheet to its `furniture`."""
    if len(sheets) < 2:
        if sheets:
            _take_sure(sheets[0])
        return
    for sheet in sheets:
        _take_sure(sheet)
    for _ in range(2):  # a head may hide a page number, and the other way round
        repeated = _repeated(sheets)
        for sheet in sheets:
            _take_repeated(sheet, repeated)
        _take_numbers(sheets)


def _take_sure(sheet: Sheet) -> None:
    """Sources and page numbers that cannot be anything else."""
    for edge in (-1, 0):
        for _ in range(4):
            if not sheet.paragraphs or not _take_sure_at(sheet, edge):
                break


def _take_sure_at(sheet: Sheet, edge: int) -> bool:
    paragraph = sheet.paragraphs[edge]
    line = paragraph[edge].strip()
    tail = line if edge == 0 else line[-300:]
    if len(line) < 160 and _SURE_NUMBER.fullmatch(line):
        _drop_line(sheet, edge)
        sheet.furniture.append(Furniture("page_number", line, sheet.page))
        return True
    at = tail.rfind("Source: ") if edge == -1 else (0 if line.startswith("Source: ") else -1)
    if at >= 0 and _SOURCE.fullmatch(tail[at:]):
        sheet.furniture.append(Furniture("source", tail[at:], sheet.page))
        rest = line[: len(line) - len(tail) + at].rstrip()
        if rest:
            paragraph[edge] = rest
        else:
            _drop_line(sheet, edge)
        return True
    return False


def _drop_line(sheet: Sheet, edge: int) -> None:
    paragraph = sheet.paragraphs[edge]
    paragraph.pop(edge)
    if not paragraph:
        sheet.paragraphs.pop(edge)


def _mask(line: str) -> str:
    """What returns on each sheet: the line without its digits; numbered heads keep theirs, for they are text."""
    line = " ".join(line.split())
    if _NUMBERED.match(line):
        return line
    return re.sub(r"\d{1,9}", "#", line)


def _edge_lines(sheet: Sheet) -> tuple[list[str], list[str]]:
    """Candidates at the top and at the bottom: short lines of the first and last paragraphs."""
    top = [p[0].strip() for p in sheet.paragraphs[:_EDGE]]
    bottom = [p[-1].strip() for p in sheet.paragraphs[-_EDGE:]]
    return [line for line in top if _may_return(line)], [line for line in bottom if _may_return(line)]


def _may_return(line: str) -> bool:
    return 4 < len(line) <= 400 and _SIGNING.match(line) is None and any(c.isalpha() for c in line)


def _repeated(sheets: list[Sheet]) -> set[str]:
    counts: Counter[str] = Counter()
    for sheet in sheets:
        top, bottom = _edge_lines(sheet)
        counts.update({_mask(line) for line in (*top, *bottom)})
    least = max(3, len(sheets) // 8)
    return {line for line, count in counts.items() if count >= least}


def _take_repeated(sheet: Sheet, repeated: set[str]) -> None:
    """Peels repeated lines from the outside in, and stops at the first line that is text."""
    for edge in (0, -1):
        for _ in range(2 * _EDGE):
            if not sheet.paragraphs:
                return
            line = sheet.paragraphs[edge][edge].strip()
            if len(line) > 400 or _mask(line) not in repeated:
                break
            sheet.furniture.append(Furniture("header" if edge == 0 else "footer", line, sheet.page))
            _drop_line(sheet, edge)


def _take_numbers(sheets: list[Sheet]) -> None:
    """Bare numbers at an edge that count up from sheet to sheet."""
    for edge in (-1, 0):
        numbers = [_number_at(sheet, edge) for sheet in sheets]
        for i, (value, alone) in enumerate(numbers):
            if value is None or not (alone or _counts_up(numbers, i)):
                continue
            sheet = sheets[i]
            paragraph = sheet.paragraphs[edge]
            line = paragraph[edge].strip()
            if alone:
                sheet.furniture.append(Furniture("page_number", line, sheet.page))
                _drop_line(sheet, edge)
            else:
                found = _GLUED_NUMBER.search(line, max(len(line) - 40, 0))
                assert found is not None
                sheet.furniture.append(Furniture("page_number", found["number"], sheet.page))
                paragraph[edge] = line[: found.start()].rstrip()


def _number_at(sheet: Sheet, edge: int) -> tuple[int | None, bool]:
    """The number at an edge of the sheet, and whether it stands alone on its line."""
    if not sheet.paragraphs:
        return None, False
    line = sheet.paragraphs[edge][edge].strip()
    if len(line) <= 12 and _BARE_NUMBER.fullmatch(line):
        digits = re.search(r"\d{1,4}", line)
        return (int(digits[0]) if digits else 0), True
    if edge == -1:
        found = _GLUED_NUMBER.search(line, max(len(line) - 40, 0))
        if found:
            digits = re.search(r"\d{1,4}", found["number"])
            return int(digits[0]) if digits else None, False
    return None, False


def _counts_up(numbers: list[tuple[int | None, bool]], i: int) -> bool:
    """Whether the number fits those of neighbouring sheets: the next sheet has the next number."""
    value = numbers[i][0]
    assert value is not None
    near = (j for j in range(max(i - 3, 0), min(i + 4, len(numbers))) if j != i)
    return any(numbers[j][0] is not None and numbers[j][0] - value == j - i for j in near)  # type: ignore[operator]
