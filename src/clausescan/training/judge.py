"""Fit the judge of checklist items on labelled agreements, and score it across folds.

Everything that it is fitted on is out of fold: vectors and opinions on an agreement come from the network that learnt
without it (the runs of training/finetune.py). Printed scores are of judges fitted without the fold that they judge.

usage: python -m clausescan.training.judge --gold FOLDER [--also FOLDER...] [--pdfs FOLDER] --runs RUN... [--out FOLDER]

--runs   folders of finetune --fold, one for each fold, finished
--out    model folder that gets judge.npz, and the vectors of the checklist's sentences as its network makes them
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from clausescan.assess.exits import exit_matrix
from clausescan.assess.features import Clauses, Opinions, of_clauses, of_elements, own_words, sigmoid
from clausescan.assess.found import found_for
from clausescan.assess.questions import SENTENCES, Questions, questions_of, write_sentences
from clausescan.assess.verdicts import (
    JUDGE,
    STATES,
    Judge,
    Judged,
    Linear,
    Step,
    element_names,
    save_judge,
    state_measures,
)
from clausescan.encoding.encoder import Text
from clausescan.facts import find_facts
from clausescan.language.periods import periods_of
from clausescan.model import ModelInfo, Report, TypeScore
from clausescan.structure.definitions import find_definitions
from clausescan.structure.references import find_references
from clausescan.taxonomy import TYPES
from clausescan.training.datasets import CHECKLIST, ITEMS, Agreement, load_gold
from clausescan.training.fit import out_of_fold
from clausescan.training.folds import predicted, read_sums
from clausescan.training.linear import calibrated, fit_calibration
from clausescan.training.model_folder import item_examples
from clausescan.training.multitask import ELEMENTS, gold_rows
from clausescan.training.words import together, word_material, word_sums

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled agreement as the judge sees it."""

    agreement: Agreement
    fold: int
    clauses: Clauses
    questions: Questions
    """with the vectors of the fold's network"""
    given: NDArray[np.bool_]
    """(typed clauses, types): the types that a scan would give, by thresholds of the other folds"""
    types: Floats
    """(typed clauses, types): their probabilities"""


@dataclass(frozen=True, slots=True)
class Recipe:
    """`strength` is the inverse of the penalty of each step; `own` weighs what is learnt of single names."""

    relevance: float = 1.0
    elements: float = 0.1
    states: float = 0.05
    own: float = 1.5


def cases(
    gold: Sequence[Agreement], more: Sequence[Agreement], reference: Path | None, runs: Sequence[Path]
) -> list[Case]:
    """The agreements of all folds, measured with what was learnt without them."""
    sums, fold = read_sums([run / "sums.npz" for run in runs])
    evidence, _ = read_sums([run / "evidence.npz" for run in runs])
    elements, _ = read_sums([run / "elements.npz" for run in runs])
    material = word_material(gold, more, reference)
    both = together(sums, word_sums(material, fold))
    scored, _, given, types = predicted(gold, both, fold)
    labels = {a.name: a.evidence[a.typed] for a in scored if a.evidence is not None}
    for_items = together(evidence, out_of_fold(item_examples(material, labels), [], fold, material.family))
    names = sorted(labels)
    of_evidence = fit_calibration(
        np.concatenate([for_items[n] for n in names]), np.concatenate([labels[n] for n in names])
    )
    found = []
    for k, run in enumerate(runs):
        encoder = FoldEncoder(run)
        questions = questions_of(CHECKLIST, encoder)
        for a, of_clauses_given, of_types in zip(scored, given, types, strict=True):
            of_given = of_clauses_given[a.typed]
            if fold[a.name] != k or not a.verdicts:
                continue
            vectors = encoder.encode(gold_rows(a, encoder.context).inputs)
            opinions = in_order(
                questions,
                of_types,
                calibrated(for_items[a.name], *of_evidence),
                sigmoid(elements[a.name]),
            )
            words = own_words(a.document, [a.clauses[i] for i in a.typed])
            report = typed_report(a, of_given, of_types)
            known = found_for(questions.items, report, exit_matrix(report))
            measures = of_clauses(words, vectors, opinions, known, questions)
            found.append(Case(a, k, measures, questions, of_given, np.asarray(of_types, dtype=np.float32)))
    return found


