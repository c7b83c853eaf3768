"""The original PDF with highlights on the quoted words and notes that say what a reader should know. The pages' own
content is not touched: annotations lie on top of it, and any reader can hide or delete them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from clausescan.errors import FormatError, display
from clausescan.model import Box, Document, Line, Report, Severity
from clausescan.report.original import original
from clausescan.report.pdf.sheet import Sheet, cut, direction
from clausescan.report.remarks import Remark, opening, remarks, title_place
from clausescan.report.words import SEVERITY_COLOURS

if TYPE_CHECKING:
    from clausescan.report.formats import Rendering

AUTHOR = "clausescan"

_TINT = 0.3
"""How much of a severity's colour lies under highlighted words: they must stay easy to read."""

_NOTE = 18.0
"""Side of the icon of a note, in points."""

_PRINT, _FIXED = 4, 8 + 16
"""Annotation flags: printed; neither turned nor zoomed with the page."""

_SEPARATOR = "\n\n* * *\n\n"


def render(report: Report, rendering: Rendering) -> bytes:
    """The bytes of the annotated PDF.

    Raises FormatError where the agreement is no PDF, its file is missing or has changed since the scan, or it is too
    damaged to be written.
    """
    import pikepdf

    data = original(report.document, rendering.source, "application/pdf")
    name = display(report.document.path)
    try:
        with pikepdf.open(BytesIO(data)) as file:
            pages = list(file.pages)
            if not pages:
                raise FormatError(f"{name}: the PDF has no pages that notes could stand on")
            annotator = _Annotator(file, pages, report.document, rendering.now or datetime.now(UTC))
            annotator.write(report, remarks(report, rendering.everything))
            out = BytesIO()
            # A file that needs no password to read keeps its own protection; all streams keep their coding.
            locked = file.is_encrypted
            file.save(
                out,
                encryption=locked,
                stream_decode_level=None if locked else pikepdf.StreamDecodeLevel.none,
                compress_streams=False,
                object_stream_mode=pikepdf.ObjectStreamMode.preserve,
            )
            return out.getvalue()
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError) as error:
        reason = display(re.sub(r"^stream <.*?> ", "", str(error)))
        raise FormatError(f"{name}: the PDF is too damaged to write notes into it ({reason})") from error


@dataclass(slots=True)
class _Place:
    """Remarks that hang on the same lines, worst first."""

    slice: tuple[int, int]
    lines: tuple[Line, ...]
    found: bool
    severity: Severity
    texts: list[str] = field(default_factory=list)


