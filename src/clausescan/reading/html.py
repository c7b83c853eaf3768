"""HTML to blocks: what a browser shows, without scripts and hidden parts; list numbers computed; EDGAR pages known."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace

from lxml import etree

from clausescan.errors import ReadError
from clausescan.model import Document, Furniture, Notice
from clausescan.reading.blocks import Piece, lay_out
from clausescan.reading.contents import contents_entries
from clausescan.reading.decode import decode
from clausescan.reading.docx.number_formats import roman
from clausescan.reading.options import ReadOptions
from clausescan.reading.sheets import Sheet, take_furniture
from clausescan.reading.text import check_bytes, check_length
from clausescan.reading.title import title_of
from clausescan.reading.wrapping import continues, glue, label_only, starts_label

_DROPPED = frozenset(
    "script style noscript template head svg math iframe object select option datalist button audio video canvas map "  # noqa: SIM905
    "ix:header ix:hidden ix:references ix:resources".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "  # noqa: SIM905
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul "
    "page".split()
)
_BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_STRUCK = frozenset({"s", "strike", "del"})
_HIDDEN = re.compile(r"(?i)(?:display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden)")
_PAGE_BREAK = re.compile(r"(?i)(?:page-)?break-(before|after)\s{0,5}:\s{0,5}(?:always|page)")
_CENTER = re.compile(r"(?i)text-align\s{0,5}:\s{0,5}center")
_HEAVY = re.compile(r"(?i)font-weight\s{0,5}:\s{0,5}(?:bold|[6-9]00)")
_MARGIN = re.compile(
    r"(?i)(?:margin-left|padding-left|text-indent)\s{0,5}:\s{0,5}(-?\d{1,4}(?:\.\d{1,4})?)\s{0,3}(pt|px|in|em|%)"
)
_LIST_STYLE = re.compile(
    r"(?i)list-style(?:-type)?\s{0,5}:[^;]{0,60}?\b(decimal|lower-alpha|upper-alpha|lower-latin|upper-latin|lower-roman|upper-roman|none)\b"
)
_CHARSET = re.compile(rb"(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?([\w-]{2,30})")
_XML_HEAD = re.compile(r"^\s{0,50}<\?xml[^>]{0,200}\?>")
_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "em": 11.0, "%": 6.0}
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_BREAK = "\x00"
"""Stands for <br> in collected text; decode() lets no NUL through."""


def read_html(data: bytes, path: str, options: ReadOptions) -> Document:
    """An HTML file as a Document. Numbers of ordered lists are labels; page numbers at page breaks are furniture."""
    check_bytes(data, path, options)
    declared = _CHARSET.search(data[:4096])
    text, notices = decode(data, path, declared[1].decode("ascii", "replace") if declared else "")
    check_length(text, path, options)
    # huge_tree: without it the parser drops, silently, all that lies deeper than 256 elements.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(_XML_HEAD.sub("", text).encode("utf-8", "replace"), parser)
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise ReadError(path, "too_deep", "the HTML is nested too deep to be read in full")
    if root is None:
        raise ReadError(path, "no_text", "the file holds no text")
    walk = _Walk(root)
    pieces, furniture = _without_furniture(walk.sheets)
    contents = contents_entries([piece.text or "   ".join(piece.cells) for piece in pieces])
    pieces = [replace(p, kind="toc") if i in contents else p for i, p in enumerate(pieces)]
    blocks, body = lay_out(pieces)
    if walk.struck:
        notices = (
            *notices,
            Notice("struck_text", f"{walk.struck} passages are struck through; they were read as text"),
        )
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/html",
        text=body,
        blocks=blocks,
        title=title_of(blocks, body) or " ".join((root.findtext(".//title") or "").split()),
        furniture=furniture,
        warnings=notices,
    )


@dataclass(slots=True)
class _List:
    style: str
    number: int
    step: int


@dataclass(slots=True)
class _Row:
    cells: list[list[Piece]] = field(default_factory=list)


class _Walk:
    """Goes through the tree once, without recursion; `sheets` are the pieces between page breaks."""

    def __init__(self, root: etree._Element) -> None:
        self.sheets: list[list[Piece]] = [[]]
        self.struck = 0
        self._rows: list[_Row] = []
        self._lists: list[_List] = []
        self._label = ""
        self._text: list[str] = []
        self._bold = self._plain = 0
        self._heavy = 0
        self._center = 0
        self._pre = 0
        self._indent = 0.0
        self._heading: int | None = None
        self._go(root)

    def _go(self, root: etree._Element) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if _invisible(element):
                    walk.skip_subtree()
                    element.set("data-invisible", "1")
                    continue
                self._open(element)
                self._say(element.text)
            else:
                if element.get("data-invisible") is None:
                    self._close(element)
                self._say(element.tail)
        self._flush()

    # --- elements

    def _open(self, element: etree._Element) -> None:
        tag, style = _tag(element), element.get("style") or ""
        if tag == "br":
            self._text.append(_BREAK)
            return
        if tag in _BLOCKS:
            self._flush()
            page_break = _PAGE_BREAK.search(style)
            if tag in ("hr", "page") or (page_break and page_break[1].lower() == "before"):
                self._new_sheet()
        self._heavy += _is_bold(tag, style)
        self._center += _is_centered(element, tag, style)
        self._indent += _indent(style) + (36.0 if tag in ("ol", "ul", "blockquote", "dd") else 0.0)
        self._pre += tag == "pre"
        self.struck += tag in _STRUCK
        if tag == "tr":
            self._rows.append(_Row())
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].cells.append([])
        elif tag in ("ol", "ul"):
            self._lists.append(_open_list(element, tag, style))
        elif tag == "li":
            self._open_item(element)
        elif tag[:1] == "h" and tag[1:].isdigit():
            self._heading = int(tag[1:]) - 1

    def _close(self, element: etree._Element) -> None:
        tag, style = _tag(element), element.get("style") or ""
        if tag == "br":
            return
        if tag in _BLOCKS:
            self._flush()
        self._heavy -= _is_bold(tag, style)
        self._center -= _is_centered(element, tag, style)
        self._indent -= _indent(style) + (36.0 if tag in ("ol", "ul", "blockquote", "dd") else 0.0)
        self._pre -= tag == "pre"
        if tag == "tr" and self._rows:
            self._close_row(self._rows.pop())
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._label = ""
        elif tag[:1] == "h" and tag[1:].isdigit():
            self._heading = None
        page_break = _PAGE_BREAK.search(style)
        if tag in _BLOCKS and page_break and page_break[1].lower() == "after":
            self._new_sheet()

    def _open_item(self, element: etree._Element) -> None:
        self._label = ""
        if not self._lists:
            return
        current = self._lists[-1]
        value = element.get("value") or ""
        if re.fullmatch(r"-?\d{1,9}", value):
            current.number = int(value)
        self._label = _number(current.number, current.style)
        current.number += current.step

    def _close_row(self, row: _Row) -> None:
        for piece in _row_pieces(row):
            self._add(piece)

    def _new_sheet(self) -> None:
        if not self._rows and self.sheets[-1]:
            self.sheets.append([])

    # --- text

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if self._pre:
            text = text.replace("\n", _BREAK)
        self._text.append(text)
        shown = len(text.strip())
        if self._heavy:
            self._bold += shown
        else:
            self._plain += shown

    def _flush(self) -> None:
        """Ends a paragraph; a forced break ends one too, unless it fell into a sentence."""
        if not self._text:
            return
        bold = self._bold > 0 and self._plain == 0
        current = ""
        for line in "".join(self._text).replace("\xad", "").split(_BREAK):
            line = " ".join(line.split())
            if current and line and (line[0].islower() and not starts_label(line)) and current[-1] not in ".;:":
                current = glue(current, line)
                continue
            self._paragraph(current, bold)
            current = line
        self._paragraph(current, bold)
        self._text.clear()
        self._bold = self._plain = 0

    def _paragraph(self, text: str, bold: bool) -> None:
        if not text:
            return
        level = self._heading if self._heading is not None else (len(self._lists) - 1 if self._lists else None)
        kind = "heading" if self._heading is not None else "paragraph"
        piece = Piece(text, "heading" if kind == "heading" else "paragraph", self._label, level)
        piece.bold, piece.centered, piece.indent = bold, self._center > 0, max(self._indent, 0.0)
        self._label = ""
        self._add(piece)

    def _add(self, piece: Piece) -> None:
        if self._rows and self._rows[-1].cells:
            self._rows[-1].cells[-1].append(piece)
        else:
            self.sheets[-1].append(piece)


def _tag(element: etree._Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _invisible(element: etree._Element) -> bool:
    if _tag(element) in _DROPPED or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN.search(style)) or (_tag(element) == "input" and element.get("type") == "hidden")


def _is_bold(tag: str, style: str) -> bool:
    return tag in _BOLD or _HEAVY.search(style) is not None


def _is_centered(element: etree._Element, tag: str, style: str) -> bool:
    return tag == "center" or (element.get("align") or "").lower() == "center" or _CENTER.search(style) is not None


def _indent(style: str) -> float:
    return sum(float(size) * _POINTS[unit.lower()] for size, unit in _MARGIN.findall(style))


def _open_list(element: etree._Element, tag: str, style: str) -> _List:
    found = _LIST_STYLE.search(style)
    kind = found[1].lower() if found else _TYPES.get(element.get("type") or "1", "decimal")
    if tag == "ul" and (found is None or kind == "none"):
        return _List("none" if kind == "none" else "bullet", 1, 1)
    start = element.get("start") or ""
    backwards = element.get("reversed") is not None
    first = int(start) if re.fullmatch(r"-?\d{1,9}", start) else (len(element.findall("li")) if backwards else 1)
    return _List(kind, first, -1 if backwards else 1)


def _number(number: int, style: str) -> str:
    """What a browser prints before a list item."""
    if style == "none":
        return ""
    if style == "bullet":
        return "•"
    if style.endswith("roman"):
        text = roman(number)
    elif style.endswith(("alpha", "latin")) and 0 < number < 10**6:
        text = ""
        while number:
            number, rest = divmod(number - 1, 26)
            text = chr(ord("A") + rest) + text
    else:
        return f"{number}."
    return f"{text.lower() if style.startswith('lower') else text.upper()}."


def _row_pieces(row: _Row) -> list[Piece]:
    """A row of figures as one row; a row that only arranges text on the page as that text."""
    cells = [cell for cell in row.cells if cell]
    pieces = [piece for cell in cells for piece in cell]
    if len(cells) < 2 or any(piece.cells for piece in pieces):
        return pieces
    first, second = cells[0], cells[1]
    if (
        len(cells) == 2
        and len(first) == 1
        and (label_only(first[0].text) or first[0].text in ("•", "·", "-", "–", "o", "§", "●", "■"))
    ):
        label, text = first[0], second[0]
        joined = replace(text, text=f"{label.text} {text.text}", indent=label.indent)
        return [joined, *second[1:]]
    if any(len(cell) > 1 for cell in cells) and sum(len(piece.text) for piece in pieces) > 600:
        return pieces
    return [Piece("", "table_row", bold=all(p.bold for p in pieces), cells=_figures([_joined(cell) for cell in cells]))]


def _joined(cell: list[Piece]) -> str:
    return " ".join(f"{piece.label} {piece.text}".strip() for piece in cell)


def _figures(cells: list[str]) -> list[str]:
    """Currency signs and closing brackets have cells of their own in filings; they belong to the figure."""
    found: list[str] = []
    for cell in cells:
        if found and (found[-1] in ("$", "€", "£", "US$", "(", "$(") or cell in (")", "%", ")%")):
            found[-1] += cell
        else:
            found.append(cell)
    return found


def _without_furniture(sheets: list[list[Piece]]) -> tuple[list[Piece], tuple[Furniture, ...]]:
    """Pieces without page numbers and running heads, sentences joined over page breaks."""
    texts = [Sheet([[piece.text or "   ".join(piece.cells)] for piece in sheet]) for sheet in sheets]
    take_furniture(texts)
    found: list[Piece] = []
    for pieces, kept in zip(sheets, texts, strict=True):
        lines = [paragraph[0] for paragraph in kept.paragraphs]
        top = _offset([piece.text or "   ".join(piece.cells) for piece in pieces], lines)
        for i, line in enumerate(lines):
            piece = pieces[top + i]
            if piece.text and piece.text != line:  # a page number glued to the last line
                piece = replace(piece, text=line)
            plain = found and i == 0 and not piece.cells and not piece.label and piece.kind == "paragraph"
            if plain and found[-1].text and found[-1].kind == "paragraph" and continues(found[-1].text, piece.text):
                found[-1] = replace(found[-1], text=glue(found[-1].text, piece.text))
            else:
                found.append(piece)
    return _with_labels(found), tuple(item for sheet in texts for item in sheet.furniture)


def _offset(before: list[str], after: list[str]) -> int:
    """How many paragraphs were taken from the top; what is left is one run of what was."""
    for top in range(len(before) - len(after) + 1):
        if all(old.startswith(new) for old, new in zip(before[top:], after, strict=False)):
            return top
    raise AssertionError("furniture is taken from the edges only")


def _with_labels(pieces: list[Piece]) -> list[Piece]:
    """A number in a block of its own goes to the paragraph beside it."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        alone = last is not None and not last.cells and not last.label and label_only(last.text)
        if (
            last
            and alone
            and piece.text
            and not piece.label
            and not starts_label(piece.text)
            and not label_only(piece.text)
        ):
            found[-1] = replace(piece, text=f"{last.text} {piece.text}", indent=last.indent)
        else:
            found.append(piece)
    return found