def typed_report(agreement: Agreement, given: NDArray[np.bool_], types: NDArray[Any]) -> Report:
    """The report of a scan that gives the clauses these types, before the judgement. Arrays are (typed clauses, types):
    whether a type is given, and its probability."""
    clauses = list(agreement.clauses)
    for row, i in enumerate(agreement.typed):
        order = np.argsort(-types[row])
        scores = tuple(TypeScore(TYPES[k], round(float(types[row, k]), 4)) for k in order if given[row, k])
        clauses[i] = replace(clauses[i], types=scores)
    document, typed = agreement.document, tuple(clauses)
    definitions = find_definitions(document, typed)
    return Report(
        document=document,
        clauses=typed,
        definitions=definitions,
        references=find_references(document, typed, definitions),
        periods=periods_of(document, typed),
        facts=find_facts(document, typed),
        model=None,
        version="",
    )


def in_order(questions: Questions, types: NDArray[Any], evidence: NDArray[Any], elements: NDArray[Any]) -> Opinions:
    """Columns of the labelled data into the order of the checklist."""
    items = [ITEMS.index(item.id) for item in questions.items]
    names = [ELEMENTS.index(name) for name in element_names(questions)]
    settled = [len(ELEMENTS) + i for i in items]
    columns = (types, evidence[:, items], elements[:, names], elements[:, settled])
    of_types, of_items, stated, of_settled = (np.asarray(c, dtype=np.float32) for c in columns)
    return Opinions(of_types, TYPES, of_items, stated, of_settled)


class FoldEncoder:
    """The network of a fold, from its checkpoint."""

    info = ModelInfo("fold", "", "torch")

    def __init__(self, run: Path) -> None:
        import json

        import torch

        from clausescan.training.export import base_folder
        from clausescan.training.finetune import Network, tokenizer_of

        state = torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)
        settings = json.loads(state["settings"])[0]
        self.network = Network(base_folder())
        self.network.load_state_dict(state["network"])
        self.network.eval()
        self.context = int(settings["context"])
        self.tokenizer = tokenizer_of(base_folder(), settings["tokens"])
        self.dimension = int(self.network.bert.config.hidden_size)

    def encode(self, texts: Sequence[Text]) -> Floats:
        import torch

        from clausescan.training.finetune import Table, by_length

        encoded = [self.tokenizer.encode(t) if isinstance(t, str) else self.tokenizer.encode(*t) for t in texts]
        table = Table(
            [e.ids for e in encoded],
            [e.type_ids for e in encoded],
            np.zeros((0, 0), bool),
            np.zeros((0, 0), np.float32),
        )
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        with torch.inference_mode():
            for chosen in by_length([len(ids) for ids in table.ids], 4096):
                found[chosen] = self.network.vectors(*table.batch(chosen, "cpu")).numpy()
        return found


def linear(x: Floats, y: NDArray[np.int64], names: Sequence[str], strength: float, own: float) -> Linear:
    """Logistic regression on standardised measures and, with `own`, a value for each name. Two classes give one sum,
    more give one a class."""
    mean, scale = x.mean(0), x.std(0)
    scale[scale < 1e-6] = 1
    z = (x - mean) / scale
    listed = sorted(set(names)) if own else []
    if listed:
        from scipy.sparse import csr_matrix, hstack

        place = {name: k for k, name in enumerate(listed)}
        marks = csr_matrix((np.full(len(names), own), (np.arange(len(names)), [place[n] for n in names])))
        z = hstack([csr_matrix(z), marks]).tocsr()
    model = LogisticRegression(C=strength, max_iter=600).fit(z, y)
    weights, wide = model.coef_.T, x.shape[1]
    values = {name: (weights[wide + k] * own).astype(np.float32) for k, name in enumerate(listed)}
    return Linear(mean, scale, weights[:wide], model.intercept_, values)


