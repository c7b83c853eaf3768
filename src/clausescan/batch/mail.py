"""The attachments of an e-mail, EML or Outlook's MSG. Run in a worker: what a hostile message costs, it costs there.

An MSG file is a small file system (MS-OXMSG): every attachment is a folder with one stream for each property, a message
in a message is a folder laid out like the whole.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from io import BytesIO

from clausescan.batch.archives import CONTAINERS
from clausescan.batch.limits import ArchiveLimits
from clausescan.errors import ReadError
from clausescan.reading.paths import SUFFIXES, no_document

MESSAGES = frozenset({".eml", ".msg"})

Part = tuple[str, Callable[[], object]]
"""An attachment's file name and how to get its content; what are no bytes are no attachment."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTENT = "__substg1.0_37010102"
_NAMES = (
    ("__substg1.0_3707001F", "utf-16-le"),
    ("__substg1.0_3704001F", "utf-16-le"),
    ("__substg1.0_3707001E", "cp1252"),
    ("__substg1.0_3704001E", "cp1252"),
)
"""Long name, short name, and both in messages without Unicode."""
_LONGEST_NAME = 2_000
_BY_TYPE = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
}


def attachments(
    data: bytes, uri: str, limits: ArchiveLimits | None = None
) -> tuple[list[tuple[str, bytes]], dict[str, int]]:
    """Names and bytes of the attached documents and archives of a message, in its order, and reasons why others were
    passed over, with their number. Attached messages are opened too. Names are the message's, without folders.

    Raises ReadError where the message is damaged beyond reading or holds too much.
    """
    limits = limits or ArchiveLimits()
    try:
        return _kept(_outlook(data) if data.startswith(_OLE) else _internet(data), uri, limits)
    except RecursionError as error:
        raise ReadError(uri, "bad_message", "messages in messages, too deep to be opened") from error
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, OSError, struct.error) as error:
        raise ReadError(uri, "bad_message", f"the e-mail is damaged and could not be opened ({error})") from error


def _kept(parts: Iterable[Part], uri: str, limits: ArchiveLimits) -> tuple[list[tuple[str, bytes]], dict[str, int]]:
    found: list[tuple[str, bytes]] = []
    passed_over: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    size = 0
    for given, load in parts:
        name = _harmless(given)
        if not name:
            continue
        skipped = no_document(name, SUFFIXES | CONTAINERS)
        if skipped:
            passed_over[skipped[1]] += 1
            continue
        if len(found) == limits.attachments:
            raise ReadError(uri, "archive_bomb", f"more than {limits.attachments:,} attachments; it was not opened")
        content = load()
        if not isinstance(content, bytes):
            continue
        size += len(content)
        if size > limits.expanded_bytes:
            raise ReadError(uri, "archive_bomb", "its attachments are larger than the limit for a message")
        taken[name] += 1
        found.append((name if taken[name] == 1 else f"{name}#{taken[name]}", content))
    return found, dict(passed_over)


def _harmless(name: str) -> str:
    """A file name without folders and without characters that are not seen."""
    return "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable()).strip()


def _internet(data: bytes) -> Iterator[Part]:
    """Attachments of an EML file and of the messages in it."""

    def content(part: Message) -> Callable[[], object]:
        return lambda: part.get_payload(decode=True)

    for part in message_from_bytes(data, policy=compat32).walk():
        if not part.is_multipart():
            yield _given_name(part), content(part)


def _given_name(part: Message) -> str:
    """The file name that a part gives itself, or one by its type; "" where the part is no attachment."""
    name = str(part.get_filename() or "")
    if "=?" in name:  # encoded words of mail headers, which some programs put into file names
        from email.header import decode_header, make_header

        name = str(make_header(decode_header(name)))
    kind = _BY_TYPE.get(part.get_content_type())
    return name or (f"attachment{kind}" if kind else "")


def _outlook(data: bytes) -> Iterator[Part]:
    """Attachments of an MSG file and of the messages in it."""
    from olefile import OleFileIO

    def content(path: list[str]) -> Callable[[], object]:
        return lambda: ole.openstream(path).read()

    with OleFileIO(BytesIO(data)) as ole:
        paths = ole.listdir()
        there = {tuple(path) for path in paths}
        if not any(path[0].startswith("__substg1.0_") or path[0].startswith("__properties") for path in paths):
            raise ValueError("no Outlook message")
        for path in sorted(paths):
            if path[-1] != _CONTENT:
                continue
            name = ""
            for stream, encoding in _NAMES:
                place = [*path[:-1], stream]
                if not name and tuple(place) in there:
                    raw = ole.openstream(place).read(_LONGEST_NAME)
                    name = raw.decode(encoding, "replace").rstrip("\0")
            yield name, content(path)
