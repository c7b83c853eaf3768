"""Reads what stands inside a paragraph: runs, fields, controls, symbols, with tracked changes and hidden text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lxml import etree

from clausescan.reading.docx import fields
from clausescan.reading.docx.layout import Para
from clausescan.reading.docx.names import MC, R_RUN, RPR, M, P, W, first, flag
from clausescan.reading.docx.revisions import KINDS, Change, RevisionLog, change_of, removed
from clausescan.reading.docx.styles import Look, Styles, look_of
from clausescan.reading.docx.symbols import plain, symbol

# Legal nesting stays below 100; each level costs up to three Python frames of the thousand that there are.
_DEPTH = 200
_BLANK_LINE = "____"
_QUOTE = 500
SKIPPED = {
    W + name
    for name in (
        "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr",
        "proofErr", "permStart", "permEnd", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak", "annotationRef",
        "footnoteRef", "endnoteRef", "separator", "continuationSeparator", "softHyphen", "rt", "fldData", "ffData",
        "numberingChange", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
    )
}  # fmt: skip
TEXT = (W + "t", W + "delText", M + "t")
_FIXED = {W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
_BREAKS = {W + "br", W + "cr"}
_CODES = {W + "instrText", W + "delInstrText"}
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_COMMENTS = {W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference"}
_FILLABLE = ("text", "date", "comboBox", "dropDownList", "richText")


@dataclass(slots=True)
class NoteReference:
    """A footnote or endnote mark: which note, in which w:p, and whether the mark is typed instead of counted."""

    kind: str
    id: str
    paragraph: int | None
    typed: bool


@dataclass(slots=True)
class Findings:
    """What is seen on the way besides text. `headers` holds ("header", relationship id) of the sections in order,
    `anchors` the places of the start, the end and the mark of each comment."""

    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    automatic_fields: int = 0
    embedded: int = 0
    pictures: int = 0
    notes: list[NoteReference] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    anchors: dict[str, list[tuple[Para, int]]] = field(default_factory=dict)


def _quote(quotes: list[str], text: str, goes_on: bool) -> None:
    """Adds to the last quote where the same look goes on from run to run."""
    if goes_on and quotes:
        if len(quotes[-1]) < _QUOTE:
            quotes[-1] += text
    elif text.strip():
        quotes.append(text)


class RunReader:
    """Adds the inline content below a node to the open paragraph."""

    def __init__(self, styles: Styles, log: RevisionLog, findings: Findings, too_deep: Callable[[], None]) -> None:
        self._styles, self._log, self._findings, self._too_deep = styles, log, findings, too_deep
        self._view = log.view
        self._depth = 0
        self._count = 0
        self._changes: list[Change] = []
        self._gone = 0
        self._fields: list[fields.Field] = []
        self._unpaired: set[etree._Element] = set()
        self._para: Para | None = None
        self._boxes: list[tuple[etree._Element, int]] = []
        self._pending: list[str] = []
        self._before: Look | None = None
        self._last: Para | None = None
        self._codes = 0
        self._contents = 0

    @contextmanager
    def _within(self, change: Change | None) -> Iterator[None]:
        """Everything read inside is touched by `change`."""
        gone = removed(change, self._view)
        if change is not None:
            self._changes.append(change)
        self._gone += gone
        yield
        self._gone -= gone
        if change is not None:
            self._changes.pop()

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            self._too_deep()

    def _alternate(self, node: etree._Element, read: Callable[[etree._Element], None]) -> None:
        """Reads one branch of an AlternateContent, the first with text; the other ones only count their w:p."""
        branches = [branch for branch in node if branch.tag in (MC + "Choice", MC + "Fallback")]
        chosen = next((b for b in branches if next(b.iter(*TEXT), None) is not None), branches[0] if branches else None)
        for branch in branches:
            if branch is chosen:
                read(branch)
            else:
                self._count += sum(1 for _ in branch.iter(P))

    def _anchor(self, node: etree._Element) -> None:
        """Notes where a comment begins or ends; between paragraphs it waits for the next one."""
        name = node.get(W + "id", "")
        para = self._last if self._para is None and node.tag == W + "commentRangeEnd" else self._para
        if para is None:
            self._pending.append(name)
        else:
            self._findings.anchors.setdefault(name, []).append((para, para.length))

    # -- containers inside a paragraph --------------------------------------------------------------------------

    def _inline(self, node: etree._Element, para: Para) -> None:
        self._enter()
        for child in node:
            tag = child.tag
            if tag == R_RUN:
                self._run(child, para)
            elif tag in SKIPPED:
                continue
            elif tag in KINDS:
                with self._within(change_of(child)):
                    self._inline(child, para)
            elif tag == W + "sdt":
                self._inline_control(child, para)
            elif tag == W + "fldSimple":
                self._simple_field(child, para)
            elif tag in _COMMENTS:
                self._anchor(child)
            else:
                self._content(child, para, self._para_look(para))
        self._depth -= 1

    def _para_look(self, para: Para) -> Look:
        return para.style.look

    def _inline_control(self, node: etree._Element, para: Para) -> None:
        properties, content = first(node, W + "sdtPr"), first(node, W + "sdtContent")
        if content is None:
            return
        if flag(properties, "showingPlcHdr"):
            self._bracketed(content, para)
            return
        start = para.length
        self._inline(content, para)
        fillable = properties is not None and any(first(properties, W + name) is not None for name in _FILLABLE)
        if fillable and not self._gone and not para.since(start).strip():
            self._say(fields.BLANK, para, para.style.look)

    def _bracketed(self, content: etree._Element, para: Para) -> None:
        """The prompt of an empty control ("Click or tap here to enter text.") in brackets, so that it is seen to be
        a blank and not a term of the contract."""
        prompt = "".join(node.text or "" for node in content.iter(*TEXT)).strip()
        own = prompt.startswith("[") and prompt.endswith("]")
        if not prompt:
            self._say(fields.BLANK, para, para.style.look)
        elif not own:
            self._say("[", para, para.style.look)
        self._inline(content, para)
        if prompt and not own:
            self._say("]", para, para.style.look)

    def _simple_field(self, node: etree._Element, para: Para) -> None:
        instruction = node.get(W + "instr", "")
        contents = fields.name_of(instruction) == "TOC"
        start = para.length
        self._contents += contents
        self._inline(node, para)
        self._contents -= contents
        if para.length == start and fields.is_automatic(instruction):
            self._findings.automatic_fields += 1

    # -- runs ---------------------------------------------------------------------------------------------------

    def _run(self, run: etree._Element, para: Para) -> None:
        properties = first(run, RPR)
        look = self._styles.run(properties, para.style)
        change = first(properties, W + "rPrChange")
        if change is None:
            self._content(run, para, look)
            return
        if self._view == "original":
            look = look_of(first(change, RPR)).over(para.style.look)
        start = para.length
        self._content(run, para, look)
        if para.length > start:
            self._log.add(change_of(change), para, para.since(start), start, para.length)

    def _content(self, node: etree._Element, para: Para, look: Look) -> None:
        """Children of a run, and of any element that is not known: nothing with text may be lost by its wrapper."""
        self._enter()
        for child in node:
            tag = child.tag
            if tag in TEXT:
                if child.text:
                    text = plain(child.text)
                    if look.underline and not text.strip():
                        text = self._blank_line(text, node, child)
                    self._say(text, para, look)
            elif tag in SKIPPED:
                continue
            elif tag in _FIXED:
                text = _FIXED[tag]
                if text == "\t" and look.underline:
                    text = self._blank_line(text, node, child)
                self._say(text, para, look)
            elif tag in _BREAKS:
                if not self._gone:
                    para.breaks.append((para.length, child.get(W + "type") in ("page", "column")))
                self._say(" ", para, look)
            elif tag == W + "sym":
                self._say(symbol(child.get(W + "font", ""), child.get(W + "char", "")), para, look)
            elif tag == W + "fldChar":
                self._field(child, para, look)
            elif tag in _CODES:
                if self._fields and not self._fields[-1].in_result:
                    self._fields[-1].code.append(child.text or "")
            elif tag in _NOTES:
                if not self._gone and not look.hidden:
                    typed = child.get(W + "customMarkFollows", "0") not in {"0", "false", "off"}
                    reference = NoteReference(_NOTES[tag], child.get(W + "id", ""), para.index, typed)
                    self._findings.notes.append(reference)
            elif tag in _COMMENTS:
                self._anchor(child)
            elif tag == W + "txbxContent":
                # Text boxes are read after the paragraph that they hang on; their w:p keep their place in the count.
                self._boxes.append((child, self._count))
                self._count += sum(1 for _ in child.iter(P))
            elif tag == MC + "AlternateContent":
                self._alternate(child, lambda branch: self._content(branch, para, look))
            elif tag == R_RUN:
                self._run(child, para)
            elif tag in KINDS:
                with self._within(change_of(child)):
                    self._inline(child, para)
            elif tag == W + "sdt":
                self._inline_control(child, para)
            elif tag == W + "fldSimple":
                self._simple_field(child, para)
            else:
                self._findings.pictures += tag == W + "drawing" or tag == W + "pict"
                self._findings.embedded += tag == W + "object"
                self._content(child, para, look)
        self._depth -= 1

    def _blank_line(self, text: str, run: etree._Element, child: etree._Element) -> str:
        """Underlined white space is a blank to fill in, printed as a line, unless it only joins underlined words."""
        if self._before is not None and self._before.underline not in (None, "none"):
            return text
        if look_of(first(run, RPR)).underline == "none" or (len(text) < 3 and "\t" not in text):
            return text
        behind = child.getnext()
        following = run if behind is not None else run.getnext()
        if following is not None and following.tag == R_RUN:
            words = "".join(node.text or "" for node in following.iter(*TEXT)).strip()
            if words and (following is run or look_of(first(following, RPR)).underline not in (None, "none")):
                return text
        return _BLANK_LINE

    def _say(self, text: str, para: Para, look: Look) -> None:
        """Adds text to the paragraph, or to the record of what this view does not show."""
        if not text or self._codes:
            return
        if look.hidden:
            if not self._gone:
                _quote(self._findings.hidden, text, bool(self._before and self._before.hidden))
                self._before = look
            return
        start = para.length
        if not self._gone:
            para.add(text, bool(look.bold))
            self._typed_redline(text, look)
            if text.strip():
                self._before = look
        # An inserted row holds inserted runs: a change inside another of its kind is the same change.
        for change in {change.kind: change for change in self._changes}.values():
            self._log.add(change, para, text, start, para.length)

    def _typed_redline(self, text: str, look: Look) -> None:
        """Strike-through and double underline by hand, outside any tracked change."""
        if self._changes:
            return
        if look.strike:
            _quote(self._findings.struck, text, bool(self._before and self._before.strike))
        if look.underline == "double":
            _quote(self._findings.doubled, text, bool(self._before and self._before.underline == "double"))

    # -- complex fields -----------------------------------------------------------------------------------------

    def _field(self, node: etree._Element, para: Para, look: Look) -> None:
        kind = node.get(W + "fldCharType")
        if kind == "begin" and node not in self._unpaired:
            self._fields.append(fields.Field(first(node, W + "ffData")))
            self._codes += 1
        elif kind == "separate" and self._fields and not self._fields[-1].in_result:
            opened = self._fields[-1]
            opened.in_result, opened.para, opened.seen = True, para, para.length
            opened.contents = fields.name_of(opened.instruction) == "TOC"
            self._codes -= 1
            self._contents += opened.contents
        elif kind == "end" and self._fields:
            closed = self._fields.pop()
            self._contents -= closed.contents
            if not closed.in_result:
                self._codes -= 1
                if fields.is_automatic(closed.instruction) and not self._gone:
                    self._findings.automatic_fields += 1
                self._say(plain(fields.text_without_result(closed)), para, look)
            elif closed.form is not None and closed.para is para and not para.since(closed.seen).strip():
                self._say(fields.form_text(closed.form), para, look)
