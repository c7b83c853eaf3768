"""The text of a Word file with all tracked changes accepted or rejected, read by its own few rules (ECMA-376, 17.13.5)
and not by the code that writes redlines."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import docx
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def texts(data: bytes, gone: str, kept: str) -> list[str]:
    """Paragraphs of the body with words, where `gone` ("del") is taken away and `kept` ("ins") stays. A paragraph whose
    mark is gone runs on into the next one."""
    with ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        root = etree.fromstring(package.read("word/document.xml"))
    for node in list(root.iter(W + gone, W + {"del": "moveFrom", "ins": "moveTo"}[gone])):
        parent = node.getparent()
        if parent.tag == W + "rPr":
            parent.getparent().getparent().set("joined", "yes")
        elif parent.tag == W + "trPr":
            row = parent.getparent()
            row.getparent().remove(row)
            continue
        if node.getparent() is not None:
            parent.remove(node)
    found, carried = [], ""
    for paragraph in root.iter(W + "p"):
        words = carried + _words(paragraph)
        if paragraph.get("joined"):
            carried = words
        else:
            found.append(words)
            carried = ""
    return [text for text in [*found, carried] if text.strip()]


def _words(paragraph: etree._Element) -> str:
    out = []
    for node in paragraph.iter():
        if any(a.tag == W + "txbxContent" for a in node.iterancestors()):
            continue
        if node.tag in (W + "t", W + "delText"):
            out.append(node.text or "")
        elif node.tag == W + "tab" and node.getparent().tag == W + "r":
            out.append("\t")
        elif node.tag == W + "cr" or (node.tag == W + "br" and node.get(W + "type") not in ("page", "column")):
            out.append("\n")
        elif node.tag == W + "noBreakHyphen":
            out.append("-")
    return "".join(out)


def accepted(data: bytes) -> list[str]:
    return texts(data, "del", "ins")


def rejected(data: bytes) -> list[str]:
    return texts(data, "ins", "del")


def plain(data: bytes) -> list[str]:
    """Paragraphs of a file without tracked changes, tables in their place, as python-docx reads them."""
    document = docx.Document(BytesIO(data))
    found = [
        docx.text.paragraph.Paragraph(node, document).text
        for node in document.element.body.iter(W + "p")
        if not any(a.tag == W + "txbxContent" for a in node.iterancestors())
    ]
    return [text for text in found if text.strip()]
