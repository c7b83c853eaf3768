"""X-20: what a way out needs is left to later agreement, and nothing holds if none is reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.assess.consistency.consequences import triggers_that_end_in_talks
from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.view import View, capital, view_of
from clausescan.facts.sentences import Sentence
from clausescan.model import Defect, Report, Severity
from clausescan.taxonomy import GROUPS

_SLOTS = frozenset(
    (*GROUPS["TERM"], *GROUPS["EXIT"], "exit_consequences", "licence_after_exit", "transition_supply", "brand_name",
     "survival", "joint_ip", "ip_ownership", "non_compete_exclusivity")
)  # fmt: skip
_CRITICAL = frozenset(("valuation_price", "buyout_put_call", "exit_consequences", "deadlock_exit"))
_AGREED = r"(?:agreed|negotiated|discussed|settled)"
_HOW = (
    r"(?:(?:mutually|reasonably|jointly|later|subsequently|promptly|separately|further|also|then|thereafter|each|both)"
    r"\s+){0,2}"
)
_OPEN = re.compile(
    rf"\b(?:shall|will|must|undertake\s+to|agree\s+to|are\s+to)\s+{_HOW}(?:use\s+(?:\w+\s+){{0,3}}efforts\s+to\s+)?"
    r"(?:negotiate|discuss|agree\s+(?:on|upon|as\s+to|to\s+(?:negotiate|discuss))|enter\s+into\s+(?:good\s+faith\s+)?(?:negotiations|"
    r"discussions))\b"
    r"|\bmay\s+negotiate\s+(?:for\s+)?(?:an?\s+|the\s+)?(?:extension|renewal)\b"
    rf"|\b(?:to\s+be|shall\s+be|will\s+be|as\s+(?:may|shall|will)\s+be|that\s+(?:may|shall)\s+be)\s+{_HOW}{_AGREED}\s+"
    r"(?:up)?(?:on|by|between|among|in\s+good\s+faith|to\s+by)\b"
    r"|\bto\s+be\s+(?:mutually\s+)?(?:agreed|negotiated)\b"
    r"|\bsubject\s+to\s+(?:a\s+|an\s+|the\s+)?(?:satisfactory|mutual|further|definitive|separate)\s+(?:written\s+)?agreement\b"
    r"|\b(?:in|by|under|through)\s+(?:a\s+)?(?:separate|definitive|further|later|subsequent)\s+(?:written\s+)?agreements?\s+"
    r"(?:between|to\s+be|among)\b",
    re.I,
)
_OTHERWISE = re.compile(
    r"(?:\b(?:unless|except|otherwise|or|longer|shorter|other|than|additional)\b[^,;.]{0,50}|\bif\s+[^,;.]{0,40})\Z",
    re.I,
)
_SLOT = re.compile(
    r"\b(?:prices?|pricing|values?|valuation|valuer|apprais\w+|terms|conditions|extension|renew\w*|compensation|consideration|"
    r"amounts?|fees?|ownership|owned|title|licen[cs]es?|costs?|settlement|compet\w+|transition\w*|procedure|allocation|royalt\w+|"
    r"funding|method|mechanism|formula|winding|dissol\w+|terminat\w+|purchase|buy\w*|exclusiv\w+|refund\w*|payment)\b",
    re.I,
)
_DEFAULT = re.compile(
    r"\b(?:failing\s+(?:which|such|agreement|this|that)|otherwise|(?:in\s+the\s+)?absence\s+of|absent\s+(?:\w+\s+){0,2}agreement|"
    r"(?:if|where|should|in\s+the\s+event|in\s+case)\b[^.;]{0,120}\b(?:not|unable|fail\w*|cannot|no|without|timely|declin\w+)\b|"
    r"(?:unless|until)\b[^.;]{0,80}\b(?:agree\w*|resol\w+|reach\w*|settle\w*)|arbitra\w+|mediat\w+|experts?|court|apprais\w+|"
    r"independent\s+\w+|provided\s+that|provided,\s+however|not\s+(?:less|more|exceed)\w*|no\s+(?:less|more)|at\s+least|"
    r"may\s+terminate|free\s+to|no\s+obligation|not\s+(?:be\s+)?oblig\w+|not\s+be\s+required|shall\s+be\s+determined|"
    r"based\s+(?:up)?on|equal\s+to|in\s+accordance\s+with\s+the|expert|determin\w+\s+by)\b",
    re.I,
)
_ASIDE = re.compile(
    r"\b(?:unenforceab\w+|invalid\w*|severab\w+|press\s+releases?|announcement|publication|minutes|venue|training|schedules?\s+of|"
    r"time\s+and\s+place|place\s+and\s+time|amend(?:ment|ed)?\s+(?:only|in\s+writing))\b",
    re.I,
)
_RECITAL = frozenset(("recital", "parties", "definition"))


def agreements_to_agree(report: Report) -> Iterator[Defect]:
    """Only in clauses on the term, the ways out and what follows; only where the open thing is one that they need."""
    view = view_of(report)
    told: set[str] = set()
    talks = {evidence.start for found in triggers_that_end_in_talks(report) for evidence in found.evidence}
    for i, sentence in enumerate(view.body):
        types = view.types_of(sentence) & _SLOTS
        if not types or _ASIDE.search(sentence.text) or view.clause_of(sentence).kind in _RECITAL:
            continue
        for match in _OPEN.finditer(sentence.text):
            text = sentence.text
            if _OTHERWISE.search(text[max(0, match.start() - 60) : match.start()]):
                continue
            around = text[max(0, match.start() - 140) : match.end() + 140]
            slot = _SLOT.search(around)
            if slot is None or not _in_place(view, sentence, match, around):
                continue
            if _DEFAULT.search(text, match.end()) or _DEFAULT.search(_after(view, i)):
                continue
            start = sentence.start + match.start()
            if _told_further_on(view, sentence, match):
                continue
            place = view.evidence(start, sentence.start + match.end())
            if place.start in talks:
                break  # told as a trigger that ends in talks
            name = view.name_at(start)
            if name in told:
                break
            told.add(name)
            message = (
                f'{capital(name)} leaves what it needs to later agreement ("{_words(text, match)}"), and does not say '
                "what holds if none is reached."
            )
            severity: Severity | None = None if types & _CRITICAL else "medium"
            yield defect("X-20", message, (place,), severity)
            break


def _in_place(view: View, sentence: Sentence, match: re.Match[str], around: str) -> bool:
    """Whether the words stand in the clause that carries the type, where a sentence touches several."""
    clause = view.passages.clause_at(sentence.start + match.start())
    if clause is None:
        return False
    types = {score.type for score in clause.types} & _SLOTS
    return bool(types - {"non_compete_exclusivity"}) or (bool(types) and _BAR.search(around) is not None)


_BAR = re.compile(r"\b(?:compet\w+|exclusiv\w+)\b", re.I)


def _told_further_on(view: View, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the words send to a later clause, which is judged by itself."""
    for ref in view.references_in(sentence.start + match.end(), sentence.end):
        sends = _SENDS.search(view.plain, max(sentence.start, ref.start - 40), ref.start)
        if sends and any(view.by_id[target].start > sentence.end for target in ref.targets):
            return True
    return False


_SENDS = re.compile(
    r"\b(?:as\s+set\s+(?:forth|out)(?:\s+in)?|pursuant\s+to|in\s+accordance\s+with|under|as\s+provided\s+in)\s*\Z", re.I
)


def _words(text: str, match: re.Match[str]) -> str:
    """The telling words and the few that follow."""
    end = text.find(" ", min(len(text), match.end() + 40))
    return text[match.start() : end if end >= 0 else len(text)].rstrip(" .,;")


def _after(view: View, i: int) -> str:
    """The next two sentences of the same clause."""
    own = view.clause_of(view.body[i])
    return " ".join(s.text for s in view.body[i + 1 : i + 3] if view.clause_of(s).cite == own.cite)
