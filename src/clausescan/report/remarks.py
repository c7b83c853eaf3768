"""What is said in the margin of an agreement: one remark for each gap, drafting error and doubtful verdict, with the
words it hangs on. The Word comments, the notes in a PDF and the issues list all say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clausescan.model import Clause, Defect, Evidence, Finding, Report, Severity, Waiver
from clausescan.report.escape import shortened, visible
from clausescan.report.places import Places
from clausescan.report.triage import SEVERITIES, errors, gaps
from clausescan.report.words import DISCLAIMER, REVIEW, STATUSES, counted, day, open_elements, plain

QUOTE = 160
"""Characters of a quote from another place."""

WORDING = 900
"""Characters of sample wording."""

CONSIDERED = 3
"""Clauses named as considered."""

PUT_RIGHT = "Put it right in the next draft."
"""What is asked for where the paper contradicts itself: which of two readings was meant, only the parties know."""

_OPENING = 120


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. `head` says what it is about in a line, `paragraphs` are (label, words), all made visible.

    `place` is the slice that it hangs on: words quoted as evidence or, where `found` is False, the opening of the
    clause that came nearest; None where no clause came near. `open`: it is a gap or a drafting error, and no doubtful
    verdict only. `clause` (what a lawyer cites for it), `sure`, `why`, `ask` and `wording` are for an issues list.
    """

    code: str
    title: str
    status: str
    severity: Severity
    place: tuple[int, int] | None
    found: bool
    open: bool
    clause: str
    sure: str
    why: str
    ask: str
    wording: str
    waiver: Waiver | None
    paragraphs: tuple[tuple[str, str], ...]

    @property
    def head(self) -> str:
        waived = " · waived" if self.waiver else ""
        return f"{self.severity.upper()} · {self.code} {self.title}: {self.status}{waived}"


def opening(report: Report) -> tuple[str, ...]:
    """What is said once, before anything else: what was judged, how much was found, and what this is not."""
    judgement = report.judgement
    if judgement is None:
        return "clausescan has read this agreement and not judged it.", DISCLAIMER
    purpose = f" for the purpose “{visible(judgement.profile)}”" if judgement.profile else ""
    judged = f"Judged by the {visible(judgement.checklist)} checklist{purpose}."
    return judged, counted(judgement), *(visible(notice.message) for notice in judgement.notices), DISCLAIMER


def remarks(report: Report, everything: bool = False) -> list[Remark]:
    """Gaps and drafting errors, worst first, the waived ones of each severity behind the others; then the verdicts
    marked for review that are no gap. `everything` adds what is settled or blacked out."""
    judgement = report.judgement
    if judgement is None:
        return []
    writer = _Writer(report)
    open: list[Finding | Defect] = [*gaps(judgement), *errors(judgement)]
    open.sort(key=lambda each: (SEVERITIES.index(each.severity), each.waiver is not None))
    rest = [f for f in judgement.findings if not f.gap and f.status != "na" and (f.review or everything)]
    rest.sort(key=lambda finding: (not finding.review, SEVERITIES.index(finding.severity)))
    return [writer.finding(each) if isinstance(each, Finding) else writer.defect(each) for each in [*open, *rest]]


