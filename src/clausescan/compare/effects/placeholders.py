"""Blanks that were filled in or opened: "[●]", "____", "to be agreed". A redaction ("[***]") is no blank."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.compare.effects.difference import Difference
from clausescan.compare.effects.told import Told, short
from clausescan.language.numbers import BLANK, REDACTION

_BLANK = re.compile(
    rf"{BLANK}|\bTBD\b|\bTBC\b|\[?\bto\s+be\s+(?:agreed|determined|completed|confirmed|inserted|discussed)\b\]?|"
    r"\[(?:insert|name|date|amount|address)[^\[\]\n]{0,60}\]",
    re.IGNORECASE,
)
_REDACTED = re.compile(REDACTION, re.IGNORECASE)
_MOST = 30


def placeholders(difference: Difference) -> Iterator[Told]:
    """Blanks in one version that the other has not, and words that were blacked out or shown."""
    for h, hunk in enumerate(difference.hunks):
        if hunk.longest > _MOST:
            continue
        before, after = difference.words_of(hunk)
        was, is_ = _around(difference, hunk.i, hunk.j, True), _around(difference, hunk.k, hunk.l, False)
        old, new = difference.at(hunk)
        if bool(_BLANK.search(was)) != bool(_BLANK.search(is_)):
            if _BLANK.search(is_):
                yield Told(
                    "placeholder", short(before), "blank", f"“{short(before)}” is left blank now", old, new, (h,)
                )
            elif after:
                yield Told(
                    "placeholder", "blank", short(after), f"a blank is filled in: “{short(after)}”", old, new, (h,)
                )
            else:
                yield Told("placeholder", "blank", "", "a blank is gone", old, new, (h,))
        elif bool(_REDACTED.search(was)) != bool(_REDACTED.search(is_)):
            if _REDACTED.search(is_):
                yield Told("other", short(before), "redacted", f"“{short(before)}” is blacked out", old, new, (h,))
            else:
                yield Told(
                    "other",
                    "redacted",
                    short(after),
                    f"what was blacked out is shown: “{short(after)}”",
                    old,
                    new,
                    (h,),
                )


def blanks_in(text: str) -> int:
    """How many blanks a text has."""
    return sum(1 for _ in _BLANK.finditer(text))


def _around(difference: Difference, first: int, after: int, old: bool) -> str:
    """The words of a hunk with one more on either side: the brackets of "[ ]" may be equal in both versions."""
    side = difference.old if old else difference.new
    words = side.words[max(0, first - 1) : after + 1]
    if first == after or not words:
        return ""
    own = side.words[first:after]
    text = side.document.text
    start = words[0].start if words[0].key == "[" else own[0].start
    end = words[-1].end if words[-1].key == "]" else own[-1].end
    return text[start:end]
