"""A run in a process of its own, for tests that kill it: python driver.py STORE FOLDER [JOBS]."""

from __future__ import annotations

import sys

from batch_scanners import start_tiny

from clausescan.batch import run_batch
from clausescan.batch.pool import Pool
from clausescan.batch.tally import Tally
from clausescan.batch.tasks import Failure


class Silent:
    def moved(self, tally: Tally) -> None:
        pass

    def failed(self, uri: str, failure: Failure) -> None:
        pass


if __name__ == "__main__":
    store, folder = sys.argv[1:3]
    tally = run_batch([folder], store, watcher=Silent(), engine=lambda settings: Pool(2, settings, start=start_tiny))
    print(
        "interrupted" if tally.interrupted else "finished", tally.read, tally.unchanged, tally.duplicates, tally.failed
    )
