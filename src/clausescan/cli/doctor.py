"""clausescan doctor: what is installed, which model, whether OCR is available."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from clausescan import __version__
from clausescan.cli import options
from clausescan.config import Config
from clausescan.errors import ModelError

NEEDED = ("pypdfium2", "pdfplumber", "python-docx", "lxml", "spacy", "onnxruntime", "tokenizers", "numpy", "faiss-cpu",
          "charset-normalizer", "platformdirs", "rich", "click")  # fmt: skip
OPTIONAL = {"sentence-transformers": "training", "torch": "training", "onnx": "training", "scikit-learn": "training"}


@click.command()
@options.model
@click.pass_obj
def doctor(config: Config, model: Path | None) -> None:
    """Say what is installed, which model is used with which hash, and what OCR is available.

    Ends with exit code 2 when something that a scan needs is missing or damaged.
    """
    whole = True
    click.echo(f"clausescan {__version__}, Python {platform.python_version()}, {platform.platform()}")
    click.echo(f"settings    {config.file or 'none: no clausescan.toml and no [tool.clausescan] here or above'}")
    for name in NEEDED:
        try:
            click.echo(f"needed      {name} {version(name)}")
        except PackageNotFoundError:
            click.echo(f"needed      {name}: MISSING; run: pip install clausescan")
            whole = False
    for name, extra in OPTIONAL.items():
        try:
            click.echo(f"optional    {name} {version(name)}")
        except PackageNotFoundError:
            click.echo(f"optional    {name}: not installed (only for {extra}: pip install 'clausescan[{extra}]')")
    whole &= _model(model)
    _ocr()
    click.echo("network     not used: files and model stay on this machine")
    if not whole:
        sys.exit(2)


def _model(folder: Path | None) -> bool:
    from clausescan.classify import Classifier

    try:
        info = Classifier.load(folder).info
    except ModelError as error:
        click.echo(f"model       DAMAGED: {error}")
        return False
    click.echo(f"model       {info.name}, sha256 {info.sha256}, hash checked, {info.runtime}")
    return True


def _ocr() -> None:
    import subprocess

    from clausescan.reading.pdf.ocr import program

    tool = program()
    if tool:
        answer = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False)
        name = (answer.stdout or answer.stderr).partition("\n")[0]
        click.echo(f"OCR         {name}; use it with: clausescan scan --ocr FILE")
    else:
        click.echo("OCR         not available; install Tesseract (Debian and Ubuntu: apt install tesseract-ocr)")
