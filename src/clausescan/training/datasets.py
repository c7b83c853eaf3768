"""Labelled agreements as the product reads them: the clause tree of each file with the labels of its gold units.

A gold folder holds docs/<name>.json ({"paragraphs": [...]}) and <name>.labels.tsv (unit, types). Where a PDF of the
same name is given the clauses are read from it, so that training sees what a scan sees; else from the paragraphs.
"""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from clausescan.checklist import load_checklist
from clausescan.classify import classified_texts, typed_clauses
from clausescan.errors import TrainingError
from clausescan.model import Clause, Document
from clausescan.reading import read
from clausescan.structure import clause_tree
from clausescan.taxonomy import TYPES

CHECKLIST = load_checklist()
ITEMS = tuple(sorted(item.id for item in CHECKLIST.items))
"""The items of the reference checklist, in the order of the arrays."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One labelled agreement. Arrays have one row a clause and one column a type, in the order of `TYPES`."""

    name: str
    document: Document
    clauses: tuple[Clause, ...]
    texts: tuple[str, ...]
    labels: NDArray[np.bool_]
    units: tuple[tuple[int, ...], ...]
    """gold unit → the clauses it was found in"""
    gold: NDArray[np.bool_]
    """(gold units, types)"""
    evidence: NDArray[np.bool_] | None = None
    """(clauses, `ITEMS`): a clause that an item's verdict rests on; None where no items are labelled"""
    verdicts: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    """item → its state and the letters of the elements that are stated"""

    @property
    def typed(self) -> NDArray[np.int64]:
        """The clauses that the classifier looks at."""
        return np.array(typed_clauses(self.document, self.clauses), dtype=np.int64)


