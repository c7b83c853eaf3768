"""clausescan schema: the JSON Schema of the JSON report."""

from __future__ import annotations

from importlib.resources import files

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of `clausescan scan --format json`."""
    click.echo(files("clausescan.report").joinpath("report.schema.json").read_text(encoding="utf-8"), nl=False)
