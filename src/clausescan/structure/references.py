"""Cross-references and what they point to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clausescan.model import Clause, Definition, Document, Reference, ReferenceKind
from clausescan.structure.labels import CARDINALS, readings, roman
from clausescan.structure.names import STATUTE_NAME, STATUTE_WORD, find_named
from clausescan.structure.targets import (
    SPLIT,
    Index,
    Key,
    ancestors,
    build_index,
    find_attachment,
    look_up,
    make_key,
    same_kind,
    stem,
)

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
    r"[ \u00a0,]{1,3}(?:respectively,?[ \u00a0])?(?:(?:of|OF|to|TO|under|UNDER|in|from)[ \u00a0](?:Part["
    r" \u00a0]\w+[ \u00a0]of[ \u00a0])?(?:(the|THE|that|such|said|each|any|its|their"
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
_CODIFIED = re.compile(r"(?:C\.?F\.?R\.?|U\.?S\.?C\.?)\.?[ \u00a0]?\Z")
_NEXT_NUMBER = re.compile(
    r"[ \u00a0](?:and|or)[ \u00a0](?:sections?|articles?|clauses?|exhibits?|schedules?|paragraphs?)\b", re.IGNORECASE
)
_ACT_NEAR = re.compile(r",(?:[ \u00a0](?:and[ \u00a0])?[A-Z][\w’&-]*,?){1,6}[ \u00a0](?:Act|Code)\b")
_PLACE = re.compile(r"[ \u00a0](above|below|hereof|herein|hereto|hereunder)\b")
_PARENS = re.compile(r"\([A-Za-z0-9]{1,4}\)\Z")
_SMALL_WORDS = frozenset(
    ["OR", "IN", "TO", "OF", "AT", "BY", "IS", "AS", "ON", "AN", "IF", "NO", "SO", "WE", "IT", "BE", "DO"]
)
_STATUTORY_SCHEDULE = re.compile(r"1[34][A-Z]\Z")
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


def find_references(
    document: Document, clauses: Sequence[Clause], definitions: Sequence[Definition] = ()
) -> tuple[Reference, ...]:
    """All references in text order. `targets` is empty for an external or a dangling one.

    A list or range gives one reference a number. A number that stands only inside a paragraph ("… (b) …")
    resolves to the clause that holds that paragraph.
    """
    text = document.text
    index = build_index(text, clauses)
    foreign = {d.term.lower(): d for d in definitions}
    own = " ".join(text[c.start : c.end] for c in clauses[:12] if c.kind == "title").lower()
    found: list[Reference] = []
    for c in clauses:
        if c.kind in ("toc", "title", "signature"):
            continue
        start = c.body if c.label else c.start
        taken: list[tuple[int, int]] = []
        refs = [*_divisions(text, index, c, start, foreign), *_attachments(text, index, c, start)]
        taken = [(r.start, r.end) for r in refs]
        refs += _relative(text, index, c, start)
        refs += find_named(text, c, start, taken, own)
        refs.sort(key=lambda r: (r.start, r.end))
        found.extend(refs)
    return tuple(found)


def _divisions(text: str, index: Index, c: Clause, start: int, foreign: dict[str, Definition]) -> Iterator[Reference]:
    end = c.end
    pos = start
    while m := _DIVISION_REF.search(text, pos, end):
        pos = m.end()
        word = m[2].lower().rstrip(".")
        number = m[3]
        if not _plausible(word, number, m[2]):
            continue
        items: list[tuple[int, int, str, str]] = [(m.start(), m.end(), number, "")]
        while more := _MORE.match(text, pos, end):
            if not _continues(items[-1][2], more[2], more[1], word):
                break
            items.append((more.start(2), more.end(2), more[2], more[1].strip(" ,\u00a0")))
            pos = more.end()
        kind: ReferenceKind
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
        return any(same_kind(part, SPLIT.findall(number)[0]) for part in SPLIT.findall(before))
    if number.isalpha():
        return before.isalpha() and number.isupper()
    if "." in before and "." not in number:
        return glue.strip(" \u00a0") in ("and", "or", "to", "through") and number.isdigit() and word.endswith("s")
    return number[0].isdigit() == before[0].isdigit() and (
        word.endswith("s") or "." in number or "(" in number or glue.strip(" \u00a0") in ("and", "or", "to", "through")
    )


def _qualifier(
    text: str, pos: int, end: int, index: Index, c: Clause, foreign: dict[str, Definition]
) -> tuple[ReferenceKind, bool, str | None, int]:
    """What "of …" behind a number says: kind, external, the scope it names (None: where it stands), its end."""
    m = _OF.match(text, pos, end)
    if not m:
        code = STATUTE_NAME.match(text, pos + 2, end) if text[pos : pos + 2] == ", " else None
        return ("statute", True, None, pos) if code else ("internal", False, None, pos)
    if m[3]:
        return (
            ("agreement", True, None, m.end()) if m[3] in ("thereof", "thereto") else ("internal", False, None, m.end())
        )
    name = _NEXT_NUMBER.split(m[2], maxsplit=1)[0].rstrip(".,)")
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
    if STATUTE_WORD.search(name) or (determiner == "the" and _ACT_NEAR.match(text, m.end(), end)):
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
            "indenture",
            "convention",
            "charter",
            "certificate of incorporation",
            "deed of trust",
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


def _scope_of(index: Index, kind: str, number: str) -> str | None:
    hits = find_attachment(index, kind, number)
    return hits[0].scope if hits else "?"


def _resolved(
    index: Index,
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
        key = make_key(number, word)
        full = number
        if number[0] == "(" and before and not external:
            keep = len(before) - 1 if len(before) > 1 else 1
            if len(before) > 1 and not same_kind(before[-1], key[0]):
                keep = max(
                    next((k for k in range(len(before) - 1, 0, -1) if same_kind(before[k], key[0])), len(before) - 1),
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
                targets = look_up(index, c, word, middle, scope)
                if targets:
                    yield Reference(c.id, start, end, kind, _join(middle), targets)
        targets = look_up(index, c, word, key, scope)
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
            out += f"({part})"
    return out


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


def _name(series: str, value: int) -> str:
    if series == "1":
        return str(value)
    if series in "aA":
        return chr(96 + value) if value <= 26 else ""
    tens, ones = divmod(value, 10)
    units = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return "x" * tens + units[ones] if value < 40 else ""


def _attachments(text: str, index: Index, c: Clause, start: int) -> Iterator[Reference]:
    pos = start
    while m := _ATTACHED_REF.search(text, pos, c.end):
        pos = m.end()
        if (m[2].islower() and m[2] not in CARDINALS) or m[2] in _SMALL_WORDS:
            continue
        if _STATUTORY_SCHEDULE.match(m[2]) and stem(m[1]) == "schedule":
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
        if m[1].lower().endswith("s") or stem(m[1]) == "appendix":
            while more := _MORE_ATTACHED.match(text, pos, c.end):
                items.append((more.start(2), more.end(2), more[2]))
                pos = more.end()
        kind, external, _, _ = _qualifier(text, pos, c.end, index, c, {})
        for a, b, number in items:
            targets = tuple(x.id for x in find_attachment(index, m[1], number)) if not external else ()
            targets = tuple(t for t in targets if t != c.id or len(targets) == 1)
            name = f"{stem(m[1]).capitalize()} {number}"
            yield Reference(c.id, a, b, "schedule" if not external else kind, name, targets, external)


def _relative(text: str, index: Index, c: Clause, start: int) -> Iterator[Reference]:
    for m in _THIS.finditer(text, start, c.end):
        word = m[1].lower()
        chain = ancestors(index, c)
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
            at = index.place.get(c.id, 0)
            if "preceding" in m[0].lower() or "foregoing" in m[0].lower() or "previous" in m[0].lower():
                target = siblings[at - 1] if at > 0 else index.by_id.get(c.parent or "")
            else:
                target = siblings[at + 1] if at + 1 < len(siblings) else None
        if target is None and word in ("schedule", "exhibit", "annex", "appendix", "recital"):
            continue
        yield Reference(
            c.id, m.start(), m.end(), "relative", target.number if target else "", (target.id,) if target else ()
        )
