"""The page of a report without a browser: what it holds, in which order, and that nothing of the text comes alive."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from lxml import html

from clausescan.model import (
    Block,
    Clause,
    Document,
    Evidence,
    Facts,
    Period,
    Renewal,
    Report,
    TypeScore,
)
from clausescan.report.deadlines import deadlines, shifted, undated
from clausescan.report.formats import Rendering
from clausescan.report.html import render
from clausescan.report.html.links import Links
from clausescan.report.words import DISCLAIMER, REVIEW

Tree = html.HtmlElement


def tree_of(report: Report, rendering: Rendering | None = None) -> Tree:
    return html.document_fromstring(render(report, rendering or Rendering()).decode())


def said(element: Tree) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture
def tree(judged: Report) -> Tree:
    return tree_of(judged)


def test_the_parts_come_in_order_under_one_heading(tree: Tree) -> None:
    assert [said(h) for h in tree.iter("h1")] == ["WIDGET ALLIANCE AGREEMENT"]
    assert [section.get("id") for section in tree.xpath("//main/section")] == [
        *("worst", "exits", "checklist", "days", "facts", "types", "periods", "agreement")
    ]
    assert [section.get("id") for section in tree.xpath("//section[@class='findings']")] == [
        *("gaps", "errors", "redacted", "settled", "not-asked")
    ]
    assert said(tree).count(DISCLAIMER) == 1


def test_the_worst_comes_first_and_what_is_waived_does_not_stand_there(tree: Tree) -> None:
    worst = tree.xpath("//ol[@class='worst']/li")
    assert [(said(li.find("span")), li.findall("span")[1].text) for li in worst] == [
        *(("critical", "RN-04"), ("critical", "X-14"), ("high", "TR-06"), ("high", "X-18"))
    ]


def test_every_link_has_its_target_and_every_target_is_alone(tree: Tree) -> None:
    ids = [element.get("id") for element in tree.iter() if isinstance(element.tag, str) and element.get("id")]
    assert len(ids) == len(set(ids))
    links = tree.xpath("//a/@href")
    assert len(links) > 40
    assert {link[1:] for link in links} <= set(ids)
    assert all(link.startswith("#") for link in links)
    labelled = tree.xpath("//@aria-labelledby") + tree.xpath("//label/@for")
    assert set(labelled) <= set(ids)


def test_nothing_points_out_of_the_file(judged: Report) -> None:
    page = render(judged, Rendering()).decode()
    assert not re.search(r"https?:|\ssrc=|<link|<iframe|<img|<object|<form[^>]*action", page)
    assert not re.search(r"\sstyle=|\son[a-z]+=", page)


def test_a_finding_says_what_it_rests_on(tree: Tree) -> None:
    card = tree.get_element_by_id("f-RN-04")
    assert dict(card.attrib) | {
        "data-severity": "critical",
        "data-group": "RN",
        "data-status": "partial",
        "data-band": "sure",
        "data-review": "no",
    } == dict(card.attrib)
    ticks = card.xpath(".//ul[@class='elements']/li")
    assert [li.get("class") for li in ticks] == ["defective", "empty", "empty spare"]
    assert said(ticks[0]).startswith("! (a) the last day: blank 1.1, p. 2 unless stopped by [●] days' notice")
    assert said(ticks[2]) == "– (c) its form: not found (good to have)"
    rest = {said(div.find("dt")): said(div.find("dd")) for div in card.xpath(".//dl/div")}
    assert rest["Nearest clauses considered"].endswith("it ends the agreement and does not stop a renewal")
    assert "nearness 0.41" in rest["Nearest clauses considered"]
    assert rest["Ask for"] == "Ask for a number of days before the end of the term."
    assert rest["Sample wording"].startswith("A Party may by sixty days' notice stop the renewal.")
    assert "81% sure" in said(card)
    assert card.find("details").get("open") is not None


def test_marks_waivers_and_absences(tree: Tree) -> None:
    absent = tree.get_element_by_id("f-TR-06")
    assert REVIEW in said(absent)
    assert len(absent.xpath(".//ul[@class='quotes']/li")) == 2
    assert "it is a definition" in said(absent)
    waived = tree.get_element_by_id("f-TR-01")
    assert "Waived until 31 March 2027 by J. Doe: The other agreement has it.\\x1b[2J" in said(waived)
    assert waived.find("details").get("open") is None


def test_the_exit_matrix_says_what_is_missing(tree: Tree) -> None:
    rows = tree.xpath("//table[contains(@class, 'matrix')]/tbody/tr")
    cells = [[said(td) for td in row.findall("td")] for row in rows]
    assert cells[0][0] == "either partyend of the agreement"
    assert cells[0][1].startswith("1.2, p. 2")
    assert [cells[0][3], cells[0][4]] == ["not needed", "MISSING"]
    assert [cells[1][3], cells[1][5]] == ["MISSING", "MISSING"]
    assert "Alder\\u202e" in cells[1][0]


def test_the_agreement_is_there_word_for_word_with_its_places(judged: Report, tree: Tree) -> None:
    text = judged.document.text
    shown = []
    for element in tree.xpath("//section[@id='agreement']//*[contains(@class, 'text')]"):
        for folio in element.xpath(".//span[@class='folio']"):
            folio.drop_tree()
        shown.append(element.text_content())
    assert "\n".join(shown) == text.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    for finding in judged.judgement.findings:  # type: ignore[union-attr]
        for place in finding.evidence:
            parts = tree.xpath(f"//span[@data-q='q{place.start}-{place.end}']")
            quote = place.quote.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
            assert "".join(part.text_content() for part in parts) == quote
    leaving = tree.get_element_by_id("c5")
    assert "g-EXIT" in leaving.get("class")
    assert {a.text for a in leaving.xpath(".//span[@class='back']/a")} == {"TR-01", "X-14", "way out 1", "way out 2"}


def test_pages_and_automatic_numbers_stand_between_the_words(report: Report) -> None:
    blocks = [replace(block, label="(a)") if n == 3 else block for n, block in enumerate(report.document.blocks)]
    tree = tree_of(replace(report, document=replace(report.document, blocks=tuple(blocks))))
    assert [folio.get("id") for folio in tree.xpath("//span[@class='folio']")] == ["p1", "p2"]
    assert tree.xpath("string(//*[@id='c4']//span[@class='auto'])") == "(a) "


def test_quotes_that_cross_keep_the_words(report: Report) -> None:
    links = Links(report)
    clause = report.clauses[4]
    for a, b in ((0, 20), (10, 40), (10, 15), (35, 60), (0, 60)):
        links.to(Evidence(clause.id, clause.start + a, clause.start + b, ""))
    from clausescan.report.html.agreement import sheets

    drawn = next(p for sheet in sheets(report, links) for run in sheet for p in run.passages if p.id == "c5")
    element = html.fragment_fromstring(f"<p>{drawn.pieces[0]}</p>")
    words = report.document.text[clause.start : clause.end].replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    assert element.text_content() == words
    for start, end in links.spans:
        parts = element.xpath(f".//span[@data-q='q{start}-{end}']")
        assert "".join(p.text_content() for p in parts) == report.document.text[start:end].replace("\x1b", "\\x1b")
        assert sum(p.get("id") is not None for p in parts) == 1


def test_without_judgement_it_says_so(report: Report) -> None:
    tree = tree_of(report)
    assert "Read, not judged" in said(tree.get_element_by_id("worst"))
    assert tree.xpath("//form[@id='filters']") == []
    assert "five (5) years" in said(tree.get_element_by_id("agreement"))


def test_the_gate_is_told_where_it_is_asked_for(judged: Report) -> None:
    stopped = tree_of(judged, Rendering(fail_on="critical"))
    assert said(stopped.xpath("//p[contains(@class, 'gate')]")[0]) == "Stops: 2 of severity critical are open."
    assert tree_of(judged).xpath("//p[contains(@class, 'gate')]") == []


HOSTILE = (
    "<script>document.title='owned'</script>",
    "</style></script><img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">here</a>',
    "{{ 7 * 7 }}{% raw %}",
    "\u202eevil\u2066 \x00\x1b[31m \ud800 &lt;b&gt;",
    "x" * 4000,
)


def hostile_report() -> Report:
    text = "\n".join(HOSTILE)
    blocks, at = [], 0
    for line in HOSTILE:
        blocks.append(Block(at, at + len(line), label=HOSTILE[0]))
        at += len(line) + 1
    document = Document(HOSTILE[2], "0" * 64, "text/plain", text, tuple(blocks), title=HOSTILE[1])
    clauses = tuple(
        Clause(f'"{line}', None, line, line, line, "clause", 1, b.start, b.end, b.start, types=(TypeScore(line, 1.0),))
        for line, b in zip(HOSTILE, blocks, strict=True)
    )
    return Report(document, clauses, (), (), (), Facts(), None, HOSTILE[0])


def test_hostile_text_stays_text(judged: Report) -> None:
    plain = tree_of(judged)
    report = hostile_report()
    judgement = judged.judgement
    assert judgement
    places = tuple(Evidence(c.id, c.start, c.end, report.document.text[c.start : c.end]) for c in report.clauses)
    findings = [
        replace(judgement.findings[0], item=line, title=line, group=line, why=line, suggestion=line,
                evidence=places, elements=(), nearest=())
        for line in HOSTILE
    ]  # fmt: skip
    report = replace(
        report,
        judgement=replace(judgement, checklist=HOSTILE[1], profile=HOSTILE[2], profile_evidence=places[0],
                          findings=tuple(findings), exits=(), defects=()),
    )  # fmt: skip
    page = render(report, Rendering()).decode()
    tree = html.document_fromstring(page)
    assert [len(tree.xpath(f"//{tag}")) for tag in ("script", "style", "img")] == [2, 1, 0]
    assert {*(e.tag for e in tree.iter())} <= {*(e.tag for e in plain.iter())} | {"title"}
    assert all(href.startswith("#") for href in tree.xpath("//@href"))
    assert not tree.xpath("//@onerror")
    for character in "\u202e\u2066\x00\x1b\ud800":
        assert character not in page
    assert "49" not in said(tree.get_element_by_id("c4"))
    assert said(tree.get_element_by_id("c5")).count("\\u202eevil\\u2066 \\x00\\x1b[31m \\ud800 &lt;b&gt;") >= 1
    assert len(tree.xpath("//article")) == len({a.get("id") for a in tree.xpath("//article")}) == len(HOSTILE)


def test_an_agreement_without_clauses_is_still_shown() -> None:
    document = Document("a.txt", "0" * 64, "text/plain", "Some words.\nMore.", (Block(0, 11), Block(12, 17)))
    tree = tree_of(Report(document, (), (), (), (), Facts(), None, "0"))
    assert "Some words. More." in said(tree.get_element_by_id("agreement"))


def test_table_rows_become_a_table(report: Report) -> None:
    from clausescan.model import Span

    text = "Item Price\nOne 5\nafter"
    rows = [(0, 10, (Span(0, 4), Span(5, 10))), (11, 16, (Span(11, 14), Span(15, 16)))]
    blocks = [Block(a, b, "table_row", cells=cells) for a, b, cells in rows] + [Block(17, 22)]
    clauses = [
        Clause(f"r{n}", None, "", "", "", "table_row" if b.cells else "paragraph", 0, b.start, b.end, b.start)
        for n, b in enumerate(blocks)
    ]
    document = Document("a.docx", "0" * 64, "text/plain", text, tuple(blocks))
    price = Period("r1", 11, 16, "One 5", 5, "day", "calendar", "event", "exactly", "other")
    tree = tree_of(replace(report, document=document, clauses=tuple(clauses), periods=(price,), facts=Facts(),
                           references=(), definitions=()))  # fmt: skip
    table = tree.xpath("//section[@id='agreement']//table")[0]
    assert [[td.text_content() for td in tr.iter("td")] for tr in table.iter("tr")] == [["Item", "Price"], ["One", "5"]]
    assert len(tree.xpath("//*[@data-q='q11-16']")) == 2  # a place across two cells is marked in both


def test_the_days_are_drawn_from_dated_facts_only(report: Report) -> None:
    tree = tree_of(report)
    days = [said(li) for li in tree.xpath("//ol[@class='days']/li")]
    assert days == [
        "1 4 May 2026 Dated p. 1",
        "2 4 May 2031 Expires = 4 May 2026 + 5 years 1.1, p. 2",
        "3 4 May 2032 First renewal ends, if it renews = 4 May 2031 + 1 year 1.1, p. 2",
    ]
    assert [rect.get("class") for rect in tree.xpath("//svg//rect")] == ["term", "renewal"]
    missing = [said(li) for li in tree.xpath("//ul[@class='missing']/li")]
    assert missing == ["In force: not found", "Last day to stop the renewal: its length is left blank 1.1, p. 2"]
    bare = tree_of(replace(report, facts=Facts()))
    assert "No day that could be computed." in said(bare.get_element_by_id("days"))
    assert bare.xpath("//svg") == []


@pytest.mark.parametrize(
    ("start", "value", "unit", "day"),
    [
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28)),
        (date(2028, 2, 29), -1, "year", date(2027, 2, 28)),
        (date(2029, 10, 6), -12, "month", date(2028, 10, 6)),
        (date(2026, 3, 1), -1, "day", date(2026, 2, 28)),
        (date(2026, 3, 1), 0.5, "year", date(2026, 9, 1)),
        (date(2026, 3, 1), 0.5, "month", None),
        (date(2026, 3, 1), 24, "hour", None),
        (date(9999, 1, 1), 1, "year", None),
        (date(2026, 3, 1), None, "day", None),
    ],
)
def test_shifted(start: date, value: float | None, unit: str, day: date | None) -> None:
    assert shifted(start, value, unit) == day  # type: ignore[arg-type]


def test_the_last_day_of_a_notice(report: Report) -> None:
    period = replace(report.periods[1], value=90, placeholder="")
    dated = replace(report, periods=(period,))
    notice = next(d for d in deadlines(dated) if d.kind == "notice")
    assert (notice.day, notice.basis) == (date(2031, 2, 3), "4 May 2031 − 90 days")
    business = replace(report, periods=(replace(period, day_type="business"),))
    assert not [d for d in deadlines(business) if d.kind == "notice"]
    assert "business days" in next(u for u in undated(business) if "stop" in u.name).why
    silent = replace(report, facts=replace(report.facts, renewal=Renewal("automatic")))
    assert [u.name for u in undated(silent)][-1] == "First renewal ends, if it renews"
