"""References to numbers that do not exist (X-14) and to the place where they stand (X-16)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.tree import Tree, called, key_of, listed, subject
from clausescan.model import Clause, Defect, Evidence, Reference, Report
from clausescan.structure.targets import Index, Key, build_index, make_key

_ELSEWHERE = re.compile(
    r"(?:\b(?:Regulations?|Regs?\.?|Code|Acts?|Laws?|Rules?|Statutes?|Ordinance|Directive|Treas\.|C\.?F\.?R\.?"
    r"|U\.?S\.?C\.?|GAAP|Charter|Bylaws|By-laws|Policy|Policies|Guidelines?|Manual|Constitution|Form|Protocol)"
    r"|\b[A-Z][\w’'-]+\s(?:Agreement|Contract|Deed|Lease|Plan|Indenture|Terms|Conditions))"
    r"[\s,(]{1,3}(?:(?:under|in|at|per|of|the|see|and|or|including)\s){0,3}\Z"
)
_OF_LAW = re.compile(
    r"[^.;]{0,60}?\b(?:of|under|in|to)\s(?:the\s|that\s|such\s|said\s|any\s|its\s|their\s|each\s)?[^.;]{0,80}?"
    r"\b(?:Act|Code|Laws?|Regulations?|Rules?|Statutes?|Ordinance|Directive|Treaty|Constitution|Convention|Bylaws"
    r"|By-laws|C\.?F\.?R|U\.?S\.?C|Charter|Certificate of Incorporation|Articles of \w+|Lease|Plan|Policy)\b"
)
_OF_PAPER = re.compile(
    r"[\s,]{1,2}(?:\([^()]{0,40}\)[\s,]{0,2})?(?:of|under|in|to)\s(?:the\s|that\s|such\s|said\s|its\s|their\s|each\s"
    r"|any\s|a\s|an\s)(?!Agreement\b|agreement\b|JVA\b|present\b)(?:[\w’'&.-]+\s){0,7}?"
    r"(?:[Aa]greements?|[Cc]ontracts?|[Dd]eed|[Ll]ease|[Pp]rotocol|Terms"
    r"|Disclosure (?:Schedule|Letter)|SPA|SHA|APA|MSA|LPA|LLCA)\b|\sthereof\b"
)
_LIST_OF_PAPER = re.compile(
    r"(?:[^.;]|\.(?=\d)){0,600}?\b(?:of|under|in)\s(?:the|that|such|said)\s(?:[A-Z][\w’'&-]{0,30}\s(?:and\s|of\s|the\s)?){1,5}"
    r"(?:Agreement|Contract|Deed|Lease|Indenture|Attachment|Supplement)\b|\sof\sthe\s[A-Z]{3,6}\b|\sin\s(?:Supplement|Attachment)\b"
)
_BARE = re.compile(
    r"\b(?:in|under|by|of|to|at|with|and)\s(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\s(?=(?:above|below|hereof|hereinabove"
    r"|hereinbelow|herein)\b)"
)
_HEADING_BEFORE = re.compile(
    r"(?:\A|\n|[.;:!?)\"”]\s{0,3}|\s{3,})(?:(?:ARTICLE|SECTION|CLAUSE|Article|Section)\s)?\Z"
    r"|\b(?:ARTICLE|SECTION)\s\Z"
)
_HEADING_AFTER = re.compile(r"[.):]{0,2}\s{1,4}[\"“\[(A-Z]|[.):]{0,2}[A-Z“\"]|\s*\n")
_A_NUMBER = re.compile(r"(?<![\d.])\d{1,4}(?:\.\d{1,4}){0,5}(?!\d|\.\d)")
_GLUED = re.compile(r"\bSection\s(\d{1,3}\.\d{1,3})\.?\s[A-Z][\w’'-]*(?:\s[\w,;’'-]+){0,8}\.\s")
"""A section that begins inside a paragraph: "… REGISTRATION Section 6.1 Demand Registration. …"."""
_A_LETTER = re.compile(r"[.;:]\s([A-Za-z]{1,4})\.\s[A-Z]")
_PLACE = re.compile(r"\s(above|below)\b")
_EXCEPTION = re.compile(
    r"\b(?:(?:subject(?:\salways)?\sto|without\sprejudice\sto|except\sas|save\sas|other\sthan\sas|as\sdefined\sin"
    r"|has\sthe\smeaning)(?:\s[\w’'-]+){0,8}|except\b(?:[^.;]|\.(?=\d)){0,120}?\brights?\s(?:\w+\s){0,2}"
    r"(?:specified|provided|set\sforth|granted|stated)\s(?:in|under|by))\s\Z",
    re.IGNORECASE,
)
_REDACTED = re.compile(r"\[\s?(?:\*\s?){1,6}\]|\*{3}|\bredacted\b", re.IGNORECASE)
_THIS = re.compile(r"this\s(?:sub-?)?(section|article|clause|paragraph)s?\s", re.IGNORECASE)
_FIELD_ERROR = re.compile(r"Error! (?:Reference source not found|Bookmark not defined)", re.IGNORECASE)
_FEW = 4
_NEAR = 12
"""Characters between two references of one list."""
_MANY_OTHERS = 3
_MOST_LOST = 200
"""Numbers without a clause that are looked into."""
_LEAST_RESOLVED = 0.6
"""Share of an agreement's references that must lead somewhere before a lost one is news."""


