"""The house keeps its order: imports point down, rooms have names, and nothing heavy loads before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "clausescan"
FLOOR = {"model", "errors"}
ROOMS: dict[str, set[str]] = {
    # room: the rooms below it, whose names it may know
    "errors": set(),
    "model": set(),
    "taxonomy": set(),  # names of clause types only; reading must not know them
    "config": {"errors"},
    "precedents": {"errors"},
    "checklist": FLOOR | {"taxonomy", "precedents"},
    "reading": FLOOR,
    "structure": FLOOR | {"reading"},
    "encoding": FLOOR,
    "language": FLOOR | {"reading", "structure"},
    "facts": FLOOR | {"reading", "structure", "language"},
    "heads": FLOOR | {"encoding", "taxonomy"},
    "classify": FLOOR | {"reading", "structure", "language", "encoding", "heads", "taxonomy"},
    "assess": FLOOR
    | {"reading", "structure", "language", "facts", "encoding", "heads", "taxonomy", "checklist", "precedents"},
    "pipeline": FLOOR
    | {"reading", "structure", "language", "encoding", "facts", "heads", "classify", "taxonomy", "checklist", "assess"}
    | {"compare"},
    "searching": FLOOR
    | {"reading", "structure", "language", "encoding", "heads", "classify", "taxonomy", "precedents"},
    "report": FLOOR | {"taxonomy"},
    "compare": FLOOR | {"reading", "structure", "language", "facts", "taxonomy"},
    "batch": FLOOR
    | {"reading", "structure", "encoding", "heads", "classify", "pipeline", "taxonomy", "checklist", "assess"}
    | {"searching", "report", "config", "precedents"},
    "training": FLOOR
    | {"reading", "structure", "language", "encoding", "facts", "heads", "classify", "pipeline", "taxonomy"}
    | {"checklist", "assess", "precedents"},
}
ROOMS["cli"] = set(ROOMS) - {"training"}
WHEN_CALLED = {"cli/train.py": {"training"}}
"""module: rooms that it may know inside of its functions only, because they need what need not be installed"""
ROOMS["__init__"] = {"reading", "pipeline", "searching", "checklist"}
ROOMS["__main__"] = {"cli"}

HEAVY = {
    *("numpy", "scipy", "spacy", "thinc", "torch", "faiss", "onnxruntime", "tokenizers", "sentence_transformers"),
    *("sklearn", "pypdfium2", "pdfplumber", "pdfminer", "lxml", "docx", "charset_normalizer", "markdown_it", "PIL"),
    *("jinja2", "olefile", "xlsxwriter", "icalendar", "pikepdf", "ray", "pyarrow", "fsspec"),
}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def imported_rooms(path: Path, *, inside_functions: bool = True) -> set[str]:
    """Rooms of clausescan that a module imports, at its top or inside functions."""
    package = ["clausescan", *path.relative_to(SOURCE).parts[:-1]]
    found: set[str] = set()
    for node in walk(ast.parse(path.read_text(encoding="utf-8")), inside_functions):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "clausescan" else [module]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("clausescan."):
            names = [node.value.split(":")[0]]  # imported by name
        found |= {name.split(".")[1] for name in names if name.startswith("clausescan.")}
    return found & (set(ROOMS) - {"__init__", "__main__"})


def walk(node: ast.AST, inside_functions: bool) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if inside_functions or not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from walk(child, inside_functions)


def room_of(path: Path) -> str:
    first = path.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


def test_every_room_has_its_place() -> None:
    assert {room_of(path) for path in modules()} <= set(ROOMS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_down(path: Path) -> None:
    room = room_of(path)
    later = WHEN_CALLED.get(path.relative_to(SOURCE).as_posix(), set())
    assert imported_rooms(path) - {room} - ROOMS[room] - later == set()
    assert imported_rooms(path, inside_functions=False) & later == set()


def test_the_walk_sees_an_arrow_that_points_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "reading" / "bad.py"
    module.parent.mkdir()
    module.write_text("def f() -> None:\n    from clausescan.report.json import render\n    from ..cli import main\n")
    monkeypatch.setattr(sys.modules[__name__], "SOURCE", tmp_path)
    assert imported_rooms(module) == {"report", "cli"}
    assert imported_rooms(module, inside_functions=False) == set()
    module.write_text("if True:\n    from clausescan.report.json import render\n")
    assert imported_rooms(module, inside_functions=False) == {"report"}


def test_names_say_what_is_inside() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "tools"}
    parts = {part.removesuffix(".py") for path in modules() for part in path.relative_to(SOURCE).parts}
    assert parts & vague == set()


@pytest.mark.parametrize(
    "program",
    [
        "import clausescan",
        "import sys; sys.argv = ['clausescan', '--help']\nfrom clausescan.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n",
        "import clausescan.reading",
    ],
    ids=["import", "help", "reading"],
)
def test_nothing_heavy_loads_early(program: str) -> None:
    program += f"\nimport sys; print('loaded:', *sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded:"
