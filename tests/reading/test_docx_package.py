"""Opening: odd, damaged and hostile packages end in a ReadError with a code of its own, or are read."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile

import pytest
from word_files import NAMESPACES, document_xml, p, package_parts, table, word, zipped

from clausescan.errors import ReadError
from clausescan.reading.docx import read_docx
from clausescan.reading.options import Limits, ReadOptions

GOOD = p("Either party may leave.")
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def read_text(data: bytes, name: str = "case.docx", **limits: int) -> str:
    return read_docx(data, name, ReadOptions(limits=Limits(**limits))).text  # type: ignore[arg-type]


def changed(**parts: str | bytes | None) -> bytes:
    """The good package with parts replaced ("word_document_xml" names word/document.xml), None removes one."""
    names = {"document": "word/document.xml", "rels": "_rels/.rels"}
    package = package_parts(GOOD)
    for key, content in parts.items():
        if content is None:
            del package[names[key]]
        else:
            package[names[key]] = content
    return zipped(package)


def relation(target: str, more: str = "") -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{kind}" Target="{target}" {more}/></Relationships>'
    )


def lying(data: bytes) -> bytes:
    """The package with a false size for each part in the central directory."""
    patched = bytearray(data)
    at = patched.find(b"PK\x01\x02")
    while at >= 0:
        patched[at + 24 : at + 28] = struct.pack("<I", 90)
        at = patched.find(b"PK\x01\x02", at + 4)
    return bytes(patched)


ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        pytest.param(b"", "a.docx", "empty_file", id="no bytes"),
        pytest.param(b"\x05Owner" + bytes(156), "dir/~$a.docx", "lock_file", id="lock file"),
        pytest.param(OLE2, "a.docx", "unsupported_format", id="old .doc"),
        pytest.param(OLE2 + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted", id="password"),
        pytest.param(b"%PDF-1.7\n", "a.docx", "wrong_kind", id="PDF"),
        pytest.param(b"{\\rtf1 x}", "a.docx", "unsupported_format", id="RTF"),
        pytest.param(b"plain words", "a.docx", "not_word", id="text"),
        pytest.param(zipped({}), "a.docx", "not_word", id="empty zip"),
        pytest.param(zipped({"a.txt": "x"}), "a.docx", "not_word", id="another zip"),
        pytest.param(
            zipped({"mimetype": "x", "content.xml": "<x/>"}), "a.docx", "unsupported_format", id="OpenDocument"
        ),
        pytest.param(word(GOOD)[:-40], "a.docx", "damaged_zip", id="cut short"),
        pytest.param(lying(word(GOOD)), "a.docx", "damaged_zip", id="false sizes"),
        pytest.param(zipped(package_parts(GOOD), zipfile.ZIP_BZIP2), "a.docx", "unsupported_zip", id="bzip2"),
        pytest.param(changed(document=None), "a.docx", "no_main_part", id="main part missing"),
        pytest.param(changed(rels=relation("../../etc/passwd")), "a.docx", "no_main_part", id="target outside"),
        pytest.param(
            changed(rels=relation("http://x.test/d", 'TargetMode="External"')), "a.docx", "no_main_part", id="web"
        ),
        pytest.param(changed(document="<workbook/>"), "a.docx", "not_word", id="another vocabulary"),
        pytest.param(changed(document=ENTITIES + document_xml(GOOD)), "a.docx", "doctype", id="entity bomb"),
        pytest.param(changed(document=document_xml(GOOD)[:-30]), "a.docx", "damaged_xml", id="XML cut short"),
        pytest.param(changed(document=b"<a>\xff\xfe</a>"), "a.docx", "damaged_xml", id="bytes that are no UTF-8"),
        pytest.param(changed(document=""), "a.docx", "damaged_xml", id="no XML"),
        pytest.param(word(p() + p("  ")), "a.docx", "no_text", id="no text"),
        pytest.param(
            word("<w:sdt><w:sdtContent>" * 400 + GOOD + "</w:sdtContent></w:sdt>" * 400),
            "a.docx",
            "too_deep",
            id="controls",
        ),
        pytest.param(word("<w:x>" * 5000 + "</w:x>" * 5000), "a.docx", "too_deep", id="5,000 elements deep"),
        pytest.param(
            word("<w:tbl><w:tr><w:tc>" * 300 + GOOD + "</w:tc></w:tr></w:tbl>" * 300), "a.docx", "too_deep", id="tables"
        ),
        pytest.param(word(p("<w:smartTag>" * 400 + "</w:smartTag>" * 400)), "a.docx", "too_deep", id="inline"),
    ],
)
def test_refused(data: bytes, name: str, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_text(data, name)
    assert caught.value.code == code
    assert caught.value.path == name
    assert caught.value.reason


def test_damaged_xml_names_part_and_line() -> None:
    with pytest.raises(ReadError, match=r"word/document\.xml is damaged at line 3"):
        read_text(changed(document=f"<w:document {NAMESPACES}>\n<w:body>\n<w:p></w:body></w:document>"))


def test_a_password_and_an_old_file_say_what_to_do() -> None:
    with pytest.raises(ReadError, match="password"):
        read_text(OLE2 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(ReadError, match="--convert-to docx"):
        read_text(OLE2)


@pytest.mark.parametrize("claimed", [True, False])
def test_bomb_is_stopped_while_inflating(claimed: bool) -> None:
    """30 MB that pack into 30 KB, against a limit of 1 MB: little more than the limit is ever held."""
    data = word(GOOD + "<!--" + " " * 30_000_000 + "-->")
    if not claimed:
        data = lying(data)
    tracemalloc.start()
    with pytest.raises(ReadError) as caught:
        read_text(data, expanded_bytes=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code == ("too_large" if claimed else "damaged_zip")
    assert ("1,000,000" in caught.value.reason) is claimed
    assert peak < 8_000_000


def test_limit_counts_all_parts_together() -> None:
    styles = "<!--" + "x" * 40_000 + "-->"
    with pytest.raises(ReadError, match=r"styles\.xml expands past the limit"):
        read_text(word(GOOD + "<!--" + "y" * 70_000 + "-->", styles=styles), expanded_bytes=100_000)


def test_too_many_characters() -> None:
    with pytest.raises(ReadError) as caught:
        read_text(word(p("x" * 60) * 3), characters=150)
    assert caught.value.code == "too_long"
    assert read_text(word(p("x" * 60) * 2), characters=150)


def test_main_part_is_found_by_relationship() -> None:
    parts = package_parts(GOOD)
    parts["content/main2.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = relation("/content/main2.xml")
    assert read_text(zipped(parts)) == "Either party may leave."


def test_names_with_backslashes_and_other_case() -> None:
    parts = package_parts(GOOD)
    parts["Word\\Document.xml"] = parts.pop("word/document.xml")
    parts["../../../tmp/evil"] = "x"
    assert read_text(zipped(parts)) == "Either party may leave."


def test_strict_file() -> None:
    """Strict OOXML names everything otherwise."""
    parts = package_parts(p("Leave.", '<w:jc w:val="center"/>') + table((p("a"), p("b"))))
    strict = {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    for name, content in parts.items():
        for old, new in strict.items():
            content = str(content).replace(old, new)
        parts[name] = content
    assert read_text(zipped(parts)) == "Leave.\na\tb"


def test_80_nested_controls_are_legal() -> None:
    data = word("<w:sdt><w:sdtContent>" * 80 + GOOD + "</w:sdtContent></w:sdt>" * 80)
    assert read_text(data) == "Either party may leave."


def test_utf16_part() -> None:
    xml = '<?xml version="1.0" encoding="UTF-16"?>' + document_xml(GOOD)
    assert read_text(changed(document=xml.encode("utf-16"))) == "Either party may leave."
    with pytest.raises(ReadError, match="document type"):
        read_text(
            changed(
                document=('<?xml version="1.0" encoding="UTF-16"?>' + ENTITIES + document_xml(GOOD)).encode("utf-16")
            )
        )
