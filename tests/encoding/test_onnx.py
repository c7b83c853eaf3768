"""The encoder of every scan."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from clausescan.encoding import onnx
from clausescan.encoding.encoder import Encoder, load_encoder
from clausescan.encoding.folder import shipped_model
from clausescan.encoding.onnx import batches

LEAVE = "Each partner may leave the venture at any time by giving six months' written notice to the other."
QUIT = "A party is free to withdraw from the joint company upon half a year's prior notice in writing."
LAW = "This contract is governed by the laws of Austria, and the courts of Graz decide every dispute."


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(shipped_model(), threads=1)


def test_vectors_have_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode([LEAVE, "", "x", LAW * 40])
    assert vectors.shape == (4, encoder.dimension) == (4, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_texts_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_each_text_gets_its_own_vector_back(encoder: Encoder) -> None:
    texts = [LAW, LEAVE * 5, "Notice.", LEAVE, LAW, QUIT]
    together = encoder.encode(texts)
    for text, vector in zip(texts, together, strict=True):
        assert (vector == encoder.encode([text])[0]).all(), "a vector depends on its text alone, to the last bit"
    assert (together[0] == together[4]).all()


def test_near_in_meaning_is_near(encoder: Encoder) -> None:
    leave, quit_, law = encoder.encode([LEAVE, QUIT, LAW])
    assert leave @ quit_ > leave @ law + 0.2


def test_a_second_segment_is_looked_at(encoder: Encoder) -> None:
    alone, before = encoder.encode([LEAVE, (LEAVE, LAW)])
    assert 0.3 < alone @ before < 0.99


def test_words_past_the_limit_are_not_read(encoder: Encoder) -> None:
    long = LEAVE * 30
    one, other = encoder.encode([long, long + LAW])
    assert one @ other > 0.999


def test_int8_stays_near_fp32(encoder: Encoder) -> None:
    texts = [LEAVE, QUIT, LAW, LEAVE + LAW, "Notice."]
    exact = load_encoder(shipped_model(), threads=1, exact=True)
    assert exact.info.sha256 == encoder.info.sha256
    assert (encoder.encode(texts) * exact.encode(texts)).sum(1).min() > 0.985


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([], []),
        ([3], [[0]]),
        ([90], [[0]]),
        ([1, 5, 5], [[1, 2], [0]]),
        ([2, 2, 2, 2, 2, 2], [[0, 1, 2, 3, 4], [5]]),
        ([4, 9, 3], [[1], [0, 2]]),
    ],
)
def test_batches_hold_the_budget(lengths: list[int], expected: list[list[int]]) -> None:
    assert list(batches(lengths, 10)) == expected


@pytest.mark.parametrize("exactly", [True, False])
def test_the_precise_way_gives_the_same_vectors(monkeypatch: pytest.MonkeyPatch, exactly: bool) -> None:
    monkeypatch.setattr(onnx, "adds_exactly", lambda: exactly)
    way = load_encoder(shipped_model(), threads=1).encode([LEAVE, LAW])
    monkeypatch.undo()
    assert (way * load_encoder(shipped_model(), threads=1).encode([LEAVE, LAW])).sum(1).min() > 0.9999


def test_threads_change_nothing() -> None:
    texts = [f"{LEAVE} {LAW}"[: 20 + 7 * i] for i in range(40)]
    one, many = (load_encoder(shipped_model(), threads=n).encode(texts) for n in (1, 3))
    assert (one == many).all()


def test_a_scan_loads_no_torch() -> None:
    code = (
        "import sys; from clausescan.classify import Classifier; Classifier.load(threads=1);"
        "print({'torch', 'transformers', 'sentence_transformers', 'sklearn', 'scipy'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
