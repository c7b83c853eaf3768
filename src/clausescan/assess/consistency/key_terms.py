"""X-08: a trigger or a price hangs on a term that this text does not define."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from clausescan.assess.consistency.found import defect
from clausescan.assess.consistency.view import View, capital, view_of
from clausescan.model import Clause, Defect, Definition, Evidence, Report
from clausescan.structure import TermUse, term_uses

_TRIGGERS = frozenset(
    ("initial_term", "renewal", "termination_convenience", "breach_default", "insolvency", "change_of_control",
     "deadlock_exit", "performance_trigger", "external_event", "buyout_put_call", "valuation_price", "transfer",
     "exit_consequences", "survival", "licence_after_exit", "non_compete_exclusivity")
)  # fmt: skip
_PRICE = frozenset(("valuation_price", "buyout_put_call"))
_PRICE_WORD = re.compile(r"\b(?:price|value|valuation|consideration|amount|worth|multiple|cost)\b", re.I)
_PUBLIC = re.compile(r"\b(?:act|code|law|regulations?|rules?|gaap|ifrs|statute|ordinance)\b", re.I)


def terms_without_meaning(report: Report) -> Iterator[Defect]:
    """Terms defined only in another document, and terms defined nowhere, where they decide an exit or its price."""
    view = view_of(report)
    yield from _defined_elsewhere(view)
    yield from _defined_nowhere(view)


def _defined_elsewhere(view: View) -> Iterator[Defect]:
    """One defect for each document that holds the meanings."""
    abroad = {d.term: d for d in view.report.definitions if d.external and d.source and not _PUBLIC.search(d.source)}
    at_home = {d.term for d in view.report.definitions if not d.external and not d.source}
    if not abroad:
        return
    uses: dict[str, TermUse] = {}
    price: dict[str, TermUse] = {}
    for use in term_uses(view.report.document, view.report.clauses, view.report.definitions):
        clause = view.by_id[use.clause]
        types = {score.type for score in clause.types}
        if use.term not in abroad or use.term in at_home or clause.kind == "definition" or not types & _TRIGGERS:
            continue
        if _STATES.search(view.plain, clause.start, clause.end):
            continue
        uses.setdefault(use.term, use)
        if types & _PRICE and _PRICE_WORD.search(use.term):
            price.setdefault(use.term, use)
    by_source: dict[str, list[Definition]] = defaultdict(list)
    for term in uses:
        by_source[abroad[term].source].append(abroad[term])
    for source, definitions in by_source.items():
        definitions.sort(key=lambda d: (d.term not in price, d.start))
        shown = ", ".join(f'"{d.term}"' for d in definitions[:6]) + (" and others" if len(definitions) > 6 else "")
        first = price.get(definitions[0].term) or uses[definitions[0].term]
        priced = definitions[0].term in price
        how = "takes a price from" if priced else "hangs on"
        have = "has its" if len(definitions) == 1 else "have their"
        message = (
            f"{shown} {have} meaning in {source} only, which is not in this text; "
            f'{view.name_at(first.start)} {how} "{definitions[0].term}".'
        )
        places: list[Evidence] = [_defined(view, d) for d in definitions[:6]]
        places += [view.evidence(u.start, u.end) for d in definitions[:6] for u in [price.get(d.term) or uses[d.term]]]
        yield defect("X-08", message, places, "critical" if priced else "high")


_STATES = re.compile(r"\brepresents?\s+and\s+warrants?\b", re.I)


def _defined(view: View, definition: Definition) -> Evidence:
    start, end = definition.start, max(definition.end, definition.meaning.end)
    return view.passages.evidence(start, min(end, start + 300))


_HEAD = (
    r"(?:Dates?|Periods?|Prices?|Value|Events?|Term|Control|Defaults?|Breach|Cause|Amounts?|Percentages?|Interests?|Units?|"
    r"Shares?|Conditions?|Thresholds?|Milestones?|Deadlock|Fees?|Change|Standards?|Plan|Business|Territory|Field|Products?|"
    r"Services|Valuator|Valuer|Expert|Appraiser|Option|Closing|Completion|Year|Specifications?|Targets?|Competitors?|"
    r"Affiliates?|Person|Clients?|Criteria|Members|Majority|Assets|Technology|Materials|Information|Parent|Transferee)"
)
_AFTER = (
    r"(?![\w\"'!-]|\s(?:(?:of|and)\s)?[A-Z\d]|"
    r",?\s\(?(?:as\s|identified|defined|set\s(?:forth|out)|specified|stated|described|of\s|under\s))"
)
_PHRASE = re.compile(
    r"(?<![\w.\"'\[-])(?<!\w\sof\s)(?<!\w\sand\s)(?:[A-Z][A-Za-z]+(?:-[A-Z]?[a-z]+)?\s(?:of\s|in\s|for\s)?){1,3}"
    rf"{_HEAD}\b{_AFTER}"
)
_ALONE = re.compile(
    rf"(?<![.:;\"-]\s)(?<![\w.\"'\[-])(?<!\w\sof\s)(?:Term|Cause|Territory|Field|Closing|Competitors?|Deadlock)\b{_AFTER}"
)
_NAMES = re.compile(
    r"\b(?:Section|Article|Clause|Exhibit|Schedule|Annex|Appendix|Board|Committee|Chief|President|Vice|Director|Officer|State|"
    r"Federal|National|International|United|American|European|Stock|Exchange|Securities|Internal|Revenue|New|Act|Code|Court|"
    r"Agreement|Inc|Ltd|LLC|Each|Any|All|This|The|Such|No|If|In|Upon|Other|Every|Its|Their|Our|Fiscal|Calendar|Where|When|For|"
    r"After|Before|During|Both|Neither|Either|Party|Parties|Said|Patent|Human|Public|General|Intellectual|Generally|Bankruptcy|"
    r"Commercial|Uniform|World|Social|Tax|Real|Personal|Dr|Mr|Ms|January|February|March|April|May|June|July|August|September|"
    r"October|November|December|Article|Health|Drug|Food|Medicare|Medicaid|Independent|Joint|Limited|Third)\b"
)


_ALL_ABROAD = re.compile(
    r"\bcapitali[sz]ed\s+(?:terms?|words?)\b[^.;]{0,80}\bnot\s+(?:otherwise\s+)?(?:expressly\s+)?defined\b", re.I
)


def _defined_nowhere(view: View) -> Iterator[Defect]:
    report = view.report
    if len(report.definitions) < 5:
        return  # a text without defined terms writes capitals as it pleases
    if _ALL_ABROAD.search(view.plain) or view.amends:
        return  # all other capitals have their meaning in another agreement, and the text says so
    known = {_plain(d.term) for d in report.definitions}
    quoted = {_plain(q) for q in re.findall(r"[\"']([^\"'\n]{2,60}?)[,.]?[\"']", view.plain)}
    heads = {_plain(c.heading) for c in report.clauses if c.heading}
    names = _plain(" ".join(f"{p.name} {p.alias}" for p in report.facts.parties))
    uses: dict[str, list[tuple[Clause, int, int]]] = defaultdict(list)
    written: dict[str, str] = {}
    for clause in report.clauses:
        if clause.kind in ("toc", "title", "signature", "heading", "definition", "table_row", "parties", "recital"):
            continue
        text = view.plain[clause.start : clause.end]
        start = _after_heading(clause)
        if text.isupper():
            continue
        for pattern in (_PHRASE, _ALONE):
            for match in pattern.finditer(view.plain, start, clause.end):
                if not _NAMES.search(match[0]) and not _in_heading(view, match.start(), match.end()):
                    term = written.setdefault(_plain(match[0]), match[0])  # a plural goes with its singular
                    uses[term].append((clause, match.start(), match.end()))
    for term, places in uses.items():
        plain = _plain(term)
        words = plain.split()
        if any(" ".join(words[i:]) in known | quoted for i in range(len(words))):
            continue  # "Initial Term" where "Term" has a meaning is read with it
        if (
            any(k.startswith(plain + " ") or k.endswith(" " + plain) or f" or {plain}" in k for k in known)
            or plain in names
        ):
            continue
        if len(words) > 1 and plain in heads:
            continue
        if re.search(
            rf"\((?:the\s|an?\s)?{re.escape(term)}\)|{re.escape(term)}s?[\"”]?,?\s\(?(?:as\s|is\s)?(?:defined|set\s(?:forth|out)|specified|described|stated|listed|shown)\s(?:in|by|under|on)|(?:^|\n|[;.]\s){re.escape(term)}s?\s?(?:means|:|-)",
            view.text,
        ):
            continue
        if term == "Term" and _SAID.search(view.plain):
            continue
        life = term == "Term" and any(view.plain[start - 4 : start] == "the " for _, start, _ in places)
        deciding = [p for p in places if (life or {t.type for t in p[0].types} & _TRIGGERS) and not p[0].scope]
        if not deciding or (len(places) < 2 and len(words) < 2 and not life):
            continue
        clause = deciding[0][0]
        message = (
            f'{capital(view.name(clause))} hangs on "{term}", which is written like a defined term and defined '
            "nowhere in this text."
        )
        evidence = [view.evidence(s, e) for c, s, e in deciding[:3]]
        yield defect("X-08", message, evidence, "low" if life else "medium")  # a term is mostly clear from its clause


_RUN = re.compile(r"(?:\A|[.;:)]\s|\n)\s?(?:(?:[A-Z][\w'-]*|[a-z]{2,4}|\d[\d.]*|\(?[a-z]\))\s){0,8}\Z")


_SAID = re.compile(r"\bTerm\s(?:of\sthis\sAgreement\s)?(?:shall|will|is|commences|begins|starts|runs)\b")


_ITEM = re.compile(r"\s\(?[a-z][.)]\s")


def _in_heading(view: View, start: int, end: int) -> bool:
    """Whether the words close a run of capitals that stands like a sentence: "(b) Change of Control."."""
    if view.text[end : end + 1] not in (".", ":", "\n", "") and not _ITEM.match(view.text, end):
        return False
    before = view.text[max(0, start - 90) : start]
    return _RUN.search(before) is not None


def _after_heading(clause: Clause) -> int:
    return clause.body + (len(clause.heading) if clause.heading else 0)


def _plain(term: str) -> str:
    """Lower case, each word without the s of its plural."""
    words = re.findall(r"[a-z0-9&-]+", term.lower())
    return " ".join(w[:-1] if w.endswith("s") and not w.endswith("ss") and len(w) > 3 else w for w in words)
