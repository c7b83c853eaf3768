"""What each block of a document is before any number is read: cover, contents, recitals, body, signatures, schedules.

One pass, linear in the text. Only the openings of blocks are judged, so that the size of a block does not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from clausescan.model import Block, Document
from clausescan.structure.contents import Contents, letters_of
from clausescan.structure.labels import AttachmentLabel, Label, parse_attachment, parse_label

Zone = Literal["title", "parties", "recital", "body", "toc", "signature", "note", "attachment"]

_RECITAL_HEAD = re.compile(
    r"\W*(?:recitals?|preamble|background|w\s*i\s*t\s*n\s*e\s*s\s*s\s*e\s*t\s*h|whereas|premises|explanatory statement)"
    r"(?:\s+of\s+(?:the\s+)?\w+)?\W*(?:that\W*)?\Z",
    re.IGNORECASE,
)
_TERMS_HEAD = re.compile(
    r"\W*(?:agreed terms|operative (?:provisions|part|terms)|terms and conditions"
    r"|agreements?|terms of (?:the )?agreement)\W*\Z",
    re.IGNORECASE,
)
_RECITAL = re.compile(r"\W*(?:whereas\b|w\s*i\s*t\s*n\s*e\s*s\s*s\s*e\s*t\s*h\b|recitals\b)", re.IGNORECASE)
_OPERATIVE = re.compile(
    r"\W*(?:now\W{1,3}(?:it is )?(?:therefore|this|the parties|accordingly)|therefore\b"
    r"|in consideration of\b|accordingly,|it is (?:hereby )?agreed\b)",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"\b(?:agree|agreed|covenant|witnesseth)\b[^.;]{0,60}\bas follows\W{0,4}\Z|\bas follows\s*:?\W{0,3}\Z",
    re.IGNORECASE,
)
_PARTIES = re.compile(
    r"\b(?:by and (?:between|among)|made (?:and (?:entered|executed)|as of|on"
    r"|this|effective|by|between)|is (?:made|entered into|dated)"
    r"|(?:made|entered) into|dated (?:as of|this)|between\b|among\b)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"\W*(?:in\s+witness(?:es)?\s+(?:whereof|of which|hereof)|in testimony whereof"
    r"|signature\s+page|\(?signature page|signatures?\W*\Z|signed (?:for|by|in"
    r"|on behalf|and delivered|as a deed)"
    r"|executed (?:as a|by|on behalf|for and)|as witness the hands|remainder of"
    r" (?:this )?page|(?:this|the) (?:rest|remainder) of)",
    re.IGNORECASE,
)
_SIGN_LINE = re.compile(
    r"\W*(?:by\s*:|/s/|/s\b|name\s*:|its\s*:|signature\s*:|signed\s*:|(?:by|sign)\s*_{3,}|_{6,})", re.IGNORECASE
)
_ADDRESS_LIKE = re.compile(r"__|[,@]|\d{3}")
_BETWEEN = re.compile(r"\W*(?:between|by and between|among|parties)\W*\Z", re.IGNORECASE)
_NAME = re.compile(
    r"\b(?:inc|ltd|llc|corp|corporation|limited|company|co|l\.?p|gmbh|n\.v|plc"
    r"|b\.v|s\.a|and|between|among|parties|agreement)\b\.?",
    re.IGNORECASE,
)
_NEAR = 6
"""Blocks after a list of attachments in which the next number must come."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The zone of one block and what its first characters are."""

    zone: Zone
    label: Label | None = None
    attachment: AttachmentLabel | None = None