def load_gold(folder: Path, pdfs: Path | None = None) -> Iterator[Agreement]:
    """The agreements of a gold folder, in the order of their names.

    Raises TrainingError for a folder without agreements and for labels that do not fit, naming file and line.
    """
    files = sorted((folder / "docs").glob("*.json"))
    if not files:
        raise TrainingError(f"{folder} holds no labelled agreements: docs/NAME.json and NAME.labels.tsv are looked for")
    for file in files:
        try:
            paragraphs = [str(p) for p in json.loads(file.read_text(encoding="utf-8"))["paragraphs"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TrainingError(f'{file} must hold {{"paragraphs": ["…", "…"]}}: {error!r}') from error
        pdf = pdfs / f"{file.stem}.pdf" if pdfs else None
        if pdf and pdf.is_file():
            document = read(pdf)
        else:
            document = read("\n\n".join(" ".join(p.split()) for p in paragraphs).encode(), name=f"{file.stem}.txt")
        clauses = tuple(clause_tree(document))
        gold = np.zeros((len(paragraphs), len(TYPES)), dtype=bool)
        for unit, name in _labels(folder / f"{file.stem}.labels.tsv", len(paragraphs)):
            gold[unit, TYPES.index(name)] = True
        units = matches(paragraphs, [document.text[c.start : c.end] for c in clauses])
        labels = np.zeros((len(clauses), len(TYPES)), dtype=bool)
        for unit, found in enumerate(units):
            for clause in found:
                labels[clause] |= gold[unit]
        texts = tuple(classified_texts(document, clauses))
        evidence, verdicts = _items(folder / f"{file.stem}.items.tsv", units, len(clauses))
        yield Agreement(file.stem, document, clauses, texts, labels, units, gold, evidence, verdicts)


def load_reference(folder: Path) -> tuple[list[str], NDArray[np.bool_]]:
    """The reference clauses written for this project: what the model would read of each, and (clauses, types)."""
    texts, labels = [], []
    for file in sorted(folder.glob("*.toml")):
        for clause in tomllib.loads(file.read_text(encoding="utf-8")).get("clause", []):
            texts.append(" ".join(f"{clause['heading']} {clause['text']}".split()))
            labels.append([name in clause["types"] for name in TYPES])
    return texts, np.array(labels, dtype=bool).reshape(len(texts), len(TYPES))


def families(texts: Mapping[str, str], *, run: int = 8, share: float = 0.2) -> dict[str, int]:
    """Name → family: texts that share a fifth of the word runs of the shorter one are kept together in every split.

    A model form and an agreement made from it, two versions of one contract, or one contract from two sources.
    """
    runs = {}
    for name, text in texts.items():
        words = re.findall(r"[a-z]+", text.lower())
        hashed = {crc32(" ".join(words[i : i + run]).encode()) for i in range(len(words) - run + 1)}
        runs[name] = {h for h in hashed if h % 16 == 0}  # a sixteenth is enough, and the same one for all
    holders: dict[int, list[str]] = {}
    for name, hashes in runs.items():
        for h in hashes:
            holders.setdefault(h, []).append(name)
    common: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        if len(names) <= 20:  # what more than that have is boilerplate
            common.update((a, b) for i, a in enumerate(names) for b in names[i + 1 :])
    family = {name: i for i, name in enumerate(texts)}
    for (a, b), n in common.items():
        if n >= share * max(1, min(len(runs[a]), len(runs[b]))) and n >= 3:
            old, new = family[a], family[b]
            family = {name: new if value == old else value for name, value in family.items()}
    return family


def _items(
    file: Path, units: Sequence[Sequence[int]], clauses: int
) -> tuple[NDArray[np.bool_] | None, dict[str, tuple[str, frozenset[str]]]]:
    """Evidence and verdicts from lines `item, state, units, letters of elements, reason`."""
    if not file.is_file():
        return None, {}
    evidence = np.zeros((clauses, len(ITEMS)), dtype=bool)
    verdicts = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        cells = line.split("\t")
        if len(cells) < 4 or cells[0] not in ITEMS:
            raise TrainingError(f"{file}, line {number}: not `item, state, units, elements` of the checklist")
        item, state, cited, letters = cells[:4]
        verdicts[item] = (state, frozenset(re.findall(r"[a-z]", letters)))
        if state in ("explicit", "partial"):
            for unit in map(int, re.findall(r"\d+", cited)):
                if unit >= len(units):
                    raise TrainingError(f"{file}, line {number}: there is no unit {unit}")
                evidence[list(units[unit]), ITEMS.index(item)] = True
    return evidence, verdicts


def _labels(file: Path, units: int) -> Iterator[tuple[int, str]]:
    """Unit and type for each label of lines `unit<TAB>type, type`; several units of a line have all of its types."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise TrainingError(f"{file} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        if len(cells) != 2:
            continue
        for unit in map(int, re.findall(r"\d+", cells[0])):
            for name in (word.strip() for word in cells[1].split(",")):
                if name not in TYPES:
                    raise TrainingError(f"{file}, line {number}: {name!r} is no clause type")
                if unit >= units:
                    raise TrainingError(f"{file}, line {number}: there is no paragraph {unit}; they count from 0")
                yield unit, name


def matches(units: Sequence[str], clauses: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """For each unit the clauses that share at least half the words of the shorter of the two, both in order."""
    left, of_left = _words(units)
    right, of_right = _words(clauses)
    sizes, other_sizes = Counter(of_left), Counter(of_right)
    shared = Counter((of_left[i], of_right[j]) for i, j in _aligned(left, right))
    found: list[list[int]] = [[] for _ in units]
    for (i, k), n in shared.items():
        if n >= 0.5 * min(sizes[i], other_sizes[k]):
            found[i].append(k)
    return tuple(tuple(sorted(f)) for f in found)


def _words(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    words: list[str] = []
    owner: list[int] = []
    for i, text in enumerate(texts):
        found = re.findall(r"[a-z0-9]+", text.lower())
        words += found
        owner += [i] * len(found)
    return words, owner


def _aligned(a: list[str], b: list[str]) -> Iterator[tuple[int, int]]:
    """Positions of equal words in order: anchored at word runs that occur once in both, filled in between."""
    once_a, once_b = _once(a), _once(b)
    anchors = _rising(sorted((i, once_b[run]) for run, i in once_a.items() if run in once_b))
    last_i = last_j = 0
    for i, j in [*anchors, (len(a), len(b))]:
        if i < last_i or j < last_j:
            continue
        if 0 < (i - last_i) * (j - last_j) <= 4_000_000:
            matcher = SequenceMatcher(None, a[last_i:i], b[last_j:j], autojunk=False)
            for m in matcher.get_matching_blocks():
                yield from ((last_i + m.a + d, last_j + m.b + d) for d in range(m.size))
        if i < len(a) and j < len(b):
            yield i, j
        last_i, last_j = i + 1, j + 1


def _once(words: list[str], run: int = 4) -> dict[tuple[str, ...], int]:
    runs = [tuple(words[i : i + run]) for i in range(len(words) - run + 1)]
    counts = Counter(runs)
    return {r: i for i, r in enumerate(runs) if counts[r] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rise in both."""
    tails: list[int] = []
    at: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in pairs:
        k = bisect_left(tails, pair[1])
        before[pair] = at[k - 1] if k else None
        if k == len(tails):
            tails.append(pair[1])
            at.append(pair)
        else:
            tails[k], at[k] = pair[1], pair
    chain, pair_ = [], at[-1] if at else None
    while pair_:
        chain.append(pair_)
        pair_ = before[pair_]
    return chain[::-1]
