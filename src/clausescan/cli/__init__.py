"""The command line. One thin module a command; errors of the house become exit codes here and nowhere else."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from clausescan import __version__
from clausescan.cli import exit_codes
from clausescan.cli.batch import batch
from clausescan.cli.cache import cache
from clausescan.cli.check import check
from clausescan.cli.checklist import checklist
from clausescan.cli.diff import diff
from clausescan.cli.doctor import doctor
from clausescan.cli.explain import explain
from clausescan.cli.index import index
from clausescan.cli.query import export, query, review
from clausescan.cli.report import report
from clausescan.cli.scan import scan
from clausescan.cli.schema import schema
from clausescan.cli.search import search
from clausescan.cli.train import evaluate, model, train
from clausescan.config import find_config
from clausescan.errors import ClausescanError, ReadError


class _ReaderLeft(Exception):
    """Whoever read standard output has gone."""


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        """click would end a broken pipe with 1, which is kept for findings."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderLeft from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="clausescan")
@click.pass_context
def cli(context: click.Context) -> None:
    """Read joint-venture and alliance agreements: how long they run, and how the parties part.

    Nothing is sent anywhere: files are read, and the model runs, on this machine.
    """
    context.obj = find_config(Path.cwd())
    context.default_map = _defaults(cli, context.obj.values)


def _defaults(group: click.Group, values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings for every command, and for the commands of commands."""
    return {
        name: _defaults(command, values) if isinstance(command, click.Group) else dict(values)
        for name, command in group.commands.items()
    }


for command in (
    scan,
    check,
    report,
    diff,
    batch,
    query,
    review,
    export,
    search,
    checklist,
    explain,
    index,
    cache,
    doctor,
    schema,
    train,
    evaluate,
    model,
):
    cli.add_command(command)


def main() -> None:
    """Entry point of the `clausescan` command: runs it and ends the process with one of `exit_codes`."""
    sys.exit(_run())


def _run() -> int:
    from clausescan.report.escape import visible

    _write_whole()
    try:
        code = cli.main(prog_name="clausescan", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return exit_codes.USAGE
    except ReadError as error:
        click.echo(f"clausescan: {visible(str(error))}", err=True)
        return exit_codes.UNREADABLE
    except ClausescanError as error:
        click.echo(f"clausescan: {visible(str(error))}", err=True)
        return exit_codes.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("clausescan: interrupted", err=True)
        return exit_codes.INTERRUPTED
    except (_ReaderLeft, BrokenPipeError):
        _close_output()
        return exit_codes.BROKEN_PIPE
    except OSError as error:
        if error.errno not in _UNWRITABLE or error.filename is not None:
            return _fault()
        _close_output()
        click.echo(f"clausescan: standard output cannot be written: {error.strerror}", err=True)
        return exit_codes.USAGE
    except Exception:
        return _fault()


_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)
"""What a full or failing device answers; it names no file where the output was opened by the shell."""


def _write_whole() -> None:
    """With PYTHONUNBUFFERED, Python drops what a full disk or a closed pipe did not take, and says nothing; and in an
    old locale it stops at the first typographic quote."""
    raw = getattr(sys.stdout, "buffer", None)
    if isinstance(raw, io.RawIOBase):
        encoding, errors = sys.stdout.encoding, sys.stdout.errors
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), encoding=encoding, errors=errors, line_buffering=True)
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def _close_output() -> None:
    """Python flushes standard output once more at exit; give it something that takes the rest."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fault() -> int:
    """A fault of the program: the traceback, and an exit code that nobody takes for findings."""
    import traceback

    traceback.print_exc()
    click.echo("clausescan: this is a fault in clausescan; nothing after it was reported", err=True)
    return exit_codes.INTERNAL
