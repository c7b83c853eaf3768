"""Tracked changes as Word writes them: runs inserted and deleted, marks of paragraphs, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import UTC, datetime

from lxml import etree

from clausescan.report.word.names import BOX, DELETED_TEXT, PPR, RPR, SPACE, M, P, R, W

AUTHOR = "clausescan"

_PROPERTIES_AFTER = {W + name for name in ("sectPr", "pPrChange")}
"""What stands in w:pPr behind the look of the paragraph mark."""
_SIGNS = {"\t": ("tab", {}), "\n": ("br", {}), "\f": ("br", {W + "type": "page"})}
"""Characters that stand for an element of a run."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Marks:
    """Makes tracked changes of one document; each has a number that no other has."""

    def __init__(self, root: etree._Element, now: datetime, author: str = AUTHOR) -> None:
        used = (node.get(W + "id", "") for node in root.iter(etree.Element))
        self._next = max((int(id) for id in used if id.isdecimal()), default=0) + 1
        self._date = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._author = author

    def element(self, name: str) -> etree._Element:
        """An empty w:ins or w:del."""
        made = etree.Element(W + name)
        made.set(W + "id", str(self._next))
        made.set(W + "author", self._author)
        made.set(W + "date", self._date)
        self._next += 1
        return made

    def deletion(self, text: str, look: etree._Element | None) -> etree._Element:
        """Words that are struck out, in the look of the run properties `look`."""
        made = self.element("del")
        run = etree.SubElement(made, R)
        if look is not None:
            run.append(deepcopy(look))
        for part in re.split("([\t\n\f])", text):
            if part in _SIGNS:
                name, attributes = _SIGNS[part]
                etree.SubElement(run, W + name, attributes)
            elif part := writable(part):
                etree.SubElement(run, DELETED_TEXT, {SPACE: "preserve"}).text = part
        return made

    def paragraph(self, paragraph: etree._Element, name: str) -> None:
        """Marks the end of a paragraph as inserted or deleted, "ins" or "del"."""
        properties = paragraph.find(PPR)
        if properties is None:
            properties = etree.Element(PPR)
            paragraph.insert(0, properties)
        look = properties.find(RPR)
        if look is None:
            look = etree.Element(RPR)
            behind = next((node for node in properties if node.tag in _PROPERTIES_AFTER), None)
            if behind is None:
                properties.append(look)
            else:
                behind.addprevious(look)
        look.insert(0, self.element(name))

    def row(self, row: etree._Element, name: str) -> None:
        """Marks a row of a table as inserted or deleted."""
        properties = row.find(W + "trPr")
        if properties is None:
            properties = etree.Element(W + "trPr")
            exceptions = row.find(W + "tblPrEx")
            if exceptions is None:
                row.insert(0, properties)
            else:
                exceptions.addnext(properties)
        properties.append(self.element(name))

    def insert_runs(self, nodes: Iterable[etree._Element]) -> None:
        """Wraps runs, and what stands in for runs, as inserted; neighbours in one wrapper."""
        wrapper: etree._Element | None = None
        for node in nodes:
            if wrapper is None or wrapper.getnext() is not node:
                wrapper = self.element("ins")
                node.addprevious(wrapper)
            wrapper.append(node)


def writable(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def runs_of(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The outermost runs of a paragraph in order, those in links and controls too, those in text boxes not."""
    for child in paragraph:
        if not isinstance(child.tag, str):  # a comment of the file
            continue
        if child.tag == R or child.tag.startswith(M):
            yield child
        elif child.tag not in (PPR, P, BOX):
            yield from list(runs_of(child))
