"""Builds the sample agreements: DOCX from the sources, PDF from the DOCX (LibreOffice), the answer lists from the TOML.

    python corpora/samples/build.py [NAME ...] [--no-pdf]

The built files are committed, so nobody needs LibreOffice to use them.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from drafting import answers
from drafting.markup import load
from drafting.pdf import pages_of, to_pdf
from drafting.word import Writer

HERE = Path(__file__).parent
SAMPLES = ("battery_cell_jv", "vehicle_software_alliance")


def built(name: str, version: str, suffix: str) -> Path:
    """The path of a built file; the first version has the plain name."""
    return HERE / f"{name}{'' if version == 'v1' else '_' + version}.{suffix}"


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
