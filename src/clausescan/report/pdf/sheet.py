"""A PDF page as it is shown and in its own coordinates, and where words stand in a printed line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from clausescan.model import Box, Line

_PAGE = (0.0, 0.0, 612.0, 792.0)
"""What readers take for a page without a size: US letter."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a reader shows of a page: its rectangle in the page's own coordinates, and the clockwise quarter turns."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @classmethod
    def of(cls, page: Any) -> Sheet:
        media = _rectangle(_inherited(page, "/MediaBox")) or _PAGE
        crop = _rectangle(_inherited(page, "/CropBox")) or media
        shown = max(crop[0], media[0]), max(crop[1], media[1]), min(crop[2], media[2]), min(crop[3], media[3])
        if shown[0] >= shown[2] or shown[1] >= shown[3]:
            shown = media
        rotation = _inherited(page, "/Rotate")
        try:
            turn = int(rotation or 0) // 90 % 4
        except (TypeError, ValueError):
            turn = 0
        return cls(*shown, turn)

    @property
    def height(self) -> float:
        """As it is shown."""
        return self.right - self.left if self.turn % 2 else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point from the top-left corner of the page as shown, in the page's own coordinates."""
        match self.turn:
            case 0:
                return self.left + x, self.top - y
            case 1:
                return self.left + y, self.bottom + x
            case 2:
                return self.right - x, self.bottom + y
            case _:
                return self.right - y, self.top - x

    def corners(self, box: Box) -> list[tuple[float, float]]:
        """Upper left, upper right, lower left, lower right: the order in which readers expect them."""
        return [self.point(x, y) for y in (box.top, box.bottom) for x in (box.x0, box.x1)]

    def popup(self, rect: list[float]) -> list[float]:
        """A rectangle beside an annotation in which its text opens."""
        width, height = 260.0, 180.0
        x = min(max(rect[2] + 4, self.left), max(self.right - width, self.left))
        y = max(rect[3] - height, self.bottom)
        return [x, y, x + width, y + height]


def _inherited(page: Any, key: str) -> Any:
    node = page
    for _ in range(60):
        if node is None or not hasattr(node, "get"):
            return None
        if (value := node.get(key)) is not None:
            return value
        node = node.get("/Parent")
    return None


def _rectangle(value: Any) -> tuple[float, float, float, float] | None:
    try:
        a, b, c, d = (float(v) for v in value)
    except (TypeError, ValueError):
        return None
    x0, y0, x1, y1 = min(a, c), min(b, d), max(a, c), max(b, d)
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def direction(lines: list[Line]) -> int:
    """How the print of a page stands, in clockwise quarter turns: 1 runs down the page, 3 up, 2 is upside down. The
    shape of the lines and the way from each to the next tell it."""
    long = [line for line in lines if line.end - line.start > 4]
    tall = sum(line.end - line.start for line in long if _height(line) > _width(line))
    sideways = 2 * tall > sum(line.end - line.start for line in long)
    down = right = 0
    for line, following in pairwise(lines):
        down += (following.box.top > line.box.top) - (following.box.top < line.box.top)
        right += (following.box.x0 > line.box.x0) - (following.box.x0 < line.box.x0)
    if sideways:
        return 3 if right > 0 else 1
    return 2 if down < 0 else 0


def cut(line: Line, start: int, end: int, turn: int) -> Line:
    """The part of a line that holds `start` to `end`, by their share of its characters: widths of single characters
    are not known here. `turn` is the `direction` of the page."""
    length = line.end - line.start
    if length <= 0 or (start <= line.start and end >= line.end):
        return line
    first, last = max(start - line.start, 0) / length, min(end - line.start, length) / length
    if turn in (2, 3):
        first, last = 1 - last, 1 - first
    box, width, height = line.box, _width(line), _height(line)
    if turn % 2:
        box = Box(box.x0, box.top + first * height, box.x1, box.top + last * height)
    else:
        box = Box(box.x0 + first * width, box.top, box.x0 + last * width, box.bottom)
    return Line(max(start, line.start), min(end, line.end), line.page, box)


def _width(line: Line) -> float:
    return line.box.x1 - line.box.x0


def _height(line: Line) -> float:
    return line.box.bottom - line.box.top
