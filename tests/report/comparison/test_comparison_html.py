from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from clausescan.model import Comparison, History
from clausescan.report.comparison.html import render, render_history
from clausescan.report.formats import Rendering

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def test_links_lead_somewhere_and_ids_are_unique(comparison: Comparison) -> None:
    tree = html.document_fromstring(render(comparison, Rendering(fail_on="high")))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = [href[1:] for href in tree.xpath("//a/@href")]
    assert len(targets) > 5
    assert set(targets) <= set(ids)
    assert [each.get("data-severity") for each in tree.xpath("//article")] == ["critical", "high", "info", "info"]
    assert not tree.xpath("//*[@src] | //link")


def test_redlines_in_one_text_and_side_by_side(comparison: Comparison) -> None:
    article = html.document_fromstring(render(comparison, Rendering())).xpath("//article")[0]
    [inline] = article.find_class("inline")
    assert inline.text_content() == "leave on thirty (30)ten (10) days’ notice"
    assert [each.text for each in inline.iter("del")] == ["thirty (30)"]
    assert [each.text for each in inline.iter("ins")] == ["ten (10)"]
    [sides] = article.find_class("sides")
    assert [p.text_content() for p in sides.find_class("redline")] == [
        "leave on thirty (30) days’ notice",
        "leave on ten (10) days’ notice",
    ]


def test_hostile_text_is_escaped(comparison: Comparison, history: History) -> None:
    for page in (render(comparison, Rendering()).decode(), render_history(history, Rendering()).decode()):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "\x1b" not in page
        assert "\u202e" not in page
        assert "\\x1b" in page


def test_nothing_of_substance_is_said(comparison: Comparison) -> None:
    quiet = replace(comparison, changes=comparison.changes[:1], findings=(), exits=(), facts=())
    tree = html.document_fromstring(render(quiet, Rendering()))
    assert [each.text for each in tree.find_class("nothing")] == ["Nothing of substance changed."]
    assert not tree.find_class("jump")


def test_a_history_marks_what_moved(history: History) -> None:
    tree = html.document_fromstring(render_history(history, Rendering()))
    rows = {row.find("th").text: row for row in tree.xpath("//tbody/tr")}
    assert len(rows["Term"].find_class("moved")) == 1
    assert rows["Governing law"].get("class") == "unmoved"
    assert [len(row.findall("td")) for row in rows.values()] == [3] * 5


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser(comparison: Comparison, history: History, tmp_path: Path, scheme: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    (tmp_path / "diff.html").write_bytes(render(comparison, Rendering(fail_on="high")))
    (tmp_path / "history.html").write_bytes(render_history(history, Rendering()))
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(color_scheme=scheme, viewport={"width": 390, "height": 800})
        errors: list[str] = []
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        for name in ("diff", "history"):
            page.goto((tmp_path / f"{name}.html").as_uri())
            found = axe.Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.goto((tmp_path / "diff.html").as_uri())
        page.select_option("select[name=kind]", "removed")
        assert page.locator("article:visible").count() == 1
        assert page.locator("#shown").inner_text() == "1 of 4 shown"
        page.select_option("select[name=kind]", "")
        page.keyboard.press("Escape")
        page.locator("h1").click()
        page.keyboard.press("n")
        page.keyboard.press("n")
        assert page.evaluate("document.activeElement.id") == "d2"
        page.keyboard.press("v")
        assert page.locator("#d2 .sides").is_visible()
        assert not page.locator("#d2 .inline").is_visible()
        browser.close()
    assert errors == []
