"""Structure: numbers and headings into a tree of clauses; definitions, their uses, and cross-references."""

from clausescan.structure.definitions import TermUse, find_definitions, term_uses
from clausescan.structure.outline import clause_tree
from clausescan.structure.references import find_references

__all__ = ["TermUse", "clause_tree", "find_definitions", "find_references", "term_uses"]
