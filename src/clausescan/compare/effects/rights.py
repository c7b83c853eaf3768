"""A right that became another: consent to notice, first refusal to first offer; a sentence that gives or takes one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.compare.effects.difference import Difference, Reading, Side
from clausescan.compare.effects.modality import modals
from clausescan.compare.effects.told import Told, short
from clausescan.language.sentences import sentence_bounds

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
_NEAR = 3  # pieces of a rewritten sentence between the consent that went and the notice that came
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
_GOES_ON = re.compile(r"\W*or\s")  # one more alternative of the same sentence
SENTENCE = 8
"""Words from which an added or dropped passage can be a sentence of its own."""


def rights(difference: Difference) -> Iterator[Told]:
    """Rights of another kind in the same place; sentences added or dropped that bind or entitle somebody."""
    lost, won = [], []
    for match in difference.matched(_rights(difference.old), _rights(difference.new)):
        old, new = match.old, match.new
        if not match.hunks or any(difference.hunks[h].longest > _MOST for h in match.hunks):
            continue
        if old and new and old.key != new.key:
            yield _other(old, new, match.hunks)
        elif old and not new and old.key == "consent":
            lost.append((old, match.hunks))
        elif new and not old and new.key in ("notice", "consultation"):
            won.append((new, match.hunks))
    for (old, one), (new, two) in zip(lost, won, strict=False):
        if abs(one[0] - two[0]) <= _NEAR:
            yield _other(old, new, (*one, *two))
    yield from _granted(difference)
    for h, hunk in enumerate(difference.hunks):
        if passage(difference, h):
            before, after = difference.words_of(hunk)
            old_at, new_at = difference.at(hunk)
            says = f"a sentence is {'added' if after else 'gone'}: “{short(after or before)}”"
            yield Told("right", short(before), short(after), says, old_at, new_at, (h,))


def _other(old: Reading, new: Reading, hunks: tuple[int, ...]) -> Told:
    says = f"{old.said} becomes {new.said}"
    if (old.key, new.key) == ("consent", "notice"):
        says = "where consent was needed, notice is enough"
    return Told("right", old.said, new.said, says, old.start, new.start, hunks)


def _granted(difference: Difference) -> Iterator[Told]:
    """A "may" that came or went with a rewritten passage: "either party may require the winding-up"."""
    for match in difference.matched(modals(difference.old), modals(difference.new)):
        one = match.new or match.old
        if one is None or (match.old and match.new) or one.key != "permission":
            continue
        if any(difference.hunks[h].longest < SENTENCE or passage(difference, h) for h in match.hunks):
            continue
        side = difference.new if match.new else difference.old
        start, end = sentence_bounds(side.document.text, one.start, one.end)
        said = short(side.said(max(start, side.start), min(end, side.end)), 20)
        old, new = difference.at(difference.hunks[match.hunks[0]])
        says = f"a right is {'added' if match.new else 'gone'}: “{said}”"
        yield Told("right", "" if match.new else "right", "right" if match.new else "", says, old, new, match.hunks)


def passage(difference: Difference, h: int) -> bool:
    """Whether a hunk adds or drops a sentence that binds or entitles somebody, and is no exception to another."""
    hunk = difference.hunks[h]
    added, dropped = hunk.l - hunk.k, hunk.j - hunk.i
    if max(added, dropped) < SENTENCE or min(added, dropped) > 0:
        return False
    before, after = difference.words_of(hunk)
    words = after or before
    return bool(_GIVES.search(words)) and not _CARVES.match(words) and not _GOES_ON.match(words)


def _rights(side: Side) -> list[Reading]:
    return [
        Reading(m.start(), m.end(), str(m.lastgroup).replace("_", " "), m.lastgroup)
        for m in _RIGHTS.finditer(side.document.text, side.start, side.end)
    ]
