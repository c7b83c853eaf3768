"""The folder that a fine-tuning leaves: network, heads on its vectors and on words, calibration, thresholds."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clausescan.encoding.folder import TRAINING
from clausescan.errors import TrainingError
from clausescan.heads import ELEMENTS, EVIDENCE, Words
from clausescan.taxonomy import TYPES
from clausescan.training.datasets import ITEMS, Agreement
from clausescan.training.fit import SCALE, Examples, fitted, out_of_fold, stacked, write_heads
from clausescan.training.folds import Split, as_examples, read_sums
from clausescan.training.linear import Floats, best_thresholds, calibrated, fit_calibration
from clausescan.training.multitask import ELEMENT_COLUMNS, ITEM_COLUMNS, OUTPUTS, TYPE_COLUMNS
from clausescan.training.words import WordMaterial, together, word_heads, word_material, word_sums

if TYPE_CHECKING:
    from clausescan.training.finetune import Network, Settings


def write_model(
    out: Path,
    base: Path,
    network: Network,
    settings: Settings,
    split: Split,
    files: Sequence[Path],
    *,
    words: bool = True,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """A sentence-transformers folder with heads, for training/export.py. `words`: heads on words are fitted in the same
    folds and added, each type with the weights that the out-of-fold sums of both give it.

    Raises TrainingError when the sums of an agreement are missing: thresholds would rest on a part of the data.
    """
    sums, fold = read_sums(files)
    missing = [a.name for a in split.gold if a.name not in sums]
    if missing:
        raise TrainingError(f"no out-of-fold sums of {', '.join(missing)}")
    out.mkdir(parents=True, exist_ok=True)
    write_network(out, base, network, settings, split)
    of_vector, bias = heads_of(network, TYPE_COLUMNS)
    listed, of_words = Words({}, np.zeros(0, dtype=np.float32)), np.zeros((0, len(TYPES)))
    sources, biases = [sums], [bias]
    material = word_material(split.gold, split.more, split.reference) if words else None
    if material:
        listed = material.words
        sources.append(word_sums(material, fold))
        say(f"heads on {len(listed.rarity)} words fitted in the same {len(files)} folds")
        of_words, bias_of_words = word_heads(material)
        biases.append(bias_of_words)
    x, y = stacked(as_examples(split.gold), together(*sources))
    slope, offset = fit_calibration(x, y)
    limits = best_thresholds(calibrated(x, slope, offset))
    # Slopes of several sources cannot be told apart in one sum, so they are multiplied in.
    parts = [of_vector * slope[:, 0] / SCALE, of_words * slope[:, -1]]
    bias = sum(b * slope[:, i] for i, b in enumerate(biases)) + offset
    write_evidence(out, network, split.gold, files, material)
    write_elements(out, network, split.gold)
    write_heads(out, listed, np.concatenate(parts), bias, np.ones(len(TYPES)), np.zeros(len(TYPES)), limits)


def write_evidence(
    out: Path, network: Network, agreements: Sequence[Agreement], files: Sequence[Path], material: WordMaterial | None
) -> None:
    """The heads of evidence for checklist items, calibrated on the evidence.npz beside each file of sums and, where
    there is `material`, on word heads of the same folds; nothing is written where a fold has none or no agreement has
    labelled items."""
    (out / EVIDENCE).unlink(missing_ok=True)
    beside = [file.with_name(EVIDENCE) for file in files]
    labels = {a.name: a.evidence[a.typed] for a in agreements if a.evidence is not None}
    if not labels or not all(file.is_file() for file in beside):
        return
    sums, fold = read_sums(beside)
    of_vector, bias = heads_of(network, ITEM_COLUMNS)
    of_words, sources, biases = np.zeros((0, len(ITEMS))), [sums], [bias]
    if material:
        rows = item_examples(material, labels)
        sources.append(out_of_fold(rows, [], fold, material.family))
        of_words, bias_of_words = fitted(rows)
        biases.append(bias_of_words)
    both = together(*sources)
    names = sorted(name for name in labels if name in both)
    x, y = np.concatenate([both[n] for n in names]), np.concatenate([labels[n] for n in names])
    slope, offset = fit_calibration(x, y)
    arrays: dict[str, Any] = {
        "of_vector": (of_vector * slope[:, 0]).astype(np.float32),
        "of_words": (of_words * slope[:, -1] * SCALE).astype(np.float16),
        "bias": (sum(b * slope[:, i] for i, b in enumerate(biases)) + offset).astype(np.float32),
        "slope": np.ones(len(ITEMS), dtype=np.float32),
        "offset": np.zeros(len(ITEMS), dtype=np.float32),
    }
    np.savez_compressed(out / EVIDENCE, items=np.array(ITEMS), **arrays)


def write_elements(out: Path, network: Network, agreements: Sequence[Agreement]) -> None:
    """The heads of elements and settled items, as the network learnt them; the judge that reads them is fitted on their
    out-of-fold values. Nothing is written where no agreement has labelled items."""
    (out / ELEMENTS).unlink(missing_ok=True)
    if any(a.verdicts for a in agreements):
        of_vector, bias = heads_of(network, ELEMENT_COLUMNS)
        names = np.array(OUTPUTS[ELEMENT_COLUMNS])
        np.savez_compressed(
            out / ELEMENTS, names=names, of_vector=of_vector.astype(np.float16), bias=bias.astype(np.float32)
        )


def item_examples(material: WordMaterial, labels: Mapping[str, Any]) -> list[Examples]:
    """The agreements whose items are labelled, as word heads for items learn them."""
    return [
        replace(e, labels=labels[e.name], weights=np.ones(labels[e.name].shape))
        for e in material.scored
        if e.name in labels
    ]


def write_network(out: Path, base: Path, network: Network, settings: Settings, split: Split) -> None:
    """The folder without heads, and how it was trained: training.json."""
    kept = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "modules.json")
    for name in (*kept, "config.json", "1_Pooling/config.json"):
        if (base / name).is_file():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(base / name, out / name)
    _write_weights(out, network)
    longest = {"max_seq_length": settings.tokens, "do_lower_case": False}
    (out / "sentence_bert_config.json").write_text(json.dumps(longest, indent=1) + "\n", encoding="utf-8")
    about = {
        **asdict(settings),
        "rows": sum(len(r.inputs) for r in split.learnt),
        "learnt": sorted(text_hash(r.text) for r in split.learnt if r.text),
    }
    (out / TRAINING).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def text_hash(text: str) -> str:
    """Tells whether a network has learnt an agreement, without naming it."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def heads_of(network: Network, columns: slice) -> tuple[Floats, Floats]:
    """(vector length, outputs) and (outputs): columns of the last layer, for a vector of length 1."""
    from clausescan.training.finetune import SCALE as OF_VECTOR

    weight: NDArray[Any] = network.head.weight.detach().cpu().numpy()[columns].T
    bias: NDArray[Any] = network.head.bias.detach().cpu().numpy()[columns]
    return weight.astype(np.float64) * OF_VECTOR, bias.astype(np.float64)


def _write_weights(out: Path, network: Network) -> None:
    from safetensors.torch import save_file

    state: Mapping[str, Any] = network.bert.state_dict()
    arrays = {name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}
    save_file(arrays, str(out / "model.safetensors"), metadata={"format": "pt"})
    (out / "model.safetensors").chmod(0o644)
