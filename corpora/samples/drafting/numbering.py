"""The lists that number an agreement: levels tied to paragraph styles, as Word keeps them in numbering.xml."""

from __future__ import annotations

from docx.oxml.ns import nsdecls

from drafting.markup import Agreement

STEP = 720
"""Indent of one level, in twips (half an inch)."""
BODY, SCHEDULE, PARTIES, RECITALS, DEFINITIONS = 1, 2, 3, 4, 5


def level(
    ilvl: int, fmt: str, text: str, style: str, left: int, hanging: int, suff: str = "tab", bold: bool = False
) -> str:
    link = f'<w:pStyle w:val="{style}"/>' if style else ""
    rpr = "<w:rPr><w:b/></w:rPr>" if bold else '<w:rPr><w:b w:val="0"/></w:rPr>'
    return (
        f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{link}<w:suff w:val="{suff}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>{rpr}</w:lvl>'
    )


def numbering_xml(agreement: Agreement, restarts: int) -> str:
    """The part numbering.xml. `restarts`: how many definitions have a list of their own."""
    american = agreement.meta["style"] == "american"
    word = agreement.meta["schedule_word"]
    letters = "upperLetter" if agreement.meta.get("schedule_letters") == "yes" else "decimal"
    body = [
        level(
            0,
            "decimal",
            "ARTICLE %1" if american else "%1.",
            "Clause1",
            0 if american else STEP,
            0 if american else STEP,
            "space" if american else "tab",
            True,
        ),
        level(1, "decimal", "%1.%2", "Clause2", STEP, STEP),
        level(2, "lowerLetter", "(%3)", "Clause3", 2 * STEP, STEP),
        level(3, "lowerRoman", "(%4)", "Clause4", 3 * STEP, STEP),
        level(4, "upperLetter", "(%5)", "Clause5", 4 * STEP, STEP),
    ]
    schedule = [
        level(0, letters, f"{word} %1 –", "Schedule", 0, 0, "space", True),
        level(1, "decimal", "%2.", "Schedule1", STEP, STEP),
        level(2, "decimal", "%2.%3", "Schedule2", STEP, STEP),
        level(3, "lowerLetter", "(%4)", "Schedule3", 2 * STEP, STEP),
    ]
    parties = [level(0, "decimal", "(%1)", "Parties", STEP, STEP)]
    recitals = [level(0, "upperLetter", "(%1)", "Recitals", STEP, STEP)]
    definitions = [
        level(0, "lowerLetter", "(%1)", "Definitiona", 2 * STEP, STEP),
        level(1, "lowerRoman", "(%2)", "Definitioni", 3 * STEP, STEP),
    ]
    out = [f"<w:numbering {nsdecls('w')}>"]
    for n, levels in enumerate((body, schedule, parties, recitals, definitions), start=1):
        kind = "multilevel" if len(levels) > 1 else "singleLevel"
        out.append(
            f'<w:abstractNum w:abstractNumId="{n}"><w:multiLevelType w:val="{kind}"/>{"".join(levels)}</w:abstractNum>'
        )
    for n in range(1, 6):
        out.append(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>')
    for n in range(restarts):
        out.append(
            f'<w:num w:numId="{6 + n}"><w:abstractNumId w:val="{DEFINITIONS}"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
            '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    return "".join(out) + "</w:numbering>"
