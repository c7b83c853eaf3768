"""Every command says what it does, in its help and in the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from clausescan.cli import cli

DOCS = Path(__file__).parents[2] / "docs"


def commands(group: click.Group, before: str = "clausescan") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


@pytest.mark.parametrize(
    ("name", "command"), list(commands(cli)), ids=lambda value: value if isinstance(value, str) else ""
)
def test_command_is_described(name: str, command: click.Command) -> None:
    assert command.help
    assert any(name in page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))


@pytest.mark.parametrize("command", ["scan", "check", "report"])
def test_options_of_the_main_commands_stand_in_the_guide(command: str) -> None:
    guide = "".join((DOCS / name).read_text(encoding="utf-8") for name in ("usage.md", "reports.md"))
    for option in cli.commands[command].params:
        if isinstance(option, click.Option):
            names = [*option.opts, *option.secondary_opts]
            assert option.help
            assert any(name in guide for name in names), names
