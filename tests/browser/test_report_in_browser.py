"""What a reader does with the page of a report: from a finding to its clause and back, filter, search, print, phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from clausescan.model import Block, Clause, Document, Facts, Report
from clausescan.report.formats import Rendering
from clausescan.report.html import render

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Opening = Callable[..., Any]
PLACE = "#gaps .card .elements .place"


def in_sight(element: Locator) -> bool:
    """Whether an element lies within the window."""
    seen = element.evaluate("e => { const b = e.getBoundingClientRect(); return b.bottom > 0 && b.top < innerHeight; }")
    return bool(seen)


def background(element: Locator) -> str:
    return str(element.evaluate("e => getComputedStyle(e).backgroundColor"))


def follow(page: Page, link: Locator) -> Locator:
    """Click a place; what it points to."""
    target = page.locator(link.get_attribute("href") or "")
    link.click()
    page.wait_for_function("id => document.activeElement.id === id", arg=target.get_attribute("id"))
    return target


def test_from_a_finding_to_its_clause_and_back_by_the_browser(opened: Opening, sample_page: bytes) -> None:
    page = opened(sample_page)
    link = page.locator(PLACE).nth(3)
    link.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    quote = link.locator("xpath=following-sibling::q[1]").first.text_content()
    unmarked = background(page.locator(f"{link.get_attribute('href')}"))
    target = follow(page, link)
    parts = page.locator(f'[data-q="{target.get_attribute("data-q")}"]')
    assert "".join(parts.all_text_contents()) == quote
    assert in_sight(target)
    assert background(target) != unmarked
    assert "here" in (target.locator("xpath=ancestor::*[contains(@class,'clause')][1]").get_attribute("class") or "")
    page.go_back()
    page.wait_for_function("e => document.activeElement === e", arg=link.element_handle())
    assert in_sight(link)
    assert abs(page.evaluate("scrollY") - before) < 400
    assert background(target) == unmarked
    page.go_forward()
    page.wait_for_function("id => document.activeElement.id === id", arg=target.get_attribute("id"))
    assert in_sight(target)


def test_back_by_the_link_that_stays_in_sight(opened: Opening, sample_page: bytes) -> None:
    page = opened(sample_page)
    bar = page.locator("#returning")
    assert not bar.is_visible()
    card = page.locator("#gaps .card").nth(5)
    link = card.locator(".place").first
    follow(page, link)
    assert bar.inner_text() == f"← Back to {card.get_attribute('data-name')}"
    page.mouse.wheel(0, 900)
    bar.locator("a").click()
    page.wait_for_function("e => document.activeElement === e", arg=link.element_handle())
    assert in_sight(link)
    assert not bar.is_visible()


def test_through_several_places_and_all_the_way_back(opened: Opening, sample_page: bytes) -> None:
    page = opened(sample_page)
    first = page.locator(PLACE).nth(0)
    clause = follow(page, first)
    reference = page.locator("#agreement a.ref").nth(4)
    follow(page, reference)
    assert "Back to The agreement" in page.locator("#returning").inner_text()
    page.keyboard.press("b")
    page.wait_for_function("e => document.activeElement === e", arg=reference.element_handle())
    assert "Back to" in page.locator("#returning").inner_text()
    page.keyboard.press("b")
    page.wait_for_function("e => document.activeElement === e", arg=first.element_handle())
    assert clause.get_attribute("id")


def test_from_a_clause_to_the_findings_that_cite_it(opened: Opening, sample_page: bytes) -> None:
    page = opened(sample_page)
    page.locator("#settled .card").first.evaluate("e => e.classList.add('out')")  # as a filter would
    settled = page.locator("#settled .card").first.get_attribute("id")
    back = page.locator(f'.back a[href="#{settled}"]').first
    back.scroll_into_view_if_needed()
    back.click()
    page.wait_for_function("id => document.activeElement.id === id", arg=settled)
    assert in_sight(page.locator(f"#{settled}"))


def test_filters_say_how_many_are_left(opened: Opening, sample_page: bytes) -> None:
    page = opened(sample_page)
    cards, count = page.locator(".card"), page.locator("#count")
    whole = cards.count()
    assert count.inner_text() == f"{whole} of {whole} findings shown"
    for name, value in (("severity", "critical"), ("status", "partial")):
        page.locator(f'#filters [name="{name}"][value="{value}"]').check()
    wanted = page.locator('.card[data-severity="critical"][data-status="partial"]').count()
    assert 0 < wanted < whole
    assert page.locator(".card:visible").count() == wanted
    assert count.inner_text() == f"{wanted} of {whole} findings shown"
    assert count.get_attribute("aria-live") == "polite"
    assert page.locator("#settled .none").is_visible()
    page.locator("#show-all").click()
    page.wait_for_function("n => document.querySelectorAll('.card:not(.out)').length === n", arg=whole)
    page.locator('#filters [name="group"]').select_option("TR")
    page.locator('#filters [name="band"]').select_option("unsure")
    page.locator('#filters [name="review"]').check()
    wanted = page.locator('.card[data-group="TR"][data-band="unsure"][data-review="yes"]').count()
    assert page.locator(".card:visible").count() == wanted
    page.locator("ol.worst a").first.click()  # a finding that is filtered out is shown when it is asked for
    page.wait_for_function("() => document.activeElement.classList.contains('card')")
    assert page.locator(".card:visible").count() == whole


def test_search_in_findings_and_agreement(opened: Opening, sample: Report, sample_page: bytes) -> None:
    page = opened(sample_page)
    page.keyboard.press("/")
    page.keyboard.type("FAIR  value")
    places = sample.document.text.lower().count("fair value")
    page.wait_for_function("() => document.getElementById('hits').textContent !== ''")
    assert page.locator("#hits").inner_text() == f"{places} places in the agreement"
    shown = page.locator(".card:not(.out)")
    assert 0 < shown.count() < page.locator(".card").count()
    assert all("fair value" in " ".join(text.lower().split()) for text in shown.all_text_contents())
    assert page.evaluate("CSS.highlights.get('hit').size") == places
    for n in (1, 2):
        page.keyboard.press("Enter")
        assert page.locator("#hits").inner_text() == f"place {n} of {places}"
        box = page.evaluate(
            "() => { const [r] = CSS.highlights.get('here'); const b = r.getBoundingClientRect();"
            " return [r.toString(), b.top, innerHeight]; }"
        )
        assert box[0].lower() == "fair value"
        assert 0 < box[1] < box[2]
    page.keyboard.press("Shift+Enter")
    assert page.locator("#hits").inner_text() == f"place 1 of {places}"
    page.locator("#search").fill("")
    page.wait_for_function("() => document.querySelectorAll('.card.out').length === 0")
    page.locator("#search").fill("no such words anywhere")
    page.wait_for_function("() => document.querySelectorAll('.card:not(.out)').length === 0")
    assert page.locator("#hits").inner_text() == "0 places in the agreement"


def test_by_keyboard_alone(opened: Opening, sample_page: bytes) -> None:
    page = opened(sample_page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert in_sight(page.locator(".skip"))
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    card = page.locator(".card").first
    assert card.evaluate("e => document.activeElement === e")
    assert "3px" in card.evaluate("e => getComputedStyle(e).outline")
    details = card.locator("details")
    assert details.get_attribute("open") is not None
    page.keyboard.press("e")
    assert details.get_attribute("open") is None
    page.keyboard.press("e")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Tab")
    link = page.evaluate_handle("document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.classList.contains('q')")
    page.keyboard.press("b")
    page.wait_for_function("e => document.activeElement === e", arg=link)
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


def test_single_keys_can_be_switched_off(opened: Opening, sample_page: bytes) -> None:
    page = opened(sample_page)
    page.locator("#keys").click()
    page.locator("#keys-on").uncheck()
    page.locator("#help-close").click()
    page.locator("#main").focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "main"


def test_dark_and_light(opened: Opening, sample_page: bytes) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    light = opened(sample_page, color_scheme="light")
    dark = opened(sample_page, color_scheme="dark")
    on_light, on_dark = light.evaluate(paper), dark.evaluate(paper)
    assert on_light != on_dark
    button = light.locator("#theme")
    assert button.inner_text() == "Dark"
    button.click()
    assert light.evaluate(paper) == on_dark
    light.reload()
    assert light.evaluate(paper) == on_dark
    light.locator("#theme").click()
    assert light.evaluate(paper) == on_light


@pytest.mark.parametrize("width", [320, 360, 768, 900])
def test_no_page_moves_sideways(opened: Opening, sample_page: bytes, width: int) -> None:
    page = opened(sample_page, width=width)
    page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    page.evaluate("document.querySelector('#agreement .sheet:last-of-type').scrollIntoView()")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_filters_fold_into_a_bar(opened: Opening, sample_page: bytes) -> None:
    page = opened(sample_page, width=360, has_touch=True)
    rail = page.locator("#rail")
    assert rail.get_attribute("open") is None
    page.locator("#gaps").scroll_into_view_if_needed()
    assert in_sight(rail)
    rail.locator("summary").tap()
    page.locator('#filters [name="review"]').check()
    assert "of" in page.locator("#brief").inner_text()
    page.locator("#search").fill("Sanctions")
    page.locator("#search").press("Enter")
    assert rail.get_attribute("open") is None  # what was found is not covered
    page.locator("#next").tap()
    assert page.locator("#step").inner_text().startswith("2 of ")
    rail.locator("summary").tap()
    page.locator('#rail nav a[href="#agreement"]').tap()
    page.wait_for_function("() => document.activeElement.id === 'agreement'")
    assert rail.get_attribute("open") is None


def test_paper_has_everything(opened: Opening, sample_page: bytes) -> None:
    page = opened(sample_page)
    page.locator('#filters [name="status"][value="absent"]').check()
    page.locator("#close-all").click()
    whole = page.locator(".card").count()
    assert page.locator(".card:visible").count() < whole
    page.emulate_media(media="print")
    assert page.locator(".card:visible").count() == whole
    assert page.locator(".rail").is_hidden()
    for element in page.locator("#settled .elements").all()[:5]:
        assert element.evaluate("e => e.getBoundingClientRect().height") > 0
    hidden = page.evaluate(
        "[...document.querySelectorAll('#agreement .text')].filter(e => !e.checkVisibility("
        "{contentVisibilityAuto: true})).length"
    )
    assert hidden == 0
    assert len(page.pdf()) > 100_000


def test_without_scripts_everything_can_be_read(opened: Opening, sample: Report, sample_page: bytes) -> None:
    page = opened(sample_page, java_script_enabled=False)
    assert page.locator(".card:visible").count() == page.locator(".card").count()
    assert page.locator("#filters").is_hidden()
    assert page.locator("#search-form").is_hidden()
    summary = page.locator("#settled .card summary").first
    summary.click()
    assert page.locator("#settled .elements").first.is_visible()
    link = page.locator(PLACE).first
    link.click()
    target = page.locator(link.get_attribute("href") or "")
    assert page.locator("#agreement .q:target").get_attribute("id") == target.get_attribute("id")
    page.locator(".back a").first.click()
    assert page.locator(".card:target, tr:target").count() == 1


def test_hostile_words_do_nothing(opened: Opening) -> None:
    lines = (
        "<script>document.title = 'owned'</script>",
        "<img src=x onerror=\"document.title = 'owned'\">",
        '"><a href="javascript:document.title=1">here</a>',
        "\u202etxt.exe \x00 \x1b[2J",
        "Donau" * 800,
    )
    text = "\n".join(lines)
    blocks, clauses, at = [], [], 0
    for n, line in enumerate(lines):
        blocks.append(Block(at, at + len(line)))
        clauses.append(Clause(f"h{n}", None, line[:40], "", line[:40], "clause", 0, at, at + len(line), at))
        at += len(line) + 1
    document = Document("x", "0" * 64, "text/plain", text, tuple(blocks), title=lines[0])
    page = opened(render(Report(document, tuple(clauses), (), (), (), Facts(), None, "0"), Rendering()), width=360)
    assert page.title() == f"{lines[0]}: how the parties part"
    assert page.locator("#agreement .text").nth(3).text_content() == "\\u202etxt.exe \\x00 \\x1b[2J"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


FEWER = """() => {
    const rest = (selector, kept) => [...document.querySelectorAll(selector)].slice(kept).forEach((e) => e.remove());
    for (const section of document.querySelectorAll(".findings")) rest(`#${section.id} .card`, 3);
    for (const id of ["exits", "facts", "periods"]) rest(`#${id} tbody tr`, 4);
    rest("#types details", 4);
    const sheets = [...document.querySelectorAll(".sheet")];
    const table = sheets.find((sheet) => sheet.querySelector("table"));
    sheets.forEach((sheet, n) => { if (n > 3 && sheet !== table) sheet.remove(); });
    document.querySelectorAll("details").forEach((e) => { e.open = true; });
}"""
"""Everything opened, and of each kind of thing a few: axe takes half a minute for all of them."""


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_serious(opened: Opening, sample_page: bytes, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    # axe is injected by a script, which the page's own policy forbids.
    page = opened(sample_page, width=width, color_scheme=scheme, bypass_csp=True)
    page.evaluate(FEWER)
    # What is not laid out has no true place on the screen, and axe would take its background from its neighbours.
    page.add_style_tag(content="* { content-visibility: visible !important; }")
    page.locator("#agreement").scroll_into_view_if_needed()
    found = axe.run(page).response["violations"]
    grave = [
        (each["id"], each["impact"], [node["html"][:160] for node in each["nodes"][:3]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert grave == []
