"""Duty, permission and ban: "shall" to "may", a "not" that came or went."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.compare.effects.difference import Difference, Reading, Side
from clausescan.compare.effects.told import Told

_MODAL = re.compile(
    r"(?P<ban>\b(?:shall|must|may|will|can|should|need)\s+(?:(?:at\s+any\s+time|in\s+any\s+event|in\s+no\s+event)\s+)?not\b|\bcannot\b"
    r"|\b(?:is|are)\s+not\s+(?:entitled|permitted|allowed|required|obliged|obligated)\s+to\b)"
    r"|(?P<permission>\b(?:shall|will)\s+(?:have\s+the\s+(?:right|option)|be\s+(?:entitled|permitted|free))\b(?:\s+to\b)?"
    r"|\b(?:has|have)\s+the\s+(?:right|option)\s+to\b|\b(?:is|are)\s+(?:entitled|permitted|free)\s+to\b|\bmay\b|\bcan\b)"
    r"|(?P<wish>\bshould\b|\b(?:intends?|endeavou?rs?)\s+to\b|\bshall\s+endeavou?r\s+to\b)"
    r"|(?P<duty>\b(?:is|are)\s+(?:required|obliged|obligated)\s+to\b|\b(?:agrees?|undertakes?|covenants?)\s+to\b"
    r"|\bshall\b|\bmust\b|\bwill\b)",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\b(?:neither\b(?:(?!\b(?:either|each|every)\b)[^.;:]){0,70}|(?:no|none|nor)\b(?:(?!\b(?:either|each|every)\b)[^.;:,]){0,60})$",
    re.IGNORECASE,
)
"""The subject of a ban; in "if no notice is given, either may" another one follows."""
_NO_DUTY = re.compile(r"\s+(?:mean|include|have\s+the\s+meaning)\b", re.IGNORECASE)
_AS_MAY_BE = re.compile(r"\b(?:as|case)\s+$", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never)\b", re.IGNORECASE)
_WORDS = {"duty": "a duty", "permission": "a permission", "ban": "a ban", "wish": "a mere intention"}
_MOST = 40  # words of a passage that was rewritten so far that its modals no longer answer one another


def modality(difference: Difference) -> Iterator[Told]:
    """Modals of another class in the same place. "shall" for "will" is not told: it is the same duty."""
    for match in difference.matched(modals(difference.old), modals(difference.new)):
        if not match.hunks or match.old is None or match.new is None or match.old.key == match.new.key:
            continue
        if any(difference.hunks[h].longest > _MOST for h in match.hunks):
            continue
        before, after = match.old.said, match.new.said
        says = f"“{before}” becomes “{after}”: {_WORDS[str(match.old.key)]} becomes {_WORDS[str(match.new.key)]}"
        yield Told("modality", before, after, says, match.old.start, match.new.start, match.hunks)
    yield from _bare(difference)


def modals(side: Side) -> list[Reading]:
    """The modals of a passage; `key` is their class."""
    text = side.document.text
    found = []
    for m in _MODAL.finditer(text, side.start, side.end):
        before = text[max(side.start, m.start() - 80) : m.start()]
        if _NO_DUTY.match(text, m.end()) or (m[0].lower() == "may" and _AS_MAY_BE.search(before)):
            continue
        kind, said = str(m.lastgroup), " ".join(m[0].lower().split())
        if kind == "ban" and re.search(r"required|obliged|obligated|need not", said):
            kind = "permission"
        nobody, start = _NOBODY.search(before), m.start()
        if nobody and kind != "wish":  # "neither party shall" bans; "none shall not" is twice no
            start -= len(before) - nobody.start()
            kind, said = "duty" if kind == "ban" else "ban", f"{nobody[0].split()[0].lower()} … {said}"
        found.append(Reading(start, m.end(), said, kind))
    return found


def _bare(difference: Difference) -> Iterator[Told]:
    """A "not" without a modal: "is not" for "is"."""
    for h, hunk in enumerate(difference.hunks):
        if hunk.longest > 3:
            continue
        before, after = difference.words_of(hunk)
        had, has = bool(_NOT.search(before)), bool(_NOT.search(after))
        old, new = difference.at(hunk)
        if had != has and not _beside_modal(difference, has, old, new):
            says = "a “not” is added" if has else "a “not” is gone"
            yield Told("modality", "not" if had else "", "not" if has else "", says, old, new, (h,))


def _beside_modal(difference: Difference, added: bool, old: int, new: int) -> bool:
    side, at = (difference.new, new) if added else (difference.old, old)
    return any(r.start <= at < r.end for r in modals(side))
