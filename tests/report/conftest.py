"""A small report made by hand, with every field filled, for the tests of the report formats."""

from __future__ import annotations

from datetime import date

import pytest

from clausescan.model import (
    Block,
    Box,
    Clause,
    Comment,
    DateFact,
    Definition,
    Document,
    Evidence,
    Facts,
    Furniture,
    Line,
    ModelInfo,
    Notice,
    NoticeFact,
    Party,
    Period,
    Reference,
    Renewal,
    Report,
    Revision,
    Span,
    Term,
    TextFact,
    TypeScore,
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
