"""What stands outside the body: footnotes and endnotes, comments, running heads and watermarks."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from clausescan.model import BlockKind, Comment, Furniture
from clausescan.reading.docx.body import StoryReader
from clausescan.reading.docx.layout import Layout, Para, Row
from clausescan.reading.docx.names import V, W, first, val
from clausescan.reading.docx.number_formats import format_number
from clausescan.reading.docx.package import Package
from clausescan.reading.docx.revisions import RevisionLog
from clausescan.reading.docx.runs import Findings
from clausescan.reading.docx.styles import Styles

_FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}


class Margins:
    """Reads the stories outside the body of one package, in the view of `log`."""

    def __init__(
        self,
        package: Package,
        styles: Styles,
        log: RevisionLog,
        findings: Findings,
    ) -> None:
        self._package, self._styles, self._log, self._findings = package, styles, log, findings

    def _reader(self, part: str, kind: BlockKind, index: int | None, findings: Findings) -> StoryReader:
        def deep() -> None:
            self._package.too_deep(part)

        return StoryReader(self._styles, None, self._log, findings, deep, kind=kind, outside=True, index=index)

    def notes(self, layout: Layout) -> None:
        """Adds the notes in the order of their marks. The mark is the label of the note and no part of any text;
        `paragraph` of a note is the w:p that carries its mark."""
        settings = self._package.related("settings")
        for kind in ("footnote", "endnote"):
            references = [note for note in self._findings.notes if note.kind == kind]
            root = self._package.related(f"{kind}s") if references else None
            if root is None:
                continue
            nodes = {node.get(W + "id", ""): node for node in root.iter(W + kind)}
            stated = first(settings, f"{W}{kind}Pr")
            fmt = val(stated, "numFmt") or _FORMATS[kind]
            counted = 0
            for reference in references:
                counted += not reference.typed
                node = nodes.pop(reference.id, None)
                if node is None:
                    continue
                paras: list[Para | Row] = []
                self._reader(f"{kind}s", "note", reference.paragraph, self._findings).read(node, paras)
                opening = next((para for para in _paras(paras) if para.text), None)
                if opening is not None and not reference.typed:
                    opening.label = format_number(counted, fmt)
                for item in paras:
                    layout.append(item)

    def comments(self) -> tuple[Comment, ...]:
        """All comments, with the slice between their anchors, the place of their mark, or None."""
        root = self._package.related("comments")
        found = []
        for node in () if root is None else root.iter(W + "comment"):
            places = [para.locate(at) for para, at in self._findings.anchors.get(node.get(W + "id", ""), ())]
            offsets = [place for place in places if place is not None]
            found.append(
                Comment(
                    author=node.get(W + "author", ""),
                    date=node.get(W + "date", ""),
                    text="\n".join(self._texts(node, "comments")),
                    start=min(offsets, default=None),
                    end=max(offsets, default=None),
                )
            )
        return tuple(found)

    def furniture(self) -> tuple[Furniture, ...]:
        """Headers, footers and watermarks of all sections, each text once."""
        found: dict[tuple[str, str], Furniture] = {}
        for kind, relation in dict.fromkeys(self._findings.headers):
            relationship = self._package.relations.get(relation)
            if relationship is None or relationship.part is None:
                continue
            root = self._package.xml(relationship.part)
            text = " ".join(self._texts(root, relationship.part))
            if text:
                piece = Furniture("page_number" if text.isdigit() else "header" if kind == "header" else "footer", text)
                found.setdefault((kind, text), piece)
            for mark in root.iter(V + "textpath"):
                stamp = (mark.get("string") or "").strip()
                if stamp:
                    found.setdefault(("stamp", stamp), Furniture("stamp", stamp))
        return tuple(found.values())

    def _texts(self, root: etree._Element, part: str) -> list[str]:
        paras: list[Para | Row] = []
        self._reader(part, "paragraph", None, Findings()).read(root, paras)
        return [" ".join(para.text.split()) for para in _paras(paras) if para.text]


def _paras(items: list[Para | Row]) -> Iterator[Para]:
    for item in items:
        if isinstance(item, Para):
            yield item
        else:
            for cell in item.cells:
                yield from _paras(cell)
