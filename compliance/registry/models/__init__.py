"""Who: accounts, offices as a dated tree, staff with dated postings, functions, declared kinship.
No citizen id is kept.
"""

from compliance.registry.models.access import (
    TRIES,
    AccessRequest,
    AddressChange,
    DoorCode,
    SignInLink,
)
from compliance.registry.models.accounts import SignInCounter, User, UserManager
from compliance.registry.models.committee import CommitteeVersion
from compliance.registry.models.functions import Function
from compliance.registry.models.imports import ImportRow, ImportRun
from compliance.registry.models.offices import (
    Office,
    OfficeAlias,
    OfficeGrant,
    OfficeHours,
    OfficeSuccession,
    OfficeVersion,
)
from compliance.registry.models.requests import DataRequest
from compliance.registry.models.staff import Departure, Kinship, Posting, SearchWord, StaffMember

__all__ = [
    "TRIES",
    "AccessRequest",
    "AddressChange",
    "CommitteeVersion",
    "DoorCode",
    "SignInLink",
    "DataRequest",
    "Departure",
    "Function",
    "ImportRow",
    "ImportRun",
    "Kinship",
    "Office",
    "OfficeAlias",
    "OfficeGrant",
    "OfficeHours",
    "OfficeSuccession",
    "OfficeVersion",
    "Posting",
    "SearchWord",
    "SignInCounter",
    "StaffMember",
    "User",
    "UserManager",
]
