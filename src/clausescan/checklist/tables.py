"""TOML files as tables that know in which file and on which line each key stands.

tomli says where a syntax error is and nothing more, and the libraries that keep the layout of a file keep no line
numbers. A file that tomli accepts has so regular a form that one pass over its statements finds the lines.

tomli is the tomllib of the standard library compiled: a scan reads the hundred files of checklist and reference
clauses, and this takes a third of the time.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import tomli

from clausescan.errors import ChecklistError

_KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEYS = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_PART = re.compile(_KEY)
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_HEADER = re.compile(rf"(\[\[?)[ \t]*({_KEYS})[ \t]*\]\]?")
_STATEMENT = re.compile(rf"({_KEYS})[ \t]*=")
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[{]|[\]}]|\n"
    r"""|[^"'\#\[\]{}\n]+""",
    re.DOTALL,
)
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)")

Position = tuple[str, int | None]
"""File and 1-based line."""


class Table(dict[str, Any]):
    """A TOML table; `places` has a position for each key, `place` is that of the table."""

    def __init__(self, values: dict[str, Any], place: Position, places: dict[str, Position]) -> None:
        super().__init__(values)
        self.place, self.places = place, places

    def where(self, key: str) -> Position:
        """Where a key stands; for one that is missing, where the table begins."""
        return self.places.get(key, self.place)

    def changed_by(self, other: Table) -> Table:
        """This table with the keys of the other one in place of its own."""
        return Table({**self, **other}, other.place, {**self.places, **other.places})


def read_table(path: Path) -> Table:
    """The TOML file as a table of tables. Raises ChecklistError for a file that cannot be read or parsed."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        values = tomli.loads(text)
    except OSError as error:
        raise ChecklistError(str(path), None, "", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ChecklistError(str(path), None, "", "is not text in UTF-8; save it as UTF-8") from error
    except tomli.TOMLDecodeError as error:
        line = _AT_LINE.search(str(error))
        at = int(line[1]) if line else text.count("\n") + 1
        raise ChecklistError(str(path), at, "", f"is no valid TOML: {_AT_LINE.sub('', str(error))}") from error
    except RecursionError as error:
        raise ChecklistError(str(path), None, "", "is nested too deeply") from error
    table: Table = _placed(values, (), (str(path), 1), key_lines(text), str(path))
    return table


def _placed(value: Any, path: tuple[str | int, ...], place: Position, lines: dict[Any, int], file: str) -> Any:
    def at(key: str | int) -> Position:
        line = lines.get((*path, key))
        return (file, line) if line else place

    if isinstance(value, dict):
        inner = {key: _placed(each, (*path, key), at(key), lines, file) for key, each in value.items()}
        return Table(inner, place, {key: at(key) for key in value})
    if isinstance(value, list):
        return [_placed(each, (*path, n), at(n), lines, file) for n, each in enumerate(value)]
    return value


def key_lines(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of each key and table header of a valid TOML text: ("elements", 1, "name") → 31.

    Keys inside inline tables are not in it; they stand where the key of their value does.
    """
    lines: dict[tuple[str | int, ...], int] = {}
    counts: dict[tuple[str | int, ...], int] = {}
    base: tuple[str | int, ...] = ()
    at, line = 0, 1
    while True:
        gap = _SPACE.match(text, at)
        assert gap
        line += text.count("\n", at, gap.end())
        at = gap.end()
        if header := _HEADER.match(text, at):
            base = _header_path(_parts(header[2]), header[1] == "[[", counts)
            lines.setdefault(base, line)
            if header[1] == "[[":
                lines.setdefault(base[:-1], line)
            at = header.end()
        elif statement := _STATEMENT.match(text, at):
            path = base
            for part in _parts(statement[1]):
                path = (*path, part)
                lines.setdefault(path, line)
            end = _value_end(text, statement.end())
            line += text.count("\n", at, end)
            at = end
        else:
            return lines


def _parts(key: str) -> list[str]:
    parts = (part[0] for part in _PART.finditer(key))
    return [next(iter(tomli.loads(f"{part} = 0"))) if part[0] in "\"'" else part for part in parts]


def _header_path(parts: list[str], many: bool, counts: dict[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    path: tuple[str | int, ...] = ()
    for n, part in enumerate(parts, 1):
        path = (*path, part)
        if many and n == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _value_end(text: str, at: int) -> int:
    depth = 0
    while token := _TOKEN.match(text, at):
        first = token[0]
        if first == "\n" and not depth:
            break
        depth += (first in "[{") - (first in "]}")
        at = token.end()
    return at
