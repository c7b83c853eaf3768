"""Characters that Word keeps in symbol fonts, and the ones that a reader never sees, as plain Unicode text."""

from __future__ import annotations


def _row(first: int, characters: str) -> dict[int, str]:
    return {first + i: c for i, c in enumerate(characters) if c != "\0"}


_SYMBOL = {
    **{code: chr(code) for code in range(0x20, 0x40)},
    **_row(0x22, "∀\0∃\0\0∋"),
    **_row(0x40, "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
    **_row(0xA1, "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…"),
    **_row(0xC4, "⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"),
    **_row(0xD2, "®©™"),
}
_WINGDINGS = {
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "❖", 0x77: "◆",
    0x9E: "•", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x97: "●"}
# Files that began in WordPerfect keep its quotation marks and dashes in a font of their own.
_WORDPERFECT = {0x3D: "’", 0x3E: "‘", 0x40: "”", 0x41: "“", 0x42: "–", 0x43: "—", 0x27: "§"}
_FONTS = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS2,
    "wp typographicsymbols": _WORDPERFECT,
}
UNKNOWN = "\N{REPLACEMENT CHARACTER}"

_DROPPED = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\n\r\x0b\x0c\x85"
_PLAIN: dict[int, str | None] = {
    # Characters of the private area come from Symbol or, for the signs that only it has, from Wingdings.
    **{0xF000 + code: c for code, c in _SYMBOL.items()},
    **{0xF000 + code: c for code, c in _WINGDINGS.items()},
    **{ord(c): None for c in _DROPPED},
    **{ord(c): " " for c in _SPACES},
    0x2011: "-",
    0x2028: " ",
    0x2029: " ",
}


def plain(text: str) -> str:
    """Text as a reader sees it: special spaces and hyphens made plain, invisible characters dropped."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_PLAIN)


def symbol(font: str, code: str) -> str:
    """The character of a w:sym: `font` its font name, `code` its hexadecimal code (F0B7)."""
    try:
        value = int(code, 16)
    except ValueError:
        return UNKNOWN
    low = value - 0xF000 if 0xF000 <= value <= 0xF0FF else value
    table = _FONTS.get(font.strip().lower())
    if table is not None:
        return table.get(low, UNKNOWN)
    # An ordinary font: the code is a character, kept in the private area or not.
    return chr(low) if 0x20 <= low < 0xD800 or 0xE000 <= low < 0x110000 else UNKNOWN