def dangling(report: Report) -> Iterator[Defect]:
    """X-14. One defect a missing number, with all places that cite it.

    Where most numbers lead nowhere the file is a part of an agreement, or its numbers were lost when it was made: that
    is said once.
    """
    tree = Tree(report)
    index = build_index(tree.text, report.clauses)
    known = _known(index)
    printed = _Printed(tree)
    lost: dict[Key, list[tuple[Clause, int, int, str]]] = defaultdict(list)
    resolved = 0
    tops = [
        int(k[0]) for c in report.clauses if c.kind != "toc" and not c.scope and (k := key_of(c)) and k[0].isdigit()
    ]
    highest = max(tops, default=0)
    for clause, start, end, number in _cited(tree):
        key = make_key(number)
        if len(lost) > _MOST_LOST:
            break
        if key in known:
            resolved += 1
        elif _ours(tree, clause, start, end, key, highest, known) and not _is_printed(
            tree, index, printed, clause, number
        ):
            lost[key].append((clause, start, end, number))
    for ref in report.references:
        resolved += ref.kind == "internal" and bool(ref.targets)
    yield from _field_errors(tree)
    otherwise = {key: found for key, found in lost.items() if _numbered_otherwise(tree, index, key)}
    for key, found in otherwise.items():
        del lost[key]
        yield _missing(tree, index, key, found)
    places = sum(map(len, lost.values()))
    if places and resolved / (resolved + places) < _LEAST_RESOLVED:
        if len(lost) > _FEW:
            evidence = [tree.around(c, a, b) for found in lost.values() for c, a, b, _ in found[:1]]
            numbers = listed([n for found in lost.values() for _, _, _, n in found[:1]])
            yield defect(
                "X-14",
                f"{len(lost)} numbers that the text cites are not in it ({numbers}): it is part of a larger agreement, "
                "or its clauses have lost their numbers.",
                evidence[:12],
                "medium",
            )
        return
    for key, found in lost.items():
        yield _missing(tree, index, key, found)


