"""Contract text is hostile input: what must happen to it before it reaches a screen."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls drive terminals; bidirectional controls make text read otherwise than it is stored; surrogates
# stand for undecodable bytes of a file name and cannot be encoded.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2028\u2029]+")


def visible(text: str) -> str:
    """`text` on one line, whitespace runs as one space, every other control or bidi character shown as its name."""
    return _UNSAFE.sub(_name, _SPACE.sub(" ", text).strip())


def _name(match: re.Match[str]) -> str:
    char = match.group()
    return f"<{unicodedata.name(char, f'U+{ord(char):04X}')}>"


def shortened(text: str, characters: int) -> str:
    """The beginning of `text` made visible, cut at a word with an ellipsis when longer than `characters`."""
    text = visible(text)
    if len(text) <= characters:
        return text
    cut = text[: characters - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > characters // 2 else cut) + "…"
