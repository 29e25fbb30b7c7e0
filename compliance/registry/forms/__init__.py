"""Forms of the registry."""

from compliance.registry.forms.accounts import AccountForm, FunctionForm
from compliance.registry.forms.fields import DayField
from compliance.registry.forms.imports import ImportForm
from compliance.registry.forms.offices import OfficeForm
from compliance.registry.forms.staff import KinshipForm, PostingForm, StaffForm

__all__ = [
    "AccountForm",
    "DayField",
    "FunctionForm",
    "ImportForm",
    "KinshipForm",
    "OfficeForm",
    "PostingForm",
    "StaffForm",
]
