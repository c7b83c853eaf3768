#!/usr/bin/env python3
"""How good the order of search results is: NDCG@5 on ACORD, by meaning, by words, by words with wording, and by both.

As ACORD is used: only the clauses that a query rates are ranked; gain 2^rating - 1. The share of the words in the score
is chosen on the train queries: the least one within 0.01 of the best. What that gives on queries it was not
chosen on is shown by cross-validation over the train queries, those that share half of their words in one fold, and on
the valid queries, which are six. Intervals: 95 % of bootstraps over queries.

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
from clausescan.searching.find import WORDING_WEIGHS, WORDS_WEIGH
from clausescan.searching.store import Index
from clausescan.searching.values import Record
from clausescan.searching.wording import meant
from clausescan.taxonomy import TITLES, TYPES

ROOT = Path(__file__).resolve().parents[1]
SHARES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)


def scores(texts: Sequence[str], queries: Sequence[str], encoder: Encoder) -> tuple[Any, Any, Any]:
    """(queries, texts): nearness in meaning; in words, and in words with wording, as a share of the best text's; as the
    product has them."""
    meaning = encoder.encode(queries) @ encoder.encode(texts).T
    words, more = np.zeros_like(meaning), np.zeros_like(meaning)
    with Index.create(None) as index:
        ids = index.add("corpus", "", "", [Record("corpus", "", "", None, (), text) for text in texts])
        column = {i: k for k, i in enumerate(ids)}
        for row, query in enumerate(queries):
            wording = " ".join(entry.said for entry in meant(query))
            for table, added in ((words, ""), (more, wording)):
                found = index.by_words(query, len(texts), wording=added, weight=WORDING_WEIGHS)
                for i, score in found:
                    table[row, column[i]] = score / found[0][1]
    return meaning, words, more


def ndcg(order: Sequence[int], ratings: dict[int, int], k: int = 5) -> float:
    discount = 1 / np.log2(np.arange(2, k + 2))
    best = sorted(ratings.values(), reverse=True)[:k]
    ideal = sum((2.0**r - 1) * d for r, d in zip(best, discount, strict=False))
    got = sum((2.0 ** ratings[i] - 1) * d for i, d in zip(order[:k], discount, strict=False))
    return float(got / ideal)


def table(shared: Path, encoder: Encoder) -> dict[str, tuple[list[str], Any, Any]]:
    """Split → its queries, and (queries, shares) NDCG@5 by words without wording and with it. Queries without a clause
    rated above 0 are left out."""
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
    meaning, *by_words = scores([c["text"] for c in corpus], [texts[q] for q in names], encoder)
    result = {}
    for split, queries in rated.items():
        used = [q for q, ratings in queries.items() if any(ratings.values())]
        tables = []
        for words in by_words:
            rows = []
            for q in used:
                ids, row = np.array(list(queries[q])), names.index(q)
                mixed = [(1 - w) * meaning[row, ids] + w * words[row, ids] for w in SHARES]
                rows.append([ndcg(ids[np.argsort(-s, kind="stable")].tolist(), queries[q]) for s in mixed])
            tables.append(np.array(rows))
        result[split] = ([texts[q] for q in used], tables[0], tables[1])
    return result


def families(queries: Sequence[str]) -> Any:
    """The number of each query's family: queries that share half of their words, and what is linked by such."""
    words = [set(re.findall(r"\w+", q.lower())) for q in queries]
    family = np.arange(len(queries))
    for i, mine in enumerate(words):
        for k in range(i):
            if 2 * len(mine & words[k]) >= len(mine | words[k]):
                family[family == family[k]] = family[i]
    return family


def interval(values: Any) -> str:
    draws = np.random.default_rng(0).integers(len(values), size=(10_000, len(values)))
    low, high = np.quantile(values[draws].mean(1), (0.025, 0.975))
    return f"{values.mean():.3f} ({low:.3f} to {high:.3f})"


def chosen(rows: Any) -> int:
    """The least share whose mean is within 0.01 of the best: of shares that are as good, the one that keeps most of the
    meaning."""
    means = rows.mean(0)
    return int(np.argmax(means >= means.max() - 0.01))


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
    meaning, *by_words = scores(texts, [TITLES[name] for name in TYPES], encoder)
    print(f"\nright among the first ten, mean over {len(TYPES)} names of types, {len(texts):,} units")
    print("\n| share of words | without wording | with wording |")
    print("| --- | --- | --- |")
    for w in SHARES:
        cells = []
        for words in by_words:
            tops = np.argsort(-((1 - w) * meaning + w * words), axis=1, kind="stable")[:, :10]
            right = [np.mean([name in labels[i] for i in top]) for name, top in zip(TYPES, tops, strict=True)]
            cells.append(f"{np.mean(right):.3f}")
        print(f"| {w:.2f} | {' | '.join(cells)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--model", type=Path, default=None)
    parser.add_argument("--gold", action="store_true")
    parser.add_argument("--cache", type=Path, help="keep vectors in this folder")
    args = parser.parse_args()
    encoder = load_encoder(args.model or shipped_model(), threads=1, cache=VectorCache(args.cache))
    tables = table(args.shared, encoder)
    queries, plain, train = tables["train"]
    _, plain_valid, valid = tables["valid"]
    print(f"model {encoder.info.name}, sha256 {encoder.info.sha256[:12]}")
    print(f"\nNDCG@5, train ({len(train)} queries) and valid ({len(valid)} queries)\n")
    print("| share of words | train, without wording | train | valid, without wording | valid |")
    print("| --- | --- | --- | --- | --- |")
    pick = chosen(train)
    for k, w in enumerate(SHARES):
        marks = " (chosen)" * (k == pick) + " (shipped)" * (w == WORDS_WEIGH)
        cells = " | ".join(f"{x[:, k].mean():.3f}" for x in (plain, train, plain_valid, valid))
        print(f"| {w:.2f}{marks} | {cells} |")
    family = families(queries)
    order = {f: i % 5 for i, f in enumerate(np.random.default_rng(0).permutation(np.unique(family)))}
    folds = np.array([order[f] for f in family])
    held = np.array([train[i, chosen(train[folds != folds[i]])] for i in range(len(train))])
    print(f"\ntrain, share chosen on the other folds of {len(order)} families of queries: {interval(held)}")
    print(f"... gain over meaning alone {interval(held - train[:, 0])}")
    print(f"... gain over the best share without wording {interval(held - plain[:, plain.mean(0).argmax()])}")
    print(f"valid, share chosen on train: {interval(valid[:, pick])}")
    print(f"... gain over meaning alone {interval(valid[:, pick] - valid[:, 0])}")
    shipped = SHARES.index(WORDS_WEIGH)
    print(f"as shipped: train {interval(train[:, shipped])}, valid {interval(valid[:, shipped])}")
    if args.gold:
        type_names(args.shared, encoder)


if __name__ == "__main__":
    main()
