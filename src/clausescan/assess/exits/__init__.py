"""The exit matrix: every right to leave and every automatic end of an agreement, one row each."""

from __future__ import annotations

from clausescan.assess.exits.matrix import exit_matrix

__all__ = ["exit_matrix"]