def _cited(tree: Tree) -> Iterator[tuple[Clause, int, int, str]]:
    """References without a target, and numbers before "above" or "below" that no word announces."""
    known = {(r.start, r.end) for r in tree.report.references}
    ends = {r.end for r in tree.report.references}
    for ref in tree.report.references:
        if ref.kind != "internal" or ref.targets or ref.external or not _numbered(ref):
            continue
        if not _THIS.match(tree.text, ref.start):  # that is a number left over, see `self_references`
            yield tree.by_id[ref.clause], ref.start, ref.end, ref.number
    for clause in tree.report.clauses:
        if clause.kind in ("toc", "title", "signature"):
            continue
        for m in _BARE.finditer(tree.text, clause.body, clause.end):
            if m.span(1) not in known and m.end(1) not in ends:
                yield clause, m.start(1), m.end(1), m[1]


def _numbered(ref: Reference) -> bool:
    return ref.number[:1].isdigit()


def _field_errors(tree: Tree) -> Iterator[Defect]:
    """What Word prints where a field has lost its mark."""
    places = [
        tree.around(c, *m.span()) for c in tree.report.clauses for m in _FIELD_ERROR.finditer(tree.text, c.start, c.end)
    ]
    if places:
        yield defect("X-14", "A cross-reference field has lost its target: the text prints an error instead.", places)


def _known(index: Index) -> set[Key]:
    """The numbers of the body and all their beginnings: where 9.1 stands, 9 exists."""
    return {k[:cut] for s, k in index.by_key if s == "" for cut in range(1, len(k) + 1)}


def _ours(tree: Tree, clause: Clause, start: int, end: int, key: Key, highest: int, known: set[Key]) -> bool:
    """Whether an unresolved number is this agreement's: not a statute's, another paper's or an exhibit's own."""
    if clause.scope or len(key) > 5 or not key[0].isdigit() or int(key[0]) > highest + 8:
        return False
    if any(p.isdigit() and (int(p) > 60 or p == "0") for p in key[1:]) or _split(key) in known:
        return False
    if re.search(r"\d\s?\(\d", tree.text[start:end]):
        return False  # 1(1)(a): the way of statutes, and of papers that follow them
    before = tree.text[max(clause.start, start - 60) : start]
    after = tree.text[end : min(clause.end, end + 150)]
    if (
        _ELSEWHERE.search(before)
        or _OF_LAW.match(after)
        or _OF_PAPER.match(after)
        or _LIST_OF_PAPER.match(tree.text, end, min(clause.end, end + 700))
    ):
        return False
    return not (tree.text[start:end].isupper() and _HEADING_AFTER.match(after))  # a heading inside a paragraph


def _split(key: Key) -> Key:
    """ "3.2A(iii)" is how some cite 3.2(A)(iii)."""
    return tuple(part for p in key for part in re.findall(r"\d+|[a-z]+", p))


def _numbered_otherwise(tree: Tree, index: Index, key: Key) -> bool:
    """Whether the clause that should hold a number has a list of two or more, in letters where the number has figures
    or the other way about: 9.2(b) where 9.2 holds 9.2.1 and 9.2.2. The file is whole there, without that number."""
    found = _nearest(index, key)
    if found is None or len(found[0]) != len(key) - 1 or not (key[-1].isdigit() or key[-1].isalpha()):
        return False
    labels = [re.findall(r"[A-Za-z0-9]+", c.label) for c in tree.children.get(found[1], ()) if c.number]
    below = [parts[-1] for parts in labels if parts]
    return len(below) > 1 and all(last.isdigit() != key[-1].isdigit() for last in below)


def _is_printed(tree: Tree, index: Index, printed: _Printed, clause: Clause, cited: str) -> bool:
    """Whether the number opens words somewhere in the text although the outline has no clause for it."""
    key = make_key(cited)
    decimal = len(make_key(cited.split("(")[0]))
    number = ".".join(key[:decimal])
    holders = index.by_key.get(("", key[:decimal]), [])
    if decimal == len(key) or not holders:
        return printed.opens(number)
    label = key[decimal]
    if _numbered_otherwise(tree, index, key[: decimal + 1]):
        return False  # a "(b)" below it is an item of another list
    mark = re.compile(rf"(?<![\w]){re.escape(label)}\s?[.)]|\({re.escape(label)}\)", re.IGNORECASE)
    for holder in holders:
        if any(_REDACTED.search(tree.text, c.start, c.end) for c in tree.subtree(tree.by_id[holder])):
            return True
        if any(mark.search(tree.text, c.start, c.end) for c in tree.subtree(tree.by_id[holder]) if c.id != clause.id):
            return True
        # paragraphs after it that the outline hangs elsewhere
        at = tree.place[holder]
        for c in tree.report.clauses[at : at + 25]:
            if c.id != clause.id and (c.label.strip("(). ").lower() == label or key_of(c)[-1:] == (label,)):
                return True
    return label in printed.letters


