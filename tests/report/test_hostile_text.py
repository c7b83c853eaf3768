"""Contract text is hostile input: whatever an agreement says, in every place that a report shows and in every form, is
shown and does nothing."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from jsonschema import Draft4Validator
from lxml import etree, html
from markdown_it import MarkdownIt
from reportlab.pdfgen.canvas import Canvas

from clausescan.model import (
    Block,
    Clause,
    DateFact,
    Defect,
    Document,
    ElementFinding,
    Evidence,
    ExitRight,
    Facts,
    Finding,
    Judgement,
    Nearest,
    Notice,
    Party,
    Period,
    Precedent,
    Renewal,
    Report,
    Term,
    TextFact,
    TypeScore,
    Waiver,
)
from clausescan.reading import read
from clausescan.report.formats import FORMATS, Format, Rendering
from clausescan.report.load import from_dict

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HARMLESS = "plain words of an agreement"
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "broken out": "--></style></title></textarea><img src=x onerror=alert(1)><svg/onload=alert(1)>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "template": "{{ 7 * 7 }}{% include 'x' %}${7*7}#{7*7}",
    "formula": '=HYPERLINK("http://e.example","x")',
    "command": "=cmd|'/C calc'!A0",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1+1)",
    "tab before a formula": "\t=1+1",
    "return before a formula": "\r=1+1",
    "excel's escapes": "_x000D__x003D_1+1",
    "terminal": "\x1b[2J\x1b]0;title\x07\x08\x9b31m",
    "bidi": "\u202eevil\u2066x\u2069\u200f\ufeff",
    "not characters": "\ufffe\uffff\U0001ffff",
    "half a character": "\udcff\ud800",
    "zero": "a\x00b",
    "lines": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "calendar": "x\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nATTACH:http://e.example",
    "xml": "]]><!DOCTYPE x [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;&#x41;",
    "markdown": "[x](javascript:alert(1)) ![y](http://e.example/p.png) <a href=x>z</a> ``` | # h",
    "path": "../../../../etc/passwd",
    "windows": 'C:\\Windows\\..\\CON|<>:"*?',
    "long": "x" * 40_000,
    "deep": "(" * 5_000,
}


def agreement(document: Document, words: str) -> Report:
    """A report with `words` in every place that can hold text, and a finding for each paragraph of the document."""
    clauses = tuple(
        Clause(
            id=f"c{n}",
            parent=None,
            number=words[:40],
            label=words[:40],
            cite=words[:40],
            kind="clause",
            level=0,
            start=block.start,
            end=block.end,
            body=block.start,
            heading=words,
            heading_path=(words,),
            scope=words[:40],
            page=block.page,
            types=(TypeScore("initial_term", 0.9), TypeScore(words, 0.6)),
            uncertain=(TypeScore(words, 0.4),),
        )
        for n, block in enumerate(document.blocks)
    )
    places = [Evidence(c.id, c.start, c.end, document.text[c.start : c.end]) for c in clauses]
    first = places[0]
    waiver = Waiver(words, words, date(2027, 1, 1))
    finding = Finding(
        words[:40],
        words,
        words,
        "partial",
        "critical",
        0.8,
        True,
        words,
        evidence=tuple(places),
        elements=(ElementFinding(words[:5], words, True, "defective", 0.5, first, (words,)),),
        defects=(words,),
        nearest=(Nearest("c0", 0.4, words),),
        suggestion=words,
        precedents=(Precedent(words, words, 0.9),),
    )
    findings = (
        finding,
        replace(finding, item="RN-02", status="absent", evidence=(), waiver=waiver),
        replace(finding, item="RN-03", status="absent", evidence=()),
        replace(finding, item="RN-04", status="explicit"),
        replace(finding, item="RN-05", status="na", evidence=()),
        replace(finding, item="RN-06", status="redacted"),
    )
    right = ExitRight(words, first, words, "put", needs_price=True, notice=first, asset_treatment=tuple(places))
    defects = (Defect(words[:40], "high", words, tuple(places)), Defect("X-14", "low", words, (first,), waiver))
    period = Period(
        "c0", first.start, first.end, first.quote, None, "day", "unstated", "before_expiry", "at_least", words, "blank"
    )
    return Report(
        document=document,
        clauses=clauses,
        definitions=(),
        references=(),
        periods=(period, replace(period, purpose="non_renewal", value=30.0, placeholder="")),
        facts=Facts(
            parties=(Party(words, words, first),),
            agreement_date=DateFact(date(2026, 5, 4), first, words),
            expiry_date=DateFact(date(2031, 5, 4), first, words),
            effective_date=DateFact(None, first, words),
            term=Term("fixed", 5, "year", first),
            renewal=Renewal("automatic", None, None, first),
            governing_law=TextFact(words, first),
            agreement_kind=TextFact(words, first),
        ),
        model=None,
        version="0",
        judgement=Judgement(words, words, first, findings, (right,), defects, (Notice("n", words),)),
    )


def by_hand(words: str) -> Report:
    text = f"{words}\n1. {words} stays"
    blocks = (Block(0, len(words)), Block(len(words) + 1, len(text)))
    warnings = (Notice("x", words, 1),)
    document = Document(words, "0" * 64, "text/plain", text, blocks, title=words, warnings=warnings)
    return agreement(document, words)


def check_text(made: bytes, _: bytes) -> None:
    said = made.decode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]", said)


def check_json(made: bytes, _: bytes) -> None:
    assert not re.search(rb"[\x00-\x09\x0b-\x1f]", made)
    from_dict(json.loads(made))


def check_html(made: bytes, harmless: bytes) -> None:
    page, expected = html.fromstring(made.decode()), html.fromstring(harmless.decode())
    check_text(re.sub(rb"(?s)<(script|style).*?</\1>|\t", b"", made), harmless)
    for tag in ("script", "style", "meta", "link", "iframe", "object", "embed", "base", "form", "img", "title"):
        assert len(page.findall(f".//{tag}")) == len(expected.findall(f".//{tag}")), tag
    for element in page.iter(etree.Element):
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name in ("href", "src", "action", "formaction"):
                assert value.startswith("#")


def check_xlsx(made: bytes, harmless: bytes) -> None:
    book, expected = openpyxl.load_workbook(io.BytesIO(made)), openpyxl.load_workbook(io.BytesIO(harmless))
    assert book.sheetnames == expected.sheetnames
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), cell.value
                assert not str(cell.value).startswith(("=", "+", "-", "@", "\t", "\r"))
                if cell.hyperlink:
                    assert cell.hyperlink.target is None
                    assert re.fullmatch(r"'Clauses'!A\d+", str(cell.hyperlink.location))
                if cell.value is not None and cell.data_type == "s":
                    check_text(re.sub(rb"\t", b"", str(cell.value).encode()), harmless)
    assert parts(made) == parts(harmless)
    assert b'TargetMode="External"' not in contents(made)


def check_ics(made: bytes, harmless: bytes) -> None:
    def names(calendar: bytes) -> list[bytes]:
        lines = calendar.replace(b"\r\n ", b"").split(b"\r\n")
        return [line if line.startswith((b"BEGIN", b"END")) else re.split(b"[:;]", line)[0] for line in lines]

    assert names(made) == names(harmless)
    check_text(made.replace(b"\r\n", b"\n"), harmless)


def check_sarif(made: bytes, _: bytes) -> None:
    schema = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    log = json.loads(made)
    Draft4Validator(schema).validate(log)
    address = log["runs"][0]["artifacts"][0]["location"]["uri"]
    assert re.fullmatch(r"(file://)?[\w./%~-]*", address)
    check_text(made, _)


def check_junit(made: bytes, harmless: bytes) -> None:
    tree, expected = etree.fromstring(made), etree.fromstring(harmless)
    assert [e.tag for e in tree.iter()] == [e.tag for e in expected.iter()]
    assert b"<!" not in made
    check_text(made, harmless)


def check_markdown(made: bytes, harmless: bytes) -> None:
    def tags(source: bytes) -> Counter[str]:
        shown = html.fromstring(MarkdownIt("commonmark", {"html": True}).enable("table").render(source.decode()))
        return Counter(element.tag for element in shown.iter(etree.Element))

    assert tags(made) == tags(harmless)
    assert not re.search(rb"@\w|//\w", made.replace(b"<!-- -->//", b""))
    check_text(made, harmless)


def check_word(made: bytes, harmless: bytes) -> None:
    assert parts(made) == parts(harmless)
    both = [contents(each) for each in (made, harmless)]
    for risky in (b'TargetMode="External"', b"instrText", b"fldSimple", b"<w:hyperlink", b"altChunk", b"<w:object"):
        assert both[0].count(risky) == both[1].count(risky), risky
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                assert b"<!DOCTYPE" not in package.read(name)[:200]
                etree.fromstring(package.read(name))
    docx.Document(io.BytesIO(made))


def check_pdf(made: bytes, _: bytes) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/Names" not in pdf.Root
        for page in pdf.pages:
            for note in page.get("/Annots", ()):
                assert str(note["/Subtype"]) in ("/Highlight", "/Text", "/Popup")
                assert "/A" not in note
                assert "/AA" not in note


def parts(package: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(package)) as file:
        return sorted(file.namelist())


def contents(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as file:
        return b"".join(file.read(name) for name in sorted(file.namelist()))


Check = Callable[[bytes, bytes], None]
CHECKS: dict[str, Check] = {
    "text": check_text,
    "json": check_json,
    "html": check_html,
    "docx": check_word,
    "issues": check_word,
    "pdf": check_pdf,
    "xlsx": check_xlsx,
    "ics": check_ics,
    "sarif": check_sarif,
    "junit": check_junit,
    "markdown": check_markdown,
}
ALONE = [format for format in FORMATS.values() if format.reads is None]
EVERYTHING = Rendering(everything=True, fail_on="high", now=NOW)


def test_every_format_is_checked() -> None:
    assert [*CHECKS] == [*FORMATS]


@pytest.fixture(scope="module")
def harmless() -> dict[str, bytes]:
    report = by_hand(HARMLESS)
    return {format.name: format.render(report, EVERYTHING) for format in ALONE}


@pytest.mark.parametrize("format", ALONE, ids=lambda format: format.name)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_are_shown_and_do_nothing(words: str, format: Format, harmless: dict[str, bytes]) -> None:
    CHECKS[format.name](format.render(by_hand(words), EVERYTHING), harmless[format.name])


def word_file(words: str) -> bytes:
    file, buffer = docx.Document(), io.BytesIO()
    file.add_paragraph("ALLIANCE AGREEMENT")
    file.add_paragraph(f"1. {words} stays")
    file.save(buffer)
    return buffer.getvalue()


def pdf_file(words: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.drawString(72, 720, "ALLIANCE AGREEMENT")
    canvas.drawString(72, 700, f"1. {words[:80]} stays")
    canvas.save()
    return buffer.getvalue()


INTO: dict[str, Callable[[str], bytes]] = {"docx": word_file, "pdf": pdf_file}
IN_FILES = {
    name: words
    for name, words in HOSTILE.items()
    if name not in ("terminal", "not characters", "half a character", "zero", "lines", "calendar")
}
"""Words that a Word file can hold at all; the others reach the notes by title and waiver in the test below."""


@pytest.mark.parametrize("name", INTO)
@pytest.mark.parametrize("words", IN_FILES.values(), ids=IN_FILES)
def test_hostile_words_in_the_file_that_is_written_into(words: str, name: str) -> None:
    made = [rendered_into(name, each, each) for each in (words, HARMLESS)]
    CHECKS[name](*made)


@pytest.mark.parametrize("name", INTO)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_in_what_is_written_into_a_file(words: str, name: str) -> None:
    CHECKS[name](rendered_into(name, HARMLESS, words), rendered_into(name, HARMLESS, HARMLESS))


def rendered_into(name: str, in_file: str, in_notes: str) -> bytes:
    source = INTO[name](in_file)
    document = replace(read(source, name="draft", guarded=False), title=in_notes)
    return FORMATS[name].render(agreement(document, in_notes), dataclasses.replace(EVERYTHING, source=source))


def test_the_checks_can_fail(harmless: dict[str, bytes]) -> None:
    def broken(name: str, made: Any) -> None:
        with pytest.raises((AssertionError, ValueError, etree.XMLSyntaxError)):
            CHECKS[name](made, harmless[name])

    broken("text", b"\x1b[2J")
    broken("html", harmless["html"].replace(b"</body>", b"<script>alert(1)</script></body>"))
    broken("html", harmless["html"].replace(b"</body>", b"<p onclick=x></p></body>"))
    broken("ics", harmless["ics"].replace(b"END:VEVENT", b"ATTACH:x\r\nEND:VEVENT"))
    broken("junit", harmless["junit"].replace(b"</testsuite>", b"<x/></testsuite>"))
    broken("markdown", harmless["markdown"] + b"\n<img src=x>")
    book = openpyxl.load_workbook(io.BytesIO(harmless["xlsx"]))
    book["Facts"]["B2"] = "=1+1"
    book.save(buffer := io.BytesIO())
    broken("xlsx", buffer.getvalue())
