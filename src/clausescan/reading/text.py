"""Plain text to paragraphs: sheets, furniture, wrapped lines, glued paragraphs, contents, in this order."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from clausescan.errors import ReadError
from clausescan.model import Block, BlockKind, Document, Furniture
from clausescan.reading.blocks import Piece, lay_out
from clausescan.reading.contents import contents_entries
from clausescan.reading.decode import decode
from clausescan.reading.glue import RunningNumbers, gaps_separate, split_gaps
from clausescan.reading.options import ReadOptions
from clausescan.reading.sheets import Sheet, split_sheets, take_furniture
from clausescan.reading.title import title_of
from clausescan.reading.wrapping import Wrap, continues, glue, indent, is_row, label_only, measure, starts_label

_POINTS = 7.2
"""Width of a typewriter character, in points: what an indent of one space is worth."""
_BROKEN_HYPHEN = re.compile(r"(?<=[A-Za-z])- (?=[a-z])(?!(?:and|or|nor|to|but)\b)|(?<=\b[Nn]on)- (?=[A-Z])")


@dataclass(slots=True)
class Paragraph:
    """One paragraph on its way to a block; `text` still has its wide gaps."""

    text: str
    page: int | None = None
    indent: int = 0
    centered: bool = False
    row: bool = False


def read_text(data: bytes, path: str, options: ReadOptions) -> Document:
    """A text file as a Document: one block a paragraph, page furniture apart; pages where form feeds divide it."""
    check_bytes(data, path, options)
    text, notices = decode(data, path)
    check_length(text, path, options)
    blocks, body, furniture, pages = blocks_of(text, options)
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/plain",
        text=body,
        blocks=blocks,
        title=title_of(blocks, body),
        pages=pages,
        furniture=furniture,
        warnings=notices,
    )


def check_bytes(data: bytes, path: str, options: ReadOptions) -> None:
    """Raises ReadError "too_long" where the text must be too long in any encoding, before it is decoded."""
    if len(data) > 4 * options.limits.characters:
        raise ReadError(
            path, "too_long", f"the text is longer than the limit of {options.limits.characters:,} characters"
        )


def check_length(text: str, path: str, options: ReadOptions) -> None:
    """Raises ReadError "too_long" or "no_text"."""
    if len(text) > options.limits.characters:
        raise ReadError(
            path, "too_long", f"the text is longer than the limit of {options.limits.characters:,} characters"
        )
    if not text.strip():
        raise ReadError(path, "no_text", "the file holds no text, only spaces and empty lines")


def blocks_of(text: str, options: ReadOptions) -> tuple[tuple[Block, ...], str, tuple[Furniture, ...], int | None]:
    """Blocks, their text, the furniture, and the number of pages (None without form feeds)."""
    sheets = split_sheets(text.replace("\t", "    "))
    pages = max((sheet.page for sheet in sheets if sheet.page), default=None)
    if pages and options.pages:
        sheets = [s for s in sheets if s.page and any(first <= s.page <= last for first, last in options.pages)]
    wrap = measure([paragraph for sheet in sheets for paragraph in sheet.paragraphs])
    separate = not wrap.width and gaps_separate([line for sheet in sheets for p in sheet.paragraphs for line in p])
    if separate:
        for sheet in sheets:
            sheet.paragraphs = [[piece] for p in sheet.paragraphs for line in p for piece in _pieces(line)]
    take_furniture(sheets)
    paragraphs = _joined(sheets, wrap)
    if not separate:
        paragraphs = [part for p in paragraphs for part in ([p] if p.row else _split(p, split_gaps(p.text, False)))]
    paragraphs = _with_labels(paragraphs)
    contents = contents_entries([p.text for p in paragraphs])
    numbers = RunningNumbers()
    pieces: list[Piece] = []
    for i, paragraph in enumerate(paragraphs):
        if i in contents:
            pieces.append(_piece(paragraph, "toc"))
        elif paragraph.row:
            pieces.append(_piece(paragraph, "table_row"))
        else:
            pieces += [_piece(part, "paragraph") for part in _split(paragraph, numbers.split(paragraph.text))]
    blocks, body = lay_out(pieces)
    return blocks, body, tuple(f for sheet in sheets for f in sheet.furniture), pages


def _piece(paragraph: Paragraph, kind: BlockKind) -> Piece:
    text = paragraph.text
    return Piece(
        text if kind == "toc" else _BROKEN_HYPHEN.sub("-", " ".join(text.split())),
        kind,
        indent=paragraph.indent * _POINTS,
        centered=paragraph.centered,
        page=paragraph.page,
        cells=re.split(r" {3,}", text) if kind == "table_row" else [],
    )


def _pieces(line: str) -> list[str]:
    spaces = " " * indent(line)
    if is_row(line) and not any(starts_label(cell) for cell in line.split("   ")):
        return [line]
    return [spaces + piece for piece in split_gaps(line, True)]


def _split(paragraph: Paragraph, texts: list[str]) -> list[Paragraph]:
    return [paragraph] if len(texts) == 1 else [replace(paragraph, text=text) for text in texts]


def _joined(sheets: list[Sheet], wrap: Wrap) -> list[Paragraph]:
    """Lines joined to paragraphs, and paragraphs joined over the breaks between sheets."""
    found: list[Paragraph] = []
    for sheet in sheets:
        first = True
        for lines in sheet.paragraphs:
            for paragraph in _unwrapped(lines, wrap, sheet.page):
                if (
                    first
                    and found
                    and not (found[-1].row or paragraph.row)
                    and continues(found[-1].text, paragraph.text)
                ):
                    found[-1].text = glue(found[-1].text, paragraph.text)
                else:
                    found.append(paragraph)
                first = False
    return found


def _unwrapped(lines: list[str], wrap: Wrap, page: int | None) -> list[Paragraph]:
    groups: list[list[str]] = []
    for line in lines:
        if groups and not is_row(groups[-1][-1]) and wrap.joins(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    found = []
    for group in groups:
        text = group[0].strip()
        if len(group) > 1:
            text = _glue_all([line.strip() for line in group])
        left = indent(group[0])
        right = wrap.width - len(group[0])
        centered = bool(wrap.width) and len(group) == 1 and left >= 8 and abs(left - right) <= max(4, left // 3)
        found.append(Paragraph(text, page, left, centered, len(group) == 1 and _is_table_row(text)))
    return found


def _is_table_row(text: str) -> bool:
    return is_row(text) and not starts_label(text)


def _glue_all(lines: list[str]) -> str:
    parts = [lines[0]]
    for line in lines[1:]:
        tail = parts[-1]
        parts.append(line if tail.endswith("-") and tail[-2:-1].isalpha() and line[:1].islower() else f" {line}")
    return "".join(parts)


def _with_labels(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """A label alone on its line goes to the paragraph it numbers; columns of labels stay as they are."""
    found: list[Paragraph] = []
    waiting = False
    for i, paragraph in enumerate(paragraphs):
        label = label_only(paragraph.text)
        if waiting and not label and not starts_label(paragraph.text):
            found[-1] = replace(paragraph, text=f"{found[-1].text} {paragraph.text}", indent=found[-1].indent)
        else:
            found.append(paragraph)
        before = i > 0 and label_only(paragraphs[i - 1].text)
        waiting = label and not before
    return found