def step(x: Floats, y: NDArray[np.int64], names: Sequence[str], strength: float, own: float, unknown: Floats) -> Step:
    """`unknown`: the measures as they are of names that the model has no opinion on."""
    return Step(linear(x, y, names, strength, own), linear(unknown, y, names, strength, 0))


def without_opinion(case: Case) -> Clauses:
    """The measures as they would be of a checklist that the model does not know."""
    c = case.clauses
    of_item = c.of_item.copy()
    of_item[:, :, -1] = 0
    return replace(c, of_item=of_item, stated=np.full_like(c.stated, 0.5), settled=np.full_like(c.settled, 0.5))


def fit(train: Sequence[Case], recipe: Recipe, *, inner: int = 3) -> Judge:
    relevance = fit_relevance(train, recipe)
    elements = fit_elements(train, relevance, recipe)
    # The states learn from elements as they are judged of agreements that no element was fitted on.
    x: list[Floats] = []
    unknown: list[Floats] = []
    y: list[int] = []
    names: list[str] = []
    for k in range(inner):
        rest = [c for i, c in enumerate(train) if i % inner != k]
        part = fit_elements(rest, relevance, recipe)
        for case in (c for i, c in enumerate(train) if i % inner == k):
            items = [item.id for item in case.questions.items]
            rows = [i for i, item in enumerate(items) if case.agreement.verdicts.get(item, ("na",))[0] in STATES]
            for clauses, which, out in (
                (case.clauses, "known", x),
                (without_opinion(case), "new", unknown),
            ):
                near = _relevance(relevance, clauses, items, which)
                linear_of = part.known if which == "known" else part.new
                measures = of_elements(clauses, near, case.questions)
                stated = sigmoid(linear_of(measures, element_names(case.questions)))[:, 0]
                out.append(state_measures(clauses, near, stated, case.questions, case.agreement.document.words)[rows])
            y += [STATES.index(case.agreement.verdicts[items[i]][0]) for i in rows]
            names += [items[i] for i in rows]
    states = step(np.concatenate(x), np.array(y), names, recipe.states, recipe.own, np.concatenate(unknown))
    return Judge(relevance, elements, states)


def _relevance(relevance: Step, clauses: Clauses, items: Sequence[str], which: str) -> Floats:
    n = len(clauses.words)
    one = relevance.known if which == "known" else relevance.new
    return sigmoid(one(clauses.of_item.reshape(n * len(items), -1), list(items) * n)).reshape(n, len(items))


def fit_relevance(train: Sequence[Case], recipe: Recipe) -> Step:
    x, unknown, y, names = [], [], [], []
    for case in train:
        assert case.agreement.evidence is not None
        evidence = case.agreement.evidence[case.agreement.typed]
        plain = without_opinion(case)
        for i, item in enumerate(case.questions.items):
            if case.agreement.verdicts.get(item.id, ("na",))[0] not in STATES:
                continue
            x.append(case.clauses.of_item[:, i])
            unknown.append(plain.of_item[:, i])
            y.append(evidence[:, ITEMS.index(item.id)])
            names += [item.id] * len(evidence)
    return step(
        np.concatenate(x), np.concatenate(y).astype(np.int64), names, recipe.relevance, 0.7, np.concatenate(unknown)
    )


def fit_elements(train: Sequence[Case], relevance: Step, recipe: Recipe) -> Step:
    x, unknown, y, names = [], [], [], []
    for case in train:
        items = [item.id for item in case.questions.items]
        all_names = element_names(case.questions)
        split = [name.rsplit(" ", 1) for name in all_names]
        rows = [k for k, (item, _) in enumerate(split) if case.agreement.verdicts.get(item, ("na",))[0] in STATES]
        plain = without_opinion(case)
        near = _relevance(relevance, case.clauses, items, "known")
        x.append(of_elements(case.clauses, near, case.questions)[rows])
        unknown.append(of_elements(plain, _relevance(relevance, plain, items, "new"), case.questions)[rows])
        y += [split[k][1] in case.agreement.verdicts[split[k][0]][1] for k in rows]
        names += [all_names[k] for k in rows]
    return step(np.concatenate(x), np.array(y, dtype=np.int64), names, recipe.elements, 1.0, np.concatenate(unknown))


