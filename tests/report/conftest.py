"""A small report made by hand, with every field filled, for the tests of the report formats."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from clausescan.model import (
    Block,
    Box,
    Clause,
    Comment,
    DateFact,
    Defect,
    Definition,
    Document,
    ElementFinding,
    Evidence,
    ExitRight,
    Facts,
    Finding,
    Furniture,
    Judgement,
    Line,
    ModelInfo,
    Nearest,
    Notice,
    NoticeFact,
    Party,
    Period,
    Precedent,
    Reference,
    Renewal,
    Report,
    Revision,
    Span,
    Term,
    TextFact,
    TypeScore,
    Waiver,
)

PARAGRAPHS = (
    "WIDGET ALLIANCE AGREEMENT",
    "This Agreement is made on 4 May 2026 between Alder Ltd (“Alder”) and Birch GmbH.",
    "1. Term",
    "1.1 This Agreement runs for five (5) years and renews for one year unless stopped by [●] days' notice.",
    "1.2 \x1b[31mEither party may leave under Section 9.9 on ninety (90) days’ notice. =cmd|calc\u202e",
    "“Field” means electric widgets. English law governs.",
)


@pytest.fixture
def report() -> Report:
    text, blocks, lines = "", [], []
    for i, paragraph in enumerate(PARAGRAPHS):
        start = len(text) + (1 if text else 0)
        text = f"{text}\n{paragraph}" if text else paragraph
        page = 1 if i < 3 else 2
        blocks.append(Block(start, len(text), page=page))
        lines.append(Line(start, len(text), page, Box(72, 72 + 12 * i, 500, 84 + 12 * i)))

    def at(words: str) -> tuple[int, int]:
        start = text.index(words)
        return start, start + len(words)

    def evidence(clause: str, words: str) -> Evidence:
        start, end = at(words)
        return Evidence(clause, start, end, words)

    def clause(i: int, number: str, kind: str, **more: object) -> Clause:
        block = blocks[i]
        body = block.start + (len(number) + 1 if number and text.startswith(number, block.start) else 0)
        values = {"parent": None, "label": number, "cite": number, "level": 0, "page": block.page, **more}
        return Clause(f"c{i + 1}", number=number, kind=kind, start=block.start, end=block.end, body=body, **values)  # type: ignore[arg-type]

    document = Document(
        path="widget.pdf",
        sha256="0" * 64,
        media_type="application/pdf",
        text=text,
        blocks=tuple(blocks),
        title="WIDGET ALLIANCE AGREEMENT",
        pages=2,
        lines=tuple(lines),
        furniture=(Furniture("page_number", "- 1 -", 1),),
        revisions=(Revision("insertion", "A. Drafter", "2026-05-01T10:00:00Z", "ninety", *at("ninety")),),
        comments=(Comment("A. Drafter", "2026-05-01T10:00:00Z", "too long?", *at("five (5) years")),),
        warnings=(Notice("page_no_text", "page 3 has no text, only a picture", 3),),
    )
    clauses = (
        clause(0, "", "title"),
        clause(1, "", "parties"),
        clause(2, "1", "heading", heading="Term"),
        clause(
            3, "1.1", "clause", parent="c3", level=1, heading_path=("Term",), types=(TypeScore("initial_term", 0.93),)
        ),
        clause(
            4,
            "1.2",
            "clause",
            parent="c3",
            level=1,
            heading_path=("Term",),
            types=(TypeScore("termination_convenience", 0.71),),
            uncertain=(TypeScore("notice_period", 0.4),),
        ),
        clause(5, "", "definition", cite="1"),
    )
    periods = (
        Period(
            "c4", *at("five (5) years"), "five (5) years", 5, "year", "unstated", "unstated", "exactly", "initial_term"
        ),
        Period(
            "c4",
            *at("[●] days' notice"),
            "[●] days' notice",
            None,
            "day",
            "unstated",
            "before_expiry",
            "at_least",
            "non_renewal",
            "blank",
        ),
        Period(
            "c5",
            *at("ninety (90) days’ notice"),
            "ninety (90) days’ notice",
            90,
            "day",
            "unstated",
            "dispatch",
            "at_least",
            "termination",
        ),
    )
    facts = Facts(
        parties=(
            Party("Alder Ltd", "Alder", evidence("c2", "Alder Ltd (“Alder”)")),
            Party("Birch GmbH", "", evidence("c2", "Birch GmbH")),
        ),
        agreement_date=DateFact(date(2026, 5, 4), evidence("c2", "4 May 2026")),
        effective_date=None,
        expiry_date=DateFact(date(2031, 5, 4), evidence("c4", "five (5) years"), "4 May 2026 + 5 years"),
        term=Term("fixed", 5, "year", evidence("c4", "five (5) years")),
        renewal=Renewal("automatic", 1, "year", evidence("c4", "renews for one year")),
        non_renewal_notice=NoticeFact(None, "day", evidence("c4", "[●] days' notice")),
        governing_law=TextFact("England and Wales", evidence("c6", "English law governs")),
        agreement_kind=TextFact("contractual_alliance", evidence("c1", "WIDGET ALLIANCE AGREEMENT")),
    )
    meaning = Span(*at("electric widgets"))
    return Report(
        document=document,
        clauses=clauses,
        definitions=(Definition("Field", "c6", *at("“Field” means electric widgets"), meaning),),
        references=(Reference("c5", *at("Section 9.9"), "internal", "9.9"),),
        periods=periods,
        facts=facts,
        model=ModelInfo("test-model", "1" * 64, "onnxruntime 0"),
        version="0",
    )


@pytest.fixture
def judged(report: Report) -> Report:
    """The same report with verdicts of every kind: open, settled, waived, blacked out, unsure, with hostile text."""
    text = report.document.text

    def evidence(clause: str, words: str) -> Evidence:
        start = text.index(words)
        return Evidence(clause, start, start + len(words), words)

    runs = evidence("c4", "This Agreement runs for five (5) years")
    blank = evidence("c4", "unless stopped by [●] days' notice")
    leave = evidence(
        "c5", "\x1b[31mEither party may leave under Section 9.9 on ninety (90) days’ notice. =cmd|calc\u202e"
    )
    ninety = evidence("c5", "ninety (90) days’ notice")
    findings = (
        Finding(
            "RN-04",
            "Notice against renewal",
            "RN",
            "partial",
            "critical",
            0.81,
            False,
            "The number of days is blank.",
            evidence=(blank,),
            elements=(
                ElementFinding("a", "the last day", True, "defective", 0.7, blank, ("blank",)),
                ElementFinding("b", "who gives it", True, "empty", 0.1),
                ElementFinding("c", "its form", False, "empty", 0.2),
            ),
            defects=("blank",),
            nearest=(Nearest("c5", 0.41, "it ends the agreement and does not stop a renewal"),),
            suggestion="Ask for a number of days before the end of the term.",
            precedents=(Precedent("renewal-01", "A Party may by sixty days' notice stop the renewal.", 0.9),),
        ),
        Finding(
            "TR-06",
            "Deadlock that ends in an exit",
            "TR",
            "absent",
            "high",
            0.55,
            True,
            "No clause says what follows when the parties cannot agree.",
            elements=(ElementFinding("a", "what counts as a deadlock", True, "empty", 0.05),),
            nearest=(
                Nearest("c5", 0.33, "it lets a party leave, and names no deadlock"),
                Nearest("c6", 0.12, "it is a definition"),
            ),
            suggestion="Ask for a last step that has a result.",
        ),
        Finding(
            "RN-01", "Start and length", "RN", "explicit", "critical", 0.97, False, "Five years.", evidence=(runs,)
        ),
        Finding(
            "TR-01",
            "Leaving without cause",
            "TR",
            "partial",
            "high",
            0.9,
            False,
            "It points to\u202e nothing.",
            evidence=(leave,),
            elements=(ElementFinding("a", "who may leave", True, "filled", 0.95, leave),),
            waiver=Waiver("The other agreement has it.\x1b[2J", "J. Doe", date(2027, 3, 31)),
        ),
        Finding("OB-02", "Secrecy afterwards", "OB", "absent", "medium", 0.7, False, "Nothing on secrecy was found."),
        Finding("EC-01", "Prices", "EC", "redacted", "medium", 0.9, False, "The price is blacked out.", (runs,)),
        Finding("CT-01", "Call of capital", "CT", "na", "medium", 0.99, False, "There is no joint company."),
    )
    exits = (
        ExitRight("termination_convenience", leave, "either", "terminate", notice=ninety, ongoing_obligations=(runs,)),
        ExitRight("buyout_put_call", leave, "Alder\u202e", "put", needs_price=True, asset_treatment=(runs, blank)),
    )
    defects = (
        Defect("X-18", "high", "Clause 1.1 leaves the days blank.", (blank,)),
        Defect("X-14", "critical", "Clause 1.2 points to Section 9.9, which is not there.", (leave, ninety)),
        Defect("X-19", "info", "Only one side has it.", (runs,)),
    )
    judgement = Judgement(
        checklist="reference",
        profile="battery",
        profile_evidence=evidence("c6", "electric widgets"),
        findings=findings,
        exits=exits,
        defects=defects,
        notices=(Notice("waiver_unused", "waivers.toml, line 7: the waiver of TR-09 meets nothing."),),
    )
    return replace(report, judgement=judgement)
