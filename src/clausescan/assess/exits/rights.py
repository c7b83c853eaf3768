"""The operative words of an exit: a right to leave, or an end that comes by itself; and by which door.

A clause about termination is not yet a right to terminate. `frame_of` looks for the verb that gives one ("may
terminate", "shall be entitled to purchase all shares of the other", "shall terminate automatically") and leaves out
the sentences that only speak of one ("prior to termination", "without prejudice to the right to terminate").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from clausescan.assess.exits.statements import Statement
from clausescan.model import Mechanism

Kind = Literal["right", "automatic", "deemed", "grounds", "talks"]

_GAP = r"(?:(?!not\b|neither\b|nor\b)[^\s.;]+\s){0,10}?"
_EXIT_VERB = (
    r"(?:terminate|cancel|rescind|withdraw|dissolve|wind[- ]up|discontinue|exit|expel|exclude|suspend|liquidate|"
    r"end (?=this|the (?:agreement|alliance|venture|joint|term|contract)))"
)
_POWER = (
    r"(?:may|can|could|(?:rights?|option|options|entitled|entitles|election|elects?|elected|power|permitted|liberty|"
    r"discretion|decides?|privilege|chooses?|authority|free|request|require)\s(?:[^\s.;]+\s){0,8}?to)"
)
RIGHT = re.compile(rf"\b(?P<power>{_POWER})\s{_GAP}(?P<verb>{_EXIT_VERB})\b", re.I)
PASSIVE = re.compile(
    r"\b(?P<power>may|can|(?:unless|until|if|or|be|is|are)(?: (?:it|this agreement|"
    r"the agreement))?(?: is| are| be| has been)?)\s"
    r"(?:also |be |been |only |immediately |forthwith |sooner |earlier |otherwise |previously |so |the |is ){0,4}"
    r"(?P<verb>terminated|cancelled|canceled|rescinded|dissolved|wound up|withdrawn)\b",
    re.I,
)
_SUBJECT = (
    r"(?:agreements?|contract|charter|company|venture|jvc?|partnership|corporation|consortium|orders?|projects?|"
    r"participation|membership|licen[cs]es?|term|alliance|collaboration|cooperation|program(?:me)?|studies|study|"
    r"options?|rights?|benefits|relationship|arrangement|series|project group|article|section|restrictions)"
)
AUTOMATIC = re.compile(
    rf"\b(?P<subject>{_SUBJECT}|it|same)\b(?P<between>[^.;]{{0,100}}?)\b(?P<power>shall|will|is to|"
    r"are to|is deemed|must)\s"
    r"(?:[\w,']+\s){0,8}?(?P<verb>terminate|terminated|expire|lapse|dissolve|dissolved|wound up|come to an end|end|"
    r"liquidated|cancelled|cease to be (?:in|of) (?:force|effect)|cease to (?:have|be) (?:effect|"
    r"effective|binding|bound)|become (?:null|void|invalid)|be null|"
    r"dissolution|excluded)\b",
    re.I,
)
PRESENT = re.compile(
    rf"\b(?P<subject>{_SUBJECT}|it)\s(?:\w+\s){{0,3}}?(?P<verb>terminates|is terminated|is dissolved|dissolves|lapses|"
    r"automatically expires|ceases to have effect)\b",
    re.I,
)
_LEAVER = r"(?:party|member|shareholder|partner|participant|venturer)"
EXCLUDED = re.compile(
    rf"\b(?P<subject>{_LEAVER})\b(?P<between>[^.;]{{0,60}}?)\b(?:shall|will|is|"
    rf"may)\s(?P<power>(?:[\w,']+\s){{0,6}}?)(?P<verb>excluded from|"
    r"withdrawn|cease to be a|ceases to be a(?= party| member| partner)|expelled|removed (?:as|"
    r"from the (?:company|venture|consortium)))",
    re.I,
)
DEFAULTING = re.compile(
    rf"\b(?:declare\w*|determine\w*|identif\w+|decide\w*)\b[^.;]{{0,80}}\bdefaulting {_LEAVER}|"
    rf"^\W*(?:\(?\w{{1,4}}[).]\s)?(?:the )?(?:withdrawal|terminat\w+|exclusion|expulsion) (?:of|"
    rf"by) (?:an?|the|any) (?:defaulting )?{_LEAVER}\b",
    re.I,
)
DILUTED = re.compile(
    r"\b(?:adjust\w*|dilut\w+|reduc\w+|forfeit\w*)\b[^.;]{0,60}\b(?:percentage|interests?|shareholding|"
    r"shares|units|participat\w+)\b",
    re.I,
)
UNPAID = re.compile(
    r"\b(?:fail\w*|not)\b[^.;]{0,40}\b(?:make|pay|contribute|fund|"
    r"advance)\b[^.;]{0,60}\b(?:contribution|capital|fund\w*|share of|call)",
    re.I,
)
DEEMED = re.compile(
    r"\b(?P<power>(?:be |is |are )?(?:deemed|considered|treated|regarded)|"
    r"as if)\b[^.;]{0,60}\b(?P<verb>material breach|event of default|"
    r"a default|had breached|withdrawn|withdrawal|defaulting)",
    re.I,
)
UNTIL = re.compile(
    r"\b(?:continue|remain|be|is|stay|run|terminate|expire|end)\w*\b[^.;]{0,120}\b(?P<verb>until|upon|"
    r"on)\s(?:the\s)?(?:date (?:of|on which) the )?(?:(?:occurrence|happening) of the )?(?:earlier|"
    r"earliest|first)\b",
    re.I,
)
GROUNDS = re.compile(
    r"\b(?P<power>grounds? for|cause for|subject to|result in|entitle[sd]? \w+(?: \w+){0,3} to|event of|"
    r"basis for|reason for|constitute)\s"
    r"(?:the |an |a |immediate |automatic |early |any )*(?P<verb>termination|terminate|"
    r"dissolution)\b(?! (?:of|under|pursuant to) (?:section|article|clause)| rights?| provisions?|"
    r" clause)",
    re.I,
)
_BUY = r"(?:purchase|acquire|buy(?: out)?|sell|transfer|put|redeem|repurchase|dispose of|call)"
_STAKE = (
    r"(?:shares|shareholding|interests?|membership|units|equity|stake|participating interest|ownership|holding|"
    r"securities|share capital|quota)"
)
BUYOUT = re.compile(
    rf"\b(?P<power>{_POWER}|obliged to|obligated to|required to|shall|will|must)\s{_GAP}(?P<verb>{_BUY})\s"
    rf"(?:[^\s.;]+\s){{0,14}}?(?P<stake>{_STAKE})\b",
    re.I,
)
_OPTION = re.compile(r"\b(?:put|call) (?:option|right|notice)s?\b|\boption to (?:put|call)\b", re.I)
_TALKS = re.compile(
    r"\b(?:discuss|negotiate|consult|confer|decide|determine|meet)\b[^.;]{0,80}\b(?:whether|continu\w+|"
    r"terminat\w+|renegotiat\w+)\b[^.;]{0,60}"
    r"\bterminat\w+",
    re.I,
)
_NOT_THIS = re.compile(
    r"^\W*(?:(?:the|any|such|its|his|her|their|an?|all|of|from|said|each|this|that|other)\s){0,3}"
    r"(?:[\w-]+\s){0,2}?(?:employment|services? of|employees?|employ|officer|director|arbitrat\w+|"
    r"mediation|negotiations?|discussions?|"
    r"proceedings?|appointment|manager'?s?|litigation|investigation|offer|sublicen\w+|end users?|customers?|meeting|"
    r"consultants?|subcontract\w*|lease|insurance|policy|account|trust|capital|contribution|money|funds|cash|amounts?|"
    r"notice|from (?:the |any |its )?(?:meeting|account)|motion|claims?|defen[cs]e|attorney|counsel|"
    r"payments?|tender|proposal|"
    r"application|dividend)",
    re.I,
)


_SEVERED = re.compile(
    r"\b(?:remaining|other) (?:provisions|portions|terms)\b|\b(?:portion|"
    r"provision)s?\b[^.;]{0,60}\b(?:excluded|unenforceable|invalid)|"
    r"\b(?:amended|modified|modification|waived)\b[^.;]{0,60}\b(?:rescinded|cancelled|terminated|discharged)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The operative words. `part` says where they stand; `power`/`start` .. `end` are offsets in that part's text."""

    kind: Kind
    mechanism: Mechanism
    part: Literal["own", "lead", "tail"]
    text: str
    start: int
    end: int
    subject_end: int
    passive: bool = False


