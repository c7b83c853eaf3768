"""References whose number exists and whose target speaks of something else (X-15).

Reported is only what the sentence itself gives away: the term that is "defined in" a clause which does not have it, the
title in brackets that is another clause's, the subject that the target does not mention and another heading names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.tree import Tree, called, key_of, subject
from clausescan.model import Clause, Defect, Definition, Reference, Report

_DEFINED_IN = re.compile(
    r"((?:[A-Z][\w’'&/-]{0,30}\s(?:of\s|and\s|the\s|for\s|to\s){0,2}){0,5}[A-Z][\w’'&/-]{0,30})\s?"
    r"[(,]\s?as\s(?:such\sterm\sis\s|that\sterm\sis\s|so\s)?defined\s(?:in|under|by)\s\Z"
)
_TITLE_AFTER = re.compile(r"\s?[(\[]\s?[\"“]?([A-Z][A-Za-z’'&,/ -]{3,60}?)[\"”]?\s?[)\]]")
_SUBJECT = re.compile(
    r"((?:[A-Za-z][\w’'-]*\s){1,10})(?:(?:as\s)?(?:set\sforth|set\sout|described|contained|provided|specified|stated"
    r"|provided\sfor)\s(?:in|under|by)|of|under|in|pursuant\sto|in\s(?:accordance|compliance)\swith)\s(?:the\sprovisions\sof\s)?\Z"
)
_ENDED_UNDER = re.compile(
    r"\b(?:terminat(?:ed|ion|e|es)|expir(?:ed|ation|y))\b(?:,?\s(?!(?:to|shall|will|be|must|period|registration|by|pay\w*)\b)[\w’'-]+){0,8}?,?\s(?:pursuant\sto"
    r"|in\saccordance\swith|under|as\s(?:provided|set\sforth|specified|permitted)\s(?:in|by|under))\s"
    r"(?:the\s(?:provisions|terms)\sof\s)?\Z",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\b(?:terminat|expir|withdraw|dissol|cancel|end(?:s|ed|ing)?\b|cease|rescind|wind)", re.IGNORECASE)
_EFFECTS = re.compile(
    r"\b(?:effects?|consequences?|rights\sand\s(?:obligations|duties)|obligations|duties)\s(?:of|upon|on|after|following)\s(?:\w+\s)?"
    r"(?:termination|expir)",
    re.IGNORECASE,
)
_MAY_END = re.compile(
    r"\b(?:may|right\sto|entitled\sto|shall|will)\s(?:\w+\s){0,3}?terminate|\bmay\sbe\s(?:\w+\s)?terminated|\bright\sof\stermination"
    r"|\bautomatically\sterminat",
    re.IGNORECASE,
)
_SUBJECTS = {
    "confidentiality": r"confiden|non-?disclos|secre",
    "nondisclosure": r"confiden|non-?disclos|secre",
    "arbitration": r"arbitra|dispute",
    "indemnification": r"indemn|hold harmless",
    "indemnity": r"indemn|hold harmless",
    "insurance": r"insur",
    "publication": r"publi",
    "non-competition": r"compet|exclusiv",
    "exclusivity": r"exclusiv|sole",
    "standstill": r"standstill|acqui",
    "audit": r"audit|inspect|records|books",
    "deadlock": r"deadlock|impasse|disagree",
    "escalation": r"escalat|refer|dispute|executive",
}
"""Subjects that a sentence may name, and the stems of which a clause on them has at least one."""
_PLAIN = frozenset(
    [
        *("the", "and", "for", "any", "all", "its", "their", "such", "this", "that", "other", "obligations", "each"),
        *("provisions", "provision", "rights", "right", "terms", "conditions", "procedures", "procedure", "under"),
        *("requirements", "requirement", "restrictions", "limitations", "set", "forth", "with", "subject", "pursuant"),
        *("party", "parties", "agreement", "section", "article", "clause", "obligation", "not", "are", "shall", "will"),
    ]
)
_MEANING = re.compile(
    r"\W{0,3}(?:(?:the|this)\sterm\s(?:shall\shave|has)\s)?(?:the\s)?(?:same\s|respective\s)?(?:meanings?\b[^.;]{0,50}?)?\b(?:in|under|by)\s(?:the\s(?:first|second|last)"
    r"\s\w+\sof\s)?"
)
_OTHER_PAPER = re.compile(
    r"[^.;:()]{0,60}?\b(?:of|under|in|to)\s(?:the|that|such|said)\s(?!Agreement\b)(?:[A-Z][\w’'&.-]{0,30}\s(?:and\s|of\s"
    r"|the\s){0,2}){1,7}(?:Agreement|Contract|Deed|Lease|Plan|Indenture)\b"
)
_REDACTED = re.compile(r"\[\s?(?:\*\s?){1,6}\]|\*{3}|\bredacted\b", re.IGNORECASE)
_MOST_IN_LIST = 12
"""References before one that may belong to its list."""
_MOST_HEADED = 400
"""Headings that are looked through for the subject of a reference."""
_PASSING = 1
"""So many mentions of a subject are passing ones, if no heading above the target names it."""
_SHORT = 1_500
"""Characters of a target of which a redaction may hide the essence."""
_JOINED = re.compile(r"[\s,]{0,3}(?:and|or|and/or|through|to)[\s,]{0,3}(?:Sections?\s|Articles?\s|Clauses?\s)?\Z", re.I)


Terms = dict[str, list[Definition]]


class _View:
    """What the rules look up: the tree, definitions by term and by the clause that borrows them, headings."""

    def __init__(self, report: Report) -> None:
        self.tree = Tree(report)
        self.defined: Terms = defaultdict(list)
        self.borrowed: Terms = defaultdict(list)
        for d in report.definitions:
            self.defined[_fold(d.term)].append(d)
            if d.source and not d.external:
                self.borrowed[d.clause].append(d)
        self.beside: dict[str, list[Reference]] = defaultdict(list)  # references of a clause, the last first
        for ref in reversed(report.references):
            self.beside[ref.clause].append(ref)
        self.headed = [c for c in report.clauses if c.heading and c.number and c.kind != "toc" and not c.scope]
        self.ends = [c for c in self.headed if re.search(r"\bterminat", c.heading, re.IGNORECASE)][:_MOST_HEADED]


def wrong_targets(report: Report) -> Iterator[Defect]:
    """X-15, one defect a reference."""
    view = _View(report)
    tree = view.tree
    for ref in report.references:
        if ref.kind != "internal" or ref.external or not ref.targets or tree.by_id[ref.clause].kind == "toc":
            continue
        if tree.text[ref.start : ref.start + 5].lower() == "this ":
            continue
        if _OTHER_PAPER.match(tree.text, ref.end, tree.by_id[ref.clause].end):
            continue
        for rule in (_source_of_definition, _defined_in, _title, _ended_under, _subject):
            found = rule(view, ref)
            if found is not None:
                yield found
                break


def _hidden(tree: Tree, ref: Reference, most: int = 1_000_000) -> bool:
    """Whether a target of at most `most` characters is redacted somewhere, so that it cannot be checked."""
    targets = [tree.by_id[t] for t in ref.targets]
    return any(len(tree.words(t)) <= most and tree.count(t, _REDACTED) for t in targets)


def _fold(term: str) -> str:
    low = " ".join(term.lower().replace("’", "'").split())
    return low[:-1] if low.endswith("s") and not low.endswith("ss") else low


def _wrong(tree: Tree, ref: Reference, why: str, *more: Clause) -> Defect:
    clause = tree.by_id[ref.clause]
    evidence = [tree.around(clause, ref.start, ref.end, 110)]
    evidence += [tree.evidence(tree.by_id[t], 120) for t in ref.targets[:1]]
    evidence += [tree.evidence(c, 120) for c in more]
    name = subject(clause)
    return defect("X-15", f"{name} {why}", evidence)


def _covers(tree: Tree, ref: Reference, clause: str) -> bool:
    return any(tree.within(tree.by_id[clause], tree.by_id[t]) for t in ref.targets)


def _says(tree: Tree, ref: Reference, words: str) -> bool:
    """Whether the target, what stands below it, or the next unnumbered paragraphs contain the words."""
    for t in ref.targets:
        target = tree.by_id[t]
        if words in " ".join(tree.words(target).replace("’", "'").split()):
            return True
        at = tree.place[t]
        for c in tree.report.clauses[at + 1 : at + 4]:
            if c.number:
                break
            if words in " ".join(tree.text[c.start : c.end].lower().replace("’", "'").split()):
                return True
    return False


def _place_of(tree: Tree, term: str, ref: Reference, defined: Terms) -> Clause | None:
    """Where a term is really defined: with words of its own, outside the target and not where the reference stands."""
    for d in defined.get(_fold(term), ()):
        clause = tree.by_id[d.clause]
        if d.source or d.external or d.clause == ref.clause or _covers(tree, ref, d.clause):
            continue
        if clause.kind not in ("recital", "parties"):
            return clause
    return None


def _quoted(tree: Tree, ref: Reference, term: str) -> bool:
    """Whether the target sets the term in quotes, so that it may define it in a way that was not understood."""
    return any(_says(tree, ref, f"{a}{_fold(term)}") for a in "“\"'‘")


def _not_there(view: _View, term: str, ref: Reference) -> Defect | None:
    tree, same = view.tree, view.defined.get(_fold(term), ())
    if any(_covers(tree, ref, d.clause) for d in same if d.clause != ref.clause) or _hidden(tree, ref):
        return None
    real = _place_of(tree, term, ref, view.defined)
    said = _says(tree, ref, _fold(term))
    if any(_fold(term) in tree.by_id[t].heading.lower() for t in ref.targets) or _quoted(tree, ref, term):
        return None
    if real is not None and not _nested(tree, ref, real) and not (said and not real.number):
        return _wrong(
            tree, ref, f"says that “{term}” is defined in {ref.number}; it is defined in {called(real)}.", real
        )
    if not said and real is None:
        return _wrong(tree, ref, f"says that “{term}” is defined in {ref.number}, where the term does not occur.")
    return None


def _nested(tree: Tree, ref: Reference, clause: Clause) -> bool:
    return any(tree.within(tree.by_id[t], clause) for t in ref.targets)


def _source_of_definition(view: _View, ref: Reference) -> Defect | None:
    """A definition that sends to another clause for its meaning."""
    for d in view.borrowed.get(ref.clause, ())[:_MOST_IN_LIST]:
        inside = d.meaning.start - 4 <= ref.start < min(d.meaning.end, d.meaning.start + 140)
        if inside and _MEANING.fullmatch(view.tree.text, d.meaning.start, ref.start):
            return _not_there(view, d.term, ref)
    return None


def _defined_in(view: _View, ref: Reference) -> Defect | None:
    """ "Financial Year (as defined in Section 1.9)"."""
    clause = view.tree.by_id[ref.clause]
    before = view.tree.text[max(clause.body, ref.start - 160) : ref.start]
    m = _DEFINED_IN.search(before)
    if not m or re.search(r"[a-z]\sof\s(?:the|an?|such)\s\Z", before[: m.start()]):
        return None  # "a quorum of the Board (as defined in …)": the quorum is defined there
    words = m[1].split()
    for first in range(len(words)):  # "The Joint Steering Committee": the longest ending that is defined
        term = " ".join(words[first:])
        if _fold(term) in view.defined:
            return _not_there(view, term, ref)
    return None


def _title(view: _View, ref: Reference) -> Defect | None:
    """ "Section 9 (Confidentiality)", where 9 is headed otherwise and another clause is headed so."""
    tree = view.tree
    m = _TITLE_AFTER.match(tree.text, ref.end)
    title = _content(m[1]) if m else set()
    if not m or not title or any(tree.by_id[t].kind == "recital" for t in ref.targets):
        return None
    heads = {w for t in ref.targets for a in tree.ancestors(tree.by_id[t]) for w in _content(a.heading)}
    for t in ref.targets:
        heads |= {w for c in tree.subtree(tree.by_id[t]) for w in _content(c.heading)}
    if title & heads or not heads or _fold(m[1]) in view.defined or _says(tree, ref, m[1].lower()):
        return None
    real = next((c for c in view.headed if _content(c.heading) == title), None)
    if real is None:
        return None
    return _wrong(tree, ref, f"cites {ref.number} as “{m[1]}”; that is the heading of {called(real)}.", real)


def _content(words: str) -> set[str]:
    return {w[:7] for w in re.findall(r"[a-z][a-z’'-]{2,}", words.lower()) if w not in _PLAIN}


def _before(view: _View, ref: Reference) -> str:
    """The words before a reference; of a list of references, before the first."""
    tree, beside = view.tree, view.beside[ref.clause]
    start = ref.start
    at = bisect_left(beside, -start, key=lambda r: -r.start)
    for other in beside[at : at + _MOST_IN_LIST]:
        if other.end <= start and start - other.end < 24 and _JOINED.match(tree.text[other.end : start]):
            start = other.start
    return tree.text[max(tree.by_id[ref.clause].body, start - 130) : start]


def _ended_under(view: _View, ref: Reference) -> Defect | None:
    """ "terminated in accordance with Section 2.2", where 2.2 ends nothing."""
    tree, clause = view.tree, view.tree.by_id[ref.clause]
    if not view.ends or clause.scope or not ref.number[:1].isdigit() or not _ENDED_UNDER.search(_before(view, ref)):
        return None
    targets = [tree.by_id[t] for t in ref.targets]
    only_effects = all(_is_effects(tree, t) for t in targets)
    if not only_effects and any(_speaks_of_end(tree, t) for t in targets):
        return None
    if (not only_effects and _says(tree, ref, "terminat")) or _hidden(tree, ref, _SHORT):
        return None
    for c in view.ends:
        if c.id in ref.targets:
            continue
        if only_effects and (_EFFECTS.search(c.heading) or not tree.count(c, _MAY_END) or _nested(tree, ref, c)):
            continue
        where = "" if tree.within(clause, c) else f"; {called(c)} is headed “{c.heading}”"
        what = "says what follows an end and opens none" if only_effects else "ends nothing"
        return _wrong(tree, ref, f"speaks of an end under {ref.number}, which{_heading(tree, ref)} {what}{where}.", c)
    return None


def _speaks_of_end(tree: Tree, clause: Clause) -> bool:
    """Whether a clause, what stands below it, or the words it hangs on speak of an end."""
    above = " ".join(tree.text[a.start : a.end] for a in tree.ancestors(clause) if a.end - a.start < _SHORT)
    return bool(tree.count(clause, _ENDS) or _ENDS.search(above) or _ENDS.search(" ".join(clause.heading_path)))


def _is_effects(tree: Tree, clause: Clause) -> bool:
    """A clause on what follows an end, which gives no right to bring one about."""
    return bool(_EFFECTS.search(clause.heading)) and not tree.count(clause, _MAY_END)


def _heading(tree: Tree, ref: Reference) -> str:
    heading = tree.by_id[ref.targets[0]].heading
    return f" (“{heading}”)" if heading else ""


def _subject(view: _View, ref: Reference) -> Defect | None:
    """ "the confidentiality obligations of Section 5", where 5 has no word of them and another heading is theirs."""
    tree, clause = view.tree, view.tree.by_id[ref.clause]
    m = _SUBJECT.search(_before(view, ref))
    if clause.scope or not m or not ref.number[:1].isdigit():
        return None
    for word in reversed(m[1].lower().split()):  # the nearest subject is the one that is meant
        word = word if word in _SUBJECTS else word.removesuffix("s")
        if word not in _SUBJECTS:
            continue
        pattern = re.compile(_SUBJECTS[word])
        for target in (tree.by_id[t] for t in ref.targets):
            if tree.count(target, pattern) > _PASSING:
                return None
            if pattern.search(" ".join(target.heading_path).lower()):
                return None
        if _hidden(tree, ref, _SHORT):
            return None
        own = key_of(clause)[:1]
        for c in view.headed[:_MOST_HEADED]:
            if c.id not in ref.targets and key_of(c)[:1] != own and pattern.search(c.heading.lower()):
                return _wrong(
                    tree,
                    ref,
                    f"looks for “{word}” in {ref.number}{_heading(tree, ref)}, which is not about it; "
                    f"{called(c)} is headed “{c.heading}”.",
                    c,
                )
    return None
