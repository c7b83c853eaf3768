"""The shipped int8 weights in torch, for sentence-transformers: GPUs, comparisons, a start for training.

Calculates in fp32, as onnx/model.onnx does. A model folder's modules.json names the class, so that
`SentenceTransformer(folder, trust_remote_code=True)` finds it where clausescan is installed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from clausescan.encoding.encoder import MAX_TOKENS, Text
from clausescan.encoding.folder import WEIGHTS

Arrays = dict[str, Tensor]


class _Layer(nn.Module):
    def __init__(self, arrays: Arrays, name: str, heads: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (
            _linear(arrays, f"{name}.attention.{part}", f"{name}.attention.input") for part in ("query", "key", "value")
        )
        self.output = _linear(arrays, f"{name}.attention.output")
        self.attention_norm = _norm(arrays, f"{name}.attention.norm", epsilon)
        self.up = _linear(arrays, f"{name}.up")
        self.down = _linear(arrays, f"{name}.down")
        self.norm = _norm(arrays, f"{name}.norm", epsilon)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        size, length, width = x.shape
        parts = (self.query(x), self.key(x), self.value(x))
        q, k, v = (part.view(size, length, self.heads, -1).transpose(1, 2) for part in parts)
        y = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.attention_norm(x + self.output(y.transpose(1, 2).reshape(size, length, width)))
        return self.norm(x + self.down(nn.functional.gelu(self.up(x))))


class Int8Bert(nn.Module):
    """Token vectors of a BERT whose weights are stored as int8: the first module of a SentenceTransformer."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        arrays = load_file(str(folder / WEIGHTS))
        epsilon = float(self.config["layer_norm_eps"])
        heads, layers = int(self.config["num_attention_heads"]), int(self.config["num_hidden_layers"])
        self.max_seq_length = MAX_TOKENS
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.words = nn.Embedding.from_pretrained(arrays["embeddings.words"].float() * arrays["embeddings.words.scale"])
        self.positions = nn.Embedding.from_pretrained(arrays["embeddings.positions"])
        self.segments = nn.Embedding.from_pretrained(arrays["embeddings.segments"])
        self.norm = _norm(arrays, "embeddings.norm", epsilon)
        self.layers = nn.ModuleList(_Layer(arrays, f"layers.{i}", heads, epsilon) for i in range(layers))

    def preprocess(self, inputs: Sequence[Text], prompt: str | None = None, **_: Any) -> dict[str, Tensor]:
        """Texts, or pairs of texts, as padded token ids; a prompt goes before single texts."""
        self.tokenizer.enable_truncation(self.max_seq_length)
        self.tokenizer.enable_padding()
        prompt = prompt or ""
        encoded = self.tokenizer.encode_batch([prompt + x if isinstance(x, str) else tuple(x) for x in inputs])
        return {
            "input_ids": torch.tensor([e.ids for e in encoded]),
            "attention_mask": torch.tensor([e.attention_mask for e in encoded]),
            "token_type_ids": torch.tensor([e.type_ids for e in encoded]),
        }

    def forward(self, features: dict[str, Tensor], **_: Any) -> dict[str, Tensor]:
        ids = features["input_ids"]
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.positions(positions) + self.segments(features["token_type_ids"]))
        mask = features["attention_mask"][:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, mask)
        return {**features, "token_embeddings": x}

    def get_embedding_dimension(self) -> int:
        return int(self.config["hidden_size"])

    @classmethod
    def load(cls, model_name_or_path: str, **_: Any) -> Int8Bert:
        return cls(Path(model_name_or_path))


def _linear(arrays: Arrays, name: str, grid: str = "") -> nn.Linear:
    weight = arrays[f"{name}.weight"].float() * arrays[f"{name}.scale"]
    multiplier = arrays.get(f"{grid or name + '.input'}.multiplier")
    if multiplier is not None:
        weight = weight * multiplier[:, None]
    linear = nn.Linear(*weight.shape)
    linear.weight, linear.bias = nn.Parameter(weight.T.contiguous()), nn.Parameter(arrays[f"{name}.bias"])
    return linear


def _norm(arrays: Arrays, name: str, epsilon: float) -> nn.LayerNorm:
    weight = arrays[f"{name}.weight"]
    norm = nn.LayerNorm(weight.shape[0], eps=epsilon)
    norm.weight, norm.bias = nn.Parameter(weight), nn.Parameter(arrays[f"{name}.bias"])
    return norm
