"""The commented draft: where comments hang, what they say, and that nothing else changes."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from docx.document import Document as WordDocument
from lxml import etree

from clausescan.errors import FormatError
from clausescan.model import Clause, Defect, Document, Evidence, Finding, Judgement, Nearest, Precedent, Report, Waiver
from clausescan.reading import read
from clausescan.report.formats import Rendering
from clausescan.report.word.comments import render
from clausescan.report.word.names import MAIN, W
from clausescan.report.words import DISCLAIMER

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
HOSTILE = "=cmd|' /C calc'!A0 <b>&amp;</b> \x1b[31m \u202egnp.exe \ud800 \x00 ]]>"


def draft() -> WordDocument:
    """A draft with a list, a tracked change, a field, a control, a text box, a note of a table, and a comment."""
    word = docx.Document()
    word.add_heading("SEED PRESS ALLIANCE", 0)
    opening = word.add_paragraph("This Agreement is made between ")
    opening.add_run("Alder Ltd").bold = True
    known = opening.add_run(" and Birch GmbH.")
    word.add_comment(known, text="Full name?", author="A. Drafter", initials="AD")
    word.add_paragraph("It runs for five years and then ends.", style="List Number")
    body = word.element.body
    for xml in (
        "<w:r><w:t xml:space='preserve'>Either party may </w:t></w:r><w:ins w:id='90' w:author='A'>"
        "<w:r><w:t xml:space='preserve'>at any time </w:t></w:r></w:ins><w:del w:id='91' w:author='A'>"
        "<w:r><w:delText xml:space='preserve'>never </w:delText></w:r></w:del><w:r><w:t>leave.</w:t></w:r>",
        "<w:r><w:t xml:space='preserve'>Subject to clause </w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/></w:r>"
        "<w:r><w:instrText> REF _x \\r </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>"
        "<w:r><w:t>9.9</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
        "<w:r><w:t>, all assets are shared.</w:t></w:r>",
        "<w:r><w:t xml:space='preserve'>The price is </w:t></w:r><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>"
        "<w:r><w:t>ten pounds</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t xml:space='preserve'> a share.</w:t></w:r>",
        "<w:r><w:t>Beside the box.</w:t></w:r><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
        "<w:txbxContent><w:p><w:r><w:t>Words within the box.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
        "</w:pict></w:r>",
    ):
        body.sectPr.addprevious(etree.fromstring(f'<w:p xmlns:w="{MAIN}">{xml}</w:p>'))
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Reserved matter", "Unanimous vote"
    return word


def saved(word: WordDocument) -> bytes:
    out = BytesIO()
    word.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def source() -> bytes:
    return saved(draft())


@pytest.fixture
def document(source: bytes) -> Document:
    return read(source, name="draft.docx")


def clauses_of(document: Document) -> tuple[Clause, ...]:
    return tuple(
        Clause(f"c{n}", None, f"{n}", f"{n}", f"{n}", "paragraph", 0, block.start, block.end, block.start)
        for n, block in enumerate(document.blocks)
    )


def gap(item: str, evidence: tuple[Evidence, ...] = (), **more: object) -> Finding:
    values: dict[str, object] = {"status": "partial" if evidence else "absent", "severity": "high", **more}
    return Finding(
        item, "A title", "TR", confidence=0.7, review=False, why="Half of it is there.", evidence=evidence, **values
    )  # type: ignore[arg-type]


def report_on(document: Document, *findings: Finding, defects: tuple[Defect, ...] = ()) -> Report:
    from clausescan.model import Facts

    judgement = Judgement("reference", "", None, findings, (), defects)
    return Report(document, clauses_of(document), (), (), (), Facts(), None, "0", judgement)


def quoted(document: Document, words: str) -> Evidence:
    start = document.text.index(words)
    return Evidence("c1", start, start + len(words), words)


def comments(data: bytes) -> list[tuple[str, str]]:
    """The words between the markers of each of our comments, and what it says."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        root, margin = (
            etree.fromstring(file.read("word/document.xml")),
            etree.fromstring(file.read("word/comments.xml")),
        )
    if "purl.oclc.org" in str(root.tag):
        return comments(transitional(data))
    found = []
    for comment in margin:
        if comment.get(W + "author") == "clausescan":
            said = "\n".join("".join(t.text or "" for t in p.iter(W + "t")) for p in comment.iter(W + "p"))
            found.append((between(root, comment.get(W + "id") or ""), said))
    return found


