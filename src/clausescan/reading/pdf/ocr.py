"""Optical character recognition of page images with the `tesseract` program, when it is installed."""

from __future__ import annotations

import io
import os
import shutil
import statistics
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from clausescan.model import Box
from clausescan.reading.pdf.glyphs import Piece, PrintedPage, clean

HOW = "install Tesseract (Debian and Ubuntu: apt install tesseract-ocr) and read it with --ocr"
_DPI = 300
_MOST_PIXELS = 40_000_000


@dataclass(slots=True)
class Recognised:
    """A page as Tesseract read it. `confidence` is the mean over its words, 0 to 100; `dpi` is the resolution of the
    scanned image in the file (0 when the page has no image)."""

    page: PrintedPage
    confidence: float
    dpi: int


def program() -> str | None:
    """Path of the `tesseract` program, None when there is none."""
    return shutil.which("tesseract")


def recognise(page: Any, number: int, seconds: float) -> Recognised:
    """Reads one loaded PDFium page. Raises subprocess.TimeoutExpired after `seconds`, OSError or
    subprocess.CalledProcessError when Tesseract cannot run."""
    tool = program()
    if tool is None:
        raise FileNotFoundError("tesseract")
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    image = io.BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(image, "PNG", compress_level=1)
    done = subprocess.run(
        [tool, "stdin", "stdout", "--dpi", str(round(72 * scale)), "-l", "eng", "--psm", "3", "tsv"],
        input=image.getvalue(),
        capture_output=True,
        timeout=seconds,
        check=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    pieces, confidence = _pieces(done.stdout.decode("utf-8", "replace"), scale)
    return Recognised(PrintedPage(number, width, height, pieces), confidence, _image_dpi(page))


def _pieces(table: str, scale: float) -> tuple[list[Piece], float]:
    words: dict[tuple[str, ...], list[tuple[str, float, float, float, float]]] = defaultdict(list)
    scores: list[float] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, wide, high = (float(cell) / scale for cell in cells[6:10])
        words[tuple(cells[1:5])].append((cells[11].strip(), left, top, left + wide, top + high))
        scores.append(float(cells[10]))
    heights = [bottom - top for line in words.values() for _, _, top, _, bottom in line]
    size = statistics.median(heights) * 1.2 if heights else 10.0
    pieces: list[Piece] = []
    for line in words.values():
        run: list[tuple[str, float, float, float, float]] = []
        for word in line:
            if run and word[1] - run[-1][3] > 2.2 * size:
                pieces.append(_piece(run, size))
                run = []
            run.append(word)
        pieces.append(_piece(run, size))
    return pieces, statistics.fmean(scores) if scores else 0.0


def _piece(words: list[tuple[str, float, float, float, float]], size: float) -> Piece:
    text, hyphen = clean(" ".join(word[0] for word in words))
    x0, x1 = min(word[1] for word in words), max(word[3] for word in words)
    # Letters without ascenders would jump up and down: a line is as high as its middle says.
    middle = statistics.median((word[2] + word[4]) / 2 for word in words)
    top, bottom = middle - size / 2, middle + size / 2
    box = Box(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
    return Piece(text, x0, top, x1, bottom, box, size, False, hyphen)


def _image_dpi(page: Any) -> int:
    import pypdfium2.raw as c

    best = 0
    for item in page.get_objects(filter=[c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, _, right, _ = item.get_bounds()
        if right - left > 36:
            best = max(best, round(item.get_px_size()[0] / (right - left) * 72))
    return best