def open_blocks(document: Document) -> list[Opening]:
    """One `Opening` a block, in block order."""
    text, blocks = document.text, document.blocks
    result: list[Opening] = []
    zone: Zone = "title"
    contents = Contents(document)
    recital_series = ""
    seen_body = numbered = False
    titles = recitals = 0
    for i, block in enumerate(blocks):
        head = text[block.start : min(block.end, block.start + 400)].strip()
        tail = text[max(block.start, block.end - 120) : block.end].strip()
        size = block.end - block.start
        if block.kind == "note":
            result.append(Opening("note"))
            continue
        if contents.takes(i, head, tail, allowed=not seen_body):
            result.append(Opening("toc"))
            continue
        label = _auto_label(block) if block.label else parse_label(text, block.start, block.end)
        attachment = None
        if not block.label:
            attachment = parse_attachment(text, block.start, block.end)
        elif label is None:  # "Schedule 1" counted by Word
            counted = parse_attachment(block.label, 0, len(block.label))
            if counted is not None:
                at = block.start
                attachment = AttachmentLabel(at, at, at, counted.kind, counted.number)
        if attachment and zone == "title" and not seen_body and (i < 4 or _stamp(attachment)):
            result.append(Opening("title"))
            continue
        if attachment and block.kind != "table_row":
            zone, seen_body = "body", True
            result.append(Opening("attachment", None, attachment))
            continue
        if zone == "signature":
            prose = size > 260 and not _SIGN_LINE.match(head) and not _SIGNATURE.match(head)
            strong = (
                label and not label.weak and (label.word in ("article", "section") or len(label.parts[0].dotted) > 1)
            )
            begins = (
                _is_first(label) and not _SIGN_LINE.search(head[:40]) and (bool(block.label) or block.kind == "heading")
            )
            if not prose and not strong and not begins:
                result.append(Opening("signature"))
                continue
            zone = "body"
        if (
            _SIGNATURE.match(head)
            and (seen_body or i > 8)
            and not (label and not label.weak and head.lower().startswith("sign"))
        ):
            zone = "signature"
            result.append(Opening("signature"))
            continue
        if (
            seen_body
            and _SIGN_LINE.match(head)
            and not label
            and size < 200
            and head.lower().startswith(("by:", "/s/", "by :", "by  :"))
        ):
            zone = "signature"
            result.append(Opening("signature"))
            continue
        if zone in ("title", "parties", "recital") and not seen_body:
            if size < 80 and (_RECITAL_HEAD.match(head) or letters_of(head) in ("recitals", "witnesseth", "whereas")):
                zone, recital_series, recitals = "recital", "", 0
                result.append(Opening("recital"))
                continue
            numbered_recital = bool(label) and not recital_series and size > 100 and not (label and label.word)
            again = bool(label) and recitals > 1 and _is_first(label) and size < 100
            if zone == "recital" and size < 60 and _TERMS_HEAD.match(head):
                seen_body, zone = True, "body"
                result.append(Opening("body", label))
                continue
            if zone == "recital" and not again and (numbered_recital or not _body_start(label, recital_series, head)):
                if label:
                    recital_series = recital_series or _series(label)
                    recitals += 1
                if (_AGREED.search(tail) and not (label and not _OPERATIVE.search(head))) or _OPERATIVE.match(head):
                    seen_body, zone = True, "body"
                result.append(Opening("recital", label))
                continue
            if _RECITAL.match(head):
                zone, recital_series = "recital", "-"
                if _AGREED.search(tail):
                    seen_body, zone = True, "body"
                result.append(Opening("recital"))
                continue
            if _OPERATIVE.match(head) or (_AGREED.search(tail) and not label):
                seen_body, zone = True, "body"
                result.append(Opening("recital"))
                continue
            if (
                label
                and zone == "parties"
                and label.parts[0].text == "A"
                and not _names_company(text[block.start : block.end])
            ):
                zone, recital_series, recitals = "recital", _series(label), 1  # recitals without their title
                result.append(Opening("recital", label))
                continue
            midway = zone == "title" and _goes_on(document, i, label)
            if (
                label
                and (midway or _body_start(label, "", head))
                and not _party_item(label, zone, text[block.start : block.end])
            ):
                seen_body, zone = True, "body"
                result.append(Opening("body", label))
                continue
            if size < 24 and _BETWEEN.match(head):
                zone = "parties"
                result.append(Opening("parties"))
                continue
            names_parties = bool(_PARTIES.search(text, block.start, min(block.end, block.start + 600)))
            if names_parties or zone == "parties":
                heading_like = 3 < size < 80 and not _NAME.search(head) and not _ADDRESS_LIKE.search(head)
                heading_like = (
                    heading_like
                    and not _recitals_ahead(document, i)
                    and (block.kind == "heading" or _heads_body(document, i))
                )
                if zone == "parties" and heading_like and not names_parties:
                    seen_body, zone = True, "body"
                    result.append(Opening("body", label))
                    continue
                zone = "parties" if size > 50 or zone == "parties" else zone
                result.append(Opening("parties" if zone == "parties" else "title"))
                titles += 1
                if titles > 25:
                    seen_body, zone = True, "body"
                continue
            titles += 1
            if titles > 25:
                seen_body, zone = True, "body"
            result.append(Opening("title"))
            continue
        if not numbered and zone == "body" and _RECITAL.match(head):
            result.append(Opening("recital"))
            continue
        numbered = numbered or label is not None
        result.append(Opening("body", label))
    if not seen_body:  # a letter or form without any clause: what is longer than a line is text
        for i, (block, opening) in enumerate(zip(blocks, result, strict=True)):
            if opening.zone == "title" and block.end - block.start > 120:
                result[i] = Opening("body")
    return _without_lists(result)


