"""clausescan cache: what is kept of earlier runs, and clearing it; the options of commands that use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clausescan.errors import ClausescanError

if TYPE_CHECKING:
    from clausescan.encoding.cache import VectorCache

_folder = click.option(
    "--cache-dir",
    type=click.Path(path_type=Path),
    envvar="CLAUSESCAN_CACHE_DIR",
    show_envvar=True,
    help="Folder of the cache, instead of the system's place for caches.",
)


def cache_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--cache/--no-cache and --cache-dir."""
    switch = click.option(
        "--cache/--no-cache",
        default=True,
        show_default=True,
        envvar="CLAUSESCAN_CACHE",
        show_envvar=True,
        help="Keep the vectors of clauses (no text) for the next run, which then reads only what changed.",
    )
    return switch(_folder(command))


def opened(cache: bool, folder: Path | None) -> VectorCache | None:
    """The cache that the options ask for."""
    if not cache:
        return None
    from clausescan.encoding.cache import VectorCache, cache_folder

    return VectorCache(cache_folder(folder))


def tell_problem(cache: VectorCache | None) -> None:
    """Say on standard error why the cache was not used. That costs time and nothing else."""
    if cache and cache.problem:
        from clausescan.report.escape import visible

        click.echo(f"clausescan: {visible(cache.problem)}", err=True)


@click.group()
def cache() -> None:
    """What is kept of earlier runs to save time: where it lies, how large it is, and clearing it.

    The cache holds hashes and vectors of clauses, no text.
    """


@cache.command()
@_folder
def info(cache_dir: Path | None) -> None:
    """Say where the cache lies, how many clauses it knows, and how large it is."""
    import sqlite3

    from clausescan.encoding.cache import LIMIT, VectorCache, cache_folder

    folder = cache_folder(cache_dir)
    store = VectorCache(folder)
    assert store.file
    click.echo(f"folder      {folder}")
    if not store.file.exists():
        click.echo("clauses     0 (nothing has been kept yet)")
        return
    try:
        count, size = store.size()
    except (sqlite3.Error, OSError) as error:
        raise ClausescanError(f"{store.file}: {error}; clear it with: clausescan cache clear") from error
    click.echo(f"clauses     {count:,}")
    click.echo(f"size        {size / 1e6:.1f} MB of at most {LIMIT / 1e6:.0f} MB")


@cache.command()
@_folder
def clear(cache_dir: Path | None) -> None:
    """Forget everything. Indexes that you built yourself are not touched."""
    import shutil
    import sqlite3

    from clausescan.encoding.cache import VectorCache, cache_folder

    folder = cache_folder(cache_dir)
    store = VectorCache(folder)
    try:
        if store.file and store.file.exists():
            store.clear()
        if (folder / "reference").exists():
            shutil.rmtree(folder / "reference")
    except (sqlite3.Error, OSError) as error:
        raise ClausescanError(f"{folder} cannot be cleared: {error}") from error
    click.echo(f"cleared     {folder}")
