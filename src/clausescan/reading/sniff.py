"""What a file is, told from its first bytes (and the names inside a zip), never from its suffix."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from clausescan.errors import ReadError

Kind = Literal["pdf", "docx", "html", "markdown", "text"]

_CONVERT = (
    'open it in Word or LibreOffice and save it as .docx, or run "soffice --headless --convert-to docx FILE", '
    "then read the .docx"
)

_PICTURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
)
_ARCHIVES: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
)

_HTML = re.compile(rb"(?i)<(?:!doctype\s{1,40}html|html|head|body)[\s>]")
_TAG = re.compile(
    rb"(?i)</?(?:p|div|br|table|tr|td|h[1-6]|ul|ol|li|font|span|b|i|u|strong|em|center)(?:\s[^<>]{0,300})?/?>"
)
_MAIL_HEAD = re.compile(
    rb"(?i)^(?:from|to|cc|bcc|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to|"
    rb"reply-to|sender|x-[\w-]{1,60}):[ \t]"
)
_MAIL_NEXT = re.compile(rb"^(?:[!-9;-~]{1,76}:|[ \t])")
_MD_HEADING = re.compile(r"(?m)^#{1,6}[ \t]+\S")
_MD_RULE = re.compile(r"(?m)^(?:\|?[ \t]*:?-{3,}:?[ \t]*\|)+")
_MD_MARK = re.compile(r"\*\*[^*\n]{1,200}\*\*|\]\((?:https?:|#|\.?/)[^)\n]{1,300}\)|(?m:^(?:```|~~~|> |[-*+] \S))")

_SUFFIX: dict[str, frozenset[Kind]] = {
    ".pdf": frozenset({"pdf"}),
    ".docx": frozenset({"docx"}),
    ".docm": frozenset({"docx"}),
    ".dotx": frozenset({"docx"}),
    ".dotm": frozenset({"docx"}),
    ".htm": frozenset({"html"}),
    ".html": frozenset({"html"}),
    ".xhtml": frozenset({"html"}),
    ".md": frozenset({"markdown", "text"}),
    ".markdown": frozenset({"markdown", "text"}),
    ".txt": frozenset({"text", "markdown", "html"}),  # filings on EDGAR are HTML inside .txt
    ".doc": frozenset(),
    ".rtf": frozenset(),
    ".odt": frozenset(),
}
_SPOKEN: dict[Kind, str] = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "html": "HTML",
    "markdown": "Markdown",
    "text": "plain text",
}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The kind of a file, and one sentence where its name says something else ("" where it agrees)."""

    kind: Kind
    name_differs: str = ""


def sniff(data: bytes, path: str) -> Sniffed:
    """The kind of `data`; `path` is used for messages and for telling Markdown from text only.

    Raises ReadError: "empty_file", "lock_file", "encrypted", or "unsupported_format" with the way to convert.
    """
    if not data:
        raise ReadError(path, "empty_file", "the file is empty (0 bytes)")
    name = PurePath(path).name
    suffix = PurePath(name).suffix.lower()
    if name.startswith("~$") and len(data) < 1024:
        raise ReadError(
            path,
            "lock_file",
            "this is the lock file that Word leaves beside an open document; read the document itself",
        )
    kind = _kind(data, path, suffix)
    expected = _SUFFIX.get(suffix)
    if expected is None or kind in expected:
        return Sniffed(kind)
    return Sniffed(kind, f'the name ends in "{suffix}" but the file is {_SPOKEN[kind]}; it was read as {_SPOKEN[kind]}')


def _kind(data: bytes, path: str, suffix: str) -> Kind:
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK"):
        return _zip(data, path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _ole(data, path)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise _unsupported(path, f"RTF files are not read: {_CONVERT}")
    if head.startswith(b"%!PS"):
        raise _unsupported(path, "PostScript files are not read: convert it to PDF (ps2pdf FILE) and read the PDF")
    for magic, name in _PICTURES:
        if head.startswith(magic) and b"\x00" in data[:4096]:
            raise _unsupported(
                path, f"this is a picture ({name}), not a document: make a PDF of it and read that with --ocr"
            )
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise _unsupported(path, "this is a picture (WebP), not a document: make a PDF of it and read that with --ocr")
    for magic, name in _ARCHIVES:
        if head.startswith(magic):
            raise _unsupported(path, f"this is a packed file ({name}): unpack it and read the documents inside")
    if is_mail(head):
        raise _unsupported(
            path, "this is an e-mail (EML); attachments are not unpacked: save the attached agreement and read that"
        )
    if suffix == ".pdf" and _pdf_objects(head):
        raise ReadError(path, "not_pdf", "not a PDF: the header %PDF is missing; save or export the file again")
    return _text_kind(data, suffix)


def _zip(data: bytes, path: str) -> Kind:
    # Names of members stand uncompressed in a zip, so a search says what it holds without opening anything.
    if b"mimetypeapplication/vnd.oasis.opendocument" in data[:200]:
        raise _unsupported(path, f"OpenDocument files (.odt) are not read: {_CONVERT}")
    if b"word/" in data:
        return "docx"
    if b"[Content_Types].xml" in data:
        if b"xl/workbook" in data:
            raise _unsupported(path, "this is an Excel workbook, not a document")
        if b"ppt/presentation" in data:
            raise _unsupported(path, "this is a PowerPoint presentation, not a document")
        return "docx"
    raise ReadError(
        path, "not_word", "this is a zip file but not a Word document: unpack it and read the documents inside"
    )


def _ole(data: bytes, path: str) -> ReadError:
    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        return ReadError(
            path,
            "encrypted",
            "the file is protected with a password: open it in Office, remove the password and save it",
        )
    if has("WordDocument"):
        return _unsupported(path, f"old Word files (.doc) are not read: {_CONVERT}")
    if has("__substg1.0_"):
        return _unsupported(
            path,
            "this is an Outlook message (MSG); attachments are not unpacked: save the attached agreement and read that",
        )
    return _unsupported(path, f"old Office files are not read: {_CONVERT}")


def _unsupported(path: str, reason: str) -> ReadError:
    return ReadError(path, "unsupported_format", reason)


def is_mail(head: bytes) -> bool:
    """A block of header lines at the very top, two of them well known. An agreement may start "Date: …" but not so."""
    known = 0
    for line in head.lstrip(b"\xef\xbb\xbf").splitlines()[:12]:
        if not line.strip():
            break
        if not _MAIL_NEXT.match(line):
            return False
        name = line.split(b":", 1)[0].lower()
        if name in (b"mime-version", b"message-id", b"received", b"return-path", b"content-type", b"delivered-to"):
            known += 2
        elif _MAIL_HEAD.match(line):
            known += 1
    return known >= 4


def _pdf_objects(head: bytes) -> bool:
    return re.search(rb"\d{1,10} \d{1,5} obj\b", head) is not None


def _text_kind(data: bytes, suffix: str) -> Kind:
    sample = data[:65536]
    if b"\x00" in sample:
        # UTF-16 has a zero in every Latin letter; dropping them is good enough for looking at tags.
        sample = sample.replace(b"\x00", b"")
    if _HTML.search(sample[:16384]) or len(_TAG.findall(sample[:32768])) >= 8:
        return "html"
    if suffix in (".md", ".markdown"):
        return "markdown"
    text = sample.decode("latin-1")
    headings = len(_MD_HEADING.findall(text))
    signs = headings + len(_MD_RULE.findall(text)) + len(_MD_MARK.findall(text))
    return "markdown" if headings >= 2 and signs >= 4 and suffix != ".txt" else "text"
