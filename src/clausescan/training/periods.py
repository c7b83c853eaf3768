"""Fits the model that says what a period is for, and writes it as `language/purposes.npz`.

    python -m clausescan.training.periods ../shared

Labels, all by the guide of the gold set:

- the period rows of gold/dev and gold/silver;
- `period_labels.tsv`: periods of CUAD contracts read one by one (file name, offset, purpose), those on which a first
  model was least sure;
- `reference_periods.tsv`: the periods of the reference clauses in corpora/reference (clause, quote, purpose);
- `period_clauses.txt`: short clauses written for this purpose in many styles.

Filed agreements are much alike in style; a model fitted on them alone took most periods of other drafting for
"other". The sample agreements in corpora/samples are kept out: they show how the model does on agreements of a style
it has not seen. Figures are from cross-validation in which no document stands on both sides.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clausescan.language.periods import PeriodSpan, clause_periods, find_periods
from clausescan.language.purposes import EXIT_PURPOSES, PurposeModel
from clausescan.language.surroundings import Surroundings, features
from clausescan.model import Block, Document
from clausescan.structure import clause_tree

PURPOSES = frozenset(
    (*EXIT_PURPOSES, "completion", "payment", "funding", "force_majeure", "change_of_control_report", "expert",
     "transition", "meeting", "inspection", "other")
)  # fmt: skip
# Sum of the exit purposes from which a period counts as one of them. F1 by cross-validation is flat from 0.3 to 0.4,
# on dev as on the reference clauses.
THRESHOLD = 0.3
# What an example of our own clauses counts beside one from a real agreement.
OWN_WEIGHT = 0.6
# How far rare purposes are lifted: 0 not at all, 1 to the same weight for each purpose.
RARE = 0.3
_OWN = ("ref/", "own/")


@dataclass(frozen=True, slots=True)
class Example:
    """A period: its agreement, offset in the agreement's text, features and purpose."""

    document: str
    start: int
    names: list[str]
    purpose: str
    has_value: bool


def document_of(name: str, units: Sequence[str]) -> tuple[Document, list[int]]:
    """A document with one block a unit, and where each unit starts."""
    starts, at = [], 0
    for unit in units:
        starts.append(at)
        at += len(unit) + 1
    blocks = tuple(Block(start, start + len(unit)) for start, unit in zip(starts, units, strict=True))
    return Document(name, "", "text/plain", "\n".join(units), blocks), starts


def gold_examples(folder: Path) -> list[Example]:
    """Every period of a gold folder with its purpose; raises OSError when the folder is not there."""
    found: list[Example] = []
    for path in sorted((folder / "docs").glob("*.json")):
        units = [unit.replace("\n", " ") for unit in json.loads(path.read_text(encoding="utf-8"))["paragraphs"]]
        document, starts = document_of(path.stem, units)
        here: list[tuple[int, PeriodSpan, list[str]]] = []
        for clause, around, spans in clause_periods(document, clause_tree(document)):
            here += [(clause.start + s.start, s, features(around, spans, k)) for k, s in enumerate(spans)]
        purposes = _match(units, starts, here, folder / f"{path.stem}.periods.tsv")
        for (start, span, names), purpose in zip(here, purposes, strict=True):
            named = "other" if purpose == "none" else purpose  # durations that the annotators passed over
            found.append(Example(path.stem, start, names, named, span.value is not None))
    return found


def _match(units: list[str], starts: list[int], here: list[tuple[int, PeriodSpan, list[str]]], rows: Path) -> list[str]:
    """The purpose of each period: the row of its unit with the same value, the one that quotes the place first."""
    purposes = ["none"] * len(here)
    unit_of = [bisect_right(starts, start) - 1 for start, _, _ in here]
    for line in rows.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) != 8 or not cells[0].isdigit() or int(cells[0]) >= len(units):
            continue
        unit, quote = int(cells[0]), cells[1]
        at = units[unit].find(quote)
        low, high = starts[unit] + at, starts[unit] + at + len(quote)
        fitting = [
            (at >= 0 and low - len(quote) < start < high and start + span.end - span.start > low, -k)
            for k, (start, span, _) in enumerate(here)
            if unit_of[k] == unit and purposes[k] == "none" and _same(span, cells[2], cells[3])
        ]
        if fitting:
            purposes[-max(fitting)[1]] = cells[7]
    return purposes


