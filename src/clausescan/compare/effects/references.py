"""A cross-reference that points to another clause than before: in substance, not merely by its number."""

from __future__ import annotations

from collections.abc import Iterator

from clausescan.compare.effects.difference import Difference, Reading, Side
from clausescan.compare.effects.told import Told
from clausescan.model import Clause, Reference, Report

_SAME = 55.0
"""Words in the same order (0 to 100) that two clauses share from where a reference counts as pointing to the same."""
_OTHER = 40.0
"""Likeness below which a number is taken to stand at another clause now."""
_SURE = 85.0
_WORDS = 90  # words of a target that are compared
_MOST = 20


def references(difference: Difference) -> Iterator[Told]:
    """References in the same place whose targets differ, and those that came or went with a few words."""
    olds, news = _in(difference.old), _in(difference.new)
    of_old = {r.start: r for r in olds}
    of_new = {r.start: r for r in news}
    for match in difference.matched([_reading(r) for r in olds], [_reading(r) for r in news]):
        if match.old and match.new:
            yield from _moved(difference, of_old[match.old.start], of_new[match.new.start], match.hunks)
        elif match.hunks and all(difference.hunks[h].longest <= _MOST for h in match.hunks):
            old, new = difference.at(difference.hunks[match.hunks[0]])
            if match.new:
                says = f"a reference to {_called(difference.new.report, of_new[match.new.start])} is added"
                yield Told("reference", "", match.new.said, says, old, new, match.hunks)
            elif match.old:
                says = f"the reference to {_called(difference.old.report, of_old[match.old.start])} is gone"
                yield Told("reference", match.old.said, "", says, old, new, match.hunks)


def followed(difference: Difference) -> set[int]:
    """The hunks in which a reference carries another number and points to the same clause."""
    olds, news = _in(difference.old), _in(difference.new)
    of_old, of_new = {r.start: r for r in olds}, {r.start: r for r in news}
    found: set[int] = set()
    for match in difference.matched([_reading(r) for r in olds], [_reading(r) for r in news]):
        if (
            match.old
            and match.new
            and not list(_moved(difference, of_old[match.old.start], of_new[match.new.start], match.hunks))
        ):
            found |= set(match.hunks)
    return found


def left_behind(difference: Difference) -> Iterator[Told]:
    """References whose words are the same in both versions, while their number stands at another clause now and the
    clause they meant has another number."""
    olds, news = _in(difference.old), _in(difference.new)
    if [r.number for r in olds] != [r.number for r in news]:
        return
    for old, new in zip(olds, news, strict=True):
        was, is_ = _target(difference.old.report, old), _target(difference.new.report, new)
        if was is None or is_ is None or old.number.startswith("("):  # "(a)" is read from where it stands
            continue
        words = _words(difference.old.report, was)
        if was.heading and was.heading.casefold() == is_.heading.casefold():
            continue
        if len(words.split()) < 4 or _likeness(words, _words(difference.new.report, is_)) >= _OTHER:
            continue
        there = _found(words, difference.new.report)
        if there is None or there.id == is_.id:
            continue
        says = (
            f"the reference to {old.number} has stayed, but {old.number} is another clause now"
            f"{_headed(is_)}; what it meant stands at {there.place or there.number}"
        )
        yield Told(
            "reference", f"{old.number}{_headed(was)}", f"{new.number}{_headed(is_)}", says, old.start, new.start
        )


def _in(side: Side) -> list[Reference]:
    kept: list[Reference] = []
    for reference in side.report.references:
        inside = side.start <= reference.start and reference.end <= side.end
        if inside and not reference.external and reference.kind in ("internal", "schedule"):
            kept.append(reference)
    return kept


def _reading(reference: Reference) -> Reading:
    return Reading(reference.start, reference.end, reference.number, reference.number.casefold())


def _moved(difference: Difference, old: Reference, new: Reference, hunks: tuple[int, ...]) -> Iterator[Told]:
    if old.number.casefold() == new.number.casefold() or not hunks:
        return
    was, is_ = _target(difference.old.report, old), _target(difference.new.report, new)
    if was is not None and is_ is not None:
        one, two = _words(difference.old.report, was), _words(difference.new.report, is_)
        headed = bool(was.heading) and was.heading.casefold() == is_.heading.casefold()
        if headed or (one and two and _likeness(one, two) >= _SAME):
            return  # the number followed its clause
    before, after = _called(difference.old.report, old), _called(difference.new.report, new)
    if is_ is None and was is not None:
        after += ", which is not there"
    yield Told(
        "reference",
        old.number,
        new.number,
        f"the reference goes to {after}, no longer to {before}",
        old.start,
        new.start,
        hunks,
    )


def _called(report: Report, reference: Reference) -> str:
    target = _target(report, reference)
    return f"{reference.number}{_headed(target) if target else ''}"


def _headed(clause: Clause) -> str:
    heading = " ".join((clause.heading or (clause.heading_path[-1] if clause.heading_path else "")).split())
    return f" ({heading[:60]})" if heading else ""


def _target(report: Report, reference: Reference) -> Clause | None:
    if len(reference.targets) != 1:
        return None
    return next((clause for clause in report.clauses if clause.id == reference.targets[0]), None)


def _words(report: Report, clause: Clause) -> str:
    """The opening words of a clause and, where it has few of its own, of what stands below it."""
    words: list[str] = []
    for each in report.clauses:
        if each.start >= clause.start and len(words) < _WORDS:
            if each.id != clause.id and each.level <= clause.level and words:
                break
            words += report.document.text[each.body : each.end].split()
    return " ".join(words[:_WORDS]).casefold()


def _likeness(one: str, two: str) -> float:
    from rapidfuzz.distance import Indel

    return 100 * float(Indel.normalized_similarity(one.split(), two.split()))


def _found(words: str, report: Report) -> Clause | None:
    """The clause that has these words now."""
    from rapidfuzz import process
    from rapidfuzz.fuzz import ratio

    bodies = {
        clause.id: " ".join(report.document.text[clause.body : clause.end].split()[:_WORDS]).casefold()
        for clause in report.clauses
        if clause.number
    }
    best = process.extractOne(words, bodies, scorer=ratio, score_cutoff=_SURE)
    return next((clause for clause in report.clauses if clause.id == best[2]), None) if best else None
