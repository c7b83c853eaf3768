"""What a change does to somebody's terms.

`effects_of` reads both sides of a change with the same readers as a scan (periods, amounts, references, definitions,
parties), aligns their words, and tells for each difference which aspect of a term it moves. One module holds one
aspect; weights.py says what an effect weighs.
"""

from __future__ import annotations

from collections.abc import Iterator

from clausescan.compare.effects.amounts import amounts, same_numbers
from clausescan.compare.effects.definitions import definitions
from clausescan.compare.effects.difference import Difference, Side, side_of
from clausescan.compare.effects.modality import modality
from clausescan.compare.effects.parties import parties
from clausescan.compare.effects.periods import periods
from clausescan.compare.effects.placeholders import placeholders
from clausescan.compare.effects.references import followed, left_behind, references
from clausescan.compare.effects.rights import SENTENCE, passage, rights
from clausescan.compare.effects.scope import narrowed, scope
from clausescan.compare.effects.told import Told, short
from clausescan.compare.effects.weights import SEVERITIES, STRONG, severity_of, weight_of
from clausescan.compare.effects.whole import whole
from clausescan.model import Change, ClauseText, Effect, Report
from clausescan.taxonomy import GROUP_OF, TITLES

_ASPECTS = (periods, amounts, placeholders, references, modality, parties, rights, scope, definitions)
_LISTED = 3
"""Pairs of words that an effect of no known aspect lists."""

__all__ = ["effects_of"]


def effects_of(change: Change, old: Report, new: Report) -> tuple[Effect, ...]:
    """The effects of a change, worst first.

    Only the places of the change are read (`kind`, `old`, `new`). A change of look or numbering alone has no effect,
    but for a reference that kept its number while another clause took that number.
    """
    if not change.substantive and change.old and not _cites(old, change.old):
        return ()
    before, after = side_of(old, change.old), side_of(new, change.new)
    if before is None or after is None:
        one = after or before
        told = list(whole(one, added=before is None)) if one else []
    elif change.substantive:
        told = list(_told(Difference(before, after)))
    else:
        told = list(left_behind(Difference(before, after)))
    effects = dict.fromkeys(_effect(each, before, after) for each in told)
    return tuple(sorted(effects, key=lambda effect: (SEVERITIES.index(effect.severity), effect.aspect not in STRONG)))


def _cites(report: Report, place: ClauseText) -> bool:
    return any(place.start <= reference.start < place.end for reference in report.references)


def _told(difference: Difference) -> Iterator[Told]:
    """What each aspect finds. A difference that none explains is told as words put in or taken out; other words for
    others only where nothing else is told."""
    explained = same_numbers(difference) | followed(difference)
    found, others, granted = False, list[int](), set[int]()
    sentences = {h for h in range(len(difference.hunks)) if passage(difference, h)}
    for aspect in _ASPECTS:
        for told in aspect(difference):
            inside = set(told.hunks)
            if inside and inside <= sentences and told.aspect in ("modality", "party", "scope", "reference"):
                continue  # the sentence as a whole is what was added
            if told.aspect in ("placeholder", "other") and inside and inside <= explained:
                continue  # the period or amount said so already
            if told.aspect == "scope" and inside and inside <= granted:
                continue  # "written notice" inside of a right that is new as a whole
            if told.aspect == "right":
                granted |= {h for h in inside if difference.hunks[h].longest >= SENTENCE}
            explained |= inside
            found = True
            yield told
    yield from left_behind(difference)
    for h, hunk in enumerate(difference.hunks):
        if h in explained or difference.style(hunk):
            continue
        told_ = narrowed(difference, h)
        if told_ is not None:
            yield told_
            found = True
        else:
            others.append(h)
    if others and not found:
        yield _others(difference, others)


def _others(difference: Difference, hunks: list[int]) -> Told:
    """Words for other words, of which no aspect is known, as one effect."""
    words = [difference.words_of(difference.hunks[h]) for h in hunks]
    pairs = [(short(was), short(is_)) for was, is_ in words]
    said = [
        f"“{was}” becomes “{is_}”" if was and is_ else f"“{is_ or was}” is {'added' if is_ else 'gone'}"
        for was, is_ in pairs[:_LISTED]
    ]
    more = f", and {len(pairs) - _LISTED} more" if len(pairs) > _LISTED else ""
    old, new = difference.at(difference.hunks[hunks[0]])
    return Told("other", *pairs[0], ", ".join(said) + more, old, new, tuple(hunks))


def _effect(told: Told, before: Side | None, after: Side | None) -> Effect:
    kind = _type(told, before, after)
    weighty = min((kind, *told.kinds), key=lambda k: ("parting", "assets", "other", "none").index(weight_of(k)))
    severity = severity_of(told.aspect, weighty, minor=told.minor)
    about = f"{TITLES[kind]}: {told.says}" if kind else told.says[:1].upper() + told.says[1:]
    return Effect(told.aspect, kind, told.before, told.after, f"{about}.", severity)


def _type(told: Told, before: Side | None, after: Side | None) -> str:
    """The clause type on the side where it is surest, of the clause in which the difference stands.

    What the period or notice is for comes before the types of periods and notices, which are laid over the others.
    """
    scores: dict[str, float] = {}
    for side, at in ((before, told.old), (after, told.new)):
        clause = side.clause_at(at) if side is not None and at is not None else None
        for score in clause.types if clause else ():
            scores[score.type] = max(scores.get(score.type, 0.0), score.score)
    return max(scores, key=lambda kind: (GROUP_OF.get(kind) != "NOTICE", scores[kind])) if scores else ""
