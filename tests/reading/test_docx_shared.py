"""The reader on the odd, hostile and numbered files beside the repository (skipped where they are absent)."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from clausescan.errors import ReadError
from clausescan.model import Document
from clausescan.reading import guard
from clausescan.reading.docx import read_docx
from clausescan.reading.docx.revisions import View
from clausescan.reading.options import Limits, ReadOptions

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
HOSTILE = SHARED / "hostile" / "docx"
NUMBERED = SHARED / "docx_numbering"
needs_hostile = pytest.mark.skipif(not HOSTILE.is_dir(), reason="shared/hostile is not there")
needs_numbered = pytest.mark.skipif(not NUMBERED.is_dir(), reason="shared/docx_numbering is not there")


def read(file: Path, view: View = "accepted") -> Document:
    return read_docx(file.read_bytes(), file.name, ReadOptions(revisions=view))


def lines(document: Document) -> list[str]:
    return [f"{b.label} {document.text[b.start : b.end]}".strip() for b in document.blocks]


# File → the code of its error, or how many blocks it gives.
OUTCOMES: dict[str, str | int] = {
    "good.docx": 3,
    "bomb_deflate_900MB.docx": "too_large",
    "bomb_bz2_2GB.docx": "unsupported_zip",
    "bomb_nested.docx": 3,
    "lying_size.docx": "damaged_zip",
    "entity_bomb.docx": "doctype",
    "traversal_names.docx": 3,
    "rel_traversal.docx": "no_main_part",
    "rel_external.docx": "no_main_part",
    "macro.docm": 3,
    "template.dotx": 3,
    "deep_tables.docx": "too_deep",
    "deep_sdt_80.docx": 1,
    "paras_300k.docx": "too_long",
    "bad_utf8.docx": "damaged_xml",
    "malformed.docx": "damaged_xml",
    "emptyzip.docx": "not_word",
    "~$good.docx": "lock_file",
    "no_text.docx": "no_text",
    "numbering_odd.docx": 35,
    "revisions.docx": 5,
    "hidden_and_typed_redline.docx": 2,
    "pdf_named.docx": "wrong_kind",
    "docxodus_ContentControlsNested.docx": 7,
    "docxodus_TextBox.docx": 1,
    "features.docx": 31,
    "pandoc_alternate_document_path.docx": 2,
    "pandoc_inline_formatting.docx": 5,
    "pandoc_notes.docx": 4,
    "pandoc_numbered_header.docx": 1,
    "pandoc_sdt_elements.docx": 2,
    "pandoc_tables.docx": 9,
    "pandoc_track_changes_move.docx": 3,
}


@needs_hostile
def test_every_hostile_file_has_its_outcome() -> None:
    assert {file.name for file in HOSTILE.iterdir()} == set(OUTCOMES)


@needs_hostile
@pytest.mark.parametrize("name", OUTCOMES)
def test_hostile(name: str) -> None:
    """Each file ends as it should, in under 10 seconds of this process."""
    started = time.process_time()
    try:
        outcome: str | int = len(read(HOSTILE / name).blocks)
    except ReadError as error:
        outcome = error.code
    assert outcome == OUTCOMES[name]
    assert time.process_time() - started < 10


@needs_hostile
@pytest.mark.parametrize("name", ["bomb_deflate_900MB.docx", "entity_bomb.docx", "deep_tables.docx", "paras_300k.docx"])
def test_hostile_within_one_gigabyte(name: str) -> None:
    options = ReadOptions(limits=Limits(seconds=30, memory_bytes=1_000_000_000))
    with pytest.raises(ReadError) as caught:
        guard.run("clausescan.reading.docx:read_docx", (HOSTILE / name).read_bytes(), name, options)
    assert caught.value.code == OUTCOMES[name]


@needs_hostile
def test_odd_numbering() -> None:
    letters = [chr(97 + i) for i in range(26)] + ["aa", "bb"]
    labels = [block.label for block in read(HOSTILE / "numbering_odd.docx").blocks]
    assert labels == ["1.", *(f"({letter})" for letter in letters), "2.", "", "", "", "", ""]


@needs_hostile
def test_revision_views() -> None:
    accepted = read(HOSTILE / "revisions.docx")
    original = read(HOSTILE / "revisions.docx", "original")
    assert [line.split()[0] for line in lines(accepted)] == ["Notice:", "First", "Between", "MOVED", "kept"]
    assert [line.split()[0] for line in lines(original)] == ["Notice:", "First", "second", "MOVED", "Between", "kept"]
    assert "ninety" in accepted.text
    assert "thirty" in original.text
    for document in (accepted, original):
        assert [notice.code for notice in document.warnings] == ["tracked_changes"]


@needs_hostile
def test_hidden_and_typed_redline() -> None:
    document = read(HOSTILE / "hidden_and_typed_redline.docx")
    assert {notice.code for notice in document.warnings} == {"hidden_text", "typed_redline"}


@needs_hostile
def test_every_feature_once() -> None:
    """The markers of features.docx: all that prints is in the text, once; headers, comments and codes are not."""
    document = read(HOSTILE / "features.docx")
    words = document.text.replace("x mkIns", "mkIns").split()
    printed = "Plain Ins MoveTo Cell NestedCell SdtBlock SdtInline Smart Link FldSimple FldResult Strike TextBox Caps"
    for marker in [f"mk{word}" for word in printed.split()] + [
        "mkCustomXml",
        "mkFootnote",
        "mkEndnote",
        "non-compete•",
    ]:
        assert words.count(marker) == 1, marker
    for marker in ("mkDel", "mkMoveFrom", "mkInstr", "mkVanish", "mkComment", "mkHeader"):
        assert marker not in document.text
    labels = {line.rsplit(" ", 1)[1]: line.rsplit(" ", 1)[0] for line in lines(document) if " " in line}
    assert labels["mkSec101"] == "Section 1.01"
    assert labels["mkArt2"] == "Article II"
    assert labels["mkRestart"] == "7."
    assert labels["mkCont"] == "8."
    assert [comment.text for comment in document.comments] == ["mkComment"]
    assert [piece.text for piece in document.furniture] == ["mkHeader"]


@needs_numbered
def test_every_label_of_the_manifest() -> None:
    wrong = []
    with (NUMBERED / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            document = read(NUMBERED / row["file"])
            start, expected = " ".join(row["paragraph_starts"].split()), row["expected_label"]
            if expected.startswith("(none"):
                found = {""} if any(block.label for block in document.blocks) else {expected}
            else:
                found = {
                    block.label
                    for block in document.blocks
                    if " ".join(document.text[block.start : block.end].split()).startswith(start)
                }
            if expected not in found:
                wrong.append((row["file"], start, expected, found))
    assert wrong == []


@needs_numbered
def test_original_view_has_the_deleted_numbers() -> None:
    labels = [b.label for b in read(NUMBERED / "deleted_numbered_paragraphs.docx", "original").blocks if b.label]
    assert labels == ["1.", "2.", "3.", "4.", "5."]
