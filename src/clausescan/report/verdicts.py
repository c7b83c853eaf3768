"""The verdicts in a terminal: the exit matrix, what would hurt worst first, errors between clauses, what is settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from clausescan.model import Defect, ElementFinding, Evidence, Finding, Judgement, Severity, Waiver
from clausescan.report.escape import shortened, visible
from clausescan.report.exit_matrix import exit_matrix
from clausescan.report.places import Places
from clausescan.report.prose import say
from clausescan.report.triage import SEVERITIES, Gate, at_least, errors, gaps, gate
from clausescan.report.words import REVIEW, STATUSES, counted, day, open_elements, plain

QUOTE = 240
"""Characters of a quote shown with a verdict; the JSON report has all of it."""

NEAREST = 80
"""Characters of a clause that was considered and does not settle the question."""

IN_FULL: Severity = "high"
"""Gaps and errors from this severity are told in full, lighter ones in a line."""

LABEL = 10
"""Columns of the words that lead a paragraph: "says", "open", "ask for"."""

_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "dim", "info": "dim"}


def verdicts(
    judgement: Judgement, places: Places, console: Console, everything: bool = False, fail_on: Severity | None = None
) -> None:
    """Print what was judged. Long lists fold: `everything` unfolds them. `fail_on` asks for the gate in a line."""
    exit_matrix(judgement.exits, places, console)
    _head(console, "Verdicts")
    judged_by(judgement, places, console)
    say(console, counted(judgement))
    notices(judgement, console)
    if fail_on:
        outcome(gate(judgement, fail_on), console)
    console.print()
    _gaps(gaps(judgement), places, console, everything)
    _errors(errors(judgement), places, console, everything)
    for status, title in (("redacted", "Blacked out, so that nobody can judge it"), ("explicit", "Settled")):
        _settled([f for f in judgement.findings if f.status == status], title, places, console, everything)
    _not_asked([f for f in judgement.findings if f.status == "na"], console, everything)


def judged_by(judgement: Judgement, places: Places, console: Console) -> None:
    """Which checklist, and which purpose with the words it was read from."""
    line = f"Judged by the {judgement.checklist} checklist"
    if judgement.profile:
        line += f" for the purpose “{judgement.profile}”"
        if evidence := judgement.profile_evidence:
            where = places.where(evidence)
            line += f", read from {f'{where} ' if where else ''}“{shortened(evidence.quote, 120)}”"
    say(console, line + ".")


def outcome(result: Gate, console: Console) -> None:
    """Whether the gate is passed, and how many verdicts a person should look at before relying on that."""
    limit = f"{result.limit} or graver" if result.limit != SEVERITIES[0] else result.limit
    if result.passed:
        line = Text("Passes", style="bold green").append(
            f": nothing of severity {limit} is open. This is no clearance to sign.", style="not bold"
        )
    else:
        parts = [(len(result.gaps), "gap"), (len(result.errors), "drafting error")]
        what = " and ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in parts if n)
        verb = "is" if len(result.open) == 1 else "are"
        line = Text("Stops", style="bold red").append(f": {what} of severity {limit} {verb} open.", style="not bold")
    say(console, line)


def notices(judgement: Judgement, console: Console) -> None:
    for notice in judgement.notices:
        say(console, notice.message, style="yellow", mark="! ")


def finding_in_full(finding: Finding, places: Places, console: Console) -> None:
    """Everything about a verdict: reason, the words that are there, what is open, the nearest clauses, what to ask."""
    headline(finding, console)
    say(console, finding.why, LABEL)
    waived(finding.waiver, console)
    quotes = _Quotes(places)
    filled = [(e, e.evidence) for e in finding.elements if e.status == "filled" and e.evidence]
    _labelled(console, "says", [_named(element, quotes.of(evidence)) for element, evidence in filled])
    in_slots = {(e.evidence.start, e.evidence.end) for e in finding.elements if e.evidence}
    rest = [quotes.of(e) for e in finding.evidence if (e.start, e.end) not in in_slots]
    _labelled(console, "also" if filled else "says", rest)
    _labelled(console, "open", [_open(element, quotes) for element in open_elements(finding)])
    missing = [f"({e.id}) {e.name}" for e in finding.elements if e.status == "empty" and not e.essential]
    _labelled(console, "not found", [f"{'; '.join(missing)} (good to have)"] if missing and finding.gap else [])
    if finding.defects:
        _labelled(console, "defects", [", ".join(visible(plain(code)) for code in finding.defects)])
    if finding.status != "explicit":
        near = [f"{places.where_clause(n.clause, NEAREST)}, nearness {n.score:.2f}: {n.why}" for n in finding.nearest]
        _labelled(console, "nearest", near)
    if finding.gap and finding.suggestion:
        _labelled(console, "ask for", [finding.suggestion])
    console.print()


class _Quotes:
    """Places with their words; words that have been shown are not shown again."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._shown: set[tuple[int, int]] = set()

    def of(self, evidence: Evidence) -> str:
        where, span = self._places.where(evidence), (evidence.start, evidence.end)
        if where and span in self._shown:
            return f"{where}, the same words"
        self._shown.add(span)
        return f"{where} “{shortened(evidence.quote, QUOTE)}”".lstrip()