def _without_lists(openings: list[Opening]) -> list[Opening]:
    """Openings in which a list of attachments ("This agreement consists of … and Attachment 1 …, Attachment 2 …") is
    body text: two or more names in successive blocks, each of which stands over its own pages further on, or between
    two numbers that follow each other (11.1 and 11.2)."""
    last = {_name(o.attachment): i for i, o in enumerate(openings) if o.attachment}
    result, i = list(openings), 0
    while i < len(openings):
        run = i
        while run < len(openings) and openings[run].attachment:
            run += 1
        repeated = all(last[_name(o.attachment)] >= run for o in openings[i:run])
        if run - i > 1 and (repeated or _between(openings, i, run)):
            result[i:run] = [Opening("body")] * (run - i)
        i = max(run, i + 1)
    return result


def _between(openings: list[Opening], first: int, after: int) -> bool:
    """Whether the numbering of the body goes on after a run of openings as if it were not there."""
    before = next((o.label for o in reversed(openings[:first]) if o.label), None)
    then = next((o.label for o in openings[after : after + _NEAR] if o.label), None)
    if before is None or then is None:
        return False
    one, two = before.parts[0].dotted, then.parts[0].dotted
    if len(one) < 2 or len(one) != len(two) or one[:-1] != two[:-1] or not (one[-1].isdigit() and two[-1].isdigit()):
        return False
    return int(two[-1]) == int(one[-1]) + 1


def _name(attachment: AttachmentLabel | None) -> tuple[str, str]:
    return (attachment.kind, attachment.number.lower()) if attachment else ("", "")


def _auto_label(block: Block) -> Label | None:
    return parse_label(block.label, 0, len(block.label))


def _stamp(attachment: AttachmentLabel) -> bool:
    """ "Exhibit 10.65" on a filing is the number of the filing's exhibit, not a part of the agreement."""
    return "." in attachment.number or "-" in attachment.number


def _series(label: Label) -> str:
    from clausescan.structure.labels import readings

    return readings(label.parts[0].dotted[0])[0][0] + label.parts[0].wrap


def _is_first(label: Label | None) -> bool:
    """ "1." or "(1)": numbering that begins again."""
    return label is not None and label.parts[0].text == "1"


def _body_start(label: Label | None, recital_series: str, head: str) -> bool:
    """Whether this label opens the operative part: an article or section, 1., 1.1, and not the recitals' own series."""
    if label is None:
        return False
    if label.word in ("article", "section", "clause", "chapter", "part"):
        return True
    part = label.parts[0]
    if part.wrap == "()":
        return False
    if _series(label) == recital_series or not part.text[0].isdigit():
        return False
    if _RECITAL.match(head[label.body - label.start :]):
        return False
    return float("".join(c for c in part.dotted[0] if c.isdigit())) <= 1


def _recitals_ahead(document: Document, i: int) -> bool:
    """Recitals follow soon: this is still the part that names the parties."""
    for block in document.blocks[i + 1 : i + 11]:
        head = document.text[block.start : min(block.end, block.start + 60)].strip()
        if _RECITAL.match(head) or (block.end - block.start < 60 and _RECITAL_HEAD.match(head)):
            return True
    return False


def _heads_body(document: Document, i: int) -> bool:
    """A line in capitals right over the first numbered clause."""
    block = document.blocks[i]
    if i + 1 == len(document.blocks) or not document.text[block.start : block.end].isupper():
        return False
    after = document.blocks[i + 1]
    return _body_start(parse_label(document.text, after.start, after.end), "", "")


def _goes_on(document: Document, i: int, label: Label | None) -> bool:
    """Whether a number met before any agreement began is a clause: the text starts midway, its next number follows."""
    if label is None or label.word or not label.parts[0].text[0].isdigit():
        return False
    if len(label.parts[0].dotted) > 1:
        return not label.weak
    if label.parts[0].wrap in ("", "()"):
        return False
    base = label.parts[0].text
    following = str(int("".join(c for c in base if c.isdigit())) + 1)
    for block in document.blocks[i + 1 : i + 40]:
        other = parse_label(document.text, block.start, block.end)
        if other and not other.word and other.parts[0].dotted[0] in (base, following):
            return True
    return False


_COMPANY = re.compile(
    r"a (?:company|corporation|partnership|limited|private|public|joint stock)\b|\(hereinafter|limited company"
    r"|registered office|organi[sz]ed under|incorporated (?:under|in)",
    re.IGNORECASE,
)


def _names_company(text: str) -> bool:
    return _COMPANY.search(text, 0, 500) is not None


def _party_item(label: Label, zone: Zone, text: str) -> bool:
    """ "1. ABC Limited, a company incorporated under …" in the list of parties."""
    return zone != "recital" and label.parts[0].text == "1" and _names_company(text)
