"""In which forms a report is written, and where: the options --format and -o of `scan` and `report`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from clausescan.cli.output import console, utf8, write
from clausescan.errors import ClausescanError, FormatError, display
from clausescan.report.formats import FORMATS, Format, Rendering

if TYPE_CHECKING:
    from clausescan.model import Report, Severity


class Wanted(NamedTuple):
    """The formats that were asked for; `explicit`: on the command line, and not by a setting or by default."""

    names: tuple[str, ...]
    explicit: bool


def _wanted(context: click.Context, option: click.Parameter, value: tuple[str, ...]) -> Wanted:
    given = value or (context.lookup_default("format") or "text",)
    names = [name.strip().lower() for part in given for name in part.split(",")]
    for name in names:
        if name not in FORMATS:
            raise click.BadParameter(f"{name!r} is no format; write one or several of {', '.join(FORMATS)}")
    source = context.get_parameter_source(option.name or "")
    return Wanted(tuple(dict.fromkeys(names)), source is click.core.ParameterSource.COMMANDLINE)


def format_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--format, as `formats`, and -o, as `output`."""
    formats = click.option(
        "--format",
        "formats",
        multiple=True,
        callback=_wanted,
        envvar="CLAUSESCAN_FORMAT",
        show_envvar=True,
        metavar="FORMAT[,FORMAT]...",
        help=f"One or several of {', '.join(FORMATS)}. Default: text, or what the ending of -o FILE says (.html).",
    )
    output = click.option(
        "-o",
        "--output",
        type=click.Path(allow_dash=True),
        metavar="PATH",
        help="Write here instead of to standard output: into a folder, made if need be, or into a file if PATH has an "
        "ending such as .html and there is one report. Several formats or files need a folder.",
    )
    return formats(output(command))


class Agreement(NamedTuple):
    """One report to write. `stem` names its files; `source` gives the bytes of the agreement's file, or raises
    FormatError that says why it cannot."""

    report: Report
    stem: str
    source: Callable[[], bytes]


@dataclass(slots=True)
class Target:
    """Where reports go, and in which formats: `path` None is standard output. `refused` counts the reports that could
    not be had in a format, each told at once."""

    formats: tuple[Format, ...]
    path: Path | None
    folder: bool
    several: bool
    inputs: frozenset[Path]
    refused: int = 0

    @classmethod
    def of(cls, wanted: Wanted, output: str | None, inputs: tuple[Path, ...]) -> Target:
        """What the options ask for, for the reports on `inputs`. A usage error says what does not go together."""
        path = None if output in (None, "-") else Path(str(output))
        names, several = wanted.names, len(inputs) > 1
        if path and not several and not wanted.explicit and not _is_folder(path, output):
            names = (_implied(path) or names[0],) if len(names) == 1 else names
        formats = tuple(FORMATS[name] for name in names)
        many = several or len(formats) > 1
        if path is None:
            _check_stdout(formats, several)
        elif many:
            _check_folder(path)
        folder = path is not None and (many or _is_folder(path, output))
        return cls(formats, path, folder, several, frozenset(map(_real, inputs)))

    def write(self, agreements: Iterator[Agreement], everything: bool, fail_on: Severity | None) -> None:
        """Write every report as it comes. Raises ClausescanError where a file or folder cannot be written."""
        if self.path is None:
            return self._to_stdout(agreements, everything, fail_on)
        if self.folder:
            _make(self.path)
        elif _real(self.path) in self.inputs:
            raise ClausescanError(f"{display(str(self.path))}: this is the agreement itself; name another file")
        taken: set[str] = set()
        for agreement in agreements:
            stem = self._free(agreement.stem, taken) if self.folder else ""
            for format in self.formats:
                data = self._rendered(agreement, format, everything, fail_on)
                if data is not None:
                    write(self.path / (stem + format.suffix) if self.folder else self.path, data)
        return None

    def _rendered(
        self, agreement: Agreement, format: Format, everything: bool, fail_on: Severity | None
    ) -> bytes | None:
        """None, and a line on standard error, where the form cannot be had for this agreement."""
        from clausescan.report.escape import visible

        try:
            source = _source(agreement, format)
            data = format.render(agreement.report, Rendering(everything, fail_on, source))
        except FormatError as error:
            self.refused += 1
            click.echo(f"clausescan: not written as {format.name}: {visible(str(error))}", err=True)
            return None
        if format.name == "ics":
            from clausescan.report.ics import left_out

            if line := left_out(agreement.report):
                click.echo(f"clausescan: {visible(line)}", err=True)
        return data

    def _free(self, stem: str, taken: set[str]) -> str:
        """A name that no other report of this run has, and under which no agreement lies that is being read."""
        assert self.path
        name, n = stem, 1
        while name.casefold() in taken or any(
            _real(self.path / (name + format.suffix)) in self.inputs for format in self.formats
        ):
            n += 1
            name = f"{stem}-{n}"
        taken.add(name.casefold())
        return name

    def _to_stdout(self, agreements: Iterator[Agreement], everything: bool, fail_on: Severity | None) -> None:
        (format,) = self.formats
        if format.name == "text":
            from clausescan.report.terminal import render

            out = console()
            for agreement in agreements:
                render(agreement.report, out, everything, fail_on)
        elif format.name == "json":
            _json_to_stdout((agreement.report for agreement in agreements), fail_on, self.several)
        else:
            for agreement in agreements:
                data = self._rendered(agreement, format, everything, fail_on)
                if data is not None:
                    click.echo(data, nl=False)