def frames_of(statement: Statement) -> list[Frame]:
    """The frames that govern the statement: its own, else those of the words after or before its list."""
    own = _frames(statement.own, "own")
    if own:
        return own
    if statement.tail:
        tail = _frames(statement.tail, "tail")
        if tail:
            return tail
    return _frames(statement.lead, "lead") if statement.lead else []


def _frames(text: str, part: Literal["own", "lead", "tail"]) -> list[Frame]:
    found: list[Frame] = []
    for m in RIGHT.finditer(text):
        if _taken_back(text, m.start()) or _SEVERED.search(text) or _NOT_THIS.match(text[m.end() : m.end() + 80]):
            continue
        if m["power"].lower() in ("may", "can", "could") and _not_after(text, m.start(), m.end()):
            continue
        found.append(Frame("right", _door(m["verb"]), part, text, m.start(), m.end(), m.start()))
    for m in PASSIVE.finditer(text):
        if _SEVERED.search(text):
            break
        power = m["power"].lower().split()[0]
        after = text[m.end() : m.end() + 160]
        if power in ("may", "can"):
            if _denied(text, m.start()):
                continue
        elif not _by_someone(after):
            continue
        found.append(Frame("right", _door(m["verb"]), part, text, m.start(), m.end(), m.start(), True))
    for m in BUYOUT.finditer(text):
        if _buyout(text, m) and not _denied(text, m.start()):
            mechanism: Mechanism = "put" if _sells(m, text) else "call"
            found.append(Frame("right", mechanism, part, text, m.start(), m.end(), m.start()))
    for pattern in (AUTOMATIC, PRESENT, EXCLUDED):
        for m in pattern.finditer(text):
            if _denied(text, m.start("verb")) or not _conditioned(text, m):
                continue
            if any(f.start < m.end() and f.end > m.start("verb") for f in found):
                continue
            found.append(
                Frame(
                    "automatic",
                    _door(m["verb"], m["subject"]),
                    part,
                    text,
                    m.start(),
                    m.end(),
                    m.start(),
                )
            )
    if not found:
        for m in UNTIL.finditer(text):
            found.append(Frame("automatic", "terminate", part, text, m.start(), m.end(), m.start()))
        for m in DEFAULTING.finditer(text):
            found.append(
                Frame(
                    "right", "terminate" if "efault" in m[0] else "withdraw", part, text, m.start(), m.end(), m.start()
                )
            )
        if UNPAID.search(text):
            for m in DILUTED.finditer(text):
                found.append(Frame("right", "none", part, text, m.start(), m.end(), m.start()))
        for m in DEEMED.finditer(text):
            if not _denied(text, m.start()):
                found.append(Frame("deemed", "terminate", part, text, m.start(), m.end(), m.start()))
        for m in GROUNDS.finditer(text):
            if not _denied(text, m.start()):
                found.append(Frame("grounds", "terminate", part, text, m.start(), m.end(), m.start()))
        talk = _TALKS.search(text)
        if talk and not found:
            found.append(Frame("talks", "renegotiate", part, text, talk.start(), talk.end(), talk.start()))
    return found


