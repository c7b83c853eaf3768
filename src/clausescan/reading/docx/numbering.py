"""Automatic numbers as Word shows them: definitions from numbering.xml, levels from styles, and running counters.

Rules that are easy to get wrong, all taken from files whose printed numbers are known:
- Counters belong to the abstract list, so two w:num of one w:abstractNum go on counting together.
- A w:startOverride takes effect once, the first time its w:num is used at that level.
- Using a level resets all deeper ones, except where w:lvlRestart of the deeper level says otherwise (0: never).
- In numbering through a style, the w:lvl that names the style sets the level, not the style's w:ilvl.
- w:isLgl turns roman numerals and letters of the whole label into decimals but leaves "01" as it is.
- A bullet has the label "•", whatever its font makes of its character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from clausescan.reading.docx.names import MC, PPR, VAL, W, first, flag, number, val
from clausescan.reading.docx.number_formats import format_number
from clausescan.reading.docx.styles import ParagraphStyle, Styles, indents

BULLET = "•"
_LEVELS = 9
_LABEL = 255
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One w:lvl. `restart` is the 1-based level whose use restarts this one (0: never, None: any level above)."""

    start: int = 1
    format: str = "decimal"
    custom: str = ""
    text: str = ""
    style: str = ""
    legal: bool = False
    restart: int | None = None
    picture: bool = False
    left: int | None = None
    first_line: int | None = None


@dataclass(frozen=True, slots=True)
class List:
    """What one w:num comes to: the abstract list that keeps the counters, its levels, the start overrides."""

    abstract: int
    levels: dict[int, Level]
    starts: dict[int, int]

    def level_of_style(self, style: str) -> int | None:
        return next((i for i, level in self.levels.items() if level.style == style), None)


@dataclass(frozen=True, slots=True)
class Numbered:
    """The place of a paragraph in a list."""

    num_id: int
    list: List
    ilvl: int

    @property
    def level(self) -> Level:
        return self.list.levels[self.ilvl]


