"""The matrix of a room in a browser: narrowed, sorted, walked through by keyboard, readable for everyone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clausescan.batch.matrix import Agreement, Cell, Item, Matrix
from clausescan.batch.matrix_page import page

STATUSES = ("explicit", "partial", "absent", "na", "redacted")
SEVERITIES = ("critical", "high", "medium", "low", "info")


def cell(n: int, decided: str = "") -> Cell:
    status, severity = STATUSES[n % 5], SEVERITIES[n // 5 % 5]
    return Cell(status, severity, 0.5, n % 7 == 0, f"{n}.1", status, decided, "", False, n % 11 == 0)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole() -> Matrix:
    items = tuple(Item(f"{group}-{n:02}", f"Question {n}", group) for group in ("RN", "TR") for n in range(1, 11))
    agreements = tuple(
        Agreement(
            f"/room/{n:03} {'Alder' if n % 2 else 'Birch'}.pdf",
            f"{n:064x}",
            f"AGREEMENT {n}",
            "",
            n != 3,
            0,
            tuple(cell(n + 3 * i, "A. L." if n == i else "") for i in range(20)) if n != 3 else (),
        )
        for n in range(60)
    )
    return Matrix(items, agreements, 0, "0")


Opening = Callable[..., Any]


def names(opened: Any) -> list[str]:
    script = "rows => rows.filter(r => !r.hidden).map(r => r.cells[0].textContent.slice(0, 3))"
    return list(opened.eval_on_selector_all("tbody tr", script))


def test_narrowing_and_sorting(opened: Opening, whole: Matrix) -> None:
    shown = opened(page(whole))
    assert len(names(shown)) == 60
    shown.fill("#find", "birch 4")
    shown.wait_for_function("document.querySelectorAll('tbody tr:not([hidden])').length < 60")
    assert all(int(name) % 2 == 0 for name in names(shown))
    assert shown.inner_text("#count") == f"{len(names(shown))} of 60"
    shown.fill("#find", "")
    shown.select_option("#show", "unjudged")
    assert names(shown) == ["003"]
    shown.select_option("#show", "")
    shown.click("thead .item button >> nth=0")
    first, second = names(shown)[:2]
    assert [whole.agreements[int(n)].cells[0].status for n in (first, second)] == ["absent", "absent"]  # type: ignore[union-attr]
    assert whole.agreements[int(first)].cells[0].severity == "critical"  # type: ignore[union-attr]
    assert names(shown)[-1] == "003"
    shown.click("#by-name")
    assert names(shown)[0] == "000"
    shown.select_option("#section", "TR")
    assert shown.eval_on_selector_all("thead .item", "all => all.filter(h => !h.hidden).length") == 10
    assert shown.eval_on_selector_all("tbody tr:first-child td", "all => all.filter(c => !c.hidden).length") == 11


def test_head_and_cells_stand_in_line(opened: Opening, whole: Matrix) -> None:
    shown = opened(page(whole))
    lines = """() => {
      const heads = [...document.querySelectorAll("thead .item")], cells = [...document.querySelector("tbody tr").cells].slice(2);
      return heads.map((head, i) => Math.abs(head.getBoundingClientRect().left - cells[i].getBoundingClientRect().left));
    }"""  # noqa: E501
    assert max(shown.evaluate(lines)) < 1
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_head_and_the_names_stay_in_view(opened: Opening, whole: Matrix) -> None:
    shown = opened(page(whole), 500, 700)
    places = """() => {
      const grid = document.getElementById("grid"), frame = grid.getBoundingClientRect();
      grid.scrollTop = 700; grid.scrollLeft = 150;
      const name = [...document.querySelectorAll("tbody .name")].find(n => n.getBoundingClientRect().top > frame.top + 150);
      return [document.querySelector("thead").getBoundingClientRect().top - frame.top, name.getBoundingClientRect().left - frame.left];
    }"""  # noqa: E501
    top, left = shown.evaluate(places)
    assert abs(top) <= 2
    assert abs(left) <= 2


def test_by_keyboard(opened: Opening, whole: Matrix) -> None:
    shown = opened(page(whole))
    shown.focus("tbody td[tabindex='0']")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        shown.keyboard.press(key)
    assert shown.inner_text("#detail").startswith("002 Birch.pdf · RN-02 Question 2: settled · 5.1")
    shown.keyboard.press("ArrowDown")
    assert shown.inner_text("#detail").startswith("003")
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("End")
    assert "TR-10" in shown.inner_text("#detail")
    assert shown.evaluate("document.querySelectorAll('tbody td[tabindex=\"0\"]').length") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_for_everyone(opened: Opening, whole: Matrix, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    shown = opened(page(whole), color_scheme=scheme)
    found = axe.Axe().run(shown).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []


def test_without_scripts(opened: Opening, whole: Matrix) -> None:
    shown = opened(page(whole), java_script_enabled=False)
    assert shown.locator("tbody tr").count() == 60
    assert not shown.locator("#find").is_visible()
    assert shown.locator("thead .name").inner_text().strip() == "Agreement"
