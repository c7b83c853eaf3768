"""Fine-tune the network for clause types: several sources at once, each training only the outputs that it labels.

A clause is read with its headings and lead-in and, as a second segment, with the end of the clause before it. Its mean
vector, made length 1 and multiplied by 12, goes into one linear layer; that layer's columns for the types are the heads
of the model folder. docs/training.md shows a whole training, step by step.

usage: python -m clausescan.training.finetune --gold FOLDER --run FOLDER (--fold I [--folds K] | --all) ...

--fold    learn without fold I of --gold, then write RUN/sums.npz: the fold's sums, for calibration and scores
--all     learn from everything and write RUN/model, calibrated by --sums (the sums.npz of all folds)
--minutes stop after so long, scored as it stands; the same command goes on from RUN/checkpoint.pt, to the same result
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoModel

from clausescan.errors import TrainingError
from clausescan.training.export import base_folder
from clausescan.training.multitask import CONTEXT_WORDS, OUTPUTS, Rows, balance

SCALE = 12.0
"""What the vector of length 1 is multiplied by before the last layer."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the result of a training, besides its rows."""

    epochs: float = 6.0
    """passes over the rows; the learning rate reaches 0 at the end of the last"""
    rate: float = 1.2e-4
    head_rate: float = 1e-3
    """of the last layer, which starts from nothing"""
    layer_decay: float = 1.0
    """each layer learns this much slower than the one above it"""
    warmup: float = 0.06
    """the share of the steps in which the rate rises to its height"""
    decay: float = 0.01
    dropout: float = 0.1
    batch: int = 32
    tokens: int = 128
    context: int = CONTEXT_WORDS
    bf16: bool = False
    seed: int = 0


