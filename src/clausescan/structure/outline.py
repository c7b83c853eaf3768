"""Numbers and headings into the clause tree.

The document is walked once. `zones` tells cover, contents, recitals, body, signatures and schedules apart; `labels`
reads what is printed; `lists` and `placing` decide by the sequence; `glued` finds clauses inside paragraphs; `freeze`
cuts units and cites. docs/decisions/numbering.md has the rules of citation.
"""

from __future__ import annotations

import re
from dataclasses import replace

from clausescan.model import Block, Clause, ClauseKind, Document
from clausescan.structure import headings
from clausescan.structure.freeze import freeze
from clausescan.structure.glued import split_glued
from clausescan.structure.labels import Label
from clausescan.structure.placing import SENTENCE_END, Builder
from clausescan.structure.zones import Opening, open_blocks

_BULLET = re.compile(r"[•●▪◦‣∙·■□➢►✓*o–—-][ \t\u00a0]{1,6}(?=\S)")


_ADDRESSEE = re.compile(
    r"(?:if[ ]to\b|to[ ]?:|to[ ]the[ ]\w+[ ]?:|for[ ][A-Z][\w .&]{1,30}:\s*\Z|with[ ]a[ ](?:\w+[ ])?copy\b"
    r"|addressed[ ]to\b|in[ ]case[ ]of[ ][A-Z][\w .&]{1,30}[ ]to:)",
    re.IGNORECASE,
)
_ATTACHMENT_AT_END = re.compile(
    r"(?:schedule|exhibit|annex(?:ure)?|appendix)[ \u00a0–-]{1,3}[A-Z0-9]{1,4}\s*\Z", re.IGNORECASE
)


_PLAIN_ZONES: dict[str, ClauseKind] = {
    "title": "title",
    "parties": "parties",
    "toc": "toc",
    "signature": "signature",
    "note": "note",
}


def clause_tree(document: Document) -> tuple[Clause, ...]:
    """The clauses of a document, in order, every character of every block in exactly one of them.

    Takes time linear in the text. Never raises on odd text: what carries no number is a paragraph.
    """
    document = _separate_attachments(document)
    openings = open_blocks(document)
    builder = Builder(document, openings)
    line_starts = {line.start for line in document.lines}
    for i, (block, opening) in enumerate(zip(document.blocks, openings, strict=True)):
        builder.index = i
        if block.end > block.start:
            _feed(builder, block, opening, line_starts)
    return freeze(document, builder.nodes)


def _separate_attachments(document: Document) -> Document:
    """Give "EXHIBIT B" its own block where it is the last printed line of a paragraph."""
    blocks: list[Block] = []
    for block in document.blocks:
        m = _ATTACHMENT_AT_END.search(document.text, max(block.start, block.end - 30), block.end)
        if m and m.start() > block.start and document.lines and not block.label:
            line = document.lines_of(block.end - 1, block.end)
            if line and line[-1].start == m.start():
                blocks.append(replace(block, end=m.start()))
                blocks.append(replace(block, start=m.start(), cells=()))
                continue
        blocks.append(block)
    return replace(document, blocks=tuple(blocks)) if len(blocks) > len(document.blocks) else document


