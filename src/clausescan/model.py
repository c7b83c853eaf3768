"""The values that walk through clausescan: frozen, slotted, standard library only, no behaviour beyond looking up.

Offsets are code-point offsets into `Document.text`. `start` is inclusive, `end` exclusive, and every quote shown
anywhere is `document.text[start:end]`. Pages count from 1. Boxes are in PDF points, origin at the top left.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

MediaType = Literal[
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/plain",
    "text/markdown",
    "text/html",
]


@dataclass(frozen=True, slots=True)
class Span:
    """A slice of `Document.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top-left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line (a piece of one, in tables) of a PDF page, and the text it became."""

    start: int
    end: int
    page: int
    box: Box


BlockKind = Literal["paragraph", "heading", "table_row", "toc", "note", "textbox"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, table row, contents line or note as the reader rebuilt it.

    `label` is the automatic number as Word shows it ("12.3", "(b)", "Section 1.01"); it is *not* part of the text.
    A number that is typed stays in the text and `label` is empty. A bullet has the label "•", a note its mark.
    `level` is the list or heading level from 0, None where the file says nothing. `paragraph` is the index of the w:p
    in the order of document.xml (DOCX; of a note: the one that carries its mark), else None. `cells` are the cell
    slices of a table row, in reading order.
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    label: str = ""
    level: int | None = None
    style: str = ""
    indent: float = 0.0
    bold: bool = False
    centered: bool = False
    page: int | None = None
    paragraph: int | None = None
    cells: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """Page furniture taken out of the text: running heads, page numbers, filing stamps, margin line numbers."""

    kind: Literal["header", "footer", "page_number", "source", "stamp", "line_number"]
    text: str
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the reading that the user must know: a page without text, tracked changes, hidden text."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A tracked change of a Word file. `start`/`end` locate it in the view that was read; where the view does not show
    it, start == end is the place where it would stand. None: outside the text (a header)."""

    kind: Literal["insertion", "deletion", "move_from", "move_to", "formatting"]
    author: str
    date: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in the margin of a Word file and the slice it hangs on (None when its anchor is gone)."""

    author: str
    date: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file. `text` is all that was read, blocks in reading order joined by one newline each."""

    path: str
    sha256: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    pages: int | None = None
    lines: tuple[Line, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    revisions: tuple[Revision, ...] = ()
    comments: tuple[Comment, ...] = ()
    warnings: tuple[Notice, ...] = ()

    @property
    def words(self) -> int:
        """Whitespace-separated words of `text`."""
        return len(self.text.split())

    def block_at(self, offset: int) -> Block | None:
        """The block that holds `offset`, or the one before it."""
        i = bisect_right(self.blocks, offset, key=lambda b: b.start) - 1
        return self.blocks[i] if i >= 0 else None

    def lines_of(self, start: int, end: int) -> tuple[Line, ...]:
        """Printed lines that the slice touches, in text order (PDF only)."""
        i = max(bisect_right(self.lines, start, key=lambda line: line.start) - 1, 0)
        found = []
        while i < len(self.lines) and self.lines[i].start < end:
            if self.lines[i].end > start:
                found.append(self.lines[i])
            i += 1
        return tuple(found)

    def page_of(self, offset: int) -> int | None:
        """1-based page of an offset; None for files without pages."""
        i = bisect_right(self.lines, offset, key=lambda line: line.start) - 1
        if i >= 0:
            return self.lines[i].page
        block = self.block_at(offset)
        return block.page if block else None


ClauseKind = Literal[
    "title",
    "toc",
    "parties",
    "recital",
    "heading",
    "clause",
    "item",
    "paragraph",
    "definition",
    "table_row",
    "signature",
    "note",
]


@dataclass(frozen=True, slots=True)
class TypeScore:
    """A clause type (leaf of the taxonomy) and its probability, 0 to 1."""

    type: str
    score: float


@dataclass(frozen=True, slots=True)
class Clause:
    """A node of the clause tree: one classification unit with its own text only; children hold theirs.

    Nodes come in document order and their slices cover every block of the document. `number` is the full number as a
    lawyer cites it ("12.3(b)(ii)", "Article IX", "" where the text has none); `label` is what is printed at the
    clause itself ("(ii)"). `cite` is `number`, or the number of the nearest numbered ancestor. `scope` names the
    schedule or exhibit whose numbering applies ("" for the body). `body` is the offset where the words begin, after a
    typed label. `lead_in` is the id of the clause whose opening words govern this list item.
    """

    id: str
    parent: str | None
    number: str
    label: str
    cite: str
    kind: ClauseKind
    level: int
    start: int
    end: int
    body: int
    heading: str = ""
    heading_path: tuple[str, ...] = ()
    scope: str = ""
    lead_in: str | None = None
    page: int | None = None
    types: tuple[TypeScore, ...] = ()
    uncertain: tuple[TypeScore, ...] = ()

    @property
    def place(self) -> str:
        """`cite` for a reader of the whole document: "12.3(b)", "Schedule 5/2"; "" where nothing has a number."""
        if not self.scope or self.cite.startswith(self.scope):
            return self.cite
        return f"{self.scope}/{self.cite}" if self.cite else self.scope


@dataclass(frozen=True, slots=True)
class Definition:
    """A defined term. `source` is set where the meaning is taken from elsewhere ("Section 3.3.1", "the SPA")."""

    term: str
    clause: str
    start: int
    end: int
    meaning: Span
    source: str = ""
    external: bool = False


ReferenceKind = Literal["internal", "schedule", "statute", "agreement", "relative"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference: "Section 7.5(b)", "Exhibit A", "Article 16 thereof", "the Companies Act".

    `number` is the normalised target number; `targets` the clause ids it resolves to (empty: external or dangling;
    more than one: the number is used twice).
    """

    clause: str
    start: int
    end: int
    kind: ReferenceKind
    number: str
    targets: tuple[str, ...] = ()
    external: bool = False


Unit = Literal["hour", "day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Period:
    """A stated period. `value` is None for a blank or a redaction; `placeholder` tells which ("blank", "redacted")."""

    clause: str
    start: int
    end: int
    quote: str
    value: float | None
    unit: Unit
    day_type: Literal["calendar", "business", "unstated"]
    count_from: Literal["dispatch", "receipt", "event", "before_expiry", "unstated"]
    bound: Literal["at_least", "within", "exactly"]
    purpose: str
    placeholder: Literal["", "blank", "redacted"] = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands."""

    clause: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    alias: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date, or None where the text gives none. `basis` shows the arithmetic ("2 May 2001 + 10 years")."""

    value: date | None
    evidence: Evidence | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """`kind` event: it ends with an event or milestone; indefinite: until terminated; unstated: the text is silent."""

    kind: Literal["fixed", "indefinite", "event", "unstated"]
    value: float | None = None
    unit: Unit | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    mode: Literal["automatic", "option", "agreement", "none", "unstated"]
    value: float | None = None
    unit: Unit | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class NoticeFact:
    """The notice that stops a renewal."""

    value: float | None
    unit: Unit | None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class TextFact:
    value: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reader asks first. A field is None where none was found, which is no proof that there is none."""

    parties: tuple[Party, ...] = ()
    agreement_date: DateFact | None = None
    effective_date: DateFact | None = None
    expiry_date: DateFact | None = None
    term: Term = field(default_factory=lambda: Term("unstated"))
    renewal: Renewal = field(default_factory=lambda: Renewal("unstated"))
    non_renewal_notice: NoticeFact | None = None
    governing_law: TextFact | None = None
    agreement_kind: TextFact | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """The model that typed the clauses: folder name, sha256 of its weights, runtime ("onnxruntime 1.x")."""

    name: str
    sha256: str
    runtime: str


Severity = Literal["critical", "high", "medium", "low", "info"]
Status = Literal["explicit", "partial", "absent", "na", "redacted"]
ElementStatus = Literal["filled", "empty", "defective"]


@dataclass(frozen=True, slots=True)
class ElementFinding:
    """One slot of a checklist item. `defective`: its words are there, but a defect of the lexicon leaves it open.

    `evidence` is the sentence that fills it, or comes nearest when `defects` is not empty; None for an empty slot.
    `score` is the probability that the slot is filled.
    """

    id: str
    name: str
    essential: bool
    status: ElementStatus
    score: float
    evidence: Evidence | None = None
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """A clause that was considered for an item, how near it comes (0 to 1), and why it does not settle the question."""

    clause: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Precedent:
    """Sample wording: `source` is the id of a reference clause."""

    source: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Waiver:
    """A gap or drafting error that somebody takes on knowingly. `until` is the last day on which it holds."""

    reason: str
    owner: str
    until: date


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one item of the checklist.

    `confidence` is the probability that the status is right; `review` marks the verdicts a person should look at first.
    `severity` is what the item weighs here (profile and the agreement's facts counted in), whatever its status.
    """

    item: str
    title: str
    group: str
    status: Status
    severity: Severity
    confidence: float
    review: bool
    why: str
    evidence: tuple[Evidence, ...] = ()
    elements: tuple[ElementFinding, ...] = ()
    defects: tuple[str, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    suggestion: str = ""
    precedents: tuple[Precedent, ...] = ()
    waiver: Waiver | None = None

    @property
    def gap(self) -> bool:
        """True where the term is not explicit: absent, or mentioned without being settled."""
        return self.status in ("partial", "absent")


Mechanism = Literal["terminate", "withdraw", "call", "put", "shoot_out", "sale", "dissolve", "renegotiate", "none"]


@dataclass(frozen=True, slots=True)
class ExitRight:
    """A row of the exit matrix: one right to leave, or one event that ends the agreement by itself.

    `holder` is "either", "both", "automatic" or a party as the text names it. A cell is None where the text states
    nothing. `needs_price`: an interest is bought or sold by this right, so that a `valuation` of None is a gap.
    `asset_treatment` and `ongoing_obligations` are the clauses that say what becomes of shared assets and what lives
    on; empty is a gap.
    """

    trigger: str
    evidence: Evidence
    holder: str
    mechanism: Mechanism
    notice: Evidence | None = None
    cure: Evidence | None = None
    needs_price: bool = False
    valuation: Evidence | None = None
    asset_treatment: tuple[Evidence, ...] = ()
    ongoing_obligations: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Defect:
    """A drafting error between clauses. `check` is X-01 to X-23; `evidence` holds every place the message speaks of."""

    check: str
    severity: Severity
    message: str
    evidence: tuple[Evidence, ...]
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reading was judged by, and the verdicts.

    `profile` is the purpose profile ("" for none); `profile_evidence` is where it was read, None where it was named.
    `notices` is what the reader must know about the judging itself: a waiver that has expired or meets nothing.
    """

    checklist: str
    profile: str
    profile_evidence: Evidence | None
    findings: tuple[Finding, ...]
    exits: tuple[ExitRight, ...]
    defects: tuple[Defect, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The reading of one agreement."""

    document: Document
    clauses: tuple[Clause, ...]
    definitions: tuple[Definition, ...]
    references: tuple[Reference, ...]
    periods: tuple[Period, ...]
    facts: Facts
    model: ModelInfo | None
    version: str
    judgement: Judgement | None = None


ChangeKind = Literal["added", "removed", "modified", "moved", "renumbered", "cosmetic"]
Aspect = Literal[
    "period", "party", "modality", "amount", "scope", "right", "reference", "definition", "placeholder", "other"
]


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One side of a change: a clause of one version, or the run of clauses that a split or merge made of it.

    `clause` is the id of the first, `number` how a lawyer cites it, `start` and `end` the slice of that version's text.
    """

    clause: str
    number: str
    start: int
    end: int
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Inline:
    """A piece of a redline. The pieces that are not inserted give the old text, those not deleted the new one."""

    op: Literal["equal", "insert", "delete"]
    text: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to somebody's terms. `type` is a leaf of the taxonomy ("" where the clause has none); `before`
    and `after` are short readings ("30 day", "shall", "consent"), "" where that side has none."""

    aspect: Aspect
    type: str
    before: str
    after: str
    summary: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions. `old` is None for what was added, `new` for what was removed.

    `severity` is that of the gravest effect, "info" without one. `author` and `date` come from a tracked change.
    """

    kind: ChangeKind
    old: ClauseText | None
    new: ClauseText | None
    inline: tuple[Inline, ...] = ()
    types: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    severity: Severity = "info"
    author: str = ""
    date: str = ""

    @property
    def substantive(self) -> bool:
        """False where only look or numbering changed, or a clause stands elsewhere with the same words."""
        if self.kind == "moved":
            return any(piece.op != "equal" for piece in self.inline)
        return self.kind in ("added", "removed", "modified")


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A checklist item whose status moved, with the verdicts of both versions."""

    item: str
    before: Finding
    after: Finding


@dataclass(frozen=True, slots=True)
class ExitChange:
    """A row of the exit matrix that was gained (`before` is None), lost (`after` is None) or altered; `cells` names
    what differs ("notice", "holder")."""

    trigger: str
    before: ExitRight | None
    after: ExitRight | None
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that reads otherwise in the new version ("term", "expiry_date"), in a reader's words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of an agreement and what changed. `changes` come in document order of the new version, what was
    removed where it stood."""

    old: Report
    new: Report
    changes: tuple[Change, ...]
    findings: tuple[FindingChange, ...] = ()
    exits: tuple[ExitChange, ...] = ()
    facts: tuple[FactChange, ...] = ()


TermKind = Literal["fact", "item", "exit", "period"]


@dataclass(frozen=True, slots=True)
class TermValue:
    """How a term stands in one version. `text` is a short reading: a fact in a reader's words, the status of an item,
    a period ("30 day"), of a way out who may use it and how ("either: terminate")."""

    text: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class TermHistory:
    """One exit term through all versions. `name` is a fact ("term"), the id of an item, the trigger of a way out or the
    purpose of a period; `values` has one entry a version, None where that version has no such term."""

    kind: TermKind
    name: str
    values: tuple[TermValue | None, ...]

    @property
    def moved(self) -> bool:
        """Whether any version reads otherwise than the one before."""
        return len({value.text if value else None for value in self.values}) > 1


@dataclass(frozen=True, slots=True)
class History:
    """Several versions in their order, the comparison of each with the one before, and what became of each exit
    term."""

    versions: tuple[Report, ...]
    steps: tuple[Comparison, ...]
    terms: tuple[TermHistory, ...]