class Network(torch.nn.Module):
    """A BERT, the mean of its last layer made length 1, and a linear layer with one output for each of `outputs`."""

    def __init__(self, folder: Path, outputs: int = len(OUTPUTS), dropout: float = 0.1) -> None:
        super().__init__()
        config = AutoConfig.from_pretrained(str(folder))
        config.hidden_dropout_prob = dropout
        config.attention_probs_dropout_prob = 0.0  # drawing it costs a sixth of the time on a processor
        self.bert = AutoModel.from_pretrained(str(folder), config=config, dtype=torch.float32, add_pooling_layer=False)
        self.head = torch.nn.Linear(config.hidden_size, outputs)
        torch.nn.init.normal_(self.head.weight, std=0.02)

    def forward(self, ids: Any, mask: Any, segments: Any) -> Any:
        return self.head(self.vectors(ids, mask, segments) * SCALE)

    def vectors(self, ids: Any, mask: Any, segments: Any) -> Any:
        """The means, of length 1."""
        last = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=segments).last_hidden_state.float()
        mean = (last * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        return torch.nn.functional.normalize(mean, dim=-1)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows ready for the network: word pieces and segments of each, and (rows, outputs) of labels and weights."""

    ids: list[list[int]]
    segments: list[list[int]]
    labels: NDArray[np.bool_]
    weights: Floats

    @classmethod
    def of(cls, rows: Sequence[Rows], tokenizer: Tokenizer) -> Table:
        texts = [text for r in rows for text in r.inputs]
        encoded = [tokenizer.encode(text) if isinstance(text, str) else tokenizer.encode(*text) for text in texts]
        labels = np.concatenate([r.labels for r in rows])
        weights = np.concatenate([r.weights for r in rows])
        return cls([e.ids for e in encoded], [e.type_ids for e in encoded], labels, weights)

    def batch(self, chosen: Sequence[int], device: str) -> tuple[Any, Any, Any]:
        """Ids, mask and segments, padded to the longest."""
        width = max(len(self.ids[i]) for i in chosen)
        arrays = np.zeros((3, len(chosen), width), dtype=np.int64)
        for row, i in enumerate(chosen):
            n = len(self.ids[i])
            arrays[0, row, :n], arrays[1, row, :n], arrays[2, row, :n] = self.ids[i], 1, self.segments[i]
        ids, mask, segments = torch.from_numpy(arrays).to(device)
        return ids, mask, segments


def tokenizer_of(folder: Path, tokens: int) -> Tokenizer:
    """As the encoders read: the longer segment is cut first."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(tokens)
    return tokenizer


def batches(lengths: Sequence[int], size: int, seed: int, *, bucket: int = 40) -> list[list[int]]:
    """Rows in an order drawn by `seed`, texts of near length together: sorted within `bucket` batches at a time."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(lengths)).tolist()
    found: list[list[int]] = []
    for start in range(0, len(order), size * bucket):
        near = sorted(order[start : start + size * bucket], key=lambda i: lengths[i])
        found += [near[i : i + size] for i in range(0, len(near), size)]
    return [found[i] for i in random.permutation(len(found))]


def masked_loss(logits: Any, labels: Any, weights: Any, positive: Any) -> Any:
    """Mean log loss over what the rows label; positives count `positive` times."""
    each = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, labels, weight=weights, pos_weight=positive, reduction="sum"
    )
    return each / weights.sum().clamp(min=1e-6)


def parameter_groups(network: Network, settings: Settings) -> list[dict[str, Any]]:
    """Parameters by learning rate, and with decay or without (biases and layer norms)."""
    layers = network.bert.config.num_hidden_layers
    groups: dict[tuple[float, float], list[Any]] = {}
    for name, parameter in network.named_parameters():
        if name.startswith("head."):
            rate = settings.head_rate
        else:
            depth = int(name.split(".")[3]) + 1 if name.startswith("bert.encoder.layer.") else 0
            rate = settings.rate * settings.layer_decay ** (layers - depth)
        decay = settings.decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]


def schedule(step: int, total: int, warmup: float) -> float:
    """The share of the learning rate at a step: up in a line, then down to 0 in a line."""
    rising = max(1, round(warmup * total))
    return (step + 1) / rising if step < rising else max(0.0, (total - step) / max(1, total - rising))


def train(
    network: Network,
    table: Table,
    settings: Settings,
    checkpoint: Path,
    *,
    device: str = "cpu",
    seconds: float = float("inf"),
    save_every: float = 300,
    after_epoch: Callable[[int], None] = lambda epoch: None,
    say: Callable[[str], None] = lambda line: None,
) -> bool:
    """Train until the last epoch, or until `seconds` have passed; True when it is done.

    Goes on from `checkpoint` where that file exists, with the same order of rows and the same dropout as if it had
    never stopped. Raises TrainingError when the checkpoint was made with other settings or other rows.
    """
    order = len(batches(range(len(table.ids)), settings.batch, 0))
    total = max(1, round(settings.epochs * order))
    positive, bias = balance(table.labels, table.weights)
    with torch.no_grad():
        network.head.bias.copy_(torch.from_numpy(bias))
    network.to(device)
    optimiser = torch.optim.AdamW(parameter_groups(network, settings), fused=True)
    heights = [group["lr"] for group in optimiser.param_groups]
    step = 0
    mine = json.dumps([asdict(settings), len(table.ids), int(table.labels.sum()), round(float(table.weights.sum()), 2)])
    if checkpoint.is_file():
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        if state["settings"] != mine:
            raise TrainingError(f"{checkpoint} is of a training with other settings or rows: {state['settings']}")
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        step = int(state["step"])
        say(f"goes on from step {step}")
        if step == total or step % order == 0:  # it may have ended before that epoch was scored
            after_epoch(-(-step // order))

    def save() -> None:
        state = {"settings": mine, "step": step, "network": network.state_dict(), "optimiser": optimiser.state_dict()}
        torch.save(state, f"{checkpoint}.new")
        os.replace(f"{checkpoint}.new", checkpoint)  # a kill while writing leaves the one before

    started = saved = time.monotonic()
    weights_of_positives = torch.from_numpy(positive).to(device)
    lengths = [len(ids) for ids in table.ids]
    seen = 0
    recent: list[float] = []
    while step < total:
        epoch, done = divmod(step, order)
        network.train()
        for chosen in batches(lengths, settings.batch, settings.seed * 1000 + epoch)[done:]:
            torch.manual_seed(settings.seed * 1_000_000 + step)
            for group, height in zip(optimiser.param_groups, heights, strict=True):
                group["lr"] = height * schedule(step, total, settings.warmup)
            labels = torch.from_numpy(table.labels[chosen].astype(np.float32)).to(device)
            weights = torch.from_numpy(table.weights[chosen]).to(device)
            with torch.autocast(device, dtype=torch.bfloat16, enabled=settings.bf16):
                logits = network(*table.batch(chosen, device))
            loss = masked_loss(logits.float(), labels, weights, weights_of_positives)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            step += 1
            seen += len(chosen)
            recent = [*recent[-49:], float(loss.detach())]
            now = time.monotonic()
            if step in (1, 5, 20) or step % 50 == 0:
                mean = sum(recent) / len(recent)
                say(f"step {step}/{total} loss {mean:.4f} {seen / (now - started):.1f} rows/s {now - started:.0f} s")
            if now - saved > save_every:
                save()
                saved = time.monotonic()
            if step == total or now - started > seconds:
                break
        if step % order == 0 or step == total:
            save()
            after_epoch(-(-step // order))
        elif step < total:
            save()
            return False
        if time.monotonic() - started > seconds and step < total:
            return False
    return True


def sums(network: Network, table: Table, *, tokens: int = 4096, device: str = "cpu", bf16: bool = False) -> Floats:
    """(rows, outputs) of the network's outputs before the sigmoid."""
    network.to(device).eval()
    lengths = [len(ids) for ids in table.ids]
    found = np.zeros((len(lengths), network.head.out_features), dtype=np.float32)
    with torch.inference_mode(), torch.autocast(device, dtype=torch.bfloat16, enabled=bf16):
        for chosen in by_length(lengths, tokens):
            found[chosen] = network(*table.batch(chosen, device)).float().cpu().numpy()
    return found


def by_length(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if batch and lengths[i] * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def log(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--gold", type=Path, required=True, help="labelled agreements, scored and learnt from")
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="more of the kind, only learnt from")
    parser.add_argument("--reference", type=Path, help="reference clauses, as corpora/reference")
    parser.add_argument("--cuad", type=Path, help="CUAD v1: texts/ and labels.csv")
    parser.add_argument("--cuad-unmarked", type=float, default=1.0, help="unmarked clauses for each marked one")
    parser.add_argument("--cuad-weight", type=float, default=0.5)
    parser.add_argument("--cuad-positives", action="store_true", help="marks count for the types of their category too")
    parser.add_argument("--pdfs", type=Path, help="PDFs of agreements of --gold and --also")
    parser.add_argument("--base", type=Path, help="sentence-transformers folder; default all-MiniLM-L6-v2")
    parser.add_argument("--run", type=Path, required=True, help="folder for the checkpoint and the results")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--fold", type=int)
    which.add_argument("--all", action="store_true")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--sums", type=Path, nargs="*", default=[], help="with --all: sums.npz of every fold")
    parser.add_argument(
        "--words", action=argparse.BooleanOptionalAction, default=True, help="with --all: add heads on words"
    )
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--save-every", type=float, default=5.0, metavar="MINUTES")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", choices=["cpu", "cuda"], help="default: cuda where there is one")
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, help="default: with cuda")
    for name, default in asdict(Settings()).items():
        if name != "bf16":
            parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)


