#!/usr/bin/env python3
"""What an approximate index loses and gains: recall@10 against exact search, time of a query, time to build.

Vectors are those of the clauses of ACORD by the shipped encoder and, up to the size asked for, copies of them moved in
a random direction (cosine about 0.9 to the original: as near as two drafts of one clause). Queries are ACORD's, and
clauses that are not in the index. One thread.

usage: index_recall.py [--shared ../shared] [--size 30000] [--cache FILE.npz]
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from clausescan.encoding import index as shipped
from clausescan.encoding.encoder import load_encoder
from clausescan.encoding.folder import shipped_model

ROOT = Path(__file__).resolve().parents[1]


def encoded(shared: Path, cache: Path | None) -> tuple[Any, Any]:
    """Vectors of ACORD's clauses and queries."""
    if cache and cache.is_file():
        with np.load(cache) as file:
            return file["clauses"], file["queries"]
    encoder = load_encoder(shipped_model(), threads=1)
    clauses, queries = (
        encoder.encode([json.loads(line)["text"] for line in (shared / "acord" / name).read_text("utf-8").splitlines()])
        for name in ("corpus.jsonl", "queries.jsonl")
    )
    if cache:
        np.savez(cache, clauses=clauses, queries=queries)
    return clauses, queries


def grown(vectors: Any, size: int) -> Any:
    """As many vectors as asked for, the copies moved."""
    draw = np.random.default_rng(0)
    picked = vectors[draw.integers(len(vectors), size=max(0, size - len(vectors)))]
    noise = draw.normal(size=picked.shape)
    noise *= 0.48 / np.linalg.norm(noise, axis=1, keepdims=True)  # tan of the angle whose cosine is 0.9
    made = np.concatenate([vectors[:size], picked + noise])
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def timed(index: Any, queries: Any, **options: Any) -> tuple[list[set[int]], float]:
    """The ten nearest of each query, and milliseconds a query."""
    started = time.process_time()
    found = [set(index.search(q.reshape(1, -1), 10, **options)[1][0].tolist()) for q in queries]
    return found, (time.process_time() - started) / len(queries) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--size", type=int, default=30_000)
    parser.add_argument("--cache", type=Path, help="keep the vectors here")
    args = parser.parse_args()
    faiss.omp_set_num_threads(1)
    clauses, queries = encoded(args.shared, args.cache)
    held, base = clauses[::40], np.delete(clauses, np.s_[::40], axis=0)
    queries = np.concatenate([queries, held])
    print(f"{len(queries)} queries; processor time of one thread\n")
    print("| vectors | index | build s | ms a query | recall@10 |\n| --- | --- | --- | --- | --- |")
    for size in sorted({2_000, 10_000, args.size}):
        vectors = grown(base, size)
        dimension = vectors.shape[1]
        exact = faiss.IndexFlatIP(dimension)
        exact.add(vectors)
        truth, ms = timed(exact, queries)

        def row(
            name: str, build: float, found: list[set[int]], ms: float, size: int = size, truth: Any = truth
        ) -> None:
            recall = np.mean([len(a & b) / 10 for a, b in zip(truth, found, strict=True)])
            print(f"| {size:,} | {name} | {build:.1f} | {ms:.2f} | {recall:.3f} |", flush=True)

        row("exact", 0.0, truth, ms)
        started = time.process_time()
        cells = shipped.VectorIndex(dimension, approximate_from=1)
        cells.update([], range(size), vectors)
        build = time.process_time() - started
        for share in (0.02, 0.04, 0.08, 0.16):
            probes = max(1, round(cells._index.nlist * share))
            found, ms = timed(cells._index, queries, params=faiss.SearchParametersIVF(nprobe=probes))
            mark = " (shipped)" if share == shipped.CELLS_LOOKED_AT else ""
            row(f"cells, {share:.0%} looked at{mark}", build, found, ms)
        started = time.process_time()
        graph = faiss.IndexHNSWFlat(dimension, 32, faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction = 100
        graph.add(vectors)
        build = time.process_time() - started
        for width in (32, 64, 128):
            found, ms = timed(graph, queries, params=faiss.SearchParametersHNSW(efSearch=width))
            row(f"HNSW 32, {width} wide", build, found, ms)
    print(f"\napproximate from {shipped.APPROXIMATE_FROM:,} vectors on")


if __name__ == "__main__":
    main()
