"""Bytes to text: byte order marks, UTF-8, UTF-16 without a mark, cp1252, and only then a guess that is owned up to."""

from __future__ import annotations

import codecs
import re

from clausescan.errors import ReadError
from clausescan.model import Notice

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark starts with that one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufeff\ufffe\uffff\u200b\u2060]")
_ODD_SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, *range(0x1C, 0x20)], " ")
_HYPHENS = dict.fromkeys(
    [0xAD, 0x2010, 0x2011], "-"
)  # a soft hyphen in a text file shows, and was a real one nearly always
_PLAIN = {**_ODD_SPACES, **_HYPHENS}
_NEWLINES = re.compile(r"\r\n?|[\x85\u2028\u2029]")


def decode(data: bytes, path: str, declared: str = "") -> tuple[str, tuple[Notice, ...]]:
    """The text of `data` and what must be said about its encoding. Newlines come out as "\\n", odd spaces as " ".

    `declared` is the encoding that the file names for itself; it counts where the bytes are not UTF-8. Raises
    ReadError "binary" where the bytes are no text at all.
    """
    text, notices = _decode(data, path, declared)
    text = _NEWLINES.sub("\n", text).translate(_PLAIN)
    text, removed = _CONTROLS.subn("", text)
    controls = removed if removed > 20 else 0
    if controls:
        notices = (*notices, Notice("control_characters", f"{controls} control or invisible characters were removed"))
    return text, notices


def _decode(data: bytes, path: str, declared: str) -> tuple[str, tuple[Notice, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            damaged = text.count("\ufffd")
            said = (
                ()
                if not damaged
                else (Notice("encoding", f"{damaged} characters could not be decoded ({encoding}) and show as \ufffd"),)
            )
            return text, said
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    if zeros:
        wide = _utf16(sample)
        if wide:
            return data.decode(wide, "replace"), (Notice("encoding", f"no byte order mark; read as {wide.upper()}"),)
        if zeros > len(sample) / 20:
            raise ReadError(
                path,
                "binary",
                "the file is not text and of no kind that is read (PDF, Word .docx, HTML, Markdown, text)",
            )
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        broken = error
    if declared:
        try:
            return data.decode(declared), ()
        except (LookupError, ValueError):
            pass  # the name or the claim is wrong: look at the bytes
    return _eight_bit(data, path, broken)


def _utf16(sample: bytes) -> str:
    """UTF-16 shows by zeros in every other byte."""
    half = max(len(sample) // 2, 1)
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _eight_bit(data: bytes, path: str, broken: UnicodeDecodeError) -> tuple[str, tuple[Notice, ...]]:
    high = sum(byte >= 0x80 for byte in data[:_SAMPLE])
    around = data[max(broken.start - _SAMPLE // 2, 0) : broken.start + _SAMPLE // 2]
    # UTF-8 with a few broken bytes: keep the good letters, show the broken ones.
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(ord(c) >= 0x80 and c != "\ufffd" for c in text[:_SAMPLE])
    if good and bad * 20 < good:
        return text, (Notice("encoding", f"{bad} bytes are not valid UTF-8 and show as \ufffd"),)
    # English in cp1252 has few bytes above 0x7F: quotes, dashes, section signs, here and there an accent.
    if _windows(around) and high < 0.1 * min(len(data), _SAMPLE):
        return data.decode("cp1252", "replace"), (Notice("encoding", "not UTF-8; read as Windows-1252"),)
    if _binary(around):
        raise ReadError(
            path, "binary", "the file is not text and of no kind that is read (PDF, Word .docx, HTML, Markdown, text)"
        )
    from charset_normalizer import from_bytes

    best = from_bytes(around).best()
    if best is None:
        raise ReadError(path, "unknown_encoding", "the encoding of the text is not known: save the file as UTF-8")
    said = Notice("encoding", f"the encoding is a guess ({best.encoding}); check the text, or save the file as UTF-8")
    return data.decode(best.encoding, "replace"), (said,)


def _windows(sample: bytes) -> bool:
    return not any(byte in sample for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)) and not _binary(sample)


def _binary(sample: bytes) -> bool:
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in sample)
    return controls > len(sample) / 50
