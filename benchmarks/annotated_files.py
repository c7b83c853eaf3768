"""Agreements with comments and notes written into them: is everything else still as it was?

    python benchmarks/annotated_files.py [FOLDER-OR-FILE ...]

Without arguments it takes the bundled samples and, where there are any, the agreements beside the repository. Each file
is read, made to carry a remark on one slice in every few blocks (whole sentences, parts of words, several paragraphs,
table rows, absences), written, and read again. A Word file must give the same text, blocks and numbering labels, its
body must be the same but for markers and cut runs, and every other part must keep its bytes. A PDF must give the same
text in PDFium and Poppler, keep its content streams, and be free of syntax errors. Files that cannot be read are left
out. Prints a table, and exits with 1 where anything differs.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from lxml import etree

from clausescan.errors import FormatError, ReadError
from clausescan.model import Clause, Defect, Document, Evidence, Facts, Finding, Judgement, Nearest, Report
from clausescan.reading import read
from clausescan.report.formats import FORMATS, Rendering
from clausescan.report.word.names import RPR, SPACE, P, R, T, W
from clausescan.report.word.package import Package
from clausescan.report.word.stretches import Stretches

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
PLACES = (
    ROOT / "corpora" / "samples",
    *(SHARED / name for name in ("agreements/docx", "docx_numbering", "agreements/pdf", "hostile/docx", "hostile/pdf")),
)
MOST = 400
"""Remarks on one file."""

MARKERS = {W + name for name in ("commentRangeStart", "commentRangeEnd", "commentReference")}


def marked(document: Document) -> Report:
    """A report whose verdicts rest on slices all over the document."""
    clauses, findings = [], []
    for n, block in enumerate(document.blocks):
        values = {"number": "", "label": "", "cite": "", "level": 0, "start": block.start, "end": block.end}
        clauses.append(Clause(f"c{n}", None, kind="paragraph", body=block.start, **values))  # type: ignore[arg-type]
    step = max(len(clauses) // MOST, 1)
    for n, (clause, following) in enumerate(pairwise([*clauses, clauses[-1]])):
        if n % step:
            continue
        quarter = (clause.end - clause.start) // 4
        start, end = (
            (clause.start, clause.end),
            (clause.start + quarter, clause.end - quarter),
            (clause.start + quarter, following.end - quarter),
        )[n % 3]
        evidence = Evidence(clause.id, start, end, document.text[start:end])
        if end <= start:
            continue
        findings.append(
            Finding(
                *(f"RN-{n:02}", "A question", "RN", "absent" if n % 5 == 0 else "partial", "high", 0.5, True, "Why."),
                evidence=() if n % 5 == 0 else (evidence,),
                nearest=(Nearest(clause.id, 0.4, "it says something else"),) if n % 10 else (),
            )
        )
    first = document.blocks[0]
    quoted = Evidence("c0", first.start, first.end, document.text[first.start : first.end])
    defects = (Defect("X-01", "critical", "The paper against itself.", (quoted, quoted)),)
    judgement = Judgement("reference", "", None, tuple(findings), (), defects)
    return Report(document, tuple(clauses), (), (), (), Facts(), None, "0", judgement)


# -- Word ------------------------------------------------------------------------------------------------------------


def body_without_comments(root: etree._Element) -> bytes:
    """The canonical form of a part without comment markers and with neighbouring runs of one look made one."""
    root = deepcopy(root)
    for marker in list(root.iter(*MARKERS)):
        parent = marker.getparent()
        assert parent is not None
        parent.remove(marker)
        if parent.tag == R and all(child.tag == RPR for child in parent) and (holder := parent.getparent()) is not None:
            holder.remove(parent)
    for paragraph in root.iter(P):
        for run in list(paragraph.iter(R)):
            while (other := run.getnext()) is not None and other.tag == R and _look(other) == _look(run):
                run.extend([child for child in other if child.tag != RPR])
                run.getparent().remove(other)  # type: ignore[union-attr]
            for text in list(run.iter(T, W + "delText")):
                while (other := text.getnext()) is not None and other.tag == text.tag:
                    text.text = (text.text or "") + (other.text or "")
                    other.getparent().remove(other)  # type: ignore[union-attr]
                text.attrib.pop(SPACE, None)
    return etree.tostring(root, method="c14n")


def _look(run: etree._Element) -> tuple[object, ...]:
    looks = run.iterchildren(RPR)
    properties = tuple(etree.tostring(look, method="c14n", exclusive=True, with_tail=False) for look in looks)
    return tuple(sorted(run.attrib.items())), properties


def word_differences(data: bytes, out: bytes, document: Document) -> Iterator[str]:
    """What the commented file has that the draft has not, besides comments."""
    again = read(out, name=document.path)
    if again.text != document.text:
        yield "text"
    if [b.label for b in again.blocks] != [b.label for b in document.blocks]:
        yield "labels"
    if again.blocks != document.blocks:
        yield "blocks"
    if again.revisions != document.revisions:
        yield "tracked changes"
    if tuple(c for c in again.comments if c.author != "clausescan") != document.comments:
        yield "comments that were there"
    before, after = Package(data), Package(out)
    if body_without_comments(before.document) != body_without_comments(after.document):
        yield "body"
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(BytesIO(out)) as new:
        folder, name = before.main.lower().rsplit("/", 1)
        changed = {"[content_types].xml", before.main.lower(), f"{folder}/_rels/{name}.rels"}
        for name in old.namelist():
            low = name.lower().replace("\\", "/").lstrip("/")
            if low in changed or low.endswith("comments.xml") or "vba" in low:
                continue
            info = old.getinfo(name)
            if (info.CRC, info.file_size) != (new.getinfo(name).CRC, new.getinfo(name).file_size):
                yield f"part {name}"


def inexact(data: bytes, report: Report) -> tuple[int, int]:
    """Quotes, and those of them whose words were not found exactly in the file."""
    body = Package(data).document.find(W + "body")
    assert body is not None
    assert report.judgement
    stretches = Stretches(report.document, body)
    quotes = [e for f in report.judgement.findings for e in f.evidence]
    notes = [b for b in report.document.blocks if b.kind == "note"]
    quotes = [q for q in quotes if not any(b.start < q.end and q.start < b.end for b in notes)]
    found = [stretches.of(quote.start, quote.end) for quote in quotes]
    off = sum(not each or not all(stretch.exact for stretch in each) for each in found)
    return len(quotes), off


# -- PDF -------------------------------------------------------------------------------------------------------------


def pdf_differences(data: bytes, out: bytes, document: Document) -> Iterator[str]:
    """What the annotated file has that the original has not, besides annotations."""
    import pikepdf

    again = read(out, name=document.path)
    if again.text != document.text:
        yield "text"
    if again.lines != document.lines:
        yield "lines"
    with pikepdf.open(BytesIO(data)) as before, pikepdf.open(BytesIO(out)) as after:
        if _contents(before) != _contents(after):
            yield "content streams"
        known = before.check_pdf_syntax()
        if [problem for problem in after.check_pdf_syntax() if problem not in known]:
            yield "syntax"
        if before.is_encrypted != after.is_encrypted:
            yield "protection"
    if (old := _poppler(data)) and old != _poppler(out):
        yield "text in Poppler"


def _contents(file: object) -> list[str]:
    import pikepdf

    digests = []
    for page in file.pages:  # type: ignore[attr-defined]
        contents = page.obj.get("/Contents")
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        raw = [s.read_raw_bytes() for s in streams if isinstance(s, pikepdf.Stream)]
        digests.append(hashlib.sha256(b"\0".join(raw)).hexdigest())
    return digests


def _poppler(data: bytes) -> bytes:
    """Nothing where there is no Poppler, or it cannot open the file, which writing may have mended."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        try:
            done = subprocess.run(["pdftotext", file.name, "-"], capture_output=True, check=False, timeout=60)
            return b"" if done.returncode else done.stdout
        except FileNotFoundError:
            return b""