class _Annotator:
    """Adds annotations to the pages of an open file."""

    def __init__(self, file: Any, pages: list[Any], document: Document, now: datetime) -> None:
        self._file, self._pages, self._document = file, pages, document
        self._date = now.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
        self._sheets: dict[int, Sheet] = {}
        self._count = 0
        self._added: dict[int, list[Any]] = {}
        self._painted: list[tuple[int, int]] = []
        self._taken: set[tuple[int, int]] = set()
        printed: dict[int, list[Line]] = {}
        for line in document.lines:
            printed.setdefault(line.page, []).append(line)
        self._margins = {page: min(line.box.x0 for line in lines) for page, lines in printed.items()}
        self._directions = {page: direction(lines) for page, lines in printed.items()}

    def write(self, report: Report, found: list[Remark]) -> None:
        """Notes on the title page for the whole and for what is not there, then every place with its remarks."""
        head = self._document.lines_of(*title_place(report))
        page = head[0].page if head and head[0].page <= len(self._pages) else 1
        self._note(page, Box(24, 24, 24, 24), "info", "\n\n".join(opening(report)))
        absent = [remark for remark in found if not remark.found]
        if absent:
            listed = [f"Not found in this agreement, worst first ({len(absent)}):"]
            listed += [f"{n}. {remark.head}\n{_looked_at(remark)}".strip() for n, remark in enumerate(absent, 1)]
            self._note(page, Box(24, 24, 24, 24), absent[0].severity, "\n\n".join(listed))
        places: dict[tuple[tuple[int, int], bool], _Place] = {}
        for remark in found:
            if remark.place is None:
                continue  # in the list on the first page
            place = places.get((remark.place, remark.found))
            if place is None:
                lines = tuple(line for line in self._lines(*remark.place) if line.page <= len(self._pages))
                place = places[remark.place, remark.found] = _Place(remark.place, lines, remark.found, remark.severity)
            place.texts.append(_text(remark))
        for place in places.values():
            text = _SEPARATOR.join(place.texts)
            if not place.lines:
                self._note(page, Box(24, 24, 24, 24), place.severity, text)
            elif place.found:
                self._highlight(place, text)
            else:
                self._note(place.lines[0].page, place.lines[0].box, place.severity, text)
        for number, added in self._added.items():
            self._attach(self._pages[number - 1], added)

    def _lines(self, start: int, end: int) -> list[Line]:
        """Printed lines of a slice; the first and the last cut where the words begin and end."""
        return [
            cut(line, start, end, self._directions.get(line.page, 0)) for line in self._document.lines_of(start, end)
        ]

    def _sheet(self, page: int) -> Sheet:
        if page not in self._sheets:
            self._sheets[page] = Sheet.of(self._pages[page - 1].obj)
        return self._sheets[page]

    def _highlight(self, place: _Place, text: str) -> None:
        """One highlight on each page that the words stand on; the text is told on the first."""
        import pikepdf

        bare = self._not_painted(*place.slice)
        for n, page in enumerate(dict.fromkeys(line.page for line in place.lines)):
            sheet = self._sheet(page)
            quads = [sheet.corners(line.box) for line in place.lines if line.page == page]
            painted = [sheet.corners(line.box) for line in bare if line.page == page]
            xs, ys = [x for quad in quads for x, _ in quad], [y for quad in quads for _, y in quad]
            rect = [min(xs), min(ys), max(xs), max(ys)]
            colour = _tint(place.severity)
            told = text if n == 0 else f"goes on from page {place.lines[0].page}"
            annotation = self._annotation("/Highlight", page, rect, told, colour, _PRINT)
            annotation.QuadPoints = pikepdf.Array([_number(v) for quad in quads for point in quad for v in point])
            annotation.AP = pikepdf.Dictionary(N=self._appearance(rect, painted, colour))

    def _not_painted(self, start: int, end: int) -> list[Line]:
        """The lines of a slice less those that a graver remark has coloured: colour on colour would hide the words."""
        parts = [(start, end)]
        for first, last in self._painted:
            parts = [cut for a, b in parts for cut in ((a, min(b, first)), (max(a, last), b)) if cut[0] < cut[1]]
        self._painted.append((start, end))
        return [line for part in parts for line in self._lines(*part) if line.page <= len(self._pages)]

    def _appearance(self, rect: list[float], quads: list[list[tuple[float, float]]], colour: list[float]) -> Any:
        """How the highlight is drawn, for readers that do not draw one by themselves: colour that darkens the page."""
        import pikepdf

        drawn = [f"/Darken gs {' '.join(f'{c:.3f}' for c in colour)} rg"]
        for upper_left, upper_right, lower_left, lower_right in quads:
            path = (upper_left, upper_right, lower_right, lower_left)
            drawn.append(" ".join(f"{x:.2f} {y:.2f} {'l' if n else 'm'}" for n, (x, y) in enumerate(path)) + " h f")
        stream = pikepdf.Stream(self._file, "\n".join(drawn).encode("ascii"))
        stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        stream.BBox = pikepdf.Array([_number(v) for v in rect])
        state = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, BM=pikepdf.Name.Multiply)
        stream.Resources = pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(Darken=state))
        return self._file.make_indirect(stream)

    def _note(self, page: int, box: Box, severity: Severity, text: str) -> None:
        """A note in the left margin at the height of `box`, below any note that is already there."""
        import pikepdf

        sheet = self._sheet(page)
        x, top = max(min(box.x0, self._margins.get(page, box.x0)) - _NOTE - 6, 4.0), max(box.top - 3, 4.0)
        while (page, slot := round(top / _NOTE)) in self._taken and slot < sheet.height / _NOTE - 1:
            top += _NOTE + 2
        self._taken.add((page, round(top / _NOTE)))
        corners = sheet.corners(Box(x, top, x + _NOTE, top + _NOTE))
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        rect = [min(xs), min(ys), max(xs), max(ys)]
        annotation = self._annotation("/Text", page, rect, text, _rgb(SEVERITY_COLOURS[severity]), _PRINT + _FIXED)
        annotation.Name = pikepdf.Name.Comment
        annotation.Open = False

    def _annotation(self, kind: str, page: int, rect: list[float], text: str, colour: list[float], flags: int) -> Any:
        """An annotation with its popup, on its page."""
        import pikepdf

        on = self._pages[page - 1].obj
        self._count += 1
        annotation = self._file.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name(kind),
                Rect=pikepdf.Array([_number(v) for v in rect]),
                P=on,
                NM=pikepdf.String(f"clausescan-{self._count}"),
                T=pikepdf.String(AUTHOR),
                M=pikepdf.String(self._date),
                CreationDate=pikepdf.String(self._date),
                Contents=pikepdf.String(text),
                C=pikepdf.Array([_number(c) for c in colour]),
                F=flags,
            )
        )
        popup = self._file.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Popup,
                Rect=pikepdf.Array([_number(v) for v in self._sheet(page).popup(rect)]),
                Parent=annotation,
                Open=False,
                F=_FIXED,
            )
        )
        annotation.Popup = popup
        self._added.setdefault(page, []).extend((annotation, popup))
        return annotation

    def _attach(self, page: Any, added: list[Any]) -> None:
        """Adds behind those that are there. The list is the page's own, since a file may share one among pages."""
        import pikepdf

        there = page.obj.get("/Annots")
        kept = list(there) if isinstance(there, pikepdf.Array) else []
        page.obj.Annots = pikepdf.Array([*kept, *added])


def _text(remark: Remark) -> str:
    paragraphs = [f"{label}: {words}" if label else words for label, words in remark.paragraphs]
    return "\n".join([remark.head, *paragraphs])


def _looked_at(remark: Remark) -> str:
    return next((f"Looked at: {words}" for label, words in remark.paragraphs if label == "Looked at"), "")


def _rgb(colour: str) -> list[float]:
    return [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]


def _tint(severity: Severity) -> list[float]:
    return [1 - (1 - part) * _TINT for part in _rgb(SEVERITY_COLOURS[severity])]


def _number(value: float) -> Any:
    from decimal import Decimal

    return Decimal(f"{value:.3f}")
