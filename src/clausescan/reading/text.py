"""Plain text to paragraphs: sheets, furniture, wrapped lines, glued paragraphs, contents, in this order."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from clausescan.errors import ReadError
from clausescan.model import Block, BlockKind, Document, Furniture, Span
from clausescan.reading.contents import contents_entries
from clausescan.reading.decode import decode
from clausescan.reading.glue import RunningNumbers, gaps_separate, split_gaps
from clausescan.reading.options import ReadOptions
from clausescan.reading.sheets import Sheet, split_sheets, take_furniture
from clausescan.reading.wrapping import Wrap, indent, is_row, measure, starts_label

_POINTS = 7.2
"""Width of a typewriter character, in points: what an indent of one space is worth."""
_LABEL_ONLY = re.compile(r"\(?\d{1,3}[.)]|\([a-zA-Z]{1,4}\)|[a-z][.)]|\d{1,3}(?:\.\d{1,3}){1,5}\.?")
_BROKEN_HYPHEN = re.compile(r"(?<=[A-Za-z])- (?=[a-z])(?!(?:and|or|nor|to|but)\b)|(?<=\b[Nn]on)- (?=[A-Z])")
_SENTENCE_END = (".", ";", ":", "?", "!", ".)", '."', ".”", ";”", "]")
# words that never end a sentence
_HALF = frozenset(
    "a an and any as at by each for from in into its no not of on or other such that the their this to under upon "  # noqa: SIM905
    "with".split()
)
_TITLE = re.compile(
    r"(?i)\b(?:agreement|contract|deed|charter|memorandum|letter of intent|term sheet|lease|licen[cs]e)\b"
)


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


def check_length(text: str, path: str, options: ReadOptions) -> None:
    """Raises ReadError "too_long" or "no_text"."""
    if len(text) > options.limits.characters:
        raise ReadError(
            path, "too_long", f"the text is longer than the limit of {options.limits.characters:,} characters"
        )
    if not text.strip():
        raise ReadError(path, "no_text", "the file holds no text, only spaces and empty lines")


def title_of(blocks: tuple[Block, ...], text: str) -> str:
    """The first short block near the top that names a kind of agreement, "" where none does."""
    for block in blocks[:20]:
        words = text[block.start : block.end]
        if block.kind in ("paragraph", "heading") and len(words) <= 120 and _TITLE.search(words):
            return words
    return ""


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
    kinds: list[tuple[Paragraph, BlockKind]] = []
    for i, paragraph in enumerate(paragraphs):
        if i in contents:
            kinds.append((paragraph, "toc"))
        elif paragraph.row:
            kinds.append((paragraph, "table_row"))
        else:
            kinds += [(part, "paragraph") for part in _split(paragraph, numbers.split(paragraph.text))]
    blocks, body = lay_out(kinds)
    return blocks, body, tuple(f for sheet in sheets for f in sheet.furniture), pages


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
                if first and found and _continues(found[-1], paragraph):
                    found[-1].text = _glue(found[-1].text, paragraph.text)
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


def _glue(left: str, right: str) -> str:
    """Two halves of a broken line. A hyphen at a line end is a real one nearly always, so it stays."""
    if left.endswith("-") and left[-2:-1].isalpha() and right[:1].islower():
        return left + right
    return f"{left} {right}"


def _glue_all(lines: list[str]) -> str:
    parts = [lines[0]]
    for line in lines[1:]:
        tail = parts[-1]
        parts.append(line if tail.endswith("-") and tail[-2:-1].isalpha() and line[:1].islower() else f" {line}")
    return "".join(parts)


def _continues(left: Paragraph, right: Paragraph) -> bool:
    """Whether the first paragraph of a sheet goes on with the last of the sheet before."""
    if left.row or right.row or not right.text or left.text.endswith(_SENTENCE_END):
        return False
    if starts_label(right.text):
        return False
    if right.text[0].islower():
        return len(left.text) > 25
    word = left.text.rsplit(None, 1)[-1].casefold()
    if left.text.endswith((",", "-")) or word in _HALF:
        return len(left.text) > 25
    prose = len(left.text) > 120 and len(right.text) > 60 and not right.text[:60].isupper()
    return prose and not left.text[-60:].isupper() and not left.text[-1].isdigit()


def _with_labels(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """A label alone on its line goes to the paragraph it numbers; columns of labels stay as they are."""
    found: list[Paragraph] = []
    waiting = False
    for i, paragraph in enumerate(paragraphs):
        label = len(paragraph.text) <= 20 and _LABEL_ONLY.fullmatch(paragraph.text) is not None
        if waiting and not label and not starts_label(paragraph.text):
            found[-1] = replace(paragraph, text=f"{found[-1].text} {paragraph.text}", indent=found[-1].indent)
        else:
            found.append(paragraph)
        before = i > 0 and _LABEL_ONLY.fullmatch(paragraphs[i - 1].text[:20]) is not None
        waiting = label and not before
    return found


def lay_out(kinds: list[tuple[Paragraph, BlockKind]]) -> tuple[tuple[Block, ...], str]:
    """Blocks and their text: single spaces, one newline between blocks, cells of rows as slices."""
    blocks: list[Block] = []
    parts: list[str] = []
    at = 0
    for paragraph, kind in kinds:
        cells: tuple[Span, ...] = ()
        if kind == "table_row":
            texts = [" ".join(cell.split()) for cell in re.split(r" {3,}", paragraph.text)]
            spans, offset = [], at
            for cell in texts:
                spans.append(Span(offset, offset + len(cell)))
                offset += len(cell) + 1
            cells, text = tuple(spans), " ".join(texts)
        else:
            text = _BROKEN_HYPHEN.sub("-", " ".join(paragraph.text.split()))
        if not text:
            continue
        blocks.append(
            Block(
                at,
                at + len(text),
                kind,
                indent=paragraph.indent * _POINTS,
                centered=paragraph.centered,
                page=paragraph.page,
                cells=cells,
            )
        )
        parts.append(text)
        at += len(text) + 1
    return tuple(blocks), "\n".join(parts)
