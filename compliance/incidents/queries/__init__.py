"""Questions about one incident: what a user is to it, who may do what, what it waits for. Each
lives in the module of its subject; callers take them from here.
"""

from compliance.incidents.queries.alike import addresses_of, duplicates, why_alike
from compliance.incidents.queries.many import People, loaded
from compliance.incidents.queries.parts import (
    case_roles,
    fits,
    handling_office_for,
    is_head,
    must_declare,
    open_verbs,
    require_declared,
    spoken_for_by,
)
from compliance.incidents.queries.people import (
    deciders,
    leads_of,
    may_be_named,
    unit_levels,
    unit_people,
    who_can,
    who_is,
    who_is_asked,
)
from compliance.incidents.queries.tied import shut_out
from compliance.incidents.queries.waiting import (
    ON_PAPER,
    awaited,
    awaits,
    goes_above,
    stuck,
)
from compliance.incidents.queries.walls import (
    is_apart,
    is_in_hand,
    without_excluded,
)

__all__ = [
    "ON_PAPER",
    "People",
    "addresses_of",
    "awaited",
    "awaits",
    "case_roles",
    "deciders",
    "duplicates",
    "fits",
    "goes_above",
    "handling_office_for",
    "is_apart",
    "is_head",
    "is_in_hand",
    "leads_of",
    "loaded",
    "may_be_named",
    "must_declare",
    "open_verbs",
    "require_declared",
    "shut_out",
    "spoken_for_by",
    "stuck",
    "unit_levels",
    "unit_people",
    "who_can",
    "who_is",
    "who_is_asked",
    "why_alike",
    "without_excluded",
]
