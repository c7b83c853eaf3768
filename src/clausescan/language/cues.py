"""Families of words that say the same thing around a period: renewal, cure, offers, disputes, tails.

Each family becomes one feature per zone of the text (see `surroundings`), so that a rare wording of a common idea still
counts. Every pattern takes time linear in the text.
"""

from __future__ import annotations

import re
import string

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
        r"\bescalat|\bmediat|\bchief\s+executive|\bceo|"
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
    "study": r"\bstud(?:y|ies)|\btrial|\bpatent|\binvention|\bpublicat|\bregulator|\bprosecut|\bfda\b",
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
    # What a party's going, and what follows it, are called in other styles; see NEAR.
    "gone": (
        r"\bexit|\bleav(?:e|es|er|ers|ing)\b|\bleft\b|\bdepart(?:s|ed|ing|ure)|\boutgoing|"
        r"\bformer\b|\bretir(?:es?|ed|ing|ement)\b|"
        r"\bceas(?:es?|ed|ing)\b|\bno\s+longer\b|\bdissol|\b(?:we|they)\s+(?:part|stop)\b|\b(?:deal|venture|contract|agreement|"
        r"cooperation|alliance|project|partnership|consortium)\s+(?:is\s+over|ends?|ended|has\s+ended|stops?)\b|"
        r"\bend\s+of\s+(?:the|this|our|its)\s+(?:agreement|contract|deal|cooperation|alliance|project|participation|partnership)"
    ),
    "lapse": (
        r"\blaps(?:e|es|ed)\b|\bexercis|\bwindow\b|\bfalls?\s+away|\bright\s+is\s+lost|\bsilence\b|"
        r"\bdeclar(?:e|es|ed|ation)\b"
    ),
    "choose": (
        r"\bchoos|\bchoice\b|\bdecides?\s+(?:\w+\s+)?whether|\bsays?\s+(?:\w+\s+)?whether|\bbuy(?:s|-?out)?\b|\bpurchase|"
        r"\bacquire|\btake\s+(?:over|up)\b|\bcall\s+for\b|\brequire\s+the\b|\bbids?\b"
    ),
    "restrain": (
        r"\bpoach|\bentice|\bcanvass|\bsolicit|\bhir(?:e|es|ing)\b|\bdisparag|\bcompeti|\brestrain|\brestricti|\brefrain|"
        r"\bcovenants?\b|\bundertak|\bnda\b|\bsecrecy|\bsecret\b|\bdiscretion\b"
    ),
    "answer_for": (
        r"\bindemni|\bliab|\banswers?\s+for|\bclaims?\b|\bcover\b|\brun-?off|\btail\b|\bwarrant|"
        r"\bguarant"
    ),
    "handover": (
        r"\bhand(?:s|ed)?[\s-]?(?:over|back)|\bmigrat|\btransition|\brun-?off|\bused?\s+up|\bremov(?:e|es|ed|al)\b|\bclear(?:s|ed)?\b|"
        r"\bgiv(?:e|es|en)\s+back|\bsend(?:s|t)?\s+back|\bexport|\bsuccessor|\bsecond(?:ee|ed)|\bliquidat|\bwind(?:s|ing)?[\s-](?:up|down)|"
        r"\brepatriat|\brelabel|\bdomain\s+name|\bshred|\bdelet|\bassist|\bfinish"
    ),
    "goes_on": (
        r"\bcontinu|\bgo(?:es)?\s+on\b|\bkeeps?\b|\bremains?\b|\bstays?\b|\boutli[vs]|\bsubsist|"
        r"\bbind(?:s|ing)?\b|\bbound\b|\blasts?\b"
    ),
    "supply": r"\bsuppl(?:y|ies|ied)\b|\bspare\s+parts?|\btoll\b|\bofftake|\bservices\b",
    "tell": (
        r"\binform|\btells?\b|\btold\b|\breports?\b|\bannounc|\blet\s+(?:us|the\s+other)\s+know|"
        r"\bcommunicat"
    ),
    "owner": (
        r"\bnew\s+owner|\btak(?:e|es|en|ing)\s+over|\btakeover|\bmerger|\bcontrolling|\bacquirer|"
        r"\bcomes\s+to\s+(?:hold|control)|\bmajority\b"
    ),
    "hinder": (
        r"\bhindr|\bflood|\bstrike|\bearthquake|\bembargo|\bwar\b|\bbeyond\s+(?:its|our|the)|\boutside\s+our\s+control|"
        r"\brelief\s+event"
    ),
    "capital": (
        r"\bcalls?\s+(?:capital|money)|\bcash\s+call|\bregistered\s+capital|\bsubscri|\bdrawdown|"
        r"\badvances?\b|\binject|\bfunding\b|\bcapital\s+call"
    ),
    "valuer": (
        r"\bvaluer|\bcertif|\bauditor|\bbanker|\bfair\s+(?:value|price)|\bsurveyor|\bfirm\b|\bfinding\b|"
        r"\btest\s+(?:institute|house)"
    ),
    "carry_out": (
        r"\bclos(?:es?|ed|ing)\b|\bcomplet|\bcarried\s+(?:out|into)|\bdeeds?\b|\btitle\b|\bagainst\s+payment|"
        r"\bchange\s+hands|\bregist(?:er|ry|ration)\b"
    ),
    "mend": (
        r"\bput\s+(?:it|things|matters)\s+right|\bsort\s+(?:it|things)\s+out|\bmend|\bmake\s+good|"
        r"\bsummon|\breminder|\bgrace\b|\bin\s+default|\bperform(?:s|ed)?\b"
    ),
}

