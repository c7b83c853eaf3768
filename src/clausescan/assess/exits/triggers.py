"""What sets an exit off, read from the words of a statement: one clause type of the group EXIT for each cause."""

from __future__ import annotations

import re

_LAW = (
    r"(?:laws?|regulations?|statutes?|legislation|government\w*|regulatory|court|competent authorit\w+|"
    r"public authorit\w+|judicial|decree)"
)

WORDS: dict[str, re.Pattern[str]] = {
    "insolvency": re.compile(
        r"\b(?:operation of law against|bankrupt\w*|insolven\w+|receivers?(?:hip)?|liquidators?|"
        r"administrative receiver|trustee in bankruptcy|"
        r"benefit of (?:its |their |his |the )?creditors|(?:arrangement|composition) with (?:its |"
        r"their |any )?creditors|"
        r"(?:unable|inability) to pay (?:its |their )?debts|winding[- ]up (?:petition|order|"
        r"proceedings?)|goes? into (?:voluntary |compulsory )?liquidation|"
        r"(?:dissolution|liquidation|winding[- ]up) of (?:a|any|either|the other|such other) (?:party|"
        r"member|shareholder|partner)|"
        r"(?:party|it|member|shareholder|partner)\b[^.;]{0,30}\b(?:is|becomes|be) (?:dissolved|"
        r"liquidated|wound up)|judicial management|(?:seeking|to) liquidat\w+|creditors?'s? arrangement|moratorium|"
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
        r"(?:does|do|has|have) not (?:been )?(?:remed\w+|cured?)|(?:fraud\w*|convict\w+|moral turpitude|"
        r"felon\w+|wil+ful misconduct|"
        r"gross negligence|misconduct|debar\w+|improper payments?|brib\w+|corrupt\w*))\b",
        re.I,
    ),
    "change_of_control": re.compile(
        r"\b(?:changes?\b[^.;]{0,50}\b(?:of|in)\b[^.;]{0,40}\b(?:control|ownership|shareholding|"
        r"management)|change[- ]of[- ]control|"
        r"(?:ownership|control|corporate structure)\b[^.;]{0,30}\bchange|(?:substantial|"
        r"significant) (?:portion|part) of the assets|"
        r"controlling (?:stock|interest|shareholding)|voting (?:control|power|stock|shares|securities|"
        r"rights)|no longer an affiliate|"
        r"transfer of (?:\w+ )?(?:shareholdings?|interests?) in\b|gain(?:s|ing) control|"
        r"(?:ownership|control)\b[^.;]{0,60}\b(?:changed|changes|transferred)|"
        r"(?:acquir\w+|acquisition|merge[sdr]?|consolidat\w+|amalgamat\w+)\b[^.;]{0,80}\b(?:competitor|"
        r"interest in|another (?:entity|company|corporation)|by a third party|majority|control)|"
        r"(?:sale|sells?|sold|transfer\w*|dispos\w+|acqui\w+|purchas\w+)\b[^.;]{0,80}\bsubstantially all\b|"
        r"substantially all\b[^.;]{0,60}\b(?:transferred|sold|acquired|disposed)|"
        r"sells? a (?:significant|substantial|material) (?:portion|part) of its (?:assets|business|"
        r"undertaking)|"
        r"acqui(?:re[sd]?|sition)\b[^.;]{0,100}\b(?:voting|controlling|majority|competitor|per ?cent|\d%)|"
        r"(?:merger|consolidation|sale of all)\b[^.;]{0,60}\b(?:with|of|into|or)\b|"
        r"(?-i:[Ss]ale of the Company\b(?! [A-Z]))|"
        r"ceas\w+ to (?:control|be controlled|be an? (?:affiliate|subsidiary))|competitor of)\b",
        re.I,
    ),
    "deadlock_exit": re.compile(
        r"\b(?:dead-?lock\w*|impasse|stalemate|shoot-?out|russian roulette)\b",
        re.I,
    ),
    "external_event": re.compile(
        rf"\b(?:force maj?eure|force mejeure|acts? of god|event beyond|"
        r"(?:changes?|enactment|adoption|introduction|result|reason) (?:in|"
        rf"of) (?:\w+ ){{0,4}}{_LAW}|"
        rf"{_LAW}\b[^.;]{{0,80}}\b(?:prohibit\w*|impossible|unlawful|illegal|prevent\w*|requir\w+)|"
        r"(?:becomes?|declared|held|(?:agreement|performance|transactions?|project|business) (?:is|be|"
        r"are)) (?:\w+ )?(?:illegal|unlawful)|"
        r"(?:illegal|unlawful) (?:for|to)|illegality|sanctions?|"
        r"embargo|withdrawn from the market|recalled|nationali[sz]\w+|expropriat\w+|"
        r"(?:approvals?|permits?|authori[sz]ations?|licen[cs]es?|consents?|"
        r"clearance)\b[^.;]{0,80}\b(?:not (?:been )?(?:obtained|granted|received|maintained)|refused|"
        r"rejected|withdrawn|revoked|denied|lapse[sd]?)|"
        r"(?:institutional review board|irb|ethics committee|fda|regulatory (?:authority|agency|hold)|"
        r"governmental authority|health authority)|"
        r"(?:health|safety|patient)\b[^.;]{0,20}\b(?:concerns?|reasons?|risk|safety)|(?:safety|health) (?:or|and)|"
        r"principal investigator|key (?:person|personnel|employee)|"
        r"judicial dissolution|decree of|death|incapacity|no (?:remaining )?members|last remaining|"
        r"continued membership|casualty|condemnation|eminent domain|"
        r"conditions? precedent|closing (?:does|has) not (?:occur\w*|taken place)|"
        r"(?:infring\w+|misappropriat\w+)\b[^.;]{0,80}\b(?:third part\w+|claim|non-infringing)|"
        r"non-infringing|injunction|enjoined|material adverse (?:change|effect)|"
        r"(?:terminat\w+|expir\w+|rescission|invalidat\w+)(?:,? (?:or )?\w+,?){0,3} of (?:the |a |any |such )?"
        r"(?-i:(?!This|Term)(?:[A-Z][\w-]+ ){1,5}(?:Agreement|Contract|Lease|Licen[cs]e))|"
        r"(?-i:(?:[Tt]he |[Aa]ny |[Ss]uch )(?:[A-Z][\w-]+ ){1,4}(?:Agreement|Contract|Lease|"
        r"Licen[cs]e)s?) (?:is|are|has been|"
        r"shall be|expires?|terminates?|be|being)\s?(?:\w+ )?(?:terminated|signed|cancelled|rescinded|expired)?)\b",
        re.I,
    ),
    "performance_trigger": re.compile(
        r"\b(?:milestones?|minimum (?:\w+ ){0,2}(?:purchase|sales?|quantit\w+|volume|royalt\w+|payment|"
        r"commitment|requirement|order)s?|performance standards?|"
        r"(?:fail(?:s|ed|ure)?|not|unable) (?:to )?(?:achieve\w*|meet(?! (?:its|a|any|the|his|"
        r"all) (?:\w+ ){0,3}obligations?| its requirements)|met|reach\w*|attain\w*|sell|sold|"
        r"complete\w*(?! the (?:remedy|cure))|generate\w*|launch\w*|satisf\w+ the \w+ (?:criteria|target))|"
        r"(?:completion|satisfaction|accomplishment|fulfil+ment|achievement|abandonment) of (?:the |"
        r"its |all |such )?(?:\w+ ){0,3}(?:purposes?|work|project|program(?:me)?|stud(?:y|ies)|services|"
        r"objectives?|trial|obligations|business|goals?)|"
        r"(?:on|upon) satisfaction of|futility|sales? (?:targets?|goals?|quotas?)|has (?:not )?dosed|"
        r"(?<!closing )(?:has|have|shall|had|is|are) not (?:have )?(?:been )?(?:made any sales?|occurred|commenced|"
        r"completed|launched|achieved|"
        r"accrued|begun|started)|"
        r"(?:not|neither)\b[^.;]{0,120}\bby the \w+ (?:\(\d+\w*\) )?anniversary|lack of efficacy|"
        r"efficacy|"
        r"(?:fund\w*|sufficient funds|funding)\b[^.;]{0,30}\b(?:not available|unavailable|insufficient|exhausted))\b",
        re.I,
    ),
    "transfer": re.compile(
        r"\b(?:ceas\w+ to (?:be a (?:share|stock|member|unit|interest)\w*|hold|own)|only one (?:member|"
        r"party|shareholder) remain\w*|"
        r"(?:hold|holds|own|owns|owning|holding|interest|shareholding|"
        r"ownership)\b[^.;]{0,60}\b(?:less than|fewer than|below|falls?)\b"
        r"(?:[^.;]|\.(?=\d)){0,20}(?:%|per ?cent)|"
        r"(?:transfers?|sells?|sold|assigns?|disposes? of) (?:or \w+ )?(?:all|any) (?:of )?(?:its|his|"
        r"their|his or her) "
        r"(?:\w+ ){0,2}(?:shares|interests?|units)\b)",
        re.I,
    ),
}
_FREELY = re.compile(
    r"\b(?:without (?:any )?cause|for (?:its |their )?(?:own )?convenience|for any(?: or no)? reason|"
    r"any or no reason|no reason|"
    r"with or without cause|without (?:giving |stating )?(?:any )?reasons?)\b",
    re.I,
)
_TOGETHER = re.compile(
    r"\b(?:(?:mutual(?:ly)?|joint(?:ly)?|common|unanimous(?:ly)?)\s(?:\w+ )?(?:agree\w*|consent\w*|"
    r"decision|decide\w*|terminat\w+|vote|"
    r"approval|election)|"
    r"(?:agreement|consent) (?:in writing )?(?:of|by|between|among) (?:both|all|"
    r"the) (?:of )?(?:the )?(?:parties|members|shareholders|managers)|"
    r"by (?:both|all)(?: of)?(?: the)? (?:parties|members|shareholders)|"
    r"(?:vote|consent|approval|election|agreement|decision|resolution|determination) (?:of|by) (?:the |"
    r"a |all )*(?:majority|manager|"
    r"members|parties|shareholders|managers|"
    r"holders|board)|"
    r"majority interest|(?:members|shareholders|holders) (?:holding|representing)|affirmative vote|"
    r"agree(?:s|d)? (?:in writing )?to (?:terminate|dissolve)|with the (?:other \w+ |prior |written |"
    r"unanimous )*(?:consent|approval))\b",
    re.I,
)
_CONDITION = re.compile(
    r"\b(?:if|in the event|in case|when|whenever|where|should|because|due to|failure|occurrence|"
    r"event of|following events)\b",
    re.I,
)
_SAVE = re.compile(  # causes that are named to be left out
    r"\b(?:other than|except(?:ing)?|excluding|not due to|unrelated to)\b[^,.;]{0,120}|"
    r"\bprovided,? (?:however,? )?that (?:no|neither|nothing)\b[^.;]{0,200}|"
    r"\bnot (?:be )?(?:considered|deemed|constitute|regarded as)\b[^,.;]{0,20}\bbreach",
    re.I,
)
_NOT_AGREED = re.compile(
    r"\b(?:unable to|cannot(?: mutually| reasonably)?|can not|do not|fail(?:s|ed)? to|failure to|"
    r"not) (?:mutually |reasonably )?(?:reach (?:an? |"
    r"any )?(?:\w+ )?)?agree\w*\b",
    re.I,
)


def named(text: str) -> list[str]:
    """The causes that the words name, in the order of WORDS."""
    text = _SAVE.sub(" ", text)
    return [leaf for leaf, pattern in WORDS.items() if pattern.search(text)]


_FAILS = re.compile(
    r"\b(?:fail(?:s|ed|ures?)?|neglects?|refus(?:es|ed|al)|delays?|assignment of this agreement)\b", re.I
)


def failing(text: str) -> bool:
    """A party fails in something, whatever it is: the last resort where no cause is named."""
    return bool(_FAILS.search(text))


def not_agreed(text: str) -> bool:
    """The cause is that the parties do not come to an agreement."""
    return bool(_NOT_AGREED.search(text))


def freely(text: str) -> bool:
    """The words let a party leave without giving a reason."""
    return bool(_FREELY.search(text))


def together(text: str) -> bool:
    """All leave together, by agreement or by vote; or one with the consent of the others."""
    return bool(_TOGETHER.search(text))


def unconditional(text: str) -> bool:
    """The words name no condition at all: what is left is a right on notice."""
    return not _CONDITION.search(text)
