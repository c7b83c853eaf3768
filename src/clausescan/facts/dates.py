"""The dates of an agreement: its own, the one it takes effect, and the one it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from clausescan.facts.ends import DAY_BEFORE, End
from clausescan.facts.sentences import Passages
from clausescan.facts.term import LATER, TermClause
from clausescan.language.dates import DateSpan, add_months, format_date
from clausescan.model import DateFact

_PREAMBLE_END = re.compile(
    r"\b(?:WITNESSETH|W I T N E S S E T H|WHEREAS|RECITALS?|BACKGROUND|NOW,? THEREFORE|agree as follows)\b|\bWhereas\b"
)
_THIS = re.compile(r"\b(?:this|these)\b[^.;]{0,160}$", re.I)
_DATED = re.compile(
    r"\b(?:dated?|made|entered|as of|effective|this|on|executed|signed|concluded|date:)[\w\s,:(]{0,25}$|"
    r"\bbetween the date[\w\s]{0,9}$",
    re.I,
)
_PARTIES_AFTER = re.compile(
    r"\b(?:by and )?(?:between|among|made by|is made|is entered)\b|['\"](?:Effective|Execution|Agreement|"
    r"Signing) Date",
    re.I,
)
_OTHER_DOCUMENT = re.compile(
    r"\b(?:that certain|pursuant to|under (?:the|that|a)|reference|amend(?:s|ed)|restated|plan|letter|supersedes?|"
    r"replaces?|contemplated|"
    r"as defined|declaration|draft|power of attorney|lease|filed|registration|revised|rev\.?|source:|act|law|"
    r"incorporated|organi[sz]ed|"
    r"existing|certificate|"
    r"8-k|10-[kq]|s-1|f-1|expir\w+|event|place on|until|years? ended|ending|acquired|prior|previous|original|"
    r"license number)\b[^.;:]{0,70}$",
    re.I,
)
_SIGNED = re.compile(
    r"/s/|\b(?:by|name|title|its|date[ds]?)\s?:|\b(?:signature|signed|signatory|\(seal\)|witness|executed|"
    r"accepted and agreed|agreed (?:to|and)|"
    r"\(date\))",
    re.I,
)
_ONLY_DATE = re.compile(r"[\W_]*(?:dated?|as of|date|the|[\W_])*", re.I)
_PLACE = re.compile(r"\s*[A-Z][\w.]{2,20}(?:,?\s[A-Z][\w.]{1,20}){0,2},?\s")  # "Astana January 31, 2000"
_HEREOF = re.compile(
    r"\b(?:date|day)s?\s(?:and\s(?:day|year)\s)?(?:hereof|first\s(?:above|set|written|stated|here)|of (?:this|"
    r"the) (?:\w+\s){0,4}(?:agreement|contract|venture|amendment)"
    r"|(?:set forth|written|stated|indicated|appearing|shown|noted) (?:above|below|first)|above (?:written|first))|"
    r"\b(?:above date|first (?:above|date above))\b",
    re.I,
)
_EXECUTION = re.compile(
    r"\b(?:(?:completion of|upon|after) (?:the |its )?(?:due )?(?:execution|signature|signing)|"
    r"date of (?:its |the |this |last |final )?(?:mutual )?(?:execution|signature|signing|acceptance)|"
    r"execution(?: date| hereof| of th\w+| and delivery)|"
    r"sign(?:ing|ature|ed)(?: date| by| of| hereof)?|date (?:it is )?(?:signed|executed|of last signature|"
    r"of the last|on which (?:the last|both|(?:all )?the parties (?:\w+ ){0,3}(?:sign|execut)))|"
    r"agreement date|date the last|last signature|contract date)\b",
    re.I,
)
_EFFECTIVE = re.compile(r"\beffective date\b|\beffectiveness\b|\bdate of effect", re.I)
_TERM_NAMES = re.compile(r"['\"]?\b((?:[A-Z][\w-]{1,20}\s){0,3}(?:Date|Day|Launch|Closing|Commencement))\b")


@dataclass(frozen=True, slots=True)
class AgreementDates:
    agreement: DateFact | None
    effective: DateFact | None


def find_agreement_dates(passages: Passages, term: TermClause | None) -> AgreementDates:
    agreement = _agreement_date(passages)
    return AgreementDates(agreement, _effective_date(passages, agreement, term))


def _fact(passages: Passages, span: DateSpan, basis: str = "") -> DateFact:
    return DateFact(span.value, passages.evidence(span.start, span.end), basis)


def _agreement_date(passages: Passages) -> DateFact | None:
    """The date the agreement bears: in its opening words, else over the signatures."""
    text = passages.plain
    opening = re.search(r"\b(?:by and between|between|among|BETWEEN|AMONG)\b", text[:15_000])
    stop = _PREAMBLE_END.search(text, opening.start() if opening else 0, 20_000)
    limit = min(stop.start() if stop else 20_000, (opening.start() if opening else 1_500) + 4_000)
    blank: DateSpan | None = None
    for span in passages.dates_in(0, limit):
        if blank is not None and span.start - blank.end > 600:
            break
        if span.value is None and not span.placeholder:
            continue
        if _bears(passages, span) < 3:
            continue
        if span.value is not None:
            return _fact(passages, span)
        blank = blank or span
    return _fact(passages, blank) if blank is not None else _signature_date(passages)


def _bears(passages: Passages, span: DateSpan) -> float:
    """How much speaks for a date near the top being the date of this agreement, and not of one it mentions."""
    before = passages.plain[max(0, span.start - 180) : span.start]
    after = passages.plain[span.end : span.end + 250]
    clause = passages.clause_at(span.start)
    alone = clause is not None and bool(
        (
            _ONLY_DATE.fullmatch(passages.plain, clause.start, span.start)
            or _PLACE.fullmatch(passages.plain, clause.start, span.start)
        )
        and _ONLY_DATE.fullmatch(passages.plain, span.end, clause.end)
    )
    score = 1.0 if span.start < 3_000 else 0.0
    score += (
        3 * bool(_THIS.search(before))
        + 2 * bool(_DATED.search(before))
        + 2 * bool(_PARTIES_AFTER.search(after))
        + 2 * alone
    )
    if _OTHER_DOCUMENT.search(before):
        own = before[before.lower().rfind("this") :] if "this" in before.lower() else ""
        score -= 1 if own and not _OTHER_DOCUMENT.search(own) else 5
    return score


def _signature_date(passages: Passages) -> DateFact | None:
    """The latest of the dates that stand together by the first signatures."""
    found: list[DateSpan] = []
    for span in passages.dates:
        if span.value is None or (found and span.start - found[0].start > 1_500):
            continue
        before = passages.plain[max(0, span.start - 160) : span.start]
        around = before + passages.plain[span.end : span.end + 40]
        if _SIGNED.search(around) and not _OTHER_DOCUMENT.search(before[-60:]):
            found.append(span)
    latest = max(found, key=lambda s: s.value or date.min, default=None)
    return _fact(passages, latest, "date by the signatures") if latest else None


_TAKES_EFFECT = re.compile(
    r"\b(?:become|be|is|are|becomes|made|made and|and|dated and|signed and|deemed|beginning|it is)?,?\s?"
    r"(?:effective|takes? effect|(?:in|into) (?:full )?(?:force|effect)(?: and effect)?|commences?|begins?|beginning|"
    r"commencing|starts?|starting)\s"
    r"(?:effective\s)?(?:as of|as from|on|from|upon|this|at|with effect from|beginning|only upon|when|"
    r"immediately upon)?\s?(?:the\s|its\s|this\s|it\s){0,2}",
    re.I,
)
_NO_DATE = re.compile(r"\b(?:counterparts?|waive\w*|in writing|unless|until)\b", re.I)
_OF_ANOTHER = re.compile(r"\b(?:an|a|certain|previously|Bill of)\s(?![^.;]{0,60}\bthis\b)[^.;(]{0,60}$", re.I)
_HEAD = 8_000  # characters: where the opening words and the cover stand


_BY_EVENT = "defined by an event that the text does not date: "


def _effective_date(passages: Passages, agreement: DateFact | None, term: TermClause | None) -> DateFact | None:
    named = defined_date(passages, "Effective Date", agreement)
    if named and (named.value or _BY_EVENT in named.basis):
        return named
    for m in re.finditer(
        r"\b[Ee]ffective\s(?:as of|as from|of|on|from|upon|this)\s(?:the\s|this\s)?|\beffective,?\s(?=[A-Z0-9])",
        passages.plain[:_HEAD],
    ):
        if (
            _OTHER_DOCUMENT.search(passages.plain, max(0, m.start() - 80), m.start())
            or _OF_ANOTHER.search(passages.plain, max(0, m.start() - 80), m.start())
            or "WHEREAS" in passages.plain[: m.start()]
        ):
            continue
        fact = _date_or_hereof(passages, m.end(), agreement)
        if fact:
            return fact
    sentences = [term.sentence] if term else []
    for sentence in [*sentences, *passages.sentences]:
        if sentence.scope:
            continue
        for m in _TAKES_EFFECT.finditer(sentence.text, 0, 600):
            if not re.search(
                r"\b(?:agreement|contract|term|venture|mou|memorandum)\b|^It\s|^\W{0,3}(?:signed and )?$",
                sentence.text[: m.start()],
                re.I,
            ):
                continue
            if re.search(
                r"\b(?:renew\w*|extension|shares?|director|notice|period|interest|payment|fees?|license)\b",
                sentence.text[: m.start()],
                re.I,
            ):
                continue
            fact = _date_or_hereof(passages, sentence.start + m.end(), agreement)
            if fact:
                return fact
    for name in ("Commencement Date", "Start Date", "Term Commencement Date"):
        fact = defined_date(passages, name, agreement)
        if fact and fact.value:
            return fact
    return named


def _date_or_hereof(passages: Passages, offset: int, agreement: DateFact | None) -> DateFact | None:
    """The date at `offset`, or the agreement's own where the words there point to it ("the date hereof")."""
    span = next(iter(passages.dates_in(offset, offset + 12)), None)
    if span and (span.value or span.placeholder):
        return _fact(passages, span)
    rest = passages.plain[offset : offset + 70].split(".")[0]
    if agreement and not _NO_DATE.search(rest) and not _QUALIFIED.search(rest) and _points_to(rest):
        said = passages.said(passages.sentence_at(offset))
        return _same(passages, agreement, said.start, said.end, rest)
    return None


