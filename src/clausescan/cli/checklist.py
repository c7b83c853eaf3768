"""clausescan checklist: the questions that are asked, and a team's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clausescan.cli import exit_codes, options
from clausescan.errors import ChecklistError, ClausescanError

if TYPE_CHECKING:
    from clausescan.checklist import Checklist, Item


def found(checklist: Checklist, id: str) -> Item:
    """The item, or a usage error that names near ones."""
    from difflib import get_close_matches

    try:
        return checklist.item(id)
    except KeyError:
        if id.upper() in checklist.off:
            raise click.UsageError(f"{id.upper()} is switched off in {checklist.path}") from None
        near = get_close_matches(id.upper(), [item.id for item in checklist.items], 3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`clausescan checklist list` names the items"
        raise click.UsageError(f"no item {id!r}; {hint}") from None


def as_json(value: Any) -> str:
    """A dataclass, or a list of them, as JSON."""
    import json
    from collections.abc import Mapping
    from dataclasses import fields, is_dataclass

    def plain(value: Any) -> Any:
        if is_dataclass(value):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        if isinstance(value, Mapping):
            return {key: plain(each) for key, each in value.items()}
        return [plain(each) for each in value] if isinstance(value, list | tuple) else value

    return json.dumps(plain(value), ensure_ascii=False, indent=2)


@click.group()
def checklist() -> None:
    """The questions a reviewer asks an agreement: list them, look at one, check and begin your own.

    A checklist of your own is a folder or file of plain text; docs/checklist.md shows how to write one. The reference
    checklist has not been reviewed by a lawyer.
    """


@checklist.command("list")
@options.checklist
@options.profile
@click.option("--tier", type=click.Choice(["core", "extended"]), help="Only items of this tier.")
@options.format
def list_items(checklist: Path | None, profile: str | None, tier: str | None, format: str) -> None:
    """Name all items with their severity: what it weighs when an agreement is silent."""
    from clausescan.checklist import load_checklist

    loaded = load_checklist(checklist)
    items = [item for item in loaded.items if tier in (None, item.tier)]
    if format == "json":
        rows = [
            {
                "id": item.id,
                "title": item.title,
                "group": item.group,
                "severity": item.severity_for(profile),
                "tier": item.tier,
                "kinds": item.kinds,
            }
            for item in items
        ]
        return click.echo(as_json(rows))
    from clausescan.report.escape import visible

    for group in loaded.groups:
        members = [item for item in items if item.group == group.id]
        if members:
            click.echo(click.style(visible(group.title), bold=True))
        for item in members:
            extended = "" if item.tier == "core" else "  (extended)"
            click.echo(f"  {item.id:<8}  {item.severity_for(profile):<8}  {visible(item.title)}{extended}")
    count = len(items)
    click.echo(f"\n{count} item{'s' * (count != 1)}, {visible(loaded.name)} checklist. Not reviewed by a lawyer.")
    if loaded.off:
        click.echo(f"switched off: {visible(', '.join(loaded.off))}")


@checklist.command()
@click.argument("item")
@options.checklist
@options.format
def show(item: str, checklist: Path | None, format: str) -> None:
    """Show how ITEM is looked for: kinds of agreement, clause types, cues, elements, severities, file.

    `clausescan explain ITEM` says what it is about.
    """
    from clausescan.checklist import load_checklist
    from clausescan.checklist.items import KINDS
    from clausescan.report.escape import visible
    from clausescan.taxonomy import TITLES

    loaded = load_checklist(checklist)
    entry = found(loaded, item)
    if format == "json":
        return click.echo(as_json(entry))

    def row(label: str, text: str) -> None:
        if text:
            click.echo(f"{label:<11} {visible(text)}")

    click.echo(click.style(f"{entry.id}  {visible(entry.title)}", bold=True))
    row("question", entry.question)
    row("severity", f"{entry.severity} when absent")
    for rule in entry.severity_when:
        row("", f"{rule.severity} if {rule.condition}")
    for profile in loaded.profiles.values():
        if entry.severity_for(profile.id) != entry.severity:
            row("", f"{entry.severity_for(profile.id)} for: {profile.name}")
    row("tier", entry.tier)
    row("asked of", ", ".join(KINDS[kind] for kind in entry.kinds))
    row("serves", ", ".join(entry.serves))
    row("clauses", ", ".join(TITLES[name] for name in entry.types))
    row("cues", ", ".join(entry.cues))
    if entry.named:
        row("named", ", ".join(entry.named))
    for element in entry.elements:
        row("elements" if element is entry.elements[0] else "", f"({element.id}) {element.name}")
        if not element.essential:
            row("", "    not essential")
        if element.cues:
            row("", f"    cues: {', '.join(element.cues)}")
    row("defects", ", ".join(loaded.defects[defect.code].name for defect in entry.defects))
    row("checks", ", ".join(f"{id} {loaded.checks[id].title}" for id in entry.checks))
    row("interacts", ", ".join(entry.interacts))
    row("file", entry.file)


@checklist.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
def validate(path: Path | None) -> None:
    """Check a folder or file of checklist items and name every fault with file, line and key.

    Without PATH the reference checklist is checked. Ends with exit code 2 when something is wrong.
    """
    from clausescan.checklist import examine
    from clausescan.checklist.load import DATA, examine_item

    loaded: Checklist | None = None
    faults: list[ChecklistError]
    if path and path.is_file() and path.resolve().parent == DATA:
        faults, count = examine_item(path), 1
    else:
        loaded, faults = examine(path)
        count = len(loaded.items) if loaded else 0
    from clausescan.report.escape import visible

    for fault in faults:
        click.echo(visible(str(fault)), err=True)
    if faults:
        click.echo(f"{len(faults)} fault{'s' * (len(faults) != 1)}", err=True)
        sys.exit(exit_codes.USAGE)
    click.echo(f"{count} item{'s' * (count != 1)}, nothing wrong")


@checklist.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Begin a checklist of your own in FOLDER: one that stands on the reference list, with an item as an example."""
    from clausescan.checklist.load import HEAD, HOME

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.UsageError(f"{folder} exists already; name a new folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in (HEAD, "HOUSE-01.toml"):
            (folder / file).write_text((HOME / "template" / file).read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        raise ClausescanError(f"{folder} cannot be written: {error.strerror}") from error
    click.echo(f"{folder / HEAD} says what the list stands on, {folder / 'HOUSE-01.toml'} is an example of an item.")
    click.echo(f"Change them, then run: clausescan checklist validate {folder}")
