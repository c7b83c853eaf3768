"""Checklists from files: the reference list that is shipped, and a team's own that stands on it or alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType

from clausescan.checklist.items import (
    Check,
    Checklist,
    Defect,
    Element,
    Exemplars,
    Group,
    Item,
    ItemDefect,
    Profile,
    SeverityRule,
)
from clausescan.checklist.tables import Table, read_table
from clausescan.checklist.validate import (
    Faults,
    Known,
    check_item,
    check_keys,
    cues,
    one_of,
    some_of,
    text,
    texts,
    truth,
)
from clausescan.errors import ChecklistError
from clausescan.precedents import precedents

HOME = Path(__file__).resolve().parent
DATA = HOME / "data"
HEAD = "checklist.toml"
"""The file of a house folder that says what the list stands on."""
REFERENCE = "reference"


def load_checklist(path: str | Path | None = None) -> Checklist:
    """The reference checklist, or a house checklist from a folder or file.

    Raises ChecklistError for the first thing that is wrong, naming file, line and key.
    """
    checklist, faults = examine(path)
    if checklist is None:
        first, more = faults[0], len(faults) - 1
        hint = f" (and {more} more; clausescan checklist validate lists them)" if more else ""
        raise ChecklistError(first.file, first.line, first.key, first.reason + hint) if more else first
    return checklist


def examine(path: str | Path | None = None) -> tuple[Checklist | None, list[ChecklistError]]:
    """The checklist, or None with everything that is wrong with it, by file and line."""
    faults = Faults()
    try:
        checklist = _house(Path(path), faults) if path else _reference(faults)
    except ChecklistError as error:
        faults.found.append(error)
        checklist = None
    if faults.found:
        return None, sorted(faults.found, key=lambda fault: (fault.file, fault.line or 0))
    return checklist, []


def examine_item(path: Path) -> list[ChecklistError]:
    """What is wrong with one item file of the reference list, whatever the state of the others."""
    faults = Faults()
    try:
        item = read_table(path)
        check_item(item, _known([file.stem for file in DATA.glob("*.toml")]), faults)
        _check_name(item, path, faults)
    except ChecklistError as error:
        faults.found.append(error)
    return sorted(faults.found, key=lambda fault: fault.line or 0)


@cache
def groups() -> tuple[Group, ...]:
    """The sections of the list, in order."""
    return tuple(Group(entry["id"], entry["title"]) for entry in _entries("groups.toml", "id", "title"))


@cache
def defects() -> dict[str, Defect]:
    """The defect lexicon by code."""
    return {
        e["code"]: Defect(e["code"], e["name"], e["what"], e["matters"], tuple(e["cues"]), e.get("apart", False))
        for e in _entries("defects.toml", "code", "name", "what", "matters")
    }


@cache
def profiles() -> dict[str, Profile]:
    """The purposes by id."""
    return {
        e["id"]: Profile(e["id"], e["name"], e["what"], tuple(e["cues"]))
        for e in _entries("profiles.toml", "id", "name", "what")
    }


@cache
def checks() -> dict[str, Check]:
    """The checks of clauses against each other by id."""
    return {
        e["id"]: Check(e["id"], e["title"], e["what"], e["severity"])
        for e in _entries("checks.toml", "id", "title", "what", "severity")
    }


def _entries(name: str, *keys: str) -> list[Table]:
    """The tables of a shipped list. It is part of the program, yet checked, since people edit it."""
    table = read_table(HOME / name)
    (entries,) = table.values()
    faults = Faults()
    rules = dict.fromkeys(keys, text) | {"cues": cues(), "apart": truth}
    for entry in entries:
        check_keys(entry, rules, ("cues", "apart"), faults)
    if faults.found:
        raise faults.found[0]
    return list(entries)


def _known(items: list[str]) -> Known:
    return Known(
        groups=[group.id for group in groups()],
        profiles=list(profiles()),
        defects=list(defects()),
        checks=list(checks()),
        precedents=precedents(),
        items=items,
    )


def _reference(faults: Faults) -> Checklist:
    return _checked("reference", "", _reference_tables(faults), [], faults)


def _reference_tables(faults: Faults) -> list[Table]:
    return list(_item_files(DATA, faults))


def _item_files(folder: Path, faults: Faults) -> Iterator[Table]:
    for file in sorted(folder.glob("*.toml")):
        if file.name == HEAD:
            continue
        try:
            table = read_table(file)
        except ChecklistError as error:
            faults.found.append(error)
            continue
        _check_name(table, file, faults)
        yield table


def _check_name(item: Table, file: Path, faults: Faults) -> None:
    if item.get("id") != file.stem and isinstance(item.get("id"), str):
        faults.add(item, "id", f"is {item['id']!r}, and the file is called {file.name}; they must be the same")


def _house(path: Path, faults: Faults) -> Checklist:
    if path.is_dir():
        if not (path / HEAD).is_file():
            raise ChecklistError(
                str(path), None, "", f"has no {HEAD}; clausescan checklist new makes a folder with one"
            )
        head, tables = read_table(path / HEAD), list(_item_files(path, faults))
    else:
        head = read_table(path)
        if "id" in head:  # one item by itself
            head, tables = Table({"extends": REFERENCE}, head.place, {}), [head]
        else:
            tables = []
    rules = {"name": text, "extends": one_of([REFERENCE]), "off": texts(), "items": lambda value, say: None}
    check_keys(head, rules, rules, faults)
    own = head.get("items", [])
    if isinstance(own, list) and all(isinstance(each, Table) for each in own):
        tables += own
    else:
        faults.add(head, "items", "must be a list of tables, [[items]]")
    base = _reference_tables(faults) if head.get("extends") == REFERENCE else []
    merged = _merged(base, tables, faults)
    off = head.get("off", [])
    some_of([str(table.get("id")) for table in merged])(off, lambda reason: faults.add(head, "off", reason))
    name = str(head.get("name") or path.resolve().stem)
    return _checked(name, str(path), merged, off if isinstance(off, list) else [], faults)


def _merged(base: list[Table], own: list[Table], faults: Faults) -> list[Table]:
    """The base with own items added; one that has the id of a base item changes the keys that it names."""
    merged = {str(table.get("id")): table for table in base}
    given: set[str] = set()
    for table in own:
        id = str(table.get("id"))
        if "id" in table and id in given:
            faults.add(table, "id", f"there are two items {id}")
        given.add(id)
        merged[id] = _changed(merged[id], table, faults) if id in merged else table
    return list(merged.values())


def _changed(item: Table, by: Table, faults: Faults) -> Table:
    changed = item.changed_by(by)
    new = by.get("elements")
    if not isinstance(new, list) or not all(isinstance(each, Table) for each in new):
        return changed
    elements = {str(element.get("id")): element for element in item["elements"]}
    for n, element in enumerate(new, 1):
        id = str(element.get("id"))
        if "id" not in element:
            id = f"[{n}]"  # told as a missing id later
        if element.get("off") is True and len(element) == 2:
            if elements.pop(id, None) is None:
                faults.add(element, "id", f"there is no element {id!r} to switch off", f"elements.{id}.id")
            continue
        if "off" in element:
            faults.add(element, "off", "must be true, and stand with the id alone", f"elements.{id}.off")
            continue
        elements[id] = elements[id].changed_by(element) if id in elements else element
    changed["elements"] = list(elements.values())
    return changed


def _checked(name: str, path: str, tables: list[Table], off: list[str], faults: Faults) -> Checklist:
    known = _known([str(table.get("id")) for table in tables])
    for table in tables:
        check_item(table, known, faults)
    if not tables and not faults.found:
        raise ChecklistError(path or str(DATA), None, "", "holds no items")
    items = [] if faults.found else [_item(table, off) for table in tables if table["id"] not in off]
    order = [group.id for group in groups()]
    return Checklist(
        name=name,
        path=path,
        items=tuple(sorted(items, key=lambda item: (order.index(item.group), item.id))),
        off=tuple(off),
        groups=groups(),
        defects=MappingProxyType(defects()),
        profiles=MappingProxyType(profiles()),
        checks=MappingProxyType(checks()),
    )


def _item(table: Table, off: list[str]) -> Item:
    """The item of a table that has been checked."""
    examples = table.get("exemplars", {})
    return Item(
        id=table["id"],
        title=table["title"],
        group=table["group"],
        serves=tuple(table["serves"]),
        question=table["question"],
        why=" ".join(table["why"].split()),
        severity=table["severity"],
        severity_when=tuple(SeverityRule(case["if"], case["severity"]) for case in table.get("severity_when", [])),
        tier=table["tier"],
        kinds=tuple(table["kinds"]),
        profiles=MappingProxyType(dict(table.get("profiles", {}))),
        types=tuple(table["types"]),
        cues=tuple(table["cues"]),
        named=tuple(table.get("named", [])),
        ask=" ".join(table["ask"].split()),
        interacts=tuple(id for id in table.get("interacts", []) if id not in off),
        checks=tuple(table.get("checks", [])),
        sources=tuple(table.get("sources", [])),
        exemplars=Exemplars(**{name: tuple(ids) for name, ids in examples.items()}),
        elements=tuple(
            Element(
                id=element["id"],
                name=element["name"],
                text=" ".join(element["text"].split()),
                essential=element["essential"],
                types=tuple(element.get("types", [])),
                cues=tuple(element.get("cues", [])),
                yes=tuple(element["yes"]),
                no=tuple(element["no"]),
            )
            for element in table["elements"]
        ),
        defects=tuple(ItemDefect(defect["code"], defect["text"]) for defect in table.get("defects", [])),
        file=table.place[0],
    )
