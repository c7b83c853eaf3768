"""Opens the zip package of a Word file without trusting it: bytes are counted while they inflate, XML is read without
document type declarations or network, and parts are found by relationship, never by a path that the file dictates.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat

from lxml import etree

from clausescan.errors import ReadError
from clausescan.reading.options import Limits

_CHUNK = 1 << 20
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# Strict OOXML uses other namespace names for the same vocabulary; after this exchange one reader serves both.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Relationship:
    """`kind` is the last word of the relationship type ("footnotes"); `part` is None for an external target."""

    id: str
    kind: str
    part: str | None


class _DoctypeFound(Exception):
    pass


class _RootReached(Exception):
    pass


class Package:
    """The parts of one Word file. Raises ReadError with a code of its own for every way in which opening can fail."""

    def __init__(self, data: bytes, path: str, limits: Limits) -> None:
        self.path, self._limits, self._left = path, limits, limits.expanded_bytes
        self._sniff(data)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            self.fail("damaged_zip", f"the Word file is damaged or cut short ({error}); ask for a fresh copy")
        # Names are compared without regard to case, and some producers write backslashes.
        self._parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self._zip.infolist()}
        if not self._parts:
            self.fail("not_word", "the file is an empty zip archive, not a Word document")
        if "mimetype" in self._parts and "content.xml" in self._parts:
            self.fail("unsupported_format", "the file is an OpenDocument text; save it as .docx and try again")
        self.main = self._main_part()
        self.relations = self.relationships(self.main)

    def fail(self, code: str, reason: str) -> NoReturn:
        raise ReadError(self.path, code, reason)

    def _sniff(self, data: bytes) -> None:
        """Says what a file is that is no zip archive, so that nobody reads "damaged" about a file of another kind."""
        name = posixpath.basename(self.path.replace("\\", "/"))
        if not data:
            self.fail("empty_file", "the file is empty (0 bytes)")
        if name.startswith("~$") and len(data) < 1024:
            self.fail("lock_file", "this is the lock file that Word keeps while a document is open, not the document")
        if data.startswith(_OLE2):
            if "EncryptedPackage".encode("utf-16-le") in data:
                self.fail("encrypted", "the file is protected by a password; remove the password in Word and try again")
            self.fail(
                "unsupported_format",
                "the file is in the old binary Word format (.doc); open it in Word or LibreOffice and save it as .docx "
                "(soffice --headless --convert-to docx FILE)",
            )
        if data.startswith(b"%PDF"):
            self.fail("wrong_kind", "the file is a PDF, not a Word document, whatever its name says")
        if data.startswith(b"{\\rtf"):
            self.fail("unsupported_format", "the file is in Rich Text Format; save it as .docx and try again")
        if not data.startswith(b"PK"):
            self.fail("not_word", "the file is not a Word document (it is no zip package)")

    def has(self, part: str) -> bool:
        return part.lower() in self._parts

    def read(self, part: str) -> bytes:
        """The bytes of a part. Inflating stops as soon as all parts read so far pass `expanded_bytes`."""
        info = self._parts.get(part.lower())
        if info is None:
            self.fail("damaged_package", f"the Word file lacks its part {part}; ask for a fresh copy")
        if info.flag_bits & 1:
            self.fail("encrypted", "the file is an encrypted zip archive; remove the password and try again")
        if info.compress_type not in _METHODS:
            self.fail("unsupported_zip", f"part {part} uses a zip compression that Word never writes; not opened")
        if info.file_size > self._left:
            self._too_large(part)
        held = bytearray()
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        self._too_large(part)
                    held += chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            self.fail("damaged_zip", f"part {part} of the Word file is damaged ({error}); ask for a fresh copy")
        return bytes(held)

    def _too_large(self, part: str) -> NoReturn:
        limit = self._limits.expanded_bytes
        self.fail("too_large", f"part {part} expands past the limit of {limit:,} bytes (expanded_bytes); not read")

    def xml(self, part: str) -> etree._Element:
        """The root of an XML part. Raises ReadError for a document type declaration, damaged XML, endless nesting."""
        data = self.read(part)
        self._refuse_doctype(data, part)
        if b"purl.oclc.org/ooxml" in data:
            for strict, transitional in _STRICT:
                data = data.replace(strict, transitional)
        # huge_tree lifts libxml2's limit on text length and depth (256, too little for legal nesting); entity tricks
        # are out because no declaration got this far, size is bounded by `read`, and libxml2 still stops at 2,048.
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            message = (error.msg or "not well-formed").split(", line")[0]
            if "depth" in message.lower():
                self.too_deep(part)
            self._damaged(part, error.lineno or 0, message)

    def too_deep(self, part: str) -> NoReturn:
        self.fail("too_deep", f"part {part} nests tables or content controls too deep to be a real document; not read")

    def _damaged(self, part: str, line: int, message: str) -> NoReturn:
        self.fail("damaged_xml", f"the XML of part {part} is damaged at line {line}: {message}; ask for a fresh copy")

    def _refuse_doctype(self, data: bytes, part: str) -> None:
        """Reads the prolog alone, with a parser that expands nothing: Word never writes a DOCTYPE, attackers do."""

        def doctype(*_: object) -> None:
            raise _DoctypeFound

        def root(*_: object) -> None:
            raise _RootReached

        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = doctype
        parser.StartElementHandler = root
        try:
            for start in range(0, len(data), 4096):
                parser.Parse(data[start : start + 4096], False)
        except _DoctypeFound:
            self.fail("doctype", f"part {part} holds a document type declaration, which is not allowed in a Word file")
        except _RootReached:
            return
        except expat.ExpatError as error:
            self._damaged(part, error.lineno, expat.ErrorString(error.code))
        self._damaged(part, 1, "no XML element in it")

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The relationships of a part by id ("" for those of the package itself)."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(source):
            return {}
        found = {}
        for node in self.xml(source).iter(_RELATIONSHIP):
            kind = (node.get("Type") or "").rstrip("/").rsplit("/", 1)[-1]
            external = (node.get("TargetMode") or "").lower() == "external"
            target = None if external else self._resolve(folder, node.get("Target") or "")
            found[node.get("Id") or ""] = Relationship(node.get("Id") or "", kind, target)
        return found

    def related(self, kind: str) -> etree._Element | None:
        """The root of the part of a kind ("styles") that belongs to the main part, None if there is none."""
        part = next((r.part for r in self.relations.values() if r.kind == kind and r.part), None)
        return None if part is None else self.xml(part)

    def _resolve(self, folder: str, target: str) -> str | None:
        """The part that a target names, or None where it is missing or leads out of the package."""
        target = target.replace("\\", "/")
        joined = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        return joined if self.has(joined) else None

    def _main_part(self) -> str:
        for relationship in self.relationships("").values():
            if relationship.kind == "officeDocument" and relationship.part:
                return relationship.part
        if any(name.startswith("word/") for name in self._parts):
            self.fail("no_main_part", "the Word file names no main document part inside itself; nothing was read")
        self.fail("not_word", "the file is a zip archive, but not a Word document")
