"""Telling headings from sentences: run-in headings after a number, and unnumbered heading lines."""

from __future__ import annotations

import re

from clausescan.model import Block

_RUN_IN = re.compile(
    r"[\"“‘(]?[A-Z0-9][^.:!?\n]{1,110}?(?:[.:][\"”’]?(?=[ \t\u00a0]+[\"“‘(\[A-Z0-9$]"
    r"|[ \t\u00a0]*\Z|[ \t\u00a0]*\n|[A-Z][a-z])|[ \t\u00a0][–—-]{1,2}(?=[ \t\u00a0]+[\"“‘(\[A-Z]))"
)
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "if",
        "in",
        "into",
        "its",
        "no",
        "nor",
        "not",
        "of",
        "off",
        "on",
        "or",
        "our",
        "out",
        "over",
        "per",
        "than",
        "that",
        "the",
        "their",
        "to",
        "under",
        "until",
        "up",
        "upon",
        "via",
        "with",
        "within",
        "without",
        "after",
        "before",
        "between",
        "during",
        "against",
        "other",
        "any",
        "all",
        "re",
        "vs",
        "the/or",
        "and/or",
    ]
)
_VERBS = re.compile(
    r"\b(?:shall|will|may|must|is|are|was|were|has|have|had|agrees?|means?|grants?"
    r"|represents?|acknowledges?|undertakes?|pays?|warrants?|covenants?|hereby"
    r"|includes?)\b"
)
_NOT_HEADINGS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "no",
        "inc",
        "ltd",
        "co",
        "corp",
        "messrs",
        "prof",
        "hon",
        "e.g",
        "i.e",
        "whereas",
        "provided",
    ]
)
_CONTACT = re.compile(
    r"(?:attn|attention|tel|telephone|fax|facsimile|phone|mobile|e-?mail|t|f|e|to|cc|re|copy)\b\.?\s*:", re.IGNORECASE
)
_TWO_SENTENCES = re.compile(r"[a-z]{3}\. [A-Z]")
_WORD = re.compile(r"[^\W\d_][\w’'&/-]*")
_COMPANY_END = re.compile(
    r"\b(?:inc|ltd|llc|corp|corporation|limited|company|co|l\.?p|gmbh|n\.v|plc|b\.v|s\.a)\.?,?\s*\Z", re.IGNORECASE
)


def is_caps(text: str) -> bool:
    """All letters capitals, at least three of them."""
    letters = sum(c.isalpha() for c in text)
    return letters >= 3 and sum(c.islower() for c in text) <= letters // 20


def is_title_case(text: str) -> bool:
    """Every word of weight starts with a capital (or a digit)."""
    words = _WORD.findall(text)
    if not words or not words[0][0].isupper():
        return False
    heavy = [w for w in words if w.lower() not in _SMALL]
    slack = len(heavy) > 5 and not text.endswith(".")
    return bool(heavy) and sum(w[0].isupper() for w in heavy) >= len(heavy) - slack


def run_in(text: str, pos: int, end: int) -> tuple[str, int]:
    """The heading that opens a clause ("Term." in "7.1 Term. This Agreement …") and where the words after it begin.

    ("", pos) where there is none. A sentence in title case with a verb is no heading; nor is a quoted term.
    """
    m = _RUN_IN.match(text, pos, min(end, pos + 130))
    if not m:
        return "", pos
    words = m[0].strip(' .:–—-\u00a0"“”')
    count = words.count(" ") + 1
    if words.lower() in _NOT_HEADINGS or m[0][0] in '"“‘(' or count > 14:
        return "", pos
    if not (is_caps(words) or is_title_case(words) or (count <= 4 and m.end() < end)):
        return "", pos
    if _VERBS.search(words) and not is_caps(words):
        return "", pos
    stop = m.end()
    while stop < end and text[stop] in " \t\u00a0":
        stop += 1
    return " ".join(words.split()), stop


def whole(text: str, pos: int, end: int, block: Block | None = None) -> str:
    """The heading when all of [pos, end) is one: short, in capitals or title case, no sentence; else ""."""
    if end - pos > 160 or end <= pos:
        return ""
    line = " ".join(text[pos:end].split())
    bare = line.strip(' .:–—-_*"“”')
    if not bare or not any(c.isalpha() for c in bare):
        return ""
    count = bare.count(" ") + 1
    marked = block is not None and (block.kind == "heading" or block.bold or block.centered)
    if line[-1] in ",;" or line.count(". ") > 1 or "[*" in line or _TWO_SENTENCES.search(line):
        return ""
    if is_caps(bare):
        return bare if count <= 20 else ""
    if _VERBS.search(bare) and (line[-1] == "." or not (block is not None and block.kind == "heading")):
        return ""
    if is_title_case(bare + line[-1] if line[-1] == "." else bare) and count <= 14:
        return bare
    if marked and count <= 12 and bare[0].isupper() and line[-1] != ".":
        return bare
    return ""


def unnumbered(text: str, block: Block, following: str) -> str:
    """The heading when a block without a number is one, judged with the opening of the next block; else ""."""
    line = text[block.start : block.end].strip()
    if not 3 <= len(line) <= 120 or "\t" in line or "|" in line or (line[-1:] in ",;)" and not is_caps(line)):
        return ""
    heading = whole(text, block.start, block.end, block)
    if line[-1] == ":" and not is_caps(line):
        return ""  # "If to the Company:" announces, it heads nothing
    if not heading or not heading[0].isalpha() or _COMPANY_END.search(heading):
        return ""
    if sum(c.isdigit() for c in heading) > 3 or _CONTACT.match(heading):
        return ""
    if block.kind == "heading":
        return heading
    if "__" in line or "@" in line or "[*" in line or "●" in line:
        return ""
    count = heading.count(" ") + 1
    if is_caps(heading) and count <= 12 and len(heading) > 3:
        return heading if following else ""
    if block.bold or (block.centered and is_title_case(heading)):
        return heading if count <= 10 else ""
    if line.endswith(".") or "," in heading or count > 8:
        return ""
    long_text = following.count(" ") > 14 and following[:1].isupper()
    return heading if long_text and is_title_case(heading) else ""


def rank(text: str, block: Block) -> int:
    """0 for the strongest headings (capitals or centred), 1 for bold ones, 2 for the rest."""
    if is_caps(text) or block.centered:
        return 0
    return 1 if block.bold or block.kind == "heading" else 2
