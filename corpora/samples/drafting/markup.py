"""The plain markup that the sample agreements are written in, and the numbers it resolves to.

A source file holds both versions of one agreement. Paragraphs are separated by blank lines; the first word says what
a paragraph is:

    # Heading            article                       (i) text     fourth level
    ## text              clause ("4.2")                (A) text     fifth level
    (a) text             third level, (b), (c) ...     ~ text       unnumbered paragraph under the one before
    !4.2 text            clause with a typed number    : text       definition;  :(a) / :(i) its items
    P text / R text      party / recital               = text       unnumbered heading
    @schedule Title      schedule or exhibit           @part Title  part of a schedule
    s1 / s2 / s3 text    paragraphs of a schedule      | a | b |    table row (first row is the head)
    @sign Party | by     signature block               @page        page break

`{#name}` at the end of a paragraph is an anchor and `[[name]]` prints the number of that anchor, so a reference cannot
be wrong by accident; the references that are meant to be wrong are typed. `v1> ` or `v2> ` before a paragraph keeps it
to one version, and `{{old||new}}` inside a paragraph gives each version its own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

ALTERNATIVE = re.compile(r"\{\{((?:(?!\|\||\}\}).)*)\|\|((?:(?!\}\}).)*)\}\}", re.DOTALL)
ANCHOR = re.compile(r"\s*\{#([a-z0-9-]+)\}$")
LETTERED = re.compile(r"(:?)\(([a-zA-Z]{1,5})\)")
REFERENCE = re.compile(r"\[\[([a-z0-9-]+)\]\]")
MARKS = {
    "#": "article",
    "##": "clause",
    "~": "more",
    ":": "definition",
    "P": "party",
    "R": "recital",
    "=": "heading",
    "@schedule": "schedule",
    "@part": "part",
    "s1": "schedule_1",
    "s2": "schedule_2",
    "s3": "schedule_3",
    "@sign": "sign",
    "@page": "page",
    "@center": "center",
}


KINDS = ("alpha", "roman", "upper", "definition_alpha", "definition_roman", "typed", *MARKS.values())


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. `number` is the whole number as cited ("4.2(a)"), `label` what Word prints in front of it."""

    kind: str
    text: str
    anchor: str = ""
    number: str = ""
    label: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Agreement:
    """A resolved version: `meta` is the head of the file, `numbers` maps each anchor to its number."""

    name: str
    version: str
    meta: dict[str, str]
    paragraphs: tuple[Paragraph, ...]
    numbers: dict[str, str] = field(default_factory=dict)

    def at(self, anchor: str) -> Paragraph:
        return next(p for p in self.paragraphs if p.anchor == anchor)


def roman(n: int) -> str:
    out = ""
    for value, sign in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while n >= value:
            out, n = out + sign, n - value
    return out


def choose(text: str, version: str) -> str:
    """Keep the words of one version."""
    return ALTERNATIVE.sub(lambda m: m.group(1 if version == "v1" else 2), text)


def split(source: str, version: str) -> tuple[dict[str, str], list[Paragraph]]:
    head, _, body = source.partition("\n---\n")
    meta = {}
    for line in head.strip().splitlines():
        key, _, value = line.partition(":")
        meta[key.strip()] = choose(value.strip(), version)
    paragraphs = []
    for block in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in block.strip().splitlines() if not line.startswith("%%")]
        if not lines:
            continue
        if lines[0][:4] in ("v1> ", "v2> "):
            if lines[0][:2] != version:
                continue
            lines[0] = lines[0][4:]
        text = choose(" ".join(lines), version)
        if text.startswith("|"):
            rows = tuple(
                tuple(c.strip() for c in choose(line, version).strip("|").split("|"))
                for line in lines
                if line[:4] not in ("v1> ", "v2> ") or line[:2] == version
            )
            paragraphs.append(Paragraph("table", "", rows=rows))
            continue
        anchor = ""
        if found := ANCHOR.search(text):
            anchor, text = found.group(1), text[: found.start()]
        mark, _, rest = text.partition(" ")
        if lettered := LETTERED.fullmatch(mark):
            letter = lettered.group(2)
            kind = "upper" if letter.isupper() else "roman" if set(letter) <= set("ivx") else "alpha"
            # The label is counted anew below; the one in the source must agree, or the source misleads its reader.
            paragraphs.append(
                Paragraph(("definition_" if lettered.group(1) else "") + kind, rest, anchor, label=f"({letter})")
            )
        elif mark.startswith("!"):
            paragraphs.append(Paragraph("typed", rest.strip(), anchor, number=mark[1:], label=mark[1:]))
        elif mark in MARKS:
            paragraphs.append(Paragraph(MARKS[mark], rest.strip(), anchor))
        else:
            paragraphs.append(Paragraph("plain", text, anchor))
    return meta, paragraphs


