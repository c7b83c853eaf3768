#!/usr/bin/env python3
"""Average precision of 18 categories of CUAD over the clauses that clausescan reads, split by contract.

Folds are made of contracts; near-duplicates, and contracts that share text, stay in one fold. Every clause is scored by
a model that saw no contract of its fold: logistic regression for each category on the features named by --features. A
contract that one of the labelled agreements of gold/ repeats is never scored ("apart"): a fine-tuned network has learnt
it. Printed: average precision of each category and the mean, with a 95 % interval by drawing contracts.

features: words (TF-IDF of words and pairs), sentences (the same for each sentence; a clause has the score of its best),
vectors (of --model), around (vectors of the clause before and after), headings (TF-IDF of headings alone), types (the
sums of the model's heads for the 40 types, and those of the clauses before and after)

usage: cuad_ap.py [--shared ../shared] [--kept FOLDER] [--model FOLDER] [--folds 3] [--contracts N] FEATURES...
Each of FEATURES is one row, its features joined by "+": words words+vectors words+vectors+around
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from cuad_units import CATEGORIES, Contract, contracts, vectors
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from clausescan.encoding.folder import shipped_model
from clausescan.heads import load_heads
from clausescan.training.datasets import families
from clausescan.training.linear import sigmoid

ROOT = Path(__file__).resolve().parents[1]
PENALTY = {"sparse": 1.0, "dense": 1.0}
SCALE = 8.0
SPARSE = {"words": SCALE, "headings": SCALE / 3}
OTHERS = 4
"""One in so many clauses without a mark is learnt from, and counts so many times."""

Floats = np.ndarray


def kin(every: Sequence[Contract], shared: Path, kept: Path) -> tuple[list[int], list[bool]]:
    """For each contract its family, and whether a labelled agreement is of it."""
    file = kept / "families.json"
    if not file.is_file():
        texts = {f"cuad {c.name}": c.text for c in every}
        for path in sorted(shared.glob("gold/*/docs/*.json")):
            texts[f"gold {path.stem}"] = "\n".join(json.loads(path.read_text(encoding="utf-8"))["paragraphs"])
        found = families(texts)
        for line in (shared / "cuad/near_duplicates.tsv").read_text(encoding="utf-8").splitlines():
            group, name = line.split("\t")
            if f"cuad {name}" in found:
                old, new = found[f"cuad {name}"], found.setdefault(f"group {group}", found[f"cuad {name}"])
                found = {n: new if f == old else f for n, f in found.items()}
        file.write_text(json.dumps(found), encoding="utf-8")
    found = json.loads(file.read_text(encoding="utf-8"))
    gold = {family for name, family in found.items() if name.startswith("gold ")}
    families_ = [int(found[f"cuad {c.name}"]) for c in every]
    return families_, [f in gold for f in families_]


def folds_of(family: Sequence[int], sizes: Sequence[int], folds: int) -> Floats:
    """Contract → fold: families in an order drawn once, each to the fold with the fewest clauses so far."""
    size: Counter[int] = Counter()
    for f, n in zip(family, sizes, strict=True):
        size[f] += n
    order = np.random.default_rng(0).permutation(sorted(size))
    load, fold = [0] * folds, {}
    for f in sorted(order.tolist(), key=lambda f: -size[f]):
        fold[f] = load.index(min(load))
        load[fold[f]] += size[f]
    return np.array([fold[f] for f in family])


def fit(sparse: csr_matrix, dense: Floats, labels: Floats, weights: Floats, passes: int = 100) -> tuple[Floats, ...]:
    """Logistic regression of all categories at once: coefficients of the sparse and of the dense features, bias."""
    a, b, k = sparse.shape[1], dense.shape[1], labels.shape[1]
    turned = sparse.T.tocsr()
    share = np.clip((weights[:, None] * labels).sum(0) / weights.sum(), 1e-4, 0.9)

    def loss(flat: Floats) -> tuple[float, Floats]:
        p, q = flat[: a * k].reshape(a, k), flat[a * k : (a + b) * k].reshape(b, k)
        sums = sparse @ p.astype(np.float32) + dense @ q.astype(np.float32) + flat[(a + b) * k :].astype(np.float32)
        value = (weights[:, None] * (np.logaddexp(0, sums) - labels * sums)).sum(dtype=np.float64)
        value += PENALTY["sparse"] / 2 * (p**2).sum() + PENALTY["dense"] / 2 * (q**2).sum()
        off = (weights[:, None] * (sigmoid(sums) - labels)).astype(np.float32)
        slope = [turned @ off + PENALTY["sparse"] * p, dense.T @ off + PENALTY["dense"] * q, off.sum(0)]
        return float(value), np.concatenate([s.ravel() for s in slope]).astype(np.float64)

    start = np.concatenate([np.zeros((a + b) * k), np.log(share / (1 - share))])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": passes, "maxcor": 6}).x
    return found[: a * k].reshape(a, k), found[a * k : (a + b) * k].reshape(b, k), found[(a + b) * k :]


def tfidf(least: int = 4) -> TfidfVectorizer:
    return TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, min_df=least, token_pattern=r"[a-z]{2,30}", dtype=np.float32
    )


def sentences_of(text: str) -> list[str]:
    """Parts of a clause at full stops and semicolons that are followed by a space."""
    parts = [part for part in re.split(r"(?<=[a-z\)][.;])\s+", text) if len(part) > 20]
    return parts or [text]


def around(values: Floats, owner: Floats) -> Floats:
    """The values of the clause before and of the clause after; zeros at the ends of a contract."""
    before, after = np.zeros_like(values), np.zeros_like(values)
    same = owner[1:] == owner[:-1]
    before[1:][same], after[:-1][same] = values[:-1][same], values[1:][same]
    return np.concatenate([before, after], axis=1)


def average_precision(values: Floats, labels: Floats) -> float:
    hits = labels[np.argsort(-values, kind="stable")]
    return float((hits.cumsum() / np.arange(1, len(hits) + 1))[hits].mean()) if hits.any() else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--kept", type=Path, default=ROOT / "local/cuad", help="what is read and encoded once")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--contracts", type=int, help="only the first so many, for a trial")
    parser.add_argument("--passes", type=int, default=100)
    parser.add_argument("--save", type=Path, help="folder for the scores of every clause, a file a row")
    parser.add_argument("features", nargs="+")
    args = parser.parse_args()
    every = contracts(args.shared / "cuad", args.kept / "units.pickle")
    family, apart_ = kin(every, args.shared, args.kept)
    every, family, apart_ = (x[: args.contracts] for x in (every, family, apart_))
    owner = np.repeat(np.arange(len(every)), [len(c.texts) for c in every])
    fold = folds_of(family, [len(c.texts) for c in every], args.folds)[owner]
    labels = np.concatenate([c.marks for c in every])
    scored = ~np.array(apart_)[owner]
    print(
        f"{len(every)} contracts, {len(set(family))} families, {len(owner)} clauses; {sum(apart_)} contracts apart; "
        f"marked clauses scored: {labels[scored].sum()}\n",
        flush=True,
    )
    dense_of = {}
    if any({"vectors", "around", "types"} & set(f.split("+")) for f in args.features):
        model = args.model or shipped_model()
        of_clause = np.concatenate(vectors(every, model, args.kept))
        heads = load_heads(model)
        sums = of_clause @ heads.of_vector + heads.bias
        sums += heads.words.sums([text for c in every for text in c.texts], heads.of_words)
        of_types = np.clip(sums * heads.slope + heads.offset, -6, 6) / 4
        dense_of = {
            "vectors": of_clause * SCALE,
            "around": around(of_clause, owner) * SCALE / 2,
            "types": np.concatenate([of_types, around(of_types, owner) / 2], axis=1),
        }
    texts = {"words": [t for c in every for t in c.texts], "headings": [h for c in every for h in c.headings]}
    parts = [sentences_of(own) for c in every for own in c.own]
    of_part = np.repeat(np.arange(len(parts)), [len(p) for p in parts])

    # Which words there are, and how rare, is counted over all contracts; what they mean is learnt without the fold.
    wanted = {kind for name in args.features for kind in name.split("+")}
    sparse_of = {kind: tfidf().fit_transform(texts[kind]) * weight for kind, weight in SPARSE.items() if kind in wanted}
    none = csr_matrix((len(owner), 0), dtype=np.float32)
    if "sentences" in wanted:
        of_sentences = tfidf().fit_transform([part for clause in parts for part in clause]) * SCALE
        marked = marked_sentences(every, parts, labels)
    columns = {}
    for name in args.features:
        started, chosen = time.process_time(), name.split("+")
        values = np.zeros(labels.shape)
        for k in range(args.folds):
            learnt, held = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
            drawn = np.random.default_rng(k).random(len(learnt)) < 1 / OTHERS
            rows = learnt[labels[learnt].any(1) | drawn]
            weights = np.where(labels[rows].any(1), 1.0, OTHERS).astype(np.float32)
            together = hstack([none, *(sparse_of[kind] for kind in ("words", "headings") if kind in chosen)]).tocsr()
            dense = np.concatenate([np.zeros((len(owner), 0)), *(dense_of[c] for c in chosen if c in dense_of)], axis=1)
            dense = dense.astype(np.float32)
            if together.shape[1] + dense.shape[1]:
                p, q, bias = fit(together[rows], dense[rows], labels[rows], weights, args.passes)
                values[held] = together[held] @ p + dense[held] @ q + bias
            if "sentences" in chosen:
                values[held] += best_sentence(of_sentences, marked, of_part, rows, held, weights, args.passes)
        if args.save:
            args.save.mkdir(parents=True, exist_ok=True)
            np.save(args.save / f"{name}.npy", values.astype(np.float32))
        columns[name] = [average_precision(values[scored, j], labels[scored, j]) for j in range(len(CATEGORIES))]
        low, high = interval(values[scored], labels[scored], owner[scored])
        mean = np.nanmean(columns[name])
        print(f"{name}: {mean:.3f} ({low:.3f}–{high:.3f}), {time.process_time() - started:.0f} s", flush=True)

    print(f"\n| category | marked clauses | {' | '.join(columns)} |\n| --- | --- |{' --- |' * len(columns)}")
    for j, category in enumerate(CATEGORIES):
        cells = " | ".join(f"{column[j]:.2f}" for column in columns.values())
        print(f"| {category} | {labels[scored, j].sum()} | {cells} |")
    print(f"| mean | | {' | '.join(f'{np.nanmean(column):.3f}' for column in columns.values())} |")


def marked_sentences(every: Sequence[Contract], parts: Sequence[Sequence[str]], labels: Floats) -> Floats:
    """(sentences, categories). Of a marked clause those are marked that share half of the shorter of the two with the
    marked words, or all where none does."""
    marked = np.zeros((sum(map(len, parts)), labels.shape[1]), dtype=bool)
    first = np.concatenate([[0], np.cumsum([len(p) for p in parts])])
    own = [text for c in every for text in c.own]
    spans = [s for c in every for s in c.spans]
    for i in np.flatnonzero(labels.any(1)):
        places = np.arange(first[i], first[i + 1])
        start = np.array([own[i].find(part) for part in parts[i]])
        end = start + [len(part) for part in parts[i]]
        for j in np.flatnonzero(labels[i]):
            found = np.zeros(len(places), dtype=bool)
            for category, span in spans[i]:
                if category == j and span and (at := own[i].find(span)) >= 0:
                    shared = np.minimum(end, at + len(span)) - np.maximum(start, at)
                    found |= shared >= 0.5 * np.minimum(end - start, len(span))
            marked[places[found] if found.any() else places, j] = True
    return marked


def best_sentence(
    features: csr_matrix, marked: Floats, of_part: Floats, rows: Floats, held: Floats, weights: Floats, passes: int
) -> Floats:
    """For the clauses `held` the best sum of their sentences, learnt on the sentences of the clauses `rows`."""
    weight = np.zeros(of_part[-1] + 1, dtype=np.float32)
    weight[rows] = weights
    learnt = np.flatnonzero(weight[of_part])
    nothing = np.zeros((len(learnt), 0), dtype=np.float32)
    p, _, bias = fit(features[learnt], nothing, marked[learnt], weight[of_part[learnt]], passes)
    best = np.full((of_part[-1] + 1, marked.shape[1]), -np.inf)
    np.maximum.at(best, of_part, features @ p + bias)
    return best[held]


def interval(values: Floats, labels: Floats, owner: Floats, draws: int = 200) -> tuple[float, float]:
    """95 % interval of the mean average precision, by drawing contracts with replacement."""
    random = np.random.default_rng(0)
    names = np.unique(owner)
    place = {name: np.flatnonzero(owner == name) for name in names}
    found = []
    for _ in range(draws):
        rows = np.concatenate([place[name] for name in random.choice(names, len(names))])
        found.append(np.nanmean([average_precision(values[rows, j], labels[rows, j]) for j in range(labels.shape[1])]))
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


if __name__ == "__main__":
    main()
