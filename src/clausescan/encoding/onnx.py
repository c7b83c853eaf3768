"""The encoder of every scan: tokenizers and onnxruntime, no torch."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from clausescan.encoding.encoder import MAX_TOKENS, Text
from clausescan.encoding.folder import EXACT, FAST
from clausescan.errors import ModelError
from clausescan.model import ModelInfo

BATCH_TOKENS = 512
"""Tokens, padding counted, that go through the network at once: their values then stay in the processor's cache."""

# An ONNX graph of one node: MatMulInteger of a (8 × 64, uint8) by a constant 127 (64 × 32, int8).
_GREATEST_PRODUCT = (
    "CAg6kwEKLwoBcxIBYiIPQ29uc3RhbnRPZlNoYXBlKhYKBXZhbHVlKgoIARADKgF/QgF2oAEEChgKAWEKAWISAXkiDU1hdE11bEludGVnZXIS"
    "AWcqGQgCEAdCAXNKEEAAAAAAAAAAIAAAAAAAAABaEwoBYRIOCgwIAhIICgIICAoCCEBiEwoBeRIOCgwIBhIICgIICAoCCCBCBAoAEA0="
)


class OnnxEncoder:
    """Runs a network of a model folder. Made by `load_encoder`, which checks the folder."""

    def __init__(
        self, folder: Path, info: ModelInfo, *, threads: int = 1, exact: bool = False, max_tokens: int = MAX_TOKENS
    ) -> None:
        options = ort.SessionOptions()
        # Each batch is calculated by one thread, several batches at a time: two threads that share a small batch spend
        # half of their time waiting for each other.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        if not adds_exactly():
            options.add_session_config_entry("session.x64quantprecision", "1")  # half as fast
        try:
            network = str(folder / (EXACT if exact else FAST))
            self._session = ort.InferenceSession(network, options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise ModelError(f"{folder} cannot be loaded: {error}") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)
        self._threads = threads
        self._dimension = int(self._session.get_outputs()[0].shape[-1])
        self._info = replace(info, runtime=f"onnxruntime {ort.__version__}")

    @property
    def info(self) -> ModelInfo:
        return self._info

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode(self, texts: Sequence[Text]) -> NDArray[np.float32]:
        """Vectors (len(texts), dimension) of length 1. Equal texts are computed once.

        On one machine a text has one vector, to the last bit, whatever texts are beside it: vectors can be kept.
        """
        places: dict[Text, int] = {}
        order = [places.setdefault(text, len(places)) for text in texts]
        vectors = np.empty((len(places), self._dimension), dtype=np.float32)
        encoded = [
            self._tokenizer.encode(text) if isinstance(text, str) else self._tokenizer.encode(*text) for text in places
        ]
        lengths = [len(e.ids) for e in encoded]

        def calculate(batch: list[int]) -> None:
            # onnxruntime adds up a lone text, or one with a few tokens left over, in another order: last bits differ.
            rows = batch if len(batch) > 1 else batch * 2
            width = -(-max(lengths[i] for i in batch) // 8) * 8
            ids = np.zeros((len(rows), width), dtype=np.int64)
            mask, segments = np.zeros_like(ids), np.zeros_like(ids)
            for row, i in enumerate(rows):
                ids[row, : lengths[i]] = encoded[i].ids
                mask[row, : lengths[i]] = 1
                segments[row, : lengths[i]] = encoded[i].type_ids
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}
            vectors[batch] = self._session.run(None, feed)[0][: len(batch)]

        work = list(batches(lengths, BATCH_TOKENS))
        if self._threads == 1 or len(work) < 2:
            for batch in work:
                calculate(batch)
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(calculate, work))  # the list raises what a thread raised
        return vectors[order]


@cache
def adds_exactly() -> bool:
    """Whether this processor adds int8 products without overflow. x86 processors that lack VNNI add pairs of them in
    16 bits, and would give other vectors than the heads were fitted on."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(b64decode(_GREATEST_PRODUCT), options, providers=["CPUExecutionProvider"])
    product = session.run(None, {"a": np.full((8, 64), 255, dtype=np.uint8)})[0]
    return bool((product == 64 * 255 * 127).all())


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indices of texts in batches: the longest first, each as many as fit the budget with padding, at least one."""
    batch: list[int] = []
    width = 0
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and width * (len(batch) + 1) > budget:
            yield batch
            batch = []
        width = width if batch else lengths[i]
        batch.append(i)
    if batch:
        yield batch