CUES = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}
"""Patterns for `lowered` text: matching without regard to case takes twice as long."""

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def lowered(text: str) -> str:
    """`text` with its ASCII letters in lower case, character for character."""
    return text.translate(_LOWER)


THEMES = (
    "option", "offer", "transfer", "shares", "negotiate", "dispute", "ladder", "arbitr", "insolv", "breach",
    "secret", "compete", "pay", "terminat", "renew", "survive", "meeting", "study", "deliver", "fund", "force",
    "mail", "records", "control", "lock", "warranty",
)  # fmt: skip
"""The families that tell what an article is about when they come up again and again."""

NEAR = frozenset(
    ("gone", "lapse", "choose", "restrain", "answer_for", "handover", "goes_on", "supply", "tell", "owner", "hinder",
     "capital", "valuer", "carry_out", "mend")
)  # fmt: skip
"""Families of everyday words, which tell something only in the sentence of the period."""

_TO_DATE = r"(?:\W+\w+){0,6}?\W*"
_ENDING = (
    r"(?:after|following|from|of|upon)\s+(?:the\s+)?(?:effective\s+)?(?:date\s+of\s+)?(?:the\s+|such\s+|any\s+|its\s+)?"
    r"(?:earlier\s+)?(?:expir|terminat|dissol|end\s+of\s+(?:the\s+|this\s+)?(?:term|agreement))"
)
_TURNS: dict[str, tuple[str, str]] = {
    # name: what must end right before the period, what must begin right after it ("" = anything)
    "term_is": (
        r"(?:\bterm|\bduration)\b(?:\s+of\s+(?:this|the)\s+[\w\s]{3,40}?)?(?:\s+\([^)]{0,40}\))?\s+"
        r"(?:shall\s+be|will\s+be|is|of|shall\s+continue|shall\s+commence|will\s+commence|commences|shall\s+begin|begins)\b[^.;]{0,120}$",
        "",
    ),
    "in_force_for": (
        r"(?:\bcontinue|\bremain|\bremains|\bbe|\bstay)s?\s+(?:in\s+(?:full\s+)?(?:force|effect)|effective|valid)[^.;]{0,80}$",
        "",
    ),
    "called_term": (
        "",
        r"[^.;]{0,60}\(\s*(?:the|each,?\s+an?|an?)?\s*[\"“](?:initial\s+|original\s+)?(?:term|period)[\"”]",
    ),
    "called_renewal": (
        "",
        r"[^.;]{0,60}\(\s*(?:the|each,?\s+an?|an?)?\s*[\"“]?(?:renewal|extended|extension|additional)\b",
    ),
    "renewed_for": (
        r"(?:\brenew\w*|\bextend\w*|\bextension\w*|\bprolong\w*)\b[^.;]{0,90}?"
        r"(?:\bfor|\bof|\bby|\badditional|\bsuccessive|\bfurther|\bconsecutive)\W+(?:\w+\W+){0,5}$",
        "",
    ),
    "successive": (
        r"\b(?:successive|additional|further|consecutive|subsequent)\W+(?:\w+\W+){0,3}$",
        r"\W{0,3}(?:renewal\s+|extension\s+)?(?:terms?|periods?|renewals?|extensions?)\b",
    ),
    "before_end": (
        "",
        r"\W{0,3}(?:prior\s+to|before|in\s+advance\s+of|preceding)"
        + _TO_DATE
        + r"(?:expir|end\b|terminat|renewal|anniversary|lapse)",
    ),
    "not_renew": (
        r"(?:not\s+(?:\w+\s+){0,2}(?:to\s+)?(?:be\s+)?(?:renew|extend)|non-?\s?renew|to\s+the\s+contrary|unless)\w*\b[^.;]{0,160}$",
        r"\W{0,3}(?:prior|before|notice|in\s+advance|written)",
    ),
    "want_renew": (
        r"(?:(?<!not\s)\b(?:desire|intent\w*|elect\w*|option|right|notice|wish\w*|request)\b[^.;]{0,40}\b(?:renew|extend))\w*[^.;]{0,120}$",
        r"\W{0,3}(?:prior|before|notice)",
    ),
    "not_cured": (
        r"(?:\bcur(?:e|ed|ing)\b|\bremed\w+|\brectif\w+|\buncured|\bunremedied|\bcorrect(?:ed)?\b|\bmade\s+good)[^.;]{0,70}$",
        "",
    ),
    "to_cure": ("", r"[^.;]{0,50}\bto\s+(?:cure|remedy|rectify|correct|make\s+good)\b"),
    "goes_on": (
        r"(?:\bcontinu(?:es?|ing)|\bpersists?|\bremains?)\b[^.;]{0,50}(?:\bfor|\bof|\bthan)\W+(?:\w+\W+){0,4}$",
        r"[^.;]{0,40}\bnotice",
    ),
    "not_dismissed": (
        r"(?:\bdismissed|\bdischarged|\bvacated|\bstayed|\bundismissed|\bunstayed|\bundischarged|\bset\s+aside|\bwithdrawn)\b[^.;]{0,60}$",
        "",
    ),
    "end_on_notice": (
        r"(?:\bterminat\w+|\bwithdraw\w*|\bcancel\w*|\bresign\w*)\b[^.;]{0,140}?(?:\bupon|\bon|\bby|\bwith|\bgiving|\bafter|\bprovid\w+|\bleast|\bthan)\W+(?:\w+\W+){0,4}$",
        r"\W{0,3}(?:(?:prior|advance|previous|written|in)\W+){0,3}notice",
    ),
    "notice_to_end": ("", r"[^.;]{0,60}\bnotice\s+(?:of|to)\s+(?:\w+\s+){0,3}(?:terminat|withdraw|cancel)"),
    "after_end": ("", r"\W{0,3}(?:\w+\W+){0,3}?" + _ENDING),
    "term_and_after": (
        r"\bduring\s+the\s+(?:\w+\s+){0,2}(?:term|period)\b[^.;]{0,80}\band\b[^.;]{0,40}$",
        r"\W{0,3}(?:period\s+)?(?:thereafter|after|following|from)",
    ),
    "survives": (r"\bsurviv\w+[^.;]{0,110}$", ""),
    "time_to_act": (
        r"\b(?:have|has|had|be\s+given)\b\W+(?:\w+\W+){0,9}$",
        r"[^.;]{0,110}?\bto\s+(?:accept|elect|exercise|purchase|agree|notify|match|respond|acquire|buy|decide|give)\b",
    ),
    "time_to_close": (
        r"(?:\b(?:have|has|had)\b\W+(?:\w+\W+){0,7}|\b(?:clos\w+|complet\w+|consummat\w+)\b[^.;]{0,140})$",
        r"(?:[^.;]{0,60}?\bto\s+(?:sell|transfer|close|complete|consummate|enter)\b|[^.;]{0,60}\b(?:from|after|following|of)\b)",
    ),
    "refers_back": (
        r"(?:\bsuch|\bthat|\bsaid|\baforesaid|\bforegoing|\b(?:expir\w+|end)\s+of\s+(?:the|such))\s*(?:initial\s+)?$",
        r"\W{0,3}(?:\w+\s+){0,2}(?:period|term)\b",
    ),
    "experience": ("", r"['’]?\s*(?:of\s+)?(?:\w+\s+){0,2}experience\b"),
    "given_to_act": (
        r"\b(?:accept\w*|reject\w*|elect\w*|exercise\w*|purchase|notice|notif\w+|match|respon[ds]\w*|decision)\b[^.;]{0,90}"
        r"(?:\bwithin|\blater\s+than|\bthan)\W+(?:\w+\W+){0,3}$",
        r"[^.;]{0,40}\b(?:receipt|receiv\w+|delivery|after|following|of)\b[^.;]{0,60}\bnotice",
    ),
    "exercised": (r"\b(?:exercis\w+|elect(?:s|ion)?|accept\w*|option)\b[^.;]{0,70}$", ""),
    "receipt_of_offer": (
        "",
        r"[^.;]{0,60}?\b(?:(?:offer|transfer|sale|proposal|rights|rofr|rofo|acceptance)\b(?:\s+notice)|(?:the|such|an)\s+offer)\b",
    ),
    "not_resolved": (
        r"(?:\bresol\w+|\bsettle\w*|\bagree\w*|\bconsensus|\bdecision|\bimpasse|\bdeadlock)\b[^.;]{0,60}(?:\bwithin|\bfor|\bafter|\bof)\W+(?:\w+\W+){0,4}$",
        "",
    ),
    "no_transfer_for": (
        r"\b(?:not|no)\b[^.;]{0,80}\b(?:transfer|sell|dispose|pledge|assign|terminat|acquire|purchase)\w*\b[^.;]{0,90}"
        r"(?:\bfor|\buntil|\bbefore|\bprior\s+to|\bduring)\W+(?:\w+\W+){0,5}$",
        "",
    ),
    "after_going": (
        "",
        r"\W{0,3}(?:period\s+)?(?:after|following|from|of|since|that\s+follow|beyond|once|counted\s+from)\b[^.;]{0,60}?"
        r"\b(?:ends?\b|ended|exit|leav|left\b|depart|retir|ceas|expir|terminat|dissol|withdr|gone\b|over\b|no\s+longer|sold\b|"
        r"sale\s+of\s+its|transfer\s+of\s+its|last\s+day)",
    ),
    "more": (r"\b(?:further|another|more)\W+(?:\w+\W+){0,2}$", ""),
    "has_passed": (
        r"\b(?:until|before|when|after|once)\W+(?:\w+\W+){0,3}$",
        r"\W{0,3}(?:have|has|had)\s+(?:passed|elapsed|gone\s+by|run)",
    ),
    "may_do": (r"\b(?:may|can|right\s+to|entitled\s+to|free\s+to|option)\b[^.;]{0,90}$", ""),
    "may_in": ("", r"[^.;]{0,60}?\b(?:may|can|right\s+to|entitled\s+to|decides?|choose|elect)\b"),
    "must_not": (
        r"\b(?:not|no|neither|nor|nobody|refrains?|never)\b[^.;]{0,110}$",
        "",
    ),
    "not_in": ("", r"[^.;]{0,80}?\b(?:not|no|neither|refrains?|nobody)\b"),
    "named_before": (r"[A-Za-z][\w\s/()-]{2,60}[:=]\s*(?:\w+\s+){0,3}$", ""),
    "may_after": (
        r"(?:\bafter|\bfollowing|\bbeginning|\bcommencing|\bprior\s+to|\bbefore|\buntil)\W+(?:\w+\W+){0,3}$",
        "",
    ),
}

TURNS = {
    name: (re.compile(left) if left else None, re.compile(right) if right else None)
    for name, (left, right) in _TURNS.items()
}
"""Turns of phrase in which a period takes its purpose: what stands right before and after it in `lowered` text."""
