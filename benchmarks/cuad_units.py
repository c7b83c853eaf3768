"""The clauses of CUAD's contracts as clausescan reads them, with what lawyers marked in them; read once, then kept.

A clause is marked with a category when the middle of one of its spans stands in it, or when spans of it cover half of
the clause or more. Spans of fewer than four words (a lone date) are not looked for.
"""

from __future__ import annotations

import ast
import csv
import pickle
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clausescan.classify import classified_texts, typed_clauses
from clausescan.encoding.encoder import load_encoder
from clausescan.encoding.folder import context_words
from clausescan.errors import ReadError
from clausescan.reading import read
from clausescan.structure import clause_tree

CATEGORIES = (
    "Expiration Date",
    "Renewal Term",
    "Notice Period to Terminate Renewal",
    "Termination for Convenience",
    "Change of Control",
    "Anti-Assignment",
    "Rofr/Rofo/Rofn",
    "Post-Termination Services",
    "Joint IP Ownership",
    "IP Ownership Assignment",
    "License Grant",
    "Exclusivity",
    "Non-Compete",
    "Audit Rights",
    "Governing Law",
    "Revenue/Profit Sharing",
    "Minimum Commitment",
    "Cap on Liability",
)
"""The 18 that the taxonomy uses."""


@dataclass(frozen=True, slots=True)
class Contract:
    name: str
    text: str
    texts: list[str]
    """what the classifier reads of each typed clause"""
    own: list[str]
    """the clause's own words"""
    headings: list[str]
    marks: np.ndarray
    """(typed clauses, CATEGORIES)"""
    spans: list[list[tuple[int, str]]]
    """for each clause the marked words in it: category, words"""


def contracts(cuad: Path, kept: Path) -> list[Contract]:
    """All that can be read, in the order of labels.csv; from `kept` where that file exists."""
    if kept.is_file():
        return list(pickle.loads(kept.read_bytes()))
    with open(cuad / "labels.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        path = cuad / "texts" / row["Filename"]
        try:
            document = read(path)
        except ReadError as error:
            print(f"left out: {error}")
            continue
        clauses = clause_tree(document)
        typed = typed_clauses(document, clauses)
        if not typed:
            continue
        starts = np.array([clauses[i].start for i in typed])
        ends = np.array([clauses[i].end for i in typed])
        marks = np.zeros((len(typed), len(CATEGORIES)), dtype=bool)
        inside: list[list[tuple[int, str]]] = [[] for _ in typed]
        for k, category in enumerate(CATEGORIES):
            covered = np.zeros(len(typed))
            for low, high in spans(document.text, row[category]):
                middle = (low + high) // 2
                marks[(starts <= middle) & (middle < ends), k] = True
                shared = np.clip(np.minimum(ends, high) - np.maximum(starts, low), 0, None)
                covered += shared
                for i in np.flatnonzero(shared):
                    words = document.text[max(low, clauses[typed[i]].body) : min(high, ends[i])]
                    inside[i].append((k, " ".join(words.split())))
            marks[covered >= 0.5 * (ends - starts), k] = True
        texts = classified_texts(document, clauses)
        found.append(
            Contract(
                path.stem,
                document.text,
                [texts[i] for i in typed],
                [" ".join(document.text[clauses[i].body : clauses[i].end].split()) for i in typed],
                [" ".join(clauses[i].heading_path) for i in typed],
                marks,
                inside,
            )
        )
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(pickle.dumps(found))
    return found


def spans(text: str, cell: str) -> list[tuple[int, int]]:
    """Where the marked words of a cell of labels.csv stand, whatever the white space between them."""
    found = []
    for span in ast.literal_eval(cell or "[]"):
        for part in span.split("<omitted>"):
            words = part.split()
            if len(words) >= 4 and (match := re.search(r"\s+".join(map(re.escape, words)), text)):
                found.append(match.span())
    return found


def vectors(every: list[Contract], model: Path, kept: Path, threads: int = 1) -> list[np.ndarray]:
    """For each contract (typed clauses, vector length); kept in `kept` as they come, so that a stop loses little."""
    encoder, context = load_encoder(model, threads=threads), context_words(model)
    place = kept / encoder.info.sha256[:12]
    place.mkdir(parents=True, exist_ok=True)
    found = []
    for i, contract in enumerate(every):
        file = place / f"{i}.npy"
        if not file.is_file():
            before = ["", *(" ".join(own.split()[-context:]) for own in contract.own[:-1])]
            pairs = [(t, b) if context and b else t for t, b in zip(contract.texts, before, strict=True)]
            np.save(file, encoder.encode(pairs).astype(np.float16))
        found.append(np.load(file).astype(np.float32))
    return found
