"""Contract text is hostile input: what must happen to it before it reaches a screen."""

from __future__ import annotations

import re

from clausescan.errors import display

_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2028\u2029]+")


def visible(text: str) -> str:
    """`text` on one line: runs of white space as one space; control, direction and undecodable characters escaped."""
    return display(_SPACE.sub(" ", text).strip())


def shortened(text: str, characters: int) -> str:
    """The beginning of `text` made visible, cut at a word with an ellipsis when longer than `characters`."""
    text = visible(text)
    if len(text) <= characters:
        return text
    cut = text[: characters - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > characters // 2 else cut) + "…"


class _Visible(dict[int, str]):
    """How each character is shown, worked out once. Line ends and tabs are kept."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = shown = character if character in "\n\t" else display(character)
        return shown


_VISIBLE = _Visible()


def visible_lines(text: str) -> str:
    """`text` with its lines: control, direction and undecodable characters escaped, line ends and tabs kept."""
    return text.translate(_VISIBLE)
