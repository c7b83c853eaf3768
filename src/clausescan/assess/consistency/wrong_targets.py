"""References whose number exists and whose target speaks of something else (X-15).

Reported is only what the sentence itself gives away: the term that is "defined in" a clause which does not have it, the
title in brackets that is another clause's, the subject that the target does not mention and another heading names.
"""

from __future__ import annotations

import re
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
    r"|provided\sfor)\s(?:in|under|by)|of|under|in)\s(?:the\sprovisions\sof\s)?\Z"
)
_ENDED_UNDER = re.compile(
    r"\b(?:terminat(?:ed|ion|e|es)|expir(?:ed|ation|y))\b(?:,?\s(?!to\b)[\w’'-]+){0,8}?,?\s(?:pursuant\sto"
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
    "assignment": r"assign|transfer|novat",
    "publication": r"publi",
    "non-competition": r"compet|exclusiv",
    "exclusivity": r"exclusiv|sole",
    "standstill": r"standstill|acqui",
    "warranty": r"warrant",
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
    r"\W{0,3}(?:the\s)?(?:same\s|respective\s)?(?:meanings?\b[^.;]{0,50}?)?\b(?:in|under|by)\s(?:the\s(?:first|second|last)"
    r"\s\w+\sof\s)?"
)
_OTHER_PAPER = re.compile(
    r"[^.;:()]{0,60}?\b(?:of|under|in|to)\s(?:the|that|such|said)\s(?!Agreement\b)(?:[A-Z][\w’'&.-]{0,30}\s(?:and\s|of\s"
    r"|the\s){0,2}){1,7}(?:Agreement|Contract|Deed|Lease|Plan|Indenture)\b"
)
_REDACTED = re.compile(r"\[\s?(?:\*\s?){1,6}\]|\*{3}|\bredacted\b", re.IGNORECASE)
_PASSING = 1
"""So many mentions of a subject are passing ones, if no heading above the target names it."""
_SHORT = 1_500
"""Characters of a target of which a redaction may hide the essence."""
_JOINED = re.compile(
    r"[\s,]{0,3}(?:and|or|and/or|through|to)?[\s,]{0,3}(?:Sections?\s|Articles?\s|Clauses?\s)?\Z", re.I
)


def wrong_targets(report: Report) -> Iterator[Defect]:
    """X-15, one defect a reference; a reference that several rules catch is reported once."""
    tree = Tree(report)
    told: set[tuple[int, int]] = set()
    defined: dict[str, list[Definition]] = defaultdict(list)
    for d in report.definitions:
        defined[_fold(d.term)].append(d)
    by_clause: dict[str, list[Reference]] = defaultdict(list)
    for ref in report.references:
        by_clause[ref.clause].append(ref)
    rules = (_source_of_definition, _defined_in, _title, _ended_under, _subject)
    for ref in report.references:
        if ref.kind != "internal" or ref.external or not ref.targets or tree.by_id[ref.clause].kind == "toc":
            continue
        if tree.text[ref.start : ref.start + 5].lower() == "this ":
            continue
        if _OTHER_PAPER.match(tree.text, ref.end, tree.by_id[ref.clause].end):
            continue
        for rule in rules:
            for found in rule(tree, ref, defined, by_clause[ref.clause]):
                if (ref.start, ref.end) not in told:
                    told.add((ref.start, ref.end))
                    yield found


def _hidden(tree: Tree, ref: Reference, most: int = 1_000_000) -> bool:
    """Whether a target of at most `most` characters is redacted somewhere, so that it cannot be checked."""
    return any(len(w) <= most and _REDACTED.search(w) for w in (tree.words(tree.by_id[t]) for t in ref.targets))


Terms = dict[str, list[Definition]]


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


def _not_there(tree: Tree, term: str, ref: Reference, defined: Terms) -> Iterator[Defect]:
    if any(_covers(tree, ref, d.clause) for d in defined.get(_fold(term), ()) if d.clause != ref.clause):
        return
    if _hidden(tree, ref):
        return
    real = _place_of(tree, term, ref, defined)
    said = _says(tree, ref, _fold(term))
    if any(_fold(term) in tree.by_id[t].heading.lower() for t in ref.targets) or _quoted(tree, ref, term):
        return
    if real is not None and not _nested(tree, ref, real) and not (said and not real.number):
        yield _wrong(
            tree, ref, f"says that “{term}” is defined in {ref.number}; it is defined in {called(real)}.", real
        )
    elif not said and real is None:
        yield _wrong(tree, ref, f"says that “{term}” is defined in {ref.number}, where the term does not occur.")


def _nested(tree: Tree, ref: Reference, clause: Clause) -> bool:
    return any(tree.within(tree.by_id[t], clause) for t in ref.targets)


def _source_of_definition(tree: Tree, ref: Reference, defined: Terms, _: list[Reference]) -> Iterator[Defect]:
    """A definition that sends to another clause for its meaning."""
    for d in tree.report.definitions:
        if d.clause != ref.clause or not d.source or d.external:
            continue
        if d.meaning.start - 4 <= ref.start < min(d.meaning.end, d.meaning.start + 140):
            between = tree.text[d.meaning.start : ref.start]
            if _MEANING.fullmatch(between):
                yield from _not_there(tree, d.term, ref, defined)