class _Writer:
    def __init__(self, report: Report) -> None:
        self._document, self._places = report.document, Places(report)
        self._clauses = {clause.id: clause for clause in report.clauses}

    def finding(self, finding: Finding) -> Remark:
        lacking = open_elements(finding)
        spoilt = [e.evidence for e in lacking if e.evidence]
        evidence = next((e for e in (*spoilt, *finding.evidence) if e.start < e.end), None)
        nearest = next((self._clauses[n.clause] for n in finding.nearest if n.clause in self._clauses), None)
        found = evidence is not None
        if evidence:
            place: tuple[int, int] | None = (evidence.start, evidence.end)
            cited = self._cited(evidence)
        else:
            place = self._opening(nearest) if nearest else None
            near = self._cite(nearest)
            cited = f"{STATUSES['absent']}; nearest: {near}" if near else STATUSES["absent"]
        wording = finding.precedents[0] if finding.gap and finding.precedents else None
        why = visible(finding.why)
        ask = visible(finding.suggestion) if finding.gap else ""
        sure = f"{finding.confidence:.0%} sure" + (f" · {REVIEW}" if finding.review else "")
        return Remark(
            code=visible(finding.item),
            title=visible(finding.title),
            status=STATUSES[finding.status],
            severity=finding.severity,
            place=place,
            found=found,
            open=finding.gap,
            clause=cited,
            sure=sure,
            why=why,
            ask=ask,
            wording=shortened(wording.text, WORDING) if wording else "",
            waiver=finding.waiver,
            paragraphs=(("", sure), *self._of_finding(finding, evidence, nearest, why, ask)),
        )

    def _of_finding(
        self, finding: Finding, evidence: Evidence | None, nearest: Clause | None, why: str, ask: str
    ) -> Iterator[tuple[str, str]]:
        if finding.waiver:
            yield "Waived", _waiver(finding.waiver)
        if evidence is None and finding.gap:
            here = f"The clause marked here ({self._cite(nearest)}) came nearest" if nearest else "No clause came near"
            yield "Not found", f"no words in the agreement settle this. {here}."
        yield "Why", why
        if lacking := [
            f"({visible(e.id)}) {visible(e.name)}"
            + (f", {', '.join(visible(plain(code)) for code in e.defects)}" if e.defects else "")
            for e in open_elements(finding)
        ]:
            yield "Open", "; ".join(lacking)
        elsewhere = [
            e for e in finding.evidence if evidence is None or (e.start, e.end) != (evidence.start, evidence.end)
        ]
        if elsewhere:
            yield "See also", self._quotes(elsewhere)
        if finding.status in ("absent", "partial") and finding.nearest and evidence is None:
            known = [n for n in finding.nearest if n.clause in self._clauses][:CONSIDERED]
            looked = [f"{self._cite(self._clauses[n.clause])}: {visible(n.why)}" for n in known]
            yield "Looked at", "; ".join(looked)
        if ask:
            yield "Ask for", ask
        if finding.gap and finding.precedents:
            sample = finding.precedents[0]
            yield f"Sample wording ({visible(sample.source)})", shortened(sample.text, WORDING)

    def defect(self, defect: Defect) -> Remark:
        evidence = next((e for e in defect.evidence if e.start < e.end), None)
        others = [e for e in defect.evidence if e is not evidence]
        paragraphs = [("Waived", _waiver(defect.waiver))] if defect.waiver else []
        paragraphs.append(("Why", visible(defect.message)))
        if others:
            paragraphs.append(("See also", self._quotes(others)))
        return Remark(
            code=visible(defect.check),
            title="drafting error",
            status="to be put right",
            severity=defect.severity,
            place=(evidence.start, evidence.end) if evidence else None,
            found=evidence is not None,
            open=True,
            clause=self._cited(evidence) if evidence else "",
            sure="",
            why=visible(defect.message),
            ask=PUT_RIGHT,
            wording="",
            waiver=defect.waiver,
            paragraphs=tuple(paragraphs),
        )

    def _cited(self, evidence: Evidence) -> str:
        """By number and page or, where there is neither, by the first words of the clause."""
        return self._places.where(evidence) or self._cite(self._clauses.get(evidence.clause))

    def _cite(self, clause: Clause | None) -> str:
        return (self._places.where(clause) or self._places.where_clause(clause.id)) if clause else ""

    def _opening(self, clause: Clause) -> tuple[int, int] | None:
        """The first words of a clause, cut at a word: a whole clause under a remark of absence would say too much."""
        text, start = self._document.text, clause.body
        end = min(clause.end, start + _OPENING)
        line = text.find("\n", start + 1, end)
        end = line if line > start else end
        if end < clause.end and line < 0 and (space := text.rfind(" ", start, end)) > start:
            end = space
        return (start, end) if text[start:end].strip() else None

    def _quotes(self, found: list[Evidence]) -> str:
        different = list({(e.start, e.end): e for e in found}.values())
        quotes = [f"{self._places.where(e)} “{shortened(e.quote, QUOTE)}”".strip() for e in different[:CONSIDERED]]
        more = len(different) - CONSIDERED
        return "; ".join(quotes) + (f"; and {more} more" if more > 0 else "")


def _waiver(waiver: Waiver) -> str:
    return f"until {day(waiver.until)} by {visible(waiver.owner)}: {visible(waiver.reason)}"


def title_place(report: Report) -> tuple[int, int]:
    """The slice of the agreement's title: where everything hangs that has no place of its own."""
    document = report.document
    clause = next((clause for clause in report.clauses if clause.kind == "title"), None)
    if document.title and (at := document.text.find(document.title)) >= 0:
        return at, at + len(document.title)
    first = clause or next((block for block in document.blocks if block.start < block.end), None)
    if first is None:
        return 0, 0
    line = document.text.find("\n", first.start, first.end)
    return first.start, line if line > 0 else first.end
