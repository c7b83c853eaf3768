"""clausescan diff: what changed between versions of an agreement, and what it did to the exit."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from clausescan.cli import exit_codes, options
from clausescan.cli.cache import cache_options, opened, tell_problem
from clausescan.cli.output import console, write
from clausescan.cli.progress import Progress
from clausescan.cli.run import Judging
from clausescan.config import LIMITS
from clausescan.errors import ClausescanError, ComparisonError, ReadError, display

if TYPE_CHECKING:
    from clausescan.assess.judge import Reviewer
    from clausescan.classify import Classifier
    from clausescan.encoding.cache import VectorCache
    from clausescan.model import Comparison, Document, History, Report, Severity
    from clausescan.reading.options import ReadOptions
    from clausescan.report.formats import Rendering

BINARY = ("docx", "xlsx")
FORMATS = ("text", "json", "html", "docx", "xlsx")


def _chosen(context: click.Context, option: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    names = [name.strip().lower() for part in value for name in part.split(",")]
    for name in names:
        if name not in FORMATS:
            raise click.BadParameter(f"{name!r} is no format; write one or several of {', '.join(FORMATS)}")
    return tuple(dict.fromkeys(names))


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="OLD [NEW]...", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    multiple=True,
    callback=_chosen,
    metavar="FORMAT[,FORMAT]...",
    help="One or several of text, json, html, docx (a Word redline), xlsx. Default: text, or as the ending of -o FILE "
    "says.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True),
    metavar="PATH",
    help="Write here instead of standard output; a folder (several formats, or a PATH that ends in /) gets one file a "
    "format.",
)
@click.option(
    "--fail-on",
    type=click.Choice(LIMITS),
    envvar="CLAUSESCAN_FAIL_ON",
    show_envvar=True,
    help="End with exit code 1 when a change has an effect of this severity or graver, or settles a question of that "
    "severity less than before.",
)
@click.option("--all", "everything", is_flag=True, help="Text: whole clauses, and what was only renumbered.")
@click.option("--git", is_flag=True, help="Be an external diff driver of git; see docs/diff.md.")
@options.checklist
@options.profile
@options.ocr
@options.revisions
@options.model
@cache_options
@options.quiet
def diff(
    files: tuple[Path, ...],
    formats: tuple[str, ...],
    output: str | None,
    fail_on: Severity | None,
    everything: bool,
    git: bool,
    checklist: Path | None,
    profile: str | None,
    ocr: bool,
    revisions: Literal["accepted", "original", "marked"],
    model: Path | None,
    cache: bool,
    cache_dir: Path | None,
    quiet: bool,
) -> None:
    """Compare versions of an agreement: what changed in substance, and what that did to the exit.

    OLD and NEW are files of any kind that `scan` reads, mixed as you like, or reports that `scan --format json` wrote.
    One Word file alone: its original against its text with all tracked changes accepted. Three versions or more: the
    history of each exit term.
    """
    from clausescan.reading.options import ReadOptions
    from clausescan.report.formats import Rendering

    chosen = formats or (_implied(output),)
    if len(files) > 2 and "docx" in chosen and not git:
        raise click.UsageError("a docx file shows two versions; compare the two that matter")
    target = _target(chosen, output, files)
    vectors = opened(cache, cache_dir)
    judging = Judging.by(checklist, profile, None, None)
    with Progress(None, quiet or git) as progress:
        reader = _Reader(ReadOptions(ocr=ocr, revisions=revisions), judging, model, vectors, progress)
        if git:
            _as_driver(files, reader, everything)
            tell_problem(vectors)
            return
        found = _compared(files, reader)
    tell_problem(vectors)
    _written(found, chosen, target, Rendering(everything, fail_on), accepted=revisions == "accepted")
    if fail_on and not _passed(found, fail_on):
        sys.exit(exit_codes.FINDINGS)


@dataclass(slots=True)
class _Reader:
    """Reads and judges versions one after the other, with one model; the purpose read from the first holds for all."""

    options: ReadOptions
    judging: Judging
    model: Path | None
    vectors: VectorCache | None
    progress: Progress
    profile: str | None = None
    _ready: tuple[Classifier, Reviewer | None] | None = field(default=None)

    def read(self, file: Path) -> Document | Report:
        """A file, or the report that the file holds."""
        self.progress.begin(file)
        if file.suffix.lower() == ".json":
            from clausescan.report.load import load_report

            return load_report(file)
        from clausescan.reading import read

        return read(file, options=self.options)

    def report(self, version: Document | Report) -> Report:
        from clausescan.classify import Classifier
        from clausescan.model import Report
        from clausescan.pipeline import kept_in_memory, report_on, reviewer_of

        if isinstance(version, Report):
            return self._first(version)
        self.progress.begin(version.path)
        if self._ready is None:
            classifier = Classifier.load(self.model, cache=self.vectors or kept_in_memory())
            self._ready = classifier, reviewer_of(classifier, self.judging.checklist)
        classifier, reviewer = self._ready
        profile = self.judging.profile or self.profile
        return self._first(report_on(version, classifier, self.judging.checklist, profile, reviewer))

    def _first(self, report: Report) -> Report:
        if self.profile is None and report.judgement:
            self.profile = report.judgement.profile or None
        return report


def _compared(files: tuple[Path, ...], reader: _Reader) -> Comparison | History:
    from clausescan.compare import compare
    from clausescan.pipeline import same_questions

    if len(files) == 1:
        return _tracked(files[0], reader)
    # All are read before the first is judged: a file that cannot be read is told at once.
    versions = [reader.read(file) for file in files]
    reports = [reader.report(version) for version in versions]
    same_questions(*reports)
    if len(reports) == 2:
        return compare(*reports)
    from clausescan.compare.history import history

    return history(reports)


def _tracked(file: Path, reader: _Reader) -> Comparison:
    from clausescan.compare import compare
    from clausescan.compare.tracked import credited
    from clausescan.pipeline import tracked_versions

    if file.suffix.lower() == ".json":
        raise ComparisonError(
            f"{display(str(file))}: one report cannot be compared; name the version to compare it with"
        )
    reader.progress.begin(file)
    before, after = tracked_versions(file, reader.options)
    return credited(compare(reader.report(before), reader.report(after)))


def _as_driver(words: tuple[Path, ...], reader: _Reader, everything: bool) -> None:
    """What git asks of an external diff driver: PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE, after a
    rename the new name and a message as well; PATH alone where a merge left it open. What cannot be compared is said
    in the diff, because git stops at a driver that fails."""
    from clausescan.compare import compare
    from clausescan.reading import read
    from clausescan.report.comparison.terminal import show

    if len(words) not in (1, 7, 8, 9):
        raise click.UsageError("--git is for git itself: git config diff.clausescan.command 'clausescan diff --git'")
    before, after = words[0], words[7] if len(words) > 7 else words[0]
    name = " → ".join(dict.fromkeys((display(str(before)), display(str(after)))))
    if len(words) == 1:
        click.echo(f"clausescan: {name}: not merged; nothing to compare")
        return
    old, new = words[1], words[4]
    for file, said in ((old, "added"), (new, "removed")):
        if str(file) == os.devnull:
            click.echo(f"clausescan: {name}: {said}")
            return
    try:
        one, two = old.read_bytes(), new.read_bytes()
        if one == two:
            click.echo(f"clausescan: {name}: the same file")
            return
        reports = []
        for data, path, side, hash in ((one, before, "old", words[2]), (two, after, "new", words[5])):
            reader.progress.begin(path)
            commit = "" if set(str(hash)) <= {"0", "."} else f", {str(hash)[:7]}"
            document = read(data, name=f"{path} ({side}{commit})", options=reader.options)
            reports.append(reader.report(document))
        show(compare(*reports), console(), everything)
    except (ReadError, OSError) as error:
        click.echo(f"clausescan: {error if isinstance(error, ReadError) else f'{name}: {error.strerror}'}")


def _passed(found: Comparison | History, fail_on: Severity) -> bool:
    """Of several versions the last is judged against the first."""
    from clausescan.compare import compare
    from clausescan.model import History
    from clausescan.report.comparison.order import gate

    if isinstance(found, History):
        found = compare(found.versions[0], found.versions[-1])
    return gate(found, fail_on).passed


def _implied(output: str | None) -> str:
    """The format that the ending of a file names; text without one."""
    ending = Path(output or "").suffix.lower().removeprefix(".")
    return ending if ending in FORMATS else "text"


def _target(chosen: Sequence[str], output: str | None, files: tuple[Path, ...]) -> tuple[Path, bool] | None:
    """Where files go, and whether that is a folder; None for standard output."""
    if output in (None, "-"):
        if len(chosen) > 1:
            raise click.UsageError("several formats need -o with a folder")
        return None
    path = Path(str(output))
    folder = len(chosen) > 1 or path.is_dir() or str(output).endswith(("/", os.sep))
    if folder and path.exists() and not path.is_dir():
        raise click.UsageError(f"{display(str(path))} is a file; several formats need a folder")
    if path.exists() and any(file.exists() and file.samefile(path) for file in files):
        raise click.UsageError(f"{display(str(path))} is one of the versions; name another file")
    return path, folder


def _written(
    found: Comparison | History,
    chosen: Sequence[str],
    target: tuple[Path, bool] | None,
    rendering: Rendering,
    accepted: bool,
) -> None:
    if target is None and chosen == ("text",):
        _to_console(found, rendering)
        return
    made = {name: _rendered(found, name, rendering, accepted) for name in chosen}
    if target is None:
        [(name, data)] = made.items()
        if name in BINARY and sys.stdout.isatty():
            raise click.UsageError(f"a {name} file does not go to a terminal; name it with -o")
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    from clausescan.report.comparison.formats import FORMS

    path, folder = target
    if folder:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ClausescanError(f"{display(str(path))}: the folder cannot be made: {error.strerror}") from error
    for name, data in made.items():
        write(path / f"{_name(found)}{FORMS[name].suffix}" if folder else path, data)


def _to_console(found: Comparison | History, rendering: Rendering) -> None:
    from clausescan.model import History

    if isinstance(found, History):
        from clausescan.report.comparison.history_terminal import show_history

        show_history(found, console(), rendering.everything)
    else:
        from clausescan.report.comparison.terminal import show

        show(found, console(), rendering.everything, rendering.fail_on)


def _rendered(found: Comparison | History, name: str, rendering: Rendering, accepted: bool) -> bytes:
    from clausescan.model import History
    from clausescan.report.comparison.formats import FORMS
    from clausescan.report.comparison.sources import Versions

    form = FORMS[name]
    if not isinstance(found, History):
        if name == "docx" and accepted:
            rendering = Versions(rendering.everything, old=_source(found.old), new=_source(found.new))
        return form.render(found, rendering)
    assert form.history
    return form.history(found, rendering)


def _source(report: Report) -> bytes | None:
    """The file of the new version, as long as it is the one that was read."""
    import hashlib

    try:
        data = Path(report.document.path).read_bytes()
    except (OSError, ValueError):
        return None
    return data if hashlib.sha256(data).hexdigest() == report.document.sha256 else None


def _name(found: Comparison | History) -> str:
    """Files are called after the new version."""
    from clausescan.model import History

    newest = found.versions[-1] if isinstance(found, History) else found.new
    return Path(newest.document.path).stem