def _by_someone(after: str) -> bool:
    return bool(
        re.match(
            r"[^.;]{0,60}?\b(?:by|upon|at)\s(?:either|any|all|both|the|mutual|unanimous|written|giving|"
            r"\w+ days|each|notice|one|[A-Z])",
            after,
        )
    )


def _not_after(text: str, start: int, end: int) -> bool:
    return bool(re.search(r"\b(?:not|only be|never)\b", text[start:end]))


def _denied(text: str, at: int) -> bool:
    window = text[max(0, at - 70) : at]
    window = re.split(
        r"[;:]|\bif\b|\bunless\b|\bevent\b|\bthat\b|\bwhich\b|\bprovided\b|, the\b|, then\b|, either\b|\band\b", window
    )[-1]
    return bool(
        re.search(
            r"\b(?:no|neither|nor|none|not|nothing|never)\b(?! (?:later|less|earlier|more|only|cured|remed)\b)",
            window,
            re.I,
        )
    )


def _taken_back(text: str, at: int) -> bool:
    if _denied(text, at):
        return True
    window = text[max(0, at - 60) : at]
    return bool(
        re.search(
            r"\b(?:without prejudice to|exercis\w+|waive\w*|lose|losing|limit\w*|affect\w*|loss of|"
            r"in lieu of)\s(?:(?:the|any|its|such|their|his|a|of|other|party's|either|party's|"
            r"this)\s){0,4}(?:\w+\s)?$",
            window,
            re.I,
        )
    )


