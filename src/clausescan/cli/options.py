"""Options that several commands share, in the same words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from clausescan.config import LIMITS, PROFILES

format = click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    envvar="CLAUSESCAN_FORMAT",
    show_envvar=True,
    help="text to read, or JSON for programs.",
)
checklist = click.option(
    "--checklist",
    type=click.Path(path_type=Path),
    envvar="CLAUSESCAN_CHECKLIST",
    show_envvar=True,
    metavar="PATH",
    help="Folder or file of your own checklist. Without it the reference checklist is used.",
)
profile = click.option(
    "--profile",
    type=click.Choice(PROFILES),
    envvar="CLAUSESCAN_PROFILE",
    show_envvar=True,
    help="Purpose that an agreement serves; it raises and lowers severities. Without it a scan reads it from the text.",
)


def fail_on(default: str | None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--fail-on, with the severity that a command begins with; None: nothing open makes it fail."""
    return click.option(
        "--fail-on",
        type=click.Choice(LIMITS),
        default=default,
        show_default=default is not None,
        envvar="CLAUSESCAN_FAIL_ON",
        show_envvar=True,
        help="End with exit code 1 when a gap or drafting error of this severity or graver is open and not waived.",
    )


waivers = click.option(
    "--waivers",
    type=click.Path(path_type=Path),
    envvar="CLAUSESCAN_WAIVERS",
    show_envvar=True,
    metavar="FILE",
    help="File of gaps and drafting errors that somebody has accepted, each with reason, owner and last day.",
)
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
