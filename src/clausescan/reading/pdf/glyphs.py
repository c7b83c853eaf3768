"""The printed line: what the extractors hand to the layout, and the cleaning of its characters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clausescan.model import Box


@dataclass(slots=True, eq=False)
class Piece:
    """A run of text printed on one line of a page, without a wide gap in it.

    `x0`, `top`, `x1`, `bottom` are in points from the top left in *reading* orientation (a sideways table is turned
    upright); `box` is where it stands on the page as shown. `hyphen` says that the line ends inside a hyphenated word:
    "hard" when the hyphen belongs to the word, "soft" when it goes.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    box: Box
    size: float
    bold: bool = False
    hyphen: str = ""
    invisible: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def em(self) -> float:
        """The type size in points, never zero."""
        return max(self.size, self.bottom - self.top, 1.0) if self.size < 2 else self.size


@dataclass(slots=True)
class PrintedPage:
    """The lines of one page in the order of the content stream. `number` counts from 1 as in the file. `tables` are
    the ruled tables: rows of cell boxes, in reading orientation as the pieces are."""

    number: int
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    tables: list[list[list[Box]]] = field(default_factory=list)


_SPELT = {
    **dict.fromkeys(range(0x20), " "),
    **dict.fromkeys(range(0x7F, 0xA0)),
    0x00A0: " ",
    0x1680: " ",
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    0x202F: " ",
    0x205F: " ",
    0x3000: " ",
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFF)),
    **dict.fromkeys((0x2028, 0x2029), " "),
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0xFFFE: "-",
    0x017F: "s",
    0x037E: ";",
    0x2010: "-",
    0x2011: "-",
    0xF0B7: "•",
    0xF0A7: "▪",
    0xF06F: "○",
    0xF0D8: "▪",
    0xF0FC: "✓",
}
_SPACES = re.compile(r" {2,}")
SOFT_HYPHEN = "\u00ad"


def clean(raw: str) -> tuple[str, str]:
    """Printable text of a raw line and how it ends ("", "hard" or "soft" hyphen)."""
    ends = raw.rstrip()
    hyphen = ""
    if ends.endswith(SOFT_HYPHEN):
        hyphen = "soft"
    elif ends.endswith("\ufffe"):
        hyphen = "hard"
    text = raw.translate(_SPELT).replace(SOFT_HYPHEN, "")
    text = _SPACES.sub(" ", text).strip()
    if not hyphen and len(text) > 1 and text[-1] == "-" and text[-2].isalpha():
        hyphen = "hard"
    return undouble(text), hyphen


def undouble(text: str) -> str:
    """Undo the doubling of letters drawn twice to look bold ("TTEERRMM" reads "TERM")."""
    letters = text.replace(" ", "")
    if len(letters) >= 6 and len(letters) % 2 == 0 and letters[::2] == letters[1::2] and len(set(letters)) > 2:
        out: list[str] = []
        skip = False
        for char in text:
            if char == " ":
                if out and out[-1] != " ":
                    out.append(char)
                continue
            if not skip:
                out.append(char)
            skip = not skip
        return "".join(out)
    return text
