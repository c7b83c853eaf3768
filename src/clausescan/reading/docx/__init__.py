"""Reads Word files (.docx, .docm, .dotx, .dotm, transitional and strict) into a Document.

What a Word page shows is the measure. Decisions worth knowing:
- Automatic numbers are `Block.label`, never text; bullets have the label "•". An empty paragraph counts as in Word but
  makes no block; a notice lists such numbers. In the marked view deleted paragraphs count, as Word shows all markup.
- Hidden text does not print: it is left out and quoted in a notice. Text struck by hand prints: it stays, noted.
- A footnote mark is not put into the text; notes follow the body as blocks of kind "note", their mark is their label,
  their `paragraph` the w:p that carries the mark.
- Unfilled controls and form fields show as "[Click or tap here to enter text.]" or "[ ]", underlined space as "____".
- A table row is one block, cells parted by tabs, unless it only arranges clauses on the page; then its paragraphs are.
- A tracked change that the chosen view does not show has start == end, the place where it would stand.
"""

from __future__ import annotations

import hashlib

from lxml import etree

from clausescan.model import Document, Notice
from clausescan.reading.docx.body import StoryReader
from clausescan.reading.docx.layout import Layout
from clausescan.reading.docx.names import MC, W, first
from clausescan.reading.docx.notes import Margins
from clausescan.reading.docx.numbering import Numbering
from clausescan.reading.docx.package import Package
from clausescan.reading.docx.revisions import RevisionLog
from clausescan.reading.docx.runs import Findings
from clausescan.reading.docx.styles import Styles
from clausescan.reading.options import ReadOptions
from clausescan.reading.title import title_of

__all__ = ["read_docx"]

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_docx(data: bytes, path: str, options: ReadOptions) -> Document:
    """The Word file `data` as a Document in the view `options.revisions`; `path` is only used to name it.

    Raises ReadError, code one of: empty_file, lock_file, encrypted, wrong_kind, unsupported_format, not_word,
    no_main_part, damaged_zip, damaged_package, damaged_xml, unsupported_zip, doctype, too_large, too_long, too_deep,
    no_text.
    """
    package = Package(data, path, options.limits)
    root = package.xml(package.main)
    body = first(root, W + "body")
    if root.tag != W + "document" or body is None:
        package.fail("not_word", f"the main part {package.main} holds no Word document (another Office file?)")
    log, findings = RevisionLog(options.revisions), Findings()
    styles = Styles(package.related("styles"))
    numbering = Numbering(package.related("numbering"), styles)
    margins = Margins(package, styles, log, findings)

    most = options.limits.characters

    def full() -> None:
        package.fail("too_long", f"the text is longer than {most:,} characters (characters)")

    if _length(root) > most:
        full()
    layout = Layout(most, full)
    StoryReader(styles, numbering, log, findings, lambda: package.too_deep(package.main)).read(body, layout)
    margins.notes(layout)
    if not layout.blocks:
        package.fail("no_text", _no_text(findings))
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=_MEDIA_TYPE,
        text=layout.text,
        blocks=tuple(layout.blocks),
        title=layout.title or title_of(layout.blocks, layout.text),
        furniture=margins.furniture(),
        comments=margins.comments(),
        revisions=log.revisions(),
        warnings=tuple(_notices(log, findings, layout.empty_numbers)),
    )


def _length(root: etree._Element) -> int:
    """Characters in the runs of the body: known long before a far too long text is laid out."""
    length = sum(len(node.text or "") for node in root.iter(W + "t"))
    return length - sum(len(node.text or "") for twin in root.iter(MC + "Fallback") for node in twin.iter(W + "t"))


def _no_text(findings: Findings) -> str:
    if findings.hidden:
        return "the Word file holds hidden text only; nothing of it would print, and nothing was read"
    if findings.pictures:
        return f"the Word file holds {findings.pictures} pictures but no text; if it is a scan, it needs OCR first"
    return "the Word file holds no text"


def _notices(log: RevisionLog, findings: Findings, empty_numbers: list[str]) -> list[Notice]:
    found = [] if (tracked := log.notice()) is None else [tracked]
    if findings.hidden:
        found.append(
            Notice("hidden_text", f"Hidden text was left out, since it does not print: {_quotes(findings.hidden)}.")
        )
    if findings.struck or findings.doubled:
        said = [f"struck through: {_quotes(findings.struck)}"] if findings.struck else []
        said += [f"double underlined: {_quotes(findings.doubled)}"] if findings.doubled else []
        found.append(
            Notice(
                "typed_redline",
                f"Changes may be marked by formatting alone, which stays in the text as it prints; {'; '.join(said)}.",
            )
        )
    if empty_numbers:
        found.append(Notice("empty_numbers", f"Numbers that stand without text: {_quotes(empty_numbers)}."))
    if findings.automatic_fields:
        n = findings.automatic_fields
        found.append(Notice("number_fields", f"{n} numbers from AUTONUM or LISTNUM fields are not kept in the file."))
    if findings.embedded:
        found.append(Notice("embedded", f"{findings.embedded} embedded documents or objects were not opened."))
    return found


def _quotes(texts: list[str], most: int = 5, length: int = 160) -> str:
    shown = [" ".join(text.split()) for text in texts[:most]]
    shown = [text if len(text) <= length else f"{text[:length]}…" for text in shown]
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(f"“{text}”" for text in shown) + more
