#!/usr/bin/env python3
"""The exit matrix against the labelled agreements: triggers by document, and the cells of rows that both know.

usage: exits.py [--shared ../shared] [--types shipped|none|gold] [--half first|second|both] [--cache FOLDER] [--list]

Agreements whose PDF is in shared/agreements/pdf are read from it, the others from their labelled paragraphs. `--types`
says what the matrix may know of clause types: those of the shipped model (which has seen these agreements in training),
none at all, or the labels themselves. The rules were written while reading the first half (names a to i).

A row of the matrix and a labelled row are the same when trigger and place agree; of several such, the one whose holder
and door agree best is taken. A notice or cure counts as agreeing when its length is the same, or neither states one.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import pickle
import re
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from clausescan.assess.exits import exit_matrix
from clausescan.classify import Classifier
from clausescan.language.periods import find_periods
from clausescan.model import Evidence, ExitRight, Report, TypeScore
from clausescan.pipeline import scan

ROOT = Path(__file__).resolve().parents[1]
CELLS = ("holder", "mechanism", "notice", "cure", "price", "assets")


def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "eval" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "eval" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def reports(shared: Path, cache: Path | None, half: str) -> dict[str, Report]:
    """Scans of the labelled agreements by name; kept in `cache` when one is named."""
    classifier: Classifier | None = None
    found = {}
    for file in sorted((shared / "gold/dev/docs").glob("*.json")):
        if (half == "first") != (file.stem[0] <= "i") and half != "both":
            continue
        kept = cache / f"{file.stem}.pkl" if cache else None
        if kept and kept.exists():
            found[file.stem] = pickle.loads(kept.read_bytes())
            continue
        classifier = classifier or Classifier.load()
        pdf = shared / "agreements" / "pdf" / f"{file.stem}.pdf"
        if pdf.exists():
            report = scan(pdf, classifier=classifier)
        else:
            text = "\n\n".join(json.loads(file.read_text(encoding="utf-8"))["paragraphs"])
            report = scan(text.encode(), name=f"{file.stem}.txt", classifier=classifier)
        found[file.stem] = report
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps(report))
    return found


def with_types(report: Report, types: dict[str, set[str]]) -> Report:
    """The report with the given types (clause id → names) in place of its own."""
    clauses = tuple(
        replace(c, types=tuple(TypeScore(name, 1.0) for name in sorted(types.get(c.id, ()))), uncertain=())
        for c in report.clauses
    )
    return replace(report, clauses=clauses)


def length(words: str) -> tuple[float, str] | None:
    """The first length in a gold cell or a quote: (30, "day")."""
    for span in find_periods(words):
        if span.value is not None:
            return float(span.value), span.unit
    return None


def same_length(gold: str, found: Evidence | None) -> bool:
    return length(gold) == (length(found.quote) if found else None)


def same_holder(gold: str, found: str) -> bool:
    gold, found = gold.lower(), found.lower()
    if re.search(r"\b(?:un)?affected|either|any\b", gold):
        gold = "either"
    return gold == found or (len(found) > 2 and found not in ("either", "both") and (found in gold or gold in found))


def agreement(row: list[str], found: ExitRight) -> dict[str, bool]:
    """Which cells of a labelled row and a row of the matrix agree."""
    _, _, holder, notice, cure, mechanism, price, after = row
    return {
        "holder": same_holder(holder, found.holder),
        "mechanism": mechanism == found.mechanism,
        "notice": same_length(notice, found.notice),
        "cure": same_length(cure, found.cure),
        "price": (price == "-") == (found.valuation is None and not found.needs_price),
        "assets": (after == "MISSING") == (not found.asset_treatment and not found.ongoing_obligations),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--types", choices=["shipped", "none", "gold"], default="shipped")
    parser.add_argument("--half", choices=["first", "second", "both"], default="both")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--list", action="store_true", help="name what is missed and what is too much")
    args = parser.parse_args()
    gold = args.shared / "gold/dev"
    if not gold.is_dir():
        print(f"{gold} is absent: nothing to score", file=sys.stderr)
        return 2
    score = scorer(args.shared)
    leaves = score.GROUPS["EXIT"].split()
    total = score.Count()
    by_leaf: dict[str, Any] = defaultdict(score.Count)
    cells: Counter[str] = Counter()
    rows = matched = places = 0
    for name, report in reports(args.shared, args.cache, args.half).items():
        units = json.loads((gold / "docs" / f"{name}.json").read_text(encoding="utf-8"))["paragraphs"]
        text = report.document.text
        near = score.overlap_map(units, [{"id": c.id, "text": text[c.start : c.end]} for c in report.clauses])
        if args.types == "none":
            report = with_types(report, {})
        elif args.types == "gold":
            types: dict[str, set[str]] = defaultdict(set)
            for cell, names in score.rows(gold / f"{name}.labels.tsv", 2):
                for unit in score.ids(cell):
                    for clause in near[unit]:
                        types[clause] |= {n.strip() for n in names.split(",")}
            report = with_types(report, types)
        found = exit_matrix(report)
        labelled = score.rows(gold / f"{name}.exits.tsv", 8)
        wanted, given = {r[0] for r in labelled}, {x.trigger for x in found}
        for leaf in leaves:
            total.add(leaf in wanted, leaf in given)
            by_leaf[leaf].add(leaf in wanted, leaf in given)
        if args.list:
            exits = set(leaves)
            print(f"{name:24} missed {sorted((wanted - given) & exits)} too much {sorted((given - wanted) & exits)}")
        units_of = defaultdict(set)
        for unit, ids in enumerate(near):
            for clause in ids:
                units_of[clause].add(unit)
        free = list(found)
        rows += len(labelled)
        for row in labelled:
            here = set(score.ids(row[1]))
            same = [x for x in free if x.trigger == row[0] and units_of[x.evidence.clause] & here]
            if same:
                best = max(same, key=lambda x: sum(agreement(row, x).values()))
                free.remove(best)
                matched += 1
                cells.update(cell for cell, right in agreement(row, best).items() if right)
        places += len(found)
    print(f"types: {args.types}, half: {args.half}")
    print("| trigger | precision | recall | F1 | agreements |\n| --- | --- | --- | --- | --- |")
    for leaf in leaves:
        p, r, f1 = by_leaf[leaf].prf()
        print(f"| {leaf} | {p:.2f} | {r:.2f} | {f1:.2f} | {by_leaf[leaf].tp + by_leaf[leaf].fn} |")
    p, r, f1 = total.prf()
    print(f"| **all** | {p:.3f} | {r:.3f} | {f1:.3f} | {total.tp + total.fn} |")
    print(f"rows: {rows} labelled, {places} given, {matched} the same by trigger and place")
    print("cells that agree: " + ", ".join(f"{cell} {cells[cell] / max(matched, 1):.2f}" for cell in CELLS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