def _door(verb: str, subject: str = "") -> Mechanism:
    verb = verb.lower()
    if verb.startswith(("dissol", "wind", "wound", "liquidat")):
        return "dissolve"
    if verb.startswith("terminat") and re.match(r"company|venture|partnership|series", subject, re.I):
        return "dissolve"
    if verb.startswith(("withdraw", "exit", "exclude", "expel", "excluded")):
        return "withdraw"
    if verb.startswith("suspend"):
        return "none"
    return "terminate"


def _buyout(text: str, m: re.Match[str]) -> bool:
    """Whether a purchase is one between the parties, of what one of them holds; new issues and pre-emption are not."""
    around = text[max(0, m.start() - 200) : m.end() + 200].lower()
    if re.search(
        r"pre-?empti|first refusal|first offer|third party|new (?:shares|securities|units)|"
        r"additional (?:shares|units)|issu(?:e|ance)|subscri|offered (?:shares|units|interest)|"
        r"underwrit|registration statement|tag[- ]along|drag[- ]along|bona fide|transferee|affiliate",
        around,
    ):
        return False
    power = m["power"].lower()
    firm = power not in ("shall", "will", "must")
    return firm and bool(
        re.search(
            r"\b(?:all|entire|any or all|whole)\b[^.;]{0,40}\b(?:shares|interests?|units|shareholding|holding|equity)|"
            r"(?:defaulting|withdrawing|deceased|bankrupt|breaching|other|terminat\w+|departing|exiting|"
            r"insolvent)\s(?:party|member|shareholder|partner)|"
            r"\b(?:put|call) (?:option|right)|(?:owned|held) by",
            around,
        )
    )


def _sells(m: re.Match[str], text: str) -> bool:
    verb = m["verb"].lower()
    power = m["power"].lower()
    if verb in ("sell", "put", "transfer", "dispose of"):
        return "require" not in power and "request" not in power
    return "require" in power or "request" in power


_IF = re.compile(
    r"\b(?:if|upon|when|whenever|in the event|in case|on the|on|as of|at the time|where|once|unless|"
    r"until|by|following|after|"
    r"should|with effect|automatically|immediately|simultaneously|without further|as soon as|earliest|earlier|first)\b",
    re.I,
)
_OF_TERMINATION = re.compile(
    r"\b(?:upon|on|after|following|in the event of|in case of|at)\s(?:the |any |such |an? |early |"
    r"earlier |prior )*(?:expir\w+|terminat\w+|cancellation|dissolution)"
    r"(?:\s(?:or|and|of|/)\s(?:the |any )?(?:expir\w+|terminat\w+|cancellation))?\s?(?:(?:of|hereof|"
    r"for)\s(?:this|the agreement|any reason|the term)|hereof|$|[,.;])",
    re.I,
)


def _conditioned(text: str, m: re.Match[str]) -> bool:
    """Whether an automatic end has a condition of its own, and is not just what termination does to something."""
    if not _IF.search(
        text[max(0, m.start() - 250) : m.start()] + " " + text[m.end() : m.end() + 250]
    ) and not text.rstrip().endswith(":"):
        return False
    if re.search(
        r"\b(?:not|no)\b",
        text[m.start("verb") - 40 : m.start("verb")] if m.start("verb") > 40 else text[: m.start("verb")],
    ):
        return False
    subject = m["subject"].lower()
    return subject in ("agreement", "contract", "company", "venture") or not _OF_TERMINATION.search(text)
