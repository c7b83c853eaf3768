"""The walk of one agreement through the house: reading, structure, language, facts, clause types, judgement; and of two
versions into a comparison."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from clausescan import __version__
from clausescan.errors import ComparisonError, display
from clausescan.model import Comparison, Document, Report
from clausescan.reading import read
from clausescan.reading.options import ReadOptions

if TYPE_CHECKING:
    from clausescan.assess.judge import Reviewer
    from clausescan.checklist import Checklist
    from clausescan.classify import Classifier, Reading
    from clausescan.encoding.cache import VectorCache

Source = str | Path | bytes | BinaryIO


def scan(
    source: Source,
    *,
    name: str = "",
    options: ReadOptions | None = None,
    classifier: Classifier | None = None,
    checklist: Checklist | None = None,
    profile: str | None = None,
    reviewer: Reviewer | None = None,
) -> Report:
    """Read one agreement and report on it.

    `source` is a path, the bytes of a file, or an open binary stream; `name` is what reports call it when it is not a
    path. `classifier` types the clauses; without one the shipped model is loaded. The agreement is judged by
    `checklist`, the reference checklist when None; `profile` names the purpose it serves ("battery"), which is proposed
    from its text when None. For many agreements load the classifier, and the `reviewer` of `reviewer_of`, only once.

    Raises ReadError when the file cannot be read or holds no text, ModelError when the model folder is missing or
    damaged.
    """
    document = read(source, name=name, options=options or ReadOptions())
    return report_on(document, classifier, checklist=checklist, profile=profile, reviewer=reviewer)


def report_on(
    document: Document,
    classifier: Classifier | None = None,
    checklist: Checklist | None = None,
    profile: str | None = None,
    reviewer: Reviewer | None = None,
) -> Report:
    """Report on a document that has already been read.

    `judgement` is None, which is no pass, where nothing can be judged: the classifier's model folder holds no judge (it
    was trained on clause types alone), or the document has no clause with words of its own.
    """
    from clausescan.classify import Classifier

    classifier = classifier or Classifier.load()
    report, reading = read_clauses(document, classifier)
    return judged(report, reading, reviewer or reviewer_of(classifier, checklist), profile)


def read_clauses(document: Document, classifier: Classifier) -> tuple[Report, Reading]:
    """The report without its judgement, and what the judgement rests on beside it."""
    from clausescan.facts import find_facts
    from clausescan.language.periods import periods_of
    from clausescan.structure import clause_tree
    from clausescan.structure.definitions import find_definitions
    from clausescan.structure.references import find_references

    tree = clause_tree(document)
    reading = classifier.read(document, tree)
    clauses = classifier.typed(tree, reading)
    definitions = find_definitions(document, clauses)
    periods = periods_of(document, clauses)
    report = Report(
        document=document,
        clauses=clauses,
        definitions=definitions,
        references=find_references(document, clauses, definitions),
        periods=periods,
        facts=find_facts(document, clauses),
        model=classifier.info,
        version=__version__,
    )
    return report, reading


def judged(report: Report, reading: Reading, reviewer: Reviewer | None, profile: str | None = None) -> Report:
    """The report with the judgement by `reviewer` in place of any that it has; None where nothing can be judged."""
    if reviewer is None or not reading.typed:
        return replace(report, judgement=None)
    judgement = reviewer.review(
        report, reading.typed, reading.vectors, reading.probabilities, reading.evidence, reading.stated, profile
    )
    return replace(report, judgement=judgement)


def reviewer_of(classifier: Classifier, checklist: Checklist | None = None) -> Reviewer | None:
    """A checklist, the reference checklist when None, made ready to judge by; None where the classifier's model folder
    holds no judge. Raises ChecklistError, ModelError."""
    from clausescan.assess.judge import Reviewer
    from clausescan.assess.verdicts import JUDGE
    from clausescan.checklist import load_checklist

    folder = classifier.folder
    if folder is None or not (folder / JUDGE).is_file():
        return None
    return Reviewer.load(folder, checklist or load_checklist(), classifier.encoder, classifier.heads)


def diff(
    old: Source | Report,
    new: Source | Report | None = None,
    *,
    options: ReadOptions | None = None,
    classifier: Classifier | None = None,
    checklist: Checklist | None = None,
    profile: str | None = None,
    reviewer: Reviewer | None = None,
) -> Comparison:
    """Compare two versions of an agreement: what changed in substance, and what that did to the exit.

    A version is anything that `scan` takes, or a report that was made before. Without `new`, `old` is a Word file with
    tracked changes, and its original text is compared with the accepted one; each change then has the authors and dates
    of the tracked changes in it. `profile` None: the old version's purpose is taken for both.

    Raises ReadError and ModelError as `scan` does, and ComparisonError where there is no second version, or where the
    two reports were judged by different checklists.
    """
    from clausescan.classify import Classifier
    from clausescan.compare import compare
    from clausescan.compare.tracked import credited

    options = options or ReadOptions()
    before: Document | Report
    after: Document | Report
    if new is not None:
        before = old if isinstance(old, Report) else read(old, options=options)
        after = new if isinstance(new, Report) else read(new, options=options)
    elif isinstance(old, str | Path | bytes):
        before, after = tracked_versions(old, options)
    else:
        raise ComparisonError("name a second version, or one Word file with tracked changes as a path or bytes")
    if not (isinstance(before, Report) and isinstance(after, Report)):
        classifier = classifier or Classifier.load(cache=kept_in_memory())
        reviewer = reviewer or reviewer_of(classifier, checklist)

    def reported(version: Document | Report, profile: str | None) -> Report:
        return version if isinstance(version, Report) else report_on(version, classifier, checklist, profile, reviewer)

    first = reported(before, profile)
    second = reported(after, profile or (first.judgement.profile if first.judgement else None) or None)
    same_questions(first, second)
    return credited(compare(first, second)) if new is None else compare(first, second)


def tracked_versions(source: str | Path | bytes, options: ReadOptions, name: str = "") -> tuple[Document, Document]:
    """The original and the accepted text of a Word file. Raises ReadError, and ComparisonError where the file is no
    Word file or has no tracked changes of words."""
    from clausescan.compare.tracked import check_tracked

    accepted = read(source, name=name, options=replace(options, revisions="accepted"))
    check_tracked(accepted)
    return read(source, name=name, options=replace(options, revisions="original")), accepted


def same_questions(*reports: Report) -> None:
    """Raises ComparisonError where reports were judged by different checklists: their verdicts say nothing about what
    changed."""
    names = {report.judgement.checklist: report.document.path for report in reports if report.judgement}
    if len(names) > 1:
        said = " and ".join(f"{display(path)} by “{name}”" for name, path in names.items())
        raise ComparisonError(f"the versions were judged by different checklists, {said}; scan them by the same one")


def kept_in_memory() -> VectorCache:
    """A cache for the length of one comparison: most clauses of the second version are known from the first."""
    from clausescan.encoding.cache import VectorCache

    return VectorCache(None)
