#!/usr/bin/env python3
"""The judgement on the labelled agreements, end to end on their PDFs and texts, by cross-validation over agreements.

Types, evidence, elements and states of an agreement come from a network, heads, thresholds and a judge that saw neither
it nor agreements that repeat its text. The reports are scored by ../shared/eval/score.py. Also printed: calibration of
the confidence, what the limits for "absent" trade, and each item.

usage: judge_dev.py [--shared ../shared] [--out FOLDER] RUN...      (runs of training/finetune.py, one a fold)
Needs clausescan[training].
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from clausescan.assess.consistency import find_defects
from clausescan.assess.exits import exit_matrix
from clausescan.assess.findings import ABSENT_FROM, EXPLICIT_BELOW, Material, findings, state_of
from clausescan.assess.verdicts import STATES, Judged
from clausescan.model import Judgement, Report
from clausescan.report.json import to_json
from clausescan.training.datasets import CHECKLIST, load_gold
from clausescan.training.judge import Case, Recipe, across_folds, cases, scores, table, temperature, typed_report

ROOT = Path(__file__).resolve().parents[1]


def judgement_of(case: Case, judged: Judged, report: Report) -> Judgement:
    typed = tuple(report.clauses[i] for i in case.agreement.typed)
    material = Material(report, CHECKLIST, case.questions, typed, case.clauses, judged, None)
    return Judgement("reference", "", None, findings(material), exit_matrix(report), find_defects(report))


def by_the_scorer(reports: Sequence[tuple[str, Report]], shared: Path, out: Path) -> dict[str, object]:
    for name, report in reports:
        (out / f"{name}.json").write_text(to_json(report), encoding="utf-8")
    command = [sys.executable, str(shared / "eval/score.py"), str(shared / "gold/dev"), str(out)]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path, help="keep the reports here")
    parser.add_argument("runs", type=Path, nargs="+")
    args = parser.parse_args()
    pdfs = args.shared / "agreements/pdf"
    gold = list(load_gold(args.shared / "gold/dev", pdfs))
    more = list(load_gold(args.shared / "gold/silver", pdfs))
    found = cases(gold, more, ROOT / "corpora/reference", args.runs)
    results = across_folds(found, Recipe())
    t = temperature(results)
    soft = [p.states**t / (p.states**t).sum(1, keepdims=True) for _, p in results]
    results = [(case, replace(judged, states=states)) for (case, judged), states in zip(results, soft, strict=True)]
    print("temperature, from all folds:", t)
    y, p, items = table(results)
    print("most probable state:", {k: round(v, 3) for k, v in scores(y, p.argmax(1)).items()})
    print("\n| absent from | explicit below | accuracy | macro F1 | false missing | missed absence | gap F1 |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for least, most in ((0.34, 1.0), (0.5, 0.2), (0.5, 0.15), (0.5, 0.12), (0.5, 0.1), (0.45, 0.1), (0.6, 0.1)):
        given = np.array([0 if a >= least and e < most else (2 if e > max(a, b) else 1) for a, b, e in p])
        print(f"| {least} | {most} | " + " | ".join(f"{v:.3f}" for v in scores(y, given).values()) + " |")
    given = np.array([STATES.index(state_of(*row)) for row in p])
    sure = p[np.arange(len(p)), given]
    print(f"\nlimits in use: {ABSENT_FROM}, {EXPLICIT_BELOW}\n\n| confidence | verdicts | right |\n| --- | --- | --- |")
    error = 0.0
    for low in np.arange(0.3, 1.0, 0.1):
        chosen = (sure >= low) & (sure < low + 0.1) if low > 0.35 else sure < 0.4
        if chosen.any():
            right = (given == y)[chosen].mean()
            error += chosen.mean() * abs(right - sure[chosen].mean())
            print(f"| {low:.1f} to {low + 0.1:.1f} | {chosen.sum()} | {right:.2f} |")
    print(
        f"\ncalibration error {error:.3f}\n\n| item | verdicts | right | commonest state |\n| --- | --- | --- | --- |"
    )
    for item in sorted(set(items)):
        own = np.array([name == item for name in items])
        print(
            f"| {item} | {own.sum()} | {(given == y)[own].mean():.2f} | {np.bincount(y[own]).max() / own.sum():.2f} |"
        )
    reports = []
    for case, judged in results:
        report = typed_report(case.agreement, case.given, case.types)
        reports.append((case.agreement.name, replace(report, judgement=judgement_of(case, judged, report))))
    with tempfile.TemporaryDirectory() as place:
        out = args.out or Path(place)
        out.mkdir(parents=True, exist_ok=True)
        official = by_the_scorer(reports, args.shared, out)
    official.pop("leaves", None)
    print("\nby eval/score.py:", json.dumps(official, indent=1))


if __name__ == "__main__":
    main()
