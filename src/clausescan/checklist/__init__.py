"""The checklist: what a reviewer asks an agreement, item by item, as data.

The reference list is in `data`, one item a file; `defects.toml`, `profiles.toml`, `checks.toml` and `groups.toml`
hold the words it is written in. A team's own list is a folder or file of the same form. No lawyer has reviewed it.
"""

from __future__ import annotations

from clausescan.checklist.items import Check, Checklist, Defect, Element, Item, Profile
from clausescan.checklist.load import examine, load_checklist

__all__ = ["Check", "Checklist", "Defect", "Element", "Item", "Profile", "examine", "load_checklist"]
