"""Governing law: the clause, and the jurisdiction under its usual name."""

from __future__ import annotations

import re

from clausescan.facts.jurisdictions import NAMES, WITHIN
from clausescan.facts.sentences import Passages, Sentence
from clausescan.model import TextFact

_NAME = re.compile(
    r"(?:(?<![\w-])|(?<=\bof))(?:"
    + "|".join(re.escape(n).replace(r"\ ", r"\s{1,3}") for n in sorted(NAMES, key=len, reverse=True))
    + r")(?![\w-])",
    re.I,
)
_LAW_OF = re.compile(
    r"\b(?:laws?|statutes|legislation|regulations)(?:\s(?:and (?:regulations|decisions|statutes|rules|jurisdiction)|"
    r"in force|then in effect|in effect|applicable|prevailing)){0,2}"
    r"(?:\s\([^)]{0,80}\))?(?:\s(?:and|or) (?:the )?(?:decisions of the )?(?:courts|judicial decisions|"
    r"regulations))?\s?(?:of|in|from|prevailing in|applicable in|for)\s?(?:the\s?)?(?:state\s?of\s?)?",
    re.I,
)
_GOVERN = re.compile(
    r"\b(?:govern\w*|constru\w+|interpret\w*|enforced?|subject to|applicable law|in accordance with|under (?:and|"
    r"the)|according to|controlled|proper law|pursuant to|determined)\b",
    re.I,
)
_NOT_GOVERNING = re.compile(
    r"\b(?:organi[sz]ed|incorporated|existing|formed|registered|established|good standing|compl(?:y|iance)|violat\w+|"
    r"permitted|required|prohibited|"
    r"constituted|duly|qualified|corporation|company|license[sd]?|tax(?:es|ation)?|securities|withh?old\w*|"
    r"arbitrat\w+ under)\b[^.;]{0,50}$",
    re.I,
)
_STOP = re.compile(
    r"\b(?:conflicts?|choice|without (?:regard|reference|giving|application|recourse)|exclud\w+|irrespective|"
    r"notwithstanding|regardless|jurisdiction|courts?|venue|arbitra\w+|"
    r"except|provided|other than|as (?:applied|applicable)|applicable to (?:agreements|contracts)|disputes?|"
    r"residents?|that body|united nations|rules of conflict)\b",
    re.I,
)
_HEADING = re.compile(r"\b(?:governing|applicable|choice of|proper)\s(?:\w+\s)?law|\blaw\b|\bjurisdiction\b", re.I)
_BODY = re.compile(
    r"\b(?:agreement|contract|hereof|hereunder|hereto|venture|memorandum|power of attorney|appendix|it|manual|"
    r"document)\b",
    re.I,
)
_MIN_SCORE = 2.9


def find_governing_law(passages: Passages) -> TextFact | None:
    """The law that governs the agreement; several, joined by "; ", where the clause names several."""
    best: tuple[float, str, Sentence] | None = None
    for sentence in passages.sentences:
        text = sentence.text
        if "law" not in text.lower() and "govern" not in text.lower() and "jurisdiction" not in text.lower():
            continue
        base = _score(sentence)
        if base < _MIN_SCORE or (best and base <= best[0]):
            continue
        value = _jurisdiction(text)
        if value:
            best = (base, value, sentence)
    if best is None:
        return None
    return TextFact(best[1], passages.said(best[2]))


def _score(sentence: Sentence) -> float:
    text = sentence.text
    score = 3.0 * bool(re.search(r"\bgovern(?:ed|ing|s)?\b", text, re.I)) + 2.0 * bool(
        re.search(r"\b(?:constru|interpret|proper law)", text, re.I)
    )
    score += (
        1.0 * bool(_GOVERN.search(text))
        + 1.0 * bool(_BODY.search(text, 0, 250))
        + 1.0 * bool(re.search(r"\bconflicts?\b", text, re.I))
    )
    score += 2.0 * bool(_HEADING.search(sentence.heading)) + 1.0 * bool(_HEADING.search(text[:60]))
    if sentence.scope:
        score -= 2
    return score - sentence.start / 10_000_000


def _jurisdiction(text: str) -> str:
    found = _named_of(text) or _named_before(text) or _thereof(text)
    kept = [n for n in found if not any(WITHIN.get(other) == n for other in found)]
    return "; ".join(kept)


def _named_of(text: str) -> list[str]:
    """ "the laws of the State of New York"."""
    for m in _LAW_OF.finditer(text):
        before, after = text[max(0, m.start() - 250) : m.start()], text[m.end() : m.end() + 220]
        governs = _GOVERN.search(before) or re.search(r"\b(?:govern|control|appl(?:y|ies)|prevail)\b", after)
        governed = re.search(r"\b(?:govern|constru|interpret)\w*[^.;]{0,80}$", before, re.I)
        if not governs or (_NOT_GOVERNING.search(before[-90:]) and not governed):
            continue
        stop = _STOP.search(after)
        names = _names_in(after[: min(stop.start() if stop else 160, 160)])
        # "federal law" is no choice of law where the state is named elsewhere; courts named first are not the law
        if names:
            return names
    return []


def _named_before(text: str) -> list[str]:
    """ "Swiss substantive law", "PRC Laws"."""
    for m in re.finditer(r"\blaws?\b", text, re.I):
        if _GOVERN.search(text[max(0, m.start() - 250) : m.start()]) or re.match(
            r"[^.;]{0,60}\b(?:govern|appl)", text[m.end() : m.end() + 70]
        ):
            names = _names_in(text[max(0, m.start() - 45) : m.start()])[-1:]
            if names:
                return names
    return []


def _thereof(text: str) -> list[str]:
    """ "accepted in the State of Nevada and governed by the laws thereof"."""
    m = re.search(r"\blaws? (?:thereof|of (?:such|that|said) (?:state|country|jurisdiction|province))", text, re.I)
    return _names_in(text[max(0, m.start() - 250) : m.start()])[-1:] if m else []


def _names_in(text: str) -> list[str]:
    names: list[str] = []
    for m in _NAME.finditer(text):
        # "turkey", "jersey": names are written with a capital
        if m[0].islower():
            continue
        name = NAMES[re.sub(r"\s+", " ", m[0].lower())]
        if name not in names:
            names.append(name)
    return names
