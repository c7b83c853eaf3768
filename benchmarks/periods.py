"""Score periods on the labelled agreements with the shared scorer, by models that never saw the agreement scored.

usage: python benchmarks/periods.py [--shared ../shared] [--folds 12] [--pdf]

For gold/dev and gold/silver, fold by fold: a model is fitted on all other documents of both folders (and the read
periods), the held-out documents are scanned for periods, and eval/score.py scores the lot. Text is the ready-made gold
units, or with --pdf the PDF where there is one. The last row is the shipped model, which has seen these documents.
Below them, purpose by purpose, how many of those listed for
the sample agreements (corpora/samples, never trained on) the shipped model names.
Needs scikit-learn (the training extra). Takes about two minutes a row.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from clausescan.language.periods import find_periods, periods_of
from clausescan.language.purposes import PurposeModel
from clausescan.model import Document
from clausescan.reading import read
from clausescan.structure import clause_tree
from clausescan.training import periods as training

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--folds", type=int, default=12)
    parser.add_argument("--pdf", action="store_true")
    args = parser.parse_args()
    if not (args.shared / "gold" / "dev").is_dir():
        print(f"{args.shared}/gold is absent: nothing to score", file=sys.stderr)
        return 2
    examples = {name: training.gold_examples(args.shared / "gold" / name) for name in ("dev", "silver")}
    labels = Path(training.__file__).with_name("period_labels.tsv")
    read_ones = training.read_examples(args.shared / "cuad" / "texts", labels) + training.own_examples()
    print(f"{'':30} {'place P':>8} {'R':>6} {'F1':>6}   {'purpose P':>9} {'R':>6} {'F1':>6}")
    for name, other in (("dev", "silver"), ("silver", "dev")):
        more = [*examples[other], *read_ones]
        _row(f"{name}, cross-validated", args, name, _models(examples[name], more, args.folds))
    shipped = PurposeModel.load()
    _row("dev, shipped model (seen)", args, "dev", [(set(_names(args, "dev")), shipped)])
    _samples(shipped)
    _speed(args)
    return 0


def _models(
    scored: list[training.Example], more: list[training.Example], folds: int
) -> list[tuple[set[str], PurposeModel]]:
    names = sorted({example.document for example in scored})
    held = [set(names[fold::folds]) for fold in range(folds)]
    return [(some, training.fit([*(e for e in scored if e.document not in some), *more])) for some in held]


def _names(args: argparse.Namespace, folder: str) -> list[str]:
    return sorted(path.stem for path in (args.shared / "gold" / folder / "docs").glob("*.json"))


def _text(args: argparse.Namespace, folder: str, name: str) -> Document:
    pdf = args.shared / "agreements" / "pdf" / f"{name}.pdf"
    if args.pdf and pdf.exists():
        return read(pdf)
    units = json.loads((args.shared / "gold" / folder / "docs" / f"{name}.json").read_text(encoding="utf-8"))
    return training.document_of(name, [unit.replace("\n", " ") for unit in units["paragraphs"]])[0]


def _row(title: str, args: argparse.Namespace, folder: str, models: list[tuple[set[str], PurposeModel]]) -> None:
    with tempfile.TemporaryDirectory() as out:
        for name in _names(args, folder):
            model = next((model for names, model in models if name in names), models[0][1])
            document = _text(args, folder, name)
            clauses = clause_tree(document)
            periods = periods_of(document, clauses, model)
            report = {
                "clauses": [{"id": c.id, "text": document.text[c.start : c.end], "types": []} for c in clauses],
                "periods": [
                    {"clause": p.clause, "quote": p.quote, "value": p.value, "unit": p.unit, "purpose": p.purpose}
                    for p in periods
                ],
            }
            (Path(out) / f"{name}.json").write_text(json.dumps(report), encoding="utf-8")
        scorer = [sys.executable, str(args.shared / "eval" / "score.py"), str(args.shared / "gold" / folder), out]
        scores = json.loads(subprocess.run(scorer, capture_output=True, text=True, check=True).stdout)
    place, purpose = scores["periods"], scores["periods_with_purpose"]
    print(
        f"{title:30} {place['p']:8.3f} {place['r']:6.3f} {place['f1']:6.3f}   "
        f"{purpose['p']:9.3f} {purpose['r']:6.3f} {purpose['f1']:6.3f}",
        flush=True,
    )


def _samples(model: PurposeModel) -> None:
    right: Counter[str] = Counter()
    listed: Counter[str] = Counter()
    for path in sorted((ROOT / "corpora" / "samples").glob("*.expected.json")):
        name = path.name.split(".")[0]
        rows = json.loads(path.read_text(encoding="utf-8"))["v1"]["periods"]
        document = read(path.with_name(f"{name}.docx"))
        clauses = clause_tree(document)
        cite = {clause.id: clause.cite for clause in clauses}
        free = list(periods_of(document, clauses, model))
        for row in rows:
            if row["purpose"] is None:
                continue
            listed[row["purpose"]] += 1
            fitting = [
                period
                for period in free
                if period.value == row["value"]
                and (period.value is None or period.unit == row["unit"])
                and row["clause"] in (cite[period.clause], cite[period.clause].split("(")[0])
            ]
            best = max(fitting, key=lambda period: period.purpose == row["purpose"], default=None)
            if best is not None:
                free.remove(best)
                right[row["purpose"]] += best.purpose == row["purpose"]
    print(f"sample agreements: {right.total()} of {listed.total()} purposes right")
    print("  " + ", ".join(f"{purpose} {right[purpose]}/{listed[purpose]}" for purpose in sorted(listed)))


def _speed(args: argparse.Namespace) -> None:
    documents = [_text(args, "dev", name) for name in _names(args, "dev")]
    trees = [clause_tree(document) for document in documents]
    words = sum(document.words for document in documents)
    began = time.perf_counter()
    spans = sum(len(find_periods(document.text)) for document in documents)
    finding = time.perf_counter() - began
    began = time.perf_counter()
    for document, clauses in zip(documents, trees, strict=True):
        periods_of(document, clauses)
    whole = time.perf_counter() - began
    pages = words / 500
    print(f"{spans} periods in {words:,} words, about {pages:.0f} pages of 500 words")
    print(f"finding {1000 * finding / pages:.2f} ms a page, finding and judging {1000 * whole / pages:.2f} ms a page")


if __name__ == "__main__":
    sys.exit(main())
