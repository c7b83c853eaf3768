"""What kind of change each pair of clauses is: added, removed, modified, moved, renumbered, cosmetic, or none."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from clausescan.compare.align import Alignment, Pair
from clausescan.compare.redline import redline
from clausescan.compare.words import Word, same, soft, words_in
from clausescan.model import Change, ChangeKind, Clause, ClauseText, Reference, Report

_LONGEST_CELL = 160
_WORDS_BEFORE = re.compile(r"\A\D+")


def changes(old: Report, new: Report, alignment: Alignment) -> Iterator[Change]:
    """The changes in the order of the new version, without effects; a pair that says the same in the same words and has
    the same number is none."""
    numbers = _renumbered(old, new, alignment)
    inside: dict[str, list[Reference]] = {}
    for ref in old.references:
        inside.setdefault(ref.clause, []).append(ref)
    found = [(p, c) for p in alignment.pairs if (c := _change(old, new, alignment, p, numbers, inside)) is not None]
    laid_out = _laid_out(old, new, alignment, found)
    for n, (_, change) in enumerate(found):
        if n in laid_out:
            change = replace(change, kind="cosmetic", inline=())
        yield change


def _laid_out(old: Report, new: Report, alignment: Alignment, found: Sequence[tuple[Pair, Change]]) -> set[int]:
    """Places of changes that only set a table or a signature block otherwise: one file format reads it by rows and the
    other by columns. All that goes in such places of a part of the document comes again in them."""
    by_part: dict[str, list[int]] = defaultdict(list)
    for n, (pair, change) in enumerate(found):
        own = [old.clauses[i] for i in pair.old] + [new.clauses[j] for j in pair.new]
        if change.substantive and all(_of_a_form(c) for c in own):
            by_part[own[0].scope].append(n)
    laid_out: set[int] = set()
    for places in by_part.values():
        gone: Counter[str] = Counter()
        come: Counter[str] = Counter()
        for n in places:
            pair = found[n][0]
            gone.update(w.key for i in pair.old for w in alignment.old_words[i] if not _blank(w.key))
            come.update(w.key for j in pair.new for w in alignment.new_words[j] if not _blank(w.key))
        if gone == come:
            laid_out |= set(places)
    return laid_out


def _of_a_form(clause: Clause) -> bool:
    """Whether a clause is a piece of a table or signature block, and no sentence."""
    if clause.kind in ("signature", "table_row", "title"):
        return True
    return not clause.number and clause.kind == "paragraph" and clause.end - clause.body < _LONGEST_CELL


def _blank(key: str) -> bool:
    return soft(key) or key.startswith("_")


def _change(
    old: Report,
    new: Report,
    alignment: Alignment,
    pair: Pair,
    numbers: Mapping[str, str],
    inside: Mapping[str, Sequence[Reference]],
) -> Change | None:
    types = _types(old, new, pair)
    before = _clause_text(old, pair.old) if pair.old else None
    after = _clause_text(new, pair.new) if pair.new else None
    if before is None or after is None:
        return Change("added" if before is None else "removed", before, after, types=types)
    one = [w for i in pair.old for w in alignment.old_words[i]]
    two = [w for j in pair.new for w in alignment.new_words[j]]
    kind: ChangeKind
    if same((w.key for w in one), (w.key for w in two)) or same(
        _following(old, pair, one, numbers, inside), (w.key for w in two)
    ):
        if pair.moved:
            kind = "moved"
        elif _numbers(old, pair.old) != _numbers(new, pair.new):
            kind = "renumbered"
        elif before.text.split() != after.text.split():
            kind = "cosmetic"
        else:
            return None
        return Change(kind, before, after, types=types)
    kind = "moved" if pair.moved else "modified"
    return Change(kind, before, after, redline(before.text, after.text), types)


def _numbers(report: Report, clauses: Sequence[int]) -> list[str]:
    return [report.clauses[i].number for i in clauses if report.clauses[i].number]


def _clause_text(report: Report, clauses: Sequence[int]) -> ClauseText:
    """Clauses of a pair as one text, label of each left out of none: it is what a reader finds there."""
    own = [report.clauses[i] for i in clauses]
    text = report.document.text
    return ClauseText(
        clause=own[0].id,
        number=next((c.place for c in own if c.number), own[0].place),
        start=own[0].start,
        end=own[-1].end,
        page=own[0].page,
        text="\n".join(text[c.body : c.end].strip() for c in own),
    )


def _types(old: Report, new: Report, pair: Pair) -> tuple[str, ...]:
    """The clause types of both sides, the surest first."""
    scores: dict[str, float] = {}
    for report, clauses in ((old, pair.old), (new, pair.new)):
        for i in clauses:
            for t in report.clauses[i].types:
                scores[t.type] = max(scores.get(t.type, 0), t.score)
    return tuple(sorted(scores, key=lambda name: -scores[name]))


def _renumbered(old: Report, new: Report, alignment: Alignment) -> dict[str, str]:
    """Clause id of the old version → the number of its counterpart, where that is another one."""
    found = {}
    for pair in alignment.pairs:
        if len(pair.old) == 1 and len(pair.new) == 1:
            one, two = old.clauses[pair.old[0]], new.clauses[pair.new[0]]
            if one.number and two.number and one.number != two.number:
                found[one.id] = two.number
    return found


def _following(
    old: Report,
    pair: Pair,
    words: Sequence[Word],
    numbers: Mapping[str, str],
    inside: Mapping[str, Sequence[Reference]],
) -> list[str]:
    """The old words with each reference carrying the number that its target has now."""
    by_id: dict[str, Clause] = {c.id: c for c in old.clauses} if numbers else {}
    text = old.document.text
    instead: list[tuple[int, int, list[str]]] = []
    for i in pair.old:
        for ref in inside.get(old.clauses[i].id, ()):
            if len(ref.targets) != 1 or ref.targets[0] not in numbers:
                continue
            was = _WORDS_BEFORE.sub("", by_id[ref.targets[0]].number)
            now = _WORDS_BEFORE.sub("", numbers[ref.targets[0]])
            said = text[ref.start : ref.end]
            if was and was in said:
                told = said.replace(was, now)
                instead.append((ref.start, ref.end, [key for _, _, key in words_in(told, 0, len(told))]))
    keys: list[str] = []
    done: set[int] = set()
    for word in words:
        hit = next((r for r in instead if r[0] <= word.start < r[1]), None)
        if hit is None:
            keys.append(word.key)
        elif hit[0] not in done:
            done.add(hit[0])
            keys += hit[2]
    return keys