class _Printed:
    """Numbers and letters that open words somewhere in the text, contents lines left out: one pass over the text."""

    def __init__(self, tree: Tree) -> None:
        self.numbers: dict[str, list[int]] = defaultdict(list)
        text, document = tree.text, tree.report.document
        for m in _GLUED.finditer(text):
            self.numbers[m[1]].append(m.start(1))
        for m in _A_NUMBER.finditer(text):
            if not _HEADING_AFTER.match(text, m.end(), m.end() + 6):
                continue
            if not _HEADING_BEFORE.search(text, max(0, m.start() - 16), m.start()):
                continue
            block = document.block_at(m.start())
            if block is None or block.kind != "toc":
                self.numbers[m[0]].append(m.start())
        # "d. Reports" inside a paragraph that has swallowed several clauses
        self.letters = frozenset(m[1].lower() for m in _A_LETTER.finditer(text))

    def opens(self, number: str, begin: int = 0, stop: int | None = None) -> bool:
        """Whether the number opens words, between two offsets where they are given."""
        return any(begin <= at and (stop is None or at < stop) for at in self.numbers.get(number, ()))


def _missing(tree: Tree, index: Index, key: Key, found: list[tuple[Clause, int, int, str]]) -> Defect:
    clause, start, end, number = found[0]
    cited = " ".join(tree.text[start:end].split())
    if not cited[0].isalpha() or _letters(cited):
        cited = f"clause {number}"
    where = listed(list(dict.fromkeys(called(c) for c, _, _, _ in found)))
    verb = "points" if len(found) == 1 or len({c.id for c, _, _, _ in found}) == 1 else "point"
    text = f"{where[:1].upper()}{where[1:]} {verb} to {cited}, which does not exist"
    evidence = [tree.around(c, a, b) for c, a, b, _ in found]
    near = _nearest(index, key)
    if near:
        holder = tree.by_id[near[1]]
        last = _last_under(tree, index, near[0])
        text += f": {called(holder)} has no numbers below it" if not last else f": {called(holder)} ends at {last}"
        evidence.append(tree.evidence(holder, 120))
    text += "."
    place = _PLACE.match(tree.text, end)
    own = key_of(clause)
    if place and own and own[0].isdigit() and own[0] != key[0]:
        side = "above" if int(key[0]) < int(own[0]) else "below"
        if side != place[1]:
            text += f" It says “{place[1]}”, where {'Article' if len(key) > 1 else 'clause'} {key[0]} stands {side}."
    return defect("X-14", text, evidence)


def _letters(cited: str) -> bool:
    """Whether a printed reference is of several numbers, or carries none itself ("Sections 3.4")."""
    return cited.split(" ")[0].endswith("s") or cited.lower().startswith("this ")


def _nearest(index: Index, key: Key) -> tuple[Key, str] | None:
    """The longest beginning of a number that a clause has."""
    for cut in range(len(key) - 1, 0, -1):
        hits = index.by_key.get(("", key[:cut])) or (
            index.containers.get(("", "article", key[0])) if cut == 1 else None
        )
        if hits:
            return key[:cut], hits[0]
    return None


def _last_under(tree: Tree, index: Index, key: Key) -> str:
    below = [ids for (s, k), ids in index.by_key.items() if s == "" and k[:-1] == key]
    return tree.by_id[below[-1][0]].number if below else ""


