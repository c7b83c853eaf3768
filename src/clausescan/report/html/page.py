"""A page in one file: a template with its styles and scripts inlined, and a policy that lets nothing else run or load.

Any HTML that clausescan writes comes out of `page`: a template of this folder that extends base.html.j2, base.css with
the colours of report/words.py, and whatever styles and scripts it names. Every expression in a template is made
visible (report/escape.py) and escaped, so that a template cannot forget to.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from clausescan.report import words
from clausescan.report.escape import visible_lines

HERE = Path(__file__).parent


def page(
    template: str, *, version: str, styles: tuple[str, ...] = (), scripts: tuple[str, ...] = (), **values: Any
) -> bytes:
    """`template` with `values` as UTF-8. `styles` and `scripts` are files of this folder; base.css and early.js always
    come first. No style attribute and no event attribute works under the policy: write classes and listeners."""
    style = "\n".join([_colours(), *(_read(name) for name in ("base.css", *styles))])
    early, script = _read("early.js"), "\n".join(_read(name) for name in scripts)
    inlined = [early, script] if script else [early]
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src {_hash(style)}",
            f"script-src {' '.join(map(_hash, inlined))}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    inlining = {"policy": policy, "style": Markup(style), "early": Markup(early), "script": Markup(script)}  # noqa: S704
    return _environment().get_template(template).render(version=version, **inlining, **values).encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_made_visible,
    )


def _made_visible(value: Any) -> Any:
    """Of every expression in a template: control and direction characters are shown, not obeyed."""
    return visible_lines(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _hash(inlined: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(inlined.encode()).digest()).decode()}'"


@cache
def _colours() -> str:
    """The shared colours as variables, each with its sister for dark paper."""
    lines = []
    for prefix, colours in (("severity", words.SEVERITY_COLOURS), ("status", words.STATUS_COLOURS)):
        lines += _inks(prefix, colours)
    for name, colour in words.GROUP_COLOURS.items():
        lines.append(f"--group-{name}: light-dark({colour}, {mixed(_deep(colour), '#15171a', 0.7)});")
    return ":root {\n" + "\n".join(lines) + "\n}"


def _inks(prefix: str, colours: Mapping[Any, str]) -> list[str]:
    """Grave severities are backgrounds under white on any paper; every other colour is ink, lighter on dark paper."""
    lines = []
    for name, colour in colours.items():
        filled = prefix == "severity" and name in ("critical", "high")
        paired = colour if filled else f"light-dark({colour}, {mixed(colour, '#ffffff', 0.6)})"
        lines.append(f"--{prefix}-{name}: {paired};")
    return lines


def _deep(colour: str) -> str:
    """A pale colour with three times its tint, so that some of it is left on dark paper."""
    parts = bytes.fromhex(colour[1:])
    return "#" + bytes(max(max(parts) - 3 * (max(parts) - part), 0) for part in parts).hex()


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0 to 1) of `other`, both "#rrggbb"."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex()
