"""Structure: numbers and headings into a tree of clauses; definitions and cross-references."""

from clausescan.structure.outline import clause_tree

__all__ = ["clause_tree"]
