"""Single characters of a PDFium page: their places, sizes and fonts, asked for only where they are needed."""

from __future__ import annotations

import ctypes
import math
import re
from typing import Any

import pypdfium2.raw as c

from clausescan.model import Box

Rect = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the top left."""

INVISIBLE = 3
"""The text render mode that draws nothing."""
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi|,B\b", re.IGNORECASE)
_FORCE_BOLD = 1 << 18


class Characters:
    """The text of one loaded page and the geometry of its characters; close it after use.

    `turn` counts the clockwise quarter turns that bring sideways print upright; rectangles are given in that reading
    orientation. Positions index `text`.
    """

    def __init__(self, page: Any) -> None:
        # PDFium crashes when the page is freed before its text, so the page is held here.
        self._page = page
        self._handle = c.FPDFText_LoadPage(page.raw)
        if not self._handle:
            raise ValueError("the text of the page could not be loaded")
        self.width, self.height = page.get_size()
        self._bounds: Rect = page.get_bbox()
        self._rotation: int = page.get_rotation() // 90 % 4
        self.turn = 0
        self._rect = c.FS_RECTF()
        self._matrix = c.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._bold_fonts: dict[bytes, bool] = {}
        self.text = self._load()

    def _load(self) -> str:
        count = c.FPDFText_CountChars(self._handle)
        if count <= 0:
            self._same = True
            return ""
        buffer = (ctypes.c_ushort * (count * 2 + 2))()
        written = c.FPDFText_GetText(self._handle, 0, count, buffer)
        text = bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
        # Indices of text and characters differ where a character has no text or more than one.
        self._same = len(text) == count
        return text

    def stand_upright(self) -> None:
        """Loads `text` again as the turned page gives it: PDFium puts words in order as they stand on the page, so
        those of a page that is upside down come backwards. The page is put back on closing."""
        c.FPDFText_ClosePage(self._handle)
        self._page.set_rotation((self._rotation + self.turn) % 4 * 90)
        self._handle = c.FPDFText_LoadPage(self._page.raw)
        if not self._handle:
            raise ValueError("the text of the page could not be loaded")
        self.text = self._load()

    def close(self) -> None:
        c.FPDFText_ClosePage(self._handle)
        if self.turn:
            self._page.set_rotation(self._rotation * 90)

    def _index(self, position: int) -> int:
        return position if self._same else int(c.FPDFText_GetCharIndexFromTextIndex(self._handle, position))

    def find_turn(self, spans: list[tuple[int, int]]) -> None:
        """Sets `turn` so that most of the lines in `spans` stand upright."""
        votes = [0, 0, 0, 0]
        for start, end in spans:
            angle = c.FPDFText_GetCharAngle(self._handle, self._index((start + end) // 2))
            if angle >= 0:
                votes[-round(angle / (math.pi / 2)) % 4] += end - start
        if any(votes):
            self.turn = (votes.index(max(votes)) - self._rotation) % 4

    def box(self, position: int) -> Rect | None:
        """The box of a character from one side's advance to the other's; the height is the font's own."""
        index = self._index(position)
        rect = self._rect
        if index < 0 or not c.FPDFText_GetLooseCharBox(self._handle, index, rect):
            return None
        return self._turned(rect.left, rect.bottom, rect.right, rect.top)

    def baseline(self, position: int) -> float | None:
        """Distance of the baseline from the top of the page in reading orientation."""
        if not c.FPDFText_GetCharOrigin(self._handle, self._index(position), self._x, self._y):
            return None
        x, y = self._x.value, self._y.value
        return self._turned(x, y, x, y)[3]

    def size(self, position: int) -> float:
        """The type size in points as printed."""
        index = self._index(position)
        size = c.FPDFText_GetFontSize(self._handle, index)
        if c.FPDFText_GetMatrix(self._handle, index, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d)
        return float(min(max(size, 1.0), 1000.0))

    def invisible(self, position: int) -> bool:
        item = c.FPDFText_GetTextObject(self._handle, self._index(position))
        return bool(item) and c.FPDFTextObj_GetTextRenderMode(item) == INVISIBLE

    def bold(self, position: int) -> bool:
        size = c.FPDFText_GetFontInfo(self._handle, self._index(position), self._name, 128, self._flags)
        name = self._name.raw[: min(max(size - 1, 0), 127)]
        known = self._bold_fonts.get(name)
        if known is None:
            known = bool(_BOLD_NAME.search(name)) or bool(self._flags.value & _FORCE_BOLD)
            self._bold_fonts[name] = known
        return known

    def _turned(self, x0: float, y0: float, x1: float, y1: float) -> Rect:
        left, bottom, right, top = self._bounds
        quarter = (self._rotation + self.turn) % 4
        if quarter == 0:
            return x0 - left, top - y1, x1 - left, top - y0
        if quarter == 1:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if quarter == 2:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        return top - y1, right - x1, top - y0, right - x0

    def shown(self, rect: Rect) -> Box:
        """A rectangle in reading orientation as a box on the page as shown."""
        turned = turned_box(Box(*rect), -self.turn % 4, *self.upright_size)
        return Box(round(turned.x0, 2), round(turned.top, 2), round(turned.x1, 2), round(turned.bottom, 2))

    @property
    def upright_size(self) -> tuple[float, float]:
        """Width and height of the page in reading orientation."""
        return (self.height, self.width) if self.turn % 2 else (self.width, self.height)


def turned_box(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of a page of `width` × `height` points after clockwise quarter turns of the page."""
    if turn == 0:
        return box
    if turn == 1:
        return Box(height - box.bottom, box.x0, height - box.top, box.x1)
    if turn == 2:
        return Box(width - box.x1, height - box.bottom, width - box.x0, height - box.top)
    return Box(box.top, width - box.x1, box.bottom, width - box.x0)
