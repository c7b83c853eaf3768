"""X-04: what must live on after the end, and is left out of the list that saves it or of any list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.assess.consistency.consequences import RIGHT_TO_END
from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.tails import AFTER_END, END, LIVES
from clausescan.assess.consistency.view import View, capital, view_of
from clausescan.facts.sentences import Sentence
from clausescan.model import Clause, Defect, Evidence, Report, Severity
from clausescan.structure.labels import roman

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("confidentiality", re.compile(r"\b(?:confidential\w*|non-?disclosure|secrecy)\b", re.I)),
    ("indemnity", re.compile(r"\bindemnit\w+|\bindemnif\w+|\bhold\s+harmless\b", re.I)),
    ("limits of liability", re.compile(r"\bconsequential\b|\bliabilit(?:y|ies)\b", re.I)),
    (
        "ownership of results",
        re.compile(r"\bintellectual\s+property|\bownership|\bproprietary\s+rights|\binventions\b|^property\b", re.I),
    ),
    (
        "governing law",
        re.compile(r"\b(?:governing|applicable)\s+law|\bchoice\s+of\s+law|^law\b|\bjurisdiction\b", re.I),
    ),
    ("disputes", re.compile(r"\barbitrat\w+|\bdisputes?\b", re.I)),
)
_CATCH_ALL = re.compile(
    r"\b(?:nature|intend(?:ed)?|context|implication|intent|meant|expressly|necessary\s+to|require[sd]?\s+to|all\s+other|any\s+other|"
    r"other\s+(?:provisions?|obligations?|rights?|sections?|clauses?))\b",
    re.I,
)


def left_out_of_survival(report: Report) -> Iterator[Defect]:
    """What is always needed after the end, is in no list of what survives, and does not say itself that it lives on."""
    view = view_of(report)
    living = [s for s in view.body if LIVES.search(s.text) and not _WARRANTIES.search(s.heading)]
    if any(_CATCH_ALL.search(s.text) and END.search(s.text) for s in living):
        return
    saved = {id for sentence in living for id in _saved(view, sentence)}
    lists = [s for s in living if _names_clauses(view, s)]
    missing = _missing(view, living, saved, lists=bool(lists))
    if not missing:
        return
    names = ", ".join(f"{view.name(clause)} ({kind})" for kind, clause in missing)
    places: list[Evidence] = []
    if lists:
        head = max(lists, key=lambda s: len(_saved(view, s)))
        places.append(view.whole(head))
        message = f"{capital(view.name_at(head.start))} lists what survives the end and leaves out {names}."
    elif view.amends or any(END.search(s.text) and not _OWN.search(s.text) for s in living) or not _can_end(view):
        return  # something is saved in words of its own
    elif missing[0][0] != "confidentiality":
        return  # an indemnity for acts before the end is mostly read to outlive it; secrecy is not
    else:
        verb = "is" if len(missing) == 1 else "are"
        message = f"No clause was found that says what survives the end, and {names} {verb} silent on it."
    places += [view.evidence(c.body, min(c.body + 20, c.end)) for _, c in missing]
    severity: Severity = "medium" if len(missing) > 1 or missing[0][0] in _FIRST else "low"
    yield defect("X-04", message, places, severity)


_FIRST = ("confidentiality", "indemnity")
_OWN = re.compile(r"\bthis\s+(?:section|clause|article|paragraph|provision)|\bsurviving\b", re.I)
_TYPED = {"confidentiality": "confidentiality", "indemnity": "liability_tail"}


def _can_end(view: View) -> bool:
    """A company agreement without term is left by its members and does not itself come to an end."""
    return view.report.facts.term.kind in ("fixed", "event") or view.says(RIGHT_TO_END)


def _missing(view: View, living: list[Sentence], saved: set[str], *, lists: bool) -> list[tuple[str, Clause]]:
    """Kind and first clause of what is not saved. Without a list only what is useless unless it lives on."""
    found: list[tuple[str, Clause]] = []
    for kind, heading in _KINDS:
        if not lists and kind not in _FIRST:
            continue
        if any(heading.search(s.text) for s in living):
            continue
        holders = [c for c in view.report.clauses if not c.scope and _holds(view, c, kind, heading, by_type=not lists)]
        if not holders or any({d.id for d in (*view.subtree(c.id), *view.chain(c))} & saved for c in holders):
            continue
        if any(_own_life(view, c) for c in holders):
            continue
        if kind == "ownership of results" and not any(_owns(view, c) for c in holders):
            continue
        found.append((kind, holders[0]))
    return found


_STUB = 50  # characters: a heading whose text was left out or taken out


def _holds(view: View, clause: Clause, kind: str, heading: re.Pattern[str], *, by_type: bool) -> bool:
    """Whether a clause is of a kind: by its heading; by its type too where the text has no list to compare with."""
    if sum(c.end - c.body for c in view.subtree(clause.id)) < _STUB:
        return False
    if clause.heading and _is_section(clause) and heading.search(clause.heading):
        return True
    if not by_type or _TYPED.get(kind) not in {score.type for score in clause.types}:
        return False
    return heading.search(view.plain, clause.start, clause.end) is not None


_WARRANTIES = re.compile(r"\brepresentations?\b|\bwarrant", re.I)


def _is_section(clause: Clause) -> bool:
    return clause.kind in ("clause", "heading") and bool(clause.number)


_PLURAL = re.compile(r"\b(?:sections|articles|clauses|paragraphs|provisions)\b", re.I)


def _names_clauses(view: View, sentence: Sentence) -> bool:
    own = {clause.id for clause in view.chain(view.clause_of(sentence))}
    targets = {t for r in view.references_in(sentence.start, sentence.end) if r.kind == "internal" for t in r.targets}
    return len(targets - own) >= 2 and bool(END.search(sentence.text) and _PLURAL.search(sentence.text))


def _saved(view: View, sentence: Sentence) -> set[str]:
    """Ids of the clauses that a sentence on survival keeps alive; its own clause counts ("this Section survives")."""
    saved = {d.id for c in view.clauses_of(sentence) for d in view.chain(c) if d.number}
    targets = {t for ref in view.references_in(sentence.start, sentence.end) for t in ref.targets}
    numbers = set(_NUMBER.findall(sentence.text))  # a list may break off ("5.2 (in part) 9.1"), so bare numbers count
    tops = [c for c in view.report.clauses if not c.scope and c.number and "(" not in c.number]
    targets |= {c.id for c in tops if _bare(c) in numbers}
    for first, last in _RANGE.findall(sentence.text):
        low, high = ([i for i, c in enumerate(tops) if _bare(c) == number] for number in (first, last))
        if low and high:
            targets |= {c.id for c in tops[low[0] : high[-1] + 1]}
    articles = _articles(
        sentence.text
    )  # "Articles VIII-XVIII" keeps 18.04 too, whether or not article 18 has its own line
    targets |= {c.id for c in tops if (whole := _bare(c).split(".")[0]).isdigit() and int(whole) in articles}
    for target in targets:
        saved |= {c.id for c in view.subtree(target)}
    return saved


_NUMBER = re.compile(r"(?<![\w.])(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,6})(?![\w%])")
_RANGE = re.compile(rf"({_NUMBER.pattern})\s?(?:-|to|through|until)\s?({_NUMBER.pattern})")


def _articles(text: str) -> set[int]:
    """Numbers of the whole articles that are named, ranges filled."""
    found = {value for word in _NUMBER.findall(text) if (value := _value(word))}
    for first, last in _RANGE.findall(text):
        low, high = _value(first), _value(last)
        if low and high and low < high:
            found |= set(range(low, high + 1))
    return found


def _value(word: str) -> int | None:
    return int(word) if word.isdigit() else roman(word)


def _bare(clause: Clause) -> str:
    """The number without "Article" or "Section"."""
    return clause.number.split(" ")[-1]


def _owns(view: View, clause: Clause) -> bool:
    """Whether the clause itself gives a title, and does not only send elsewhere for it."""
    return any(_TITLE.search(view.plain, c.start, c.end) for c in view.subtree(clause.id))


_TITLE = re.compile(
    r"\b(?:shall|will|is|are|be)\s+(?:\w+\s+){0,3}(?:owned?|belong\w*|vest\w*|property)\b|\bassigns?\b|\bretains?\b",
    re.I,
)


def _own_life(view: View, clause: Clause) -> bool:
    """Whether the clause, or its article, speaks itself of the time after the end or of a time of its own."""
    for below in view.subtree(view.article(clause).id):
        text = view.plain[below.start : below.end]
        if AFTER_END.search(text) or LIVES.search(text) or _LASTING.search(text):
            return True
        if any(p.purpose == "survival_tail" for p in view.periods_in(below.start, below.end)):
            return True
    return False


_LASTING = re.compile(
    r"\b(?:at\s+(?:any|all)\s+times?|perpetu\w+|indefinite\w*|forever|for\s+a\s+period\s+of|continu\w+\s+(?:to\s+)?(?:be\s+)?"
    r"(?:bound|in\s+(?:force|effect))|shall\s+continue\b)",
    re.I,
)
