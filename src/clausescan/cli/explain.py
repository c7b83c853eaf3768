"""clausescan explain: what an item of the checklist asks, why, and how an answer looks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clausescan.cli import options
from clausescan.cli.checklist import as_json, found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clausescan.checklist import Check, Checklist, Item
    from clausescan.precedents import Precedent


@click.command()
@click.argument("item")
@options.checklist
@options.format
def explain(item: str, checklist: Path | None, format: str) -> None:
    """Teach an ITEM of the checklist, or a check of clauses against each other: clausescan explain TR-06.

    The question and why it matters, what an answer must state with examples that do and do not, how it goes wrong,
    what to ask the other side for, and sample wording. Of a check (X-14): what it finds and which items it belongs to.
    """
    from clausescan.checklist import load_checklist
    from clausescan.precedents import precedents

    loaded = load_checklist(checklist)
    if check := loaded.checks.get(item.upper()):
        return _explain_check(check, loaded, format)
    entry = found(loaded, item)
    if format == "json":
        return click.echo(as_json(_fields(entry, loaded, precedents())))
    _show(entry, loaded, precedents())


def _explain_check(check: Check, checklist: Checklist, format: str) -> None:
    from clausescan.report.escape import visible

    items = [item for item in checklist.items if check.id in item.checks]
    if format == "json":
        return click.echo(as_json({"check": check, "items": {item.id: item.title for item in items}}))
    click.echo(click.style(f"{check.id}  {check.title}", bold=True))
    click.echo(f"  {check.what}\n  {check.severity}")
    if items:
        click.echo(click.style("\nRead together with", bold=True))
    for item in items:
        click.echo(f"  {item.id}  {visible(item.title)}")


def _fields(item: Item, checklist: Checklist, clauses: Mapping[str, Precedent]) -> dict[str, object]:
    titles = {other.id: other.title for other in checklist.items}
    return {
        "item": item,
        "severities": {name: item.severity_for(name) for name in checklist.profiles},
        "defects": [
            {"code": each.code, "name": checklist.defects[each.code].name, "text": each.text} for each in item.defects
        ],
        "wording": {
            "strong": [clauses[id] for id in item.exemplars.strong],
            "weak": [clauses[id] for id in item.exemplars.weak],
            "defective": [clauses[id] for id in item.exemplars.defective],
        },
        "interacts": {id: titles[id] for id in item.interacts},
        "checks": [checklist.checks[id] for id in item.checks],
        "note": "Not legal advice; not reviewed by a lawyer.",
    }


def _show(item: Item, checklist: Checklist, clauses: Mapping[str, Precedent]) -> None:
    from rich.console import Console
    from rich.text import Text

    from clausescan.checklist.items import KINDS
    from clausescan.report.escape import visible

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=110)

    def say(text: str, indent: int = 2, style: str = "", mark: str = "") -> None:
        """A paragraph; `mark` hangs out before its first line."""
        width = indent + len(mark)
        for n, line in enumerate(Text(visible(text), style=style).wrap(console, console.width - width)):
            line.rstrip()
            console.print(Text(" " * indent + mark if not n else " " * width).append_text(line))

    def head(text: str) -> None:
        console.print()
        say(text, 0, "bold")

    say(f"{item.id}  {item.title}", 0, "bold")
    say(item.question)
    head("Why it matters")
    say(item.why)
    head("How grave it is when absent")
    say(item.severity)
    for rule in item.severity_when:
        say(f"{rule.severity} if {rule.condition}")
    for profile in checklist.profiles.values():
        if item.severity_for(profile.id) != item.severity:
            say(f"{item.severity_for(profile.id)} for an agreement that serves: {profile.name}")
    if len(item.kinds) < len(KINDS):
        say(f"asked only of: {', '.join(KINDS[kind] for kind in item.kinds)}")
    head("What the text must state")
    for element in item.elements:
        say(element.name + ("" if element.essential else " (good to have)"), 2, "bold", f"({element.id}) ")
        say(element.text, 6)
        for sentence in element.yes:
            say(sentence, 6, mark="yes  ")
        for sentence in element.no:
            say(sentence, 6, "dim", mark="no   ")
    if item.defects:
        head("How it goes wrong")
        for defect in item.defects:
            say(f"{checklist.defects[defect.code].name}: {defect.text}", mark="- ")
    head("What to ask for")
    say(item.ask)
    for title, ids in (
        ("Sample wording", item.exemplars.strong),
        ("Wording that leaves something open", item.exemplars.weak),
        ("Wording that defeats itself", item.exemplars.defective),
    ):
        if ids:
            head(title)
        for id in ids:
            clause = clauses[id]
            say(f"{id}, {clause.style.replace('_', ' ')}: {clause.note}", 2, "dim")
            for paragraph in clause.text.splitlines():
                say(paragraph, 6)
    if item.interacts or item.checks:
        head("Read together with")
        titles = {other.id: other.title for other in checklist.items}
        for other in item.interacts:
            say(f"{other}  {titles[other]}")
        for id in item.checks:
            say(f"{id}  {checklist.checks[id].title}: {checklist.checks[id].what}")
    if item.sources:
        head("What is known")
        for source in item.sources:
            say(source, mark="- ")
    console.print()
    say("Not legal advice. The checklist and the sample wording have not been reviewed by a lawyer.", 0, "dim")
