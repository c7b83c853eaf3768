"""One folder, two runtimes, the same vectors. Needs clausescan[training]; skipped without it."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from clausescan.encoding.encoder import load_encoder
from clausescan.encoding.folder import shipped_model, write_hashes
from clausescan.errors import ModelError

TEXTS = [
    "Each partner may leave the venture at any time by giving six months' written notice to the other.",
    "If the board fails to agree twice on the annual budget, the chief executives meet within thirty days.",
    "(a) its insolvency;",
    "The price of the shares is their fair value, fixed by an auditor whom neither side has used for three years, "
    "without a discount for a minority, at the end of the month before the notice, and is paid in euro. " * 6,
    "Confidentiality 12.3 [●] days § 4 – “Know-how”",
    "",
]


@pytest.fixture(scope="module")
def torch_vectors() -> np.ndarray:
    pytest.importorskip("sentence_transformers", reason="clausescan[training] is not installed")
    from clausescan.encoding.torch import sentence_transformer

    return np.asarray(sentence_transformer(shipped_model()).encode(TEXTS, normalize_embeddings=True))


def test_both_runtimes_give_the_same_vectors(torch_vectors: np.ndarray) -> None:
    ours = load_encoder(shipped_model(), threads=1, exact=True).encode(TEXTS)
    assert (ours * torch_vectors).sum(1).min() >= 0.9999


def test_pairs_too() -> None:
    pytest.importorskip("sentence_transformers", reason="clausescan[training] is not installed")
    from clausescan.encoding.torch import sentence_transformer

    pairs = list(pairwise(TEXTS))
    theirs = np.asarray(sentence_transformer(shipped_model()).encode(pairs))  # type: ignore[arg-type]
    ours = load_encoder(shipped_model(), threads=1, exact=True).encode(pairs)
    assert (ours * theirs).sum(1).min() >= 0.9999


def test_sentence_transformers_opens_the_folder_by_itself(torch_vectors: np.ndarray) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(shipped_model()), trust_remote_code=True)
    assert (np.asarray(model.encode(TEXTS)) * torch_vectors).sum(1).min() >= 0.9999


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="clausescan[training] is not installed")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel

    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "either", "party", "may", "leave"]
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "vocab.txt").write_text("\n".join(vocabulary))
    (tmp_path / "base" / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "BertTokenizer"}))
    config = BertConfig(vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
                        intermediate_size=32)  # fmt: skip
    BertModel(config).save_pretrained(tmp_path / "base")
    transformer = Transformer(str(tmp_path / "base"))
    own = SentenceTransformer(modules=[transformer, Pooling(16)])
    own.save(str(tmp_path / "own"))
    write_hashes(tmp_path / "own")

    encoder = load_encoder(tmp_path / "own", threads=1)
    vectors = encoder.encode(["either party may leave", "party"])
    assert vectors.shape == (2, encoder.dimension) == (2, 16)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.info.runtime.startswith("sentence-transformers ")


def test_without_the_extra_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    write_hashes(tmp_path)
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    monkeypatch.delitem(sys.modules, "clausescan.encoding.torch", raising=False)
    with pytest.raises(ModelError, match=r"pip install 'clausescan\[training\]'"):
        load_encoder(tmp_path)
