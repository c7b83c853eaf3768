"""What kind of agreement it is: a venture with its own equity, an alliance by contract, or a grant consortium."""

from __future__ import annotations

import re

from clausescan.facts.sentences import Passages
from clausescan.model import TextFact

# (points, how often it must occur, pattern). A title weighs most; the body shows whether there is something to own.
_CUES: dict[str, tuple[tuple[float, int, re.Pattern[str]], ...]] = {
    kind: tuple((points, times, re.compile(pattern, re.I)) for points, times, pattern in cues)
    for kind, cues in {
        "equity_jv": (
            (3, 4, r"\b(?:shareholders?|stockholders?|members)\b(?! of the (?:board|committee|team|staff|public))"),
            (2, 3, r"\bboard of (?:directors|managers)\b|\bmanagement board\b"),
            (
                3,
                3,
                r"\b(?:capital contributions?|equity interests?|percentage interests?|membership interests?|"
                r"participating interests?|"
                r"(?:paid[- ]up|share|registered|authori[sz]ed) capital|capital accounts?|shareholdings?)\b",
            ),
            (
                3,
                1,
                r"\b(?:incorporat|form|establish|organi[sz])\w*\b[^.;]{0,60}\b(?:joint venture|jv|new|"
                r"limited liability)[ -]compan(?:y|ies)\b|\bjvc\b|\bjv company\b",
            ),
            (
                1,
                1,
                r"\b(?:articles of (?:association|incorporation|organi[sz]ation)|memorandum of association|"
                r"certificate of formation)\b",
            ),
            (
                1,
                2,
                r"\b(?:right of first refusal|pre-?emptive rights?|transfer of (?:its |the |any )?(?:shares|units|"
                r"interests?)|tag[- ]along|drag[- ]along)\b",
            ),
        ),
        "contractual_alliance": (
            (2, 4, r"\b(?:strategic alliance|alliance|collaborat\w+|co-?operat(?:e|ion|ive))\b"),
            (1, 2, r"\b(?:joint(?:ly)? (?:develop|market|promot|research|sell)\w*|co-?(?:develop|market|promot)\w*)\b"),
            (
                1,
                2,
                r"\b(?:(?:steering|joint|management|coordination|alliance) committee|alliance managers?|"
                r"project teams?)\b",
            ),
            (
                1,
                1,
                r"\b(?:no (?:partnership|joint venture|agency)|not (?:\w+ ){0,6}(?:partnership|joint venture)|"
                r"independent contractors?)\b",
            ),
        ),
        "consortium": (
            (3, 4, r"\bconsortium\b"),
            (
                3,
                3,
                r"\b(?:grant agreement|granting authority|funding authority|horizon (?:2020|europe)|"
                r"european commission)\b",
            ),
            (2, 3, r"\b(?:coordinator|beneficiar(?:y|ies)|work packages?|defaulting party|general assembly)\b"),
        ),
    }.items()
}
_TITLES = {
    "equity_jv": (
        4,
        re.compile(
            r"\bjoint[- ]venture\b|\bshareholders?'?s?'? agreement\b|\b(?:limited liability company|operating|"
            r"partnership|members'?) agreement\b|\bseries llc\b",
            re.I,
        ),
    ),
    "contractual_alliance": (
        5,
        re.compile(
            r"\balliance\b|\bcollaborat\w+|\bco-?operati(?:on|ve)\b|\bco-?(?:development|marketing|promotion)\b|"
            r"\bteaming\b|\bjoint (?:development|marketing|research)\b|\bstrategic\b",
            re.I,
        ),
    ),
    "consortium": (5, re.compile(r"\bconsortium\b", re.I)),
}
# Agreements of a company with an investor who leaves its board in peace are called cooperation agreements too; joint
# filings of investors and offerings of shares are no ventures.
_OF_INVESTORS = re.compile(
    r"\b(?:standstill|proxy (?:solicitations?|contests?|statements?)|schedule 13[dg]|rule 13d|beneficial(?:ly)? own\w*|"
    r"voting securities|nominees?|prospectus(?:es)?|registration statement|underwrit\w+)\b",
    re.I,
)
_OF_OWNERS = re.compile(
    r"\bjoint[- ]ventures?\b(?! (?:or|nor|between|relationship))|\b(?:shareholders|stockholders|members)' agreement\b|"
    r"\bjv company\b",
    re.I,
)
_TITLE_LENGTH = 400
_ENOUGH = 5.0


def find_kind(passages: Passages) -> TextFact | None:
    """`equity_jv`, `contractual_alliance` or `consortium` with the words that show it best; None where too little
    speaks for any of them."""
    body = passages.plain
    # a counted cue must be as frequent as the length of the text allows: long agreements mention everything once
    scale = max(1.0, len(body) / 60_000)
    of_investors = len(_OF_INVESTORS.findall(body)) >= 4 * scale
    best: tuple[float, str, tuple[int, int] | None] | None = None
    for kind, cues in _CUES.items():
        points, pattern = _TITLES[kind]
        title = pattern.search(body, 0, _TITLE_LENGTH)
        score, shown = (float(points), title.span()) if title else (0.0, None)
        strongest = 0.0
        for cue_points, times, cue in cues:
            found = list(cue.finditer(body))
            if len(found) >= times * scale:
                score += cue_points
                if shown is None or (not title and cue_points > strongest):
                    shown, strongest = found[0].span(), cue_points
        if of_investors and score < 9 and (not title or "operat" in title[0].lower()):
            score -= 5
        if kind == "equity_jv" and not title and not _OF_OWNERS.search(body):
            score -= 4  # shareholders and capital are spoken of, but nobody founds or owns anything together
        if best is None or score > best[0]:
            best = (score, kind, shown)
    if best is None or best[0] < _ENOUGH or best[2] is None:
        return None
    start, end = best[2]
    sentence = passages.sentence_at(start)
    if sentence.start <= start and end <= sentence.end and sentence.end - sentence.start < 600:
        start, end = sentence.start, sentence.end
    return TextFact(best[1], passages.evidence(start, end))
