"""What kind of change each pair of clauses is: added, removed, modified, moved, renumbered, cosmetic, or none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clausescan.compare.align import Alignment, Pair
from clausescan.compare.cuts import Differences
from clausescan.compare.redline import redline
from clausescan.compare.words import Wording, label_of
from clausescan.model import Change, ChangeKind, Clause, ClauseText

_LONGEST_CELL = 160


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair as a change. A `silent` one says the same in the same words under the same number and is not told, unless
    it has an effect all the same: a reference that kept its number while another clause took that number."""

    pair: Pair
    change: Change
    silent: bool = False


def changes(alignment: Alignment) -> Iterator[Judged]:
    """All pairs as changes, in the order of the new version, without effects."""
    differences = Differences(alignment)
    found = [_change(alignment, differences, pair) for pair in alignment.pairs]
    laid_out = _laid_out(alignment, found)
    for n, judged in enumerate(found):
        yield replace(judged, change=replace(judged.change, kind="cosmetic", inline=())) if n in laid_out else judged


def _change(alignment: Alignment, differences: Differences, pair: Pair) -> Judged:
    types = _types(alignment, pair)
    before = _side(alignment.old, pair.old) if pair.old else None
    after = _side(alignment.new, pair.new) if pair.new else None
    kind: ChangeKind
    if before is None or after is None:
        kind = "added" if before is None else "removed"
        if differences.beside_the_text(pair):
            kind = "cosmetic"
        return Judged(pair, Change(kind, before, after, types=types))
    if any(differences.weighing(pair)):
        kind = "moved" if pair.moved else "modified"
        return Judged(pair, Change(kind, before, after, redline(before.text, after.text), types))
    if pair.moved:
        kind = "moved"
    elif _renumbered(alignment, pair):
        kind = "renumbered"
    else:
        kind = "cosmetic"
    silent = kind == "cosmetic" and before.text.split() == after.text.split()
    return Judged(pair, Change(kind, before, after, types=types), silent)


def _renumbered(alignment: Alignment, pair: Pair) -> bool:
    """Whether clauses have other numbers. It does not count that one version was cut into more clauses, nor that an
    item with the same printed number was hung up elsewhere in the tree."""
    old = [c for i in pair.old if (c := alignment.old.report.clauses[i]).number]
    new = [c for j in pair.new if (c := alignment.new.report.clauses[j]).number]
    if {c.number for c in old} <= {c.number for c in new} or {c.number for c in new} <= {c.number for c in old}:
        return False
    if len(old) == len(new) == 1 and label_of(old[0]) == label_of(new[0]):
        up, down = _parent(alignment.old, old[0]), _parent(alignment.new, new[0])
        return up is not None and down is not None and alignment.counterparts.get(up) == down
    return True


def _parent(wording: Wording, clause: Clause) -> int | None:
    if clause.parent is None:
        return None
    return next((i for i, c in enumerate(wording.report.clauses) if c.id == clause.parent), None)


def _side(wording: Wording, clauses: Sequence[int]) -> ClauseText:
    """Clauses of a pair as one text: the words of the first without its label, and what follows in full."""
    own = [wording.report.clauses[i] for i in clauses]
    text = wording.report.document.text
    return ClauseText(
        clause=own[0].id,
        number=next((c.place for c in own if c.number), own[0].place),
        start=own[0].start,
        end=own[-1].end,
        page=own[0].page,
        text="\n".join([text[own[0].body : own[0].end].strip(), *(_labelled(text, c) for c in own[1:])]),
    )


def _labelled(text: str, clause: Clause) -> str:
    told = text[clause.start : clause.end].strip()
    return f"{clause.label} {told}" if clause.label and clause.start == clause.body else told


def _types(alignment: Alignment, pair: Pair) -> tuple[str, ...]:
    """The clause types of both sides, the surest first."""
    scores: dict[str, float] = {}
    for wording, clauses in ((alignment.old, pair.old), (alignment.new, pair.new)):
        for i in clauses:
            for t in wording.report.clauses[i].types:
                scores[t.type] = max(scores.get(t.type, 0), t.score)
    return tuple(sorted(scores, key=lambda name: -scores[name]))


def _laid_out(alignment: Alignment, found: Sequence[Judged]) -> set[int]:
    """Places of changes that only set a table or a signature block otherwise: one file format reads it by rows and the
    other by columns. All that goes in such places of a part of the document comes again in them."""
    by_part: dict[str, list[int]] = defaultdict(list)
    for n, judged in enumerate(found):
        own = [alignment.old.report.clauses[i] for i in judged.pair.old]
        own += [alignment.new.report.clauses[j] for j in judged.pair.new]
        if judged.change.substantive and all(_of_a_form(c) for c in own):
            by_part[own[0].scope].append(n)
    laid_out: set[int] = set()
    for places in by_part.values():
        gone: Counter[str] = Counter()
        come: Counter[str] = Counter()
        for n in places:
            gone.update(w for i in found[n].pair.old for w in alignment.old.heavy(i) if not w.startswith("_"))
            come.update(w for j in found[n].pair.new for w in alignment.new.heavy(j) if not w.startswith("_"))
        if gone == come:
            laid_out |= set(places)
    return laid_out


def _of_a_form(clause: Clause) -> bool:
    """Whether a clause is a piece of a table or signature block, and no sentence."""
    if clause.kind in ("signature", "table_row", "title"):
        return True
    return not clause.number and clause.kind == "paragraph" and clause.end - clause.body < _LONGEST_CELL