def _same(span: PeriodSpan, value: str, unit: str) -> bool:
    if value == "?" or span.value is None:
        return value == "?" and span.value is None
    return span.value == float(value) and span.unit == unit


_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?!\s*\n))+")


def read_examples(texts: Path, labels: Path) -> list[Example]:
    """The periods of `labels` in the contracts of the folder `texts`."""
    wanted: dict[str, dict[int, str]] = defaultdict(dict)
    for line in labels.read_text(encoding="utf-8").splitlines():
        name, offset, purpose = line.split("\t")
        wanted[name][int(offset)] = purpose
    found = []
    for name, purposes in sorted(wanted.items()):
        raw = (texts / f"{name}.txt").read_text(encoding="utf-8")
        paragraphs = [m for m in _PARAGRAPH.finditer(raw) if m.group().strip()]
        document, starts = document_of(name, [m.group().replace("\n", " ") for m in paragraphs])
        for clause, around, spans in clause_periods(document, clause_tree(document)):
            for k, span in enumerate(spans):
                start = clause.start + span.start
                i = bisect_right(starts, start) - 1
                said = purposes.get(paragraphs[i].start() + start - starts[i])
                if said:
                    found.append(Example(f"cuad/{name}", start, features(around, spans, k), said, True))
    return found


def reference_examples(folder: Path, labels: Path) -> list[Example]:
    """The periods of `labels` (clause id, quote, purpose) in the reference clauses of the folder.

    A clause stands as a document of its own under its heading. Labels whose clause or quote is gone are passed over.
    """
    wanted: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in labels.read_text(encoding="utf-8").splitlines():
        clause, quote, purpose = line.split("\t")
        wanted[clause].append((quote, purpose))
    found = []
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["clause"]:
            text, rows = entry["text"].strip().replace("\n", " "), wanted[entry["id"]]
            spans = find_periods(text)
            headings = (entry["heading"],) if entry["heading"] else ()
            around = Surroundings(text, headings=headings)
            for k, span in enumerate(spans):
                said = next((row for row in rows if row[0] == text[span.start : span.end]), None)
                if said:
                    rows.remove(said)
                    named = features(around, spans, k)
                    found.append(Example(f"ref/{entry['id']}", span.start, named, said[1], span.value is not None))
    return found


def own_examples() -> list[Example]:
    """The examples that need nothing but this project: reference clauses and clauses written for training."""
    here = Path(__file__).parent
    reference = here.parents[2] / "corpora" / "reference"
    labels = here / "reference_periods.tsv"
    return [*reference_examples(reference, labels), *clause_examples(here / "period_clauses.txt")]


_MARKED = re.compile(r"\{(\w+):\s*([^}]*)\}")