def between(root: etree._Element, id: str) -> str:
    words, inside = "", False
    for node in root.iter(W + "t", W + "commentRangeStart", W + "commentRangeEnd"):
        if node.tag == W + "t":
            words += (node.text or "") * inside
        elif node.get(W + "id") == id:
            inside = node.tag == W + "commentRangeStart"
    return words


STRICT = (
    (MAIN, "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)


def renamed(data: bytes, names: list[tuple[str, str]]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for before, after in names:
                part = part.replace(before.encode(), after.encode())
            new.writestr(name, part)
    return out.getvalue()


def transitional(data: bytes) -> bytes:
    return renamed(data, [(strict, name) for name, strict in STRICT])


def write(report: Report, source: bytes, everything: bool = False) -> bytes:
    return render(report, Rendering(source=source, now=NOW, everything=everything))


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("for five years", "for five years"),
        ("lder Ltd and Bi", "lder Ltd and Bi"),
        ("may at any time leave", "may at any time leave"),
        ("any ti", "any ti"),
        ("clause 9.9, all", "clause 9.9, all"),
        ("9.9", "9.9"),
        ("GmbH.\nIt runs", "GmbH.It runs"),
        ("n pou", "ten pounds"),
        ("Reserved matter\tUnanimous vote", "Reserved matter"),
        ("Words within the box", "Words within the box."),
    ],
)
def test_a_comment_hangs_on_the_words_quoted(document: Document, source: bytes, words: str, on: str) -> None:
    out = write(report_on(document, gap("TR-01", (quoted(document, words),))), source)
    assert comments(out)[1][0] == on
    assert read(out, name="draft.docx").text == document.text


def test_a_text_box_is_commented_from_outside(document: Document, source: bytes) -> None:
    out = write(report_on(document, gap("TR-01", (quoted(document, "within"),))), source)
    root = etree.fromstring(zipfile.ZipFile(BytesIO(out)).read("word/document.xml"))
    [start] = [node for node in root.iter(W + "commentRangeStart") if node.get(W + "id") == "2"]
    assert not list(start.iterancestors(W + "txbxContent"))
    following = start.getnext()
    assert following is not None
    assert following.find(f".//{W}txbxContent") is not None


def test_the_parts_that_are_not_about_comments_keep_their_bytes(document: Document, source: bytes) -> None:
    out = write(report_on(document, gap("TR-01", (quoted(document, "five"),))), source)
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(BytesIO(out)) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        assert set(new.namelist()) == set(old.namelist())
        assert new.testzip() is None
    assert changed <= {"word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}


def test_a_draft_without_comments_gets_a_part_for_them() -> None:
    word = docx.Document()
    word.add_heading("SEED PRESS ALLIANCE", 0)
    word.add_paragraph("It runs for five years.")
    source = saved(word)
    document = read(source, name="draft.docx")
    out = write(report_on(document, gap("TR-01", (quoted(document, "five"),))), source)
    opened = docx.Document(BytesIO(out))  # another reader finds it by its relationship
    assert [comment.author for comment in opened.comments] == ["clausescan", "clausescan"]
    assert [comment.initials for comment in opened.comments] == ["cs", "cs"]
    assert {comment.timestamp for comment in opened.comments} == {NOW}


def test_comments_that_are_there_stay_and_keep_their_numbers(document: Document, source: bytes) -> None:
    out = write(report_on(document, gap("TR-01", (quoted(document, "Birch"),))), source)
    again = read(out, name="draft.docx")
    assert [c for c in again.comments if c.author == "A. Drafter"] == list(document.comments)
    with zipfile.ZipFile(BytesIO(out)) as file:
        ids = [node.get(W + "id") for node in etree.fromstring(file.read("word/comments.xml"))]
        marks = [n.get(W + "id") for n in etree.fromstring(file.read("word/document.xml")).iter(W + "commentReference")]
    assert ids == ["0", "1", "2"]
    assert sorted(marks, key=str) == ids


def test_the_first_comment_says_once_what_this_is(document: Document, source: bytes) -> None:
    out = write(report_on(document, gap("TR-01", (quoted(document, "five"),))), source)
    found = comments(out)
    assert found[0][0] == "SEED PRESS ALLIANCE"
    assert "1 question: 0 settled; 1 mentioned, not settled; 0 not found" in found[0][1]
    assert sum(DISCLAIMER in text for _, text in found) == 1


def test_a_comment_says_what_to_ask_for(document: Document, source: bytes) -> None:
    finding = gap(
        "TR-01",
        (quoted(document, "five"),),
        suggestion="Ask for a date.",
        precedents=(Precedent("ref-7", "This Agreement ends on 1 May.", 0.9),),
        waiver=Waiver("They know.", "J. Doe", NOW.date()),
    )
    text = comments(write(report_on(document, finding), source))[1][1]
    for words in (
        "HIGH · TR-01 A title: mentioned, not settled · waived",
        "70% sure",
        "Waived: until 1 December 2026 by J. Doe: They know.",
        "Why: Half of it is there.",
        "Ask for: Ask for a date.",
        "Sample wording (ref-7): This Agreement ends on 1 May.",
    ):
        assert words in text


def test_what_is_not_found_says_so_and_where_was_looked(document: Document, source: bytes) -> None:
    near = (Nearest("c2", 0.4, "it names no deadlock"), Nearest("c3", 0.2, "it is about leaving"))
    hung, text = comments(write(report_on(document, gap("TR-06", nearest=near)), source))[1]
    assert hung == "It runs for five years and then ends."
    assert "Not found: no words in the agreement settle this. The clause marked here (2) came nearest." in text
    assert "Looked at: 2: it names no deadlock; 3: it is about leaving" in text


def test_without_a_near_clause_an_absence_hangs_on_the_title(document: Document, source: bytes) -> None:
    hung, text = comments(write(report_on(document, gap("TR-06")), source))[1]
    assert hung == "SEED PRESS ALLIANCE"
    assert "No clause came near." in text


def test_worst_first_where_several_hang_on_one_place(document: Document, source: bytes) -> None:
    place = (quoted(document, "five years"),)
    report = report_on(
        document,
        gap("TR-01", place, severity="low"),
        gap("TR-02", place, severity="critical"),
        defects=(Defect("X-05", "high", "Two periods.", place),),
    )
    out = write(report, source)
    heads = [text.split(" ·")[0] for hung, text in comments(out) if hung == "five years"]
    assert heads == ["CRITICAL", "HIGH", "LOW"]
    root = etree.fromstring(zipfile.ZipFile(BytesIO(out)).read("word/document.xml"))
    marks = [int(n.get(W + "id") or 0) for n in root.iter(W + "commentReference")]
    assert marks[-3:] == sorted(marks[-3:])


def test_only_what_is_open_or_doubtful_is_remarked(document: Document, source: bytes) -> None:
    place = (quoted(document, "five years"),)
    report = report_on(
        document,
        gap("TR-01", place, status="explicit"),
        replace(gap("TR-02", place, status="explicit"), review=True),
        gap("TR-03", place, status="na"),
    )
    assert [text[:14] for _, text in comments(write(report, source))[1:]] == ["HIGH · TR-02 A"]
    assert len(comments(write(report, source, everything=True))) == 3


def test_hostile_words_are_inert(document: Document, source: bytes) -> None:
    place = (quoted(document, "five years"),)
    hostile = Precedent(HOSTILE, HOSTILE, 0.9)
    finding = replace(
        gap(HOSTILE, place), title=HOSTILE, why=HOSTILE, suggestion=HOSTILE, precedents=(hostile,), defects=(HOSTILE,)
    )
    out = write(report_on(document, finding, defects=(Defect(HOSTILE, "high", HOSTILE, place),)), source)
    raw = zipfile.ZipFile(BytesIO(out)).read("word/comments.xml").decode("utf-8")
    assert not any(character in raw for character in "\x1b\u202e\x00")
    texts = [text for _, text in comments(out)]
    assert any("=cmd|' /C calc'!A0 <b>&amp;</b>" in text for text in texts)


def test_a_report_without_judgement_says_so(document: Document, source: bytes) -> None:
    report = replace(report_on(document), judgement=None)
    [(hung, text)] = comments(write(report, source))
    assert hung == "SEED PRESS ALLIANCE"
    assert "not judged" in text
    assert DISCLAIMER in text


def test_strict_files_stay_strict(source: bytes) -> None:
    strict = renamed(source, list(STRICT))
    document = read(strict, name="strict.docx")
    written = write(report_on(document, gap("TR-01", (quoted(document, "five"),))), strict)
    assert comments(written)[1][0] == "five"
    with zipfile.ZipFile(BytesIO(written)) as file:
        for name in ("word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels"):
            assert b"purl.oclc.org" in file.read(name)
            assert b"schemas.openxmlformats.org/wordprocessingml/2006/main" not in file.read(name)


@pytest.mark.parametrize("view", ["accepted", "original", "marked"])
def test_every_view_of_tracked_changes_finds_its_words(source: bytes, view: str) -> None:
    from clausescan.reading.options import ReadOptions

    options = ReadOptions(revisions=view)  # type: ignore[arg-type]
    document = read(source, name="draft.docx", options=options)
    words = {"accepted": "at any time leave", "original": "never leave", "marked": "at any time never leave"}[view]
    out = write(report_on(document, gap("TR-01", (quoted(document, words),))), source)
    again = read(out, name="draft.docx", options=options)
    [comment] = [c for c in again.comments if c.author == "clausescan" and "TR-01" in c.text]
    assert (again.text[comment.start : comment.end]) == words
    assert again.revisions == document.revisions


def test_a_changed_file_is_refused(document: Document, source: bytes) -> None:
    with pytest.raises(FormatError, match=r"draft\.docx: the file has changed since it was scanned"):
        write(report_on(document), source + b" ")
    with pytest.raises(FormatError, match="the agreement's file is needed"):
        render(report_on(document), Rendering())
    pdf = replace(document, media_type="application/pdf")
    with pytest.raises(FormatError, match="written into a Word file, and the agreement is none"):
        write(report_on(pdf), source)


def test_a_file_that_is_no_package_is_refused(document: Document) -> None:
    junk = b"PK\x03\x04 not a package"
    forged = replace(document, sha256=hashlib.sha256(junk).hexdigest())
    with pytest.raises(FormatError, match="cannot be opened as a Word file"):
        write(report_on(forged), junk)


DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_the_copy_of_a_template_or_of_a_file_with_macros_is_an_ordinary_document(source: bytes, kind: str) -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(DOCUMENT_TYPE.encode(), kind.encode())
            if "macro" in kind and name == "word/_rels/document.xml.rels":
                link = (
                    '<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
                )
                part = part.replace(b"</Relationships>", f'{link} Target="vbaProject.bin"/></Relationships>'.encode())
            new.writestr(name, part)
        if "macro" in kind:
            new.writestr("word/vbaProject.bin", b"macros")
    special = out.getvalue()
    document = read(special, name="special.docm")
    written = write(report_on(document, gap("TR-01", (quoted(document, "five"),))), special)
    assert comments(written)[1][0] == "five"
    with zipfile.ZipFile(BytesIO(written)) as file:
        assert kind.encode() not in file.read("[Content_Types].xml")
        assert DOCUMENT_TYPE.encode() in file.read("[Content_Types].xml")
        assert not [name for name in file.namelist() if "vba" in name]
        assert b"vba" not in file.read("word/_rels/document.xml.rels")
    assert len(list(docx.Document(BytesIO(written)).comments)) == 3


def test_words_of_a_footnote_are_commented_at_its_mark(source: bytes) -> None:
    note = "<w:footnote w:id='%d'><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:footnote>"
    notes = f'<w:footnotes xmlns:w="{MAIN}">{note % (5, "As of signing.")}{note % (6, "Save in Malta.")}</w:footnotes>'
    marks = "".join(f'<w:r><w:footnoteReference w:id="{n}"/></w:r><w:r><w:t>. Then </w:t></w:r>' for n in (5, 6))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rIdF" Type="{office}/footnotes" Target="footnotes.xml"/></Relationships>'
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = part.replace(b"<w:tbl>", f"<w:p><w:r><w:t>Kept</w:t></w:r>{marks}</w:p><w:tbl>".encode(), 1)
            elif name == "word/_rels/document.xml.rels":
                part = part.replace(b"</Relationships>", link.encode())
            new.writestr(name, part)
        new.writestr("word/footnotes.xml", notes)
    noted = out.getvalue()
    document = read(noted, name="noted.docx")
    written = write(report_on(document, gap("TR-01", (quoted(document, "in Malta"),))), noted)
    root = etree.fromstring(zipfile.ZipFile(BytesIO(written)).read("word/document.xml"))
    [start] = [node for node in root.iter(W + "commentRangeStart") if node.get(W + "id") == "2"]
    run = start.getnext()
    assert run is not None
    assert [mark.get(W + "id") for mark in run.iter(W + "footnoteReference")] == ["6"]
    assert read(written, name="noted.docx").blocks == document.blocks
    with zipfile.ZipFile(BytesIO(written)) as file:
        assert file.read("word/footnotes.xml").decode() == notes
