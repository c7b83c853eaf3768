"""Numbering of real agreements against a hand count, and unit agreement with the gold units.

usage: python benchmarks/outline.py [--shared ../shared] [--held-out] [--units] [--verbose]

Share of the clause numbers a reader sees that stand in the tree, and with the right parent (five agreements of
different style; two of them were read only after the rules were finished: `--held-out`). `--units` maps the gold units
of gold/dev to clauses as the evaluation does.
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import json
import re
import time
from pathlib import Path

from clausescan.model import Clause, Document
from clausescan.reading import read
from clausescan.structure import clause_tree
from clausescan.structure.labels import roman

HERE = Path(__file__).parent
ROOT = HERE.parent


def canonical(number: str) -> tuple[str, ...]:
    """ "Article IX" → ("9",), "8.02(b)" → ("8", "2", "b"), whatever the punctuation."""
    word, _, rest = number.partition(" ")
    low = number.lower()
    if word.lower() in ("article", "chapter", "part") and rest:
        value = roman(rest) if rest.isalpha() and rest.isupper() else None
        low = str(value) if value else rest.lower()
    return tuple(str(int(p)) if p.isdigit() else p for p in re.findall(r"\d+[a-z]?|[a-z]+\d*", low))


def tree_numbers(clauses: tuple[Clause, ...]) -> collections.Counter[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    by_id = {c.id: c for c in clauses}
    found: collections.Counter[tuple[str, tuple[str, ...], tuple[str, ...]]] = collections.Counter()
    for c in clauses:
        if not c.number:
            continue
        parent = c.parent
        while parent is not None and not by_id[parent].number:
            parent = by_id[parent].parent
        above = by_id[parent].number if parent is not None else ""
        found[(c.scope, canonical(c.number), () if above == c.scope else canonical(above))] += 1
    return found


def numbering(shared: Path, held_out: bool, verbose: bool) -> None:
    gold = json.loads((HERE / "data" / "outline_gold.json").read_text())["documents"]
    print(f"{'agreement':24}{'numbers':>9}{'in tree':>9}{'parent':>9}{'extra':>7}{'share':>8}")
    totals = collections.Counter[str]()
    for name, entry in gold.items():
        if entry["held_out"] != held_out:
            continue
        document = read(shared / "agreements" / "pdf" / f"{name}.pdf")
        found = tree_numbers(clause_tree(document))
        numbers = collections.Counter[tuple[str, tuple[str, ...]]]()
        for (scope, number, _), n in found.items():
            numbers[(scope, number)] += n
        seen = right = total = 0
        for scope, rows in entry["scopes"].items():
            for number, parent in rows:
                key = (scope, canonical(number))
                total += 1
                here = numbers[key] > 0
                good = found[(*key, canonical(parent))] > 0
                if here:
                    numbers[key] -= 1
                if good:
                    found[(*key, canonical(parent))] -= 1
                seen += here
                right += good
                if verbose and not good:
                    print("   missing" if not here else "   parent ", scope, number, "under", parent or "-")
        extra = sum(numbers.values())
        if verbose:
            for (scope, number), n in numbers.items():
                if n:
                    print("   extra  ", scope, ".".join(number))
        print(f"{name:24}{total:9}{seen:9}{right:9}{extra:7}{right / total:8.3f}")
        totals.update(total=total, seen=seen, right=right, extra=extra)
    if totals:
        t = totals
        print(f"{'all':24}{t['total']:9}{t['seen']:9}{t['right']:9}{t['extra']:7}{t['right'] / t['total']:8.3f}")


def units(shared: Path) -> None:
    """For each gold document: units that map to a clause, and clauses that span units with different labels."""
    spec = importlib.util.spec_from_file_location("score", shared / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    print(
        f"{'agreement':26}{'units':>7}{'mapped':>8}{'labelled':>10}{'mapped':>8}{'clauses':>9}{'coarse':>8}{'longest':>9}"
    )
    totals = collections.Counter[str]()
    for file in sorted((shared / "gold" / "dev" / "docs").glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf8"))["paragraphs"]
        pdf = shared / "agreements" / "pdf" / f"{file.stem}.pdf"
        document = read(pdf) if pdf.exists() else _plain(gold)
        clauses = clause_tree(document)
        records = [{"id": c.id, "text": document.text[c.start : c.end]} for c in clauses]
        near = score.overlap_map(gold, records)
        labels: dict[int, set[str]] = {}
        for cell, names in score.rows(shared / "gold" / "dev" / f"{file.stem}.labels.tsv", 2):
            for i in score.ids(cell):
                labels[i] = {n.strip() for n in names.split(",")}
        of = collections.defaultdict(set)
        for i, ids in enumerate(near):
            for c in ids:
                of[c].add(i)
        wordy = [i for i, u in enumerate(gold) if len(score.words(u)) > 1]
        mapped = sum(bool(near[i]) for i in wordy)
        typed = [i for i in wordy if i in labels]
        hit = sum(bool(near[i]) for i in typed)
        coarse = sum(len({frozenset(labels.get(i, set())) for i in group}) > 1 for group in of.values())
        longest = max(len(r["text"].split()) for r in records)
        print(f"{file.stem:26}{len(wordy):7}{mapped:8}{len(typed):10}{hit:8}{len(clauses):9}{coarse:8}{longest:9}")
        totals.update(units=len(wordy), mapped=mapped, typed=len(typed), hit=hit, clauses=len(clauses), coarse=coarse)
    t = totals
    print(f"{'all':26}{t['units']:7}{t['mapped']:8}{t['typed']:10}{t['hit']:8}{t['clauses']:9}{t['coarse']:8}")


def _plain(paragraphs: list[str]) -> Document:
    return read("\n\n".join(paragraphs).encode(), name="gold.txt")


def speed(shared: Path) -> None:
    seconds, pages = 0.0, 0
    for pdf in sorted((shared / "agreements" / "pdf").glob("*.pdf")):
        document = read(pdf)
        start = time.perf_counter()
        clause_tree(document)
        seconds += time.perf_counter() - start
        pages += document.pages or 0
    print(f"clause_tree: {pages} pages in {seconds:.2f} s, {pages / seconds:.0f} pages/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--units", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    if args.units:
        units(args.shared)
        return
    numbering(args.shared, args.held_out, args.verbose)
    speed(args.shared)


if __name__ == "__main__":
    main()
