"""The operative words of an exit: a right to leave, or an end that comes by itself; and by which door.

A clause about termination is not yet a right to terminate. `frame_of` looks for the verb that gives one ("may
terminate", "shall be entitled to purchase all shares of the other", "shall terminate automatically") and leaves out
the sentences that only speak of one ("prior to termination", "without prejudice to the right to terminate").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from clausescan.assess.exits import wording
from clausescan.assess.exits.statements import Statement
from clausescan.model import Mechanism

Kind = Literal["right", "automatic", "loss", "transfer", "redacted", "deemed", "grounds", "talks"]


LESSER = frozenset({"right", "rights", "benefits", "restrictions", "section", "article", "option", "options"})
"""What can end without anybody leaving: it counts as an exit only where a holding or control falls away."""


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
    lesser: bool = False
    led: bool = False  # the power stands in the lead: "may: (a) terminate …"


def frames_of(statement: Statement) -> list[Frame]:
    """The frames that govern the statement: its own, else those of the words before or after its list."""
    if wording.DEFINES.match(statement.own) or wording.REPRESENTS.search(f"{statement.lead} / {statement.own[:80]}"):
        return []
    own = _frames(statement.own, "own")
    lead = _frames(statement.lead, "lead") if statement.lead else []
    if own and not (lead and all(frame.kind == "automatic" and not _of_this(frame) for frame in own)):
        return own  # an item that tells of another end ("the lease is terminated") is a cause, no end of its own
    title = statement.clause.heading
    if wording.REDACTED.match(statement.own) and re.search(r"\bterminat", title, re.I):
        return [Frame("redacted", "terminate", "own", title, 0, len(title), 0)]
    led = wording.LED.match(statement.own)
    if led and wording.LEADS.search(statement.lead) and not wording.NOT_THIS.match(statement.own[led.end() :][:80]):
        return [Frame("right", _door(led["verb"]), "own", statement.own, 0, led.end(), 0, led=True)]
    if wording.OF_TERMINATION.match(statement.own):
        return []  # a consequence that stands in a list
    return lead or (_frames(statement.tail, "tail") if statement.tail else [])


def _of_this(frame: Frame) -> bool:
    return frame.text[max(0, frame.start - 5) : frame.start].lower() == "this "


def _frames(text: str, part: Literal["own", "lead", "tail"]) -> list[Frame]:
    found: list[Frame] = []
    heading = len(text) < 100 and text[:1].isupper() and not wording.FINITE.search(text)
    for m in wording.RIGHT.finditer(text):
        if (
            heading
            or _taken_back(text, m.start(), m.end())
            or wording.SEVERED.search(text)
            or wording.NOT_THIS.match(text[m.end() : m.end() + 80])
        ):
            continue
        if not _of_agreement(m["verb"], text, m.start(), m.end()):
            continue
        if wording.TALKS.search(text[max(0, m.start() - 80) : m.end()]):
            continue
        if m["power"].lower() in ("may", "can", "could") and _not_after(text, m.start(), m.end()):
            continue
        found.append(Frame("right", _door(m["verb"]), part, text, m.start(), m.end(), m.start()))
    for m in wording.OF_TERMINATION_RIGHT.finditer(text):
        if not _taken_back(text, m.start(), m.end()):
            found.append(Frame("right", _door(m["verb"]), part, text, m.start(), m.end(), m.start()))
    for pattern in (wording.PASSIVE, wording.UNLESS):
        for m in pattern.finditer(text):
            after = text[m.end() : m.end() + 160]
            if (
                wording.SEVERED.search(text)
                or _denied(text, m.start())
                or not _of_agreement(m["verb"], text, m.start(), m.end())
            ):
                continue
            if pattern is wording.PASSIVE or wording.BY_SOMEONE.match(after):
                found.append(Frame("right", _door(m["verb"]), part, text, m.start(), m.end(), m.start(), True))
    for m in wording.BUYOUT.finditer(text):
        if _buyout(text, m) and not _denied(text, m.start()):
            found.append(Frame("right", _bought(m, text), part, text, m.start(), m.end(), m.start()))
    for m in wording.FORCED_SALE.finditer(text):
        if not _denied(text, m.start()):
            found.append(Frame("right", "sale", part, text, m.start(), m.end(), m.start()))
    for pattern in (wording.AUTOMATIC, wording.PRESENT, wording.EXCLUDED):
        for m in pattern.finditer(text):
            subject, at = (
                (m["subject"], m.start()) if pattern is not wording.AUTOMATIC else _subject_of(text, m.start())
            )
            another = pattern is not wording.EXCLUDED and wording.ANOTHER.search(text[max(0, at - 24) : at])
            if not subject or another:
                continue
            if pattern is wording.PRESENT and wording.SUPPOSED.search(text[max(0, at - 60) : at]):
                continue
            if _denied(text, m.start("verb")) or not _conditioned(text, subject, at, m.start("verb"), m.end()):
                continue
            if any(f.start < m.end() and f.end > m.start("verb") for f in found):
                continue
            found.append(
                Frame(
                    "automatic",
                    _door(m["verb"], subject),
                    part,
                    text,
                    at,
                    m.end(),
                    at,
                    lesser=subject.lower() in LESSER,
                )
            )
    if not found:
        for m in wording.SALE.finditer(text):
            if not _taken_back(text, m.start(), m.end()) and not _not_after(text, m.start(), m.end()):
                found.append(Frame("transfer", "sale", part, text, m.start(), m.end(), m.start()))
    if not found:
        for m in wording.WISHES.finditer(text):
            found.append(Frame("transfer", "sale", part, text, m.start(), m.end(), m.start()))
    if not found:
        for m in wording.LOSS.finditer(text):
            found.append(Frame("loss", "none", part, text, m.start(), m.end(), m.start()))
        for m in wording.UNTIL.finditer(text):
            found.append(Frame("automatic", "terminate", part, text, m.start(), m.end(), m.start()))
        for m in wording.DEFAULTING.finditer(text):
            if re.search(r"\b(?:nor|neither|veto)\b", text[max(0, m.start() - 60) : m.start()], re.I):
                continue
            found.append(
                Frame(
                    "right", "terminate" if "efault" in m[0] else "withdraw", part, text, m.start(), m.end(), m.start()
                )
            )
        if wording.UNPAID.search(text):
            for m in wording.DILUTED.finditer(text):
                found.append(Frame("right", "none", part, text, m.start(), m.end(), m.start()))
        for m in wording.DEEMED.finditer(text):
            if not _denied(text, m.start()):
                found.append(Frame("deemed", "terminate", part, text, m.start(), m.end(), m.start()))
        for m in wording.GROUNDS.finditer(text):
            if not wording.OF_TERMINATION.search(text) and not _denied(text, m.start()):
                found.append(
                    Frame(
                        "grounds",
                        "withdraw" if "withdrawal" in m[0].lower() else "terminate",
                        part,
                        text,
                        m.start(),
                        m.end(),
                        m.start(),
                    )
                )
        talk = wording.TALKS.search(text)
        if talk and not found:
            found.append(Frame("talks", "renegotiate", part, text, talk.start(), talk.end(), talk.start()))
    return found


def _of_agreement(verb: str, text: str, start: int, end: int) -> bool:
    """Whether what is cancelled or suspended is the agreement or the venture: not a booking or a policy."""
    verb = verb.lower()
    if verb.startswith(("cancel", "rescind", "discontinu", "suspend")):
        near = text[max(0, start - 80) : start] if verb.endswith("ed") else text[end : end + 50]
        return bool(wording.AGREEMENT.search(near)) and not re.search(
            r"\b(?:insurance|coverage|polic|order that|game)", near, re.I
        )
    return True


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


def _taken_back(text: str, at: int, end: int) -> bool:
    """Whether the words before and after take the right back: they only speak of it."""
    if _denied(text, at):
        return True
    before = re.split(r"[,;:.]", text[max(0, at - 60) : at])[-1]
    return bool(wording.LIMITING.search(before) or wording.ABOUT_RIGHTS.match(text[end : end + 120]))


def _door(verb: str, subject: str = "") -> Mechanism:
    verb = verb.lower()
    if verb.startswith(("dissol", "wind", "wound", "liquidat")):
        return "dissolve"
    if verb.startswith("terminat") and re.match(r"company|venture|partnership|series", subject, re.I):
        return "dissolve"
    if verb.endswith("of withdrawal") or verb.startswith(("withdraw", "exit", "exclude", "expel", "excluded")):
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
    sells = m["verb"].lower() in ("sell", "transfer", "dispose of") and "requ" not in m["power"].lower()
    if sells and not wording.TO_THE_OTHER.search(text[m.start() : m.end() + 200]):
        return False
    return bool(
        re.search(
            r"\b(?:all|entire|any or all|whole)\b[^.;]{0,40}\b(?:shares|interests?|units|shareholding|holding|equity)|"
            r"(?:defaulting|withdrawing|deceased|bankrupt|breaching|other|terminat\w+|departing|exiting|"
            r"insolvent)\s(?:party|member|shareholder|partner)|"
            r"\b(?:put|call) (?:option|right)|(?:owned|held) by",
            around,
        )
    )


def _bought(m: re.Match[str], text: str) -> Mechanism:
    if wording.SHOOT_OUT.search(text):
        return "shoot_out"
    return "put" if _sells(m) else "call"


def _sells(m: re.Match[str]) -> bool:
    """Whether the holder of the right sells: "may sell to", "may require the other to purchase"."""
    made = "requ" in m[0][: m.start("verb") - m.start()].lower()
    return made != (m["verb"].lower() in ("sell", "put", "transfer", "dispose of"))


def _subject_of(text: str, power: int) -> tuple[str, int]:
    """The word before "shall terminate" that says what ends, and where it stands; "" when something else ends."""
    low = max(0, power - 260)
    named = list(wording.SUBJECTS.finditer(text, low, power))
    if not named:
        return "", power
    last = named[-1]
    between = text[last.end() : power]
    far = len(between) > (30 if last[0].lower() in ("it", "same") else 120)
    if (far or wording.FINITE.search(between)) and not re.match(r"rights?|benefits|restrictions", last[0], re.I):
        held = [m for m in named if re.match(r"rights|benefits|restrictions", m[0], re.I)]
        return (held[-1][0], held[-1].start()) if held else ("", power)
    return last[0], last.start()


def _conditioned(text: str, subject: str, start: int, verb: int, end: int) -> bool:
    """Whether an automatic end has a condition of its own, and is not just what termination does to something."""
    if not wording.IF.search(text[max(0, start - 250) : end + 250]) and not text.rstrip().endswith(":"):
        return False
    if re.search(r"\b(?:not|no)\b", text[max(0, verb - 40) : verb]):
        return False
    return subject.lower() in ("agreement", "contract", "company", "venture") or not wording.OF_TERMINATION.search(text)
