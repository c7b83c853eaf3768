"""The words of exits: patterns for rights to leave, automatic ends, purchases, and for what only looks like one.

Every gap in them is bounded, so that matching stays linear.
"""

from __future__ import annotations

import re

_GAP = r"(?:(?!not\b|neither\b|nor\b|will\b|shall\b|may\b|must\b|is\b|are\b)[^\s.;]+\s){0,10}?"
_EXIT_VERB = (
    r"(?:terminate|cancel|rescind|withdraw|dissolve|wind[- ]up|discontinue|exit|expel|exclude|suspend|liquidate|"
    r"end (?=this|the (?:agreement|alliance|venture|joint|term|contract)))"
)
_POWER = (
    r"(?:may|can|could|(?:rights?|ability|option|options|entitle[sd]?|election|elects?|elected|power|permitted|liberty|"
    r"discretion|decides?|privilege|chooses?|authority|free|request|require),?\s(?:[^\s.;]+\s){0,8}?to)"
)
_BY_NOTICE = (
    r"(?:give|serve|provide|deliver|issue|send)\s(?:[^\s.;]+\s){0,8}?(?:notice|notification)\s(?:[^\s.;]+\s){0,4}?"
    r"(?:of termination|to terminate|terminating|of withdrawal)"
)
_SUBJECT = (
    r"(?:agreements?|contract|charter|company|venture|jvc?|partnership|corporation|consortium|orders?|projects?|"
    r"participation|membership|licen[cs]es?|term|alliance|collaboration|cooperation|program(?:me)?|studies|study|"
    r"options?|rights?|benefits|relationship|arrangement|series|project group|article|section|restrictions)"
)
_LEAVER = r"(?:party|member|shareholder|partner|participant|venturer)"
_BUY = r"(?:purchase|acquire|buy(?: out)?|sell|transfer|put|redeem|repurchase|dispose of|call)"
_STAKE = (
    r"(?:shares|shareholding|interests?|membership|units|equity|stake|participating interest|ownership|holding|"
    r"securities|share capital|stock|quota)"
)
RIGHT = re.compile(rf"\b(?P<power>{_POWER})(?:,\s[^.;]{{1,220}}?,)?\s{_GAP}(?P<verb>{_EXIT_VERB}|{_BY_NOTICE})\b", re.I)
OF_TERMINATION_RIGHT = re.compile(
    r"\b(?:have|has|having|reserves?|gives?|granted)\s(?:[^\s.;]+\s){0,4}?(?P<power>rights?|option|power) of "
    r"(?:(?:immediate|early|unilateral|premature)\s)?(?P<verb>terminati\w+|withdraw\w+|cancell?\w+|rescission)",
    re.I,
)
ANOTHER = re.compile(
    r"\b(?:(?:other|existing|previous|prior|an?|any)(?: \w+)?|license|definitive|employment|loan)\s$", re.I
)
"""Before the word "agreement": it is not this one that ends."""
REDACTED = re.compile(r"^[\s\[\]*.…_•-]*\*{2,}[\s\[\]*.…_•-]*$")
REPRESENTS = re.compile(r"\brepresent(?:s|ation|ations|ing)? (?:and|or|,) ?warrant|\brepresents? (?:to|that)\b", re.I)
FINITE = re.compile(
    r"\b(?:shall|will|may|can|must|has|have|had|is|are|be|reserves?|retains?|grants?|gives?|elects?|"
    r"decides?|chooses?|entitle\w*)\b",
    re.I,
)
LED = re.compile(rf"^\W*(?:\(?\w{{1,4}}[).]\s)?(?:to\s)?(?:immediately\s|forthwith\s)?(?P<verb>{_EXIT_VERB})\b", re.I)
LEADS = re.compile(
    r"\b(?:may|can|rights?|option|options|entitled|elects?|power|liberty)\b[^.;]{0,80}(?:[:,]|\bto|"
    r"\beither|\bfollowing)\W*$",
    re.I,
)
PASSIVE = re.compile(
    r"\b(?P<power>may|can|could)\s(?:[\w,]+\s){0,4}?be\s(?:[\w,]+\s){0,4}?"
    r"(?P<verb>terminated|cancelled|canceled|rescinded|dissolved|wound up|suspended)\b",
    re.I,
)
UNLESS = re.compile(
    r"\b(?P<power>unless|until)\s(?:[\w,]+\s){0,8}?(?P<verb>terminated|cancelled|canceled|rescinded|dissolved)\b",
    re.I,
)
AUTOMATIC = re.compile(
    r"\b(?P<power>shall|will|is to|are to|is deemed|must)\s"
    r"(?:(?!whether\b|discuss\b|not\b|unless\b|until\b)[\w,']+\s){0,8}?"
    r"(?P<verb>terminate|terminated|expire|lapse|dissolve|dissolved|wound up|come to an end|"
    r"end(?= automatically| on| upon| if| when| at)|liquidated|cancelled|cease to be (?:in|of) (?:force|effect)|"
    r"cease to (?:have|be) (?:effect|effective|binding|bound))\b(?! damages)",
    re.I,
)
SUBJECTS = re.compile(rf"\b(?:{_SUBJECT}|it|same)\b", re.I)
FINITE = re.compile(r"\b(?:shall|will|may|is|are|has|have|does|agrees?)\b", re.I)
PRESENT = re.compile(
    rf"\b(?P<subject>{_SUBJECT}|it)\s(?:\w+\s){{0,3}}?(?P<verb>terminates|is terminated|is dissolved|dissolves|lapses|"
    r"automatically expires|ceases to have effect)\b",
    re.I,
)
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
    r"shares|units|participat\w+)\b|"
    r"\b(?:percentage|interests?|shareholding|shares|units)\b[^.;]{0,40}\b(?:adjusted|diluted|reduced|forfeited)\b",
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
LOSS = re.compile(
    r"\b(?P<power>shall|will)\s(?:\w+\s){0,3}?(?P<verb>cease to be|lose (?:its|the|all|any)|"
    r"no longer (?:be|have)|forfeit)\b",
    re.I,
)
SALE = re.compile(
    rf"\b(?P<power>{_POWER})\s{_GAP}(?P<verb>sell|transfer|dispose of|convey|include)\s(?:[^\s.;]+\s){{0,8}}?"
    rf"(?:its|his|their|his or her|all|such \w+'s|the)\s(?:[^\s.;]+\s){{0,5}}?(?:shares|shareholding|"
    r"interests?|units|membership|equity|stake|participating interest|quota)\b(?! (?:rate|payments?))",
    re.I,
)
WISHES = re.compile(
    rf"\b(?:if|in the event(?: that)?|should|whenever|when)\s(?:[^\s.;]+\s){{0,6}}?(?:proposes?|"
    r"wish(?:es)?|desires?|intends?|elects?)\sto\s"
    rf"(?:[^\s.;]+\s){{0,4}}?(?:sell|transfer|dispose of|assign)\b[^.;]{{0,120}}?{_STAKE}\b(?! (?:agreement|rate))",
    re.I,
)
UNTIL = re.compile(
    r"\b(?:agreement|term|charter|alliance|venture|company|contract)\b[^.;]{0,80}?\b(?:continue|remain|"
    r"stay|run|terminate|expire|end|be in|"
    r"dissolve)\w*\b[^.;]{0,120}?\b(?P<verb>until|upon|on)\s(?:the\s)?(?:date (?:of|on which) the )?"
    r"(?:(?:occurrence|happening) of the )?(?:earlier|earliest|first to occur|first of)\b",
    re.I,
)
GROUNDS = re.compile(
    r"\b(?P<power>grounds? for|cause for|subject to|result in|entitle[sd]? \w+(?: \w+){0,3} to|"
    r"basis for|reason for|constitute)\s"
    r"(?:the |an |a |immediate |automatic |early |any )*(?P<verb>termination|terminate|"
    r"dissolution)\b(?! (?:of|under|pursuant to) (?:section|article|clause)| rights?| provisions?|"
    r" clause)"
    r"|\bresult(?:s|ing)? in (?:the )?(?:involuntary |automatic )?(?:withdrawal|expulsion|exclusion) of"
    r"|\b(?:may|shall|will|can)\b[^.;]{0,40}\b(?:includ\w+|up to)\b[^.;]{0,120}\btermination of (?:this|"
    r"the|its|cooperation|participation)",
    re.I,
)
BUYOUT = re.compile(
    rf"\b(?P<power>{_POWER}|obliged to|obligated to|required to)\s{_GAP}(?P<verb>{_BUY})\s"
    rf"(?:[^\s.;]+\s){{0,14}}?(?P<stake>{_STAKE})\b",
    re.I,
)
TO_THE_OTHER = re.compile(
    r"\bto (?:the |its |any )?(?:other|non-?\s?\w+ing|defaulting|breaching|remaining|continuing|such other|counter)"
    r"(?:\s\w+)?|\bput\b|\bto (?:the )?(?:company|jvc|(?-i:[A-Z]\w+)) (?:and|at|for|who|which)\b",
    re.I,
)
SHOOT_OUT = re.compile(
    r"\b(?:shoot-?\s?out|russian roulette|texas (?:shoot|auction|option)|buy-?\s?(?:/|or|-)\s?sell|"
    r"(?:either )?(?:to )?(?:buy|purchase)\b[^.;]{0,120}\bor (?:to )?sell\b[^.;]{0,80}\b(?:same|that|"
    r"such|stated|named) price|"
    r"(?:either )?(?:to )?sell\b[^.;]{0,120}\bor (?:to )?(?:buy|purchase)\b[^.;]{0,80}\b(?:same|that|"
    r"such|stated|named) price)",
    re.I,
)
FORCED_SALE = re.compile(
    rf"\b(?P<power>{_POWER}|shall|will|must)\s{_GAP}(?P<verb>(?:require|cause|procure|initiate|"
    r"be put up for|be offered for|effect)\s"
    r"(?:[^\s.;]+\s){0,4}?sale)\b(?:\sof (?:the )?(?:company|venture|joint venture|business|whole|all|entire))?",
    re.I,
)
TALKS = re.compile(
    r"\b(?:discuss|negotiate|consult|confer|decide|determine|meet)\b[^.;]{0,80}\b(?:whether|continu\w+|"
    r"terminat\w+|renegotiat\w+)\b[^.;]{0,60}"
    r"\bterminat\w+",
    re.I,
)
NOT_THIS = re.compile(
    r"^\W*(?:(?:the|any|such|its|his|her|their|an?|all|of|from|said|each|this|that|other)\s){0,3}"
    r"(?:[\w-]+\s){0,2}?(?:employment|services? of|employees?|employ|officer|director|arbitrat\w+|"
    r"mediation|negotiations?|discussions?|"
    r"proceedings?|appointment|manager'?s?|litigation|investigation|offer|sublicen\w+|end users?|customers?|meeting|"
    r"consultants?|subcontract\w*|lease|insurance|policy|account|trust|capital|contribution|money|funds|cash|amounts?|"
    r"notice|from (?:the |any |its )?(?:meeting|account)|motion|claims?|defen[cs]e|attorney|counsel|"
    r"payments?|tender|proposal|"
    r"application|dividend|(?:or \w+ )?(?:any |the |such |from )*(?:\w+ )?(?:registration|prospectus|"
    r"purchase order|shelf|public offering))",
    re.I,
)
SEVERED = re.compile(
    r"\b(?:remaining|other) (?:provisions|portions|terms)\b|\b(?:portion|"
    r"provision)s?\b[^.;]{0,60}\b(?:excluded|unenforceable|invalid)|"
    r"\b(?:amended|modified|modification|waived)\b[^.;]{0,60}\b(?:rescinded|cancelled|terminated|discharged)",
    re.I,
)
DEFINES = re.compile(r"^\W*\"[^\"]{1,60}\"\s(?:shall )?(?:mean|have the meaning)")
BY_SOMEONE = re.compile(
    r"[^.;]{0,80}?\b(?:(?:by|upon|at)\s(?:either|any|all|both|the (?:parties|members|mutual)|mutual|"
    r"unanimous|written|giving|each|"
    r"notice|one|\w+ (?:\(\d+\) )?(?:days|months))|by (?-i:[A-Z]))"
)
AGREEMENT = re.compile(
    r"\b(?:agreement|contract|charter|venture|alliance|licen[cs]e|participation|project|study|"
    r"collaboration|program(?:me)?|"
    r"membership|company|consortium|partnership|statement of work|order|hereof|term|services|"
    r"relationship|payments?|cooperation)s?\b",
    re.I,
)
LIMITING = re.compile(
    r"\b(?:without prejudice to|exercis\w+|waive\w*|lose|losing|ensure that|ensuring that|limit\w*|"
    r"restrict\w*|conditions?|"
    r"affect\w*|loss of|in lieu of|"
    r"subject to|notwithstanding)\s"
    r"(?:(?-i:[A-Z])?[\w']+\s){0,5}$",
    re.I,
)
ABOUT_RIGHTS = re.compile(
    r"^[^.;]{0,60}\b(?:is|are|shall be) (?:not )?(?:subject to|cumulative|in addition|without|exclusive)\b", re.I
)
SUPPOSED = re.compile(
    r"\b(?:unless|until|if|when|whenever|where|event|that|case|once|after|before|upon|extent|"
    r"reason)\s(?:[\w,]+\s){0,6}$",
    re.I,
)
IF = re.compile(
    r"\b(?:if|upon|when|whenever|in the event|in case|on the|on|as of|at the time|where|once|unless|"
    r"until|by|following|after|"
    r"should|with effect|automatically|immediately|simultaneously|without further|as soon as|earliest|earlier|first)\b",
    re.I,
)
OF_TERMINATION = re.compile(
    r"\b(?:effective date of|date of|upon) (?:such|the|any) termination\b|"
    r"\b(?:in the event of|in case of|upon|following|effect of) (?:any |a |the )?terminations? (?:by|"
    r"under|pursuant to|of this|prior to|after)\b|"
    r"\b(?:upon|on|after|following|in the event of|in case of|at)\s(?:the |any |such |an? |early |"
    r"earlier |prior )*(?:expir\w+|terminat\w+|cancellation|dissolution)"
    r"(?:\s(?:or|and|of|/)\s(?:the |any )?(?:expir\w+|terminat\w+|cancellation))?\s?(?:(?:of|hereof|"
    r"for)\s(?:this|the agreement|any reason|the term)|hereof|$|[,.;])|"
    r"\b(?:if|event|that|when|where|unless|until)\s(?:this|the|such) (?:agreement|contract) (?:is |"
    r"has been |shall be )?(?:so |sooner |earlier )?(?:terminat|expire|cancel|end)\w*",
    re.I,
)
