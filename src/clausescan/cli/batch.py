"""clausescan batch: a room of agreements in one run, into one store."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from clausescan.cli import exit_codes, options
from clausescan.errors import display

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from clausescan.batch.engine import Engine, Settings
    from clausescan.batch.limits import WorkLimits
    from clausescan.batch.tally import Tally
    from clausescan.batch.tasks import Failure
    from clausescan.model import Severity

DEFAULT = "results.db"

store_option = click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DEFAULT,
    show_default=True,
    envvar="CLAUSESCAN_STORE",
    show_envvar=True,
    metavar="FILE",
    help="The SQLite file that holds what was found.",
)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@store_option
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Worker processes. Default: one a core.")
@click.option("--recursive", is_flag=True, help="Folders in folders too.")
@click.option(
    "--glob",
    metavar="PATTERN",
    help="Only files whose names match, for example '*.pdf' or 'signed/*'. Archives and e-mails are always opened.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(1),
    metavar="SECONDS",
    help="For one document. Default: 300, with --ocr 3600.",
)
@click.option(
    "--memory-limit",
    type=click.FloatRange(300),
    default=2000,
    show_default=True,
    metavar="MB",
    help="For one worker with its document.",
)
@click.option("--retry", is_flag=True, help="Try again what failed in an earlier run.")
@click.option("--prune", is_flag=True, help="Take files out of the store that are gone from the PATHs.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT",
    help="With -o: a report file for each agreement in this format, for example html. May be given several times.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where report files go. Those that are there and up to date are not written again.",
)
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True, help="Who works.")
@click.option(
    "--address", default="auto", metavar="ADDRESS", help="ray: of the cluster. Default: the one running here."
)
@click.option("--shards", metavar="URI", help="Write the rows as Parquet files there too, while the batch runs.")
@options.checklist
@options.profile
@options.fail_on(None)
@options.waivers
@options.ocr
@options.revisions
@options.model
@options.quiet
def batch(
    paths: tuple[str, ...],
    store: Path,
    jobs: int | None,
    recursive: bool,
    glob: str | None,
    time_limit: float | None,
    memory_limit: float,
    retry: bool,
    prune: bool,
    formats: tuple[str, ...],
    output: Path | None,
    engine: str,
    address: str,
    shards: str | None,
    checklist: Path | None,
    profile: str | None,
    fail_on: Severity | None,
    waivers: Path | None,
    ocr: bool,
    revisions: Literal["accepted", "original", "marked"],
    model: Path | None,
    quiet: bool,
) -> None:
    """Read and judge all agreements that the PATHs lead to: files, folders, zip archives, e-mails (EML, MSG).

    Everything goes into one store. Run it again with the same PATHs to bring the store up to date, or after it was cut
    off: what is there already is not read again. With another checklist, profile or other waivers the store is judged
    again without reading; for that no PATH is needed. A file that cannot be read is named on standard error with the
    reason, the others are read, and the exit code is 3. Ctrl-C finishes what is under way; pressed again, it ends at
    once. A PATH may be a URI (s3://bucket/folder) where fsspec and what it needs are installed.
    """
    from clausescan.batch import run_batch
    from clausescan.batch.limits import WorkLimits
    from clausescan.reading.options import ReadOptions

    if not paths and not store.exists():
        raise click.UsageError(f"there is no {display(str(store))} yet; name files or folders to read")
    names = _formats(formats, output)
    seconds = time_limit or (3600.0 if ocr else 300.0)
    limits = WorkLimits(seconds=seconds, memory_mb=memory_limit)
    jobs, made = _engine(engine, address, shards, jobs, limits)
    with Meter(quiet) as meter:
        tally = run_batch(
            paths,
            store,
            watcher=meter,
            options=ReadOptions(ocr=ocr, revisions=revisions),
            model=model,
            checklist=checklist,
            profile=profile,
            waivers=waivers,
            fail_on=fail_on,
            formats=names,
            reports=output,
            recursive=recursive,
            glob=glob,
            retry=retry,
            prune=prune,
            jobs=jobs,
            limits=limits,
            engine=made,
        )
    _summary(tally, store, prune, fail_on)
    if tally.interrupted:
        raise KeyboardInterrupt
    if tally.failed or tally.codes:
        sys.exit(exit_codes.UNREADABLE)
    if tally.stopped:
        sys.exit(exit_codes.FINDINGS)


def _engine(
    name: str, address: str, shards: str | None, jobs: int | None, limits: WorkLimits
) -> tuple[int | None, Callable[[Settings], Engine] | None]:
    """How many workers, and what makes them; None: as many processes as there are cores here."""
    if name == "local" and shards is None:
        return jobs, None
    from clausescan.batch.limits import cores
    from clausescan.batch.pool import Pool
    from clausescan.batch.ray_engine import RayEngine, processors
    from clausescan.batch.shards import Sharded

    count = jobs or (processors(address) if name == "ray" else cores())

    def made(settings: Settings) -> Engine:
        engine: Engine
        engine = RayEngine(count, settings, address, limits) if name == "ray" else Pool(count, settings, limits)
        return Sharded(engine, shards) if shards else engine

    return count, made


def _formats(given: tuple[str, ...], output: Path | None) -> tuple[str, ...]:
    """Names of formats, given one by one or with commas between. An unknown one is a usage error."""
    from clausescan.report.formats import FORMATS

    names = tuple(dict.fromkeys(name.strip() for each in given for name in each.split(",")))
    alone = [name for name, format in FORMATS.items() if format.reads is None]
    for name in names:
        if name not in alone:
            kept = (
                "writes into the agreement's own file; use clausescan scan for it" if name in FORMATS else "is unknown"
            )
            raise click.UsageError(f"the format {name} {kept}; a batch writes {', '.join(alone)}")
    if bool(names) != bool(output):
        raise click.UsageError("report files need both --format and -o")
    return names


def _summary(tally: Tally, store: Path, prune: bool, fail_on: Severity | None) -> None:
    counts = [
        f"{number:,} {words}"
        for number, words in (
            (tally.read, "read"),
            (tally.unchanged, "known already"),
            (tally.duplicates, "duplicates of another file"),
            (tally.failed, "failed"),
        )
        if number
    ]
    click.echo(f"files       {', '.join(counts) or 'none'}")
    for code, number in tally.codes.most_common():
        click.echo(f"failed      {number:,}: {code}")
    if tally.opened:
        click.echo(f"opened      {tally.opened:,} archives and messages")
    for reason, number in tally.passed_over.most_common():
        click.echo(f"passed over {number:,}: {reason}")
    if tally.judged:
        click.echo(f"judged      {tally.judged:,} documents again, without reading them")
    if tally.rendered:
        click.echo(f"written     {tally.rendered:,} report files")
    if tally.outdated:
        click.echo(
            f"outdated    {tally.outdated:,} documents that another model or clausescan read; name their files again"
        )
    if tally.missed:
        click.echo(
            f"gone        {tally.missed:,} files of earlier runs" + ("" if prune else "; --prune takes them out")
        )
    if fail_on:
        click.echo(f"gate        {tally.stopped:,} documents have something open that is {fail_on} or graver")
    click.echo(f"store       {display(str(store))}")


class Meter:
    """How far a run is, on standard error: a bar on a terminal, else a line now and then. Failures are told either
    way."""

    EVERY = 10.0
    """Seconds between two lines."""
    _WINDOW = 60.0
    """Seconds over which the rate is measured."""

    def __init__(self, quiet: bool) -> None:
        from rich.console import Console

        self._quiet = quiet
        self._console = Console(stderr=True, highlight=False)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._past: deque[tuple[float, int]] = deque()
        self._told = time.monotonic()
        self._last = ""

    def __enter__(self) -> Meter:
        if not self._quiet and self._console.is_terminal:
            from rich.progress import BarColumn, Progress, TextColumn

            self._bar = Progress(BarColumn(), TextColumn("{task.description}"), console=self._console, transient=True)
            self._task = self._bar.add_task("", total=None)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def moved(self, tally: Tally) -> None:
        if self._quiet:
            return
        now = time.monotonic()
        words = self._words(tally, now)
        if self._bar and self._task is not None:
            self._bar.update(self._task, description=words, total=tally.total, completed=tally.settled)
        elif now - self._told >= self.EVERY and words != self._last:
            self._told, self._last = now, words
            click.echo(f"clausescan: {words}", err=True)

    def failed(self, uri: str, failure: Failure) -> None:
        from clausescan.report.escape import visible

        where = f"{uri}, page {failure.page}" if failure.page else uri
        line = f"clausescan: {visible(f'{display(where)}: {failure.reason}')}"
        if self._bar:
            self._console.print(line, markup=False, soft_wrap=True)
        else:
            click.echo(line, err=True)
        if failure.trace:
            click.echo(failure.trace, err=True)

    def _words(self, tally: Tally, now: float) -> str:
        """ "120 of 500 · 64 a minute · 6 min left · 3 failed"."""
        worked = tally.read + tally.failed + tally.judged
        self._past.append((now, worked))
        while now - self._past[0][0] > self._WINDOW:
            self._past.popleft()
        since, before = self._past[0]
        rate = (worked - before) / (now - since) if now - since >= 1 else 0.0
        parts = [f"{tally.settled:,} of {tally.total:,}" if tally.total is not None else f"{tally.settled:,}"]
        if tally.judged:
            parts.append(f"{tally.judged:,} judged again")
        if rate:
            parts.append(f"{60 * rate:.0f} a minute")
            left = (tally.total or 0) - tally.settled
            if left > 0:
                parts.append(f"{length(left / rate)} left")
        parts.append(f"{tally.failed:,} failed")
        return " · ".join(parts)


def length(seconds: float) -> str:
    """ "40 s", "6 min", "3 h 20 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
