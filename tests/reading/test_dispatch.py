"""What a file is, told from its bytes, and what the reader says of files that it does not read."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from clausescan import read
from clausescan.errors import ReadError, display
from clausescan.reading import Limits, ReadOptions
from clausescan.reading.sniff import sniff

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
CONTRACT = b"1. Term. The venture lasts for ten years from the date of this agreement.\n\n2. Exit. A party may leave.\n"


def zipped(*names: str, first: bytes = b"") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        if first:
            archive.writestr("mimetype", first)
        for name in names:
            archive.writestr(name, "<x/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n", "pdf"),
        ("a.pdf", b"junk before the header\r\n" * 20 + b"%PDF-1.4\n", "pdf"),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        ("a.docx", zipped("[Content_Types].xml", "elsewhere/main.xml"), "docx"),
        ("a.txt", CONTRACT, "text"),
        ("", CONTRACT, "text"),
        ("a.txt", CONTRACT.decode().encode("utf-16-le"), "text"),
        ("a.txt", b"Date: 1 May 2020\nFrom: the Seller\n\nThe parties agree.", "text"),
        ("a.txt", b"# 1 of 2\n# counterparts\n- and -\n", "text"),
        ("a.htm", b"<!DOCTYPE html><html><body><p>x</p>", "html"),
        ("", b"<p>a</p><p>b</p><p>c</p><p>d</p><p>e</p>", "html"),
        ("a.txt", b"<DOCUMENT><TYPE>EX-10.1<TEXT>\n<HTML><BODY><P>x", "html"),
        ("a.txt", '<html><body><p lang="en">x'.encode("utf-16"), "html"),
        ("a.txt", b"where a < b and <b>one</b> bold word", "text"),
        ("a.md", CONTRACT, "markdown"),
        ("", b"# Agreement\n\n## 1 Term\n\n- **five** years\n- [link](https://example.org)\n", "markdown"),
        ("a.txt", b"BM is a short name\n", "text"),
    ],
)
def test_kind_by_content(name: str, data: bytes, kind: str) -> None:
    assert sniff(data, name).kind == kind


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        (
            "a.doc",
            OLE + "WordDocument".encode("utf-16-le"),
            "unsupported_format",
            "soffice --headless --convert-to docx",
        ),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        ("a.msg", OLE + "__substg1.0_0037".encode("utf-16-le"), "unsupported_format", "Outlook"),
        ("a.rtf", b"{\\rtf1\\ansi text}", "unsupported_format", "save it as .docx"),
        ("a.txt", b"\xef\xbb\xbf{\\rtf1", "unsupported_format", "RTF"),
        ("a.odt", zipped("x", first=b"application/vnd.oasis.opendocument.text"), "unsupported_format", ".docx"),
        ("a.docx", zipped("[Content_Types].xml", "xl/workbook.xml"), "unsupported_format", "Excel"),
        ("a.docx", zipped("[Content_Types].xml", "ppt/presentation.xml"), "unsupported_format", "PowerPoint"),
        ("a.zip", zipped("agreement.pdf"), "not_word", "unpack"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00", "unsupported_format", "--ocr"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "unsupported_format", "picture"),
        ("a.tif", b"II*\x00\x08\x00", "unsupported_format", "TIFF"),
        ("a.gz", b"\x1f\x8b\x08\x00", "unsupported_format", "unpack"),
        ("a.ps", b"%!PS-Adobe-3.0\n", "unsupported_format", "ps2pdf"),
        (
            "a.eml",
            b"From: a@b.c\nTo: d@e.f\nSubject: draft\nMIME-Version: 1.0\n\nhello",
            "unsupported_format",
            "e-mail",
        ),
        ("a.pdf", b"1 0 obj\n<</Type/Catalog>>\nendobj\n", "not_pdf", "header"),
        ("~$a.docx", b"\x05Owner" + b" " * 150, "lock_file", "Word"),
        ("a.txt", b"", "empty_file", "0 bytes"),
        ("a.txt", b" \n\t\n" * 50, "no_text", "no text"),
        ("a.bin", bytes(range(256)) * 40, "binary", "not text"),
    ],
)
def test_what_is_not_read_says_why_and_what_to_do(name: str, data: bytes, code: str, words: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(data, name=name)
    assert caught.value.code == code
    assert words in caught.value.reason
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize("source", ["path", "string", "bytes", "stream"])
def test_every_source_gives_the_same_document(tmp_path: Path, source: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(CONTRACT)
    sources = {"path": file, "string": str(file), "bytes": CONTRACT, "stream": io.BytesIO(CONTRACT)}
    document = read(sources[source], name="a.txt")
    assert (document.path, document.media_type, len(document.blocks)) == ("a.txt", "text/plain", 2)
    assert document.sha256 == read(CONTRACT).sha256
    assert not document.warnings


def test_names_default_to_what_was_given(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(CONTRACT)
    assert read(file).path == str(file)
    assert read(CONTRACT).path == "-"


def test_a_stream_that_gives_little_at_a_time_is_read_to_its_end() -> None:
    class Drip(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 7, 7) if size != -1 else 7)

    assert read(Drip(CONTRACT)).text == read(CONTRACT).text


def test_a_wrong_suffix_is_said_and_the_bytes_decide() -> None:
    document = read(b"<html><body><p>The parties agree on the term.</p></body></html>", name="a.pdf")
    assert [(n.code, "but the file is HTML" in n.message) for n in document.warnings] == [("name_differs", True)]
    with pytest.raises(ReadError, match="but the file is a PDF"):
        read(b"%PDF-1.4 nothing follows", name="a.docx")


def test_page_ranges_do_not_vanish_silently() -> None:
    document = read(CONTRACT, options=ReadOptions(pages=((1, 1),)))
    assert [notice.code for notice in document.warnings] == ["no_pages"]


@pytest.mark.parametrize("size", [11, 10_000])
def test_size_is_checked_before_reading(tmp_path: Path, size: int) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"x" * size)
    options = ReadOptions(limits=Limits(file_bytes=10))
    for source in (file, file.read_bytes(), io.BytesIO(file.read_bytes())):
        with pytest.raises(ReadError, match="limit of 10 bytes") as caught:
            read(source, options=options)
        assert caught.value.code == "too_large"


@pytest.mark.parametrize("data", [b"word " * 100, "合".encode() * 100])
def test_length_is_limited_and_the_limit_named(data: bytes) -> None:
    with pytest.raises(ReadError, match="limit of 50 characters") as caught:
        read(data, options=ReadOptions(limits=Limits(characters=50)))
    assert caught.value.code == "too_long"


@pytest.mark.skipif(os.name != "posix", reason="file kinds of POSIX")
def test_what_is_no_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    os.symlink("b", tmp_path / "a")
    os.symlink("a", tmp_path / "b")
    os.symlink("nowhere", tmp_path / "dangling")
    (tmp_path / "file.txt").write_bytes(CONTRACT)
    cases = {
        "pipe.pdf": ("not_regular_file", "named pipe"),
        ".": ("is_directory", "folder"),
        "a": ("link_loop", "loop"),
        "dangling": ("not_found", "the link points to a file that does not exist"),
        "missing.pdf": ("not_found", "no file of this name"),
        "file.txt/more": ("not_found", "no file of this name"),
        "nul\x00.txt": ("not_found", "can have this name"),
        "n" * 300: ("unreadable", "too long"),
    }
    for name, (code, words) in cases.items():
        with pytest.raises(ReadError) as caught:
            read(str(tmp_path / name) if name != "." else tmp_path)
        assert caught.value.code == code, name
        assert words in caught.value.reason, name
    with pytest.raises(ReadError, match="a device"):
        read("/dev/zero")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(CONTRACT)
    file.chmod(0)
    with pytest.raises(ReadError) as caught:
        read(file)
    assert caught.value.code == "permission_denied"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain.txt", "plain.txt"),
        ("-rf.txt", "-rf.txt"),
        ("line\nbreak\t.txt", r"line\nbreak\t.txt"),
        ("合同.txt", "合同.txt"),
        ("bad\udcff\udcfe.txt", r"bad\xff\xfe.txt"),
        ("right\u202eto-left", r"right\u202eto-left"),
        ("\x1b[31mred", r"\x1b[31mred"),
    ],
)
def test_names_print_safely(name: str, shown: str) -> None:
    assert display(name) == shown
    assert str(ReadError(name, "x", "why")) == f"{shown}: why"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Die Gesellschafter vereinbaren, dass der Vertrag mit einer Frist von drei Monaten endet. " * 5, True),
        ("第一条 合资期限为五年。" * 5, True),
        ("The parties agree that the venture shall end when the board so decides under this deed. " * 5, False),
        ("By: ____ Name: Title:", False),
    ],
)
def test_other_languages_are_said(text: str, said: bool) -> None:
    assert ("not_english" in [notice.code for notice in read(text.encode()).warnings]) == said