def judged(judge: Judge, case: Case) -> Judged:
    return judge(case.clauses, case.questions, case.agreement.document.words)


def across_folds(all_cases: Sequence[Case], recipe: Recipe) -> list[tuple[Case, Judged]]:
    """Every agreement by a judge that was fitted on the other folds."""
    found = []
    for k in sorted({c.fold for c in all_cases}):
        judge = fit([c for c in all_cases if c.fold != k], recipe)
        found += [(c, judged(judge, c)) for c in all_cases if c.fold == k]
    return found


def temperature(results: Sequence[tuple[Case, Judged]]) -> float:
    """What the sums of the states are multiplied by, so that probabilities mean what they say of agreements that
    the judge was not fitted on."""
    y, p, _ = table(results)
    sums = np.log(np.clip(p, 1e-9, 1))

    def loss(t: float) -> float:
        z = sums * t
        return float(-(z[np.arange(len(y)), y] - np.log(np.exp(z).sum(1))).mean())

    return min((k / 100 for k in range(30, 151, 5)), key=loss)


def scaled(judge: Judge, t: float) -> Judge:
    def times(one: Linear) -> Linear:
        own = {name: value * t for name, value in one.own.items()}
        return Linear(one.mean, one.scale, one.weights * t, one.bias * t, own)

    return replace(judge, states=Step(times(judge.states.known), times(judge.states.new)))


def table(results: Sequence[tuple[Case, Judged]]) -> tuple[NDArray[np.int64], Floats, list[str]]:
    """Gold states, probabilities of the states, and items, of all items whose state is one of STATES."""
    y, p, names = [], [], []
    for case, result in results:
        for i, item in enumerate(case.questions.items):
            state = case.agreement.verdicts.get(item.id, ("na",))[0]
            if state in STATES:
                y.append(STATES.index(state))
                p.append(result.states[i])
                names.append(item.id)
    return np.array(y), np.array(p), names


def scores(y: NDArray[np.int64], given: NDArray[np.int64]) -> Mapping[str, float]:
    """As eval/score.py counts them."""
    f1 = [2 * ((y == s) & (given == s)).sum() / max(1, (y == s).sum() + (given == s).sum()) for s in range(3)]
    gap, said = y < 2, given < 2
    return {
        "accuracy": float((y == given).mean()),
        "macro F1": float(np.mean(f1)),
        "false missing": float(((y == 2) & (given == 0)).sum() / max(1, (y == 2).sum())),
        "missed absence": float(((y == 0) & (given != 0)).sum() / max(1, (y == 0).sum())),
        "gap F1": float(2 * (gap & said).sum() / max(1, gap.sum() + said.sum())),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--also", type=Path, nargs="*", default=[])
    parser.add_argument("--reference", type=Path)
    parser.add_argument("--pdfs", type=Path)
    parser.add_argument("--runs", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    gold = list(load_gold(args.gold, args.pdfs))
    more = [a for folder in args.also for a in load_gold(folder, args.pdfs)]
    found = cases(gold, more, args.reference, args.runs)
    recipe = Recipe()
    results = across_folds(found, recipe)
    t = temperature(results)
    y, p, _ = table(results)
    print("temperature", t)
    print("most probable state:", {k: round(v, 3) for k, v in scores(y, p.argmax(1)).items()})
    if args.out:
        from clausescan.encoding.encoder import load_encoder
        from clausescan.encoding.folder import write_hashes

        encoder = load_encoder(args.out)  # before a file changes: loading checks their hashes
        write_sentences(args.out / SENTENCES, CHECKLIST, encoder)
        save_judge(args.out / JUDGE, scaled(fit(found, recipe), t))
        write_hashes(args.out)


if __name__ == "__main__":
    main()
