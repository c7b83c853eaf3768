"""Page furniture that one version has in its text and the other took out of it: running heads, page numbers, stamps."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from clausescan.compare.words import Wording, run_together, words_in
from clausescan.model import Report


class Furniture:
    """The page furniture of one version, looked for in the words of the other."""

    def __init__(self, report: Report) -> None:
        pieces = report.document.furniture
        self.told = frozenset(filter(None, (_letters(piece.text) for piece in pieces)))
        self.page_numbers = frozenset(
            filter(None, (_letters(piece.text) for piece in pieces if piece.kind == "page_number"))
        )
        self._longest = max((len(piece.text.split()) * 2 for piece in pieces), default=0)

    def is_page_number(self, words: Sequence[str]) -> bool:
        return run_together(words) in self.page_numbers

    def is_furniture(self, words: Sequence[str]) -> bool:
        """Whether words are pieces of page furniture in a row, or one piece without its end or beginning."""
        if not words or self._pieces(words) == len(words):
            return bool(words)
        letters = run_together(words)
        return len(words) > 1 and any(text.startswith(letters) or text.endswith(letters) for text in self.told)

    def within(self, wording: Wording, matched: Collection[int]) -> Iterator[int]:
        """Places of words at the beginning and the end of clauses that are furniture, and that have no equal words at
        the same place of the other version."""
        if not self.told:
            return
        words = wording.words
        for own in wording.of:
            first, after = own.start, own.stop
            while first < after and first not in matched:
                first += 1
            head = [n for n in range(own.start, first) if not words[n].soft]
            yield from head[: self._pieces([words[n].key for n in head])]
            if first == after:
                continue
            while after > first and after - 1 not in matched:
                after -= 1
            tail = [n for n in range(after, own.stop) if not words[n].soft]
            keys = [words[n].key for n in tail]
            start = next((n for n in range(len(tail)) if self._pieces(keys[n:]) == len(tail) - n), len(tail))
            yield from tail[start:]

    def _pieces(self, words: Sequence[str]) -> int:
        """How many words at the beginning are pieces of furniture in a row."""
        at = 0
        while end := next(
            (n for n in range(min(len(words), at + self._longest), at, -1) if run_together(words[at:n]) in self.told), 0
        ):
            at = end
        return at


def _letters(text: str) -> str:
    return run_together(key for _, _, key in words_in(text, 0, len(text)))