def _source(agreement: Agreement, format: Format) -> bytes | None:
    """The agreement's file, where the format writes into it or shows more with it. Raises FormatError as `source`."""
    kind = agreement.report.document.media_type
    if kind == format.reads:
        return agreement.source()
    if kind in format.helped_by:
        with suppress(FormatError):
            return agreement.source()
    return None


def _json_to_stdout(reports: Iterable[Report], fail_on: Severity | None, several: bool) -> None:
    from clausescan.report.json import to_json

    utf8()
    if not several:
        for report in reports:
            click.echo(to_json(report, fail_on))
        return
    opened = False
    for report in reports:
        click.echo(("," if opened else "[") + "\n" + to_json(report, fail_on), nl=False)
        opened = True
    click.echo("\n]" if opened else "[]")


def _is_folder(path: Path, output: str | None) -> bool:
    """Whether one report goes into a folder of this name: what has no ending is one, unless such a file is there."""
    return path.is_dir() or str(output).endswith(("/", os.sep)) or not (path.suffix or os.path.lexists(path))


def _implied(path: Path) -> str | None:
    """The format that the ending of a file's name says; None where it says none. Of two that fit the longer ending
    counts: "draft.issues.docx" is an issues list, "draft.docx" the draft with comments."""
    name = path.name.lower()
    full = [format for format in FORMATS.values() if name.endswith(format.suffix)]
    last = [format for format in FORMATS.values() if format.suffix.endswith(path.suffix.lower() or "/")]
    found = sorted(full, key=lambda format: -len(format.suffix)) or last
    return found[0].name if found else None


def _check_stdout(formats: tuple[Format, ...], several: bool) -> None:
    names = ", ".join(format.name for format in formats)
    if len(formats) > 1:
        raise click.UsageError(f"several formats ({names}) need a folder: add -o FOLDER")
    if formats[0].binary:
        raise click.UsageError(f"{names} is a file to open in another program: add -o FOLDER, or -o and a file name")
    if several and names not in ("text", "json"):
        raise click.UsageError(f"several reports as {names} need a folder: add -o FOLDER")


def _check_folder(path: Path) -> None:
    shown = display(str(path))
    if os.path.lexists(path) and not path.is_dir():
        raise click.UsageError(f"{shown} is a file; several reports need a folder")
    if not path.is_dir() and _implied(path):
        raise click.UsageError(f"{shown} is the name of one file; several reports need a folder")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClausescanError(f"{display(str(folder))}: the folder cannot be made: {error.strerror}") from error


def _real(path: Path) -> Path:
    """Where a path leads. Links in a circle lead nowhere; reading or writing there says so."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path
