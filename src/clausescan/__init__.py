"""clausescan reads joint-venture and alliance agreements and says, with evidence, how the parties will part.

The public verbs are `read` (a file into a `Document`), `scan` (a file into a `Report`), `diff` (two versions into a
`Comparison`), `search` (a question into clauses) and `load_checklist` (the questions a reviewer asks). Importing this
package loads nothing heavy; the machinery is imported by the verb that needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "diff", "load_checklist", "read", "scan", "search"]

if TYPE_CHECKING:
    from clausescan.checklist import load_checklist
    from clausescan.pipeline import diff, scan
    from clausescan.reading import read
    from clausescan.searching import search

_VERBS = {
    "diff": "clausescan.pipeline",
    "load_checklist": "clausescan.checklist",
    "read": "clausescan.reading",
    "scan": "clausescan.pipeline",
    "search": "clausescan.searching",
}


def __getattr__(name: str) -> Any:
    if name in _VERBS:
        from importlib import import_module

        return getattr(import_module(_VERBS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
