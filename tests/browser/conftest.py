"""One headless Chromium for all browser tests, and the page of a bundled sample; without a browser they skip."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clausescan.model import Report
from clausescan.report.formats import Rendering
from clausescan.report.html import render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "samples" / "battery_cell_jv.pdf"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-gpu"]

Opening = Callable[..., "Page"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opening]:
    """Opens a page from disk as a reader does. What the page logs, loads or throws fails the test."""
    contexts, troubles, asked = [], [], []

    def open_(page_bytes: bytes, width: int = 1280, height: int = 800, **context: Any) -> Page:
        path = tmp_path / "page.html"
        path.write_bytes(page_bytes)
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **context))
        page = contexts[-1].new_page()
        page.set_default_timeout(5000)
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []
    assert {url.partition("#")[0] for url in asked} <= {(tmp_path / "page.html").as_uri()}


@pytest.fixture(scope="session")
def sample() -> Report:
    """A bundled agreement, read and judged."""
    import clausescan

    return clausescan.scan(SAMPLE)


@pytest.fixture(scope="session")
def sample_page(sample: Report) -> bytes:
    return render(sample, Rendering())
