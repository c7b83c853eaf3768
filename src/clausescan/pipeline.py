"""The walk of one agreement through the house: reading, structure, language, facts, clause types."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from clausescan import __version__
from clausescan.model import Document, Report
from clausescan.reading import read
from clausescan.reading.options import ReadOptions

if TYPE_CHECKING:
    from clausescan.checklist import Checklist
    from clausescan.classify import Classifier


def scan(
    source: str | Path | bytes | BinaryIO,
    *,
    name: str = "",
    options: ReadOptions | None = None,
    classifier: Classifier | None = None,
    checklist: Checklist | None = None,
    profile: str | None = None,
) -> Report:
    """Read one agreement and report on it.

    `source` is a path, the bytes of a file, or an open binary stream; `name` is what reports call it when it is not a
    path. `classifier` types the clauses; without one the shipped model is loaded (pass one in to load it only once
    for many agreements). It is judged by `checklist`, the reference checklist when None; `profile` names the purpose it
    serves ("battery"), which is proposed from its text when None. Raises ReadError when the file cannot be read or
    holds no text, ModelError when the model folder is missing or damaged.
    """
    return report_on(
        read(source, name=name, options=options or ReadOptions()), classifier, checklist=checklist, profile=profile
    )


def report_on(
    document: Document,
    classifier: Classifier | None = None,
    checklist: Checklist | None = None,
    profile: str | None = None,
) -> Report:
    """Report on a document that has already been read."""
    from clausescan.classify import Classifier
    from clausescan.facts import find_facts
    from clausescan.language.periods import periods_of
    from clausescan.structure import clause_tree
    from clausescan.structure.definitions import find_definitions
    from clausescan.structure.references import find_references

    classifier = classifier or Classifier.load()
    clauses = classifier.classify(document, clause_tree(document))
    definitions = find_definitions(document, clauses)
    periods = periods_of(document, clauses)
    return Report(
        document=document,
        clauses=clauses,
        definitions=definitions,
        references=find_references(document, clauses, definitions),
        periods=periods,
        facts=find_facts(document, clauses),
        model=classifier.info,
        version=__version__,
    )
