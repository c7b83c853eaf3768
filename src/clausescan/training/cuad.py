"""Lawyers' labels of CUAD v1 as positives for the types that its categories are part of.

CUAD marks spans for 41 categories. A marked clause is a positive for its type; what CUAD leaves unmarked says nothing
about our types, which are wider than its categories, so everything else has weight 0.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from clausescan.classify import UNTYPED, classified_texts
from clausescan.errors import ReadError
from clausescan.model import Clause, Document
from clausescan.reading import read
from clausescan.structure import clause_tree
from clausescan.taxonomy import TYPES
from clausescan.training.linear import Bools, Floats

CATEGORIES: dict[str, tuple[str, ...]] = {
    "Expiration Date": ("initial_term",),
    "Renewal Term": ("renewal",),
    "Notice Period to Terminate Renewal": ("renewal", "notice_period"),
    "Governing Law": ("dispute_law_forum",),
    "Exclusivity": ("non_compete_exclusivity",),
    "Non-Compete": ("non_compete_exclusivity",),
    "No-Solicit of Customers": ("non_compete_exclusivity",),
    "No-Solicit of Employees": ("people_nonsolicit",),
    "Termination for Convenience": ("termination_convenience",),
    "Change of Control": ("change_of_control",),
    "Anti-Assignment": ("amendment_assignment",),
    "Third Party Beneficiary": ("amendment_assignment",),
    "Revenue/Profit Sharing": ("economics",),
    "Minimum Commitment": ("economics",),
    "Volume Restriction": ("economics",),
    "Most Favored Nation": ("economics",),
    "IP Ownership Assignment": ("ip_ownership",),
    "Joint IP Ownership": ("ip_ownership", "joint_ip"),
    "License Grant": ("licence_term",),
    "Irrevocable or Perpetual License": ("licence_term", "licence_after_exit"),
    "Audit Rights": ("data_records",),
    "Cap on Liability": ("liability_tail",),
    "Uncapped Liability": ("liability_tail",),
    "Insurance": ("liability_tail",),
    "Liquidated Damages": ("liability_tail",),
    "Covenant Not to Sue": ("liability_tail",),
}
"""Category → types. Left out: categories that mix several of our types, or mark a mere date or name."""

Marked = tuple[list[str], Bools, Floats]


def load_cuad(folder: Path) -> Iterator[tuple[str, str, Marked]]:
    """Contract name, its text, and its marked clauses: what the model reads of each, labels, weights."""
    with open(folder / "labels.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        path = folder / "texts" / row["Filename"]
        try:
            document = read(path)
        except ReadError as error:
            print(f"left out: {error}")
            continue
        clauses = clause_tree(document)
        found = {
            i: {name for category in marks for name in CATEGORIES[category]}
            for i, marks in marked_clauses(row, document, clauses, CATEGORIES).items()
        }
        texts = classified_texts(document, clauses)
        kept = sorted(i for i in found if texts[i])
        if not kept:
            continue
        labels = np.array([[name in found[i] for name in TYPES] for i in kept])
        yield path.stem, document.text, ([texts[i] for i in kept], labels, labels.astype(float))


def marked_clauses(
    row: Mapping[str, str], document: Document, clauses: Sequence[Clause], categories: Iterable[str]
) -> dict[int, set[str]]:
    """Clause → the categories that CUAD marks in it, by a row of labels.csv: a span counts where its middle stands."""
    found: dict[int, set[str]] = {}
    for category in categories:
        for span in ast.literal_eval(row[category] or "[]"):
            for part in span.split("<omitted>"):
                place = _find(document.text, part)
                if not place:
                    continue
                middle = (place[0] + place[1]) // 2
                for i, clause in enumerate(clauses):
                    if clause.start <= middle < clause.end and clause.kind not in UNTYPED:
                        found.setdefault(i, set()).add(category)
    return found


def _find(text: str, part: str) -> tuple[int, int] | None:
    """Where the words of a marked span stand, whatever the white space between them."""
    words = part.split()
    if len(words) < 4:
        return None
    match = re.search(r"\s+".join(map(re.escape, words)), text)
    return match.span() if match else None
