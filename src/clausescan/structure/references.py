"""Cross-references and what they point to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from clausescan.model import Clause, Definition, Document, Reference, ReferenceKind
from clausescan.structure.labels import CARDINALS, readings, roman

_DIVISION = r"(?:sub-?)?(?:sections?|clauses?|paragraphs?)|articles?|secs?\.|§{1,2}|recitals?|chapters?|parts?"
_ATTACHED = r"schedules?|exhibits?|annex(?:es|ures?)?|appendi(?:x|ces)|attachments?"
_NUMBER = (
    r"(?:\d{1,3}[A-Z]?(?:\.\d{1,3}[A-Za-z]?){0,5}(?![\d%])|[A-Z](?:\.\d{1,3}){1,3}"
    r"|[IVXLC]{1,7}(?![A-Za-z])(?:\.\d{1,3}){0,2}|[A-Z](?![A-Za-z’'])"
    rf"|(?:{'|'.join(CARDINALS)})\b)(?:[ \u00a0]?\((?:[a-zA-Z]{{1,4}}|\d{{1,2}})\)){{0,4}}"
    rf"|\((?:[a-zA-Z]{{1,4}}|\d{{1,2}})\)(?:[ \u00a0]?\((?:[a-zA-Z]{{1,4}}|\d{{1,2}})\)){{0,3}}"
)
_JOIN = (
    r"(?:,[ \u00a0]?(?:and[ \u00a0]|or[ \u00a0])?|[ \u00a0](?:and|or|and/or|to|through"
    r"|thru|until|&)[ \u00a0]|[ \u00a0]?[–-][ \u00a0]?)"
)
_DIVISION_REF = re.compile(
    rf"(?<![\w-])(this[ \u00a0])?({_DIVISION})(?:[ \u00a0]{{1,2}}|(?<=§)[ \u00a0]{{0,2}}"
    rf"|(?=\())(?:no\.?[ \u00a0])?[\"“]?({_NUMBER})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ATTACHED_REF = re.compile(
    rf"(?<![\w-])({_ATTACHED})[ \u00a0-]{{1,2}}(?:no\.?[ \u00a0])?[\"“‘']?((?:[A-Z]{{1,2}}[.-]?)?\d{{1,"
    rf"3}}(?:[.-]?\d{{1,2}}){{0,2}}[A-Z]?|[IVXLC]{{1,7}}|[A-Z]{{1,2}}|one|two|three"
    rf"|four|five|six)(?![A-Za-z0-9])[\"”’']?",
    re.IGNORECASE,
)
_MORE = re.compile(
    rf"({_JOIN})(?:(?:sub-?)?(?:sections?|clauses?|paragraphs?|articles?)[ \u00a0])?({_NUMBER})(?![A-Za-z0-9%])"
)
_MORE_ATTACHED = re.compile(rf"({_JOIN})(\d{{1,2}}|[A-Z]{{1,2}})(?![A-Za-z0-9’'.])")
_THIS = re.compile(
    r"(?<!\w)(?:this|the (?:preceding|foregoing|previous))[ \u00a0]((?:sub-?)?(?:section"
    r"|clause|paragraph|article)|schedule|exhibit|annex|appendix|recital)s?(?!["
    r" \u00a0]?\(?[\dIVX])(?!\w)",
    re.IGNORECASE,
)
_OF = re.compile(
    r"[ \u00a0,]{1,3}(?:respectively,?[ \u00a0])?(?:(?:of|to|under|in|from)[ \u00a0](?:Part["
    r" \u00a0]\w+[ \u00a0]of[ \u00a0])?(?:(the|that|such|said|each|any|its|their"
    r"|this|our|a|an)[ \u00a0])?(?:certain[ \u00a0]|applicable[ \u00a0]|respective["
    r" \u00a0])?"
    r"((?:U\.S\.[ \u00a0])?[A-Z][\w.&’'-]{0,40}(?:[ \u00a0](?:of[ \u00a0]|and["
    r" \u00a0]|the[ \u00a0]|for[ \u00a0]){0,2}[A-Z(][\w.&’')-]{0,40}){0,7}(?:,?["
    r" \u00a0](?:of[ \u00a0])?(?:1[89]|20)\d\d)?)|(thereof|hereof|hereto|thereto"
    r"|herein)\b)"
)
_OF_DIVISION = re.compile(
    rf"[ \u00a0](?:of|in|under)[ \u00a0](?:this[ \u00a0])?(?:{_DIVISION})[ \u00a0]({_NUMBER})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_CODIFIED = re.compile(r"(?:C\.?F\.?R\.?|U\.?S\.?C\.?)[ \u00a0]?\Z")
_PLACE = re.compile(r"[ \u00a0](above|below|hereof|herein|hereto|hereunder)\b")
_STATUTE_NAME = re.compile(
    r"(?<![\w’'])(?:(?:[A-Z][\w&’'-]{1,30}|(?:[A-Z]\.){1,4}),?[ \u00a0](?:(?:of"
    r"|and|the|for|on|in)[ \u00a0]){0,2}){1,7}(?:Act|Code|Ordinance|Directive"
    r"|Statute|Regulations?|Law|Decree|Rules|Treaty)\b(?:\)|,)?(?:[ \u00a0](?:of["
    r" \u00a0])?(?:1[89]|20)\d\d)?"
    r"|\b(?:Regulation|Directive|Rule|Law|Decree)[ \u00a0](?:\([A-Z]{2,3}\)[ \u00a0])?(?:No\.?["
    r" \u00a0]?)?\d[\w/.-]{1,12}|\b\d{1,3}[ \u00a0]U\.?S\.?C\.?(?:[ \u00a0]§{0,2}["
    r" \u00a0]?\d[\w.()-]{0,16})?"
)
_STATUTE_WORD = re.compile(
    r"\b(?:Act|Code|Ordinance|Directive|Statutes?|Regulations?|Laws?|Decree|Treaty"
    r"|Constitution|Rules|C\.?F\.?R|U\.?S\.?C|GAAP|Circular)\b"
)
_AGREEMENT_NAME = re.compile(
    r"(?<![\w’'])((?:(?:[A-Z][\w&’'-]{1,30}|(?:[A-Z]\.){1,4})[ \u00a0](?:(?:of"
    r"|and|for|to)[ \u00a0])?){1,7}(?:Agreement|Contract|Deed|Lease|Memorandum"
    r" of Understanding|Indenture))s?\b"
)
_ANOTHER = re.compile(
    r"\b(?:the|that|such|said|a|an|certain|any|each|separate|other|under|of|in|to)[ \u00a0]\Z", re.IGNORECASE
)
_NO_STATUTE = re.compile(
    r"\A(?:(?:the|any|all|such|each|this|in|under|of|by|and|or|if|no|to|with|a"
    r"|an)[ \u00a0])?(?:applicable|governing|such|all|relevant|antitrust|competition"
    r"|anti-?corruption|local|tax|privacy|data protection|environmental|securities"
    r"|export|choice of|change of|change in|bankruptcy|health|common)?[ \u00a0]?(?:laws?"
    r"|rules|regulations?|code|act)\Z",
    re.IGNORECASE,
)
_PARENS = re.compile(r"\([A-Za-z0-9]{1,4}\)\Z")
_SMALL_WORDS = frozenset(
    ["OR", "IN", "TO", "OF", "AT", "BY", "IS", "AS", "ON", "AN", "IF", "NO", "SO", "WE", "IT", "BE", "DO"]
)
_STATUTORY_SCHEDULE = re.compile(r"1[34][A-Z]\Z")
_DETERMINERS = frozenset(
    ["This", "The", "Such", "Any", "Each", "That", "An", "A", "No", "Other", "All", "Every", "Said", "Entire"]
)
_SPLIT = re.compile(r"[A-Za-z0-9]+")
_HOME = frozenset(
    {
        "agreement",
        "deed",
        "contract",
        "schedule",
        "exhibit",
        "annex",
        "appendix",
        "joint venture agreement",
        "strategic alliance agreement",
        "master agreement",
    }
)

Key = tuple[str, ...]


@dataclass(slots=True)
class _Index:
    """Clauses by their normalised number, scope by scope."""

    by_key: dict[tuple[str, Key], list[str]] = field(default_factory=lambda: defaultdict(list))
    containers: dict[tuple[str, str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    attachments: dict[tuple[str, str], list[Clause]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, Key] = field(default_factory=dict)
    by_id: dict[str, Clause] = field(default_factory=dict)
    children: dict[str, list[Clause]] = field(default_factory=lambda: defaultdict(list))


def _arabic(text: str) -> str:
    """ "IX" and "nine" as "9"; digits without leading zeros; letters in lower case."""
    if text.isdigit():
        return str(int(text))
    low = text.lower()
    if low in CARDINALS and len(low) > 1:
        return str(CARDINALS[low])
    return low


def _key(number: str, word: str = "") -> Key:
    """ "7.5(b)(ii)" → 7, 5, b, ii. The first part of an article, or of a decimal after a roman, is made arabic."""
    parts = [_arabic(p) for p in _SPLIT.findall(number)]
    if parts and not parts[0].isdigit() and (word in ("article", "chapter") or len(parts) > 1):
        value = roman(parts[0])
        if value and number[:1] != "(":
            parts[0] = str(value)
    return tuple(parts)


def _index(clauses: Sequence[Clause]) -> _Index:
    index = _Index()
    for c in clauses:
        index.by_id[c.id] = c
        if c.parent is not None:
            index.children[c.parent].append(c)
        if not c.number or c.kind == "toc":
            continue
        low = c.number.lower()
        if c.scope and c.number == c.scope:
            kind, _, name = low.partition(" ")
            index.attachments[(kind, name)].append(c)
            continue
        head, _, rest = low.partition(", ")
        word, _, name = head.partition(" ")
        if word in ("article", "chapter", "part", "title") and name and not rest:
            base, paren, tail = name.partition("(")
            key = _key(base, "article")
            if not paren:
                index.containers[(c.scope, word, key[0] if key else "")].append(c.id)
                index.keys[c.id] = ("@" + (key[0] if key else ""),)
            else:
                index.keys[c.id] = ("@" + key[0], *_key(paren + tail))
                index.by_key[(c.scope, index.keys[c.id])].append(c.id)
                index.by_key[(c.scope, (key[0], *_key(paren + tail)))].append(c.id)
            continue
        if rest:
            rest = rest.removeprefix("section ").removeprefix("clause ")
            key = _key(rest)
            index.keys[c.id] = key
            index.by_key[(c.scope, key)].append(c.id)
            index.by_key[(c.scope, ("@" + _key(name, "article")[0], *key))].append(c.id)
            continue
        key = ("recital", *_key(low[8:])) if low.startswith("recital ") else _key(c.number)
        index.keys[c.id] = key
        index.by_key[(c.scope, key)].append(c.id)
        if len(key) == 2 and key[1] == "0":  # "3.0 License" is cited as clause 3
            index.by_key[(c.scope, key[:1])].append(c.id)
    return index


def find_references(
    document: Document, clauses: Sequence[Clause], definitions: Sequence[Definition] = ()
) -> tuple[Reference, ...]:
    """All references in text order. `targets` is empty for an external or a dangling one.

    A list or range gives one reference a number. A number that stands only inside a paragraph ("… (b) …")
    resolves to the clause that holds that paragraph.
    """
    text = document.text
    index = _index(clauses)
    foreign = {d.term.lower(): d for d in definitions}
    own = " ".join(text[c.start : c.end] for c in clauses[:12] if c.kind == "title").lower()
    found: list[Reference] = []
    for c in clauses:
        if c.kind in ("toc", "title", "signature"):
            continue
        start = c.body if c.label and c.body < c.end else c.start
        taken: list[tuple[int, int]] = []
        refs = [*_divisions(text, index, c, start, foreign), *_attachments(text, index, c, start)]
        taken = [(r.start, r.end) for r in refs]
        refs += _relative(text, index, c, start)
        refs += _named(text, c, start, taken, own)
        refs.sort(key=lambda r: (r.start, r.end))
        found.extend(refs)
    return tuple(found)


def _divisions(text: str, index: _Index, c: Clause, start: int, foreign: dict[str, Definition]) -> Iterator[Reference]:
    end = c.end
    pos = start
    while m := _DIVISION_REF.search(text, pos, end):
        pos = m.end()
        word = m[2].lower().rstrip(".")
        number = m[3]
        if not _plausible(word, number, m[2]):
            continue
        items: list[tuple[int, int, str, str]] = [(m.start(), m.end(), number, "")]
        plural = word.endswith("s") or word == "§§" or (number[0] == "(" or True)
        while plural and (more := _MORE.match(text, pos, end)):
            if not _continues(items[-1][2], more[2], more[1], word):
                break
            items.append((more.start(2), more.end(2), more[2], more[1].strip(" ,\u00a0")))
            pos = more.end()
        if _CODIFIED.search(text, max(start, m.start() - 12), m.start()):
            kind, external, scope, note_end = "statute", True, None, pos
        else:
            kind, external, scope, note_end = _qualifier(text, pos, end, index, c, foreign)
        pos = max(pos, note_end)
        above = _OF_DIVISION.match(text, m.end(), end) if number[0] == "(" and len(items) == 1 else None
        if above:  # "clause (x) of Section 12.2(a)"
            items = [(m.start(), m.end(), above[1].replace(" ", "") + number, "")]
        place = _PLACE.match(text, pos, end)
        if place:
            pos = place.end()
        yield from _resolved(
            index, text, c, word.removeprefix("sub").removeprefix("-").rstrip("s") or word, items, kind, external, scope
        )


def _plausible(word: str, number: str, printed: str) -> bool:
    """A single capital after a lower-case word is a reference ("section A"), "paragraph I have" is none."""
    if number.isalpha() and not number.isupper():
        return number.lower() in CARDINALS and len(number) > 2 and printed[0].isupper()
    if number.isalpha() and word.rstrip("s") in ("section", "clause", "paragraph") and printed.islower():
        return bool(roman(number)) and len(number) > 1
    return True


def _continues(before: str, number: str, glue: str, word: str) -> bool:
    """Whether a number after a comma or "and" belongs to the list: it must be of the same make."""
    if number[0] == "(":
        return any(_same_kind(part, _SPLIT.findall(number)[0]) for part in _SPLIT.findall(before))
    if number.isalpha():
        return before.isalpha() and number.isupper()
    if "." in before and "." not in number:
        return glue.strip(" \u00a0") in ("and", "or", "to", "through") and number.isdigit() and word.endswith("s")
    return number[0].isdigit() == before[0].isdigit() and (
        word.endswith("s") or "." in number or "(" in number or glue.strip(" \u00a0") in ("and", "or", "to", "through")
    )


def _qualifier(
    text: str, pos: int, end: int, index: _Index, c: Clause, foreign: dict[str, Definition]
) -> tuple[ReferenceKind, bool, str | None, int]:
    """What "of …" behind a number says: kind, external, the scope it names (None: where it stands), its end."""
    m = _OF.match(text, pos, end)
    if not m:
        code = _STATUTE_NAME.match(text, pos + 2, end) if text[pos : pos + 2] == ", " else None
        return ("statute", True, None, pos) if code else ("internal", False, None, pos)
    if m[3]:
        return (
            ("agreement", True, None, m.end()) if m[3] in ("thereof", "thereto") else ("internal", False, None, m.end())
        )
    name = m[2].rstrip(".,)")
    low = name.lower()
    determiner = (m[1] or "").lower()
    attached = _ATTACHED_REF.match(text, m.start(2), end)
    if attached:
        return "internal", False, _scope_of(index, attached[1], attached[2]), attached.end()
    if determiner == "this" or low in _HOME or (low.split()[0] in ("agreement",)):
        return "internal", False, "" if low.split()[0] == "agreement" else None, m.end()
    if determiner == "the" and name.isupper() and 2 <= len(name) <= 5 and low not in foreign:
        return "agreement", True, None, m.end()
    if re.search(r"\bForm\b", name):
        return "agreement", True, None, m.end()
    if _STATUTE_WORD.search(name):
        return "statute", True, None, m.end()
    first = low.split()[0]
    if (
        first.rstrip("s") in ("article", "section", "clause", "paragraph", "party", "partie")
        and "association" not in low
    ):
        return "internal", False, None, pos
    if low.endswith(
        (
            "agreement",
            "agreements",
            "contract",
            "spa",
            "sha",
            "association",
            "by-laws",
            "bylaws",
            "deed",
            "lease",
            "license",
            "licence",
            "plan",
            "order",
            "protocol",
        )
    ):
        return "agreement", True, None, m.end()
    if low in foreign and (
        name.isupper() or "agreement" in text[foreign[low].meaning.start : foreign[low].meaning.end].lower()[:300]
    ):
        return "agreement", True, None, m.end()
    return "internal", False, None, pos


def _scope_of(index: _Index, kind: str, number: str) -> str | None:
    hits = _attachment(index, kind, number)
    return hits[0].scope if hits else "?"


def _stem(kind: str) -> str:
    low = kind.lower()
    if low.startswith("appendi"):
        return "appendix"
    if low.startswith("annex"):
        return "annex"
    return low.rstrip("s")


def _attachment(index: _Index, kind: str, number: str) -> list[Clause]:
    low = number.lower()
    exact = index.attachments.get((_stem(kind), low))
    if exact:
        return exact
    wanted = {low.replace("-", "").replace(".", ""), _arabic(number)}
    value = roman(number)
    if value:
        wanted.add(str(value))
    for (stem, name), hits in index.attachments.items():
        if stem == _stem(kind):
            other = {name.replace("-", "").replace(".", ""), _arabic(name)}
            named = roman(name) if name else None
            if named:
                other.add(str(named))
            if wanted & other:
                return hits
    return []


def _resolved(
    index: _Index,
    text: str,
    c: Clause,
    word: str,
    items: list[tuple[int, int, str, str]],
    kind: ReferenceKind,
    external: bool,
    scope: str | None,
) -> Iterator[Reference]:
    before: Key = ()
    printed = ""
    for start, end, number, glue in items:
        key = _key(number, word)
        full = number
        if number[0] == "(" and before and not external:
            keep = len(before) - 1 if len(before) > 1 else 1
            if len(before) > 1 and not _same_kind(before[-1], key[0]):
                keep = max(
                    next((k for k in range(len(before) - 1, 0, -1) if _same_kind(before[k], key[0])), len(before) - 1),
                    1,
                )
            if items[0][2][0] != "(" or keep > 1:
                prefix = before[:keep] if not (items[0][2][0] == "(" and keep == len(before)) else ()
                key = (*prefix, *key)
                full = _PARENS.sub("", printed, count=1) + number if _PARENS.search(printed) else _join(key)
            elif len(before) > 1:
                key = (*before[:-1], *key)
        if external:
            yield Reference(c.id, start, end, kind, number.replace(" ", ""), (), True)
            before = key
            continue
        if glue in ("to", "through", "thru", "until", "–", "-") and before:
            for middle in _between(before, key):
                targets = _lookup(index, text, c, word, middle, scope)
                if targets:
                    yield Reference(c.id, start, end, kind, _join(middle), targets)
        targets = _lookup(index, text, c, word, key, scope)
        if word == "part" and not targets:
            before = key  # parts of forms and of other papers
            continue
        full = full.replace(" ", "").replace("\u00a0", "")
        yield Reference(c.id, start, end, kind, full, targets)
        before, printed = key, full


def _join(key: Key) -> str:
    out = ""
    for part in key:
        if part.isdigit() and (not out or out[-1].isdigit()):
            out += ("." if out else "") + part
        else:
            out += f"({part})" if out else part
    return out


def _same_kind(a: str, b: str) -> bool:
    ra, rb = (tuple(r for r in readings(x) if len(x) == 1 or r[0] not in "aA" or x[0] not in "iI") for x in (a, b))
    return bool({t for t, _ in ra} & {t for t, _ in rb})


def _between(first: Key, last: Key) -> list[Key]:
    """The numbers strictly inside a range, at most thirty."""
    if len(first) != len(last) or first[:-1] != last[:-1]:
        return []
    for sa, va in readings(first[-1]):
        for sb, vb in readings(last[-1]):
            if sa == sb and 1 < vb - va <= 31:
                names = [_name(sa, int(v)) for v in range(int(va) + 1, int(vb))]
                return [(*first[:-1], n) for n in names if n]
    return []


_ROMANS = [
    r
    for r in (
        [
            "i",
            "ii",
            "iii",
            "iv",
            "v",
            "vi",
            "vii",
            "viii",
            "ix",
            "x",
            "xi",
            "xii",
            "xiii",
            "xiv",
            "xv",
            "xvi",
            "xvii",
            "xviii",
            "xix",
            "xx",
            "xxi",
            "xxii",
            "xxiii",
            "xxiv",
            "xxv",
            "xxvi",
            "xxvii",
            "xxviii",
            "xxix",
            "xxx",
        ]
    )
]


def _name(series: str, value: int) -> str:
    if series == "1":
        return str(value)
    if series in "aA":
        return chr(96 + value) if value <= 26 else ""
    return _ROMANS[value - 1] if value <= len(_ROMANS) else ""


def _lookup(index: _Index, text: str, c: Clause, word: str, key: Key, scope: str | None) -> tuple[str, ...]:
    """Clause ids that a normalised number means, seen from clause `c`."""
    if not key:
        return ()
    if not key[0].isdigit() and word not in ("article", "part", "chapter", "recital") and scope in (None, c.scope):
        near = _near(index, text, c, key)
        if near:
            return near
    scopes = (
        [scope]
        if scope is not None
        else ([c.scope, ""] if c.scope and word not in ("paragraph", "part") else [c.scope])
    )
    for s in scopes:
        if word == "recital":
            hits = index.by_key.get((s, ("recital", *key)))
            if hits:
                return tuple(hits)
            continue
        exact = _exact(index, s, word, key, c)
        if exact:
            return exact
        # the last parts may stand inside a paragraph
        for cut in range(len(key) - 1, 0, -1):
            for holder in _exact(index, s, word, key[:cut], c):
                inner = _inline(index, text, holder, key[cut:])
                if inner:
                    return (inner,)
    return ()


def _exact(index: _Index, scope: str, word: str, key: Key, c: Clause) -> tuple[str, ...]:
    numbered = index.by_key.get((scope, key), [])
    if len(key) == 1:
        if word in ("part", "chapter"):
            return tuple(index.containers.get((scope, word, key[0]), []))
        article = index.containers.get((scope, "article", key[0]), [])
        if word == "article":
            return tuple(article or numbered)
        hits = _nearest_container(index, c, numbered)
        return tuple(hits or article)
    if word == "article" and not numbered:
        numbered = index.by_key.get((scope, ("@" + key[0], *key[1:])), [])
    return tuple(_nearest_container(index, c, numbered))


def _nearest_container(index: _Index, c: Clause, hits: list[str]) -> list[str]:
    """Of sections that begin again under each article, the one under the article where the reference stands."""
    if len(hits) < 2:
        return hits
    mine = _ancestors(index, c)
    tops = {a.id for a in mine}
    inside = [
        h
        for h in hits
        if any(
            a.id in tops and a.number.lower().startswith(("article", "part", "chapter"))
            for a in _ancestors(index, index.by_id[h])[1:]
        )
    ]
    return inside or hits


def _ancestors(index: _Index, c: Clause) -> list[Clause]:
    chain = [c]
    while chain[-1].parent is not None:
        chain.append(index.by_id[chain[-1].parent])
    return chain


def _near(index: _Index, text: str, c: Clause, key: Key) -> tuple[str, ...]:
    """ "paragraph (c)", "clause (ii)": among the children of the clause, its ancestors, or inside its own words."""
    for a in _ancestors(index, c):
        base = index.keys.get(a.id)
        if base is not None:
            hits = index.by_key.get((a.scope, (*base, *key)))
            if hits:
                return tuple(hits)
        inner = _inline(index, text, a.id, key)
        if inner:
            return (inner,)
    hits = index.by_key.get((c.scope, key))
    return tuple(hits) if hits else ()


def _inline(index: _Index, text: str, holder: str, key: Key) -> str:
    """The clause among `holder` and its unnumbered children whose words contain "(key)"; "" where none does."""
    wanted = [f"({part})" for part in key]
    for clause in (index.by_id[holder], *[x for x in index.children.get(holder, ()) if not x.number]):
        words = text[clause.body : clause.end]
        low = words.lower()
        if all(w in low for w in wanted) and _prints(low, wanted[0]):
            return clause.id
    return ""


def _prints(low: str, label: str) -> bool:
    """Whether a label is printed as an item and not only referred to ("clause (b)")."""
    at = low.find(label)
    while at >= 0:
        before = low[max(0, at - 14) : at].rstrip()
        if (
            not before.endswith(
                (
                    "clause",
                    "clauses",
                    "paragraph",
                    "paragraphs",
                    "section",
                    "subsection",
                    "sub-clause",
                    "subparagraph",
                    "item",
                )
            )
            and not before[-1:].isdigit()
        ):
            return True
        at = low.find(label, at + 1)
    return False


def _attachments(text: str, index: _Index, c: Clause, start: int) -> Iterator[Reference]:
    pos = start
    while m := _ATTACHED_REF.search(text, pos, c.end):
        pos = m.end()
        if (m[2].islower() and m[2] not in CARDINALS) or m[2] in _SMALL_WORDS:
            continue
        if _STATUTORY_SCHEDULE.match(m[2]) and _stem(m[1]) == "schedule":
            continue  # forms of the securities law: Schedule 13D
        if (
            m[1].islower()
            and len(m[2]) == 1
            and m[2] == "A"
            and text[m.end() : m.end() + 1] == " "
            and text[m.start() - 2 : m.start()] == "a "
        ):
            continue
        items = [(m.start(), m.end(), m[2])]
        if m[1].lower().endswith("s") or _stem(m[1]) == "appendix":
            while more := _MORE_ATTACHED.match(text, pos, c.end):
                items.append((more.start(2), more.end(2), more[2]))
                pos = more.end()
        kind, external, _, _ = _qualifier(text, pos, c.end, index, c, {})
        for a, b, number in items:
            targets = tuple(x.id for x in _attachment(index, m[1], number)) if not external else ()
            targets = tuple(t for t in targets if t != c.id or len(targets) == 1)
            name = f"{_stem(m[1]).capitalize()} {number}"
            yield Reference(c.id, a, b, "schedule" if not external else kind, name, targets, external)


def _relative(text: str, index: _Index, c: Clause, start: int) -> Iterator[Reference]:
    for m in _THIS.finditer(text, start, c.end):
        word = m[1].lower()
        chain = _ancestors(index, c)
        numbered = [a for a in chain if a.number and not a.number.startswith("Recital")]
        target: Clause | None = None
        if m[0][:4].lower() == "this":
            if word in ("schedule", "exhibit", "annex", "appendix"):
                target = next((a for a in chain if a.scope and a.number == a.scope), None)
            elif word == "article":
                target = next(
                    (a for a in numbered if a.number.lower().startswith("article") and "(" not in a.number),
                    numbered[-1] if numbered else None,
                )
            elif word in ("section", "clause"):
                target = next(
                    (a for a in numbered if "(" not in a.number and not a.number.lower().startswith("article")),
                    numbered[0] if numbered else None,
                )
            else:
                target = numbered[0] if numbered else c
        else:
            siblings = index.children.get(c.parent or "", [])
            at = next((k for k, s in enumerate(siblings) if s.id == c.id), 0)
            if "preceding" in m[0].lower() or "foregoing" in m[0].lower() or "previous" in m[0].lower():
                target = siblings[at - 1] if at > 0 else index.by_id.get(c.parent or "")
            else:
                target = siblings[at + 1] if at + 1 < len(siblings) else None
        if target is None and word in ("schedule", "exhibit", "annex", "appendix", "recital"):
            continue
        yield Reference(
            c.id, m.start(), m.end(), "relative", target.number if target else "", (target.id,) if target else ()
        )


def _named(text: str, c: Clause, start: int, taken: list[tuple[int, int]], own: str) -> Iterator[Reference]:
    """Statutes and other agreements by name."""
    spans = sorted(taken)
    for m in _STATUTE_NAME.finditer(text, start, c.end):
        name = " ".join(m[0].split()).rstrip(",)")
        if _NO_STATUTE.match(name) or name.isupper() or _overlaps(spans, m.start(), m.end()):
            continue
        if not any(ch.isdigit() for ch in name) and name.rsplit(" ", 1)[-1] in (
            "Law",
            "Rules",
            "Regulations",
            "Regulation",
            "Treaty",
        ):
            continue
        yield Reference(c.id, m.start(), m.end(), "statute", name, (), True)
    for m in _AGREEMENT_NAME.finditer(text, start, c.end):
        name = " ".join(m[1].split())
        if (
            name.isupper()
            or not _ANOTHER.search(text, max(start, m.start() - 10), m.start())
            or _overlaps(spans, m.start(), m.end())
        ):
            continue
        if (
            name.lower() in own
            or name in ("Entire Agreement",)
            or text[max(start, m.start() - 6) : m.start()].lower().strip().endswith("this")
        ):
            continue
        yield Reference(c.id, m.start(), m.end(), "agreement", name, (), True)


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    i = bisect_right(spans, (start, 1 << 60)) - 1
    return any(a < end and b > start for a, b in spans[max(i, 0) : i + 2])
