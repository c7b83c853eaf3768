#!/usr/bin/env python3
"""Facts against the lawyers' answers of CUAD v1: expiry, renewal, non-renewal notice, governing law, dates, parties.

usage: cuad_facts.py [--shared ../shared] [--jobs 2] [--misses FACT] [--half tuning|checking|both]

The contracts are split once, by a hash of their name (near duplicates stay on one side): rules were written while
reading the tuning half; the checking half was only ever scored. `--misses expiry` lists the misses of the tuning half.

What counts:
  dated      the label's expiry answer is one full calendar date. Anything else ("perpetual", empty, "[]/[]/2016",
             two dates) counts as no date.
  expiry     dated labels: the same day. Undated labels: a date given is false.
  renewal    present where the label's renewal answer is not empty; predicted present where the mode is automatic or
             option, or agreement with a length.
  notice     labels with a number and a unit: the same length (12 months = 1 year) as one of the label's.
  law        labels with an answer: one of the label's jurisdictions; also shown: silent labels left silent.
  dates      full calendar dates only: the same day.
  parties    names without aliases, compared as word sets after dropping company forms; micro precision and recall.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def split_of(shared: Path) -> dict[str, str]:
    """File stem → "tuning" or "checking"."""
    groups = {}
    for line in (shared / "cuad/near_duplicates.tsv").read_text(encoding="utf8").splitlines():
        number, name = line.split("\t", 1)
        groups[name] = f"group {number}"
    halves = {}
    for row in labels(shared):
        name = stem(row["Filename"])
        even = hashlib.sha256(groups.get(name, name).encode()).digest()[0] % 2 == 0
        halves[name] = "tuning" if even else "checking"
    return halves


def stem(filename: str) -> str:
    return filename.rsplit(".", 1)[0]


def labels(shared: Path) -> list[dict[str, str]]:
    with open(shared / "cuad/labels.csv", encoding="utf8", newline="") as f:
        return list(csv.DictReader(f))


def calendar_date(answer: str) -> date | None:
    """The one full date of a label, month first; None for anything else."""
    m = re.fullmatch(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\s*", answer)
    if not m:
        return None
    a, b, year = map(int, m.groups())
    month, day = (a, b) if a <= 12 else (b, a)
    try:
        return date(year, month, day)
    except ValueError:
        return None


_UNIT_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}


def lengths(answer: str) -> list[float]:
    """The lengths of a label ("180 days / 6 months") in days."""
    return [
        float(n) * _UNIT_DAYS[unit.lower()]
        for n, unit in re.findall(r"(\d+(?:\.\d+)?)\s*(?:business |calendar )?(day|week|month|year)", answer, re.I)
    ]


_LAW_SAME = {
    "england and wales": "england",
    "wales": "england",
    "china": "people's republic of china",
    "prc": "people's republic of china",
    "beijing": "people's republic of china",
    "the netherlands": "netherlands",
}


def law_names(answer: str) -> set[str]:
    names = set()
    for part in re.split(r"[;,]| and ", answer.lower()):
        part = re.sub(r"\b(?:state|commonwealth|province|republic|kingdom) of |^the |\(.*?\)", "", part).strip(" .")
        part = "people's republic of china" if "china" in part and "hong kong" not in part else part
        names.add(_LAW_SAME.get(part, part))
    return names - {"", "canada", "usa", "united states", "united states of america", "uk", "united kingdom"} or names


_FORMS = """
inc incorporated corp corporation co company ltd limited llc lp llp plc gmbh ag sa nv bv the of and a l c p s n v b
pty pte kk se spa sas
"""


def name_key(name: str) -> frozenset[str]:
    words = re.findall(r"[a-z0-9à-ÿ&]+", name.lower().replace(".", ""))
    return frozenset(w for w in words if w not in _FORMS.split()) or frozenset(words)


def party_names(answer: str) -> set[frozenset[str]]:
    names = set()
    for part in answer.split(";"):
        if (
            re.search(r"\b(?:individually|collectively|each|together)\b[^;]*\bpart(?:y|ies)\b", part, re.I)
            and " and " in part.split("(")[0]
        ):
            continue  # "X and Y (each a Party)" repeats two that are listed
        part = re.sub(r"\((?=[^()]*[\"“”])[^()]*\)", " ", part)
        part = re.sub(r"\(.*?\)|[\"“”].*", "", part).strip(" ,.()")
        key = name_key(part)
        if (
            key
            and len(part) < 120
            and not re.search(r"\bpart(?:y|ies)\b|collectively|individually|together", part, re.I)
        ):
            names.add(key)
    return names


def facts_of(path: str) -> dict[str, Any]:
    """Runs in a worker: the facts of one file as plain values."""
    from clausescan.facts import find_facts
    from clausescan.reading import read
    from clausescan.structure import clause_tree

    document = read(path)
    clauses = clause_tree(document)
    facts = find_facts(document, clauses)

    def dated(fact: Any) -> dict[str, Any]:
        return {"value": fact.value if fact else None, "basis": fact.basis if fact else "", "quote": quote(fact)}

    def quote(fact: Any) -> str:
        return " ".join(fact.evidence.quote.split())[:400] if fact and fact.evidence else ""

    return {
        "agreement": dated(facts.agreement_date),
        "effective": dated(facts.effective_date),
        "expiry": dated(facts.expiry_date),
        "term": (facts.term.kind, facts.term.value, facts.term.unit, quote(facts.term)),
        "renewal": (facts.renewal.mode, facts.renewal.value, facts.renewal.unit, quote(facts.renewal)),
        "notice": (facts.non_renewal_notice.value, facts.non_renewal_notice.unit, quote(facts.non_renewal_notice))
        if facts.non_renewal_notice
        else (None, None, ""),
        "law": (facts.governing_law.value if facts.governing_law else "", quote(facts.governing_law)),
        "kind": facts.agreement_kind.value if facts.agreement_kind else "",
        "parties": [p.name for p in facts.parties],
    }


class Table:
    def __init__(self) -> None:
        self.rows: dict[str, list[int]] = {}
        self.misses: dict[str, list[str]] = {}

    def add(self, name: str, hit: bool, miss: str = "") -> None:
        row = self.rows.setdefault(name, [0, 0])
        row[0] += hit
        row[1] += 1
        if not hit:
            self.misses.setdefault(name, []).append(miss)


def text_of(row: dict[str, str], column: str, quote: str) -> str:
    return f"\n   label text {' '.join(row[column].split())[:300]}\n   read {quote}"


def score(table: Table, name: str, row: dict[str, str], got: dict[str, Any]) -> None:
    answer, value = row["Expiration Date-Answer"], got["expiry"]["value"]
    gold = calendar_date(answer)
    note = f"{name[:40]} label {answer!r} got {value} {got['expiry']['basis']!r} term {got['term'][:3]}"
    note += text_of(row, "Expiration Date", got["term"][3])
    if gold:
        table.add("expiry, dated", value == gold, note)
    else:
        table.add("expiry, none left none", value is None, note)

    present = bool(row["Renewal Term-Answer"].strip())
    mode, length, unit, quote = got["renewal"]
    guess = mode in ("automatic", "option") or (mode == "agreement" and length is not None)
    note = f"{name[:40]} label {row['Renewal Term-Answer']!r} got {mode} {length} {unit}"
    note += text_of(row, "Renewal Term", quote)
    table.add("renewal present or not", present == guess, note)
    table.add("same, by agreement never counted", present == (mode in ("automatic", "option")))
    table.add("same, by agreement always counted", present == (mode not in ("none", "unstated")))
    gold_lengths = lengths(row["Renewal Term-Answer"])
    if gold_lengths:
        days = length * _UNIT_DAYS[unit] if length is not None else -1.0
        table.add("renewal length", any(abs(days - g) <= 0.03 * g for g in gold_lengths), note)
    gold_lengths = lengths(row["Notice Period to Terminate Renewal-Answer"])
    value, unit, quote = got["notice"]
    note = f"{name[:40]} label {row['Notice Period to Terminate Renewal-Answer']!r} got {value} {unit}"
    note += text_of(row, "Notice Period to Terminate Renewal", quote)
    if gold_lengths:
        days = value * _UNIT_DAYS[unit] if value is not None else -1.0
        table.add("non-renewal notice", any(abs(days - g) <= 0.03 * g for g in gold_lengths), note)
    elif not row["Notice Period to Terminate Renewal-Answer"].strip():
        table.add("non-renewal notice, none left none", value is None, note)

    value, quote = got["law"]
    answer = row["Governing Law-Answer"]
    note = f"{name[:40]} label {answer!r} got {value!r}" + text_of(row, "Governing Law", quote)
    if answer.strip():
        table.add("governing law", bool(law_names(answer) & law_names(value)), note)
    else:
        table.add("governing law, none left none", not value, note)

    for field, column in (("agreement", "Agreement Date"), ("effective", "Effective Date")):
        answer, value = row[f"{column}-Answer"], got[field]["value"]
        note = f"{name[:40]} label {answer!r} got {value} {got[field]['basis']!r}"
        note += text_of(row, column, got[field]["quote"])
        gold = calendar_date(answer)
        if gold:
            table.add(f"{field} date", value == gold, note)
        else:
            table.add(f"{field} date, none left none", value is None, note)

    gold_names, names = party_names(row["Parties-Answer"]), [name_key(n) for n in got["parties"]]

    def alike(a: frozenset[str], b: frozenset[str]) -> bool:
        return a == b or len(a & b) / len(a | b) >= 0.5 or a <= b or b <= a

    note = f"{name[:40]} label {row['Parties-Answer'][:200]!r}\n   got {got['parties']}"
    for g in gold_names:
        table.add("parties, found of labelled", any(alike(g, n) for n in names), note)
    for n in names:
        table.add("parties, right of found", any(alike(g, n) for g in gold_names), note)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--half", choices=["tuning", "checking", "both"], default="both")
    parser.add_argument("--misses", help="list the misses of the rows whose name starts so (tuning half only)")
    args = parser.parse_args()
    halves = split_of(args.shared)
    rows = [r for r in labels(args.shared) if args.half in ("both", halves[stem(r["Filename"])])]
    paths = [str(args.shared / "cuad/texts" / f"{stem(r['Filename'])}.txt") for r in rows]
    tables = {"tuning": Table(), "checking": Table()}
    with ProcessPoolExecutor(args.jobs) as pool:
        for row, got in zip(rows, pool.map(facts_of, paths, chunksize=8), strict=True):
            name = stem(row["Filename"])
            score(tables[halves[name]], name, row, got)
    print(f"{'':38}" + "".join(f"{half:>22}" for half in tables))
    for name in dict.fromkeys(n for t in tables.values() for n in t.rows):
        cells = []
        for table in tables.values():
            hit, n = table.rows.get(name, [0, 0])
            cells.append(f"{hit:4} of {n:4} = {hit / n:6.1%}" if n else "-")
        print(f"{name:38}" + "".join(f"{c:>22}" for c in cells))
    if args.misses:
        for name, misses in tables["tuning"].misses.items():
            if name.startswith(args.misses):
                print(f"\n== {name}: {len(misses)} missed")
                print("\n".join(dict.fromkeys(misses)))


if __name__ == "__main__":
    main()
