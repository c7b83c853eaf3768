"""PDFs by LibreOffice, the same bytes each time, and the pages on which their headings stand."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pypdfium2


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
