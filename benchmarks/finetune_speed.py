#!/usr/bin/env python3
"""Rows a second that training/finetune.py learns here: fp32 and bf16, by threads, on the labelled agreements.

Prints rows by the clock and by processor time; the second says what a machine without other work would do.

usage: finetune_speed.py [--shared ../shared] [--threads 1 2] [--batches 12] [--tokens 128]
Needs clausescan[training].
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
import transformers

from clausescan.training.datasets import load_gold
from clausescan.training.export import base_folder
from clausescan.training.finetune import Network, Settings, Table, batches, masked_loss, parameter_groups, tokenizer_of
from clausescan.training.multitask import gold_rows

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--threads", type=int, nargs="+", default=[1])
    parser.add_argument("--batches", type=int, default=12)
    parser.add_argument("--tokens", type=int, default=128)
    args = parser.parse_args()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    base = base_folder()
    rows = [gold_rows(a) for a in load_gold(args.shared / "gold/dev", args.shared / "agreements/pdf")]
    table = Table.of(rows, tokenizer_of(base, args.tokens))
    lengths = [len(ids) for ids in table.ids]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    print(f"{device}, {len(lengths)} rows, {np.mean(lengths):.0f} tokens on average\n")
    print("| threads | | rows/s | rows/processor second |\n| --- | --- | --- | --- |")
    chosen = batches(lengths, Settings().batch, 0)[: args.batches + 2]
    for threads in args.threads:
        torch.set_num_threads(threads)
        for bf16 in (False, True):
            network = Network(base).to(device).train()
            optimiser = torch.optim.AdamW(parameter_groups(network, Settings()), fused=True)
            positive = torch.ones(network.head.out_features, device=device)
            for k, batch in enumerate(chosen):
                if k == 2:  # the first ones warm up
                    clock, processor = time.perf_counter(), time.process_time()
                with torch.autocast(device, dtype=torch.bfloat16, enabled=bf16):
                    logits = network(*table.batch(batch, device)).float()
                labels = torch.from_numpy(table.labels[batch].astype(np.float32)).to(device)
                loss = masked_loss(logits, labels, torch.from_numpy(table.weights[batch]).to(device), positive)
                loss.backward()
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)
            if device == "cuda":
                torch.cuda.synchronize()
            learnt = sum(map(len, chosen[2:]))
            clock, processor = learnt / (time.perf_counter() - clock), learnt / (time.process_time() - processor)
            print(f"| {threads} | {'bf16' if bf16 else 'fp32'} | {clock:.1f} | {processor:.1f} |", flush=True)


if __name__ == "__main__":
    main()
