"""X-06 a trigger that ends in talks, X-07 rights to end the agreement that the clauses on consequences leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.view import View, capital, view_of
from clausescan.facts.sentences import Sentence
from clausescan.model import Clause, Defect, Evidence, Reference, Report

_TRIGGER = re.compile(
    r"\b(?:if|in\s+the\s+event|in\s+case|should|where|whenever|upon\s+(?:the\s+)?(?:failure|occurrence)|unless)\b", re.I
)
_TALKS = re.compile(
    r"\b(?:shall|will|must|agree\s+to|undertake\s+to|are\s+to|is\s+to)\s+(?:\w+\s+){0,3}?"
    r"(?:discuss|consult|negotiate|confer|(?:enter\s+into|hold|commence|open|conduct)\s+(?:\w+\s+){0,3}"
    r"(?:discussions?|consultations?|negotiations?|talks)|meet\s+(?:\w+\s+){0,3}(?:and|to)\s+(?:discuss|consult|consider|"
    r"determine|negotiate))\b",
    re.I,
)
_EVENT = re.compile(
    r"\b(?:fail(?:s|ed|ure)?\s+to\s+(?:sell|achieve|reach|meet|attain|obtain|complete|deliver)|unable\s+to\s+(?:agree|resolve)|"
    r"deadlock\w*|impasse|not\s+(?:achieved|reached|met|attained|viable|feasible)|force\s+majeure|change\s+(?:of|in)\s+control|"
    r"below|less\s+than|losses|unprofitable|abandon\w*|discontinu\w+|cannot\s+(?:agree|be\s+(?:achieved|resolved)))\b",
    re.I,
)
_AT_STAKE = re.compile(
    r"\b(?:terminat\w+|dissol\w+|wind(?:ing)?[ -]up|withdraw\w*|continu(?:e|ation|ing)\b[^.;]{0,30}\b(?:agreement|"
    r"venture|company|alliance|collaboration|cooperation)|exit\w*|future\s+of\s+the)\b",
    re.I,
)
_RESULT = re.compile(
    r"\b(?:failing\s+(?:which|such|agreement|this|that)|otherwise|in\s+the\s+absence\s+of|absent\s+(?:such\s+)?(?:an\s+)?agreement|"
    r"(?:if|where|should|unless|in\s+the\s+event|in\s+case|until)\b[^.;]{0,100}\b(?:agree(?:ment|d)?|resol\w+|reach\w*|"
    r"negotiat\w+|settle\w*|conclu\w+|consensus|discussions?|consultations?|solution)\b|arbitrat\w+|mediat\w+|expert|"
    r"court|casting\s+vote|may\s+(?:then\s+)?(?:\w+\s+){0,4}terminate|entitled\s+to\s+terminate|right\s+to\s+terminate|"
    r"shall\s+(?:automatically\s+)?terminate|has\s+the\s+right|shall\s+have\s+the\s+right|final\s+(?:decision|say)|"
    r"shall\s+be\s+free|will\s+be\s+free|without\s+limiting|in\s+addition\s+to|after\s+which|thereupon|thereafter|escalat\w+|"
    r"refer(?:red)?\s+to)\b",
    re.I,
)
_EXIT_TRIGGERS = frozenset(
    ("performance_trigger", "deadlock_exit", "external_event", "change_of_control", "breach_default", "insolvency",
     "buyout_put_call")
)  # fmt: skip
_INVALID = re.compile(r"\b(?:invalid\w*|unenforceab\w+|severab\w+|illegal\w*|publication|press\s+release)\b", re.I)


def triggers_that_end_in_talks(report: Report) -> Iterator[Defect]:
    """An event, a duty to talk about what follows, and nothing if the talks fail."""
    view = view_of(report)
    sentences = view.body
    for i, sentence in enumerate(sentences):
        text = sentence.text
        talks = _TALKS.search(text)
        if talks is None or not _TRIGGER.search(text) or _INVALID.search(text) or _INVALID.search(sentence.heading):
            continue
        typed = bool(view.types_of(sentence) & _EXIT_TRIGGERS)
        at_stake = bool(_AT_STAKE.search(text, talks.start(), min(len(text), talks.end() + 160)))
        if not ((typed and (at_stake or _EVENT.search(text))) or (at_stake and _EVENT.search(text))):
            continue
        following = "".join(s.text + " " for s in sentences[i + 1 : i + 3] if _together(view, sentence, s))
        if (
            _RESULT.search(text, talks.end())
            or _RESULT.search(following)
            or _RESULT.search(text[: talks.start()].split(",")[-1])
        ):
            continue
        start = sentence.start + talks.start()
        message = (
            f'{capital(view.name_at(start))} names an event and ends in talks ("{talks[0]} …"): '
            "nothing says what happens if they fail."
        )
        yield defect("X-06", message, (view.evidence(start, sentence.start + talks.end()),))


def _together(view: View, one: Sentence, other: Sentence) -> bool:
    """Whether a sentence still belongs to the clause of the one before."""
    first, second = view.clause_of(one), view.clause_of(other)
    return first.cite == second.cite or first.id in {c.id for c in view.chain(second)}


_END = r"(?:terminat\w+|expir\w+)"
_THIS = r"(?:this|the|such)\s+(?:(?:strategic|joint\s+venture|operating)\s+)?(?:agreement|charter|contract|alliance)"
RIGHT_TO_END = re.compile(
    r"\b(?:may|can|shall\s+(?:have|be)|has|have|is|are|will\s+have|entitled|right|option|election)\b[^.;]{0,120}?"
    rf"\bterminat(?:e|ed|ion)\b[^.;]{{0,20}}\b{_THIS}\b|"
    rf"\b{_THIS}\b[^.;]{{0,40}}\b(?:may|can|shall)\s+(?:also\s+)?(?:be\s+)?(?:automatically\s+|earlier\s+)?terminated?\b",
    re.I,
)
_WHOLE = re.compile(
    rf"\b(?:upon|after|following|on|in\s+the\s+event\s+of|in\s+case\s+of|in\s+the\s+case\s+of|effects?\s+of|if|where|when|at|"
    rf"by\s+reason\s+of|from|no|consequences?\s+of|as\s+of|prior\s+to|any|the|by|notwithstanding|case)\s+"
    rf"(?:the\s+|any\s+|such\s+|early\s+|earlier\s+|effective\s+date\s+of\s+|date\s+of\s+|a\s+|natural\s+|full\s+|sooner\s+){{0,4}}"
    rf"{_END}|\b(?:agreement|contract|charter)\s+(?:is|has\s+been|shall\s+be|being)\s+(?:\w+\s+)?terminated|"
    rf"\b{_END}\s+(?:or\s+\w+\s+)?of\s+this\s+(?:agreement|charter|contract)\b[^.;]{{0,40}}\b(?:shall|will|does)\s+not\b"
    r"|\bsuch\s+terminat\w+\s+(?:shall|will|does)\b|\bshould\s+this\s+(?:agreement|contract)\s+be\s+terminated",
    re.I,
)
_FOLLOWS = frozenset(
    ("exit_consequences", "survival", "licence_after_exit", "transition_supply", "brand_name", "tangible_site")
)  # fmt: skip
_EXPIRY = re.compile(
    r"\b(?:expir\w+|non-?renewal|not\s+(?:be\s+)?renewed|end\s+of\s+(?:the\s+|this\s+)?(?:term|agreement|project|venture)|"
    r"for\s+(?:any|whatever|whatsoever)\s+(?:\w+\s+)?(?:reason|cause)|any\s+reason|howsoever|however\s+(?:caused|arising)|"
    r"ceas\w+|any\s+(?:\w+\s+)?terminat\w+|whatever\s+reason|conclusion|completion|thereafter|end(?:s|ed|ing)?\b|dissol\w+)",
    re.I,
)
_TAIL_ONLY = re.compile(r"\b(?:confidential\w*|solicit\w*|compet\w+|hire|employ\w*)\b", re.I)


def triggers_without_procedure(report: Report) -> Iterator[Defect]:
    """Rights to end the agreement against what the clauses on consequences, survival and assets name."""
    view = view_of(report)
    if view.amends:
        return
    rights = [s for s in view.body if RIGHT_TO_END.search(s.text) and not _WHOLE_ONLY.match(s.text)]
    if not rights:
        return
    follows = _what_follows(view)
    if not follows:
        yield from _nothing_follows(view, rights)
        return
    yield from _one_of_two_rights(view, follows)
    yield from _not_named(view, follows)
    yield from _expiry_left_out(view, follows)


_WHOLE_ONLY = re.compile(r"\s*(?:upon|after|following|in\s+the\s+event\s+of)\b[^,]{0,60}\bterminat\w+", re.I)


def _what_follows(view: View) -> list[Sentence]:
    """Sentences that say what holds once the agreement has ended."""
    found = []
    for sentence in view.sentences:
        if not _WHOLE.search(sentence.text) and not re.search(r"\bsurviv", sentence.text, re.I):
            continue
        if view.types_of(sentence) & _FOLLOWS and not _mere_tail(view, sentence):
            found.append(sentence)
    return found


_OTHERS = re.compile(r"\bany\s+other\s+(?:related\s+)?agreements?\b", re.I)
_ASIDE = re.compile(rf"{_TAIL_ONLY.pattern}|{_OTHERS.pattern}|\brenew\w*\b|\bnotices?\b", re.I)


def _mere_tail(view: View, sentence: Sentence) -> bool:
    """Hiring, competing or secrecy after the end, or other agreements, and nothing else."""
    if _OTHERS.search(sentence.text):
        return True
    if "exit_consequences" in view.types_of(sentence) or re.search(r"\bsurviv|\breturn", sentence.text, re.I):
        return False
    return bool(_TAIL_ONLY.search(sentence.text))


def _nothing_follows(view: View, rights: list[Sentence]) -> Iterator[Defect]:
    """Conservative: any sentence that looks beyond the end, but for a mere tail of secrecy or hiring, is enough."""
    for sentence in view.sentences:
        looks_on = _WHOLE.search(sentence.text) or re.search(
            r"\bsurviv|\bwind(?:ing)?[ -]up|\bliquidat", sentence.text, re.I
        )
        if looks_on and sentence not in rights and not _ASIDE.search(sentence.text):
            return
    match = RIGHT_TO_END.search(rights[0].text)
    assert match is not None
    start = rights[0].start + match.start()
    message = (
        f"{capital(view.name_at(start))} lets the agreement be ended, and no clause was found that says what then "
        "becomes of running work, payments, assets and licences."
    )
    yield defect("X-07", message, (view.evidence(start, rights[0].start + match.end()),), "high")


def _internal(view: View, sentence: Sentence) -> list[Reference]:
    refs = view.references_in(sentence.start, sentence.end)
    return [r for r in refs if r.kind == "internal" and not r.external and len(r.targets) == 1]


_EXCEPT = re.compile(r"\b(?:except|other\s+than|excluding|unless|save)\b", re.I)


def _one_of_two_rights(view: View, follows: list[Sentence]) -> Iterator[Defect]:
    """A consequence that is carved out for one call or put and not for the other beside it."""
    doors = [c for c in view.typed("buyout_put_call") if not c.scope]
    if len(doors) < 2:
        return
    for sentence in follows:
        carve = _EXCEPT.search(sentence.text)
        refs = _internal(view, sentence)
        if carve is None or not refs or "exit_consequences" not in view.types_of(sentence):
            continue
        own = {c.id for c in view.chain(view.clause_of(sentence))}
        named = {c.id for ref in refs for c in view.subtree(ref.targets[0])}
        carved = [r for r in refs if r.start > sentence.start + carve.start() and r.targets[0] not in own]
        for ref in carved:
            target = view.by_id[ref.targets[0]]
            if not any(door.id in {c.id for c in view.subtree(target.id)} for door in doors):
                continue
            for sibling in (c for c in view.report.clauses if c.parent == target.parent and c.scope == target.scope):
                inside = {c.id for c in view.subtree(sibling.id)}
                if sibling.id in named or inside & named or inside & own or not _shares_heading(target, sibling):
                    continue
                if not any(door.id in inside for door in doors):
                    continue
                message = (
                    f"{capital(view.name_at(sentence.start))} makes an exception for the right of {view.name(target)} "
                    f"and not for the like right of {view.name(sibling)}: as written, that right does not stop what "
                    f"{view.name_at(sentence.start)} orders."
                )
                yield defect(
                    "X-07",
                    message,
                    (view.evidence(ref.start, ref.end), _opening(view, target), _opening(view, sibling)),
                )
                return


def _shares_heading(one: Clause, other: Clause) -> bool:
    """Clauses of one kind carry like headings: "Calls upon breach", "Calls upon bankruptcy"."""
    first, second = (set(re.findall(r"[a-z]{4,}", c.heading.lower())) for c in (one, other))
    return bool((first & second) - {"upon", "after", "effective", "date", "general"})


_TIED = re.compile(
    rf"\b{_END}[^.;]{{0,80}}\b(?:pursuant\s+to|under|by\s+virtue\s+of|in\s+accordance\s+with)\s*"
    r"(?:section|clause|article|paragraph)?s?\s*\Z",
    re.I,
)


def _not_named(view: View, follows: list[Sentence]) -> Iterator[Defect]:
    """Every consequence is tied to numbered rights, and one right is in none of them."""
    named: set[str] = set()
    tied: list[Sentence] = []
    for sentence in follows:
        ties = [
            ref
            for ref in _internal(view, sentence)
            if _TIED.search(view.plain, max(sentence.start, ref.start - 130), ref.start)
        ]
        if not ties:
            return  # it holds whatever the reason
        tied.append(sentence)
        for ref in _internal(view, sentence):
            named |= {c.id for c in view.subtree(ref.targets[0])}
    if not tied:
        return
    for clause in view.report.clauses:
        if clause.scope or clause.id in named or not clause.number or any(c.id in named for c in view.chain(clause)):
            continue
        text = view.plain[clause.start : clause.end]
        match = RIGHT_TO_END.search(text)
        if (
            match is None
            or _CONSENT.search(text)
            or any(clause.id in {c.id for c in view.clauses_of(s)} for s in follows)
        ):
            continue
        if view.children.get(clause.id) and any(c.id in named for c in view.subtree(clause.id)):
            continue
        message = (
            f"{capital(view.name(clause))} lets the agreement be ended; the consequences in "
            f"{view.name_at(tied[0].start)} hold only for ends under other clauses."
        )
        evidence = (view.evidence(clause.start + match.start(), clause.start + match.end()), view.whole(tied[0]))
        yield defect("X-07", message, evidence, "high")


_CONSENT = re.compile(r"\b(?:consent|amend\w*|waive\w*|mutual\w*)\b", re.I)


_AFTERWARDS = re.compile(
    r"\b(?:upon|after|following|on|in\s+the\s+event\s+of|in\s+case\s+of|surviv\w+)\s+(?:the\s+|early\s+|its\s+)?terminat\w+"
    r"(?:\s+(?:of|hereof)\b|\s*,)|\bif\s+this\s+agreement\s+is\s+terminated",
    re.I,
)


def _expiry_left_out(view: View, follows: list[Sentence]) -> Iterator[Defect]:
    """The agreement runs out by itself, and every consequence speaks of termination only.

    Low: a court may well read termination to mean any end.
    """
    term = view.report.facts.term
    if term.kind != "fixed" or term.evidence is None:
        return
    if any(_EXPIRY.search(s.text) for s in follows) or re.search(
        r"\bterminat\w+[\"']?\s+(?:date\b|means|includes|shall\s+(?:mean|include))", view.plain, re.I
    ):
        return
    long = [s for s in follows if len(s.text) > 60] or follows
    general = [s for s in long if _AFTERWARDS.search(s.text)]
    if not general:
        return
    for sentence in view.sentences:
        if _EXPIRY_OF_THIS.search(sentence.text) and sentence not in general:
            return
    message = (
        f"The agreement ends by itself ({view.name_at(term.evidence.start)}), and what follows its end is said for "
        f"termination only ({view.name_at(general[0].start)}): say whether it holds at expiry too."
    )
    yield defect("X-07", message, (term.evidence, view.whole(general[0])), "low")


_EXPIRY_OF_THIS = re.compile(
    r"\b(?:after|upon|following|on|survive[sd]?|at)\s+(?:the\s+|any\s+)?(?:\w+\s+(?:or|and)\s+)?expir(?:y|ation)\b[^.;]{0,30}"
    r"\b(?:of|hereof)\b",
    re.I,
)


def _opening(view: View, clause: Clause) -> Evidence:
    """The first words of a clause, or of its first child where it is only a heading."""
    for below in view.subtree(clause.id):
        if below.end - below.body > 60 or not view.children.get(below.id):
            return view.evidence(below.body, min(below.body + 40, below.end))
    return view.evidence(clause.start, clause.end)
