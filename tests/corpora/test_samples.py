"""The sample agreements: what is listed beside them stands in the built files, under the numbers that are listed.

Numbers are taken from the Word file as the reader of the library counts them, not from the builder.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from clausescan.reading import read
from clausescan.taxonomy import TYPES

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "corpora" / "samples"
SHARED = ROOT.parent / "shared"
NAMES = ("battery_cell_jv", "vehicle_software_alliance")
BOTH = [(name, version) for name in NAMES for version in ("v1", "v2")]
FAMILIES = {"RN": 6, "TR": 13, "MC": 5, "NT": 5, "AS": 9, "OB": 7, "DR": 7, "GL": 3, "CT": 3, "EC": 3, "CH": 4}
ITEMS = {f"{family}-{n:02}" for family, last in FAMILIES.items() for n in range(1, last + 1)}
CHECKS = {f"X-{n:02}" for n in range(1, 24)}
PURPOSES = """non_renewal renewal_exercise termination cure escalation_step option_exercise preemption completion
payment funding force_majeure change_of_control_report expert transition survival_tail meeting inspection other
initial_term renewal_length lock_up"""
WORDS = {"battery_cell_jv": 8_000, "vehicle_software_alliance": 5_000}

every_version = pytest.mark.parametrize(("name", "version"), BOTH)


def built(name: str, version: str, suffix: str) -> Path:
    return SAMPLES / f"{name}{'' if version == 'v1' else '_v2'}.{suffix}"


@cache
def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return found


def tool(module: str) -> Any:
    """A module of the package that builds the samples; it is not installed."""
    if str(SAMPLES) not in sys.path:
        sys.path.append(str(SAMPLES))
    return importlib.import_module(f"drafting.{module}")


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("￾", "-")).strip()


@cache
def clauses(name: str, version: str) -> dict[str, list[str]]:
    """Number to the texts that stand under it in the Word file ("14.6", "15.1(a)", "Schedule 5/4", "Schedule 7").

    Text without a number belongs to the number before it, as a reader takes it.
    """
    document = read(built(name, version, "docx"))
    found: dict[str, list[str]] = {}
    scope = article = clause = alpha = roman = here = ""
    for block in document.blocks:
        if block.kind == "toc":
            continue
        label, words = block.label.removesuffix(" –"), document.text[block.start : block.end]
        if typed := re.match(r"(\d+\.\d+)\t", words):
            label, words = typed.group(1), words[typed.end() :]
        if block.style.startswith("Definition"):
            label = ""
        if label.startswith(("Schedule ", "Exhibit ")):
            scope, clause, here = label, "", label
            found[here] = []
        elif label.startswith("ARTICLE ") or (re.fullmatch(r"\d+\.", label) and not scope):
            article = here = label.removeprefix("ARTICLE ").removesuffix(".")
        elif scope and label:
            here = f"{scope}/{label.removesuffix('.')}"
        elif re.fullmatch(r"\d+\.\d+", label):
            assert label.split(".")[0] == article
            clause = here = label
        elif re.fullmatch(r"\([a-z]\)", label) and block.level == 2:
            alpha = here = clause + label
        elif block.level == 3 and label:
            roman = here = alpha + label
        elif block.level == 4 and label:
            here = roman + label
        if here:
            found.setdefault(here, []).append(squeeze(words))
            if scope and here != scope:
                found[scope].append(squeeze(words))
    return found


@cache
def pages(name: str, version: str) -> tuple[str, ...]:
    document = pypdfium2.PdfDocument(built(name, version, "pdf"))
    texts = tuple(squeeze(page.get_textpage().get_text_range()) for page in document)
    document.close()
    return texts


def quotes(name: str, version: str) -> list[tuple[str, list[str]]]:
    answers = expected(name)[version]
    found = [(p["quote"], [p["clause"]]) for p in answers["periods"]]
    found += [(q, d["clauses"]) for d in answers["defects"] for q in d["quotes"]]
    return found


@every_version
def test_length_and_size(name: str, version: str) -> None:
    assert (
        sum(len(t.split()) for key, texts in clauses(name, version).items() if "/" not in key for t in texts)
        > (WORDS[name])
    )
    assert built(name, version, "docx").stat().st_size < 100_000
    assert built(name, version, "pdf").stat().st_size < 250_000


@every_version
def test_every_number_of_the_source_is_counted_by_word(name: str, version: str) -> None:
    agreement = tool("markup").load(SAMPLES / f"{name}.md", version)
    texts = clauses(name, version)
    scope, missing = "", []
    for p in agreement.paragraphs:
        if p.kind == "schedule":
            scope = p.number
        if p.kind in ("article", "clause", "typed", "alpha", "roman", "upper", "schedule", "schedule_1", "schedule_2"):
            number = f"{scope}/{p.number}" if p.kind.startswith("schedule_") else p.number
            if squeeze(tool("markup").plain(p.text, agreement.numbers)) not in texts.get(number, ()):
                missing.append((number, p.text[:60]))
    assert not missing


@every_version
def test_quotes_stand_under_their_numbers(name: str, version: str) -> None:
    texts = clauses(name, version)
    wrong = [(q, at) for q, at in quotes(name, version) if not any(q in t for c in at for t in texts.get(c, ()))]
    assert not wrong


@every_version
def test_pdf_says_the_same_as_the_word_file(name: str, version: str) -> None:
    whole = " ".join(pages(name, version))
    meta = tool("markup").load(SAMPLES / f"{name}.md", version).meta
    # A clause may run over a page: take the furniture out before looking for it.
    head, foot = re.escape(f"{meta['running_head']} {meta['status']}"), re.escape(meta["reference"])
    furniture = rf"{head} ?|{foot} Page \d+ of \d+ ?"
    body = re.sub(furniture, "", whole)
    lost = [q for q, _ in quotes(name, version) if q not in whole and q not in body]
    assert not lost
    for number, texts in clauses(name, version).items():
        if re.match(r"\d+\.\d+$", number):
            assert any(f"{number} {' '.join(t.split()[:4])}" in whole for t in texts), number


@every_version
def test_contents_give_the_right_pages(name: str, version: str) -> None:
    texts = pages(name, version)
    agreement = tool("markup").load(SAMPLES / f"{name}.md", version)
    headings = [p for p in agreement.paragraphs if p.kind in ("article", "schedule")]
    entries = re.findall(r"([^.]*?[^. ])\s*\.{4,} ?(\d+)", texts[1])
    assert len(entries) == len(headings)
    for heading, (entry, page) in zip(headings, entries, strict=True):
        assert entry.lower().endswith(heading.text.lower())
        assert heading.text.lower() in texts[int(page) - 1].lower()


@every_version
def test_pages_carry_head_and_foot(name: str, version: str) -> None:
    texts = pages(name, version)
    meta = tool("markup").load(SAMPLES / f"{name}.md", version).meta
    for number, text in enumerate(texts[1:], start=2):
        assert text.startswith(meta["running_head"])
        assert f"Page {number} of {len(texts)}" in text
    assert "Page 1 of" not in texts[0]


@every_version
def test_answers_use_known_words_and_existing_clauses(name: str, version: str) -> None:
    answers, texts = expected(name)[version], clauses(name, version)
    assert set(answers["items"]) == ITEMS
    for item, answer in answers["items"].items():
        assert answer["status"] in ("explicit", "partial", "absent", "na"), item
        assert set(answer["clauses"]) <= set(texts), item
        assert bool(answer["clauses"]) == (answer["status"] in ("explicit", "partial")), item
    for row in answers["defects"]:
        assert row["check"] in CHECKS
        assert set(row["clauses"]) <= set(texts)
    for row in answers["types"]:
        assert set(row["types"]) <= set(TYPES)
        assert any(t.startswith(row["starts"]) for t in texts[row["clause"]]), row
    for row in answers["periods"]:
        assert row["purpose"] is None or row["purpose"] in PURPOSES.split()
        assert (row["value"] is None) == ("placeholder" in row)
    for row in answers["exits"]:
        assert row["trigger"] in TYPES
        assert {row["clause"], *(row["consequences"] if row["consequences"] != "MISSING" else ())} <= set(texts)
    facts = answers["facts"]
    for key in ("term", "renewal", "governing_law"):
        assert facts[key]["clause"] in texts


@every_version
def test_dangling_and_missing_targets_are_really_missing(name: str, version: str) -> None:
    """The references listed as dangling lead nowhere, and those listed as wrong lead somewhere."""
    texts = clauses(name, version)
    for defect in expected(name)[version]["defects"]:
        for quote in defect["quotes"]:
            if defect["check"] == "X-14":
                assert re.findall(r"\d+\.\d+", quote)[0] not in texts
            if defect["check"] == "X-15":
                assert re.findall(r"\d+\.\d+", quote)[0] in texts
            if defect["check"] == "X-11" and (found := re.search(r"(Schedule|Exhibit) \w+", quote)):
                assert found.group() not in texts
            if defect["check"] == "X-17":
                assert len({t for t in texts[defect["clauses"][0]] if len(t) > 40}) > 1


@pytest.mark.parametrize("name", NAMES)
def test_differences_lie_where_they_are_listed(name: str) -> None:
    old, new = clauses(name, "v1"), clauses(name, "v2")
    rows = expected(name)["changes"]
    assert len(rows) >= 12
    assert sum(r["kind"] == "cosmetic" for r in rows) >= 2
    for row in rows:
        assert row["old"] is None or row["old"] in old
        assert row["new"] is None or row["new"] in new
        assert (row["old"] is None, row["new"] is None) == (row["kind"] == "added", row["kind"] == "removed")
        if row["kind"] in ("renumbered", "moved"):
            masked = ({re.sub(r"\d+", "#", t) for t in texts} for texts in (old[row["old"]], new[row["new"]]))
            assert set.intersection(*masked), row
        elif row["old"] and row["new"]:
            assert old[row["old"]] != new[row["new"]], row


@pytest.mark.parametrize("name", NAMES)
def test_lists_are_up_to_date(name: str, tmp_path: Path) -> None:
    for file in (f"{name}.md", f"{name}.deliberate.toml"):
        (tmp_path / file).write_bytes((SAMPLES / file).read_bytes())
    tool("answers").write(tmp_path, name)
    assert json.loads((tmp_path / f"{name}.expected.json").read_text(encoding="utf-8")) == expected(name)


@every_version
def test_word_file_is_what_the_source_builds(name: str, version: str, tmp_path: Path) -> None:
    agreement = tool("markup").load(SAMPLES / f"{name}.md", version)
    made = tmp_path / "made.docx"
    tool("word").Writer(agreement, tool("pdf").pages_of(built(name, version, "pdf"))).write(made)
    with zipfile.ZipFile(made) as new, zipfile.ZipFile(built(name, version, "docx")) as committed:
        for part in ("word/document.xml", "word/numbering.xml"):
            assert new.read(part) == committed.read(part), part


@pytest.mark.skipif(not (SHARED / "cuad" / "texts").is_dir(), reason="shared/cuad is not there")
def test_wording_is_our_own() -> None:
    """No run of twelve words is shared with the public agreements beside the repository."""
    ours: set[str] = set()
    for name, version in BOTH:
        for texts in clauses(name, version).values():
            for text in texts:
                ours |= runs(text)
    for file in (*(SHARED / "cuad" / "texts").glob("*.txt"), *(SHARED / "gold" / "dev" / "docs").glob("*.json")):
        assert not ours & runs(file.read_text(encoding="utf-8", errors="replace")), file.name


def runs(text: str, length: int = 12) -> set[str]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}
