"""clausescan schema: the JSON Schemas of what clausescan writes as JSON."""

from __future__ import annotations

from importlib.resources import files

import click


@click.command()
@click.option("--comparison", "which", flag_value="comparison", help="Of `clausescan diff OLD NEW --format json`.")
@click.option("--history", "which", flag_value="history", help="Of `clausescan diff V1 V2 V3... --format json`.")
def schema(which: str | None) -> None:
    """Print the JSON Schema of `clausescan scan --format json`, or of another output."""
    package, name = ("clausescan.report.comparison", which) if which else ("clausescan.report", "report")
    click.echo(files(package).joinpath(f"{name}.schema.json").read_text(encoding="utf-8"), nl=False)
