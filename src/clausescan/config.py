"""Defaults from configuration files: clausescan.toml, or [tool.clausescan] in pyproject.toml.

The nearest clausescan.toml wins, looked for in the working folder and its parents; only without one is the nearest
pyproject.toml with a [tool.clausescan] table used. The command line and CLAUSESCAN_* variables override both.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clausescan.errors import ConfigError

PROFILES = ("production", "battery", "software", "flexibility", "autonomy")
"""Purposes that an agreement can serve; checklist/profiles.toml says what they are."""
LIMITS = ("critical", "high", "medium", "low")
"""Severities from which something open can stop a signature."""

# key: (type, the words that are allowed or None for any)
KEYS: Mapping[str, tuple[type, tuple[str, ...] | None]] = {
    "cache": (bool, None),
    "cache_dir": (str, None),
    "checklist": (str, None),
    "fail_on": (str, LIMITS),
    "format": (str, ("text", "json")),
    "index": (str, None),
    "model": (str, None),
    "ocr": (bool, None),
    "profile": (str, PROFILES),
    "quiet": (bool, None),
    "revisions": (str, ("accepted", "original", "marked")),
    "store": (str, None),
    "waivers": (str, None),
}

_PATHS = ("cache_dir", "checklist", "index", "model", "store", "waivers")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a file, and which file that was ("" for none)."""

    values: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""


def find_config(folder: Path) -> Config:
    """Settings that apply in `folder`. Raises ConfigError naming file and key."""
    folders = (folder, *folder.parents)
    for place in folders:
        file = place / "clausescan.toml"
        if file.is_file():
            return Config(_checked(_parsed(file), file, file.parent), str(file))
    for place in folders:
        file = place / "pyproject.toml"
        if file.is_file():
            table = _parsed(file).get("tool", {}).get("clausescan")
            if table is not None:
                return Config(_checked(table, file, file.parent), str(file))
    return Config()


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(str(file), "(whole file)", f"cannot be read as TOML: {error}") from error


def _checked(table: Any, file: Path, folder: Path) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise ConfigError(str(file), "tool.clausescan", "must be a table")
    for key, value in table.items():
        if key not in KEYS:
            raise ConfigError(str(file), key, f"unknown setting; known are {', '.join(sorted(KEYS))}")
        kind, words = KEYS[key]
        if not isinstance(value, kind):
            raise ConfigError(str(file), key, f"must be a {'yes/no (true or false)' if kind is bool else 'text'}")
        if words and value not in words:
            raise ConfigError(str(file), key, f"is {value!r}; must be one of {', '.join(words)}")
    # A relative path is meant from the file that names it, not from wherever the command is started.
    paths = {key: str((folder / table[key]).resolve()) for key in _PATHS if key in table}
    return {**table, **paths}
