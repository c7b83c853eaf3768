"""What a caller may choose about reading, and the limits that keep hostile files from hurting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. Each is named in the error that it causes."""

    file_bytes: int = 200_000_000
    """Largest file taken, in bytes."""
    expanded_bytes: int = 300_000_000
    """Most bytes that the parts of a Word file, or the streams of a PDF, may inflate to; counted while inflating."""
    pages: int = 5_000
    """Most pages of one PDF."""
    characters: int = 20_000_000
    """Most characters of text."""
    seconds: float = 120.0
    """Wall-clock time for reading one file (OCR has its own: `ocr_page_seconds`)."""
    memory_bytes: int = 2_000_000_000
    """Address space of the reading process, in bytes, beyond what the program had when it started (on Linux)."""
    ocr_page_seconds: float = 60.0
    """Wall-clock time for the OCR of one page."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """`pages`: 1-based page ranges (first, last), both included; empty means all. `revisions`: the view of a Word
    file with tracked changes: as if all were accepted, as if none had been made, or both marked in the text."""

    pages: tuple[tuple[int, int], ...] = ()
    ocr: bool = False
    revisions: Literal["accepted", "original", "marked"] = "accepted"
    limits: Limits = field(default_factory=Limits)
