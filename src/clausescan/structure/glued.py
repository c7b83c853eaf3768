"""Clauses that stand glued inside one paragraph, and headings that run in before the words."""

from __future__ import annotations

import re

from clausescan.model import Block
from clausescan.structure import headings
from clausescan.structure.labels import Label, follows, parse_label, readings
from clausescan.structure.lists import second_label
from clausescan.structure.nodes import Node
from clausescan.structure.placing import Builder

_CANDIDATE = re.compile(
    r"(?<=[.;:!?)\]”\"’,])[ \t\u00a0\n]{1,8}(?=\(?[A-Za-z0-9]{1,5}\)|\d{1,3}[A-Z]?\."
    r"|(?:ARTICLE|Article|SECTION|Section)[ \u00a0-]|[A-Z]\.[ \u00a0]|[IVX]{1,5}\.["
    r" \u00a0])"
    r"|(?<=[;,] and)[ \u00a0](?=\([A-Za-z0-9]{1,5}\))|(?<=[;,] or)[ \u00a0](?=\([A-Za-z0-9]{1,5}\))"
    r"|(?<=[A-Za-z])[ \u00a0]{1,8}(?=\d{1,3}\.\d{1,3}\.?[ \u00a0]{1,4}[A-Z“\"])"
)


_REFERRING = re.compile(
    r"\b(?:articles?|sections?|clauses?|paragraphs?|sub-?sections?|sub-?clauses?"
    r"|sub-?paragraphs?|schedules?|exhibits?|annex(?:es)?"
    r"|appendix|items?|rules?|no|nos|under|of|and|or|to|with|in|see|version|by"
    r"|through|per|than|approximately|about|the|part|parts|regulation|form)[.,]?\s{0,3}\Z",
    re.IGNORECASE,
)
_DIVISION_BEFORE = re.compile(
    r"\b(?:articles?|sections?|clauses?|(?:sub-?)?paragraphs?|sub-?sections?|sub-?clauses?|items?|rules?|under|see)[.,]?\s{0,3}\Z",
    re.IGNORECASE,
)


def split_glued(b: Builder, node: Node, block: Block, line_starts: set[int]) -> None:
    """Headings that run in, and further clauses glued into the same paragraph."""
    text = b.document.text
    end = block.end
    first_body = node.body
    title = headings.whole(text, node.body, end, block) if node.part else ""
    if title:
        node.heading, node.kind = title, "heading"
        node.words_at = end
    elif node.part:
        node.heading, node.words_at = headings.run_in(text, node.body, end)
    else:
        node.words_at = node.body
    spots = {m.end(): False for m in _CANDIDATE.finditer(text, node.start, end) if m.end() >= first_body}
    if line_starts:
        for line in b.document.lines_of(first_body, end):
            if first_body < line.start < end:
                spots[line.start] = True
    current = node
    for at in sorted(spots):
        if at < current.body:
            continue
        label = parse_label(text, at, end)
        if label is None or label.start != at or label.body >= end:
            continue
        if not _glued(b, current, label, spots[at], end):
            continue
        close = at
        if close <= current.start:
            continue
        current.end = close
        if current.heading and current.kind == "heading" and current.words_at > close:
            current.words_at = close
        bare = headings.whole(text, current.body, close, block) if current.part else ""
        if bare:
            current.heading, current.kind = bare, "heading"
        current = b.place(label, at, end, text[label.start : label.end])
        current.heading, current.words_at = headings.run_in(text, current.body, end)
        bare = headings.whole(text, current.body, end, block)
        if bare:
            current.heading, current.kind = bare, "heading"


def _glued(b: Builder, current: Node, label: Label, line_start: bool, end: int) -> bool:
    """Whether a label inside a paragraph opens a clause of its own: the sequence must expect it there."""
    text = b.document.text
    at = label.start
    before = text[max(current.start, at - 24) : at].rstrip()
    part = label.parts[0]
    referring = _DIVISION_BEFORE if part.wrap == "()" else _REFERRING
    if referring.search(text, max(current.start, at - 24), at):
        return False
    after = text[label.body] if label.body < end else " "
    opens = after.isupper() or after in '"“‘['
    ended = before[-1:] in '.;:!?)”"’]'
    if len(part.dotted) > 1:
        if not opens or not b.decimal_expected(part):
            return False
        return line_start or ended or headings.whole(text, current.body, at) != ""
    if label.word:
        if label.weak or not opens or not (line_start or before[-1:] in '.!?”"'):
            return False
        title = headings.run_in(text, label.body, end)[0]
        level = next((v for v in b.open if v.word == label.word), None)
        expected = level is not None and any(
            v[0] == level.series and follows(level.last, v[1]) for v in readings(part.text)
        )
        return expected and bool(title)
    choice = b.choose(part, "")
    if choice is None or choice.cost > 1.1:
        return False
    if part.wrap == "()" or part.wrap == ")":
        if choice.level >= 0:
            last = b.open[choice.level].node
            series, value = choice.reading
            if b.upcoming(series, part.wrap, value) < b.upcoming(series, part.wrap, value + 1):
                return False  # the same label opens a block further on
            return choice.cost == 0 and (
                line_start
                or (last is current and before[-1:] in ".;,")
                or (before[-1:] in ".;" and opens and choice.level == len(b.open) - 1)
                or (last is current and bool(re.search(r"[;,.] (?:and|or)\Z", before)))
            )
        # the first of a list: right behind the heading, or announced and continued by a later block
        series = choice.reading[0]
        only_heading = current.words_at >= at - 1 and current.part != ""
        ahead = b.upcoming(series, part.wrap, 2.0) < 10_000
        second = second_label(series, part)
        inside = second in text[label.body : end]
        if line_start:
            return ahead or inside or only_heading
        if only_heading:
            return ahead or inside
        return ahead and not inside and before[-1:] in ":;—–-." and b.upcoming(series, part.wrap, 2.0) <= 3
    if not opens:
        return False
    if choice.level >= 0:
        return choice.cost == 0 and (line_start or ended) and part.wrap != "" and (part.text[0].isdigit() or line_start)
    return (
        (line_start or at == current.body)
        and part.wrap != ""
        and b.upcoming(choice.reading[0], part.wrap, 2.0) < 10_000
    )
