"""The facts of the bundled samples, in both formats, against the list that stands beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clausescan.facts import find_facts
from clausescan.model import Clause, Document, Facts
from clausescan.reading import read
from clausescan.structure import clause_tree

SAMPLES = Path(__file__).resolve().parents[2] / "corpora/samples"
TITLES = {
    "battery_cell_jv": "BATTERY CELL JOINT VENTURE AGREEMENT",
    "vehicle_software_alliance": "VEHICLE SOFTWARE CO-DEVELOPMENT ALLIANCE AGREEMENT",
}
FILES = [
    (name, version, suffix) for name in TITLES for version in ("v1", "v2") for suffix in ("pdf", "docx")
]  # fmt: skip


@pytest.fixture(scope="module", params=FILES, ids=["-".join(f) for f in FILES])
def sample(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any], Document, tuple[Clause, ...], Facts]:
    name, version, suffix = request.param
    stem = name if version == "v1" else f"{name}_{version}"
    document = read(str(SAMPLES / f"{stem}.{suffix}"))
    clauses = clause_tree(document)
    facts = find_facts(document, clauses)
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_text(encoding="utf8"))[version]
    return name, expected, document, tuple(clauses), facts


def test_facts(sample: tuple[str, dict[str, Any], Document, tuple[Clause, ...], Facts]) -> None:
    _, expected, _, clauses, facts = sample
    cites = {c.id: c.cite for c in clauses}

    def found(fact: Any, *names: str) -> dict[str, Any] | None:
        """The expected keys of one fact, as the list writes them."""
        if fact is None:
            return None
        values = {n: getattr(fact, n) for n in names if getattr(fact, n) is not None}
        return values | {"clause": cites[fact.evidence.clause]}

    wanted = expected["facts"]
    for name in ("agreement_date", "effective_date", "expiry_date"):
        fact = getattr(facts, name)
        assert (fact.value.isoformat() if fact and fact.value else None) == wanted[name], name
    assert found(facts.term, "kind", "value", "unit") == wanted["term"]
    assert found(facts.renewal, "mode", "value", "unit") == wanted["renewal"]
    assert found(facts.non_renewal_notice, "value", "unit") == wanted["non_renewal_notice"]
    assert found(facts.governing_law, "value") == wanted["governing_law"]
    assert facts.agreement_kind is not None
    assert facts.agreement_kind.value == expected["agreement_kind"]
    assert [{"name": p.name, "alias": p.alias} for p in facts.parties] == expected["parties"]


def test_title(sample: tuple[str, dict[str, Any], Document, tuple[Clause, ...], Facts]) -> None:
    name, _, document, _, _ = sample
    assert document.title == TITLES[name]


def test_quotes_begin_with_the_words(sample: tuple[str, dict[str, Any], Document, tuple[Clause, ...], Facts]) -> None:
    _, _, document, _, facts = sample
    for fact in (facts.term, facts.renewal, facts.non_renewal_notice, facts.governing_law):
        if fact is not None:
            assert fact.evidence is not None
            assert fact.evidence.quote == document.text[fact.evidence.start : fact.evidence.end]
            assert fact.evidence.quote[0].isalpha()
