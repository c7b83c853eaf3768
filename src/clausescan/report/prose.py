"""Paragraphs with an indent, as they stand in reports for people."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from clausescan.report.escape import visible


def say(
    console: Console, text: str | Text, indent: int = 0, style: str = "", mark: str | Text = "", hang: int = 0
) -> None:
    """Print a paragraph whose lines all begin `indent` columns in; `mark` stands before the first line, in a column
    of `hang` characters or its own length. A plain `text` is made visible; of a `Text` and of marks the caller has."""
    lead = Text(" " * indent).append_text(Text(mark) if isinstance(mark, str) else mark)
    lead.pad_right(max(indent + hang - len(lead), 0))
    words = Text(visible(text), style=style) if isinstance(text, str) else text
    lines = words.wrap(console, max(console.width - len(lead), 20))
    for n, line in enumerate(lines or [Text("")]):
        line.rstrip()
        console.print((lead if n == 0 else Text(" " * len(lead))) + line, soft_wrap=True)
