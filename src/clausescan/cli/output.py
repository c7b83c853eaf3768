"""Where reports go: the console for people, and files that are written whole or not at all."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from clausescan.errors import ClausescanError, display
from clausescan.report.formats import TEXT_WIDTH

if TYPE_CHECKING:
    from rich.console import Console


def console() -> Console:
    """Standard output for people; a reader that goes away (`| head`) is a BrokenPipeError, not rich's own exit."""
    from rich.console import Console

    class Output(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    out = Output(highlight=False)
    return out if out.is_terminal else Output(highlight=False, width=TEXT_WIDTH)


def utf8() -> None:
    """JSON is UTF-8, whatever the locale says."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def write(path: Path, content: str | bytes) -> None:
    """Write the whole file or none of it; text as UTF-8. A link is followed, a device or pipe is written to and stays
    what it is; a file that exists keeps its permissions, and one that is write-protected is not replaced."""
    from contextlib import suppress
    from tempfile import NamedTemporaryFile

    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    temporary: Path | None = None
    try:
        path = path.resolve()
        mode = path.stat().st_mode if path.exists() else None
        if mode is not None and (not stat.S_ISREG(mode) or not os.access(path, os.W_OK)):
            path.write_bytes(data)
            return
        with NamedTemporaryFile(dir=path.parent, prefix=".clausescan-", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
        temporary.chmod(stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
        temporary.replace(path)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        if temporary:
            with suppress(OSError):
                temporary.unlink()
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise ClausescanError(f"{display(str(path))}: cannot be written: {reason}") from error
    except BaseException:  # Ctrl-C: leave no half file behind
        if temporary:
            with suppress(OSError):
                temporary.unlink()
        raise


def _umask() -> int:
    """The process's mask; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
