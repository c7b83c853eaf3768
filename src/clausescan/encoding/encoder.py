"""What an encoder is, and how to get one from a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from clausescan.encoding.folder import WEIGHTS, check
from clausescan.errors import ModelError
from clausescan.model import ModelInfo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from clausescan.encoding.cache import VectorCache

Text = str | tuple[str, str]
"""A text, or a text with a second segment (what stands before it, say) that the network may look at."""

MAX_TOKENS = 128
"""Word pieces that an encoder reads of a text; the rest is cut off. The base model was trained on 128 too."""


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def info(self) -> ModelInfo: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[Text]) -> NDArray[np.float32]:
        """Vectors (len(texts), dimension), float32, each of length 1."""
        ...


def load_encoder(
    folder: Path, *, threads: int | None = None, exact: bool = False, cache: VectorCache | None = None
) -> Encoder:
    """The encoder of a model folder: by onnxruntime where the folder has int8 weights, else by sentence-transformers.

    `threads` None: as many as the process may use, at most 4. `exact` calculates in fp32, twice as slowly, and gives
    sentence-transformers' vectors to the sixth digit; without it the network calculates in int8, which is what the
    clause types of the folder were fitted on. `cache` keeps vectors of onnxruntime; those of torch depend on the texts
    beside them in the last digits, and are not kept.

    Raises ModelError when the folder is not whole or what it needs is not installed.
    """
    hashes = check(folder)
    weights = next((name for name in (WEIGHTS, "model.safetensors") if name in hashes), None)
    if weights is None:
        raise ModelError(f"{folder} lists neither {WEIGHTS} nor model.safetensors; it holds no network to run")
    info = ModelInfo(folder.resolve().name, hashes[weights], "")
    threads = threads or usable_threads()
    if weights == WEIGHTS:
        from clausescan.encoding.onnx import OnnxEncoder

        encoder = OnnxEncoder(folder, info, threads=threads, exact=exact)
        if cache is None:
            return encoder
        from clausescan.encoding.cache import CachedEncoder

        network = {name: hashes[name] for name in hashes if name.startswith(("onnx/", "tokenizer"))}
        return CachedEncoder(encoder, cache, f"{network} {MAX_TOKENS} {exact}")
    from clausescan.encoding.torch import TorchEncoder

    return TorchEncoder(folder, info, threads=threads)


def usable_threads() -> int:
    """Processors that this process may use, at most 4: more do not pay for texts of a clause's length."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), 4)
    return min(os.cpu_count() or 1, 4)
