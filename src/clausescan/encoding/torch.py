"""The sentence-transformers path: training, GPUs, and encoders of your own. Needs clausescan[training]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clausescan.encoding.encoder import MAX_TOKENS, Text
from clausescan.encoding.folder import WEIGHTS
from clausescan.errors import ModelError
from clausescan.model import ModelInfo

try:
    import sentence_transformers
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
except ImportError as error:
    raise ModelError(
        f"this model needs sentence-transformers ({error.name} is not installed); "
        "run: pip install 'clausescan[training]' (on Linux without a GPU install the CPU build of torch first, "
        "or pip takes several GB of CUDA libraries)"
    ) from error


class TorchEncoder:
    """Runs a sentence-transformers folder. Made by `load_encoder`, which checks the folder."""

    def __init__(self, folder: Path, info: ModelInfo, *, threads: int = 1, max_tokens: int = MAX_TOKENS) -> None:
        torch.set_num_threads(threads)
        try:
            self._model = sentence_transformer(folder)
        except Exception as error:  # sentence-transformers raises whatever its parts raise
            raise ModelError(f"{folder} cannot be loaded: {error}") from error
        self._model.max_seq_length = max_tokens
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(f"{folder} does not say how long its vectors are")
        self._dimension = int(dimension)
        self._info = replace(info, runtime=f"sentence-transformers {sentence_transformers.__version__}")

    @property
    def info(self) -> ModelInfo:
        return self._info

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode(self, texts: Sequence[Text]) -> NDArray[np.float32]:
        """Vectors (len(texts), dimension) of length 1, by a GPU where torch finds one."""
        if not texts:
            return np.empty((0, self._dimension), dtype=np.float32)
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def sentence_transformer(folder: Path) -> SentenceTransformer:
    """The folder as a SentenceTransformer. Code that a folder brings along is never run: of other classes than
    sentence-transformers' own only clausescan's is known, which reads int8 weights."""
    if not (folder / WEIGHTS).is_file():
        return SentenceTransformer(str(folder), local_files_only=True)
    from clausescan.encoding.int8 import Int8Bert

    network = Int8Bert.load(str(folder))
    pooling = Pooling.load(str(folder), subfolder="1_Pooling")
    return SentenceTransformer(modules=[network, pooling, Normalize()])