# -- all of it -------------------------------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    places = [Path(argument) for argument in arguments] or [place for place in PLACES if place.exists()]
    files = sorted(f for place in places for f in (place.iterdir() if place.is_dir() else [place]) if f.is_file())
    print(f"{'file':<52}{'words':>8}{'remarks':>9}{'inexact':>9}{'seconds':>9}  differences")
    failed = written = refused = unread = 0
    for file in files:
        data = file.read_bytes()
        if not data.startswith((b"PK", b"%PDF")):
            continue
        try:
            document = read(file)
        except ReadError:
            unread += 1
            continue
        report, word = marked(document), data.startswith(b"PK")
        began = time.perf_counter()
        try:
            out = FORMATS["docx" if word else "pdf"].render(report, Rendering(source=data))
        except FormatError as error:
            print(f"{file.name[:50]:<52}{document.words:>8,}{'':>27}  refused: {error}")
            refused += 1
            continue
        seconds = time.perf_counter() - began
        differences = list((word_differences if word else pdf_differences)(data, out, document))
        assert report.judgement
        quotes, off = inexact(data, report) if word else (len(report.judgement.findings), 0)
        said = ", ".join(differences) or "none"
        print(f"{file.name[:50]:<52}{document.words:>8,}{quotes:>9}{off if word else '':>9}{seconds:>9.2f}  {said}")
        failed += bool(differences)
        written += 1
    print(f"{written} files written, {failed} of them with differences; {refused} refused with a reason")
    print(f"{unread} could not be read in the first place")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
