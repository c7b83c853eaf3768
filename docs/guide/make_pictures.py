#!/usr/bin/env python3
"""Makes the pictures of the guide from a bundled sample: the terminal, the HTML report, the commented Word draft and
the Excel workbook, as they come out of this version.

Needs chromium (through Playwright), LibreOffice and pdftoppm. usage: make_pictures.py [FOLDER]
"""

from __future__ import annotations

import html
import io
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pypdfium2
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

import clausescan
from clausescan.model import Report
from clausescan.report.check import render_check
from clausescan.report.formats import FORMATS, Rendering
from clausescan.report.triage import gate

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "corpora" / "samples" / "battery_cell_jv.docx"
LINES = 34
"""Lines of the terminal that are shown."""
SENTENCE = "No Shareholder may withdraw from the Joint Venture"
"""What stands on the page of the draft that is shown."""


def main() -> None:
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        shutil.copy(SAMPLE, "draft.docx")
        report = clausescan.scan("draft.docx")
        rendering = Rendering(source=Path("draft.docx").read_bytes(), now=datetime(2026, 12, 1, tzinfo=UTC))
        for name in ("html", "docx", "xlsx"):
            format = FORMATS[name]
            Path(f"draft{format.suffix}").write_bytes(format.render(report, rendering))
        Path("terminal.svg").write_text(terminal(report), encoding="utf-8")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(args=["--no-sandbox"], executable_path=shutil.which("chromium"))
            page = browser.new_page(viewport={"width": 1200, "height": 860}, color_scheme="light")
            shot(page, "terminal.svg", folder / "terminal.png", 1000, 640)
            shot(page, "draft.html", folder / "html.png", 1200, 860)
            commented(page, "draft.commented.docx", folder / "word.png")
            browser.close()
        book = as_pdf("draft.xlsx")
        number, _ = page_with(book, "Ask for")  # a heading of the sheet of findings
        sheet = page_image(book, number, 150)
        save(sheet.crop((40, 60, int(sheet.width * 0.72), int(sheet.height * 0.66))), folder / "excel.png")


def terminal(report: Report) -> str:
    """What `clausescan check draft.docx` prints, as a picture; only its beginning."""
    assert report.judgement
    plain = io.StringIO()
    console = Console(record=True, width=104, file=plain, force_terminal=True, highlight=False)
    console.print("[bold]> clausescan check draft.docx[/bold]\n")
    render_check(report, report.judgement, gate(report.judgement, "high"), console)
    lines = console.export_text(styles=True).split("\n")[:LINES]
    short = Console(record=True, width=104, file=io.StringIO(), force_terminal=True, highlight=False)
    short.print(Text.from_ansi("\n".join(lines)))
    return short.export_svg(title="Terminal", theme=SVG_EXPORT_THEME)


def shot(page: Page, file: str, target: Path, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(Path(file).resolve().as_uri())
    page.wait_for_timeout(500)
    save(Image.open(io.BytesIO(page.screenshot())), target)


def as_pdf(file: str) -> str:
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", file], check=True, capture_output=True)
    return str(Path(file).with_suffix(".pdf"))


def page_with(pdf: str, words: str) -> tuple[int, str]:
    """The first page, from 1, on which `words` stand, and all that stands there."""
    with pypdfium2.PdfDocument(pdf) as opened:
        said = [" ".join(page.get_textpage().get_text_range().split()) for page in opened]
    number = next(n for n, text in enumerate(said) if words in text)
    return number + 1, said[number]


def page_image(pdf: str, page: int, dots: int) -> Image.Image:
    """A page, from 1, with `dots` to the inch. pdftoppm grumbles about the empty boxes of LibreOffice's notes."""
    command = ["pdftoppm", "-r", str(dots), "-f", str(page), "-l", str(page), "-png", "-hide-annotations", pdf, "page"]
    subprocess.run(command, check=True, capture_output=True)
    (made,) = Path().glob("page*.png")
    image = Image.open(io.BytesIO(made.read_bytes()))
    made.unlink()
    return image


def commented(browser_page: Page, file: str, target: Path) -> None:
    """The page of a commented draft on which a sentence stands, with the comments of that page beside it. Page and
    comments are the file's, as LibreOffice reads them; the margin is drawn here, because it prints none."""
    pdf = as_pdf(file)
    number, said = page_with(pdf, SENTENCE)
    draft = docx.Document(file)
    notes = {str(comment.comment_id): comment.text for comment in draft.comments}
    shown = []
    for paragraph in draft.paragraphs:
        words = " ".join(paragraph.text.split())
        if len(words) > 20 and words[:40] in said:
            shown += [notes[id] for id in paragraph._p.xpath(".//w:commentRangeStart/@w:id")]
    page_image(pdf, number, 90).save("draft-page.png")
    balloons = "".join(f"<p>{html.escape(note).replace(chr(10), '<br>')}</p>" for note in shown)
    Path("word.html").write_text(
        "<style>body{margin:0;display:flex;background:#e9e9e9;font:12px/1.35 Liberation Sans,sans-serif}"
        "img{width:720px;align-self:flex-start}div{padding:8px 14px;width:440px}"
        "p{margin:0 0 8px;padding:8px;background:#fff;border-left:4px solid #c2410c;max-height:146px;overflow:hidden}"
        f"</style><img src='draft-page.png'><div>{balloons}</div>",
        encoding="utf-8",
    )
    shot(browser_page, "word.html", target, 1200, 820)


def save(image: Image.Image, target: Path) -> None:
    """As a small PNG: at most 1200 pixels wide, 128 colours."""
    image = image.convert("RGB")
    if image.width > 1200:
        image = image.resize((1200, round(image.height * 1200 / image.width)), Image.Resampling.LANCZOS)
    image.quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
