"""What sets an exit off, read from the words of a statement: one clause type of the group EXIT for each cause."""

from __future__ import annotations

import re

_LAW = (
    r"(?:laws?|regulations?|statutes?|legislation|government\w*|regulatory|court|competent authorit\w+|"
    r"public authorit\w+|judicial|decree)"
)

WORDS: dict[str, re.Pattern[str]] = {
    "insolvency": re.compile(
        r"\b(?:bankrupt\w*|insolven\w+|receivers?(?:hip)?|liquidators?|administrative receiver|trustee in bankruptcy|"
        r"benefit of (?:its |their |his |the )?creditors|(?:arrangement|composition) with (?:its |"
        r"their |any )?creditors|"
        r"(?:unable|inability) to pay (?:its |their )?debts|winding[- ]up (?:petition|order|"
        r"proceedings?)|goes? into (?:voluntary |compulsory )?liquidation|"
        r"(?:dissolution|liquidation|winding[- ]up) of (?:a|any|either|the other|such other) (?:party|"
        r"member|shareholder|partner)|"
        r"(?:party|it|member|shareholder|partner)\b[^.;]{0,30}\b(?:is|becomes|be) (?:dissolved|"
        r"liquidated|wound up)|judicial management|moratorium|"
        r"(?:permanently )?ceas\w+ (?:to (?:carry on|do|conduct) (?:its )?(?:business)|"
        r"(?:its )?(?:business|operations))|"
        r"(?:enters?|placed) (?:in|into) (?:\w+ )?(?:liquidation|administration)|suspends? payments?)\b",
        re.I,
    ),
    "breach_default": re.compile(
        r"\b(?:breach(?:es|ed|ing)?|defaults?|defaulted|defaulting|violat(?:es|ed|ion|ions)|"
        r"infring(?:es|ed) (?:any|this)|non-?compliance|not in compliance|"
        r"(?:fail(?:s|ed|ure|ing)?|does not|did not|do not) (?:by \S+ )?(?:to )?(?:timely |"
        r"duly )?(?:make|pay|perform|comply|observe|fulfil+|contribute|fund|remedy|cure|correct|"
        r"disclose|deliver|provide|maintain|honou?r|carry out|prosecute)|"
        r"for cause|misrepresent\w+|(?:representations?|warrant\w+)[^.;]{0,80}(?:incorrect|untrue|false|inaccurate)|"
        r"(?:contest|challeng)(?:s|es|ing|ed)?\b[^.;]{0,60}(?:patents?|intellectual property|rights|validity)|"
        r"(?:does|do|has|have) not (?:been )?(?:remed\w+|cured?)|(?:fraud|wil+ful misconduct|"
        r"gross negligence|misconduct|debar\w+|improper payments?|brib\w+|corrupt\w*))\b",
        re.I,
    ),
    "change_of_control": re.compile(
        r"\b(?:chang(?:e|es) (?:of|in) (?:the )?(?:\w+ ){0,2}(?:control|ownership)|change[- ]of[- ]control|"
        r"(?:ownership|control)\b[^.;]{0,60}\b(?:changed|changes|transferred)|"
        r"(?:acquir\w+|acquisition|merge[sdr]?|consolidat\w+|amalgamat\w+)\b[^.;]{0,80}\b(?:competitor|"
        r"interest in|another (?:entity|company|corporation)|by a third party|majority|control)|"
        r"(?:all or )?substantially all (?:of )?(?:its |the |their )?(?:\w+ )?(?:assets|business|stock)|"
        r"sells? a (?:significant|substantial|material) (?:portion|part) of its (?:assets|business|"
        r"undertaking)|"
        r"acqui(?:re[sd]?|sition)\b[^.;]{0,100}\b(?:voting|controlling|majority|competitor|per ?cent|\d%)|"
        r"(?:merger|consolidation|reorgani[sz]ation|sale of all)\b[^.;]{0,60}\b(?:with|of|into|or)\b|"
        r"sale of (?:the )?company|"
        r"ceas\w+ to (?:control|be controlled|be an? (?:affiliate|subsidiary))|competitor of)\b",
        re.I,
    ),
    "deadlock_exit": re.compile(
        r"\b(?:dead-?lock\w*|impasse|stalemate|shoot-?out|russian roulette)\b",
        re.I,
    ),
    "external_event": re.compile(
        rf"\b(?:force maj?eure|force mejeure|acts? of god|event beyond|"
        r"(?:change|enactment|adoption|introduction|violation|requirement|result|reason|event) (?:in|"
        rf"of) (?:\w+ ){{0,4}}{_LAW}|"
        rf"{_LAW}\b[^.;]{{0,80}}\b(?:prohibit\w*|impossible|unlawful|illegal|prevent\w*|requir\w+)|"
        r"(?:becomes?|is|be|are|declared|held) (?:\w+ )?(?:illegal|unlawful)|illegality|sanctions?|"
        r"embargo|nationali[sz]\w+|expropriat\w+|"
        r"(?:approvals?|permits?|authori[sz]ations?|licen[cs]es?|consents?|"
        r"clearance)\b[^.;]{0,80}\b(?:not (?:been )?(?:obtained|granted|received|maintained)|refused|"
        r"rejected|withdrawn|revoked|denied|lapse[sd]?)|"
        r"(?:institutional review board|irb|ethics committee|fda|regulatory (?:authority|agency|hold)|"
        r"governmental authority|health authority)|"
        r"(?:health|safety|patient)\b[^.;]{0,20}\b(?:concerns?|reasons?|risk|safety)|(?:safety|health) (?:or|and)|"
        r"principal investigator|key (?:person|personnel|employee)|"
        r"judicial dissolution|decree of|death|incapacity|no (?:remaining )?members|"
        r"conditions? precedent|closing (?:does|has) not (?:occur\w*|taken place)|"
        r"(?:infring\w+|misappropriat\w+)\b[^.;]{0,80}\b(?:third part\w+|claim|non-infringing)|"
        r"non-infringing|injunction|"
        r"(?:terminat\w+|expir\w+|rescission|invalidat\w+) of (?:the |a |any |such )?(?!this|term|its|"
        r"his|their|agreement\b|service)(?:[A-Z][\w-]+ ){1,5}(?:Agreement|Contract|Lease|Licen[cs]e)|"
        r"(?:the |any |such )(?!this)(?:[A-Z][\w-]+ ){1,4}(?:Agreement|Contract|Lease|"
        r"Licen[cs]e)s? (?:is|are|has been|shall be|expires|terminates|be|"
        r"being)\s?(?:\w+ )?(?:terminated|not signed|cancelled|rescinded|expired)?)\b",
        re.I,
    ),
    "performance_trigger": re.compile(
        r"\b(?:milestones?|minimum (?:\w+ ){0,2}(?:purchase|sales?|quantit\w+|volume|royalt\w+|payment|"
        r"commitment|requirement|order)s?|performance standards?|"
        r"(?:fail(?:s|ed|ure)?|not|unable) (?:to )?(?:achieve\w*|meet|met|reach\w*|attain\w*|sell|sold|"
        r"complete\w*|generate\w*|launch\w*|satisf\w+ the \w+ (?:criteria|target))|"
        r"(?:completion|satisfaction|accomplishment|fulfil+ment|achievement|abandonment) of (?:the |"
        r"its |all |such )?(?:\w+ ){0,3}(?:purposes?|work|project|program(?:me)?|stud(?:y|ies)|services|"
        r"objectives?|trial|obligations|business|goals?)|"
        r"(?:on|upon) satisfaction of|futility|sales? (?:targets?|goals?|quotas?)|has (?:not )?dosed|"
        r"(?:not|neither)\b[^.;]{0,120}\bby the \w+ (?:\(\d+\w*\) )?anniversary|lack of efficacy|"
        r"efficacy|"
        r"(?:fund\w*|sufficient funds|funding)\b[^.;]{0,30}\b(?:not available|unavailable|insufficient|exhausted))\b",
        re.I,
    ),
    "transfer": re.compile(
        r"\b(?:ceas\w+ to (?:be a (?:share|stock|member|unit|interest)\w*|hold|own)|only one (?:member|"
        r"party|shareholder)|"
        r"(?:hold|holds|own|owns|owning|holding|interest|shareholding|"
        r"ownership)\b[^.;]{0,60}\b(?:less than|below|falls?)\b[^.;]{0,20}(?:%|per ?cent)|"
        r"(?:transfers?|sells?|sold|assigns?|disposes? of) (?:or \w+ )?(?:all|any) (?:of )?(?:its|his|"
        r"their|his or her) (?:\w+ ){0,2}(?:shares|interests?|units))\b",
        re.I,
    ),
}
_FREELY = re.compile(
    r"\b(?:without (?:any )?cause|for (?:its |their )?(?:own )?convenience|for any(?: or no)? reason|"
    r"any or no reason|no reason|at (?:any|its) (?:time|sole|own|discretion)|"
    r"with or without cause|without (?:giving )?(?:any )?reasons?|in its (?:sole |absolute )?discretion)\b",
    re.I,
)
_MUTUAL = re.compile(
    r"\b(?:(?:mutual(?:ly)?|joint(?:ly)?|common)\s?(?:written )?(?:agree\w*|consent\w*|decision|"
    r"understanding|termination)?|written (?:agreement|consent) of (?:both|all|the) (?:the )?(?:parties|"
    r"members|shareholders|managers)|"
    r"unanimous\w*|by (?:both|all)(?: of)?(?: the)? (?:parties|members|shareholders)|(?:vote|consent|"
    r"approval|election|agreement|decision) of (?:the )?(?:all|both|a majority|members|parties|"
    r"shareholders|managers|holders|board)|"
    r"majority interest|members holding|affirmative vote|agree(?:s|d)? (?:in writing )?to (?:terminate|"
    r"dissolve)|with the (?:other \w+ |prior |written )*consent)\b",
    re.I,
)
_NOTICE = re.compile(r"\b(?:notice|notification|notifying)\b|\b(?:days?|months?|weeks?|years?)'?\b", re.I)
_CONDITION = re.compile(
    r"\b(?:if|in the event|in case|when|whenever|where|should|because|due to|failure|occurrence|event of)\b", re.I
)


def named(text: str) -> list[str]:
    """The causes that the words name, in the order of WORDS."""
    return [leaf for leaf, pattern in WORDS.items() if pattern.search(text)]


def freely(text: str) -> bool:
    """The words let a party leave without a cause, or all leave together."""
    return bool(_FREELY.search(text) or _MUTUAL.search(text))


def on_notice_only(text: str) -> bool:
    """The words name no condition at all: what is left is a right on notice."""
    return not _CONDITION.search(text)


def mutual(text: str) -> bool:
    return bool(_MUTUAL.search(text))
