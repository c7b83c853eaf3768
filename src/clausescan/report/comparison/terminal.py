"""What changed, as a lawyer reads it in a terminal: what it did to the exit first, then every change, worst first."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from clausescan.model import Change, Comparison, ExitChange, Inline, Severity
from clausescan.report.comparison import phrases
from clausescan.report.comparison.order import effects, findings, gate, on_exit, substantive
from clausescan.report.comparison.redline import shown, side
from clausescan.report.comparison.rows import cells, row
from clausescan.report.escape import visible
from clausescan.report.places import Places
from clausescan.report.prose import say
from clausescan.report.terminal import heading
from clausescan.report.triage import at_least
from clausescan.report.words import DISCLAIMER, REVIEW, STATUSES, trigger

WIDE = 140
"""Columns from which old and new stand side by side."""

CONTEXT, LONGEST = 160, 700
"""Characters shown beside a change, and of one insertion or deletion; `everything` shows all."""

IN_FULL: Severity = "low"
"""Changes from this severity are shown with their redline, lighter ones in a line."""

GRAVE: Severity = "high"
"""Effects from this severity are told at the beginning, lighter ones with their change."""

LABEL = 10
STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "dim", "info": "dim"}
_DIRECTIONS = {"worse": "red", "better": "green", "changed": "yellow"}
_PIECES = {"delete": "red strike", "insert": "bold green underline", "equal": ""}
_MARKS = {"delete": ("[-", "-]"), "insert": ("{+", "+}"), "equal": ("", "")}


def show(comparison: Comparison, console: Console, everything: bool = False, fail_on: Severity | None = None) -> None:
    """Print the comparison. `everything`: whole clauses, and what was only renumbered or looks different. `fail_on`
    asks for a line that says whether anything of that severity changed."""
    for name, report in (("OLD", comparison.old), ("NEW", comparison.new)):
        console.print(Text(name, style="dim"))
        heading(report, console)
    console.print()
    say(console, phrases.counted(comparison))
    if fail_on:
        result = gate(comparison, fail_on)
        line = phrases.outcome(result)
        word, rest = line.split(":", 1)
        style = "bold green" if result.passed else "bold red"
        say(console, Text(word, style=style).append(":" + rest, style="not bold"))
    console.print()
    changes = substantive(comparison)
    numbered = {id(change): n for n, change in enumerate(changes, 1)}
    _exit(comparison, numbered, console, everything)
    if changes:
        console.print(Text("Changes, worst first", style="bold"))
        marks = console.color_system is None
        for n, change in enumerate(changes, 1):
            _change(n, change, console, everything, marks)
    _without_substance([c for c in comparison.changes if not c.substantive], console, everything)
    console.print(Text(DISCLAIMER, style="italic"))


def _exit(comparison: Comparison, numbered: dict[int, int], console: Console, everything: bool) -> None:
    found = [(effect, change) for effect, change in effects(comparison) if on_exit(effect)]
    told = [each for each in found if everything or at_least(each[0].severity, GRAVE)]
    items = findings(comparison)
    if not (found or items or comparison.exits or comparison.facts):
        return
    console.print(Text("What it did to the exit", style="bold"))
    for effect, change in told:
        number = numbered.get(id(change))
        at = [phrases.where(change), phrases.effect_type(effect), f"change {number}" if number else ""]
        say(console, effect.summary, mark=_mark(effect.severity), hang=LABEL)
        say(console, " · ".join(filter(None, at)), LABEL, style="dim")
    if lighter := len(found) - len(told):
        say(console, f"{phrases.plural(lighter, 'lighter effect')}: see the changes below.", LABEL, style="dim")
    if comparison.exits:
        console.print(Text("\nWays out", style="bold"))
        for each in comparison.exits:
            _way_out(each, comparison, console)
    if items:
        console.print(Text("\nQuestions of the checklist", style="bold"))
    for item in items:
        moved = phrases.moved(item)
        line = Text(f"{visible(item.item)}  {visible(item.after.title)}: ", style="bold")
        line.append(f"{STATUSES[item.before.status]} → {STATUSES[item.after.status]}", style="not bold")
        line.append(f" · {item.after.severity}", style=STYLES[item.after.severity])
        if item.before.review or item.after.review:
            line.append(f" · {REVIEW}", style="bold yellow")
        say(console, line, mark=Text(moved, style=_DIRECTIONS[moved]), hang=LABEL)
        say(console, item.after.why, LABEL, style="dim")
    if comparison.facts:
        console.print(Text("\nFacts", style="bold"))
    for fact in comparison.facts:
        words = f"{phrases.fact(fact.name)}: {fact.before or 'not found'} → {fact.after or 'not found'}"
        say(console, words, LABEL)
    console.print()


def _way_out(change: ExitChange, comparison: Comparison, console: Console) -> None:
    right = change.after or change.before
    assert right
    old, new = Places(comparison.old), Places(comparison.new)
    words = phrases.exit_change(change)
    word = words.partition(":")[0]
    style = {"gained": "green", "lost": "bold red"}.get(word, "yellow")
    line = Text(trigger(right), style="bold")
    if change.before is None or change.after is None:
        line.append(f" · {row(right, new if change.after else old)}", style="not bold")
        say(console, line, mark=Text(word, style=style), hang=LABEL)
        return
    at = [old.where(change.before.evidence), new.where(change.after.evidence)]
    line.append(f" · {' → '.join(dict.fromkeys(filter(None, at)))}", style="not bold")
    say(console, line, mark=Text(word, style=style), hang=LABEL)
    for name, before, after in cells(change, old, new):
        say(console, f"{name}: {before} → {after}", LABEL)


def _mark(severity: Severity, number: str = "") -> Text:
    return Text(number).append(f"{severity:<{LABEL}}", style=STYLES[severity])


def _change(n: int, change: Change, console: Console, everything: bool, marks: bool) -> None:
    number = f"{n:>3}  "
    line = Text(phrases.KINDS[change.kind], style="bold")
    details = [phrases.where(change), phrases.types(change), phrases.tracked(change)]
    line.append(f" · {' · '.join(filter(None, details))}", style="not bold")
    say(console, line, mark=_mark(change.severity, number))
    for effect in change.effects:
        say(console, f"{phrases.ASPECTS[effect.aspect]}: {effect.summary}", len(number) + LABEL)
    limits = (None, None) if everything else (CONTEXT, LONGEST)
    if not everything and not at_least(change.severity, IN_FULL):
        limits = (CONTEXT // 2, LONGEST // 3)
    found = shown(change, *limits)
    if console.width >= WIDE and change.old and change.new:
        table = Table(box=None, pad_edge=False, expand=True, show_header=False, padding=(0, 3, 0, 0))
        table.add_column(ratio=1)
        table.add_column(ratio=1)
        table.add_row(redlined(side(found, new=False), marks), redlined(side(found, new=True), marks))
        console.print(Padding(table, (0, 0, 0, len(number))))
    else:
        say(console, redlined(found, marks), len(number))
    console.print()


def redlined(found: Iterable[Inline], marks: bool) -> Text:
    """Pieces in colours; with `marks` also as [-deleted-] and {+inserted+}, for screens without colours."""
    text = Text()
    for piece in found:
        before, after = _MARKS[piece.op] if marks else ("", "")
        text.append(before + piece.text + after, style=_PIECES[piece.op])
    return text


def _without_substance(found: list[Change], console: Console, everything: bool) -> None:
    for kind, title in phrases.WITHOUT_SUBSTANCE.items():
        listed = [change for change in found if change.kind == kind]
        if not listed:
            continue
        words = [phrases.number_change(change) for change in listed]
        more = "" if everything or len(words) <= 12 else f" … and {len(words) - 12} more (--all lists them)"
        say(console, "; ".join(words if everything else words[:12]) + more, mark=f"{title}: ", style="dim")
    if found:
        console.print()
