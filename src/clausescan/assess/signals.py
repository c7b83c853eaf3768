"""Words that tell whether a sentence settles a thing or only talks of it: numbers, modal verbs, doors left open."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

_PATTERNS = {
    "number": r" \d+ | (one|two|three|four|five|six|seven|ten|twelve|fifteen|twenty|thirty|forty|sixty|ninety) ",
    "share": r"%| percent | per cent ",
    "time": r" (days?|weeks?|months?|years?) ",
    "money": r"[$€£]| (usd|eur|gbp|dollars|euros?) ",
    "may": r" (may|entitled|right to|option) ",
    "shall": r" (shall|must|will) ",
    "negation": r" (not|no|neither|nor|without) ",
    "each": r" (either|each|both) ",
    "notice": r" (notice|notify|notification|written) ",
    "agreement": r" (agree|agreed|mutual|mutually|discuss|good faith|negotiate) ",
    "end": r" (terminat\w*|expir\w*|dissol\w*|withdraw\w*) ",
    "blank": r"\[ *\]|\[[●•]\]|__|\[tbd\]",
    "redaction": r"\[\*+\]|\*\*\*",
    "condition": r" (if|in the event|upon|unless) ",
    "vague": r" (promptly|reasonable|reasonably|from time to time|as soon as) ",
    "discretion": r" (discretion|endeavou?rs?|efforts) ",
}
SIGNALS = tuple(_PATTERNS)
_COMPILED = tuple(re.compile(pattern) for pattern in _PATTERNS.values())


def signals(words: str) -> NDArray[np.bool_]:
    """(signals): which of `SIGNALS` a text made plain (assess/cues.py) has."""
    return np.array([bool(pattern.search(words)) for pattern in _COMPILED])
