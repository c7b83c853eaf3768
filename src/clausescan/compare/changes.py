"""What kind of change each pair of clauses is: added, removed, modified, moved, renumbered, cosmetic, or none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clausescan.compare.align import Alignment, Pair
from clausescan.compare.cuts import Differences, of_a_form
from clausescan.compare.redline import redline
from clausescan.compare.words import Wording, label_of
from clausescan.model import Change, ChangeKind, Clause, ClauseText

_NEAR = 3
_BLANK = frozenset(["_", "___"])


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
    laid_out = _laid_out(alignment, found, differences.tables)
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


def _laid_out(alignment: Alignment, found: Sequence[Judged], tables: bool) -> set[int]:
    """Places of changes that only set a signature block otherwise, or between files of different kinds a table: the one
    is read by rows and the other by columns. All that goes in such places, of one run of them or of a part of the
    document, comes again, and each number behind the same word."""
    by_part: dict[str, list[int]] = defaultdict(list)
    runs: list[list[int]] = []
    for n, judged in enumerate(found):
        own = [(alignment.old.report, i) for i in judged.pair.old] + [
            (alignment.new.report, j) for j in judged.pair.new
        ]
        if not judged.change.substantive or not all(of_a_form(r, r.clauses[i], tables=tables) for r, i in own):
            continue
        by_part[own[0][0].clauses[own[0][1]].scope].append(n)
        if runs and n - runs[-1][-1] <= _NEAR:
            runs[-1].append(n)
        else:
            runs.append([n])
    laid_out: set[int] = set()
    for places in [*runs, *by_part.values()]:
        gone, come = Counter[str](), Counter[str]()
        for n in places:
            gone.update(w for i in found[n].pair.old for w in _tied(alignment.old.heavy(i)))
            come.update(w for j in found[n].pair.new for w in _tied(alignment.new.heavy(j)))
        if set(gone - come) | set(come - gone) <= _BLANK:
            laid_out |= set(places)
    return laid_out


def _tied(words: Sequence[str]) -> Iterator[str]:
    """Words, numbers together with the word before them: sixty and forty may not change places unseen."""
    for before, word in zip(["", *words], words, strict=False):
        yield f"{before} {word}" if any(c.isdigit() for c in word) else word
