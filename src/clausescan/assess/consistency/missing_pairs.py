"""X-09: one half of a pair. What is missing is claimed only where no word of it stands anywhere it could."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.view import View, capital, view_of
from clausescan.facts.sentences import Sentence
from clausescan.model import Defect, Report

_INTEREST = r"(?:shares?|interests?|units?|shareholding|stake|participation|equity)"
_DEAL = re.compile(
    rf"\b(?:option|right|entitled|elect\w*|require|obliged|obligated)\b[^.;]{{0,80}}\b(?:to\s+)?(?:purchas\w+|buy\w*|acquir\w+|sell\w*)\b"
    rf"[^.;]{{0,100}}\b{_INTEREST}\b|\b(?:buy-?\s?out|(?:put|call)\s+option)\b[^.;]{{0,60}}\b{_INTEREST}\b",
    re.I,
)
_BETWEEN_PARTIES = re.compile(
    rf"\bsale\s+of\s+(?:its|their|the)\s+{_INTEREST}\s+to\s+the\s+other\b|\b(?:purchase|sale)\s+of\s+the\s+{_INTEREST}\s+of\s+the\s+"
    r"other\b",
    re.I,
)
_PRICE = re.compile(
    r"\b(?:pric\w+|valu\w+|consideration|apprais\w+|worth|at\s+(?:its\s+)?cost|at\s+par\b|\$|US\$|€|£|¥|Rs\.?|USD|EUR|multiple|formula|pro\s*rata|"
    r"same\s+terms|terms\s+(?:and\s+conditions\s+)?(?:of|offered|set)|audit\w*|expert|without\s+payment|forfeit\w*|offer(?:ed|or)?|capital\s+account|"
    r"subscri\w+|issu\w+)\b|[$€£¥]",
    re.I,
)
_DEADLOCK = re.compile(
    r"\b(?:deadlock\w*|impasse|tie[ds]?\b|tie-?break\w*|casting\s+vote|escalat\w+|disagree\w*|umpire|unresolved|"
    r"(?:fail\w*|unable|cannot|inability|not)\b[^.;]{0,60}\b(?:agree(?:s|d|ment)?|resolv\w+|resolution|reach\w*|achiev\w+|decid\w+)|"
    r"no\s+(?:consensus|agreement)|final\s+(?:say|decision)|matters?\s+in\s+dispute|"
    r"disput\w+\s+(?:among|between)\s+(?:the\s+)?(?:managers|members|directors|committee))\b",
    re.I,
)
_EVEN_BODY = re.compile(
    r"\b(?:equal\s+(?:number|numbers|representation)|equal\s+\w+\s+of\s+(?:representatives|members|directors)|"
    r"(?:one|two|three|four|five|1|2|3|4|5)\s*(?:\(\d\)\s*)?(?:\w+\s+){0,2}(?:representatives?|members?|directors?|managers?|designees?)"
    r"\s+(?:\w+\s+){0,4}(?:from|of|by|designated\s+by|appointed\s+by)\s+(?:each|both)|each\s+(?:party|partner)\s+(?:shall|will|may)\s+"
    r"(?:\w+\s+){0,2}(?:appoint|designate|nominate)\s+(?:one|two|three|four|five|1|2|3|4|5|an\s+equal)\b(?!\s+of\s+its))\b",
    re.I,
)
_BODY = re.compile(r"\b(?:committee|board|steering|council|team|panel)\b", re.I)
_UNANIMOUS = re.compile(r"\b(?:unanim\w+|consensus|mutual\s+(?:agreement|consent)|both\s+parties)\b", re.I)
_DECIDES = re.compile(
    r"\b(?:decid\w+|decision\w*|vot\w+|approv\w+|resol(?:ve|ution)\w*|determin\w+|act(?:s|ion)?\s+by)\b", re.I
)
_EQUAL_VOTES = re.compile(
    r"\b(?:each|every|the)\s+(?:member|participant|party|partner|manager)s?\b[^.;]{0,60}\b(?:one|1|equal|a\s+single)\s+(?:\(1\)\s+)?"
    r"(?:equal\s+)?votes?\b(?!\s+(?:per|for)\s+(?:each\s+)?(?:unit|share|interest|percent))|\bone\s+vote\s+(?:each|per\s+(?:member|participant|party))",
    re.I,
)
_MAJORITY = re.compile(r"\bmajority\b", re.I)
_DRAG = re.compile(r"\bdrag[- ]?along\b", re.I)
_FLOOR = re.compile(
    r"\b(?:same\s+(?:price|terms|consideration|form)|not\s+less|no\s+less|at\s+least|minimum|floor|fair\s+(?:market\s+)?value|"
    r"terms\s+and\s+conditions|pric\w+|consideration)\b",
    re.I,
)


def halves_of_pairs(report: Report) -> Iterator[Defect]:
    """A purchase without price, a body of equals without a tie-break, a drag without floor."""
    view = view_of(report)
    yield from _no_price(view)
    yield from _no_tie_break(view)
    yield from _no_last_step(view)
    yield from _no_floor(view)


def _no_price(view: View) -> Iterator[Defect]:
    """A purchase of an interest among the parties, and no word of a price in its article or where it points."""
    for sentence in view.body:
        between = _BETWEEN_PARTIES.search(sentence.text)
        match = between or _DEAL.search(sentence.text)
        types = view.types_of(sentence)
        if match is None or not (between or types & {"buyout_put_call"}):
            continue
        if _PRICE.search(_reach(view, sentence)):
            continue
        start = sentence.start + match.start()
        message = (
            f"{capital(view.name_at(start))} has an interest change hands among the parties, and neither it nor the "
            "clauses around it give a price, a way to find one, or who decides it."
        )
        yield defect("X-09", message, (view.evidence(start, sentence.start + match.end()),))
        return


def _reach(view: View, sentence: Sentence) -> str:
    """The words of the article of a sentence and of the clauses it points to."""
    top = view.article(view.clause_of(sentence))
    clauses = list(view.subtree(top.id))
    for ref in view.references_in(sentence.start, sentence.end):
        for target in ref.targets:
            clauses.extend(view.subtree(target))
    return " ".join([sentence.text, *(view.plain[c.start : c.end] for c in clauses)])


def _no_tie_break(view: View) -> Iterator[Defect]:
    """Conservative: one word on disagreement in a clause on decisions, anywhere in the text, is enough."""
    answers = [s for s in view.sentences if _answers_deadlock(view, s)]
    ladder = view.typed("deadlock_exit", "escalation_deadlock")
    votes = next(((s, m) for s in view.body if (m := _EQUAL_VOTES.search(s.text))), None)
    majorities = [(s, m) for s in view.body if (m := _MAJORITY.search(s.text)) and _DECIDES.search(s.text)]
    decides = min(majorities, key=lambda found: not view.types_of(found[0]) & _DECIDING, default=None)
    # A majority is no answer where two sides have equal votes.
    if votes and decides and len(view.report.facts.parties) == 2 and all(_MAJORITY.search(s.text) for s in answers):
        places = [view.evidence(s.start + m.start(), s.start + m.end()) for s, m in (votes, decides)]
        places += [view.whole(s) for s in answers[:1]]
        where, how = view.name_at(places[0].start), view.name_at(places[1].start)
        message = (
            f"Votes are equal ({where}) and a majority decides ({how}): between two sides that is unanimity, and no "
            "clause was found on what happens when they disagree."
        )
        yield defect("X-09", message, places, "high")
        return
    if answers or any(not _IN_COURT.search(" ".join((*c.heading_path, c.heading))) for c in ladder):
        return
    for sentence in view.body:
        even = _EVEN_BODY.search(sentence.text)
        if even is None or not _BODY.search(sentence.text) or not view.types_of(sentence) & _DECIDING:
            continue
        start = sentence.start + even.start()
        message = (
            f"{capital(view.name_at(start))} sets up a body in which the sides are equal; no clause was found that "
            "says what happens when they disagree."
        )
        yield defect("X-09", message, (view.evidence(start, sentence.start + even.end()),), "medium")
        return


_DECIDING = frozenset(("governing_body", "reserved_matters", "escalation_deadlock", "deadlock_exit"))
_HARD = re.compile(r"\b(?:deadlock\w*|impasse|tie-?break\w*|casting\s+vote|escalat\w+|consensus|unanim\w+)\b", re.I)


_WARRANTS = re.compile(r"\b(?:represents?|warrants?|indemnif\w+)\b", re.I)


def _answers_deadlock(view: View, sentence: Sentence) -> bool:
    if not _DEADLOCK.search(sentence.text) or _IN_COURT.search(sentence.heading):
        return False
    if _WARRANTS.search(sentence.text):
        return False
    return bool(_HARD.search(sentence.text) or view.types_of(sentence) & _DECIDING)


_IN_COURT = re.compile(r"\b(?:arbitration|governing\s+law|jurisdiction|disputes?|venue)\b", re.I)


_UPWARD = re.compile(
    r"\b(?:refer\w*|escalat\w+|submit\w*|elevat\w+)\b[^.;]{0,120}\b(?:executives?|management|presidents?|chief\s+\w+|CEOs?|"
    r"senior|principals?|chair\w*)\b",
    re.I,
)
_LAST = re.compile(
    r"\b(?:arbitra\w+|experts?|mediat\w+|courts?|litigat\w+|casting|deciding\s+vote|final\w*|binding|prevail\w*|terminat\w+|"
    r"purchas\w+|buy\w*|sell|dissol\w+|status\s+quo|deemed|majority|determined\s+by|sole\s+discretion|remed(?:y|ies)|"
    r"(?:section|clause|article)\s+\d+)",
    re.I,
)


_ARBITRATION = re.compile(r"\barbitra\w+", re.I)
_SIDES = re.compile(r"\b(?:committee|board|council|JSC|parties|partners|members|shareholders)\b", re.I)


def _no_last_step(view: View) -> Iterator[Defect]:
    """A disagreement goes up to the chiefs, and nothing follows if they disagree too, not even arbitration."""
    if view.says(_ARBITRATION):
        return
    ladders: dict[str, tuple[int, Sentence, re.Match[str]]] = {}
    for i, sentence in enumerate(view.body):
        match = _UPWARD.search(sentence.text)
        if match is not None and "escalation_deadlock" in view.types_of(sentence):
            ladders[view.article(view.clause_of(sentence)).id] = (i, sentence, match)  # the last rung of each
    for article, (i, sentence, match) in ladders.items():
        if not _DEADLOCK.search(sentence.text) or not _SIDES.search(sentence.text):
            continue
        cite = view.clause_of(sentence).cite
        rest = [s for s in view.body[i + 1 : i + 30] if view.clause_of(s).cite == cite]
        if _LAST.search(sentence.text, match.end()) or any(_LAST.search(s.text) for s in rest):
            continue
        following = [s for s in view.body[i + 1 : i + 8] if view.article(view.clause_of(s)).id != article][:1]
        if any(view.types_of(s) & {"escalation_deadlock", "deadlock_exit", "dispute_law_forum"} for s in following):
            continue
        start = sentence.start + match.start()
        message = (
            f"{capital(view.name_at(start))} sends a disagreement up to the management of the parties and stops "
            "there: no time limit leads to a last step, and no way out follows."
        )
        yield defect("X-09", message, (view.evidence(start, sentence.start + match.end()),), "high")
        return


def _no_floor(view: View) -> Iterator[Defect]:
    drags = [s for s in view.body if _DRAG.search(s.text)]
    if not drags or any(_FLOOR.search(_reach(view, s)) for s in drags):
        return
    match = _DRAG.search(drags[0].text)
    assert match is not None
    start = drags[0].start + match.start()
    message = (
        f"{capital(view.name_at(start))} lets one side drag the other into a sale and gives no floor for its price."
    )
    yield defect("X-09", message, (view.evidence(start, start + len(match[0])),), "high")
