#!/usr/bin/env python3
"""What `compare` finds of edits that were planted into real agreements, and what it makes of them.

Each agreement gets some thirty edits of all kinds in one new version. Old and new are written as text, Word files and
PDFs (with other pages, line ends, heads and feet), scanned and compared. Printed, by half, by format and by kind of
edit: how many were found, told as the right kind, with the right effect (aspect, and one of the clause types that the
labels give the paragraph), with the right period before and after, and how many substantive changes were told where no
substance changed. A null pair (the old version against itself in the other dress) must yield none.

usage: planted_edits.py [--shared ../shared] [--formats txt docx pdf] [--half development|kept_apart] [--seed 1]
                        [--only NAME ...] [--misses] [--keep FOLDER]

The rules were written while reading the development half; the other was only scored.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from file_formats import write
from planting import Draft, Edit, Paragraph, Place, drafted, paragraphs_of, plant

from clausescan.classify import Classifier
from clausescan.compare import compare
from clausescan.encoding.cache import VectorCache
from clausescan.facts import find_facts
from clausescan.model import Change, Comparison, Document, Report
from clausescan.pipeline import reviewer_of, scan
from clausescan.reading import read
from clausescan.structure import clause_tree

ROOT = Path(__file__).resolve().parents[1]
HALVES = {
    "development": (
        *("anixa_collab", "goldresource_sa", "lightbridge_sa"),
        *("biocept_collab", "iovance_sa", "senmiao_collab", "aura_sa"),
    ),
    "kept_apart": ("intricon_sa", "duos_sa", "adaptimmune_sa", "transphorm_jv"),
}


def parties_of(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    """The short names of the parties, as the agreement itself uses them."""
    document = read("\n\n".join(p.text for p in paragraphs).encode(), name="agreement.txt")
    facts = find_facts(document, clause_tree(document))
    names = [party.alias or party.name.split(",")[0] for party in facts.parties]
    names = [name for name in names if len(re.findall(rf"\b{re.escape(name)}\b", document.text)) > 5]
    if len(names) < 2:
        acting = Counter(re.findall(r"\b(?:[Tt]he )?([A-Z][A-Za-z]+)(?= (?:shall|will|may)\b)", document.text))
        names = [name for name, _ in acting.most_common(6) if name not in ("Party", "Parties", "Agreement", "It")][:2]
    return tuple(dict.fromkeys(names))


_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


class Located:
    """Where the words of paragraphs went in a document that was read from them."""

    def __init__(self, paragraphs: Sequence[Paragraph], document: Document) -> None:
        from rapidfuzz.distance import Indel

        left, self.first = [], {}
        for p in paragraphs:
            self.first[p.key] = len(left)
            left += [(m.start(), m.end(), _plain(m[0])) for m in _WORD.finditer(p.text)]
        right = [(m.start(), m.end(), _plain(m[0])) for m in _WORD.finditer(document.text)]
        self.left, self.right, self.at = left, right, {}
        for op in Indel.opcodes([w[2] for w in left], [w[2] for w in right]):
            if op.tag == "equal":
                self.at.update(zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True))
        self.texts = {p.key: p.text for p in paragraphs}

    def span(self, place: Place) -> tuple[int, int] | None:
        """The slice of the document; one word wider on either side where the place is empty."""
        first = self.first[place.key]
        words = list(_WORD.finditer(self.texts[place.key]))
        inside = [first + i for i, m in enumerate(words) if m.start() < place.end and m.end() > place.start]
        if not inside:
            inside = [
                first + i
                for i, m in enumerate(words)
                if m.end() in (place.start, place.start - 1) or m.start() in (place.start, place.start + 1)
            ]
        found = [self.at[i] for i in inside if i in self.at]
        return (self.right[min(found)][0], self.right[max(found)][1]) if found else None


def _plain(word: str) -> str:
    return word.translate(str.maketrans("“”‘’‑", "\"\"''-")).lower()


def _meets(span: tuple[int, int] | None, side: object) -> bool:
    return span is not None and side is not None and side.start < span[1] and span[0] < side.end  # type: ignore[attr-defined]


@dataclass(slots=True)
class Score:
    planted: int = 0
    sought: int = 0
    """edits that a comparison should tell; the others must leave no substance"""
    found: int = 0
    kind: int = 0
    asked: int = 0
    """edits whose effect has an expected aspect"""
    aspect: int = 0
    effect: int = 0
    periods: int = 0
    """edits of which a period before and after is expected"""
    period: int = 0

    def add(self, other: Score) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Result:
    name: str
    format: str
    by_kind: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    false: list[Change] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    seconds: float = 0.0


def judged(edit: Edit, changes: Sequence[Change], score: Score) -> str:
    """Count one edit against the changes that touch its place. Gives what was wrong, "" where nothing."""
    score.planted += 1
    told = [c for c in changes if c.substantive]
    if not edit.substantive:
        noise = not edit.kinds or edit.kinds == ("cosmetic",)
        seen = noise or any(c.kind in edit.kinds for c in changes)
        score.sought += not noise
        score.found += seen and not noise
        score.kind += seen and not told
        return "" if seen and not told else f"no substance expected, told {[c.kind for c in changes]}"
    score.sought += 1
    score.found += bool(told)
    kind = any(c.kind in edit.kinds for c in told)
    score.kind += kind
    wrong_ = "" if kind else f"kind {[c.kind for c in told]}"
    effects = [e for c in told for e in c.effects]
    score.asked += 1
    aspect = [e for e in effects if e.aspect == edit.aspect]
    if edit.before and edit.after and edit.aspect in ("modality", "right"):
        aspect = [e for e in aspect if (e.before, e.after) == (edit.before, edit.after)]
    typed = [e for e in aspect if not edit.types or e.type in edit.types]
    score.aspect += bool(aspect)
    score.effect += bool(typed)
    if not typed:
        got = [(e.aspect, e.type, e.before, e.after) for e in effects]
        wrong_ += f" effect: wanted {edit.aspect} of {sorted(edit.types)}, got {got}"
    if edit.aspect == "period" and edit.before:
        score.periods += 1
        exact = any((e.before, e.after) == (edit.before, edit.after) for e in aspect)
        score.period += exact
        if not exact:
            wrong_ += f" period: wanted {edit.before} > {edit.after}, got {[(e.before, e.after) for e in aspect]}"
    return wrong_


def measured(draft: Draft, name: str, format_: str, comparison: Comparison, old: Report, new: Report) -> Result:
    result = Result(name, format_)
    olds, news = Located(draft.old, old.document), Located(draft.new, new.document)
    expected: set[int] = set()
    for edit in draft.edits:
        before = olds.span(edit.old) if edit.old else None
        after = news.span(edit.new) if edit.new else None
        touching = [c for c in comparison.changes if _meets(before, c.old) or _meets(after, c.new)]
        if edit.substantive:
            expected |= {id(c) for c in touching}
        wrong = judged(edit, touching, result.by_kind[edit.name])
        if wrong:
            words = (
                draft.by_key(edit.new.key)[1].text[max(0, edit.new.start - 80) : edit.new.end + 60]
                if edit.new and edit.old and edit.new.key in olds.texts
                else ""
            )
            result.misses.append(f"{name}.{format_} {edit.name}: {wrong}\n      … {words}")
    result.false = [c for c in comparison.changes if c.substantive and id(c) not in expected]
    return result


def shown(change: Change) -> str:
    def cut(side: object) -> str:
        return "-" if side is None else f"{side.number!r} {side.text[:150]!r}"  # type: ignore[attr-defined]

    pieces = [f"[{p.op} {p.text[:60]!r}]" for p in change.inline if p.op != "equal"][:6]
    effects = "; ".join(effect.summary for effect in change.effects)
    return f"{change.kind}: {cut(change.old)} → {cut(change.new)} {' '.join(pieces)} {effects}"


def table(results: Sequence[Result], title: str) -> None:
    kinds: dict[str, Score] = defaultdict(Score)
    total = Score()
    for result in results:
        for kind, score in result.by_kind.items():
            kinds[kind].add(score)
            total.add(score)
    false = sum(len(r.false) for r in results) / max(1, len(results))
    print(f"\n{title}: {len(results)} pairs, {false:.2f} false substantive changes each")

    def share(a: int, b: int) -> str:
        return f"{a:4d}/{b:<4d}{100 * a / b:4.0f} %" if b else " " * 15

    print(f"{'edit':32}{'found':>15}{'kind right':>17}{'aspect':>15}{'aspect, type':>17}{'period':>15}")
    for kind, s in [*sorted(kinds.items()), ("all", total)]:
        cells = (
            (s.found, s.sought),
            (s.kind, s.planted),
            (s.aspect, s.asked),
            (s.effect, s.asked),
            (s.period, s.periods),
        )
        print(f"{kind:32}" + "  ".join(share(a, b) for a, b in cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--formats", nargs="+", default=["txt", "docx", "pdf"])
    parser.add_argument("--half", choices=list(HALVES))
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--seed", default="1")
    parser.add_argument("--misses", action="store_true", help="print what was missed and every false change")
    parser.add_argument("--keep", type=Path, help="write the files here and leave them")
    args = parser.parse_args()
    gold = args.shared / "gold/dev"
    classifier = Classifier.load(threads=2, cache=VectorCache(Path(tempfile.gettempdir()) / "planted_edits_vectors"))
    reviewer = reviewer_of(classifier)
    halves = [args.half] if args.half else list(HALVES)
    by_half: dict[str, list[Result]] = {half: [] for half in halves}
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for half in halves:
            for name in HALVES[half]:
                if args.only and name not in args.only:
                    continue
                paragraphs = paragraphs_of(gold, name)
                draft = drafted(paragraphs, parties_of(paragraphs), f"{name} {args.seed}")
                plant(draft)
                for format_ in args.formats:
                    files = [folder / f"{name}_{side}.{format_}" for side in ("old", "new", "null")]
                    for file, side, dress in zip(files, (draft.old, draft.new, draft.old), (0, 1, 1), strict=True):
                        write([p.text for p in side], file, dress)
                    old, new, null = (scan(file, classifier=classifier, reviewer=reviewer) for file in files)
                    begin = time.perf_counter()
                    comparison = compare(old, new)
                    seconds = time.perf_counter() - begin
                    result = measured(draft, name, format_, comparison, old, new)
                    result.seconds = seconds
                    by_half[half].append(result)
                    nothing = [c for c in compare(old, null).changes if c.substantive]
                    print(
                        f"{half} {name}.{format_}: {len(draft.edits)} edits, {len(comparison.changes)} changes, "
                        f"{len(result.false)} false, null pair {len(nothing)}, compared in {seconds:.1f} s",
                        flush=True,
                    )
                    if args.misses:
                        for line in result.misses:
                            print("   miss", line)
                        for change in result.false:
                            print("   false", shown(change))
                        for change in nothing:
                            print("   null", shown(change))
    for half, results in by_half.items():
        for format_ in args.formats:
            table([r for r in results if r.format == format_], f"{half}, {format_}")
        table(results, f"{half}, all formats")


if __name__ == "__main__":
    main()
