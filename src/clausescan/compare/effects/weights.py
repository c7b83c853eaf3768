"""What an effect weighs: one table of clause types against aspects.

The weight is that of a reviewer's triage, as in the checklist: what the change may cost on the day the parties part.

==================================  ==================  ==========================  ==============
clause type                         right, modality,    period, amount, scope,      other
                                    party               reference, definition,
                                                        placeholder
==================================  ==================  ==========================  ==============
decides how the parties part        critical            high                        medium
belongs to what they part with      high                medium                      low
anything else                       medium              low                         info
no type                             low                 low                         info
==================================  ==================  ==========================  ==============

The first row holds all ways out, price, transfer, renewal and term, the notice and cure periods, consequences of the
end, survival, transition supply and licences after exit; the second shared assets, what else goes on afterwards, and
decisions; the third purpose, contributions, money and formalities. A definition weighs as the gravest clause that uses
the term. A period of a meeting, a payment or an inspection never weighs more than medium, nor do words put in or
taken out that no exception, condition or qualifier marks.
"""

from __future__ import annotations

from typing import Literal

from clausescan.model import Aspect, Severity
from clausescan.taxonomy import GROUP_OF, GROUPS

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low", "info")
"""Worst first."""

Weight = Literal["parting", "assets", "other", "none"]

PARTING = frozenset(
    {
        *GROUPS["EXIT"],
        *GROUPS["TERM"],
        "notice_period",
        "cure_option_period",
        "exit_consequences",
        "survival",
        "transition_supply",
        "licence_after_exit",
    }
)
_ASSETS = frozenset({"ASSETS", "ONGOING", "DECISION"})

TABLE: dict[Weight, tuple[Severity, Severity, Severity]] = {
    "parting": ("critical", "high", "medium"),
    "assets": ("high", "medium", "low"),
    "other": ("medium", "low", "info"),
    "none": ("low", "low", "info"),
}
"""Weight of the clause type → severity of a strong, a middling and a slight aspect."""

STRONG: frozenset[Aspect] = frozenset({"right", "modality", "party"})
MINOR_PURPOSES = frozenset({"meeting", "payment", "inspection", "other"})


def weight_of(kind: str) -> Weight:
    """What a clause type weighs ("" for none)."""
    if kind in PARTING:
        return "parting"
    if not kind:
        return "none"
    return "assets" if GROUP_OF.get(kind) in _ASSETS else "other"


def severity_of(aspect: Aspect, kind: str, *, minor: bool = False) -> Severity:
    """The severity of an effect of this aspect in a clause of type `kind`. `minor`: never more than medium."""
    column = 0 if aspect in STRONG else 2 if aspect == "other" else 1
    severity = TABLE[weight_of(kind)][column]
    return "medium" if minor and severity in ("critical", "high") else severity