def _points_to(words: str) -> bool:
    """Whether words mean the date of the agreement itself."""
    return bool(_HEREOF.search(words) or _EXECUTION.search(words))


_SIGNING = re.compile(r"\b(?:execut|sign)\w*", re.I)
_QUALIFIED = re.compile(
    r"\b(?:later|latest|earlier|earliest|first to occur) (?:of|to occur)\b|\b(?:after|following|anniversary|"
    r"subsequent to|conditions?|"
    r"closing|consummation|approv\w+|receipt|satisfaction|registration|occurs?|delivery of (?!this))\b|"
    r"\bcompletion of (?!(?:the |its )?(?:due )?(?:execution|signature|signing))",
    re.I,
)


def _same(passages: Passages, agreement: DateFact, start: int, end: int, words: str) -> DateFact:
    """The agreement's own date for a date that the text only points to; the basis says what it rests on."""
    basis = "the date of the agreement"
    if not _HEREOF.search(words) and _SIGNING.search(words) and not agreement.basis:
        basis = "the date of the agreement, taken as the day of its signature"
    return DateFact(agreement.value, passages.evidence(start, end), basis)


def defined_date(passages: Passages, name: str, agreement: DateFact | None, follow: bool = True) -> DateFact | None:
    """The date that the text gives to a defined term such as "Effective Date".

    The value is None, and the basis says why, where it is defined by an event that the text does not date or is left
    blank; there is no fact at all where the term is not defined.
    """
    term = r"\s?".join(re.escape(word) for word in name.split())
    text = passages.plain
    undated: DateFact | None = None
    for m in re.finditer(
        # ("Effective Date") · (the Effective Date) · (hereinafter the effective date of the Agreement)
        rf"(?P<before>\((?:[^()'\"]{{0,60}}['\"*]{{1,2}}|\s?(?:the|this|hereinafter|"
        rf"hereafter)\s(?:[\w ]{{0,20}}\b(?:as|the)\s)?)"
        rf"{term}['\"*,]{{0,2}}[^()]{{0,40}}\)"
        rf"|(?:hereinafter|hereafter|as the|called the|the)\s['\"]{term}['\"])"
        rf"|(?P<after>['\"*]{{0,2}}\b{term}['\"*]{{0,2}}\s?(?:of this (?:agreement|"
        rf"contract) )?(?:\([^)]{{0,40}}\)\s?)?(?:shall )?(?:means?|is|be|refers? to|:|-|\|)\s)",
        text,
        re.I,
    ):
        if m["after"]:
            scope = text[m.end() : m.end() + 130].split(". ")[0]
            spans = passages.dates_in(m.end(), m.end() + min(len(scope), 45))
        else:
            scope = text[max(0, m.start() - 120) : m.start()]
            scope = re.split(r"\. (?=[A-Z])", scope)[-1]
            spans = passages.dates_in(m.start() - len(scope), m.start())[-1:]
        if spans and spans[0].value:
            return _fact(passages, spans[0])
        defines = m["before"] or re.search(
            r"means?\s$|refers? to\s$|['\"].{0,3}\sshall be\s$|['\"].{0,3}\sis\s$", m[0], re.I
        )
        if agreement and not spans and not _QUALIFIED.search(scope) and _points_to(scope):
            end = min(passages.sentence_at(m.start()).end, m.start() + 400) if m["after"] else m.end()
            return _same(passages, agreement, m.start(), max(m.end(), end), scope)
        if undated is None and defines:
            undated = _undated(
                passages, m.start(), m.end(), scope if m["after"] else _event(scope), bool(spans), agreement, follow
            )
            if undated.value:
                return undated
    m2 = re.search(rf"\b{term}\s?(?:\([^)]{{0,40}}\))?\s?[:|-]?\s", text, re.I)
    if m2:
        span = next((s for s in passages.dates_in(m2.end(), m2.end() + 6) if s.value), None)
        if span:
            return _fact(passages, span)
    return undated


