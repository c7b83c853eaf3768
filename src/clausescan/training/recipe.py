"""A whole training in one go, and the scores of a model on labelled agreements: what the command line offers."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from clausescan.classify import Classifier
from clausescan.encoding.folder import TRAINING
from clausescan.errors import ModelError, TrainingError
from clausescan.taxonomy import TYPES
from clausescan.training.datasets import Agreement, load_gold
from clausescan.training.evaluate import intervals, reliability_table, score
from clausescan.training.fit import Examples, group_calibration, show
from clausescan.training.folds import as_examples, folds_of, predicted, read_sums
from clausescan.training.linear import Bools, Floats
from clausescan.training.model_folder import text_hash
from clausescan.training.words import together, word_material, word_sums


def train(
    data: Path,
    out: Path,
    work: Path,
    *,
    also: Sequence[Path] = (),
    pdfs: Path | None = None,
    reference: Path | None = None,
    base: Path | None = None,
    folds: int = 3,
    epochs: float = 4.0,
    tokens: int = 128,
    threads: int = 1,
    bf16: bool = False,
    say: Callable[[str], None] = print,
) -> str:
    """Train on `data` and `also`, write a model folder to `out`, and return its scores, which are out of fold.

    Everything on the way is kept in `work`; the same call goes on where it was stopped. Raises TrainingError when the
    data cannot be used, or when `work` holds a training with other data or settings.
    """
    from clausescan.training import finetune
    from clausescan.training.export import export, sample_texts

    fixed = ["--gold", data, "--epochs", epochs, "--tokens", tokens, "--threads", threads, "--folds", folds]
    fixed += ["--bf16"] if bf16 else []
    for name, value in (("--pdfs", pdfs), ("--reference", reference), ("--base", base)):
        fixed += [name, value] if value else []
    fixed += ["--also", *also] if also else []
    files = [work / f"fold{k}" / "sums.npz" for k in range(folds)]
    for k, file in enumerate(files):
        say(f"fold {k + 1} of {folds}")
        finetune.main(list(map(str, [*fixed, "--fold", k, "--run", file.parent])))
    say("all agreements")
    finetune.main(list(map(str, [*fixed, "--all", "--run", work / "all", "--sums", *files])))
    export(work / "all/model", sample_texts([data, *also]), out)
    return out_of_fold_scores(data, files, also=also, pdfs=pdfs, reference=reference)


def out_of_fold_scores(
    data: Path, files: Sequence[Path], *, also: Sequence[Path] = (), pdfs: Path | None, reference: Path | None
) -> str:
    """Tables: what the network and the words together score on agreements that they have not learnt."""
    gold = list(load_gold(data, pdfs))
    more = [a for folder in also for a in load_gold(folder, pdfs)]
    sums, fold = read_sums(files)
    both = together(sums, word_sums(word_material(gold, more, reference), fold))
    return _tables(*predicted(gold, both, folds_of(gold, fold)))


def evaluate(model: Path | None, data: Path, *, pdfs: Path | None = None, threads: int | None = None) -> str:
    """Tables: what the model of a folder scores on the labelled agreements of `data`. They flatter, and say so, where
    the model has learnt one of them."""
    classifier = Classifier.load(model, threads=threads)
    agreements = list(load_gold(data, pdfs))
    order = _order(classifier)
    predictions, probabilities = [], []
    for a in agreements:
        reading = classifier.read(a.document, a.clauses)
        p = reading.probabilities[:, order].astype(np.float64)
        given = np.zeros((len(a.clauses), len(TYPES)), dtype=bool)
        given[list(reading.typed)] = p >= classifier.heads.given[order]
        predictions.append(given)
        probabilities.append(p)
    seen = _learnt(model) & {text_hash(a.document.text) for a in agreements}
    units = sum(len(a.units) for a in agreements)
    lines = [f"{len(agreements)} agreements, {units} labelled paragraphs, {_name(classifier)}"]
    if seen:
        lines.append(f"Beware: the model has learnt {len(seen)} of these agreements, so the figures flatter.")
    return "\n".join([*lines, _tables(agreements, as_examples(agreements), predictions, probabilities)])


def _tables(
    agreements: Sequence[Agreement], rows: Sequence[Examples], predictions: Sequence[Bools], said: Sequence[Floats]
) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        show(score(agreements, predictions), intervals(agreements, predictions), group_calibration(rows, said))
    reliable = reliability_table(np.concatenate(said), np.concatenate([r.labels for r in rows]))
    return f"{printed.getvalue()}\n{reliable}"


def _order(classifier: Classifier) -> list[int]:
    labels = classifier.heads.labels
    missing = [name for name in TYPES if name not in labels]
    if missing:
        raise TrainingError(f"the model does not know {', '.join(missing)}")
    return [labels.index(name) for name in TYPES]


def _name(classifier: Classifier) -> str:
    return f"{classifier.info.name} {classifier.info.sha256[:12]}"


def _learnt(model: Path | None) -> set[str]:
    file = model / TRAINING if model else None
    if not file or not file.is_file():
        return set()
    try:
        return set(json.loads(file.read_text(encoding="utf-8")).get("learnt", ()))
    except (ValueError, AttributeError, TypeError) as error:
        raise ModelError(f"{file} cannot be read: {error}") from error
