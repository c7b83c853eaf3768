"""The errors clausescan raises on purpose. The command line turns them into exit codes; nothing else does."""

from __future__ import annotations

import unicodedata


def display(name: str) -> str:
    """A file name that is safe to print: control, direction and undecodable characters are escaped ("a\\nb.txt")."""
    if name.isascii() and name.isprintable():
        return name
    return "".join(c if c.isprintable() and unicodedata.category(c) != "Cf" else _escape(c) for c in name)


def _escape(c: str) -> str:
    code = ord(c)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, as Python keeps it in file names
        return f"\\x{code - 0xDC00:02x}"
    return " " if c == "\u00a0" else c.encode("unicode_escape").decode("ascii")


class ClausescanError(Exception):
    """Base of every error that is meant for the user. Its text is one plain sentence."""


class ReadError(ClausescanError):
    """An input could not be read, or held no text.

    `code` is a stable word for pipelines ("no_text_layer", "encrypted", "too_large", ...), `path` the file as the
    user named it, `page` a 1-based page where one is to blame, `reason` one sentence for people that says what to do.
    """

    def __init__(self, path: str, code: str, reason: str, page: int | None = None) -> None:
        self.path, self.code, self.reason, self.page = path, code, reason, page
        where = f"{display(path)}, page {page}" if page else display(path)
        super().__init__(f"{where}: {reason}")

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str, str, int | None]]:
        return type(self), (self.path, self.code, self.reason, self.page)


class ModelError(ClausescanError):
    """A model folder is missing, incomplete, or its hash does not match its card."""


class TrainingError(ClausescanError, ValueError):
    """A model cannot be trained, or scored, on this data or with these settings."""


class SearchIndexError(ClausescanError):
    """A search index is missing, damaged, in use, of another format, or made with another model."""


class StoreError(ClausescanError):
    """The store of a batch is missing, damaged, in use, or made by a later clausescan, or has not what was asked."""


class ComparisonError(ClausescanError):
    """There are no two versions to compare, or they were judged by different checklists."""


class FormatError(ClausescanError):
    """A report cannot be written in a format: the agreement's file is missing, has changed or is of another kind."""


class ConfigError(ClausescanError):
    """A configuration file or environment variable is wrong; `file` and `key` say where."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"{file}: {key}: {reason}")


class ChecklistError(ClausescanError):
    """A checklist file is wrong: `file`, 1-based `line` (None: the file as a whole), `key` and `reason`."""

    def __init__(self, file: str, line: int | None, key: str, reason: str) -> None:
        self.file, self.line, self.key, self.reason = file, line, key, reason
        where = f"{display(file)}, line {line}" if line else display(file)
        super().__init__(f"{where}: {f'{display(key)}: ' if key else ''}{reason}")

    def __reduce__(self) -> tuple[type[ChecklistError], tuple[str, int | None, str, str]]:
        return type(self), (self.file, self.line, self.key, self.reason)