def _event(words: str) -> str:
    """Of the words before a term in brackets those that define it by an event: "the date on which ..."."""
    m = re.search(r"\bthe (?:date|day) (?:(?:on|upon) which|that|when)\b.*", words)
    return m[0] if m else ""


def _undated(passages: Passages, start: int, end: int, scope: str, blank: bool, agreement: DateFact | None,
             follow: bool) -> DateFact:  # fmt: skip
    """A date that is defined and not given. Where it is another defined date ("the Closing Date"), that one."""
    other = _TERM_NAMES.match(re.sub(r"^(?:the )?(?:date of the )?", "", scope))
    if other and follow:
        fact = defined_date(passages, other[1], agreement, follow=False)
        if fact and fact.value:
            return DateFact(fact.value, fact.evidence, f"the {other[1]}")
    sentence = passages.sentence_at(start)
    evidence = passages.evidence(max(start, sentence.start), max(end, min(sentence.end, start + 400)))
    words = re.split(r"[;:(]|, (?:which|provided)", scope)[0].strip(" .,'\"")
    if blank:
        return DateFact(None, evidence, "left blank")
    if not words:
        return DateFact(None, evidence, "defined without a date that could be read")
    return DateFact(None, evidence, _BY_EVENT + (words[:90].rsplit(" ", 1)[0] + " ..." if len(words) > 90 else words))


