"""The name of the agreement as the document prints it. One rule for every file format.

A wrong title is worse than none: only a short line near the top counts, which names a kind of instrument and is set
like a title (capitals, or the words of a title each with one), not a sentence about one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clausescan.model import Block

_INSTRUMENT = re.compile(
    r"\b(?:agreement|contract|charter|memorandum|articles of|deed|terms (?:and conditions|of (?!the|this))|"
    r"term sheet|lease|licen[cs]e|plan|letter)\b",
    re.IGNORECASE,
)
# Lines that hold such a word and are no title: a heading of a part, the opening sentence, a label of a cover sheet,
# the name of a file.
_NO_TITLE = re.compile(
    r"(?:this|the|your|our|dear|re|between|dated?|and|of|subject|payment)\b|[^:]{0,40}:\s|.*\b(?:no|number|date)\.? ?:|"
    r"\(?(?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{0,2})*[.)]\s|\d+\.\d|.*\b(?:confidential treatment|made and entered|"
    r"entered into|is made|by and between|hereby|table of contents|whereas|execution (?:copy|version)|"
    r"of (?:the|this) agreement)\b|agreement of the parties|.*\.(?:docx?|pdf|txt)$|.*\b\d{4,}[-/]\d",
    re.IGNORECASE,
)
_STAMP = re.compile(r"^(?:(?:exhibit|ex\.?)[ -]{0,2}[\d.]{1,6}(?:\([\w)(]{1,6})?\s|-\s?\d{1,3}\s?-\s)", re.IGNORECASE)
_TRAIL = re.compile(r"[\s\-_*={}\[\]]{3,}$")
_MINOR = frozenset(["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
_LONGEST = 120  # characters
_FIRST = 30  # lines
_CONTINUED = re.compile(
    r"\b(?:of|to|and|the|for|on|in)$|^(?:amendment|termination|first|second|third)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line near the top. `continues`: it is set like the line before and close to it, so both may be one title."""

    text: str
    continues: bool = False


def title_from(lines: Iterable[TitleLine]) -> str:
    """The title among the first lines of a document, the lines it runs over joined by a space; "" where there is
    none."""
    kept = ((_bare(line.text), line.continues) for line in lines)
    first = [TitleLine(text, continues) for text, continues in kept if text][:_FIRST]
    for i, line in enumerate(first):
        if not is_title(line.text):
            continue
        parts = [line.text]
        for here, before in zip(reversed(first[1 : i + 1]), reversed(first[:i]), strict=True):
            if not here.continues or len(before.text) >= 80:
                break
            parts.insert(0, before.text)
        while len(parts) > 1 and parts[0][0].islower():
            parts.pop(0)
        return " ".join(parts)
    return ""


def _bare(text: str) -> str:
    """A line without the stamp of a filing before it and the rule after it."""
    if len(text) > 2 * _LONGEST:
        return text  # no title, and the patterns below are for lines
    return _TRAIL.sub("", _STAMP.sub("", " ".join(text.split())))


def is_title(text: str) -> bool:
    """Whether a line is set like the title of an agreement and names one."""
    if len(text) > _LONGEST or not _INSTRUMENT.search(text) or _NO_TITLE.match(text):
        return False
    if text[-1] in ".,;:" or text[0].islower():
        return False
    words = [w for w in text.split() if w.lower() not in _MINOR]
    return text.isupper() or sum(w[:1].isupper() or not w[:1].isalpha() for w in words) >= 0.6 * len(words)


def title_of(blocks: Sequence[Block], text: str) -> str:
    """The title of a document whose file says nothing of where lines stand on the page: Word, text, HTML."""
    lines: list[TitleLine] = []
    before: Block | None = None
    for block in blocks:
        if len(lines) >= _FIRST:
            break
        words = text[block.start : block.end]
        if block.kind not in ("paragraph", "heading") or block.label:
            before = None
            if block.kind == "toc":
                break
            continue
        lines.append(TitleLine(words, before is not None and _continues(before, block, text)))
        before = block
    return title_from(lines)


def _continues(before: Block, block: Block, text: str) -> bool:
    words, following = text[before.start : before.end].strip(), text[block.start : block.end].strip()
    alike = (before.bold, before.centered, before.style, words.isupper()) == (
        block.bold, block.centered, block.style, following.isupper(),
    )  # fmt: skip
    return alike and (block.style.lower() == "title" or bool(_CONTINUED.search(words)))


def continued(text: str) -> bool:
    """Whether a line breaks off where a title goes on: "AMENDMENT AND TERMINATION OF"."""
    return bool(_CONTINUED.search(text))