def headline(finding: Finding, console: Console, number: str = "") -> None:
    """Severity, item, title, status, confidence, and the mark for review."""
    line = Text(f"{visible(finding.item)}  {visible(finding.title)}", style="bold")
    line.append(f": {STATUSES[finding.status]}, {finding.confidence:.0%} sure", style="not bold")
    if finding.review:
        line.append(f" · {REVIEW}", style="bold yellow")
    say(console, line, mark=_severity(finding.severity, number))


def _severity(severity: Severity, number: str = "") -> Text:
    return Text(number).append(f"{severity:<{LABEL}}", style=_STYLES[severity])


def error_in_full(defect: Defect, places: Places, console: Console, number: str = "") -> None:
    """A drafting error with the words of every place it speaks of."""
    say(console, Text(f"{visible(defect.check)}  {visible(defect.message)}"), mark=_severity(defect.severity, number))
    waived(defect.waiver, console)
    for evidence in defect.evidence:
        say(console, _Quotes(places).of(evidence), LABEL + len(number))


def waived(waiver: Waiver | None, console: Console) -> None:
    if waiver:
        words = f"until {day(waiver.until)} by {waiver.owner}: {waiver.reason}"
        say(console, words, mark="waived", hang=LABEL, style="green")


def _open(element: ElementFinding, quotes: _Quotes) -> str:
    if element.status == "empty":
        return _named(element, "not found")
    why = ", ".join(visible(plain(code)) for code in element.defects) or "left open"
    return _named(element, why + (f": {quotes.of(element.evidence)}" if element.evidence else ""))


def _named(element: ElementFinding, words: str) -> str:
    return f"({visible(element.id)}) {visible(element.name)}: {words}"


def _labelled(console: Console, label: str, paragraphs: Sequence[str]) -> None:
    for n, words in enumerate(paragraphs):
        say(console, words, mark=label if n == 0 else "", hang=LABEL)


def _head(console: Console, title: str) -> None:
    console.print(Text(title, style="bold"))


def _gaps(found: list[Finding], places: Places, console: Console, everything: bool) -> None:
    _head(console, "What would hurt worst")
    if not found:
        say(console, "Every question that applies is settled.")
    folded = []
    for finding in found:
        if everything or (at_least(finding.severity, IN_FULL) and not finding.waiver):
            finding_in_full(finding, places, console)
        else:
            folded.append(finding)
    _lines(folded, places, console)
    console.print()


def _lines(found: Iterable[Finding], places: Places, console: Console) -> None:
    """One line each, cut to the width: of the title as much as must be, so that number and page stay."""
    for finding in found:
        lead, words = f"{visible(finding.item)}  ", finding.title
        if finding.gap:
            lead, words = f"{finding.severity:<8}  {lead}", f"{words}: {STATUSES[finding.status]}"
        marks = [REVIEW] if finding.review else []
        line = _line(lead, words, finding.evidence, marks, finding.waiver, places, console)
        left = console.width - len(line) - 3
        if finding.evidence and left > 24:
            line += f" “{shortened(finding.evidence[0].quote, left)}”"
        say(console, Text(line))


def _line(
    lead: str,
    words: str,
    evidence: tuple[Evidence, ...],
    marks: list[str],
    waiver: Waiver | None,
    places: Places,
    console: Console,
) -> str:
    end = [places.where(evidence[0])] if evidence else []
    end += marks
    end += [f"waived until {day(waiver.until)}"] if waiver else []
    tail = "".join(f" · {part}" for part in end if part)
    return lead + shortened(words, max(console.width - len(lead) - len(tail), 20)) + tail


def _errors(found: list[Defect], places: Places, console: Console, everything: bool) -> None:
    if not found:
        return
    _head(console, "Drafting errors between clauses")
    for defect in found:
        if everything or (at_least(defect.severity, IN_FULL) and not defect.waiver):
            error_in_full(defect, places, console)
            console.print()
    for defect in found:
        if not everything and (defect.waiver or not at_least(defect.severity, IN_FULL)):
            lead = f"{defect.severity:<8}  {visible(defect.check)}  "
            line = _line(lead, defect.message, defect.evidence, [], defect.waiver, places, console)
            say(console, Text(line))
    console.print()


def _settled(found: list[Finding], title: str, places: Places, console: Console, everything: bool) -> None:
    if not found:
        return
    _head(console, title)
    if everything:
        for finding in found:
            finding_in_full(finding, places, console)
        return
    _lines(found, places, console)
    console.print()


def _not_asked(found: list[Finding], console: Console, everything: bool) -> None:
    if not found:
        return
    _head(console, "Not applicable here")
    if everything:
        for finding in found:
            say(console, f"{finding.title}: {finding.why}", mark=f"{visible(finding.item)}  ")
    else:
        say(console, ", ".join(f"{finding.item} {finding.title}" for finding in found))
    console.print()