_GOES_ON = re.compile(
    r"\b(?:continue|remain)[^.;]{0,60}\bthereafter (?:in (?:full )?(?:force|"
    r"effect)[^.;]{0,20})?(?:until|unless) (?:terminated|cancel)|\bthereafter (?:shall |"
    r"will )?(?:continue|remain)[^.;]{0,40} (?:until|unless) (?:terminated|cancel)",
    re.I,
)


_EARLIER = re.compile(
    r"\b(?:earlier|earliest|shorter|sooner) (?:of|to occur)\b|\bwhichever (?:\w+ )?(?:\w+ )?(?:earlier|"
    r"first|sooner|shorter)\b",
    re.I,
)


def expiry_of(term: TermClause | None, dates: AgreementDates, passages: Passages) -> DateFact | None:
    """When the agreement ends by itself: a date given, or computed from start and length.

    Of several ends joined by "the later of" or "the earlier of", that one; where one of them is an event, the basis
    says that the date is only the earliest (or the latest) possible. The value is None, and the basis says why, where
    a length runs from a day that the text does not date.
    """
    if term is None:
        return None
    evidence = passages.said(term.sentence)
    if _GOES_ON.search(term.sentence.text):
        return None  # after its first years it runs on until somebody ends it
    dated = [(e.date, "as given") for e in term.ends if e.kind == "date" and e.date]
    lengths = [e for e in term.ends if e.kind == "length" and e.period and e.period.value is not None]
    computed = [_computed(e, dates, passages) for e in lengths]
    known = dated + [(value, basis) for value, basis in computed if value is not None]
    if not known:
        return DateFact(None, evidence, computed[0][1]) if computed else None
    text = term.sentence.text
    if LATER.search(text):
        value, basis = max(known, key=lambda k: k[0])
        return DateFact(
            value, evidence, basis if len(known) > 1 else f"{basis}; not before this day: the later of it and an event"
        )
    if _EARLIER.search(text):
        value, basis = min(known, key=lambda k: k[0])
        return DateFact(value, evidence, basis)
    if not dated and computed[0][0] is None:
        return DateFact(None, evidence, computed[0][1])
    value, basis = known[0]
    return DateFact(value, evidence, basis)


