"""A Word redline with real tracked changes: accepted, all of them give the new text; rejected, the old one.

Two Word files: drawn into a copy of the new one, whose styles, numbering, tables and pictures stay. Tracked changes of
one Word file: that file, which is the redline already. Anything else: a plain document of the new version's text.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime

from lxml import etree

from clausescan.model import Comparison
from clausescan.report.comparison.sources import Versions
from clausescan.report.comparison.word.accepting import accept_all
from clausescan.report.comparison.word.clean import clean_document, paragraph_texts
from clausescan.report.comparison.word.drawing import OldParagraph, body_paragraphs, draw, text_of
from clausescan.report.comparison.word.marks import Marks, runs_of
from clausescan.report.formats import Rendering
from clausescan.report.word.names import PPR, RPR, W
from clausescan.report.word.package import Package

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(comparison: Comparison, rendering: Rendering) -> bytes:
    """The redline as a .docx file. Raises FormatError where a Word file of one of the versions is damaged."""
    now = rendering.now or datetime.now(UTC)
    old, new = comparison.old.document, comparison.new.document
    files = rendering if isinstance(rendering, Versions) else Versions()
    if files.new is not None and files.old is not None and old.media_type == new.media_type == _WORD:
        if old.sha256 == new.sha256:
            return files.new
        package = Package(files.new)
        body = _body(package)
        accept_all(body)
        earlier = _old_paragraphs(files.old, package)
    else:
        names = (document.path.replace("\\", "/").rpartition("/")[2] for document in (old, new))
        package = Package(clean_document(comparison.new, " → ".join(names)))
        body = _body(package)
        earlier = [OldParagraph(text) for text in paragraph_texts(comparison.old)]
    draw(body, earlier, Marks(package.document, now))
    return package.save()


def _body(package: Package) -> etree._Element:
    from clausescan.errors import FormatError

    body = package.document.find(W + "body")
    if body is None:
        raise FormatError("a Word file of one version holds no document")
    return body


def _old_paragraphs(data: bytes, new: Package) -> list[OldParagraph]:
    """The paragraphs of the old file with all its own tracked changes accepted."""
    body = _body(Package(data))
    accept_all(body)
    styles, lists = _ids(new, "styles", "style", "styleId"), _ids(new, "numbering", "num", "numId")
    rows = {row: n for n, row in enumerate(body.iter(W + "tr"))}
    found = []
    for paragraph in body_paragraphs(body):
        row = next(paragraph.iterancestors(W + "tr"), None)
        properties, look = _known(paragraph.find(PPR), styles, lists), _known(_first_look(paragraph), styles, lists)
        found.append(OldParagraph(text_of(paragraph), properties, look, None if row is None else rows[row]))
    return found


def _first_look(paragraph: etree._Element) -> etree._Element | None:
    run = next(runs_of(paragraph), None)
    return None if run is None else run.find(RPR)


def _ids(package: Package, kind: str, name: str, attribute: str) -> set[str]:
    root = package.related(kind)
    return set() if root is None else {node.get(W + attribute, "") for node in root.iter(W + name)}


def _known(properties: etree._Element | None, styles: set[str], lists: set[str]) -> etree._Element | None:
    """The look of an old paragraph or run as far as the new file has its style and its list."""
    if properties is None:
        return None
    kept = deepcopy(properties)
    for node in list(kept):
        number = node.find(W + "numId")
        unknown = node.tag in (W + "pStyle", W + "rStyle") and node.get(W + "val") not in styles
        unknown |= number is not None and number.get(W + "val") not in {*lists, "0"}
        if unknown or node.tag in (W + "sectPr", RPR, W + "pPrChange"):
            kept.remove(node)
    return kept
