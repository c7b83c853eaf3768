"""Markdown to blocks: marks and link syntax go, every visible word stays, list numbers become labels."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from clausescan.errors import ReadError
from clausescan.model import BlockKind, Document
from clausescan.reading.blocks import Piece, lay_out
from clausescan.reading.decode import decode
from clausescan.reading.options import ReadOptions
from clausescan.reading.text import check_bytes, check_length
from clausescan.reading.title import title_of
from clausescan.reading.wrapping import starts_label

_DEEPEST = 100
_REDACTED = re.compile(r"\[[ .…●*_]{1,40}\]")
_FRONT = re.compile(r"---[ \t]*\n(?:[\w-]{1,60}:[^\n]{0,500}\n|[ \t#-][^\n]{0,500}\n){1,60}---[ \t]*(?:\n|$)")
_TAG = re.compile(r"<!--.{0,5000}?-->|</?[a-zA-Z][^<>]{0,500}>", re.DOTALL)
_LINE_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/li|/tr|hr)\b[^<>]{0,100}>")


@dataclass(slots=True)
class _List:
    """An open list: its numbers so far, and the delimiter they are printed with."""

    ordered: bool
    next: int
    typed: bool
    labels: list[str] = field(default_factory=list)


def read_markdown(data: bytes, path: str, options: ReadOptions) -> Document:
    """A Markdown file as a Document. A numbered list item carries its number as `label` ("3."), not in its text."""
    check_bytes(data, path, options)
    text, notices = decode(data, path)
    check_length(text, path, options)
    blocks, body = lay_out(_pieces(text, path))
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/markdown",
        text=body,
        blocks=blocks,
        title=next((body[b.start : b.end] for b in blocks if b.kind == "heading" and b.level == 0), "")
        or title_of(blocks, body),
        warnings=notices,
    )


def _pieces(text: str, path: str) -> list[Piece]:
    front = _FRONT.match(text)
    if front:
        text = text[front.end() :]
    # "[***]" is a redaction and would be taken for emphasis.
    text = _REDACTED.sub(lambda found: re.sub(r"[*_]", r"\\\g<0>", found[0]), text)
    # Indented clauses are clauses, not program code.
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table").disable("code")
    tokens = parser.parse(text)
    if any(token.level >= _DEEPEST - 2 for token in tokens):  # what lies deeper was dropped by the parser
        raise ReadError(path, "too_deep", "the lists or quotations are nested too deep to be read in full")
    return _Walk(tokens).pieces


class _Walk:
    """Goes through the tokens once; `pieces` is what it found."""

    def __init__(self, tokens: list[Token]) -> None:
        self.pieces: list[Piece] = []
        self._lists: list[_List] = []
        self._label = ""
        self._heading: int | None = None
        self._row: list[str] | None = None
        typed = _typed_numbers(tokens)
        for i, token in enumerate(tokens):
            self._take(token, typed.get(i, False))

    def _take(self, token: Token, typed: bool) -> None:
        kind = token.type
        if kind in ("ordered_list_open", "bullet_list_open"):
            start = int(token.attrGet("start") or 1) if kind == "ordered_list_open" else 0
            self._lists.append(_List(kind == "ordered_list_open", start, typed))
        elif kind in ("ordered_list_close", "bullet_list_close"):
            self._lists.pop()
        elif kind == "list_item_open":
            self._open_item(token)
        elif kind == "list_item_close":
            self._label = ""
        elif kind == "heading_open":
            self._heading = int(token.tag[1:]) - 1
        elif kind == "heading_close":
            self._heading = None
        elif kind == "tr_open":
            self._row = []
        elif kind == "tr_close":
            self.pieces.append(Piece("", "table_row", cells=self._row or []))
            self._row = None
        elif kind == "inline":
            self._inline(token)
        elif kind in ("fence", "code_block"):
            self._lines(token.content.split("\n"))
        elif kind == "html_block":
            self._lines(_TAG.sub("", _LINE_BREAK.sub("\n\n", token.content)).split("\n"))
        elif kind == "hr" and token.markup.startswith("_"):
            self._add("_" * 10)  # a line to sign on

    def _open_item(self, token: Token) -> None:
        current = self._lists[-1]
        if current.ordered:
            number = int(token.info) if current.typed and token.info.isdigit() else current.next
            self._label = f"{number}{token.markup}"
            current.next += 1
        else:
            self._label = "•"

    def _level(self) -> int | None:
        return len(self._lists) - 1 if self._lists else None

    def _add(self, text: str, bold: bool = False) -> None:
        if not text.strip():
            return
        kind: BlockKind = "paragraph" if self._heading is None else "heading"
        level = self._level() if self._heading is None else self._heading
        self.pieces.append(Piece(text, kind, self._label, level, bold=bold))
        self._label = ""

    def _inline(self, token: Token) -> None:
        lines, bold = _visible(token)
        if self._row is not None:
            self._row.append(" ".join(lines))
        else:
            self._lines(lines, bold)

    def _lines(self, lines: list[str], bold: bool = False) -> None:
        """Lines of one paragraph; one that starts with a clause number is a paragraph of its own."""
        current = ""
        for line in lines:
            if current and (starts_label(line.strip()) or not line.strip() or "\n" in line):
                self._add(current, bold)
                current = ""
            current = f"{current} {line.strip()}" if current else line.strip()
        self._add(current, bold)


def _visible(token: Token) -> tuple[list[str], bool]:
    """The lines of an inline token as they show (a forced break starts with a newline), and whether all is bold."""
    lines, depth, plain = [""], 0, False
    for child in token.children or []:
        if child.type in ("text", "code_inline", "text_special", "image"):
            lines[-1] += child.content
            plain = plain or (depth == 0 and bool(child.content.strip()))
        elif child.type == "softbreak":
            lines.append("")
        elif child.type == "hardbreak" or (child.type == "html_inline" and _LINE_BREAK.fullmatch(child.content)):
            lines.append("\n")
        elif child.type == "strong_open":
            depth += 1
        elif child.type == "strong_close":
            depth -= 1
    return lines, not plain and any(line.strip() for line in lines)


def _typed_numbers(tokens: list[Token]) -> dict[int, bool]:
    """For each ordered list (by the index of its opening token): whether its typed numbers are to be kept.

    Markdown counts for itself when all items say "1."; where the author typed different numbers, those are meant.
    """
    found: dict[int, bool] = {}
    opened: list[tuple[int, list[str]]] = []
    for i, token in enumerate(tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            opened.append((i, []))
        elif token.type == "list_item_open" and opened:
            opened[-1][1].append(token.info)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            start, numbers = opened.pop()
            found[start] = len(set(numbers)) > 1
    return found
