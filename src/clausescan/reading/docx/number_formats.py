"""Turns a counter into what Word prints for each w:numFmt that agreements use. Unknown formats print as decimals."""

from __future__ import annotations

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_CHICAGO = "*†‡§"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"


def roman(n: int) -> str:
    # Word prints roman numerals up to 32767; a larger start value in a hostile file must not print megabytes of M.
    if not 0 < n <= 32767:
        return str(n)
    parts = []
    for value, sign in _ROMAN:
        count, n = divmod(n, value)
        parts.append(sign * count)
    return "".join(parts)


def letters(n: int, alphabet: str = "abcdefghijklmnopqrstuvwxyz") -> str:
    """a to z, then aa, bb, cc: Word repeats the letter; after 30 rounds it begins again."""
    if n <= 0:
        return str(n)
    n = (n - 1) % (len(alphabet) * 30)
    return alphabet[n % len(alphabet)] * (n // len(alphabet) + 1)


def cardinal(n: int) -> str:
    """English words below a million, digits above."""
    if not 0 <= n < 1_000_000:
        return str(n)
    if n < 20:
        return _ONES[n]
    if n < 100:
        tens, ones = divmod(n, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    size, name = (1000, "thousand") if n >= 1000 else (100, "hundred")
    head, rest = divmod(n, size)
    return f"{cardinal(head)} {name}" + (f" {cardinal(rest)}" if rest else "")


def ordinal_words(n: int) -> str:
    words = cardinal(n)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    if not last.isalpha():
        return ordinal(n)
    if last in _ORDINALS:
        return words[:cut] + _ORDINALS[last]
    return words[:cut] + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def ordinal(n: int) -> str:
    return f"{n}{'th' if n % 100 in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def _enclosed(n: int, first: int, last: int) -> str:
    return chr(first + n - 1) if 1 <= n <= last else str(n)


def format_number(n: int, kind: str, custom: str = "") -> str:
    """The counter `n` in the format `kind` (a w:numFmt value); `custom` is the w:format pattern of kind "custom"."""
    match kind:
        case "decimal":
            return str(n)
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{n:02d}"
        case "lowerLetter":
            return letters(n)
        case "upperLetter":
            return letters(n).upper()
        case "lowerRoman":
            return roman(n).lower()
        case "upperRoman":
            return roman(n)
        case "ordinal":
            return ordinal(n)
        case "ordinalText":
            return ordinal_words(n).capitalize()
        case "cardinalText":
            return cardinal(n).capitalize()
        case "hex":
            return f"{n:X}"
        case "chicago":
            return _CHICAGO[(n - 1) % 4] * min((n - 1) // 4 + 1, 30) if n > 0 else str(n)
        case "numberInDash":
            return f"- {n} -"
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in str(n))
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return _enclosed(n, 0x2460, 20)
        case "decimalEnclosedParen":
            return _enclosed(n, 0x2474, 20)
        case "decimalEnclosedFullstop":
            return _enclosed(n, 0x2488, 20)
        case "russianLower":
            return letters(n, _RUSSIAN)
        case "russianUpper":
            return letters(n, _RUSSIAN).upper()
        case "custom":
            # "001, 002, 003, ...": decimals padded to the width of the first example.
            first = custom.split(",")[0].strip()
            return str(n).zfill(min(len(first), 20)) if first.isdigit() else str(n)
        case _:
            return str(n)
