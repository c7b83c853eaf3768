"""From a normalised number to clauses: the index of an agreement's numbers and the rules of looking one up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from clausescan.model import Clause
from clausescan.structure.labels import CARDINALS, readings, roman

Key = tuple[str, ...]
"""A normalised number: "7.5(b)(ii)" is ("7", "5", "b", "ii")."""

SPLIT = re.compile(r"[A-Za-z0-9]+")
_ITEM = re.compile(r"\(([a-z]{1,4}|\d{1,2})\)")
_REFERRED = re.compile(
    r"(?:clauses?|paragraphs?|sections?|sub-?sections?|sub-?clauses?|sub-?paragraphs?|items?|articles?)\s?\Z|[\d)]\Z"
)
_MOST = 50  # clauses that one number may mean; more are a hostile text


@dataclass(slots=True)
class Index:
    """Clauses by their normalised number, scope by scope."""

    text: str
    by_key: dict[tuple[str, Key], list[str]] = field(default_factory=lambda: defaultdict(list))
    containers: dict[tuple[str, str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    attachments: dict[tuple[str, str], list[Clause]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, Key] = field(default_factory=dict)
    by_id: dict[str, Clause] = field(default_factory=dict)
    children: dict[str, list[Clause]] = field(default_factory=lambda: defaultdict(list))
    place: dict[str, int] = field(default_factory=dict)  # position among the children of its parent
    printed: dict[str, dict[str, str]] = field(default_factory=dict)


def arabic(text: str) -> str:
    """ "IX" stays "ix"; "nine" and "09" become "9"; letters come in lower case."""
    if text.isdigit():
        return str(int(text))
    low = text.lower()
    if low in CARDINALS and len(low) > 1:
        return str(CARDINALS[low])
    return low


def make_key(number: str, word: str = "") -> Key:
    """ "7.5(b)(ii)" → 7, 5, b, ii. The first part of an article, or of a decimal after a roman, is made arabic."""
    parts = [arabic(p) for p in SPLIT.findall(number)]
    if parts and not parts[0].isdigit() and (word in ("article", "chapter") or len(parts) > 1):
        value = roman(parts[0])
        if value and number[:1] != "(":
            parts[0] = str(value)
    return tuple(parts)


def build_index(text: str, clauses: Sequence[Clause]) -> Index:
    """Index of one agreement; time and space linear in the clauses."""
    index = Index(text)
    for c in clauses:
        index.by_id[c.id] = c
        index.place[c.id] = len(index.children[c.parent or ""])
        index.children[c.parent or ""].append(c)
        if not c.number or c.kind == "toc":
            continue
        low = c.number.lower()
        if c.scope and c.number == c.scope:
            kind, _, name = low.partition(" ")
            for form in dict.fromkeys(_forms(name)):
                index.attachments[(kind, form)].append(c)
            continue
        head, _, rest = low.partition(", ")
        word, _, name = head.partition(" ")
        if word in ("article", "chapter", "part", "title") and name and not rest:
            base, paren, tail = name.partition("(")
            key = make_key(base, "article")
            if not paren:
                index.containers[(c.scope, word, key[0] if key else "")].append(c.id)
                index.keys[c.id] = ("@" + (key[0] if key else ""),)
            else:
                index.keys[c.id] = ("@" + key[0], *make_key(paren + tail))
                index.by_key[(c.scope, index.keys[c.id])].append(c.id)
                index.by_key[(c.scope, (key[0], *make_key(paren + tail)))].append(c.id)
            continue
        if rest:
            rest = rest.removeprefix("section ").removeprefix("clause ")
            key = make_key(rest)
            index.keys[c.id] = key
            index.by_key[(c.scope, key)].append(c.id)
            index.by_key[(c.scope, ("@" + make_key(name, "article")[0], *key))].append(c.id)
            continue
        key = ("recital", *make_key(low[8:])) if low.startswith("recital ") else make_key(c.number)
        index.keys[c.id] = key
        index.by_key[(c.scope, key)].append(c.id)
        if len(key) == 2 and key[1] == "0":  # "3.0 License" is cited as clause 3
            index.by_key[(c.scope, key[:1])].append(c.id)
    return index


def stem(kind: str) -> str:
    """ "Appendices" → appendix, "Annexure" → annex, "Exhibits" → exhibit."""
    low = kind.lower()
    if low.startswith("appendi"):
        return "appendix"
    if low.startswith("annex"):
        return "annex"
    return low.rstrip("s")


def find_attachment(index: Index, kind: str, number: str) -> list[Clause]:
    """The schedule or exhibit of a number: as printed first, then "Schedule-I" for "Schedule 1" and the like."""
    for form in _forms(number):
        hits = index.attachments.get((stem(kind), form))
        if hits:
            return hits
    return []


def _forms(number: str) -> list[str]:
    low = number.lower()
    forms = [low, re.sub(r"[.\s-]", "", low), arabic(number)]
    value = roman(number) if number else None
    return [*forms, f"={value}"] if value else [*forms, f"={arabic(number)}"]


def same_kind(a: str, b: str) -> bool:
    """Whether two label parts can belong to one series: (a) and (d), (ii) and (iv); not (a) and (ii)."""
    ra, rb = (tuple(r for r in readings(x) if len(x) == 1 or r[0] not in "aA" or x[0] not in "iI") for x in (a, b))
    return bool({t for t, _ in ra} & {t for t, _ in rb})


def look_up(index: Index, c: Clause, word: str, key: Key, scope: str | None) -> tuple[str, ...]:
    """Clause ids that a normalised number means, seen from clause `c`."""
    if not key:
        return ()
    if not key[0].isdigit() and word not in ("article", "part", "chapter", "recital") and scope in (None, c.scope):
        near = _near(index, c, key)
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
                inner = _inline(index, holder, key[cut:])
                if inner:
                    return (inner,)
        if key[-1][:1].isdigit() and key[-1][-1:].isalpha():  # "10.3.2a" for 10.3.2(a)
            return look_up(index, c, word, (*key[:-1], key[-1][:-1], key[-1][-1]), s)
    return ()


def _exact(index: Index, scope: str, word: str, key: Key, c: Clause) -> tuple[str, ...]:
    numbered = index.by_key.get((scope, key), [])
    if len(key) == 1:
        if word in ("part", "chapter"):
            return tuple(index.containers.get((scope, word, key[0]), []))
        article = index.containers.get((scope, "article", key[0]), [])
        if word == "article":
            return tuple((article or numbered)[:_MOST])
        hits = _nearest_container(index, c, numbered)
        return tuple(hits or article)
    if word == "article" and not numbered:
        numbered = index.by_key.get((scope, ("@" + key[0], *key[1:])), [])
    return tuple(_nearest_container(index, c, numbered))


def _nearest_container(index: Index, c: Clause, hits: list[str]) -> list[str]:
    """Of sections that begin again under each article, the one under the article where the reference stands."""
    if len(hits) < 2:
        return hits
    hits = hits[:_MOST]
    mine = ancestors(index, c)
    tops = {a.id for a in mine}
    inside = [
        h
        for h in hits
        if any(
            a.id in tops and a.number.lower().startswith(("article", "part", "chapter"))
            for a in ancestors(index, index.by_id[h])[1:]
        )
    ]
    return inside or hits


def ancestors(index: Index, c: Clause) -> list[Clause]:
    """The clause, its parent, and so on up."""
    chain = [c]
    while chain[-1].parent is not None:
        chain.append(index.by_id[chain[-1].parent])
    return chain


def _near(index: Index, c: Clause, key: Key) -> tuple[str, ...]:
    """ "paragraph (c)", "clause (ii)": among the children of the clause, its ancestors, or inside its own words."""
    for a in ancestors(index, c):
        base = index.keys.get(a.id)
        if base is not None:
            hits = index.by_key.get((a.scope, (*base, *key)))
            if hits:
                return tuple(hits[:_MOST])
        inner = _inline(index, a.id, key)
        if inner:
            return (inner,)
    hits = index.by_key.get((c.scope, ("recital", *key))) if c.kind == "recital" else index.by_key.get((c.scope, key))
    return tuple(hits[:_MOST]) if hits else ()


def _inline(index: Index, holder: str, key: Key) -> str:
    """The clause among `holder` and its unnumbered children whose words contain "(key)"; "" where none does."""
    known = index.printed.get(holder)
    if known is None:
        known = {}
        for clause in (index.by_id[holder], *(x for x in index.children.get(holder, ()) if not x.number)):
            for item in _items(index.text, clause):
                known.setdefault(item, clause.id)
        index.printed[holder] = known
    found = known.get(key[0], "")
    if found and len(key) > 1:
        clause = index.by_id[found]
        low = index.text[clause.body : clause.end].lower()
        return found if all(f"({part})" in low for part in key[1:]) else ""
    return found


def _items(text: str, clause: Clause) -> list[str]:
    """Labels printed as items in the words of a clause, not those it only refers to ("clause (b)")."""
    low = text[clause.body : clause.end].lower()
    return [m[1] for m in _ITEM.finditer(low) if not _REFERRED.search(low[max(0, m.start() - 16) : m.start()])]
