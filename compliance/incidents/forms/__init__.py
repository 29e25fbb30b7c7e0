"""Forms of logging: the report, and what is known of one item of evidence."""

from compliance.incidents.forms.evidence import ABOUT, AboutFields, AboutForm, AmendForm
from compliance.incidents.forms.log import LogForm, initial_of
from compliance.incidents.forms.provisions import ProvisionChecks, grouped_provisions, groups_of
from compliance.incidents.forms.steps import standings

__all__ = [
    "ABOUT",
    "AboutFields",
    "AboutForm",
    "AmendForm",
    "LogForm",
    "ProvisionChecks",
    "grouped_provisions",
    "groups_of",
    "initial_of",
    "standings",
]
