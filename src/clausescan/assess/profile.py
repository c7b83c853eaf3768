"""The purpose that an agreement serves, proposed from what it says of its purpose."""

from __future__ import annotations

from clausescan.assess.cues import cues_of, plain
from clausescan.checklist import Checklist
from clausescan.model import Clause, Evidence, Report
from clausescan.structure.units import sentences

_FEWEST = 3
"""Different cues that must be met,"""
_LEAD = 1.5
"""and so many times as many as those of the next profile."""


def propose_profile(report: Report, checklist: Checklist) -> tuple[str, Evidence | None]:
    """The id of the profile and the sentence that says most of it; "" where the text speaks for none or for several."""
    text = report.document.text
    speaking = [c for c in report.clauses if _says_purpose(c)]
    words = plain(" ".join([report.document.title, *(text[c.body : c.end] for c in speaking)]))
    counts = {id: len(cues_of(p.cues).found(words)) for id, p in checklist.profiles.items()}
    ranked = sorted(counts, key=lambda id: -counts[id])
    if not ranked or counts[ranked[0]] < _FEWEST:
        return "", None
    first = ranked[0]
    if len(ranked) > 1 and counts[first] < _LEAD * counts[ranked[1]]:
        return "", None
    cues = cues_of(checklist.profiles[first].cues)
    places = [(c, s, e) for c in speaking for s, e in sentences(text, c.body, c.end)]
    clause, start, end = max(places, key=lambda p: len(cues.found(plain(text[p[1] : p[2]]))))
    if not cues.found(plain(text[start:end])):
        return first, None
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    return first, Evidence(clause.id, start, end, text[start:end])


def _says_purpose(clause: Clause) -> bool:
    return clause.kind in ("title", "recital") or any(t.type == "purpose_scope" for t in clause.types)
