"""The span finders as spaCy components: `spacy.blank("en").add_pipe("clausescan_periods")`.

Each component puts its finds into a span group of the Doc and the value it read into an extension of each span:
`doc.spans["clausescan_periods"]`, `span._.period`. The factories are registered as entry points, so they are there
wherever clausescan is installed. A scan calls the finders themselves and never imports spaCy (docs/decisions/spacy.md).

A token that the finder cuts in two ("(18)-month" in some tokenizers) belongs to the span whole; the exact offsets stay
in the extension's value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from spacy.language import Language
from spacy.tokens import Doc, Span

from clausescan.language.amounts import find_amounts
from clausescan.language.dates import find_dates
from clausescan.language.periods import PeriodSpan, find_periods
from clausescan.language.purposes import judge
from clausescan.language.sentences import sentence_starts
from clausescan.language.surroundings import Surroundings


class _Found(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class SpanFinder:
    """A spaCy component around a pure span finder. `group` names the span group, `extension` the span attribute."""

    def __init__(self, find: Callable[[str], Sequence[_Found]], group: str, extension: str) -> None:
        self.find, self.group, self.extension = find, group, extension
        if not Span.has_extension(extension):
            Span.set_extension(extension, default=None)

    def __call__(self, doc: Doc) -> Doc:
        spans = []
        for found in self.find(doc.text):
            span = doc.char_span(found.start, found.end, label=self.extension.upper(), alignment_mode="expand")
            if span is not None:
                span._.set(self.extension, found)
                spans.append(span)
        doc.spans[self.group] = spans
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to keep: the finders hold no state. For `nlp.to_disk`."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> SpanFinder:
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """See `to_bytes`."""

    def from_disk(self, _path: Any, **_: Any) -> SpanFinder:
        return self


class PeriodFinder(SpanFinder):
    """Periods; with `purposes`, also `span._.purpose`, judged as if the Doc were one clause."""

    def __init__(self, purposes: bool) -> None:
        super().__init__(find_periods, "clausescan_periods", "period")
        self.purposes = purposes
        if not Span.has_extension("purpose"):
            Span.set_extension("purpose", default=None)

    def __call__(self, doc: Doc) -> Doc:
        doc = super().__call__(doc)
        spans = doc.spans[self.group]
        if self.purposes and len(spans):
            periods: list[PeriodSpan] = [span._.period for span in spans]
            for span, verdict in zip(spans, judge(Surroundings(doc.text), periods), strict=True):
                span._.purpose = verdict.purpose
        return doc


@Language.factory("clausescan_periods", default_config={"purposes": True}, assigns=["span._.period"])
def periods(nlp: Language, name: str, purposes: bool) -> PeriodFinder:
    """`doc.spans["clausescan_periods"]`, `span._.period` (a PeriodSpan), `span._.purpose`."""
    return PeriodFinder(purposes)


@Language.factory("clausescan_amounts", assigns=["span._.amount"])
def amounts(nlp: Language, name: str) -> SpanFinder:
    """`doc.spans["clausescan_amounts"]`, `span._.amount` (an AmountSpan)."""
    return SpanFinder(find_amounts, "clausescan_amounts", "amount")


@Language.factory("clausescan_dates", assigns=["span._.found_date"])
def dates(nlp: Language, name: str) -> SpanFinder:
    """`doc.spans["clausescan_dates"]`, `span._.found_date` (a DateSpan)."""
    return SpanFinder(find_dates, "clausescan_dates", "found_date")


@Language.component("clausescan_sentences", assigns=["token.is_sent_start"])
def sentences(doc: Doc) -> Doc:
    """Sentence starts as a scan sees them: semicolons and line ends close a sentence, "No. 5" does not."""
    starts = set(sentence_starts(doc.text))
    for token in doc:
        token.is_sent_start = token.i == 0 or token.idx in starts
    return doc
