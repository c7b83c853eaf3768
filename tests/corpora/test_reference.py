"""The reference clauses: well formed, typed by known types, varied, not repeated, and nobody else's words."""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clausescan.taxonomy import TYPES

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "corpora" / "reference"
SHARED = ROOT.parent / "shared"
KEYS = {"id", "heading", "style", "types", "strength", "defects", "note", "text"}
STRENGTHS = {"explicit", "partial", "defective"}
STYLES = """us_long_form english_law_modern civil_law_translated plain_language term_sheet old_style_llp
asian_jv_translated llc_operating_agreement consortium_eu"""
DEFECTS = """agree_to_agree vague_time blank illusory by_nature_survival law_only external_price external_definition
no_start
circular wrong_case missing_element missing_price no_consequence conflicting_periods contradiction undefined_term
one_sided"""
CRITICAL = """deadlock_exit buyout_put_call valuation_price joint_ip renewal transition_supply performance_trigger
licence_after_exit change_of_control survival brand_name tangible_site escalation_deadlock reserved_matters
exit_consequences change_review people_nonsolicit external_event"""
"""The types that decide an exit and are rare in real agreements: they need more precedents than the others."""

WORD = re.compile(r"[a-z0-9]+")
COPIED = 12
"""A run of so many words in common with a real agreement counts as copied."""

every_type = pytest.mark.parametrize("name", TYPES)


@cache
def clauses(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((REFERENCE / f"{name}.toml").read_text(encoding="utf-8"))["clause"]
    return found


def library() -> Iterator[dict[str, Any]]:
    return itertools.chain.from_iterable(clauses(name) for name in (*TYPES, "none"))


def shingles(text: str, length: int) -> set[str]:
    words = WORD.findall(text.lower())
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_one_file_for_each_type_and_one_for_none() -> None:
    assert {path.stem for path in REFERENCE.glob("*.toml")} == {*TYPES, "none"}


def test_ids_are_unique_and_say_where_they_stand() -> None:
    ids = [clause["id"] for clause in library()]
    assert len(ids) == len(set(ids))
    for name in (*TYPES, "none"):
        assert all(re.fullmatch(rf"{name}-\d\d", clause["id"]) for clause in clauses(name)), name


@pytest.mark.parametrize("name", [*TYPES, "none"])
def test_form(name: str) -> None:
    for clause in clauses(name):
        where, text = clause["id"], clause["text"]
        assert set(clause) == KEYS, where
        assert clause["style"] in STYLES.split(), where
        assert set(clause["defects"]) <= set(DEFECTS.split()), where
        assert clause["note"].strip(), where
        assert 15 <= len(text.split()) <= 200, where
        assert text == text.strip(), where
        assert "  " not in text, where
        assert "[***]" not in text, where
        assert name == "none" or text[-1] in '.")]', where


@every_type
def test_types_and_strengths(name: str) -> None:
    for clause in clauses(name):
        where, types = clause["id"], clause["types"]
        assert set(types) <= set(TYPES), where
        assert name in types, where
        assert types == sorted(set(types), key=TYPES.index), where
        assert bool(clause["defects"]) == (clause["strength"] != "explicit"), where


def test_jointly_owned_rights_are_owned_rights() -> None:
    """The one type that always brings another with it."""
    assert not [
        clause["id"] for clause in library() if {"joint_ip", "ip_ownership"} & set(clause["types"]) == {"joint_ip"}
    ]


@every_type
def test_enough_of_each_strength_and_style(name: str) -> None:
    strengths = Counter(clause["strength"] for clause in clauses(name))
    assert set(strengths) == STRENGTHS
    assert strengths["explicit"] >= 5
    assert min(strengths.values()) >= 2
    assert len(clauses(name)) >= (14 if name in CRITICAL.split() else 8)
    assert len({clause["style"] for clause in clauses(name)}) >= 5


def test_clauses_without_a_type() -> None:
    assert len(clauses("none")) >= 60
    for clause in clauses("none"):
        assert (clause["types"], clause["strength"], clause["defects"]) == ([], "none", []), clause["id"]


def test_a_blank_is_listed_and_a_listed_blank_is_there() -> None:
    slot = re.compile(r"\[[^\]]*\]")
    for clause in library():
        if clause["strength"] != "none":
            assert bool(slot.search(clause["text"])) == ("blank" in clause["defects"]), clause["id"]


def test_no_clause_repeats_another() -> None:
    """No two share a fifth of their runs of five words, nor any run of sixteen."""
    texts = {clause["id"]: clause["text"] for clause in library()}
    short = {name: shingles(text, 5) for name, text in texts.items()}
    holders: dict[str, list[str]] = defaultdict(list)
    for name, found in short.items():
        for run in found:
            holders[run].append(name)
    common = Counter(pair for names in holders.values() for pair in itertools.combinations(sorted(names), 2))
    near = {
        pair: count for pair, count in common.items() if count > 0.2 * min(len(short[pair[0]]), len(short[pair[1]]))
    }
    assert not near
    runs = Counter(run for text in texts.values() for run in shingles(text, 16))
    assert not [run for run, count in runs.items() if count > 1]


def real_texts() -> Iterator[tuple[str, str]]:
    for path in sorted(SHARED.glob("gold/*/docs/*.json")):
        yield path.name, " ".join(json.loads(path.read_text(encoding="utf-8"))["paragraphs"])
    for path in sorted((SHARED / "cuad" / "texts").rglob("*.txt")):
        yield path.name, path.read_text(encoding="utf-8", errors="replace")
    for line in (SHARED / "acord" / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        passage = json.loads(line)
        yield passage["_id"], passage["text"]


@pytest.mark.skipif(not (SHARED / "acord").is_dir(), reason="../shared with real agreements is not here")
def test_nothing_is_taken_from_real_agreements() -> None:
    ours = {run: clause["id"] for clause in library() for run in shingles(clause["text"], COPIED)}
    taken: set[tuple[str, str]] = set()
    for source, text in real_texts():
        words = WORD.findall(text.lower())
        runs = (" ".join(words[i : i + COPIED]) for i in range(len(words) - COPIED + 1))
        taken |= {(ours[run], source) for run in runs if run in ours}
    assert not taken
