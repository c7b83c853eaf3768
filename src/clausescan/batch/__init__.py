"""Batch: a room of agreements read and judged in one run, into one store.

`run_batch` is the verb; `store.Store` is what it leaves. docs/batch.md describes both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clausescan.batch.engine import Engine, Settings
    from clausescan.batch.limits import WorkLimits
    from clausescan.batch.tally import Tally, Watcher
    from clausescan.model import Severity
    from clausescan.reading.options import ReadOptions


def run_batch(
    paths: Sequence[str | Path],
    store: str | Path,
    *,
    watcher: Watcher,
    options: ReadOptions | None = None,
    model: str | Path | None = None,
    checklist: str | Path | None = None,
    profile: str | None = None,
    waivers: str | Path | None = None,
    fail_on: Severity | None = None,
    formats: Sequence[str] = (),
    reports: str | Path | None = None,
    recursive: bool = False,
    glob: str | None = None,
    retry: bool = False,
    prune: bool = False,
    jobs: int | None = None,
    limits: WorkLimits | None = None,
    engine: Callable[[Settings], Engine] | None = None,
) -> Tally:
    """Read and judge what `paths` lead to, and judge again what the store holds and was judged by something else.

    What is in the store already, made by the same model, checklist and code, is not made again: a run that was cut off
    goes on where it was. `reports` is a folder that gets a report file for each agreement in each of `formats` (keys of
    report.formats.FORMATS that are made from a report alone). `jobs` None: a worker a core. `engine`: who does the work
    in place of processes of this machine. On Ctrl-C documents under way are finished; at the second the run ends at
    once. Run it under `if __name__ == "__main__":`, since workers are started anew and not forked.

    Raises StoreError, ModelError, ChecklistError; what is wrong with an input is in the store, and told to `watcher`.
    """
    from clausescan.batch.engine import Settings
    from clausescan.batch.inputs import Listing
    from clausescan.batch.keys import keys_of
    from clausescan.batch.limits import WorkLimits, cores
    from clausescan.batch.pool import Pool
    from clausescan.batch.remote import UriListing, is_uri
    from clausescan.batch.reports import Reports
    from clausescan.batch.runner import Run
    from clausescan.batch.store import Store, alone
    from clausescan.checklist import load_checklist
    from clausescan.checklist.waivers import load_waivers
    from clausescan.encoding.folder import check, shipped_model
    from clausescan.reading.options import ReadOptions

    options = options or ReadOptions()
    limits = limits or WorkLimits()
    today = date.today()
    folder = Path(model) if model else shipped_model()
    check(folder)
    asked = load_checklist(checklist)
    taken_on = load_waivers(waivers, asked) if waivers else ()
    keys = keys_of(options, folder, asked, profile, taken_on, today)
    settings = Settings(
        options=options,
        model=str(folder.resolve()),
        checklist=str(Path(checklist).resolve()) if checklist else "",
        profile=profile,
        waivers=str(Path(waivers).resolve()) if waivers else "",
        today=today,
        formats=tuple(formats) if reports else (),
        fail_on=fail_on,
        keys=(keys.base, keys.judged_by),
    )
    jobs = jobs or cores()
    with Store.open(store, create=True) as opened, alone(opened.file):
        run = Run(
            store=opened,
            engine=engine(settings) if engine else Pool(jobs, settings, limits),
            keys=keys,
            listing=(UriListing if any(map(is_uri, paths)) else Listing)(recursive, glob, options.limits),
            watcher=watcher,
            limits=limits,
            retry=retry,
            prune=prune,
            reports=Reports(Path(reports), settings.formats) if reports else None,
            ahead=2 * jobs,
        )
        tally = run.over(paths, {"model": folder.resolve().name, "checklist": asked.name, "jobs": jobs})
        if fail_on:
            tally.stopped = opened.stopped(fail_on, run.number if paths else None)
    return tally