def clause_examples(path: Path) -> list[Example]:
    """The periods of the clauses written for training, one a line: "Heading | text with {purpose: three years}".

    Raises ValueError for a mark in which no period, or more than one, is found.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        heading, _, marked = line.rpartition(" | ")
        text, marks, at = "", [], 0
        for mark in _MARKED.finditer(marked):
            text += marked[at : mark.start()]
            marks.append((len(text), len(text) + len(mark[2]), mark[1]))
            text, at = text + mark[2], mark.end()
        text += marked[at:]
        spans = find_periods(text)
        around = Surroundings(text, headings=(heading,) if heading else ())
        for low, high, purpose in marks:
            inside = [k for k, span in enumerate(spans) if low <= span.start and span.end <= high]
            if len(inside) != 1 or purpose not in PURPOSES:
                raise ValueError(f"{path}:{number}: {purpose}: {text[low:high]}")
            named = features(around, spans, inside[0])
            found.append(Example(f"own/{number}", low, named, purpose, spans[inside[0]].value is not None))
    return found


def fit(examples: Sequence[Example], c: float = 1.0, min_documents: int = 3) -> PurposeModel:
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
    flat = np.array([column for some in columns for column in some], dtype=np.int64)
    matrix = csr_matrix((scale[flat], flat, starts), shape=(len(examples), len(names)))
    purposes = [example.purpose for example in examples]
    model = LogisticRegression(C=c, max_iter=500).fit(matrix, purposes, _counts(examples))
    weights = np.asarray(model.coef_.T * scale[:, None], dtype=np.float32)
    bias = np.asarray(model.intercept_, dtype=np.float32)
    return PurposeModel(names, [str(purpose) for purpose in model.classes_], weights, bias, THRESHOLD)


def _counts(examples: Sequence[Example]) -> list[float]:
    """What each example counts: those of rare purposes more, our own clauses less than real agreements."""
    counts = [OWN_WEIGHT if example.document.startswith(_OWN) else 1.0 for example in examples]
    sums: dict[str, float] = defaultdict(float)
    for example, count in zip(examples, counts, strict=True):
        sums[example.purpose] += count
    mean = sum(sums.values()) / len(sums)
    rare = {purpose: min(4.0, (mean / whole) ** RARE) for purpose, whole in sums.items()}
    return [count * rare[example.purpose] for example, count in zip(examples, counts, strict=True)]


def _weight(name: str) -> float:
    """How much a feature may say: cues most, distant words least."""
    if "~" in name:
        return 1.0
    return {"s:": 0.35, "h:": 0.7, "e:": 0.25, "i:": 0.5}.get(name[:2], 0.6)


def cross_validate(scored: list[Example], more: list[Example], folds: int) -> list[tuple[str, str, Example]]:
    """(gold, said, example) for each example with a value, said by a model that saw none of its document."""
    documents = sorted({example.document for example in scored})
    found = []
    for fold in range(folds):
        held = set(documents[fold::folds])
        model = fit([*(e for e in scored if e.document not in held), *more])
        found += judged(model, [e for e in scored if e.document in held])
    return found


def judged(model: PurposeModel, examples: Sequence[Example]) -> list[tuple[str, str, Example]]:
    """(gold, said, example) for each example with a value."""
    return [(e.purpose, model.choose(model.probabilities(e.names))[0], e) for e in examples if e.has_value]


def score(pairs: Sequence[tuple[str, str, Example]]) -> str:
    """How well "bears on parting" and the purpose are told, over the periods that were found."""
    exits = set(EXIT_PURPOSES)
    gold_n = sum(gold in exits for gold, _, _ in pairs)
    said_n = sum(said in exits for _, said, _ in pairs)
    both = sum(gold in exits and said in exits for gold, said, _ in pairs)
    same = sum(gold in exits and said == gold for gold, said, _ in pairs)
    return (
        f"precision {both / said_n:.3f}, recall {both / gold_n:.3f}, F1 {2 * both / (gold_n + said_n):.3f}; "
        f"with purpose {2 * same / (gold_n + said_n):.3f} ({gold_n} periods)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "language" / "purposes.npz")
    parser.add_argument("--folds", type=int, default=12, help="0: no cross-validation")
    args = parser.parse_args()
    dev, silver = gold_examples(args.shared / "gold/dev"), gold_examples(args.shared / "gold/silver")
    read = read_examples(args.shared / "cuad/texts", Path(__file__).with_name("period_labels.tsv"))
    own = own_examples()
    reference = [example for example in own if example.document.startswith("ref/")]
    clauses = [example for example in own if example.document.startswith("own/")]
    if args.folds:
        print("dev, cross-validated:", score(cross_validate(dev, [*silver, *read, *own], args.folds)))
        print("silver, cross-validated:", score(cross_validate(silver, [*dev, *read, *own], args.folds)))
        print("silver, none of it seen:", score(judged(fit([*dev, *read, *own]), silver)))
        print("reference clauses, none seen:", score(judged(fit([*dev, *silver, *read, *clauses]), reference)))
        print("clauses for training, none seen:", score(judged(fit([*dev, *silver, *read, *reference]), clauses)))
    model = fit([*dev, *silver, *read, *own])
    model.save(args.out)
    print(
        f"{args.out}: {args.out.stat().st_size:,} bytes, {len(dev)} + {len(silver)} + {len(read)} + {len(own)} periods"
    )


if __name__ == "__main__":
    main()
