"""How far a command is."""

from __future__ import annotations

from pathlib import Path

import click


class Progress:
    """Which file is being read: on standard error, and only when that is a terminal. `total` None: not known."""

    def __init__(self, total: int | None, quiet: bool) -> None:
        from rich.console import Console

        self._console = Console(stderr=True)
        self._status = self._console.status("") if self._console.is_terminal and not quiet else None
        self._total, self._count = total, 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.pause()

    def begin(self, file: str | Path) -> None:
        from rich.text import Text

        from clausescan.report.escape import visible

        self._count += 1
        if self._status:
            count = f"{self._count}/{self._total}" if self._total else str(self._count)
            self._status.update(Text(f"{count} {visible(str(file))}"))
            self._status.start()

    def pause(self) -> None:
        if self._status:
            self._status.stop()

    def tell(self, message: str) -> None:
        """An error line, with or without progress."""
        from clausescan.report.escape import visible

        self.pause()
        click.echo(f"clausescan: {visible(message)}", err=True)
