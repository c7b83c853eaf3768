"""The files of both versions, for a redline that is drawn into one of them."""

from __future__ import annotations

from dataclasses import dataclass

from clausescan.report.formats import Rendering


@dataclass(frozen=True, slots=True)
class Versions(Rendering):
    """`old` and `new` are the bytes that were read; None where a file is gone, has changed, or was read in another view
    than with all tracked changes accepted."""

    old: bytes | None = None
    new: bytes | None = None
