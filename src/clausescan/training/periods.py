"""Fits the model that says what a period is for, and writes it as `language/purposes.npz`.

    python -m clausescan.training.periods ../shared

Labels are the period rows of gold/dev and gold/silver. Figures are from cross-validation in which no document stands
on both sides.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clausescan.language.periods import PeriodSpan, find_periods
from clausescan.language.purposes import EXIT_PURPOSES, PurposeModel, Surroundings, features

# Purposes too rare to learn are "other"; so are durations that the annotators passed over.
_MERGED = {"none", "funding", "change_of_control_report", "expert"}


@dataclass(frozen=True, slots=True)
class Example:
    document: str
    unit: int
    names: list[str]
    purpose: str
    has_value: bool


def gold_examples(folder: Path) -> list[Example]:
    """Every period of a gold folder with its purpose; raises OSError when the folder is not there."""
    found: list[Example] = []
    for path in sorted((folder / "docs").glob("*.json")):
        units: list[str] = json.loads(path.read_text(encoding="utf-8"))["paragraphs"]
        spans = [find_periods(unit) for unit in units]
        purposes = _match(units, spans, folder / f"{path.stem}.periods.tsv")
        for i, here in enumerate(spans):
            around = surroundings(units, i)
            for k, span in enumerate(here):
                purpose = "other" if purposes[i][k] in _MERGED else purposes[i][k]
                found.append(Example(path.stem, i, features(around, here, k), purpose, span.value is not None))
    return found


def _match(units: list[str], spans: list[list[PeriodSpan]], rows: Path) -> list[list[str]]:
    """The purpose of each span: the row with the same value and unit, the one that quotes the place first."""
    purposes = [["none"] * len(here) for here in spans]
    for line in rows.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) != 8 or not cells[0].isdigit() or int(cells[0]) >= len(units):
            continue
        i, quote = int(cells[0]), cells[1]
        at = units[i].find(quote)
        fitting = [
            (at >= 0 and span.start < at + len(quote) and at < span.end, -k)
            for k, span in enumerate(spans[i])
            if purposes[i][k] == "none" and _same(span, cells[2], cells[3])
        ]
        if fitting:
            purposes[i][-max(fitting)[1]] = cells[7]
    return purposes


def _same(span: PeriodSpan, value: str, unit: str) -> bool:
    if value == "?" or span.value is None:
        return value == "?" and span.value is None
    return span.value == float(value) and span.unit == unit


_ITEM = re.compile(r"\s*\(?\w{1,4}[).]\s")


def surroundings(units: Sequence[str], index: int) -> Surroundings:
    """What the clause tree gives in a scan, guessed from a flat list of units."""
    lead = ""
    if _ITEM.match(units[index]):
        lead = next((u for u in reversed(units[max(0, index - 13) : index]) if u.rstrip()[-1:] in ":-–—,"), "")
    above = reversed(units[max(0, index - 11) : index])
    heading = next((u for u in above if len(u) < 80 and u.rstrip()[-1:] not in ".;,"), "")
    return Surroundings(text=units[index], lead_in=lead, headings=(heading,) if heading else ())


def fit(examples: Sequence[Example], c: float = 1.0, min_documents: int = 3, threshold: float = 0.4) -> PurposeModel:
    """A model fitted on the examples. A feature counts once it occurs in `min_documents` documents."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    seen: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for name in example.names:
            seen[name].add(example.document)
    names = sorted(name for name, documents in seen.items() if len(documents) >= min_documents)
    row = {name: i for i, name in enumerate(names)}
    scale = np.array([_weight(name) for name in names], dtype=np.float32)
    columns = [[row[name] for name in example.names if name in row] for example in examples]
    starts = np.cumsum([0, *map(len, columns)])
    flat = np.array([c for cs in columns for c in cs], dtype=np.int64)
    matrix = csr_matrix((scale[flat], flat, starts), shape=(len(examples), len(names)))
    model = LogisticRegression(C=c, max_iter=500).fit(matrix, [example.purpose for example in examples])
    weights = np.asarray(model.coef_.T * scale[:, None], dtype=np.float32)
    return PurposeModel(names, list(model.classes_), weights, np.asarray(model.intercept_, np.float32), threshold)


def _weight(name: str) -> float:
    """How much a feature may say: cues most, distant words least."""
    if "~" in name:
        return 1.0
    return {"s:": 0.35, "h:": 0.7, "e:": 0.25, "i:": 0.5}.get(name[:2], 0.6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "language" / "purposes.npz")
    parser.add_argument("--folds", type=int, default=12, help="0: no cross-validation")
    args = parser.parse_args()
    dev, silver = gold_examples(args.shared / "gold/dev"), gold_examples(args.shared / "gold/silver")
    if args.folds:
        print("dev, cross-validated:", _score(_cross_validate(dev, silver, args.folds)))
        model = fit(dev)
        print("silver, fitted on dev:", _score([(e.purpose, _choice(model, e), e.has_value) for e in silver]))
    model = fit([*dev, *silver])
    model.save(args.out)
    print(f"{args.out}: {args.out.stat().st_size:,} bytes, {len(dev) + len(silver)} periods")


def _choice(model: PurposeModel, example: Example) -> str:
    return model.choose(model.probabilities(example.names))[0]


def _cross_validate(dev: list[Example], more: list[Example], folds: int) -> list[tuple[str, str, bool]]:
    documents = sorted({example.document for example in dev})
    pairs = []
    for fold in range(folds):
        held = set(documents[fold::folds])
        model = fit([*(e for e in dev if e.document not in held), *more])
        pairs += [(e.purpose, _choice(model, e), e.has_value) for e in dev if e.document in held]
    return pairs


def _score(pairs: list[tuple[str, str, bool]]) -> str:
    """F1 of "bears on parting", and of the purpose, over the periods with a value (periods never found not counted)."""
    exits = set(EXIT_PURPOSES)
    valued = [(gold, said) for gold, said, has_value in pairs if has_value]
    gold_n = sum(gold in exits for gold, _ in valued)
    said_n = sum(said in exits for _, said in valued)
    both = sum(gold in exits and said in exits for gold, said in valued)
    same = sum(gold in exits and said == gold for gold, said in valued)
    return f"F1 {2 * both / (gold_n + said_n):.3f}, with purpose {2 * same / (gold_n + said_n):.3f} ({gold_n} gold)"


if __name__ == "__main__":
    main()
