"""A report file for each agreement of a store, beside the store: what they are called, and writing them whole."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clausescan.errors import ClausescanError, display
from clausescan.report.formats import FORMATS

_UNSAFE = re.compile(r"[^\w .,()+-]+")
_LONGEST = 80


def report_name(path: str, sha256: str, format: str) -> str:
    """The file name of an agreement's report in a format of report/formats.py: the agreement's own name, made harmless,
    and the beginning of its hash, which tells agreements of the same name apart."""
    last = re.split(r"[/\\]", path)[-1]
    stem = _UNSAFE.sub("_", last.rpartition(".")[0] or last).strip(" .")[:_LONGEST].strip()
    return f"{stem or 'agreement'}-{sha256[:8]}{FORMATS[format].suffix}"


@dataclass(frozen=True, slots=True)
class Reports:
    """Report files in a folder, one for each document and format."""

    folder: Path
    formats: tuple[str, ...]

    def file(self, path: str, sha256: str, format: str) -> Path:
        return self.folder / report_name(path, sha256, format)

    def complete(self, path: str, sha256: str) -> bool:
        """Whether a document has all its report files."""
        return all(self.file(path, sha256, format).exists() for format in self.formats)

    def drop(self, path: str, sha256: str) -> None:
        """Remove the report files of a document."""
        for format in self.formats:
            with suppress(OSError):  # where the folder is none, writing says so
                self.file(path, sha256, format).unlink()

    def write(self, path: str, sha256: str, format: str, data: bytes) -> None:
        """The whole file or none of it. Raises ClausescanError."""
        file = self.file(path, sha256, format)
        temporary = ""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            number, temporary = tempfile.mkstemp(dir=self.folder, prefix=".clausescan-")
            with open(number, "wb") as stream:
                stream.write(data)
            os.replace(temporary, file)
        except BaseException as error:
            with suppress(OSError):
                os.unlink(temporary)
            if isinstance(error, OSError):
                reason = error.strerror or error
                raise ClausescanError(f"{display(str(file))}: cannot be written: {reason}") from error
            raise
