"""clausescan search: clauses by what they mean."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clausescan.cli import options
from clausescan.cli.cache import cache_options, opened, tell_problem
from clausescan.cli.output import console, utf8
from clausescan.taxonomy import GROUPS, TITLES, TYPES

if TYPE_CHECKING:
    from clausescan.encoding.cache import VectorCache
    from clausescan.searching import Hit
    from clausescan.searching.values import Record

_QUOTE = 600
"""Characters of a clause that the text form shows; JSON has all of it."""


@click.command()
@click.argument("query")
@click.option(
    "--index",
    type=click.Path(path_type=Path),
    envvar="CLAUSESCAN_INDEX",
    show_envvar=True,
    metavar="DIR",
    help="Folder of an index that `clausescan index build` made. Without it the reference clauses are searched.",
)
@click.option(
    "--store",
    "room",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="All clauses of a room that `clausescan batch` read; an index beside the store is brought up to date before.",
)
@click.option("--reference", is_flag=True, help="Search the reference clauses, whatever the settings say.")
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice([*GROUPS, *TYPES]),
    metavar="TYPE",
    help="Only clauses of this type or group, for example deadlock_exit or EXIT. May be given several times.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many clauses.")
@options.format
@options.model
@cache_options
def search(
    query: str,
    index: Path | None,
    room: Path | None,
    reference: bool,
    types: tuple[str, ...],
    limit: int,
    format: str,
    model: Path | None,
    cache: bool,
    cache_dir: Path | None,
) -> None:
    """Find clauses that mean what QUERY says: clausescan search "put option after deadlock".

    Ask in a few words, or paste a clause to find others like it. Each clause comes with its source, number, page,
    types, a score that orders them, and its words.
    """
    if not query.strip():
        raise click.UsageError("the query is empty; say in a few words what to look for")
    from clausescan.searching import search as find

    vectors = opened(cache, cache_dir)
    wanted = [name for given in types for name in GROUPS.get(given, (given,))]
    if room is not None and not reference:
        hits = _in_room(room, query, wanted, limit, model, vectors)
    else:
        hits = find(query, index=None if reference else index, types=wanted, limit=limit, model=model, cache=vectors)
    tell_problem(vectors)
    if format == "json":
        import json

        utf8()
        click.echo(json.dumps([_fields(hit) for hit in hits], ensure_ascii=False, indent=2))
    elif hits:
        _say_what_was_added(query)
        _show(hits)
    else:
        click.echo("no clause found" + (" of this type" if types else ""))


def _in_room(
    file: Path, query: str, types: list[str], limit: int, model: Path | None, vectors: VectorCache | None
) -> list[Hit]:
    from clausescan.batch.room_index import search_room
    from clausescan.batch.store import Store
    from clausescan.cli.progress import Progress
    from clausescan.encoding.encoder import load_encoder
    from clausescan.encoding.folder import shipped_model

    encoder = load_encoder(model or shipped_model(), cache=vectors)
    with Store.open(file) as store, Progress(None, quiet=False) as progress:
        return search_room(store, query, encoder, types=types, limit=limit, begin=progress.begin)


def _say_what_was_added(query: str) -> None:
    from rich.text import Text

    from clausescan.searching.wording import meant

    names = [entry.name for entry in meant(query)]
    if names:
        console().print(Text(f"also looked for the usual wording of: {', '.join(names)}", style="dim"))


def _fields(hit: Hit) -> dict[str, Any]:
    return {
        **_place(hit.record),
        "heading": hit.record.heading,
        "types": list(hit.record.types),
        "score": hit.score,
        "meaning": hit.meaning,
        "words": hit.words,
        "text": hit.record.text,
        "remark": hit.record.remark,
        "also": [_place(record) for record in hit.also],
    }


def _place(record: Record) -> dict[str, Any]:
    return {"source": record.source, "number": record.number, "page": record.page}


def _show(hits: list[Hit]) -> None:
    from rich.text import Text

    from clausescan.report.escape import shortened, visible

    out = console()

    def show(text: str, style: str = "") -> None:
        for line in Text(text, style=style).wrap(out, out.width - 4):
            line.rstrip()
            out.print(Text("    ").append_text(line))

    for rank, hit in enumerate(hits, 1):
        record = hit.record
        line = Text(f"{rank:>2}  ").append(visible(_named(record)), style="bold").append(f"  score {hit.score:.2f}")
        out.print(line)
        for detail in (record.heading, ", ".join(TITLES.get(name, name) for name in record.types), record.remark):
            if detail:
                show(visible(detail), "dim")
        show(shortened(record.text, _QUOTE))
        if hit.also:
            others = [visible(_named(other)) for other in hit.also[:3]]
            more = f" and {len(hit.also) - 3} more" if len(hit.also) > 3 else ""
            show(f"the same words: {'; '.join(others)}{more}", "dim")
        out.print()


def _named(record: Record) -> str:
    source = record.source
    here = os.getcwd() + os.sep
    parts = [source.removeprefix(here), record.number, f"page {record.page}" if record.page else ""]
    return ", ".join(filter(None, parts))
