"""Turns a list of deliberate gaps (TOML, by anchor) into the answers for the built files (JSON, by clause number).

Every quote is looked up in the clause it is said to stand in; a list that does not fit its agreement is an error.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from drafting.markup import Agreement, load, plain

VERSIONS = ("v1", "v2")
PERIOD = ("value", "unit", "day_type", "count_from", "bound", "purpose")


class Resolver:
    """Anchors of one version to clause numbers as a reader sees them, and the words that stand there."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.numbers: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        scope, clause, start = "", "", -1
        paragraphs = agreement.paragraphs
        for i, p in enumerate(paragraphs):
            if p.kind == "schedule":
                scope = p.number
            if p.kind in ("clause", "typed"):
                clause = p.number
            if not p.anchor:
                continue
            if p.kind == "schedule":
                self.numbers[p.anchor] = p.number
            elif p.kind.startswith("schedule_"):
                self.numbers[p.anchor] = f"{scope}/{p.number}"
            else:
                self.numbers[p.anchor] = p.number or clause
            end = i + 1
            if p.kind == "schedule":
                while end < len(paragraphs) and paragraphs[end].kind != "schedule":
                    end += 1
            start = i
            self.texts[p.anchor] = "\n".join(
                part
                for q in paragraphs[start:end]
                for part in (
                    plain(q.text, agreement.numbers),
                    *(plain(c, agreement.numbers) for row in q.rows for c in row),
                )
            )

    def clause(self, anchor: str) -> str:
        if anchor not in self.numbers:
            raise ValueError(f"{self.agreement.name} {self.agreement.version}: no anchor {anchor}")
        return self.numbers[anchor]

    def quote(self, words: str, anchors: list[str]) -> str:
        words = plain(words, self.agreement.numbers)
        if not any(words in self.texts[a] for a in anchors):
            raise ValueError(f"{self.agreement.name} {self.agreement.version}: {words!r} does not stand in {anchors}")
        return words


def version_answers(
    name: str, version: str, spec: dict[str, Any], agreement: Agreement, others: set[str]
) -> dict[str, Any]:
    r = Resolver(agreement)
    unknown = {a for a in others if a not in r.numbers}

    def ours(rows: list[Any]) -> list[Any]:
        if rows and isinstance(rows[0], list):
            return [x for x in rows if not (isinstance(x[-1], str) and x[-1] in VERSIONS and x[-1] != version)]
        return [x for x in rows if x.get("version", version) == version]

    facts = dict(spec["facts"][version])
    for key in ("term", "renewal", "non_renewal_notice", "governing_law"):
        if key in facts:
            facts[key] = {**facts[key], "clause": r.clause(facts[key]["at"])}
            del facts[key]["at"]
    for key in ("agreement_date", "effective_date", "expiry_date"):
        facts[key] = str(facts[key]) if facts.get(key) else None
    facts.setdefault("non_renewal_notice", None)
    items = {}
    for item, answer in spec["items"].items():
        at = answer["at"][version] if isinstance(answer["at"], dict) else answer["at"]
        items[item] = {
            "status": answer[version],
            "also": answer.get("also", {}).get(version, []),
            "clauses": [r.clause(a) for a in at if a not in unknown],
            "why": answer["why"],
        }
    defects = [
        {
            "check": d["check"],
            "severity": d["severity"],
            "clauses": [r.clause(a) for a in d["at"]],
            "quotes": [r.quote(q, d["at"]) for q in d["quotes"]],
            "why": d["why"],
            "arguable": d.get("arguable", False),
        }
        for d in ours(spec["defects"])
    ]
    exits = []
    for e in ours(spec["exits"]):
        value = e.get("valuation")
        after = e["consequences"]
        exits.append(
            {
                "trigger": e["trigger"],
                "clause": r.clause(e["at"]),
                "holder": e["holder"],
                "notice": e.get("notice"),
                "cure": e.get("cure"),
                "mechanism": e["mechanism"],
                "valuation": value if value in (None, "MISSING") else r.clause(value),
                "consequences": after if after == "MISSING" else [r.clause(a) for a in after],
            }
        )
    periods = []
    for row in ours(spec["lists"]["periods"]):
        blank = row[2] == "blank"
        values = [None if blank else row[2], *(x or None for x in row[3:8])]
        periods.append(
            {
                "clause": r.clause(row[0]),
                "quote": r.quote(row[1], [row[0]]),
                **dict(zip(PERIOD, values, strict=True)),
                **({"placeholder": "blank"} if blank else {}),
            }
        )
    types = [
        {"clause": r.clause(row[0]), "starts": " ".join(r.texts[row[0]].split()[:8]), "types": row[1]}
        for row in ours(spec["lists"]["types"])
    ]
    return {
        "sample": name,
        "version": version,
        "agreement_kind": spec["kind"],
        "parties": spec["parties"],
        "facts": facts,
        "items": items,
        "defects": defects,
        "exits": exits,
        "periods": periods,
        "types": types,
    }


def changes(spec: dict[str, Any], old: Resolver, new: Resolver) -> list[dict[str, Any]]:
    out = []
    for c in spec["changes"]:
        row = {
            "kind": c["kind"],
            "old": old.clause(c["old"]) if "old" in c else None,
            "new": new.clause(c["new"]) if "new" in c else None,
        }
        for key in ("aspect", "before", "after", "effect"):
            row[key] = c.get(key)
        if c["kind"] in ("modified", "cosmetic") and c.get("aspect") != "right":
            old.quote(c["before"], [c["old"]])
            new.quote(c["after"], [c["new"]])
        out.append(row)
    return out


def raw(agreement: Agreement) -> dict[str, str]:
    """The words of each place that a change can name, references left symbolic so that renumbering does not count.

    A paragraph without an anchor counts to the anchor before it.
    """
    texts: dict[str, str] = {}
    anchor = ""
    for p in agreement.paragraphs:
        anchor = p.anchor or anchor
        words = "\n".join((p.kind.replace("typed", "clause"), p.text, *(c for row in p.rows for c in row)))
        texts[anchor] = texts.get(anchor, "") + words
    return texts


def check_complete(spec: dict[str, Any], old: Agreement, new: Agreement) -> None:
    """Every difference between the versions is listed, and nothing is listed that does not differ."""
    before, after = raw(old), raw(new)
    found = {("removed", a) for a in before.keys() - after.keys()} | {
        ("added", a) for a in after.keys() - before.keys()
    }
    found |= {("modified", a) for a in before.keys() & after.keys() if before[a] != after[a]}
    kinds = {"cosmetic": "modified"}
    listed = {(kinds.get(c["kind"], c["kind"]), c.get("old") or c["new"]) for c in spec["changes"]}
    listed = {(k, a) for k, a in listed if k in ("added", "removed", "modified")}
    if found != listed:
        raise ValueError(
            f"{old.name}: differs but not listed {sorted(found - listed)}, listed only {sorted(listed - found)}"
        )


def write(folder: Path, name: str) -> None:
    """Write NAME.expected.json: the answers for both versions and the differences between them."""
    spec = tomllib.loads((folder / f"{name}.deliberate.toml").read_text(encoding="utf-8"))
    agreements = {v: load(folder / f"{name}.md", v) for v in VERSIONS}
    resolvers = {v: Resolver(a) for v, a in agreements.items()}
    result = {
        v: version_answers(name, v, spec, agreements[v], set(resolvers["v1"].numbers) | set(resolvers["v2"].numbers))
        for v in VERSIONS
    }
    check_complete(spec, *agreements.values())
    result["changes"] = changes(spec, resolvers["v1"], resolvers["v2"])
    path = folder / f"{name}.expected.json"
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
