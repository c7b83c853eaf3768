"""Draws the redline into the body of the new version: its own paragraphs and runs stay, what the old one had is put in
as deleted, what it had not is marked as inserted."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from clausescan.report.comparison.word.alignment import Cut, aligned, cuts
from clausescan.report.comparison.word.marks import Marks, runs_of
from clausescan.report.word.names import BOX, MC, PPR, RPR, P, R, W
from clausescan.report.word.runs import Piece, outer, pieces, run_from, run_until


@dataclass(frozen=True, slots=True)
class OldParagraph:
    """A paragraph of the old version; where that is a Word file, with its w:pPr and the w:rPr of its first words as far
    as the new file knows their styles. `row` tells the rows of tables apart, None outside of tables."""

    text: str
    properties: etree._Element | None = None
    look: etree._Element | None = None
    row: int | None = None


def body_paragraphs(body: etree._Element) -> list[etree._Element]:
    """Paragraphs in reading order, without those in text boxes, which are drawn twice in a file."""
    boxes = (BOX, MC + "Fallback")
    return [p for p in body.iter(P) if next(p.iterancestors(*boxes), None) is None]


def text_of(paragraph: etree._Element) -> str:
    """The characters of a paragraph; a break to the next page or column is a form feed."""
    return _text(pieces(paragraph))


def _text(found: Sequence[Piece]) -> str:
    return "".join("\f" if piece.node.get(W + "type") in ("page", "column") else piece.text for piece in found)


def draw(body: etree._Element, old: Sequence[OldParagraph], marks: Marks) -> None:
    """Makes `body`, the new version, a redline against `old`."""
    new = body_paragraphs(body)
    pairs = aligned([each.text for each in old], [text_of(each) for each in new])
    inserted = [new[j] for i, j in pairs if i is None and j is not None]
    struck: list[OldParagraph] = []
    last: tuple[etree._Element, int | None] | None = None
    """The paragraph of both versions before, and its row in the old one."""
    for i, j in pairs:
        if j is None:
            assert i is not None
            struck.append(old[i])
        elif i is not None:
            struck = _after(last, struck, marks)
            _before(new[j], struck, marks)
            struck = []
            _edited(new[j], old[i].text, marks)
            last = new[j], old[i].row
        elif struck and _table(new[j]) is None and not any(each.row for each in struck):
            _before(new[j], struck, marks)
            struck = []
    _behind(body, _after(last, struck, marks), marks)
    for paragraph in inserted:
        marks.insert_runs(list(runs_of(paragraph)))
        marks.paragraph(paragraph, "ins")
    _rows(body, inserted, marks)


def _deleted(paragraph: OldParagraph, marks: Marks) -> etree._Element:
    made = etree.Element(P)
    if paragraph.properties is not None:
        made.append(deepcopy(paragraph.properties))
    if paragraph.text:
        made.append(marks.deletion(paragraph.text, paragraph.look))
    marks.paragraph(made, "del")
    return made


def _after(
    last: tuple[etree._Element, int | None] | None, struck: Sequence[OldParagraph], marks: Marks
) -> list[OldParagraph]:
    """Puts deleted paragraphs of a row behind the one of the same row that both versions have, so that they stay in its
    cell; gives those that belong elsewhere."""
    if last is None or last[1] is None:
        return list(struck)
    place, row = last
    rest = list(struck)
    while rest and rest[0].row == row:
        made = _deleted(rest.pop(0), marks)
        place.addnext(made)
        place = made
    return rest


def _before(anchor: etree._Element, struck: Sequence[OldParagraph], marks: Marks) -> None:
    """Puts deleted paragraphs before one that both versions have; those of the body stay out of its table."""
    table = _table(anchor)
    for paragraph in struck:
        place = anchor if table is None or paragraph.row is not None else table
        place.addprevious(_deleted(paragraph, marks))


def _table(paragraph: etree._Element) -> etree._Element | None:
    """The outermost table around a paragraph."""
    return next(iter(reversed(list(paragraph.iterancestors(W + "tbl")))), None)


def _behind(body: etree._Element, struck: Sequence[OldParagraph], marks: Marks) -> None:
    """Puts deleted paragraphs at the end of the body, before the properties of its last section."""
    section = body.find(W + "sectPr")
    for paragraph in struck:
        made = _deleted(paragraph, marks)
        if section is None:
            body.append(made)
        else:
            section.addprevious(made)


def _rows(body: etree._Element, inserted: Sequence[etree._Element], marks: Marks) -> None:
    """A row of which every paragraph is inserted is inserted itself."""
    known = set(inserted)
    for row in list(body.iter(W + "tr")):
        own = list(row.iter(P))
        if own and all(paragraph in known for paragraph in own):
            marks.row(row, "ins")


def _edited(paragraph: etree._Element, old: str, marks: Marks) -> None:
    """Marks what changed inside of a paragraph."""
    found = pieces(paragraph)
    new = _text(found)
    if old == new:
        return
    for cut in reversed(cuts(old, new, _whole(found))):
        _apply(paragraph, cut, marks)


def _whole(found: Sequence[Piece]) -> list[tuple[int, int]]:
    """Slices that cannot be cut: results of fields, and formulas."""
    spans: dict[int, tuple[int, int]] = {}
    for piece in found:
        if piece.field is None and piece.run.tag == R:
            continue
        key = id(piece.field) if piece.field is not None else id(piece.run)
        start, _ = spans.get(key, (piece.start, 0))
        spans[key] = start, piece.end
    return list(spans.values())


def _apply(paragraph: etree._Element, cut: Cut, marks: Marks) -> None:
    if cut.end > cut.start:
        run_from(paragraph, cut.start)
        run_until(paragraph, cut.end)
        inside = [piece for piece in pieces(paragraph) if cut.start <= piece.start and piece.end <= cut.end]
        nodes = _nodes(inside, paragraph)
        first, look = nodes[0], _look(inside[0])
        if cut.deleted:
            first.addprevious(marks.deletion(cut.deleted, look))
        marks.insert_runs(nodes)
        return
    at = run_from(paragraph, cut.start)
    found = pieces(paragraph)
    following = next((piece for piece in found if piece.start >= cut.start), None)
    before = next((piece for piece in reversed(found) if piece.end <= cut.start), None)
    if at is not None and following is not None:
        made = marks.deletion(cut.deleted, _look(before or following))
        _nodes([following], paragraph)[0].addprevious(made)
    elif before is not None:
        _nodes([before], paragraph)[-1].addnext(marks.deletion(cut.deleted, _look(before)))
    else:
        made = marks.deletion(cut.deleted, paragraph.find(f"{PPR}/{RPR}"))
        properties = paragraph.find(PPR)
        if properties is None:
            paragraph.insert(0, made)
        else:
            properties.addnext(made)


def _look(piece: Piece) -> etree._Element | None:
    return piece.run.find(RPR) if piece.run.tag == R else None


def _nodes(inside: Sequence[Piece], paragraph: etree._Element) -> list[etree._Element]:
    """The elements to be wrapped for some characters: runs, all runs of a field from its begin to its end, a formula
    or simple field as a whole."""
    found: list[etree._Element] = []
    for piece in inside:
        if piece.field is not None and piece.field.end is not None:
            node: etree._Element | None = piece.field.begin
            while node is not None:
                if node not in found and node.tag == R:
                    found.append(node)
                if node is piece.field.end:
                    break
                node = node.getnext()
        else:
            node = piece.run if piece.run.tag == R else outer(piece.run, paragraph)
            if node not in found:
                found.append(node)
    return found
