"""Options that several commands share, in the same words."""

from __future__ import annotations

from pathlib import Path

import click

ocr = click.option(
    "--ocr",
    is_flag=True,
    envvar="CLAUSESCAN_OCR",
    show_envvar=True,
    help="Read pages without text by OCR (needs Tesseract).",
)
revisions = click.option(
    "--revisions",
    type=click.Choice(["accepted", "original", "marked"]),
    default="accepted",
    show_default=True,
    envvar="CLAUSESCAN_REVISIONS",
    show_envvar=True,
    help="Which text of a Word file with tracked changes.",
)
model = click.option(
    "--model",
    type=click.Path(path_type=Path),
    envvar="CLAUSESCAN_MODEL",
    show_envvar=True,
    help="Folder of another model than the one that is shipped.",
)
quiet = click.option(
    "-q", "--quiet", is_flag=True, envvar="CLAUSESCAN_QUIET", show_envvar=True, help="No progress on standard error."
)
