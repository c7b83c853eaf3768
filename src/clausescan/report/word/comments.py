"""The user's own Word draft with comments in its margin. Text, numbering, styles, tracked changes and the comments that
are there stay as they are: nothing is added but comment markers, and runs are cut where a quote begins or ends. The
copy of a template or of a file with macros is an ordinary document, without them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lxml import etree

from clausescan.errors import FormatError
from clausescan.model import MediaType, Report
from clausescan.report.original import original
from clausescan.report.remarks import opening, remarks, title_place
from clausescan.report.word.names import MAIN, PPR, RPR, SPACE, P, R, T, W
from clausescan.report.word.package import Package
from clausescan.report.word.runs import host, outer, pieces, run_from, run_until, topmost
from clausescan.report.word.stretches import Stretch, Stretches

if TYPE_CHECKING:
    from clausescan.report.formats import Rendering

AUTHOR, INITIALS = "clausescan", "cs"

_KIND: MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_MARKERS = (W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")


def render(report: Report, rendering: Rendering) -> bytes:
    """The bytes of the commented draft.

    Raises FormatError where the agreement is no Word file, or its file is missing or has changed since the scan.
    """
    data = original(report.document, rendering.source, _KIND)
    package = Package(data)
    body = package.document.find(W + "body")
    if body is None:
        raise FormatError("the agreement's file holds no Word document")
    margin = _Margin(package, body, report, rendering.now or datetime.now(UTC))
    margin.write(title_place(report), "clausescan", tuple(("", line) for line in opening(report)))
    for remark in remarks(report, rendering.everything):
        margin.write(remark.place or title_place(report), remark.head, remark.paragraphs)
    margin.close()
    package.become_document()
    return package.save()


class _Margin:
    """Writes comments, each with a number that no other has."""

    def __init__(self, package: Package, body: etree._Element, report: Report, now: datetime) -> None:
        self._body, self._package = body, package
        self._stretches = Stretches(report.document, body)
        self._date = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        known = package.related("comments")
        self._new = known is None
        self._comments = etree.Element(W + "comments", nsmap={"w": MAIN}) if known is None else known
        used = [node.get(W + "id", "") for node in (*self._comments, *body.iter(*_MARKERS))]
        self._next = max((int(id) for id in used if id.isdecimal()), default=-1) + 1

    def write(self, place: tuple[int, int], head: str, paragraphs: tuple[tuple[str, str], ...]) -> None:
        """A comment on a slice of the document's text."""
        id = str(self._next)
        stretches = self._stretches.of(*place)
        if stretches:
            _anchor(stretches, id)
        else:
            _anchor_first(self._body, id)
        self._next += 1
        comment = etree.SubElement(self._comments, W + "comment")
        for name, value in (("id", id), ("author", AUTHOR), ("date", self._date), ("initials", INITIALS)):
            comment.set(W + name, value)
        comment.append(_paragraph([(head, True)], mark=True))
        for label, words in paragraphs:
            comment.append(_paragraph([(f"{label}: ", True), (words, False)] if label else [(words, False)]))

    def close(self) -> None:
        if self._new:
            self._package.add("comments", self._comments, _COMMENTS)


def _paragraph(runs: list[tuple[str, bool]], mark: bool = False) -> etree._Element:
    """A paragraph of a comment. What Word would take from the draft's own body style is set plainly, and no style is
    named, since the draft need not have one for comments."""
    paragraph = etree.Element(P)
    properties = etree.SubElement(paragraph, PPR)
    etree.SubElement(properties, W + "spacing", {W + "before": "0", W + "after": "60"})
    etree.SubElement(properties, W + "ind", {W + "left": "0", W + "firstLine": "0"})
    etree.SubElement(properties, W + "jc", {W + "val": "left"})
    if mark:
        run = etree.SubElement(paragraph, R)
        etree.SubElement(run, W + "annotationRef")
    for words, bold in runs:
        run = etree.SubElement(paragraph, R)
        look = etree.SubElement(run, RPR)
        if bold:
            etree.SubElement(look, W + "b")
        etree.SubElement(look, W + "sz", {W + "val": "18"})
        text = etree.SubElement(run, T, {SPACE: "preserve"})
        text.text = words
    return paragraph


def _anchor(stretches: list[Stretch], id: str) -> None:
    """Puts the markers around the words. A range does not leave the table cell that it begins in."""
    first = stretches[0]
    last = next(s for s in reversed(stretches) if s.paragraph.getparent() is first.paragraph.getparent())
    paragraph, begin = _begin(first)
    end_paragraph, end = (paragraph, begin) if first.note is not None and last is first else _end(last)
    start_marker = etree.Element(W + "commentRangeStart", {W + "id": id})
    end_marker = etree.Element(W + "commentRangeEnd", {W + "id": id})
    if begin is None or end is None:  # an empty paragraph
        properties = paragraph.find(PPR)
        if properties is None:
            paragraph.insert(0, start_marker)
        else:
            properties.addnext(start_marker)
        start_marker.addnext(end_marker)
        end_marker.addnext(_reference(id))
        return
    begin.addprevious(start_marker)
    end.addnext(end_marker)
    behind = topmost(end_marker, end_paragraph)
    while (following := behind.getnext()) is not None and _is_reference(following):
        behind = following  # comments on the same words come in the order in which they were written
    behind.addnext(_reference(id))


def _is_reference(node: etree._Element) -> bool:
    if node.tag in _MARKERS[:2]:
        return node.tag == _MARKERS[1]
    return node.tag == R and node.find(_MARKERS[2]) is not None


def _begin(stretch: Stretch) -> tuple[etree._Element, etree._Element | None]:
    return _edge(stretch, run_from(stretch.paragraph, stretch.start), at_end=False)


def _end(stretch: Stretch) -> tuple[etree._Element, etree._Element | None]:
    return _edge(stretch, run_until(stretch.paragraph, stretch.end), at_end=True)


def _edge(stretch: Stretch, run: etree._Element | None, at_end: bool) -> tuple[etree._Element, etree._Element | None]:
    """The paragraph and the element that a marker stands beside. Word allows no comment inside of a text box or, in
    older versions, a note: there the whole box or the mark of the note is commented. A field is commented whole, or
    the comment would go with its next update."""
    paragraph, box = host(stretch.paragraph)
    run = box if box is not None else stretch.note if stretch.note is not None else run
    if run is None:
        return paragraph, None
    if box is None:
        field = next((piece.field for piece in pieces(paragraph) if piece.run is run), None)
        if field is not None and field.end is not None:
            run = field.end if at_end else field.begin
    return paragraph, outer(run, paragraph)


def _reference(id: str) -> etree._Element:
    run = etree.Element(R)
    etree.SubElement(run, W + "commentReference", {W + "id": id})
    return run


def _anchor_first(body: etree._Element, id: str) -> None:
    """Hangs a comment on the first paragraph: better there than lost."""
    paragraph = next(body.iter(P), None)
    if paragraph is None:
        raise FormatError("the Word file holds no paragraph that a comment could hang on")
    _anchor([Stretch(paragraph, 0, sum(len(piece.text) for piece in pieces(paragraph)), exact=False)], id)
