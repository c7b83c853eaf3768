"""Word fields: codes stay out of the text, results go in, and the few fields without a result are spelled out."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from clausescan.reading.docx.layout import Para
from clausescan.reading.docx.names import VAL, W, first, flag, number, val

BLANK = "[ ]"
"""Stands for a form field or content control that nobody has filled in."""
_AUTOMATIC = {"AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"}


@dataclass(slots=True)
class Field:
    """An open complex field. `contents`: it is a table of contents. `seen`: how much text `para` had where the result
    began."""

    form: etree._Element | None
    code: list[str] = field(default_factory=list)
    in_result: bool = False
    contents: bool = False
    para: Para | None = None
    seen: int = 0

    @property
    def instruction(self) -> str:
        return "".join(self.code).strip()


def unpaired(root: etree._Element) -> set[etree._Element]:
    """Field begins without an end; taken seriously, they would swallow the rest of the document."""
    open_fields: list[etree._Element] = []
    for node in root.iter(W + "fldChar"):
        kind = node.get(W + "fldCharType")
        if kind == "begin":
            open_fields.append(node)
        elif kind == "end" and open_fields:
            open_fields.pop()
    return set(open_fields)


def name_of(instruction: str) -> str:
    """The first word of a field code: TOC, REF, FORMTEXT."""
    return "".join(instruction.split(None, 1)[:1]).upper()


def is_automatic(instruction: str) -> bool:
    """Whether a field prints a number that Word computes and does not keep in the file."""
    return name_of(instruction) in _AUTOMATIC


def text_without_result(field_: Field) -> str:
    """What a field shows that keeps no result in the file."""
    if name_of(field_.instruction) == "MACROBUTTON":  # MACROBUTTON NoMacro [Click here and type the name]
        return [*field_.instruction.split(None, 2), "", ""][2]
    return form_text(field_.form)


def form_text(form: etree._Element | None) -> str:
    """A legacy form field as printed: the state of a check box, the chosen entry of a list, or a blank."""
    if form is None:
        return ""
    box = first(form, W + "checkBox")
    if box is not None:
        state = flag(box, "checked")
        return "☒" if (flag(box, "default") if state is None else state) else "☐"
    choice = first(form, W + "ddList")
    if choice is not None:
        entries = [entry.get(VAL, "") for entry in choice.iterfind(W + "listEntry")]
        index = number(val(choice, "result") or val(choice, "default")) or 0
        return entries[index] if 0 <= index < len(entries) else BLANK
    return BLANK
