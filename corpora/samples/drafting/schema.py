"""Puts right what python-docx and its template leave against the schema of Word files."""

from __future__ import annotations

from docx.document import Document
from docx.oxml.ns import qn

ORDER = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
"""The order that the schema asks for inside w:pPr; Word may refuse a file that ignores it."""


def tidy(document: Document) -> None:
    """Order the paragraph properties, and cut the template's list styles off from lists that are no longer there."""
    for style in document.styles.element.findall(qn("w:style")):
        if style.get(qn("w:styleId"), "").startswith("List") and style.find(qn("w:pPr")) is not None:
            for old in style.find(qn("w:pPr")).findall(qn("w:numPr")):
                old.getparent().remove(old)
    order = {name: place for place, name in enumerate(ORDER.split())}
    section = document.sections[0]
    for root in (document.element, document.styles.element, section.header._element, section.footer._element):
        for properties in root.iter(qn("w:pPr")):
            properties[:] = sorted(properties, key=lambda e: order[e.tag.rpartition("}")[2]])
