"""Who may use an exit right: the subject of "may terminate", or the words after "by"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clausescan.assess.exits.rights import Frame
from clausescan.assess.exits.statements import Statement
from clausescan.model import Party

_KIND = r"(?:party|parties|members?|shareholders?|stockholders?|partners?|participants?|venturers?|holders?)"
_BODY = (
    r"(?:(?:General|Executive|Steering|Management|Joint|Supervisory|Managing) )?(?:Assembly|"
    r"Board(?: of (?:Directors|Managers))?|"
    r"(?:\w+ )?Committee|Managers?|Coordinator|Trustees?)"
)
_GENERIC = re.compile(
    r"\b(?P<each>either|any(?: one)?|each|an?|one|such|that|said|every)\s(?:of the\s)?(?:other\s|"
    rf"one\s)?(?:\w+-?\w*\s)?{_KIND}\b|"
    r"\b(?:the\s)?(?P<role>(?:other|non-?\s?\w+|innocent|un?affected|terminating|aggrieved|performing|"
    r"remaining|first|second|defaulting|withdrawing|injured|notifying|requesting|"
    rf"solvent)\s(?:or \w+ )?{_KIND})\b|"
    r"\b(?P<all>both|all|the)\s(?:of\s)?(?:the\s)?(?P<plural>parties|members|shareholders|stockholders|"
    rf"partners|participants|venturers)\b(?P<which>\sholding[^,.;]{{1,50}})?|"
    rf"\b(?P<majority>(?:majority|unanimous|\d+%|two-thirds)\b[^,.;]{{1,50}}?\b{_KIND})\b",
    re.I,
)
_NAME = re.compile(
    r"\b(?:the )?(?P<name>[A-Z][\w&'-]*(?:\s[A-Z][\w&'-]*){0,3})(?=\s*(?:,[^,]{0,80},)?\s*(?:shall\s|"
    r"will\s|also\s|also has the\s|has the\s|have the\s|has an\s)?(?:\w+\s)?$)"
)
_BY = re.compile(
    r"\b(?:by|at the (?:sole )?(?:election|option|discretion|request) of|in favou?r of|on the part of)\s", re.I
)
_PREPOSITION = re.compile(
    r"\b(?:to|from|with|against|of|by|upon|for|on|toward|in|between|among|than)\s(?:the\s)?$", re.I
)
_NO_NAME = re.compile(
    r"^(?:The|This|If|In|Upon|Such|Section|Article|Clause|Agreement|Notwithstanding|Either|Any|However|"
    r"Further|Term|Termination|"
    r"Event|For|At|And|Or|That|Then|It|Notice|Where|When|Should|Subject|Provided|Effective|Company Law|"
    r"There|No|Also|All|Each)\b"
)
_MUTUAL = re.compile(
    r"\b(?:mutual(?:ly)?|jointly|joint (?:written )?(?:agreement|consent|decision|vote)|"
    r"unanimous(?:ly)?|all (?:of )?the (?:parties|members|shareholders|partners)|"
    r"both (?:of the )?(?:parties|members)|by agreement (?:of|between) the parties|the parties (?:may )?agree)\b",
    re.I,
)


def holder_of(statement: Statement, frame: Frame, leaf: str, parties: Sequence[Party]) -> str:
    """ "either", "both", "automatic", the holder as the text names it, or "unstated" where the words are redacted."""
    if frame.kind == "redacted":
        return "unstated"
    if frame.kind == "talks":
        return "both"
    if frame.part != "own":
        inner = _INNER_BY.findall(statement.lead)
        by_item = _after_by(statement.own, 0, parties, 60) or (_after_by(inner[-1], 0, parties, 60) if inner else "")
        if by_item:
            return by_item
    if frame.kind == "loss":
        return "automatic"
    if frame.kind == "automatic":
        if leaf == "breach_default" and frame.part == "lead" and _NOTIFIED.search(statement.own):
            return "either"  # "shall terminate upon notice of a breach that is not cured"
        if leaf != "termination_convenience":
            return "automatic"
        return _voted(statement.own) or ("both" if _MUTUAL.search(statement.own) else "either")
    if leaf == "termination_convenience" and _MUTUAL.search(statement.own):
        return "both"
    if leaf == "termination_convenience":
        voted = _voted(statement.own)
        if voted:
            return voted
    if frame.kind == "deemed":
        return "either"
    if frame.passive:
        return _after_by(frame.text, frame.end, parties, 160) or "either"
    before = statement.lead[-160:] if frame.led else frame.text[max(0, frame.start - 160) : frame.start]
    before = re.split(r"[;:.](?=\s)|\bthen\b", before)[-1]
    named = _subject(before, parties) or _subject(frame.text[frame.start : frame.end], parties)
    if not named and statement.lead:
        body = re.search(rf"\b({_BODY})\b", statement.lead)
        named = body[1] if body else ""
    if named == "both" and _EACH_OTHER.search(statement.own):
        return "either"
    return named or "either"


_OR_ANOTHER = re.compile(r"(?:the )?[A-Z][\w&'-]*(?:\s[A-Z][\w&'-]*){0,3} or (?:the |by )?(?:[A-Z])")
_INNER_BY = re.compile(r"[:;.]\s(?:\(?\w{1,4}[).]\s)?((?:[Bb]y|[Aa]t the (?:election|option) of)\s[^:;]{1,80})")
_GROUP = re.compile(
    r"\b(?!Other|Non|Defaulting|Terminating|Breaching|Affected|First|Second|The)[A-Z][\w-]+ "
    r"(?:Parties|Holders|Members|Shareholders|Investors|Entities)\b"
)
_NOTIFIED = re.compile(r"\b(?:notice|notification|cured?)\b", re.I)
_EACH_OTHER = re.compile(r"\b(?:to|of|by) the other\b", re.I)


def _voted(text: str) -> str:
    found = re.search(
        r"\b(?P<who>(?:members|shareholders|holders|managers)\s(?:holding|with|representing|"
        r"owning)\s[^,.;]{1,50}|(?:a |the )?(?:super-?)?majority vote of (?:the )?[\w ]{1,40}|(?:a |"
        r"the )?majority (?:in )?(?:interest|of the \w+))",
        text,
        re.I,
    )
    return found["who"].strip() if found else ""


def _after_by(text: str, start: int, parties: Sequence[Party], reach: int) -> str:
    window = text[start : start + reach]
    for by in _BY.finditer(window):
        if start == 0 and by.start() > 25:
            break
        after = window[by.end() : by.end() + 60]
        if re.match(r"(?:the )?mutual|agreement", after, re.I):
            return "both"
        generic = _GENERIC.match(after)
        if generic:
            return _word_for(generic)
        name = _named(after, parties)
        if name:
            return "either" if _OR_ANOTHER.match(after) else name
        body = re.match(rf"(?:the )?({_BODY})\b", after)
        if body:
            return body[1]
        other = re.match(r"(?:the )?([A-Z][\w&'-]*(?:\s[A-Z][\w&'-]*){0,2})", after)
        if other and not _NO_NAME.match(other[1]):
            return "either" if _OR_ANOTHER.match(after) else other[1]
    return ""


def _named(after: str, parties: Sequence[Party]) -> str:
    """The party whose name stands at the start of `after`."""
    for party in parties:
        for word in (party.alias, party.name):
            if word and re.match(rf"(?:the )?{re.escape(word)}\b", after, re.I):
                return party.alias or party.name
    return ""


def _word_for(match: re.Match[str]) -> str:
    if match["majority"]:
        return match["majority"]
    group = _GROUP.search(match[0])
    if group:
        return group[0]
    if match["all"]:
        return (match["plural"] + match["which"]) if match["which"] else "both"
    return "either"


def _subject(before: str, parties: Sequence[Party]) -> str:
    """The last party named in `before` that no preposition governs; else the last one at all."""
    found: list[tuple[int, bool, str]] = []
    for m in _GENERIC.finditer(before):
        found.append((m.start(), bool(_PREPOSITION.search(before[: m.start()])), _word_for(m)))
    for party in parties:
        for word in (party.alias, party.name):
            if word:
                for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)(?!')", before):
                    found.append((m.start(), bool(_PREPOSITION.search(before[: m.start()])), party.alias or party.name))
    for m in re.finditer(rf"\b(?:the )?({_BODY})\b", before):
        found.append((m.start(), bool(_PREPOSITION.search(before[: m.start()])), m[1]))
    other = _NAME.search(before)
    if other and not _NO_NAME.match(other["name"]):
        known = any(at <= other.start("name") < at + 60 for at, _, _ in found)
        if not known:
            found.append((other.start(), bool(_PREPOSITION.search(before[: other.start()])), other["name"]))
    free = [f for f in found if not f[1]] or found
    return max(free)[2] if free else ""
