"""Pieces of text, in reading order, to blocks and the text they are slices of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from clausescan.model import Block, BlockKind, Span


@dataclass(slots=True)
class Piece:
    """A block before it has a place. White space in `text` and `cells` does not matter; `cells` makes it a row."""

    text: str
    kind: BlockKind = "paragraph"
    label: str = ""
    level: int | None = None
    indent: float = 0.0
    bold: bool = False
    centered: bool = False
    page: int | None = None
    cells: list[str] = field(default_factory=list)


def lay_out(pieces: Iterable[Piece]) -> tuple[tuple[Block, ...], str]:
    """Blocks and their text: single spaces, a tab between cells, a newline between blocks. Empty pieces go."""
    blocks: list[Block] = []
    parts: list[str] = []
    at = 0
    for piece in pieces:
        spans: tuple[Span, ...] = ()
        if piece.cells:
            cells = [" ".join(cell.split()) for cell in piece.cells]
            text = "\t".join(cells)
            spans = _spans(cells, at)
        else:
            text = " ".join(piece.text.split())
        if not text.strip():  # a number without words, as in Word files, makes no block
            continue
        blocks.append(
            Block(
                at,
                at + len(text),
                piece.kind,
                piece.label,
                piece.level,
                indent=piece.indent,
                bold=piece.bold,
                centered=piece.centered,
                page=piece.page,
                cells=spans,
            )
        )
        parts.append(text)
        at += len(text) + 1
    return tuple(blocks), "\n".join(parts)


def _spans(cells: list[str], at: int) -> tuple[Span, ...]:
    spans = []
    for cell in cells:
        spans.append(Span(at, at + len(cell)))
        at += len(cell) + 1
    return tuple(spans)