def _level(node: etree._Element) -> Level:
    fmt = first(node, W + "numFmt")
    if fmt is None:  # newer Word wraps custom formats in an AlternateContent
        fmt = next(iter(node.iterfind(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")), None)
    start = number(val(node, "start"))
    left, first_line = indents(first(node, PPR))
    return Level(
        start=0 if start is None else start,
        format="decimal" if fmt is None else fmt.get(VAL, "decimal"),
        custom="" if fmt is None else fmt.get(W + "format", ""),
        text=(val(node, "lvlText") or "")[:_LABEL],
        style=val(node, "pStyle") or "",
        legal=bool(flag(node, "isLgl")),
        restart=number(val(node, "lvlRestart")),
        picture=first(node, W + "lvlPicBulletId") is not None,
        left=left,
        first_line=first_line,
    )


def _levels(node: etree._Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for child in node.iterfind(W + "lvl"):
        ilvl = number(child.get(W + "ilvl"))
        if ilvl is not None and 0 <= ilvl < _LEVELS:
            found.setdefault(ilvl, _level(child))
    return found


@dataclass(slots=True)
class Numbering:
    """The numbering part (none: no labels) and the counters of one reading. Paragraphs must come in document order."""

    root: etree._Element | None
    styles: Styles
    _abstract: dict[int, etree._Element] = field(default_factory=dict)
    _nums: dict[int, etree._Element] = field(default_factory=dict)
    _lists: dict[int, List | None] = field(default_factory=dict)
    _counters: dict[int, list[int | None]] = field(default_factory=dict)
    _started: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.root is None:
            return
        for node in self.root.iterfind(W + "abstractNum"):
            self._abstract.setdefault(number(node.get(W + "abstractNumId")) or 0, node)
        for node in self.root.iterfind(W + "num"):
            self._nums.setdefault(number(node.get(W + "numId")) or 0, node)

    def _list(self, num_id: int) -> List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._build(num_id)
        return self._lists[num_id]

    def _build(self, num_id: int) -> List | None:
        num = self._nums.get(num_id)
        if num is None:
            return None
        abstract = number(val(num, "abstractNumId"))
        seen: set[int] = set()
        # A list may be defined in a numbering style: follow the link to the list that holds the levels.
        while abstract in self._abstract and abstract not in seen:
            seen.add(abstract)
            link = val(self._abstract[abstract], "numStyleLink")
            if not link:
                break
            target = self._nums.get(self.styles.numbering_style(link) or 0)
            abstract = number(val(target, "abstractNumId"))
        else:
            return None
        levels, starts = _levels(self._abstract[abstract]), {}
        for override in num.iterfind(W + "lvlOverride"):
            ilvl = number(override.get(W + "ilvl"))
            if ilvl is None or not 0 <= ilvl < _LEVELS:
                continue
            own = first(override, W + "lvl")
            if own is not None:
                levels[ilvl] = replace(_level(own), style=val(own, "pStyle") or levels.get(ilvl, Level()).style)
            start = number(val(override, "startOverride"))
            if start is not None:
                starts[ilvl] = start
        return List(abstract, levels, starts)

    def place(self, num_id: int | None, ilvl: int | None, style: ParagraphStyle) -> Numbered | None:
        """Where a paragraph stands: its own w:numPr (`num_id`, `ilvl`) completed from its style. None: no number."""
        if num_id is None:
            num_id = next((n for _, n, _ in style.numbering if n is not None), None)
        if not num_id:
            return None
        found = self._list(num_id)
        if found is None:
            return None
        if ilvl is None:
            ilvl = self._style_level(found, style)
        return Numbered(num_id, found, ilvl) if ilvl in found.levels else None

    def _style_level(self, found: List, style: ParagraphStyle) -> int:
        for name, _, ilvl in style.numbering:
            linked = found.level_of_style(name)
            if linked is not None:
                return linked
            if ilvl is not None:
                return ilvl
        return 0

    def label(self, at: Numbered) -> str:
        """Counts the paragraph and returns its printed label, without the space or tab behind it."""
        counters = self._counters.setdefault(at.list.abstract, [None] * _LEVELS)
        for above in range(at.ilvl):
            if counters[above] is None:
                counters[above] = self._first(at, above)
        current = counters[at.ilvl]
        override = self._override(at, at.ilvl)
        if override is not None:
            counters[at.ilvl] = override
        else:
            counters[at.ilvl] = self._first(at, at.ilvl) if current is None else current + 1
        for deeper in range(at.ilvl + 1, _LEVELS):
            level = at.list.levels.get(deeper)
            restart = deeper if level is None or level.restart is None else level.restart
            if at.ilvl < restart:
                counters[deeper] = None
        return self._print(at, counters)

    def _override(self, at: Numbered, ilvl: int) -> int | None:
        if ilvl not in at.list.starts or (at.num_id, ilvl) in self._started:
            return None
        self._started.add((at.num_id, ilvl))
        return at.list.starts[ilvl]

    def _first(self, at: Numbered, ilvl: int) -> int:
        override = self._override(at, ilvl)
        if override is not None:
            return override
        level = at.list.levels.get(ilvl)
        return 1 if level is None else level.start

    def _print(self, at: Numbered, counters: list[int | None]) -> str:
        level = at.level
        if level.format == "bullet" or level.picture:
            return BULLET if level.text.strip() or level.picture else ""

        def value(match: re.Match[str]) -> str:
            ilvl = int(match[1]) - 1
            count = counters[ilvl]
            if ilvl > at.ilvl or count is None:
                return ""
            of = at.list.levels.get(ilvl, Level())
            kind = of.format
            if level.legal and kind not in {"decimalZero", "none"}:
                kind = "decimal"
            return format_number(count, kind, of.custom)

        return _PLACE.sub(value, level.text).strip()
