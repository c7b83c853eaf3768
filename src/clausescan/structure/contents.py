"""The table of contents: its lines are no clauses, and where it ends the agreement begins."""

from __future__ import annotations

import re
from collections import defaultdict

from clausescan.model import Document
from clausescan.structure.labels import Label, parse_attachment, parse_label

_TOC_HEAD = re.compile(r"\W*(?:(?:table\s+of\s+)?contents|index(?:\s+of\s+\w+){0,3})\W*\Z", re.IGNORECASE)
_TOC_OPEN = re.compile(r"\W*(?:table\s+of\s+contents)\b", re.IGNORECASE)
_LEADERS = re.compile(
    r"(?:\.{4,}|(?:\.[ \u00a0]){3,}\.?|_{4,}|…{2,})[ \u00a0]*(?:[A-Z]{0,2}-?\d{1,3}|[ivxl]{1,6})?[ \u00a0]*\Z"
)
_PAGE_END = re.compile(r"[\s.](?:\d{1,3}|[ivxl]{1,6}|[A-Z]-\d{1,2})\s*\Z")
_PAGE_ONLY = re.compile(
    r"\W*(?:page\W*)?(?:\d{1,4}|[ivxl]{1,6})?(?:\W+of\W+\d{1,4})?\W*\Z|\W*page\(?s?\)?(?:\W+no)?\W*\Z", re.IGNORECASE
)
_TOC_NUMBER = re.compile(r"\s\d{1,3}(?=\s+(?:\d{1,2}\.\d|ARTICLE|Article|SECTION|Section|[A-Z])|\s*\Z)")
_PROSE = re.compile(r"\b(?:whereas|by and between|by and among|made (?:as of|on|this|and entered))\b", re.IGNORECASE)


def letters_of(text: str) -> str:
    """The letters of a line in lower case, sixty at most: equal for a title and its entry in the contents."""
    return "".join(c for c in text.lower() if c.isalpha())[:60]


def has_leaders(text: str) -> bool:
    """A line that ends in dot leaders, with or without its page number."""
    if len(text) >= 400 or not _LEADERS.search(text[-80:]) or text.lstrip().lower().startswith(("by", "name", "$")):
        return False
    return len(text.strip(" ._\u00a0…")) > 3


class Contents:
    """Told of each block in order, says which belong to a table of contents."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._inside = False
        self._first = ""
        self._count = 0
        self._seen: set[str] = set()
        self._places: dict[str, int] | None = None

    def takes(self, i: int, head: str, tail: str, allowed: bool) -> bool:
        """Whether block `i` is a line of the contents. `head` and `tail` are its first and last characters, stripped;
        `allowed` is False once the agreement has begun, when only plain marks (dot leaders) count."""
        block = self._document.blocks[i]
        size = block.end - block.start
        if block.kind == "toc" or (size < 400 and has_leaders(head)):
            self._inside = self._inside or block.kind == "toc"
            self._note(i, head)
            return True
        if allowed and (_TOC_HEAD.match(head) if size < 60 else _TOC_OPEN.match(head)):
            self._inside, self._first, self._count = True, "", 0
            self._seen.clear()
            return True
        if self._inside and self._goes_on(i, head, tail, size):
            self._note(i, head)
            return True
        self._inside = False
        return False

    def _note(self, i: int, head: str) -> None:
        self._count += 1
        if not self._first and not (len(head) < 30 and _PAGE_ONLY.match(head)):
            self._first = _title(head)
        key = self._key(i)
        if key:
            self._seen.add(key)

    def _goes_on(self, i: int, head: str, tail: str, size: int) -> bool:
        """Whether block `i`, met inside the contents, is another entry and not the beginning of the agreement."""
        document = self._document
        if size < 30 and _PAGE_ONLY.match(head):
            return True
        ends_in_page = bool(_PAGE_END.search(tail))
        if self._first and self._count > 2 and not ends_in_page and _title(head)[:24] == self._first[:24]:
            return False
        if size > 160:
            text = document.text[document.blocks[i].start : document.blocks[i].end]
            return len(_TOC_NUMBER.findall(text)) * 14 >= text.count(" ")
        if ends_in_page:
            return True
        if _PROSE.search(head):
            return False
        if self._comes_again(i):
            return True
        # an entry without its page number: near others that have one
        for k in range(i + 1, min(i + 5, len(document.blocks))):
            line = document.text[document.blocks[k].start : document.blocks[k].end]
            if len(line) < 160 and (_PAGE_END.search(line[-20:]) or has_leaders(line) or self._comes_again(k)):
                return True
        return (
            bool(parse_attachment(document.text, document.blocks[i].start, document.blocks[i].end)) and len(head) < 90
        )

    def _comes_again(self, i: int) -> bool:
        """The number of this line is met here for the first time and heads another block further on."""
        key = self._key(i)
        if not key or key in self._seen:
            return False
        if self._places is None:
            self._places = defaultdict(int)
            for k in range(len(self._document.blocks)):
                self._places[self._key(k)] = k
        return self._places[key] > i + 2

    def _key(self, i: int) -> str:
        block = self._document.blocks[i]
        label = parse_label(self._document.text, block.start, block.end)
        return _name(label) if label is not None else ""


def _name(label: Label) -> str:
    return label.word + " " + ".".join(part.text for part in label.parts)


def _title(head: str) -> str:
    return letters_of(re.sub(r"[\s.]*(?:\d{1,3}|[ivxl]{1,5})\s*\Z", "", head[:200]))