def _feed(b: Builder, block: Block, opening: Opening, line_starts: set[int]) -> None:
    text = b.document.text
    kind = _PLAIN_ZONES.get(opening.zone)
    if kind is not None:
        parent = b.root if kind in ("signature", "toc") else (b.cur or b.root) if kind == "note" else None
        last = b.last
        b.add(block.start, block.end, kind, parent)
        b.last = last
        if kind == "signature" and not b.open:  # an unnumbered heading before signatures does not govern what follows
            b.cur, b.head = b.root, None
        return
    if opening.zone == "attachment":
        b.attach_scope(opening, block)
        return
    if opening.zone == "recital":
        _recital(b, block, opening.label)
        return
    if b.cur is not None and b.cur.kind == "recital":
        b.cur, b.head = b.root, None
        b.open.clear()
    label = opening.label
    automatic = bool(block.label)
    b.depth = block.level if automatic else None
    if label is not None:
        label = b.sequential(label)
    if (
        label is not None
        and (block.kind != "table_row" or _row_label(b, block, label))
        and (block.kind == "table_row" or b.fits(label, automatic))
    ):
        if not automatic:
            b.split_before(label)
        printed = block.label or text[label.start : label.end]
        node = b.place(label, block.start, block.end, printed, automatic)
        if automatic:
            node.body = block.start
        if block.kind == "table_row" and len(block.cells) > 1:
            node.kind = "table_row"
            return
        split_glued(b, node, block, line_starts)
        return
    if automatic and block.kind != "table_row":
        _bullet(b, block, block.label, block.start)
        return
    if block.kind == "table_row":
        b.add(block.start, block.end, "table_row", (b.head if b.head and b.head.waiting else b.cur) or b.root)
        return
    if _address(b, block):
        return
    bullet = _BULLET.match(text, block.start, block.end)
    if bullet and bullet.end() < block.end:
        _bullet(b, block, text[block.start], bullet.end())
        return
    following = ""
    if b.index + 1 < len(b.document.blocks):
        after = b.document.blocks[b.index + 1]
        following = after.label + text[after.start : min(after.end, after.start + 200)]
    last = b.last
    if last is not None and last is b.cur and last.body >= last.end and last.part and not last.title_taken:
        # ARTICLE IX on one line, its title on the next
        title = headings.whole(text, block.start, block.end, block)
        if title and (last.word or headings.is_caps(title) or len(title) < 60):
            last.end, last.heading, last.title_taken = block.end, title, True
            last.kind = "heading"
            return
    if last is not None and last.kind == "heading" and last is b.root and not last.heading:
        title = headings.whole(text, block.start, block.end, block)
        if title:
            last.end, last.heading = block.end, title
            return
    words = headings.unnumbered(text, block, following)
    if words:
        b.heading(block, words)
        return
    if (
        last is not None
        and last.kind in ("clause", "paragraph")
        and last.end == block.start - 1
        and text[block.start].islower()
        and not SENTENCE_END.search(text, max(last.start, last.end - 8), last.end)
        and last.body < last.end
    ):
        last.end = block.end  # a paragraph broken in the middle of its sentence
        return
    node = b.paragraph(block.start, block.end)
    split_glued(b, node, block, line_starts)


def _address(b: Builder, block: Block) -> bool:
    """The lines of an address for notices, "If to Alpha:" and what follows, are one paragraph."""
    text = b.document.text
    size = block.end - block.start
    last = b.last
    if size < 120 and not block.label and _ADDRESSEE.match(text, block.start, block.end):
        b.paragraph(block.start, block.end).address = True
        return True
    if last is None or not last.address or size > 70 or last.end != block.start - 1 or _runs_on(text, block):
        return False
    last.end = block.end
    return True


def _runs_on(text: str, block: Block) -> bool:
    return text[block.start].islower() and not text.startswith("c/o", block.start)


def _row_label(b: Builder, block: Block, label: Label) -> bool:
    """A table row opens a clause where its first cell is a number in sequence and text follows."""
    part = label.parts[0]
    if len(part.dotted) > 1 and not label.weak and block.end - label.body > 30:
        return b.decimal_expected(part)
    if not block.cells or len(block.cells) < 2:
        return False
    first = block.cells[0]
    if label.end < first.end - 1 or block.end - first.end < 30:
        return False
    choice = b.choose(part, label.word)
    if choice is None or _words_after(b, block, first.end) < 5:
        return False
    return choice.cost < 0.6 or (
        choice.reading[1] == 1 and b.upcoming(choice.reading[0], part.wrap, 2.0, label.word) <= 2
    )


def _words_after(b: Builder, block: Block, start: int) -> int:
    return len(b.document.text[start : block.end].split())


def _bullet(b: Builder, block: Block, label: str, body: int) -> None:
    last = b.last
    if last is not None and last.kind == "item" and not last.part and last.label == label:
        parent = last.parent
    elif last is not None and last.kind == "paragraph" and b.leads_in():
        parent = last
    else:
        parent = (b.head if b.head and b.head.waiting else b.cur) or b.root
    node = b.add(block.start, block.end, "item", parent, body)
    node.label = label


def _recital(b: Builder, block: Block, label: Label | None) -> None:
    text = b.document.text
    if label is None or len(label.parts) > 1 or label.word:
        node = b.add(block.start, block.end, "recital", None)
        if label is None:
            heading = headings.whole(text, block.start, block.end, block)
            node.heading = heading if block.end - block.start < 60 else ""
        b.cur = node
        return
    node = b.add(block.start, block.end, "recital", None, label.body if not block.label else block.start)
    node.label = block.label or text[label.start : label.end].strip()
    node.number = f"Recital {label.parts[0].text}"
    b.cur = node
