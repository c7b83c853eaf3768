"""What spaCy would cost a scan and what it would bring for periods: the figures of docs/decisions/spacy.md.

usage: python benchmarks/spacy_cost.py [--shared ../shared]

Compares the compiled grammar (`find_periods`) with a token Matcher over `spacy.blank("en")` on the labelled agreements:
rows found (same value and unit in the same unit of text), spans proposed, time and memory.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from clausescan.language.numbers import quantity
from clausescan.language.periods import find_periods
from clausescan.language.sentences import sentence_starts

ROOT = Path(__file__).resolve().parents[1]
Found = set[tuple[float | None, str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    args = parser.parse_args()
    gold = args.shared / "gold" / "dev"
    if not gold.is_dir():
        print(f"{gold} is absent: nothing to measure", file=sys.stderr)
        return 2
    _start_up("import clausescan.language.periods")
    _start_up("import spacy; spacy.blank('en')")
    units: list[str] = []
    rows: list[tuple[int, float, str]] = []
    for path in sorted((gold / "docs").glob("*.json")):
        first = len(units)
        units += json.loads(path.read_text(encoding="utf-8"))["paragraphs"]
        for line in (gold / f"{path.stem}.periods.tsv").read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) == 8 and cells[0].isdigit() and cells[2] != "?":
                rows.append((first + int(cells[0]), float(cells[2]), cells[3]))
    pages = sum(len(unit.split()) for unit in units) / 500
    _measure("grammar", lambda text: {(s.value, s.unit) for s in find_periods(text)}, units, rows, pages)
    _measure("token Matcher", _matcher(), units, rows, pages)
    _sentences(units, pages)
    return 0


def _start_up(code: str) -> None:
    best, memory = 99.0, 0
    for _ in range(3):
        began = time.perf_counter()
        report = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        done = subprocess.run([sys.executable, "-c", f"{code}; {report}"], capture_output=True, text=True, check=True)
        best, memory = min(best, time.perf_counter() - began), int(done.stdout) // 1024
    print(f"{code:50} {best:6.2f} s  {memory:5d} MB")


def _measure(
    name: str, find: Callable[[str], Found], units: list[str], rows: list[tuple[int, float, str]], pages: float
) -> None:
    began = time.perf_counter()
    found = [find(unit) for unit in units]
    seconds = time.perf_counter() - began
    hit = sum((value, unit) in found[i] for i, value, unit in rows)
    spans = sum(map(len, found))
    print(f"{name:16} {hit} of {len(rows)} rows, {spans} distinct spans, {1000 * seconds / pages:.2f} ms a page")


def _matcher() -> Callable[[str], Found]:
    import spacy
    from spacy.matcher import Matcher

    nlp = spacy.blank("en")
    matcher = Matcher(nlp.vocab)
    unit = {"LOWER": {"REGEX": r"^(hour|day|week|month|quarter|year|anniversar)(s|y|ies)?$"}}
    between = {
        "LOWER": {
            "IN": ["business", "working", "calendar", "consecutive", "additional", "full", "fiscal", "successive"]
        }
    }
    figure = [{"ORTH": {"IN": ["(", "["]}}, {"LIKE_NUM": True}, {"ORTH": {"IN": [")", "]"]}}]
    words = {"LIKE_NUM": True, "OP": "+"}
    hyphen = {"ORTH": "-", "OP": "?"}
    matcher.add(
        "period",
        [
            [words, hyphen, {**between, "OP": "*"}, unit],
            [words, *figure, hyphen, {**between, "OP": "*"}, unit],
            [*figure, hyphen, {**between, "OP": "*"}, unit],
        ],
        greedy="LONGEST",
    )

    def find(text: str) -> Found:
        found: Found = set()
        doc = nlp(text)
        for _, start, end in matcher(doc):
            span = doc[start:end]
            word = span[-1].lower_
            name = "year" if word.startswith("anniversar") else word.rstrip("s")
            said = quantity(span[:-1].text.replace("-", " ").strip())
            if said is not None:
                found.add((said.value, name))
        return found

    return find


def _sentences(units: list[str], pages: float) -> None:
    """Breaks after abbreviations and numbers ("No. 5", "Inc. is"), which no sentence of a contract has."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    wrong = re.compile(r"(?:\b(?:No|Nos|Inc|Ltd|Corp|Co|Art|Sec|U\.S|e\.g|i\.e|v)|[( ]\d{1,2})\.\s+$")
    for name, starts in (
        ("own sentences", sentence_starts),
        ("sentencizer", lambda text: [s.start_char for s in nlp(text).sents]),
    ):
        began = time.perf_counter()
        all_starts = [(unit, start) for unit in units for start in starts(unit)]
        seconds = time.perf_counter() - began
        bad = sum(wrong.search(unit[:start]) is not None for unit, start in all_starts)
        speed = f"{1000 * seconds / pages:.2f} ms a page"
        print(f"{name:16} {len(all_starts)} sentences, {bad} begin after an abbreviation or a number, {speed}")
    print(f"peak memory of this run {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    sys.exit(main())
