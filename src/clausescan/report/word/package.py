"""The package of the user's Word file: some parts are changed, every other one is copied byte for byte."""

from __future__ import annotations

import copy
import posixpath
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from clausescan.errors import FormatError

_LIMIT = 300_000_000
"""Most bytes that a part may inflate to."""
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _OFFICE),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
"""Names of strict OOXML and the ones that they are read as; written back on saving."""


class Package:
    """The parts of one Word file that may be changed. Raises FormatError where it is no Word file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise FormatError(f"the agreement's file cannot be opened as a Word file ({error})") from error
        self._infos = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self._zip.infolist()}
        self._changed: dict[str, etree._Element] = {}
        self._dropped: set[str] = set()
        self._strict: dict[str, list[tuple[bytes, bytes]]] = {}
        self.main = self._target("", "officeDocument") or ""
        if not self.main:
            raise FormatError("the agreement's file is no Word file: it names no main part")
        self.document = self.xml(self.main)

    def xml(self, part: str) -> etree._Element:
        """The root of a part, to be changed in place: it is written on `save`."""
        part = part.lower()
        if part not in self._changed:
            data = self._bytes(part)
            # A name that stands in its usual form as well could not be told apart on saving: it stays exchanged.
            self._strict[part] = [pair for pair in _STRICT if pair[0] in data and pair[1] not in data]
            for strict, name in _STRICT:
                data = data.replace(strict, name)
            self._changed[part] = self._parsed(part, data)
        return self._changed[part]

    def _parsed(self, part: str, data: bytes) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise FormatError(f"part {part} of the Word file is damaged ({error.msg})") from error

    def _bytes(self, part: str) -> bytes:
        info = self._infos.get(part)
        if info is None:
            raise FormatError(f"the Word file lacks its part {part}")
        try:
            with self._zip.open(info) as stream:
                data = stream.read(_LIMIT + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise FormatError(f"part {part} of the Word file is damaged ({error})") from error
        if len(data) > _LIMIT:
            raise FormatError(f"part {part} of the Word file expands past {_LIMIT:,} bytes")
        return data

    def _relations(self, part: str) -> str:
        folder, name = posixpath.split(part)
        return posixpath.join(folder, "_rels", f"{name}.rels")

    def _target(self, part: str, kind: str) -> str | None:
        relations = self._relations(part).lower()
        if relations not in self._infos:
            return None
        root = self._changed.get(relations)
        if root is None:
            root = self._parsed(relations, self._bytes(relations))
        for node in root.iter(f"{_PACKAGE}Relationship"):
            if (node.get("Type") or "").rstrip("/").rsplit("/", 1)[-1] == kind and node.get("TargetMode") != "External":
                target = (node.get("Target") or "").replace("\\", "/")
                joined = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
                if joined.lower() in self._infos:
                    return joined
        return None

    def related(self, kind: str) -> etree._Element | None:
        """The root of the part of a kind ("styles") that belongs to the main part; None where there is none."""
        part = self._target(self.main, kind)
        return None if part is None else self.xml(part)

    def add(self, kind: str, root: etree._Element, content_type: str) -> None:
        """A new part beside the main one, with its relationship and content type."""
        folder = posixpath.dirname(self.main)
        number = 0
        while (part := posixpath.join(folder, f"{kind}{number or ''}.xml")).lower() in self._infos:
            number += 1
        self._changed[part.lower()] = root
        self._infos[part.lower()] = zipfile.ZipInfo(part)
        relations = self._relations(self.main)
        if relations.lower() not in self._infos:
            self._infos[relations.lower()] = zipfile.ZipInfo(relations)
            self._changed[relations.lower()] = etree.Element(f"{_PACKAGE}Relationships", nsmap={None: _PACKAGE[1:-1]})
        links = self.xml(relations)
        taken = {node.get("Id") for node in links}
        id = next(f"rIdCs{n}" for n in range(len(taken) + 1) if f"rIdCs{n}" not in taken)
        link = etree.SubElement(links, f"{_PACKAGE}Relationship")
        # In a strict file this name is exchanged on saving, like the others of the part.
        link.attrib.update({"Id": id, "Type": f"{_OFFICE.decode()}/{kind}", "Target": posixpath.basename(part)})
        self._strict[part.lower()] = self._strict[self.main.lower()]
        types = self.xml("[content_types].xml")
        etree.SubElement(types, f"{_TYPES}Override", {"PartName": f"/{part}", "ContentType": content_type})

    def become_document(self) -> None:
        """Makes a template or a file with macros an ordinary document, as Word does on saving it as .docx: a file of
        that name is refused by Word when its content type says otherwise. The macros are left out."""
        types = self.xml("[content_types].xml")
        main = next((n for n in types if (n.get("PartName") or "").lower() == f"/{self.main.lower()}"), None)
        if main is None or main.get("ContentType") == _DOCUMENT:
            return
        main.set("ContentType", _DOCUMENT)
        macros = self._target(self.main, "vbaProject")
        if macros is None:
            return
        data = self._target(macros, "wordVbaData")
        gone = {part.lower() for part in (macros, self._relations(macros), data) if part}
        self._dropped |= gone
        for node in [n for n in types if (n.get("PartName") or "").lower().lstrip("/") in gone]:
            types.remove(node)
        links = self.xml(self._relations(self.main))
        for node in [n for n in links if (n.get("Type") or "").endswith("/vbaProject")]:
            links.remove(node)

    def save(self) -> bytes:
        """The whole file. Parts that were not asked for keep their bytes, and all keep their order and dates."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            new = dict(self._changed)
            names = {id(info): part for part, info in self._infos.items()}
            for info in self._zip.infolist():
                part = names.get(id(info), "")
                if part in self._dropped:
                    continue
                if (root := new.pop(part, None)) is not None:
                    target.writestr(_entry(info), self._written(part, root))
                else:
                    self._copy(info, target)
            for part, root in new.items():
                target.writestr(_entry(self._infos[part]), self._written(part, root))
        return out.getvalue()

    def _written(self, part: str, root: etree._Element) -> bytes:
        data = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
        for strict, name in self._strict.get(part, []):
            data = data.replace(name, strict)
        return data

    def _copy(self, info: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
        """Copies a member as it is stored: nothing is inflated, so nothing can change or swell."""
        header = self._data[info.header_offset : info.header_offset + 30]
        begin = (
            info.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        )
        member = copy.copy(info)
        member.header_offset = out_at = target.start_dir
        member.flag_bits &= ~0x08  # sizes stand in the header, not behind the data
        member.extra = b""
        stream = target.fp
        assert stream is not None
        stream.seek(out_at)
        stream.write(member.FileHeader(zip64=False))
        stream.write(self._data[begin : begin + info.compress_size])
        target.filelist.append(member)
        target.NameToInfo[member.filename] = member
        target.start_dir = stream.tell()


def _entry(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """The entry of a part that is written anew, under the same name and date."""
    entry = zipfile.ZipInfo(info.filename, info.date_time)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = info.external_attr
    return entry
