"""The forms in which a report can be had, by name. A form's module, and the library it needs, load when it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from types import MappingProxyType
from typing import cast

from clausescan.model import MediaType, Report, Severity

TEXT_WIDTH = 110
"""Columns of a text report that does not go to a terminal."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a format may need beside the report.

    `everything`: what is settled and of less weight in full as well, where a format makes a difference. `fail_on`: the
    severity from which something open counts as a failure. `source`: the bytes of the agreement's file, for formats
    that write into a copy of it. `now`: the moment of writing, with a time zone, for formats that name it; None: by the
    clock.
    """

    everything: bool = False
    fail_on: Severity | None = None
    source: bytes | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One form of a report.

    `suffix` is added to the agreement's name. `render` gives the whole file; it raises FormatError where the form
    cannot be had for this agreement. `reads` is the media type of the file that the form writes into, which must be in
    `Rendering.source`; None: it is made from the report alone. Of `helped_by` it shows more where the file is at hand.
    `binary`: it is of no use on a terminal.
    """

    name: str
    suffix: str
    render: Callable[[Report, Rendering], bytes]
    reads: MediaType | None = None
    helped_by: tuple[MediaType, ...] = ()
    binary: bool = False


def _of(module: str) -> Callable[[Report, Rendering], bytes]:
    def render(report: Report, rendering: Rendering) -> bytes:
        made = import_module(f"clausescan.report.{module}").render(report, rendering)
        return cast(bytes, made)

    return render


def _text(report: Report, rendering: Rendering) -> bytes:
    import io

    from rich.console import Console

    from clausescan.report.terminal import render

    buffer = io.StringIO()
    out = Console(file=buffer, width=TEXT_WIDTH, highlight=False, no_color=True, color_system=None)
    render(report, out, rendering.everything, rendering.fail_on)
    return buffer.getvalue().encode("utf-8", "backslashreplace")


def _json(report: Report, rendering: Rendering) -> bytes:
    from clausescan.report.json import to_json

    return (to_json(report, rendering.fail_on) + "\n").encode("utf-8", "backslashreplace")


_WORD: MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format("text", ".txt", _text),
            Format("json", ".json", _json),
            Format("html", ".html", _of("html")),
            Format("docx", ".commented.docx", _of("word.comments"), reads=_WORD, binary=True),
            Format("issues", ".issues.docx", _of("word.issues_list"), binary=True),
            Format("pdf", ".annotated.pdf", _of("pdf"), reads="application/pdf", binary=True),
            Format("xlsx", ".xlsx", _of("xlsx"), binary=True),
            Format("ics", ".ics", _of("ics")),
            Format("sarif", ".sarif", _of("sarif"), helped_by=("text/plain", "text/markdown")),
            Format("junit", ".junit.xml", _of("junit")),
            Format("markdown", ".md", _of("markdown")),
        )
    }
)
