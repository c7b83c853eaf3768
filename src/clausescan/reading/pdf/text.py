"""Text and line boxes from PDFium: fast where a page is plain, word by word or letter by letter where it is not."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from clausescan.model import Box
from clausescan.reading.pdf.chars import Characters, Rect, turned_box
from clausescan.reading.pdf.glyphs import Piece, PrintedPage, clean

Tables = list[list[list[Box]]]
"""Ruled tables as rows of cell boxes."""

_LINE = re.compile(r"[^\r\n\ufffe]+\ufffe?")
"""PDFium puts no line break after U+FFFE, the mark of a hyphen at a line's end."""
_WORD = re.compile(r"\S+")
_GLUED = re.compile(r"(?:\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,5}[.)]?|\([A-Za-z]{1,4}\)|[A-Za-z]{1,2}[.)])(?=[A-Z“\"‘])")
_LABEL = re.compile(r"(?:[0-9]{1,3}\.(?:[0-9]{1,3}\.?){0,5}|\([a-z0-9]{1,4}\))(?=[“\"‘]?[A-Z][a-z])")
_HANGING = re.compile(
    r"((?:article|section)?\s?\(?(?:[0-9]{1,3}(?:\.[0-9]{1,3}){0,5}|[ivxlc]{1,7}|[a-z]{1,2})[.):]{0,2}|[•▪○●◦■□·])\s+(?=\S)",
    re.IGNORECASE,
)
_WIDE_GAP = 1.6
"""A gap of more than this many ems between two words of a line separates two pieces (a tab, a column, a cell)."""
_ASCENT, _DESCENT = 0.85, 0.25


