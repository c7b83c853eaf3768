"""Names of the WordprocessingML elements and attributes that the reader knows, in lxml's {namespace}name form."""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V = "{urn:schemas-microsoft-com:vml}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

VAL = W + "val"
P = W + "p"
R_RUN = W + "r"
TBL = W + "tbl"
PPR = W + "pPr"
RPR = W + "rPr"
NUM_PR = W + "numPr"
VANISH = W + "vanish"

_LARGEST = 2**31
_OFF = {"0", "false", "off"}


def first(parent: etree._Element | None, name: str) -> etree._Element | None:
    """The first child with the full name `name`. Ten times as fast as `find`, and it is asked for every run."""
    return None if parent is None else next(parent.iterchildren(name), None)


def val(parent: etree._Element | None, name: str) -> str | None:
    """The w:val of the child w:`name`, None where the child is absent."""
    child = first(parent, W + name)
    return None if child is None else child.get(VAL, "")


def is_on(node: etree._Element) -> bool:
    """The state of an on/off property that is there (without a value it is on)."""
    return node.get(VAL, "true") not in _OFF


def flag(parent: etree._Element | None, name: str) -> bool | None:
    """An on/off property w:`name`: None where absent."""
    child = first(parent, W + name)
    return None if child is None else is_on(child)


def number(text: str | None) -> int | None:
    """An integer attribute; None where it is absent, no number, or none that Word would take. Twips may be written
    "720.5" or "36pt"."""
    if text is None:
        return None
    try:
        value = float(text.removesuffix("pt")) * (20 if text.endswith("pt") else 1)
    except ValueError:
        return None
    return int(value) if abs(value) < _LARGEST else None
