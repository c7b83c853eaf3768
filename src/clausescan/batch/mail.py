"""The attachments of an e-mail. Run in a worker: what a hostile message costs, it costs there."""

from __future__ import annotations

from collections import Counter
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32

from clausescan.batch.archives import CONTAINERS
from clausescan.batch.limits import ArchiveLimits
from clausescan.errors import ReadError
from clausescan.reading.paths import SUFFIXES, no_document

MESSAGES = frozenset({".eml"})

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
    found: list[tuple[str, bytes]] = []
    passed_over: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    size = 0
    try:
        for part in message_from_bytes(data, policy=compat32).walk():
            name = _name(part)
            if part.is_multipart() or not name:
                continue
            skipped = no_document(name, SUFFIXES | CONTAINERS)
            if skipped:
                passed_over[skipped[1]] += 1
                continue
            if len(found) == limits.attachments:
                raise ReadError(uri, "archive_bomb", f"more than {limits.attachments:,} attachments; it was not opened")
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes):
                continue
            size += len(content)
            if size > limits.expanded_bytes:
                raise ReadError(uri, "archive_bomb", "its attachments are larger than the limit for a message")
            taken[name] += 1
            found.append((name if taken[name] == 1 else f"{name}#{taken[name]}", content))
    except RecursionError as error:
        raise ReadError(uri, "bad_message", "messages in messages, too deep to be opened") from error
    except (MessageError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise ReadError(uri, "bad_message", f"the e-mail is damaged and could not be opened ({error})") from error
    return found, dict(passed_over)


def _name(part: Message) -> str:
    """The file name of an attachment, without folders; "" where the part is none."""
    given = part.get_filename()
    name = str(given or "").replace("\\", "/").rpartition("/")[2].strip()
    name = "".join(c for c in name if c.isprintable())
    if name:
        return _decoded(name)
    kind = _BY_TYPE.get(part.get_content_type())
    return f"attachment{kind}" if kind else ""


def _decoded(name: str) -> str:
    """A name in the encoded words of mail headers ("=?utf-8?q?…?="), which some programs put into file names."""
    if "=?" not in name:
        return name
    from email.header import decode_header, make_header

    return str(make_header(decode_header(name))).replace("\\", "/").rpartition("/")[2] or name
