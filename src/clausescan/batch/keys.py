"""Keys of what was done with a document: a reading or a judgement with the same key need not be made again.

A key covers all that decides the outcome: the code of the rooms that take part, the model folder, the checklist, the
options. The versions of libraries are not in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clausescan import __version__

if TYPE_CHECKING:
    from datetime import date

    from clausescan.batch.store import Known
    from clausescan.checklist import Checklist
    from clausescan.checklist.waivers import WaiverEntry
    from clausescan.reading.options import ReadOptions

_HOUSE = Path(__file__).resolve().parents[1]
_READ = ("model", "taxonomy", "reading", "structure", "encoding", "language", "facts", "heads", "classify", "pipeline")
_JUDGED = ("assess", "checklist", "precedents")
_PAGES_UNREAD = frozenset({"page_no_text", "ocr_missing", "ocr_failed"})
"""Warnings of a document that OCR could read more of."""
_UNREAD = frozenset({"no_text_layer", "ocr_failed"})
_LIMITED = frozenset({"time_limit", "memory_limit"})
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a run reads and judges with. `base` is the part of the reading that every document depends on; `options`
    matter to some only."""

    base: str
    revisions: str
    ocr: bool
    judged_by: str

    @property
    def read_as(self) -> str:
        """The key of a reading, as the store has it."""
        return f"{self.base} {self.revisions} {'ocr' if self.ocr else '-'}"

    def reads_alike(self, known: Known) -> bool:
        """Whether the reading that the store has is the one that this run would make."""
        base, revisions, ocr = split(known.read_as)
        if base != self.base:
            return False
        if revisions != self.revisions and known.media_type == _WORD:
            return False
        return not (self.ocr and not ocr and known.warnings & _PAGES_UNREAD)

    def fails_alike(self, read_as: str, code: str, limits: str) -> bool:
        """Whether a failure that the store has would come again. `limits` is what this run allows a document."""
        tried, _, allowed = read_as.partition(" within ")
        base, _, ocr = split(tried)
        if base != self.base or (code in _LIMITED and allowed != limits):
            return False
        return not (self.ocr and not ocr and code in _UNREAD)


def split(read_as: str) -> tuple[str, str, bool]:
    """Base, revisions and OCR of a key."""
    base, revisions, ocr = [*read_as.split(" "), "", ""][:3]
    return base, revisions, ocr == "ocr"


def keys_of(
    options: ReadOptions,
    model: Path,
    checklist: Checklist,
    profile: str | None,
    waivers: Iterable[WaiverEntry],
    today: date,
) -> Keys:
    """The keys of a run. `model` is the model folder."""
    from clausescan.encoding.folder import HASHES, sha256
    from clausescan.precedents import precedents
    from clausescan.report.json import SCHEMA_VERSION

    network = sha256(model / HASHES)
    base = _short(__version__, code(_READ), network, SCHEMA_VERSION, _plain(options.pages))
    # A waiver holds until a day; it is that it holds which counts, not today's date.
    taken_on = [
        [e.target, e.clause, e.waiver.reason, e.waiver.owner, e.waiver.until.isoformat(), e.waiver.until >= today]
        for e in waivers
    ]
    wording = {name: each.text for name, each in precedents().items()}
    judged_by = _short(
        __version__, code(_JUDGED), network, _plain(checklist), _plain(profile), json.dumps(taken_on), _plain(wording)
    )
    return Keys(f"{__version__}+{base}", options.revisions, options.ocr, f"{__version__}+{judged_by}")


@cache
def code(rooms: tuple[str, ...]) -> str:
    """A hash of the modules and data files of rooms of clausescan."""
    digest = hashlib.sha256()
    for room in rooms:
        place = _HOUSE / room
        files = [_HOUSE / f"{room}.py"] if not place.is_dir() else sorted(place.rglob("*.py"))
        for file in files:
            if file.is_file():
                digest.update(file.relative_to(_HOUSE).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _plain(value: Any) -> str:
    """What a value says, without where it was written."""

    def plain(value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name not in ("file", "path")}
        if isinstance(value, Mapping):
            return {str(key): plain(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [plain(each) for each in value]
        return value

    return json.dumps(plain(value), sort_keys=True)


def _short(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
