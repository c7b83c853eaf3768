"""Blanks, drafting brackets and fields of a form that are still in the text (X-18). Redactions are none of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.tree import Tree, subject
from clausescan.language.numbers import FIGURES, WORDS
from clausescan.model import Clause, Defect, Evidence, Report

_BRACKET = re.compile(r"\[([^\[\]\n]{0,400})\]")
_RULE = re.compile(
    r"(?<![\w_])(?:\$\s?)?_{3,}(?![\w_])|(?<=[a-z]{2})_{8,}(?=[,\s])|(?<=\s)\$\s?_{2,}|\b(?:19|20)_{1,2}(?![\w_])"
)
_POSTCODE = re.compile(r",?\s{0,2}[A-Z]{2}\s\d{5}\b")
"""After a rule: the street and the town are what is blank."""
_DOTS = re.compile(r"(?<=\w\s)(?:\.{6,}|…{3,})(?=\s\w)")
_CROSSES = re.compile(
    r"(?<![\w.])(?:\$\s?[Xx]{2,4}\b|[Xx]{2,3}\s?%|20[Xx]{2}\b"
    r"|(?:addendum|exhibit|schedule|annex|appendix|attachment)\s(?:no\.\s)?X{2,3}\b|\d{2,4}-X{4,8}\b)(?!\.\w)",
    re.IGNORECASE,
)
_LABEL = (
    r"(?:(?:street\s|mailing\s|e-?mail\s|postal\s)?address|tel(?:ephone)?(?:\s(?:no|number)\.?)?|phone|fax(?:\s(?:no|number)\.?)?"
    r"|facsimile|e-?mail|attention|attn\.?|contact(?:\sperson)?|zip(?:\scode)?|post\s?code"
    r"|if\sto\s(?:the\s)?[A-Z][\w .&’'-]{1,40})"
)
_UNANSWERED = re.compile(rf"(?<![\w]){_LABEL}\s?[:：][\s+_]*(?={_LABEL}\s?[:：]|\Z)", re.IGNORECASE)
"""A line of an address that is asked for, and the next one follows: "Address: Telephone: E-mail:"."""
_ONLY_ASKS = re.compile(rf"\s*(?:{_LABEL}\s?[:：][\s+_]*)+\Z", re.IGNORECASE)
_ASKED_TOGETHER = 2
_TO_COME = re.compile(
    r"(?<![\w.])TB[CD]\b|\b(?:To Be|TO BE) (?:Determined|Agreed|Added|Confirmed|Inserted|DETERMINED|AGREED)\b"
)
_NO_DATE = re.compile(
    r"\b(?:as\sof|dated(?:\sas\sof)?|on|this)\s{0,3},\s{0,2}(?:19|20)\d\d\b|\bthis\s{1,3}day\sof\s{0,3},?\s{0,3}(?:19|20)\d\d"
)
_ANY = re.compile(
    r"\[|__|\.{6}|…{3}|[Xx]{2}|TB[CD]|T[Oo] B[Ee] |\s,\s{0,2}(?:19|20)\d\d|day\sof\s{1,3},?\s{0,3}(?:19|20)\d\d"
)
"""A clause without any of these has no field."""
_BLANK = re.compile(r"[\s_.…●•·–—-]*\Z|[$€£]?\s?[_●•]+\s?%?\Z")
_FILL_IN = re.compile(
    r"\s*(?:please\s)?(?:insert|fill|enter|add|specify|describe|state|list|complete|tbd|tbc|to\sbe\s|to\sfollow|number\sof"
    r"|amount|name\b|names\sof|official\sname|full\sname|date\b|address|party\s(?:name|[a-z1-9])\b|company\sname|option\b|optional\b"
    r"|alternative|end\sof\soption|choose|select|delete|note\sto\sdraft|drafting\snote|xx|number\b|city|country\b|period\b|percent"
    r"|definition\b|e\.g\.|if\sapplicable|as\sapplicable|yes\s?/\s?no|the\s(?:company|party|name)\b)",
    re.IGNORECASE,
)
_FIELD = re.compile(r"\s*[A-Za-z]\w*[._][A-Za-z][\w,]*(?:[._]\w[\w,]*)*\s*\Z|\s*[A-Z][a-z]\s*\Z")
_SHOUT = re.compile(r"\s*[A-Z][A-Z /’'&-]{2,60}\s*\Z")
_ASKED = re.compile(
    r"\b(?:NAME|DATE|PARTY|COMPANY|ADDRESS|AMOUNT|INSERT|TITLE|PROJECT|NUMBER|STATE|COUNTRY|TERRITORY|PRICE|PERCENT|CITY|TBD)\b"
)
_NO_FIELD = re.compile(
    r"\*|…|\bredact|\bomitt|\bintentional|\breserved\b|\bsic\b|\bsignature|\bpage\b|\bremainder|\bseal\b|\blogo\b|\bconfidential"
    r"|\bexhibit\b|\bschedule\b|\bfollow|\bdeleted\b|\bblank\b|\bcertain\binformation|\bappears\shere|\bphoto|\bgraphic|\bimage"
    r"|\btable\b|\bnot\sused\b|\bsigned|\billegible|\bstamp|\bend\sof\s(?:document|agreement)|\blegend",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s*(?:[,;]\s|(?:and|or|provided|including|subject|except|unless|other\sthan)\b)")
_SIGNING = re.compile(
    r"\b(?:by|name|title|signature|signed|date|its|initial(?:ed|s)?|witness|print|print\sname)\b\s?[:.]", re.IGNORECASE
)
_ATTESTED = re.compile(r"\s*(?:signed\b|dated\s(?:this|the)\b|in\switness\b|executed\b)", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:\b(?:by|name|title|signature|signed|date|its|witness|attest|/s/)\b\s?:?|:)\s{0,4}\Z", re.IGNORECASE
)
_FORM = re.compile(r"\b(?:form|forms|specimen|template|sample|draft)\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"\s*(?:(?:US|U\.S\.)\s?)?[$€£¥]?\s?[\d.,]+\s?(?:%|percent|(?:million|billion)?\s?(?:dollars)?)\s*(?:[a-z]+)?\s*\Z"
    r"|\s*(?:January|February|March|April|May|June|July|August|September|October|November|December)\b[\s\d,]{2,10}\Z"
)
_NUMBER = re.compile(rf"{WORDS}|{FIGURES}", re.IGNORECASE)
_COUNTED = re.compile(rf"(?:{WORDS}|{FIGURES})\s?\Z", re.IGNORECASE)
_UNITS = re.compile(
    r"\b(?:US|USD|EUR|million|dollars?|euros?|percent|and|days?|months?|years?|weeks?|business)\b|[$€£%.,()\s-]",
    re.IGNORECASE,
)
_NUMBER_WORDS = 8
_TAKEN_OUT = re.compile(
    r"\binformation\s(?:has\sbeen|was)\s(?:excluded|omitted|redacted)|\bconfidential\streatment\b|\bportions\s[^.;]{0,60}\bomitted",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"\.(?:com|net|org|eu|de|uk|io|biz|info)\s*\Z", re.IGNORECASE)
_MANY_CLAUSES = 8
"""Clauses with fields from which on a text is a form: said once."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class _Field:
    clause: Clause
    start: int
    end: int
    drafting: bool  # words or figures that stand, in brackets, rather than a gap


