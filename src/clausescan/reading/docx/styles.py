"""Paragraph and character styles, resolved along their basedOn chains to the few properties that the reader needs."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from clausescan.reading.docx.names import NUM_PR, PPR, RPR, VAL, W, first, is_on, number, val

_MAX_CHAIN = 20
_BOLD, _VANISH, _UNDERLINE = W + "b", W + "vanish", W + "u"
_NOTHING = (None, None, None, None)
_STRIKES = {W + "strike", W + "dstrike"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a run of text looks, as far as it changes what a reader sees. None: this source does not say."""

    bold: bool | None = None
    hidden: bool | None = None
    strike: bool | None = None
    underline: str | None = None

    def over(self, below: Look) -> Look:
        """This look laid over another: what it says wins."""
        if self is PLAIN:
            return below
        return Look(
            below.bold if self.bold is None else self.bold,
            below.hidden if self.hidden is None else self.hidden,
            below.strike if self.strike is None else self.strike,
            below.underline if self.underline is None else self.underline,
        )


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """`chain` holds the ids from the style itself to its root; `numbering` the (style id, numId, ilvl) they state."""

    name: str = ""
    chain: tuple[str, ...] = ()
    numbering: tuple[tuple[str, int | None, int | None], ...] = ()
    outline: int | None = None
    centered: bool = False
    left: int | None = None
    first_line: int | None = None
    look: Look = PLAIN


def look_of(properties: etree._Element | None) -> Look:
    """The look that one w:rPr states."""
    if properties is None:
        return PLAIN
    bold: bool | None = None
    hidden: bool | None = None
    strike: bool | None = None
    underline: str | None = None
    for child in properties:
        tag = child.tag
        if tag == _BOLD:
            bold = is_on(child)
        elif tag == _VANISH:
            hidden = is_on(child)
        elif tag in _STRIKES:
            strike = is_on(child) or bool(strike)
        elif tag == _UNDERLINE:
            underline = child.get(VAL, "")
    return PLAIN if (bold, hidden, strike, underline) == _NOTHING else Look(bold, hidden, strike, underline)


def indents(properties: etree._Element | None) -> tuple[int | None, int | None]:
    """Left indent and first-line indent (negative: hanging) in twips that one w:pPr states."""
    ind = first(properties, W + "ind")
    if ind is None:
        return None, None
    left = number(ind.get(W + "left") or ind.get(W + "start"))
    hanging = number(ind.get(W + "hanging"))
    return left, number(ind.get(W + "firstLine")) if hanging is None else -hanging


def numbering_of(properties: etree._Element | None) -> tuple[int | None, int | None]:
    """numId and ilvl that one w:pPr states."""
    node = first(properties, NUM_PR)
    if node is None:
        return None, None
    return number(val(node, "numId")), number(val(node, "ilvl"))


@dataclass(slots=True)
class Styles:
    """The styles part; an empty one when the file has none. Unknown style ids resolve to the plain style."""

    root: etree._Element | None = None
    _nodes: dict[str, etree._Element] = field(default_factory=dict)
    _default: str = ""
    _base: Look = PLAIN
    _paragraph: dict[str, ParagraphStyle] = field(default_factory=dict)
    _character: dict[str, Look] = field(default_factory=dict)
    _numbering_styles: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.root is None:
            return
        for node in self.root.iter(W + "style"):
            name = node.get(W + "styleId", "")
            self._nodes.setdefault(name, node)
            if node.get(W + "type") == "paragraph" and node.get(W + "default") in {"1", "true", "on"}:
                self._default = name
            if node.get(W + "type") == "numbering":
                linked, _ = numbering_of(first(node, PPR))
                if linked is not None:
                    self._numbering_styles[name] = linked
        self._base = look_of(self.root.find(f"{W}docDefaults/{W}rPrDefault/{RPR}"))

    def numbering_style(self, name: str) -> int | None:
        """The numId behind a style of type "numbering"."""
        return self._numbering_styles.get(name)

    def paragraph(self, name: str | None) -> ParagraphStyle:
        """A paragraph style by id; None or "" is the default style of the document."""
        key = name or self._default
        style = self._paragraph.get(key)
        if style is None:
            style = self._paragraph[key] = self._resolve(key)
        return style

    def _chain(self, name: str) -> list[etree._Element]:
        chain: list[etree._Element] = []
        seen: set[str] = set()
        while name in self._nodes and name not in seen and len(chain) < _MAX_CHAIN:
            seen.add(name)
            chain.append(self._nodes[name])
            name = val(chain[-1], "basedOn") or ""
        return chain

    def _resolve(self, name: str) -> ParagraphStyle:
        chain = self._chain(name)
        if not chain:
            return ParagraphStyle(name=name, look=self._base)
        outline: int | None = None
        left: int | None = None
        first_line: int | None = None
        justification: str | None = None
        look = PLAIN
        numbering = []
        for node in chain:
            properties = first(node, PPR)
            style_id = node.get(W + "styleId", "")
            num_id, ilvl = numbering_of(properties)
            numbering.append((style_id, num_id, ilvl))
            outline = number(val(properties, "outlineLvl")) if outline is None else outline
            justification = val(properties, "jc") if justification is None else justification
            own_left, own_first = indents(properties)
            left = own_left if left is None else left
            first_line = own_first if first_line is None else first_line
            look = look.over(look_of(first(node, RPR)))
        return ParagraphStyle(
            name=val(chain[0], "name") or name,
            chain=tuple(node.get(W + "styleId", "") for node in chain),
            numbering=tuple(numbering),
            outline=outline,
            centered=justification == "center",
            left=left,
            first_line=first_line,
            look=look.over(self._base),
        )

    def character(self, name: str) -> Look:
        """What a character style states by itself."""
        look = self._character.get(name)
        if look is None:
            look = PLAIN
            for node in self._chain(name):
                look = look.over(look_of(first(node, RPR)))
            self._character[name] = look
        return look

    def run(self, properties: etree._Element | None, paragraph: ParagraphStyle) -> Look:
        """The look of a run: its own properties over its character style over the paragraph style."""
        if properties is None:
            return paragraph.look
        own = look_of(properties)
        style = first(properties, W + "rStyle")
        if style is not None:
            own = own.over(self.character(style.get(VAL, "")))
        return own.over(paragraph.look)