class PageText:
    """Reads one loaded page. `number` counts from 1. Close the page yourself. `tables` are its ruled tables on the
    page as shown: text is cut where it passes from one cell to the next."""

    def __init__(self, page: Any, number: int, tables: Tables | None = None) -> None:
        self.number = number
        self.tables = tables or []
        self.chars = Characters(page)
        self.text = self.chars.text
        self.cells: list[Box] = []

    def read(self) -> PrintedPage:
        """All lines of the page, invisible ones marked, in the order of its content stream."""
        try:
            return self._read()
        finally:
            self.chars.close()

    def _read(self) -> PrintedPage:
        found = PrintedPage(self.number, self.chars.width, self.chars.height)
        spans = self._spans()
        if not spans:
            return found
        self.chars.find_turn(spans)
        if self.chars.turn:
            self.chars.stand_upright()
            self.text = self.chars.text
            spans = self._spans()
        found.width, found.height = self.chars.upright_size
        found.tables = [self._turned_table(table) for table in self.tables]
        self.cells = [box for table in found.tables for row in table for box in row]
        rough = [self._piece(start, end, (start, end - 1)) for start, end in spans]
        plain = [p for p in rough if len(p.text) > 30 and p.x1 > p.x0]
        usual = statistics.median((p.x1 - p.x0) / len(p.text) / p.em for p in plain) if plain else 0.5
        hidden = any(self.chars.invisible(p) for start, end in spans for p in (start, end - 1))
        fine = hidden or bool(self.cells)
        columns = not fine and self._gap_in_sample(spans, rough)
        split = [
            self._split(start, end, fine)
            if fine or columns or self._odd(start, end, piece, usual)
            else self._hung(start, end, piece)
            for (start, end), piece in zip(spans, rough, strict=True)
        ]
        for i, pieces in enumerate(split):
            if len(pieces) == 1 and not fine:
                stops = [p.x0 for near in (split[max(i - 1, 0)], *split[i + 1 : i + 2]) for p in near[1:]]
                inside = [x for x in stops if pieces[0].x0 + 2 * pieces[0].em < x < pieces[0].x1 - pieces[0].em]
                if inside:
                    pieces = self._split(*spans[i], fine, inside)
            found.pieces.extend(piece for piece in pieces if piece.text)
        return found

    def _spans(self) -> list[tuple[int, int]]:
        """The lines of the content stream, without the space around them."""
        return [span for span in (self._trimmed(*match.span()) for match in _LINE.finditer(self.text)) if span]

    def _trimmed(self, start: int, end: int) -> tuple[int, int] | None:
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return (start, end) if start < end else None

    def _turned_table(self, table: list[list[Box]]) -> list[list[Box]]:
        """A table in reading orientation; its columns may become its rows."""
        if not self.chars.turn:
            return table
        rows: dict[int, list[Box]] = {}
        for box in (box for row in table for box in row):
            new = turned_box(box, self.chars.turn, self.chars.width, self.chars.height)
            rows.setdefault(round(new.top), []).append(new)
        return [sorted(rows[top], key=lambda box: box.x0) for top in sorted(rows)]

    def _piece(self, start: int, end: int, ends: tuple[int, ...]) -> Piece:
        """The piece text[start:end]; its sides are those of the characters at `ends`, its height that of its type."""
        chars = self.chars
        boxes = [box for box in map(chars.box, ends) if box]
        x0 = min((box[0] for box in boxes), default=0.0)
        x1 = max((box[2] for box in boxes), default=x0)
        middle = (start + end) // 2
        em = chars.size(middle if not self.text[middle].isspace() else start)
        line = chars.baseline(start)
        baseline = line if line is not None else max((box[3] for box in boxes), default=0.0)
        rect = (x0, baseline - _ASCENT * em, x1, baseline + _DESCENT * em)
        word = end - 1
        while word > start and not self.text[word].isalnum():
            word -= 1
        bold = chars.bold(start) and chars.bold(middle) and chars.bold(word)
        text, hyphen = clean(self._reglued(start, end))
        return Piece(text, *rect, chars.shown(rect), em, bold, hyphen)

    def _reglued(self, start: int, end: int) -> str:
        """The text of a line, with a space after a clause number that is glued to its words: where a word can only
        begin ("1.2Term", "(a)The"), or where the page shows a gap."""
        raw = self.text[start:end]
        match = _LABEL.match(raw)
        if match:
            return raw[: match.end()] + " " + raw[match.end() :]
        match = _GLUED.match(raw)
        if match:
            before, after = self.chars.box(start + match.end() - 1), self.chars.box(start + match.end())
            if before and after and after[0] - before[2] > 0.1 * self.chars.size(start):
                return raw[: match.end()] + " " + raw[match.end() :]
        return raw

    def _odd(self, start: int, end: int, piece: Piece, usual: float) -> bool:
        """Whether the line must be looked at word by word: a gap, a jump, or text that runs backwards."""
        if piece.x1 <= piece.x0:
            return True
        last = self.chars.baseline(end - 1)
        if last is not None and abs(last - (piece.bottom - _DESCENT * piece.em)) > 0.5 * piece.em:
            return True
        count = max(len(piece.text), 1)
        width = (piece.x1 - piece.x0) / piece.em
        return width / count > 1.22 * usual and width - count * usual > 2.0

    def _hung(self, start: int, end: int, piece: Piece) -> list[Piece]:
        """The line, with a clause label or bullet that hangs before it as a piece of its own."""
        match = _HANGING.match(self.text, start, end)
        if not match:
            return [piece]
        last, first = self.chars.box(match.end(1) - 1), self.chars.box(match.end())
        if not last or not first or first[0] - last[2] < _WIDE_GAP * piece.em:
            return [piece]
        label = self._piece(start, match.end(1), (start, match.end(1) - 1))
        return [label, self._piece(match.end(), end, (match.end(), end - 1))]

    def _gap_in_sample(self, spans: list[tuple[int, int]], rough: list[Piece]) -> bool:
        """Whether most of the longest lines hold a wide gap, as two columns drawn row by row do."""
        longest = sorted(range(len(rough)), key=lambda i: rough[i].x0 - rough[i].x1)[:4]
        lines = [
            (hung.end() if (hung := _HANGING.match(self.text, *spans[i])) else spans[i][0], spans[i][1])
            for i in longest
        ]
        return sum(1 for line in lines if len(list(self._runs(*line, fine=False, stops=[]))) > 1) >= 2

    def _split(self, start: int, end: int, fine: bool, stops: list[float] | None = None) -> list[Piece]:
        runs = list(self._runs(start, end, fine, stops or []))
        if not fine and self._stretched(runs):
            runs = [[runs[0][0], runs[-1][-1]]]
        pieces = []
        for run in runs:
            piece = self._piece(run[0], run[-1] + 1, tuple(run))
            piece.invisible = fine and self.chars.invisible(run[0])
            if piece.text:
                pieces.append(piece)
        return pieces

    def _stretched(self, runs: list[list[int]]) -> bool:
        """Whether the pieces are the words of one line that was spread out to reach the margin: gaps all alike."""
        if len(runs) < 4:
            return False
        text = self.text[runs[0][0] : runs[-1][-1] + 1]
        if sum(map(str.isalpha, text)) < 0.6 * len(text):
            return False
        gaps = []
        for a, b in pairwise(runs):
            before, after = self.chars.box(a[-1]), self.chars.box(b[0])
            gaps.append(after[0] - before[2] if before and after else 0.0)
        em = self.chars.size(runs[0][0])
        return 0 < max(gaps) < 1.2 * min(gaps) + 0.3 * em and max(gaps) < 5 * em

    def _runs(self, start: int, end: int, fine: bool, stops: list[float]) -> Iterator[list[int]]:
        """Positions of the characters that bound the pieces of a line: cut at wide gaps, at jumps up, down or back;
        at lesser gaps before a word that begins at one of `stops`, where the lines above or below are cut; with `fine`
        also where a table cell ends or text turns invisible, letter by letter."""
        run: list[int] = []
        before: Rect | None = None
        state: tuple[int, bool] | None = None
        for first, last in self._units(start, end, fine):
            left, right = self.chars.box(first), self.chars.box(last)
            if left is None or right is None:
                continue
            here = (min(left[0], right[0]), left[1], max(left[2], right[2]), left[3])
            now = (self._cell(here), self.chars.invisible(first)) if fine else None
            if before is not None:
                low = min(here[3] - here[1], before[3] - before[1])
                em = 0.9 * max(here[3] - here[1], before[3] - before[1], 1.0)
                wide = 0.6 if any(abs(here[0] - stop) < 0.3 * em for stop in stops) else _WIDE_GAP
                apart = here[0] - before[2] > wide * em or here[0] < before[0] - em
                level = min(here[3], before[3]) - max(here[1], before[1]) > 0.25 * low
                if apart or not level or now != state:
                    yield run
                    run = []
            run += [first, last]
            before, state = here, now
        if run:
            yield run

    def _units(self, start: int, end: int, fine: bool) -> Iterator[tuple[int, int]]:
        if fine:
            yield from ((i, i) for i in range(start, end) if not self.text[i].isspace())
        else:
            yield from ((m.start(), m.end() - 1) for m in _WORD.finditer(self.text, start, end))

    def _cell(self, rect: Rect) -> int:
        """The index of the table cell that holds the middle of a character, -1 outside tables."""
        x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
        return next((i for i, c in enumerate(self.cells) if c.x0 <= x <= c.x1 and c.top <= y <= c.bottom), -1)