def placeholders(report: Report) -> Iterator[Defect]:
    """X-18, one defect a clause; a form with fields all over is said to be one, once."""
    tree = Tree(report)
    forms = {c.scope for c in report.clauses if c.scope and c.number == c.scope and _is_form(tree, c)}
    hidden = _bullets_hide(tree)
    fields: list[_Field] = []
    for clause in report.clauses:
        if clause.kind in ("toc", "signature", "note") or clause.scope in forms or _is_signing(tree, clause):
            continue
        if not _ANY.search(tree.text, clause.start, clause.end):
            continue
        fields.extend(f for f in _fields(tree, clause) if not (hidden and "●" in tree.text[f.start : f.end]))
    yield from _addresses(tree, forms)
    clauses = list(dict.fromkeys(f.clause.id for f in fields))
    if len(clauses) >= _MANY_CLAUSES:
        firsts = {f.clause.id: f for f in reversed(fields)}
        yield defect(
            "X-18",
            f"This is a form, or not yet complete: {len(fields)} fields in {len(clauses)} clauses are still to be "
            "filled in or chosen.",
            [_shown(tree, firsts[c]) for c in clauses[:_SHOWN]],
        )
        return
    for c in clauses:
        own = [f for f in fields if f.clause.id == c]
        words = ", ".join(dict.fromkeys(f"“{_short(tree, f)}”" for f in own[:3]))
        name = subject(own[0].clause)
        if all(f.drafting for f in own):
            text = f"{name} still has words in drafting brackets: {words}. Were they agreed?"
        else:
            text = f"{name} has a gap that was never filled: {words}."
        yield defect(
            "X-18", text, [_shown(tree, f) for f in own[:3]], "medium" if all(f.drafting for f in own) else None
        )