def self_references(report: Report) -> Iterator[Defect]:
    """X-16. "This Section 6.1" inside 7.1, and an exception that a clause makes for itself.

    Where "this Section …" seldom names the clause it stands in, the outline is not to be trusted and nothing is said.
    """
    tree = Tree(report)
    printed = _Printed(tree)
    others: list[Defect] = []
    own = 0
    before: Reference | None = None
    for ref in report.references:
        joined = before is not None and before.clause == ref.clause and 0 <= ref.start - before.end < _NEAR
        before = ref
        if ref.kind != "internal" or ref.external or not _numbered(ref):
            continue
        clause = tree.by_id[ref.clause]
        m = _THIS.match(tree.text, ref.start)
        if m:
            found = list(_other_number(tree, printed, clause, ref, m[1]))
            others += found
            own += not found
        elif not joined and (clause.id in ref.targets or _numbered_above(tree, clause).id in ref.targets):
            yield from _of_itself(tree, clause, ref)
    if len(others) <= _MANY_OTHERS or own >= 2 * len(others):
        yield from others


def _numbered_above(tree: Tree, clause: Clause) -> Clause:
    return next((a for a in tree.ancestors(clause) if a.number), clause)


def _other_number(tree: Tree, printed: _Printed, clause: Clause, ref: Reference, word: str) -> Iterator[Defect]:
    """ "this Article 6" where Article 7 is being read."""
    key = make_key(ref.number)
    holder = _numbered_above(tree, clause)
    own = key_of(holder)
    if clause.scope or not own or not own[0].isdigit() or not key[0].isdigit():
        return
    shared = min(len(own), len(key))
    if own[:shared] == key[:shared]:
        return
    if own[0] == key[0] and not (
        shared >= 2 and own[1].isdigit() and key[1].isdigit() and own[1] != key[1] and ref.targets
    ):
        return  # within one article only another section's number is told from an item's
    # a section number that begins again under each article is compared with the section, not the article
    if any(
        k == key or k[-len(key) :] == key or k[: len(key)] == key for a in tree.ancestors(clause) if (k := key_of(a))
    ):
        return
    decimal = ".".join(make_key(ref.number.split("(")[0]))
    if printed.opens(key[0], holder.start, ref.start) or printed.opens(decimal, holder.start, ref.start):
        return  # the clause begins inside a paragraph
    meant = own[0] + re.sub(r"\A\d+", "", ref.number)
    if own[0] == key[0]:
        meant = ".".join(own[:2]) + re.sub(r"\A\d+\.\d+", "", ref.number)
    yield defect(
        "X-16",
        f"“{tree.text[ref.start : ref.end]}” stands in {called(holder)}: the number is another clause's, probably left "
        f"over from before the clauses were renumbered, and {word} {meant} is meant.",
        [tree.around(clause, ref.start, ref.end), *_targets(tree, ref)],
        "high",
    )


def _targets(tree: Tree, ref: Reference) -> list[Evidence]:
    return [tree.evidence(tree.by_id[t], 120) for t in ref.targets[:2]]


def _of_itself(tree: Tree, clause: Clause, ref: Reference) -> Iterator[Defect]:
    """An exception or a condition found "in Section 7.4" that is itself 7.4."""
    holder = _numbered_above(tree, clause)
    if "." not in ref.number or len(ref.targets) != 1 or clause.scope:
        return
    if key_of(holder) != make_key(ref.number) or _THIS.match(tree.text, ref.start):
        return
    if not _EXCEPTION.search(tree.text, max(clause.body, ref.start - 180), ref.start):
        return
    yield defect(
        "X-16",
        f"{subject(holder)} makes an exception by pointing to {ref.number}, which is "
        "itself; another clause must be meant.",
        [tree.around(clause, ref.start, ref.end, 140)],
    )
