"""The shell of every HTML page: its policy names what is inlined and nothing else, and no value gets through raw."""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import DictLoader, UndefinedError
from lxml import html

import clausescan.checklist
from clausescan.report import words
from clausescan.report.html import page as shell


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A page of one expression, with everything else as it is."""
    base = (shell.HERE / "base.html.j2").read_text(encoding="utf-8")
    own = (
        "{% extends 'base.html.j2' %}{% block body %}<main id=main title=\"{{ said }}\">{{ said }}</main>{% endblock %}"
    )
    shell._environment.cache_clear()
    monkeypatch.setattr(shell, "FileSystemLoader", lambda _: DictLoader({"base.html.j2": base, "own.html.j2": own}))
    yield
    shell._environment.cache_clear()


@pytest.mark.usefixtures("template")
def test_the_policy_allows_what_is_inlined_and_nothing_else() -> None:
    tree = html.document_fromstring(shell.page("own.html.j2", version="0", scripts=("theme.js",), said="x"))
    policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    for name, tag in (("style-src", "style"), ("script-src", "script")):
        inlined = [element.text for element in tree.iter(tag)]
        assert rules.pop(name).split() == [
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inlined
        ]
    assert rules == {}


@pytest.mark.usefixtures("template")
def test_what_a_template_shows_is_visible_and_escaped() -> None:
    said = "<script>x</script>\u202e\"'\x00\n&amp; end"
    page = shell.page("own.html.j2", version="0", said=said).decode()
    main = html.document_fromstring(page).get_element_by_id("main")
    assert main.text == main.get("title") == "<script>x</script>\\u202e\"'\\x00\n&amp; end"
    assert len(main) == 0


@pytest.mark.usefixtures("template")
def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        shell.page("own.html.j2", version="0")


def test_nothing_in_styles_and_scripts_names_another_place() -> None:
    for path in shell.HERE.iterdir():
        if path.suffix in (".css", ".js", ".j2"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"https?:|//[a-z]+\.|@import|url\(|\beval\b|innerHTML|\sstyle=|\son\w+=", text)
            assert path.suffix == ".j2" or "</" not in text


def contrast(a: str, b: str) -> float:
    """As WCAG 2 has it: 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [value / 255 for value in bytes.fromhex(colour[1:])]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_can_be_read_on_every_paper() -> None:
    tokens = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\)", (shell.HERE / "base.css").read_text()))
    tokens |= dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\)", shell._colours()))
    inks = {name for name in tokens if name in ("ink", "ink-soft", "link", "alarm", "good")}
    inks |= {name for name in tokens if name.startswith(("severity-", "status-"))}
    assert len(inks) == 5 + 3 + 5
    for theme in (0, 1):
        for ink in inks:
            for paper in ("paper", "sheet", "wash"):
                assert contrast(tokens[ink].split(", ")[theme], tokens[paper].split(", ")[theme]) >= 4.5, (ink, paper)
        for name, pair in tokens.items():
            if name.startswith("group-") or name == "mark":
                assert contrast(tokens["ink"].split(", ")[theme], pair.split(", ")[theme]) >= 4.5, name
        assert contrast("#1c1f24", tokens["mark-here"].split(", ")[theme]) >= 4.5


def test_the_sections_are_those_of_the_checklist() -> None:
    path = Path(clausescan.checklist.__file__).with_name("groups.toml")
    groups = tomllib.loads(path.read_text(encoding="utf-8"))["group"]
    assert list(words.CHECKLIST_GROUPS.items()) == [(group["id"], group["title"]) for group in groups]
