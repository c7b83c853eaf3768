"""A Word file as it reads with every tracked change of its own accepted: the ground on which a redline is drawn."""

from __future__ import annotations

from lxml import etree

from clausescan.report.word.names import PPR, RPR, P, W

_KEPT, _GONE = {W + "ins", W + "moveTo"}, {W + "del", W + "moveFrom"}
_HISTORY = {
    W + name
    for name in (
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "tblGridChange",
        "trPrChange",
        "tcPrChange",
        "tblPrExChange",
        "numberingChange",
        "moveFromRangeStart",
        "moveFromRangeEnd",
        "moveToRangeStart",
        "moveToRangeEnd",
    )
}
_ROW_PROPERTIES = W + "trPr"


def accept_all(body: etree._Element) -> None:
    """Accepts every tracked change in place. A paragraph whose mark was deleted is joined with the next one."""
    for paragraph in list(body.iter(P)):
        if paragraph.getparent() is not None and _mark(paragraph, _GONE):
            _join(paragraph)
    for row in list(body.iter(W + "tr")):
        if row.find(f"{_ROW_PROPERTIES}/{W}del") is not None:
            _remove(row)
    for node in list(body.iter(*_KEPT, *_GONE, *_HISTORY)):
        if node.getparent() is None:
            continue
        if node.tag in _KEPT and len(node):
            _unwrap(node)
        else:
            _remove(node)
    for table in list(body.iter(W + "tbl")):
        if table.find(W + "tr") is None:
            _remove(table)


def _mark(paragraph: etree._Element, names: set[str]) -> bool:
    return any(node.tag in names for node in paragraph.iterfind(f"{PPR}/{RPR}/*"))


def _join(paragraph: etree._Element) -> None:
    """The words go to the beginning of the next paragraph, whose look they take; without one they stay."""
    following = paragraph.getnext()
    if following is None or following.tag != P:
        return
    at = 1 if following.find(PPR) is not None else 0
    for node in reversed([node for node in paragraph if node.tag != PPR]):
        following.insert(at, node)
    _remove(paragraph)


def _unwrap(node: etree._Element) -> None:
    for child in list(node):
        node.addprevious(child)
    _remove(node)


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