def number(paragraphs: list[Paragraph], schedule_word: str, letters: bool) -> list[Paragraph]:
    """Give every numbered paragraph its label and whole number, as Word will count it."""
    counts = dict.fromkeys((*KINDS, "table", "plain"), 0)
    deeper = {
        "article": ("clause", "alpha", "roman", "upper"),
        "clause": ("alpha", "roman", "upper"),
        "alpha": ("roman", "upper"),
        "roman": ("upper",),
        "schedule": ("schedule_1", "schedule_2", "schedule_3"),
        "schedule_1": ("schedule_2", "schedule_3"),
        "schedule_2": ("schedule_3",),
        "definition": ("definition_alpha", "definition_roman"),
        "definition_alpha": ("definition_roman",),
    }
    chain: dict[str, str] = {}
    out = []
    for p in paragraphs:
        counts[p.kind] += 1
        for k in deeper.get(p.kind, ()):
            counts[k] = 0
        n = counts[p.kind]
        low, up = chr(96 + n % 26 if n % 26 else 122), chr(64 + n % 26 if n % 26 else 90)
        match p.kind:
            case "article":
                label, whole = f"{n}", f"{n}"
            case "clause":
                label = whole = f"{chain['article']}.{n}"
            case "alpha":
                label, whole = f"({low})", f"{chain['clause']}({low})"
            case "roman":
                label, whole = f"({roman(n)})", f"{chain['alpha']}({roman(n)})"
            case "upper":
                label, whole = f"({up})", f"{chain['roman']}({up})"
            case "party":
                label = whole = f"({n})"
            case "recital":
                label = whole = f"({up})"
            case "schedule":
                label = whole = f"{schedule_word} {up if letters else n}"
            case "schedule_1":
                label, whole = f"{n}.", f"{n}"
            case "schedule_2":
                label = whole = f"{chain['schedule_1']}.{n}"
            case "schedule_3":
                label, whole = f"({low})", f"{chain['schedule_2']}({low})"
            case "definition_alpha":
                label = whole = f"({low})"
            case "definition_roman":
                label = whole = f"({roman(n)})"
            case _:
                label, whole = p.label, p.number
        if p.label and p.label != label:
            raise ValueError(f"{p.label} in the source is counted {label}: {p.text[:60]}")
        if p.kind == "typed" and p.number.partition(".")[0] != chain["article"]:
            raise ValueError(f"typed number {p.number} stands in article {chain['article']}")
        chain[p.kind] = whole
        out.append(replace(p, label=label, number=whole))
    return out


def load(path: Path, version: str) -> Agreement:
    """Read a source file and resolve one version ("v1" or "v2")."""
    meta, paragraphs = split(path.read_text(encoding="utf-8"), version)
    paragraphs = number(paragraphs, meta["schedule_word"], meta.get("schedule_letters") == "yes")
    numbers: dict[str, str] = {}
    for p in paragraphs:
        if p.anchor:
            if p.anchor in numbers:
                raise ValueError(f"{path.name}: anchor {p.anchor} stands twice")
            numbers[p.anchor] = p.number
    missing = {m for p in paragraphs for m in REFERENCE.findall(p.text) if m not in numbers}
    missing |= {m for p in paragraphs for row in p.rows for c in row for m in REFERENCE.findall(c) if m not in numbers}
    if missing:
        raise ValueError(f"{path.name} {version}: references without an anchor: {sorted(missing)}")
    return Agreement(path.stem, version, meta, tuple(paragraphs), numbers)


def plain(text: str, numbers: dict[str, str]) -> str:
    """The words as printed: references resolved, emphasis marks gone."""
    return re.sub(r"\*\*|__", "", REFERENCE.sub(lambda m: numbers[m.group(1)], text))
