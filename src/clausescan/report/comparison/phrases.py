"""What kinds of change, aspects and facts are called in front of a reader. States, severities and clause types have
their words in report/words.py and the taxonomy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from clausescan.model import Aspect, Change, ChangeKind, ClauseText, Comparison, Effect, ExitChange, FindingChange
from clausescan.report.comparison.order import Gate, counts, direction
from clausescan.report.escape import shortened, visible
from clausescan.taxonomy import TITLES

KINDS: Mapping[ChangeKind, str] = MappingProxyType(
    {
        "added": "added",
        "removed": "removed",
        "modified": "modified",
        "moved": "moved",
        "renumbered": "renumbered",
        "cosmetic": "look only",
    }
)

ASPECTS: Mapping[Aspect, str] = MappingProxyType(
    {
        "period": "period",
        "party": "who",
        "modality": "may or must",
        "amount": "amount",
        "scope": "scope",
        "right": "right",
        "reference": "reference",
        "definition": "definition",
        "placeholder": "blank",
        "other": "other",
    }
)

FACTS: Mapping[str, str] = MappingProxyType(
    {
        "parties": "Parties",
        "agreement_date": "Dated",
        "effective_date": "In force from",
        "term": "Term",
        "expiry_date": "Expires",
        "renewal": "Renewal",
        "non_renewal_notice": "Non-renewal notice",
        "governing_law": "Governing law",
        "agreement_kind": "Kind",
    }
)

CELLS: Mapping[str, str] = MappingProxyType(
    {
        "trigger": "trigger",
        "holder": "who",
        "mechanism": "how",
        "notice": "notice",
        "cure": "cure",
        "needs_price": "price needed",
        "valuation": "price",
        "asset_treatment": "assets",
        "ongoing_obligations": "goes on",
    }
)

DIRECTIONS: Mapping[int, str] = MappingProxyType({-1: "worse", 0: "changed", 1: "better"})

WITHOUT_SUBSTANCE: Mapping[ChangeKind, str] = MappingProxyType(
    {"moved": "Moved with the same words", "renumbered": "Only renumbered", "cosmetic": "Only in look"}
)

NOTHING = "Nothing of substance changed."


def fact(name: str) -> str:
    return FACTS.get(name, name.replace("_", " "))


def cell(name: str) -> str:
    return CELLS.get(name, name.replace("_", " "))


def types(change: Change) -> str:
    """Clause types of a change in a reader's words."""
    return "; ".join(TITLES.get(type, type) for type in change.types)


def place(side: ClauseText | None) -> str:
    """ "19.2(c), p. 12"; "unnumbered" for a clause without a number or a page."""
    if side is None:
        return ""
    return ", ".join(filter(None, (visible(side.number), f"p. {side.page}" if side.page else ""))) or "unnumbered"


def number(side: ClauseText | None) -> str:
    return visible(side.number) or "unnumbered" if side else ""


def where(change: Change) -> str:
    """ "19.2(c), p. 12 → 19.3(c), p. 13"; a number that stayed is said once: "19.2(c), p. 12 → p. 13"."""
    old, new = place(change.old), place(change.new)
    if not old or not new or old == new:
        return old or new
    if change.old and change.new and change.old.number == change.new.number:
        pages = [f"p. {side.page}" for side in (change.old, change.new) if side.page]
        return ", ".join((number(change.old), " → ".join(dict.fromkeys(pages))))
    return f"{old} → {new}"


def tracked(change: Change) -> str:
    """ "by A. Drafter, 2026-05-01"; "" for what is no tracked change."""
    if not change.author and not change.date:
        return ""
    dates = "; ".join(date[:10] for date in change.date.split("; "))
    return ", ".join(filter(None, (f"by {visible(change.author)}" if change.author else "", visible(dates))))


def exit_change(change: ExitChange) -> str:
    if change.before is None:
        return "gained"
    if change.after is None:
        return "lost"
    return "altered: " + ", ".join(cell(name) for name in change.cells) if change.cells else "altered"


def moved(change: FindingChange) -> str:
    return DIRECTIONS[direction(change)]


def plural(number: int, one: str, many: str = "") -> str:
    """ "1 change", "3 changes"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def counted(comparison: Comparison) -> str:
    """ "9 changes of substance: 2 added, 1 removed, 6 modified · 4 effects on exit terms · 12 only renumbered"."""
    n = counts(comparison)
    if not n["substantive"]:
        line = NOTHING.rstrip(".")
    else:
        moved_and_edited = sum(c.kind == "moved" and c.substantive for c in comparison.changes)
        parts = [(n["added"], "added"), (n["removed"], "removed"), (n["modified"], "modified")]
        parts.append((moved_and_edited, "moved and edited"))
        said = ", ".join(f"{count:,} {word}" for count, word in parts if count)
        line = f"{plural(n['substantive'], 'change')} of substance: {said}"
        line += f" · {plural(n['exit_effects'], 'effect')} on exit terms"
    only_moved = sum(c.kind == "moved" and not c.substantive for c in comparison.changes)
    for count, word in (
        (only_moved, "only moved"),
        (n["renumbered"], "only renumbered"),
        (n["cosmetic"], "only in look"),
    ):
        if count:
            line += f" · {count:,} {word}"
    return line + "."


def outcome(result: Gate) -> str:
    """The gate in a sentence."""
    limit = f"{result.limit} or graver" if result.limit != "critical" else result.limit
    if result.passed:
        return f"Passes: no change of severity {limit} was found. This is no clearance to sign."
    parts = [
        plural(len(result.effects), "effect") if result.effects else "",
        plural(len(result.findings), "question") + " settled less than before" if result.findings else "",
    ]
    return f"Stops: {' and '.join(filter(None, parts))} of severity {limit}."


def effect_type(effect: Effect) -> str:
    """The clause type of an effect in words; "" where its summary begins with it."""
    title = TITLES.get(effect.type, effect.type)
    return "" if effect.summary.startswith(title) else title


def number_change(change: Change) -> str:
    """ "4.1 → 4.2", "4.1"; the first words of a clause that has no number."""
    named = (_name(side) for side in (change.old, change.new) if side)
    return " → ".join(dict.fromkeys(named))


def _name(side: ClauseText) -> str:
    return visible(side.number) or f"“{shortened(side.text, 40)}”"
