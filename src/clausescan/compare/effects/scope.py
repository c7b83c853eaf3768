"""What a term covers: exceptions and conditions that came or went, words that narrow or widen ("sole", "material")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausescan.compare.effects.difference import Difference
from clausescan.compare.effects.told import Told, short

_EXCEPTION = (
    r"except(?:ing)?(?:\s+(?:for|that|as|where|to))?|other\s+than|exclud(?:es?|ing)|save\s+(?:for|that|as|where|to)|unless|"
    r"provided,?\s+(?:however,?\s+)?that|provided,?\s+however|subject\s+to|notwithstanding|but\s+not|with\s+the\s+exception|"
    r"to\s+the\s+extent|so\s+long\s+as|as\s+long\s+as|only\s+if|apart\s+from"
)
_INCLUSION = r"includ(?:es?|ing)|without\s+limitation|as\s+well\s+as|and\s+(?:its|their)\s+affiliates"
_QUALIFIER = (
    r"material(?:ly)?|immaterial|(?:un)?reasonabl[ey]|sole(?:ly)?|exclusive(?:ly)?|non-?exclusive|absolute|substantial(?:ly)?|best|"
    r"commercially|good\s+faith|knowing(?:ly)?|wil+ful(?:ly)?|gross|worldwide|perpetual|irrevocable|revocable|royalty-free|only|"
    r"directly|indirectly|immediate(?:ly)?|prompt(?:ly)?|written|in\s+writing|at\s+any\s+time|for\s+any\s+reason|"
    r"without\s+cause|with\s+cause|for\s+cause|all|any|some|every|part|entire|then-current|fair|proven|direct|joint(?:ly)?|several(?:ly)?|"
    r"transferable|assignable|unlimited|limited"
)
_CUES = re.compile(
    rf"\b(?:(?P<exception>{_EXCEPTION})|(?P<inclusion>{_INCLUSION})|(?P<qualifier>{_QUALIFIER}))\b", re.IGNORECASE
)
_JOINS = frozenset({("and", "or"), ("or", "and")})
_EVERY = frozenset({"all", "any", "every"})
_LEVEL = {"directly": "direct", "solely": "sole", "materially": "material"}
_WORD_LONG = 4
_MOST = 60


def scope(difference: Difference) -> Iterator[Told]:
    """Exceptions, conditions and qualifiers that differ; "and" for "or"."""
    spent: set[int] = set()
    for h, hunk in enumerate(difference.hunks):
        before, after = difference.words_of(hunk)
        old, new = difference.at(hunk)
        if (before.lower(), after.lower()) in _JOINS:
            spent.add(h)
            yield Told("scope", before, after, f"“{before}” becomes “{after}”", old, new, (h,))
            continue
        if hunk.longest > _MOST:
            continue
        was, is_ = _cues(before), _cues(after)
        gone, come = [c for c in was if c not in is_], [c for c in is_ if c not in was]
        if gone or come:
            spent.add(h)
            yield _told(before, after, gone, come, old, new, h)


def narrowed(difference: Difference, h: int) -> Told | None:
    """Words put into a sentence or taken out of it that nothing else explains: what the term covers is another."""
    hunk = difference.hunks[h]
    if min(hunk.j - hunk.i, hunk.l - hunk.k) > 0 or hunk.longest > _MOST:
        return None
    before, after = difference.words_of(hunk)
    if difference.style(hunk) or not re.search(rf"[^\W\d_]{{{_WORD_LONG},}}|\bnon\b", before + after):
        return None
    old, new = difference.at(hunk)
    says = f"the words “{short(after or before)}” are {'added' if after else 'gone'}"
    return Told("scope", short(before), short(after), says, old, new, (h,), minor=True)


def _cues(words: str) -> list[tuple[str, str]]:
    found = []
    for m in _CUES.finditer(words):
        cue = " ".join(m[0].lower().split())
        found.append((str(m.lastgroup), "any" if cue in _EVERY else _LEVEL.get(cue, cue)))
    return found


def _told(
    before: str, after: str, gone: list[tuple[str, str]], come: list[tuple[str, str]], old: int, new: int, h: int
) -> Told:
    kinds = {kind for kind, _ in gone + come}
    if "exception" in kinds or "inclusion" in kinds:
        noun = "an exception or condition" if "exception" in kinds else "an inclusion"
        if not gone:
            says = f"{noun} is added: “{short(after)}”"
        elif not come:
            says = f"{noun} is gone: “{short(before)}”"
        else:
            says = f"{noun} reads otherwise: “{short(after)}” for “{short(before)}”"
    elif not gone:
        says = f"“{come[0][1]}” is added"
    elif not come:
        says = f"“{gone[0][1]}” is gone"
    else:
        says = f"“{gone[0][1]}” becomes “{come[0][1]}”"
    return Told("scope", short(before), short(after), says, old, new, (h,))