def main(arguments: Sequence[str] | None = None) -> None:
    from clausescan.training.folds import Split, gather, report, write_sums
    from clausescan.training.model_folder import write_model

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    args = parser.parse_args(arguments)
    if args.fold is not None and not 0 <= args.fold < args.folds:
        parser.error(f"--fold counts from 0 to {args.folds - 1}")
    if args.all and not args.sums:
        parser.error("--all needs --sums: calibration and thresholds come from the folds")
    transformers.logging.set_verbosity_error()  # else: a table about the pooler, which nothing here uses
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(args.threads)
    device = args.device or ("cuda" if torch.cuda.is_available() else "cpu")
    bf16 = args.bf16 if args.bf16 is not None else device == "cuda"
    settings = Settings(**{n: bf16 if n == "bf16" else getattr(args, n) for n in asdict(Settings())})
    args.run.mkdir(parents=True, exist_ok=True)
    base = args.base or base_folder()
    split: Split = gather(args, say=log)
    tokenizer = tokenizer_of(base, settings.tokens)
    table = Table.of(split.learnt, tokenizer)
    lengths = [len(ids) for ids in table.ids]
    log(
        f"{len(lengths)} rows, {np.mean(lengths):.0f} tokens; {device}, bf16 {bf16}, {args.threads} threads; {settings}"
    )
    torch.manual_seed(settings.seed)
    network = Network(base, dropout=settings.dropout)
    held = Table.of(split.held_rows, tokenizer) if split.held else None

    def score_fold(when: str) -> None:
        if held is not None:
            write_sums(args.run / "sums.npz", split, sums(network, held, device=device, bf16=bf16))
            log(f"{when}: {report(split.held, args.run / 'sums.npz')}")

    done = train(
        network,
        table,
        settings,
        args.run / "checkpoint.pt",
        device=device,
        seconds=args.minutes * 60,
        save_every=args.save_every * 60,
        after_epoch=lambda epoch: score_fold(f"after epoch {epoch}"),
        say=log,
    )
    if not done:
        score_fold("stopped before the end; the same command goes on; as it stands")
    elif args.all:
        write_model(args.run / "model", base, network, settings, split, args.sums, words=args.words, say=log)
        log(f"written to {args.run / 'model'}")


if __name__ == "__main__":
    main()
