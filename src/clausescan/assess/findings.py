"""The verdict on each item of the checklist, in words and with the places it rests on.

The state and the elements are read together: an item that is settled has all its essential elements, an item that is
absent has none, and one that is only touched leaves at least one open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from clausescan.assess.cues import cues_of, plain
from clausescan.assess.features import Clauses
from clausescan.assess.questions import Questions
from clausescan.assess.severity import severity_in
from clausescan.assess.verdicts import STATES, Floats, Judged
from clausescan.checklist import Checklist, Element, Item
from clausescan.checklist.items import KINDS
from clausescan.model import Clause, ElementFinding, ElementStatus, Evidence, Finding, Nearest, Precedent, Report
from clausescan.precedents import precedents
from clausescan.structure.units import sentences
from clausescan.taxonomy import TITLES

ABSENT_FROM = 0.5
"""An item is called absent from this probability only, and"""
EXPLICIT_BELOW = 0.12
"""only where it is less probable than this that the term is settled: a term that is there and is called missing is the
worst error. Both were chosen on out-of-fold predictions; docs/experiments.md has the curve."""
ABSENT_FROM_UNTRIED = 0.7
"""What ABSENT_FROM is for items that the judge was not fitted on: those of a house checklist, and those of the
reference checklist that no labelled agreement has. Their verdicts are always marked for review."""
REVIEW_BELOW = 0.5
"""Verdicts less certain than this are marked for review."""
NOT_APPLICABLE = 0.9
"""Confidence of "not applicable", which is decided by rules: of 158 given out of fold 143 were right."""
STATED_FROM = 0.5

_CITED = 6
"""Clauses shown as evidence at most."""
_FEW_WORDS = 4
"""Fewer make no sentence: a heading is read with what stands around it, and says nothing by itself."""
_NEAREST = 3
_WHOLE = 320
"""Characters up to which a clause is quoted whole."""
_TIME = re.compile(r"\b(days?|length|time|dates?|when|periods?|duration|window|deadline|how long)\b")
_TIMED = frozenset({"vague_time"})
_EVERYWHERE = frozenset({"blank", "redacted"})
_PRICED = frozenset({"external_price"})


@dataclass(frozen=True, slots=True)
class Material:
    """What verdicts are written from: a report, and its clauses as the judge measured them."""

    report: Report
    checklist: Checklist
    questions: Questions
    clauses: tuple[Clause, ...]
    """those that were measured, in the order of the arrays"""
    measures: Clauses
    judged: Judged
    profile: str | None


def findings(material: Material) -> tuple[Finding, ...]:
    """One finding an item, in the order of the checklist."""
    return tuple(_finding(material, i, item) for i, item in enumerate(material.questions.items))


def _finding(m: Material, i: int, item: Item) -> Finding:
    relevance = m.judged.relevance[:, i]
    order = np.argsort(-relevance, kind="stable").tolist()
    severity = severity_in(item, m.report, m.profile)
    beside = _beside_the_point(m.report, item, float(relevance[order[0]]))
    if beside:
        near = _nearest(m, i, order)
        return Finding(item.id, item.title, item.group, "na", severity, NOT_APPLICABLE, False, beside, nearest=near)
    probability = dict(zip(STATES, m.judged.states[i].tolist(), strict=True))
    tried = item.id in m.judged.tried
    limit = ABSENT_FROM if tried else ABSENT_FROM_UNTRIED
    state = state_of(probability["absent"], probability["partial"], probability["explicit"], limit)
    named = _named(m, item) if state == "absent" else []
    if named:  # it is there: what is left to ask is whether it is settled
        state = "partial"
        probability["partial"] /= max(probability["partial"] + probability["explicit"], 1e-6)
        order = [*sorted(named, key=order.index), *(k for k in order if k not in named)]
    confidence = probability[state]
    # A term that may be there after all is looked at by a person before it is called missing.
    review = (
        not tried
        or bool(named)
        or confidence < REVIEW_BELOW
        or (state == "absent" and probability["explicit"] > EXPLICIT_BELOW / 2)
    )
    elements = _elements(m, i, item, state)
    found = Finding(
        item.id, item.title, item.group, state, severity, round(confidence, 4), review, "", elements=elements
    )
    if state == "absent":
        found = replace(found, nearest=_nearest(m, i, order), why=_why_absent(item))
    else:
        defects = tuple(dict.fromkeys(code for element in elements for code in element.defects))
        cited = _cited(m, item, relevance, order, elements)
        if state == "partial":
            found = replace(found, nearest=_nearest(m, i, order, without={e.clause for e in cited}))
        found = replace(found, evidence=cited, defects=defects, why=_why_present(m, item, state, elements))
    if state == "partial" and _blacked_out(elements):
        return replace(found, status="redacted", review=True)
    if state != "explicit":
        found = replace(found, suggestion=item.ask, precedents=_precedents(item, elements))
    return found


def _named(m: Material, item: Item) -> list[int]:
    """The clauses in which the matter has its own name, so that nobody may be told that it is not there."""
    if not item.named:
        return []
    text, names = m.report.document.text, cues_of(item.named)
    return [k for k, c in enumerate(m.clauses) if names.found(plain(text[c.body : c.end]))]


def _blacked_out(elements: Sequence[ElementFinding]) -> bool:
    """All that is open, and must not be, was taken out of the text: what stands there cannot be known."""
    needed = [e for e in elements if e.essential and e.status != "filled"]
    return bool(needed) and all(e.defects == ("redacted",) for e in needed)


def state_of(
    absent: float, partial: float, explicit: float, limit: float = ABSENT_FROM
) -> Literal["absent", "partial", "explicit"]:
    """The state that is given, from the probabilities of all: the most probable, with care before "absent"."""
    if absent >= limit and explicit < EXPLICIT_BELOW:
        return "absent"
    return "explicit" if explicit > max(partial, absent) else "partial"


def _beside_the_point(report: Report, item: Item, relevance: float) -> str:
    """Why an item cannot apply to this agreement; "" where it can. A clause that speaks of it all the same counts for
    more than the kind of agreement."""
    if relevance >= STATED_FROM:
        return ""
    facts = report.facts
    kind = facts.agreement_kind.value if facts.agreement_kind else ""
    if kind and kind not in item.kinds:
        meant = " or ".join(KINDS[k] for k in item.kinds)
        return f"Asked of an agreement that makes a {meant}; this one reads as a {KINDS[kind]}."
    if item.group == "RN" and item.id != "RN-01":
        if facts.term.kind == "indefinite" and facts.renewal.mode in ("none", "unstated") and item.id != "RN-06":
            return "The agreement runs without a fixed end, so that no renewal arises."
        if facts.renewal.mode == "none" and item.id in ("RN-03", "RN-04", "RN-05"):
            return "The agreement says that it is not renewed."
    return ""


def _elements(m: Material, i: int, item: Item, state: str) -> tuple[ElementFinding, ...]:
    own = m.questions.of(i)
    stated = m.judged.stated[own]
    filled = stated >= STATED_FROM
    essential = m.questions.essential[own]
    if state == "absent":
        filled = np.zeros_like(filled)
    elif state == "explicit":
        filled = filled | essential
        if not filled.any():
            filled[stated.argmax()] = True
    elif essential.any() and filled[essential].all():
        # Only touched, so something essential is open: the element with the least to show for it.
        filled = filled.copy()
        filled[np.flatnonzero(essential)[stated[essential].argmin()]] = False
    return tuple(
        _element(m, i, item, k, element, bool(filled[k]), float(stated[k]), state)
        for k, element in enumerate(item.elements)
    )


def _element(
    m: Material, i: int, item: Item, k: int, element: Element, filled: bool, score: float, state: str
) -> ElementFinding:
    column = int(m.questions.first[i]) + k
    relevance = m.judged.relevance[:, i]
    likeness = m.measures.yes[:, column] - 0.5 * m.measures.no[:, column] + 0.15 * m.measures.cued[:, column]
    rank = relevance * m.measures.stated[:, column] * np.clip(likeness + 0.5, 0.05, None)
    best = int(rank.argmax())
    score = round(score, 4)
    if filled:
        place = quoted(m.report, m.clauses[best], item, element)
        return ElementFinding(element.id, element.name, element.essential, "filled", score, place)
    if state == "absent" or relevance[best] < 0.2:
        return ElementFinding(element.id, element.name, element.essential, "empty", score)
    nearest, defects = _defective(m, item, element, best)
    status: ElementStatus = "defective" if defects else "empty"
    return ElementFinding(element.id, element.name, element.essential, status, score, nearest, defects)


def _defective(m: Material, item: Item, element: Element, best: int) -> tuple[Evidence | None, tuple[str, ...]]:
    """The sentence nearest to the element, when a defect of the lexicon stands in it and counts in this slot."""
    known = {defect.code for defect in item.defects} | _EVERYWHERE
    wants_time = bool(_TIME.search(f"{element.name} {element.text}".lower()))
    wants_price = "price" in f"{element.name} {element.text}".lower()
    codes = [
        code
        for code in m.checklist.defects
        if code in known
        or (code == "agree_to_agree" and element.essential)
        or (code in _TIMED and wants_time)
        or (code in _PRICED and wants_price)
    ]
    if not wants_time:
        codes = [code for code in codes if code not in _TIMED]
    clause = m.clauses[best]
    text = m.report.document.text
    own = cues_of((*element.cues, *item.cues))
    for start, end in sentences(text, clause.body, clause.end):
        words = plain(text[start:end])
        found = tuple(code for code in codes if cues_of(m.checklist.defects[code].cues).found(words))
        if found and own.found(words):
            return _slice(m.report, clause, start, end), found
    return None, ()


def quoted(report: Report, clause: Clause, item: Item, element: Element | None = None) -> Evidence:
    """The sentence of the clause that speaks most of the element, else of the item; a short clause whole. An element
    that asks for a time is shown by a sentence with a period in it, where there is one."""
    text = report.document.text
    if clause.end - clause.body <= _WHOLE:
        return _slice(report, clause, clause.body, clause.end)
    of_item = cues_of((*item.cues, *item.named))
    of_element = cues_of(element.cues) if element else None
    timed = element is not None and bool(_TIME.search(f"{element.name} {element.text}".lower()))
    best, most = (clause.body, clause.end), -1.0
    for start, end in sentences(text, clause.body, clause.end):
        words = plain(text[start:end])
        found = len(of_item.found(words)) - 0.0001 * (end - start) / 100
        found += 2 * len(of_element.found(words)) if of_element else 0
        if timed and any(start <= p.start < end for p in report.periods if p.clause == clause.id):
            found += 3
        if found > most and len(words.split()) >= _FEW_WORDS:
            best, most = (start, end), found
    return _slice(report, clause, *best)


def _slice(report: Report, clause: Clause, start: int, end: int) -> Evidence:
    text = report.document.text
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    return Evidence(clause.id, start, end, text[start:end])


def _cited(
    m: Material, item: Item, relevance: Floats, order: Sequence[int], elements: Sequence[ElementFinding]
) -> tuple[Evidence, ...]:
    """The clauses that the verdict rests on: those of its elements, and those that are probable as evidence."""
    places = {e.evidence.clause: e.evidence for e in elements if e.evidence}
    item_first = float(relevance[order[0]])
    for k in order[:_CITED]:
        clause = m.clauses[k]
        heading = len(m.report.document.text[clause.body : clause.end].split()) < _FEW_WORDS
        if (relevance[k] >= max(0.3, 0.4 * item_first) and not heading) or k == order[0]:
            places.setdefault(clause.id, quoted(m.report, clause, item))
    rank = {m.clauses[k].id: n for n, k in enumerate(order)}
    kept = sorted(sorted(places.values(), key=lambda e: rank[e.clause])[:_CITED], key=lambda e: e.start)
    return tuple(kept)


def _nearest(
    m: Material, i: int, order: Sequence[int], without: set[str] | frozenset[str] = frozenset()
) -> tuple[Nearest, ...]:
    item = m.questions.items[i]
    found = []
    for k in order:
        clause = m.clauses[k]
        if clause.id not in without:
            score = float(m.judged.relevance[k, i])
            found.append(Nearest(clause.id, round(score, 4), _why_not(m, item, i, int(k))))
        if len(found) == _NEAREST:
            break
    return tuple(found)


def _why_not(m: Material, item: Item, i: int, k: int) -> str:
    """Why a clause does not settle the item, in words."""
    clause = m.clauses[k]
    own = m.questions.of(i)
    likely = m.measures.stated[k, own] * m.judged.relevance[k, i]
    essential = [e.name for e, p in zip(item.elements, likely, strict=True) if e.essential and p < STATED_FROM]
    about = [TITLES.get(t.type, t.type) for t in clause.types[:2]]
    reads = f"reads as {' and '.join(about).lower()}" if about else "is of no type that was learnt"
    touches = int(m.measures.cues[k, i]) or m.measures.cued[k, own].any()
    if not touches:
        return f"{reads}; none of the words of this item stand in it"
    return f"{reads}; does not say {_listed(essential[:3])}" if essential else f"{reads}; says it of another case"


def _why_absent(item: Item) -> str:
    essential = [e.name for e in item.elements if e.essential]
    return f"No clause was found that says {_listed(essential)}." if essential else "No clause was found on this."


def _why_present(m: Material, item: Item, state: str, elements: Sequence[ElementFinding]) -> str:
    filled = [e.name for e in elements if e.status == "filled"]
    if state == "explicit":
        return f"Stated: {_listed(filled)}."
    parts = [f"Stated: {_listed(filled)}."] if filled else ["Spoken of, not settled."]
    for element in elements:
        if element.status == "defective":
            names = _listed([m.checklist.defects[code].name.lower() for code in element.defects])
            parts.append(f"{element.name[0].upper()}{element.name[1:]}: {names}.")
    empty = [e for e in elements if e.essential and e.status == "empty"]
    missing = [e.name for e in empty if e.score < STATED_FROM]
    doubtful = [e.name for e in empty if e.score >= STATED_FROM]
    if missing:
        parts.append(f"Not found: {_listed(missing)}.")
    if doubtful:  # each element for itself seems to be there, and the whole does not seem settled
        parts.append(f"There in part, and not clear enough to settle it: {_listed(doubtful)}.")
    return " ".join(parts)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1] if names else "anything of it"


def _precedents(item: Item, elements: Sequence[ElementFinding]) -> tuple[Precedent, ...]:
    """Strong reference clauses of the item, first those with the words of what is open; the score is the share of open
    elements that they have words of."""
    open_elements = [item.element(e.id) for e in elements if e.status != "filled"]
    library = precedents()
    found = []
    for source in item.exemplars.strong:
        if source in library:
            words = plain(f"{library[source].heading} {library[source].text}")
            met = sum(bool(cues_of(element.cues).found(words)) for element in open_elements)
            found.append(Precedent(source, library[source].text, round(met / max(1, len(open_elements)), 4)))
    return tuple(sorted(found, key=lambda p: -p.score)[:2])
