from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from clausescan.model import Report
from clausescan.report.formats import Rendering
from clausescan.report.markdown import plain_text, render
from clausescan.report.words import DISCLAIMER

GFM = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(text: str) -> str:
    """What a reader of the rendered Markdown sees."""
    tokens = GFM.parseInline(text)[0].children or []
    return "".join(token.content for token in tokens if token.type in ("text", "text_special"))


def rendered(report: Report, **rendering: object) -> str:
    return render(report, Rendering(**rendering)).decode("utf-8")  # type: ignore[arg-type]


def test_sections_in_the_order_of_every_form(judged: Report) -> None:
    heads = [line[3:] for line in rendered(judged).splitlines() if line.startswith("## ")]
    assert heads == [
        "Exit matrix",
        "What would hurt worst",
        "What to ask for",
        "Drafting errors between clauses",
        "Settled",
        "Blacked out",
        "Not applicable here",
        "Facts",
    ]


def test_worst_first_with_its_words(judged: Report) -> None:
    text = rendered(judged)
    first = text.partition("## What would hurt worst\n\n")[2].splitlines()
    assert first[0] == "- **critical** · **RN-04** Notice against renewal: mentioned, not settled, 81% sure"
    assert first[1] == "  - The number of days is blank."
    assert shown(first[2].strip("- ")) == "says: 1.1, p. 2 “unless stopped by [●] days' notice”"


def test_asks_are_tasks_and_what_is_waived_is_none(judged: Report) -> None:
    tasks = [line for line in rendered(judged).splitlines() if line.startswith("- [ ] ")]
    assert [task.split("**")[1] for task in tasks] == ["RN-04", "TR-06"]


def test_the_exit_matrix_is_a_table(judged: Report) -> None:
    html = GFM.render(rendered(judged))
    table = html.partition("<table>")[2].partition("</table>")[0]
    assert table.count("<tr>") == 3
    assert table.count("<strong>MISSING</strong>") == 3


def test_lighter_gaps_get_a_line_unless_all_is_asked_for(judged: Report) -> None:
    assert "Nothing on secrecy was found." not in rendered(judged)
    assert "Nothing on secrecy was found." in rendered(judged, everything=True)


def test_what_this_is_not_is_said_once(judged: Report) -> None:
    assert rendered(judged).count(DISCLAIMER) == 1


@pytest.mark.parametrize(
    "text",
    [
        "**bold** _it_ `code` ~~gone~~",
        "[link](http://e.example) ![image](x)",
        "<script>alert(1)</script> &amp; &lt;",
        "a | b || c",
        "1. one",
        "12) twelve",
        "- item",
        "+ item",
        "# head",
        "back\\slash \\* \\[",
        "$x^2$ {braces}",
    ],
)
def test_words_show_as_they_stand(text: str) -> None:
    assert shown(plain_text(text)) == text
    html = GFM.render(plain_text(text))
    assert html.startswith("<p>")
    assert not any(tag in html for tag in ("<a ", "<img", "<script", "<em>", "<strong>", "<code>", "<s>", "<ol>"))


@pytest.mark.parametrize("text", ["@octocat", "see #12", "http://e.example", "www.e.example", "a@b.example"])
def test_nobody_is_mentioned_and_nothing_is_linked(text: str) -> None:
    """A code host links these by itself; a comment that shows nothing stands in between."""
    made = plain_text(text)
    assert "<!-- -->" in made
    assert made.replace("<!-- -->", "") == text