def _addresses(tree: Tree, forms: set[str]) -> Iterator[Defect]:
    for places in _unanswered(tree):
        clause = places[0][0]
        if clause.scope in forms or clause.kind == "signature" or _is_signing(tree, clause):
            continue
        words = ", ".join(f"“{' '.join(tree.text[a:b].split())}”" for _, a, b in places[:4])
        yield defect(
            "X-18",
            f"{subject(clause)} asks for an address and has none: {words} stand without an answer.",
            [tree.around(c, a, b, 70, 50) for c, a, b in places[:_SHOWN]],
        )


def _short(tree: Tree, field: _Field) -> str:
    words = " ".join(tree.text[field.start : field.end].split())
    return words if len(words) <= 60 else f"{words[:57]}…"


def _shown(tree: Tree, field: _Field) -> Evidence:
    return tree.around(field.clause, field.start, field.end, 70, 50)


def _is_form(tree: Tree, top: Clause) -> bool:
    """An exhibit that is a form to be filled in later: it says so, or most of it are fields."""
    if _FORM.search(tree.text, top.start, top.end) or _FORM.search(top.heading):
        return True
    below = list(tree.subtree(top))
    if any(_FORM.search(tree.text, c.start, min(c.end, c.start + 80)) for c in below[1:3]):
        return True
    return sum(bool(list(_fields(tree, c))) for c in below) >= 3


def _is_signing(tree: Tree, clause: Clause) -> bool:
    """A signature block that the outline took for a paragraph."""
    if _ATTESTED.match(tree.text, clause.body):
        return True
    return len(_SIGNING.findall(tree.text, clause.start, clause.end)) >= 2


def _fields(tree: Tree, clause: Clause) -> Iterator[_Field]:
    text = tree.text
    start, end = clause.start, clause.end
    taken: list[tuple[int, int]] = []
    for m in _BRACKET.finditer(text, start, end):
        kind = _kind(text, clause, m)
        if kind:
            taken.append(m.span())
            yield _Field(clause, m.start(), m.end(), kind == "drafting")
    for pattern in (_RULE, _DOTS, _CROSSES, _TO_COME, _NO_DATE):
        for m in pattern.finditer(text, start, end):
            if any(a <= m.start() < b for a, b in taken):
                continue
            if pattern is _RULE and not _in_sentence(text, clause, m):
                continue
            if pattern is _CROSSES and _attached(tree, m[0]):
                continue
            taken.append(m.span())
            yield _Field(clause, m.start(), m.end(), False)


