"""Builds the sample agreements: DOCX from the sources, PDF from the DOCX (LibreOffice), the answer lists from the TOML.

    python corpora/samples/build.py [NAME ...] [--no-pdf]

The built files are committed, so nobody needs LibreOffice to use them.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
from pathlib import Path

import answers
import pypdfium2
from markup import load
from word import Writer

HERE = Path(__file__).parent
SAMPLES = ("battery_cell_jv", "vehicle_software_alliance")


def built(name: str, version: str, suffix: str) -> Path:
    """The path of a built file; the first version has the plain name."""
    return HERE / f"{name}{'' if version == 'v1' else '_' + version}.{suffix}"


def to_pdf(docx: Path, folder: Path) -> Path:
    """Convert with LibreOffice, then take the clock out of the file."""
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1773306000", "TZ": "UTC"}
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(docx),
        ],
        check=True,
        capture_output=True,
        env=env,
        timeout=300,
    )
    pdf = folder / (docx.stem + ".pdf")
    data = pdf.read_bytes()
    data = re.sub(
        rb"/CreationDate\(D:[^)]*\)",
        lambda m: b"/CreationDate(D:20260312090000Z".ljust(len(m[0]) - 1, b"0") + b")",
        data,
    )
    data = re.sub(rb"/ID \[[^\]]*\]", lambda m: re.sub(rb"[0-9A-Fa-f]", b"0", m[0]), data)
    data = re.sub(
        rb"/DocChecksum /[0-9A-F]+", lambda m: re.sub(rb"(?<=/)[0-9A-F]+$", lambda n: b"0" * len(n[0]), m[0]), data
    )
    pdf.write_bytes(data)
    return pdf


def pages_of(pdf: Path) -> list[int]:
    """The page of each article and schedule in order, from the outline of the file; the number of pages comes last."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [d.get_index() + 1 for d in (bookmark.get_dest() for bookmark in document.get_toc()) if d is not None]
    pages.append(len(document))
    document.close()
    return pages


def build(name: str, version: str, pdf: bool = True) -> None:
    agreement = load(HERE / f"{name}.md", version)
    docx = built(name, version, "docx")
    pages: list[int] = []
    if not pdf:
        old = built(name, version, "pdf")
        Writer(agreement, pages_of(old) if old.exists() else []).write(docx)
        return
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            Writer(agreement, pages).write(docx)
            made = to_pdf(docx, Path(folder))
            pages = pages_of(made)
        headings = sum(p.kind in ("article", "schedule") for p in agreement.paragraphs)
        if len(pages) != headings + 1:
            raise SystemExit(f"{name} {version}: {headings} headings, but the PDF outline has {len(pages) - 1}")
        built(name, version, "pdf").write_bytes(made.read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=SAMPLES)
    parser.add_argument(
        "--no-pdf", action="store_true", help="write the Word files only, keeping the page numbers of the contents"
    )
    args = parser.parse_args()
    for name in args.names or SAMPLES:
        for version in ("v1", "v2"):
            build(name, version, not args.no_pdf)
            print(name, version)
        answers.write(HERE, name)


if __name__ == "__main__":
    main()
