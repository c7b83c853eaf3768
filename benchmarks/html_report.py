#!/usr/bin/env python3
"""Size and speed of the HTML report of an agreement of 150 pages and more, in headless Chromium.

The agreement is made at run time: real ones (or, without them, the bundled sample several times) joined into one PDF.
Interactive is the moment after DOMContentLoaded at which the main thread is idle for the first time; blocked is what
its long tasks exceed 50 ms by, until then. Then a reader goes from the first finding to its clause, searches, and
scrolls through the whole agreement. Each figure is the median of the runs; "slow" is with a CPU four times slower.

usage: html_report.py [--shared ../shared] [--pages 150] [--runs 5]
Needs clausescan[dev] and a Chromium (CHROMIUM names it where it is not on the path).
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import pikepdf
from playwright.sync_api import Browser, sync_playwright

import clausescan
from clausescan.report.formats import Rendering
from clausescan.report.html import render

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpora" / "samples" / "battery_cell_jv.pdf"

WATCH = """
window.blocked = 0;
new PerformanceObserver((list) => list.getEntries().forEach((e) => { window.blocked += e.duration - 50; }))
    .observe({ type: "longtask", buffered: true });
window.idle = new Promise((done) => addEventListener("DOMContentLoaded", () =>
    requestIdleCallback(() => done(performance.now()))));
"""
SCROLL = """async () => {
    const end = document.documentElement;
    let worst = 0, late = 0, frames = 0, before = performance.now();
    document.getElementById("agreement").scrollIntoView();
    while (scrollY + innerHeight < end.scrollHeight - 2) {
        scrollBy(0, innerHeight * 0.8);
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        frames += 1; late += now - before > 50; worst = Math.max(worst, now - before);
        before = now;
    }
    return [frames, late, worst];
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "joined.pdf"
        made_of = join(options.shared, options.pages, path)
        report = clausescan.scan(path)
        times = []
        for _ in range(options.runs):
            start = time.perf_counter()
            page = render(report, Rendering())
            times.append(time.perf_counter() - start)
        document = report.document
        print(f"{made_of}: {document.pages} pages, {document.words:,} words, {len(report.clauses):,} clauses")
        print(f"size              {len(page) / 1e6:.2f} MB, {len(gzip.compress(page)) / 1e6:.2f} MB zipped")
        print(f"render            {statistics.median(times):.2f} s (first {times[0]:.2f} s)")
        html = Path(folder) / "report.html"
        html.write_bytes(page)
        with sync_playwright() as playwright:
            chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            rows = {
                name: [visit(browser, html.as_uri(), slower) for _ in range(options.runs)]
                for name, slower in (("plain", 1), ("slow", 4))
            }
            browser.close()
    for figure in rows["plain"][0]:
        shown = [f"{statistics.median(row[figure] for row in rows[name]):,.0f} ({name})" for name in rows]
        print(f"{figure:<34}{'   '.join(shown)}")


def join(shared: Path, pages: int, path: Path) -> str:
    """Write one PDF of at least `pages` pages; says what it is made of."""
    real = sorted((shared / "agreements" / "pdf").glob("*_jv.pdf")) + sorted(
        (shared / "agreements" / "pdf").glob("*.pdf")
    )
    sources = list(dict.fromkeys(real)) or [SAMPLE] * (pages // 20 + 1)
    with pikepdf.new() as joined:
        used = 0
        for source in sources:
            if len(joined.pages) >= pages:
                break
            with pikepdf.open(source) as pdf:
                joined.pages.extend(pdf.pages)
            used += 1
        joined.save(path)
    return f"{used} {'real agreements' if real else 'copies of the sample'} in one PDF"


def visit(browser: Browser, url: str, slower: int) -> dict[str, float]:
    """What one reader waits for, in milliseconds."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    if slower > 1:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.add_init_script(WATCH)
    page.goto(url)
    seen: dict[str, float] = {
        "DOMContentLoaded, ms": page.evaluate(
            "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        ),
        "interactive, ms": page.evaluate("() => window.idle"),
        "blocked until then, ms": page.evaluate("() => window.blocked"),
        "to a clause, ms": page.evaluate(TO_A_CLAUSE),
        "search, ms": page.evaluate(SEARCH),
    }
    frames: Any = page.evaluate(SCROLL)
    seen["frames of a scroll to the end"] = frames[0]
    seen["of them longer than 50 ms"] = frames[1]
    seen["longest frame, ms"] = frames[2]
    context.close()
    return seen


TO_A_CLAUSE = """() => new Promise((done) => {
    const link = [...document.querySelectorAll(".card .place")].at(-1);
    const start = performance.now();
    const look = () => document.activeElement.closest("#agreement")
        ? requestAnimationFrame(() => done(performance.now() - start)) : setTimeout(look);
    link.click();
    look();
})"""
SEARCH = """() => new Promise((done) => {
    const field = document.getElementById("search"), said = document.getElementById("hits");
    const start = performance.now();
    new MutationObserver(() => requestAnimationFrame(() => {
        const took = performance.now() - start;
        field.value = "";
        field.dispatchEvent(new Event("input"));
        setTimeout(() => done(took), 400);
    })).observe(said, { childList: true });
    field.value = "notice";
    field.dispatchEvent(new Event("input"));
})"""


if __name__ == "__main__":
    main()