def _unanswered(tree: Tree) -> Iterator[list[tuple[Clause, int, int]]]:
    """Lines of an address that are asked for and not given, two or more in one clause or in clauses that follow each
    other: "Address:", "E-mail:". The last counts where a numbered clause, or another label, comes after it."""
    run: list[Clause] = []
    for clause in [*tree.report.clauses, None]:
        words = tree.text[clause.start : clause.end] if clause else ""
        if clause and _ONLY_ASKS.match(words) and clause.kind != "signature":
            run.append(clause)
            continue
        if clause and not (clause.number or clause.kind == "heading" or re.match(_LABEL, words, re.IGNORECASE)):
            run = run[:-1]  # this answers it
        if len(run) >= _ASKED_TOGETHER:
            yield [(c, c.start, c.end) for c in run]
        run = []
        if clause and ":" in words and len(found := list(_UNANSWERED.finditer(words))) >= _ASKED_TOGETHER:
            yield [(clause, clause.start + m.start(), clause.start + m.end()) for m in found]


def _attached(tree: Tree, name: str) -> bool:
    return any(c.scope and c.scope.lower() == name.lower() for c in tree.report.clauses)


def _kind(text: str, clause: Clause, m: re.Match[str]) -> str:
    """ "gap" for a field to fill in, "drafting" for words that were left in brackets, "" for neither."""
    inside = m[1]
    after = text[m.end() : m.end() + 1]
    before = text[max(clause.start, m.start() - 30) : m.start()]
    if _BLANK.match(inside):
        if re.search(r"\bbrackets?\b", before, re.IGNORECASE):
            return ""  # how omissions are marked
        if "•" in inside and before.rstrip().endswith("]"):
            return ""
        return "gap" if text[clause.start : m.start()].strip() or text[m.end() : clause.end].strip() else ""
    if _NO_FIELD.search(inside):
        return ""
    if m.start() > clause.start and text[m.start() - 1].isalnum() and not inside.startswith((",", ";")):
        return ""  # embodiment[s]
    if _FILL_IN.match(inside) or (_FIELD.match(inside) and not _DOMAIN.search(inside)):
        return "gap"
    if _SHOUT.match(inside) and _ASKED.search(inside) and clause.kind != "title":
        return "gap"
    if _GOES_ON.match(inside) and len(inside.split()) >= 3:
        return "drafting"
    if len(inside.split()) <= _NUMBER_WORDS and _is_figure(inside) and (after in " ,.;%)" or not after):
        return "" if _COUNTED.search(before) else "drafting"
    return ""


def _bullets_hide(tree: Tree) -> bool:
    """Whether the text was redacted with bullets: it says that words were taken out, and no stars stand for them."""
    return bool(_TAKEN_OUT.search(tree.text)) and "**" not in tree.text


def _is_figure(inside: str) -> bool:
    """Nothing but a number, an amount or a date: "eighteen (18)", "$ 500,000", "31 May 2020"."""
    if re.fullmatch(r"\s*\d{1,2}\s*", inside):
        return inside != inside.strip()  # [1] is a footnote
    if _AMOUNT.match(inside):
        return True
    return bool(_NUMBER.search(inside)) and not _UNITS.sub("", _NUMBER.sub("", inside))


def _in_sentence(text: str, clause: Clause, m: re.Match[str]) -> bool:
    """A rule that stands for a word, not one to sign on, a separator, or a box to tick."""
    before, after = text[clause.start : m.start()], text[m.end() : clause.end]
    if _POSTCODE.match(after) or before[-1:].isalpha():
        return True
    if _ASKS.search(before[-30:]) or before.rstrip().endswith("_") or re.match(r"\s*[*(]", after):
        return False
    return bool(
        re.search(r"[a-z]{2}[,.(]?[ \u00a0\n]{1,2}\Z", before[-6:]) or re.match(r"[ \u00a0]{1,2}[a-z]{2}", after[:5])
    )
