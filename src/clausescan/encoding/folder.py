"""Model folders: where the shipped one is, and whether a folder is whole.

A folder is laid out as sentence-transformers lays it out, plus `hashes.json`: file name → sha256 of every file that
decides what the model says. A folder with a file missing or altered is never used.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from clausescan.errors import ModelError

SHIPPED = "clause-minilm"
HASHES = "hashes.json"
FAST = "onnx/model_int8.onnx"
"""The network with its pooling, calculating in int8: what scans run."""
EXACT = "onnx/model.onnx"
"""The same weights calculating in fp32, as torch does."""
WEIGHTS = "onnx/weights.safetensors"
"""The int8 weights that both networks, and torch, read."""
TRAINING = "training.json"
"""How the network was fine-tuned; a folder without it holds a network that reads a clause alone."""


def shipped_model() -> Path:
    """The folder of the model that comes with clausescan, installed or in a checkout. Raises ModelError without it."""
    package = Path(__file__).resolve().parents[1]
    for place in (package / "models", package.parents[1] / "models"):
        if (place / SHIPPED / HASHES).is_file():
            return place / SHIPPED
    raise ModelError(f"the shipped model {SHIPPED!r} is missing; install clausescan again, or name a model folder")


def check(folder: Path) -> dict[str, str]:
    """File name → sha256 as hashes.json lists them, after hashing every file again.

    Raises ModelError when the folder, hashes.json or a listed file is missing, or when a file is not the listed one.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder} is not a folder; a model is a folder with {HASHES} and onnx/")
    try:
        listed = json.loads((folder / HASHES).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(
            f"{folder} has no {HASHES}; a sentence-transformers folder of your own gets one, with heads for the clause "
            f"types, by: python -m clausescan.training.fit --encoder {folder} --gold FOLDER"
        ) from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder / HASHES} cannot be read: {error}") from error
    if not isinstance(listed, dict) or not all(isinstance(value, str) for value in listed.values()):
        raise ModelError(f"{folder / HASHES} must map file names to sha256 sums")
    for name, expected in listed.items():
        file = folder / name
        if not file.resolve().is_relative_to(folder.resolve()):
            raise ModelError(f"{folder / HASHES} names {name}, which lies outside the folder")
        if not file.is_file():
            raise ModelError(f"{folder} is incomplete: {name} is missing")
        if sha256(file) != expected:
            raise ModelError(f"{file} is not the file that {HASHES} lists: it was altered or cut off")
    return listed


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_hashes(folder: Path) -> None:
    """List every file of the folder except the card and the list itself."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in (HASHES, "README.md"))
    sums = {p.relative_to(folder).as_posix(): sha256(p) for p in files}
    (folder / HASHES).write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")


def context_words(folder: Path) -> int:
    """How many words of the clause before the network was trained to read with a clause; 0 when it reads it alone.

    Raises ModelError when training.json says something else than a number of words.
    """
    file = folder / TRAINING
    if not file.is_file():
        return 0
    try:
        context = json.loads(file.read_text(encoding="utf-8")).get("context", 0)
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(f"{file} cannot be read: {error}") from error
    if not isinstance(context, int) or isinstance(context, bool) or context < 0:
        raise ModelError(f"{file} says {context!r} where the number of words of context should stand")
    return context
