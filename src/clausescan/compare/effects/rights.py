"""A right that became another: consent to notice, first refusal to first offer; a sentence that gives or takes one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.compare.effects.difference import Difference, Reading, Side
from clausescan.compare.effects.told import Told, short

_RIGHTS = re.compile(
    r"(?P<consent>\b(?:consents?|approvals?|authori[sz]ations?)\b)"
    r"|(?P<notice>\b(?:notices?|notifications?|information)\b)"
    r"|(?P<consultation>\bconsultations?\b)"
    r"|(?P<first_refusal>\bfirst\s+refusal\b)|(?P<first_offer>\bfirst\s+offer\b)"
    r"|(?P<first_negotiation>\bfirst\s+negotiation\b)"
    r"|(?P<tag_along>\b(?:tag|drag)[-\s]along\b)|(?P<put>\bput\s+option\b)|(?P<call>\bcall\s+option\b)",
    re.IGNORECASE,
)
_MOST = 20
_CARVES = re.compile(
    r"\W*(?:and\s+|or\s+|but\s+)?(?:except|other than|excluding|save|unless|provided|subject to|notwithstanding|"
    r"including|"
    r"without limitation|in each case|with the exception|however|to the extent|so long as|as long as|if|where|which|"
    r"who|"
    r"that|within|from|of|for|in|by|as|with)\b",
    re.IGNORECASE,
)
_GIVES = re.compile(
    r"\b(?:shall|must|may|will|can|cannot|agrees?|undertakes?|(?:is|are) entitled|has the right|terminates?|ends?|"
    r"expires?)\b",
    re.IGNORECASE,
)
SENTENCE = 8
"""Words from which an added or dropped passage can be a sentence of its own."""


def rights(difference: Difference) -> Iterator[Told]:
    """Rights of another kind in the same place; sentences added or dropped that bind or entitle somebody."""
    for match in difference.matched(_rights(difference.old), _rights(difference.new)):
        old, new = match.old, match.new
        if not match.hunks or old is None or new is None or old.key == new.key:
            continue
        if any(difference.hunks[h].longest > _MOST for h in match.hunks):
            continue
        says = f"{old.said} becomes {new.said}"
        if (old.key, new.key) == ("consent", "notice"):
            says = "where consent was needed, notice is enough"
        yield Told("right", old.said, new.said, says, old.start, new.start, match.hunks)
    for h, hunk in enumerate(difference.hunks):
        if passage(difference, h):
            before, after = difference.words_of(hunk)
            old_at, new_at = difference.at(hunk)
            says = f"a sentence is {'added' if after else 'gone'}: “{short(after or before)}”"
            yield Told("right", short(before), short(after), says, old_at, new_at, (h,))


def passage(difference: Difference, h: int) -> bool:
    """Whether a hunk adds or drops a sentence that binds or entitles somebody, and is no exception to another."""
    hunk = difference.hunks[h]
    added, dropped = hunk.l - hunk.k, hunk.j - hunk.i
    if max(added, dropped) < SENTENCE or min(added, dropped) > 0:
        return False
    before, after = difference.words_of(hunk)
    words = after or before
    return bool(_GIVES.search(words)) and not _CARVES.match(words)


def _rights(side: Side) -> list[Reading]:
    return [
        Reading(m.start(), m.end(), str(m.lastgroup).replace("_", " "), m.lastgroup)
        for m in _RIGHTS.finditer(side.document.text, side.start, side.end)
    ]