def _defined_in(tree: Tree, ref: Reference, defined: Terms, _: list[Reference]) -> Iterator[Defect]:
    """ "Financial Year (as defined in Section 1.9)"."""
    clause = tree.by_id[ref.clause]
    m = _DEFINED_IN.search(tree.text[max(clause.body, ref.start - 160) : ref.start])
    if not m:
        return
    words = m[1].split()
    for first in range(len(words)):  # "The Joint Steering Committee": the longest beginning that is defined
        term = " ".join(words[first:])
        if _fold(term) in defined:
            yield from _not_there(tree, term, ref, defined)
            return


def _title(tree: Tree, ref: Reference, defined: Terms, _: list[Reference]) -> Iterator[Defect]:
    """ "Section 9 (Confidentiality)", where 9 is headed otherwise and another clause is headed so."""
    m = _TITLE_AFTER.match(tree.text, ref.end)
    if not m:
        return
    title = _content(m[1])
    if not title:
        return
    heads = {w for t in ref.targets for a in tree.ancestors(tree.by_id[t]) for w in _content(a.heading)}
    for t in ref.targets:
        heads |= {w for c in tree.subtree(tree.by_id[t]) for w in _content(c.heading)}
    if title & heads or not heads or _fold(m[1]) in defined or _says(tree, ref, m[1].lower()):
        return
    for c in tree.report.clauses:
        if c.kind != "toc" and c.heading and c.number and not c.scope and _content(c.heading) == title:
            yield _wrong(tree, ref, f"cites {ref.number} as “{m[1]}”; that is the heading of {called(c)}.", c)
            return


def _content(words: str) -> set[str]:
    return {w[:7] for w in re.findall(r"[a-z][a-z’'-]{2,}", words.lower()) if w not in _PLAIN}


def _before(tree: Tree, ref: Reference, around: list[Reference]) -> str:
    """The words before a reference; of a list of references, before the first."""
    start = ref.start
    for other in sorted(around, key=lambda r: -r.start):
        if other.end <= start and start - other.end < 24 and _JOINED.match(tree.text[other.end : start]):
            start = other.start
    return tree.text[max(tree.by_id[ref.clause].body, start - 130) : start]


def _ended_under(tree: Tree, ref: Reference, _: Terms, around: list[Reference]) -> Iterator[Defect]:
    """ "terminated in accordance with Section 2.2", where 2.2 ends nothing."""
    clause = tree.by_id[ref.clause]
    if clause.scope or not ref.number[:1].isdigit() or not _ENDED_UNDER.search(_before(tree, ref, around)):
        return
    only_effects = all(_is_effects(tree, tree.by_id[t]) for t in ref.targets)
    if not only_effects and any(
        _ENDS.search(tree.words(tree.by_id[t])) or _ENDS.search(" ".join(tree.by_id[t].heading_path))
        for t in ref.targets
    ):
        return
    if (not only_effects and _says(tree, ref, "terminat")) or _hidden(tree, ref, _SHORT):
        return
    for c in tree.report.clauses:
        if c.kind == "toc" or c.scope or not c.number or "terminat" not in c.heading.lower() or c.id in ref.targets:
            continue
        if only_effects and (_EFFECTS.search(c.heading) or not _MAY_END.search(tree.words(c)) or _nested(tree, ref, c)):
            continue
        where = "" if tree.within(clause, c) else f"; {called(c)} is headed “{c.heading}”"
        head = _heading(tree, ref)
        what = "says what follows an end and opens none" if only_effects else "ends nothing"
        yield _wrong(tree, ref, f"speaks of an end under {ref.number}, which{head} {what}{where}.", c)
        return


def _is_effects(tree: Tree, clause: Clause) -> bool:
    """A clause on what follows an end, which gives no right to bring one about."""
    return bool(_EFFECTS.search(clause.heading)) and not _MAY_END.search(tree.words(clause))


def _heading(tree: Tree, ref: Reference) -> str:
    heading = tree.by_id[ref.targets[0]].heading
    return f" (“{heading}”)" if heading else ""


def _subject(tree: Tree, ref: Reference, _: Terms, around: list[Reference]) -> Iterator[Defect]:
    """ "the confidentiality obligations of Section 5", where 5 has no word of them and another heading is theirs."""
    clause = tree.by_id[ref.clause]
    m = _SUBJECT.search(_before(tree, ref, around))
    if clause.scope or not m or not ref.number[:1].isdigit():
        return
    for word in reversed(m[1].lower().split()):  # the nearest subject is the one that is meant
        stems = _SUBJECTS.get(word)
        if stems is None:
            continue
        pattern = re.compile(stems)
        if any(len(pattern.findall(tree.words(tree.by_id[t]))) > _PASSING for t in ref.targets):
            return
        if any(pattern.search(" ".join(tree.by_id[t].heading_path).lower()) for t in ref.targets):
            return
        if _hidden(tree, ref, _SHORT):
            return
        own = key_of(clause)[:1]
        for c in tree.report.clauses:
            if c.kind == "toc" or c.scope or not c.number or not pattern.search(c.heading.lower()):
                continue
            if c.id not in ref.targets and key_of(c)[:1] != own:
                yield _wrong(
                    tree,
                    ref,
                    f"looks for “{word}” in {ref.number}{_heading(tree, ref)}, which is not about it; "
                    f"{called(c)} is headed “{c.heading}”.",
                    c,
                )
                return