def _computed(end: End, dates: AgreementDates, passages: Passages) -> tuple[date | None, str]:
    """Start + length and the arithmetic in words; None and the reason where the start has no date."""
    assert end.period is not None  # a length has one
    assert end.period.value is not None
    words = f"{end.period.value:g} {end.period.unit}{'' if end.period.value == 1 else 's'}"
    begin = _start_of(end, dates, passages)
    if begin is None:
        anchor = re.split(r"[,.;(]| and | unless | with ", end.anchor)[0].strip(" \"'") or "its start"
        return None, f"{words} from {anchor[:60]}, which the text does not date"
    value = _plus(begin, end.period.value, end.period.unit)
    basis = f"{format_date(begin)} + {words}"
    if value and DAY_BEFORE.search(passages.plain, max(0, end.start - 60), end.start):
        return value - timedelta(days=1), f"{basis} - 1 day"
    return value, basis


def _plus(begin: date, value: float, unit: str) -> date | None:
    try:
        if unit in ("year", "month"):
            months = value * (12 if unit == "year" else 1)
            return add_months(begin, round(months))
        return begin + timedelta(days=round(value * (7 if unit == "week" else 1)))
    except (ValueError, OverflowError):
        return None  # "for 9,999 years": past the calendar's end


def _start_of(end: End, dates: AgreementDates, passages: Passages) -> date | None:
    anchor = end.anchor
    effective = dates.effective.value if dates.effective else None
    if dates.effective and effective is None and (not anchor or _EFFECTIVE.search(anchor, 0, 60)):
        return None  # it takes effect with an event, or on a day left blank: no day to count from
    agreement = dates.agreement.value if dates.agreement else None
    if not anchor:
        return effective or agreement
    first = passages.plain.find(anchor, max(0, end.start - 1500))
    spans = passages.dates_in(first, first + 30) if first >= 0 else ()
    if spans:
        return spans[0].value
    if _EFFECTIVE.search(anchor, 0, 60):
        return effective or agreement
    if _HEREOF.search(anchor, 0, 70):
        return agreement or effective
    if _EXECUTION.search(anchor, 0, 70):
        return agreement or effective
    m = _TERM_NAMES.match(anchor.removeprefix("the "))
    if m:
        fact = defined_date(passages, m[1], dates.agreement)
        return fact.value if fact else None
    if re.match(r"(?:this|the) (?:agreement|contract)\b|that date|such date", anchor, re.I):
        return effective or agreement
    return None
