"""What a period is for, how it binds, and from when it counts.

The purpose is chosen by a small linear model over the words around the period (`features`; fitted by
`clausescan.training.periods`, shipped as `purposes.npz`). Bound and starting point follow rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from clausescan.language.periods import PeriodSpan

Array = npt.NDArray[np.float32]
CountFrom = Literal["dispatch", "receipt", "event", "before_expiry", "unstated"]
Bound = Literal["at_least", "within", "exactly"]

# The purposes that matter to parting; the others are told apart only to be named.
EXIT_PURPOSES = (
    "non_renewal", "renewal_exercise", "termination", "cure", "option_exercise", "preemption", "escalation_step",
    "survival_tail", "initial_term", "renewal_length", "lock_up",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a period stands: the clause's own words, the words that lead in to it, the headings above it."""

    text: str
    lead_in: str = ""
    headings: tuple[str, ...] = ()
    before: str = field(default="")


@dataclass(frozen=True, slots=True)
class Verdict:
    purpose: str
    bound: Bound
    count_from: CountFrom
    score: float = 1.0


_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\bNo)(?<!\bInc)(?<!\bLtd)(?<!\bCo)(?<!\bArt)(?<!\bSec)[.;:]\s+(?=[\"“(]?[A-Z(])|\n"
)


def sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence of `text` in which the slice stands; semicolons and line ends close a sentence too."""
    begin, stop = 0, len(text)
    for match in _SENTENCE_END.finditer(text):
        if match.end() <= start:
            begin = match.end()
        elif match.start() >= end:
            stop = match.start() + 1
            break
    return begin, stop


_TOKEN = re.compile(r"[a-z]+|[$€£]|[(]\w{1,4}[)]|[;:.,]", re.IGNORECASE)
_TERM_DEFINED = re.compile(r"[\"“](?:Initial |Original |Renewal |Extended? )?(?:Term|Period)[\"”]", re.IGNORECASE)
_STOP = frozenset("a an the of to in or and by for this that such any its their it be as is are on with".split())

# Families of words that say the same thing. Each becomes one feature per zone, so that a rare wording of a common
# idea still counts.
_CUES = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "renew": r"\brenew|\bextend|\bextension|\bprolong|\broll(?:s|ed)? over|\bsuccessive|\bevergreen",
        "nonrenew": r"non-?renew|not\s+(?:to\s+)?(?:be\s+)?(?:renew|extend)|notice\s+to\s+the\s+contrary|desire\s+not\s+to|decline[sd]?\s+to\s+renew",
        "auto": r"\bautomatic",
        "expire": r"\bexpir(?:y|ation|e|es|ed|ing)\b|\bend\s+of\s+(?:the\s+)?(?:then|term|initial|such\s+term)",
        "term": r"\bterm\b|\bduration\b|\bin\s+(?:full\s+force|effect|force)",
        "initial": r"\binitial\s+(?:term|period)|\boriginal\s+term",
        "commence": r"\bcommenc|\bbegin|\bstart(?:s|ing)?\b|\beffective\s+date|\bcontinue|\bhereof\b|\bremain\s+in",
        "terminat": r"\bterminat|\bwithdraw|\bresign(?:ation)?\b|\bcancel",
        "maytermin": r"\b(?:may|right\s+to|entitled\s+to|option\s+to|elect\s+to)\s+(?:\w+\s+){0,3}(?:terminate|withdraw|cancel)",
        "convenience": r"\bfor\s+convenience|without\s+cause|any\s+reason|no\s+reason|at\s+any\s+time|at\s+will",
        "notice": r"\bnotice|\bnotif|\bnotification",
        "prior": r"\bprior\b|\badvance\b|\bbefore\b",
        "cure": r"\bcur(?:e|ed|ing|able)\b|\bremed|\brectif|\bcorrect(?:ed|ion)?\b|\buncured|\bunremedied",
        "breach": r"\bbreach|\bdefault|\bfail(?:s|ed|ure)?\b|\bviolat|\bnon-?compl",
        "insolv": r"\binsolv|\bbankrupt|\bpetition|\breceiver|\bliquidat|\bdismiss|\bundismissed|\bvacated|\bunstayed|\bassignment\s+for\s+the\s+benefit",
        "option": r"\boption\b|\bexercis|\belect(?:s|ed|ion)?\b|\bput\b|\bcall\s+(?:option|right|notice)",
        "offer": r"\boffer|\bfirst\s+(?:refusal|offer|negotiation|look)|\bpre-?empt|\bacceptance|\bmatch\b|\btag-?along|\bdrag",
        "negotiate": r"\bnegotiat",
        "shares": r"\bshares?\b|\bunits?\b|\binterests?\b|\bequity|\bsecurities|\bstock\b|\bmembership",
        "transfer": r"\btransfer|\bsell\b|\bsale\b|\bdispose|\bpledge|\bencumber|\bassign\b",
        "lock": r"\block-?up|\bstandstill|\bprior\s+to\s+the|\bnot\s+(?:\w+\s+){0,3}(?:before|until)|\bshall\s+not\b|\bmay\s+not\b",
        "dispute": r"\bdispute|\bdisagree|\bdeadlock|\bimpasse|\bcontrovers|\bmatter\b|\bclaim\b|\bresol(?:ve|ution)",
        "ladder": r"\bescalat|\bmediat|\bchief\s+executive|\bCEO|\bsenior\s+(?:management|officer|executive|representative)|\bexecutives?\b|\bgood\s+faith|\bamicabl|\brefer",
        "arbitr": r"\barbitra|\btribunal|\bcourt\b",
        "after_end": r"(?:after|following|from|of|upon)\s+(?:the\s+)?(?:date\s+of\s+)?(?:the\s+)?(?:effective\s+date\s+of\s+)?(?:such\s+|any\s+|its\s+|the\s+)?(?:earlier\s+)?(?:expir|terminat)",
        "thereafter": r"\bthereafter\b",
        "during_term": r"\bduring\s+the\s+(?:\w+\s+)?term|\bterm\s+(?:of\s+this\s+agreement\s+)?and\b|\bduring\s+(?:and|or)\b",
        "survive": r"\bsurviv|\bcontinue\s+in\s+effect|\bremain\s+in\s+(?:full\s+)?(?:force|effect)",
        "secret": r"\bconfidential|\bnon-?disclos|\bsecre|\bdisclos|\bproprietary",
        "compete": r"\bnon-?compet|\bcompet|\bsolicit|\bhire|\bexclusiv",
        "records": r"\brecords?\b|\bbooks\b|\bretain|\bmaintain|\bpreserv|\baudit|\binspect",
        "insurance": r"\binsur|\bpolic(?:y|ies)\b|\bcoverage|\btail\b",
        "warranty": r"\bwarrant|\bdefect|\bnon-?conform",
        "pay": r"\bpay(?:s|ment|able|ments)?\b|\bpaid\b|\binvoice|\bremit|\broyalt|\bfees?\b|\bprice\b|\bcost|\breimburs|\binterest\s+at",
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
        "transition": r"\btransition|\bwind-?(?:down|up)|\bsell-?off|\binventory|\bphase-?out|\breturn\b|\bdestroy|\bcease",
        "people": r"\bemploy|\bpersonnel|\bsecond",
        "expert": r"\bexpert|\bapprais|\bvaluat|\bfair\s+market|\baccountant",
        "period": r"\bperiod\b",
        "measure": r"\bpreceding|\bprevious|\btrailing|\baverage|\bper\s+(?:year|annum|month)|\beach\b|\bevery\b|\blast\b",
        "anniversary": r"\banniversar",
    }.items()
}  # fmt: skip


def features(around: Surroundings, spans: Sequence[PeriodSpan], index: int) -> list[str]:
    """Names of what holds of one period among those of its clause: words, cues and shape, by zone."""
    span, text = spans[index], around.text
    begin, stop = sentence_bounds(text, span.start, span.end)
    left, right = text[begin : span.start], text[span.end : stop]
    near_left, near_right = left[-90:], right[:90]
    earlier, later = text[max(0, begin - 400) : begin], text[stop : stop + 200]
    heading = " / ".join(around.headings) + " / " + _own_heading(text)
    lead = (around.before + " " + around.lead_in)[-300:] if begin == 0 or _opens_with_label(text) else ""
    named: set[str] = set()

    value = span.value
    size = "none" if value is None else _size(value, span.unit)
    named.update((f"u={span.unit}", f"v={size}", f"d={span.day_type}", f"uv={span.unit}{value:g}" if value else "uv=?"))
    if span.anniversary:
        named.add("point")
    named.add(f"first={begin == 0}")

    left_words, right_words = _words(left), _words(right)
    for k in (1, 2, 3):
        if len(left_words) >= k:
            named.add("l" + str(k) + "=" + " ".join(left_words[-k:]))
        if len(right_words) >= k:
            named.add("r" + str(k) + "=" + " ".join(right_words[:k]))
    for zone, tokens in (("nl", left_words[-14:]), ("nr", right_words[:14])):
        kept = [w for w in tokens if w not in _STOP and len(w) > 1]
        named.update(f"{zone}:{w}" for w in kept)
        named.update(f"{zone}:{a}_{b}" for a, b in zip(kept, kept[1:], strict=False))
    named.update(f"s:{w}" for w in {*left_words, *right_words} if w not in _STOP and len(w) > 1)
    named.update(f"h:{w}" for w in _words(heading) if w not in _STOP and len(w) > 1)
    named.update(f"e:{w}" for w in _words(earlier)[-40:] if w not in _STOP and len(w) > 2)
    named.update(f"i:{w}" for w in _words(lead)[-40:] if w not in _STOP and len(w) > 2)

    zones = {
        "L": near_left, "R": near_right, "S": left, "T": right, "H": heading, "E": earlier, "F": later, "I": lead,
        "A": text,
    }  # fmt: skip
    for name, cue in _CUES.items():
        for zone, words in zones.items():
            if words and cue.search(words):
                named.add(f"{zone}~{name}")
    if _TERM_DEFINED.search(near_right):
        named.add("R~defined_term")
    near = sorted(named)
    hits = [n for n in near if "~" in n and n[0] in "LRST"]
    named.update(f"{n}&{span.unit}" for n in hits if n[0] in "LR")
    return sorted(named)


def _words(text: str) -> list[str]:
    return [token.lower() for token in _TOKEN.findall(text)]


_OWN_HEADING = re.compile(r"\s*(?:[\dA-Za-z.()§-]{1,12}\s+)?([A-Z][^.\n:;]{2,70}?)[.:]\s")
_LABEL = re.compile(r"\s*(?:\(\w{1,5}\)|\w{1,4}[.)])\s")


def _own_heading(text: str) -> str:
    """ "Term and Termination" at the head of "11.1 Term and Termination. This Agreement ..."."""
    match = _OWN_HEADING.match(text)
    return match.group(1) if match and len(match.group(1).split()) <= 9 else ""


def _opens_with_label(text: str) -> bool:
    return _LABEL.match(text) is not None


def _size(value: float, unit: str) -> str:
    days = value * {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.4, "year": 365.25}[unit]
    for bound in (1, 5, 10, 20, 31, 61, 95, 190, 370, 800, 1900):
        if days <= bound:
            return str(bound)
    return "long"


_WITHIN = re.compile(
    r"(?:\bwithin|\bnot?\s+(?:in\s+)?(?:any\s+event\s+|event\s+|case\s+)?(?:be\s+)?(?:later|more|longer|greater)\s+than"
    r"|\bup\s+to|\bnot\s+(?:to\s+)?exceed(?:ing)?|\bmaximum\s+of|\bduring|\bin\s+less\s+than|\bno\s+event\s+(?:later|more)\s+than"
    r"|\bin\s+which\s+to|\bbefore\s+the\s+expir\w+\s+of)\b(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"(?:\bat\s+least|\bnot?\s+(?:\w+\s+){0,3}?(?:less|fewer|earlier|sooner)\s+than|\bminimum\s+(?:\w+\s+)?of|\bmore\s+than"
    r"|\b(?:in\s+)?excess\s+of|\bexceed(?:s|ing)?|\blonger\s+than|\bno\s+event\s+less\s+than|\bafter)\b(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)
_NOTICE_AFTER = re.compile(
    r"\W{0,3}(?:(?:prior|advance|previous|written|the|an?|in|days?|period|of|formal|express|clear)\W+){0,4}"
    r"(?:notice|notification|advance)\b",
    re.IGNORECASE,
)
_NOTICE_BEFORE = re.compile(
    r"\bnotice\s+(?:\w+\s+){0,3}?(?:of|period\s+of|is|be)\s+(?:at\s+least\s+|not\s+less\s+than\s+)?$", re.IGNORECASE
)
_PRIOR_AFTER = re.compile(r"\W{0,3}(?:period\s+)?(?:prior\s+to|before|preceding|in\s+advance)\b", re.IGNORECASE)
_EXPIRY_AFTER = re.compile(
    r"\W{0,3}(?:\w+\W+){0,6}?(?:expir|end\b|terminat|anniversary|then[-\s]current|renewal|lapse|conclusion)",
    re.IGNORECASE,
)
_FROM_AFTER = re.compile(
    r"\W{0,3}(?:\([^)]{0,40}\)\W*)?(?:period\s+|term\s+)?(?:\w+\s+){0,2}?(?P<word>after|following|from|of|upon|thereafter|prior|before|preceding"
    r"|commencing|beginning|starting|since|in\s+advance)\b",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"\b(?:receipt|receiv\w+|delivery\s+of\s+(?:\w+\s+){0,2}notice|(?:after|following|of|from)\s+such\s+notice"
    r"|(?:being|been|is|are|was)\s+(?:given\s+notice|notified|requested|required))\b",
    re.IGNORECASE,
)
_DISPATCH = re.compile(
    r"\b(?:mail(?:ing|ed)|post(?:ing|ed|mark\w*)|dispatch\w*|sen[dt]\w*|issu(?:e|ance)\s+of|deposit\w*|date\s+of\s+(?:the\s+|such\s+|\w+\s+)?notice"
    r"|notice\s+(?:thereof\s+)?(?:\([^)]{0,40}\)\s+)?(?:is|has\s+been|was)\s+(?:given|served|provided))\b",
    re.IGNORECASE,
)


def bound_of(around: Surroundings, span: PeriodSpan, purpose: str) -> Bound:
    """Whether the period is a minimum, a maximum or exact. A bare "upon 90 days' notice" is a minimum."""
    text = around.text
    begin, _ = sentence_bounds(text, span.start, span.end)
    left, right = text[max(begin, span.start - 60) : span.start], text[span.end : span.end + 60]
    prior = _PRIOR_AFTER.match(right) is not None
    if _AT_LEAST.search(left):
        return "at_least"
    if _WITHIN.search(left):
        # "not later than six months before expiry" sets the shortest time before the end
        return "at_least" if prior and purpose in ("non_renewal", "renewal_exercise", "termination") else "within"
    if prior or _NOTICE_AFTER.match(right) or _NOTICE_BEFORE.search(left):
        return "at_least"
    return "exactly"


def count_from_of(text: str, span: PeriodSpan) -> CountFrom:
    """From when the period counts: sending or receipt of a notice, back from the end of the term, another event."""
    _, stop = sentence_bounds(text, span.start, span.end)
    right = text[span.end : min(stop, span.end + 110)]
    match = _FROM_AFTER.match(right)
    if match is None:
        return "event" if re.match(r"\W{0,3}thereafter\b", right, re.IGNORECASE) else "unstated"
    tail = right[match.start("word") : match.start("word") + 80]
    if match["word"].lower() in ("prior", "before", "preceding", "in advance"):
        if _NOTICE_AFTER.match(right):
            return "unstated"
        return "before_expiry" if _EXPIRY_AFTER.match(tail[len(match["word"]) :]) else "event"
    clipped = re.split(r"[,;]", tail)[0]
    if _DISPATCH.search(clipped):
        return "dispatch"
    if _RECEIPT.search(clipped):
        return "receipt"
    if re.match(r"of\b\s+(?:advance|prior)?", tail) and re.match(
        r"of\s+(?:prior|advance|written)", tail, re.IGNORECASE
    ):
        return "unstated"
    return "event"


class PurposeModel:
    """Linear scores of the purposes over feature names, turned into probabilities by softmax."""

    def __init__(self, names: Sequence[str], purposes: Sequence[str], weights: Array, bias: Array, threshold: float):
        self.purposes = tuple(purposes)
        self.threshold = threshold
        self._row = {name: i for i, name in enumerate(names)}
        self._weights, self._bias = weights, bias
        self._is_exit = np.array([purpose in EXIT_PURPOSES for purpose in self.purposes])

    @classmethod
    def load(cls, path: Path | None = None) -> PurposeModel:
        """The shipped model, or the one at `path`. Raises OSError or KeyError when the file is missing or damaged."""
        with (path or Path(str(files("clausescan.language") / "purposes.npz"))).open("rb") as stream:
            held = np.load(stream, allow_pickle=False)
            names = bytes(held["names"]).decode("utf-8").split("\n")
            purposes = bytes(held["purposes"]).decode("utf-8").split("\n")
            weights = held["weights"].astype(np.float32) * held["scale"]
            return cls(names, purposes, weights, held["bias"], float(held["threshold"]))

    def save(self, path: Path) -> None:
        """Write the model: bytes for the names, one signed byte and a shared scale per purpose for the weights."""
        scale = np.maximum(np.abs(self._weights).max(axis=0), 1e-6) / 127
        np.savez_compressed(
            path,
            names=np.frombuffer("\n".join(self._row).encode(), dtype=np.uint8),
            purposes=np.frombuffer("\n".join(self.purposes).encode(), dtype=np.uint8),
            weights=np.round(self._weights / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            bias=self._bias.astype(np.float32),
            threshold=np.float32(self.threshold),
        )

    def probabilities(self, names: Sequence[str]) -> Array:
        """One probability per purpose, in the order of `purposes`."""
        rows = [self._row[name] for name in names if name in self._row]
        scores = self._weights[rows].sum(axis=0) + self._bias
        grown = np.exp(scores - scores.max())
        return np.asarray(grown / grown.sum(), dtype=np.float32)

    def choose(self, probabilities: Array) -> tuple[str, float]:
        """The purpose and its probability.

        Whether a period bears on parting at all is decided first, from all those purposes together; single ones are
        rare, and would each lose against "other".
        """
        leaves = float(probabilities[self._is_exit].sum()) >= self.threshold
        allowed = np.where(self._is_exit == leaves, probabilities, -1.0)
        best = int(allowed.argmax())
        return self.purposes[best], float(probabilities[best])


@lru_cache(maxsize=1)
def shipped_model() -> PurposeModel:
    return PurposeModel.load()


def judge(around: Surroundings, spans: Sequence[PeriodSpan], model: PurposeModel | None = None) -> list[Verdict]:
    """The verdict on each of the periods of one clause."""
    model = model or shipped_model()
    verdicts = []
    for i, span in enumerate(spans):
        purpose, score = model.choose(model.probabilities(features(around, spans, i)))
        count_from = count_from_of(around.text, span)
        verdicts.append(Verdict(purpose, bound_of(around, span, purpose), count_from, score))
    return verdicts
