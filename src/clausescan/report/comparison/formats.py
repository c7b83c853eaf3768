"""The forms in which a comparison, or the history of several versions, can be had, by name. A form's module, and the
library it needs, load when it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import cast

from clausescan.model import Comparison, History
from clausescan.report.formats import TEXT_WIDTH, Rendering


@dataclass(frozen=True, slots=True)
class Form:
    """`suffix` is added to the name of the new version. `render` gives the whole file of two versions, `history` that
    of several; None: this form is for two."""

    name: str
    suffix: str
    render: Callable[[Comparison, Rendering], bytes]
    history: Callable[[History, Rendering], bytes] | None = None


def _of(module: str) -> Callable[[Comparison, Rendering], bytes]:
    def render(comparison: Comparison, rendering: Rendering) -> bytes:
        made = import_module(f"clausescan.report.comparison.{module}").render(comparison, rendering)
        return cast(bytes, made)

    return render


def _history_of(module: str) -> Callable[[History, Rendering], bytes]:
    def render(history: History, rendering: Rendering) -> bytes:
        made = import_module(f"clausescan.report.comparison.{module}").render_history(history, rendering)
        return cast(bytes, made)

    return render


def _text(comparison: Comparison, rendering: Rendering) -> bytes:
    import io

    from rich.console import Console

    from clausescan.report.comparison.terminal import show

    buffer = io.StringIO()
    out = Console(file=buffer, width=TEXT_WIDTH, highlight=False, no_color=True, color_system=None)
    show(comparison, out, rendering.everything, rendering.fail_on)
    return buffer.getvalue().encode("utf-8", "backslashreplace")


def _text_history(history: History, rendering: Rendering) -> bytes:
    import io

    from rich.console import Console

    from clausescan.report.comparison.history_terminal import show_history

    buffer = io.StringIO()
    out = Console(file=buffer, width=TEXT_WIDTH, highlight=False, no_color=True, color_system=None)
    show_history(history, out, rendering.everything)
    return buffer.getvalue().encode("utf-8", "backslashreplace")


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        each.name: each
        for each in (
            Form("text", ".diff.txt", _text, _text_history),
            Form("json", ".diff.json", _of("json"), _history_of("history_json")),
            Form("html", ".diff.html", _of("html"), _history_of("html")),
            Form("docx", ".redline.docx", _of("word")),
            Form("xlsx", ".diff.xlsx", _of("xlsx"), _history_of("xlsx")),
        )
    }
)
