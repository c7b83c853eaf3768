"""Waivers: gaps and drafting errors that somebody takes on knowingly, in a file with reason, owner and last day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from clausescan.checklist.items import Checklist
from clausescan.checklist.tables import Table, read_table
from clausescan.checklist.validate import Faults, Rule, Say, check_keys, one_of, text
from clausescan.errors import ChecklistError
from clausescan.model import Defect, Evidence, Finding, Judgement, Notice, Report, Waiver


@dataclass(frozen=True, slots=True)
class WaiverEntry:
    """One waiver of a file. `target` is an item ("TR-06") or a check ("X-14"), `clause` the number of the clause it is
    confined to ("" for wherever it stands), and `file` and `line` where it is written."""

    target: str
    clause: str
    waiver: Waiver
    file: str
    line: int


def load_waivers(path: str | Path, checklist: Checklist) -> tuple[WaiverEntry, ...]:
    """The waivers of a TOML file, in its order.

    Raises ChecklistError with file, line and key for the first thing that is wrong, or an item or check that the
    checklist does not know.
    """
    table = read_table(Path(path))
    faults = Faults()
    entries: list[WaiverEntry] = []
    check_keys(table, {"waiver": lambda value, say: None}, ("waiver",), faults)
    listed = table.get("waiver", [])
    if isinstance(listed, list) and all(isinstance(each, Table) for each in listed):
        for each in listed:
            if entry := _entry(each, checklist, faults):
                entries.append(entry)
                if any((e.target, e.clause) == (entry.target, entry.clause) for e in entries[:-1]):
                    faults.add(each, "item" if "item" in each else "check", f"{_named(entry)} is waived twice")
    else:
        faults.add(table, "waiver", "must be a list of tables, [[waiver]]")
    if faults.found:
        first, *more = sorted(faults.found, key=lambda fault: fault.line or 0)
        hint = f" (and {len(more)} more fault{'s' * (len(more) != 1)} in this file)" if more else ""
        raise ChecklistError(first.file, first.line, first.key, first.reason + hint)
    return tuple(entries)


def _entry(table: Table, checklist: Checklist, faults: Faults) -> WaiverEntry | None:
    before = len(faults.found)
    items = [*(item.id for item in checklist.items), *checklist.off]
    rules: dict[str, Rule] = {
        "item": one_of(items),
        "check": one_of(list(checklist.checks)),
        "clause": text,
        "reason": text,
        "owner": text,
        "until": _day,
    }
    check_keys(table, rules, ("item", "check", "clause"), faults, "waiver.")
    if ("item" in table) == ("check" in table):
        reason = "must have either item or check" + (", not both" if "item" in table else "")
        faults.add(table, "check", reason, "waiver")
    if len(faults.found) > before:
        return None
    waiver = Waiver(" ".join(table["reason"].split()), table["owner"].strip(), table["until"])
    target, (file, line) = table.get("item") or table["check"], table.place
    return WaiverEntry(target, table.get("clause", "").strip(), waiver, file, line or 1)


def _day(value: Any, say: Say) -> None:
    if not isinstance(value, date) or isinstance(value, datetime):
        say("must be a date without quotes, for example 2027-03-31")


def waive(report: Report, entries: Collection[WaiverEntry], today: date) -> Report:
    """The report with gaps and drafting errors marked that a waiver covers on the day `today`.

    Waivers that have expired, and those that meet nothing, become notices of the judgement; they cover nothing.
    """
    judgement = report.judgement
    if judgement is None or not entries:
        return report
    places = {clause.id: clause.place for clause in report.clauses}
    met: set[WaiverEntry] = set()

    def covering(target: str, evidence: tuple[Evidence, ...]) -> Waiver | None:
        numbers = [places.get(each.clause, "") for each in evidence]
        found = [e for e in entries if e.target == target and _confined(e.clause, numbers)]
        met.update(found)
        return next((e.waiver for e in found if e.waiver.until >= today), None)

    def finding(each: Finding) -> Finding:
        waiver = covering(each.item, each.evidence) if each.gap else None
        return replace(each, waiver=waiver) if waiver else each

    def defect(each: Defect) -> Defect:
        waiver = covering(each.check, each.evidence)
        return replace(each, waiver=waiver) if waiver else each

    findings = tuple(finding(each) for each in judgement.findings)
    defects = tuple(defect(each) for each in judgement.defects)
    notices = [notice for e in entries if (notice := _notice(e, e in met, today, judgement))]
    judged = replace(judgement, findings=findings, defects=defects, notices=(*judgement.notices, *notices))
    return replace(report, judgement=judged)


def _confined(clause: str, numbers: list[str]) -> bool:
    """Whether one of the numbers is the clause or stands under it: 7.4(b) and 7.4.1 under 7.4, 7.45 not."""
    return not clause or any(n == clause or n.startswith((f"{clause}(", f"{clause}.", f"{clause}/")) for n in numbers)


def _notice(entry: WaiverEntry, met: bool, today: date, judgement: Judgement) -> Notice | None:
    where = f"{Path(entry.file).name}, line {entry.line}"
    if met and entry.waiver.until >= today:
        return None
    if met:
        until = f"{entry.waiver.until.day} {entry.waiver.until:%B %Y}"
        return Notice(
            "waiver_expired",
            f"{where}: the waiver of {_named(entry)} by {entry.waiver.owner} ended on {until} and covers nothing.",
        )
    gap = any(f.gap and f.item == entry.target for f in judgement.findings)
    known = gap or any(d.check == entry.target for d in judgement.defects)
    reason = f"it stands at another place than {entry.clause}" if known else "nothing of the kind is open"
    return Notice("waiver_unused", f"{where}: the waiver of {_named(entry)} meets nothing: {reason}.")


def _named(entry: WaiverEntry) -> str:
    return entry.target + (f" at {entry.clause}" if entry.clause else "")
