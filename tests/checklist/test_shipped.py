"""The reference checklist: complete, consistent, and in its own words."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clausescan.checklist import Checklist, examine, load_checklist
from clausescan.checklist.items import SEVERITIES
from clausescan.checklist.load import DATA, HOME
from clausescan.taxonomy import TYPES

SHARED = Path(__file__).resolve().parents[3] / "shared"
FILES = sorted(DATA.glob("*.toml"))
COPIED = 12
WORD = re.compile(r"[a-z0-9]+")
needs_shared = pytest.mark.skipif(not (SHARED / "domain").is_dir(), reason="../shared with the research is not here")


@cache
def checklist() -> Checklist:
    return load_checklist()


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


def runs(text: str) -> Iterator[str]:
    words = WORD.findall(text.lower())
    return (" ".join(words[i : i + COPIED]) for i in range(len(words) - COPIED + 1))


def test_nothing_is_wrong() -> None:
    assert [str(fault) for fault in examine()[1]] == []


def test_ids_are_of_their_group_and_count_up() -> None:
    numbers = defaultdict(list)
    for item in checklist().items:
        assert item.id.startswith(item.group + "-")
        numbers[item.group].append(int(item.id[-2:]))
    assert list(numbers) == [group.id for group in checklist().groups]
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


@needs_shared
def test_every_item_of_the_research_is_there() -> None:
    research = re.findall(r"^### ([A-Z]{2}-\d\d)", (SHARED / "domain" / "CHECKLIST.md").read_text("utf-8"), re.M)
    assert {item.id for item in checklist().items} == set(research)
    core = re.findall(r"^([A-Z]{2}-\d\d) ", (SHARED / "gold" / "ITEMS.md").read_text("utf-8"), re.M)
    assert {item.id for item in checklist().items if item.tier == "core"} == set(core)


@needs_shared
def test_elements_have_the_letters_of_the_research() -> None:
    """Labels and measures speak of elements by letter."""
    text = (SHARED / "domain" / "CHECKLIST.md").read_text("utf-8")
    blocks = re.findall(r"^### ([A-Z]{2}-\d\d).*?^- required:(.*?)$", text, re.M | re.S)
    wanted = {id: re.findall(r"(?:^|; )\(([a-z])\)", required.strip()) for id, required in blocks}
    assert {item.id: [each.id for each in item.elements] for item in checklist().items} == wanted


def test_checks_profiles_and_defects() -> None:
    assert list(checklist().checks) == [f"X-{n:02}" for n in range(1, 24)]
    assert all(check.severity in SEVERITIES for check in checklist().checks.values())
    assert set(checklist().profiles) == {"production", "battery", "software", "flexibility", "autonomy"}
    assert all(len(profile.cues) >= 8 for profile in checklist().profiles.values())
    assert [defect.code for defect in checklist().defects.values() if defect.apart] == ["redacted"]


def test_every_profile_moves_something_and_every_type_feeds_an_item() -> None:
    for profile in checklist().profiles:
        assert [item.id for item in checklist().items if item.severity_for(profile) != item.severity], profile
    fed = {name for item in checklist().items for name in item.types}
    fed |= {name for item in checklist().items for each in item.elements for name in each.types}
    assert set(TYPES) - fed == set()


def test_an_example_serves_one_element_of_an_item() -> None:
    for item in checklist().items:
        sentences = [sentence for each in item.elements for sentence in each.no]
        assert len(set(sentences)) > len(sentences) // 2, item.id


@needs_shared
def test_the_wording_is_our_own() -> None:
    files = [*FILES, *HOME.glob("*.toml"), *HOME.glob("template/*.toml")]
    ours = {
        run: file.name for file in files for text in texts(tomllib.loads(file.read_text("utf-8"))) for run in runs(text)
    }
    sources = [*SHARED.glob("domain/*.md"), *SHARED.glob("gold/*.md"), *SHARED.glob("design/*.md")]
    sources += [*SHARED.glob("gold/*/docs/*.json"), *SHARED.glob("cuad/texts/**/*.txt")]
    taken = set()
    for source in sources:
        text = source.read_text(encoding="utf-8", errors="replace")
        if source.suffix == ".json":
            text = text.replace("\\n", " ")
        taken |= {(ours[run], source.name, run) for run in runs(text) if run in ours}
    assert taken == set()
