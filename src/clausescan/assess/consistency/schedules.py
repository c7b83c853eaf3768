"""Schedules and exhibits that are cited and not in the file, or are in it as a heading alone (X-11)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.tree import Tree, called, listed, subject
from clausescan.model import Clause, Defect, Evidence, Reference, Report

_FILING = re.compile(r"exhibit (?:(?:10|99|2|3|4)\.\d+|99)\Z|schedule (?:k-?1|13[dg]|14[acdn]|to)\Z", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"(?:\(\w{1,4}\)){0,4}[\s,]{1,2}(?:\([^()]{0,60}\)[\s,]{0,2})?(?:of|to|under|in)\s(?:the|that|such|said|its|their|each|any)\s"
    r"(?!this\b|Agreement\b|JVA\b|present\b)(?:[\w’'&.-]+\s){0,7}?(?:[Aa]greements?|[Cc]ontracts?|[Dd]eed|[Ll]ease|[Ff]orm"
    r"|[Rr]eport|[Ff]iling|[Oo]rder|Act|Code|Regulations?|Rules?|Directive|SPA|SHA|APA|MSA|Statement)\b|\sthereto\b|\sthereof\b"
)
_BY_ANOTHER = re.compile(
    r"\b(?:the|such|said|each|its)\s(?:[A-Z][\w’'-]*\s){1,5}(?:Agreement|Contract|Deed|Lease)[’']s?\s\Z"
)
_OF_LAW = re.compile(
    r"\b(?:Form\s[A-Z0-9-]+|C\.?F\.?R\.?|U\.?S\.?C\.?|Act|Code|Regulations?|Directive|Part \d+)[^.;]{0,24}\Z"
)
_LEADS = re.compile(
    r"(?:\b(?:in|on|to|of|as|at|by|and|or|under|the|with|this|see|per|from|each|is|are|also|both|attached|that|an?|new"
    r"|said|such)|[,(\[“\"—–-])\s*\Z",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(schedule|exhibit|annexure|annex|appendix|attachment)[\s-]{1,3}[\"“‘]?((?:[A-Z]{1,2}[.-]?)?\d{1,3}(?:[.-]?\d{1,2}){0,2}[A-Z]?"
    r"|[IVXLC]{1,7}|[A-Z]{1,2}|one|two|three|four|five|six)(?![A-Za-z0-9])[\"”’]?",
    re.IGNORECASE,
)
_TO_THIS = re.compile(
    r"[,\s]{1,2}(?:attached\s|annexed\s)?(?:to\sthis\s(?:exhibit|schedule|annex\w*|appendix)|hereto)\b", re.I
)
_IN_GENERAL = re.compile(
    r"(?<!any\s)(?<!all\s)\bthe\s((?:exhibits?|schedules?|annex(?:es|ures?)?|appendi(?:x|ces)|attachments?)"
    r"(?:,?\s(?:and|or|and/or|,)\s(?:the\s|any\s)?(?:exhibits?|schedules?|annex(?:es|ures?)?|appendi(?:x|ces)|attachments?)){0,2})"
    r"\s(?:attached\s)?(?:hereto|to\sthis\sagreement|of\sthis\sagreement|attached\shere(?:to|with))\b",
    re.IGNORECASE,
)
_DISCLOSED = re.compile(r"\b(?:[A-Z][\w’'-]+\s)?Disclosure\s(?:Schedules?|Letter)\b")
_ATTACHED = re.compile(
    r"\battached\s(?:hereto\s)?(?:[A-Z][\w-]*\s){0,3}(?i:contract|agreement|plan|budget|list|description|statement|proposal"
    r"|specifications?|timetable|term\ssheet|price\slist)\b",
)
_WORDS = re.compile(r"[^\W\d_]{2,}")
_NOTHING = re.compile(
    r"\[?\(?\s*(?:(?:to\sbe\s(?:attached|added|inserted|agreed|provided|completed|supplied)|(?:see|as)\sattached|attached|tbd"
    r"|omitted|intentionally(?:\s\w+){0,4}|not\s(?:attached|included)|(?:page|sheet)\s\w+)[\s.,;\])]*){0,3}\Z",
    re.IGNORECASE,
)
_OMITTED = re.compile(
    r"\b(?:omitted|redacted|intentionally|reserved|left\sblank|confidential\streatment|not\sbeen\sfiled|upon\srequest)\b|\*{3}",
    re.IGNORECASE,
)
_MOST_SHOWN = 10


def missing_schedules(report: Report) -> Iterator[Defect]:
    """X-11. All that is missing in one defect, all headings without content in another."""
    tree = Tree(report)
    cited: dict[str, list[Reference]] = defaultdict(list)
    for ref in report.references:
        if ref.kind == "schedule" and not ref.external and not ref.targets and _ours(tree, ref):
            cited[_name(ref.number)].append(ref)
    headed = _headed(tree) if cited else set()
    missing = {name: refs for name, refs in cited.items() if name.lower() not in headed}
    if missing:
        names = _series(list(missing))
        many = len(missing) > 1
        first = tree.by_id[next(iter(missing.values()))[0].clause]
        verb, them = ("are", "them") if many else ("is", "it")
        yield defect(
            "X-11",
            f"{names} {verb} cited, first in {called(first)}, and {verb} not in the file: read {them} before relying "
            "on the clauses that send there.",
            [_place(tree, refs[0]) for refs in missing.values()][:_MOST_SHOWN],
        )
    yield from _spoken_of(tree, bool(cited))
    empty = [top for top in report.clauses if top.scope and top.number == top.scope and _is_empty(tree, top)]
    empty = [top for top in empty if _is_cited(report, top)]
    empty = list({top.number: top for top in empty}.values())
    if empty:
        many = len(empty) > 1
        yield defect(
            "X-11",
            f"{_series([top.number for top in empty])} {'are' if many else 'is'} in the file as "
            f"{'headings' if many else 'a heading'} without content.",
            [tree.evidence(top, 120) for top in empty][:_MOST_SHOWN],
        )


def _spoken_of(tree: Tree, cited: bool) -> Iterator[Defect]:
    """Papers without a letter or number: the schedules "hereto" of an agreement that has none and cites none, a paper
    that is called attached where nothing is, a disclosure schedule that does not follow."""
    kinds = {c.scope.split()[0].lower()[:5] for c in tree.report.clauses if c.scope}
    kinds |= {r.number.split()[0].lower()[:5] for r in tree.report.references if r.kind == "schedule"}
    general = [
        (c, *m.span())
        for c in tree.report.clauses
        if c.kind not in ("toc", "signature") and not c.scope
        for m in _IN_GENERAL.finditer(tree.text, c.start, c.end)
        if any(not _in_file(word, kinds) for word in re.findall(r"[A-Za-z]{5,}", m[1]))
    ]
    if general:
        words = " ".join(tree.text[general[0][1] : general[0][2]].split())
        yield defect(
            "X-11",
            f"{subject(general[0][0])} speaks of “{words}”; the file holds none of that kind and no clause cites one. "
            "If there are some, read them; if not, the words should go.",
            [tree.around(c, a, b) for c, a, b in general[:_MOST_SHOWN]],
            "low",
        )
    if not kinds and not cited:
        loose = [(c, *m.span()) for c in _own(tree) for m in _ATTACHED.finditer(tree.text, c.start, c.end)]
        if loose:
            words = " ".join(tree.text[loose[0][1] : loose[0][2]].split())
            yield defect(
                "X-11",
                f"The “{words}” of {called(loose[0][0])} is not in the file, which has no attachment at all.",
                [tree.around(c, a, b) for c, a, b in loose[:_MOST_SHOWN]],
            )
    letters = [(c, *m.span()) for c in tree.report.clauses for m in _DISCLOSED.finditer(tree.text, c.start, c.end)]
    if letters and not any(_opens(tree, c, a, b) for c, a, b in letters):
        words = " ".join(tree.text[letters[0][1] : letters[0][2]].split())
        yield defect(
            "X-11",
            f"The {words}, of which {called(letters[0][0])} speaks first, is not in the file: what it discloses is "
            "excepted from what is promised.",
            [tree.around(c, a, b) for c, a, b in letters[:_MOST_SHOWN]],
        )


def _in_file(word: str, kinds: set[str]) -> bool:
    """Whether papers of that name are there or cited; an exhibit is an attachment too."""
    return word.lower()[:5] in kinds or (word.lower().startswith("attach") and bool(kinds))


def _own(tree: Tree) -> Iterator[Clause]:
    return (c for c in tree.report.clauses if c.kind not in ("toc", "signature"))


def _opens(tree: Tree, clause: Clause, start: int, end: int) -> bool:
    """Whether words stand alone at the head of a paragraph, as the title of the paper itself."""
    block = tree.report.document.block_at(start)
    return block is not None and start - block.start <= 12 and block.end - end <= 40


def _name(number: str) -> str:
    kind, _, name = number.partition(" ")
    return f"{kind} {name.rstrip('.')}"


def _ours(tree: Tree, ref: Reference) -> bool:
    clause = tree.by_id[ref.clause]
    if clause.kind == "toc" or _FILING.match(ref.number):
        return False
    if clause.scope:  # an exhibit's own papers are another matter, unless it says that one hangs on itself
        return bool(_TO_THIS.match(tree.text, ref.end, min(clause.end, ref.end + 60)))
    if _OF_ANOTHER.match(tree.text, ref.end, min(clause.end, ref.end + 160)):
        return False
    before = tree.text[max(clause.start, ref.start - 70) : ref.start]
    return not _BY_ANOTHER.search(before) and not _OF_LAW.search(before)


def _headed(tree: Tree) -> set[str]:
    """Names that stand somewhere as a heading, even in mid-paragraph: no word before them asks for them."""
    found: set[str] = set()
    for m in _NAMED.finditer(tree.text):
        block = tree.report.document.block_at(m.start())
        if block is None or block.kind == "toc" or _continues_list(tree.text, m.end()):
            continue
        before = tree.text[max(block.start, m.start() - 24) : m.start()]
        upper = m[1].isupper() and not _LEADS.search(before)
        if (not before.strip() and _stands_alone(tree.text, m.end(), block.end)) or upper:
            number = m[2].rstrip(".-").lower()
            found |= {f"{m[1]} {number}".lower(), f"{m[1]} {number.split('(')[0]}".lower()}
    return found


def _continues_list(text: str, end: int) -> bool:
    return bool(re.match(r"\s?(?:,|and\b|or\b)\s?", text[end : end + 6]))


def _stands_alone(text: str, end: int, stop: int) -> bool:
    """After a heading comes the end of the line, a title, or a colon; after a citation the sentence goes on."""
    rest = text[end:stop].lstrip(' "”’.:–—-()[]')
    return not rest or not rest[0].islower()


def _is_empty(tree: Tree, top: Clause) -> bool:
    """A heading, perhaps its title, and nothing that says anything."""
    below = [c for c in tree.subtree(top) if c.id != top.id]
    if len(below) > 4 or any(c.number or c.label or c.kind in ("table_row", "definition") for c in below):
        return False
    text = " ".join(tree.text[c.start : c.end] for c in below)
    at = tree.place[top.id] + len(below) + 1
    following = tree.report.clauses[at] if at < len(tree.report.clauses) else None
    if following is not None and following.scope == top.scope:
        return False
    if _OMITTED.search(text) or _OMITTED.search(tree.text[top.start : top.end]):
        return False
    return _NOTHING.match(text.strip()) is not None or (
        len(_WORDS.findall(text)) <= 9 and not text.rstrip().endswith(".")
    )


def _is_cited(report: Report, top: Clause) -> bool:
    return any(r.kind == "schedule" and top.id in r.targets for r in report.references)


def _place(tree: Tree, ref: Reference) -> Evidence:
    return tree.around(tree.by_id[ref.clause], ref.start, ref.end)


def _series(names: list[str]) -> str:
    """ "Exhibits A, B and C and Schedule 1"."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for name in names:
        kind, _, number = name.partition(" ")
        kinds[kind].append(number)
    for numbers in kinds.values():
        numbers.sort(key=lambda n: [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in re.findall(r"\d+|\D+", n)])
    plural = {"Appendix": "Appendices", "Annex": "Annexes"}
    return " and ".join(
        f"{plural.get(kind, kind + 's') if len(numbers) > 1 else kind} {listed(numbers)}"
        for kind, numbers in kinds.items()
    )
