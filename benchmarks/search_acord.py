#!/usr/bin/env python3
"""How good the order of search results is: NDCG@5 on ACORD, by meaning, by words, and by both.

As ACORD is used: only the clauses that a query rates are ranked; gain 2^rating - 1. The share of the words in the score
is chosen on the train queries: the least one within a standard error of the best. What that gives on queries it was not
chosen on is shown by cross-validation over the train queries, and on the valid queries, which are six.

With --gold also: the names of the clause types as queries over all labelled units of gold/dev, precision among the
first ten. Nothing was chosen on these.

usage: search_acord.py [--shared ../shared] [--model FOLDER] [--gold] [--cache FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from clausescan.encoding.cache import VectorCache
from clausescan.encoding.encoder import Encoder, load_encoder
from clausescan.encoding.folder import shipped_model
from clausescan.searching.find import WORDS_WEIGH
from clausescan.searching.store import Index
from clausescan.searching.values import Record
from clausescan.taxonomy import TITLES, TYPES

ROOT = Path(__file__).resolve().parents[1]
SHARES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)


def scores(texts: Sequence[str], queries: Sequence[str], encoder: Encoder) -> tuple[Any, Any]:
    """(queries, texts): nearness in meaning, and in words as a share of the best text's; as the product has them."""
    meaning = encoder.encode(queries) @ encoder.encode(texts).T
    words = np.zeros_like(meaning)
    with Index.create(None) as index:
        ids = index.add("corpus", "", "", [Record("corpus", "", "", None, (), text) for text in texts])
        column = {i: k for k, i in enumerate(ids)}
        for row, query in enumerate(queries):
            found = index.by_words(query, len(texts))
            for i, score in found:
                words[row, column[i]] = score / found[0][1]
    return meaning, words


def ndcg(order: Sequence[int], ratings: dict[int, int], k: int = 5) -> float:
    discount = 1 / np.log2(np.arange(2, k + 2))
    best = sorted(ratings.values(), reverse=True)[:k]
    ideal = sum((2.0**r - 1) * d for r, d in zip(best, discount, strict=False))
    got = sum((2.0 ** ratings[i] - 1) * d for i, d in zip(order[:k], discount, strict=False))
    return float(got / ideal)


def table(shared: Path, encoder: Encoder) -> dict[str, Any]:
    """Split → (queries, shares) NDCG@5. Queries without a clause rated above 0 are left out."""
    acord = shared / "acord"
    corpus = [json.loads(line) for line in (acord / "corpus.jsonl").read_text("utf-8").splitlines()]
    texts = {q["_id"]: q["text"] for q in map(json.loads, (acord / "queries.jsonl").read_text("utf-8").splitlines())}
    column = {c["_id"]: i for i, c in enumerate(corpus)}
    rated: dict[str, dict[str, dict[int, int]]] = {}
    for split in ("train", "valid"):
        rated[split] = defaultdict(dict)
        with (acord / "qrels" / f"{split}.tsv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream, delimiter="\t"):
                rated[split][row["query-id"]][column[row["corpus-id"]]] = int(row["score"])
    names = [q for split in rated.values() for q in split]
    meaning, words = scores([c["text"] for c in corpus], [texts[q] for q in names], encoder)
    result: dict[str, Any] = {}
    for split, queries in rated.items():
        rows = []
        for q, ratings in queries.items():
            if not any(ratings.values()):
                continue
            ids, row = np.array(list(ratings)), names.index(q)
            mixed = [(1 - w) * meaning[row, ids] + w * words[row, ids] for w in SHARES]
            rows.append([ndcg(ids[np.argsort(-s, kind="stable")].tolist(), ratings) for s in mixed])
        result[split] = np.array(rows)
    return result


def chosen(rows: Any) -> int:
    """The least share whose NDCG is within a standard error (of the difference) of the best."""
    best = int(rows.mean(0).argmax())
    for k in range(best):
        behind = rows[:, best] - rows[:, k]
        if behind.mean() <= behind.std(ddof=1) / len(rows) ** 0.5:
            return k
    return best


def type_names(shared: Path, encoder: Encoder) -> None:
    texts: list[str] = []
    labels: list[set[str]] = []
    for file in sorted((shared / "gold" / "dev" / "docs").glob("*.json")):
        units = json.loads(file.read_text(encoding="utf-8"))["paragraphs"]
        own: list[set[str]] = [set() for _ in units]
        for line in (file.parents[1] / f"{file.stem}.labels.tsv").read_text(encoding="utf-8").splitlines():
            unit, _, types = line.partition("\t")
            for i in re.findall(r"\d+", unit):
                own[int(i)].update(name.strip() for name in types.split(","))
        texts += units
        labels += own
    meaning, words = scores(texts, [TITLES[name] for name in TYPES], encoder)
    print(f"\n| share of words | right among the first ten, mean over {len(TYPES)} types, {len(texts):,} units |")
    print("| --- | --- |")
    for w in SHARES:
        mixed = (1 - w) * meaning + w * words
        tops = np.argsort(-mixed, axis=1, kind="stable")[:, :10]
        right = [np.mean([name in labels[i] for i in top]) for name, top in zip(TYPES, tops, strict=True)]
        print(f"| {w:.2f} | {np.mean(right):.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--model", type=Path, default=None)
    parser.add_argument("--gold", action="store_true")
    parser.add_argument("--cache", type=Path, help="keep vectors in this folder")
    args = parser.parse_args()
    encoder = load_encoder(args.model or shipped_model(), threads=1, cache=VectorCache(args.cache))
    rows = table(args.shared, encoder)
    train, valid = rows["train"], rows["valid"]
    print(f"model {encoder.info.name}, sha256 {encoder.info.sha256[:12]}")
    print(f"\n| share of words | NDCG@5 train ({len(train)} queries) | NDCG@5 valid ({len(valid)} queries) |")
    print("| --- | --- | --- |")
    pick = chosen(train)
    for k, w in enumerate(SHARES):
        marks = " (chosen)" * (k == pick) + " (shipped)" * (w == WORDS_WEIGH)
        print(f"| {w:.2f}{marks} | {train[:, k].mean():.3f} | {valid[:, k].mean():.3f} |")
    folds = np.random.default_rng(0).permutation(len(train)) % 5
    held = np.array([train[i, chosen(train[folds != folds[i]])] for i in range(len(train))])
    draws = np.random.default_rng(0).integers(len(train), size=(10_000, len(train)))
    low, high = np.quantile((held - train[:, 0])[draws].mean(1), (0.025, 0.975))
    print(
        f"\ntrain, share chosen on the other four fifths of the queries: {held.mean():.3f}; gain over meaning alone "
        f"{(held - train[:, 0]).mean():+.3f}, 95 % of bootstraps over queries {low:+.3f} to {high:+.3f}"
    )
    gain = (valid[:, pick] - valid[:, 0])[np.random.default_rng(0).integers(len(valid), size=(10_000, len(valid)))]
    low, high = np.quantile(gain.mean(1), (0.025, 0.975))
    print(f"valid: gain {(valid[:, pick] - valid[:, 0]).mean():+.3f}, bootstraps {low:+.3f} to {high:+.3f}")
    if args.gold:
        type_names(args.shared, encoder)


if __name__ == "__main__":
    main()
