"""Model folders are found, and used only when whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from clausescan.encoding.encoder import load_encoder
from clausescan.encoding.folder import HASHES, WEIGHTS, check, shipped_model, write_hashes
from clausescan.errors import ModelError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "onnx").mkdir()
    (tmp_path / WEIGHTS).write_bytes(b"weights")
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "README.md").write_text("a card")
    write_hashes(tmp_path)
    return tmp_path


def test_the_shipped_folder_is_whole() -> None:
    listed = check(shipped_model())
    assert {WEIGHTS, "tokenizer.json", "heads.npz", "labels.json", "thresholds.json", "words.json"} <= set(listed)
    size = sum(file.stat().st_size for file in shipped_model().rglob("*") if file.is_file())
    assert size < 30_000_000


def test_a_whole_folder_lists_what_decides_and_not_its_card(folder: Path) -> None:
    assert sorted(check(folder)) == [WEIGHTS, "tokenizer.json"]


def alter(folder: Path) -> None:
    (folder / WEIGHTS).write_bytes(b"weightz")


def cut_off(folder: Path) -> None:
    (folder / WEIGHTS).write_bytes(b"weig")


def remove(folder: Path) -> None:
    (folder / WEIGHTS).unlink()


def list_nothing(folder: Path) -> None:
    (folder / HASHES).unlink()


def list_badly(folder: Path) -> None:
    (folder / HASHES).write_text("[1]")


def list_no_json(folder: Path) -> None:
    (folder / HASHES).write_text("{")


def list_outside(folder: Path) -> None:
    (folder / HASHES).write_text(json.dumps({"../other": "0"}))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (alter, "altered or cut off"),
        (cut_off, "altered or cut off"),
        (remove, "weights.safetensors is missing"),
        (list_nothing, "clausescan.training.fit"),
        (list_badly, "must map file names"),
        (list_no_json, "cannot be read"),
        (list_outside, "outside the folder"),
    ],
)
def test_a_damaged_folder_is_refused(folder: Path, damage: Callable[[Path], None], words: str) -> None:
    damage(folder)
    with pytest.raises(ModelError, match=words):
        load_encoder(folder)


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not a folder"):
        load_encoder(tmp_path / "nowhere")


def test_hashed_rubbish_is_a_model_error_too(folder: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_encoder(folder)


def test_a_folder_without_a_network_says_so(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    write_hashes(tmp_path)
    with pytest.raises(ModelError, match="no network to run"):
        load_encoder(tmp_path)
