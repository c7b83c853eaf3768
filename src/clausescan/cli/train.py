"""clausescan train, evaluate and model: a model of one's own from one's own labels. They need clausescan[training]."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from clausescan.cli import options
from clausescan.errors import ModelError

_NEEDED = ("torch", "transformers", "sentence_transformers", "onnx", "scipy", "sklearn")

_folder = click.Path(path_type=Path, exists=True, file_okay=False)
_data = click.option(
    "--data", type=_folder, required=True, metavar="DIR", help="Labelled agreements: docs/NAME.json, NAME.labels.tsv."
)
_pdfs = click.option(
    "--pdfs", type=_folder, metavar="DIR", help="PDFs of agreements of the same names, read instead of the paragraphs."
)
_threads = click.option("--threads", type=click.IntRange(1), default=1, show_default=True)


@click.command()
@_data
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where the model goes.")
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("clausescan-training"),
    show_default=True,
    metavar="DIR",
    help="What is kept on the way; the same command goes on from there.",
)
@click.option("--also", type=_folder, multiple=True, metavar="DIR", help="More labelled agreements, never scored.")
@_pdfs
@click.option("--reference/--no-reference", default=True, help="Learn from clausescan's reference clauses too.")
@click.option("--base", type=_folder, metavar="DIR", help="Network to begin with (default: all-MiniLM-L6-v2).")
@click.option("--folds", type=click.IntRange(2), default=3, show_default=True)
@click.option("--epochs", type=click.FloatRange(0, min_open=True), default=4.0, show_default=True)
@click.option("--tokens", type=click.IntRange(8, 128), default=128, show_default=True, help="Word pieces of a clause.")
@click.option("--bf16", is_flag=True, help="Calculate in bf16: faster on a GPU and on processors that know it.")
@_threads
def train(
    data: Path,
    out: Path,
    work: Path,
    also: tuple[Path, ...],
    pdfs: Path | None,
    reference: bool,
    base: Path | None,
    folds: int,
    epochs: float,
    tokens: int,
    bf16: bool,
    threads: int,
) -> None:
    """Train a model on labelled agreements, and write it as a folder for --model.

    The network is trained once for each fold and once on everything; hours on two processors. docs/training.md shows
    it step by step. Printed at the end: scores on agreements that were held out.
    """
    _need_training()
    from clausescan.precedents import reference_folder
    from clausescan.training.recipe import train as run

    scores = run(
        data,
        out,
        work,
        also=also,
        pdfs=pdfs,
        reference=reference_folder() if reference else None,
        base=base,
        folds=folds,
        epochs=epochs,
        tokens=tokens,
        threads=threads,
        bf16=bf16,
        say=click.echo,
    )
    click.echo(f"{scores}\n\nwritten to {out}; use it with: clausescan scan --model {out} FILE")


@click.command()
@_data
@_pdfs
@options.model
@_threads
def evaluate(data: Path, pdfs: Path | None, model: Path | None, threads: int) -> None:
    """Score a model on labelled agreements: F1 with intervals, calibration, every type."""
    _need_training()
    from clausescan.training.recipe import evaluate as run

    click.echo(run(model, data, pdfs=pdfs, threads=threads))


@click.group()
def model() -> None:
    """Model folders."""


@model.command()
@click.option("--base", type=_folder, required=True, metavar="DIR", help="Folder of a sentence-transformers BERT.")
@click.option("--sample", type=_folder, required=True, metavar="DIR", help="Agreements (docs/NAME.json) to measure on.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where the model goes.")
def export(base: Path, sample: Path, out: Path) -> None:
    """Write a network as int8 for clausescan, with the heads that its folder has."""
    _need_training()
    from clausescan.training.export import export as run
    from clausescan.training.export import sample_texts

    run(base, sample_texts([sample]), out)
    click.echo(f"written to {out}")


def _need_training() -> None:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise ModelError(
            f"this command needs the training extra ({', '.join(missing)} not installed); run: "
            "pip install 'clausescan[training]' (on Linux without a GPU install the CPU build of torch first)"
        )
