"""Every key is found on its line, whatever the layout of the file."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from clausescan.checklist.tables import Table, key_lines, read_table
from clausescan.errors import ChecklistError

DATA = Path(__file__).resolve().parents[2] / "src" / "clausescan" / "checklist" / "data"

TRICKY = '''\
# a comment with a key = 1
first = 1

"quoted key" = "with # hash and = sign"
long = """
fake = 1
[[fake]]
ends with quotes\\""""
raw = \'\'\'
also = "fake" ]
\'\'\'
list = [
    "one", # ] in a comment
    "]",
]
a.b = 1
inline = { x = [1, 2], y = "}" }

[table]
inner = true
  indented = false
[[many]]
id = 1
[[many.deep]]
id = 11
[[many.deep]]
id = 12
[many.deep.more]
z = 0
[[many]]
[[many.deep]]
id = 21
'''

WANTED = {
    ("first",): 2,
    ("quoted key",): 4,
    ("long",): 5,
    ("raw",): 9,
    ("list",): 12,
    ("a", "b"): 16,
    ("inline",): 17,
    ("table",): 19,
    ("table", "inner"): 20,
    ("table", "indented"): 21,
    ("many",): 22,
    ("many", 0): 22,
    ("many", 0, "id"): 23,
    ("many", 0, "deep", 0): 24,
    ("many", 0, "deep", 0, "id"): 25,
    ("many", 0, "deep", 1, "id"): 27,
    ("many", 0, "deep", 1, "more", "z"): 29,
    ("many", 1): 30,
    ("many", 1, "deep", 0, "id"): 32,
}


def test_lines() -> None:
    tomllib.loads(TRICKY)
    lines = key_lines(TRICKY)
    assert {path: lines.get(path) for path in WANTED} == WANTED
    assert not [path for path in lines if "fake" in path or "also" in path]


def paths(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """All keys that stand in a statement of their own."""
    found = set()
    if isinstance(value, dict):
        for key, each in value.items():
            found |= {(*path, key)} | paths(each, (*path, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for n, each in enumerate(value):
            found |= paths(each, (*path, n))
    return found


@pytest.mark.parametrize("file", sorted(DATA.glob("*.toml")), ids=lambda file: file.stem)
def test_lines_of_shipped_files(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    rows, lines = text.splitlines(), key_lines(text)
    inline = {"severity_when", "profiles"}
    for path in paths(tomllib.loads(text)):
        if path[0] not in inline:
            assert str(path[-1]) in rows[lines[path] - 1], path


def test_places_of_tables(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(b"\xef\xbb\xbf" + TRICKY.replace("\n", "\r\n").encode())
    table = read_table(file)
    deep = table["many"][0]["deep"][1]
    assert isinstance(deep, Table)
    assert deep.where("id") == (str(file), 27)
    assert deep.where("missing") == (str(file), 26)
    assert table["inline"].where("x") == (str(file), 17)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"a = 1\nb = \n", 2, "no valid TOML"),
        (b"a = 1\na = 2\n", 2, "no valid TOML"),
        (b'a = """\nnever closed\n', 3, "no valid TOML"),
        (b"a = '\xff'\n", None, "UTF-8"),
        (b"a = " + b"[" * 100_000, None, "deep"),
    ],
    ids=["no value", "twice", "unclosed", "latin-1", "deep"],
)
def test_no_toml(tmp_path: Path, content: bytes, line: int | None, reason: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    with pytest.raises(ChecklistError) as caught:
        read_table(file)
    assert (caught.value.file, caught.value.line) == (str(file), line)
    assert reason in caught.value.reason


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError, match="cannot be read"):
        read_table(tmp_path / "none.toml")


def test_long_files_take_linear_time() -> None:
    start = time.perf_counter()
    key_lines('k = """' + '"" ' * 200_000 + '"""\n' + "".join(f"k{n} = [[[]]] # {n}\n" for n in range(20_000)))
    assert time.perf_counter() - start < 5
