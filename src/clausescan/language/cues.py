"""Families of words that say the same thing around a period: renewal, cure, offers, disputes, tails.

Each family becomes one feature per zone of the text (see `surroundings`), so that a rare wording of a common idea still
counts. Every pattern takes time linear in the text.
"""

from __future__ import annotations

import re

_PATTERNS = {
    "renew": r"\brenew|\bextend|\bextension|\bprolong|\broll(?:s|ed)? over|\bsuccessive|\bevergreen",
    "nonrenew": (
        r"non-?renew|not\s+(?:to\s+)?(?:be\s+)?(?:renew|extend)|notice\s+to\s+the\s+contrary|"
        r"desire\s+not\s+to|decline[sd]?\s+to\s+renew"
    ),
    "auto": r"\bautomatic",
    "expire": r"\bexpir(?:y|ation|e|es|ed|ing)\b|\bend\s+of\s+(?:the\s+)?(?:then|term|initial|such\s+term)",
    "term": r"\bterm\b|\bduration\b|\bin\s+(?:full\s+force|effect|force)",
    "initial": r"\binitial\s+(?:term|period)|\boriginal\s+term",
    "commence": r"\bcommenc|\bbegin|\bstart(?:s|ing)?\b|\beffective\s+date|\bcontinue|\bhereof\b|\bremain\s+in",
    "terminat": r"\bterminat|\bwithdraw|\bresign(?:ation)?\b|\bcancel",
    "maytermin": (
        r"\b(?:may|right\s+to|entitled\s+to|option\s+to|elect\s+to)\s+(?:\w+"
        r"\s+){0,3}(?:terminate|withdraw|cancel)"
    ),
    "convenience": r"\bfor\s+convenience|without\s+cause|any\s+reason|no\s+reason|at\s+any\s+time|at\s+will",
    "notice": r"\bnotice|\bnotif|\bnotification",
    "prior": r"\bprior\b|\badvance\b|\bbefore\b",
    "cure": r"\bcur(?:e|ed|ing|able)\b|\bremed|\brectif|\bcorrect(?:ed|ion)?\b|\buncured|\bunremedied",
    "breach": r"\bbreach|\bdefault|\bfail(?:s|ed|ure)?\b|\bviolat|\bnon-?compl",
    "insolv": (
        r"\binsolv|\bbankrupt|\bpetition|\breceiver|\bliquidat|\bdismiss|\bundismissed|\bvacated|"
        r"\bunstayed|\bassignment\s+for\s+the\s+benefit"
    ),
    "option": r"\boption\b|\bexercis|\belect(?:s|ed|ion)?\b|\bput\b|\bcall\s+(?:option|right|notice)",
    "offer": (
        r"\boffer|\bfirst\s+(?:refusal|offer|negotiation|look)|\bpre-?empt|\bacceptance|\bmatch\b|"
        r"\btag-?along|\bdrag"
    ),
    "negotiate": r"\bnegotiat",
    "shares": r"\bshares?\b|\bunits?\b|\binterests?\b|\bequity|\bsecurities|\bstock\b|\bmembership",
    "transfer": r"\btransfer|\bsell\b|\bsale\b|\bdispose|\bpledge|\bencumber|\bassign\b",
    "lock": (
        r"\block-?up|\bstandstill|\bprior\s+to\s+the|\bnot\s+(?:\w+\s+){0,3}(?:before|until)|"
        r"\bshall\s+not\b|\bmay\s+not\b"
    ),
    "dispute": (
        r"\bdispute|\bdisagree|\bdeadlock|\bimpasse|\bcontrovers|\bmatter\b|\bclaim\b|"
        r"\bresol(?:ve|ution)"
    ),
    "ladder": (
        r"\bescalat|\bmediat|\bchief\s+executive|\bCEO|"
        r"\bsenior\s+(?:management|officer|executive|representative)|\bexecutives?\b|\bgood\s+faith|"
        r"\bamicabl|\brefer"
    ),
    "arbitr": r"\barbitra|\btribunal|\bcourt\b",
    "after_end": (
        r"(?:after|following|from|of|upon)\s+(?:the\s+)?(?:date\s+of\s+)?(?:the\s+)?(?:effective\s+date"
        r"\s+of\s+)?(?:such\s+|any\s+|its\s+|the\s+)?(?:earlier\s+)?(?:expir|terminat)"
    ),
    "thereafter": r"\bthereafter\b",
    "during_term": (
        r"\bduring\s+the\s+(?:\w+\s+)?term|\bterm\s+(?:of\s+this\s+agreement\s+)?and\b|"
        r"\bduring\s+(?:and|or)\b"
    ),
    "survive": r"\bsurviv|\bcontinue\s+in\s+effect|\bremain\s+in\s+(?:full\s+)?(?:force|effect)",
    "secret": r"\bconfidential|\bnon-?disclos|\bsecre|\bdisclos|\bproprietary",
    "compete": r"\bnon-?compet|\bcompet|\bsolicit|\bhire|\bexclusiv",
    "records": r"\brecords?\b|\bbooks\b|\bretain|\bmaintain|\bpreserv|\baudit|\binspect",
    "insurance": r"\binsur|\bpolic(?:y|ies)\b|\bcoverage|\btail\b",
    "warranty": r"\bwarrant|\bdefect|\bnon-?conform",
    "pay": (
        r"\bpay(?:s|ment|able|ments)?\b|\bpaid\b|\binvoice|\bremit|\broyalt|\bfees?\b|\bprice\b|\bcost|"
        r"\breimburs|\binterest\s+at"
    ),
    "fund": r"\bcapital\s+(?:call|contribution)|\bfund(?:s|ing)\b|\bcontribut",
    "meeting": r"\bmeeting|\bquorum|\badjourn|\bagenda|\bminutes\b|\bboard\b|\bcommittee",
    "force": r"\bforce\s+majeure|\bevent\s+of\s+force|\bact\s+of\s+god|\bsuspen[ds]|\bdelay(?:ed|s)?\b",
    "receipt": r"\breceipt|\breceiv",
    "mail": r"\bmail|\bcourier|\bpost(?:ed|age|mark)|\bfacsimile|\be-?mail|\bdeemed|\btelex|\bdeposit",
    "deliver": r"\bdeliver|\bship|\bproduct|\border\b|\bforecast|\bspecification",
    "closing": r"\bclosing|\bcomplet(?:e|ion)|\bconsummat",
    "control": r"\bchange\s+(?:of|in)\s+control|\bcontrol\b",
    "study": r"\bstud(?:y|ies)|\btrial|\bpatent|\binvention|\bpublicat|\bregulator|\bprosecut|\bFDA\b",
    "report": r"\breport|\bplan\b|\bstatement|\bbudget|\bprovide\b|\bprepare",
    "transition": (
        r"\btransition|\bwind-?(?:down|up)|\bsell-?off|\binventory|\bphase-?out|\breturn\b|\bdestroy|"
        r"\bcease"
    ),
    "people": r"\bemploy|\bpersonnel|\bsecond",
    "expert": r"\bexpert|\bapprais|\bvaluat|\bfair\s+market|\baccountant",
    "period": r"\bperiod\b",
    "measure": (
        r"\bpreceding|\bprevious|\btrailing|\baverage|\bper\s+(?:year|annum|month)|\beach\b|\bevery\b|"
        r"\blast\b"
    ),
    "anniversary": r"\banniversar",
}

CUES = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PATTERNS.items()}

THEMES = (
    "option", "offer", "transfer", "shares", "negotiate", "dispute", "ladder", "arbitr", "insolv", "breach",
    "secret", "compete", "pay", "terminat", "renew", "survive", "meeting", "study", "deliver", "fund", "force",
    "mail", "records", "control", "lock", "warranty",
)  # fmt: skip
"""The families that tell what an article is about when they come up again and again."""
