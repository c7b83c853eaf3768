"""What scan and check do with every file: read it, judge it, mark what is waived, and keep count of what went wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from clausescan.cli.progress import Progress
from clausescan.errors import ClausescanError, ReadError

if TYPE_CHECKING:
    from clausescan.assess.judge import Reviewer
    from clausescan.checklist import Checklist
    from clausescan.checklist.waivers import WaiverEntry
    from clausescan.classify import Classifier
    from clausescan.encoding.cache import VectorCache
    from clausescan.model import Report, Severity
    from clausescan.reading.options import ReadOptions


STANDARD_INPUT = "standard input"
"""What reports call it."""


@dataclass(frozen=True, slots=True)
class Judging:
    """By what agreements are judged."""

    checklist: Checklist
    profile: str | None
    waivers: tuple[WaiverEntry, ...]
    fail_on: Severity | None

    @classmethod
    def by(cls, checklist: Path | None, profile: str | None, waivers: Path | None, fail_on: Severity | None) -> Judging:
        """From the options of a command; what is wrong with a file is told before anything is read."""
        from clausescan.checklist import load_checklist

        loaded = load_checklist(checklist)
        entries: tuple[WaiverEntry, ...] = ()
        if waivers:
            from clausescan.checklist.waivers import load_waivers

            entries = load_waivers(waivers, loaded)
        return cls(loaded, profile, entries, fail_on)


@dataclass(slots=True)
class Run:
    """Scans files one after the other. `failures` are those that could not be read, each told at once; `stopped`
    counts the reports in which something is open that weighs `fail_on` or more."""

    options: ReadOptions
    judging: Judging
    model: Path | None
    cache: VectorCache | None
    quiet: bool
    failures: list[ReadError] = field(default_factory=list)
    stopped: int = 0

    def reports(self, files: tuple[Path, ...]) -> Iterator[tuple[Report, bytes]]:
        """Every report with the bytes of the agreement's file."""
        from clausescan.classify import Classifier
        from clausescan.reading import read
        from clausescan.reading.source import load_bytes

        classifier: Classifier | None = None
        reviewer: Reviewer | None = None
        with Progress(len(files), self.quiet) as progress:
            for file in files:
                progress.begin(file)
                try:
                    standard = str(file) == "-"
                    source, name = (sys.stdin.buffer, STANDARD_INPUT) if standard else (file, "")
                    path, data = load_bytes(source, name, self.options.limits)
                    document = read(data, name=path, options=self.options)
                except ReadError as error:
                    self.failures.append(error)
                    progress.tell(str(error))
                    continue
                # Loaded after the first file has been read: reading starts its guarded process while this one is small.
                from clausescan.pipeline import report_on, reviewer_of

                judging = self.judging
                if classifier is None:
                    classifier = Classifier.load(self.model, cache=self.cache)
                    reviewer = reviewer_of(classifier, judging.checklist)
                report = report_on(
                    document, classifier, checklist=judging.checklist, profile=judging.profile, reviewer=reviewer
                )
                report = self._waived(report)
                progress.pause()
                yield report, data

    def _waived(self, report: Report) -> Report:
        if self.judging.waivers:
            from datetime import date

            from clausescan.checklist.waivers import waive

            report = waive(report, self.judging.waivers, date.today())
        if self.judging.fail_on:
            from clausescan.report.triage import gate

            if report.judgement is None:
                raise ClausescanError("the agreement was read and not judged; --fail-on has nothing to go by")
            self.stopped += not gate(report.judgement, self.judging.fail_on).passed
        return report
