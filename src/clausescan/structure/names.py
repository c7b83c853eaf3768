"""Statutes and other agreements called by their names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from clausescan.model import Clause, Reference

STATUTE_NAME = re.compile(
    r"(?<![\w’'])(?:(?:[A-Z][\w&’'-]{1,30}|(?:[A-Z]\.){1,4}),?[ \u00a0](?:(?:of"
    r"|and|for|on|in)[ \u00a0]){0,2}){1,7}(?:Act|Code|Ordinance|Directive"
    r"|Statute|Regulations?|Law|Decree|Rules|Treaty)\b(?:\)|,)?(?:[ \u00a0](?:of["
    r" \u00a0])?(?:1[89]|20)\d\d)?"
    r"|\b(?:Regulation|Directive|Rule|Law|Decree)[ \u00a0](?:\([A-Z]{2,3}\)[ \u00a0])?(?:No\.?["
    r" \u00a0]?)?\d[\w/.-]{1,12}|\b\d{1,3}[ \u00a0]U\.?S\.?C\.?(?:[ \u00a0]§{0,2}["
    r" \u00a0]?\d[\w.()-]{0,16})?"
)
STATUTE_WORD = re.compile(
    r"\b(?:Act|Code|Ordinance|Directive|Statutes?|Regulations?|Laws?|Decree|Treaty"
    r"|Constitution|Rules|C\.?F\.?R|U\.?S\.?C|GAAP|Circular)\b"
)
_AGREEMENT_NAME = re.compile(
    r"(?<![\w’'])((?:(?:[A-Z][\w&’'-]{1,30}|(?:[A-Z]\.){1,4})[ \u00a0](?:(?:of"
    r"|and|for|to)[ \u00a0])?){1,7}(?:Agreement|Contract|Deed|Lease|Memorandum"
    r" of Understanding|Indenture))s?\b"
)
_ANOTHER = re.compile(
    r"\b(?:the|that|such|said|a|an|certain|any|each|separate|other|under|of|in|to)[ \u00a0]\Z", re.IGNORECASE
)
_NO_STATUTE = re.compile(
    r"\A(?:(?:the|any|all|such|each|this|in|under|of|by|and|or|if|no|to|with|a"
    r"|an)[ \u00a0])?(?:applicable|governing|such|all|relevant|antitrust|competition"
    r"|anti-?corruption|local|tax|privacy|data protection|environmental|securities"
    r"|export|choice of|change of|change in|bankruptcy|health|common)?[ \u00a0]?(?:laws?"
    r"|rules|regulations?|code|act)\Z",
    re.IGNORECASE,
)
_DETERMINERS = frozenset(
    ["This", "The", "Such", "Any", "Each", "That", "An", "A", "No", "Other", "All", "Every", "Said", "Entire"]
)
_CIPHER = re.compile(
    r"\b(?:Source|Object|Program|Software|Access|Postal|Post|Zip|Area|Bar)[ \u00a0]Code\Z", re.IGNORECASE
)
_NO_LAW = frozenset({"Agreement", "Agreements", "Section", "Sections", "Article", "Articles", "Schedule", "Exhibit"})


def find_named(text: str, c: Clause, start: int, taken: list[tuple[int, int]], own: str) -> Iterator[Reference]:
    """Statutes and other agreements by name."""
    spans = sorted(taken)
    for m in STATUTE_NAME.finditer(text, start, c.end):
        name = " ".join(m[0].split()).rstrip(",)")
        if (
            name.split()[0].rstrip(",") in _NO_LAW
            or _NO_STATUTE.match(name)
            or _CIPHER.search(name)
            or name.isupper()
            or _overlaps(spans, m.start(), m.end())
        ):
            continue
        if not any(ch.isdigit() for ch in name) and name.rsplit(" ", 1)[-1] in (
            "Law",
            "Rules",
            "Regulations",
            "Regulation",
            "Treaty",
        ):
            continue
        yield Reference(c.id, m.start(), m.end(), "statute", name, (), True)
    for m in _AGREEMENT_NAME.finditer(text, start, c.end):
        name = " ".join(m[1].split())
        if (
            name.isupper()
            or not _ANOTHER.search(text, max(start, m.start() - 10), m.start())
            or _overlaps(spans, m.start(), m.end())
        ):
            continue
        if (
            name.lower() in own
            or name.split()[0] in _DETERMINERS
            or text[max(start, m.start() - 6) : m.start()].lower().strip().endswith("this")
        ):
            continue
        yield Reference(c.id, m.start(), m.end(), "agreement", name, (), True)


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    i = bisect_right(spans, (start, 1 << 60)) - 1
    return any(a < end and b > start for a, b in spans[max(i, 0) : i + 2])
