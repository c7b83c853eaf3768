"""Builds small Word files for tests from pieces of WordprocessingML."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "header1": "header",
    "footer1": "footer",
}


def r(text: str, properties: str = "") -> str:
    """A run."""
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(content: str = "", properties: str = "") -> str:
    """A paragraph. Content that is no markup becomes one run."""
    ppr = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    inner = content if content.startswith("<") or not content else r(content)
    return f"<w:p>{ppr}{inner}</w:p>"


def num(num_id: int, ilvl: int = 0) -> str:
    """Direct numbering, for the properties of a paragraph."""
    return f'<w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{num_id}"/></w:numPr>'


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def lvl(ilvl: int, fmt: str, text: str, start: int = 1, more: str = "") -> str:
    head = f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>'
    return f'{head}{more}<w:lvlText w:val="{text}"/></w:lvl>'


def abstract(list_id: int, *levels: str) -> str:
    head = f'<w:abstractNum w:abstractNumId="{list_id}"><w:multiLevelType w:val="multilevel"/>'
    return f"{head}{''.join(levels)}</w:abstractNum>"


def list_of(num_id: int, abstract_id: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{num_id}"><w:abstractNumId w:val="{abstract_id}"/>{overrides}</w:num>'


def start_override(ilvl: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{ilvl}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def paragraph_style(name: str, properties: str = "", based_on: str = "", title: str = "", run: str = "") -> str:
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{title or name}"/>{based}'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def table(*rows: tuple[str, ...]) -> str:
    """A table; each cell is given as its block content."""
    body = "".join("<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{body}</w:tbl>"


def document_xml(body: str) -> str:
    return f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


def zipped(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def package_parts(body: str, **parts: str) -> dict[str, str | bytes]:
    """The parts of a Word file: `parts` gives the inside of styles=, numbering=, footnotes=, header1= and so on."""
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{_TYPES[name]}" Target="{name}.xml"/>' for name in parts
    )
    tags = {"header1": "hdr", "footer1": "ftr"}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'wordprocessingml.{_TYPES[name]}+xml"/>'
        for name in parts
    )
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
            '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.'
            f'main+xml"/>{types}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="m" Type="{_OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
        "word/document.xml": document_xml(body),
        **{
            f"word/{name}.xml": f"<w:{tags.get(name, name)} {NAMESPACES}>{inside}</w:{tags.get(name, name)}>"
            for name, inside in parts.items()
        },
    }


def word(body: str, **parts: str) -> bytes:
    """The bytes of a Word file; see `package_parts`."""
    return zipped(package_parts(body, **parts))
