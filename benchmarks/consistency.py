#!/usr/bin/env python3
"""The checks across clauses against the defects that careful readers listed.

usage: consistency.py [--shared ../shared] [--half first|second|both] [--types shipped|gold|none] [--cache FOLDER]
                      [--checks X-04 X-05 …] [--list]

Agreements whose PDF is in shared/agreements/pdf are read from it, the others from their labelled paragraphs. A defect
agrees with a listed one when a code that fits the check was listed at a unit that its evidence touches. The lists are
not complete: a defect beside them is not wrong by that, and has to be read (`--list` prints all, to be read against the
text). `--types` says what the checks may know of clause types: those of the shipped model, which has seen these
agreements in training, the labels themselves, or none. The rules were written while reading the first half (names a
to i).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import pickle
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from clausescan.assess.consistency import CHECKS, find_defects
from clausescan.classify import Classifier
from clausescan.model import Defect, Report, TypeScore
from clausescan.pipeline import scan

ROOT = Path(__file__).resolve().parents[1]
CODES: dict[str, tuple[str, ...]] = {
    "X-01": ("conflicting_periods", "contradiction"),
    "X-02": ("contradiction", "conflicting_periods"),
    "X-03": ("missing_pair", "other"),
    "X-04": ("survival_gap", "conflicting_periods"),
    "X-05": ("conflicting_periods", "no_start_period"),
    "X-06": ("trigger_no_consequence", "agree_to_agree"),
    "X-07": ("trigger_no_consequence", "survival_gap", "orphan_trigger", "self_ref", "wrong_target_ref"),
    "X-08": ("undefined_term", "external_definition"),
    "X-09": ("missing_pair",),
    "X-10": ("no_start_period", "conflicting_periods", "undefined_term"),
    "X-11": ("missing_schedule",),
    "X-12": ("address_mismatch", "placeholder", "dangling_ref"),  # an address that is blank, or not where it is said
    "X-13": ("contradiction",),
    "X-14": ("dangling_ref", "wrong_target_ref"),  # a number that is not there, for one that is
    "X-15": ("wrong_target_ref", "dangling_ref"),
    "X-16": ("self_ref", "wrong_target_ref"),
    "X-17": ("duplicate_number", "dangling_ref"),
    "X-18": ("placeholder",),
    "X-19": ("asymmetry",),
    "X-20": ("agree_to_agree",),
    "X-21": ("contradiction", "other"),
    "X-22": ("name_drift",),
    "X-23": ("undefined_term", "other"),
}


@dataclass(frozen=True)
class Listed:
    """A line of a checks.tsv."""

    code: str
    units: frozenset[int]
    words: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--half", choices=["first", "second", "both"], default="both")
    parser.add_argument("--types", choices=["shipped", "gold", "none"], default="shipped")
    parser.add_argument("--cache", type=Path, help="folder that keeps the scans; leave out after changes below assess")
    parser.add_argument("--checks", nargs="*", default=[check for check, _ in CHECKS])
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    gold = args.shared / "gold" / "dev"
    if not gold.is_dir():
        print(f"{gold} is absent: nothing to compare with", file=sys.stderr)
        return 2
    score = scorer(args.shared)
    reported, agreeing = Counter[str](), Counter[str]()
    listed_all, found_listed = Counter[str](), Counter[str]()
    seconds = 0.0
    classifier: Classifier | None = None
    for file in sorted((gold / "docs").glob("*.json")):
        if args.half != "both" and (args.half == "first") != (file.stem[0] <= "i"):
            continue
        kept = args.cache / f"{file.stem}.pkl" if args.cache else None
        if kept is None or not kept.exists():
            classifier = classifier or Classifier.load()
        paragraphs = json.loads(file.read_text(encoding="utf-8"))["paragraphs"]
        report = read(file.stem, paragraphs, args.shared, classifier, kept)
        unit_at = units_by_offset(score, report, paragraphs)
        if args.types != "shipped":
            report = typed(report, labels(gold, file.stem) if args.types == "gold" else {}, unit_at)
        began = time.perf_counter()
        defects = find_defects(report, args.checks)
        seconds += time.perf_counter() - began
        listed = read_list(gold / f"{file.stem}.checks.tsv")
        hit: set[Listed] = set()
        for defect in defects:
            units = touched(defect, unit_at)
            same = [entry for entry in listed if entry.code in CODES[defect.check] and entry.units & units]
            hit.update(same)
            reported[defect.check] += 1
            agreeing[defect.check] += bool(same)
            if args.list:
                show(file.stem, defect, same)
        for entry in listed:
            listed_all[entry.code] += 1
            found_listed[entry.code] += entry in hit
    print(f"{'check':6} {'reported':>8} {'listed too':>10}")
    for check in args.checks:
        print(f"{check:6} {reported[check]:8} {agreeing[check]:10}")
    print(f"{'all':6} {sum(reported.values()):8} {sum(agreeing.values()):10}\n")
    codes = {code for check in args.checks for code in CODES[check]}
    print(f"{'code of the lists':24} {'listed':>6} {'found':>6}")
    for code in sorted(codes):
        print(f"{code:24} {listed_all[code]:6} {found_listed[code]:6}")
    print(f"\n{seconds:.1f} s in the checks")
    return 0


def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "eval" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "eval" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(name: str, paragraphs: list[str], shared: Path, classifier: Classifier | None, kept: Path | None) -> Report:
    if kept is not None and kept.exists():
        report: Report = pickle.loads(kept.read_bytes())  # written by this script
        return report
    pdf = shared / "agreements" / "pdf" / f"{name}.pdf"
    if pdf.exists():
        report = scan(pdf, classifier=classifier)
    else:
        report = scan("\n\n".join(paragraphs).encode(), name=f"{name}.txt", classifier=classifier)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(report))
    return report


def units_by_offset(score: ModuleType, report: Report, paragraphs: list[str]) -> dict[int, int]:
    """Start of a word of the document → the labelled unit in which the word stands."""
    gold: list[str] = []
    owner: list[int] = []
    for unit, paragraph in enumerate(paragraphs):
        for word in score.words(paragraph):
            gold.append(word)
            owner.append(unit)
    here = [(match[0], match.start()) for match in re.finditer(r"[a-z0-9]+", report.document.text.lower())]
    return {here[j][1]: owner[i] for i, j in score.align(gold, [word for word, _ in here])}


def touched(defect: Defect, unit_at: dict[int, int]) -> set[int]:
    """Units that hold at least three words, or half of the words, of one place of the evidence."""
    found: set[int] = set()
    for evidence in defect.evidence:
        counts = Counter(unit_at[at] for at in range(evidence.start, evidence.end) if at in unit_at)
        enough = min(3, max(1, sum(counts.values()) // 2))
        found |= {unit for unit, n in counts.items() if n >= enough}
    return found


def labels(gold: Path, name: str) -> dict[int, list[str]]:
    lines = (gold / f"{name}.labels.tsv").read_text(encoding="utf-8").splitlines()
    return {int(unit): types.split(",") for unit, types in (line.split("\t")[:2] for line in lines if line)}


def typed(report: Report, given: dict[int, list[str]], unit_at: dict[int, int]) -> Report:
    """The report with the labels of the units that hold at least a third of a clause's words, or with none."""
    clauses = []
    for clause in report.clauses:
        counts = Counter(unit_at[at] for at in range(clause.start, clause.end) if at in unit_at)
        total = sum(counts.values())
        types = {t for unit, n in counts.items() if 3 * n >= total for t in given.get(unit, ())}
        clauses.append(replace(clause, types=tuple(TypeScore(t, 1.0) for t in sorted(types)), uncertain=()))
    return replace(report, clauses=tuple(clauses))


def read_list(path: Path) -> list[Listed]:
    entries = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        code, units, _, words = line.split("\t")
        entries.append(Listed(code, frozenset(int(unit) for unit in re.findall(r"\d+", units)), words))
    return entries


def show(name: str, defect: Defect, same: list[Listed]) -> None:
    print(f"{name}  {defect.check} {defect.severity}: {defect.message}")
    for evidence in defect.evidence:
        print(f"      {evidence.clause}: {evidence.quote[:300]!r}")
    for entry in same:
        print(f"      listed: {entry.code}: {entry.words}")


if __name__ == "__main__":
    sys.exit(main())
