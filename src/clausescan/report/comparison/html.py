"""A comparison, or the history of several versions, as a page in one file (report/html says how pages are made)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from clausescan.model import Change, Comparison, ExitChange, FindingChange, History, Report, TermHistory
from clausescan.report.comparison import phrases, terms
from clausescan.report.comparison.order import KINDS, effects, findings, gate, on_exit, substantive
from clausescan.report.comparison.redline import shown, side
from clausescan.report.comparison.rows import cells, row
from clausescan.report.formats import Rendering
from clausescan.report.html.page import page
from clausescan.report.places import Places
from clausescan.report.triage import SEVERITIES
from clausescan.report.words import DISCLAIMER, NOT_FOUND, REVIEW, STATUSES, trigger
from clausescan.taxonomy import TITLES

UNTITLED = "Untitled document"


def render(comparison: Comparison, rendering: Rendering) -> bytes:
    """The page of two versions."""
    changes = substantive(comparison)
    ids = {id(change): f"d{n}" for n, change in enumerate(changes, 1)}
    result = gate(comparison, rendering.fail_on) if rendering.fail_on else None
    old, new = Places(comparison.old), Places(comparison.new)
    return page(
        "comparison.html.j2",
        version=comparison.new.version,
        styles=("comparison.css",),
        scripts=("theme.js", "comparison.js"),
        title=comparison.new.document.title or UNTITLED,
        versions=[_version("Old", comparison.old), _version("New", comparison.new)],
        counted=phrases.counted(comparison),
        outcome={"passed": result.passed, "words": phrases.outcome(result)} if result else None,
        disclaimer=DISCLAIMER,
        review=REVIEW,
        nothing=phrases.NOTHING,
        filters=list(_filters(changes)),
        effects=[
            {
                "severity": effect.severity,
                "summary": effect.summary,
                "type": phrases.effect_type(effect),
                "where": phrases.where(change),
                "href": f"#{ids[id(change)]}" if id(change) in ids else "",
            }
            for effect, change in effects(comparison)
            if on_exit(effect)
        ],
        exits=[_way_out(each, old, new) for each in comparison.exits],
        items=[_item(each) for each in findings(comparison)],
        facts=[
            (phrases.fact(each.name), each.before or NOT_FOUND, each.after or NOT_FOUND) for each in comparison.facts
        ],
        changes=[_change(change, ids[id(change)]) for change in changes],
        others=list(_others(comparison)),
    )


def _version(name: str, report: Report) -> dict[str, Any]:
    document = report.document
    size = phrases.plural(document.words, "word")
    if document.pages:
        size = f"{phrases.plural(document.pages, 'page')}, {size}"
    return {
        "name": name,
        "path": document.path,
        "size": size,
        "warnings": [warning.message for warning in document.warnings],
    }


def _filters(changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    kinds, severities = {change.kind for change in changes}, {change.severity for change in changes}
    types = {type for change in changes for type in change.types}
    yield {"name": "kind", "title": "Kind", "choices": [(k, phrases.KINDS[k]) for k in KINDS if k in kinds]}
    yield {"name": "severity", "title": "Severity", "choices": [(s, s) for s in SEVERITIES if s in severities]}
    yield {"name": "type", "title": "Clause type", "choices": [(t, TITLES[t]) for t in TITLES if t in types]}


def _way_out(change: ExitChange, old: Places, new: Places) -> dict[str, Any]:
    right = change.after or change.before
    assert right
    said = phrases.exit_change(change)
    whole = change.before is None or change.after is None
    return {
        "word": said.partition(":")[0],
        "said": said,
        "title": trigger(right),
        "row": row(right, new if change.after else old) if whole else "",
        "cells": list(cells(change, old, new)),
    }


def _item(change: FindingChange) -> dict[str, Any]:
    return {
        "id": change.item,
        "title": change.after.title,
        "moved": phrases.moved(change),
        "before": change.before.status,
        "before_words": STATUSES[change.before.status],
        "after": change.after.status,
        "after_words": STATUSES[change.after.status],
        "severity": change.after.severity,
        "review": change.before.review or change.after.review,
        "why": change.after.why,
    }


def _change(change: Change, target: str) -> dict[str, Any]:
    pieces = shown(change)
    return {
        "id": target,
        "kind": change.kind,
        "kind_words": phrases.KINDS[change.kind],
        "severity": change.severity,
        "number": phrases.number_change(change),
        "where": phrases.where(change),
        "old_number": phrases.place(change.old),
        "new_number": phrases.place(change.new),
        "types": phrases.types(change),
        "leaves": " ".join(change.types),
        "tracked": phrases.tracked(change),
        "effects": [{"aspect": phrases.ASPECTS[effect.aspect], "summary": effect.summary} for effect in change.effects],
        "pieces": pieces,
        "before": side(pieces, new=False) if change.old else [],
        "after": side(pieces, new=True) if change.new else [],
    }


def _others(comparison: Comparison) -> Iterator[tuple[str, list[str]]]:
    """What changed nothing of substance, by kind."""
    for kind, title in phrases.WITHOUT_SUBSTANCE.items():
        found = [c for c in comparison.changes if c.kind == kind and not c.substantive]
        if found:
            yield title, [phrases.number_change(change) for change in found]


def render_history(history: History, rendering: Rendering) -> bytes:
    """The page of several versions."""
    newest = history.versions[-1]
    places = [Places(report) for report in history.versions]
    return page(
        "history.html.j2",
        version=newest.version,
        styles=("comparison.css",),
        scripts=("theme.js", "history.js"),
        title=newest.document.title or UNTITLED,
        versions=[_version(f"V{n}", report) for n, report in enumerate(history.versions, 1)],
        steps=[f"V{n} → V{n + 1}: {phrases.counted(step)}" for n, step in enumerate(history.steps, 1)],
        disclaimer=DISCLAIMER,
        groups=[
            {"title": terms.KINDS[kind], "terms": [_term(term, history, places) for term in found]}
            for kind, found in terms.grouped(history)
        ],
    )


def _term(term: TermHistory, history: History, places: list[Places]) -> dict[str, Any]:
    values: list[dict[str, Any]] = []
    for n, (value, place) in enumerate(zip(term.values, places, strict=True)):
        text = terms.reading(term, value)
        moved = n > 0 and text != values[-1]["text"]
        quote = terms.quote(value) if n == 0 or moved else ""
        values.append({"text": text, "moved": moved, "where": terms.place(value, place), "quote": quote})
    return {"title": terms.title(term, history), "moved": term.moved, "readings": values}
