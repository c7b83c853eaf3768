"""The clause types: seven groups, forty types, and what to call them in front of a reader.

A type is named by a stable word ("deadlock_exit"); a group by a word in capitals ("EXIT"). One clause may carry many
types, or none. Standard library only: reports, checklists and models all refer to this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "TERM": ("initial_term", "renewal"),
        "EXIT": (
            "termination_convenience",
            "breach_default",
            "insolvency",
            "change_of_control",
            "deadlock_exit",
            "performance_trigger",
            "external_event",
            "buyout_put_call",
            "valuation_price",
            "transfer",
        ),
        "NOTICE": ("notice_period", "cure_option_period", "notice_mechanics"),
        "ASSETS": (
            "ip_ownership",
            "joint_ip",
            "licence_term",
            "licence_after_exit",
            "brand_name",
            "tangible_site",
            "data_records",
        ),
        "ONGOING": (
            "exit_consequences",
            "survival",
            "confidentiality",
            "non_compete_exclusivity",
            "transition_supply",
            "liability_tail",
            "people_nonsolicit",
        ),
        "DECISION": ("governing_body", "reserved_matters", "escalation_deadlock", "dispute_law_forum"),
        "SUPPORT": (
            "purpose_scope",
            "kpi_milestones",
            "contributions",
            "funding",
            "economics",
            "change_review",
            "amendment_assignment",
        ),
    }
)
"""Group → its types, both in the order in which reports show them."""

TYPES: tuple[str, ...] = tuple(name for names in GROUPS.values() for name in names)
"""All types in report order. Models are stored in this order and say so; adding a type means fitting them again."""

GROUP_OF: Mapping[str, str] = MappingProxyType({name: group for group, names in GROUPS.items() for name in names})

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "TERM": "Term and renewal",
        "EXIT": "Ways out",
        "NOTICE": "Notice and time limits",
        "ASSETS": "Shared assets",
        "ONGOING": "What goes on afterwards",
        "DECISION": "Decisions and disputes",
        "SUPPORT": "Purpose, contributions and money",
        "initial_term": "Start and length",
        "renewal": "Renewal",
        "termination_convenience": "Leaving without cause",
        "breach_default": "Breach and default",
        "insolvency": "Insolvency",
        "change_of_control": "Change of control",
        "deadlock_exit": "Way out of a deadlock",
        "performance_trigger": "Missed results, purpose reached",
        "external_event": "Outside events: law, permits, force majeure",
        "buyout_put_call": "Buy-out, put and call",
        "valuation_price": "Price of an interest",
        "transfer": "Transfer of an interest",
        "notice_period": "Notice periods",
        "cure_option_period": "Cure and exercise periods",
        "notice_mechanics": "How notices are given",
        "ip_ownership": "Ownership of IP",
        "joint_ip": "Jointly owned IP",
        "licence_term": "Licences during the venture",
        "licence_after_exit": "Licences after exit",
        "brand_name": "Brands and names",
        "tangible_site": "Equipment, sites and permits",
        "data_records": "Data, books and records",
        "exit_consequences": "Consequences of the end, winding-up",
        "survival": "Survival",
        "confidentiality": "Confidentiality",
        "non_compete_exclusivity": "Non-compete and exclusivity",
        "transition_supply": "Transition and supply after exit",
        "liability_tail": "Liability, indemnity and insurance",
        "people_nonsolicit": "People and non-solicitation",
        "governing_body": "Boards and management",
        "reserved_matters": "Decisions that need consent",
        "escalation_deadlock": "Escalation of disagreements",
        "dispute_law_forum": "Governing law, courts and arbitration",
        "purpose_scope": "Purpose and scope",
        "kpi_milestones": "Targets and milestones",
        "contributions": "What each side contributes",
        "funding": "Capital, loans and guarantees",
        "economics": "Prices, profits and volumes",
        "change_review": "Reviews and changes of scope",
        "amendment_assignment": "Amendment, assignment, precedence",
    }
)
"""What a reader is shown for a group or a type."""
