"""The forms in which a report can be had, by name. A form's module, and the library it needs, load when it is used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from types import MappingProxyType
from typing import cast

from clausescan.errors import FormatError, display
from clausescan.model import Report, Severity

TEXT_WIDTH = 110
"""Columns of a text report that does not go to a terminal."""

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS: Mapping[str, str] = MappingProxyType({PDF: "PDF", WORD: "Word"})
"""Media types that a format can write into, as people call them."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a format may need beside the report.

    `everything`: what is settled and of less weight in full as well, where a format makes a difference. `fail_on`: the
    severity from which something open counts as a failure. `source`: the bytes of the agreement's file, for formats
    that write into it. `now`: the moment of writing (with a time zone), for formats that must name one; None: the clock.
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
    `Rendering.source`; None: it is made from the report alone.
    """

    name: str
    suffix: str
    render: Callable[[Report, Rendering], bytes]
    reads: str | None = None


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


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format("text", ".txt", _text),
            Format("json", ".json", _json),
            Format("html", ".html", _of("html")),
            Format("docx", ".commented.docx", _of("word.comments"), reads=WORD),
            Format("issues", ".issues.docx", _of("word.issues_list")),
            Format("pdf", ".annotated.pdf", _of("pdf"), reads=PDF),
            Format("xlsx", ".xlsx", _of("xlsx")),
            Format("ics", ".ics", _of("ics")),
            Format("sarif", ".sarif", _of("sarif")),
            Format("junit", ".junit.xml", _of("junit")),
            Format("markdown", ".md", _of("markdown")),
        )
    }
)


def render(report: Report, name: str, rendering: Rendering) -> bytes:
    """The report in the form of that name, a key of FORMATS. Raises FormatError where it cannot be had: it writes into
    the agreement's file, and that is not there, has changed since it was read, or is of another kind."""
    format = FORMATS[name]
    if format.reads:
        check_source(report, rendering.source, format)
    return format.render(report, rendering)


def needs_source(names: Iterable[str], report: Report) -> bool:
    """Whether one of the formats writes into the agreement's file, and that file is of its kind."""
    return any(FORMATS[name].reads == report.document.media_type for name in names)


def check_source(report: Report, source: bytes | None, format: Format) -> None:
    """Raises FormatError unless `source` is the file that was read, and of the kind that the format writes into."""
    document = report.document
    where = display(document.path)
    if document.media_type != format.reads:
        kind = KINDS[str(format.reads)]
        raise FormatError(f"{where}: the format {format.name} needs a {kind} file, and this agreement is none")
    if source is None:
        raise FormatError(f"{where}: the format {format.name} writes into the agreement's file, which is not at hand")
    if hashlib.sha256(source).hexdigest() != document.sha256:
        raise FormatError(
            f"{where}: the file has changed since it was read, so {format.name} notes would land in wrong places; scan again"
        )
